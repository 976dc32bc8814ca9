//! The rules, against an exhaustive search and a greedy allocation.

use std::cmp::Reverse;

use proptest::prelude::*;

use super::length::{choices_of_spans, cost};
use super::*;

const MIN: u32 = 60;

/// A span, in minutes.
fn span(min: u32, ideal: u32, max: u32) -> Span {
    Span { min: min * MIN, ideal: ideal * MIN, max: max * MIN }
}

/// One or two spans, in minutes.
fn spans() -> impl Strategy<Value = Vec<Span>> {
    let one = (1_u32..12, 0_u32..5, 0_u32..5).prop_map(|(min, a, b)| span(min, min + a, min + a + b));
    (one, prop::option::of((1_u32..6, 0_u32..4, 0_u32..3))).prop_map(|(first, second)| {
        let second = second.map(|(gap, a, b)| {
            let min = first.max / MIN + 1 + gap;
            span(min, min + a, min + a + b)
        });
        std::iter::once(first).chain(second).collect()
    })
}

fn items(most: usize) -> impl Strategy<Value = Vec<Item>> {
    prop::collection::vec((spans(), 1_u32..4), 1..=most).prop_map(|items| {
        let item = |(id, (spans, weight))| Item { id, spans, weight, ..Item::default() };
        items.into_iter().enumerate().map(item).collect()
    })
}

/// A day without anchors: start, length and grid.
fn frames() -> impl Strategy<Value = Frame> {
    let seconds = prop::sample::select(vec![0, 0, 0, 30]);
    let grid = prop::sample::select(vec![60, 300, 600]);
    (530_u32..560, 5_u32..50, seconds.clone(), seconds, grid).prop_map(|(start, length, s, e, grid)| {
        let start = start * MIN + s;
        Frame { start, end: start + length * MIN + e, grid, buffer: 0 }
    })
}

/// All lengths in minutes of every block, that do not run past the end.
fn all_lengths(frame: &Frame, items: &[Item]) -> Vec<Vec<u32>> {
    let mut all = vec![vec![]];
    for item in items {
        let minutes: Vec<u32> = item.spans.iter().flat_map(|s| s.min / MIN..=s.max / MIN).collect();
        let longer = |lengths: Vec<u32>| {
            minutes.iter().map(move |&m| [&lengths[..], &[m]].concat()).collect::<Vec<_>>()
        };
        all = all.into_iter().flat_map(longer).collect();
        all.retain(|lengths| frame.start + lengths.iter().sum::<u32>() * MIN <= frame.end);
    }
    all
}

/// What the rules compare, smaller is better: starts off the grid, free time, cost, and the lengths from the last.
fn merit(frame: &Frame, items: &[Item], lengths: &[u32]) -> (usize, u32, u128, Vec<Reverse<u32>>) {
    let (mut time, mut off_grid, mut total) = (frame.start, 0, 0);
    for (i, (item, &minutes)) in items.iter().zip(lengths).enumerate() {
        off_grid += usize::from(i > 0 && time % frame.grid != 0);
        time += minutes * MIN;
        let span = item.spans.iter().find(|span| (span.min..=span.max).contains(&(minutes * MIN))).unwrap();
        total += cost(minutes * MIN, span.ideal, item.weight);
    }
    (off_grid, frame.end - time, total, lengths.iter().rev().map(|&m| Reverse(m)).collect())
}

