use atelier_format::{Draft, Format, Problem, Request};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::ballots::{Layout, layout, orders};
use crate::rule::{Rule, to_bring, votes_to_stay};
use crate::{DotVoting, Settings, Variant};

fn request(people: u32, settings: &Value, inputs: &str, walls: bool) -> Request<Settings> {
    let mut all = json!({ "variant": "plain" });
    all.as_object_mut().unwrap().extend(settings.as_object().unwrap().clone());
    Request::new(people, 7, &all.to_string(), inputs, &json!({ "walls": walls }).to_string(), "")
}

fn items(count: usize) -> Vec<String> {
    (1..=count).map(|i| format!("Idée {i}")).collect()
}

fn plan(people: u32, settings: &Value, minutes: u32) -> Draft {
    DotVoting::plan(&request(people, settings, "", true), minutes * 60).unwrap()
}

fn refused(settings: &Value) -> Problem {
    DotVoting::lengths(&request(12, settings, "", true)).unwrap_err().remove(0)
}

fn data(draft: &Draft, id: &str) -> Value {
    let handout = draft.handouts.iter().find(|handout| handout.id == id).unwrap();
    serde_json::from_str(&handout.data).unwrap()
}

fn minutes(draft: &Draft) -> Vec<(&str, u32)> {
    draft.steps.iter().map(|step| (step.id.as_str(), step.ideal / 60)).collect()
}

#[test]
fn conforms() {
    let pack = concat!(env!("CARGO_MANIFEST_DIR"), "/../../formats/dot-voting");
    atelier_format::conformance::run::<DotVoting>(
        pack,
        &[
            "{}",
            r#"{"items": ["a", "b", "A"], "items_from": "ideas"}"#,
            r#"{"variant": "negative"}"#,
            r#"{"variant": "two-rounds"}"#,
            r#"{"variant": "weighted"}"#,
            r#"{"items": ["a"]}"#,
        ],
    );
}

#[test]
fn dots_are_a_quarter_of_the_items_from_three_to_eight() {
    let rule = |count| Rule::usual(Variant::Plain, count);
    let dots = [2, 8, 12, 13, 16, 17, 20].map(|count| (rule(count).dots, rule(count).per_item));
    assert_eq!(dots, [(3, 2), (3, 2), (3, 2), (4, 2), (4, 2), (5, 3), (5, 3)]);
    assert_eq!((rule(30).dots, rule(60).dots), (8, 8));
    assert_eq!(Rule::with(Variant::Plain, 8, None).per_item, 3);
}

#[test]
fn half_as_many_dots_again_are_brought() {
    assert_eq!((to_bring(24, 3), to_bring(25, 3), to_bring(1, 1)), (108, 113, 2));
    let draft = plan(24, &json!({ "items": items(12) }), 20);
    let dots = draft.supplies.iter().find(|supply| supply.item == "dot-sticker").unwrap();
    assert_eq!((dots.quantity, dots.reused), (108, false));
    assert_eq!(data(&draft, "dots")["kinds"][0]["sheets"], json!([108]));
}

#[test]
fn circles_come_in_full_rows_spread_evenly() {
    let draft = plan(200, &json!({}), 40);
    let kind = &data(&draft, "dots")["kinds"][0];
    assert_eq!(kind["count"], 900);
    assert_eq!(kind["sheets"], json!([108, 99, 99, 99, 99, 99, 99, 99, 99]));
    assert_eq!(data(&plan(13, &json!({}), 20), "dots")["kinds"][0]["sheets"], json!([63]));
}

#[test]
fn a_crowd_reads_the_rule_on_several_sheets_and_counts_each_sheet_apart() {
    let draft = plan(200, &json!({}), 40);
    let rule = draft.handouts.iter().find(|handout| handout.id == "rule-card").unwrap();
    assert_eq!((rule.copies, &data(&draft, "tally")["sheets"]), (5, &json!(7)));
}

