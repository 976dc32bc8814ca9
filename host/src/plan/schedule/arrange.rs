//! From a running order to slots, holes and errors.

use super::length::{self, Choice, Lengths};
use super::segment::allocate;
use super::{Change, Excess, Frame, Hole, Item, Schedule, ScheduleError, Slot};

/// See [`super::schedule`].
pub(super) fn day(frame: &Frame, items: &[Item]) -> Result<Schedule, Vec<ScheduleError>> {
    let mut arranger = Arranger { grid: i64::from(frame.grid.max(1)), ..Arranger::default() };
    let window =
        Window { start: frame.start.into(), end: frame.end.into(), buffer: frame.buffer, is_track: false };
    let slots = arranger.arrange(&window, items);
    if !arranger.errors.is_empty() {
        return Err(arranger.errors);
    }
    let buffer = (frame.buffer > 0).then(|| (frame.end.saturating_sub(frame.buffer), frame.end));
    Ok(Schedule { slots, holes: arranger.holes, buffer })
}

/// The time that a day or a track has.
struct Window {
    start: i64,
    end: i64,
    buffer: u32,
    /// A track may end before its block does.
    is_track: bool,
}

/// Blocks between two fixed points of the clock.
struct Segment<'a> {
    start: i64,
    end: i64,
    items: &'a [Item],
    /// The anchored block after it; none at the end.
    next: Option<&'a Item>,
}

/// Collects what there is to say while blocks are arranged.
#[derive(Default)]
struct Arranger {
    grid: i64,
    holes: Vec<Hole>,
    errors: Vec<ScheduleError>,
}

impl Arranger {
    /// The slots of a running order. When errors are added to those known, they are not complete.
    fn arrange(&mut self, window: &Window, items: &[Item]) -> Vec<Slot> {
        let misplaced = self.misplaced_anchors(window, items);
        let anchors = items.iter().enumerate().filter_map(|(i, item)| Some((i, i64::from(item.anchor?))));
        let cuts: Vec<(usize, i64)> = std::iter::once((0, window.start)).chain(anchors).collect();
        let mut slots = Vec::with_capacity(items.len());
        for (k, &(first, start)) in cuts.iter().enumerate() {
            let end = || (items.len(), window.end - i64::from(window.buffer));
            let (last, end) = cuts.get(k + 1).copied().unwrap_or_else(end);
            if (first..=last).any(|i| misplaced.contains(&i)) {
                continue;
            }
            let segment = Segment { start, end, items: &items[first..last], next: items.get(last) };
            self.place(window, &segment, &mut slots);
        }
        slots
    }

    /// Adds an error for each anchor that cannot be right, and gives the indexes of their blocks.
    fn misplaced_anchors(&mut self, window: &Window, items: &[Item]) -> Vec<usize> {
        let mut misplaced = Vec::new();
        let mut latest: Option<(usize, u32)> = None;
        for (i, item) in items.iter().enumerate() {
            let Some(anchor) = item.anchor else { continue };
            let item = item.id;
            let error = match latest {
                _ if i64::from(anchor) < window.start => {
                    Some(ScheduleError::BeforeStart { item, anchor, start: clock(window.start) })
                }
                _ if i64::from(anchor) >= window.end => {
                    Some(ScheduleError::AfterEnd { item, anchor, end: clock(window.end) })
                }
                Some((earlier, earlier_anchor)) if anchor <= earlier_anchor => {
                    Some(ScheduleError::OutOfOrder { item, anchor, earlier, earlier_anchor })
                }
                _ => None,
            };
            if let Some(error) = error {
                self.errors.push(error);
                misplaced.push(i);
            } else {
                latest = Some((item, anchor));
            }
        }
        misplaced
    }

