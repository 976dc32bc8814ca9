//! A seating that changes by swaps, with what every swap would cost.

use super::problem::{NONE, Problem};
use super::request::{Mode, Rounds};
use super::shares::Shares;

/// Costs. A repeat outweighs what only decides between equals.
pub(super) const REPEAT: i64 = 1_000;
/// One of the squares, where as few repeats as can be are looked for, and where they are spread over more people.
pub(super) const SQUARE: i64 = 12;
pub(super) const SPREAD: i64 = 200;
const BEFORE: i64 = 250;
const SHARE: i64 = 3_000;
const BROKEN: i64 = 6_000;
/// A repeat is worth two moved seats, not three.
const MOVED: i64 = 400;

/// What two people are to each other, as an offset to the number of their meetings.
const STRANGERS: u8 = 0;
const MET_BEFORE: u8 = 64;
const APART: u8 = 128;
const TOGETHER: u8 = 192;
/// The entry of somebody and themselves, or and nobody: never counted.
const NOBODY: u8 = 255;

/// Rounds a state can count.
pub(super) const MAX_ROUNDS: usize = 62;
/// People among whom a look takes twice as long as among few.
const FAR: u64 = 2_500;
/// People a state can hold: the table of all pairs has one byte for each.
pub(super) const MAX_PEOPLE: usize = 8_000;

/// What looks at pairs of so many people count: far apart in memory, they take longer.
pub(super) fn weighed(looks: u64, people: usize) -> u64 {
    looks + looks * people as u64 / FAR
}

/// How far a state is from what is wanted.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tally {
    pub broken: i64,
    pub mix: i64,
    pub repeats: i64,
    pub met_before: i64,
    pub moved: i64,
}

/// People on chairs. Chairs are numbered over all rounds and tables; a chair has a person or nobody.
pub(super) struct State<'a> {
    pub problem: &'a Problem<'a>,
    /// The number of nobody, and one more than that of the last person.
    nobody: u16,
    width: usize,
    /// By chair.
    who: Vec<u16>,
    /// By chair: round · tables + table.
    place_of: Vec<u32>,
    /// By place: its first chair; one more at the end.
    start: Vec<u32>,
    /// By place: true when it has an empty chair.
    has_empty: Vec<bool>,
    /// By round and person: their chair, or `NONE`.
    chair: Vec<u32>,
    /// By round: chairs whose person may move.
    pub movable: Vec<Vec<u32>>,
    /// Rounds with movable chairs.
    pub active: Vec<usize>,
    /// By pair.
    meet: Vec<u8>,
    /// What one of the squares costs.
    square: i64,
    /// What one more meeting of a pair costs, and one less, by the entry of the pair.
    more: [i32; 256],
    less: [i32; 256],
    /// By person and table; empty in plain mode.
    visits: Vec<u8>,
    shares: Shares,
    /// By place and category.
    count: Vec<u32>,
    /// By place: people.
    size: Vec<u32>,
    pub tally: Tally,
    pub cost: i64,
    /// Looks at pairs so far.
    pub looks: u64,
}

impl<'a> State<'a> {
    /// The state of `rounds`, whose tables must have no more people than chairs. One of the squares costs `square`.
    pub(super) fn new(problem: &'a Problem<'a>, rounds: &Rounds, square: i64) -> Self {
        let width = problem.people + 1;
        let places = problem.rounds * problem.tables;
        let visits = if problem.mode == Mode::Plain { 0 } else { problem.people * problem.tables };
        let (more, less) = costs(square);
        let mut state = Self {
            problem,
            nobody: problem.people as u16,
            width,
            who: Vec::new(),
            place_of: Vec::new(),
            start: Vec::with_capacity(places + 1),
            has_empty: Vec::with_capacity(places),
            chair: vec![NONE; problem.rounds * width],
            movable: vec![Vec::new(); problem.rounds],
            active: Vec::new(),
            meet: vec![STRANGERS; width * width],
            square,
            more,
            less,
            visits: vec![0; visits],
            shares: Shares::new(problem),
            count: vec![0; places * problem.categories],
            size: Vec::with_capacity(places),
            tally: Tally { broken: 0, mix: 0, repeats: 0, met_before: 0, moved: 0 },
            cost: 0,
            looks: 0,
        };
        state.looked(state.meet.len() as u64 / 16);
        state.relate();
        state.sit(rounds);
        state.count_all();
        state
    }