#[test]
fn votes_to_stay_follow_the_size_of_the_group() {
    let votes = [3, 4, 5, 6, 15, 16].map(|people| votes_to_stay(people, 3, 12));
    assert_eq!(votes, [2, 2, 2, 3, 3, 4]);
}

#[test]
fn votes_to_stay_follow_the_dots_of_a_crowd() {
    let votes = [30, 33, 60, 200].map(|people| votes_to_stay(people, 3, 12));
    assert_eq!(votes, [4, 5, 8, 25]);
}

#[test]
fn more_than_twenty_items_are_refused() {
    assert!(DotVoting::lengths(&request(12, &json!({ "items": items(20) }), "", true)).is_ok());
    let problem = refused(&json!({ "items": items(21) }));
    assert_eq!((problem.text.as_str(), problem.about.as_str()), ("too-many-items", "settings.items"));
    let from = json!({ "items_from": "ideas" });
    let inputs = r#"{"items_from": {"items": null, "expected": 24}}"#;
    let problem = DotVoting::lengths(&request(12, &from, inputs, true)).unwrap_err().remove(0);
    assert_eq!((problem.text.as_str(), problem.about.as_str()), ("too-many-items", "settings.items_from"));
}

#[test]
fn dots_that_cannot_be_placed_are_refused() {
    let about = |settings: Value| {
        let problem = refused(&settings);
        (problem.text, problem.about, problem.value)
    };
    let is = |text: &str, about: &str, value: Option<&str>| {
        (text.to_owned(), about.to_owned(), value.map(str::to_owned))
    };
    assert_eq!(about(json!({ "items": ["a"] })), is("one-item", "settings.items", None));
    assert_eq!(
        about(json!({ "items": items(4), "dots": 9, "per_item": 2 })),
        is("dots-without-place", "settings.dots", Some("8"))
    );
    assert_eq!(
        about(json!({ "items": items(2), "per_item": 1 })),
        is("dots-without-place", "settings.per_item", None)
    );
    assert_eq!(
        about(json!({ "dots": 3, "per_item": 4 })),
        is("more-on-one-than-dots", "settings.per_item", Some("3"))
    );
    assert_eq!(
        about(json!({ "variant": "two-rounds", "items": items(5) })),
        is("one-round-is-enough", "settings.variant", Some("\"plain\""))
    );
    assert_eq!(
        about(json!({ "variant": "weighted", "per_item": 2 })),
        is("weighted-one-each", "settings.per_item", Some("1"))
    );
}

#[test]
fn without_items_there_are_twelve_lettered_blanks_or_as_many_as_expected() {
    let draft = plan(24, &json!({}), 20);
    let rows = &draft.sheets[0].rows;
    assert_eq!((rows.len(), rows[0][0].as_str(), rows[11][0].as_str()), (12, "A", "L"));
    assert_eq!(data(&draft, "ballots")["ballots"][5], json!((0..12).collect::<Vec<u32>>()));
    let from = json!({ "items_from": "ideas" });
    let inputs = r#"{"items_from": {"items": null, "expected": 9}}"#;
    let draft = DotVoting::plan(&request(24, &from, inputs, true), 1200).unwrap();
    assert_eq!(draft.sheets[0].rows.len(), 9);
    let inputs = r#"{"items_from": {"items": ["Vélo", "Bus"], "expected": 9}}"#;
    let draft = DotVoting::plan(&request(24, &from, inputs, true), 1200).unwrap();
    assert_eq!(draft.sheets[0].rows[1], ["B", "Bus", "", "", ""]);
}

/// The lengths, in minutes, from the shortest to the longest: there is no gap.
fn lengths(people: u32, settings: &Value) -> std::ops::RangeInclusive<u32> {
    let spans = DotVoting::lengths(&request(people, settings, "", true)).unwrap();
    assert!(spans.windows(2).all(|pair| pair[0].max + 60 == pair[1].min), "{people}, {settings}: {spans:?}");
    spans[0].min / 60..=spans[spans.len() - 1].max / 60
}

