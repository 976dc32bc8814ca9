//! Each limit of an answer: what is as large as it may be, and what is larger by one.

use super::*;
use crate::diagnostic::Phrases as _;

fn step(max: u32) -> wire::Step {
    wire::Step {
        id: "step".into(),
        text: "step".into(),
        args: String::new(),
        min: 60,
        ideal: 600,
        max,
        weight: 1,
        cut: None,
        play: None,
        data: String::new(),
        extra: String::new(),
    }
}

fn seating(rounds: u32) -> wire::Seating {
    wire::Seating {
        id: "seats".into(),
        mode: "plain".into(),
        sizes: vec![6, 6],
        rounds,
        within: None,
        roles: Vec::new(),
        explicit: Vec::new(),
        caps: Vec::new(),
        spare_seats: 0,
        extra: String::new(),
    }
}

fn handout(copies: u32, data: String) -> wire::Handout {
    wire::Handout {
        id: "card".into(),
        template: "card".into(),
        audience: "wall".into(),
        paper: "a4".into(),
        copies,
        shared: false,
        data,
        extra: String::new(),
    }
}

fn sheet(columns: usize, rows: usize) -> wire::Sheet {
    wire::Sheet {
        id: "sheet".into(),
        columns: vec!["a".into(); columns],
        rows: vec![Vec::new(); rows],
        extra: String::new(),
    }
}

fn warning(about: usize) -> wire::Problem {
    wire::Problem {
        severity: "warning".into(),
        about: "a".repeat(about),
        text: "text".into(),
        args: String::new(),
        value: None,
        extra: String::new(),
    }
}

fn supply() -> wire::Supply {
    wire::Supply { item: "pen".into(), quantity: 1, unit: "piece".into(), reused: true, extra: String::new() }
}

fn small(number: usize) -> u32 {
    u32::try_from(number).expect("a small number")
}

/// Checks an answer of one step, and what `change` adds to it.
fn answer(change: impl FnOnce(&mut wire::Draft)) -> Result<Draft, Failure> {
    let mut answer = wire::Draft {
        steps: vec![step(600)],
        seatings: Vec::new(),
        handouts: Vec::new(),
        supplies: Vec::new(),
        sheets: Vec::new(),
        warnings: Vec::new(),
        extra: String::new(),
    };
    change(&mut answer);
    draft(answer, 12, 600)
}

/// What a limit allows is taken; one more is told, with the limit and its value.
#[track_caller]
fn ends_at<T>(limit: Limit, most: usize, part: &str, answer: impl Fn(usize) -> Result<T, Failure>) {
    assert!(answer(most).is_ok(), "{most} of {limit:?} should do");
    let found = Some(most as u64 + 1);
    let expected = Excess { limit, most: most as u64, found, part: part.into(), profile: None };
    assert_eq!(answer(most + 1).err(), Some(Failure::Excess(expected)));
}

#[test]
fn an_answer_is_as_large_as_it_may_be_and_no_larger() {
    ends_at(Limit::Length, 86_400, "step", |max| answer(|draft| draft.steps = vec![step(small(max))]));
    ends_at(Limit::Rounds, 100, "seatings", |n| answer(|draft| draft.seatings = vec![seating(small(n))]));
    let copies = |n| handout(small(n), String::new());
    ends_at(Limit::Copies, 5_000, "card", |n| answer(|draft| draft.handouts = vec![copies(n)]));
    let data = |n| handout(1, format!("\"{}\"", "x".repeat(n - 2)));
    ends_at(Limit::Json, 256 << 10, "handouts.data", |n| answer(|draft| draft.handouts = vec![data(n)]));
    ends_at(Limit::Columns, 40, "sheet", |n| answer(|draft| draft.sheets = vec![sheet(n, 1)]));
    ends_at(Limit::Rows, 5_000, "sheet", |n| answer(|draft| draft.sheets = vec![sheet(1, n)]));
    ends_at(Limit::Text, 2_000, "", |n| answer(|draft| draft.warnings = vec![warning(n)]));
    ends_at(Limit::Entries, 400, "warnings", |n| answer(|draft| draft.warnings = vec![warning(1); n]));
    ends_at(Limit::Entries, 400, "supplies", |n| answer(|draft| draft.supplies = vec![supply(); n]));
    let role = wire::Role { id: "scribe".into(), per_table: 0, stays: false, extra: String::new() };
    let roles = |n| wire::Seating { roles: vec![role.clone(); n], ..seating(1) };
    ends_at(Limit::Entries, 400, "roles", |n| answer(|draft| draft.seatings = vec![roles(n)]));
    let span = |number: usize| wire::Span {
        min: 60 * small(number),
        ideal: 60 * small(number),
        max: 60 * small(number),
        extra: String::new(),
    };
    ends_at(Limit::Spans, 400, "lengths", |n| spans((1..=n).map(span).collect()));
    let refusal = wire::Problem { severity: "error".into(), ..warning(1) };
    ends_at(Limit::Entries, 400, "problems", |n| problems(vec![refusal.clone(); n]));
}

