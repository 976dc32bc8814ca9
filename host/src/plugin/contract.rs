//! The contract, version 1: what a component of `atelier:format@1.0.0` answers becomes a [`Draft`].
//!
//! Nothing that a plugin says is believed: ids, references, sums and sizes are checked here, once.

#[cfg(test)]
mod tests;

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::draft::{Draft, Handout, Play, Problem, Seating, Sheet, Span, Step, Supply};
use super::failure::{Breach, Excess, Failure, Limit, within};
use super::limits::{
    DEEPEST_JSON, LARGEST_JSON, LARGEST_JSON_IN_ALL, LONGEST_BLOCK, LONGEST_TEXT, MOST_COLUMNS, MOST_COPIES,
    MOST_COPIES_IN_ALL, MOST_ENTRIES, MOST_JSON_VALUES, MOST_ROUNDS, MOST_ROWS, MOST_SEATS,
};
use super::pack::is_id;
use crate::hidden;

wasmtime::component::bindgen!({ path: "../plugins/sdk/wit", world: "format" });

use exports::atelier::format::planning as wire;
pub use exports::atelier::format::planning::Request;

/// The contract that is served, as manifests write it.
pub const CONTRACT: &str = "1.0";
/// The versions of the contract that are served; those that only mend its words are, too.
const SERVED: &str = "1.0.";
/// The interface that a component exports, without its version.
const INTERFACE: &str = "atelier:format/planning@";

/// The version of the contract that an export of a component stands for.
pub fn version(export: &str) -> Option<&str> {
    export.strip_prefix(INTERFACE)
}

/// Whether this version of the contract is served.
pub fn serves(version: &str) -> bool {
    version.starts_with(SERVED)
}

/// Refuses an answer that breaks a rule, a word of `[breaches]`, which may mention what follows.
macro_rules! ensure {
    ($condition:expr, $rule:literal $(, $name:ident = $value:expr)*) => {
        if !$condition {
            return Err(Breach::of($rule)$(.with(stringify!($name), $value))*.into());
        }
    };
}

/// Checks what `lengths` answered.
pub fn spans(spans: Vec<wire::Span>) -> Result<Vec<Span>, Failure> {
    ensure!(!spans.is_empty(), "no-spans");
    within(Limit::Spans, spans.len(), MOST_ENTRIES, "lengths")?;
    for span in &spans {
        lasts(span.max, "lengths")?;
        let ordered = 0 < span.min && span.min <= span.ideal && span.ideal <= span.max;
        ensure!(ordered, "span-order", min = span.min, ideal = span.ideal, max = span.max);
    }
    for pair in spans.windows(2) {
        ensure!(pair[0].max < pair[1].min, "spans-overlap");
    }
    Ok(spans.into_iter().map(|s| Span { min: s.min, ideal: s.ideal, max: s.max }).collect())
}

/// Checks the problems of a refusal.
pub fn problems(problems: Vec<wire::Problem>) -> Result<Vec<Problem>, Failure> {
    within(Limit::Entries, problems.len(), MOST_ENTRIES, "problems")?;
    ensure!(problems.iter().any(|p| p.severity == "error"), "no-error");
    json_in_all(problems.iter().map(|p| &p.args), 0)?;
    problems.into_iter().map(problem).collect()
}

fn problem(problem: wire::Problem) -> Result<Problem, Failure> {
    let severities = ["error", "warning"];
    ensure!(severities.contains(&&*problem.severity), "severity", found = short(&problem.severity));
    ensure!(is_id(&problem.text), "problem-id", found = short(&problem.text));
    short_texts([&problem.about])?;
    if let Some(value) = &problem.value {
        short_texts([value])?;
    }
    Ok(Problem {
        error: problem.severity == "error",
        about: problem.about,
        text: problem.text,
        args: object("problems.args", &problem.args)?,
        value: problem.value.map(|value| hidden::without(&value).into_owned()),
    })
}

