//! Steps with elastic times, and the lengths they can fill exactly.

use crate::{Span, Step};

/// Steps in their order. Those that share words and bounds are rounds: they get equal times wherever the
/// minutes can be shared equally, and differ by one minute where they cannot.
///
/// [`Script::span`] and [`Script::fill`] belong together: what one promises the other does.
#[derive(Debug, Clone, Default)]
pub struct Script(Vec<Step>);

/// Steps that get equal times.
struct Group {
    members: Vec<usize>,
    min: u32,
    ideal: u32,
    max: u32,
    weight: u32,
}

impl Group {
    /// Each member by itself.
    fn apart(&self) -> impl Iterator<Item = Group> {
        self.members.iter().map(|&member| Group { members: vec![member], ..*self })
    }
}

impl Script {
    /// No steps yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a step.
    #[must_use]
    pub fn step(mut self, step: Step) -> Self {
        self.0.push(step);
        self
    }

    /// Adds a step when there is reason to.
    #[must_use]
    pub fn step_if(self, condition: bool, step: impl FnOnce() -> Step) -> Self {
        if condition { self.step(step()) } else { self }
    }

    /// The lengths these steps can fill: from the sum of the shortest to the sum of the longest.
    #[must_use]
    pub fn span(&self) -> Span {
        let sum = |time: fn(&Step) -> u32| self.0.iter().map(time).sum();
        Span { min: sum(|s| s.min), ideal: sum(|s| s.ideal), max: sum(|s| s.max), extra: String::new() }
    }

    /// The steps with times that add up to `seconds`: whole minutes where `seconds` are, rounds alike if that
    /// is possible, each within its bounds, and as near to the ideals as can be: the sum of
    /// weight · (x - ideal)² / ideal is the least of all ways to fill the time (by dynamic programming over
    /// the minutes). Cuts that would save nothing are left out.
    ///
    /// # Panics
    /// When the time is outside [`Script::span`].
    #[must_use]
    pub fn fill(mut self, seconds: u32) -> Vec<Step> {
        let span = self.span();
        let rounds = self.rounds();
        let (groups, times) = if let Some(times) = allot(seconds, &rounds) {
            (rounds, times)
        } else {
            let single: Vec<Group> = rounds.iter().flat_map(Group::apart).collect();
            let times = allot(seconds, &single).unwrap_or_else(|| {
                panic!("{seconds} s cannot be filled by steps of {} to {} s", span.min, span.max)
            });
            (single, times)
        };
        for (group, time) in groups.iter().zip(times) {
            for &i in &group.members {
                self.0[i].ideal = time;
            }
        }
        // A step that is as short as its cut would leave it has nothing to save.
        for step in &mut self.0 {
            step.cut = step.cut.take().filter(|cut| cut.keep < step.ideal);
        }
        self.0
    }

    fn rounds(&self) -> Vec<Group> {
        let mut groups: Vec<Group> = Vec::new();
        for (i, step) in self.0.iter().enumerate() {
            let alike = groups.iter_mut().find(|group| {
                let first = &self.0[group.members[0]];
                first.text == step.text
                    && (first.min, first.ideal, first.max) == (step.min, step.ideal, step.max)
            });
            match alike {
                Some(group) => group.members.push(i),
                None => groups.push(Group {
                    members: vec![i],
                    min: step.min,
                    ideal: step.ideal,
                    max: step.max,
                    weight: step.weight,
                }),
            }
        }
        groups
    }
}

/// Times for the groups, or none. What is above the shortest times is given out in whole minutes; seconds
/// that are left over go to the first single step that has room.
fn allot(seconds: u32, groups: &[Group]) -> Option<Vec<u32>> {
    let shortest: u32 = groups.iter().map(|g| g.min * count(g)).sum();
    let extra = seconds.checked_sub(shortest)?;
    let minutes = usize::try_from(extra / 60).ok()?;
    // best[m]: the least cost of giving out m minutes to the groups so far, and what the last one got.
    let mut best: Vec<Option<f64>> = vec![None; minutes + 1];
    best[0] = Some(0.0);
    let mut given: Vec<Vec<u32>> = Vec::with_capacity(groups.len());
    for group in groups {
        let members = group.members.len();
        let mut next = vec![None; minutes + 1];
        let mut choice = vec![0; minutes + 1];
        for (m, slot) in next.iter_mut().enumerate() {
            let most = ((group.max - group.min) / 60) as usize;
            for each in 0..=most.min(m / members) {
                let Some(before) = best[m - each * members] else { continue };
                let minutes = u32::try_from(each).unwrap_or(u32::MAX);
                let cost = before + cost(group, group.min + 60 * minutes);
                if slot.is_none_or(|known| cost < known) {
                    *slot = Some(cost);
                    choice[m] = minutes;
                }
            }
        }
        best = next;
        given.push(choice);
    }
    best[minutes]?;
    let mut left = minutes;
    let mut times = vec![0; groups.len()];
    for (i, group) in groups.iter().enumerate().rev() {
        let each = given[i][left];
        times[i] = group.min + 60 * each;
        left -= each as usize * group.members.len();
    }
    let seconds_left = extra % 60;
    if seconds_left > 0 {
        let i = (0..groups.len())
            .find(|&i| count(&groups[i]) == 1 && times[i] + seconds_left <= groups[i].max)?;
        times[i] += seconds_left;
    }
    Some(times)
}

