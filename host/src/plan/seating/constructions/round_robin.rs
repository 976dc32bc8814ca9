//! Pairs: everybody meets everybody.

use super::super::request::Mode;
use super::{Shape, Structure};

/// The circle method: one person stays, the others move on by one place, and whoever faces each other is a pair. With
/// an odd number, whoever faces the empty place rests, each in turn.
pub(in super::super) fn round_robin(shape: Shape) -> Option<Structure> {
    let Shape { people, tables, rounds, mode } = shape;
    if mode != Mode::Plain || people.div_ceil(2) != tables || tables < 2 {
        return None;
    }
    let circle = 2 * tables - 1;
    let table = (0..rounds)
        .map(|round| {
            // The last cell, which may be the empty one, stays.
            let mut seats = vec![0; 2 * tables];
            seats[(round * tables) % circle] = 0;
            for table in 1..tables {
                let centre = round * tables;
                seats[(centre + table) % circle] = table as u32;
                seats[(centre + circle - table) % circle] = table as u32;
            }
            seats
        })
        .collect();
    Some(Structure {
        table,
        optional: circle,
        hosts: Vec::new(),
        exact: rounds <= circle,
        steps: Vec::new(),
        how: "round-robin",
    })
}