    /// Adds the slots of a segment, and its hole; or its errors.
    fn place(&mut self, window: &Window, segment: &Segment<'_>, slots: &mut Vec<Slot>) {
        let lengths: Vec<Lengths> = segment.items.iter().map(Lengths::new).collect();
        let Some(choices) = allocate(segment.start, segment.end, self.grid, &lengths) else {
            return self.explain(window, segment, &lengths);
        };
        let mut start = segment.start;
        for (item, choice) in segment.items.iter().zip(&choices) {
            let end = start + choice.seconds();
            let track = Window { start, end, buffer: 0, is_track: true };
            let tracks = item.tracks.iter().map(|items| self.arrange(&track, items)).collect();
            slots.push(Slot {
                item: item.id,
                start: clock(start),
                end: clock(end),
                span: choice.span,
                tracks,
            });
            start = end;
        }
        if start < segment.end && !(window.is_track && segment.next.is_none()) {
            self.holes.push(Hole {
                start: clock(start),
                end: clock(segment.end),
                after: segment.items.last().map(|item| item.id),
                before: segment.next.map(|item| item.id),
                lengthen: changes(segment.items, &choices, segment.end - start),
            });
        }
    }

    /// Adds the reasons why a segment has no slots.
    fn explain(&mut self, window: &Window, segment: &Segment<'_>, lengths: &[Lengths]) {
        let mut shortest: Vec<Choice> = Vec::with_capacity(lengths.len());
        let mut earliest = segment.start;
        for (item, lengths) in segment.items.iter().zip(lengths) {
            let Some(&choice) = lengths.at(earliest).first() else {
                return self.explain_item(window, item, earliest);
            };
            shortest.push(choice);
            earliest += choice.seconds();
        }
        let over = earliest - segment.end;
        let excess = Excess {
            items: segment.items.iter().map(|item| item.id).collect(),
            start: clock(segment.start),
            end: clock(segment.end),
            earliest: clock(earliest),
            over: clock(over),
            shorten: changes(segment.items, &shortest, -over),
        };
        self.errors.push(match (segment.items, segment.next) {
            ([only], Some(next)) if only.anchor.is_some() => {
                ScheduleError::Clash { item: only.id, next: next.id, excess }
            }
            (_, Some(next)) => ScheduleError::Unmet { item: next.id, excess },
            (_, None) => ScheduleError::Overrun { buffer: window.buffer, excess },
        });
    }

    /// Adds the reasons why a block that would start here has no length.
    fn explain_item(&mut self, window: &Window, item: &Item, start: i64) {
        let known = self.errors.len();
        let longest = item.spans.last().map(|span| start + i64::from(span.max));
        let track = Window { start, end: longest.unwrap_or(window.end), buffer: 0, is_track: true };
        for items in &item.tracks {
            self.arrange(&track, items);
        }
        if self.errors.len() == known {
            self.errors.push(ScheduleError::NoLength { item: item.id });
        }
    }
}

/// So many times as long as it was asked to be, at most, can a block be to fill free time.
const MOST_STRETCH: i64 = 2;

/// Which blocks could be longer, to fill `missing` seconds, or shorter, when it is negative: those first that
/// suffice alone, then those that change most, and of equal changes those of the longest blocks.
fn changes(items: &[Item], choices: &[Choice], missing: i64) -> Vec<Change> {
    let change = |(item, choice): (&Item, &Choice)| {
        let from = choice.seconds();
        let own = if item.own_spans.is_empty() { &item.spans } else { &item.own_spans };
        let possible = length::choices_of_spans(own, 0).into_iter().map(|choice| choice.seconds());
        let better: Vec<i64> = possible.filter(|to| (to - from).signum() == missing.signum()).collect();
        let limit = better.iter().copied().max_by_key(|to| (to - from).abs())?;
        let sensible = |to: &i64| to - from <= missing && *to <= from * MOST_STRETCH;
        let enough = better.iter().copied().filter(sensible).max();
        let to = enough.or((missing < 0).then_some(limit))?;
        Some(Change { item: item.id, from: clock(from), to: clock(to), limit: clock(limit) })
    };
    let mut changes: Vec<Change> = items.iter().zip(choices).filter_map(change).collect();
    changes.sort_by_key(|change| {
        let gain = i64::from(change.to.abs_diff(change.from));
        (gain < missing.abs(), -gain.min(missing.abs()), std::cmp::Reverse(change.from))
    });
    changes
}

/// Seconds that are known to lie within a day or, in a message about what does not fit, after it.
fn clock(seconds: i64) -> u32 {
    u32::try_from(seconds.max(0)).unwrap_or(u32::MAX)
}
