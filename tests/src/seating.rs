//! Counts what a seating claims, without any of the program's own code.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::plan::list;

/// By round and table, whom it seats: names, or numbers as text.
pub type Rounds = Vec<Vec<Vec<String>>>;

/// The rounds of an entry of `seating`.
#[track_caller]
#[must_use]
pub fn rounds(entry: &Value) -> Rounds {
    let label = |person: &Value| person.as_str().map_or_else(|| person.to_string(), str::to_owned);
    let table = |table: &Value| list(table).iter().map(label).collect();
    let round = |round: &Value| list(round).iter().map(table).collect();
    list(&entry["rounds"]).iter().map(round).collect()
}

/// How often each two people meet.
#[must_use]
pub fn meetings(rounds: &Rounds) -> BTreeMap<[&str; 2], usize> {
    let mut meetings = BTreeMap::new();
    for table in rounds.iter().flatten() {
        for (i, a) in table.iter().enumerate() {
            for b in &table[i + 1..] {
                *meetings.entry([a.as_str().min(b), a.as_str().max(b)]).or_insert(0) += 1;
            }
        }
    }
    meetings
}

/// The sum over all pairs of their meetings after the first.
#[must_use]
pub fn repeats(rounds: &Rounds) -> usize {
    meetings(rounds).values().map(|times| times - 1).sum()
}

/// How often somebody comes back to a table; hosts stay, which does not count.
#[must_use]
pub fn revisits(rounds: &Rounds, hosts: &[&str]) -> usize {
    let mut visits = BTreeMap::<_, usize>::new();
    for (table, seats) in rounds.iter().flat_map(|round| round.iter().enumerate()) {
        for person in seats.iter().filter(|person| !hosts.contains(&person.as_str())) {
            *visits.entry((person, table)).or_default() += 1;
        }
    }
    visits.values().map(|times| times - 1).sum()
}

/// Checks that everybody sits once in each round, that tables differ by one seat at most, that hosts stay, and that
/// the entry claims what can be counted.
///
/// # Panics
/// When it does not.
#[track_caller]
pub fn assert_honest(entry: &Value, people: &BTreeSet<String>) {
    let rounds = rounds(entry);
    for round in &rounds {
        let seated: Vec<&String> = round.iter().flatten().collect();
        let different: BTreeSet<String> = seated.iter().map(|&person| person.clone()).collect();
        assert_eq!(different, *people);
        assert_eq!(seated.len(), people.len(), "somebody sits twice: {round:?}");
        let sizes = round.iter().map(Vec::len);
        assert!(sizes.clone().max().unwrap() - sizes.min().unwrap() <= 1, "{round:?}");
    }
    let hosts: Vec<&str> = rounds[0].iter().map(|table| table[0].as_str()).collect();
    let mode = entry["mode"].as_str().expect("a mode");
    if mode == "hosted" {
        for round in &rounds {
            assert_eq!(round.iter().map(|table| table[0].as_str()).collect::<Vec<_>>(), hosts, "hosts stay");
        }
    }
    assert_eq!(entry["repeats"], repeats(&rounds), "{entry:#}");
    if mode != "plain" {
        let hosts = if mode == "hosted" { hosts.as_slice() } else { &[] };
        assert_eq!(entry["revisits"], revisits(&rounds, hosts), "{entry:#}");
    }
    assert!(entry["bound"].as_u64() <= entry["repeats"].as_u64(), "{entry:#}");
}
