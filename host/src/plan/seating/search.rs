//! The search: from some seating to a better one by swaps.

use super::anneal::{LEVELS, Temperature};
use super::problem::{NONE, Problem};
use super::random::Random;
use super::request::Rounds;
use super::state::{MAX_PEOPLE, MAX_ROUNDS, REPEAT, SPREAD, SQUARE, State, weighed};

/// Temperatures, in repeats: where the search ends, and where it starts when more than repeats is at stake.
const COLD: f64 = 0.12;
const HOTTEST: f64 = 4.0;

/// What cannot be bettered.
#[derive(Debug, Clone, Copy)]
pub(super) struct Goal {
    pub broken: usize,
    pub repeats: usize,
    pub met_before: usize,
    /// `usize::MAX` when only the repeats count.
    pub squares: usize,
}

impl Goal {
    /// True when repeats are to be spread over more people.
    fn spreads(self) -> bool {
        self.squares < usize::MAX
    }

    fn reached(self, state: &State) -> bool {
        let tally = &state.tally;
        tally.broken <= self.broken as i64
            && tally.mix == 0
            && tally.met_before <= self.met_before as i64
            && tally.moved == 0
            && tally.repeats <= self.repeats as i64
            && (!self.spreads() || state.squares() <= self.squares as i64)
    }
}

/// True when a request is small enough to be searched.
pub(super) fn searchable(problem: &Problem) -> bool {
    problem.people <= MAX_PEOPLE && problem.rounds <= MAX_ROUNDS
}

/// Simulated annealing in cycles of doubling length, starting from `rounds`, until a seating reaches the bound or the
/// budget of looks is used up.
pub(super) fn anneal(
    problem: &Problem,
    rounds: &Rounds,
    hot: f64,
    goal: Goal,
    budget: &mut u64,
    random: &mut Random,
) -> Rounds {
    let square = if goal.spreads() { SPREAD } else { SQUARE };
    let mut state = State::new(problem, rounds, square);
    let mut best = (state.rank(), state.snapshot(), state.tally);
    let mut usual = Temperature::new(hot * REPEAT as f64, COLD * REPEAT as f64);
    let mut cycle = 0;
    let mut hottest = Temperature::new(HOTTEST * REPEAT as f64, COLD * REPEAT as f64);
    let end = *budget;
    let mut length = first_length(&state, end);
    let mut proved = goal.reached(&state);
    while !proved && !state.active.is_empty() && state.looks < end {
        // Promises and shares weigh more than repeats: where they are not kept, it takes more heat to get over them.
        let unkept = best.2.broken > goal.broken as i64 || best.2.mix > 0;
        let temperature = if unkept && cycle % 2 == 1 { &mut hottest } else { &mut usual };
        cycle += 1;
        let before = state.looks;
        temperature.restart();
        while !proved && temperature.cool() && state.looks < end {
            for _ in 0..length {
                let round = state.active[random.below(state.active.len())];
                let movable = &state.movable[round];
                let a = movable[random.below(movable.len())];
                let b =
                    alike(&state, round, a, random).unwrap_or_else(|| movable[random.below(movable.len())]);
                let allowance = temperature.allowance(random);
                if !problem.groups.is_empty() && (in_group(&state, a) || in_group(&state, b)) {
                    swap_groups(&mut state, a, b, allowance, random);
                } else if state.can_swap(a, b) {
                    let before = state.cost;
                    if state.brings_back(a, b) && random.below(2) == 0 {
                        swap_chain(&mut state, a, b, allowance);
                    } else {
                        let cost = state.swap_cost(a, b);
                        if cost <= allowance {
                            state.swap(a, b, cost);
                        }
                    }
                    if state.cost < before && goal.reached(&state) {
                        proved = true;
                        best = (state.rank(), state.snapshot(), state.tally);
                        break;
                    }
                } else {
                    state.looked(2);
                }
            }
            if state.rank() < best.0 {
                best = (state.rank(), state.snapshot(), state.tally);
            }
        }
        length = next_length(length, state.looks - before, end.saturating_sub(state.looks));
    }
    *budget = end.saturating_sub(state.looks);
    state.rounds_of(&best.1)
}

/// Swaps at each temperature of the first cycle: a few for every chair, or as many as half the looks allow.
fn first_length(state: &State, looks: u64) -> u64 {
    let chairs: u64 = state.active.iter().map(|round| state.movable[*round].len() as u64).sum();
    let seats = chairs / (state.active.len() * state.problem.tables).max(1) as u64;
    let swap = weighed(8 * seats + 30, state.problem.people);
    (4 * chairs).min(looks / (2 * u64::from(LEVELS) * swap)).max(200)
}

/// Swaps at each temperature of the next cycle: twice as many, or what takes all looks that are left where they do not
/// allow so many, for a cycle that is cut short is in vain.
fn next_length(length: u64, took: u64, left: u64) -> u64 {
    if left < 2 * took { (length * left / took.max(1)).max(1) } else { 2 * length }
}

