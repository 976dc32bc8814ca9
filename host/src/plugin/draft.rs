//! What a plugin answers, in the host's own types: whatever contract it came over, it was checked.

use serde_json::{Map, Value};

/// A range of lengths, in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The shortest.
    pub min: u32,
    /// The best.
    pub ideal: u32,
    /// The longest.
    pub max: u32,
}

/// All that one block needs.
#[derive(Debug, Clone, Default)]
pub struct Draft {
    /// Their times add up to the block's length.
    pub steps: Vec<Step>,
    /// Who sits where.
    pub seatings: Vec<Seating>,
    /// Sheets to print.
    pub handouts: Vec<Handout>,
    /// What to bring.
    pub supplies: Vec<Supply>,
    /// Tables to fill in afterwards.
    pub sheets: Vec<Sheet>,
    /// Worth knowing.
    pub warnings: Vec<Problem>,
}

/// What happens inside a block.
#[derive(Debug, Clone)]
pub struct Step {
    /// Unique in the draft.
    pub id: String,
    /// Key of its words.
    pub text: String,
    /// What its words mention.
    pub args: Map<String, Value>,
    /// The shortest, in seconds.
    pub min: u32,
    /// Its time.
    pub seconds: u32,
    /// The longest.
    pub max: u32,
    /// What can be saved: the rank (1 goes first) and what is kept, in seconds.
    pub cut: Option<(u32, u32)>,
    /// The round it plays.
    pub play: Option<Play>,
    /// For templates.
    pub data: Value,
}

/// A round of a seating.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Play {
    /// Id of a seating of the draft.
    pub seating: String,
    /// From 1.
    pub round: u32,
}

/// How people are to be seated.
#[derive(Debug, Clone)]
pub struct Seating {
    /// Unique in the draft.
    pub id: String,
    /// `plain`, `distinct` or `hosted`.
    pub mode: String,
    /// Seats taken at each table.
    pub sizes: Vec<u32>,
    /// At least 1.
    pub rounds: u32,
    /// Tables of this earlier seating stay together.
    pub within: Option<String>,
    /// Parts that people play: id, how many a table, whether they stay.
    pub roles: Vec<(String, u32, bool)>,
    /// Already made: round, table, seat.
    pub explicit: Vec<Vec<Vec<u32>>>,
    /// People choose, at most so many at each table.
    pub caps: Vec<u32>,
    /// Chairs kept for latecomers.
    pub spare_seats: u32,
}

/// A sheet to print.
#[derive(Debug, Clone)]
pub struct Handout {
    /// Unique in the draft.
    pub id: String,
    /// A template of the pack.
    pub template: String,
    /// `participant`, `table`, `wall`, `host` or `facilitator`.
    pub audience: String,
    /// `a4`, `a3-landscape`, …
    pub paper: String,
    /// How often it is printed.
    pub copies: u32,
    /// Can be shared, or shown on a screen.
    pub shared: bool,
    /// For the template.
    pub data: Value,
}

/// Something to bring.
#[derive(Debug, Clone)]
pub struct Supply {
    /// Key of its words.
    pub item: String,
    /// How many.
    pub quantity: u32,
    /// Key of the unit.
    pub unit: String,
    /// Shared by the blocks, not used up.
    pub reused: bool,
}

/// A table to fill in afterwards.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// Unique in the draft.
    pub id: String,
    /// Keys of the words.
    pub columns: Vec<String>,
    /// Cells that are known.
    pub rows: Vec<Vec<String>>,
}

/// What a plugin finds wrong, or worth knowing.
#[derive(Debug, Clone)]
pub struct Problem {
    /// Stops the work.
    pub error: bool,
    /// `people`, `minutes`, `settings.rounds`, `settings.items[3]`.
    pub about: String,
    /// Key of the words.
    pub text: String,
    /// What the words mention.
    pub args: Map<String, Value>,
    /// What to type instead.
    pub value: Option<String>,
}
