//! What templates see of a plan. The names here are documented in docs/writing-a-format.md.

use serde_json::{Map, Value, json};

use super::seating;
use crate::plan::{Kind, PlannedBlock, PlannedDay, PlannedStep, Seated, Session};
use crate::words::{self, Words};
use crate::workshop::{Clock, Paper, Workshop};

/// The labels of people: a name, or a number where only that is known.
#[must_use]
pub fn labels(workshop: &Workshop, words: &Words) -> Vec<String> {
    let label = |(i, person): (usize, &crate::workshop::Person)| {
        if person.name.is_empty() {
            let number = minijinja::context! { number => i + 1 };
            words.render("people.unnamed", number).unwrap_or_else(|_| (i + 1).to_string())
        } else {
            person.name.clone()
        }
    };
    workshop.people.list.iter().enumerate().map(label).collect()
}

/// `workshop`
#[must_use]
pub fn workshop(workshop: &Workshop) -> Value {
    let day = &workshop.days[0];
    json!({
        "title": workshop.title.value,
        "language": workshop.language.value,
        "purpose": workshop.purpose,
        "place": workshop.place,
        "facilitators": workshop.facilitators,
        "date": day.date.as_ref().map(|date| &date.value),
        "start": day.start.value.to_string(),
        "end": day.end.value.to_string(),
        "people": workshop.people.list.len(),
        "named": workshop.people.list.iter().all(|person| !person.name.is_empty()),
        "walls": workshop.walls,
        "paper": match workshop.paper { Paper::A4 => "a4", Paper::Letter => "letter" },
    })
}

pub(super) fn clock(seconds: u32) -> String {
    Clock(seconds).to_string()
}

/// Minutes as a number; whole ones as a whole number.
pub(super) fn minutes(seconds: u32) -> Value {
    if seconds.is_multiple_of(60) { json!(seconds / 60) } else { json!(f64::from(seconds) / 60.0) }
}

/// The context of a handout.
#[must_use]
pub fn handout(
    workshop: &Workshop,
    block: &PlannedBlock,
    session: &Session,
    labels: &[String],
) -> Map<String, Value> {
    let steps: Vec<Value> = session.steps.iter().map(step).collect();
    let of_seating = |seated: &Seated| {
        let mut value = seating::facts(seated, labels);
        value["people"] = seating::people(&block.people, Some(seated), labels, workshop);
        (seated.id.clone(), value)
    };
    let seatings: Map<String, Value> = session.seatings.iter().map(of_seating).collect();
    let first = session.seatings.first();
    let mut context = Map::new();
    let mut put = |key: &str, value: Value| context.insert(key.to_owned(), value);
    put("workshop", self::workshop(workshop));
    put(
        "block",
        json!({
            "id": block.id,
            "number": session.number,
            "title": block.title,
            "start": clock(block.start),
            "end": clock(block.end),
            "minutes": minutes(block.end - block.start),
            "lead": block.lead,
            "settings": session.settings,
        }),
    );
    let who = |seated| seating::people(&block.people, seated, labels, workshop);
    put("people", who(first));
    put("tables", first.map_or(json!([]), |seated| seating::tables(seated, labels)));
    put("rounds", first.map_or(json!([]), |seated| seating::rounds(seated, &session.steps)));
    put("spare_seats", first.map_or(json!([]), seating::spare_seats));
    put("seating", Value::Object(seatings));
    put("steps", json!(steps));
    context
}

/// A step, for handouts and for the run sheet.
pub(super) fn step(step: &PlannedStep) -> Value {
    json!({
        "id": step.id,
        "title": step.title,
        "prompt": step.prompts.join(" "),
        "prompts": step.prompts,
        "notes": step.notes,
        "start": clock(step.start),
        "end": clock(step.end),
        "seconds": step.end - step.start,
        "minutes": minutes(step.end - step.start),
        "seating": step.play.as_ref().map(|play| &play.0),
        "round": step.play.as_ref().map(|play| play.1),
        "data": step.data,
    })
}

