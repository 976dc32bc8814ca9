//! What a facilitator wrote, checked as far as it can be without the formats.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;
use std::path::PathBuf;

use serde_json::{Map, Value};

use crate::diagnostic::{Insertion, SourceId};

/// A value and the bytes of `workshop.toml` it stands at.
#[derive(Debug, Clone, PartialEq)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Its bytes.
    pub span: Range<usize>,
}

/// A time of day: seconds since midnight, 0 to 86,400.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Clock(pub u32);

impl fmt::Display for Clock {
    /// `13:30`, or `13:30:15` where there are seconds.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Clock(s) = *self;
        write!(f, "{:02}:{:02}", s / 3600, s / 60 % 60)?;
        if s % 60 != 0 {
            write!(f, ":{:02}", s % 60)?;
        }
        Ok(())
    }
}

/// What `workshop.toml` describes.
#[derive(Debug, Clone)]
pub struct Workshop {
    /// The file's text.
    pub source: SourceId,
    /// The folder of the file: `theme/`, `people.csv` and `plugins/` are looked for here.
    pub folder: PathBuf,
    /// On every document.
    pub title: Spanned<String>,
    /// `fr`, `en`: of every document.
    pub language: Spanned<String>,
    /// Who comes.
    pub people: People,
    /// At least one.
    pub days: Vec<Day>,
    /// What it is for, in a sentence.
    pub purpose: Option<String>,
    /// Where.
    pub place: Option<String>,
    /// Who runs it.
    pub facilitators: Vec<String>,
    /// IANA name, checked.
    pub timezone: Option<Spanned<String>>,
    /// For every choice made by chance.
    pub seed: u64,
    /// Minutes; blocks start on its multiples. An empty span when the file does not say.
    pub grid: Spanned<u32>,
    /// Kept free before the end of each day.
    pub buffer: Option<Spanned<Buffer>>,
    /// False where nothing can be hung.
    pub walls: bool,
    /// Which outputs to write, in this order.
    pub outputs: Vec<OutputKind>,
    /// Which paper.
    pub paper: Paper,
    /// Size of the type.
    pub print: Print,
    /// How much ink.
    pub ink: Ink,
    /// A folder beside the file.
    pub theme: Option<Spanned<String>>,
    /// Wishes for every block.
    pub seating: Option<SeatingWishes>,
}

/// A day of the workshop.
#[derive(Debug, Clone)]
pub struct Day {
    /// ISO date, checked.
    pub date: Option<Spanned<String>>,
    /// When it starts.
    pub start: Spanned<Clock>,
    /// When it ends.
    pub end: Spanned<Clock>,
    /// Its running order.
    pub blocks: Vec<Block>,
}

/// An entry of the running order.
#[derive(Debug, Clone)]
pub struct Block {
    /// Unique in the workshop: `[a-z0-9-]{1,40}`.
    pub id: String,
    /// The `[[block]]` header, for problems of the block as a whole.
    pub span: Range<usize>,
    /// What it is.
    pub kind: BlockKind,
    /// Replaces the format's name.
    pub title: Option<Spanned<String>>,
    /// A hard anchor.
    pub at: Option<Spanned<Clock>>,
    /// How long.
    pub minutes: Option<Spanned<Minutes>>,
    /// Who runs it.
    pub lead: Option<String>,
    /// For the run sheet.
    pub notes: Option<String>,
    /// What is read aloud; with a format, it replaces its first prompt.
    pub prompt: Option<String>,
    /// Wishes for this block.
    pub seating: Option<SeatingWishes>,
}

/// What a block is.
#[derive(Debug, Clone)]
pub enum BlockKind {
    /// A facilitation format.
    Format {
        /// Its id, not yet looked up.
        format: Spanned<String>,
        /// As written, not yet checked against the format's manifest.
        settings: Map<String, Value>,
        /// Where each setting stands, by path: `rounds`, `items[3]`; and of its key: `key:rounds`.
        spans: BTreeMap<String, Range<usize>>,
        /// Where keys can be added.
        gaps: Gaps,
    },
    /// A pause, lunch, anything without a method.
    Pause(Spanned<String>),
    /// Someone speaks, or an outside game.
    Talk(Spanned<String>),
    /// Several things at the same time.
    Tracks(Vec<Track>),
}

