//! The words that the host knows, so that what several formats ask for can be added up.

/// Supplies with a name of the host's own. Any other item needs words under `[supplies]` of the pack.
pub const SUPPLIES: [&str; 28] = [
    "a3-sheet",
    "a4-sheet",
    "adhesive-tape",
    "basket",
    "bell",
    "camera",
    "chair",
    "clipboard",
    "cushion",
    "dot-sticker",
    "envelope",
    "flipchart",
    "flipchart-sheet",
    "glue",
    "marker",
    "microphone",
    "pen",
    "projector",
    "scissors",
    "sign-holder",
    "sticky-note",
    "string",
    "table",
    "timer",
    "water-based-marker",
    "flower",
    "glass",
    "music-player",
];

/// Units of supplies.
pub const UNITS: [&str; 5] = ["pack", "piece", "roll", "set", "sheet"];

/// Ways to seat people; see `seating.mode` in the contract.
pub const MODES: [&str; 3] = ["distinct", "hosted", "plain"];

/// Whom a handout is for.
pub const AUDIENCES: [&str; 5] = ["facilitator", "host", "participant", "table", "wall"];

/// Sizes of paper, as a template names them.
pub const PAPERS: [&str; 6] = ["a3", "a3-landscape", "a4", "a4-landscape", "a5", "a5-landscape"];
