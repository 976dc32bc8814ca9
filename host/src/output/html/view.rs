//! The document tree as values of the templates. What is only on paper is left out.

use std::fmt::Write;
use std::ops::RangeInclusive;

use minijinja::context;
use minijinja::value::Value;

use super::inline::{escape, html, plain};
use crate::document::tree::{
    Align, Block, Card, CardSize, Column, Document, Inline, Logo, Page, PaperSize, Slot, Table,
};

/// The context of `document.html`.
pub(super) fn document(document: &Document) -> Value {
    let mut view = View::default();
    context! {
        language => document.language.as_str(),
        title => document.title.as_str(),
        header => document.header.clone(),
        logo => logo(document.logo.as_ref()),
        paper => page_size(document.page),
        large => document.page.large,
        has_title => matches!(document.body.first(), Some(Block::Heading { level: 1, .. })),
        body => view.blocks(&document.body),
    }
}

/// A logo as an image.
pub(super) fn logo(logo: Option<&Logo>) -> Option<Value> {
    logo.map(|logo| context! { source => data_url(&logo.svg), alt => logo.alt.as_str() })
}

fn page_size(page: Page) -> String {
    let size = match page.paper {
        PaperSize::A3 => "A3",
        PaperSize::A4 => "A4",
        PaperSize::A5 => "A5",
        PaperSize::Letter => "letter",
        PaperSize::Tabloid => "ledger",
    };
    if page.landscape { format!("{size} landscape") } else { size.to_owned() }
}

/// Tables of so many columns are wider than a telephone: there each row becomes a small list, each cell under the
/// label of its column. Wider ones are grids, which are scrolled.
const STACKED: RangeInclusive<usize> = 4..=6;

/// What names a table: how many came before it, and the heading it stands under.
#[derive(Default)]
struct View {
    tables: u32,
    heading: String,
}

impl View {
    fn blocks(&mut self, blocks: &[Block]) -> Value {
        blocks
            .iter()
            .filter(|block| !matches!(block, Block::Paper { .. }))
            .map(|block| self.block(block))
            .collect()
    }

    fn block(&mut self, block: &Block) -> Value {
        match block {
            Block::Heading { level, content } => {
                self.heading = plain(content);
                context! { kind => "heading", level, content => html(content) }
            }
            Block::Paragraph { content } => context! { kind => "paragraph", content => html(content) },
            Block::List { ordered, start, items } => {
                context! { kind => "list", ordered, start, columns => 1, items => self.items(items) }
            }
            Block::Table(table) => self.table(table),
            Block::Quote { body } => context! { kind => "quote", body => self.blocks(body) },
            Block::Rule => context! { kind => "rule" },
            Block::Page { body } | Block::Tent { body } => {
                context! { kind => "page", body => self.blocks(body) }
            }
            Block::Cards { size, cards } => {
                let cards: Value = Card::each_once(cards)
                    .into_iter()
                    .map(|(card, count)| context! { body => self.blocks(&card.body), count })
                    .collect();
                context! { kind => "cards", size => card_class(*size), cards }
            }
            Block::Sign { body } => context! { kind => "sign", body => self.blocks(body) },
            Block::Prompt { body } => {
                let plain = body.iter().all(|block| matches!(block, Block::Paragraph { .. }));
                context! { kind => "prompt", plain, body => self.blocks(body) }
            }
            Block::Note { body } => context! { kind => "note", body => self.blocks(body) },
            Block::Lines { count, height, label } => context! { kind => "lines", count, height, label },
            Block::Space { height, body } => context! { kind => "space", height, body => self.blocks(body) },
            Block::Checklist { items } => context! { kind => "checklist", items => self.items(items) },
            Block::Columns { columns } if let Some(items) = one_list(columns) => {
                let items: Value = items.into_iter().map(|item| self.item(item)).collect();
                context! { kind => "list", ordered => false, start => 1, columns => columns.len(), items }
            }
            Block::Columns { columns } => {
                let mut widths = String::new();
                for column in columns {
                    let _ = write!(widths, "{}fr ", column.width);
                }
                let columns: Value = columns.iter().map(|column| self.blocks(&column.body)).collect();
                context! { kind => "columns", widths => widths.trim_end(), columns }
            }
            Block::Dots { count, size } => context! { kind => "dots", count, size },
            Block::Timeline { slots, .. } => {
                let slots: Value = slots.iter().map(|slot| self.slot(slot)).collect();
                context! { kind => "timeline", slots }
            }
            Block::Canvas { svg, alt } => context! { kind => "canvas", source => data_url(svg), alt },
            Block::Paper { .. } => Value::UNDEFINED,
            Block::Screen { body } => context! { kind => "screen", body => self.blocks(body) },
        }
    }

