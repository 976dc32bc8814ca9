//! Contradictions about who sits where.

use std::collections::BTreeMap;

use super::super::request::{Mode, SeatingRequest};
use super::super::wishes::closure;
use super::Contradiction;

/// Where people are settled, by round and person; and what is wrong with that.
pub(super) fn settled(request: &SeatingRequest) -> (BTreeMap<(usize, usize), usize>, Vec<Contradiction>) {
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

/// The tables and people of whom it is settled that they are hosts there: at one table for all rounds, or with a place
/// of their own and so early in the pool that they host a table.
pub(in super::super) fn settled_hosts(request: &SeatingRequest) -> Vec<(usize, usize)> {
    if request.mode != Mode::Hosted {
        return Vec::new();
    }
    let named = |person| request.wishes.hosts.iter().take(request.tables.len()).any(|host| *host == person);
    let mut hosts: Vec<(usize, usize)> = request
        .wishes
        .fixed
        .iter()
        .filter(|place| named(place.person) || place.round.is_none() && request.rounds > 1)
        .map(|place| (place.table, place.person))
        .collect();
    hosts.sort_unstable();
    hosts.dedup();
    hosts
}

/// What is wrong with those who are, or are to be, hosts.
pub(super) fn hosts(request: &SeatingRequest) -> Vec<Contradiction> {
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
    // Once a seating was made, a host who leaves is replaced.
    for &host in named.iter().filter(|_| request.previous.is_none()) {
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
    let frozen = request.previous.as_ref().map_or(0, |previous| previous.frozen);
    let free = |person: &usize| {
        request.presence(*person).start <= frozen
            && request.presence(*person).end == request.rounds
            && (request.rounds == 1 || !groups.iter().any(|group| group.contains(person)))
    };
    let candidates = (0..request.people).filter(free).count();
    if candidates < tables {
        found.push(Contradiction::HostsMissing { candidates, tables });
    }
    found
}
