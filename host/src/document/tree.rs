//! A document as every output sees it: one tree, from one template.
//!
//! The tree is also the data that the Typst files read, as JSON: a change here is a change there.

use serde::Serialize;

/// A sheet or a set of sheets with one title.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Document {
    /// On the first page and in the file's properties.
    pub title: String,
    /// Shown small on every page: the workshop, the date. Plain text.
    pub header: Vec<String>,
    /// Language of the words: `fr`, `en`.
    pub language: String,
    /// What it is printed on.
    pub page: Page,
    /// ISO date for the file's properties.
    pub date: String,
    /// Above the content of the first page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logo: Option<Logo>,
    /// The content. Its only heading of level 1, if there is one, is the first block.
    pub body: Vec<Block>,
}

/// A logo of whoever invites.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Logo {
    /// A whole SVG document, in which nothing runs or is loaded.
    pub svg: String,
    /// What it shows, in words.
    pub alt: String,
}

/// What a document is printed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Page {
    /// Which sheet.
    pub paper: PaperSize,
    /// Wider than high.
    pub landscape: bool,
    /// 18 pt and more, one column.
    pub large: bool,
    /// How much ink.
    pub ink: InkLevel,
}

/// Sizes of paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PaperSize {
    /// 297 × 420 mm.
    A3,
    /// 210 × 297 mm.
    A4,
    /// 148 × 210 mm.
    A5,
    /// 8.5 × 11 in.
    Letter,
    /// 11 × 17 in: what A3 is beside A4.
    Tabloid,
}

/// How much ink.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum InkLevel {
    /// Any printer.
    Grey,
    /// One accent colour.
    Colour,
    /// No filled areas.
    Saver,
}

/// A part of a document.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
#[allow(missing_docs, reason = "each variant says what is in it")]
pub enum Block {
    /// `#` to `####`.
    Heading { level: u8, content: Vec<Inline> },
    /// Running text.
    Paragraph { content: Vec<Inline> },
    /// `-` or `1.`
    List { ordered: bool, start: u32, items: Vec<Vec<Block>> },
    /// A table with a heading row; `row_header` when the first column names the row.
    Table(Table),
    /// `>`
    Quote { body: Vec<Block> },
    /// `---`
    Rule,

    /// `:::page`: one page of its own. It must fit.
    Page { body: Vec<Block> },
    /// `:::cards size=small`: cards on a constant grid with cut marks; only `Card` children.
    /// small: 8 to an A4, medium: 4, large and half: 2, sign: 1.
    Cards { size: CardSize, cards: Vec<Card> },
    /// `:::sign`: a few words to read from 5 m; fills the page or card it is in.
    Sign { body: Vec<Block> },
    /// `:::tent`: what stands folded in front of somebody: its content on both sides of a fold, on one of them upside
    /// down; fills the page or card it is in.
    Tent { body: Vec<Block> },
    /// `:::prompt`: words that are read aloud.
    Prompt { body: Vec<Block> },
    /// `:::note`: an aside, set apart.
    Note { body: Vec<Block> },
    /// `:::lines count=4`: ruled lines to write on; `height` in mm is the distance of lines.
    /// `label` stands before the first: "Prénom : ____".
    Lines { count: u32, height: f64, label: Option<String> },
    /// `:::space`: a framed empty area to write or draw in, with its content at the top. `height` in mm;
    /// none: an equal share of what is left of the page.
    Space { height: Option<f64>, body: Vec<Block> },
    /// `:::checklist`: a list whose items have a box to tick.
    Checklist { items: Vec<Vec<Block>> },
    /// `:::columns`: side by side on paper, one after the other on a small screen; `:::column` children.
    Columns { columns: Vec<Column> },
    /// `:::dots count=3 size=18`: empty circles to fill or cover; size in mm.
    Dots { count: u32, size: f64 },
    /// `:::timeline`: the running order of a day; `:::slot` children. On paper its rows grow with their minutes;
    /// `:::timeline even`: each is as high as its words.
    Timeline { even: bool, slots: Vec<Slot> },
    /// `:::canvas name=…`: a drawing of the pack, with its alternative text.
    Canvas { svg: String, alt: String },
    /// `:::paper`: only where it is printed.
    Paper { body: Vec<Block> },
    /// `:::screen`: only where it is read on a screen, and in Markdown.
    Screen { body: Vec<Block> },
}

/// A table. `:::grid rows=10 height=12` around it adds empty rows to write in.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Table {
    /// The heading row: never empty.
    pub header: Vec<Vec<Inline>>,
    /// Every row has as many cells as the heading.
    pub rows: Vec<Vec<Vec<Inline>>>,
    /// The first cell of each row names it.
    pub row_header: bool,
    /// Shares of the width, one a column; none: by content.
    pub widths: Option<Vec<f64>>,
    /// Least height of a row in mm, for what is written by hand.
    pub height: Option<f64>,
    /// Rows share what is left of the page.
    pub fill: bool,
    /// Where cells stand: `left`, `center`, `right`, one a column.
    pub align: Vec<Align>,
}

/// Where the text of a column stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "the names say it")]
pub enum Align {
    Left,
    Center,
    Right,
}

/// How many cards an A4 holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum CardSize {
    /// 8: two columns of four.
    Small,
    /// 4: two columns of two.
    Medium,
    /// 2: one above the other.
    Large,
    /// 2: halves of the sheet, to its edges: A5 each, with one cut.
    Half,
    /// 1.
    Sign,
}

/// A card. Its first block is a heading, a sign or a tent.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Card {
    /// What is on it.
    pub body: Vec<Block>,
}

impl Card {
    /// Each card once, with how many there are of it: where cards are read, not cut out and handed to people.
    #[must_use]
    pub fn each_once(cards: &[Self]) -> Vec<(&Self, usize)> {
        let mut all: Vec<(&Self, usize)> = Vec::new();
        for card in cards {
            match all.iter_mut().find(|(known, _)| *known == card) {
                Some((_, count)) => *count += 1,
                None => all.push((card, 1)),
            }
        }
        all
    }
}

/// A column of `:::columns`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Column {
    /// Its share of the width; 1 unless said.
    pub width: f64,
    /// What is in it.
    pub body: Vec<Block>,
}

/// An entry of `:::timeline`: `:::slot minutes=90 start="13:30" end="15:00" kind="block"`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Slot {
    /// How long.
    pub minutes: f64,
    /// As printed: `13 h 30`.
    pub start: String,
    /// As printed.
    pub end: String,
    /// `block`, `pause`, `talk`, `free` (time that nothing uses), `buffer`, `tracks`.
    pub kind: String,
    /// Its first block is the entry's heading or a paragraph. Parallel tracks are a `Columns` in here.
    pub body: Vec<Block>,
}

/// A piece of running text.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
#[allow(missing_docs, reason = "each variant says what is in it")]
pub enum Inline {
    /// Plain text, in its final typography.
    Text { text: String },
    /// `**…**`
    Strong { content: Vec<Inline> },
    /// `*…*`
    Emphasis { content: Vec<Inline> },
    /// `` `…` ``
    Code { text: String },
    /// `[…](…)`: http, https and mailto only.
    Link { url: String, content: Vec<Inline> },
    /// `[…](lang:en)`: words of another language than the document's.
    Foreign { language: String, content: Vec<Inline> },
    /// A line break that is meant.
    Break,
}
