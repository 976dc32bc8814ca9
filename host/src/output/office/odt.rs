//! OpenDocument text (ISO/IEC 26300, version 1.3).

use std::fmt::Write as _;

use minijinja::value::Value;
use minijinja::{Environment, context};

use super::package::{Entry, pack};
use super::parts::{self, Marks, Part, Run, Style, Table};
use super::{MARGIN, facts, size, text_size, xml};
use crate::document::tree::Document;
use crate::output::OutputError;

pub(super) const TEMPLATES: [(&str, &str); 4] = [
    ("content.xml", include_str!("../../../theme/odt/content.xml")),
    ("styles.xml", include_str!("../../../theme/odt/styles.xml")),
    ("meta.xml", include_str!("../../../theme/odt/meta.xml")),
    ("manifest.xml", include_str!("../../../theme/odt/manifest.xml")),
];

const MIMETYPE: &str = "application/vnd.oasis.opendocument.text";

pub(super) fn render(
    environment: &Environment<'static>,
    document: &Document,
) -> Result<Vec<u8>, OutputError> {
    let mut writer = Writer::default();
    writer.parts(&parts::of_document(document)?);
    let (width, height) = size(document);
    let context = context! {
        width,
        height,
        margin => MARGIN,
        size => text_size(document),
        body => Value::from_safe_string(writer.body),
        tables => writer.tables,
        ..facts(document)
    };
    let made = |name: &str| environment.get_template(name)?.render(&context).map_err(OutputError::from);
    pack(&[
        Entry { path: "mimetype", content: MIMETYPE.to_owned(), plain: true },
        Entry::new("content.xml", made("content.xml")?),
        Entry::new("styles.xml", made("styles.xml")?),
        Entry::new("meta.xml", made("meta.xml")?),
        Entry::new("META-INF/manifest.xml", made("manifest.xml")?),
    ])
}

#[derive(Default)]
struct Writer {
    body: String,
    /// The relative widths of the columns of each table: they are styles, which stand before the body.
    tables: Vec<Vec<u32>>,
}

/// Columns share so much.
const WHOLE_WIDTH: f64 = 10_000.0;

impl Writer {
    fn parts(&mut self, parts: &[Part]) {
        for part in parts {
            match part {
                Part::Paragraph { style, runs } => self.paragraph(*style, runs),
                Part::List { marks, items } => self.list(*marks, items),
                Part::Table(table) => self.table(table),
            }
        }
    }

    fn paragraph(&mut self, style: Style, runs: &[Run]) {
        let heading = match style {
            Style::Heading(level) => Some((level, "")),
            Style::CellHeading(level) => Some((level, "_cell")),
            _ => None,
        };
        if let Some((level, kind)) = heading {
            let _ = write!(
                self.body,
                "<text:h text:style-name=\"Heading_{level}{kind}\" text:outline-level=\"{level}\">"
            );
            self.runs(runs);
            self.body.push_str("</text:h>\n");
            return;
        }
        xml::open(&mut self.body, "text:p", "text:style-name", style.name());
        self.runs(runs);
        self.body.push_str("</text:p>\n");
    }

    fn runs(&mut self, runs: &[Run]) {
        for run in runs {
            if run.after_break {
                self.body.push_str("<text:line-break/>");
            }
            if let Some(url) = &run.link {
                xml::open(&mut self.body, "text:a xlink:type=\"simple\"", "xlink:href", url);
            }
            if run.strong {
                self.body.push_str("<text:span text:style-name=\"Strong\">");
            }
            xml::text(&mut self.body, &run.text);
            if run.strong {
                self.body.push_str("</text:span>");
            }
            if run.link.is_some() {
                self.body.push_str("</text:a>");
            }
        }
    }

    fn list(&mut self, marks: Marks, items: &[Vec<Part>]) {
        let (name, start) = match marks {
            Marks::Bullets => ("Bullets", None),
            Marks::Boxes => ("Boxes", None),
            Marks::Numbers(start) => ("Numbers", Some(start)),
        };
        xml::open(&mut self.body, "text:list", "text:style-name", name);
        for (place, item) in items.iter().enumerate() {
            match start.filter(|_| place == 0) {
                Some(start) => {
                    let _ = write!(self.body, "<text:list-item text:start-value=\"{start}\">");
                }
                None => self.body.push_str("<text:list-item>"),
            }
            self.parts(item);
            self.body.push_str("</text:list-item>");
        }
        self.body.push_str("</text:list>\n");
    }

    fn table(&mut self, table: &Table) {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "shares are from 0 to 1")]
        let widths = table.widths.iter().map(|share| (share * WHOLE_WIDTH).round() as u32);
        self.tables.push(widths.collect());
        let number = self.tables.len();
        let _ = write!(self.body, "<table:table table:name=\"T{number}\" table:style-name=\"Table\">");
        for column in 1..=table.widths.len() {
            let _ = write!(self.body, "<table:table-column table:style-name=\"T{number}.{column}\"/>");
        }
        self.body.push_str("<table:table-header-rows>");
        self.row(&table.header, "HeaderCell");
        self.body.push_str("</table:table-header-rows>\n");
        for row in &table.rows {
            self.row(row, "Cell");
        }
        self.body.push_str("</table:table>\n");
    }

    fn row(&mut self, cells: &[Vec<Part>], style: &str) {
        self.body.push_str("<table:table-row table:style-name=\"Row\">");
        for cell in cells {
            let _ = write!(
                self.body,
                "<table:table-cell office:value-type=\"string\" table:style-name=\"{style}\">"
            );
            self.parts(cell);
            self.body.push_str("</table:table-cell>");
        }
        self.body.push_str("</table:table-row>\n");
    }
}
