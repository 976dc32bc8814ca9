//! Seating: who sits at which table in which round, so that everybody meets as many new people as can be.
//!
//! [`seat`] is a pure function of its request: the same request gets the same seating on every machine. It tries exact
//! constructions first and searches only where none reaches the bound. Every seating comes with its [`Score`], counted
//! again from the finished rounds, and the [`Bounds`] that no seating can beat.

mod anneal;
mod arrange;
mod bounds;
mod constructions;
mod contradictions;
mod fit;
mod problem;
mod random;
mod request;
mod roles;
mod score;
mod search;
mod shares;
mod state;
mod wishes;

#[cfg(test)]
mod tests;

pub use bounds::{Bounds, Reason, bounds};
pub use contradictions::{Contradiction, contradictions};
pub use request::{FixedPlace, Mode, Previous, Role, Rounds, SeatingRequest, Wishes, even_sizes};
pub use roles::{passing, spread_chairs};
pub use score::{Flaw, Rank, Repeated, Score, flaws, score};

use arrange::Arrangement;
use constructions::{Rows, Shape, Structure};
use problem::Problem;
use random::Random;
use search::{Goal, LOOKS};

/// The answer to a [`SeatingRequest`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seating {
    /// By round, table and seat. In hosted mode each table's first is its host.
    pub rounds: Rounds,
    /// What it is worth.
    pub score: Score,
    /// What no seating can be better than.
    pub bounds: Bounds,
    /// What made it: `linear`, `field`, `difference`, `classes`, `round-robin`, `starter`, `rotational`
    /// (constructions), `annealing` (search),
    /// `previous` (a seating made earlier, changed where needed), `given` (only checked and counted).
    pub how: &'static str,
    /// By person, where it is the whole rule: the table number in the next round is so many more, counted around all
    /// tables. 0 stays.
    pub steps: Option<Vec<usize>>,
    /// By role, round and table: who plays it.
    pub roles: Vec<Vec<Vec<Vec<usize>>>>,
    /// Seats that differ from the seating made earlier, in rounds still to come.
    pub changes: Vec<Change>,
    /// True when the search ended because it was long enough: with more effort a better seating might be found.
    pub improvable: bool,
}

/// Somebody who sits elsewhere than in the seating made earlier, or is new to a round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    /// When.
    pub round: usize,
    /// Who.
    pub person: usize,
    /// The table before; none for somebody who was not seated.
    pub from: Option<usize>,
    /// The table now; none for somebody who is no longer there.
    pub to: Option<usize>,
}

/// The best seating found for `request`.
///
/// # Errors
///
/// All contradictions of the request, when there are any.
pub fn seat(request: &SeatingRequest) -> Result<Seating, Vec<Contradiction>> {
    let found = contradictions(request);
    if !found.is_empty() {
        return Err(found);
    }
    let problem = Problem::new(request);
    Ok(Portfolio::new(&problem).run())
}

/// Checks and counts a seating that somebody else made.
///
/// # Errors
///
/// All contradictions of the request, or everything that keeps `rounds` from being a seating at all.
pub fn assess(request: &SeatingRequest, rounds: &[Vec<Vec<usize>>]) -> Result<Seating, Vec<Contradiction>> {
    let mut found = contradictions(request);
    let frozen = request.previous.as_ref().map_or(0, |previous| previous.frozen);
    found.extend(flaws(request, rounds, frozen).into_iter().map(Contradiction::Previous));
    if !found.is_empty() {
        return Err(found);
    }
    Ok(finish(request, rounds.to_vec(), bounds(request), "given", None, false))
}

/// Ways to seat people, tried in turn.
struct Portfolio<'a> {
    problem: &'a Problem<'a>,
    bounds: Bounds,
    random: Random,
    budget: u64,
    best: Option<Candidate>,
}

/// A seating that may be the answer.
struct Candidate {
    rounds: Rounds,
    score: Score,
    how: &'static str,
    steps: Option<Vec<usize>>,
}

impl<'a> Portfolio<'a> {
    fn new(problem: &'a Problem<'a>) -> Self {
        let budget = (u64::from(problem.request.effort) * LOOKS).max(LOOKS / 20);
        let random = Random::new(problem.request.seed);
        Self { problem, bounds: bounds(problem.request), random, budget, best: None }
    }

    fn run(mut self) -> Seating {
        if let Some(previous) = &self.problem.request.previous {
            let rounds = fit::fit(self.problem, &previous.rounds);
            self.offer(rounds, "previous", None);
            self.search(0.2);
        } else {
            self.construct();
            if !self.done() {
                self.search(0.7);
            }
        }
        let improvable = !self.done();
        let request = self.problem.request;
        match self.best {
            Some(best) => finish(request, best.rounds, self.bounds, best.how, best.steps, improvable),
            None => {
                let rounds = self.problem.any_seating(&mut self.random);
                finish(request, rounds, self.bounds, "annealing", None, improvable)
            }
        }
    }

