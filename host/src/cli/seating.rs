//! What kit and plan say about seats: what changed, what more effort could do, and how to keep everybody in place.

use std::path::Path;

use serde_json::{Map, Value, json};

use super::args::Seats;
use super::{Session, phrase};
use crate::files::Files;
use crate::kit;
use crate::plan::{Plan, SeatChange, Seated};
use crate::words::Words;
use crate::workshop::Workshop;

/// Changes that are told one by one; more are counted.
const MOST_TOLD: usize = 12;

/// Says what is not as in the seating made earlier, and where more effort might help.
pub fn say(workshop: &Workshop, plan: &Plan, seats: &Seats, words: &Words, session: &Session) {
    let labels = kit::labels(workshop, words);
    for (block, planned) in plan.sessions() {
        for seated in &planned.seatings {
            if seats.seating.is_some() && !seated.is_free() {
                say_changes(&block.title, seated, &labels, words, session);
            }
            if seated.improvable {
                let effort = (seats.effort * 10).max(10);
                let args = Map::from_iter([
                    ("title".to_owned(), json!(block.title)),
                    ("repeats".to_owned(), json!(seated.repeats)),
                    ("bound".to_owned(), json!(seated.bound)),
                    ("mix".to_owned(), json!(seated.mix)),
                    ("effort".to_owned(), json!(effort)),
                ]);
                session.say(&phrase(words, "cli.messages.seating_effort", &args));
            }
        }
    }
}

/// `2 places change: Ana, round 2: table 3 → 1`
fn say_changes(title: &str, seated: &Seated, labels: &[String], words: &Words, session: &Session) {
    let came: Vec<usize> = {
        let new = |change: &&SeatChange| change.from.is_none() && change.to.is_some();
        let mut people: Vec<usize> = seated.changes.iter().filter(new).map(|change| change.person).collect();
        people.dedup();
        people.sort_unstable();
        people.dedup();
        people
    };
    let moved: Vec<&SeatChange> =
        seated.changes.iter().filter(|change| change.from.is_some() && change.to.is_some()).collect();
    let told = |change: &&SeatChange| {
        let table = |table: Option<usize>| table.map(|table| table + 1);
        json!({
            "name": labels[change.person],
            "round": change.round + 1,
            "from": table(change.from),
            "to": table(change.to),
        })
    };
    let new = |person: &usize| {
        let tables: Vec<Option<usize>> = seated.tables_of(*person).iter().map(|t| t.map(|t| t + 1)).collect();
        json!({ "name": labels[*person], "tables": tables })
    };
    let args: Map<String, Value> = Map::from_iter([
        ("title".to_owned(), json!(title)),
        ("count".to_owned(), json!(moved.len())),
        ("changes".to_owned(), moved.iter().take(MOST_TOLD).map(told).collect()),
        ("came".to_owned(), came.iter().take(MOST_TOLD).map(new).collect()),
    ]);
    session.say(&phrase(words, "cli.messages.seating_changes", &args));
}

/// Where a new kit moves people, keeps the table of who sat where, and says how to go back to it. `paths` are those
/// of the workshop and of the kit.
pub fn keep_before(
    new: &mut Files,
    old: &Files,
    seats: &Seats,
    paths: (&Path, &Path),
    words: &Words,
    session: &Session,
) {
    if seats.seating.is_some() {
        new.remove(kit::SEATING_BEFORE);
        return;
    }
    let (Some(before), Some(now)) = (old.get(kit::SEATING), new.get(kit::SEATING)) else { return };
    let moved = kit::moved(before, now);
    if moved == 0 {
        return;
    }
    new.insert(kit::SEATING_BEFORE.to_owned(), before.clone());
    let args = Map::from_iter([
        ("people".to_owned(), json!(moved)),
        ("file".to_owned(), json!(paths.0.display().to_string())),
        ("before".to_owned(), json!(paths.1.join(kit::SEATING_BEFORE).display().to_string())),
    ]);
    session.say(&phrase(words, "cli.messages.seating_moved", &args));
}
