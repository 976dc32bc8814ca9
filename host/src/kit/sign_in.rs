//! Who came: the sheet that people sign, badges, and the signs in front of them.

use serde_json::{Value, json};

use super::context::{clock, labels};
use super::half_days;
use crate::diagnostic::folded;
use crate::plan::Plan;
use crate::words::Words;
use crate::workshop::{Paper, People, Print, Workshop};

/// What the column of the list is called that says where somebody comes from, without capitals and accents.
const ORGANISATION: [&str; 12] = [
    "organisation",
    "organization",
    "organisme",
    "structure",
    "entreprise",
    "association",
    "employeur",
    "etablissement",
    "societe",
    "company",
    "employer",
    "institution",
];
/// One more for so many who are expected.
const EXPECTED_FOR_A_SPARE: usize = 10;

/// How many there are in excess, for those who come without being expected: a tenth, and one at least.
const fn spare(people: usize) -> usize {
    let tenth = people.div_ceil(EXPECTED_FOR_A_SPARE);
    if tenth == 0 { 1 } else { tenth }
}

/// Everybody is known by name.
#[must_use]
pub fn are_named(people: &People) -> bool {
    people.list.iter().all(|person| !person.name.is_empty())
}

/// The column of the list that says where people come from, as written there.
fn organisation(people: &People) -> Option<&str> {
    let is_one = |column: &&String| ORGANISATION.contains(&folded(column).as_str());
    people.columns.iter().find(is_one).map(String::as_str)
}

/// What the templates of badges and tents see.
#[must_use]
pub fn people(workshop: &Workshop, words: &Words) -> Value {
    let column = organisation(&workshop.people);
    let list = workshop.people.list.iter().zip(labels(workshop, words));
    let person = |(person, label): (&crate::workshop::Person, String)| {
        let organisation = column.and_then(|column| person.values.get(column));
        json!({
            "name": label,
            "named": !person.name.is_empty(),
            "organisation": organisation.filter(|text| !text.trim().is_empty()),
        })
    };
    json!({
        "people": list.map(person).collect::<Vec<_>>(),
        "organisation": column,
        "named": are_named(&workshop.people),
        "large": workshop.print == Print::Large,
        "spare": spare(workshop.people.list.len()),
    })
}

/// What the template of the sign-in sheet sees, and whether it is wider than high.
#[must_use]
pub fn sheet(workshop: &Workshop, plan: &Plan, words: &Words) -> (Value, bool) {
    let several = plan.days.len() > 1;
    let days: Vec<Vec<Value>> = plan
        .days
        .iter()
        .enumerate()
        .map(|(number, day)| {
            let half = |half: half_days::HalfDay| {
                json!({
                    "day": several.then_some(number + 1),
                    "date": several.then(|| day.date.clone()).flatten(),
                    "part": half.part.key(),
                    "start": clock(half.start),
                    "end": clock(half.end),
                })
            };
            half_days::of_day(day).into_iter().map(half).collect()
        })
        .collect();
    let most = if workshop.print == Print::Large { 2 } else { 4 };
    let tables = tables(days, most);
    let widest = tables.iter().map(Vec::len).max().unwrap_or(1);
    let landscape = widest > 2 || workshop.print == Print::Large;
    let mut context = people(workshop, words);
    let rows = workshop.people.list.len() + spare(workshop.people.list.len());
    context["height"] = json!(row_height(rows, height_of(workshop, landscape), workshop.facilitators.len()));
    context["tables"] = json!(tables);
    (context, landscape)
}

/// The half-days of each table: as many whole days as go side by side.
fn tables(days: Vec<Vec<Value>>, most: usize) -> Vec<Vec<Value>> {
    let mut tables: Vec<Vec<Value>> = Vec::new();
    for day in days {
        match tables.last_mut() {
            Some(table) if table.len() + day.len() <= most => table.extend(day),
            _ => tables.push(day),
        }
    }
    tables
}

/// Height of the sheet in millimetres.
fn height_of(workshop: &Workshop, landscape: bool) -> f64 {
    match (workshop.paper, landscape) {
        (Paper::A4, false) => 297.0,
        (Paper::A4, true) => 210.0,
        (Paper::Letter, false) => 279.0,
        (Paper::Letter, true) => 216.0,
    }
}

/// Room for a signature in millimetres, what is preferred first.
const ROWS: [u32; 6] = [10, 9, 8, 11, 12, 13];
/// What the first page has above its rows, and each page around them, in millimetres.
const ABOVE: f64 = 32.0;
const AROUND: f64 = 41.0;
/// What comes under the rows, with one row for each who runs the day.
const BELOW: f64 = 24.0;
/// The last page is filled at least to this share: a page with next to nothing on it is a page too many.
const FILLED: f64 = 0.45;

/// Height of a row: the first that leaves no page nearly empty, by an estimate that a name on two lines can upset.
fn row_height(rows: usize, page: f64, facilitators: usize) -> u32 {
    let room = page - AROUND;
    let leaves_none = |height: &u32| {
        let rows = (rows + facilitators.max(1)) as f64 * f64::from(*height);
        let all = ABOVE + rows + BELOW;
        all <= room || all % room >= FILLED * room
    };
    ROWS.into_iter().find(leaves_none).unwrap_or(ROWS[0])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_a_tenth_in_excess_and_one_at_least() {
        assert_eq!([1, 9, 10, 11, 24, 100].map(spare), [1, 1, 1, 2, 3, 10]);
    }

    #[test]
    fn days_stay_whole() {
        let days = |sizes: &[usize]| sizes.iter().map(|size| vec![json!(0); *size]).collect();
        let sizes = |days| tables(days, 4).iter().map(Vec::len).collect::<Vec<_>>();
        assert_eq!(sizes(days(&[2, 2])), [4]);
        assert_eq!(sizes(days(&[2, 2, 2])), [4, 2]);
        assert_eq!(sizes(days(&[1, 2, 2])), [3, 2]);
    }

    #[test]
    fn rows_leave_no_page_nearly_empty() {
        let height = |rows| row_height(rows, 297.0, 1);
        // One page; one page of lower rows; two pages, the second of which is about half full.
        assert_eq!([10, 21, 22, 27].map(height), [10, 9, 8, 12]);
    }
}