fn count(group: &Group) -> u32 {
    u32::try_from(group.members.len()).unwrap_or(u32::MAX)
}

fn cost(group: &Group, time: u32) -> f64 {
    let off = f64::from(time) - f64::from(group.ideal);
    f64::from(count(group)) * f64::from(group.weight) * off * off / f64::from(group.ideal.max(60))
}

/// The lengths of several scripts as spans that do not overlap, in order of time. Where two scripts could
/// fill a length, it belongs to the one that comes first in `scripts`: name the best first.
#[must_use]
pub fn spans(scripts: &[Script]) -> Vec<Span> {
    let mut taken: Vec<Span> = Vec::new();
    for script in scripts {
        let mut free = vec![script.span()];
        for span in &taken {
            free = free.into_iter().flat_map(|part| outside(part, span)).collect();
        }
        taken.extend(free);
    }
    taken.sort_by_key(|span| span.min);
    taken
}

/// What is left of a span when another takes its part, a minute apart.
fn outside(part: Span, taken: &Span) -> Vec<Span> {
    if part.max < taken.min || taken.max < part.min {
        return vec![part];
    }
    let mut left = Vec::new();
    if part.min < taken.min {
        let max = taken.min - 60;
        if part.min <= max {
            left.push(Span { min: part.min, ideal: part.ideal.min(max), max, extra: String::new() });
        }
    }
    if part.max > taken.max {
        let min = taken.max + 60;
        if min <= part.max {
            left.push(Span { min, ideal: part.ideal.max(min), max: part.max, extra: String::new() });
        }
    }
    left
}

/// The first of the scripts that can be `seconds` long: the one [`spans`] meant.
#[must_use]
pub fn first_that_fits(scripts: Vec<Script>, seconds: u32) -> Option<Script> {
    scripts.into_iter().find(|script| {
        let span = script.span();
        (span.min..=span.max).contains(&seconds)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn round(number: u32) -> Step {
        Step::new(format!("round-{number}")).text("round").minutes(15, 20, 30)
    }

    fn cafe() -> Script {
        let script = Script::new().step(Step::new("welcome").minutes(5, 10, 15));
        let script = (1..=3).fold(script, |s, n| s.step(round(n)));
        script.step(Step::new("harvest").minutes(10, 15, 25))
    }

    fn times(steps: &[Step]) -> Vec<u32> {
        steps.iter().map(|s| s.ideal / 60).collect()
    }

    #[test]
    fn ideals_are_kept_where_they_fit() {
        assert_eq!(times(&cafe().fill(85 * 60)), [10, 20, 20, 20, 15]);
    }

    #[test]
    fn rounds_stay_alike() {
        assert_eq!(times(&cafe().fill(80 * 60)), [9, 19, 19, 19, 14]);
        assert_eq!(times(&cafe().fill(60 * 60)), [5, 15, 15, 15, 10]);
    }

    #[test]
    fn rounds_differ_by_a_minute_where_nothing_else_can_take_it() {
        let script = (1..=3).fold(Script::new(), |s, n| s.step(round(n)));
        let mut found = times(&script.fill(61 * 60));
        found.sort_unstable();
        assert_eq!(found, [20, 20, 21]);
    }

    #[test]
    fn odd_seconds_go_to_one_step() {
        let steps = cafe().fill(85 * 60 + 30);
        assert_eq!(steps.iter().map(|s| s.ideal).sum::<u32>(), 85 * 60 + 30);
        assert_eq!(steps[1].ideal, steps[2].ideal);
    }

    #[test]
    fn the_better_script_takes_the_lengths_both_could_fill() {
        let long = Script::new().step(Step::new("a").minutes(75, 90, 120));
        let short = Script::new().step(Step::new("a").minutes(60, 70, 90));
        assert_eq!(spans(&[long, short]), [Span::minutes(60, 70, 74), Span::minutes(75, 90, 120)]);
    }

    proptest! {
        #[test]
        fn every_minute_of_the_span_is_filled_exactly(
            rounds in 1u32..6,
            steps in prop::collection::vec((1u32..10, 0u32..10, 0u32..10), 1..6),
            at in 0u32..=1000,
        ) {
            let mut script = Script::new();
            for (i, &(min, more, most)) in steps.iter().enumerate() {
                script = script.step(Step::new(format!("s{i}")).minutes(min, min + more, min + more + most));
            }
            // A step that can take what rounds cannot share.
            script = script.step(Step::new("spare").minutes(1, 5, 10));
            for n in 1..=rounds {
                script = script.step(round(n));
            }
            let span = script.span();
            let seconds = span.min + (span.max - span.min) / 60 * at / 1000 * 60;
            let filled = script.fill(seconds);
            prop_assert_eq!(filled.iter().map(|s| s.ideal).sum::<u32>(), seconds);
            for step in &filled {
                prop_assert!(step.min <= step.ideal && step.ideal <= step.max && step.ideal % 60 == 0);
            }
            let lengths: Vec<u32> = filled.iter().filter(|s| s.text == "round").map(|s| s.ideal).collect();
            prop_assert!(lengths.windows(2).all(|w| w[0] == w[1]));
        }
    }
}
