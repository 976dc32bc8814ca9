//! How many dots, and what they decide.

use crate::Variant;

/// More items than this are not weighed but skimmed: they are clustered first.
pub const MOST_ITEMS: u32 = 20;

/// Items that the second of two rounds is about.
pub const FINALISTS: u32 = 5;

/// Elimination stops when so many items are left.
pub const LEFT_AFTER_ELIMINATION: u32 = 7;

/// The rule of a vote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    pub variant: Variant,
    /// For each person; in the first of two rounds. Weighted: worth `dots`, …, 2, 1 points.
    pub dots: u32,
    /// The most that one person may stick on one item.
    pub per_item: u32,
    /// Red dots for each person.
    pub reds: u32,
}

impl Rule {
    /// The usual rule for so many items.
    ///
    /// Plain: a quarter of the items, rounded up, from 3 to 8 dots; at most half of them, rounded up, and never
    /// more than 3 on one item. Two rounds start with 3, weighted has 3: for three, two and one points.
    pub fn usual(variant: Variant, items: u32) -> Self {
        let dots = match variant {
            Variant::Plain | Variant::Negative => items.div_ceil(4).clamp(3, 8),
            Variant::TwoRounds | Variant::Weighted => 3,
        };
        Self::with(variant, dots, None)
    }

    /// The rule for so many dots.
    pub fn with(variant: Variant, dots: u32, per_item: Option<u32>) -> Self {
        let per_item = match variant {
            Variant::Weighted => 1,
            _ => per_item.unwrap_or_else(|| dots.div_ceil(2).min(3)),
        };
        let reds = if variant == Variant::Negative { dots.div_ceil(3) } else { 0 };
        Self { variant, dots, per_item, reds }
    }

    /// Dots that one person sticks in all, red ones aside.
    pub fn dots_each(&self) -> u32 {
        self.dots + u32::from(self.variant == Variant::TwoRounds)
    }
}

/// Dots to bring: half as many again as are stuck, rounded up. Some fall, some are lost.
pub fn to_bring(people: u32, dots: u32) -> u32 {
    (3 * people * dots).div_ceil(2)
}

/// Votes without which an item is dropped: two in a group of up to 5, three up to 15, four above. (The source
/// leaves a group of exactly 5 open: it counts as a small one.) It thinks of a few dozen dots: where there are so many
/// that every item gets as much, an item stays with half of what it would have if all had the same.
pub fn votes_to_stay(people: u32, dots: u32, items: u32) -> u32 {
    let least = match people {
        0..=5 => 2,
        6..=15 => 3,
        _ => 4,
    };
    (people * dots).div_ceil(2 * items.max(1)).max(least)
}