    /// Counts looks at pairs.
    pub(super) fn looked(&mut self, looks: u64) {
        self.looks += weighed(looks, self.width);
    }

    fn relate(&mut self) {
        for person in 0..self.width {
            self.meet[person * self.width + person] = NOBODY;
            self.meet[person * self.width + usize::from(self.nobody)] = NOBODY;
            self.meet[usize::from(self.nobody) * self.width + person] = NOBODY;
        }
        let problem = self.problem;
        let groups = problem.groups.iter().flat_map(|group| {
            group.iter().enumerate().flat_map(|(index, &a)| group[index + 1..].iter().map(move |&b| (a, b)))
        });
        let kinds = problem.met_before.iter().map(|pair| (*pair, MET_BEFORE));
        let kinds = kinds.chain(problem.apart.iter().map(|pair| (*pair, APART)));
        for ((a, b), kind) in kinds.chain(groups.map(|pair| (pair, TOGETHER))) {
            self.meet[a * self.width + b] = kind;
            self.meet[b * self.width + a] = kind;
        }
    }

    fn sit(&mut self, rounds: &Rounds) {
        let problem = self.problem;
        for (round, tables) in rounds.iter().enumerate() {
            for (table, seats) in tables.iter().enumerate() {
                let place = (round * problem.tables + table) as u32;
                let chairs = problem.chairs[round][table].max(seats.len());
                self.start.push(self.who.len() as u32);
                self.has_empty.push(chairs > seats.len());
                self.size.push(seats.len() as u32);
                for index in 0..chairs {
                    let chair = self.who.len() as u32;
                    let person = seats.get(index).map_or(self.nobody, |person| *person as u16);
                    self.place_of.push(place);
                    self.who.push(person);
                    let Some(&person) = seats.get(index) else {
                        self.movable[round].push(chair);
                        continue;
                    };
                    self.chair[round * self.width + person] = chair;
                    if round >= problem.frozen && problem.settled[round][person] != table as u32 {
                        self.movable[round].push(chair);
                    }
                }
            }
        }
        self.start.push(self.who.len() as u32);
        for round in problem.frozen..problem.rounds {
            if self.movable[round].len() > 1 && problem.tables > 1 {
                self.active.push(round);
            }
        }
    }

    fn count_all(&mut self) {
        let problem = self.problem;
        let mut required = 0;
        for group in &problem.groups {
            for (index, &a) in group.iter().enumerate() {
                for &b in &group[index + 1..] {
                    required +=
                        (0..problem.rounds).filter(|round| self.should_meet(*round, a, b)).count() as i64;
                }
            }
        }
        self.tally.broken = required;
        self.cost = required * BROKEN;
        for place in 0..self.size.len() {
            let chairs = self.start[place] as usize..self.start[place + 1] as usize;
            for index in chairs.clone() {
                let person = self.who[index];
                for other in index + 1..chairs.end {
                    let entry = self.meet[usize::from(person) * self.width + usize::from(self.who[other])];
                    self.cost += i64::from(self.more[usize::from(entry)]);
                    self.meet_more(person, self.who[other]);
                }
                self.arrive(person, place);
            }
            let off = self.off(place);
            self.tally.mix += off;
            self.cost += SHARE * off;
        }
    }

    /// True when two people of a group are both there, and in a round already played sit together.
    fn should_meet(&self, round: usize, a: usize, b: usize) -> bool {
        let (a, b) = (self.chair_of(round, a), self.chair_of(round, b));
        a != NONE && b != NONE && (round >= self.problem.frozen || self.place(a) == self.place(b))
    }

    fn chair_of(&self, round: usize, person: usize) -> u32 {
        self.chair[round * self.width + person]
    }

    /// Counts a person in at a place when the state is made.
    fn arrive(&mut self, person: u16, place: usize) {
        if person == self.nobody {
            return;
        }
        let problem = self.problem;
        let (person, round, table) = (usize::from(person), place / problem.tables, place % problem.tables);
        if problem.categories > 0 {
            self.count[place * problem.categories + problem.category[person]] += 1;
        }
        if problem.mode != Mode::Plain && problem.hosts.get(table) != Some(&person) {
            let visits = &mut self.visits[person * problem.tables + table];
            if *visits > 0 {
                self.tally.broken += 1;
                self.cost += BROKEN;
            }
            *visits += 1;
        }
        let settled = problem.settled[round][person];
        if settled != NONE && settled != table as u32 {
            self.tally.broken += 1;
            self.cost += BROKEN;
        }
        let moved = self.moved(round, person, table);
        self.tally.moved += moved;
        self.cost += MOVED * moved;
    }

