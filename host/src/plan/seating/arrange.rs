//! Who takes which cell of a construction: wishes are met without giving up what the construction promises.

use super::anneal::Temperature;
use super::constructions::Structure;
use super::problem::{NONE, Problem};
use super::random::{Random, mix};
use super::request::Rounds;
use super::shares::Shares;
use super::state::weighed;

/// Costs of what is not as wished: a settled place or a pair to keep apart, one person beyond a table's share, a pair
/// that met in an earlier block.
const SETTLED: i64 = 40;
const SHARE: i64 = 8;
const BEFORE: i64 = 1;

/// A structure with people in its cells.
pub(super) struct Arrangement<'a> {
    problem: &'a Problem<'a>,
    structure: &'a Structure,
    /// By cell: who, or `NONE`.
    person: Vec<u32>,
    /// By person: their cell.
    cell: Vec<u32>,
    /// By person: who they should not meet, and the cost.
    avoid: Vec<Vec<(u32, i64)>>,
    shares: Shares,
    /// By round and table: how many people.
    size: Vec<u32>,
    /// By round, table and category: how many people.
    count: Vec<u32>,
    cost: i64,
}

impl<'a> Arrangement<'a> {
    /// People of one category, and people to keep apart, share a class as far as possible: they never meet there.
    pub(super) fn new(problem: &'a Problem<'a>, structure: &'a Structure) -> Self {
        let mut avoid = vec![Vec::new(); problem.people];
        let apart = problem.apart.iter().map(|pair| (pair, SETTLED));
        for (&(a, b), cost) in apart.chain(problem.met_before.iter().map(|pair| (pair, BEFORE))) {
            avoid[a].push((b as u32, cost));
            avoid[b].push((a as u32, cost));
        }
        let mut person = vec![NONE; structure.cells()];
        let mut cell = vec![NONE; problem.people];
        let mut is_free = vec![true; structure.cells()];
        for (&at, &host) in structure.hosts.iter().zip(&problem.hosts) {
            is_free[at] = false;
            person[at] = host as u32;
            cell[host] = at as u32;
        }
        let free = (0..structure.cells()).filter(|at| is_free[*at]);
        for (at, guest) in free.zip(guests(problem, &avoid)) {
            person[at] = guest as u32;
            cell[guest] = at as u32;
        }
        let shares = Shares::new(problem);
        let size = vec![0; problem.rounds * problem.tables];
        let count = vec![0; problem.rounds * problem.tables * problem.categories];
        let mut arrangement = Self { problem, structure, person, cell, avoid, shares, size, count, cost: 0 };
        arrangement.count_all();
        arrangement
    }

    /// Swaps people between cells until every wish is met or the budget is used up.
    pub(super) fn improve(&mut self, budget: &mut u64, random: &mut Random) {
        if self.cost == 0 {
            return;
        }
        let cells: Vec<usize> = (0..self.structure.cells())
            .filter(|cell| self.person[*cell] == NONE || !self.problem.is_host(self.person[*cell] as usize))
            .collect();
        // What a swap takes, in looks at pairs.
        let relations = self.avoid.iter().map(Vec::len).sum::<usize>() / self.problem.people;
        let step = (self.problem.rounds
            * (20 + 4 * relations + if self.problem.categories > 0 { 40 } else { 0 }))
            as u64;
        let step = weighed(step, self.problem.people);
        let length = (cells.len() as u64 * 40).max(2_000);
        let mut best = (self.cost, self.person.clone());
        let mut temperature = Temperature::new(6.0, 0.4);
        while *budget > 0 {
            temperature.restart();
            while temperature.cool() && *budget > 0 {
                for _ in 0..length {
                    let (a, b) = (cells[random.below(cells.len())], cells[random.below(cells.len())]);
                    *budget = budget.saturating_sub(step);
                    self.try_swap(a, b, temperature.allowance(random));
                    if self.cost == 0 {
                        return;
                    }
                }
                if self.cost < best.0 {
                    best = (self.cost, self.person.clone());
                }
            }
        }
        self.take(best.1);
    }

    /// The people by round, table and seat.
    pub(super) fn rounds(&self) -> Rounds {
        let seat = |table: &Vec<u32>| {
            let mut seats = vec![Vec::new(); self.problem.tables];
            for (&person, &table) in self.person.iter().zip(table).filter(|(person, _)| **person != NONE) {
                seats[table as usize].push(person as usize);
            }
            seats
        };
        self.structure.table.iter().map(seat).collect()
    }

    /// By person: the structure's step, where it has steps.
    pub(super) fn steps(&self) -> Option<Vec<usize>> {
        let steps = &self.structure.steps;
        (!steps.is_empty()).then(|| self.cell.iter().map(|cell| steps[*cell as usize]).collect())
    }

    fn take(&mut self, people: Vec<u32>) {
        for (cell, &person) in people.iter().enumerate().filter(|(_, person)| **person != NONE) {
            self.cell[person as usize] = cell as u32;
        }
        self.person = people;
        self.count_all();
    }

    fn count_all(&mut self) {
        self.size.fill(0);
        self.count.fill(0);
        self.cost = 0;
        for cell in 0..self.person.len() {
            let person = self.person[cell];
            if person == NONE {
                continue;
            }
            for (round, table) in self.structure.table.iter().enumerate() {
                let at = round * self.problem.tables + table[cell] as usize;
                self.size[at] += 1;
                if self.problem.categories > 0 {
                    self.count[at * self.problem.categories + self.problem.category[person as usize]] += 1;
                }
            }
        }
        let mut twice = 0;
        for person in 0..self.problem.people {
            twice += self.discord(person as u32);
            self.cost += self.misplaced(person as u32);
        }
        self.cost += twice / 2;
        for at in 0..self.size.len() {
            self.cost += self.off(at);
        }
    }

