//! Known cases with their exact numbers, and what holds for every group.

use std::collections::BTreeMap;

use atelier_format::{Draft, Format, Problem, Request, Span, Step};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::{Settings, WorldCafe};

const PACK: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../formats/world-cafe");

const QUESTIONS: &str = r#"{"questions": ["Comment rendre nos services accessibles ?", "Comment les alléger ?", "Comment gagner la confiance ?"]}"#;

fn request_in(people: u32, settings: &str, room: &str) -> Request<Settings> {
    let mut all = json!({ "favour": "topics" });
    let given: BTreeMap<String, Value> = serde_json::from_str(settings).unwrap();
    for (key, value) in given {
        all[key] = value;
    }
    let manifest = json!({ "instead": ["brainstorm"] }).to_string();
    Request::new(people, 7, &all.to_string(), "", room, &manifest)
}

fn request(people: u32, settings: &str) -> Request<Settings> {
    request_in(people, settings, "")
}

fn lengths(people: u32, settings: &str) -> Vec<Span> {
    WorldCafe::lengths(&request(people, settings)).unwrap()
}

fn draft(people: u32, settings: &str, minutes: u32) -> Draft {
    WorldCafe::plan(&request(people, settings), minutes * 60).unwrap()
}

/// What `lengths` and `plan` both refuse, as text keys, places and values to type.
fn refused(people: u32, settings: &str) -> Vec<(String, String, Option<String>)> {
    let problems = WorldCafe::lengths(&request(people, settings)).unwrap_err();
    assert_eq!(WorldCafe::plan(&request(people, settings), 90 * 60).unwrap_err(), problems);
    problems.into_iter().map(|p| (p.text, p.about, p.value)).collect()
}

fn refusal(text: &str, about: &str, value: Option<&str>) -> Vec<(String, String, Option<String>)> {
    vec![(text.to_owned(), about.to_owned(), value.map(str::to_owned))]
}

fn timing(draft: &Draft) -> Vec<(&str, u32)> {
    draft.steps.iter().map(|step| (step.id.as_str(), step.ideal / 60)).collect()
}

fn arg(step: &Step, key: &str) -> Value {
    serde_json::from_str::<Value>(&step.args).unwrap()[key].clone()
}

fn step<'a>(draft: &'a Draft, id: &str) -> &'a Step {
    draft.steps.iter().find(|step| step.id == id).unwrap()
}

#[test]
fn twenty_four_people_in_ninety_minutes_sit_at_six_tables_for_three_rounds() {
    let draft = draft(24, QUESTIONS, 90);
    assert_eq!(
        timing(&draft),
        [
            ("welcome", 9),
            ("round-1", 20),
            ("move-2", 2),
            ("round-2", 20),
            ("move-3", 2),
            ("round-3", 20),
            ("gather", 5),
            ("harvest", 10),
            ("close", 2),
        ]
    );
    let seating = &draft.seatings[0];
    assert_eq!((seating.id.as_str(), seating.mode.as_str(), seating.rounds), ("tables", "hosted", 3));
    assert_eq!((&seating.sizes, seating.spare_seats), (&vec![4; 6], 3));
    assert_eq!(
        seating.roles.iter().map(|r| (r.id.as_str(), r.per_table, r.stays)).collect::<Vec<_>>(),
        [("host", 1, true)]
    );
    let plays: Vec<_> = draft.steps.iter().filter_map(|s| s.play.as_ref().map(|p| p.round)).collect();
    assert_eq!(plays, [1, 2, 3]);
    let questions: Vec<_> =
        ["round-1", "round-2", "round-3"].iter().map(|id| arg(step(&draft, id), "question")).collect();
    assert_eq!(
        questions,
        [
            "Comment rendre nos services accessibles ?",
            "Comment les alléger ?",
            "Comment gagner la confiance ?"
        ]
    );
    assert_eq!(draft.warnings, []);
}

#[test]
fn ninety_minutes_are_the_best_length() {
    assert_eq!(lengths(24, "{}").iter().map(|s| s.ideal / 60).collect::<Vec<_>>(), [68, 90, 160]);
}

#[test]
fn thirteen_people_in_two_hours_sit_at_tables_of_five_four_and_four() {
    let draft = draft(13, "{}", 120);
    assert_eq!(draft.seatings[0].sizes, [5, 4, 4]);
    assert_eq!(draft.seatings[0].rounds, 3);
    assert_eq!(draft.steps.iter().map(|s| s.ideal).sum::<u32>(), 120 * 60);
}

