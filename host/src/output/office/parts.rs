//! The tree as a word processor has it: paragraphs with a style, lists, tables.
//!
//! As in Markdown, what only paper can do becomes what a text can, and one column follows the other. A running order
//! becomes a table of times.

use minijinja::context;

use crate::document::tree::{Block, Document, Inline, Slot};
use crate::output::{OutputError, phrase};

/// Where someone writes by hand.
const DOTS: &str = "……………………………………";

/// One after the other.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Part {
    Paragraph { style: Style, runs: Vec<Run> },
    List { marks: Marks, items: Vec<Vec<Part>> },
    Table(Table),
}

/// How a paragraph looks and what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    Heading(u8),
    /// At the top of a cell, in line with what stands beside it.
    CellHeading(u8),
    Text,
    Prompt,
    Note,
    Quote,
    Sign,
    Rule,
    Cell,
    HeaderCell,
}

impl Style {
    /// Its name in the styles of both formats; headings have names of their own there.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Heading(_) | Self::CellHeading(_) | Self::Text => "Text",
            Self::Prompt => "Prompt",
            Self::Note => "Note",
            Self::Quote => "Quote",
            Self::Sign => "Sign",
            Self::Rule => "Rule",
            Self::Cell => "TableText",
            Self::HeaderCell => "TableHeading",
        }
    }
}

/// What stands before the items of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Marks {
    Bullets,
    Boxes,
    /// From this number.
    Numbers(u32),
}

/// A table with a heading row.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Table {
    pub(super) header: Vec<Vec<Part>>,
    pub(super) rows: Vec<Vec<Vec<Part>>>,
    /// Shares of the width, which add up to 1.
    pub(super) widths: Vec<f64>,
    /// The first cell of each row names it.
    pub(super) row_header: bool,
}

/// Text of one look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Run {
    pub(super) text: String,
    /// Heavier, for whatever reason.
    pub(super) strong: bool,
    pub(super) link: Option<String>,
    /// A line ends before it.
    pub(super) after_break: bool,
}

/// The whole document, its title first.
pub(super) fn of_document(document: &Document) -> Result<Vec<Part>, OutputError> {
    let word = |key| phrase(&document.language, key, context! {});
    let reader = Reader {
        time: word("run_sheet.time")?,
        block: word("run_sheet.block")?,
        step: word("run_sheet.step")?,
    };
    let mut parts = Vec::new();
    if !matches!(document.body.first(), Some(Block::Heading { level: 1, .. })) {
        parts.push(paragraph(Style::Heading(1), &document.title));
    }
    reader.blocks(&document.body, Style::Text, &mut parts);
    Ok(parts)
}

/// What the headings of running orders say.
struct Reader {
    time: String,
    block: String,
    step: String,
}

impl Reader {
    fn blocks(&self, blocks: &[Block], style: Style, out: &mut Vec<Part>) {
        for block in blocks {
            self.block(block, style, out);
        }
    }

    fn collected(&self, blocks: &[Block], style: Style) -> Vec<Part> {
        let mut parts = Vec::new();
        self.blocks(blocks, style, &mut parts);
        parts
    }

    fn block(&self, block: &Block, style: Style, out: &mut Vec<Part>) {
        match block {
            Block::Heading { level, content } => {
                out.push(Part::Paragraph { style: Style::Heading(*level), runs: runs(content) });
            }
            Block::Paragraph { content } => out.push(Part::Paragraph { style, runs: runs(content) }),
            Block::List { ordered, start, items } => {
                let marks = if *ordered { Marks::Numbers(*start) } else { Marks::Bullets };
                out.push(self.list(marks, items, style));
            }
            Block::Checklist { items } => out.push(self.list(Marks::Boxes, items, style)),
            Block::Table(table) => out.push(Part::Table(plain_table(table))),
            Block::Timeline { even, slots } => out.push(Part::Table(self.timeline(*even, slots))),
            Block::Quote { body } => self.blocks(body, Style::Quote, out),
            Block::Prompt { body } => self.blocks(body, Style::Prompt, out),
            Block::Note { body } => self.blocks(body, Style::Note, out),
            Block::Sign { body } => self.blocks(body, Style::Sign, out),
            Block::Rule => out.push(paragraph(Style::Rule, "")),
            Block::Page { body } | Block::Tent { body } | Block::Paper { body } => {
                self.blocks(body, style, out);
            }
            Block::Space { body, .. } => {
                self.blocks(body, style, out);
                out.push(paragraph(style, DOTS));
            }
            Block::Cards { cards, .. } => cards.iter().for_each(|card| self.blocks(&card.body, style, out)),
            Block::Columns { columns } => {
                for column in columns {
                    self.blocks(&column.body, style, out);
                }
            }
            Block::Lines { count, label, .. } => {
                for line in 0..*count {
                    let label = label.as_deref().filter(|_| line == 0);
                    out.push(paragraph(
                        style,
                        &label.map_or_else(|| DOTS.to_owned(), |label| format!("{label} {DOTS}")),
                    ));
                }
            }
            Block::Dots { count, .. } => out.push(paragraph(style, &vec!["○"; *count as usize].join(" "))),
            Block::Canvas { alt, .. } => out.push(paragraph(style, alt)),
            Block::Screen { .. } => {}
        }
    }

