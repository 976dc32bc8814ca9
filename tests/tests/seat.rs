//! Seats: the command on its own, people who come late or leave, and what changes on the day.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use atelier_tests::{Run, atelier, scratch};
use serde_json::Value;

/// By round and table: names or numbers.
type Rounds = Vec<Vec<Vec<String>>>;

fn rounds(json: &Value) -> Rounds {
    let list = |value: &Value| value.as_array().expect("a list").clone();
    let who = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let table = |table: &Value| list(table).iter().map(who).collect();
    list(&json["rounds"]).iter().map(|round| list(round).iter().map(table).collect()).collect()
}

/// Meetings beyond the first, over all pairs.
fn repeats(rounds: &Rounds) -> u64 {
    let mut met: BTreeMap<(&String, &String), u64> = BTreeMap::new();
    for table in rounds.iter().flatten() {
        for a in table {
            for b in table.iter().filter(|b| a < *b) {
                *met.entry((a, b)).or_default() += 1;
            }
        }
    }
    met.values().map(|count| count - 1).sum()
}

#[test]
fn a_seating_alone_keeps_its_promises() {
    let folder = scratch();
    for mode in ["plain", "distinct", "hosted"] {
        for (people, tables, count) in
            [(12, 4, 3), (13, 4, 3), (23, 5, 4), (24, 6, 3), (30, 6, 4), (40, 8, 5)]
        {
            let [n, t, r] = [people, tables, count].map(|number: usize| number.to_string());
            let args = ["seat", "--people", &n, "--tables", &t, "--rounds", &r, "--mode", mode, "--json"];
            let json = atelier(folder.path(), &args).ends(0).json();
            let keys: Vec<&str> = json.as_object().expect("an object").keys().map(String::as_str).collect();
            assert_eq!(
                keys,
                ["version", "mode", "rounds", "repeats", "revisits", "bound", "max_meetings", "how"]
            );
            assert_eq!(json["version"], 1);
            assert_eq!(json["mode"], mode);
            let rounds = rounds(&json);
            assert_eq!(rounds.len(), count);
            let mut visits = BTreeSet::new();
            for round in &rounds {
                let seated: BTreeSet<&String> = round.iter().flatten().collect();
                assert_eq!((seated.len(), round.len()), (people, tables));
                let sizes: Vec<usize> = round.iter().map(Vec::len).collect();
                assert!(
                    sizes.iter().max().zip(sizes.iter().min()).is_some_and(|(most, least)| most - least <= 1)
                );
                for (number, table) in round.iter().enumerate() {
                    if mode == "hosted" {
                        assert_eq!(table[0], rounds[0][number][0]);
                    }
                    for guest in &table[usize::from(mode == "hosted")..] {
                        assert!(visits.insert((guest.clone(), number)) || mode == "plain", "{people} {mode}");
                    }
                }
            }
            assert_eq!(json["repeats"], repeats(&rounds), "{people} {tables} {count} {mode}");
            assert!(json["bound"].as_u64() <= json["repeats"].as_u64());
        }
    }
}

#[test]
fn the_same_seed_seats_the_same() {
    let folder = scratch();
    let seated = |seed: &str| {
        let args = ["seat", "--people", "26", "--tables", "6", "--rounds", "4", "--seed", seed];
        atelier(folder.path(), &args).ends(0).out
    };
    assert_eq!(seated("3"), seated("3"));
    assert_ne!(seated("3"), seated("4"));
}

