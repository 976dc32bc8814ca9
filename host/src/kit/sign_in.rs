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
    let large = workshop.print == Print::Large;
    let landscape = widest > 2 || large && widest == 2 && organisation(&workshop.people).is_some();
    let mut context = people(workshop, words);
    let sheet = Sheet {
        names: workshop.people.list.len() + spare(workshop.people.list.len()),
        facilitators: workshop.facilitators.len().max(1),
        height: height_of(workshop, landscape),
        large,
    };
    context["height"] = json!(sheet.row_height());
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
fn height_of(workshop: &Workshop, landscape: bool) -> u32 {
    match (workshop.paper, landscape) {
        (Paper::A4, false) => 297,
        (Paper::A4, true) => 210,
        (Paper::Letter, false) => 279,
        (Paper::Letter, true) => 216,
    }
}

/// What comes under the rows beside a row for each who runs the day, in millimetres.
const BELOW: u32 = 24;

/// The rows of a sheet, and the paper they are on, in millimetres.
struct Sheet {
    names: usize,
    facilitators: usize,
    height: u32,
    large: bool,
}

impl Sheet {
    /// Height of a row: the usual one, or a little less, if that gives one page. Over several, the highest that gives
    /// no page more: the last then has about as many names as the others. By an estimate that a name on two lines can
    /// upset.
    fn row_height(&self) -> u32 {
        let (least, usual, several, most) = if self.large { (12, 14, 12, 24) } else { (8, 10, 9, 18) };
        let one = (least..=usual).rev().find(|height| self.pages(*height) == Some(1));
        one.unwrap_or_else(|| {
            let heights = (several..=most).rev();
            let counted = heights.filter_map(|height| Some((self.pages(height)?, height)));
            // The first of those with the fewest pages is the highest.
            counted.min_by_key(|(pages, _)| *pages).map_or(usual, |(_, height)| height)
        })
    }

    /// How many pages rows of this height take; none if the last would be without a name.
    fn pages(&self, row: u32) -> Option<usize> {
        let (around, above) = if self.large { (45, 53) } else { (41, 32) };
        let room = self.height.saturating_sub(around);
        let rows = |room: u32| (room / row) as usize;
        let (mut pages, mut left, mut names) = (1, room.saturating_sub(above), self.names);
        while names > rows(left) {
            names -= rows(left);
            pages += 1;
            left = room;
        }
        (rows(left.saturating_sub(BELOW)) >= names + self.facilitators).then_some(pages)
    }
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
        let height = |names, large| Sheet { names, facilitators: 1, height: 297, large }.row_height();
        // One page; one page of lower rows; two pages, with about as many names on each; five.
        assert_eq!([10, 21, 22, 27, 110].map(|names| height(names, false)), [10, 9, 8, 16, 10]);
        assert_eq!([8, 15, 27].map(|names| height(names, true)), [14, 24, 15]);
    }
}