    fn moved(&self, round: usize, person: usize, table: usize) -> i64 {
        match self.problem.home.get(round) {
            Some(home) => i64::from(home[person] != NONE && home[person] != table as u32),
            None => 0,
        }
    }

    fn off(&self, place: usize) -> i64 {
        (0..self.problem.categories).map(|category| self.off_by(place, category)).sum()
    }

    fn off_by(&self, place: usize, category: usize) -> i64 {
        let count = self.count[place * self.problem.categories + category];
        self.shares.off(place / self.problem.tables, category, self.size[place] as usize, count)
    }

    /// The person on a chair, if any.
    pub(super) fn person(&self, chair: u32) -> Option<usize> {
        let person = self.who[chair as usize];
        (person != self.nobody).then_some(usize::from(person))
    }

    /// The place of a chair: round · tables + table.
    pub(super) fn place(&self, chair: u32) -> usize {
        self.place_of[chair as usize] as usize
    }

    /// The chairs of a place.
    pub(super) fn chairs(&self, place: usize) -> std::ops::Range<u32> {
        self.start[place]..self.start[place + 1]
    }

    /// The chair of a person in a round, or `NONE`.
    pub(super) fn chair(&self, round: usize, person: usize) -> u32 {
        self.chair_of(round, person)
    }

    /// True when the person on a chair may move.
    pub(super) fn is_movable(&self, round: usize, chair: u32) -> bool {
        self.movable[round].binary_search(&chair).is_ok()
    }

    /// True when swapping two people would bring one of them back to a table.
    pub(super) fn brings_back(&self, a: u32, b: u32) -> bool {
        let tables = self.problem.tables;
        let visited = |chair: u32, other: u32| {
            self.person(chair)
                .is_some_and(|person| self.visits[person * tables + self.place(other) % tables] > 0)
        };
        !self.visits.is_empty() && (visited(a, b) || visited(b, a))
    }

    /// True when the people of two chairs of one round can be swapped: different tables, not two empty chairs, and
    /// no second empty chair at a table.
    pub(super) fn can_swap(&self, a: u32, b: u32) -> bool {
        let (p, q) = (self.who[a as usize], self.who[b as usize]);
        let (from, to) = (self.place(a), self.place(b));
        from != to
            && p != q
            && (p != self.nobody || !self.has_empty[to])
            && (q != self.nobody || !self.has_empty[from])
    }

    /// What swapping the people of two chairs costs.
    pub(super) fn swap_cost(&mut self, a: u32, b: u32) -> i64 {
        let (p, q) = (self.who[a as usize], self.who[b as usize]);
        let (from, to) = (self.place(a), self.place(b));
        let row_p = &self.meet[usize::from(p) * self.width..][..self.width];
        let row_q = &self.meet[usize::from(q) * self.width..][..self.width];
        let leave = &self.who[self.start[from] as usize..self.start[from + 1] as usize];
        let join = &self.who[self.start[to] as usize..self.start[to + 1] as usize];
        let looks = 2 * (leave.len() + join.len()) as u64 + 12;
        let mut cost = 0;
        for &other in leave {
            let other = usize::from(other);
            cost += self.less[usize::from(row_p[other])] + self.more[usize::from(row_q[other])];
        }
        for &other in join {
            let other = usize::from(other);
            cost += self.less[usize::from(row_q[other])] + self.more[usize::from(row_p[other])];
        }
        // The two were counted as if they joined each other.
        cost -= 2 * self.more[usize::from(row_p[usize::from(q)])];
        let mut cost = i64::from(cost);
        self.looked(looks);
        cost += self.visit_cost(p, from, to) + self.visit_cost(q, to, from);
        if !self.problem.home.is_empty() {
            cost += MOVED * (self.move_cost(p, from, to) + self.move_cost(q, to, from));
        }
        if self.problem.categories > 0 {
            cost += SHARE * self.mix_cost(p, q, from, to);
        }
        cost
    }

    fn visit_cost(&self, person: u16, from: usize, to: usize) -> i64 {
        if self.visits.is_empty() || person == self.nobody {
            return 0;
        }
        BROKEN * self.visit_change(person, from, to)
    }