#[test]
fn wishes_are_kept_on_the_command_line_too() {
    let folder = scratch();
    let list = "nom,organisation\nAna,A\nBo,A\nChloé,A\nDriss,B\nEli,B\nFarid,B\n";
    fs::write(folder.path().join("people.csv"), list).expect("a writable folder");
    let args = [
        "seat",
        "--people-file",
        "people.csv",
        "--tables",
        "3",
        "--rounds",
        "2",
        "--mix-by",
        "Organisation",
        "--together",
        "Ana,driss",
        "--apart",
        "Bo, Farid",
        "--json",
    ];
    for table in rounds(&atelier(folder.path(), &args).ends(0).json()).iter().flatten() {
        let has = |name: &str| table.iter().any(|other| other == name);
        assert_eq!(has("Ana"), has("Driss"));
        assert!(!(has("Bo") && has("Farid")));
        assert_eq!(["Ana", "Bo", "Chloé"].iter().filter(|name| has(name)).count(), 1);
    }
}

#[test]
fn what_cannot_be_is_said_with_its_numbers() {
    let folder = scratch();
    fs::write(folder.path().join("people.csv"), "name,team\nAna,A\nBo,B\nCy,A\n").expect("a writable folder");
    let refused = |args: &str| -> String {
        let args: Vec<&str> = args.split(' ').chain(["--lang", "en"]).collect();
        atelier(folder.path(), &args).ends(2).err.replace('\u{a0}', " ")
    };
    let said = |args: &str, texts: &[&str]| {
        let err = refused(args);
        for text in texts {
            assert!(err.contains(text), "{args}:\n{err}");
        }
    };
    said(
        "seat --people 10 --tables 3 --rounds 4 --mode distinct",
        &["error[seating-rounds-over-tables]: 4 rounds at 3 tables", "`--rounds 3`"],
    );
    said(
        "seat --people 3 --tables 5 --rounds 9",
        &["3 people in round 1, and 5 tables", "`--tables 3` or less"],
    );
    assert_eq!(refused("seat --people 3 --tables 5 --rounds 9").matches("error[").count(), 1);
    said(
        "seat --people 9 --tables 3 --rounds 2 --together 1,2 --apart 2,1",
        &["puts no. 1 and no. 2 together"],
    );
    said(
        "seat --people 9 --tables 3 --together 1,12",
        &["--together:1:3", "“12” is not a number between 1 and 9"],
    );
    said("seat --people 9 --tables 3 --hosts 4", &["error[seat-hosts-without-mode]", "add `--mode hosted`"]);
    said("seat --people-file people.csv --tables 1 --apart Ana,Boo", &["--apart:1:5", "“Boo”", "Ana,Bo"]);
    said("seat --people-file people.csv --tables 1 --mix-by teem", &["--mix-by:1:1", "+ team"]);
}

#[test]
fn a_seating_is_written_as_a_table_and_as_cards() {
    let folder = scratch();
    let seat = |more: &[&str]| -> Run {
        let args = ["seat", "--people", "9", "--tables", "3", "--rounds", "2", "--lang", "fr"];
        atelier(folder.path(), &[&args, more].concat())
    };
    let csv = seat(&["--csv", "-"]).ends(0).out;
    assert!(csv.starts_with("\u{feff}name,host,round 1,round 2\nn° 1,,"), "{csv}");
    assert_eq!(csv.lines().count(), 10);
    let _ = seat(&["-o", "cartes"]).ends(0);
    let read = |name: &str| fs::read(folder.path().join("cartes").join(name)).expect("it was written");
    assert_eq!(read("seating.csv"), csv.as_bytes());
    assert!(read("rotation-cards.pdf").starts_with(b"%PDF") && read("seating.pdf").starts_with(b"%PDF"));
    // The same again is no conflict; something else is.
    let _ = seat(&["-o", "cartes"]).ends(0);
    let _ = seat(&["-o", "cartes", "--seed", "5"]).ends(3);
    assert_eq!(read("seating.csv"), csv.as_bytes());
    let _ = seat(&["-o", "cartes", "--seed", "5", "--force"]).ends(0);
    assert_ne!(read("seating.csv"), csv.as_bytes());
}

