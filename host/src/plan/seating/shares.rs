//! How many people of each category a table should have.

use super::problem::Problem;

/// For every round, category and table size: the share, rounded down and up.
pub(super) struct Shares {
    categories: usize,
    sizes: usize,
    range: Vec<(u32, u32)>,
}

impl Shares {
    /// Shares of the people present in each round.
    pub(super) fn new(problem: &Problem) -> Self {
        let categories = problem.categories;
        let sizes = 1 + problem.chairs.iter().flatten().max().copied().unwrap_or(0);
        let mut range = Vec::with_capacity(problem.rounds * categories * sizes);
        for there in &problem.present {
            let mut totals = vec![0; categories];
            for &person in there.iter().filter(|_| categories > 0) {
                totals[problem.category[person]] += 1;
            }
            for total in totals {
                let share = |size: usize| (total * size / there.len(), (total * size).div_ceil(there.len()));
                range.extend((0..sizes).map(share).map(|(least, most)| (least as u32, most as u32)));
            }
        }
        Self { categories, sizes, range }
    }

    /// By how many people `count` is off the share of `category` at a table of `size`.
    pub(super) fn off(&self, round: usize, category: usize, size: usize, count: u32) -> i64 {
        let (least, most) = self.range[(round * self.categories + category) * self.sizes + size];
        i64::from(count.saturating_sub(most) + least.saturating_sub(count))
    }
}
