//! Seatings developed from a difference matrix.
//!
//! A cell is a class and an element of the group: in round r it sits at table row(r) + element, with the row of its
//! class. Two cells of one class never meet; two of different classes meet as often as their rows differ by the same
//! element, so once at most, and they would come back to a table if their row had an element twice.

use std::cmp::Ordering;

use super::super::request::Mode;
use super::difference::{Matrix, field, linear, searched};
use super::{Shape, Structure};

/// Values tried in the search for rows: about 30 ms.
const STEPS: u64 = 1_500_000;

/// Where rows of a difference matrix may come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Rows {
    /// From arithmetic, at once.
    Known,
    /// From a search, where arithmetic does not give enough.
    Searched,
}

/// A seating from the simplest matrix that serves, or else from the one with most rows, where classes share rows and
/// their cells stay together: as few repeats as the pigeonhole bound allows when there is a row for every table.
pub(in super::super) fn developed(shape: Shape, rows: Rows) -> Option<Structure> {
    let Shape { tables, rounds, mode, .. } = shape;
    if tables < 2 || rounds < 1 || (mode != Mode::Plain && rounds > tables) {
        return None;
    }
    let classes = shape.seats();
    // Whoever moves needs a row other than that of a cell that stays.
    let wanted = if mode == Mode::Distinct { classes + 1 } else { classes };
    let columns = rounds.min(tables);
    let mut best = linear(tables, columns);
    if best.rows.len() < wanted {
        let search = || match (rows, rounds.cmp(&tables)) {
            (Rows::Searched, Ordering::Less) => searched(tables, columns, wanted.min(tables), STEPS),
            // Rows that long are rare.
            (Rows::Searched, Ordering::Equal) => searched(tables, columns, wanted.min(tables), STEPS / 4),
            // Rows alone never suffice.
            (Rows::Searched, Ordering::Greater) | (Rows::Known, _) => None,
        };
        let more = field(tables, columns).or_else(search);
        if let Some(more) = more.filter(|more| more.rows.len() > best.rows.len()) {
            best = more;
        }
    }
    if best.rows.len() < 2 {
        return None;
    }
    Some(develop(shape, &best, wanted))
}

fn develop(shape: Shape, matrix: &Matrix, wanted: usize) -> Structure {
    let Shape { tables, rounds, mode, .. } = shape;
    let classes = shape.seats();
    let columns = matrix.rows[0].len();
    let movers = matrix.rows.len() - 1;
    let row_of = |class: usize| match mode {
        Mode::Hosted if class == 0 => 0,
        Mode::Hosted => 1 + (class - 1) % movers,
        Mode::Distinct => 1 + class % movers,
        // Rows that move first, so that as few as possible stay where they are.
        Mode::Plain => (class + 1) % (movers + 1),
    };
    let mut table: Vec<Vec<u32>> = (0..columns)
        .map(|round| {
            (0..classes * tables)
                .map(|cell| matrix.group.add(matrix.rows[row_of(cell / tables)][round], cell % tables) as u32)
                .collect()
        })
        .collect();
    let mut exact = matrix.rows.len() >= wanted;
    let mut how = matrix.how;
    if rounds > columns {
        let inner = within_classes(shape, columns);
        exact &= inner.len() == rounds - columns;
        if !inner.is_empty() {
            how = "classes";
        }
        table.extend(inner);
        // Nobody is left to meet: the same rounds again.
        let different = table.len();
        for round in different..rounds {
            table.push(table[round % different].clone());
        }
    }
    let linear = matrix.how == "linear" && matrix.group.is_cyclic() && rounds == columns;
    Structure {
        table,
        optional: (classes - 1) * tables,
        hosts: if mode == Mode::Hosted { (0..tables).collect() } else { Vec::new() },
        exact,
        steps: if linear {
            (0..classes * tables).map(|cell| row_of(cell / tables)).collect()
        } else {
            Vec::new()
        },
        how,
    }
}

/// Further rounds in which the people of each class, who never met, meet among themselves.
fn within_classes(shape: Shape, columns: usize) -> Vec<Vec<u32>> {
    let Shape { people, tables, rounds, .. } = shape;
    let seats = shape.seats();
    if people != seats * tables || !tables.is_multiple_of(seats) {
        return Vec::new();
    }
    let each = tables / seats;
    let mut inner = Vec::new();
    for more in (1..=rounds - columns).rev() {
        let shape = Shape { people: tables, tables: each, rounds: more, mode: Mode::Plain };
        match if more == 1 { Some(one_round(tables, each)) } else { developed(shape, Rows::Known) } {
            Some(found) if found.exact => {
                inner = found.table;
                break;
            }
            _ => {}
        }
    }
    inner
        .into_iter()
        .map(|round| (0..people).map(|cell| (cell / tables * each) as u32 + round[cell % tables]).collect())
        .collect()
}

fn one_round(people: usize, tables: usize) -> Structure {
    let table = vec![(0..people).map(|cell| (cell % tables) as u32).collect()];
    Structure { table, optional: people, hosts: Vec::new(), exact: true, steps: Vec::new(), how: "classes" }
}
