//! What the template of the run sheet sees.

use serde_json::{Value, json};

use super::context::{clock, foreign_name, handout_title, minutes, step, supply};
use super::cuts::{self, Cut};
use super::seating::{is_printed, own_word, quality};
use crate::plan::{Kind, Plan, PlannedBlock, PlannedDay, PlannedTrack, Session};
use crate::words::{self, Words};

/// Audiences in the order in which their handouts are listed.
const AUDIENCES: [&str; 5] = ["participant", "table", "wall", "host", "facilitator"];

/// Whoever ends a block late is told what to cut when it comes within so many seconds: until then much can happen.
const SOON: u32 = 3600;

/// The days of the run sheet. `names` are those of the people by their numbers; none when nobody has one.
#[must_use]
pub fn days(plan: &Plan, names: Option<&[String]>, words: &Words) -> Value {
    plan.days.iter().map(|day| one_day(day, names, words)).collect()
}

fn one_day(day: &PlannedDay, names: Option<&[String]>, words: &Words) -> Value {
    let word = |key: &str| words.render(key, minijinja::Value::default()).unwrap_or_default();
    let cuts = cuts::of_day(day);
    let planned = day.blocks.iter().enumerate().map(|(place, planned)| {
        let mut value = block(planned, Some((place, &cuts)), names, words);
        let next = cuts::first_from(&cuts, planned.end).filter(|cut| cut.start < planned.end + SOON);
        value["checkpoint"] = json!(next.map(|cut| cut.value(planned.end)));
        value["gain"] = json!(cuts.iter().filter(|cut| cut.block == place).map(|cut| cut.gain).sum::<u32>());
        (planned.start, value)
    });
    let mut blocks: Vec<(u32, Value)> = planned.collect();
    let bare = |start: u32, end: u32, kind: &str| {
        let mut line = line(kind, &word(&format!("blocks.{kind}")), start, end);
        line["notes"] = json!(word(&format!("run_sheet.{kind}")));
        line
    };
    blocks.extend(day.free.iter().map(|&(start, end)| (start, bare(start, end, "free"))));
    blocks.extend(day.buffer.map(|(start, end)| (start, bare(start, end, "buffer"))));
    blocks.sort_by_key(|(start, _)| *start);
    let cut = |cut: &Cut| {
        let mut value = cut.value(cut.start);
        value["language"] = Value::Null;
        if let Kind::Format(session) = &day.blocks[cut.block].kind {
            value["language"] = json!(foreign(session, words));
        }
        value
    };
    json!({
        "date": day.date,
        "start": clock(day.start),
        "end": clock(day.end),
        "cuts": cuts.iter().map(cut).collect::<Vec<_>>(),
        "blocks": blocks.into_iter().map(|(_, block)| block).collect::<Vec<_>>(),
    })
}

/// A block; `cuts` are its place in its day and what can be cut there.
fn block(
    block: &PlannedBlock,
    cuts: Option<(usize, &[Cut])>,
    names: Option<&[String]>,
    words: &Words,
) -> Value {
    let mut value = line(block.kind.name(), &block.title, block.start, block.end);
    value["lead"] = json!(block.lead);
    value["notes"] = json!(block.notes);
    let prompt = block.prompt.as_deref().unwrap_or_default().lines().map(str::trim);
    let paragraphs: Vec<String> = prompt.filter(|line| !line.is_empty()).map(str::to_owned).collect();
    value["prompts"] = json!(quoted(&paragraphs, words));
    match &block.kind {
        Kind::Format(session) => {
            value["steps"] = steps(session, cuts, words);
            value["supplies"] = session.supplies.iter().map(|s| supply(s, session, words)).collect();
            value["handouts"] = handouts(session, words);
            value["language"] = json!(foreign_name(block, words.language()));
            value["seating"] = session.seatings.first().map_or(Value::Null, |seated| {
                let tables = seated.rounds.first().map_or(0, Vec::len);
                json!({
                    "tables": tables,
                    "places": own_word(&session.words, &seated.id, "count", tables),
                    "rounds": seated.rounds.len(),
                    "quality": quality(seated, words),
                })
            });
        }
        Kind::Tracks(tracks) => {
            let track = |track: &PlannedTrack| {
                let blocks: Vec<Value> =
                    track.blocks.iter().map(|b| self::block(b, None, names, words)).collect();
                let people: Option<Vec<&String>> =
                    names.map(|names| track.people.iter().map(|person| &names[*person]).collect());
                json!({
                    "title": track.title,
                    "place": track.place,
                    "lead": track.lead,
                    "people": people,
                    "blocks": blocks,
                })
            };
            value["tracks"] = tracks.iter().map(track).collect();
        }
        Kind::Pause | Kind::Talk => {}
    }
    value
}

