//! Dot voting: everybody chooses in writing, sticks at the same time, and two people count.

mod ballots;
mod handouts;
mod rule;
mod script;
mod session;
mod supplies;
#[cfg(test)]
mod tests;

use atelier_format::{Draft, Format, Problem, Request, Sheet, Span, first_that_fits, spans};
use serde::{Deserialize, Serialize};

use script::scripts;
use session::Session;

/// The format.
pub struct DotVoting;

/// What the workshop may set.
#[derive(Debug, Clone, Deserialize)]
pub struct Settings {
    /// What is voted on.
    #[serde(default)]
    items: Vec<String>,
    /// The block whose harvest is voted on.
    items_from: Option<String>,
    /// Dots for each person.
    dots: Option<u32>,
    /// The most that one person may stick on one item.
    per_item: Option<u32>,
    variant: Variant,
}

/// How dots count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Variant {
    /// One dot, one point.
    Plain,
    /// Green dots for, red dots against.
    Negative,
    /// All items, then the first five.
    TwoRounds,
    /// Three points, two points, one point, on three items.
    Weighted,
}

impl Format for DotVoting {
    type Settings = Settings;

    fn lengths(request: &Request<Settings>) -> Result<Vec<Span>, Vec<Problem>> {
        Ok(spans(&scripts(&Session::new(request)?)))
    }

    fn plan(request: &Request<Settings>, seconds: u32) -> Result<Draft, Vec<Problem>> {
        let session = Session::new(request)?;
        let script = first_that_fits(scripts(&session), seconds)
            .unwrap_or_else(|| panic!("no script lasts {seconds} s"));
        let mut draft = Draft::new(script::with_args(script.fill(seconds), &session));
        draft.handouts = handouts::handouts(&session, request.seed);
        draft.supplies = supplies::supplies(&session);
        draft.sheets = vec![results(&session)];
        draft.warnings = session::warnings(&request.settings);
        Ok(draft)
    }
}

/// What the count found, item by item.
fn results(session: &Session) -> Sheet {
    let columns = match session.rule.variant {
        Variant::Plain => vec!["letter", "item", "dots", "voters", "rank"],
        Variant::Negative => vec!["letter", "item", "dots", "red", "voters", "points", "rank"],
        Variant::TwoRounds => vec!["letter", "item", "dots", "voters", "final", "rank"],
        Variant::Weighted => vec!["letter", "item", "dots", "voters", "points", "rank"],
    };
    let row = |number: u32| {
        let item = session.items.get(number as usize).cloned().unwrap_or_default();
        let letter = char::from(b'A' + u8::try_from(number).unwrap_or(0)).to_string();
        let mut row = vec![letter, item];
        row.resize(columns.len(), String::new());
        row
    };
    Sheet::new("votes", &columns, (0..session.count).map(row).collect())
}

atelier_format::export!(DotVoting);
