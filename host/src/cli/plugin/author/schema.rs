//! The keys of a `format.toml`, as docs/writing-a-format.md explains them.

/// What a key holds.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// Anything at all.
    Any,
    /// A text.
    Text,
    /// A text that may become part of a path.
    Id,
    /// A list of texts.
    Texts,
    /// `true` or `false`.
    YesNo,
    /// A whole number, from this one on.
    Whole(u32),
    /// A number of any sort.
    Number,
    /// A number, or an expression that gives one.
    Amount,
    /// An expression.
    Expression,
    /// One of these words.
    Word(&'static [&'static str]),
    /// The id of a seating of the recipe.
    Seating,
    /// The least, the ideal and the most; or one length.
    Minutes,
    /// A table with these keys.
    Table(&'static [Key]),
    /// Tables with these keys.
    Tables(&'static [Key]),
    /// Steps, single or together.
    Steps,
    /// Tables with these keys, by names of the author's.
    Named(&'static [Key]),
    /// Values that may hold expressions, by names of the author's.
    Values,
}

/// A key of a table.
#[derive(Debug)]
pub struct Key {
    pub name: &'static str,
    pub kind: Kind,
    pub required: bool,
}

const fn must(name: &'static str, kind: Kind) -> Key {
    Key { name, kind, required: true }
}

const fn may(name: &'static str, kind: Kind) -> Key {
    Key { name, kind, required: false }
}

/// The whole file.
pub const MANIFEST: &[Key] = &[
    must("contract", Kind::Text),
    must("id", Kind::Id),
    must("version", Kind::Text),
    must("licence", Kind::Text),
    must("authors", Kind::Texts),
    may("sources", Kind::Tables(SOURCE)),
    must("people", Kind::Table(GROUP)),
    must("minutes", Kind::Table(GROUP)),
    must("moment", Kind::Word(&["open", "diverge", "explore", "converge", "decide", "close"])),
    must("energy", Kind::Word(&["calm", "medium", "lively"])),
    must("difficulty", Kind::Word(&["easy", "medium", "hard"])),
    must("preparation", Kind::Whole(0)),
    must("posture", Kind::Word(&["seated", "standing", "moving"])),
    may("instead", Kind::Texts),
    may("settings", Kind::Named(SETTING)),
    may("recipe", Kind::Table(RECIPE)),
];

const SOURCE: &[Key] = &[must("title", Kind::Text), may("url", Kind::Text), may("licence", Kind::Text)];

const GROUP: &[Key] =
    &[must("min", Kind::Whole(1)), must("ideal", Kind::Whole(1)), must("max", Kind::Whole(1))];

const SETTING: &[Key] = &[
    must("kind", Kind::Word(&["integer", "decimal", "text", "choice", "bool", "minutes", "texts", "block"])),
    may("default", Kind::Any),
    may("min", Kind::Number),
    may("max", Kind::Number),
    may("max_length", Kind::Whole(0)),
    may("choices", Kind::Texts),
];

const RECIPE: &[Key] = &[
    may("lists", Kind::Any),
    may("let", Kind::Values),
    may("ways", Kind::Values),
    may("seatings", Kind::Tables(SEATING)),
    must("steps", Kind::Steps),
    may("handouts", Kind::Tables(HANDOUT)),
    may("supplies", Kind::Tables(SUPPLY)),
    may("sheets", Kind::Tables(SHEET)),
    may("problems", Kind::Tables(PROBLEM)),
];

const SEATING: &[Key] = &[
    must("id", Kind::Id),
    may("groups", Kind::Table(SIZE)),
    may("tables", Kind::Amount),
    may("join", Kind::Amount),
    may("within", Kind::Seating),
    may("mode", Kind::Word(&["plain", "distinct", "hosted"])),
    may("rounds", Kind::Amount),
    may("roles", Kind::Tables(ROLE)),
    may("free", Kind::YesNo),
    may("spare_seats", Kind::Amount),
    may("when", Kind::Expression),
];

const SIZE: &[Key] = &[must("min", Kind::Amount), must("ideal", Kind::Amount), must("max", Kind::Amount)];

const ROLE: &[Key] = &[must("id", Kind::Id), may("per_table", Kind::Amount), may("stays", Kind::YesNo)];

/// A step by itself.
pub const STEP: &[Key] = &[
    must("id", Kind::Id),
    may("text", Kind::Text),
    must("minutes", Kind::Minutes),
    may("weight", Kind::Amount),
    may("cut", Kind::Table(CUT)),
    may("repeat", Kind::Amount),
    may("plays", Kind::Seating),
    may("plays_round", Kind::Amount),
    may("when", Kind::Expression),
];

/// Steps that repeat together.
pub const TOGETHER: &[Key] = &[
    must("repeat", Kind::Amount),
    may("clock", Kind::Whole(1)),
    may("plays", Kind::Seating),
    may("when", Kind::Expression),
    must("steps", Kind::Steps),
];

const CUT: &[Key] = &[must("rank", Kind::Whole(0)), may("keep", Kind::Amount)];

const HANDOUT: &[Key] = &[
    must("id", Kind::Id),
    may("template", Kind::Id),
    may("audience", Kind::Word(&["participant", "table", "wall", "host", "facilitator"])),
    may("paper", Kind::Word(&["a3", "a4", "a5", "a3-landscape", "a4-landscape", "a5-landscape"])),
    may("copies", Kind::Amount),
    may("shared", Kind::YesNo),
    may("when", Kind::Expression),
];

const SUPPLY: &[Key] = &[
    must("item", Kind::Id),
    must("quantity", Kind::Amount),
    may("unit", Kind::Word(&["piece", "sheet", "pack", "roll", "set"])),
    may("reused", Kind::YesNo),
    may("when", Kind::Expression),
];

const SHEET: &[Key] = &[
    must("id", Kind::Id),
    must("columns", Kind::Texts),
    must("rows", Kind::Amount),
    may("first", Kind::Word(&["letters", "numbers"])),
    may("when", Kind::Expression),
];

const PROBLEM: &[Key] = &[
    must("text", Kind::Text),
    must("severity", Kind::Word(&["error", "warning"])),
    must("when", Kind::Expression),
    may("about", Kind::Text),
    may("value", Kind::Expression),
];