/// Mostly, where tables have their shares of every category: the chair of somebody else of the same one. Such a swap
/// leaves the shares as they are.
fn alike(state: &State, round: usize, chair: u32, random: &mut Random) -> Option<u32> {
    let problem = state.problem;
    if problem.categories == 0 || state.tally.broken > 0 {
        return None;
    }
    let often = if state.tally.mix > 0 { 1 } else { 3 };
    if random.below(4) >= often {
        return None;
    }
    let list = &problem.of_category[problem.category[state.person(chair)?]];
    let other = state.chair(round, list[random.below(list.len())]);
    (other != NONE && other != chair && state.is_movable(round, other)).then_some(other)
}

fn in_group(state: &State, chair: u32) -> bool {
    state.person(chair).is_some_and(|person| state.problem.group_of[person] != NONE)
}

/// Swaps two people in one round, and in all other rounds where that would bring one of them back to a table.
fn swap_chain(state: &mut State, a: u32, b: u32, allowance: i64) {
    let (Some(p), Some(q)) = (state.person(a), state.person(b)) else { return };
    let tables = state.problem.tables;
    let mut rounds = vec![state.place(a) / tables];
    let mut next = 0;
    while let Some(&round) = rounds.get(next) {
        next += 1;
        let (at, to) = (state.chair(round, p), state.chair(round, q));
        if at == NONE
            || to == NONE
            || !state.is_movable(round, at)
            || !state.is_movable(round, to)
            || !state.can_swap(at, to)
        {
            return;
        }
        let (from, to) = (state.place(at) % tables, state.place(to) % tables);
        for other in 0..state.problem.rounds {
            let back = |person: usize, table: usize| {
                let chair = state.chair(other, person);
                chair != NONE && state.place(chair) % tables == table
            };
            if !rounds.contains(&other) && (back(p, to) || back(q, from)) {
                rounds.push(other);
            }
        }
        state.looked(20 + 4 * state.problem.rounds as u64);
    }
    let mut change = 0;
    for &round in &rounds {
        change += swap_people(state, round, p, q);
    }
    if change > allowance {
        for &round in rounds.iter().rev() {
            swap_people(state, round, p, q);
        }
    }
}

fn swap_people(state: &mut State, round: usize, p: usize, q: usize) -> i64 {
    let (a, b) = (state.chair(round, p), state.chair(round, q));
    let cost = state.swap_cost(a, b);
    state.swap(a, b, cost);
    cost
}

/// Swaps the whole group on chair `a` with as many others at the table of chair `b`.
fn swap_groups(state: &mut State, a: u32, b: u32, allowance: i64, random: &mut Random) {
    let (a, b) = if in_group(state, a) { (a, b) } else { (b, a) };
    let (from, to) = (state.place(a), state.place(b));
    let Some(person) = state.person(a) else { return };
    if from == to {
        return;
    }
    let problem = state.problem;
    let round = from / problem.tables;
    let mut mine = Vec::new();
    for &member in &problem.groups[problem.group_of[person] as usize] {
        let chair = state.chair(round, member);
        if chair != NONE && state.place(chair) == from {
            mine.push(chair);
        }
    }
    state.looked(40 + 20 * mine.len() as u64 + u64::from(state.chairs(to).end - state.chairs(to).start) * 8);
    let Some(theirs) = others(state, to, mine.len(), random) else { return };
    let mut done = Vec::with_capacity(mine.len());
    let mut change = 0;
    for (&mine, &theirs) in mine.iter().zip(&theirs) {
        if !state.can_swap(mine, theirs) {
            break;
        }
        let cost = state.swap_cost(mine, theirs);
        state.swap(mine, theirs, cost);
        change += cost;
        done.push((mine, theirs));
    }
    if done.len() < mine.len() || change > allowance {
        for &(mine, theirs) in done.iter().rev() {
            let cost = state.swap_cost(mine, theirs);
            state.swap(mine, theirs, cost);
        }
    }
}

/// So many movable chairs of a place, without tearing a group apart.
fn others(state: &State, place: usize, wanted: usize, random: &mut Random) -> Option<Vec<u32>> {
    let problem = state.problem;
    let round = place / problem.tables;
    let mut chairs: Vec<u32> = state.chairs(place).filter(|chair| state.is_movable(round, *chair)).collect();
    random.shuffle(&mut chairs);
    let mut taken: Vec<u32> = Vec::with_capacity(wanted);
    for &chair in &chairs {
        if taken.contains(&chair) {
            continue;
        }
        let group = state.person(chair).map_or(NONE, |person| problem.group_of[person]);
        let more: Vec<u32> = if group == NONE {
            vec![chair]
        } else {
            let member = |chair: &&u32| state.person(**chair).is_some_and(|p| problem.group_of[p] == group);
            chairs.iter().filter(member).copied().collect()
        };
        if taken.len() + more.len() <= wanted {
            taken.extend(more);
        }
    }
    (taken.len() == wanted).then_some(taken)
}