    /// Items whose first paragraph stands beside the mark.
    fn items(&mut self, items: &[Vec<Block>]) -> Value {
        items.iter().map(|item| self.item(item)).collect()
    }

    fn item(&mut self, blocks: &[Block]) -> Value {
        if let Some((Block::Paragraph { content }, rest)) = blocks.split_first() {
            context! { content => html(content), body => self.blocks(rest) }
        } else {
            context! { content => "", body => self.blocks(blocks) }
        }
    }

    /// An entry of a timeline, its hours at the head of its heading: who goes from heading to heading hears them.
    fn slot(&mut self, slot: &Slot) -> Value {
        let mut body = slot.body.clone();
        let hours = Inline::Text { text: format!("{} – {}\t", slot.start, slot.end) };
        match body.first_mut() {
            Some(Block::Heading { content, .. } | Block::Paragraph { content }) => content.insert(0, hours),
            _ => body.insert(0, Block::Paragraph { content: vec![hours] }),
        }
        context! {
            kind => slot.kind.as_str(),
            minutes => slot.minutes,
            body => self.blocks(&body),
        }
    }

    fn table(&mut self, table: &Table) -> Value {
        self.tables += 1;
        let total: f64 = table.widths.iter().flatten().sum();
        let header = table.header.iter().enumerate().map(|(column, content)| {
            let width = table.widths.as_ref().and_then(|widths| widths.get(column));
            cell(content, table.align.get(column), width.map(|width| width / total * 100.0))
        });
        let header: Value = header.collect();
        let stacked = STACKED.contains(&table.header.len());
        let row = |row: &Vec<Vec<Inline>>| -> Value {
            row.iter()
                .enumerate()
                .map(|(column, content)| {
                    let cell = cell(content, table.align.get(column), None);
                    let label = table.header.get(column).filter(|_| stacked).map(|heading| plain(heading));
                    context! { label, ..cell }
                })
                .collect()
        };
        let rows: Value = table.rows.iter().map(row).collect();
        context! {
            kind => "table",
            number => self.tables,
            title => self.heading.as_str(),
            height => table.height,
            stacked,
            row_header => table.row_header,
            header,
            rows,
        }
    }
}

/// The items of lists that stand side by side and nothing else: it is one list, set in columns.
fn one_list(columns: &[Column]) -> Option<Vec<&[Block]>> {
    let mut all = Vec::new();
    for column in columns {
        let [Block::List { ordered: false, items, .. }] = column.body.as_slice() else { return None };
        all.extend(items.iter().map(Vec::as_slice));
    }
    Some(all)
}

fn cell(content: &[Inline], align: Option<&Align>, width: Option<f64>) -> Value {
    let mut attributes = String::new();
    match align {
        Some(Align::Center) => attributes.push_str(" class=\"center\""),
        Some(Align::Right) => attributes.push_str(" class=\"right\""),
        Some(Align::Left) | None => {}
    }
    if let Some(width) = width {
        let _ = write!(attributes, " style=\"--width:{width:.0}%\"");
    }
    context! { content => html(content), attributes => Value::from_safe_string(attributes) }
}

fn card_class(size: CardSize) -> &'static str {
    match size {
        CardSize::Small => "small",
        CardSize::Medium => "medium",
        CardSize::Large | CardSize::Half => "large-card",
        CardSize::Sign => "sign-card",
    }
}

/// A drawing as an image of its own: nothing in it can run or load anything.
fn data_url(svg: &str) -> Value {
    let mut url = "data:image/svg+xml,".to_owned();
    for byte in svg.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b' ' | b'!' | b'$'..=b'*'
                if byte != b'%' && byte != b'&' =>
            {
                url.push(char::from(byte));
            }
            b'+'..=b';' | b'=' | b'?'..=b'[' | b']' | b'_' | b'~' => url.push(char::from(byte)),
            _ => {
                let _ = write!(url, "%{byte:02X}");
            }
        }
    }
    let mut out = String::with_capacity(url.len());
    escape(&mut out, &url);
    Value::from_safe_string(out)
}
