use atelier_format::{Draft, Format as _, Problem, Request};
use serde_json::json;

use super::Performer;

/// A recipe's manifest from its `[recipe]` and settings, as TOML's JSON.
fn request(
    people: u32,
    recipe: &serde_json::Value,
    settings: &str,
) -> Request<serde_json::Map<String, serde_json::Value>> {
    let manifest = json!({
        "people": { "min": 3, "ideal": 12, "max": 24 },
        "instead": ["check-in"],
        "settings": { "question": { "kind": "text" }, "items": { "kind": "texts" } },
        "recipe": recipe,
    });
    Request::new(people, 7, settings, "", r#"{"walls": true}"#, &manifest.to_string())
}

/// One minute each up to six people, groups of three beyond, and pairs that become fours.
fn recipe() -> serde_json::Value {
    json!({
        "let": { "late": "early * 2", "early": "people + 1" },
        "ways": { "turns": [3, 2] },
        "seatings": [
            { "id": "two-by-two", "groups": { "min": 2, "ideal": 2, "max": 3 }, "rounds": "turns" },
            { "id": "fours", "join": 2, "within": "two-by-two" },
        ],
        "steps": [
            { "id": "open", "minutes": [1, 2, 4], "cut": { "rank": 1, "keep": 1 } },
            { "id": "turn", "repeat": "turns", "plays": "two-by-two", "minutes": ["two_by_two.largest", "2 * two_by_two.largest", 8] },
            { "id": "echo", "minutes": "people / 2", "when": "people > 6" },
        ],
        "handouts": [{ "id": "cards", "copies": "fours.groups", "audience": "table" }],
        "supplies": [{ "item": "sticky-note", "quantity": "people * 2.5" }],
        "sheets": [{ "id": "ideas", "columns": ["letter", "idea"], "rows": 2, "first": "letters" }],
        "problems": [{ "text": "no-question", "severity": "warning", "when": "not question", "about": "settings.question", "value": "'?'" }],
    })
}

fn plan(people: u32, minutes: u32) -> Draft {
    Performer::plan(&request(people, &recipe(), "{}"), minutes * 60).expect("a draft")
}

fn problems(result: Result<Draft, Vec<Problem>>) -> Vec<(String, String, String)> {
    result.expect_err("it is refused").into_iter().map(|p| (p.severity, p.text, p.about)).collect()
}

#[test]
fn amounts_follow_the_group() {
    let draft = plan(13, 30);
    let sizes: Vec<&[u32]> = draft.seatings.iter().map(|s| s.sizes.as_slice()).collect();
    assert_eq!(sizes, [&[3, 2, 2, 2, 2, 2][..], &[5, 4, 4][..]]);
    assert_eq!(plan(11, 30).seatings[1].sizes, [6, 5]);
    assert_eq!(draft.seatings[1].within.as_deref(), Some("two-by-two"));
    assert_eq!(draft.handouts[0].copies, 3);
    assert_eq!(draft.supplies[0].quantity, 33);
    assert_eq!(draft.sheets[0].rows, [["A", ""], ["B", ""]]);
    let data: serde_json::Value = draft.handouts[0].data.parse().expect("JSON");
    assert_eq!((&data["late"], &data["two_by_two"]["groups"]), (&json!(28), &json!(6)));
}

#[test]
fn the_best_way_that_lasts_is_taken() {
    let ids = |draft: &Draft| draft.steps.iter().map(|s| s.id.clone()).collect::<Vec<_>>();
    assert_eq!(ids(&plan(13, 30)), ["open", "turn-1", "turn-2", "turn-3", "echo"]);
    assert_eq!(ids(&plan(13, 14)), ["open", "turn-1", "turn-2", "echo"]);
    let play = plan(13, 30).steps[3].play.clone().expect("it plays a round");
    assert_eq!((play.seating.as_str(), play.round), ("two-by-two", 3));
    assert!(plan(4, 10).steps.iter().all(|step| step.id != "echo"));
}

/// A circle, sessions of two steps, a closing circle; three sessions if they can be.
fn sessions() -> serde_json::Value {
    json!({
        "ways": { "sessions": [3, 2] },
        "steps": [
            { "id": "circle", "minutes": [7, 12, 18] },
            { "repeat": "sessions", "clock": 5, "steps": [
                { "id": "talk", "minutes": [20, 28, 40] },
                { "id": "report", "minutes": [4, 6, 9] },
            ] },
            { "id": "close", "minutes": [6, 11, 20] },
        ],
    })
}

/// When each session begins and the last ends, in minutes.
fn hours(recipe: &serde_json::Value, minutes: u32) -> Vec<u32> {
    let draft = Performer::plan(&request(12, recipe, "{}"), minutes * 60).expect("a draft");
    assert_eq!(draft.steps.iter().map(|step| step.ideal).sum::<u32>(), minutes * 60);
    assert!(draft.steps.iter().all(|step| step.min <= step.ideal && step.ideal <= step.max));
    let mut at = 0;
    let mut hours = Vec::new();
    for step in &draft.steps {
        if step.text == "talk" || step.text == "close" {
            hours.push(at / 60);
        }
        at += step.ideal;
    }
    hours
}

#[test]
fn repetitions_keep_to_the_clock_and_the_rest_takes_what_is_left() {
    assert_eq!(hours(&sessions(), 125), [10, 45, 80, 115]);
    assert_eq!(hours(&sessions(), 128), [10, 45, 80, 115]);
    // Three sessions could last 87 minutes, from 7 to 31; two can keep to the clock.
    assert_eq!(hours(&sessions(), 87), [15, 45, 75]);
}

#[test]
fn a_length_that_cannot_keep_to_the_clock_is_filled_all_the_same() {
    let mut recipe = sessions();
    recipe["ways"] = json!({ "sessions": [3] });
    assert_eq!(hours(&recipe, 85), [7, 31, 55, 79]);
}

#[test]
#[should_panic(expected = "`clock` is 1 to 60 minutes, for one group of steps")]
fn a_clock_without_minutes_is_told() {
    let recipe = json!({ "steps": [{ "repeat": 2, "clock": 0, "steps": [{ "id": "a", "minutes": 3 }] }] });
    let _ = Performer::plan(&request(4, &recipe, "{}"), 360);
}

#[test]
fn what_is_kept_of_a_cut_leaves_something_to_save() {
    let cut = |draft: Draft| draft.steps[0].cut;
    assert!(cut(plan(4, 20)).is_some_and(|cut| cut.keep == 60));
    let shortest = Performer::lengths(&request(4, &recipe(), "{}")).expect("spans")[0].min;
    assert_eq!(cut(plan(4, shortest / 60)), None);
}

#[test]
fn a_group_too_small_is_refused_and_one_too_large_is_warned() {
    let refused = Performer::plan(&request(2, &recipe(), "{}"), 600);
    assert_eq!(problems(refused), [("error".into(), "too-few".into(), "people".into())]);
    let warnings = plan(40, 40).warnings;
    let found: Vec<(&str, Option<&str>)> =
        warnings.iter().map(|w| (w.text.as_str(), w.value.as_deref())).collect();
    assert_eq!(found, [("no-question", Some("\"?\"")), ("too-many", None)]);
}

#[test]
#[should_panic(expected = "`peeple` mentions `peeple`, which nothing defines")]
fn a_misspelt_name_is_told() {
    let recipe = json!({ "steps": [{ "id": "a", "minutes": "peeple" }] });
    let _ = Performer::lengths(&request(4, &recipe, "{}"));
}

#[test]
#[should_panic(expected = "unknown field `minuets`")]
fn a_misspelt_key_is_told() {
    let recipe = json!({ "steps": [], "handouts": [{ "id": "a", "minuets": 3 }] });
    let _ = Performer::lengths(&request(4, &recipe, "{}"));
}

proptest::proptest! {
    #[test]
    fn every_minute_of_every_length_is_filled(people in 3u32..200, at in 0.0..1.0f64) {
        let request = request(people, &recipe(), "{}");
        for span in Performer::lengths(&request).expect("spans") {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few minutes")]
            let seconds = span.min + (f64::from((span.max - span.min) / 60) * at) as u32 * 60;
            let draft = Performer::plan(&request, seconds).expect("a draft");
            proptest::prop_assert_eq!(draft.steps.iter().map(|s| s.ideal).sum::<u32>(), seconds);
            for seating in &draft.seatings {
                proptest::prop_assert_eq!(seating.sizes.iter().sum::<u32>(), people);
            }
        }
    }
}
