//! Exact constructions: seatings made by arithmetic, without any search for who meets whom.
//!
//! A construction seats *cells*, not people. Any person can take any cell, which leaves room for wishes.

mod catalogue;
mod developed;
mod difference;
mod field;
mod latin;
mod rotational;
mod round_robin;
mod starter;

pub(super) use catalogue::catalogue;
pub(super) use developed::{Rows, developed};
pub(super) use latin::latin;
pub(super) use rotational::rotational;
pub(super) use round_robin::round_robin;
pub(super) use starter::starter;

use super::request::Mode;

/// What a construction is asked for: tables of one size, give or take one seat.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shape {
    pub people: usize,
    pub tables: usize,
    pub rounds: usize,
    pub mode: Mode,
}

impl Shape {
    /// As many people as fill all tables.
    pub(super) fn full(self) -> Self {
        Self { people: self.seats() * self.tables, ..self }
    }

    /// Seats at the largest table.
    pub(super) fn seats(self) -> usize {
        self.people.div_ceil(self.tables)
    }
}

/// Cells and the table of each in every round.
#[derive(Debug, Clone)]
pub(super) struct Structure {
    /// By round and cell.
    pub table: Vec<Vec<u32>>,
    /// Cells from this one on may stay empty, as long as the number of people is right.
    pub optional: usize,
    /// The cells of hosts, by table; empty unless hosted.
    pub hosts: Vec<usize>,
    /// True when arithmetic proves that no two cells meet twice and no mover comes back.
    pub exact: bool,
    /// By cell: how many tables to move on in every round, where that is the whole rule.
    pub steps: Vec<usize>,
    /// What made it.
    pub how: &'static str,
}

impl Structure {
    /// The structure of full tables with so many cells emptied that `people` are left: cells that never meet, so that
    /// no table loses two. They come last.
    pub(super) fn without(mut self, people: usize) -> Option<Self> {
        let cells = self.cells();
        let meet = |a: usize, b: usize| self.table.iter().any(|table| table[a] == table[b]);
        let emptied = (0..cells).find_map(|first| {
            let mut emptied = vec![first];
            for cell in (0..cells).filter(|cell| *cell != first) {
                if emptied.len() < cells - people && emptied.iter().all(|other| !meet(*other, cell)) {
                    emptied.push(cell);
                }
            }
            (emptied.len() == cells - people).then_some(emptied)
        })?;
        for table in &mut self.table {
            let mut rest: Vec<u32> =
                (0..cells).filter(|cell| !emptied.contains(cell)).map(|cell| table[cell]).collect();
            rest.extend(emptied.iter().map(|cell| table[*cell]));
            *table = rest;
        }
        self.optional = people;
        Some(self)
    }

    /// How many cells there are.
    pub(super) fn cells(&self) -> usize {
        self.table.first().map_or(0, Vec::len)
    }
}
