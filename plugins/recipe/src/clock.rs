//! Repetitions that begin and end on the clock: sessions at half past and at ten to, never at 10:19.

use atelier_format::{Script, Step as Planned};

/// A script in three parts: what comes before the repetitions, each of them, and what comes after.
pub struct Parts {
    pub before: Vec<Planned>,
    pub turns: Vec<Vec<Planned>>,
    pub after: Vec<Planned>,
}

/// Times for a part, and how far they are from what was wished for.
struct Filled {
    steps: Vec<Planned>,
    cost: f64,
}

impl Parts {
    /// The steps with times that add up to `seconds`, so that every repetition begins and ends a multiple of `grid`
    /// seconds after the beginning of the block and lasts as long as the others. What comes before and after takes the
    /// rest, as near to the ideals as can be. None where no times do.
    pub fn fill(self, grid: u32, seconds: u32) -> Option<Vec<Planned>> {
        let Self { before, turns, after } = self;
        let starts: Vec<(u32, Filled)> = multiples(grid, seconds, |at| filled(&before, at));
        let rounds: Vec<(u32, Vec<Filled>)> =
            multiples(grid, seconds, |each| turns.iter().map(|turn| filled(turn, each)).collect());
        let count = u32::try_from(turns.len()).ok()?;
        let mut best: Option<(f64, Vec<Planned>)> = None;
        for (start, opening) in &starts {
            for (each, repeated) in &rounds {
                let used = each.checked_mul(count).and_then(|all| all.checked_add(*start));
                let Some(ending) = used.and_then(|used| filled(&after, seconds.checked_sub(used)?)) else {
                    continue;
                };
                let parts = || std::iter::once(opening).chain(repeated).chain([&ending]);
                let cost = parts().map(|part| part.cost).sum();
                if best.as_ref().is_none_or(|(least, _)| cost < *least) {
                    best = Some((cost, parts().flat_map(|part| part.steps.clone()).collect()));
                }
            }
        }
        best.map(|(_, steps)| steps)
    }
}

/// What can be made of the multiples of `grid` up to `most`, nothing included.
fn multiples<T>(grid: u32, most: u32, make: impl Fn(u32) -> Option<T>) -> Vec<(u32, T)> {
    (0..=most / grid).filter_map(|times| Some((times * grid, make(times * grid)?))).collect()
}

/// These steps at this length, if they can last it.
fn filled(steps: &[Planned], seconds: u32) -> Option<Filled> {
    let script = steps.iter().cloned().fold(Script::new(), Script::step);
    let span = script.span();
    if !(span.min..=span.max).contains(&seconds) {
        return None;
    }
    let filled = script.fill(seconds);
    let cost = steps.iter().zip(&filled).map(|(wished, step)| strain(wished, step.ideal)).sum();
    Some(Filled { steps: filled, cost })
}

/// How far a time is from the one that was wished for: what the SDK shares minutes by.
fn strain(wished: &Planned, time: u32) -> f64 {
    let off = f64::from(time) - f64::from(wished.ideal);
    f64::from(wished.weight) * off * off / f64::from(wished.ideal.max(60))
}
