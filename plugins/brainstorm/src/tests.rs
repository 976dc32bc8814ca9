use atelier_format::{Draft, Format, Request};
use proptest::prelude::*;
use serde_json::Value;

use crate::session::Session;
use crate::{Brainstorm, Settings, passing};

fn request(people: u32, settings: &str, walls: bool) -> Request<Settings> {
    let settings = if settings.is_empty() { r#"{"variant": "silent"}"# } else { settings };
    let room = format!(r#"{{"walls": {walls}}}"#);
    Request::new(people, 7, settings, "", &room, "")
}

fn brainwriting(people: u32) -> Request<Settings> {
    request(people, r#"{"variant": "brainwriting"}"#, true)
}

fn plan(request: &Request<Settings>, minutes: u32) -> Draft {
    Brainstorm::plan(request, minutes * 60).unwrap()
}

fn times(draft: &Draft) -> Vec<(&str, u32)> {
    draft.steps.iter().map(|step| (step.text.as_str(), step.ideal / 60)).collect()
}

fn handouts(draft: &Draft) -> Vec<&str> {
    draft.handouts.iter().map(|handout| handout.id.as_str()).collect()
}

fn copies(draft: &Draft, id: &str) -> u32 {
    draft.handouts.iter().find(|handout| handout.id == id).map_or(0, |handout| handout.copies)
}

fn data(draft: &Draft, id: &str) -> Value {
    let handout = draft.handouts.iter().find(|handout| handout.id == id).unwrap();
    serde_json::from_str(&handout.data).unwrap()
}

#[test]
fn conforms() {
    let pack = concat!(env!("CARGO_MANIFEST_DIR"), "/../../formats/brainstorm");
    atelier_format::conformance::run::<Brainstorm>(
        pack,
        &[
            "{}",
            r#"{"variant": "round-robin", "question": "?", "goal": 100}"#,
            r#"{"variant": "brainwriting"}"#,
        ],
    );
}

#[test]
fn an_hour_has_the_shares_of_the_default_script() {
    let draft = plan(&request(8, "", true), 60);
    assert_eq!(
        times(&draft),
        [
            ("frame", 6),
            ("warm-up", 5),
            ("silent", 10),
            ("share", 15),
            ("wave", 7),
            ("cluster", 11),
            ("close", 6)
        ]
    );
    let draft = plan(&request(24, "", true), 60);
    let steps = ["frame", "warm-up", "silent", "share", "wave", "cluster", "report", "close"];
    assert_eq!(times(&draft), steps.into_iter().zip([6, 5, 10, 9, 7, 11, 6, 6]).collect::<Vec<_>>());
}

#[test]
fn in_turn_the_time_of_writing_goes_to_the_turns() {
    let draft = plan(&request(8, r#"{"variant": "round-robin"}"#, true), 60);
    let steps = ["frame", "warm-up", "jot", "turns", "wave", "cluster", "close"];
    assert_eq!(times(&draft), steps.into_iter().zip([6, 5, 3, 22, 7, 11, 6]).collect::<Vec<_>>());
}

#[test]
fn the_shortest_form_is_writing_and_naming() {
    for people in [4, 15, 18, 200] {
        let request = request(people, "", true);
        assert_eq!(Brainstorm::lengths(&request).unwrap()[0].min, 600);
        let draft = plan(&request, 10);
        assert_eq!(times(&draft), [("silent", 5), ("name", 5)]);
        assert_eq!(handouts(&draft), ["question", "idea-cards", "harvest"]);
    }
}

#[test]
fn lengths_reach_from_ten_minutes_to_three_hours_without_a_hole() {
    for people in [4, 12, 13, 24, 60] {
        let spans = Brainstorm::lengths(&request(people, "", true)).unwrap();
        assert_eq!(spans.last().unwrap().max, 180 * 60);
        assert!(spans.windows(2).all(|pair| pair[0].max + 60 == pair[1].min), "{spans:?}");
        let spans = Brainstorm::lengths(&brainwriting(people)).unwrap();
        assert!(spans.windows(2).all(|pair| pair[0].max + 60 == pair[1].min), "{spans:?}");
    }
}

#[test]
fn a_sheet_comes_only_when_a_step_needs_it() {
    let ids = |people, minutes| plan(&request(people, "", true), minutes);
    assert_eq!(handouts(&ids(8, 30)), ["question", "rules", "idea-cards", "cluster-headers", "harvest"]);
    assert_eq!(
        handouts(&ids(8, 60)),
        ["question", "rules", "idea-cards", "cluster-headers", "tally", "parking-lot", "harvest"]
    );
    assert_eq!(
        handouts(&ids(8, 90)),
        [
            "question",
            "rules",
            "idea-cards",
            "cluster-headers",
            "tally",
            "parking-lot",
            "sorting-grid",
            "harvest"
        ]
    );
    let draft = plan(&brainwriting(6), 30);
    assert_eq!(handouts(&draft), ["question", "rules", "brainwriting-sheets", "harvest"]);
}

#[test]
fn more_than_twelve_people_work_in_groups_and_share() {
    let groups = |people| Session::new(&request(people, "", true)).unwrap().groups;
    assert_eq!(groups(12), [12]);
    assert_eq!(groups(13), [7, 6]);
    assert_eq!(groups(24), [6, 6, 6, 6]);
    let draft = plan(&request(24, "", true), 60);
    assert_eq!(draft.seatings[0].sizes, [6, 6, 6, 6]);
    let report = draft.steps.iter().find(|step| step.id == "report").unwrap();
    let args: Value = serde_json::from_str(&report.args).unwrap();
    assert_eq!(args["seconds_each"], 90);
    let many = plan(&request(48, "", true), 60);
    assert!(times(&many).iter().any(|&(step, _)| step == "gallery"));
}

#[test]
fn brainwriting_has_the_ideas_and_minutes_of_its_table() {
    for (people, ideas, minutes) in [(4, 48, 20), (5, 75, 25), (6, 108, 30), (7, 147, 35)] {
        assert_eq!(passing::ideas(people), ideas);
        let draft = plan(&brainwriting(people), minutes + 25);
        let rounds: Vec<u32> =
            draft.steps.iter().filter(|s| s.text == "write").map(|s| s.ideal / 60).collect();
        assert_eq!(rounds, vec![5; people as usize]);
        assert_eq!(rounds.iter().sum::<u32>(), minutes);
    }
}

#[test]
fn brainwriting_splits_above_eight_people() {
    let groups = |people| Session::new(&brainwriting(people)).unwrap().groups;
    assert_eq!(groups(8), [8]);
    assert_eq!(groups(9), [5, 4]);
    assert_eq!(groups(11), [6, 5]);
    assert_eq!(groups(12), [6, 6]);
    assert_eq!(groups(13), [7, 6]);
    let draft = plan(&brainwriting(13), 75);
    assert_eq!(draft.steps.iter().filter(|step| step.text == "write").count(), 7);
    let plans = data(&draft, "brainwriting-sheets");
    let sizes: Vec<usize> = plans["groups"]
        .as_array()
        .unwrap()
        .iter()
        .map(|group| group["writers"].as_array().unwrap().len())
        .collect();
    assert_eq!(sizes, [7, 6]);
}

#[test]
fn six_rounds_are_five_passes_and_everybody_has_written_on_every_sheet() {
    assert_eq!(passing::writers(6)[2], [2, 3, 4, 5, 0, 1]);
}

#[test]
fn cards_follow_the_time_or_the_goal() {
    // 24 people: 3 cards each in 10 minutes, 8 in an hour; a goal of 240 ideas is 10 each.
    assert_eq!(copies(&plan(&request(24, "", true), 10), "idea-cards"), 9);
    assert_eq!(copies(&plan(&request(24, "", true), 60), "idea-cards"), 24);
    let goal = r#"{"variant": "silent", "goal": 240}"#;
    assert_eq!(copies(&plan(&request(24, goal, true), 10), "idea-cards"), 30);
}

#[test]
fn the_harvest_has_twelve_letters_shared_among_the_groups() {
    let draft = plan(&request(24, "", true), 45);
    let rows = &draft.sheets[0].rows;
    assert_eq!(rows.len(), 12);
    assert_eq!((rows[0][0].as_str(), rows[11][0].as_str()), ("A", "L"));
    let owners: Vec<&str> = rows.iter().map(|row| row[3].as_str()).collect();
    assert_eq!(owners, ["1", "1", "1", "2", "2", "2", "3", "3", "3", "4", "4", "4"]);
    let headers = data(&draft, "cluster-headers");
    let headers = headers["headers"].as_array().unwrap();
    assert_eq!(headers.len(), 20);
    let letters: Vec<u64> = headers.iter().filter_map(|header| header["letter"].as_u64()).collect();
    assert_eq!(letters, (0..12).collect::<Vec<u64>>());
}

#[test]
fn headers_fill_their_sheets_and_reach_the_last_letter_of_the_harvest() {
    for people in 4..100 {
        for minutes in [30, 60] {
            let draft = plan(&request(people, "", true), minutes);
            let headers = data(&draft, "cluster-headers");
            let headers = headers["headers"].as_array().unwrap();
            assert_eq!(headers.len() % 4, 0, "{people} people");
            let letters = headers.iter().filter(|header| header["letter"].is_u64()).count();
            // More than six groups letter theirs later.
            assert!(letters == 12 || letters == 0 && draft.seatings[0].sizes.len() > 6, "{people} people");
        }
    }
}

#[test]
fn fewer_than_four_people_are_told_what_to_do() {
    let problems = Brainstorm::lengths(&request(3, "", true)).unwrap_err();
    assert_eq!((problems[0].text.as_str(), problems[0].about.as_str()), ("too-few", "people"));
}

#[test]
fn a_room_without_walls_gets_sheets_for_tables() {
    let draft = plan(&request(18, "", false), 90);
    assert!(
        draft.handouts.iter().all(|handout| handout.audience != "wall" && !handout.paper.starts_with("a3"))
    );
    assert_eq!(copies(&draft, "question"), 3);
    assert!(draft.supplies.iter().all(|supply| supply.item != "adhesive-tape"));
}

proptest! {
    #[test]
    fn the_passing_plan_is_a_latin_square(size in 1u32..30) {
        let writers = passing::writers(size);
        let all: Vec<u32> = (0..size).collect();
        let sorted = |mut seats: Vec<u32>| { seats.sort_unstable(); seats };
        for sheet in &writers {
            prop_assert_eq!(sorted(sheet.clone()), all.clone());
        }
        for round in 0..size as usize {
            prop_assert_eq!(sorted(writers.iter().map(|sheet| sheet[round]).collect()), all.clone());
            for (number, sheet) in (0..size).zip(&writers) {
                // Seat s holds sheet (s - r) mod n.
                let round = u32::try_from(round).unwrap();
                prop_assert_eq!((sheet[round as usize] + size - round) % size, number);
            }
        }
    }

    #[test]
    fn every_cut_saves_time_and_ranks_have_no_gap(
        people in 4u32..80,
        variant in prop::sample::select(vec!["silent", "round-robin", "brainwriting"]),
        minute: u32,
    ) {
        let request = request(people, &format!(r#"{{"variant": "{variant}"}}"#), true);
        let spans = Brainstorm::lengths(&request).unwrap();
        let (least, most) = (spans[0].min / 60, spans.last().unwrap().max / 60);
        let draft = plan(&request, least + minute % (most - least + 1));
        let mut ranks: Vec<u32> = draft.steps.iter().filter_map(|step| step.cut.as_ref()).map(|cut| cut.rank).collect();
        ranks.sort_unstable();
        prop_assert_eq!(&ranks, &(1..).take(ranks.len()).collect::<Vec<u32>>());
        for step in &draft.steps {
            if let Some(cut) = &step.cut {
                prop_assert!(cut.keep < step.ideal, "{}: {} of {}", step.id, cut.keep, step.ideal);
            }
        }
    }

    #[test]
    fn everybody_has_a_group_and_enough_cards(people in 13u32..500, minutes in 10u32..60) {
        let draft = plan(&request(people, "", true), minutes);
        prop_assert!(draft.seatings[0].sizes.iter().all(|size| (5..=7).contains(size)));
        prop_assert!(copies(&draft, "idea-cards") * 8 >= people * 3);
    }
}
