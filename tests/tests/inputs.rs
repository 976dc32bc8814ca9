//! Whatever people type: an error with its place, or their text as they typed it. Never a panic, never half a kit.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use atelier_tests::kit::{files, text};
use atelier_tests::plan::{assert_sound, list};
use atelier_tests::{Run, atelier, atelier_reading, repository, workshop};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use serde_json::{Value, json};

/// Texts that mean something to one of the outputs, to a terminal or to a spreadsheet.
const HOSTILE: [&str; 18] = [
    "<script>alert(1)</script>",
    "</title><b>&amp;",
    "#import \"x\": y",
    "#set page(width: 1cm)",
    "`code` ``",
    "*star* **two** _under_",
    "[x](https://example.org)",
    "![x](file:///etc/passwd)",
    "$x^2$ \\ @ref <label>",
    "{{ people }} {% raw %}",
    "::: sign",
    "| a | b |",
    "- [ ] 1. > ~~~",
    "=SUM(A1:A2)",
    "-- \u{2014} ... 'quoted' \"double\"",
    "\u{645}\u{631}\u{62d}\u{628}\u{627}",
    "caf\u{e9} \u{153}uvre \u{df} \u{142}",
    "a\u{300} composed",
];

/// A text as TOML.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// A world café, a brainstorm and a vote with this text wherever a text can be.
fn everywhere(text: &str, people: &str) -> String {
    let text = quoted(text);
    format!(
        "title = {text}\nlanguage = \"en\"\npeople = {people}\nstart = 09:00\nend = 12:00\nplace = {text}\n\
         purpose = {text}\nfacilitators = [{text}]\n\n\
         [[block]]\ntalk = {text}\nminutes = [5, 20]\nlead = {text}\nnotes = {text}\n\n\
         [[block]]\nformat = \"world-cafe\"\ntitle = {text}\nprompt = {text}\n\
         settings = {{ questions = [{text}], rounds = 2 }}\n\n\
         [[block]]\nformat = \"brainstorm\"\nminutes = [20, 60]\nsettings = {{ question = {text} }}\n\n\
         [[block]]\nformat = \"dot-voting\"\nsettings = {{ items = [{text}, \"Other\"] }}\n"
    )
}

fn list_of(names: &[&str]) -> String {
    let cell = |name: &&str| format!("\"{}\"\n", name.replace('"', "\"\""));
    format!("name\n{}", names.iter().map(cell).collect::<String>())
}

/// Text without the characters that typography changes.
fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric() || "<>#[](){}|*_`$@&^~".contains(*c)).collect()
}

#[test]
fn hostile_text_stays_text() {
    for hostile in HOSTILE {
        let folder = workshop(&everywhere(hostile, "\"people.csv\""));
        let path = folder.path();
        let others = ["Ana", "Bo", "Chen", "Dana", "Eli", "Fay", "Gil", "Hana", "Ian", "Jo", "Kim"];
        fs::write(path.join("people.csv"), list_of(&[&[hostile], &others[..]].concat())).expect("writable");
        let run = atelier(path, &["kit", "--output", "html,markdown"]).ends(0);
        assert!(!run.err.contains("error"), "{hostile}: {}", run.err);
        // A letter and its accent come out as one character.
        let expected = plain(&hostile.replace("a\u{300}", "à"));
        for document in [
            "agenda",
            "run-sheet",
            "handouts/01-world-cafe/rotation-cards",
            "handouts/02-brainstorm/question",
        ] {
            for ending in ["md", "html"] {
                let file = path.join("kit").join(format!("{document}.{ending}"));
                let found = plain(&text(&file));
                assert!(found.contains(&expected), "{document}.{ending} has no {hostile}:\n{found}");
            }
        }
        for (name, content) in files(&path.join("kit")) {
            let text = String::from_utf8(content).expect("UTF-8");
            if name.ends_with(".html") {
                for element in ["<script>alert", "<b>&amp;", "src=\"file:", "href=\"https://example.org"] {
                    assert!(!text.contains(element), "{element} in {name}");
                }
            }
        }
    }
}

