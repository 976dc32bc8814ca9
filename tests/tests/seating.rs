//! What the plan claims of its seating, counted again.

use std::collections::BTreeSet;

use atelier_tests::plan::list;
use atelier_tests::seating::{assert_honest, meetings, rounds};
use atelier_tests::{atelier, examples, plan_of, scratch};
use serde_json::Value;

fn numbers(people: u64) -> BTreeSet<String> {
    (1..=people).map(|number| number.to_string()).collect()
}

fn cafe(people: u64, settings: &str) -> Value {
    plan_of(&format!(
        "title = \"Tables\"\nlanguage = \"en\"\npeople = {people}\nstart = 09:00\nend = 11:00\n\n\
         [[block]]\nformat = \"world-cafe\"\nsettings = {{ question = \"Which?\", {settings} }}\n"
    ))
}

#[test]
fn the_examples_are_seated_as_they_claim() {
    let mut seated = 0;
    for folder in examples() {
        let plan = atelier(&folder, &["plan", "--json"]).ends(0).json();
        let people = numbers(plan["people"].as_u64().expect("a number"));
        for entry in list(&plan["seating"]) {
            assert_honest(entry, &people);
            seated += 1;
        }
    }
    assert!(seated >= 9, "{seated} seatings");
}

#[test]
fn groups_of_every_size_are_seated_as_they_claim() {
    for people in [12, 13, 14, 15, 16, 17, 19, 23, 29, 31, 48, 100, 200] {
        let plan = cafe(people, "rounds = 3");
        let [entry] = list(&plan["seating"]) else { panic!("{plan:#}") };
        assert_honest(entry, &numbers(people));
        assert_eq!(entry["revisits"], 0, "{people} people");
    }
}

#[test]
fn whoever_favours_people_gives_up_hosts() {
    for people in [13, 16, 24] {
        let plan = cafe(people, "rounds = 3, favour = \"people\"");
        let [entry] = list(&plan["seating"]) else { panic!("{plan:#}") };
        assert_eq!(entry["mode"], "plain");
        assert_honest(entry, &numbers(people));
    }
}

#[test]
fn a_later_block_avoids_those_who_met() {
    let block = "[[block]]\nformat = \"world-cafe\"\nminutes = 60\nsettings = { question = \"Which?\", tables = 4, rounds = 2 }\n\n";
    let head = "title = \"Tables\"\nlanguage = \"en\"\npeople = 16\nstart = 09:00\nend = 11:00\n\n";
    let plan = plan_of(&format!("{head}{block}{block}"));
    let [first, second] = list(&plan["seating"]) else { panic!("{plan:#}") };
    let (first_rounds, second_rounds) = (rounds(first), rounds(second));
    let before = meetings(&first_rounds);
    let again = meetings(&second_rounds)
        .iter()
        .map(|(pair, times)| times * before.get(pair).map_or(0, |_| 1))
        .sum::<usize>();
    assert_eq!([&first["met_before"], &second["met_before"]], [0, again]);
}

#[test]
fn groups_of_one_round_have_the_sizes_that_their_sheets_are_made_for() {
    // The first block's groups would lead the second to put its extra seat at another table.
    let block =
        "[[block]]\nformat = \"brainstorm\"\nminutes = 30\nsettings = { variant = \"brainwriting\" }\n\n";
    let head = "title = \"T\"\nlanguage = \"en\"\npeople = 43\nstart = 08:00\nend = 09:00\n\n";
    let plan = plan_of(&format!("{head}{block}{block}"));
    for entry in list(&plan["seating"]) {
        let sizes: Vec<usize> = rounds(entry)[0].iter().map(Vec::len).collect();
        assert_eq!(sizes, [7, 6, 6, 6, 6, 6, 6], "{}", entry["block"]);
    }
}

#[test]
fn named_people_have_their_wishes() {
    let folder = scratch();
    let names = [
        "Ana", "Bo", "Cléa", "Dana", "Eli", "Farid", "Gaël", "Hana", "Inès", "Jo", "Kim", "Léa", "Max",
        "Nour", "Olga", "Paul",
    ];
    let rows: String =
        names.iter().enumerate().map(|(i, name)| format!("{name},{}\n", ["Mairie", "CCI"][i % 2])).collect();
    std::fs::write(folder.path().join("people.csv"), format!("name,organisation\n{rows}")).expect("writable");
    let text = "title = \"Tables\"\nlanguage = \"en\"\npeople = \"people.csv\"\nstart = 09:00\nend = 11:00\n\n\
        [[block]]\nformat = \"world-cafe\"\nsettings = { question = \"Which?\", tables = 4, rounds = 3 }\n\
        seating = { mix_by = \"organisation\", hosts = [\"Olga\", \"Bo\"], together = [[\"Jo\", \"Kim\"]], \
        apart = [[\"Eli\", \"Max\"]], fixed = [{ name = \"Léa\", table = 3, round = 2 }] }\n";
    std::fs::write(folder.path().join("workshop.toml"), text).expect("writable");
    let plan = atelier(folder.path(), &["plan", "--json"]).ends(0).json();
    let [entry] = list(&plan["seating"]) else { panic!("{plan:#}") };
    assert_honest(entry, &names.iter().map(|&name| name.to_owned()).collect());
    let rounds = rounds(entry);
    let hosts: Vec<&str> = rounds[0].iter().map(|table| table[0].as_str()).collect();
    assert_eq!(hosts[..2], ["Olga", "Bo"]);
    let meetings = meetings(&rounds);
    assert_eq!(meetings.get(&["Jo", "Kim"]), Some(&3));
    assert_eq!(meetings.get(&["Eli", "Max"]), None);
    assert!(rounds[1][2].iter().any(|name| name == "Léa"), "{rounds:?}");
}