#[test]
fn the_shortest_vote_is_one_that_a_group_can_hold() {
    let shortest = |people, count| {
        let settings = json!({ "items": items(count) });
        let least = *lengths(people, &settings).start();
        let draft = plan(people, &settings, least);
        (least, minutes(&draft).into_iter().map(|(id, m)| format!("{id} {m}")).collect::<Vec<_>>().join(", "))
    };
    assert_eq!(shortest(12, 6), (16, "explain 3, choose 2, stick 3, count 3, discuss 5".into()));
    assert_eq!(shortest(24, 12), (20, "explain 4, choose 3, stick 4, count 4, discuss 5".into()));
    assert_eq!(shortest(200, 12), (22, "explain 4, choose 3, stick 5, count 5, discuss 5".into()));
}

#[test]
fn time_left_reads_apart_asks_what_is_missing_and_closes() {
    let settings = json!({ "items": items(12) });
    let ids = |length| {
        let draft = plan(24, &settings, length);
        draft.steps.iter().map(|step| step.id.clone()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(ids(21), "explain choose stick count discuss");
    assert_eq!((ids(22), ids(25)), (ids(22), ids(22)));
    assert_eq!(ids(22), "explain choose stick count discuss missing");
    assert_eq!((ids(26), ids(40)), (ids(26), ids(26)));
    assert_eq!(ids(26), "explain read choose stick count discuss missing close");
}

#[test]
fn five_minutes_of_talk_are_always_left() {
    let settings = json!({ "items": items(12) });
    for length in lengths(24, &settings) {
        let draft = plan(24, &settings, length);
        let talk = draft.steps.iter().find(|step| step.id == "discuss").unwrap();
        assert!(talk.ideal >= 300 && talk.cut.as_ref().is_none_or(|cut| cut.keep >= 300));
        assert!(draft.steps.iter().all(|step| step.cut.as_ref().is_none_or(|cut| cut.keep < step.ideal)));
    }
}

#[test]
fn two_rounds_end_with_one_dot_on_five_items() {
    let draft = plan(12, &json!({ "variant": "two-rounds", "items": items(16) }), 34);
    let ids: Vec<&str> = draft.steps.iter().map(|step| step.id.as_str()).collect();
    let expected = [
        "explain",
        "read",
        "choose",
        "stick",
        "count",
        "discuss",
        "second",
        "count-again",
        "missing",
        "close",
    ];
    assert_eq!(ids, expected);
    let ballots = data(&draft, "ballots");
    assert_eq!((&ballots["dots"], &ballots["finalists"]), (&json!(3), &json!(5)));
    // Three dots and one, half as many again.
    assert_eq!(draft.supplies[0].quantity, 72);
}

#[test]
fn the_other_variants_have_their_dots() {
    assert_eq!(
        Rule::usual(Variant::Weighted, 16),
        Rule { variant: Variant::Weighted, dots: 3, per_item: 1, reds: 0 }
    );
    assert_eq!(
        Rule::usual(Variant::Negative, 16),
        Rule { variant: Variant::Negative, dots: 4, per_item: 2, reds: 2 }
    );
}

#[test]
fn the_sheet_is_cut_into_even_pages_with_room_for_dots() {
    let pages = |walls| {
        let draft = DotVoting::plan(&request(24, &json!({}), "", walls), 1200).unwrap();
        (
            data(&draft, "voting-sheet")["pages"].clone(),
            draft.handouts[2].paper.clone(),
            draft.handouts[2].copies,
        )
    };
    assert_eq!(pages(true), (json!([[0, 6], [6, 12]]), "a3".into(), 1));
    assert_eq!(pages(false), (json!([[0, 6], [6, 12]]), "a4".into(), 2));
}

#[test]
fn a_ballot_grows_with_its_items() {
    assert_eq!(layout(&items(12), 12, 1), Layout { size: "medium", rows: 12 });
    assert_eq!(layout(&items(20), 20, 1), Layout { size: "large", rows: 10 });
    let sentences = vec!["x".repeat(60); 12];
    assert_eq!(layout(&sentences, 12, 1), Layout { size: "large", rows: 12 });
    let long = vec!["x".repeat(90); 20];
    assert_eq!(layout(&long, 20, 1), Layout { size: "sign", rows: 20 });
}

#[test]
fn blanks_have_room_for_handwriting() {
    assert_eq!(layout(&[], 7, 1), Layout { size: "medium", rows: 7 });
    assert_eq!(layout(&[], 12, 2), Layout { size: "medium", rows: 12 });
    assert_eq!(layout(&[], 13, 1), Layout { size: "large", rows: 7 });
    assert_eq!(layout(&[], 19, 1), Layout { size: "large", rows: 10 });
}

#[test]
fn the_same_item_twice_and_two_sources_are_told() {
    let request = request(12, &json!({ "items": ["Vélo", "Bus", " vélo"], "items_from": "ideas" }), "", true);
    let warnings = DotVoting::plan(&request, 1200).unwrap().warnings;
    let about: Vec<&str> = warnings.iter().map(|warning| warning.about.as_str()).collect();
    assert_eq!(about, ["settings.items_from", "settings.items[2]"]);
}

#[test]
fn two_people_do_not_vote() {
    let problems = DotVoting::lengths(&request(2, &json!({}), "", true)).unwrap_err();
    assert_eq!((problems[0].text.as_str(), problems[0].about.as_str()), ("too-few", "people"));
}

proptest! {
    #[test]
    fn every_ballot_holds_every_item_once(people in 1u32..60, count in 2u32..=20, seed: u64) {
        let orders = orders(people, count, true, seed);
        prop_assert_eq!(orders.len(), people as usize);
        for mut order in orders.iter().cloned() {
            order.sort_unstable();
            prop_assert_eq!(order, (0..count).collect::<Vec<_>>());
        }
        // Among many ballots of many items no order is everybody's.
        if people > 20 && count > 5 {
            prop_assert!(orders.iter().any(|order| order != &orders[0]));
        }
    }

    #[test]
    fn every_whole_minute_is_a_vote_that_a_group_can_hold(
        variant in prop::sample::select(vec!["plain", "negative", "two-rounds", "weighted"]),
        people in 3u32..300,
        count in 6usize..=20,
        at in 0u32..100,
    ) {
        let settings = json!({ "variant": variant, "items": items(count) });
        let lengths = lengths(people, &settings);
        prop_assert!(*lengths.end() >= 40);
        let length = lengths.start() + (lengths.end() - lengths.start()) * at / 99;
        let draft = plan(people, &settings, length);
        prop_assert_eq!(draft.steps.iter().map(|step| step.ideal).sum::<u32>(), length * 60);
        let (long, large) = (u32::from(count > 8), u32::from(people >= 20));
        for (id, time) in minutes(&draft) {
            let floor = match id {
                "read" | "choose" => 2 + long,
                "stick" | "count" => 3 + large,
                "discuss" => 5,
                "second" => 4 + large,
                _ => 2,
            };
            prop_assert!(time >= floor, "{} min: {} has {} min", length, id, time);
        }
    }

    #[test]
    fn dots_always_find_a_place(
        variant in prop::sample::select(vec![Variant::Plain, Variant::Negative, Variant::Weighted]),
        count in 3u32..=20,
    ) {
        let rule = Rule::usual(variant, count);
        prop_assert!((3..=8).contains(&rule.dots));
        prop_assert!(rule.per_item <= 3.min(rule.dots.div_ceil(2)));
        prop_assert!(rule.dots <= rule.per_item * count);
    }
}
