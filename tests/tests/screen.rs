//! The room screen as it is written. What it does in a browser is checked in `tests/browser`.

use std::fs;

use atelier_tests::{atelier, workshop};
use serde_json::{Value, json};

const WORKSHOP: &str = r#"
title = "T </script> T"
language = "en"
people = 12
start = 09:00
end = 12:00
buffer = "15 min"
seed = 1

[[block]]
talk = "Opening"
minutes = [10, 20]
notes = "a secret note"
lead = "a secret lead"

[[block]]
format = "brainstorm"
minutes = 45
prompt = "a secret prompt"
notes = "a secret note"
settings = { question = "Which way?" }

[[block]]
pause = "Coffee"
at = 10:30
minutes = 15

[[block]]

[[block.track]]
title = "Green"
place = "Room 1"

[[block.track.block]]
talk = "Visit"
minutes = 40

[[block.track]]
title = "Blue"

[[block.track.block]]
talk = "Reading"
minutes = 25

[[block]]
talk = "Closing"
minutes = [10, 20]
"#;

/// The plan in the screen of a workshop, and the page.
fn screen(text: &str) -> (Value, String) {
    let folder = workshop(text);
    let _ = atelier(folder.path(), &["kit", "--output", "html"]).ends(0);
    let page = fs::read_to_string(folder.path().join("kit/screen.html")).expect("a screen");
    let start = "<script type=\"application/json\" id=\"plan\">";
    let plan = page.split_once(start).and_then(|(_, rest)| rest.split_once("</script>")).expect("a plan").0;
    (serde_json::from_str(plan).expect("JSON"), page)
}

/// What a unit says that a test decides on.
fn facts(unit: &Value) -> Value {
    let minutes = |key: &str| unit[key].as_u64().expect("seconds") / 60;
    json!([unit["title"], unit["kind"], minutes("end") - minutes("start"), minutes("least"), unit["fixed"]])
}

#[test]
fn the_day_has_no_gap_and_says_what_can_move() {
    let (plan, _) = screen(WORKSHOP);
    let entries = plan["days"][0]["entries"].as_array().expect("a list");
    let mut at = 9 * 3600;
    let mut whole = Vec::new();
    for entry in entries {
        if let Some(tracks) = entry["tracks"].as_array() {
            assert_eq!(entry["start"], at);
            let ends = tracks.iter().map(|track| {
                let units = track["units"].as_array().expect("a list");
                units.iter().fold(at, |at, unit| {
                    assert_eq!(unit["start"], at, "{unit}");
                    unit["end"].as_i64().expect("seconds")
                })
            });
            let ends: Vec<i64> = ends.collect();
            assert_eq!(ends[0], ends[1]);
            let list = |track: &Value| -> Vec<Value> {
                track["units"].as_array().into_iter().flatten().map(facts).collect()
            };
            assert_eq!(tracks[0]["title"], "Green · Room 1");
            assert_eq!(list(&tracks[0]), [json!(["Visit", "talk", 40, 40, false])]);
            assert_eq!(
                list(&tracks[1]),
                [json!(["Reading", "talk", 25, 25, false]), json!(["Free time", "free", 15, 0, false])]
            );
            at = ends[0];
        } else {
            assert_eq!(entry["start"], at, "{entry}");
            at = entry["end"].as_i64().expect("seconds");
            if entry["kind"] != "step" {
                whole.push(facts(entry));
            }
        }
    }
    assert_eq!(at, 12 * 3600);
    let of = |title: &str| whole.iter().find(|unit| unit[0] == title).expect("it is in the day").clone();
    assert_eq!((&of("Opening")[3], &of("Opening")[4]), (&json!(10), &json!(false)));
    assert_eq!(of("Coffee"), json!(["Coffee", "pause", 15, 15, true]));
    // The tracks end when they were to end: what follows them waits.
    assert_eq!((&of("Closing")[3], &of("Closing")[4]), (&json!(10), &json!(true)));
    assert_eq!(of("Buffer"), json!(["Buffer", "buffer", 15, 0, false]));
}

#[test]
fn steps_bring_what_the_run_sheet_says_of_cuts() {
    let (plan, _) = screen(WORKSHOP);
    let entries = plan["days"][0]["entries"].as_array().expect("a list");
    let steps: Vec<&Value> = entries.iter().filter(|entry| entry["kind"] == "step").collect();
    assert!(steps.len() > 4 && steps.iter().all(|step| step["block"] == steps[0]["block"]));
    let ranks: Vec<u64> = steps.iter().filter_map(|step| step["cut"][0].as_u64()).collect();
    assert!(ranks.contains(&1) && ranks.len() < steps.len(), "{ranks:?}");
    for step in steps {
        assert!(
            step["least"].as_u64()
                <= Some(step["end"].as_u64().unwrap_or(0) - step["start"].as_u64().unwrap_or(0))
        );
    }
}

#[test]
fn nothing_in_it_is_only_for_who_runs_the_day() {
    let (plan, page) = screen(WORKSHOP);
    assert!(!page.contains("secret"), "{page}");
    assert_eq!(plan["title"], "T </script> T");
    assert_eq!(page.matches("</script>").count(), 2);
}

#[test]
fn nothing_is_loaded_and_all_words_are_there() {
    for language in ["fr", "en"] {
        let (plan, page) =
            screen(&WORKSHOP.replace("language = \"en\"", &format!("language = \"{language}\"")));
        for strange in ["http:", "https:", " src=", "@import", "url("] {
            assert!(!page.contains(strange), "{strange}");
        }
        // Every word that the script asks for.
        let script = page.split("<script type=\"module\">").nth(1).expect("a script");
        let asked = script.split("words.").skip(1).filter_map(|rest| {
            rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
                .next()
                .filter(|word| !word.is_empty())
        });
        let missing: Vec<&str> = asked.filter(|word| !plan["words"][word].is_string()).collect();
        assert!(missing.is_empty(), "{language}: {missing:?}");
    }
}
