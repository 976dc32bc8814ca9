//! Puts blocks on the clock.
//!
//! Anchors divide a day into segments. Within a segment the blocks follow each other, each as long as one of its
//! spans allows, in whole minutes. Among all such lengths the schedule is the one that has, in this order,
//! 1. the fewest starts off the grid (an anchor and the day's start may stand anywhere),
//! 2. the least free time before the anchor or the end,
//! 3. the least sum of `weight · (length - ideal)² / ideal`,
//! 4. the longest last block, then the longest block before it, and so on.
//!
//! All times are seconds since midnight, all lengths seconds.

mod arrange;
mod fill;
mod length;
mod segment;
mod tracks;

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;

pub use fill::{Part, fill};
pub use length::{Span, intersect};

/// The hours of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frame {
    /// The first block starts here.
    pub start: u32,
    /// Everything ends here.
    pub end: u32,
    /// Blocks start on multiples of it.
    pub grid: u32,
    /// Kept free before the end.
    pub buffer: u32,
}

/// A block of the running order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Item {
    /// What slots, holes and errors call it.
    pub id: usize,
    /// When it has to start.
    pub anchor: Option<u32>,
    /// The lengths it can have: disjoint, sorted. With tracks: empty, unless the block's own length is settled.
    pub spans: Vec<Span>,
    /// How much it matters that its length is near the ideal.
    pub weight: u32,
    /// The lengths it could have if nobody had asked for others, to propose a remedy. Empty: none but `spans`.
    pub own_spans: Vec<Span>,
    /// Things that happen at the same time, each with its running order. They start together; the longest counts.
    pub tracks: Vec<Vec<Item>>,
}

/// All blocks on the clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schedule {
    /// In the order of the items.
    pub slots: Vec<Slot>,
    /// Free time that no length can fill.
    pub holes: Vec<Hole>,
    /// Start and end of the time kept free.
    pub buffer: Option<(u32, u32)>,
}

/// A block on the clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    /// The item's id.
    pub item: usize,
    /// When it starts.
    pub start: u32,
    /// When it ends.
    pub end: u32,
    /// Which of the item's spans was chosen; 0 for tracks without spans.
    pub span: usize,
    /// For each track, its blocks.
    pub tracks: Vec<Vec<Slot>>,
}

/// Free time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hole {
    /// When it starts.
    pub start: u32,
    /// When it ends.
    pub end: u32,
    /// The block that ends there; none at the start of the day.
    pub after: Option<usize>,
    /// The anchored block that it is before; none at the end of the day.
    pub before: Option<usize>,
    /// Blocks that could be longer if nobody had asked for less: those that close the hole alone first.
    pub lengthen: Vec<Change>,
}

/// A block whose length could be another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    /// The block.
    pub item: usize,
    /// Its length now.
    pub from: u32,
    /// The length that mends most, and not more than all.
    pub to: u32,
    /// The shortest or longest it can be at all.
    pub limit: u32,
}

/// Blocks that do not fit between two points of the clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excess {
    /// The blocks between the two points.
    pub items: Vec<usize>,
    /// The first point.
    pub start: u32,
    /// The second point; before `start` when an anchor stands in the buffer.
    pub end: u32,
    /// When the blocks would end at the earliest.
    pub earliest: u32,
    /// How much too long they are, at their shortest.
    pub over: u32,
    /// Blocks that could be shorter if nobody had asked for more: those that suffice alone first.
    pub shorten: Vec<Change>,
}

/// Why there is no schedule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ScheduleError {
    /// The block can have no length of whole minutes.
    NoLength {
        /// The block.
        item: usize,
    },
    /// An anchor before the start of the day, or of the tracks it is in.
    BeforeStart {
        /// The block.
        item: usize,
        /// Its anchor.
        anchor: u32,
        /// What it is before.
        start: u32,
    },
    /// An anchor at the end of the day or later.
    AfterEnd {
        /// The block.
        item: usize,
        /// Its anchor.
        anchor: u32,
        /// What it is not before.
        end: u32,
    },
    /// An anchor that is not after that of an earlier block.
    OutOfOrder {
        /// The block.
        item: usize,
        /// Its anchor.
        anchor: u32,
        /// The earlier block.
        earlier: usize,
        /// Its anchor.
        earlier_anchor: u32,
    },
    /// An anchored block that runs into the next anchored one.
    Clash {
        /// The first block.
        item: usize,
        /// The second.
        next: usize,
        /// How much.
        excess: Excess,
    },
    /// An anchor that the blocks before it run past.
    Unmet {
        /// The anchored block.
        item: usize,
        /// How much.
        excess: Excess,
    },
    /// Blocks that run past the end.
    Overrun {
        /// What is kept free before the end, and would have to stay so. `excess.end` is before it.
        buffer: u32,
        /// How much.
        excess: Excess,
    },
}

/// Puts a day on the clock.
///
/// # Errors
/// All reasons why there is no schedule. Nothing is said of the time around a misplaced anchor.
pub fn schedule(frame: &Frame, items: &[Item]) -> Result<Schedule, Vec<ScheduleError>> {
    arrange::day(frame, items)
}