fn minutes(slots: &[Slot]) -> Vec<u32> {
    slots.iter().map(|slot| (slot.end - slot.start) / MIN).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_schedule_is_the_best_of_all(frame in frames(), items in items(4)) {
        let best = all_lengths(&frame, &items).into_iter().min_by_key(|lengths| merit(&frame, &items, lengths));
        match (schedule(&frame, &items), best) {
            (Ok(plan), Some(best)) => {
                prop_assert_eq!(minutes(&plan.slots), best);
                for (slot, item) in plan.slots.iter().zip(&items) {
                    let span = item.spans[slot.span];
                    prop_assert!((span.min..=span.max).contains(&(slot.end - slot.start)));
                }
            }
            (Err(errors), None) => {
                let shortest: u32 = items.iter().map(|item| item.spans[0].min).sum();
                let [ScheduleError::Overrun { excess, .. }] = &errors[..] else { panic!("{errors:?}") };
                prop_assert_eq!(excess.over, frame.start + shortest - frame.end);
            }
            (plan, best) => prop_assert!(false, "{:?} {:?}", plan, best),
        }
    }

    #[test]
    fn on_a_grid_of_minutes_it_agrees_with_greedy_allocation(
        parts in prop::collection::vec((1_u32..30, 0_u32..30, 0_u32..60, 1_u32..5), 1..12),
        share in 0_u32..=100,
    ) {
        let part = |&(min, a, b, weight): &(u32, u32, u32, u32)| {
            Part { min: min * MIN, ideal: (min + a) * MIN, max: (min + a + b) * MIN, weight }
        };
        let parts: Vec<Part> = parts.iter().map(part).collect();
        let (least, most) = parts.iter().fold((0, 0), |(min, max), part| (min + part.min, max + part.max));
        let total = least + (most - least) / MIN * share / 100 * MIN;
        let greedy = fill(total, &parts).unwrap();
        prop_assert_eq!(greedy.iter().sum::<u32>(), total);
        prop_assert!(greedy.iter().zip(&parts).all(|(l, p)| (p.min..=p.max).contains(l) && l % MIN == 0));

        let item = |(id, part): (usize, &Part)| {
            let span = Span { min: part.min, ideal: part.ideal, max: part.max };
            Item { id, spans: vec![span], weight: part.weight, ..Item::default() }
        };
        let items: Vec<Item> = parts.iter().enumerate().map(item).collect();
        let frame = Frame { start: 8 * 3600, end: 8 * 3600 + total, grid: MIN, buffer: 0 };
        let plan = schedule(&frame, &items).unwrap();
        prop_assert_eq!(&plan.holes, &[]);
        let cost_of = |lengths: &[u32]| -> u128 {
            lengths.iter().zip(&parts).map(|(&length, part)| cost(length, part.ideal, part.weight)).sum()
        };
        let planned: Vec<u32> = minutes(&plan.slots).iter().map(|m| m * MIN).collect();
        // Each cost is rounded down by less than one of its smallest units.
        prop_assert!(cost_of(&greedy).abs_diff(cost_of(&planned)) <= parts.len() as u128);
    }

    #[test]
    fn a_day_adds_up(
        frame in frames(),
        items in items(8),
        anchors in prop::collection::vec(prop::option::weighted(0.3, 0_u32..90), 8),
        buffer in 0_u32..10,
    ) {
        let frame = Frame { end: frame.end + 3600, buffer: buffer * MIN, ..frame };
        let mut items = items;
        for (item, anchor) in items.iter_mut().zip(anchors) {
            item.anchor = anchor.map(|minutes| frame.start + minutes * MIN);
        }
        let result = schedule(&frame, &items);
        prop_assert_eq!(&result, &schedule(&frame, &items));
        let Ok(plan) = result else { return Ok(()) };
        let mut pieces: Vec<(u32, u32)> = plan.slots.iter().map(|slot| (slot.start, slot.end)).collect();
        pieces.extend(plan.holes.iter().map(|hole| (hole.start, hole.end)));
        pieces.extend(plan.buffer);
        pieces.sort_unstable();
        let mut time = frame.start;
        for (start, end) in pieces {
            prop_assert_eq!(start, time);
            prop_assert!(end > start);
            time = end;
        }
        prop_assert_eq!(time, frame.end);
        for (slot, item) in plan.slots.iter().zip(&items) {
            prop_assert_eq!(slot.item, item.id);
            prop_assert!(item.anchor.is_none_or(|anchor| anchor == slot.start));
            let length = slot.end - slot.start;
            prop_assert!(choices_of_spans(&item.spans, 1).iter().any(|c| c.minutes * MIN == length));
        }
        for hole in &plan.holes {
            let is_anchor = items.iter().any(|item| item.anchor == Some(hole.end) && hole.before == Some(item.id));
            prop_assert!(is_anchor || hole.end == frame.end - frame.buffer);
        }
    }

    #[test]
    fn a_day_is_refused_when_a_segment_is_too_short_and_only_then(
        items in items(8),
        anchors in prop::collection::vec(prop::option::weighted(0.3, 1_u32..100), 8),
    ) {
        let frame = Frame { start: 9 * 3600, end: 11 * 3600, grid: 300, buffer: 0 };
        let mut items = items;
        for (item, anchor) in items.iter_mut().zip(anchors) {
            item.anchor = anchor.map(|minutes| frame.start + minutes * MIN);
        }
        // The earliest time at which each block can start, if nothing is in its way.
        let (mut time, mut fits) = (frame.start, true);
        for item in &items {
            if let Some(anchor) = item.anchor {
                fits &= anchor >= time;
                time = anchor;
            }
            time += item.spans[0].min;
        }
        prop_assert_eq!(schedule(&frame, &items).is_ok(), fits && time <= frame.end);
    }
}