/// The entries of a day's agenda: its blocks, free time and the buffer, in order of time.
#[must_use]
pub fn agenda_day(day: &PlannedDay, words: &Words) -> Value {
    let word = |key: &str| words.render(key, minijinja::Value::default()).unwrap_or_default();
    let mut entries: Vec<(u32, Value)> =
        day.blocks.iter().map(|block| (block.start, agenda_entry(block, words.language()))).collect();
    let bare =
        |start: u32, end: u32, kind: &str| agenda_line(kind, &word(&format!("blocks.{kind}")), start, end);
    entries.extend(day.free.iter().map(|&(start, end)| (start, bare(start, end, "free"))));
    entries.extend(day.buffer.map(|(start, end)| (start, bare(start, end, "buffer"))));
    entries.sort_by_key(|(start, _)| *start);
    json!({
        "date": day.date,
        "start": clock(day.start),
        "end": clock(day.end),
        "entries": entries.into_iter().map(|(_, entry)| entry).collect::<Vec<_>>(),
    })
}

/// What a format says of itself, it says in the language of the agenda or not at all.
fn agenda_entry(block: &PlannedBlock, language: &str) -> Value {
    let (summary, questions) = match &block.kind {
        Kind::Format(session) => {
            let own = session.words.language() == language;
            let summary = own.then(|| session.words.render("summary", minijinja::Value::default()).ok());
            (summary.flatten(), questions(&session.settings))
        }
        _ => (None, Vec::new()),
    };
    let tracks: Vec<Value> = match &block.kind {
        Kind::Tracks(tracks) => tracks
            .iter()
            .map(|track| {
                let entries: Vec<Value> =
                    track.blocks.iter().map(|block| agenda_entry(block, language)).collect();
                json!({ "title": track.title, "place": track.place, "entries": entries })
            })
            .collect(),
        _ => Vec::new(),
    };
    let kind = if matches!(block.kind, Kind::Format(_)) { "block" } else { block.kind.name() };
    let mut line = agenda_line(kind, &block.title, block.start, block.end);
    line["id"] = json!(block.id);
    line["summary"] = json!(summary);
    line["language"] = json!(foreign_name(block, language));
    line["questions"] = json!(questions);
    line["lead"] = json!(block.lead);
    line["tracks"] = json!(tracks);
    line
}

/// The language of a block's title, when it is the name of a format that has no words in the workshop's.
pub(super) fn foreign_name<'b>(block: &'b PlannedBlock, language: &str) -> Option<&'b str> {
    let Kind::Format(session) = &block.kind else { return None };
    Some(session.words.language()).filter(|own| block.named && *own != language)
}

/// The questions that a format was given: the settings `questions` and `question` mean that in every format.
fn questions(settings: &Map<String, Value>) -> Vec<&str> {
    let several = settings.get("questions").and_then(Value::as_array);
    let several = several.into_iter().flatten().filter_map(Value::as_str);
    several.chain(settings.get("question").and_then(Value::as_str)).collect()
}

/// What every entry of an agenda has.
fn agenda_line(kind: &str, title: &str, start: u32, end: u32) -> Value {
    json!({
        "id": null,
        "kind": kind,
        "title": title,
        "start": clock(start),
        "end": clock(end),
        "minutes": minutes(end - start),
        "summary": null,
        "questions": [],
        "lead": null,
        "tracks": [],
        "language": null,
    })
}

/// The title of a handout, in the words of its format.
#[must_use]
pub fn handout_title(session: &Session, id: &str) -> String {
    session
        .words
        .render(&format!("handouts.{id}"), minijinja::Value::default())
        .unwrap_or_else(|_| id.to_owned())
}

/// `24 markers`, in the host's words, else in those of the format.
pub(super) fn supply(supply: &crate::plugin::Supply, session: &Session, words: &Words) -> String {
    phrase_supply(&supply.item, supply.quantity, &supply.unit, words, &session.words)
}

/// A quantity of something, in words.
#[must_use]
pub fn phrase_supply(item: &str, quantity: u32, unit: &str, host: &Words, pack: &Words) -> String {
    let key = format!("supplies.{item}");
    let args = minijinja::context! { quantity => quantity, unit => unit };
    let words = if host.has(&key) { host } else { pack };
    let text = words.render(&key, args).unwrap_or_else(|_| item.to_owned());
    words::typography::typeset(host.language(), &text)
}
