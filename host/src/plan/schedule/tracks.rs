//! How long a block is in which several things happen at the same time.

use super::Item;
use super::length::{Choice, Lengths, MINUTE, choices_of_spans, cost, runs};

/// The tracks of a block.
pub(super) struct Tracks {
    weight: u32,
    /// The block's own lengths; none when its tracks decide.
    own: Vec<Choice>,
    has_own: bool,
    running_orders: Vec<Vec<Block>>,
}

/// A block of a track.
struct Block {
    anchor: Option<i64>,
    lengths: Lengths,
}

/// How long a track can take from the start of its block.
struct Extent {
    /// Runs of whole minutes, shortest first.
    minutes: Vec<(u32, u32)>,
    /// In seconds.
    ideal: u32,
}

impl Tracks {
    pub(super) fn new(item: &Item) -> Self {
        let block = |item: &Item| Block { anchor: item.anchor.map(i64::from), lengths: Lengths::new(item) };
        Self {
            weight: item.weight,
            own: choices_of_spans(&item.spans, item.weight),
            has_own: !item.spans.is_empty(),
            running_orders: item.tracks.iter().map(|track| track.iter().map(block).collect()).collect(),
        }
    }

    /// True when the lengths depend on the start.
    pub(super) fn have_anchors(&self) -> bool {
        let depends = |block: &Block| block.anchor.is_some() || matches!(block.lengths, Lengths::ByStart(_));
        self.running_orders.iter().flatten().any(depends)
    }

    /// The lengths that all tracks fit into and, unless the block has lengths of its own, that one of them fills.
    /// The ideal is that of the longest track.
    pub(super) fn choices(&self, start: i64) -> Vec<Choice> {
        let extents: Vec<Extent> =
            self.running_orders.iter().map(|track| Extent::new(track, start)).collect();
        let mut needed = 0;
        for extent in &extents {
            match extent.minutes.first() {
                Some(&(shortest, _)) => needed = needed.max(shortest),
                None => return Vec::new(),
            }
        }
        if self.has_own {
            return self.own.iter().filter(|choice| choice.minutes >= needed).copied().collect();
        }
        let ideal = extents.iter().map(|extent| extent.ideal).max().unwrap_or(0);
        let all = join(extents.iter().flat_map(|extent| &extent.minutes).copied().collect());
        let minutes = all.into_iter().flat_map(|(first, last)| first.max(needed).max(1)..=last);
        let choice = |minutes| Choice { minutes, cost: cost(minutes * MINUTE, ideal, self.weight), span: 0 };
        minutes.map(choice).collect()
    }
}

impl Extent {
    /// Follows all ways through a track's blocks.
    fn new(track: &[Block], start: i64) -> Self {
        // The blocks so far can end so many minutes after `base`, which is the start or the latest anchor.
        let mut base = start;
        let mut ends = vec![(0, 0)];
        let mut ideal = 0;
        for block in track {
            if let Some(anchor) = block.anchor {
                if ends.first().is_none_or(|&(first, _)| after(base, first) > anchor) {
                    return Self { minutes: Vec::new(), ideal: 0 };
                }
                (base, ends, ideal) = (anchor, vec![(0, 0)], 0);
            }
            ends = match &block.lengths {
                Lengths::Always(choices) => {
                    let add =
                        |&(first, last): &(u32, u32)| runs(choices).map(move |(a, b)| (first + a, last + b));
                    join(ends.iter().flat_map(add).collect())
                }
                lengths @ Lengths::ByStart(_) => {
                    let minutes = ends.iter().flat_map(|&(first, last)| first..=last);
                    let add = |m: u32| -> Vec<(u32, u32)> {
                        runs(&lengths.at(after(base, m))).map(|(a, b)| (m + a, m + b)).collect()
                    };
                    join(minutes.flat_map(add).collect())
                }
            };
            let choices = block.lengths.at(base + i64::from(ideal));
            ideal +=
                choices.iter().min_by_key(|choice| choice.cost).map_or(0, |choice| choice.minutes * MINUTE);
        }
        let waited = u32::try_from(base - start).unwrap_or(0);
        let minutes = waited.div_ceil(MINUTE);
        let minutes = ends.into_iter().map(|(first, last)| (first + minutes, last + minutes)).collect();
        Self { minutes, ideal: waited + ideal }
    }
}

fn after(base: i64, minutes: u32) -> i64 {
    base + i64::from(minutes) * i64::from(MINUTE)
}

/// Sorted runs, with those that touch made one.
fn join(mut runs: Vec<(u32, u32)>) -> Vec<(u32, u32)> {
    runs.sort_unstable();
    let mut joined: Vec<(u32, u32)> = Vec::with_capacity(runs.len());
    for (first, last) in runs {
        match joined.last_mut() {
            Some((_, end)) if first <= *end + 1 => *end = (*end).max(last),
            _ => joined.push((first, last)),
        }
    }
    joined
}
