//! Word documents (ISO/IEC 29500, transitional).

use std::fmt::Write as _;

use minijinja::value::Value;
use minijinja::{Environment, context};

use super::package::{Entry, pack};
use super::parts::{self, Marks, Part, Run, Style, Table};
use super::{MARGIN, facts, size, text_size, xml};
use crate::document::tree::Document;
use crate::output::OutputError;

pub(super) const TEMPLATES: [(&str, &str); 9] = [
    ("content-types.xml", include_str!("../../../theme/docx/content-types.xml")),
    ("package-relations.xml", include_str!("../../../theme/docx/package-relations.xml")),
    ("core.xml", include_str!("../../../theme/docx/core.xml")),
    ("document.xml", include_str!("../../../theme/docx/document.xml")),
    ("relations.xml", include_str!("../../../theme/docx/relations.xml")),
    ("styles.xml", include_str!("../../../theme/docx/styles.xml")),
    ("settings.xml", include_str!("../../../theme/docx/settings.xml")),
    ("numbering.xml", include_str!("../../../theme/docx/numbering.xml")),
    ("header.xml", include_str!("../../../theme/docx/header.xml")),
];

pub(super) fn render(
    environment: &Environment<'static>,
    document: &Document,
) -> Result<Vec<u8>, OutputError> {
    let (width, height) = size(document);
    let mut writer = Writer { width: width - 2.0 * MARGIN, ..Writer::default() };
    writer.parts(&parts::of_document(document)?);
    let context = context! {
        width => twips(width),
        height => twips(height),
        margin => twips(MARGIN),
        size => text_size(document),
        body => Value::from_safe_string(writer.body),
        starts => writer.starts,
        links => writer.links,
        ..facts(document)
    };
    let made = |name: &str| environment.get_template(name)?.render(&context).map_err(OutputError::from);
    pack(&[
        Entry::new("[Content_Types].xml", made("content-types.xml")?),
        Entry::new("_rels/.rels", made("package-relations.xml")?),
        Entry::new("docProps/core.xml", made("core.xml")?),
        Entry::new("word/document.xml", made("document.xml")?),
        Entry::new("word/_rels/document.xml.rels", made("relations.xml")?),
        Entry::new("word/styles.xml", made("styles.xml")?),
        Entry::new("word/settings.xml", made("settings.xml")?),
        Entry::new("word/numbering.xml", made("numbering.xml")?),
        Entry::new("word/header1.xml", made("header.xml")?),
    ])
}

/// Twentieths of a point.
fn twips(millimetres: f64) -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "sheets are small")]
    let twips = (millimetres / 25.4 * 1440.0).round() as i64;
    twips
}

#[derive(Default)]
struct Writer {
    body: String,
    /// Of the place that is written to, in millimetres.
    width: f64,
    /// The first numbers of ordered lists: each list is defined apart, or one would continue the other.
    starts: Vec<u32>,
    /// Addresses, which stand in a file of their own.
    links: Vec<String>,
}

/// The lists that are always defined: bullets and boxes. Ordered ones follow.
const BULLETS: usize = 1;
const BOXES: usize = 2;
const FIRST_ORDERED: usize = 3;

/// Where a paragraph stands in a list.
#[derive(Clone, Copy)]
struct Place {
    list: usize,
    depth: usize,
    /// It has the mark: what follows in the same item has none.
    first: bool,
}

/// No list goes deeper.
const DEEPEST: usize = 5;

impl Writer {
    fn parts(&mut self, parts: &[Part]) {
        self.placed(parts, None);
    }

    fn placed(&mut self, parts: &[Part], place: Option<Place>) {
        let mut place = place;
        for part in parts {
            match part {
                Part::Paragraph { style, runs } => self.paragraph(*style, runs, place),
                Part::List { marks, items } => self.list(*marks, items, place),
                Part::Table(table) => self.table(table),
            }
            place = place.map(|place| Place { first: false, ..place });
        }
    }

