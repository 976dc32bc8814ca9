//! Makes a seating that nearly fits a request fit: everybody who is there has a chair, nobody else, tables are even.

use super::problem::{NONE, Problem};
use super::request::{Mode, Rounds};

/// What coming back to a table counts, in repeats.
const RETURN: usize = 6;

/// `rounds` with as few changes as that takes. Rounds that are missing start empty.
pub(super) fn fit(problem: &Problem, rounds: &[Vec<Vec<usize>>]) -> Rounds {
    let mut fitted = problem.played().to_vec();
    for round in problem.frozen..problem.rounds {
        let tables = rounds.get(round).map_or(&[][..], Vec::as_slice);
        fitted.push(keep_present(problem, round, tables));
    }
    let mut plan = Plan::new(problem, fitted);
    for round in problem.frozen..problem.rounds {
        plan.add_missing(round);
    }
    for round in problem.frozen..problem.rounds {
        plan.balance(round);
    }
    plan.rounds
}

/// Hosts first at their tables, settled people in their places, and of the others who is there.
fn keep_present(problem: &Problem, round: usize, tables: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let mut kept: Vec<Vec<usize>> = problem.hosts.iter().map(|host| vec![*host]).collect();
    kept.resize(problem.tables, Vec::new());
    let mut waiting = vec![false; problem.people];
    for &person in &problem.present[round] {
        waiting[person] = true;
    }
    for &host in &problem.hosts {
        waiting[host] = false;
    }
    for &person in &problem.present[round] {
        let table = problem.settled[round][person];
        if table != NONE && std::mem::take(&mut waiting[person]) {
            kept[table as usize].push(person);
        }
    }
    for (kept, seats) in kept.iter_mut().zip(tables) {
        kept.extend(seats.iter().copied().filter(|person| std::mem::take(&mut waiting[*person])));
    }
    kept
}

/// Rounds, and where everybody is.
struct Plan<'a> {
    problem: &'a Problem<'a>,
    rounds: Rounds,
    /// By round and person: the table, or `NONE`.
    at: Vec<Vec<u32>>,
}

impl<'a> Plan<'a> {
    fn new(problem: &'a Problem<'a>, rounds: Rounds) -> Self {
        let mut at = vec![vec![NONE; problem.people]; problem.rounds];
        for (at, tables) in at.iter_mut().zip(&rounds) {
            for (table, seats) in tables.iter().enumerate() {
                for &person in seats {
                    at[person] = table as u32;
                }
            }
        }
        Self { problem, rounds, at }
    }

    /// Seats whoever has no seat: with their group if it sits already, else where they meet most new people.
    fn add_missing(&mut self, round: usize) {
        for person in self.problem.present[round].clone() {
            if self.at[round][person] != NONE {
                continue;
            }
            let group = self.problem.group_of[person];
            let group = self.problem.groups.get(group as usize).map_or(&[][..], Vec::as_slice);
            let friend = group.iter().map(|member| self.at[round][*member]).find(|table| *table != NONE);
            let table = match friend {
                Some(table) => table as usize,
                None => self.best_table(round, person, group.len().max(1)),
            };
            self.rounds[round][table].push(person);
            self.at[round][person] = table as u32;
        }
    }

    /// The emptiest tables first; among these the one with fewest repeats.
    fn best_table(&self, round: usize, person: usize, wanted: usize) -> usize {
        let chairs = &self.problem.chairs[round];
        let short = |table: usize| (self.rounds[round][table].len() + wanted).saturating_sub(chairs[table]);
        let key = |table: &usize| {
            let taken = self.rounds[round][*table].len();
            let full = if self.problem.request.sizes_wander() { taken } else { 0 };
            (short(*table), full, self.repeats(round, person, *table))
        };
        (0..self.problem.tables).min_by_key(key).unwrap_or(0)
    }

    /// Moves people from tables that have too many to tables that have too few, those first whom it costs least.
    fn balance(&mut self, round: usize) {
        let wander = self.problem.request.sizes_wander();
        let fewest = self.problem.present[round].len() / self.problem.tables;
        loop {
            let size = |table: usize| self.rounds[round][table].len();
            let chairs = &self.problem.chairs[round];
            let tables = 0..self.problem.tables;
            let over = tables.clone().any(|table| size(table) > chairs[table]);
            let under = wander && tables.clone().any(|table| size(table) < fewest);
            let gives = |table: &usize| {
                if over { size(*table) > chairs[*table] } else { under && size(*table) > fewest }
            };
            let takes = |table: &usize| {
                if under { size(*table) < fewest } else { over && size(*table) < chairs[*table] }
            };
            // At a large event the first few are as good as all.
            let most = (600 / self.problem.tables).clamp(4, 12);
            let crowded: Vec<usize> = tables.clone().filter(gives).take(most).collect();
            let roomy: Vec<usize> = tables.filter(takes).take(most).collect();
            let mut best: Option<(usize, usize, usize, usize)> = None;
            for &from in &crowded {
                for &person in &self.rounds[round][from] {
                    let Some(leaving) = self.leave_cost(round, person, from) else { continue };
                    for &to in &roomy {
                        let cost = leaving + 2 * self.repeats(round, person, to);
                        if best.is_none_or(|(least, ..)| cost < least) {
                            best = Some((cost, person, from, to));
                        }
                    }
                }
            }
            let Some((_, person, from, to)) = best else { return };
            self.rounds[round][from].retain(|other| *other != person);
            self.rounds[round][to].push(person);
            self.at[round][person] = to as u32;
        }
    }

    /// What it costs that somebody leaves a table; none for whoever has to stay.
    fn leave_cost(&self, round: usize, person: usize, from: usize) -> Option<usize> {
        if self.problem.settled[round][person] != NONE {
            return None;
        }
        let torn = if self.problem.group_of[person] == NONE { 0 } else { 1_000 };
        let home = self.problem.home.get(round).is_some_and(|home| home[person] == from as u32);
        let gain = self.repeats(round, person, from);
        Some(torn + usize::from(home) + (2 * self.problem.people).saturating_sub(gain))
    }

    /// How many people at `table` this person also meets in other rounds, and what coming back costs.
    fn repeats(&self, round: usize, person: usize, table: usize) -> usize {
        let elsewhere = || self.at.iter().enumerate().filter(|(other, _)| *other != round).map(|(_, at)| at);
        let met = |other: &&usize| {
            **other != person && elsewhere().any(|at| at[person] != NONE && at[person] == at[**other])
        };
        let returns = self.problem.mode != Mode::Plain && elsewhere().any(|at| at[person] == table as u32);
        self.rounds[round][table].iter().filter(met).count() + if returns { RETURN } else { 0 }
    }
}