const NAMES: [&str; 24] = [
    "Ana", "Bo", "Chloé", "Driss", "Élodie", "Farid", "Gaëlle", "Hugo", "Inès", "Jules", "Karim", "Léa",
    "Maxime", "Nora", "Omar", "Paule", "Quentin", "Rose", "Sami", "Tess", "Ugo", "Vera", "Wim", "Yann",
];

/// A café of 24 people at 6 tables over 3 rounds.
const CAFE: &str = "title = \"Café\"\nlanguage = \"en\"\npeople = \"people.csv\"\nstart = 14:00\nend = 15:30\n\n\
    [[block]]\nformat = \"world-cafe\"\nid = \"cafe\"\n\
    settings = { tables = 6, rounds = 3, question = \"What now?\" }\n";

fn write(folder: &Path, name: &str, text: &str) {
    fs::write(folder.join(name), text).expect("a writable folder");
}

fn write_people<'n>(folder: &Path, names: impl IntoIterator<Item = &'n str>) {
    let names: Vec<&str> = names.into_iter().collect();
    write(folder, "people.csv", &format!("name\n{}\n", names.join("\n")));
}

/// By name: the cells of the rounds.
fn places(folder: &Path) -> BTreeMap<String, Vec<String>> {
    let text = fs::read_to_string(folder.join("kit/seating.csv")).expect("the kit has a seating");
    let row = |line: &str| {
        let cells: Vec<String> = line.split(',').map(str::to_owned).collect();
        (cells[2].clone(), cells[4..].to_vec())
    };
    text.lines().skip(1).map(row).collect()
}

fn kit(folder: &Path, more: &[&str]) -> Run {
    atelier(folder, &[&["kit", "workshop.toml", "--output", "markdown"], more].concat())
}

/// A folder with a kit of the café.
fn cafe() -> tempfile::TempDir {
    let folder = scratch();
    write(folder.path(), "workshop.toml", CAFE);
    write_people(folder.path(), NAMES);
    let _ = kit(folder.path(), &[]).ends(0);
    folder
}

/// A guest, not a host, at the first seats of somebody's choice.
fn guest(folder: &Path) -> String {
    let places = places(folder);
    let moves = |tables: &&Vec<String>| tables[0] != tables[1];
    places.iter().find(|(_, tables)| moves(tables)).expect("somebody moves").0.clone()
}

#[test]
fn a_cancellation_moves_nobody_where_tables_stay_even() {
    let folder = cafe();
    let before = places(folder.path());
    let gone = guest(folder.path());
    write_people(folder.path(), NAMES.into_iter().filter(|name| *name != gone));
    let run = kit(folder.path(), &["--seating", "kit/seating.csv"]).ends(0);
    assert!(run.err.contains("nobody changes place"), "{}", run.err);
    let after = places(folder.path());
    assert_eq!(after.len(), 23);
    assert!(after.iter().all(|(name, tables)| before[name] == *tables));
}

#[test]
fn a_kit_that_moves_people_keeps_who_sat_where() {
    let folder = cafe();
    let before = places(folder.path());
    let gone = guest(folder.path());
    write_people(folder.path(), NAMES.into_iter().filter(|name| *name != gone));
    let run = kit(folder.path(), &[]).ends(0);
    assert!(run.err.contains("atelier kit workshop.toml --seating"), "{}", run.err);
    assert!(places(folder.path()).iter().any(|(name, tables)| before[name] != *tables));
    let _ = kit(folder.path(), &["--seating", "kit/seating-before.csv"]).ends(0);
    assert!(places(folder.path()).iter().all(|(name, tables)| before[name] == *tables));
    assert!(!folder.path().join("kit/seating-before.csv").exists());
    // Nothing moved: nothing to keep.
    let run = kit(folder.path(), &["--seating", "kit/seating.csv"]).ends(0);
    assert!(!run.err.contains("seating-before"), "{}", run.err);
}