    fn visit_change(&self, person: u16, from: usize, to: usize) -> i64 {
        let tables = self.problem.tables;
        let visits = &self.visits[usize::from(person) * tables..][..tables];
        i64::from(visits[to % tables] > 0) - i64::from(visits[from % tables] > 1)
    }

    fn move_cost(&self, person: u16, from: usize, to: usize) -> i64 {
        if person == self.nobody {
            return 0;
        }
        let (tables, person) = (self.problem.tables, usize::from(person));
        let round = from / tables;
        self.moved(round, person, to % tables) - self.moved(round, person, from % tables)
    }

    fn category(&self, person: u16) -> Option<usize> {
        (person != self.nobody).then(|| self.problem.category[usize::from(person)])
    }

    /// What a swap changes in how far the two places are off their shares.
    fn mix_cost(&mut self, p: u16, q: u16, from: usize, to: usize) -> i64 {
        let (leaves, joins) = (self.category(p), self.category(q));
        if leaves == joins {
            return 0;
        }
        let before = self.off_after(leaves, joins, from, to);
        self.recount(leaves, joins, from, to);
        let after = self.off_after(leaves, joins, from, to);
        self.recount(joins, leaves, from, to);
        after - before
    }

    /// How far two places are off, as far as a swap of the two categories can change it.
    fn off_after(&mut self, leaves: Option<usize>, joins: Option<usize>, from: usize, to: usize) -> i64 {
        let (Some(leaves), Some(joins)) = (leaves, joins) else {
            // The sizes change, and with them all shares.
            self.looked(4 * self.problem.categories as u64);
            return self.off(from) + self.off(to);
        };
        self.looked(10);
        [leaves, joins]
            .into_iter()
            .map(|category| self.off_by(from, category) + self.off_by(to, category))
            .sum()
    }

    /// Moves one of category `leaves` from `from` to `to`, and one of `joins` back.
    fn recount(&mut self, leaves: Option<usize>, joins: Option<usize>, from: usize, to: usize) {
        let categories = self.problem.categories;
        if let Some(category) = leaves {
            self.count[from * categories + category] -= 1;
            self.count[to * categories + category] += 1;
            self.size[from] -= 1;
            self.size[to] += 1;
        }
        if let Some(category) = joins {
            self.count[to * categories + category] -= 1;
            self.count[from * categories + category] += 1;
            self.size[to] -= 1;
            self.size[from] += 1;
        }
    }

    /// Swaps the people of two chairs. `cost` is what [`swap_cost`](Self::swap_cost) said.
    pub(super) fn swap(&mut self, a: u32, b: u32, cost: i64) {
        let (p, q) = (self.who[a as usize], self.who[b as usize]);
        let (from, to) = (self.place(a), self.place(b));
        let chairs = self.start[from + 1] - self.start[from] + self.start[to + 1] - self.start[to];
        self.looked(2 * u64::from(chairs) + 20);
        self.cost += cost;
        self.leave(p, from, a);
        self.leave(q, to, b);
        self.who[a as usize] = q;
        self.who[b as usize] = p;
        self.join(p, to, b);
        self.join(q, from, a);
        if !self.visits.is_empty() {
            self.visit(p, from, to);
            self.visit(q, to, from);
        }
        if !self.problem.home.is_empty() {
            self.tally.moved += self.move_cost(p, from, to) + self.move_cost(q, to, from);
        }
        if self.problem.categories > 0 {
            self.tally.mix += self.mix_cost(p, q, from, to);
            let (leaves, joins) = (self.category(p), self.category(q));
            self.recount(leaves, joins, from, to);
        }
        if p == self.nobody {
            self.has_empty[from] = false;
            self.has_empty[to] = true;
        } else if q == self.nobody {
            self.has_empty[to] = false;
            self.has_empty[from] = true;
        }
    }

    fn leave(&mut self, person: u16, place: usize, chair: u32) {
        if person == self.nobody {
            return;
        }
        for other in self.chairs(place) {
            if other != chair {
                self.meet_less(person, self.who[other as usize]);
            }
        }
    }

    fn join(&mut self, person: u16, place: usize, chair: u32) {
        if person == self.nobody {
            return;
        }
        self.chair[place / self.problem.tables * self.width + usize::from(person)] = chair;
        for other in self.chairs(place) {
            if other != chair {
                self.meet_more(person, self.who[other as usize]);
            }
        }
    }

