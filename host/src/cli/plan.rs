//! `atelier plan FILE`: the run sheet in the terminal.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use super::args::Plan as Args;
use super::workshop::Loaded;
use super::{Exit, Session, phrase, seating};
use crate::diagnostic::json as problems_as_json;
use crate::kit;
use crate::plan::{Kind, Plan, PlannedBlock};
use crate::words::Words;
use crate::workshop::{Clock, Workshop};

pub fn run(args: &Args, session: &mut Session) -> Exit {
    let mut loaded = match Loaded::read(&args.file, &args.plugins, session) {
        Ok(loaded) => loaded,
        Err(exit) => return exit,
    };
    let choices = match loaded.choices(&args.seats, session) {
        Ok(choices) => choices,
        Err(exit) => return exit,
    };
    let (planned, problems) = loaded.plan(choices);
    session.tell(&problems, loaded.words);
    let Some((workshop, plan)) = planned else { return Exit::Problem };
    seating::say(workshop, &plan, &args.seats, loaded.words, session);
    if !args.json {
        return session.print(&table(workshop, &plan, loaded.words));
    }
    match kit::documents(workshop, &loaded.theme, &plan, &mut session.sources) {
        Ok(documents) => {
            let warnings = problems_as_json::render(&problems, &session.sources, loaded.words);
            session.print_json(&crate::plan::json(workshop, &plan, &documents, &warnings["problems"]))
        }
        Err(problems) => {
            session.tell(&problems, loaded.words);
            Exit::Problem
        }
    }
}

/// Clock times, minutes and titles, day by day; steps stand below their block.
fn table(workshop: &Workshop, plan: &Plan, words: &Words) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "{}", workshop.title.value);
    for day in &plan.days {
        let mut args = Map::new();
        args.insert("day".into(), json!(day.date));
        args.insert("start".into(), json!(Clock(day.start).to_string()));
        args.insert("end".into(), json!(Clock(day.end).to_string()));
        args.insert("people".into(), json!(workshop.people.list.len()));
        let _ = writeln!(out, "{}\n", phrase(words, "cli.messages.day", &args));
        let mut rows: Vec<(u32, String)> = Vec::new();
        for block in &day.blocks {
            rows.push((block.start, block_lines(block, 0, words)));
        }
        let bare = |&(start, end): &(u32, u32), key: &str| {
            (start, line(start, end, 0, &format!("({})", phrase(words, key, &Map::new()))))
        };
        rows.extend(day.free.iter().map(|free| bare(free, "blocks.free")));
        rows.extend(day.buffer.iter().map(|buffer| bare(buffer, "blocks.buffer")));
        rows.sort_by_key(|row| row.0);
        out.extend(rows.into_iter().map(|(_, text)| text));
        out.push('\n');
    }
    out
}

fn block_lines(block: &PlannedBlock, depth: usize, words: &Words) -> String {
    let mut text = line(block.start, block.end, depth, &block.title);
    match &block.kind {
        Kind::Format(session) => {
            for step in &session.steps {
                let cut = step.cut.map_or_else(String::new, |(_, keep)| {
                    let gain =
                        Map::from_iter([("gain".to_owned(), Value::from(step.end - step.start - keep))]);
                    format!("  [{}]", phrase(words, "cli.messages.cut", &gain))
                });
                text.push_str(&line(step.start, step.end, depth + 1, &format!("{}{cut}", step.title)));
            }
            for seated in session.seatings.iter().filter(|seated| seated.rounds.len() > 1) {
                let _ =
                    writeln!(text, "{:width$}{}", "", kit::quality(seated, words), width = 16 + 2 * depth);
            }
        }
        Kind::Tracks(tracks) => {
            for track in tracks {
                let _ = writeln!(text, "{:width$}{}", "", track.title, width = 16 + 2 * depth);
                for inner in &track.blocks {
                    text.push_str(&block_lines(inner, depth + 1, words));
                }
            }
        }
        Kind::Pause | Kind::Talk => {}
    }
    text
}

/// `13:30   15 min  Title`
fn line(start: u32, end: u32, depth: usize, title: &str) -> String {
    let seconds = end - start;
    let length = if seconds.is_multiple_of(60) {
        format!("{} min", seconds / 60)
    } else {
        format!("{}:{:02} min", seconds / 60, seconds % 60)
    };
    format!("{}  {length:>7}  {:indent$}{title}\n", Clock(start), "", indent = 2 * depth)
}