/// Checks what `plan` answered for `people` people and so many seconds.
pub fn draft(draft: wire::Draft, people: u32, seconds: u32) -> Result<Draft, Failure> {
    for (list, count) in [
        ("steps", draft.steps.len()),
        ("seatings", draft.seatings.len()),
        ("handouts", draft.handouts.len()),
        ("supplies", draft.supplies.len()),
        ("sheets", draft.sheets.len()),
        ("warnings", draft.warnings.len()),
    ] {
        within(Limit::Entries, count, MOST_ENTRIES, list)?;
    }
    let of_steps = draft.steps.iter().flat_map(|s| [&s.args, &s.data]);
    let others = draft.handouts.iter().map(|h| &h.data).chain(draft.warnings.iter().map(|w| &w.args));
    json_in_all(of_steps.chain(others), people)?;
    let copies = draft.handouts.iter().fold(0, |sum: usize, h| sum.saturating_add(h.copies as usize));
    within(Limit::CopiesInAll, copies, MOST_COPIES_IN_ALL, "handouts")?;
    ids("steps", draft.steps.iter().map(|s| &s.id))?;
    ids("seatings", draft.seatings.iter().map(|s| &s.id))?;
    ids("handouts", draft.handouts.iter().map(|h| &h.id))?;
    ids("sheets", draft.sheets.iter().map(|s| &s.id))?;
    let sum: u64 = draft.steps.iter().map(|s| u64::from(s.ideal)).sum();
    ensure!(sum == u64::from(seconds), "sum", sum = sum, seconds = seconds);

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

fn step(step: wire::Step, seatings: &[Seating]) -> Result<Step, Failure> {
    let id = &step.id;
    short_texts([&step.text])?;
    lasts(step.max, id)?;
    let ordered = 0 < step.ideal && step.min <= step.ideal && step.ideal <= step.max;
    ensure!(ordered, "step-order", id = &**id, min = step.min, ideal = step.ideal, max = step.max);
    if let Some(play) = &step.play {
        let rounds = seatings.iter().find(|s| s.id == play.seating).map_or(0, |s| s.rounds);
        ensure!((1..=rounds).contains(&play.round), "step-round", id = &**id);
    }
    if let Some(cut) = step.cut {
        ensure!(cut.rank > 0 && cut.keep < step.ideal, "step-cut", id = &**id);
    }
    Ok(Step {
        text: step.text,
        args: object("steps.args", &step.args)?,
        min: step.min,
        seconds: step.ideal,
        max: step.max,
        cut: step.cut.map(|cut| (cut.rank, cut.keep)),
        play: step.play.map(|play| Play { seating: play.seating, round: play.round }),
        data: json("steps.data", &step.data)?,
        id: step.id,
    })
}

fn seatings(seatings: Vec<wire::Seating>, people: u32) -> Result<Vec<Seating>, Failure> {
    let mut known: Vec<Seating> = Vec::new();
    let rounds = seatings.iter().fold(0, |sum: u32, seating| sum.saturating_add(seating.rounds));
    within(Limit::Rounds, rounds as usize, MOST_ROUNDS as usize, "seatings")?;
    within(Limit::Seats, rounds as usize * people as usize, MOST_SEATS, "seatings")?;
    for seating in seatings {
        let id = &seating.id;
        let mode = &*seating.mode;
        ensure!(
            ["plain", "distinct", "hosted"].contains(&mode),
            "seating-mode",
            id = &**id,
            found = short(mode)
        );
        let sum: u64 = seating.sizes.iter().map(|&s| u64::from(s)).sum();
        ensure!(sum == u64::from(people), "tables-sum", id = &**id, sum = sum, people = people);
        ensure!(!seating.sizes.contains(&0), "table-empty", id = &**id);
        ensure!(seating.rounds > 0, "no-rounds", id = &**id);
        ensure!(
            seating.within.as_ref().is_none_or(|earlier| known.iter().any(|s| s.id == *earlier)),
            "within",
            id = &**id
        );
        within(Limit::Entries, seating.roles.len(), MOST_ENTRIES, "roles")?;
        ensure!(seating.roles.iter().all(|role| is_id(&role.id)), "role-id", id = &**id);
        let stay: u64 = seating.roles.iter().filter(|r| r.stays).map(|r| u64::from(r.per_table)).sum();
        ensure!(stay <= u64::from(mode == "hosted"), "stays", id = &**id);
        if !seating.explicit.is_empty() {
            explicit(&seating, people)?;
        }
        let (caps, tables) = (seating.caps.len(), seating.sizes.len());
        ensure!(caps == 0 || caps == tables, "caps", id = &**id, found = caps, tables = tables);
        ensure!(
            seating.spare_seats <= people,
            "spare-seats",
            id = &**id,
            found = seating.spare_seats,
            people = people
        );
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

fn explicit(seating: &wire::Seating, people: u32) -> Result<(), Failure> {
    let id = &seating.id;
    let (found, rounds) = (seating.explicit.len(), seating.rounds);
    ensure!(found == rounds as usize, "explicit-rounds", id = &**id, found = found, rounds = rounds);
    for round in &seating.explicit {
        let sizes = round.iter().map(Vec::len).eq(seating.sizes.iter().map(|&s| s as usize));
        let mut seats: Vec<u32> = round.iter().flatten().copied().collect();
        seats.sort_unstable();
        ensure!(sizes && seats.into_iter().eq(0..people), "explicit-seats", id = &**id);
    }
    Ok(())
}

fn handout(handout: wire::Handout) -> Result<Handout, Failure> {
    let id = &handout.id;
    ensure!(is_id(&handout.template), "template-id", id = &**id, found = short(&handout.template));
    let audiences = ["facilitator", "host", "participant", "table", "wall"];
    ensure!(
        audiences.contains(&&*handout.audience),
        "audience",
        id = &**id,
        found = short(&handout.audience)
    );
    let papers = ["a3", "a3-landscape", "a4", "a4-landscape", "a5", "a5-landscape"];
    ensure!(papers.contains(&&*handout.paper), "paper", id = &**id, found = short(&handout.paper));
    ensure!(handout.copies > 0, "no-copies", id = &**id);
    within(Limit::Copies, handout.copies as usize, MOST_COPIES as usize, id)?;
    Ok(Handout {
        template: handout.template,
        audience: handout.audience,
        paper: handout.paper,
        copies: handout.copies,
        shared: handout.shared,
        data: json("handouts.data", &handout.data)?,
        id: handout.id,
    })
}

fn supply(supply: wire::Supply) -> Result<Supply, Failure> {
    ensure!(is_id(&supply.item), "supply-id", found = short(&supply.item));
    let units = ["pack", "piece", "roll", "set", "sheet"];
    ensure!(units.contains(&&*supply.unit), "unit", id = &*supply.item, found = short(&supply.unit));
    Ok(Supply { item: supply.item, quantity: supply.quantity, unit: supply.unit, reused: supply.reused })
}

fn sheet(sheet: wire::Sheet) -> Result<Sheet, Failure> {
    let id = &sheet.id;
    ensure!(!sheet.columns.is_empty(), "no-columns", id = &**id);
    within(Limit::Columns, sheet.columns.len(), MOST_COLUMNS, id)?;
    within(Limit::Rows, sheet.rows.len(), MOST_ROWS, id)?;
    short_texts(sheet.columns.iter().chain(sheet.rows.iter().flatten()))?;
    ensure!(sheet.rows.iter().all(|row| row.len() <= sheet.columns.len()), "row", id = &**id);
    let shown = |row: Vec<String>| row.iter().map(|cell| hidden::without(cell).into_owned()).collect();
    Ok(Sheet { columns: sheet.columns, rows: sheet.rows.into_iter().map(shown).collect(), id: sheet.id })
}

fn ids<'a>(list: &str, ids: impl Iterator<Item = &'a String>) -> Result<(), Failure> {
    let mut seen = HashSet::new();
    for id in ids {
        ensure!(is_id(id), "bad-id", list = list, found = short(id));
        ensure!(seen.insert(id), "same-id", list = list, id = &**id);
    }
    Ok(())
}

fn short_texts<'a>(texts: impl IntoIterator<Item = &'a String>) -> Result<(), Failure> {
    for text in texts {
        within(Limit::Text, text.len(), LONGEST_TEXT, "")?;
    }
    Ok(())
}

/// All JSON of one answer about so many people, before any of it is read.
fn json_in_all<'a>(texts: impl Iterator<Item = &'a String> + Clone, people: u32) -> Result<(), Failure> {
    let most = |[base, each]: [usize; 2]| base + each * people as usize;
    let bytes: usize = texts.clone().map(String::len).sum();
    let (largest, many) = (most(LARGEST_JSON_IN_ALL), most(MOST_JSON_VALUES));
    within(Limit::JsonInAll, bytes, largest, "")?;
    let values: usize = texts.map(|text| json_values(text)).sum();
    within(Limit::JsonValues, values, many, "")
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

/// A step or a block is not longer than a day.
fn lasts(seconds: u32, part: &str) -> Result<(), Failure> {
    within(Limit::Length, seconds as usize, LONGEST_BLOCK as usize, part)
}

fn object(what: &str, text: &str) -> Result<Map<String, Value>, Failure> {
    match json(what, text)? {
        Value::Object(map) => Ok(map),
        Value::Null => Ok(Map::new()),
        _ => Err(Breach::of("not-object").with("part", what).into()),
    }
}

/// JSON of a plugin.
fn json(what: &str, text: &str) -> Result<Value, Failure> {
    within(Limit::Json, text.len(), LARGEST_JSON, what)?;
    if text.is_empty() {
        return Ok(Value::Null);
    }
    let value = serde_json::from_str(text).map_err(|error| match error.to_string() {
        // The only way in which it tells that it stopped there.
        said if said.starts_with("recursion limit exceeded") => {
            let (most, part) = (DEEPEST_JSON as u64, what.to_owned());
            Failure::from(Excess { limit: Limit::Nesting, most, found: None, part, profile: None })
        }
        _ => {
            let line = text.lines().nth(error.line().saturating_sub(1)).unwrap_or_default();
            Breach::of("not-json")
                .with("part", what)
                .with("line", error.line())
                .with("column", error.column())
                .with("found", short(line))
                .into()
        }
    })?;
    Ok(shown(value))
}

/// The same value, its texts without the characters that nobody sees.
fn shown(value: Value) -> Value {
    match value {
        Value::String(text) if text.contains(hidden::is_hidden) => hidden::without(&text).into(),
        Value::Array(items) => items.into_iter().map(shown).collect(),
        Value::Object(entries) => entries.into_iter().map(|(key, value)| (key, shown(value))).collect(),
        other => other,
    }
}

fn short(text: &str) -> String {
    text.chars().take(40).collect()
}
