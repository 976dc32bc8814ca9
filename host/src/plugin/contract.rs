//! The contract, version 1: what a component of `atelier:format@1.0.0` answers becomes a [`Draft`].
//!
//! Nothing that a plugin says is believed: ids, references, sums and sizes are checked here, once.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::draft::{Draft, Handout, Play, Problem, Seating, Sheet, Span, Step, Supply};
use super::pack::is_id;

wasmtime::component::bindgen!({ path: "../plugins/sdk/wit", world: "format" });

use exports::atelier::format::planning as wire;
pub use exports::atelier::format::planning::Request;

/// The longest text of a plugin, in bytes: any of ids, keys and values.
const LONGEST_TEXT: usize = 2_000;
/// The largest JSON value of a plugin, in bytes.
const LARGEST_JSON: usize = 256 << 10;
/// The most entries of any list.
const MOST: usize = 400;
/// The most copies of a handout, and rows of a sheet: one for everybody of the largest workshop.
const MOST_COPIES: u32 = 5_000;
const MOST_ROWS: usize = 5_000;
/// The most rounds of all seatings together, and the most seats in them.
const MOST_ROUNDS: u32 = 100;
const MOST_SEATS: u64 = 200_000;
/// The most copies of all handouts of a block together.
const MOST_COPIES_IN_ALL: u64 = 20_000;
/// The largest JSON of one answer in all, in bytes, and the most values in it, which take a hundred times the byte that
/// writes one; and what more for each person.
const LARGEST_JSON_IN_ALL: [usize; 2] = [1 << 20, 256];
const MOST_JSON_VALUES: [usize; 2] = [50_000, 40];
/// The longest block, in seconds: a day.
const LONGEST: u32 = 86_400;

/// What is wrong with an answer, in words for a plugin's author.
pub type Broken = String;

macro_rules! ensure {
    ($condition:expr, $($why:tt)+) => {
        if !$condition {
            return Err(format!($($why)+));
        }
    };
}

/// Checks what `lengths` answered.
pub fn spans(spans: Vec<wire::Span>) -> Result<Vec<Span>, Broken> {
    ensure!(!spans.is_empty() && spans.len() <= MOST, "`lengths` gave {} spans", spans.len());
    for span in &spans {
        let ordered = 0 < span.min && span.min <= span.ideal && span.ideal <= span.max && span.max <= LONGEST;
        ensure!(ordered, "`lengths` gave a span of {}, {}, {} s", span.min, span.ideal, span.max);
    }
    for pair in spans.windows(2) {
        ensure!(pair[0].max < pair[1].min, "`lengths` gave spans that overlap");
    }
    Ok(spans.into_iter().map(|s| Span { min: s.min, ideal: s.ideal, max: s.max }).collect())
}

/// Checks the problems of a refusal.
pub fn problems(problems: Vec<wire::Problem>) -> Result<Vec<Problem>, Broken> {
    ensure!(problems.len() <= MOST, "{} problems at once", problems.len());
    ensure!(problems.iter().any(|p| p.severity == "error"), "a refusal without an error");
    json_in_all(problems.iter().map(|p| &p.args), 0)?;
    problems.into_iter().map(problem).collect()
}

fn problem(problem: wire::Problem) -> Result<Problem, Broken> {
    ensure!(
        ["error", "warning"].contains(&&*problem.severity),
        "a severity of `{}`",
        short(&problem.severity)
    );
    ensure!(is_id(&problem.text), "a problem called `{}`", short(&problem.text));
    short_texts([&problem.about])?;
    if let Some(value) = &problem.value {
        short_texts([value])?;
    }
    Ok(Problem {
        error: problem.severity == "error",
        about: problem.about,
        text: problem.text,
        args: object("args of a problem", &problem.args)?,
        value: problem.value,
    })
}

/// Checks what `plan` answered for `people` people and so many seconds.
pub fn draft(draft: wire::Draft, people: u32, seconds: u32) -> Result<Draft, Broken> {
    let counts = [
        draft.steps.len(),
        draft.seatings.len(),
        draft.handouts.len(),
        draft.supplies.len(),
        draft.sheets.len(),
        draft.warnings.len(),
    ];
    ensure!(counts.iter().all(|&count| count <= MOST), "more than {MOST} entries in a list of the draft");
    let of_steps = draft.steps.iter().flat_map(|s| [&s.args, &s.data]);
    let others = draft.handouts.iter().map(|h| &h.data).chain(draft.warnings.iter().map(|w| &w.args));
    json_in_all(of_steps.chain(others), people)?;
    let copies: u64 = draft.handouts.iter().map(|h| u64::from(h.copies)).sum();
    ensure!(
        copies <= MOST_COPIES_IN_ALL,
        "{copies} copies of its handouts; {MOST_COPIES_IN_ALL} is the most"
    );
    ids("step", draft.steps.iter().map(|s| &s.id))?;
    ids("seating", draft.seatings.iter().map(|s| &s.id))?;
    ids("handout", draft.handouts.iter().map(|h| &h.id))?;
    ids("sheet", draft.sheets.iter().map(|s| &s.id))?;
    let sum: u64 = draft.steps.iter().map(|s| u64::from(s.ideal)).sum();
    ensure!(sum == u64::from(seconds), "the steps last {sum} s and not {seconds}");

    let seatings = seatings(draft.seatings, people)?;
    let steps = draft.steps.into_iter().map(|s| step(s, &seatings)).collect::<Result<_, _>>()?;
    Ok(Draft {
        steps,
        seatings,
        handouts: draft.handouts.into_iter().map(handout).collect::<Result<_, _>>()?,
        supplies: draft.supplies.into_iter().map(supply).collect::<Result<_, _>>()?,
        sheets: draft.sheets.into_iter().map(sheet).collect::<Result<_, _>>()?,
        warnings: draft.warnings.into_iter().map(problem).collect::<Result<_, _>>()?,
    })
}