/// What every entry has.
fn line(kind: &str, title: &str, start: u32, end: u32) -> Value {
    json!({
        "kind": kind,
        "title": title,
        "start": clock(start),
        "end": clock(end),
        "minutes": minutes(end - start),
        "lead": null,
        "notes": null,
        "prompts": [],
        "steps": [],
        "supplies": [],
        "handouts": [],
        "seating": null,
        "tracks": [],
        "checkpoint": null,
        "gain": 0,
        "language": null,
    })
}

/// The language of a session's words, when it is not that of the document.
fn foreign<'s>(session: &'s Session, words: &Words) -> Option<&'s str> {
    Some(session.words.language()).filter(|language| *language != words.language())
}

/// The steps of a session. Where one ends that could have been cut, the next cut of the block is its checkpoint.
fn steps(session: &Session, cuts: Option<(usize, &[Cut])>, words: &Words) -> Value {
    let foreign = foreign(session, words);
    let one = |planned: &crate::plan::PlannedStep| {
        let mut value = step(planned);
        let own = planned.own_prompts || foreign.is_none();
        value["prompts"] =
            json!(quoted(&planned.prompts, if own { words } else { words::host(session.words.language()) }));
        value["language"] = json!(foreign);
        value["prompts_language"] = json!(foreign.filter(|_| !own));
        let said = |note: &&String| !note.trim().is_empty();
        value["notes"] = json!(planned.notes.iter().filter(said).collect::<Vec<_>>());
        let next = cuts
            .filter(|_| planned.cut.is_some())
            .and_then(|(place, cuts)| cuts::first_from(cuts, planned.end).filter(|cut| cut.block == place));
        value["checkpoint"] = json!(next.map(|cut| cut.value(planned.end)));
        value
    };
    session.steps.iter().map(one).collect()
}

/// The titles of a session's handouts, by audience. Who sits where is the facilitator's to hang up.
fn handouts(session: &Session, words: &Words) -> Value {
    let of = |audience: &&str| {
        let own = session.handouts.iter().filter(|handout| handout.audience == **audience);
        let mut titles: Vec<String> = own.map(|handout| handout_title(session, &handout.id)).collect();
        if *audience == "facilitator" && is_printed(session) {
            titles.extend(words.render("run_sheet.seating_sheet", minijinja::Value::default()));
        }
        (!titles.is_empty()).then(|| json!({ "audience": audience, "titles": titles }))
    };
    AUDIENCES.iter().filter_map(of).collect()
}

/// Words to read aloud, in the quotation marks of their language; those inside become the inner ones.
fn quoted(paragraphs: &[String], words: &Words) -> Vec<String> {
    let mark =
        |key: &str| words.render(&format!("quotes.{key}"), minijinja::Value::default()).unwrap_or_default();
    let (open, close) = (mark("open"), mark("close"));
    let (inner_open, inner_close) = (mark("inner_open"), mark("inner_close"));
    let inner = |text: &str| {
        let opened: Vec<&str> = text.split(open.trim()).collect();
        let opened = opened.iter().enumerate().map(|(i, part)| if i == 0 { part } else { part.trim_start() });
        let text = opened.collect::<Vec<_>>().join(&inner_open);
        let closed: Vec<&str> = text.split(close.trim()).collect();
        let last = closed.len() - 1;
        let closed =
            closed.iter().enumerate().map(|(i, part)| if i == last { part } else { part.trim_end() });
        closed.collect::<Vec<_>>().join(&inner_close)
    };
    let mut set: Vec<String> = paragraphs.iter().map(|text| inner(text)).collect();
    if let Some(first) = set.first_mut() {
        first.insert_str(0, &open);
    }
    if let Some(last) = set.last_mut() {
        last.push_str(&close);
    }
    set
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words;

    fn set(language: &str, paragraphs: &[&str]) -> Vec<String> {
        let paragraphs: Vec<String> = paragraphs.iter().map(|&text| text.to_owned()).collect();
        quoted(&paragraphs, words::host(language))
    }

    #[test]
    fn a_question_inside_words_to_read_aloud_has_the_inner_marks() {
        assert_eq!(
            set("fr", &["Voici la question : « Qui manque ? »", "Allez-y."]),
            ["« Voici la question : “Qui manque ?”", "Allez-y. »"]
        );
        assert_eq!(set("en", &["Ask: “Who is missing?”"]), ["“Ask: ‘Who is missing?’”"]);
    }

    #[test]
    fn nothing_to_read_has_no_marks() {
        assert_eq!(set("fr", &[]), Vec::<String>::new());
    }
}
