//! Drafts on the clock, with people seated: everything that is decided before a page is made.

mod assemble;
mod drafts;
mod json;
mod results;
pub mod schedule;
pub mod seating;
mod seats;
mod supplies;
mod tracks;
mod troubles;

use serde_json::{Map, Value};

pub use assemble::{ask, assemble};
pub use drafts::{HOST_WORDS, bad_words};
pub use json::json;
pub use results::Results;
pub use seats::{Choices, Earlier, FromRound, SeatChange, Seated, SeatedRole};
pub(crate) use seats::{categories, tell_all as tell_contradictions};
pub use supplies::SupplyLine;

use crate::plugin::{Format, Handout, Sheet, Supply};
use crate::words::Words;

/// All that happens, when and with whom.
pub struct Plan<'a> {
    /// In order.
    pub days: Vec<PlannedDay<'a>>,
    /// Over all blocks.
    pub supplies: Vec<SupplyLine>,
}

/// A day on the clock. Times are seconds since midnight.
pub struct PlannedDay<'a> {
    /// ISO date.
    pub date: Option<String>,
    /// When it starts.
    pub start: u32,
    /// When it ends.
    pub end: u32,
    /// In order.
    pub blocks: Vec<PlannedBlock<'a>>,
    /// Time that nothing uses: start and end.
    pub free: Vec<(u32, u32)>,
    /// Time kept before the end: start and end.
    pub buffer: Option<(u32, u32)>,
}

/// A block on the clock.
pub struct PlannedBlock<'a> {
    /// Unique in the workshop.
    pub id: String,
    /// What it is.
    pub kind: Kind<'a>,
    /// On every document.
    pub title: String,
    /// Its title is the name of its format.
    pub named: bool,
    /// Seconds since midnight.
    pub start: u32,
    /// Seconds since midnight.
    pub end: u32,
    /// Its start is promised: it does not move.
    pub anchored: bool,
    /// What it can be shortened to on the day, in seconds. A format's steps say more.
    pub least: u32,
    /// Who runs it.
    pub lead: Option<String>,
    /// For the run sheet.
    pub notes: Option<String>,
    /// What is read aloud in a pause or a talk; a format has its own in its first step.
    pub prompt: Option<String>,
    /// Who takes part, by index in the workshop's list.
    pub people: Vec<usize>,
}

/// What a block is.
pub enum Kind<'a> {
    /// A format.
    Format(Box<Session<'a>>),
    /// A pause.
    Pause,
    /// Someone speaks.
    Talk,
    /// Several things at the same time.
    Tracks(Vec<PlannedTrack<'a>>),
}

impl Kind<'_> {
    /// Its name in JSON and in templates.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Format(_) => "format",
            Self::Pause => "pause",
            Self::Talk => "talk",
            Self::Tracks(_) => "tracks",
        }
    }
}

/// What a format does in its block.
pub struct Session<'a> {
    /// The format.
    pub format: &'a Format,
    /// Its words in the workshop's language.
    pub words: Words,
    /// From 1, over all blocks of the workshop that have a format: the number of its folder in the kit.
    pub number: usize,
    /// With defaults.
    pub settings: Map<String, Value>,
    /// On the clock.
    pub steps: Vec<PlannedStep>,
    /// People at tables.
    pub seatings: Vec<Seated>,
    /// To print.
    pub handouts: Vec<Handout>,
    /// To bring.
    pub supplies: Vec<Supply>,
    /// To fill in afterwards.
    pub sheets: Vec<Sheet>,
}

/// A step on the clock.
#[derive(Debug, Clone)]
pub struct PlannedStep {
    /// Unique in the block.
    pub id: String,
    /// Its name.
    pub title: String,
    /// Read aloud, by paragraph.
    pub prompts: Vec<String>,
    /// They are the facilitator's, and not the format's.
    pub own_prompts: bool,
    /// For who runs it, by paragraph.
    pub notes: Vec<String>,
    /// Seconds since midnight.
    pub start: u32,
    /// Seconds since midnight.
    pub end: u32,
    /// The shortest it makes sense, in seconds.
    pub least: u32,
    /// What can be saved: rank (1 goes first) and what is kept, in seconds.
    pub cut: Option<(u32, u32)>,
    /// Seating and round that it plays.
    pub play: Option<(String, u32)>,
    /// For templates.
    pub data: Value,
}

/// One of the things that happen at the same time.
pub struct PlannedTrack<'a> {
    /// Its name.
    pub title: String,
    /// Where.
    pub place: Option<String>,
    /// Who runs it.
    pub lead: Option<String>,
    /// Who takes part.
    pub people: Vec<usize>,
    /// In order.
    pub blocks: Vec<PlannedBlock<'a>>,
}

impl<'a> Plan<'a> {
    /// Every block that has a format, those of tracks included, in order.
    pub fn sessions(&self) -> Vec<(&PlannedBlock<'a>, &Session<'a>)> {
        fn collect<'p, 'a>(
            blocks: &'p [PlannedBlock<'a>],
            found: &mut Vec<(&'p PlannedBlock<'a>, &'p Session<'a>)>,
        ) {
            for block in blocks {
                match &block.kind {
                    Kind::Format(session) => found.push((block, session)),
                    Kind::Tracks(tracks) => tracks.iter().for_each(|track| collect(&track.blocks, found)),
                    Kind::Pause | Kind::Talk => {}
                }
            }
        }
        let mut found = Vec::new();
        self.days.iter().for_each(|day| collect(&day.blocks, &mut found));
        found
    }
}
