//! The way from a workshop to a plan: ask the formats, put the blocks on the clock, ask again, seat.

use std::ops::RangeInclusive;

use minijinja::value::Serde;
use serde_json::{Map, Value};

use super::drafts::Formats;
use super::schedule::{Frame, Item, Schedule, Slot, Span, intersect, schedule};
use super::seats::{Choices, Seater, When};
use super::supplies::add_up;
use super::tracks;
use super::troubles;
use super::{Kind, Plan, PlannedBlock, PlannedDay, PlannedStep, PlannedTrack, Session};
use crate::diagnostic::Diagnostic;
use crate::plugin::{Catalogue, Draft, Step};
use crate::stranger;
use crate::words::{Words, WordsError, typography};
use crate::workshop::{Block, BlockKind, Buffer, Day, Minutes, Workshop};

/// A pause that says no length: least, best, most, in minutes.
const PAUSE: [u32; 3] = [10, 15, 30];
/// A talk that says no length.
const TALK: [u32; 3] = [5, 15, 60];

/// What the formats say of a workshop that cannot be planned, because something else in it is wrong. Problems are
/// told in `reader`'s language.
#[must_use]
pub fn ask(workshop: &Workshop, catalogue: &Catalogue, reader: &str) -> Vec<Diagnostic> {
    match Planner::new(workshop, catalogue, reader, Choices::default()) {
        Ok(planner) => planner.problems,
        Err(problem) => vec![problem],
    }
}

/// Plans a workshop. Problems are told in `reader`'s language; with an error among them there is no plan.
#[must_use]
pub fn assemble<'a>(
    workshop: &'a Workshop,
    catalogue: &'a Catalogue,
    reader: &'a str,
    choices: Choices,
) -> (Option<Plan<'a>>, Vec<Diagnostic>) {
    stranger::begin(workshop.people.list.len(), 1);
    let mut planner = match Planner::new(workshop, catalogue, reader, choices) {
        Ok(planner) => planner,
        Err(problem) => return (None, vec![problem]),
    };
    let everybody = everybody(workshop);
    let schedules: Vec<Option<(Vec<&Block>, Schedule)>> =
        workshop.days.iter().map(|day| planner.schedule(day)).collect();
    let days = workshop.days.iter().zip(schedules).enumerate().map(|(index, (day, schedule))| {
        let (blocks, schedule) = schedule?;
        planner.day = index;
        Some(planner.day(day, &blocks, &schedule, &everybody))
    });
    let days: Option<Vec<PlannedDay>> = days.collect::<Vec<_>>().into_iter().collect();
    let problems = planner.problems;
    let sound = !problems.iter().any(Diagnostic::is_error);
    let plan = days.filter(|_| sound).map(|days| {
        let mut plan = Plan { days, supplies: Vec::new() };
        let sessions = plan.sessions();
        let wishes = sessions
            .iter()
            .flat_map(|(_, session)| session.supplies.iter().map(|supply| (session.format.id(), supply)));
        let supplies = add_up(wishes);
        plan.supplies = supplies;
        plan
    });
    (plan, problems)
}

struct Planner<'a> {
    workshop: &'a Workshop,
    formats: Formats<'a>,
    seater: Seater<'a>,
    problems: Vec<Diagnostic>,
    /// Blocks with a format so far.
    sessions: usize,
    /// The day that is planned, from 0.
    day: usize,
}

fn everybody(workshop: &Workshop) -> Vec<usize> {
    (0..workshop.people.list.len()).collect()
}

impl<'a> Planner<'a> {
    /// Every block has been asked for its lengths.
    fn new(
        workshop: &'a Workshop,
        catalogue: &'a Catalogue,
        reader: &'a str,
        mut choices: Choices,
    ) -> Result<Self, Diagnostic> {
        let results = std::mem::take(&mut choices.results);
        let formats = Formats::new(workshop, catalogue, reader, results)?;
        let seater = Seater::new(workshop, choices)?;
        let mut planner = Self { workshop, formats, seater, problems: Vec::new(), sessions: 0, day: 0 };
        let everybody = everybody(workshop);
        let mut earlier = Vec::new();
        for day in &workshop.days {
            planner.ask(&day.blocks, &everybody, &mut earlier);
        }
        Ok(planner)
    }

