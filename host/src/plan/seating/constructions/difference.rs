//! Partial difference matrices: rows over a group of which any two differ by another element in every column.

use super::super::random::Random;
use super::field::{Field, Group, prime_power};

/// Rows over `group`, the first all zeros.
#[derive(Debug, Clone)]
pub(super) struct Matrix {
    pub group: Group,
    pub rows: Vec<Vec<usize>>,
    pub how: &'static str,
}

/// Row a is a · column, in the integers modulo `order`: as many rows as work.
pub(super) fn linear(order: usize, columns: usize) -> Matrix {
    let repeats = |step: usize| order / gcd(order, step) < columns;
    let count = (1..order).find(|step| repeats(*step)).unwrap_or(order);
    let rows = (0..count).map(|row| (0..columns).map(|column| row * column % order).collect()).collect();
    Matrix { group: Group::new(vec![order]), rows, how: "linear" }
}

/// Row a is a · column in the field of that order: every row works.
pub(super) fn field(order: usize, columns: usize) -> Option<Matrix> {
    // Beyond this, linear rows are more than enough for any event.
    if order > 128 || columns > order {
        return None;
    }
    let field = Field::new(order)?;
    let rows =
        (0..order).map(|row| (0..columns).map(|column| field.multiply(row, column)).collect()).collect();
    Some(Matrix { group: field.group(), rows, how: "field" })
}

/// Rows found by a randomised depth-first search over the groups of that order, `wanted` at most.
pub(super) fn searched(order: usize, columns: usize, wanted: usize, steps: u64) -> Option<Matrix> {
    if order > 64 || columns > order || columns < 2 {
        return None;
    }
    let mut best: Option<Matrix> = None;
    let groups = groups(order);
    let share = steps / groups.len() as u64;
    for group in groups {
        let mut search = Search::new(&group, columns, wanted, share);
        search.run();
        if best.as_ref().is_none_or(|best| search.best.len() > best.rows.len()) {
            best = Some(Matrix { rows: search.best, group, how: "difference" });
        }
        if best.as_ref().is_some_and(|best| best.rows.len() >= wanted) {
            break;
        }
    }
    best
}

/// The cyclic group, and for every prime whose square divides the order one that is split there.
fn groups(order: usize) -> Vec<Group> {
    let mut groups = vec![Group::new(vec![order])];
    for p in (2..order).filter(|p| prime_power(*p).is_some_and(|(_, k)| k == 1)) {
        if order.is_multiple_of(p * p) {
            groups.push(Group::new(vec![p, order / p]));
        }
    }
    groups
}

fn gcd(a: usize, b: usize) -> usize {
    if b == 0 { a } else { gcd(b, a % b) }
}

/// The search for rows. Restarts after a while: early rows decide how many can follow.
struct Search {
    columns: usize,
    wanted: usize,
    order: usize,
    /// a - b as a bit, by a · order + b.
    bit: Vec<u64>,
    rows: Vec<Vec<usize>>,
    /// By rows so far, column and row: the differences of the new row to that row in earlier columns, as bits.
    used: Vec<u64>,
    best: Vec<Vec<usize>>,
    /// Values left to try, in all and until the next restart.
    steps: u64,
    left: u64,
    random: Random,
}

impl Search {
    fn new(group: &Group, columns: usize, wanted: usize, steps: u64) -> Self {
        let order = group.order();
        let bit = (0..order * order).map(|pair| 1 << group.subtract(pair / order, pair % order)).collect();
        Self {
            columns,
            wanted,
            order,
            bit,
            rows: Vec::new(),
            used: vec![0; (wanted + 1) * (columns + 1) * wanted],
            best: Vec::new(),
            steps,
            left: 0,
            random: Random::new((order * 64 + columns) as u64),
        }
    }

    fn run(&mut self) {
        while self.steps > 0 && self.best.len() < self.wanted {
            self.left = self.steps.min(100_000);
            self.steps -= self.left;
            self.rows = vec![vec![0; self.columns]];
            self.best.resize(self.best.len().max(1), vec![0; self.columns]);
            self.start_row();
            self.steps += self.left;
        }
    }

    fn finished(&self) -> bool {
        self.left == 0 || self.best.len() >= self.wanted
    }

    fn used_at(&self, column: usize) -> usize {
        (self.rows.len() * (self.columns + 1) + column) * self.wanted
    }

    /// Looks for one more row, which starts with 0 like all.
    fn start_row(&mut self) {
        if self.finished() {
            return;
        }
        let at = self.used_at(1);
        self.used[at..at + self.rows.len()].fill(1);
        let mut row = vec![0; self.columns];
        self.extend(&mut row, 1);
    }

    /// Tries all values for a column of the new row.
    fn extend(&mut self, row: &mut Vec<usize>, column: usize) {
        if column == self.columns {
            self.rows.push(row.clone());
            if self.rows.len() > self.best.len() {
                self.best.clone_from(&self.rows);
            }
            self.start_row();
            self.rows.pop();
            return;
        }
        let (now, next) = (self.used_at(column), self.used_at(column + 1));
        let start = self.random.below(self.order);
        for turn in 0..self.order {
            if self.finished() {
                return;
            }
            self.left -= 1;
            let value = if start + turn < self.order { start + turn } else { start + turn - self.order };
            if self.differs(value, column, now, next) {
                row[column] = value;
                self.extend(row, column + 1);
            }
        }
    }

    /// True when `value` differs from every row by something new; notes it for the next column.
    fn differs(&mut self, value: usize, column: usize, now: usize, next: usize) -> bool {
        for (index, row) in self.rows.iter().enumerate() {
            let bit = self.bit[value * self.order + row[column]];
            let used = self.used[now + index];
            if used & bit != 0 {
                return false;
            }
            self.used[next + index] = used | bit;
        }
        true
    }
}
