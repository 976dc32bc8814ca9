//! Contradictions about who sits with whom.

use std::collections::{BTreeMap, BTreeSet};

use super::super::request::{Mode, SeatingRequest};
use super::super::wishes::closure;
use super::Contradiction;
use super::places::settled_hosts;

/// Seats by table that a group may take, largest first.
fn seats_for_groups(request: &SeatingRequest, present: usize) -> Vec<usize> {
    let host = usize::from(request.mode == Mode::Hosted && request.rounds > 1);
    let mut seats: Vec<usize> =
        request.sizes(present).into_iter().map(|size| size.saturating_sub(host)).collect();
    seats.sort_unstable_by(|a, b| b.cmp(a));
    seats
}

/// What is wrong with groups that sit together.
pub(super) fn together(request: &SeatingRequest) -> Vec<Contradiction> {
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

/// What is wrong with people who are kept apart.
pub(super) fn apart(
    request: &SeatingRequest,
    places: &BTreeMap<(usize, usize), usize>,
) -> Vec<Contradiction> {
    let mut found = Vec::new();
    let groups = closure(request);
    let leader = leaders(request, &groups);
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
    for (a, b) in apart_pairs(request) {
        if leader[a] == leader[b] {
            let group = groups.iter().find(|group| group.contains(&a)).cloned().unwrap_or_default();
            found.push(Contradiction::TogetherAndApart { pair: (a, b), group });
            continue;
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
        found.extend(too_many_apart(request));
    }
    found
}

/// By person: the first of their group, or themselves.
fn leaders(request: &SeatingRequest, groups: &[Vec<usize>]) -> Vec<usize> {
    let mut leader: Vec<usize> = (0..request.people).collect();
    for group in groups {
        for &person in group {
            leader[person] = group[0];
        }
    }
    leader
}

/// The pairs of leaders whose groups may not meet, as far as they are ever there at the same time.
fn edges(request: &SeatingRequest, groups: &[Vec<usize>]) -> BTreeSet<(usize, usize)> {
    let leader = leaders(request, groups);
    let common = |a: usize, b: usize| {
        let (a, b) = (request.presence(a), request.presence(b));
        a.start.max(b.start) < a.end.min(b.end)
    };
    apart_pairs(request)
        .into_iter()
        .filter(|&(a, b)| leader[a] != leader[b] && common(a, b))
        .map(|(a, b)| (leader[a].min(leader[b]), leader[a].max(leader[b])))
        .collect()
}

/// The pairs to keep apart, each once.
pub(in super::super) fn apart_pairs(request: &SeatingRequest) -> BTreeSet<(usize, usize)> {
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
fn too_many_apart(request: &SeatingRequest) -> Option<Contradiction> {
    let tables = request.tables.len();
    let mut neighbours = BTreeMap::<usize, BTreeSet<usize>>::new();
    for (a, b) in edges(request, &closure(request)) {
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
pub(super) fn shares_out(request: &SeatingRequest) -> Option<Contradiction> {
    let groups = closure(request);
    let edges = edges(request, &groups);
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
