//! What the schedule found, as problems with their places and remedies.

use serde_json::{Value, json};

use super::schedule::{Change, Excess, Hole, ScheduleError, Span};
use crate::diagnostic::Diagnostic;
use crate::workshop::{Block, BlockKind, Clock, Day, Minutes, Spanned, Workshop};

/// Tells of one day. `blocks` are the schedule's items by their numbers.
pub struct Teller<'a> {
    /// The workshop.
    pub workshop: &'a Workshop,
    /// The day.
    pub day: &'a Day,
    /// By the numbers of the items.
    pub blocks: &'a [&'a Block],
    /// What documents call them.
    pub titles: &'a [String],
}

impl Teller<'_> {
    /// Time that nothing uses: a warning.
    pub fn hole(&self, hole: &Hole) -> Diagnostic {
        let near = hole.before.or(hole.after).map(|item| self.blocks[item]);
        let place = near.map_or_else(|| self.day.end.span.clone(), place_of_time);
        let missing = hole.end - hole.start;
        let lengthen = filling(&hole.lengthen, missing);
        Diagnostic::warning("hole")
            .arg("minutes", f64::from(hole.end - hole.start) / 60.0)
            .arg("seconds", hole.end - hole.start)
            .arg("start", clock(hole.start))
            .arg("end", clock(hole.end))
            .arg("rest", missing - mended(&lengthen))
            .arg("lengthen", self.changes(&lengthen))
            .at(self.workshop.source, place)
    }

    /// Why there is no schedule.
    pub fn error(&self, error: &ScheduleError) -> Diagnostic {
        let source = self.workshop.source;
        let block = |item: usize| self.blocks[item];
        let title = |item: usize| self.titles[item].as_str();
        match error {
            ScheduleError::NoLength { item } => Diagnostic::error("no-length")
                .arg("title", title(*item))
                .at(source, place_of_length(block(*item))),
            ScheduleError::BeforeStart { item, anchor, start } => Diagnostic::error("anchor-before-start")
                .arg("title", title(*item))
                .arg("at", clock(*anchor))
                .arg("start", clock(*start))
                .at(source, place_of_anchor(block(*item)))
                .context(source, self.day.start.span.clone(), "start"),
            ScheduleError::AfterEnd { item, anchor, end } => Diagnostic::error("anchor-after-end")
                .arg("title", title(*item))
                .arg("at", clock(*anchor))
                .arg("end", clock(*end))
                .at(source, place_of_anchor(block(*item)))
                .context(source, self.day.end.span.clone(), "end"),
            ScheduleError::OutOfOrder { item, anchor, earlier, earlier_anchor } => {
                Diagnostic::error("anchor-out-of-order")
                    .arg("title", title(*item))
                    .arg("at", clock(*anchor))
                    .arg("other", title(*earlier))
                    .arg("other_at", clock(*earlier_anchor))
                    .at(source, place_of_anchor(block(*item)))
                    .context(source, place_of_anchor(block(*earlier)), "other")
            }
            ScheduleError::Clash { item, next, excess } => self
                .excess(Diagnostic::error("clash"), excess)
                .arg("title", title(*item))
                .arg("other", title(*next))
                .arg("at", clock(excess.end))
                .at(source, place_of_length(block(*item)))
                .context(source, place_of_anchor(block(*next)), "other"),
            ScheduleError::Unmet { item, excess } => self
                .excess(Diagnostic::error("anchor-unreachable"), excess)
                .arg("title", title(*item))
                .arg("at", clock(excess.end))
                .at(source, place_of_anchor(block(*item))),
            ScheduleError::Overrun { buffer, excess } => {
                let problem = self.excess(Diagnostic::error("overrun"), excess);
                let problem = problem
                    .arg("buffer", *buffer / 60)
                    .arg("end", clock(self.day.end.value.0))
                    .arg("end_needed", clock(excess.earliest + buffer));
                let problem = problem.arg("soonest_end", clock(soonest(excess) + buffer));
                let culprit =
                    excess.shorten.first().map(|change| change.item).or(excess.items.last().copied());
                match culprit {
                    Some(item) => problem.at(source, place_of_length(block(item))).context(
                        source,
                        self.day.end.span.clone(),
                        "window",
                    ),
                    None => problem.at(source, self.day.end.span.clone()),
                }
            }
        }
    }

    fn excess(&self, problem: Diagnostic, excess: &Excess) -> Diagnostic {
        let shorten = mending(&excess.shorten, excess.over);
        let available = excess.end.saturating_sub(excess.start);
        problem
            .arg("by_minutes", excess.over.div_ceil(60))
            .arg("start", clock(excess.start))
            .arg("until", clock(excess.end))
            .arg("earliest", clock(excess.earliest))
            .arg("needed", (available + excess.over) / 60)
            .arg("available", available / 60)
            .arg("enough", mended(&shorten) >= excess.over)
            .arg("soonest", clock(soonest(excess)))
            .arg("shorten", self.changes(&shorten))
    }

    fn changes(&self, changes: &[Change]) -> Value {
        let change = |change: &Change| {
            json!({
                "id": self.blocks[change.item].id,
                "title": self.titles[change.item],
                "from": change.from / 60,
                "to": change.to / 60,
                "limit": change.limit / 60,
            })
        };
        changes.iter().map(change).collect()
    }
}

