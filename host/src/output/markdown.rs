//! Documents as Markdown: to read as it is, to edit, to paste where people write together.
//!
//! CommonMark, with pipe tables and task lists. What only paper can do becomes what a text can: a dotted line
//! for ruled lines, one column after the other.

#[cfg(test)]
mod tests;
mod text;

use minijinja::context;

use super::{Output, OutputError, phrase};
use crate::document::tree::{Align, Block, Card, Document, Inline, Slot, Table};
use text::{cell, heading, paragraph, plain_text};

/// Where someone writes by hand.
const DOTS: &str = "……………………………………";

/// Writes Markdown of one language.
pub struct Markdown {
    language: String,
    prompt: String,
    note: String,
}

impl Markdown {
    /// Reads the words it needs.
    ///
    /// # Errors
    /// When a word is missing.
    pub fn new(language: &str) -> Result<Self, OutputError> {
        let word = |key| phrase(language, key, context! {});
        Ok(Self { language: language.to_owned(), prompt: word("html.prompt")?, note: word("html.note")? })
    }

    fn card(&self, card: &Card, count: usize) -> String {
        let copies = (count > 1).then(|| phrase(&self.language, "html.identical", context! { count }));
        joined([self.blocks(&card.body), copies.and_then(Result::ok).unwrap_or_default()])
    }

    fn blocks(&self, blocks: &[Block]) -> String {
        let mut out = String::new();
        let mut marks = Marks::default();
        for block in blocks {
            marks.turn(block);
            let text = self.block(block, &marks);
            if !text.is_empty() {
                if !out.is_empty() {
                    out.push_str("\n\n");
                }
                out.push_str(&text);
            }
        }
        out
    }

    fn block(&self, block: &Block, marks: &Marks) -> String {
        match block {
            Block::Heading { level, content } => heading(*level, content),
            Block::Paragraph { content } => paragraph(content),
            Block::List { ordered: false, items, .. } => self.list(items, |_| format!("{} ", marks.bullet())),
            Block::List { start, items, .. } => {
                self.list(items, |index| format!("{}{} ", u64::from(*start) + index, marks.delimiter()))
            }
            Block::Checklist { items } => self.list(items, |_| format!("{} [ ] ", marks.bullet())),
            Block::Table(content) => table(content),
            Block::Quote { body } => quoted(&self.blocks(body)),
            Block::Rule => "---".to_owned(),
            Block::Page { body } | Block::Tent { body } | Block::Screen { body } => self.blocks(body),
            Block::Space { body, .. } => joined([self.blocks(body), DOTS.to_owned()]),
            Block::Cards { cards, .. } => {
                joined(Card::each_once(cards).into_iter().map(|(card, count)| self.card(card, count)))
            }
            Block::Columns { columns } => joined(columns.iter().map(|column| self.blocks(&column.body))),
            Block::Timeline { slots, .. } => joined(slots.iter().map(|slot| self.slot(slot))),
            Block::Sign { body } => self.blocks(&body.iter().map(strong).collect::<Vec<_>>()),
            Block::Prompt { body } => self.labelled(&self.prompt, body),
            Block::Note { body } => self.labelled(&self.note, body),
            Block::Lines { count, label, .. } => {
                let label =
                    label.as_deref().map(|label| format!("{} ", plain_text(label))).unwrap_or_default();
                let lines = (0..*count).map(|line| format!("{}{DOTS}", if line == 0 { &label } else { "" }));
                joined(lines)
            }
            Block::Dots { count, .. } => vec!["○"; *count as usize].join(" "),
            Block::Canvas { alt, .. } => paragraph(&[Inline::Emphasis { content: vec![text(alt)] }]),
            Block::Paper { .. } => String::new(),
        }
    }

    /// Items without blank lines between them when each is one paragraph, with a list under it at most.
    fn list(&self, items: &[Vec<Block>], mark: impl Fn(u64) -> String) -> String {
        let is_tight = items.iter().all(|item| {
            matches!(
                item.as_slice(),
                [] | [Block::Paragraph { .. }] | [Block::Paragraph { .. }, Block::List { .. }]
            )
        });
        let mut lines = Vec::new();
        for (index, item) in (0_u64..).zip(items) {
            let mark = mark(index);
            let indent = " ".repeat(mark.trim_end_matches("[ ] ").len());
            let body = if is_tight {
                let blocks = item.iter().map(|block| self.block(block, &Marks::default()));
                blocks.collect::<Vec<_>>().join("\n")
            } else {
                self.blocks(item)
            };
            let body = prefixed(&body, &indent);
            lines.push(format!("{mark}{}", body.trim_start()).trim_end().to_owned());
        }
        lines.join(if is_tight { "\n" } else { "\n\n" })
    }