#[test]
fn rounds_that_were_played_stay() {
    let folder = cafe();
    let before = places(folder.path());
    let gone = guest(folder.path());
    let here: Vec<&str> = NAMES.into_iter().filter(|name| *name != gone).chain(["Zoé", "Zelda"]).collect();
    write_people(folder.path(), here);
    let run = kit(folder.path(), &["--seating", "kit/seating.csv", "--from-round", "3"]).ends(0);
    assert!(run.err.contains("New: Zoé"), "{}", run.err);
    let after = places(folder.path());
    for (name, tables) in &after {
        match before.get(name) {
            Some(played) => assert_eq!(tables[..2], played[..2], "{name}"),
            None => assert!(tables[0].is_empty() && tables[1].is_empty() && !tables[2].is_empty(), "{name}"),
        }
    }
    let moved =
        after.iter().filter(|(name, tables)| before.get(*name).is_some_and(|was| was[2] != tables[2]));
    assert!(moved.count() <= 1);
}

#[test]
fn a_host_who_leaves_is_replaced() {
    let folder = cafe();
    let before = places(folder.path());
    let stays = |tables: &Vec<String>| tables.iter().all(|table| *table == tables[0]);
    let gone = before.iter().find(|(_, tables)| stays(tables)).expect("a host").0.clone();
    let table = before[&gone][0].clone();
    write_people(folder.path(), NAMES.into_iter().filter(|name| *name != gone));
    let _ = kit(folder.path(), &["--seating", "kit/seating.csv", "--from-round", "2"]).ends(0);
    let after = places(folder.path());
    let hosts = after.values().filter(|tables| tables[1] == table && tables[2] == table).count();
    assert_eq!(hosts, 1);
    assert!(after.iter().all(|(name, tables)| tables[0] == before[name][0]));
}

#[test]
fn what_was_changed_by_hand_is_kept_or_refused_but_never_lost() {
    let folder = cafe();
    let path = folder.path().join("kit/seating.csv");
    let text = fs::read_to_string(&path).expect("a seating");
    // As a French spreadsheet saves it, with two people changed over in the first round.
    let [one, other] = [guest(folder.path()), {
        let first = &places(folder.path())[&guest(folder.path())][0];
        let places = places(folder.path());
        let another = places.iter().find(|(_, t)| t[0] != t[1] && t[0] != *first).expect("another guest");
        another.0.clone()
    }];
    let tables = places(folder.path());
    let swapped = text
        .lines()
        .map(|line| {
            let mut cells: Vec<String> = line.split(',').map(str::to_owned).collect();
            if cells[2] == one {
                cells[4].clone_from(&tables[&other][0]);
            } else if cells[2] == other {
                cells[4].clone_from(&tables[&one][0]);
            }
            cells.join(";") + "\r\n"
        })
        .collect::<String>();
    fs::write(&path, &swapped).expect("a writable folder");
    let refused = kit(folder.path(), &["--lang", "en"]).ends(3).err;
    assert!(refused.contains("--seating") && refused.contains("--force"), "{refused}");
    assert_eq!(fs::read_to_string(&path).expect("a seating"), swapped);
    let _ = kit(folder.path(), &["--seating", "kit/seating.csv"]).ends(0);
    let after = places(folder.path());
    assert_eq!(after[&one], [&tables[&other][..1], &tables[&one][1..]].concat());
    assert_eq!(after[&other], [&tables[&one][..1], &tables[&other][1..]].concat());
    assert!(after.iter().all(|(name, now)| [&one, &other].contains(&name) || tables[name] == *now));
}

