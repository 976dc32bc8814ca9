//! Contradictions in words: a code, and what its words mention.

use serde_json::{Value, json};

use crate::diagnostic::Diagnostic;
use crate::plan::seating::{Contradiction, Flaw};

/// Tells a contradiction, with `severity` making the problem of its code. `name` says what somebody is called.
pub(crate) fn tell(
    contradiction: &Contradiction,
    severity: fn(&'static str) -> Diagnostic,
    name: &dyn Fn(usize) -> Value,
) -> Diagnostic {
    let (code, args) = in_words(contradiction, name);
    let mut problem = severity(code);
    if let Value::Object(args) = args {
        problem.args = args;
    }
    problem
}

/// Tells contradictions, and what is the same in several rounds once.
pub(crate) fn tell_all(
    contradictions: &[Contradiction],
    severity: fn(&'static str) -> Diagnostic,
    name: &dyn Fn(usize) -> Value,
) -> Vec<Diagnostic> {
    let mut told: Vec<Diagnostic> = Vec::new();
    for contradiction in contradictions {
        let problem = tell(contradiction, severity, name);
        let again = |other: &Diagnostic| {
            let but_round = |problem: &Diagnostic| {
                let mut args = problem.args.clone();
                args.remove("round");
                args
            };
            other.code == problem.code && but_round(other) == but_round(&problem)
        };
        if told.iter().any(again) {
            continue;
        }
        told.push(problem);
    }
    told
}

fn in_words(contradiction: &Contradiction, name: &dyn Fn(usize) -> Value) -> (&'static str, Value) {
    use Contradiction as C;
    let names = |list: &[usize]| list.iter().map(|&person| name(person)).collect::<Vec<_>>();
    let pair = |(a, b): (usize, usize)| json!([name(a), name(b)]);
    match contradiction {
        C::MoreRoundsThanTables { rounds, tables } => {
            ("seating-rounds-over-tables", json!({ "rounds": rounds, "tables": tables }))
        }
        C::HostsMissing { candidates, tables } => {
            ("seating-hosts-missing", json!({ "candidates": candidates, "tables": tables }))
        }
        C::HostAbsent { host, round } => {
            ("seating-host-absent", json!({ "host": name(*host), "round": round + 1 }))
        }
        C::HostAtTwoTables { host, tables } => (
            "seating-host-at-two-tables",
            json!({ "host": name(*host), "tables": [tables.0 + 1, tables.1 + 1] }),
        ),
        C::TwoHostsAtTable { table, hosts } => {
            ("seating-two-hosts", json!({ "table": table + 1, "hosts": pair(*hosts) }))
        }
        C::TogetherWithHost { host, guest } => {
            ("seating-together-with-host", json!({ "host": name(*host), "guest": name(*guest) }))
        }
        C::TogetherAndApart { pair: two, group } => {
            ("seating-together-and-apart", json!({ "pair": pair(*two), "group": names(group) }))
        }
        C::GroupLargerThanTable { group, seats } => {
            ("seating-group-too-large", json!({ "group": names(group), "size": group.len(), "seats": seats }))
        }
        C::GroupsDoNotFit { round, groups, .. } => {
            ("seating-groups-do-not-fit", json!({ "round": round + 1, "groups": groups }))
        }
        C::TooManyApart { people, tables } => (
            "seating-too-many-apart",
            json!({ "people": names(people), "count": people.len(), "tables": tables }),
        ),
        C::ApartFromHosts { guest, tables, rounds } => {
            ("seating-apart-from-hosts", json!({ "guest": name(*guest), "tables": tables, "rounds": rounds }))
        }
        C::FixedTwice { person, round, tables } => (
            "seating-fixed-twice",
            json!({ "person": name(*person), "round": round + 1, "tables": [tables.0 + 1, tables.1 + 1] }),
        ),
        C::FixedReturns { person, table, .. } => {
            ("seating-fixed-returns", json!({ "person": name(*person), "table": table + 1 }))
        }
        C::FixedOverfull { table, round, people, seats } => (
            "seating-fixed-overfull",
            json!({ "table": table + 1, "round": round + 1, "people": people, "seats": seats }),
        ),
        C::FixedApart { pair: two, table, .. } => {
            ("seating-fixed-apart", json!({ "pair": pair(*two), "table": table + 1 }))
        }
        C::FixedSplit { pair: two, tables, .. } => {
            ("seating-fixed-split", json!({ "pair": pair(*two), "tables": [tables.0 + 1, tables.1 + 1] }))
        }
        C::FixedAbsent { person, round } => {
            ("seating-fixed-absent", json!({ "person": name(*person), "round": round + 1 }))
        }
        C::UnknownTable { table, tables } => {
            ("seating-unknown-table", json!({ "table": table + 1, "tables": tables }))
        }
        C::UnknownRound { round, rounds } => {
            ("seating-unknown-round", json!({ "round": round + 1, "rounds": rounds }))
        }
        C::WishesDoNotFit { people, seats, .. } => {
            ("seating-apart-does-not-fit", json!({ "people": names(people), "tables": seats.len() }))
        }
        C::TablesEmpty { round, people, tables } => {
            ("seating-tables-empty", json!({ "round": round + 1, "people": people, "tables": tables }))
        }
        C::SeatsMissing { round, people, seats } => {
            ("seating-seats-missing", json!({ "round": round + 1, "people": people, "seats": seats }))
        }
        C::FrozenRounds { frozen, rounds } => {
            ("seating-frozen-rounds", json!({ "from": frozen + 1, "rounds": rounds }))
        }
        C::Previous(Flaw::Tables { round, found, asked }) => {
            ("seating-played-tables", json!({ "round": round + 1, "found": found, "tables": asked }))
        }
        C::RolesOverfull { roles, seats } => {
            ("seating-roles-overfull", json!({ "roles": roles, "seats": seats }))
        }
        // What a facilitator cannot have written: the format asked for it.
        other => ("seating-impossible", json!({ "detail": format!("{other:?}") })),
    }
}

/// The people whom a contradiction is about.
pub(super) fn people(contradiction: &Contradiction) -> Vec<usize> {
    use Contradiction as C;
    match contradiction {
        C::HostAbsent { host, .. } | C::HostAtTwoTables { host, .. } => vec![*host],
        C::TwoHostsAtTable { hosts: (a, b), .. }
        | C::TogetherWithHost { host: a, guest: b }
        | C::FixedApart { pair: (a, b), .. }
        | C::FixedSplit { pair: (a, b), .. } => vec![*a, *b],
        C::TogetherAndApart { group: people, .. }
        | C::GroupLargerThanTable { group: people, .. }
        | C::TooManyApart { people, .. }
        | C::WishesDoNotFit { people, .. } => people.clone(),
        C::ApartFromHosts { guest: person, .. }
        | C::FixedTwice { person, .. }
        | C::FixedReturns { person, .. }
        | C::FixedAbsent { person, .. }
        | C::UnknownPerson { person } => vec![*person],
        _ => Vec::new(),
    }
}