/// So many of the changes, from the first, as mend `seconds`: all when they do not suffice.
fn mending(changes: &[Change], seconds: u32) -> Vec<Change> {
    let mut sum = 0;
    let enough = changes.iter().take_while(|change| {
        let missing = sum < seconds;
        sum += gain(change);
        missing
    });
    enough.copied().collect()
}

/// Those of the changes, from the first, that fill no more than `seconds` together.
fn filling(changes: &[Change], seconds: u32) -> Vec<Change> {
    let mut sum = 0;
    let fits = |change: &&Change| {
        let fits = sum + gain(change) <= seconds;
        sum += if fits { gain(change) } else { 0 };
        fits
    };
    changes.iter().filter(fits).copied().collect()
}

/// When the blocks end at the earliest once all is shortened that mends.
fn soonest(excess: &Excess) -> u32 {
    excess.earliest.saturating_sub(mended(&mending(&excess.shorten, excess.over)))
}

fn mended(changes: &[Change]) -> u32 {
    changes.iter().map(gain).sum()
}

fn gain(change: &Change) -> u32 {
    change.from.abs_diff(change.to)
}

/// A length that the format of the block cannot have.
pub fn unbearable_length(
    workshop: &Workshop,
    block: &Block,
    minutes: &Spanned<Minutes>,
    spans: &[Span],
) -> Diagnostic {
    let BlockKind::Format { format, .. } = &block.kind else { return Diagnostic::error("fixed-length") };
    let asked = match minutes.value {
        Minutes::Fixed(minutes) => (minutes, minutes),
        Minutes::Range(min, max) => (min, max),
    };
    let possible: Vec<Value> = spans.iter().map(|s| json!([s.min.div_ceil(60), s.max / 60])).collect();
    let lengths = spans.iter().flat_map(|s| [s.min.div_ceil(60), s.max / 60]);
    let close = lengths.min_by_key(|length| length.abs_diff(asked.0).min(length.abs_diff(asked.1)));
    let problem = Diagnostic::error("fixed-length")
        .arg("format", format.value.as_str())
        .arg("min", asked.0)
        .arg("max", asked.1)
        .arg("spans", possible)
        .at(workshop.source, minutes.span.clone());
    match close {
        Some(close) => problem.arg("close", close).replace_with(close.to_string()),
        None => problem,
    }
}

fn clock(seconds: u32) -> String {
    Clock(seconds).to_string()
}

fn place_of_anchor(block: &Block) -> std::ops::Range<usize> {
    block.at.as_ref().map_or_else(|| block.span.clone(), |at| at.span.clone())
}

fn place_of_length(block: &Block) -> std::ops::Range<usize> {
    block.minutes.as_ref().map_or_else(|| block.span.clone(), |minutes| minutes.span.clone())
}

/// The value that says most about when a block is.
fn place_of_time(block: &Block) -> std::ops::Range<usize> {
    match (&block.at, &block.minutes) {
        (Some(at), _) => at.span.clone(),
        (None, Some(minutes)) => minutes.span.clone(),
        (None, None) => block.span.clone(),
    }
}
