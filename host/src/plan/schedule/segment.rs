//! The best lengths for blocks between two fixed points: a dynamic programme over the minutes of the segment.

use std::collections::VecDeque;
use std::ops::RangeInclusive;

use super::length::{Choice, Lengths, MINUTE, runs};

/// Starts off the grid, then free seconds at the end: smaller is better, and the two add up separately.
type Misfit = u64;

const NEVER: Misfit = Misfit::MAX;
const OFF_GRID: Misfit = 1 << 32;

/// The lengths of consecutive blocks from `start`, not past `end`; none when they cannot fit.
///
/// First pass, from the last block to the first: the least misfit of what remains, for each minute at which a block
/// could start. Second pass, forward along the paths of least misfit only: the least cost.
pub(super) fn allocate(start: i64, end: i64, grid: i64, blocks: &[Lengths]) -> Option<Vec<Choice>> {
    let segment = Segment { start, grid, blocks };
    let last = usize::try_from((end - start).div_euclid(i64::from(MINUTE))).ok()?;
    let misfits = segment.misfits(last, end);
    if misfits[0][0] == NEVER {
        return None;
    }
    Some(segment.cheapest(&misfits))
}

/// Blocks that follow each other. Times in it are whole minutes after its start.
struct Segment<'a> {
    start: i64,
    grid: i64,
    blocks: &'a [Lengths],
}

impl Segment<'_> {
    fn clock(&self, minute: usize) -> i64 {
        self.start + i64::from(MINUTE) * i64::try_from(minute).unwrap_or(i64::MAX / i64::from(MINUTE))
    }

    /// The least misfit from a block on, by the minute it starts at, with that of its own start. The first block has
    /// to start where the segment does, and what comes after the last is no block.
    fn with_start(&self, block: usize, misfits: &[Misfit]) -> Vec<Misfit> {
        let is_free = block > 0 && block < self.blocks.len();
        let of_start = |minute| if is_free && self.clock(minute) % self.grid != 0 { OFF_GRID } else { 0 };
        misfits.iter().enumerate().map(|(minute, misfit)| misfit.saturating_add(of_start(minute))).collect()
    }

    /// For each block, and for the end: the least misfit from there on, by the minute it starts at.
    fn misfits(&self, last: usize, end: i64) -> Vec<Vec<Misfit>> {
        let free = |minute| Misfit::try_from(end - self.clock(minute)).unwrap_or(0);
        let mut misfits = vec![(0..=last).map(free).collect::<Vec<_>>()];
        for block in (0..self.blocks.len()).rev() {
            let next = self.with_start(block + 1, &misfits[misfits.len() - 1]);
            misfits.push(match &self.blocks[block] {
                Lengths::Always(choices) => least_after(&next, choices),
                lengths @ Lengths::ByStart(_) => {
                    let least_from = |minute: usize| {
                        let reached = |choice: &Choice| next.get(minute + choice.minutes as usize).copied();
                        lengths.at(self.clock(minute)).iter().filter_map(reached).min().unwrap_or(NEVER)
                    };
                    (0..=last).map(least_from).collect()
                }
            });
        }
        misfits.reverse();
        misfits
    }

    /// The cheapest of the paths whose misfit is the least.
    fn cheapest(&self, misfits: &[Vec<Misfit>]) -> Vec<Choice> {
        let last = misfits[0].len() - 1;
        let mut costs = vec![None; last + 1];
        costs[0] = Some(0_u128);
        // For each block, the minute at which it starts, by that at which it ends.
        let mut starts: Vec<Vec<usize>> = Vec::with_capacity(self.blocks.len());
        for (block, lengths) in self.blocks.iter().enumerate() {
            let next = self.with_start(block + 1, &misfits[block + 1]);
            let mut next_costs = vec![None; last + 1];
            let mut start = vec![0; last + 1];
            // Earlier starts come first and win among equals: this makes late blocks the longer ones.
            for minute in 0..=last {
                let Some(cost) = costs[minute] else { continue };
                for choice in &*lengths.at(self.clock(minute)) {
                    let end = minute + choice.minutes as usize;
                    if end > last {
                        break;
                    }
                    let cost = cost + choice.cost;
                    if next[end] == misfits[block][minute] && next_costs[end].is_none_or(|known| cost < known)
                    {
                        next_costs[end] = Some(cost);
                        start[end] = minute;
                    }
                }
            }
            starts.push(start);
            costs = next_costs;
        }
        // The misfit settles the free time, so there is one end.
        let mut end = costs.iter().position(Option::is_some).unwrap_or(0);
        let mut choices = Vec::with_capacity(starts.len());
        for (lengths, start) in self.blocks.iter().zip(&starts).rev() {
            let minute = start[end];
            let is_chosen = |choice: &&Choice| minute + choice.minutes as usize == end;
            choices.extend(lengths.at(self.clock(minute)).iter().find(is_chosen));
            end = minute;
        }
        choices.reverse();
        choices
    }
}

/// For each minute, the least of the values that one of the lengths leads to.
fn least_after(values: &[Misfit], choices: &[Choice]) -> Vec<Misfit> {
    let mut least = vec![NEVER; values.len()];
    for (shortest, longest) in runs(choices) {
        for (minute, value) in
            window_minima(values, shortest as usize..=longest as usize).into_iter().enumerate()
        {
            least[minute] = least[minute].min(value);
        }
    }
    least
}

/// For each index, the least value at one of the offsets from it: a sliding window, in one pass.
fn window_minima(values: &[Misfit], offsets: RangeInclusive<usize>) -> Vec<Misfit> {
    let mut minima = vec![NEVER; values.len()];
    // Indexes in the window, largest first; their values increase from back to front.
    let mut candidates: VecDeque<usize> = VecDeque::new();
    for index in (0..values.len()).rev() {
        let new = index + offsets.start();
        if new < values.len() {
            while candidates.back().is_some_and(|&old| values[old] >= values[new]) {
                candidates.pop_back();
            }
            candidates.push_back(new);
        }
        while candidates.front().is_some_and(|&old| old > index + offsets.end()) {
            candidates.pop_front();
        }
        if let Some(&best) = candidates.front() {
            minima[index] = values[best];
        }
    }
    minima
}