#[test]
fn tables_are_as_near_to_four_as_can_be() {
    let sizes = |people| draft(people, "{}", 90).seatings[0].sizes.clone();
    assert_eq!(sizes(12), [4, 4, 4]);
    assert_eq!(sizes(14), [5, 5, 4]);
    assert_eq!(sizes(15), [5, 5, 5]);
    assert_eq!(sizes(16), [4, 4, 4, 4]);
    assert_eq!(sizes(23), [5, 5, 5, 4, 4]);
    assert_eq!(sizes(200), [4; 50]);
    assert_eq!(draft(24, r#"{"tables": 4}"#, 90).seatings[0].sizes, [6, 6, 6, 6]);
}

#[test]
fn three_rounds_need_seventy_five_minutes_and_two_need_sixty() {
    let spans = lengths(24, "{}");
    let bounds: Vec<_> = spans.iter().map(|s| (s.min / 60, s.max / 60)).collect();
    assert_eq!(bounds, [(60, 74), (75, 159), (160, 192)]);
    let rounds = |minutes| {
        let draft = draft(24, "{}", minutes);
        let length = step(&draft, "round-1").ideal / 60;
        (draft.seatings[0].rounds, length)
    };
    assert_eq!([60, 74, 75, 159, 160].map(rounds), [(2, 20), (2, 22), (3, 16), (3, 30), (4, 28)]);
}

#[test]
fn three_questions_in_an_hour_make_short_rounds_and_never_under_twelve_minutes() {
    let rounds = |minutes| step(&draft(24, QUESTIONS, minutes), "round-1").ideal / 60;
    assert_eq!(lengths(24, QUESTIONS)[0].min, 58 * 60);
    assert_eq!([58, 60, 68].map(rounds), [12, 12, 15]);
}

#[test]
fn with_three_tables_nobody_is_offered_a_fourth_round() {
    let bounds: Vec<_> = lengths(13, "{}").iter().map(|s| (s.min / 60, s.max / 60)).collect();
    assert_eq!(bounds, [(60, 74), (75, 159)]);
    assert_eq!(lengths(13, r#"{"favour": "people"}"#).len(), 3);
}

#[test]
fn rounds_take_the_minutes_that_are_set() {
    let draft = draft(24, r#"{"rounds": 3, "round_minutes": 45}"#, 180);
    let rounds: Vec<_> = draft.steps.iter().filter(|s| s.text == "round").map(|s| s.ideal / 60).collect();
    assert_eq!(rounds, [45, 45, 45]);
}

#[test]
fn a_host_needs_two_minutes_to_recall_a_round_and_one_when_rounds_are_short() {
    assert_eq!(arg(step(&draft(24, "{}", 90), "round-2"), "recap"), 2);
    assert_eq!(arg(step(&draft(24, "{}", 80), "round-2"), "recap"), 1);
}

#[test]
fn a_large_group_moves_in_three_minutes() {
    assert_eq!(step(&draft(24, "{}", 90), "move-2").ideal, 120);
    assert_eq!(step(&draft(60, "{}", 90), "move-2").ideal, 180);
}

#[test]
fn every_table_reports_when_there_is_time_and_some_do_when_there_is_not() {
    let reports = |people| {
        let draft = draft(people, "{}", 90);
        let harvest = step(&draft, "harvest");
        (arg(harvest, "voices"), arg(harvest, "turn"))
    };
    assert_eq!(reports(24), (json!(6), json!(75)));
    assert_eq!(reports(200), (json!(7), json!(60)));
}

#[test]
fn late_rooms_shorten_the_welcome_then_the_last_round_and_the_harvest_at_the_end() {
    let cuts = |draft: &Draft| {
        let cuts =
            draft.steps.iter().filter_map(|s| s.cut.as_ref().map(|c| (c.rank, s.id.clone(), c.keep / 60)));
        let mut cuts: Vec<_> = cuts.collect();
        cuts.sort();
        cuts
    };
    let cut = |rank, id: &str, keep| (rank, id.to_owned(), keep);
    assert_eq!(
        cuts(&draft(24, "{}", 90)),
        [
            cut(1, "welcome", 6),
            cut(2, "round-3", 12),
            cut(3, "round-2", 12),
            cut(4, "round-1", 12),
            cut(5, "harvest", 6)
        ]
    );
    assert_eq!(cuts(&draft(24, r#"{"rounds": 3}"#, 58)), []);
}

#[test]
fn the_last_question_goes_on() {
    let draft = draft(24, r#"{"questions": ["Une ?", "Deux ?"]}"#, 90);
    let asked = |id| (arg(step(&draft, id), "question"), arg(step(&draft, id), "new_question"));
    assert_eq!(asked("round-1"), (json!("Une ?"), json!(true)));
    assert_eq!(asked("round-2"), (json!("Deux ?"), json!(true)));
    assert_eq!(asked("round-3"), (json!("Deux ?"), json!(false)));
    let cloths = draft.handouts.iter().find(|h| h.id == "tablecloths").unwrap();
    assert_eq!((cloths.paper.as_str(), cloths.copies), ("a3-landscape", 6));
    assert_eq!(
        serde_json::from_str::<Value>(&cloths.data).unwrap(),
        json!({
            "topics": [{ "question": "Une ?", "rounds": [1] }, { "question": "Deux ?", "rounds": [2, 3] }],
            "hosted": true,
        })
    );
}

#[test]
fn one_question_is_a_list_of_one() {
    assert_eq!(draft(24, r#"{"question": "Q ?"}"#, 90), draft(24, r#"{"questions": ["Q ?"]}"#, 90));
}

#[test]
fn no_question_leaves_room_and_says_so() {
    let draft = draft(24, "{}", 90);
    assert_eq!(draft.warnings.iter().map(|w| w.text.as_str()).collect::<Vec<_>>(), ["no-question"]);
    assert_eq!(arg(step(&draft, "round-1"), "question"), Value::Null);
}

#[test]
fn everybody_moves_when_people_matter_more() {
    let draft = draft(13, r#"{"favour": "people", "rounds": 4}"#, 120);
    assert_eq!((draft.seatings[0].mode.as_str(), draft.seatings[0].rounds), ("plain", 4));
    assert!(draft.seatings[0].roles.is_empty());
}

#[test]
fn eleven_people_are_too_few_and_learn_what_to_do() {
    assert_eq!(refused(11, "{}"), refusal("too-few", "people", None));
    let problems: Vec<Problem> = WorldCafe::lengths(&request(11, "{}")).unwrap_err();
    let args: Value = serde_json::from_str(&problems[0].args).unwrap();
    assert_eq!(args, json!({ "people": 11, "min": 12, "instead": ["brainstorm"] }));
    assert!(WorldCafe::lengths(&request(12, "{}")).is_ok());
}

#[test]
fn more_than_two_hundred_are_warned_and_served() {
    let draft = draft(450, QUESTIONS, 90);
    assert_eq!(draft.warnings.len(), 1);
    assert_eq!((draft.warnings[0].text.as_str(), draft.warnings[0].about.as_str()), ("too-many", "people"));
    assert_eq!(serde_json::from_str::<Value>(&draft.warnings[0].args).unwrap()["cafes"], 3);
}

#[test]
fn settings_that_cannot_be_are_refused_where_they_stand() {
    let four = r#"["a", "b", "c", "d"]"#;
    let cases = [
        (24, r#"{"tables": 3}"#.to_owned(), refusal("tables-too-large", "settings.tables", Some("6"))),
        (24, r#"{"tables": 9}"#.to_owned(), refusal("tables-too-small", "settings.tables", Some("6"))),
        (13, r#"{"rounds": 4}"#.to_owned(), refusal("more-rounds-than-tables", "settings.rounds", Some("3"))),
        (
            13,
            format!(r#"{{"questions": {four}}}"#),
            refusal("more-questions-than-tables", "settings.questions[3]", None),
        ),
        (
            24,
            format!(r#"{{"rounds": 3, "questions": {four}}}"#),
            refusal("more-questions-than-rounds", "settings.questions[3]", None),
        ),
        (
            24,
            format!(r#"{{"question": "a", "questions": {four}}}"#),
            refusal("question-twice", "settings.question", None),
        ),
    ];
    for (people, settings, problems) in cases {
        assert_eq!(refused(people, &settings), problems, "{settings}");
    }
    let all = refused(24, r#"{"tables": 9, "rounds": 5, "question": "a", "questions": ["a"]}"#);
    assert_eq!(all.len(), 2, "{all:?}");
}

#[test]
fn each_table_gets_what_it_needs() {
    let draft = draft(25, "{}", 90);
    let supplies: BTreeMap<_, _> = draft.supplies.iter().map(|s| (s.item.as_str(), s.quantity)).collect();
    let per_table = ["table", "flipchart-sheet", "water-based-marker", "glass", "flower", "sign-holder"];
    assert_eq!(per_table.map(|item| supplies[item]), [6, 12, 30, 6, 6, 6]);
    assert_eq!(
        ["chair", "supply-table", "welcome-sign", "music-player"].map(|item| supplies[item]),
        [28, 1, 1, 1]
    );
    assert!(!supplies.contains_key("microphone"));
}

#[test]
fn more_than_thirty_five_people_need_a_microphone() {
    let microphones = |people| {
        let draft = draft(people, "{}", 90);
        draft.supplies.iter().find(|s| s.item == "microphone").map(|s| s.quantity)
    };
    assert_eq!([35, 36, 200].map(microphones), [None, Some(1), Some(2)]);
}

#[test]
fn without_walls_nothing_is_hung() {
    let hung = |room| {
        let draft = WorldCafe::plan(&request_in(24, QUESTIONS, room), 90 * 60).unwrap();
        let walls: Vec<_> =
            draft.handouts.iter().filter(|h| h.audience == "wall").map(|h| h.id.clone()).collect();
        let tape = draft.supplies.iter().any(|s| s.item == "adhesive-tape");
        let harvest: Vec<_> =
            draft.handouts.iter().filter(|h| h.template == "common-harvest").map(|h| h.id.clone()).collect();
        (walls.join(" "), tape, harvest.join(" "))
    };
    assert_eq!(hung(r#"{"walls": true}"#), ("etiquette wall-harvest".into(), true, "wall-harvest".into()));
    assert_eq!(hung(r#"{"walls": false}"#), (String::new(), false, "table-top-harvest".into()));
}

#[test]
fn the_harvest_expects_three_insights_a_table() {
    let sheet = &draft(13, "{}", 90).sheets[0];
    assert_eq!(sheet.columns, ["table", "insight", "question", "action"]);
    let tables: Vec<_> = sheet.rows.iter().map(|row| row[0].as_str()).collect();
    assert_eq!(tables, ["1", "1", "1", "2", "2", "2", "3", "3", "3"]);
}

#[test]
fn tables_that_are_full_keep_no_chair_free() {
    let draft = draft(12, r#"{"tables": 2}"#, 60);
    assert_eq!((draft.seatings[0].spare_seats, draft.seatings[0].rounds), (0, 2));
    assert!(draft.handouts.iter().all(|h| h.id != "latecomers"));
}

#[test]
fn the_manifest_says_the_same_group_sizes() {
    let manifest = std::fs::read_to_string(format!("{PACK}/format.toml")).unwrap();
    let people = format!(
        "people = {{ min = {}, ideal = 24, max = {} }}",
        crate::cafe::FEWEST_PEOPLE,
        crate::cafe::MOST_PEOPLE
    );
    assert!(manifest.contains(&people), "{manifest}");
}

#[test]
fn conforms() {
    let four = r#""questions": ["a", "b", "c", "d"]"#;
    let settings = [
        "{}",
        r#"{"question": "?", "favour": "people"}"#,
        r#"{"rounds": 3, "round_minutes": 45, "tables": 4}"#,
        // Refused for every group, each for its own reason.
        r#"{"rounds": 5, "tables": 4}"#,
        r#"{"question": "?", "questions": ["?"]}"#,
        &format!(r#"{{"rounds": 3, {four}}}"#),
        &format!(r#"{{"tables": 3, {four}}}"#),
    ];
    atelier_format::conformance::run::<WorldCafe>(PACK, &settings);
}

proptest! {
    #[test]
    fn everybody_has_a_seat_and_every_minute_a_use(
        people in 12u32..=400,
        rounds in prop::option::of(2u32..=5),
        round_minutes in prop::option::of(12u32..=45),
        tables in prop::option::of(2u32..=90),
        questions in 0u32..=5,
        people_first: bool,
        at in 0u32..=1000,
    ) {
        let favour = if people_first { "people" } else { "topics" };
        let texts = vec!["?"; questions as usize];
        let settings = json!({
            "rounds": rounds, "round_minutes": round_minutes, "tables": tables, "questions": texts, "favour": favour,
        });
        let request = request(people, &settings.to_string());
        let Ok(spans) = WorldCafe::lengths(&request) else {
            let agrees = tables.is_none() && rounds.is_none_or(|r| r >= questions)
                && (people_first || rounds.unwrap_or(questions) <= people / 4);
            prop_assert!(!agrees, "refused without a reason");
            return Ok(());
        };
        for span in spans {
            let minutes = span.min / 60 + (span.max - span.min) / 60 * at / 1000;
            let draft = WorldCafe::plan(&request, minutes * 60).unwrap();
            prop_assert_eq!(draft.steps.iter().map(|s| s.ideal).sum::<u32>(), minutes * 60);
            for step in &draft.steps {
                prop_assert!(step.min <= step.ideal && step.ideal <= step.max && step.ideal % 60 == 0, "{step:?}");
                prop_assert!(step.text != "round" || step.ideal >= 12 * 60);
                prop_assert!(step.text != "move" || (120..=180).contains(&step.ideal));
                prop_assert!(step.cut.as_ref().is_none_or(|cut| cut.keep < step.ideal));
            }
            let seating = &draft.seatings[0];
            prop_assert_eq!(seating.sizes.iter().sum::<u32>(), people);
            let tables = u32::try_from(seating.sizes.len()).unwrap();
            let (largest, smallest) = (seating.sizes.iter().max().unwrap(), seating.sizes.iter().min().unwrap());
            prop_assert!(largest - smallest <= 1 && *smallest >= 3 && *largest <= 6);
            prop_assert!(people_first || seating.rounds <= tables);
            prop_assert!(seating.rounds >= questions);
            prop_assert!(rounds.is_none_or(|rounds| rounds == seating.rounds));
            prop_assert!(people + seating.spare_seats <= 6 * tables);
        }
    }
}
