//! How much a document asks of whoever lays it out.

use super::tree::{Block, CardSize, Document, Inline, Table};

/// Bytes of text that weigh as much as a block.
const TEXT: usize = 50;
/// What a page weighs, and as many millimetres of height that nothing fills.
const PAGE: usize = 20;
const HEIGHT: usize = 10;

impl Document {
    /// Its blocks, cells, lines, circles and pieces of text; a page counts for twenty of them. A
    /// thousand of them take about half a second to lay out, and as many pages as they fill.
    #[must_use]
    pub fn weight(&self) -> usize {
        blocks(&self.body)
    }
}

fn blocks(body: &[Block]) -> usize {
    body.iter().map(block).sum()
}

fn block(block: &Block) -> usize {
    let inside = match block {
        Block::Heading { content, .. } | Block::Paragraph { content } => inlines(content),
        Block::List { items, .. } | Block::Checklist { items } => {
            items.iter().map(|item| 1 + blocks(item)).sum()
        }
        Block::Table(table) => self::table(table),
        Block::Page { body } => PAGE + blocks(body),
        Block::Quote { body }
        | Block::Sign { body }
        | Block::Prompt { body }
        | Block::Note { body }
        | Block::Paper { body }
        | Block::Screen { body } => blocks(body),
        // Both of its sides.
        Block::Tent { body } => 2 * blocks(body),
        Block::Cards { size, cards } => {
            cards.iter().map(|card| PAGE / a_page(*size) + blocks(&card.body)).sum()
        }
        Block::Space { height, body } => height.map_or(0, millimetres) + blocks(body),
        Block::Columns { columns } => columns.iter().map(|column| 1 + blocks(&column.body)).sum(),
        Block::Timeline { slots, .. } => slots.iter().map(|slot| 1 + blocks(&slot.body)).sum(),
        Block::Lines { count, height, .. } => *count as usize * (1 + millimetres(*height)),
        Block::Dots { count, .. } => *count as usize,
        Block::Canvas { svg, alt } => (svg.len() + alt.len()) / TEXT,
        Block::Rule => 0,
    };
    1 + inside
}

/// How many cards a page holds.
const fn a_page(size: CardSize) -> usize {
    match size {
        CardSize::Small => 8,
        CardSize::Medium => 4,
        CardSize::Large | CardSize::Half => 2,
        CardSize::Sign => 1,
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "heights are small and not negative"
)]
fn millimetres(height: f64) -> usize {
    height as usize / HEIGHT
}

fn table(table: &Table) -> usize {
    let rows = std::iter::once(&table.header).chain(&table.rows);
    let cells: usize = rows.flatten().map(|cell| 1 + inlines(cell)).sum();
    cells + table.rows.len() * table.height.map_or(0, millimetres)
}

fn inlines(content: &[Inline]) -> usize {
    let inside = |inline: &Inline| match inline {
        Inline::Text { text } | Inline::Code { text } => text.len() / TEXT,
        Inline::Strong { content } | Inline::Emphasis { content } | Inline::Foreign { content, .. } => {
            inlines(content)
        }
        Inline::Link { url, content } => url.len() / TEXT + inlines(content),
        Inline::Break => 0,
    };
    content.iter().map(|inline| 1 + inside(inline)).sum()
}