/// Where a block with a format has room for keys that it does not have.
#[derive(Debug, Clone)]
pub struct Gaps {
    /// For a key of the block itself.
    pub own: Gap,
    /// For a setting; none where they are written in a way of their own.
    pub settings: Option<Gap>,
}

/// A place where one more key can be written.
#[derive(Debug, Clone)]
pub struct Gap {
    /// Before this byte.
    pub at: usize,
    /// What has to stand before the key.
    pub before: &'static str,
    /// What has to stand after its value.
    pub after: &'static str,
}

impl Gap {
    /// What to add for this key to have this value, an expression of TOML.
    #[must_use]
    pub fn filled(&self, key: &str, value: &str) -> Insertion {
        Insertion { at: self.at, text: format!("{}{key} = {value}{}", self.before, self.after) }
    }
}

/// One of the things that happen at the same time.
#[derive(Debug, Clone)]
pub struct Track {
    /// Its name.
    pub title: Spanned<String>,
    /// Who takes part.
    pub people: Option<Spanned<TrackPeople>>,
    /// Where.
    pub place: Option<String>,
    /// Who runs it.
    pub lead: Option<String>,
    /// Its running order.
    pub blocks: Vec<Block>,
}

/// Who takes part in a track.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TrackPeople {
    /// So many.
    Count(u32),
    /// These, by their labels, each checked.
    Names(Vec<String>),
}

/// How long a block is asked to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Minutes {
    /// Exactly.
    Fixed(u32),
    /// At least, at most.
    Range(u32, u32),
}

/// Time kept free before the end.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Buffer {
    /// Of the day's length, 0 to 50.
    Percent(f64),
    /// Exactly.
    Minutes(u32),
}

/// Who comes: one entry each, in the order of the file.
#[derive(Debug, Clone)]
pub struct People {
    /// Where the number or the file's name stands in `workshop.toml`.
    pub span: Range<usize>,
    /// The file's text, when there is one.
    pub source: Option<SourceId>,
    /// Names of its columns other than the name and the times, as written.
    pub columns: Vec<String>,
    /// At least one.
    pub list: Vec<Person>,
}

/// One of the people.
#[derive(Debug, Clone, Default)]
pub struct Person {
    /// Unique. A name; or the empty text when only their number is known.
    pub name: String,
    /// By column.
    pub values: BTreeMap<String, String>,
    /// Comes later than the start.
    pub arrives: Option<Clock>,
    /// Leaves before the end.
    pub leaves: Option<Clock>,
}

/// Wishes about who sits with whom, by labels that were checked to exist.
#[derive(Debug, Clone, Default)]
pub struct SeatingWishes {
    /// Where the table stands.
    pub span: Range<usize>,
    /// A column: each table gets its share of every value.
    pub mix_by: Option<Spanned<String>>,
    /// Groups that stay together.
    pub together: Vec<Spanned<Vec<String>>>,
    /// Groups in which nobody meets anybody.
    pub apart: Vec<Spanned<Vec<String>>>,
    /// A pool of hosts.
    pub hosts: Vec<Spanned<String>>,
    /// Places that are settled: person, table from 1, and the round from 1 (none: all).
    pub fixed: Vec<Spanned<FixedPlace>>,
}

/// A settled place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FixedPlace {
    /// Who.
    pub name: String,
    /// From 1.
    pub table: u32,
    /// From 1; none for every round.
    pub round: Option<u32>,
}

/// A kind of file that documents are written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum OutputKind {
    /// Tagged, printable.
    Pdf,
    /// One file, for screens.
    Html,
    /// To edit.
    Markdown,
    /// To edit in a word processor: OpenDocument text.
    Odt,
    /// To edit in Word.
    Docx,
}

/// What the printer holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Paper {
    /// ISO 216.
    #[default]
    A4,
    /// North America.
    Letter,
}

/// Size of the type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Print {
    /// 11 pt and more.
    #[default]
    Normal,
    /// 18 pt and more.
    Large,
}

/// How much ink.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Ink {
    /// Grey: any printer.
    #[default]
    Grey,
    /// One accent colour.
    Colour,
    /// No filled areas.
    Saver,
}
