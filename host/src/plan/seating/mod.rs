//! Seating: who sits at which table in which round, so that everybody meets as many new people as can be.
//!
//! [`seat`] is a pure function of its request: the same request gets the same seating on every machine. It tries exact
//! constructions first and searches only where none reaches the bound. Every seating comes with its [`Score`], counted
//! again from the finished rounds, and the [`Bounds`] that no seating can beat.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "people, tables, rounds and costs stay far below the limits of 32 bits"
)]

mod anneal;
mod arrange;
mod bounds;
mod constructions;
mod contradictions;
mod fit;
mod labels;
mod problem;
mod random;
mod request;
mod roles;
mod score;
mod search;
mod shares;
mod state;
mod turns;
mod wishes;

#[cfg(test)]
mod tests;

pub use bounds::{Bounds, Reason, bounds};
pub use contradictions::{Contradiction, contradictions};
pub use request::{
    BRIEFLY, EFFORT, FixedPlace, Mode, Previous, Role, Rounds, SeatingRequest, Wishes, even_sizes,
};
pub use roles::spread_chairs;
pub use score::{Flaw, Rank, Repeated, Score, flaws, score};

use arrange::Arrangement;
use constructions::{Rows, Shape, Structure};
use problem::Problem;
use random::Random;
use search::Goal;

/// The answer to a [`SeatingRequest`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seating {
    /// By round, table and seat. In hosted mode each table's first is its host.
    pub rounds: Rounds,
    /// What it is worth.
    pub score: Score,
    /// What no seating can be better than.
    pub bounds: Bounds,
    /// What made it: `linear`, `field`, `difference`, `classes`, `latin`, `catalogue`, `round-robin`,
    /// `starter`, `rotational` (constructions), `annealing` (search), `drawn` (by chance),
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
    /// How many looks at pairs it took.
    pub looks: u64,
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
/// All contradictions of the request, when there are any; and wishes that no seating was found to keep all at once.
pub fn seat(request: &SeatingRequest) -> Result<Seating, Vec<Contradiction>> {
    let found = contradictions(request);
    if !found.is_empty() {
        return Err(found);
    }
    let problem = Problem::new(request);
    let seating = Portfolio::new(&problem).run();
    let score = &seating.score;
    let broken = score.apart_met + score.together_split + score.misplaced;
    if broken > 0 && request.previous.is_none() {
        return Err(vec![unkept(request, &seating)]);
    }
    Ok(seating)
}

