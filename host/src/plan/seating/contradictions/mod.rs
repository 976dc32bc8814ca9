//! Wishes that cannot all be true, found before any search.

mod company;
mod places;

use super::request::{Mode, SeatingRequest};
use company::{apart, shares_out, together};
use places::{hosts, settled};

pub(super) use company::apart_pairs;
pub(super) use places::settled_hosts;

/// A reason why no seating can be as asked. Numbers count from 0; the host makes words of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Contradiction {
    /// Nobody, no table, a table without seats or no round.
    Nothing,
    /// A wish speaks of somebody who does not exist.
    UnknownPerson {
        /// The number.
        person: usize,
    },
    /// A wish speaks of a table that does not exist.
    UnknownTable {
        /// The number.
        table: usize,
        /// How many there are.
        tables: usize,
    },
    /// A wish speaks of a round that does not exist.
    UnknownRound {
        /// The number.
        round: usize,
        /// How many there are.
        rounds: usize,
    },
    /// Not everybody finds a seat.
    SeatsMissing {
        /// Which round.
        round: usize,
        /// Who is there.
        people: usize,
        /// Seats at all tables.
        seats: usize,
    },
    /// Fewer people than tables in some round.
    TablesEmpty {
        /// Which round.
        round: usize,
        /// Who is there.
        people: usize,
        /// All tables.
        tables: usize,
    },
    /// Nobody may come to a table twice, yet there are not enough tables for it.
    MoreRoundsThanTables {
        /// Rounds that somebody takes part in.
        rounds: usize,
        /// All tables.
        tables: usize,
    },
    /// Fewer people can be hosts than there are tables.
    HostsMissing {
        /// People who are there for all rounds and bound to nobody.
        candidates: usize,
        /// All tables.
        tables: usize,
    },
    /// A host has to be there for all rounds.
    HostAbsent {
        /// Who.
        host: usize,
        /// The first round without them.
        round: usize,
    },
    /// One host, two tables.
    HostAtTwoTables {
        /// Who.
        host: usize,
        /// Where.
        tables: (usize, usize),
    },
    /// One table, two hosts.
    TwoHostsAtTable {
        /// Where.
        table: usize,
        /// Who.
        hosts: (usize, usize),
    },
    /// A host stays, and nobody who comes to the table comes back: they cannot sit together in every round.
    TogetherWithHost {
        /// Who stays.
        host: usize,
        /// Who would have to stay too.
        guest: usize,
    },
    /// Two people are to be together and apart.
    TogetherAndApart {
        /// The two.
        pair: (usize, usize),
        /// The whole group that has to be together because of all wishes.
        group: Vec<usize>,
    },
    /// A group that is to sit together is larger than any table.
    GroupLargerThanTable {
        /// The group.
        group: Vec<usize>,
        /// Seats at the largest table, without the host's.
        seats: usize,
    },
    /// Groups that are to sit together fit, but not all at once.
    GroupsDoNotFit {
        /// Which round.
        round: usize,
        /// How large the groups are.
        groups: Vec<usize>,
        /// Seats by table, without those of hosts.
        seats: Vec<usize>,
    },
    /// More people are to be kept apart than there are tables.
    TooManyApart {
        /// People of whom no two may meet, one of each group that sits together.
        people: Vec<usize>,
        /// All tables.
        tables: usize,
    },
    /// Each wish fits, but not all at once: of all ways to put groups and people kept apart at tables none works.
    WishesDoNotFit {
        /// Which round.
        round: usize,
        /// All who are to be kept apart from somebody, and the first of each group that sits together.
        people: Vec<usize>,
        /// Seats by table.
        seats: Vec<usize>,
    },
    /// A guest is kept apart from so many hosts that the tables left do not last for all rounds.
    ApartFromHosts {
        /// Who.
        guest: usize,
        /// Tables left.
        tables: usize,
        /// Rounds to fill.
        rounds: usize,
    },
    /// One person, one round, two places.
    FixedTwice {
        /// Who.
        person: usize,
        /// When.
        round: usize,
        /// Where.
        tables: (usize, usize),
    },
    /// A settled place brings somebody back to a table, which this mode excludes.
    FixedReturns {
        /// Who.
        person: usize,
        /// Where.
        table: usize,
        /// When.
        rounds: (usize, usize),
    },
    /// More people are settled at a table than it seats.
    FixedOverfull {
        /// Where.
        table: usize,
        /// When.
        round: usize,
        /// How many.
        people: usize,
        /// Seats.
        seats: usize,
    },
    /// Two people kept apart are settled at one table.
    FixedApart {
        /// The two.
        pair: (usize, usize),
        /// Where.
        table: usize,
        /// When.
        round: usize,
    },
    /// People of a group that sits together are settled at different tables.
    FixedSplit {
        /// The two.
        pair: (usize, usize),
        /// Where.
        tables: (usize, usize),
        /// When.
        round: usize,
    },
    /// Somebody is settled in a round they do not take part in.
    FixedAbsent {
        /// Who.
        person: usize,
        /// When.
        round: usize,
    },
    /// More parts to play than seats at the largest table.
    RolesOverfull {
        /// People with a part at each table.
        roles: usize,
        /// Seats at the largest table.
        seats: usize,
    },
    /// A part that keeps its table is the host's, one a table, in hosted mode; nobody else stays.
    RoleStays {
        /// Index of the role.
        role: usize,
    },
    /// More rounds were played than there are.
    FrozenRounds {
        /// Played.
        frozen: usize,
        /// In the seating made earlier, or asked now, whichever is less.
        rounds: usize,
    },
    /// The seating made earlier is none.
    Previous(super::Flaw),
}