    /// What is off at one table of one round.
    fn off(&self, at: usize) -> i64 {
        (0..self.problem.categories).map(|category| self.off_by(at, category)).sum()
    }

    fn off_by(&self, at: usize, category: usize) -> i64 {
        let count = self.count[at * self.problem.categories + category];
        SHARE * self.shares.off(at / self.problem.tables, category, self.size[at] as usize, count)
    }

    /// What is off at two tables, as far as an exchange of the two categories can change it.
    fn off_both(&self, tables: [usize; 2], categories: [Option<usize>; 2]) -> i64 {
        let off = |at: usize| match categories {
            [Some(one), Some(other)] => self.off_by(at, one) + self.off_by(at, other),
            // The sizes change, and with them all shares.
            _ => self.off(at),
        };
        tables.into_iter().map(off).sum()
    }

    /// What the places of one person cost.
    fn misplaced(&self, person: u32) -> i64 {
        if person == NONE {
            return 0;
        }
        let cell = self.cell[person as usize] as usize;
        let wrong = |(settled, table): &(&Vec<u32>, &Vec<u32>)| {
            settled[person as usize] != NONE && settled[person as usize] != table[cell]
        };
        SETTLED * self.problem.settled.iter().zip(&self.structure.table).filter(wrong).count() as i64
    }

    /// What the company of one person costs.
    fn discord(&self, person: u32) -> i64 {
        if person == NONE {
            return 0;
        }
        let cell = self.cell[person as usize] as usize;
        self.avoid[person as usize]
            .iter()
            .map(|&(other, cost)| {
                let elsewhere = self.cell[other as usize] as usize;
                let meetings =
                    self.structure.table.iter().filter(|table| table[cell] == table[elsewhere]).count();
                cost * if cost == BEFORE { meetings.min(1) } else { meetings } as i64
            })
            .sum()
    }

    /// Swaps the people of two cells unless that costs more than `allowance`.
    fn try_swap(&mut self, a: usize, b: usize, allowance: i64) {
        let (p, q) = (self.person[a], self.person[b]);
        let optional = self.structure.optional;
        if a == b || p == q || ((p == NONE || q == NONE) && (a < optional || b < optional)) {
            return;
        }
        let company = |this: &Self| this.misplaced(p) + this.discord(p) + this.misplaced(q) + this.discord(q);
        let mut change = -company(self);
        self.exchange(a, b);
        change += company(self);
        if self.problem.categories > 0 {
            for round in 0..self.problem.rounds {
                change += self.mixed(round, a, b);
            }
        }
        if change <= allowance {
            self.cost += change;
        } else {
            self.exchange(a, b);
            if self.problem.categories > 0 {
                for round in 0..self.problem.rounds {
                    self.mixed(round, a, b);
                }
            }
        }
    }

    fn exchange(&mut self, a: usize, b: usize) {
        self.person.swap(a, b);
        for cell in [a, b] {
            if self.person[cell] != NONE {
                self.cell[self.person[cell] as usize] = cell as u32;
            }
        }
    }

    /// Counts the categories again after cells `a` and `b` were exchanged, and says what that changes.
    fn mixed(&mut self, round: usize, a: usize, b: usize) -> i64 {
        let row = &self.structure.table[round];
        let (at, to) = (row[a] as usize, row[b] as usize);
        let category = |person: u32| (person != NONE).then(|| self.problem.category[person as usize]);
        let (now_a, now_b) = (category(self.person[a]), category(self.person[b]));
        if at == to || now_a == now_b {
            return 0;
        }
        let (at, to) = (round * self.problem.tables + at, round * self.problem.tables + to);
        let before = self.off_both([at, to], [now_a, now_b]);
        let categories = self.problem.categories;
        if let Some(category) = now_a {
            self.count[at * categories + category] += 1;
            self.count[to * categories + category] -= 1;
            self.size[at] += 1;
            self.size[to] -= 1;
        }
        if let Some(category) = now_b {
            self.count[to * categories + category] += 1;
            self.count[at * categories + category] -= 1;
            self.size[to] += 1;
            self.size[at] -= 1;
        }
        self.off_both([at, to], [now_a, now_b]) - before
    }
}

/// Everybody but hosts: large categories first, and people to keep apart next to each other.
fn guests(problem: &Problem, avoid: &[Vec<(u32, i64)>]) -> Vec<usize> {
    let category = |person: usize| problem.category.get(person).copied().unwrap_or(0);
    let mut is_host = vec![false; problem.people];
    for &host in &problem.hosts {
        is_host[host] = true;
    }
    let mut guests: Vec<usize> = (0..problem.people).filter(|person| !is_host[*person]).collect();
    let mut size = vec![0_usize; problem.categories.max(1)];
    for &person in &guests {
        size[category(person)] += 1;
    }
    let enemies = |person: usize| avoid[person].iter().filter(|other| other.1 == SETTLED).count();
    guests.sort_by_cached_key(|&person| {
        let category = category(person);
        let order = mix(problem.request.seed ^ mix(person as u64));
        (std::cmp::Reverse(size[category]), category, std::cmp::Reverse(enemies(person)), order)
    });
    guests
}