#[test]
fn a_seating_that_cannot_be_read_is_shown_where_it_is_wrong() {
    let folder = cafe();
    let text = fs::read_to_string(folder.path().join("kit/seating.csv")).expect("a seating");
    let row = text.lines().nth(1).expect("a row").to_owned();
    let plan = |csv: &str, more: &[&str]| -> Run {
        write(folder.path(), "s.csv", csv);
        atelier(folder.path(), &[&["plan", "workshop.toml", "--seating", "s.csv", "--json"], more].concat())
    };
    let refused = |csv: &str, more: &[&str], texts: &[&str]| {
        let err = plan(csv, more).ends(1).err;
        for text in texts {
            assert!(err.contains(text), "{err}");
        }
    };
    refused("", &[], &["error[seating-file-empty]"]);
    refused("name,round 2\nAna,1\n", &[], &["error[seating-file-columns]", "s.csv:1:1"]);
    let wrong = row.rsplit_once(',').map(|(start, _)| format!("{start},one")).expect("cells");
    refused(&text.replace(&row, &wrong), &[], &["error[seating-file-table]: “one”", "s.csv:2:"]);
    refused(&format!("{text}{row}\n"), &[], &["error[seating-file-twice]: “Ana” has two rows for “cafe”"]);
    let beyond = row.rsplit_once(',').map(|(start, _)| format!("{start},9")).expect("cells");
    refused(&text.replace(&row, &beyond), &[], &["there is no table 9: they go from 1 to 6", "s.csv:2:"]);
    refused(&text, &["--from-round", "5"], &["there is no round 5: they go from 1 to 3"]);
    refused(
        &text,
        &["--from-round", "tea:2"],
        &["says nothing about rounds of “tea”", "--from-round cafe:2"],
    );
    let warned = plan(&text.replace("Hugo", "Hugoo"), &[]).ends(0).err;
    assert!(warned.contains("“Hugoo” is not in the list") && warned.contains("s.csv:9:"), "{warned}");
    write(folder.path(), "workshop.toml", &CAFE.replace("tables = 6", "tables = 5"));
    refused(
        &text,
        &["--from-round", "2"],
        &["round 1 was played at 6 tables, and this block now has 5", "`tables = 6`"],
    );
    let [one, other] = ["Ana", "Bo"];
    write(
        folder.path(),
        "workshop.toml",
        &format!("{CAFE}seating = {{ together = [[\"{one}\", \"{other}\"]] }}\n"),
    );
    let warned = plan(&text, &[]).ends(0).err;
    let apart = places(folder.path())[one] != places(folder.path())[other];
    assert!(!apart || warned.contains("warning[seating-given-against-wishes]"), "{warned}");
}

#[test]
fn which_of_several_blocks_is_under_way_has_to_be_said() {
    let folder = scratch();
    let second =
        CAFE.split_once("[[block]]").map(|(_, block)| block.replace("\"cafe\"", "\"tea\"")).expect("a block");
    let text = CAFE.replace("15:30", "17:00") + "\n[[block]]" + &second;
    write(folder.path(), "workshop.toml", &text);
    write_people(folder.path(), NAMES);
    let _ = kit(folder.path(), &[]).ends(0);
    let played = fs::read_to_string(folder.path().join("kit/seating.csv")).expect("a seating");
    let gone = guest(folder.path());
    write_people(folder.path(), NAMES.into_iter().filter(|name| *name != gone));
    let seating = ["--seating", "kit/seating.csv", "--from-round"];
    let err = kit(folder.path(), &[&seating[..], &["2"]].concat()).ends(1).err;
    assert!(err.contains("several blocks have rounds: cafe and tea"), "{err}");
    let _ = kit(folder.path(), &[&seating[..], &["tea:2"]].concat()).ends(0);
    let now = fs::read_to_string(folder.path().join("kit/seating.csv")).expect("a seating");
    let of_cafe = |text: &str| -> Vec<String> {
        text.lines()
            .filter(|line| line.starts_with("cafe,") && !line.contains(&gone))
            .map(str::to_owned)
            .collect()
    };
    assert_eq!(of_cafe(&now), of_cafe(&played));
}