    fn visit(&mut self, person: u16, from: usize, to: usize) {
        if person == self.nobody {
            return;
        }
        self.tally.broken += self.visit_change(person, from, to);
        let tables = self.problem.tables;
        self.visits[usize::from(person) * tables + from % tables] -= 1;
        self.visits[usize::from(person) * tables + to % tables] += 1;
    }

    fn meet_more(&mut self, a: u16, b: u16) {
        let at = usize::from(a) * self.width + usize::from(b);
        let entry = self.meet[at];
        if entry == NOBODY {
            return;
        }
        let (kind, meetings) = (entry & TOGETHER, entry & !TOGETHER);
        self.tally.repeats += i64::from(meetings > 0);
        match kind {
            MET_BEFORE => self.tally.met_before += i64::from(meetings == 0),
            APART => self.tally.broken += 1,
            TOGETHER => self.tally.broken -= 1,
            _ => {}
        }
        self.meet[at] = entry + 1;
        self.meet[usize::from(b) * self.width + usize::from(a)] = entry + 1;
    }

    fn meet_less(&mut self, a: u16, b: u16) {
        let at = usize::from(a) * self.width + usize::from(b);
        let entry = self.meet[at];
        if entry == NOBODY {
            return;
        }
        let (kind, meetings) = (entry & TOGETHER, entry & !TOGETHER);
        self.tally.repeats -= i64::from(meetings > 1);
        match kind {
            MET_BEFORE => self.tally.met_before -= i64::from(meetings == 1),
            APART => self.tally.broken -= 1,
            TOGETHER => self.tally.broken += 1,
            _ => {}
        }
        self.meet[at] = entry - 1;
        self.meet[usize::from(b) * self.width + usize::from(a)] = entry - 1;
    }

    /// The sum over all pairs of m(m-1)/2 for their m meetings: what the cost is beyond the tally.
    pub(super) fn squares(&self) -> i64 {
        let Tally { broken, mix, repeats, met_before, moved } = self.tally;
        let counted = BROKEN * broken + SHARE * mix + REPEAT * repeats + BEFORE * met_before + MOVED * moved;
        (self.cost - counted) / self.square
    }

    /// What counts before the cost decides; less is better. Where people have places already, a repeat is weighed
    /// against the seats that change.
    pub(super) fn rank(&self) -> ([i64; 4], i64) {
        let Tally { broken, mix, repeats, met_before, .. } = self.tally;
        let order =
            if self.problem.home.is_empty() { [broken, mix, repeats, met_before] } else { [broken, 0, 0, 0] };
        (order, self.cost)
    }

    /// The people on all chairs, to come back to.
    pub(super) fn snapshot(&self) -> Vec<u16> {
        self.who.clone()
    }

    /// The rounds of a snapshot, hosts first.
    pub(super) fn rounds_of(&self, snapshot: &[u16]) -> Rounds {
        let problem = self.problem;
        (0..problem.rounds)
            .map(|round| {
                (0..problem.tables)
                    .map(|table| {
                        let place = round * problem.tables + table;
                        let seats = &snapshot[self.start[place] as usize..self.start[place + 1] as usize];
                        seats.iter().filter(|who| **who != self.nobody).map(|who| usize::from(*who)).collect()
                    })
                    .collect()
            })
            .collect()
    }
}

/// By the entry of a pair: what one more meeting costs, and one less.
fn costs(square: i64) -> ([i32; 256], [i32; 256]) {
    let total = |entry: u8| {
        let (kind, meetings) = (entry & TOGETHER, i64::from(entry & !TOGETHER));
        let repeats = REPEAT * (meetings - 1).max(0) + square * meetings * (meetings - 1).max(0) / 2;
        match kind {
            MET_BEFORE => repeats + BEFORE * meetings.min(1),
            APART => repeats + BROKEN * meetings,
            TOGETHER => repeats - BROKEN * meetings,
            _ => repeats,
        }
    };
    let (mut more, mut less) = ([0; 256], [0; 256]);
    for entry in 0..NOBODY {
        let meetings = entry & !TOGETHER;
        if meetings < 63 {
            more[usize::from(entry)] = (total(entry + u8::from(entry < 254)) - total(entry)) as i32;
        }
        if meetings > 0 {
            less[usize::from(entry)] = (total(entry - 1) - total(entry)) as i32;
        }
    }
    (more, less)
}