    fn labelled(&self, label: &str, body: &[Block]) -> String {
        let label = paragraph(&[Inline::Strong { content: vec![text(label)] }]);
        quoted(&joined([label, self.blocks(body)]))
    }

    /// The times stand in the entry's heading, or before its first paragraph.
    fn slot(&self, slot: &Slot) -> String {
        let times = format!("{} – {}", slot.start, slot.end);
        match slot.body.split_first() {
            Some((Block::Heading { level, content }, rest)) => {
                let mut content = content.clone();
                content.insert(0, text(&format!("{times} · ")));
                joined([heading(*level, &content), self.blocks(rest)])
            }
            Some((Block::Paragraph { content }, rest)) => {
                let mut content = content.clone();
                content.splice(0..0, [Inline::Strong { content: vec![text(&times)] }, text(" · ")]);
                joined([paragraph(&content), self.blocks(rest)])
            }
            _ => joined([paragraph(&[text(&times)]), self.blocks(&slot.body)]),
        }
    }
}

impl Output for Markdown {
    fn extension(&self) -> &'static str {
        "md"
    }

    fn render(&self, document: &Document) -> Result<Vec<u8>, OutputError> {
        let mut body = document.body.as_slice();
        let title = match body {
            [Block::Heading { level: 1, content }, rest @ ..] => {
                body = rest;
                heading(1, content)
            }
            _ => heading(1, &[text(&document.title)]),
        };
        let header = match document.header.as_slice() {
            [] => String::new(),
            lines => paragraph(&[Inline::Emphasis { content: vec![text(&lines.join(" · "))] }]),
        };
        let mut out = joined([title, header, self.blocks(body)]);
        out.push('\n');
        Ok(out.into_bytes())
    }
}

/// Two lists in a row are told apart by their marks.
#[derive(Default)]
struct Marks {
    after_list: bool,
    other: bool,
}

impl Marks {
    fn turn(&mut self, next: &Block) {
        let is_list = matches!(next, Block::List { .. } | Block::Checklist { .. });
        self.other = is_list && self.after_list && !self.other;
        self.after_list = is_list;
    }

    fn bullet(&self) -> char {
        if self.other { '*' } else { '-' }
    }

    fn delimiter(&self) -> char {
        if self.other { ')' } else { '.' }
    }
}

fn text(text: &str) -> Inline {
    Inline::Text { text: text.to_owned() }
}

/// A paragraph of a sign, in bold.
fn strong(block: &Block) -> Block {
    match block {
        Block::Paragraph { content } => {
            Block::Paragraph { content: vec![Inline::Strong { content: content.clone() }] }
        }
        other => other.clone(),
    }
}

fn table(table: &Table) -> String {
    let row = |cells: Vec<String>| format!("| {} |", cells.join(" | "));
    let rule = table.align.iter().map(|align| match align {
        Align::Left => "---".to_owned(),
        Align::Center => ":-:".to_owned(),
        Align::Right => "--:".to_owned(),
    });
    let mut lines =
        vec![row(table.header.iter().map(|content| cell(content)).collect()), row(rule.collect())];
    lines.extend(table.rows.iter().map(|cells| row(cells.iter().map(|content| cell(content)).collect())));
    lines.join("\n")
}

fn joined(parts: impl IntoIterator<Item = String>) -> String {
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n")
}

fn quoted(text: &str) -> String {
    let lines = text.lines().map(|line| format!("> {line}").trim_end().to_owned());
    lines.collect::<Vec<_>>().join("\n")
}

fn prefixed(text: &str, prefix: &str) -> String {
    let lines =
        text.lines().map(|line| if line.is_empty() { String::new() } else { format!("{prefix}{line}") });
    lines.collect::<Vec<_>>().join("\n")
}