#[test]
fn hostile_text_is_printed_as_it_is() {
    // One kit with all of them: PDFs take time.
    let people: Vec<&str> = HOSTILE.into_iter().filter(|text| text.is_ascii()).collect();
    let folder = workshop(&everywhere(HOSTILE[2], "\"people.csv\""));
    let path = folder.path();
    fs::write(path.join("people.csv"), list_of(&people)).expect("writable");
    let _ = atelier(path, &["kit", "--output", "pdf", "--only", "agenda,world-cafe"]).ends(0);
    let cards = plain(&text(&path.join("kit/handouts/01-world-cafe/rotation-cards.pdf")));
    for name in people {
        assert!(cards.contains(&plain(name)), "no {name}:\n{cards}");
    }
    assert!(plain(&text(&path.join("kit/agenda.pdf"))).contains(&plain(HOSTILE[2])));
}

#[test]
fn lines_and_directions_cannot_break_a_document() {
    // Line breaks become spaces; marks that turn the direction of reading go, with a warning.
    let folder = workshop(&everywhere("one\ntwo\u{202e}three\u{0}", "12").replace("\\u0000", ""));
    let run = atelier(folder.path(), &["kit", "--output", "markdown"]).ends(0);
    assert!(run.err.contains("warning[direction-marks]"), "{}", run.err);
    for (name, content) in files(&folder.path().join("kit")) {
        let text = String::from_utf8(content).expect("UTF-8");
        assert!(!text.contains(['\u{202e}', '\u{0}']), "{name}");
    }
    let agenda = fs::read_to_string(folder.path().join("kit/agenda.md")).expect("readable");
    assert!(agenda.contains("one twothree"), "{agenda}");
}

#[test]
fn a_text_of_ten_thousand_characters_is_an_error_with_its_place() {
    let long = "x".repeat(10_000);
    let folder = workshop(&everywhere("short", "\"people.csv\""));
    let path = folder.path();
    fs::write(path.join("people.csv"), list_of(&["Ana", &long, "Bo"])).expect("writable");
    let run = atelier(path, &["kit", "--lang", "en"]).ends(1);
    assert!(run.err.contains("error[name-too-long]: ") && run.err.contains(" people.csv:3:1"), "{}", run.err);
    assert!(run.err.len() < 3_000, "the name itself is not repeated in full");
    assert!(!path.join("kit").exists());

    for key in ["title", "place", "purpose"] {
        let text = everywhere("short", "12").replacen(
            &format!("{key} = \"short\""),
            &format!("{key} = \"{long}\""),
            1,
        );
        let run = atelier_reading(path, &["check", "-", "--lang", "en"], text.as_bytes()).ends(1);
        assert!(run.err.contains(&format!("`{key}` is too long")), "{}", run.err);
    }
}

fn group(people: u32, blocks: &str) -> String {
    format!("title = \"T\"\nlanguage = \"fr\"\npeople = {people}\nstart = 09:00\nend = 12:00\n\n{blocks}")
}

#[test]
fn groups_of_every_size_get_a_kit_or_what_to_do_instead() {
    let talk = "[[block]]\ntalk = \"Parler\"\nminutes = 180\n";
    for people in [1, 2, 3, 200, 5000] {
        let folder = workshop(&group(people, talk));
        let _ = atelier(folder.path(), &["kit", "--output", "markdown"]).ends(0);
    }
    for (format, smallest) in [("brainstorm", 4), ("dot-voting", 3), ("world-cafe", 12)] {
        let block = format!("[[block]]\nformat = \"{format}\"\n");
        for people in [1, 2, 3, 11, 12, 13, 200, 250] {
            let folder = workshop(&group(people, &block));
            let run = atelier(folder.path(), &["kit", "--output", "html,markdown"]);
            if people < smallest {
                let run = run.ends(1);
                assert!(
                    run.err.contains(&format!("[{format}/too-few]")) && run.err.contains("aide"),
                    "{}",
                    run.err
                );
                assert!(!folder.path().join("kit").exists());
            } else {
                let _ = run.ends(0);
                assert!(folder.path().join("kit/agenda.md").exists(), "{format} for {people}");
            }
        }
    }
}