#[test]
fn people_are_seated_while_they_are_there() {
    let folder = scratch();
    write(folder.path(), "workshop.toml", CAFE);
    let times = |name: &&str| {
        match *name {
            "Léa" => "Léa,14:20,",
            "Omar" => "Omar,,14:50",
            "Wim" => "Wim,15:25,",
            other => other,
        }
        .to_owned()
    };
    let rows: Vec<String> = NAMES.iter().map(times).collect();
    write(folder.path(), "people.csv", &format!("name,arrives,leaves\n{}\n", rows.join("\n")));
    let _ = kit(folder.path(), &[]).ends(0);
    let text =
        fs::read_to_string(folder.path().join("kit/handouts/01-world-cafe/seating.md")).expect("a document");
    let json = atelier(folder.path(), &["plan", "workshop.toml", "--json"]).ends(0).json();
    let steps = json["days"][0]["blocks"][0]["steps"].as_array().expect("steps").clone();
    let starts: Vec<&str> = steps
        .iter()
        .filter(|step| step["title"].as_str().is_some_and(|title| title.starts_with("Round ")))
        .filter_map(|step| step["start"].as_str())
        .collect();
    let places = places(folder.path());
    for (round, start) in starts.iter().enumerate() {
        assert_eq!(places["Léa"][round].is_empty(), *start < "14:20", "{start}");
        assert!(places["Wim"][round].is_empty());
        for table in 1..=6 {
            let seated = places.values().filter(|tables| tables[round] == table.to_string()).count();
            assert!((3..=4).contains(&seated), "round {round}, table {table}: {seated}");
        }
    }
    assert!(places["Omar"][2].is_empty() && !places["Omar"][0].is_empty());
    assert!(text.contains("Wim: takes part in no round."), "{text}");
}

#[test]
fn the_facilitator_reads_who_meets_whom() {
    let folder = scratch();
    for (language, sure, again) in [
        ("en", "no seating does better", "Who meets again"),
        ("fr", "aucune répartition ne fait mieux", "Qui se retrouve"),
    ] {
        // 17 people at 4 tables over 4 rounds: some must meet again.
        let text = CAFE
            .replace("\"en\"", &format!("\"{language}\""))
            .replace("tables = 6, rounds = 3", "tables = 4, rounds = 4");
        write(folder.path(), "workshop.toml", &text.replace("15:30", "16:00"));
        write_people(folder.path(), NAMES.into_iter().take(17));
        let _ = kit(folder.path(), &["--force"]).ends(0);
        let text = fs::read_to_string(folder.path().join("kit/handouts/01-world-cafe/seating.md"))
            .expect("a document");
        assert!(text.contains(sure) && text.contains(again), "{text}");
        let json = atelier(folder.path(), &["plan", "workshop.toml", "--json"]).ends(0).json();
        let seating = &json["seating"][0];
        assert_eq!(seating["repeats"], repeats(&rounds(seating)));
        assert!(text.contains(&format!("{} ", seating["repeats"])));
    }
}

#[test]
fn a_crowd_gets_a_rule_of_its_own() {
    let folder = scratch();
    write(
        folder.path(),
        "workshop.toml",
        &CAFE.replace("\"people.csv\"", "110").replace("tables = 6", "tables = 23"),
    );
    let _ = kit(folder.path(), &[]).ends(0);
    let read = |name: &str| {
        fs::read_to_string(folder.path().join("kit/handouts/01-world-cafe").join(name)).expect("a document")
    };
    let text = read("seating.md");
    assert!(text.contains("Go on by"), "{text}");
    let tables = 23;
    let rows = text.lines().filter(|line| line.starts_with("| no.")).map(|line| {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let step: usize = cells[1].trim_start_matches(['+', '–']).parse().unwrap_or(0);
        let round = |at: usize| cells[at].parse::<usize>().expect("a table");
        (step, round(2), round(3), round(4))
    });
    let mut seen = 0;
    for (step, first, second, third) in rows {
        assert_eq!((first - 1 + step) % tables + 1, second);
        assert_eq!((second - 1 + step) % tables + 1, third);
        seen += 1;
    }
    assert_eq!(seen, 110);
}
