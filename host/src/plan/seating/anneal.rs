//! The temperature of simulated annealing, the same on every machine.

use super::random::Random;

/// Levels from hot to cold.
pub(super) const LEVELS: u32 = 48;

/// Falls from `hot` to `cold` in equal ratios. Only additions, multiplications, divisions and square roots are used:
/// their results are the same everywhere.
pub(super) struct Temperature {
    hot: f64,
    ratio: f64,
    now: f64,
    level: u32,
    /// -ln of evenly spread numbers between 0 and 1.
    chance: Vec<f64>,
}

impl Temperature {
    /// In units of cost.
    pub(super) fn new(hot: f64, cold: f64) -> Self {
        let chance = (0..1024).map(|index| -logarithm((f64::from(index) + 0.5) / 1024.0)).collect();
        Self { hot, ratio: root(cold / hot), now: hot, level: 0, chance }
    }

    /// Hot again.
    pub(super) fn restart(&mut self) {
        self.level = 0;
    }

    /// Goes to the next level; false when it was the last one.
    pub(super) fn cool(&mut self) -> bool {
        if self.level == LEVELS {
            return false;
        }
        self.now = if self.level == 0 { self.hot } else { self.now * self.ratio };
        self.level += 1;
        true
    }

    /// How much worse the next change may make things: the rule of Metropolis, which accepts a change of cost d with
    /// probability exp(-d / temperature), read backwards.
    pub(super) fn allowance(&self, random: &mut Random) -> i64 {
        (self.now * self.chance[random.below(self.chance.len())]) as i64
    }
}

/// The number whose LEVELS-th power is about `value`, by Newton's method.
fn root(value: f64) -> f64 {
    let exponent = f64::from(LEVELS - 1);
    let mut x = 1.0 + logarithm(value) / exponent;
    for _ in 0..8 {
        let mut power = 1.0;
        for _ in 1..LEVELS - 1 {
            power *= x;
        }
        x -= (power * x - value) / (exponent * power);
    }
    x
}

/// The natural logarithm of a positive number, by its series around 1.
fn logarithm(value: f64) -> f64 {
    let (mut value, mut halvings) = (value, 0.0);
    while value < 0.75 {
        value *= 2.0;
        halvings += 1.0;
    }
    let z = (value - 1.0) / (value + 1.0);
    let mut sum = 0.0;
    let mut power = z;
    for odd in 0..16 {
        sum += power / f64::from(2 * odd + 1);
        power *= z * z;
    }
    2.0 * sum - halvings * std::f64::consts::LN_2
}
