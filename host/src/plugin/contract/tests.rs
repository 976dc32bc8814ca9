//! Each limit of an answer: what is as large as it may be, and what is larger by one.

use super::*;

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
