//! The examples, to the minute: what a facilitator would check first.

use atelier_tests::plan::{assert_sound, keys, list, running_order};
use atelier_tests::seating::{repeats, rounds};
use atelier_tests::{
    Run, atelier, atelier_reading, example, example_text, examples, plan_of, plan_of_example, repository,
};
use serde_json::{Value, json};

/// `check`, `plan` or `kit` of a text.
fn reading(args: &[&str], text: &str) -> Run {
    atelier_reading(&repository("."), args, text.as_bytes())
}

#[test]
fn times_add_up_to_the_second() {
    for folder in examples() {
        let plan = atelier(&folder, &["plan", "--json"]).ends(0).json();
        assert_sound(&plan);
        assert!(!list(&plan["documents"]).is_empty());
    }
}

#[test]
fn every_example_is_the_same_day_in_both_languages() {
    for folder in examples() {
        let first = atelier(&folder, &["plan", "--json"]).ends(0).json();
        let language = if first["language"] == "fr" { "en" } else { "fr" };
        let file = format!("workshop.{language}.toml");
        let second = atelier(&folder, &["plan", &file, "--json"]).ends(0).json();
        assert_eq!(second["language"], language, "{}", folder.display());
        assert_eq!(clock(&first), clock(&second), "{}", folder.display());
        let supplies = |plan: &Value| plan["supplies"].clone();
        assert_eq!(supplies(&first), supplies(&second), "{}", folder.display());
        let name = folder.file_name().and_then(|name| name.to_str()).expect("a name");
        let run = atelier(&folder, &["new", "-", "--from", name, "--language", language]).ends(0);
        assert_eq!(run.out, std::fs::read_to_string(folder.join(file)).expect("the example"));
    }
}

/// What happens when, without the names that are written in a language.
fn clock(plan: &Value) -> Vec<Value> {
    let blocks = list(&plan["days"]).iter().flat_map(|day| list(&day["blocks"]));
    let step = |step: &Value| json!([step["id"], step["start"], step["end"]]);
    let block = |block: &Value| {
        let steps: Vec<Value> = list(&block["steps"]).iter().map(step).collect();
        json!([block["kind"], block["format"], block["start"], block["end"], steps])
    };
    blocks.map(block).collect()
}

#[test]
fn premiers_pas_has_this_running_order() {
    let plan = plan_of_example("premiers-pas");
    assert_eq!(
        running_order(&plan),
        [
            "13:30 10 ouverture",
            "13:40 80 cafe",
            "  13:40 8 welcome",
            "  13:48 18 round-1",
            "  14:06 2 move-2",
            "  14:08 18 round-2",
            "  14:26 2 move-3",
            "  14:28 18 round-3",
            "  14:46 4 gather",
            "  14:50 8 harvest",
            "  14:58 2 close",
            "15:00 15 pause",
            "15:15 55 idees",
            "  15:15 6 frame",
            "  15:21 5 warm-up",
            "  15:26 9 silent",
            "  15:35 8 share",
            "  15:43 6 wave",
            "  15:49 10 cluster",
            "  15:59 6 report",
            "  16:05 5 close",
            "16:10 20 vote",
            "  16:10 4 explain",
            "  16:14 3 choose",
            "  16:17 4 stick",
            "  16:21 4 count",
            "  16:25 5 discuss",
            "16:30 30 pas",
            "  16:30 3 frame",
            "  16:33 5 write",
            "  16:38 1 meet",
            "  16:39 3 turn-1",
            "  16:42 3 turn-2",
            "  16:45 3 copy",
            "  16:48 7 word",
            "  16:55 3 wall",
            "  16:58 2 appointment",
        ]
    );
    let day = &plan["days"][0];
    assert_eq!([&day["date"], &day["start"], &day["end"]], ["2026-11-12", "13:30", "17:00"]);
    assert_eq!([&day["free"], &day["buffer"], &plan["warnings"]], [&json!([]), &Value::Null, &json!([])]);
}

#[test]
fn premiers_pas_seats_24_people_without_a_repeat() {
    let plan = plan_of_example("premiers-pas");
    assert_eq!(plan["people"], 24);
    let cafe = &list(&plan["seating"])[0];
    assert_eq!([&cafe["block"], &cafe["mode"]], ["cafe", "hosted"]);
    let rounds = rounds(cafe);
    let sizes: Vec<Vec<usize>> = rounds.iter().map(|round| round.iter().map(Vec::len).collect()).collect();
    assert_eq!(sizes, vec![vec![4; 6]; 3]);
    assert_eq!(repeats(&rounds), 0);
    let claims = ["repeats", "revisits", "bound", "met_before"].map(|claim| &cafe[claim]);
    assert_eq!(claims, [0, 0, 0, 0]);
}

