//! The tables of a kit: `seating.csv`, and the empty ones that the harvest fills in.

use std::collections::BTreeMap;

use crate::files::Files;
use crate::output::csv;
use crate::plan::{Plan, Seated};
use crate::words::Words;
use crate::workshop::Workshop;

use super::context::labels;
use super::documents::folder;

/// Who sits where.
pub const SEATING: &str = "seating.csv";
/// Who sat where before a new kit moved people.
pub const SEATING_BEFORE: &str = "seating-before.csv";

/// `seating.csv`: a row for each person and seating, with the table of every round.
pub fn seating(workshop: &Workshop, plan: &Plan, words: &Words) -> Files {
    let labels = labels(workshop, words);
    let sessions = plan.sessions();
    let seatings = sessions.iter().flat_map(|(block, session)| session.seatings.iter().map(|s| (*block, s)));
    let seatings: Vec<_> = seatings.filter(|(_, seated)| !seated.is_free()).collect();
    let most = seatings.iter().map(|(_, seated)| seated.rounds.len()).max();
    let Some(most) = most else { return Files::new() };
    let mut heading: Vec<String> = ["block", "seating"].map(str::to_owned).to_vec();
    heading.extend(heading_of(most));
    let mut rows = Vec::new();
    for (block, seated) in seatings {
        for row in seating_rows(seated, &block.people, &labels) {
            rows.push([vec![block.id.clone(), seated.id.clone()], row].concat());
        }
    }
    Files::from([(SEATING.to_owned(), csv::render(&heading, &rows))])
}

/// The columns of one seating: name, host, and a table for each round.
pub fn heading_of(rounds: usize) -> Vec<String> {
    let rounds = (1..=rounds).map(|round| format!("round {round}"));
    ["name", "host"].map(str::to_owned).into_iter().chain(rounds).collect()
}

/// One seating, by person. A round without somebody has an empty cell.
pub fn seating_rows(seated: &Seated, people: &[usize], labels: &[String]) -> Vec<Vec<String>> {
    let number = |table: Option<usize>| table.map_or_else(String::new, |table| (table + 1).to_string());
    let row = |&person: &usize| {
        let mut row = vec![labels[person].clone(), number(seated.host_table(person))];
        row.extend(seated.tables_of(person).into_iter().map(number));
        row
    };
    people.iter().map(row).collect()
}

/// How many people of one `seating.csv` sit elsewhere in another.
pub fn moved(before: &[u8], now: &[u8]) -> usize {
    let rows = |bytes: &[u8]| -> BTreeMap<Vec<String>, Vec<String>> {
        let mut reader = ::csv::ReaderBuilder::new().flexible(true).from_reader(bytes);
        let cells =
            |record: ::csv::StringRecord| -> Vec<String> { record.iter().map(str::to_owned).collect() };
        let rows = reader.records().filter_map(Result::ok).map(cells);
        rows.filter(|row| row.len() > 3).map(|mut row| (row.drain(..3).collect(), row)).collect()
    };
    let now = rows(now);
    let full =
        |tables: &[String]| tables.iter().filter(|table| !table.is_empty()).cloned().collect::<Vec<_>>();
    let is_elsewhere = |(who, tables): &(Vec<String>, Vec<String>)| {
        now.get(who).is_some_and(|there| full(&there[1..]) != full(&tables[1..]))
    };
    rows(before).into_iter().filter(is_elsewhere).count()
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