    /// Asks every block for its lengths.
    fn ask(&mut self, blocks: &'a [Block], people: &[usize], earlier: &mut Vec<&'a str>) {
        for block in blocks {
            if let BlockKind::Tracks(tracks) = &block.kind {
                self.problems.extend(tracks::check(self.workshop, tracks, people));
                let before = earlier.len();
                for (track, people) in tracks.iter().zip(tracks::shares(self.workshop, tracks, people)) {
                    let mut own: Vec<&str> = earlier[..before].to_vec();
                    self.ask(&track.blocks, &people, &mut own);
                    earlier.extend(own.drain(before..));
                }
            } else {
                self.formats.ask(block, people, earlier);
            }
            earlier.push(&block.id);
        }
        self.problems.extend(self.formats.take_problems());
    }

    /// The blocks of a day by the numbers that its schedule uses, and the schedule.
    fn schedule(&mut self, day: &'a Day) -> Option<(Vec<&'a Block>, Schedule)> {
        let mut blocks = Vec::new();
        let items = self.items(&day.blocks, &mut blocks);
        let items = items?;
        let length = day.end.value.0.saturating_sub(day.start.value.0);
        let grid = self.workshop.grid.value * 60;
        let frame = Frame {
            start: day.start.value.0,
            end: day.end.value.0,
            grid,
            buffer: self
                .workshop
                .buffer
                .as_ref()
                .map_or(0, |buffer| buffer_seconds(buffer.value, length, grid)),
        };
        let titles: Vec<String> = blocks.iter().map(|block| self.title(block)).collect();
        let told = troubles::Teller { workshop: self.workshop, day, blocks: &blocks, titles: &titles };
        match schedule(&frame, &items) {
            Ok(schedule) => {
                self.problems.extend(schedule.holes.iter().map(|hole| told.hole(hole)));
                Some((blocks, schedule))
            }
            Err(errors) => {
                self.problems.extend(errors.iter().map(|error| told.error(error)));
                None
            }
        }
    }

    /// None when a block's lengths are not known, or none fits: that was told.
    fn items(&mut self, list: &'a [Block], blocks: &mut Vec<&'a Block>) -> Option<Vec<Item>> {
        let items: Vec<Option<Item>> = list
            .iter()
            .map(|block| {
                let id = blocks.len();
                blocks.push(block);
                self.item(id, block, blocks)
            })
            .collect();
        items.into_iter().collect()
    }

    fn item(&mut self, id: usize, block: &'a Block, blocks: &mut Vec<&'a Block>) -> Option<Item> {
        let mut tracks = Vec::new();
        let own: Vec<Span> = match &block.kind {
            BlockKind::Format { .. } => {
                let asked = self.formats.asked(&block.id)?;
                asked.spans.iter().map(|s| Span { min: s.min, ideal: s.ideal, max: s.max }).collect()
            }
            BlockKind::Pause(_) => vec![minutes_span(PAUSE)],
            BlockKind::Talk(_) => vec![minutes_span(TALK)],
            BlockKind::Tracks(list) => {
                for track in list {
                    tracks.push(self.items(&track.blocks, blocks)?);
                }
                Vec::new()
            }
        };
        let spans = match (&block.minutes, &block.kind) {
            (None, _) => own.clone(),
            (Some(minutes), BlockKind::Format { .. }) => {
                let spans = intersect(&own, asked_range(minutes.value));
                if spans.is_empty() {
                    self.problems.push(troubles::unbearable_length(self.workshop, block, minutes, &own));
                    return None;
                }
                spans
            }
            (Some(minutes), _) => {
                let (min, max) = asked_range(minutes.value).into_inner();
                vec![minutes_span([min, min.midpoint(max), max])]
            }
        };
        let anchor = block.at.as_ref().map(|at| at.value.0);
        Some(Item { id, anchor, spans, weight: 1, own_spans: own, tracks })
    }

