//! What is printed, brought and collected.

use atelier_format::{Handout, Sheet, Supply};
use serde::Serialize;
use serde_json::json;

use crate::cafe::Cafe;

/// People who can read one poster without leaving their chair.
const PEOPLE_PER_POSTER: u32 = 50;
/// Above so many people a voice needs a microphone.
const MICROPHONE_ABOVE: u32 = 35;
/// People who can share a microphone.
const PEOPLE_PER_MICROPHONE: u32 = 100;
/// What each table hands in at the end.
const INSIGHTS: u32 = 3;

/// A question and the rounds, from 1, that discuss it.
#[derive(Debug, Serialize)]
struct Topic<'a> {
    /// None when it is written on the sheet by hand.
    question: Option<&'a str>,
    /// One after the other.
    rounds: Vec<u32>,
}

/// The questions in their order.
fn topics(cafe: &Cafe, rounds: u32) -> Vec<Topic<'_>> {
    let mut topics: Vec<Topic> = Vec::new();
    for round in 1..=rounds {
        let question = cafe.question(round);
        match topics.last_mut() {
            Some(topic) if topic.question == question => topic.rounds.push(round),
            _ => topics.push(Topic { question, rounds: vec![round] }),
        }
    }
    topics
}

/// The sheets to print. All of them know the questions, and whether hosts stay.
pub fn handouts(cafe: &Cafe, rounds: u32) -> Vec<Handout> {
    let tables = cafe.tables();
    let mut handouts = vec![
        Handout::new("table-signs").audience("table").paper("a4-landscape"),
        Handout::new("tablecloths").audience("table").paper("a3-landscape").copies(tables),
        Handout::new("rotation-cards"),
        Handout::new("host-guide").audience("host").paper("a5").copies(tables),
        etiquette(cafe),
        Handout::new("round-notes").audience("host").paper("a5"),
        Handout::new("table-harvest").audience("table"),
        common_harvest(cafe).template("common-harvest").paper("a3-landscape"),
    ];
    if cafe.spare_seats() > 0 {
        handouts.push(Handout::new("latecomers").audience("facilitator"));
    }
    let data = json!({ "topics": topics(cafe, rounds), "hosted": cafe.hosted });
    handouts.into_iter().map(|handout| handout.data(&data)).collect()
}

/// On the walls, or on every table.
fn etiquette(cafe: &Cafe) -> Handout {
    let etiquette = Handout::new("etiquette").shared();
    if cafe.walls {
        etiquette.audience("wall").paper("a3").copies(cafe.people.div_ceil(PEOPLE_PER_POSTER))
    } else {
        etiquette.audience("table").copies(cafe.tables())
    }
}

/// On the wall, or on a table that everybody can stand around.
fn common_harvest(cafe: &Cafe) -> Handout {
    if cafe.walls {
        Handout::new("wall-harvest").audience("wall")
    } else {
        Handout::new("table-top-harvest").audience("table")
    }
}

/// What to buy and bring.
pub fn supplies(cafe: &Cafe) -> Vec<Supply> {
    let tables = cafe.tables();
    let mut supplies = vec![
        Supply::reused("table", tables, "piece"),
        Supply::reused("supply-table", 1, "piece"),
        Supply::reused("chair", cafe.people + cafe.spare_seats(), "piece"),
        Supply::used_up("flipchart-sheet", 2 * tables, "sheet"),
        Supply::reused("water-based-marker", 5 * tables, "piece"),
        Supply::reused("glass", tables, "piece"),
        Supply::reused("flower", tables, "piece"),
        Supply::reused("sign-holder", tables, "piece"),
        Supply::reused("pen", tables, "piece"),
        Supply::reused("welcome-sign", 1, "piece"),
        Supply::reused("music-player", 1, "piece"),
        Supply::reused("bell", 1, "piece"),
        Supply::reused("timer", 1, "piece"),
        Supply::reused("camera", 1, "piece"),
        Supply::reused("scissors", 1, "piece"),
        Supply::reused("marker", 2, "piece"),
    ];
    if cafe.walls {
        supplies.push(Supply::used_up("adhesive-tape", 1, "roll"));
    }
    if cafe.people > MICROPHONE_ABOVE {
        supplies.push(Supply::reused("microphone", cafe.people.div_ceil(PEOPLE_PER_MICROPHONE), "piece"));
    }
    supplies
}

/// What the tables hand in: a row for each insight; a question and an action stand on any row of their table.
pub fn harvest_sheet(cafe: &Cafe) -> Sheet {
    let rows = (1..=cafe.tables()).flat_map(|table| (0..INSIGHTS).map(move |_| table));
    let rows = rows.map(|table| vec![table.to_string(), String::new(), String::new(), String::new()]);
    Sheet::new("harvest", &["table", "insight", "question", "action"], rows.collect())
}
