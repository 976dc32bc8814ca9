//! The lengths that a block can have, and what each costs.

use std::borrow::Cow;
use std::ops::RangeInclusive;

use super::Item;
use super::tracks::Tracks;

/// A minute, in seconds.
pub(super) const MINUTE: u32 = 60;

/// The longest length that is looked at, in minutes: two days.
const MAX_MINUTES: u32 = 2 * 24 * 60;

/// A range of lengths, in seconds: `min <= ideal <= max`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The shortest.
    pub min: u32,
    /// The best.
    pub ideal: u32,
    /// The longest.
    pub max: u32,
}

/// What is left of spans within a range of minutes. The ideal is moved into the range. Spans that hold no whole
/// minute of the range are dropped.
#[must_use]
pub fn intersect(spans: &[Span], minutes: RangeInclusive<u32>) -> Vec<Span> {
    let (least, most) = (minutes.start().saturating_mul(MINUTE), minutes.end().saturating_mul(MINUTE));
    let cut = |span: &Span| {
        let (min, max) = (span.min.max(least), span.max.min(most));
        let holds_minute = min.div_ceil(MINUTE) <= max / MINUTE;
        holds_minute.then(|| Span { min, ideal: span.ideal.clamp(min, max), max })
    };
    spans.iter().filter_map(cut).collect()
}

/// One length of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Choice {
    pub minutes: u32,
    pub cost: u128,
    pub span: usize,
}

impl Choice {
    pub(super) fn seconds(&self) -> i64 {
        i64::from(self.minutes) * i64::from(MINUTE)
    }
}

/// `weight · (length - ideal)² / ideal`, in fixed point: sums are exact, whatever their order.
pub(super) fn cost(length: u32, ideal: u32, weight: u32) -> u128 {
    let distance = u128::from(length.abs_diff(ideal));
    ((u128::from(weight) * distance * distance) << 32) / u128::from(ideal.max(1))
}

/// The whole minutes of spans, shortest first.
pub(super) fn choices_of_spans(spans: &[Span], weight: u32) -> Vec<Choice> {
    let mut choices = Vec::new();
    for (index, span) in spans.iter().enumerate() {
        for minutes in span.min.div_ceil(MINUTE).max(1)..=(span.max / MINUTE).min(MAX_MINUTES) {
            choices.push(Choice { minutes, cost: cost(minutes * MINUTE, span.ideal, weight), span: index });
        }
    }
    choices.sort_by_key(|choice| (choice.minutes, choice.cost));
    choices.dedup_by_key(|choice| choice.minutes);
    choices
}

/// The lengths of a block.
pub(super) enum Lengths {
    /// Whenever it starts.
    Always(Vec<Choice>),
    /// Depending on when it starts, because of anchors in its tracks.
    ByStart(Tracks),
}

impl Lengths {
    pub(super) fn new(item: &Item) -> Self {
        if item.tracks.is_empty() {
            return Self::Always(choices_of_spans(&item.spans, item.weight));
        }
        let tracks = Tracks::new(item);
        if tracks.have_anchors() { Self::ByStart(tracks) } else { Self::Always(tracks.choices(0)) }
    }

    /// The lengths for a start, shortest first.
    pub(super) fn at(&self, start: i64) -> Cow<'_, [Choice]> {
        match self {
            Self::Always(choices) => Cow::Borrowed(choices),
            Self::ByStart(tracks) => Cow::Owned(tracks.choices(start)),
        }
    }
}

/// Runs of consecutive minutes: the first and the last choice of each.
pub(super) fn runs(choices: &[Choice]) -> impl Iterator<Item = (u32, u32)> + '_ {
    let runs = choices.chunk_by(|a, b| b.minutes == a.minutes + 1);
    runs.map(|run| (run[0].minutes, run[run.len() - 1].minutes))
}