/// The first round that does not keep all wishes.
fn unkept(request: &SeatingRequest, seating: &Seating) -> Contradiction {
    let wishes = &request.wishes;
    let settled = wishes.fixed.iter().map(|place| place.person);
    let grouped = wishes.apart.iter().chain(&wishes.together).flatten().copied();
    let mut people: Vec<usize> = grouped.chain(settled).collect();
    people.sort_unstable();
    people.dedup();
    let meets = |tables: &[Vec<usize>], a: usize, b: usize| {
        tables.iter().any(|seats| seats.contains(&a) && seats.contains(&b))
    };
    let pairs = |group: &[usize]| -> Vec<(usize, usize)> {
        let from = |(i, &a): (usize, &usize)| group[i + 1..].iter().map(move |&b| (a, b)).collect::<Vec<_>>();
        group.iter().enumerate().flat_map(from).collect()
    };
    let broken = |tables: &Vec<Vec<usize>>| {
        let met = wishes.apart.iter().any(|group| pairs(group).iter().any(|&(a, b)| meets(tables, a, b)));
        let split =
            wishes.together.iter().any(|group| pairs(group).iter().any(|&(a, b)| !meets(tables, a, b)));
        met || split
    };
    let round = seating.rounds.iter().position(broken).unwrap_or(0);
    Contradiction::WishesDoNotFit { round, people, seats: request.tables.clone() }
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
    let score = score(request, rounds);
    let given = Candidate { rounds: rounds.to_vec(), score, how: "given", steps: None };
    Ok(finish(request, given, bounds(request)))
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
        let budget = problem.request.looks.max(BRIEFLY);
        let random = Random::new(problem.request.seed);
        Self { problem, bounds: bounds(problem.request), random, budget, best: None }
    }

    fn run(mut self) -> Seating {
        let problem = self.problem;
        let request = problem.request;
        if let Some(previous) = &request.previous {
            let rounds = fit::fit(problem, &previous.rounds);
            self.offer(rounds, "previous", None);
            // Nearby: far away is where nobody keeps their seat.
            self.budget /= 4;
            self.search(0.2, "previous", 1);
        } else {
            self.construct();
            if self.best.is_some() {
                self.search(0.3, "annealing", 4);
            }
            let kept = self.budget / 8;
            self.budget -= kept;
            self.search(0.6, "annealing", 1);
            self.budget += kept;
            self.spread();
        }
        let looks = problem.request.looks.max(BRIEFLY) - self.budget;
        let improvable = !self.done();
        let mut best = self.best.unwrap_or_else(|| {
            let rounds = problem.any_seating(&mut self.random);
            let score = score(request, &rounds);
            Candidate { rounds, score, how: "drawn", steps: None }
        });
        if request.previous.is_none() && turns::take_turns(request, &mut best.rounds) {
            best.steps = None;
        }
        Seating { improvable, looks, ..finish(request, best, self.bounds) }
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
                && best.score.met_before <= self.bounds.met_before
                && best.score.repeats <= self.bounds.repeats
        })
    }

    /// Tries constructions, the quickest first, until one cannot be bettered.
    fn construct(&mut self) {
        let problem = self.problem;
        if !problem.groups.is_empty() {
            return;
        }
        let shape = Shape {
            people: problem.people,
            tables: problem.tables,
            rounds: problem.rounds,
            mode: problem.mode,
        };
        let brief = BRIEFLY / 4;
        let fewer = shape.people < shape.full().people;
        let without_repeats = self.bounds.repeats == 0;
        self.try_structure(0, |_, _| constructions::round_robin(shape));
        self.try_structure(0, |_, _| constructions::developed(shape, Rows::Known));
        if fewer && shape.rounds > shape.tables {
            self.try_structure(0, |_, _| {
                full_tables(shape, |full| constructions::developed(full, Rows::Known))
            });
        }
        self.try_structure(0, |_, _| constructions::latin(shape));
        self.try_structure(0, |_, _| full_tables(shape, constructions::catalogue));
        if without_repeats {
            self.try_structure(brief, |_, random| {
                full_tables(shape, |full| constructions::starter(full, &mut brief.clone(), random))
            });
            self.try_structure(2 * BRIEFLY, |_, _| full_tables(shape, constructions::rotational));
        }
        self.try_structure(BRIEFLY / 2, |_, _| constructions::developed(shape, Rows::Searched));
        if without_repeats {
            self.try_structure(0, |budget, random| {
                let mut half = *budget / 2;
                *budget -= half;
                let found = full_tables(shape, |full| constructions::starter(full, &mut half, random));
                *budget += half;
                found
            });
        }
    }

    /// Seats people in the cells of a structure that takes so many looks to make, unless there is nothing left to
    /// better. Only one that takes long is left out where few looks are left.
    fn try_structure(&mut self, looks: u64, make: impl FnOnce(&mut u64, &mut Random) -> Option<Structure>) {
        if self.done() || (looks > BRIEFLY && self.budget < looks) {
            return;
        }
        self.budget -= looks.min(self.budget / 2);
        if let Some(structure) = make(&mut self.budget, &mut self.random) {
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

    /// Searches from the best seating so far, or from any, with a share of the budget, unless there is nothing left to
    /// better.
    fn search(&mut self, hot: f64, how: &'static str, share: u64) {
        if self.done() {
            return;
        }
        let goal = self.goal(usize::MAX);
        self.anneal(hot, goal, how, share);
    }

    fn goal(&self, squares: usize) -> Goal {
        let Bounds { repeats, revisits: broken, met_before, .. } = self.bounds;
        Goal { broken, repeats, met_before, squares }
    }

    /// Spreads the repeats there are over more people, for a while.
    fn spread(&mut self) {
        let Some(Candidate { score, .. }) = &self.best else { return };
        let (pairs, squares) = (score.max_meetings > 2, score.squares > self.bounds.squares);
        if pairs && squares {
            let (repeats, squares) = (score.repeats, self.bounds.squares.max(score.repeats));
            let goal = Goal { repeats, ..self.goal(squares) };
            self.anneal(0.3, goal, "annealing", if self.done() { 8 } else { 1 });
        }
    }

    fn anneal(&mut self, hot: f64, goal: Goal, how: &'static str, share: u64) {
        if !search::searchable(self.problem) {
            return;
        }
        let start = match &self.best {
            Some(best) => best.rounds.clone(),
            None => self.problem.any_seating(&mut self.random),
        };
        let mut budget = self.budget / share;
        self.budget -= budget;
        let rounds = search::anneal(self.problem, &start, hot, goal, &mut budget, &mut self.random);
        self.budget += budget;
        self.offer(rounds, how, None);
    }
}

/// A construction of full tables, with cells emptied where people are fewer.
fn full_tables(shape: Shape, construct: impl FnOnce(Shape) -> Option<Structure>) -> Option<Structure> {
    let full = shape.full();
    let structure = construct(full)?;
    if full.people == shape.people { Some(structure) } else { structure.without(shape.people) }
}

fn finish(request: &SeatingRequest, best: Candidate, bounds: Bounds) -> Seating {
    let Candidate { mut rounds, how, steps, .. } = best;
    let frozen = request.previous.as_ref().map_or(0, |previous| previous.frozen);
    // A given order of seats, and that of rounds already played, stays.
    let kept = if how == "given" { rounds.len() } else { frozen };
    let labelled =
        request.mode != Mode::Plain || request.previous.is_some() || !request.wishes.fixed.is_empty();
    if how != "given" && steps.is_none() && !labelled {
        labels::relabel(&mut rounds, kept, request.people);
    }
    let hosted = usize::from(request.mode == Mode::Hosted);
    for seats in rounds.iter_mut().skip(kept).flatten() {
        let guests = hosted.min(seats.len());
        seats[guests..].sort_unstable();
    }
    let score = score(request, &rounds);
    let changes = changes(request, &rounds);
    let roles = roles::share(request, &rounds);
    Seating { rounds, score, bounds, how, steps, roles, changes, improvable: false, looks: 0 }
}

/// Compares with the seating made earlier, from the first round still to come.
fn changes(request: &SeatingRequest, rounds: &[Vec<Vec<usize>>]) -> Vec<Change> {
    let Some(previous) = &request.previous else { return Vec::new() };
    let table_of = |tables: &[Vec<usize>]| {
        let mut table_of = vec![None; request.people];
        for (table, seats) in tables.iter().enumerate() {
            for &person in seats {
                table_of[person] = Some(table);
            }
        }
        table_of
    };
    let mut changes = Vec::new();
    for (round, tables) in rounds.iter().enumerate().skip(previous.frozen) {
        let before = table_of(previous.rounds.get(round).map_or(&[][..], Vec::as_slice));
        for (person, (from, to)) in before.into_iter().zip(table_of(tables)).enumerate() {
            if from != to {
                changes.push(Change { round, person, from, to });
            }
        }
    }
    changes
}
