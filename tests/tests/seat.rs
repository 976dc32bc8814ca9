//! Seating without a workshop.

use atelier_tests::{atelier, repository};
use serde_json::json;

fn seat(args: &[&str]) -> atelier_tests::Run {
    atelier(&repository("."), &[&["seat", "--lang", "en"], args].concat())
}

#[test]
fn a_hosted_cafe_meets_its_bound() {
    let found = seat(&["--people", "24", "--tables", "6", "--rounds", "3", "--mode", "hosted", "--json"])
        .ends(0)
        .json();
    assert_eq!(found["version"], 1);
    assert_eq!(found["mode"], "hosted");
    assert_eq!((&found["repeats"], &found["revisits"], &found["bound"]), (&json!(0), &json!(0), &json!(0)));
    let rounds = found["rounds"].as_array().expect("rounds");
    let hosts: Vec<Vec<_>> =
        rounds.iter().map(|tables| (0..6).map(|table| &tables[table][0]).collect()).collect();
    assert_eq!(hosts.len(), 3);
    assert!(hosts.iter().all(|round| *round == hosts[0]), "hosts stay");
    for tables in rounds {
        let mut seats: Vec<u64> = tables
            .as_array()
            .expect("tables")
            .iter()
            .flat_map(|table| table.as_array().expect("seats").iter().filter_map(serde_json::Value::as_u64))
            .collect();
        seats.sort_unstable();
        assert!(seats.into_iter().eq(1..=24), "everybody sits once");
    }
}

#[test]
fn the_same_seed_seats_alike() {
    let args = ["--people", "23", "--tables", "5", "--rounds", "4", "--json", "--seed", "3"];
    assert_eq!(seat(&args).ends(0).out, seat(&args).ends(0).out);
}

#[test]
fn more_rounds_than_tables_are_refused() {
    let run = seat(&["--people", "12", "--tables", "3", "--rounds", "4", "--mode", "hosted"]).ends(2);
    assert!(run.err.starts_with("error[seating-rounds-over-tables]"), "{}", run.err);
}

#[test]
fn a_number_that_nobody_has_is_refused() {
    let run = seat(&["--people", "12", "--tables", "3", "--apart", "1,13"]);
    assert_ne!(run.code, 0);
    assert!(run.err.starts_with("error[seat-unknown-number]"), "{}", run.err);
}
