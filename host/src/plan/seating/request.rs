//! What is asked of a seating.

use std::ops::Range;

/// Who sits where: by round, by table, the people as numbers from 0. In hosted mode each table's first is its host.
pub type Rounds = Vec<Vec<Vec<usize>>>;

/// What a table is to the people who come to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Tables have no identity: only who meets whom counts.
    Plain,
    /// Everybody moves, and nobody comes to a table twice.
    Distinct,
    /// One host stays at each table for all rounds; nobody else comes back to a table.
    Hosted,
}

/// Looks at pairs that take about a second.
pub const EFFORT: u64 = 720_000_000;
/// The fewest looks of a search: enough wherever arithmetic seats people, about a twentieth of a second elsewhere.
pub const BRIEFLY: u64 = EFFORT / 20;

/// One question to [`seat`](super::seat). People, tables and rounds are numbers from 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeatingRequest {
    /// How many people take part, hosts included, those who come late or leave early too.
    pub people: usize,
    /// What tables are.
    pub mode: Mode,
    /// Seats at each table. Together at least as many as people are present in any round.
    pub tables: Vec<usize>,
    /// True when each table keeps its number of seats for all rounds. False lets the extra seat of an uneven number
    /// wander from table to table, which is needed wherever nobody may come back.
    pub fixed_sizes: bool,
    /// At least 1.
    pub rounds: usize,
    /// For every choice made by chance: the same request gets the same seating on every machine.
    pub seed: u64,
    /// How long to look for a better seating, in looks at pairs of people: counted, never timed, so that every machine
    /// finds the same. The search ends earlier once nothing better can exist, and looks [`BRIEFLY`] at least.
    pub looks: u64,
    /// Who would sit with whom.
    pub wishes: Wishes,
    /// Pairs who met in earlier blocks, and how often; avoided once the repeats of this seating are as few as can be.
    pub met_before: Vec<(usize, usize, u32)>,
    /// Groups made earlier that stay together: the pairs that fours are made of.
    pub within: Vec<Vec<usize>>,
    /// Parts to play at each table.
    pub roles: Vec<Role>,
    /// A seating made earlier, to be changed as little as possible.
    pub previous: Option<Previous>,
}

impl SeatingRequest {
    /// A request without wishes: `people` around `tables` tables as evenly as they go.
    #[must_use]
    pub fn new(mode: Mode, people: usize, tables: usize, rounds: usize) -> Self {
        Self {
            people,
            mode,
            tables: even_sizes(people, tables),
            fixed_sizes: false,
            rounds,
            seed: 0,
            looks: EFFORT,
            wishes: Wishes::default(),
            met_before: Vec::new(),
            within: Vec::new(),
            roles: Vec::new(),
            previous: None,
        }
    }

    /// The rounds that `person` takes part in.
    #[must_use]
    pub fn presence(&self, person: usize) -> Range<usize> {
        match self.wishes.presence.get(person) {
            Some(rounds) => rounds.start.min(self.rounds)..rounds.end.min(self.rounds),
            None => 0..self.rounds,
        }
    }

    /// True when the extra seat may be at another table in every round.
    #[must_use]
    pub fn sizes_wander(&self) -> bool {
        let largest = self.tables.iter().max().copied().unwrap_or(0);
        let smallest = self.tables.iter().min().copied().unwrap_or(0);
        !self.fixed_sizes && largest - smallest <= 1
    }

    /// Seats taken at each table when `present` people are there. Where sizes wander, only how many tables have
    /// which size counts.
    #[must_use]
    pub fn sizes(&self, present: usize) -> Vec<usize> {
        if self.sizes_wander() {
            return even_sizes(present, self.tables.len());
        }
        let mut sizes = self.tables.clone();
        let mut surplus = sizes.iter().sum::<usize>().saturating_sub(present);
        while surplus > 0 {
            let Some(largest) = sizes.iter_mut().rev().max_by_key(|size| **size) else { break };
            *largest -= 1;
            surplus -= 1;
        }
        sizes
    }
}

/// Shares `people` out over `tables` tables that differ by one seat at most, the larger ones first.
#[must_use]
pub fn even_sizes(people: usize, tables: usize) -> Vec<usize> {
    (0..tables).map(|table| people / tables + usize::from(table < people % tables)).collect()
}

/// Wishes about who sits with whom, and where.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wishes {
    /// A category for each person (an organisation): every table gets its share of each. Empty: no such wish.
    pub mix: Vec<usize>,
    /// Groups that sit together in every round. Groups that share somebody are one group.
    pub together: Vec<Vec<usize>>,
    /// Groups in which nobody meets anybody.
    pub apart: Vec<Vec<usize>>,
    /// A pool of hosts for hosted mode: the first take the tables in order, the rest are drawn.
    pub hosts: Vec<usize>,
    /// Places that are settled.
    pub fixed: Vec<FixedPlace>,
    /// The rounds each person takes part in. Empty: everybody in all of them.
    pub presence: Vec<Range<usize>>,
}

/// A settled place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FixedPlace {
    /// Who.
    pub person: usize,
    /// Where.
    pub table: usize,
    /// When; none is every round.
    pub round: Option<usize>,
}

/// A part that people at a table play, in turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Role {
    /// How many at each table.
    pub per_table: usize,
    /// True for a part that keeps its table: the host of hosted mode.
    pub stays: bool,
}

/// A seating made earlier, in the numbers of this request. Somebody who left is still one of `people`, with a
/// presence that ends early; somebody new is simply not in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Previous {
    /// By round, table and seat.
    pub rounds: Rounds,
    /// How many rounds were played already, and stay as they are.
    pub frozen: usize,
}