fn step(step: wire::Step, seatings: &[Seating]) -> Result<Step, Broken> {
    let id = &step.id;
    short_texts([&step.text])?;
    let ordered = 0 < step.ideal && step.min <= step.ideal && step.ideal <= step.max && step.max <= LONGEST;
    ensure!(ordered, "the step `{id}` lasts {}, {}, {} s", step.min, step.ideal, step.max);
    if let Some(play) = &step.play {
        let rounds = seatings.iter().find(|s| s.id == play.seating).map_or(0, |s| s.rounds);
        ensure!((1..=rounds).contains(&play.round), "the step `{id}` plays a round that no seating has");
    }
    if let Some(cut) = step.cut {
        ensure!(cut.rank > 0 && cut.keep < step.ideal, "the cut of the step `{id}` saves nothing");
    }
    Ok(Step {
        text: step.text,
        args: object("args of a step", &step.args)?,
        min: step.min,
        seconds: step.ideal,
        max: step.max,
        cut: step.cut.map(|cut| (cut.rank, cut.keep)),
        play: step.play.map(|play| Play { seating: play.seating, round: play.round }),
        data: json("data of a step", &step.data)?,
        id: step.id,
    })
}

fn seatings(seatings: Vec<wire::Seating>, people: u32) -> Result<Vec<Seating>, Broken> {
    let mut known: Vec<Seating> = Vec::new();
    let rounds = seatings.iter().fold(0, |sum: u32, seating| sum.saturating_add(seating.rounds));
    ensure!(rounds <= MOST_ROUNDS, "{rounds} rounds in all, and {MOST_ROUNDS} are the most");
    let seats = u64::from(rounds) * u64::from(people);
    ensure!(seats <= MOST_SEATS, "{seats} seats in all rounds, and {MOST_SEATS} are the most");
    for seating in seatings {
        let id = &seating.id;
        let mode = &*seating.mode;
        ensure!(["plain", "distinct", "hosted"].contains(&mode), "a mode of `{}`", short(mode));
        let sum: u64 = seating.sizes.iter().map(|&s| u64::from(s)).sum();
        ensure!(sum == u64::from(people), "the tables of `{id}` seat {sum} people, not {people}");
        ensure!(!seating.sizes.contains(&0), "a table of `{id}` seats nobody");
        ensure!(seating.rounds > 0, "`{id}` has {} rounds", seating.rounds);
        ensure!(
            seating.within.as_ref().is_none_or(|earlier| known.iter().any(|s| s.id == *earlier)),
            "`{id}` is within a seating that does not come before it"
        );
        ensure!(seating.roles.len() <= MOST, "`{id}` has {} roles", seating.roles.len());
        ensure!(seating.roles.iter().all(|role| is_id(&role.id)), "a role of `{id}` has no id");
        let stay: u64 = seating.roles.iter().filter(|r| r.stays).map(|r| u64::from(r.per_table)).sum();
        ensure!(
            stay <= u64::from(mode == "hosted"),
            "more people stay at the tables of `{id}` than its hosts"
        );
        if !seating.explicit.is_empty() {
            explicit(&seating, people)?;
        }
        ensure!(
            seating.caps.is_empty() || seating.caps.len() == seating.sizes.len(),
            "`{id}` has caps for {} tables of {}",
            seating.caps.len(),
            seating.sizes.len()
        );
        ensure!(seating.spare_seats <= people, "`{id}` keeps {} seats free", seating.spare_seats);
        known.push(Seating {
            id: seating.id,
            mode: seating.mode,
            sizes: seating.sizes,
            rounds: seating.rounds,
            within: seating.within,
            roles: seating.roles.into_iter().map(|r| (r.id, r.per_table, r.stays)).collect(),
            explicit: seating.explicit,
            caps: seating.caps,
            spare_seats: seating.spare_seats,
        });
    }
    Ok(known)
}

