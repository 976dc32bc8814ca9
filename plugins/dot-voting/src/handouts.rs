//! The sheets to print.

use atelier_format::{Handout, split};
use serde_json::{Value, json};

use crate::Variant;
use crate::ballots::{Layout, layout, orders};
use crate::rule::{FINALISTS, LEFT_AFTER_ELIMINATION, to_bring, votes_to_stay};
use crate::session::Session;

/// Rows with room for dots, at 3 cm each, that a large sheet for the wall holds, and one for a table.
const ROWS_ON_THE_WALL: u32 = 10;
const ROWS_ON_A_TABLE: u32 = 6;

/// So many ballots differ in the order of their items: a crowd gets several of each.
const DIFFERENT_BALLOTS: u32 = 400;

/// Circles of 16 mm: nine in a row, twelve rows on a sheet.
const DOTS_A_ROW: u32 = 9;
const DOTS_A_SHEET: u32 = 12 * DOTS_A_ROW;

/// One copy of what is read on a wall for so many people.
const READERS: u32 = 40;

/// Ranks on the poster of the results.
const RANKS: u32 = 7;

/// All sheets of the session.
pub fn handouts(session: &Session, seed: u64) -> Vec<Handout> {
    let rule = &session.rule;
    let about = json!({
        "variant": rule.variant,
        "items": session.items,
        "count": session.count,
        "dots": rule.dots,
        "per_item": rule.per_item,
        "reds": rule.reds,
        "finalists": FINALISTS,
        "votes": votes_to_stay(session.people, rule.dots, session.count),
        "left": LEFT_AFTER_ELIMINATION,
        "ranks": RANKS.min(session.count),
        "people": session.people,
    });
    let with = |more: Value| {
        let mut all = about.clone();
        if let (Some(all), Value::Object(more)) = (all.as_object_mut(), more) {
            all.extend(more);
        }
        all
    };
    let marks = if matches!(rule.variant, Variant::Negative | Variant::TwoRounds) { 2 } else { 1 };
    let Layout { size, rows } = layout(&session.items, session.count as usize, marks);
    let batches = session.people.div_ceil(DIFFERENT_BALLOTS);
    let orders = orders(session.people.div_ceil(batches), session.count, !session.items.is_empty(), seed);
    let pages = pages(session);
    let (place, paper) = if session.walls { ("wall", "a3") } else { ("table", "a4") };
    let cards = if session.walls { session.people.div_ceil(READERS) } else { session.sheets() };
    let rule_card = Handout::new("rule-card").audience(place).copies(cards).shared();
    vec![
        Handout::new("ballots")
            .copies(batches)
            .data(with(json!({ "size": size, "rows": rows, "ballots": orders }))),
        rule_card.data(about.clone()),
        Handout::new("voting-sheet")
            .audience(place)
            .paper(paper)
            .copies(session.sheets())
            .data(with(json!({ "pages": pages }))),
        Handout::new("dots").audience("facilitator").data(dots(session)),
        Handout::new("tally").audience("facilitator").data(with(json!({ "sheets": session.sheets() }))),
        Handout::new("results").audience(place).paper(paper).data(about),
    ]
}

/// The items of each page of the sheet that is voted on: first and one past the last.
fn pages(session: &Session) -> Vec<[u32; 2]> {
    let most = if session.walls { ROWS_ON_THE_WALL } else { ROWS_ON_A_TABLE };
    let mut first = 0;
    let page = |rows: u32| {
        let page = [first, first + rows];
        first += rows;
        page
    };
    split(session.count, session.count.div_ceil(most)).into_iter().map(page).collect()
}

/// Circles to print, in full rows, as many on every sheet as can be: for, and against.
fn dots(session: &Session) -> Value {
    let kind = |name: &str, each: u32| {
        let rows = to_bring(session.people, each).div_ceil(DOTS_A_ROW);
        let sheets = split(rows, (rows * DOTS_A_ROW).div_ceil(DOTS_A_SHEET));
        let sheets: Vec<u32> = sheets.into_iter().map(|rows| rows * DOTS_A_ROW).collect();
        json!({ "name": name, "count": rows * DOTS_A_ROW, "sheets": sheets })
    };
    let mut kinds = vec![kind("for", session.rule.dots_each())];
    if session.rule.reds > 0 {
        kinds.push(kind("against", session.rule.reds));
    }
    json!({ "kinds": kinds, "on_a_sheet": DOTS_A_SHEET })
}
