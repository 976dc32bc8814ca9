//! Brainstorming: silent writing before talk, groups above twelve people, and brainwriting.

mod handouts;
mod passing;
mod script;
mod session;
mod supplies;
#[cfg(test)]
mod tests;

use atelier_format::{Draft, Format, Problem, Request, Seating, Sheet, Span, first_that_fits, spans};
use serde::{Deserialize, Serialize};

use script::scripts;
use session::Session;

/// The format.
pub struct Brainstorm;

/// What the workshop may set.
#[derive(Debug, Clone, Deserialize)]
pub struct Settings {
    /// What ideas are wanted for. None: there is room to write it on the poster.
    question: Option<String>,
    variant: Variant,
    /// How many ideas are wanted in all.
    goal: Option<u32>,
}

/// How ideas come out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Variant {
    /// Everybody writes, then shares.
    Silent,
    /// A short moment to think, then one idea each in turn, said aloud and noted by a scribe.
    RoundRobin,
    /// Sheets go round, three ideas at a time: 6-3-5 for a group of any size.
    Brainwriting,
}

impl Format for Brainstorm {
    type Settings = Settings;

    fn lengths(request: &Request<Settings>) -> Result<Vec<Span>, Vec<Problem>> {
        Ok(spans(&scripts(&Session::new(request)?)))
    }

    fn plan(request: &Request<Settings>, seconds: u32) -> Result<Draft, Vec<Problem>> {
        let session = Session::new(request)?;
        let script = first_that_fits(scripts(&session), seconds)
            .unwrap_or_else(|| panic!("no script lasts {seconds} s"));
        let steps = script::with_args(script.fill(seconds), &session, seconds);
        let mut draft = Draft::new(steps);
        if session.seated() {
            draft.seatings = vec![Seating::new(session::SEATING, "plain", session.groups.clone(), 1)];
        }
        draft.handouts = handouts::handouts(&session, &draft.steps, seconds);
        draft.supplies = supplies::supplies(&session, &draft.steps, seconds);
        draft.sheets = vec![harvest(&session)];
        draft.warnings = session.warnings();
        Ok(draft)
    }
}

/// One row for each lettered cluster; a vote that follows takes its items from here.
fn harvest(session: &Session) -> Sheet {
    let owners = session.letter_owners();
    let row = |i: usize| {
        let letter = char::from(b'A' + u8::try_from(i).unwrap_or(0)).to_string();
        let group = owners.get(i).map(u32::to_string).unwrap_or_default();
        vec![letter, String::new(), String::new(), group, String::new()]
    };
    Sheet::new(
        "clusters",
        &["letter", "item", "ideas", "group", "next"],
        (0..session::LETTERS as usize).map(row).collect(),
    )
}

atelier_format::export!(Brainstorm);
