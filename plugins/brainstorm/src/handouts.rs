//! The sheets to print: those that the variant and the steps need, and no others.

use atelier_format::{Handout, Step};
use serde_json::{Value, json};

use crate::session::{CARDS_A_SHEET, LETTERS, Session};
use crate::{Variant, passing};

/// Header cards of a group that is one of several: it makes five to nine clusters, and some keep theirs for all.
const HEADERS_A_GROUP: usize = 5;

/// Header cards on a sheet.
const HEADERS_A_SHEET: usize = 4;

/// Cards that each person copies ideas on after brainwriting: those with a star.
const STARRED: u32 = 3;

/// True when one of the steps has these words.
pub fn has(steps: &[Step], text: &str) -> bool {
    steps.iter().any(|step| step.text == text)
}

/// Idea cards in all, before they are rounded up to whole sheets.
pub fn cards(session: &Session, steps: &[Step], seconds: u32) -> u32 {
    match session.variant {
        Variant::Brainwriting if has(steps, "cluster") => session.people * STARRED,
        Variant::Brainwriting => 0,
        Variant::Silent | Variant::RoundRobin => session.people * session.ideas_each(seconds),
    }
}

/// All sheets of the session.
pub fn handouts(session: &Session, steps: &[Step], seconds: u32) -> Vec<Handout> {
    let question = session.question.as_deref().unwrap_or("");
    let mut all = vec![
        posted(session, Handout::new("question"), "a3-landscape", "a4-landscape")
            .data(json!({ "question": question })),
    ];
    if has(steps, "frame") {
        all.push(posted(session, Handout::new("rules"), "a3", "a4"));
    }
    if session.variant == Variant::Brainwriting {
        all.push(
            Handout::new("brainwriting-sheets")
                .paper("a4-landscape")
                .data(json!({ "question": question, "groups": passing_plan(session) })),
        );
    }
    let cards = cards(session, steps, seconds);
    if cards > 0 {
        all.push(Handout::new("idea-cards").copies(cards.div_ceil(CARDS_A_SHEET)));
    }
    if has(steps, "cluster") {
        let headers = headers(session);
        let later = session.grouped() && !session.reports();
        let data = json!({ "headers": headers, "lettered_later": later });
        all.push(Handout::new("cluster-headers").audience("table").data(data));
    }
    match session.variant {
        Variant::RoundRobin => {
            let scribe = Handout::new("scribe").audience("table");
            all.push(scribe.copies(session.group_count()).data(json!({ "question": question })));
        }
        Variant::Silent if has(steps, "wave") => {
            let tally = Handout::new("tally").audience(if session.grouped() { "table" } else { "wall" });
            all.push(hung(session, tally).copies(session.group_count()));
        }
        _ => {}
    }
    if has(steps, "warm-up") {
        all.push(posted(session, Handout::new("parking-lot"), "a3", "a4"));
    }
    if has(steps, "sort") {
        all.push(posted(session, Handout::new("sorting-grid"), "a3-landscape", "a4-landscape"));
    }
    let rows = json!({ "question": question, "letters": LETTERS, "owners": session.letter_owners() });
    all.push(Handout::new("harvest").audience("facilitator").data(rows));
    all
}

/// A poster: one large sheet on the wall, or a smaller one for each table.
fn posted(session: &Session, handout: Handout, on_the_wall: &str, on_a_table: &str) -> Handout {
    if session.walls {
        handout.audience("wall").paper(on_the_wall).shared()
    } else {
        handout.audience("table").paper(on_a_table).copies(session.tables()).shared()
    }
}

/// A sheet that hangs where it can.
fn hung(session: &Session, handout: Handout) -> Handout {
    if session.walls { handout } else { handout.audience("table") }
}

/// Header cards on full sheets, as many letters as the harvest has. Of several groups, the first of each carry letters,
/// so that all groups together give the harvest its twelve; many groups letter theirs later, together.
fn headers(session: &Session) -> Vec<Value> {
    if !session.grouped() {
        return (0..LETTERS).map(|letter| json!({ "group": null, "letter": letter })).collect();
    }
    let owners = session.letter_owners();
    let letters_of =
        |group| -> Vec<usize> { (0..owners.len()).filter(|&letter| owners[letter] == group).collect() };
    let group = |group| {
        let letters = letters_of(group);
        let count = letters.len().max(HEADERS_A_GROUP);
        (group, letters, count)
    };
    let mut groups: Vec<(u32, Vec<usize>, usize)> = (1..=session.group_count()).map(group).collect();
    // What is left of the last sheet goes to the first groups.
    let needed: usize = groups.iter().map(|(_, _, count)| count).sum();
    let free = needed.next_multiple_of(HEADERS_A_SHEET) - needed;
    for place in 0..free {
        let group = place % groups.len();
        groups[group].2 += 1;
    }
    let of_group = |(group, letters, count): (u32, Vec<usize>, usize)| {
        (0..count).map(move |i| json!({ "group": group, "letter": letters.get(i) }))
    };
    groups.into_iter().flat_map(of_group).collect()
}

/// For each group: its size, and who writes on each sheet in each round.
fn passing_plan(session: &Session) -> Vec<Value> {
    session.groups.iter().map(|&size| json!({ "size": size, "writers": passing::writers(size) })).collect()
}