/// serde_json does not say how deep it was.
#[test]
fn json_is_not_nested_without_end() {
    let nested = |depth: usize| {
        let data = "[".repeat(depth) + &"]".repeat(depth);
        answer(|draft| draft.handouts = vec![handout(1, data)])
    };
    assert!(nested(DEEPEST_JSON).is_ok());
    let part = "handouts.data".to_owned();
    let expected =
        Excess { limit: Limit::Nesting, most: DEEPEST_JSON as u64, found: None, part, profile: None };
    assert_eq!(nested(DEEPEST_JSON + 1).err(), Some(Failure::Excess(expected)));
}

#[test]
fn values_are_counted_outside_of_texts() {
    for (text, values) in
        [("", 1), ("1", 1), ("[1,2,3]", 4), (r#"{"a":[{},"b,c[{",null]}"#, 6), (r#"["\",[{","\\",1]"#, 4)]
    {
        assert_eq!(json_values(text), values, "{text}");
    }
}

#[test]
fn all_json_of_an_answer_has_one_bound() {
    let texts = |count: usize| vec!["a".repeat(LARGEST_JSON); count];
    assert_eq!(json_in_all(texts(4).iter(), 0), Ok(()));
    assert!(json_in_all(texts(5).iter(), 0).is_err());
    assert_eq!(json_in_all(texts(5).iter(), 1_024), Ok(()));
    let lists = |count: usize| vec![format!("[{}0]", "0,".repeat(count / 2 - 2)); 2];
    let [most, each] = MOST_JSON_VALUES;
    assert_eq!(json_in_all(lists(most).iter(), 0), Ok(()));
    assert!(json_in_all(lists(most + 2).iter(), 0).is_err());
    assert_eq!(json_in_all(lists(most + 10 * each).iter(), 10), Ok(()));
}

/// What people read of each rule, the last part of it in English; in French, it can be said.
#[track_caller]
fn told<T: std::fmt::Debug>(broken: Result<T, Failure>) -> String {
    let problem = broken.expect_err("a broken rule").told("retro", "1.0.0", None);
    let message = |language| {
        let message = crate::words::host(language).phrase("problems.plugin-failed.message", &problem.args);
        message.expect("the words of every rule").replace(['\u{a0}', '\u{202f}'], " ")
    };
    assert!(message("fr").contains("sa réponse ne respecte pas le contrat : "), "{}", message("fr"));
    let message = message("en");
    message.split_once("contract: ").expect("a broken rule").1.to_owned()
}

#[test]
fn every_rule_that_lengths_breaks_is_told() {
    let span = |min, ideal, max| wire::Span { min, ideal, max, extra: String::new() };
    assert_eq!(told(spans(vec![])), "`lengths` gives no length");
    let order = "`lengths` gives the bounds 60, 30 and 90 s: they must go up, from 1";
    assert_eq!(told(spans(vec![span(60, 30, 90)])), order);
    let two = vec![span(60, 60, 90), span(90, 120, 120)];
    assert_eq!(told(spans(two)), "`lengths` gives spans that overlap or are not in order");
}

#[test]
fn every_rule_that_a_problem_breaks_is_told() {
    let broken = |severity: &str, text: &str, args: &str| {
        let (severity, text, args) = (severity.into(), text.into(), args.into());
        told(problems(vec![wire::Problem { severity, text, args, ..warning(1) }]))
    };
    assert_eq!(broken("warning", "text", ""), "it refuses without a problem of severity `error`");
    assert_eq!(broken("error", "No id", ""), "the `text` of a problem is “No id”, which is not a valid id");
    assert_eq!(broken("error", "text", "[]"), "`problems.args` is not a JSON object");
    let not_json = "`problems.args` stops being JSON at character 2 of line 1: “{rounds: 3}”";
    assert_eq!(broken("error", "text", "{rounds: 3}"), not_json);
    let fatal = wire::Problem { severity: "fatal".into(), ..warning(1) };
    let severity = "`severity` is “fatal”, neither `error` nor `warning`";
    assert_eq!(told(answer(|draft| draft.warnings = vec![fatal])), severity);
}

#[test]
fn every_rule_that_a_step_breaks_is_told() {
    let of = |change: fn(&mut wire::Step)| told(answer(|draft| change(&mut draft.steps[0])));
    let cut = "the cut of the step `step` saves nothing, or its rank is 0";
    let round = "the step `step` plays a round that no seating has";
    for (said, expected) in [
        (of(|step| step.ideal = 60), "its steps last 60 s in all, but the block lasts 600 s"),
        (of(|step| step.max = 599), "the step `step` has the bounds 60, 600, 599 s, which are not in order"),
        (of(|step| step.cut = Some(wire::Cut { rank: 1, keep: 600 })), cut),
        (of(|step| step.cut = Some(wire::Cut { rank: 0, keep: 0 })), cut),
        (of(|step| step.play = Some(wire::Play { seating: "seats".into(), round: 1 })), round),
        (of(|step| step.id = "A".into()), "“A” in `steps` is not a valid id"),
    ] {
        assert_eq!(said, expected);
    }
    let twice = answer(|draft| draft.steps = vec![wire::Step { ideal: 300, ..step(600) }; 2]);
    assert_eq!(told(twice), "two entries of `steps` are called `step`");
}

fn role(id: &str) -> Vec<wire::Role> {
    vec![wire::Role { id: id.into(), per_table: 1, stays: true, extra: String::new() }]
}

#[test]
fn every_rule_that_a_seating_breaks_is_told() {
    let of = |change: fn(&mut wire::Seating)| {
        let mut changed = seating(1);
        change(&mut changed);
        told(answer(|draft| draft.seatings = vec![changed]))
    };
    for (said, expected) in [
        (of(|s| s.mode = "loud".into()), "`mode` of `seats` is “loud”, which does not exist"),
        (of(|s| s.sizes = vec![6]), "the tables of `seats` seat 6, and 12 people take part"),
        (of(|s| s.sizes = vec![12, 0]), "a table of `seats` seats nobody"),
        (of(|s| s.rounds = 0), "the seating `seats` has no rounds"),
        (
            of(|s| s.within = Some("x".into())),
            "`within` of `seats` names a seating that does not come before it",
        ),
        (of(|s| s.roles = role("A scribe")), "a role of `seats` has no valid id"),
        (of(|s| s.roles = role("host")), "more people stay at the tables of `seats` than its hosts"),
        (of(|s| s.caps = vec![3]), "`seats` has 1 cap for 2 tables"),
        (of(|s| s.spare_seats = 13), "`seats` keeps more chairs free (13) than there are people (12)"),
        (of(|s| s.explicit = vec![vec![]; 2]), "`seats` says who sits where for 2 rounds of 1"),
        (
            of(|s| s.explicit = vec![vec![]]),
            "`seats` does not seat everybody exactly once in each round, at the tables it gives",
        ),
    ] {
        assert_eq!(said, expected);
    }
}

#[test]
fn every_rule_that_what_is_printed_or_brought_breaks_is_told() {
    let printed = |change: fn(&mut wire::Handout)| {
        let mut changed = handout(1, String::new());
        change(&mut changed);
        told(answer(|draft| draft.handouts = vec![changed]))
    };
    let brought = |change: fn(&mut wire::Supply)| {
        let mut changed = supply();
        change(&mut changed);
        told(answer(|draft| draft.supplies = vec![changed]))
    };
    let row = wire::Sheet { rows: vec![vec![String::new(); 2]], ..sheet(1, 0) };
    for (said, expected) in [
        (
            printed(|h| h.template = "../card".into()),
            "the template of `card` is “../card”, which is not a valid id",
        ),
        (
            printed(|h| h.audience = "all".into()),
            "`audience` of the handout `card` is “all”, which does not exist",
        ),
        (printed(|h| h.paper = "a0".into()), "`paper` of the handout `card` is “a0”, which does not exist"),
        (printed(|h| h.copies = 0), "the handout `card` has no copies"),
        (
            brought(|s| s.item = "a pen".into()),
            "an item of the supplies is called “a pen”, which is not a valid id",
        ),
        (brought(|s| s.unit = "kilo".into()), "`unit` of the item `pen` is “kilo”, which does not exist"),
        (told(answer(|draft| draft.sheets = vec![sheet(0, 0)])), "the sheet `sheet` has no columns"),
        (
            told(answer(|draft| draft.sheets = vec![row])),
            "a row of the sheet `sheet` has more cells than there are columns",
        ),
    ] {
        assert_eq!(said, expected);
    }
}
