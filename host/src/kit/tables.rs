//! The tables of a kit: `seating.csv`, and the empty ones that the harvest fills in.

use crate::files::Files;
use crate::output::csv;
use crate::plan::Plan;
use crate::words::Words;
use crate::workshop::Workshop;

use super::context::labels;
use super::documents::folder;

/// `seating.csv`: a row for each person and seating, with the table of every round.
pub fn seating(workshop: &Workshop, plan: &Plan, words: &Words) -> Files {
    let labels = labels(workshop, words);
    let sessions = plan.sessions();
    let seatings: Vec<_> =
        sessions.iter().flat_map(|(block, session)| session.seatings.iter().map(|s| (*block, s))).collect();
    let most = seatings.iter().map(|(_, seated)| seated.rounds.len()).max();
    let Some(most) = most else { return Files::new() };
    let mut heading: Vec<String> = ["block", "seating", "name", "host"].map(str::to_owned).to_vec();
    heading.extend((1..=most).map(|round| format!("round {round}")));
    let mut rows = Vec::new();
    for (block, seated) in seatings {
        for &person in &block.people {
            let host = seated.host_table(person).map_or_else(String::new, |table| table.to_string());
            let mut row = vec![block.id.clone(), seated.id.clone(), labels[person].clone(), host];
            row.extend(seated.tables_of(person).iter().map(usize::to_string));
            rows.push(row);
        }
    }
    Files::from([("seating.csv".to_owned(), csv::render(&heading, &rows))])
}

/// `harvest/<nn>-<format>.csv`: headings, and the cells that are known beforehand.
pub fn harvest(plan: &Plan) -> Files {
    let mut files = Files::new();
    for (_, session) in plan.sessions() {
        let word = |key: &String| {
            let words = session.words.render(&format!("columns.{key}"), minijinja::Value::default());
            words.unwrap_or_else(|_| key.clone())
        };
        for (i, sheet) in session.sheets.iter().enumerate() {
            let name = if i == 0 { String::new() } else { format!("-{}", sheet.id) };
            let heading: Vec<String> = sheet.columns.iter().map(word).collect();
            files
                .insert(format!("harvest/{}{name}.csv", folder(session)), csv::render(&heading, &sheet.rows));
        }
    }
    files
}
