//! Fills a length with parts to the second.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::length::cost;

/// A part of a length, in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// The shortest it can be.
    pub min: u32,
    /// The best.
    pub ideal: u32,
    /// The longest.
    pub max: u32,
    /// How much it matters that its length is near the ideal.
    pub weight: u32,
}

/// What lengths are multiples of, in seconds: the first that works.
const UNITS: [u32; 6] = [60, 30, 15, 10, 5, 1];

/// The lengths of the parts, in seconds, whose sum is `total` and whose `Σ weight · (length - ideal)² / ideal` is the
/// least: in whole minutes where that is possible, else in the largest unit that works. None when `total` is less
/// than all minima or more than all maxima together.
///
/// Each unit goes where it costs least. As the costs are convex and share one sum, this is exact (Fox, 1966,
/// "Discrete optimization via marginal analysis").
#[must_use]
pub fn fill(total: u32, parts: &[Part]) -> Option<Vec<u32>> {
    UNITS.iter().find_map(|&unit| fill_in(unit, total, parts))
}

fn fill_in(unit: u32, total: u32, parts: &[Part]) -> Option<Vec<u32>> {
    let rounded = |part: &Part| (part.min.div_ceil(unit).checked_mul(unit), part.max / unit * unit);
    let bounds: Vec<(Option<u32>, u32)> = parts.iter().map(rounded).collect();
    let mut lengths = Vec::with_capacity(parts.len());
    let mut rest = total;
    for &(min, max) in &bounds {
        let min = min.filter(|&min| min <= max)?;
        lengths.push(min);
        rest = rest.checked_sub(min)?;
    }
    if !rest.is_multiple_of(unit) {
        return None;
    }
    // The cheapest next unit is on top; among equals, that of the last part.
    let next = |i: usize, length: u32| {
        let part: &Part = &parts[i];
        let price = |length| i128::try_from(cost(length, part.ideal, part.weight)).unwrap_or(i128::MAX);
        let is_open = length.checked_add(unit).is_some_and(|longer| longer <= bounds[i].1);
        is_open.then(|| (Reverse(price(length + unit) - price(length)), i))
    };
    let mut open: BinaryHeap<_> = (0..parts.len()).filter_map(|i| next(i, lengths[i])).collect();
    while rest > 0 {
        let (_, i) = open.pop()?;
        lengths[i] += unit;
        rest -= unit;
        open.extend(next(i, lengths[i]));
    }
    Some(lengths)
}