#[track_caller]
fn seats_named(folder: &Path) -> Vec<String> {
    let plan = atelier(folder, &["plan", "--json"]).ends(0).json();
    let mut names: Vec<String> = list(&plan["seating"][0]["rounds"][0])
        .iter()
        .flat_map(|table| list(table))
        .map(|name| name.as_str().expect("a name").to_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn lists_come_as_spreadsheets_write_them() {
    let names =
        ["Chloé", "Đorđe", "Élodie", "Łukasz", "Zoë", "Ana", "Bo", "Dana", "Eli", "Fay", "Gil", "Hana"];
    let mut sorted: Vec<String> = names.map(str::to_owned).into();
    sorted.sort();
    let rows = |separator: &str, end: &str| -> String {
        names.iter().fold(format!("Nom{separator}Organisation{end}"), |text, name| {
            text + name + separator + "Mairie" + end
        })
    };
    let block = "[[block]]\nformat = \"world-cafe\"\nsettings = { question = \"Q\" }\n";
    let text = group(0, block).replace("people = 0", "people = \"people.csv\"");
    let plain = rows(",", "\n");
    let utf16: Vec<u8> = format!("\u{feff}{plain}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let variants: [(&str, Vec<u8>); 6] = [
        ("commas", plain.clone().into_bytes()),
        ("semicolons and Windows lines", rows(";", "\r\n").into_bytes()),
        ("tabs", rows("\t", "\n").into_bytes()),
        ("a mark of UTF-8", format!("\u{feff}{plain}").into_bytes()),
        ("UTF-16", utf16),
        ("empty lines", format!("{plain}\n\n,\n").into_bytes()),
    ];
    for (variant, bytes) in variants {
        let folder = workshop(&text);
        fs::write(folder.path().join("people.csv"), bytes).expect("writable");
        assert_eq!(seats_named(folder.path()), sorted, "{variant}");
    }
    // Windows-1252 has neither Đ nor Ł.
    let western = |name: &str| name.replace('Đ', "D").replace('đ', "d").replace('Ł', "L");
    let bytes: Vec<u8> = rows(";", "\r\n")
        .chars()
        .map(|c| u8::try_from(western(&c.to_string()).chars().next().expect("one")).expect("western"))
        .collect();
    let folder = workshop(&text);
    fs::write(folder.path().join("people.csv"), bytes).expect("writable");
    let mut expected: Vec<String> = names.map(western).into();
    expected.sort();
    assert_eq!(seats_named(folder.path()), expected);
}

#[test]
fn what_is_far_too_big_is_refused() {
    let folder = workshop(&format!("title = \"{}\"\n", "x".repeat(1 << 20)));
    let run = atelier(folder.path(), &["check"]).ends(1);
    assert!(run.err.contains("[file-too-big]"), "{}", run.err);

    let folder =
        workshop(&group(0, "[[block]]\ntalk = \"T\"\n").replace("people = 0", "people = \"people.csv\""));
    let names: String = (0..5001).fold("name\n".to_owned(), |mut text, i| {
        let _ = writeln!(text, "Person {i}");
        text
    });
    fs::write(folder.path().join("people.csv"), names).expect("writable");
    let run = atelier(folder.path(), &["check"]).ends(1);
    assert!(run.err.contains("[too-many-people]") && run.err.contains("people.csv:5002:1"), "{}", run.err);
}

/// Every error file, as a kit: refused, or whole, and never a folder with something missing.
#[test]
fn bad_input_never_leaves_half_a_kit() {
    for case in atelier_tests::folders(&repository("tests/errors")) {
        let folder = atelier_tests::scratch();
        let out = folder.path().join("kit");
        let run = atelier(&case, &["kit", "-o", out.to_str().expect("a path"), "--output", "markdown"]);
        match run.code {
            0 => assert!(out.join("kit.json").exists(), "{}", case.display()),
            1 => assert!(!out.exists(), "{}", case.display()),
            _ => panic!("{}: {run:?}", case.display()),
        }
    }
}

/// A block of a generated workshop.
fn block() -> impl Strategy<Value = String> {
    let format = prop_oneof![
        Just(("world-cafe", "question = \"Q\"".to_owned())),
        (1..4_u32, 2..5_u32).prop_map(|(tables, rounds)| (
            "world-cafe",
            format!("tables = {}, rounds = {rounds}", tables * 2)
        )),
        Just(("brainstorm", "question = \"Q\"".to_owned())),
        prop_oneof!["silent", "round-robin", "brainwriting"]
            .prop_map(|v| ("brainstorm", format!("variant = \"{v}\""))),
        prop_oneof!["plain", "negative", "two-rounds", "weighted"]
            .prop_map(|v| ("dot-voting", format!("variant = \"{v}\""))),
        (1..8_u32).prop_map(|dots| ("dot-voting", format!("dots = {dots}"))),
    ];
    let what = prop_oneof![
        3 => format.prop_map(|(id, settings)| format!("format = \"{id}\"\nsettings = {{ {settings} }}\n")),
        1 => Just("talk = \"Talk\"\n".to_owned()),
        1 => Just("pause = \"Pause\"\n".to_owned()),
    ];
    let minutes = prop_oneof![
        2 => Just(String::new()),
        1 => (5..120_u32).prop_map(|minutes| format!("minutes = {minutes}\n")),
        2 => (5..60_u32, 0..90_u32).prop_map(|(min, more)| format!("minutes = [{min}, {}]\n", min + more)),
    ];
    let at = prop_oneof![
        5 => Just(String::new()),
        1 => (8..19_u32, 0..60_u32).prop_map(|(hour, minute)| format!("at = {hour:02}:{minute:02}\n")),
    ];
    (what, minutes, at).prop_map(|(what, minutes, at)| format!("[[block]]\n{what}{minutes}{at}\n"))
}

prop_compose! {
    fn any_workshop()(
        people in prop_oneof![1..40_u32, 40..250_u32],
        start in 8..12_u32,
        minutes in 30..480_u32,
        grid in prop_oneof![Just(1), Just(5), Just(15)],
        buffer in prop_oneof![Just(""), Just("buffer = \"10%\"\n"), Just("buffer = \"7 min\"\n")],
        walls: bool,
        blocks in prop::collection::vec(block(), 1..6),
    ) -> String {
        let end = start * 60 + minutes;
        format!(
            "title = \"T\"\nlanguage = \"en\"\npeople = {people}\nstart = {start:02}:00\nend = {:02}:{:02}\n\
             grid = {grid}\n{buffer}walls = {walls}\n\n{}",
            end / 60, end % 60, blocks.concat(),
        )
    }
}

/// The anchors that were asked for are those of the plan.
fn anchors(text: &str, plan: &Value) -> bool {
    let asked: toml::Table = text.parse().expect("it is TOML");
    let asked = asked["block"].as_array().expect("blocks").iter().map(|block| block.get("at"));
    let planned = list(&plan["days"][0]["blocks"]);
    asked.zip(planned).all(|(at, block)| {
        at.is_none_or(|at| at.to_string().starts_with(block["start"].as_str().unwrap_or("?")))
    })
}

/// The same few cases every time; `PROPTEST_CASES=1000` looks further.
fn config() -> ProptestConfig {
    let default = ProptestConfig { failure_persistence: None, ..ProptestConfig::default() };
    match std::env::var_os("PROPTEST_CASES") {
        Some(_) => default,
        None => ProptestConfig { cases: 60, rng_seed: RngSeed::Fixed(7), ..default },
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn any_workshop_is_planned_to_the_second_or_refused(text in any_workshop()) {
        let Run { code, out, err } = atelier_reading(&repository("."), &["plan", "-", "--json"], text.as_bytes());
        prop_assert!(code == 0 || (code == 1 && err.contains("error[") && out.is_empty()), "{code}\n{text}\n{err}");
        // A plugin that did not answer is our fault, whatever was asked.
        for fault in ["plugin-failed", "output-failed", "format-words", "seating-impossible"] {
            prop_assert!(!err.contains(fault), "{text}\n{err}");
        }
        if code == 0 {
            let plan: Value = serde_json::from_str(&out).expect("JSON");
            assert_sound(&plan);
            prop_assert!(anchors(&text, &plan), "{text}\n{plan:#}");
        }
        let check = atelier_reading(&repository("."), &["check", "-", "--json"], text.as_bytes());
        prop_assert_eq!(check.code, code);
        let said = check.json();
        let errors = list(&said["problems"]).iter().filter(|problem| problem["severity"] == json!("error")).count();
        prop_assert_eq!(errors > 0, code == 1);
    }
}