fn explicit(seating: &wire::Seating, people: u32) -> Result<(), Broken> {
    let id = &seating.id;
    ensure!(
        seating.explicit.len() == seating.rounds as usize,
        "`{id}` seats {} rounds",
        seating.explicit.len()
    );
    for round in &seating.explicit {
        let sizes = round.iter().map(Vec::len).eq(seating.sizes.iter().map(|&s| s as usize));
        let mut seats: Vec<u32> = round.iter().flatten().copied().collect();
        seats.sort_unstable();
        ensure!(
            sizes && seats.into_iter().eq(0..people),
            "`{id}` does not seat everybody once in each round"
        );
    }
    Ok(())
}

fn handout(handout: wire::Handout) -> Result<Handout, Broken> {
    let id = &handout.id;
    ensure!(is_id(&handout.template), "the template of `{id}` has no id");
    let audiences = ["facilitator", "host", "participant", "table", "wall"];
    ensure!(audiences.contains(&&*handout.audience), "`{id}` is for `{}`", short(&handout.audience));
    let papers = ["a3", "a3-landscape", "a4", "a4-landscape", "a5", "a5-landscape"];
    ensure!(papers.contains(&&*handout.paper), "`{id}` is on `{}`", short(&handout.paper));
    ensure!((1..=MOST_COPIES).contains(&handout.copies), "{} copies of `{id}`", handout.copies);
    Ok(Handout {
        template: handout.template,
        audience: handout.audience,
        paper: handout.paper,
        copies: handout.copies,
        shared: handout.shared,
        data: json("data of a handout", &handout.data)?,
        id: handout.id,
    })
}

fn supply(supply: wire::Supply) -> Result<Supply, Broken> {
    ensure!(is_id(&supply.item), "a supply without an id");
    let units = ["pack", "piece", "roll", "set", "sheet"];
    ensure!(units.contains(&&*supply.unit), "a unit of `{}`", short(&supply.unit));
    Ok(Supply { item: supply.item, quantity: supply.quantity, unit: supply.unit, reused: supply.reused })
}

fn sheet(sheet: wire::Sheet) -> Result<Sheet, Broken> {
    let id = &sheet.id;
    ensure!((1..=40).contains(&sheet.columns.len()), "the sheet `{id}` has {} columns", sheet.columns.len());
    ensure!(sheet.rows.len() <= MOST_ROWS, "the sheet `{id}` has {} rows", sheet.rows.len());
    short_texts(sheet.columns.iter().chain(sheet.rows.iter().flatten()))?;
    ensure!(sheet.rows.iter().all(|row| row.len() <= sheet.columns.len()), "a row of `{id}` is too long");
    Ok(Sheet { columns: sheet.columns, rows: sheet.rows, id: sheet.id })
}

fn ids<'a>(what: &str, ids: impl Iterator<Item = &'a String>) -> Result<(), Broken> {
    let mut seen = HashSet::new();
    for id in ids {
        ensure!(is_id(id), "a {what} without an id: `{}`", short(id));
        ensure!(seen.insert(id), "two {what}s called `{id}`");
    }
    Ok(())
}

fn short_texts<'a>(texts: impl IntoIterator<Item = &'a String>) -> Result<(), Broken> {
    for text in texts {
        ensure!(text.len() <= LONGEST_TEXT, "a text of {} bytes", text.len());
    }
    Ok(())
}

/// All JSON of one answer about so many people, before any of it is read.
fn json_in_all<'a>(texts: impl Iterator<Item = &'a String> + Clone, people: u32) -> Result<(), Broken> {
    let most = |[base, each]: [usize; 2]| base + each * people as usize;
    let bytes: usize = texts.clone().map(String::len).sum();
    let (largest, many) = (most(LARGEST_JSON_IN_ALL), most(MOST_JSON_VALUES));
    ensure!(bytes <= largest, "{bytes} bytes of JSON; {largest} is the most");
    let values: usize = texts.map(|text| json_values(text)).sum();
    ensure!(values <= many, "{values} values in its JSON; {many} is the most");
    Ok(())
}

/// How many values a JSON text holds, or some more: each but the first of a list follows a comma, and each list opens
/// once.
fn json_values(text: &str) -> usize {
    let (mut values, mut quoted, mut escaped) = (1, false, false);
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b',' | b'[' | b'{' if !quoted => values += 1,
            _ => {}
        }
    }
    values
}

fn object(what: &str, text: &str) -> Result<Map<String, Value>, Broken> {
    match json(what, text)? {
        Value::Object(map) => Ok(map),
        Value::Null => Ok(Map::new()),
        _ => Err(format!("the {what} are not a JSON object")),
    }
}

/// JSON of a plugin. serde_json stops at 128 levels of nesting by itself.
fn json(what: &str, text: &str) -> Result<Value, Broken> {
    ensure!(text.len() <= LARGEST_JSON, "the {what} are {} bytes long", text.len());
    if text.is_empty() {
        return Ok(Value::Null);
    }
    serde_json::from_str(text).map_err(|e| format!("the {what} are not JSON: {e}"))
}

fn short(text: &str) -> String {
    text.chars().take(40).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