    fn paragraph(&mut self, style: Style, runs: &[Run], place: Option<Place>) {
        self.body.push_str("<w:p><w:pPr>");
        match style {
            Style::Heading(level) | Style::CellHeading(level) => {
                let _ = write!(self.body, "<w:pStyle w:val=\"Heading{level}\"/>");
            }
            other => {
                let _ = write!(self.body, "<w:pStyle w:val=\"{}\"/>", other.name());
            }
        }
        let at_the_top = matches!(style, Style::CellHeading(_));
        self.body.push_str(if at_the_top {
            "<w:keepNext w:val=\"0\"/><w:keepLines w:val=\"0\"/><w:spacing w:before=\"0\"/>"
        } else {
            ""
        });
        match place {
            Some(Place { list, depth, first: true }) => {
                let _ = write!(
                    self.body,
                    "<w:numPr><w:ilvl w:val=\"{depth}\"/><w:numId w:val=\"{list}\"/></w:numPr>"
                );
            }
            Some(Place { depth, .. }) => {
                let _ = write!(self.body, "<w:ind w:left=\"{}\"/>", (depth + 1) * 340);
            }
            None => {}
        }
        self.body.push_str("</w:pPr>");
        for run in runs {
            self.run(run);
        }
        self.body.push_str("</w:p>\n");
    }

    fn run(&mut self, run: &Run) {
        if let Some(url) = &run.link {
            self.links.push(url.clone());
            let _ = write!(self.body, "<w:hyperlink r:id=\"link{}\">", self.links.len());
        }
        self.body.push_str("<w:r>");
        if run.strong || run.link.is_some() {
            self.body.push_str("<w:rPr>");
            self.body.push_str(if run.strong { "<w:b/>" } else { "" });
            self.body.push_str(if run.link.is_some() { "<w:u w:val=\"single\"/>" } else { "" });
            self.body.push_str("</w:rPr>");
        }
        self.body.push_str(if run.after_break { "<w:br/>" } else { "" });
        self.body.push_str("<w:t xml:space=\"preserve\">");
        xml::text(&mut self.body, &run.text);
        self.body.push_str("</w:t></w:r>");
        if run.link.is_some() {
            self.body.push_str("</w:hyperlink>");
        }
    }

    fn list(&mut self, marks: Marks, items: &[Vec<Part>], outer: Option<Place>) {
        let list = match marks {
            Marks::Bullets => BULLETS,
            Marks::Boxes => BOXES,
            Marks::Numbers(start) => {
                self.starts.push(start);
                FIRST_ORDERED + self.starts.len() - 1
            }
        };
        let depth = outer.map_or(0, |place| (place.depth + 1).min(DEEPEST));
        for item in items {
            self.placed(item, Some(Place { list, depth, first: true }));
        }
    }

    fn table(&mut self, table: &Table) {
        let whole = self.width;
        self.body.push_str(
            "<w:tbl><w:tblPr><w:tblStyle w:val=\"TableGrid\"/><w:tblW w:w=\"5000\" w:type=\"pct\"/>\
             <w:tblLayout w:type=\"fixed\"/>",
        );
        let _ = write!(
            self.body,
            "<w:tblLook w:val=\"0020\" w:firstRow=\"1\" w:lastRow=\"0\" w:firstColumn=\"{}\" w:lastColumn=\"0\" \
             w:noHBand=\"1\" w:noVBand=\"1\"/></w:tblPr><w:tblGrid>",
            u8::from(table.row_header),
        );
        for share in &table.widths {
            let _ = write!(self.body, "<w:gridCol w:w=\"{}\"/>", twips(share * whole));
        }
        self.body.push_str("</w:tblGrid>\n");
        // A heading row that must not be split, either, costs LibreOffice the rows of some tables.
        self.row(&table.header, &table.widths, "<w:tblHeader/>");
        for row in &table.rows {
            self.row(row, &table.widths, "<w:cantSplit/>");
        }
        // What follows a table is a paragraph: two tables in a row would become one.
        self.body.push_str("</w:tbl><w:p><w:pPr><w:pStyle w:val=\"AfterTable\"/></w:pPr></w:p>\n");
    }

    fn row(&mut self, cells: &[Vec<Part>], widths: &[f64], properties: &str) {
        let whole = self.width;
        let _ = write!(self.body, "<w:tr><w:trPr>{properties}</w:trPr>");
        for (cell, share) in cells.iter().zip(widths) {
            self.width = share * whole;
            let _ = write!(
                self.body,
                "<w:tc><w:tcPr><w:tcW w:w=\"{}\" w:type=\"dxa\"/></w:tcPr>",
                twips(self.width)
            );
            self.parts(cell);
            if cell.is_empty() {
                self.body.push_str("<w:p/>");
            }
            self.body.push_str("</w:tc>");
        }
        self.width = whole;
        self.body.push_str("</w:tr>\n");
    }
}
