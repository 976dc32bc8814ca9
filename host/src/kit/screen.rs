//! What `screen.html` shows of a plan.

use crate::output::html::screen::{Screen, ScreenDay, ScreenEntry, ScreenTrack, ScreenUnit};
use crate::plan::{Kind, Plan, PlannedBlock, PlannedDay, PlannedTrack};
use crate::words::{Words, typography};
use crate::workshop::Workshop;

/// The room screen of a workshop.
pub fn screen(workshop: &Workshop, plan: &Plan, words: &Words) -> Screen {
    let days = plan.days.iter().enumerate().map(|(place, day)| {
        let say = |key: &str, args: minijinja::Value| words.render(key, args).unwrap_or_default();
        let mut title = say("agenda.day", minijinja::context! { number => place + 1 });
        if let Some(date) = &day.date {
            title += &say("agenda.day_date", minijinja::context! { day => date });
        }
        ScreenDay {
            date: day.date.clone(),
            title: typography::typeset(words.language(), &title),
            entries: entries(day, words),
        }
    });
    Screen {
        language: words.language().to_owned(),
        title: typography::typeset(words.language(), &workshop.title.value),
        days: days.collect(),
    }
}

/// The blocks of a day, free time and the buffer, in order of time.
fn entries(day: &PlannedDay, words: &Words) -> Vec<ScreenEntry> {
    let mut entries: Vec<(u32, Vec<ScreenEntry>)> = Vec::new();
    // The tracks end at a time of their own: what everybody does together after them waits for that time.
    let mut after_tracks = false;
    for (place, block) in day.blocks.iter().enumerate() {
        let listed = match &block.kind {
            Kind::Tracks(tracks) => {
                let track = |track: &PlannedTrack| self::track(track, block, place, after_tracks, words);
                vec![ScreenEntry::Tracks { start: block.start, tracks: tracks.iter().map(track).collect() }]
            }
            _ => units(block, place, after_tracks).into_iter().map(ScreenEntry::Unit).collect(),
        };
        after_tracks = matches!(block.kind, Kind::Tracks(_));
        entries.push((block.start, listed));
    }
    let last = day.blocks.len();
    let bare = |kind: &'static str, &(start, end): &(u32, u32)| {
        (start, vec![ScreenEntry::Unit(without_use(kind, start, end, last, words))])
    };
    entries.extend(day.free.iter().map(|time| bare("free", time)));
    entries.extend(day.buffer.iter().map(|time| bare("buffer", time)));
    entries.sort_by_key(|(start, _)| *start);
    entries.into_iter().flat_map(|(_, listed)| listed).collect()
}

/// A track of a block, up to the end of the block.
fn track(
    track: &PlannedTrack,
    block: &PlannedBlock,
    place: usize,
    waits: bool,
    words: &Words,
) -> ScreenTrack {
    let mut list: Vec<ScreenUnit> = Vec::new();
    let mut at = block.start;
    for inner in &track.blocks {
        if inner.start > at {
            list.push(without_use("free", at, inner.start, place, words));
        }
        list.extend(units(inner, place, false));
        at = inner.end;
    }
    if at < block.end {
        list.push(without_use("free", at, block.end, place, words));
    }
    if let Some(first) = list.first_mut() {
        first.fixed |= block.anchored || waits;
    }
    let name = [Some(track.title.as_str()), track.place.as_deref()];
    let name = name.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    ScreenTrack { title: typography::typeset(words.language(), &name), units: list }
}

/// The steps of a block; the block itself when it has none.
fn units(block: &PlannedBlock, place: usize, waits: bool) -> Vec<ScreenUnit> {
    let unit = |start: u32, end: u32| ScreenUnit {
        title: block.title.clone(),
        step: None,
        kind: block.kind.name(),
        block: place,
        start,
        end,
        least: block.least,
        cut: None,
        fixed: start == block.start && (block.anchored || waits),
    };
    match &block.kind {
        Kind::Format(session) if !session.steps.is_empty() => session
            .steps
            .iter()
            .map(|step| ScreenUnit {
                step: Some(step.title.clone()),
                kind: "step",
                least: step.least,
                cut: step.cut,
                ..unit(step.start, step.end)
            })
            .collect(),
        _ => vec![unit(block.start, block.end)],
    }
}

/// Time that nothing fills.
fn without_use(kind: &'static str, start: u32, end: u32, block: usize, words: &Words) -> ScreenUnit {
    let title = words.render(&format!("blocks.{kind}"), minijinja::Value::default()).unwrap_or_default();
    ScreenUnit {
        title: typography::typeset(words.language(), &title),
        step: None,
        kind,
        block,
        start,
        end,
        least: 0,
        cut: None,
        fixed: false,
    }
}