    fn list(&self, marks: Marks, items: &[Vec<Block>], style: Style) -> Part {
        Part::List { marks, items: items.iter().map(|item| self.collected(item, style)).collect() }
    }

    /// Times beside what happens.
    fn timeline(&self, even: bool, slots: &[Slot]) -> Table {
        let what = if even { &self.step } else { &self.block };
        let header = [&self.time, what].map(|word| vec![paragraph(Style::HeaderCell, word)]);
        let row = |slot: &Slot| {
            let times = paragraph(Style::HeaderCell, &format!("{} – {}", slot.start, slot.end));
            let mut body = self.collected(&slot.body, Style::Cell);
            if let Some(Part::Paragraph { style, .. }) = body.first_mut()
                && let Style::Heading(level) = *style
            {
                *style = Style::CellHeading(level);
            }
            vec![vec![times], body]
        };
        Table {
            header: header.into(),
            rows: slots.iter().map(row).collect(),
            widths: vec![0.22, 0.78],
            row_header: true,
        }
    }
}

fn plain_table(table: &crate::document::tree::Table) -> Table {
    let cell = |style: Style, content: &Vec<Inline>| vec![Part::Paragraph { style, runs: runs(content) }];
    let style = |column| if column == 0 && table.row_header { Style::HeaderCell } else { Style::Cell };
    let columns = table.header.len();
    let shares = table.widths.clone().unwrap_or_else(|| by_content(table));
    let all: f64 = shares.iter().sum();
    Table {
        header: table.header.iter().map(|content| cell(Style::HeaderCell, content)).collect(),
        rows: table
            .rows
            .iter()
            .map(|row| row.iter().enumerate().map(|(column, content)| cell(style(column), content)).collect())
            .collect(),
        widths: if all > 0.0 {
            shares.iter().map(|share| share / all).collect()
        } else {
            vec![1.0 / columns as f64; columns]
        },
        row_header: table.row_header,
    }
}

/// Shares of the width by the longest text of each column, within bounds.
fn by_content(table: &crate::document::tree::Table) -> Vec<f64> {
    let letters = |cell: &Vec<Inline>| runs(cell).iter().map(|run| run.text.chars().count()).sum::<usize>();
    let rows = || std::iter::once(&table.header).chain(&table.rows);
    let longest = |column: usize| rows().filter_map(|row| row.get(column)).map(letters).max().unwrap_or(0);
    (0..table.header.len()).map(|column| longest(column).clamp(6, 40) as f64).collect()
}

fn paragraph(style: Style, text: &str) -> Part {
    let run = Run { text: text.to_owned(), strong: false, link: None, after_break: false };
    Part::Paragraph { style, runs: if text.is_empty() { Vec::new() } else { vec![run] } }
}

fn runs(content: &[Inline]) -> Vec<Run> {
    let mut found = Vec::new();
    collect(content, false, None, &mut false, &mut found);
    found
}

fn collect(content: &[Inline], strong: bool, link: Option<&str>, broken: &mut bool, found: &mut Vec<Run>) {
    for inline in content {
        match inline {
            Inline::Text { text } | Inline::Code { text } => found.push(Run {
                text: text.clone(),
                strong,
                link: link.map(str::to_owned),
                after_break: std::mem::take(broken),
            }),
            // Slanted letters are harder to read: what is stressed is heavier.
            Inline::Strong { content } | Inline::Emphasis { content } => {
                collect(content, true, link, broken, found);
            }
            Inline::Link { url, content } => collect(content, strong, Some(url), broken, found),
            Inline::Foreign { content, .. } => collect(content, strong, link, broken, found),
            Inline::Break => *broken = true,
        }
    }
}
