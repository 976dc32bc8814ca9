//! World café: conversations at small tables, mixed anew every round.
//!
//! [`cafe`] settles tables, questions and rounds; [`timing`] the steps and the lengths they can fill;
//! [`material`] what is printed, brought and collected.

mod cafe;
mod material;
mod timing;

#[cfg(test)]
mod tests;

use atelier_format::{Draft, Format, Problem, Request, Span, spans};
use serde::Deserialize;

use cafe::Cafe;

/// The format.
pub struct WorldCafe;

/// What a facilitator may set.
#[derive(Debug, Clone, Deserialize)]
pub struct Settings {
    tables: Option<u32>,
    rounds: Option<u32>,
    round_minutes: Option<u32>,
    questions: Option<Vec<String>>,
    question: Option<String>,
    favour: Favour,
}

/// What matters more when a plan cannot have both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Favour {
    /// A host stays at each table, guests come to a new table every round.
    Topics,
    /// Everybody moves and meets as many others as can be; a table may come again.
    People,
}

impl Format for WorldCafe {
    type Settings = Settings;

    fn lengths(request: &Request<Settings>) -> Result<Vec<Span>, Vec<Problem>> {
        Ok(spans(&timing::scripts(&Cafe::new(request)?)))
    }

    fn plan(request: &Request<Settings>, seconds: u32) -> Result<Draft, Vec<Problem>> {
        let cafe = Cafe::new(request)?;
        let steps = timing::steps(&cafe, seconds);
        let rounds = timing::rounds(&steps);
        let mut draft = Draft::new(steps);
        draft.seatings.push(cafe.seating(rounds));
        draft.handouts = material::handouts(&cafe, rounds);
        draft.supplies = material::supplies(&cafe);
        draft.sheets.push(material::harvest_sheet(&cafe));
        draft.warnings = cafe.warnings();
        Ok(draft)
    }
}

atelier_format::export!(WorldCafe);