/// Everything about `request` that cannot be; empty when a seating may exist.
#[must_use]
pub fn contradictions(request: &SeatingRequest) -> Vec<Contradiction> {
    let mut found = shape(request);
    if !found.is_empty() {
        return found;
    }
    found.extend(attendance(request));
    found.extend(previous(request));
    found.extend(roles(request));
    let (places, clashes) = settled(request);
    found.extend(clashes);
    found.extend(hosts(request));
    found.extend(together(request));
    found.extend(apart(request, &places));
    if found.is_empty() {
        found.extend(shares_out(request));
    }
    found
}

/// What makes the rest of the request unreadable.
fn shape(request: &SeatingRequest) -> Vec<Contradiction> {
    let (people, tables, rounds) = (request.people, request.tables.len(), request.rounds);
    let no_seats = people >= tables && request.tables.contains(&0);
    if people == 0 || tables == 0 || rounds == 0 || no_seats {
        return vec![Contradiction::Nothing];
    }
    let wishes = &request.wishes;
    let groups = wishes.together.iter().chain(&wishes.apart).chain(&request.within).flatten();
    let fixed = wishes.fixed.iter().map(|place| &place.person);
    let before = request.met_before.iter().flat_map(|met| [&met.0, &met.1]);
    let short = [wishes.mix.len(), wishes.presence.len()].into_iter().filter(|len| (1..people).contains(len));
    let mut found: Vec<_> = groups
        .chain(&wishes.hosts)
        .chain(fixed)
        .chain(before)
        .filter(|person| **person >= people)
        .copied()
        .chain(short)
        .map(|person| Contradiction::UnknownPerson { person })
        .collect();
    for place in &wishes.fixed {
        if place.table >= tables {
            found.push(Contradiction::UnknownTable { table: place.table, tables });
        }
        if let Some(round) = place.round.filter(|round| *round >= rounds) {
            found.push(Contradiction::UnknownRound { round, rounds });
        }
    }
    found
}

fn attendance(request: &SeatingRequest) -> Vec<Contradiction> {
    let mut found = Vec::new();
    let seats: usize = request.tables.iter().sum();
    let tables = request.tables.len();
    let frozen = request.previous.as_ref().map_or(0, |previous| previous.frozen);
    let mut longest = 0;
    for person in 0..request.people {
        longest = longest.max(request.presence(person).len());
    }
    for round in frozen..request.rounds {
        let people = (0..request.people).filter(|person| request.presence(*person).contains(&round)).count();
        if people > seats {
            found.push(Contradiction::SeatsMissing { round, people, seats });
        } else if people < tables {
            found.push(Contradiction::TablesEmpty { round, people, tables });
        }
    }
    if request.mode != Mode::Plain && longest > tables {
        found.push(Contradiction::MoreRoundsThanTables { rounds: longest, tables });
    }
    found
}

fn previous(request: &SeatingRequest) -> Vec<Contradiction> {
    let Some(previous) = &request.previous else { return Vec::new() };
    let rounds = previous.rounds.len().min(request.rounds);
    if previous.frozen > rounds {
        return vec![Contradiction::FrozenRounds { frozen: previous.frozen, rounds }];
    }
    let all = previous.rounds.len();
    super::flaws(request, &previous.rounds, all)
        .into_iter()
        .filter(|flaw| match flaw {
            super::Flaw::Rounds { .. } => false,
            super::Flaw::Tables { round, .. } => *round < previous.frozen,
            _ => true,
        })
        .map(Contradiction::Previous)
        .collect()
}

fn roles(request: &SeatingRequest) -> Vec<Contradiction> {
    let mut found = Vec::new();
    let mut staying = usize::from(request.mode == Mode::Hosted);
    for (index, role) in request.roles.iter().enumerate().filter(|(_, role)| role.stays) {
        if role.per_table > staying {
            found.push(Contradiction::RoleStays { role: index });
        }
        staying = staying.saturating_sub(role.per_table);
    }
    let wanted: usize = request.roles.iter().map(|role| role.per_table).sum();
    let seats = request.tables.iter().max().copied().unwrap_or(0);
    if wanted > seats {
        found.push(Contradiction::RolesOverfull { roles: wanted, seats });
    }
    found
}
