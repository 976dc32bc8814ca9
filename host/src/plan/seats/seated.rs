//! People at tables: what the plan keeps of a seating.

use std::collections::BTreeMap;

use crate::plan::seating::{Mode, Repeated, Seating, spread_chairs};
use crate::plugin;

/// A seating of one block. People are their indexes in the workshop's list, tables and rounds numbers from 0.
#[derive(Debug, Clone, Default)]
pub struct Seated {
    /// Its id in the draft.
    pub id: String,
    /// `plain`, `distinct` or `hosted`.
    pub mode: String,
    /// By round, table and seat. Empty tables where people choose for themselves.
    pub rounds: Vec<Vec<Vec<usize>>>,
    /// By table; all none unless `hosted`.
    pub hosts: Vec<Option<usize>>,
    /// Over all pairs: meetings beyond the first.
    pub repeats: usize,
    /// Of these repeats, those of people who stay together because an earlier seating put them together.
    pub kept_together: usize,
    /// Visits to a table beyond the first.
    pub revisits: usize,
    /// No seating has fewer repeats.
    pub bound: usize,
    /// The most often that two people meet.
    pub max_meetings: usize,
    /// Pairs who meet more than once, and how often; but for those who stay together.
    pub repeated: Vec<(usize, usize, usize)>,
    /// Pairs who met in an earlier block.
    pub met_before: usize,
    /// Seats that keep tables from having their share of everybody who is to be mixed.
    pub mix: usize,
    /// Chairs kept free for latecomers, over all tables.
    pub spare: usize,
    /// By table: how many may choose it. Empty where people are seated.
    pub caps: Vec<usize>,
    /// What made it, see [`Seating::how`].
    pub how: &'static str,
    /// By person, where it is the whole rule: how many tables further the next one is, counted around all tables.
    pub steps: BTreeMap<usize, usize>,
    /// Parts that people play.
    pub roles: Vec<SeatedRole>,
    /// What is not as in the seating made earlier.
    pub changes: Vec<SeatChange>,
    /// More effort might find a better one.
    pub improvable: bool,
}

/// A part that people at each table play.
#[derive(Debug, Clone)]
pub struct SeatedRole {
    /// Its id in the draft.
    pub id: String,
    /// By round and table.
    pub rounds: Vec<Vec<Vec<usize>>>,
}

/// Somebody who sits elsewhere than in the seating made earlier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SeatChange {
    /// Who.
    pub person: usize,
    /// When.
    pub round: usize,
    /// The table before; none for somebody who was not seated then.
    pub from: Option<usize>,
    /// The table now; none for somebody who is not there then.
    pub to: Option<usize>,
}

impl Seated {
    /// What a search or a file gave. `people` are those of the block; whoever comes after them in the numbers of
    /// `found` is no longer there, and left out. `within` are groups made earlier that stay together.
    #[must_use]
    pub fn new(wanted: &plugin::Seating, people: &[usize], found: &Seating, within: &[Vec<usize>]) -> Self {
        let named = |positions: &Vec<usize>| -> Vec<usize> {
            positions.iter().filter_map(|position| people.get(*position).copied()).collect()
        };
        let round = |round: &Vec<Vec<usize>>| -> Vec<Vec<usize>> { round.iter().map(named).collect() };
        let hosted = wanted.mode == "hosted";
        let host = |table: &Vec<usize>| people.get(*table.first()?).copied().filter(|_| hosted);
        let ids = wanted.roles.iter().map(|(id, ..)| id.clone());
        let stay = |repeated: &&Repeated| {
            let (a, b) = repeated.pair;
            within.iter().any(|group| group.contains(&a) && group.contains(&b))
        };
        let (stay, again): (Vec<&Repeated>, Vec<&Repeated>) = found.score.repeated.iter().partition(stay);
        let repeated = again.iter().filter_map(|repeated| {
            Some((*people.get(repeated.pair.0)?, *people.get(repeated.pair.1)?, repeated.meetings))
        });
        let change = |change: &crate::plan::seating::Change| {
            let person = *people.get(change.person)?;
            Some(SeatChange { person, round: change.round, from: change.from, to: change.to })
        };
        Self {
            id: wanted.id.clone(),
            mode: wanted.mode.clone(),
            rounds: found.rounds.iter().map(round).collect(),
            hosts: found.rounds.last().map(|round| round.iter().map(host).collect()).unwrap_or_default(),
            repeats: found.score.repeats,
            kept_together: stay.iter().map(|repeated| repeated.meetings - 1).sum(),
            revisits: found.score.revisits,
            bound: found.bounds.repeats,
            max_meetings: found.score.max_meetings,
            repeated: repeated.collect(),
            met_before: found.score.met_before,
            mix: found.score.mix,
            spare: wanted.spare_seats as usize,
            caps: Vec::new(),
            how: found.how,
            steps: found
                .steps
                .iter()
                .flatten()
                .copied()
                .enumerate()
                .map(|(p, step)| (people[p], step))
                .collect(),
            roles: ids
                .zip(&found.roles)
                .map(|(id, rounds)| SeatedRole { id, rounds: rounds.iter().map(round).collect() })
                .collect(),
            changes: found.changes.iter().filter_map(change).collect(),
            // That people met in an earlier block cannot always be helped, and nothing says when.
            improvable: found.improvable
                && (found.score.repeats > found.bounds.repeats
                    || found.score.revisits > found.bounds.revisits
                    || found.score.mix > 0),
        }
    }