    /// Keeps a seating if it is the best so far.
    fn offer(&mut self, rounds: Rounds, how: &'static str, steps: Option<Vec<usize>>) {
        let score = score(self.problem.request, &rounds);
        let mode = self.problem.mode;
        if self.best.as_ref().is_none_or(|best| score.rank(mode) < best.score.rank(mode)) {
            self.best = Some(Candidate { rounds, score, how, steps });
        }
    }

    /// True when nothing better can exist.
    fn done(&self) -> bool {
        self.best.as_ref().is_some_and(|best| {
            best.score.broken(self.problem.mode) <= self.bounds.revisits
                && best.score.mix == 0
                && best.score.met_before == 0
                && best.score.repeats <= self.bounds.repeats
        })
    }

    /// Tries constructions, the quickest first, until one cannot be bettered.
    fn construct(&mut self) {
        let problem = self.problem;
        if !problem.groups.is_empty() {
            return;
        }
        let shape =
            Shape { people: problem.people, tables: problem.tables, rounds: problem.rounds, mode: problem.mode };
        let brief = LOOKS / 40;
        self.try_structure(|_, _| constructions::round_robin(shape));
        self.try_structure(|_, _| constructions::developed(shape, Rows::Known));
        if self.bounds.repeats == 0 {
            self.try_structure(|_, random| constructions::starter(shape, &mut brief.clone(), random));
            self.try_structure(|_, _| constructions::rotational(shape));
        }
        self.try_structure(|_, _| constructions::developed(shape, Rows::Searched));
        if self.bounds.repeats == 0 {
            self.try_structure(|budget, random| {
                let mut half = *budget / 2;
                *budget -= half;
                let found = constructions::starter(shape, &mut half, random);
                *budget += half;
                found
            });
        }
    }

    /// Seats people in the cells of a structure, unless there is nothing left to better.
    fn try_structure(&mut self, construct: impl FnOnce(&mut u64, &mut Random) -> Option<Structure>) {
        if self.done() {
            return;
        }
        if let Some(structure) = construct(&mut self.budget, &mut self.random) {
            self.arrange(&structure);
        }
    }

    fn arrange(&mut self, structure: &Structure) {
        let mut arrangement = Arrangement::new(self.problem, structure);
        let mut budget = self.budget / 4;
        self.budget -= budget;
        arrangement.improve(&mut budget, &mut self.random);
        self.budget += budget;
        let mut rounds = arrangement.rounds();
        let mut steps = arrangement.steps();
        if !self.problem.everybody() || !self.problem.request.sizes_wander() {
            rounds = fit::fit(self.problem, &rounds);
            steps = None;
        }
        self.offer(rounds, structure.how, steps);
    }

    /// Searches from the best seating so far, or from any.
    fn search(&mut self, hot: f64) {
        if !search::searchable(self.problem) {
            return;
        }
        let goal = Goal { broken: self.bounds.revisits, repeats: self.bounds.repeats };
        let start = match &self.best {
            Some(best) => best.rounds.clone(),
            None => self.problem.any_seating(&mut self.random),
        };
        let how = if self.problem.request.previous.is_some() { "previous" } else { "annealing" };
        let found = search::anneal(self.problem, &start, hot, goal, &mut self.budget, &mut self.random);
        self.offer(found.rounds, how, None);
    }
}

fn finish(
    request: &SeatingRequest,
    mut rounds: Rounds,
    bounds: Bounds,
    how: &'static str,
    steps: Option<Vec<usize>>,
    improvable: bool,
) -> Seating {
    // A given order of seats, and that of rounds already played, stays.
    let kept = if how == "given" { rounds.len() } else { request.previous.as_ref().map_or(0, |p| p.frozen) };
    let hosted = usize::from(request.mode == Mode::Hosted);
    for seats in rounds.iter_mut().skip(kept).flatten() {
        let guests = hosted.min(seats.len());
        seats[guests..].sort_unstable();
    }
    let score = score(request, &rounds);
    let changes = changes(request, &rounds);
    let roles = roles::share(request, &rounds);
    Seating { rounds, score, bounds, how, steps, roles, changes, improvable }
}

/// Compares with the seating made earlier, from the first round still to come.
fn changes(request: &SeatingRequest, rounds: &[Vec<Vec<usize>>]) -> Vec<Change> {
    let Some(previous) = &request.previous else { return Vec::new() };
    let mut changes = Vec::new();
    for (round, tables) in rounds.iter().enumerate().skip(previous.frozen) {
        let table_of = |tables: &[Vec<usize>], person: usize| {
            tables.iter().position(|seats| seats.contains(&person))
        };
        let before = previous.rounds.get(round).map_or(&[][..], Vec::as_slice);
        for person in 0..request.people {
            let (from, to) = (table_of(before, person), table_of(tables, person));
            if from != to {
                changes.push(Change { round, person, from, to });
            }
        }
    }
    changes
}