#[test]
fn premiers_pas_votes_on_twelve_families() {
    let folder = atelier_tests::scratch();
    let out = folder.path().to_str().expect("a path");
    let run =
        atelier(&example("premiers-pas"), &["kit", "-o", out, "--output", "markdown", "--force"]).ends(0);
    let harvest = std::fs::read_to_string(folder.path().join("harvest/03-dot-voting.csv")).expect("a table");
    let letters: Vec<&str> = harvest.lines().skip(1).map(|line| line.split(',').next().unwrap()).collect();
    assert_eq!(letters, ["A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "L"], "{}", run.err);
    // A quarter of twelve is three dots each, and half as many again are brought.
    let supplies = plan_of_example("premiers-pas")["supplies"].clone();
    let dots = list(&supplies).iter().find(|line| line["item"] == "dot-sticker").expect("dots");
    assert_eq!(*dots, json!({ "item": "dot-sticker", "quantity": 108, "unit": "piece" }));
}

#[test]
fn as_many_circles_are_drawn_as_are_said() {
    // Half as many again as are stuck, in full rows of nine: 113 make thirteen rows.
    for (people, circles) in [(24, 108), (25, 117), (36, 162)] {
        let folder = atelier_tests::scratch();
        let out = folder.path().to_str().expect("a path");
        let text =
            example_text("premiers-pas").replace("people       = 24", &format!("people       = {people}"));
        let _ = reading(&["kit", "-", "-o", out, "--output", "markdown", "--force"], &text).ends(0);
        let dots = std::fs::read_to_string(folder.path().join("handouts/03-dot-voting/dots.md"));
        let dots = dots.expect("the circles").replace('\u{a0}', " ");
        assert!(dots.contains(&format!("{circles} ronds pour {people} personnes")), "{dots}");
        assert_eq!(dots.matches('○').count(), circles, "{dots}");
    }
}

#[test]
fn fresque_numerique_hangs_nothing() {
    let plan = plan_of_example("fresque-numerique");
    assert_eq!(
        running_order(&plan),
        [
            "14:00 60 fresque-cartes",
            "15:00 40 fresque-liens",
            "15:40 25 fresque-recit",
            "16:05 40 fresque-actions",
            "16:45 15 idees",
            "  16:45 8 silent",
            "  16:53 7 name",
        ]
    );
    assert_eq!(plan["warnings"], json!([]));
    assert!(list(&plan["documents"]).iter().all(|document| document["audience"] != "wall"), "{plan:#}");
    // The same day indoors has them: the test above can fail.
    let indoors = plan_of(&example_text("fresque-numerique").replace("walls    = false", "walls    = true"));
    assert!(list(&indoors["documents"]).iter().any(|document| document["audience"] == "wall"));
}

#[test]
fn a11y_lab_flags_its_five_free_minutes() {
    let plan = plan_of_example("a11y-lab");
    assert_eq!(
        running_order(&plan),
        [
            "15:00 5 introduction",
            "15:05 10 keynote",
            "15:15 10 brainstorm",
            "  15:15 5 silent",
            "  15:20 5 name",
            "15:25 20 disney",
            "15:45 10 close",
        ]
    );
    assert_eq!(plan["days"][0]["free"], json!([{ "start": "15:55", "end": "16:00", "seconds": 300 }]));
    let [warning] = list(&plan["warnings"]) else { panic!("{plan:#}") };
    assert_eq!(keys(warning)[..4], ["code", "severity", "message", "help"]);
    assert_eq!([&warning["code"], &warning["severity"]], ["hole", "warning"]);
    assert_eq!(
        warning["help"],
        "lengthen “Disney method: dreamer, realist, critic” from 20\u{a0}min to 25\u{a0}min"
    );
    assert_eq!(warning["line"], 34);
}

#[test]
fn a11y_lab_with_ten_more_minutes_fails_with_the_remedy() {
    let longer = example_text("a11y-lab").replace("minutes = 20", "minutes = 30");
    let run = reading(&["check", "-"], &longer).ends(1);
    assert_eq!(
        run.err,
        "error[overrun]: 5\u{a0}min too long: from 15:00 to 16:00, 1\u{a0}h 5\u{a0}min are needed and there are 1\u{a0}h
  --> -:28:11
   |
 7 | end      = 16:00
   |            ----- the workshop ends here
...
28 | minutes = 30
   |           ^^
   |
help: shorten “Disney method: dreamer, realist, critic” from 30\u{a0}min to 25\u{a0}min, or write `end = 16:05`

"
    );
    for command in ["plan", "kit"] {
        assert_eq!(reading(&[command, "-"], &longer).ends(1).err, run.err);
    }
    assert_eq!(
        reading(&["check", "-"], &longer.replace("16:00", "16:05")).ends(0).err,
        "No problem found.\n"
    );
}

#[test]
fn zero_dechets_seats_thirteen() {
    let plan = plan_of_example("zero-dechets");
    assert_eq!(running_order(&plan)[..2], ["18:30 15 accueil", "18:45 90 cafe"]);
    let cafe = &list(&plan["seating"])[0];
    for round in rounds(cafe) {
        let mut sizes: Vec<usize> = round.iter().map(Vec::len).collect();
        sizes.sort_unstable();
        assert_eq!(sizes, [4, 4, 5]);
    }
    assert_eq!([&cafe["repeats"], &cafe["bound"]], [8, 8]);
}

#[test]
fn zero_dechets_refuses_eleven() {
    let fewer = example_text("zero-dechets").replace("people   = 13", "people   = 11");
    let run = reading(&["check", "-", "--lang", "en"], &fewer).ends(1);
    assert_eq!(
        run.err,
        "error[world-cafe/too-few]: a world café needs at least 12 people, and you expect 11
 --> -:5:12
  |
5 | people   = 11
  |            ^^
  |
help: below 12, a single conversation gives more: choose the format brainstorm

"
    );
    assert_sound(&plan_of(&fewer.replace("11", "12")));
}
