//! Who is there in which round: people come late and leave early, and the rounds have clock times.

use std::ops::Range;

use crate::plan::PlannedStep;
use crate::plugin;
use crate::workshop::Person;

/// When a block happens. Times are seconds since midnight.
#[derive(Debug, Clone, Copy)]
pub struct When<'a> {
    /// The block is on the workshop's first day: whoever arrives late arrives then.
    pub first_day: bool,
    /// The block is on the last day: whoever leaves early leaves then.
    pub last_day: bool,
    /// When it starts.
    pub start: u32,
    /// When it ends.
    pub end: u32,
    /// Its steps, some of which play the rounds of a seating.
    pub steps: &'a [PlannedStep],
}

impl When<'_> {
    /// From when to when each round of a seating is played; the whole block where no step says.
    fn rounds(&self, wanted: &plugin::Seating) -> Vec<Range<u32>> {
        let round = |number: u32| {
            let plays = |step: &&PlannedStep| {
                step.play.as_ref().is_some_and(|(seating, round)| *seating == wanted.id && *round == number)
            };
            let start = self.steps.iter().filter(plays).map(|step| step.start).min();
            let end = self.steps.iter().filter(plays).map(|step| step.end).max();
            start.unwrap_or(self.start)..end.unwrap_or(self.end)
        };
        (1..=wanted.rounds).map(round).collect()
    }

    /// The rounds that each of `people` is there for from start to end. Empty when everybody is there for all.
    pub(super) fn presence<'p>(
        &self,
        wanted: &plugin::Seating,
        people: impl Iterator<Item = &'p Person>,
    ) -> Vec<Range<usize>> {
        let rounds = self.rounds(wanted);
        let presence = |person: &Person| {
            let arrives = person.arrives.filter(|_| self.first_day).map_or(0, |time| time.0);
            let leaves = person.leaves.filter(|_| self.last_day).map_or(u32::MAX, |time| time.0);
            let there = |round: &Range<u32>| arrives <= round.start && round.end <= leaves;
            let first = rounds.iter().position(there);
            let last = rounds.iter().rposition(there);
            first.zip(last).map_or(0..0, |(first, last)| first..last + 1)
        };
        let presence: Vec<Range<usize>> = people.map(presence).collect();
        let all = presence.iter().all(|there| *there == (0..rounds.len()));
        if all { Vec::new() } else { presence }
    }
}
