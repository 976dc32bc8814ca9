//! Ballots: their size, and the order of the items on each.

use atelier_format::Random;

/// A size of card, and how the items stand on it.
#[derive(Debug, PartialEq, Eq)]
pub struct Layout {
    /// `medium` is 4 to an A4, `large` 2, `sign` 1.
    pub size: &'static str,
    /// Items one under the other; more go into a second column.
    pub rows: usize,
}

/// The smallest card that holds the items in letters of 10 points. `marks`: columns to mark beside an item.
pub fn layout(items: &[String], count: usize, marks: usize) -> Layout {
    if items.is_empty() {
        return blank(count);
    }
    let (narrow, wide) = (37 - 7 * marks, 77 - 7 * marks);
    let half = count.div_ceil(2);
    if height(items, count, narrow) <= CARD_HEIGHT {
        Layout { size: "medium", rows: count }
    } else if height(items, count, wide) <= CARD_HEIGHT {
        Layout { size: "large", rows: count }
    } else if tallest_half(items, half, narrow) <= CARD_HEIGHT {
        Layout { size: "large", rows: half }
    } else {
        Layout { size: "sign", rows: count }
    }
}

/// Blanks are known by their letters, and marked: a word may be written beside one, on rows of 7.5 mm at least.
fn blank(count: usize) -> Layout {
    if count * WRITTEN_ROW <= CARD_HEIGHT {
        Layout { size: "medium", rows: count }
    } else {
        Layout { size: "large", rows: count.div_ceil(2) }
    }
}

/// Tenths of a millimetre that somebody needs to write a few words in small letters.
const WRITTEN_ROW: usize = 75;

/// Tenths of a millimetre that a card of 133 mm leaves for the items, below its title and the rule.
const CARD_HEIGHT: usize = 950;

/// Height of the items in tenths of a millimetre, when so many characters make a line.
fn height(items: &[String], count: usize, line: usize) -> usize {
    let lines = |item: &String| item.chars().count().div_ceil(line).max(1);
    items.iter().take(count).map(|item| 43 * lines(item) + 29).sum()
}

/// The longest items could meet in one column: it must hold them.
fn tallest_half(items: &[String], half: usize, line: usize) -> usize {
    let mut longest = items.to_vec();
    longest.sort_by_key(|item| std::cmp::Reverse(item.chars().count()));
    height(&longest, half, line)
}

/// The order of the items on each ballot, as their numbers: another order each, so that no item gains from
/// standing first. Blanks have nothing to shuffle and stand in the order of the wall.
pub fn orders(people: u32, items: u32, known: bool, seed: u64) -> Vec<Vec<u32>> {
    let mut random = Random::new(seed);
    let ballot = |_| {
        let mut order: Vec<u32> = (0..items).collect();
        if known {
            random.shuffle(&mut order);
        }
        order
    };
    (0..people).map(ballot).collect()
}