    /// Tables that people choose for themselves.
    pub(super) fn free(wanted: &plugin::Seating) -> Self {
        let tables = wanted.caps.len();
        Self {
            id: wanted.id.clone(),
            mode: wanted.mode.clone(),
            rounds: vec![vec![Vec::new(); tables]; wanted.rounds as usize],
            hosts: vec![None; tables],
            spare: wanted.spare_seats as usize,
            caps: wanted.caps.iter().map(|cap| *cap as usize).collect(),
            ..Self::default()
        }
    }

    /// True where people choose their tables.
    #[must_use]
    pub fn is_free(&self) -> bool {
        !self.caps.is_empty()
    }

    /// True when a host stays at each table.
    #[must_use]
    pub fn is_hosted(&self) -> bool {
        self.mode == "hosted"
    }

    /// The tables of a person by round; none for a round without them.
    #[must_use]
    pub fn tables_of(&self, person: usize) -> Vec<Option<usize>> {
        let table = |round: &Vec<Vec<usize>>| round.iter().position(|table| table.contains(&person));
        self.rounds.iter().map(table).collect()
    }

    /// The table that a person hosts.
    #[must_use]
    pub fn host_table(&self, person: usize) -> Option<usize> {
        self.hosts.iter().position(|host| *host == Some(person))
    }

    /// How many tables there are.
    #[must_use]
    pub fn tables(&self) -> usize {
        self.hosts.len()
    }

    /// Chairs at a table: as many as it ever takes, or as may choose it.
    #[must_use]
    pub fn seats(&self, table: usize) -> usize {
        let taken = || self.rounds.iter().map(|round| round[table].len()).max().unwrap_or(0);
        self.caps.get(table).copied().unwrap_or_else(taken)
    }

    /// Chairs kept free in each round, by table: those with fewer people come first. In every round there are as many,
    /// though not always at the same tables where groups are not of one size.
    #[must_use]
    pub fn spare_by_round(&self) -> Vec<Vec<usize>> {
        let size =
            |round: &[Vec<usize>], table: usize| self.caps.get(table).copied().unwrap_or(round[table].len());
        let sizes =
            |round: &Vec<Vec<usize>>| (0..self.tables()).map(|table| size(round, table)).collect::<Vec<_>>();
        self.rounds.iter().map(|round| spread_chairs(&sizes(round), self.spare)).collect()
    }
}

/// The mode that a draft asks for.
pub(super) fn mode(wanted: &plugin::Seating) -> Mode {
    match wanted.mode.as_str() {
        "hosted" => Mode::Hosted,
        "distinct" => Mode::Distinct,
        _ => Mode::Plain,
    }
}
