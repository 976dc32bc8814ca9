//! Wishes that cannot all be true, found before any search.

use std::collections::{BTreeMap, BTreeSet};

use super::request::{Mode, SeatingRequest};
use super::wishes::closure;

/// A reason why no seating can be as asked. Numbers count from 0; the host makes words of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Contradiction {
    /// Nobody, no table or no round.
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
    /// More parts to play than seats at the smallest table.
    RolesOverfull {
        /// People with a part at each table.
        roles: usize,
        /// Seats at the smallest table.
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
    if people == 0 || tables == 0 || rounds == 0 {
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
    let seats = request.tables.iter().min().copied().unwrap_or(0);
    if wanted > seats {
        found.push(Contradiction::RolesOverfull { roles: wanted, seats });
    }
    found
}

/// Where people are settled, by round and person; and what is wrong with that.
fn settled(request: &SeatingRequest) -> (BTreeMap<(usize, usize), usize>, Vec<Contradiction>) {
    let mut places = BTreeMap::new();
    let mut found = Vec::new();
    for place in &request.wishes.fixed {
        let rounds = match place.round {
            Some(round) => round..round + 1,
            None => request.presence(place.person),
        };
        for round in rounds {
            if !request.presence(place.person).contains(&round) {
                found.push(Contradiction::FixedAbsent { person: place.person, round });
                continue;
            }
            match places.insert((round, place.person), place.table) {
                Some(other) if other != place.table => {
                    let tables = (other, place.table);
                    found.push(Contradiction::FixedTwice { person: place.person, round, tables });
                }
                _ => {}
            }
        }
    }
    let hosts = settled_hosts(request);
    let mut visits = BTreeMap::new();
    let mut taken = BTreeMap::<_, usize>::new();
    for (&(round, person), &table) in &places {
        *taken.entry((round, table)).or_default() += 1;
        let returns = request.mode != Mode::Plain && !hosts.iter().any(|host| host.1 == person);
        if let Some(earlier) = visits.insert((person, table), round).filter(|_| returns) {
            found.push(Contradiction::FixedReturns { person, table, rounds: (earlier, round) });
        }
    }
    let largest = request.tables.iter().max().copied().unwrap_or(0);
    for ((round, table), people) in taken {
        let wanders = request.sizes_wander();
        let seats = if wanders { largest } else { request.tables.get(table).copied().unwrap_or(0) };
        if people > seats {
            found.push(Contradiction::FixedOverfull { table, round, people, seats });
        }
    }
    (places, found)
}

/// The tables and people of whom it is settled that they are hosts: in the pool, or at one table for all rounds.
pub(super) fn settled_hosts(request: &SeatingRequest) -> Vec<(usize, usize)> {
    if request.mode != Mode::Hosted {
        return Vec::new();
    }
    let mut hosts: Vec<(usize, usize)> = request
        .wishes
        .fixed
        .iter()
        .filter(|place| place.round.is_none())
        .filter(|place| request.rounds > 1 || request.wishes.hosts.contains(&place.person))
        .map(|place| (place.table, place.person))
        .collect();
    hosts.sort_unstable();
    hosts.dedup();
    hosts
}

fn hosts(request: &SeatingRequest) -> Vec<Contradiction> {
    if request.mode != Mode::Hosted {
        return Vec::new();
    }
    let mut found = Vec::new();
    let tables = request.tables.len();
    let settled = settled_hosts(request);
    for (index, &(table, host)) in settled.iter().enumerate() {
        for &(other, person) in &settled[..index] {
            if other == table {
                found.push(Contradiction::TwoHostsAtTable { table, hosts: (person, host) });
            } else if person == host {
                found.push(Contradiction::HostAtTwoTables { host, tables: (other, table) });
            }
        }
    }
    let mut named: Vec<usize> = settled.iter().map(|host| host.1).collect();
    for &person in &request.wishes.hosts {
        if !named.contains(&person) {
            named.push(person);
        }
    }
    named.truncate(tables.max(settled.len()));
    for &host in &named {
        let presence = request.presence(host);
        if presence.len() < request.rounds {
            let round = if presence.start > 0 { 0 } else { presence.end };
            found.push(Contradiction::HostAbsent { host, round });
        }
    }
    let groups = closure(request);
    if request.rounds > 1 {
        for &host in &named {
            let group = groups.iter().find(|group| group.contains(&host));
            if let Some(&guest) = group.and_then(|group| group.iter().find(|person| **person != host)) {
                found.push(Contradiction::TogetherWithHost { host, guest });
            }
        }
    }
    let free = |person: &usize| {
        request.presence(*person).len() == request.rounds
            && (request.rounds == 1 || !groups.iter().any(|group| group.contains(person)))
    };
    let candidates = (0..request.people).filter(free).count();
    if candidates < tables {
        found.push(Contradiction::HostsMissing { candidates, tables });
    }
    found
}

/// Seats by table that a group may take, largest first.
fn seats_for_groups(request: &SeatingRequest, present: usize) -> Vec<usize> {
    let host = usize::from(request.mode == Mode::Hosted && request.rounds > 1);
    let mut seats: Vec<usize> =
        request.sizes(present).into_iter().map(|size| size.saturating_sub(host)).collect();
    seats.sort_unstable_by(|a, b| b.cmp(a));
    seats
}

fn together(request: &SeatingRequest) -> Vec<Contradiction> {
    let mut found = Vec::new();
    let groups = closure(request);
    let frozen = request.previous.as_ref().map_or(0, |previous| previous.frozen);
    for round in frozen..request.rounds {
        let there = |person: &usize| request.presence(*person).contains(&round);
        let present = (0..request.people).filter(there).count();
        let seats = seats_for_groups(request, present);
        let mut sizes = Vec::new();
        for group in &groups {
            let people = group.iter().filter(|person| there(person)).count();
            if people > seats[0] {
                found.push(Contradiction::GroupLargerThanTable { group: group.clone(), seats: seats[0] });
            }
            sizes.push(people);
        }
        if !found.is_empty() {
            return found;
        }
        sizes.retain(|size| *size > 1);
        sizes.sort_unstable_by(|a, b| b.cmp(a));
        let mut steps = 100_000;
        if !packs(&sizes, &mut seats.clone(), &mut steps) && steps > 0 {
            return vec![Contradiction::GroupsDoNotFit { round, groups: sizes, seats }];
        }
    }
    found
}

/// True when groups of these sizes, largest first, fit into the seats. Gives up, with `steps` at 0, after many tries.
fn packs(groups: &[usize], seats: &mut [usize], steps: &mut usize) -> bool {
    let Some((&group, rest)) = groups.split_first() else { return true };
    let mut tried = BTreeSet::new();
    for table in 0..seats.len() {
        if seats[table] < group || !tried.insert(seats[table]) {
            continue;
        }
        *steps = steps.saturating_sub(1);
        if *steps == 0 {
            return false;
        }
        seats[table] -= group;
        let fits = packs(rest, seats, steps);
        seats[table] += group;
        if fits {
            return true;
        }
    }
    false
}

fn apart(request: &SeatingRequest, places: &BTreeMap<(usize, usize), usize>) -> Vec<Contradiction> {
    let mut found = Vec::new();
    let groups = closure(request);
    let mut leader: Vec<usize> = (0..request.people).collect();
    for group in &groups {
        for &person in group {
            leader[person] = group[0];
        }
    }
    for round in 0..request.rounds {
        for group in &groups {
            let mut seats =
                group.iter().filter_map(|person| Some((*person, *places.get(&(round, *person))?)));
            if let Some((first, table)) = seats.next()
                && let Some((other, elsewhere)) = seats.find(|seat| seat.1 != table)
            {
                let tables = (table, elsewhere);
                found.push(Contradiction::FixedSplit { pair: (first, other), tables, round });
            }
        }
    }
    let mut edges = BTreeSet::new();
    for (a, b) in apart_pairs(request) {
        if leader[a] == leader[b] {
            let group = groups.iter().find(|group| group.contains(&a)).cloned().unwrap_or_default();
            found.push(Contradiction::TogetherAndApart { pair: (a, b), group });
            continue;
        }
        let common =
            |round: &usize| request.presence(a).contains(round) && request.presence(b).contains(round);
        if (0..request.rounds).any(|round| common(&round)) {
            edges.insert((leader[a].min(leader[b]), leader[a].max(leader[b])));
        }
        for round in 0..request.rounds {
            if let (Some(table), Some(other)) = (places.get(&(round, a)), places.get(&(round, b)))
                && table == other
            {
                found.push(Contradiction::FixedApart { pair: (a, b), table: *table, round });
            }
        }
    }
    if found.is_empty() {
        found.extend(apart_from_hosts(request));
        found.extend(too_many_apart(request, &edges));
    }
    found
}

/// The pairs to keep apart, each once.
pub(super) fn apart_pairs(request: &SeatingRequest) -> BTreeSet<(usize, usize)> {
    let mut pairs = BTreeSet::new();
    for group in &request.wishes.apart {
        for (index, &a) in group.iter().enumerate() {
            pairs.extend(group[index + 1..].iter().filter(|b| **b != a).map(|&b| (a.min(b), a.max(b))));
        }
    }
    pairs
}

fn apart_from_hosts(request: &SeatingRequest) -> Vec<Contradiction> {
    let tables = request.tables.len();
    let mut hosts: Vec<usize> = settled_hosts(request).into_iter().map(|host| host.1).collect();
    for &person in &request.wishes.hosts {
        if !hosts.contains(&person) && hosts.len() < tables {
            hosts.push(person);
        }
    }
    if request.mode != Mode::Hosted {
        return Vec::new();
    }
    let mut left = BTreeMap::new();
    for (a, b) in apart_pairs(request) {
        for (guest, host) in [(a, b), (b, a)] {
            if hosts.contains(&host) && !hosts.contains(&guest) {
                *left.entry(guest).or_insert(tables) -= 1;
            }
        }
    }
    left.into_iter()
        .map(|(guest, tables)| (guest, tables, request.presence(guest).len()))
        .filter(|(_, tables, rounds)| tables < rounds)
        .map(|(guest, tables, rounds)| Contradiction::ApartFromHosts { guest, tables, rounds })
        .collect()
}

/// Looks for more people of whom no two may meet than there are tables.
fn too_many_apart(request: &SeatingRequest, edges: &BTreeSet<(usize, usize)>) -> Option<Contradiction> {
    let tables = request.tables.len();
    let mut neighbours = BTreeMap::<usize, BTreeSet<usize>>::new();
    for &(a, b) in edges {
        neighbours.entry(a).or_default().insert(b);
        neighbours.entry(b).or_default().insert(a);
    }
    let mut people: Vec<usize> = neighbours.keys().copied().collect();
    people.sort_by_key(|person| std::cmp::Reverse(neighbours[person].len()));
    for &first in &people {
        let mut clique = vec![first];
        for &person in &people {
            if clique.iter().all(|member| neighbours[member].contains(&person)) {
                clique.push(person);
            }
        }
        if clique.len() > tables {
            clique.sort_unstable();
            return Some(Contradiction::TooManyApart { people: clique, tables });
        }
    }
    None
}

/// People who sit together, or alone, and are kept apart from others.
struct Unit {
    people: usize,
    first: usize,
    apart: Vec<usize>,
}

/// Looks for a way to share out all who have somebody to sit with or to be kept apart from.
fn shares_out(request: &SeatingRequest, edges: &BTreeSet<(usize, usize)>) -> Option<Contradiction> {
    let groups = closure(request);
    let frozen = request.previous.as_ref().map_or(0, |previous| previous.frozen);
    for round in frozen..request.rounds {
        let there = |person: &usize| request.presence(*person).contains(&round);
        let present = (0..request.people).filter(there).count();
        // A host takes a seat of his own, but who will be one is open: all seats count here.
        let mut seats = request.sizes(present);
        let mut units = Vec::new();
        for person in (0..request.people).filter(there) {
            let group = groups.iter().find(|group| group.contains(&person));
            let first = group.map_or(person, |group| group[0]);
            if units.iter().any(|unit: &Unit| unit.first == first) {
                continue;
            }
            let people = group.map_or(1, |group| group.iter().filter(|person| there(person)).count());
            let other = |&(a, b): &(usize, usize)| match first {
                first if first == a => Some(b),
                first if first == b => Some(a),
                _ => None,
            };
            let apart: Vec<usize> = edges.iter().filter_map(other).collect();
            if people > 1 || !apart.is_empty() {
                units.push(Unit { people, first, apart });
            }
        }
        units.sort_by_key(|unit| std::cmp::Reverse((unit.apart.len(), unit.people)));
        let mut taken = vec![Vec::new(); seats.len()];
        let mut steps = 100_000;
        if !places(&units, &mut seats, &mut taken, &mut steps) && steps > 0 {
            let mut people: Vec<usize> = units.iter().map(|unit| unit.first).collect();
            people.sort_unstable();
            return Some(Contradiction::WishesDoNotFit { round, people, seats });
        }
    }
    None
}

/// True when all units find a table without meeting whom they are kept apart from. Gives up, with `steps` at 0, after
/// many tries.
fn places(units: &[Unit], seats: &mut [usize], taken: &mut [Vec<usize>], steps: &mut usize) -> bool {
    let Some((unit, rest)) = units.split_first() else { return true };
    let mut tried = BTreeSet::new();
    for table in 0..seats.len() {
        let meets = taken[table].iter().any(|other| unit.apart.contains(other));
        // Empty tables of one size are all the same.
        let again = taken[table].is_empty() && !tried.insert(seats[table]);
        if seats[table] < unit.people || meets || again {
            continue;
        }
        *steps = steps.saturating_sub(1);
        if *steps == 0 {
            return false;
        }
        seats[table] -= unit.people;
        taken[table].push(unit.first);
        let fits = places(rest, seats, taken, steps);
        taken[table].pop();
        seats[table] += unit.people;
        if fits {
            return true;
        }
    }
    false
}