    fn day(
        &mut self,
        day: &'a Day,
        blocks: &[&'a Block],
        schedule: &Schedule,
        people: &[usize],
    ) -> PlannedDay<'a> {
        PlannedDay {
            date: day.date.as_ref().map(|date| date.value.clone()),
            start: day.start.value.0,
            end: day.end.value.0,
            blocks: self.blocks(blocks, &schedule.slots, people),
            free: schedule.holes.iter().map(|hole| (hole.start, hole.end)).collect(),
            buffer: schedule.buffer,
        }
    }

    fn blocks(&mut self, blocks: &[&'a Block], slots: &[Slot], people: &[usize]) -> Vec<PlannedBlock<'a>> {
        slots.iter().filter_map(|slot| self.block(blocks, slot, people)).collect()
    }

    fn block(&mut self, blocks: &[&'a Block], slot: &Slot, people: &[usize]) -> Option<PlannedBlock<'a>> {
        let block = blocks[slot.item];
        let kind = match &block.kind {
            BlockKind::Pause(_) => Kind::Pause,
            BlockKind::Talk(_) => Kind::Talk,
            BlockKind::Tracks(tracks) => {
                let everybody = tracks::shares(self.workshop, tracks, people);
                let planned = tracks.iter().zip(&slot.tracks).zip(everybody);
                let planned = planned.map(|((track, slots), people)| PlannedTrack {
                    title: track.title.value.clone(),
                    place: track.place.clone(),
                    lead: track.lead.clone(),
                    blocks: self.blocks(blocks, slots, &people),
                    people,
                });
                Kind::Tracks(planned.collect())
            }
            BlockKind::Format { .. } => self.session(block, slot, people)?,
        };
        Some(PlannedBlock {
            id: block.id.clone(),
            kind,
            title: self.title(block),
            named: block.title.is_none() && matches!(block.kind, BlockKind::Format { .. }),
            start: slot.start,
            end: slot.end,
            anchored: block.at.is_some(),
            least: least(block).min(slot.end - slot.start),
            lead: block.lead.clone(),
            notes: block.notes.clone(),
            prompt: block.prompt.clone().filter(|_| !matches!(block.kind, BlockKind::Format { .. })),
            people: people.to_vec(),
        })
    }

    /// What documents call a block: its own title, or else what it is.
    fn title(&self, block: &Block) -> String {
        let title = match (&block.title, &block.kind) {
            (Some(title), _) => title.value.clone(),
            (None, BlockKind::Pause(name) | BlockKind::Talk(name)) => name.value.clone(),
            (None, BlockKind::Tracks(tracks)) => {
                tracks.iter().map(|track| track.title.value.as_str()).collect::<Vec<_>>().join(" / ")
            }
            (None, BlockKind::Format { format, .. }) => {
                let words = self.formats.asked(&block.id).map(|asked| &asked.words);
                let name = words.and_then(|words| words.render("name", minijinja::Value::default()).ok());
                name.unwrap_or_else(|| format.value.clone())
            }
        };
        typography::typeset(&self.workshop.language.value, &title)
    }

    /// What a format does in its block.
    fn session(&mut self, block: &'a Block, slot: &Slot, people: &[usize]) -> Option<Kind<'a>> {
        let draft = self.formats.draft(block, slot.end - slot.start);
        self.problems.extend(self.formats.take_problems());
        let draft = draft?;
        let asked = self.formats.asked(&block.id)?;
        let (format, words, settings) = (asked.format, asked.words.clone(), asked.settings.clone());
        let seed = asked.seed();
        self.sessions += 1;
        let Draft { steps, seatings, handouts, supplies, sheets, .. } = draft;
        let steps = match planned_steps(steps, slot.start, people.len(), block.prompt.as_deref(), &words) {
            Ok(steps) => steps,
            Err(error) => {
                let problem = super::drafts::bad_words(format, words.language(), &error);
                self.problems.push(problem.at(self.workshop.source, block.span.clone()));
                return None;
            }
        };
        let when = When {
            first_day: self.day == 0,
            last_day: self.day + 1 == self.workshop.days.len(),
            start: slot.start,
            end: slot.end,
            steps: &steps,
        };
        let seated = self.seater.seat(block, people, &when, &seatings, seed, &mut self.problems);
        let session = Session {
            format,
            words,
            number: self.sessions,
            settings,
            steps,
            seatings: seated,
            handouts,
            supplies,
            sheets,
        };
        Some(Kind::Format(Box::new(session)))
    }
}

/// Steps one after the other from the start of their block, in words. `prompt` replaces the first one.
fn planned_steps(
    steps: Vec<Step>,
    start: u32,
    people: usize,
    prompt: Option<&str>,
    words: &Words,
) -> Result<Vec<PlannedStep>, WordsError> {
    let mut at = start;
    let mut prompt = prompt;
    let mut planned = Vec::with_capacity(steps.len());
    for step in steps {
        let mut args: Map<String, Value> = step.args;
        args.entry("people").or_insert_with(|| people.into());
        args.entry("minutes").or_insert_with(|| (step.seconds / 60).into());
        let args = minijinja::Value::from(Serde(&args));
        let key = |part: &str| format!("steps.{}.{part}", step.text);
        let list = |part: &str| -> Result<Vec<String>, WordsError> {
            if words.has(&key(part)) { words.render_list(&key(part), &args) } else { Ok(Vec::new()) }
        };
        let mut prompts = list("prompt")?;
        let own = if prompts.is_empty() { None } else { prompt.take() };
        if let Some(own) = own {
            prompts = vec![own.to_owned()];
        }
        planned.push(PlannedStep {
            title: typography::typeset(words.language(), &words.render(&key("title"), args.clone())?),
            prompts,
            own_prompts: own.is_some(),
            notes: list("note")?,
            start: at,
            end: at + step.seconds,
            least: step.min.min(step.seconds),
            cut: step.cut,
            play: step.play.map(|play| (play.seating, play.round)),
            data: step.data,
            id: step.id,
        });
        at += step.seconds;
    }
    Ok(planned)
}

/// What a block can be shortened to on the day, in seconds: a talk to what was asked at least. A pause keeps its
/// length, and what the steps of a format can give is theirs to say.
fn least(block: &Block) -> u32 {
    match (&block.kind, &block.minutes) {
        (BlockKind::Talk(_), Some(minutes)) => asked_range(minutes.value).start() * 60,
        (BlockKind::Talk(_), None) => TALK[0] * 60,
        _ => u32::MAX,
    }
}

fn minutes_span([min, ideal, max]: [u32; 3]) -> Span {
    Span { min: min * 60, ideal: ideal * 60, max: max * 60 }
}

/// In minutes.
fn asked_range(minutes: Minutes) -> RangeInclusive<u32> {
    match minutes {
        Minutes::Fixed(minutes) => minutes..=minutes,
        Minutes::Range(min, max) => min..=max,
    }
}

/// The buffer of a day, in seconds: a share of its length is rounded up to the grid.
fn buffer_seconds(buffer: Buffer, length: u32, grid: u32) -> u32 {
    match buffer {
        Buffer::Minutes(minutes) => minutes * 60,
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a day")]
        Buffer::Percent(percent) => {
            let share = (f64::from(length) * percent / 100.0).round() as u32;
            share.next_multiple_of(grid.max(60))
        }
    }
}
