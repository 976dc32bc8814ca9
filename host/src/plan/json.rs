//! `plan --json` and `plan.json`: the plan for other programs. Its shape is a promise.

use serde_json::{Map, Value, json};

use super::{Kind, Plan, PlannedBlock, PlannedDay, Seated};
use crate::workshop::{Clock, Workshop};

/// The plan as JSON. `documents` are those that a kit would hold; `warnings` already as JSON. People are their
/// names, or their numbers from 1 where only those are known.
#[must_use]
pub fn json(workshop: &Workshop, plan: &Plan, documents: &[Value], warnings: &Value) -> Value {
    let people: Vec<Value> = workshop
        .people
        .list
        .iter()
        .enumerate()
        .map(|(i, person)| if person.name.is_empty() { json!(i + 1) } else { json!(person.name) })
        .collect();
    let seating: Vec<Value> = plan
        .sessions()
        .into_iter()
        .flat_map(|(block, session)| session.seatings.iter().map(|seated| seating(block, seated, &people)))
        .collect();
    let supplies: Vec<Value> = plan
        .supplies
        .iter()
        .map(|line| json!({ "item": line.item, "quantity": line.quantity, "unit": line.unit }))
        .collect();
    json!({
        "version": 1,
        "title": workshop.title.value,
        "language": workshop.language.value,
        "people": workshop.people.list.len(),
        "days": plan.days.iter().map(day).collect::<Vec<_>>(),
        "seating": seating,
        "supplies": supplies,
        "documents": documents,
        "warnings": warnings,
    })
}

fn clock(seconds: u32) -> String {
    Clock(seconds).to_string()
}

fn day(day: &PlannedDay) -> Value {
    let part = |&(start, end): &(u32, u32)| json!({ "start": clock(start), "end": clock(end), "seconds": end - start });
    json!({
        "date": day.date,
        "start": clock(day.start),
        "end": clock(day.end),
        "blocks": day.blocks.iter().map(block).collect::<Vec<_>>(),
        "free": day.free.iter().map(part).collect::<Vec<_>>(),
        "buffer": day.buffer.as_ref().map(part),
    })
}

fn block(block: &PlannedBlock) -> Value {
    let mut value = Map::new();
    value.insert("id".into(), json!(block.id));
    value.insert("kind".into(), json!(block.kind.name()));
    value.insert("format".into(), Value::Null);
    value.insert("title".into(), json!(block.title));
    value.insert("start".into(), json!(clock(block.start)));
    value.insert("end".into(), json!(clock(block.end)));
    value.insert("steps".into(), json!([]));
    match &block.kind {
        Kind::Format(session) => {
            value["format"] = json!(session.format.id());
            let step = |step: &super::PlannedStep| {
                json!({
                    "id": step.id,
                    "title": step.title,
                    "start": clock(step.start),
                    "end": clock(step.end),
                    "seconds": step.end - step.start,
                })
            };
            value["steps"] = session.steps.iter().map(step).collect();
        }
        Kind::Tracks(tracks) => {
            let track = |track: &super::PlannedTrack| {
                json!({
                    "title": track.title,
                    "people": track.people.len(),
                    "blocks": track.blocks.iter().map(self::block).collect::<Vec<_>>(),
                })
            };
            value.insert("tracks".into(), tracks.iter().map(track).collect());
        }
        Kind::Pause | Kind::Talk => {}
    }
    Value::Object(value)
}

fn seating(block: &PlannedBlock, seated: &Seated, people: &[Value]) -> Value {
    let table =
        |table: &Vec<usize>| -> Value { table.iter().map(|&person| people[person].clone()).collect() };
    let round = |round: &Vec<Vec<usize>>| -> Value { round.iter().map(table).collect() };
    json!({
        "id": seated.id,
        "block": block.id,
        "mode": seated.mode,
        "rounds": seated.rounds.iter().map(round).collect::<Vec<_>>(),
        "repeats": seated.repeats,
        "revisits": seated.revisits,
        "bound": seated.bound,
        "met_before": seated.met_before,
    })
}
