//! A request in the form the search works on: chairs, pairs and places instead of wishes.

use super::contradictions::{apart_pairs, settled_hosts};
use super::random::Random;
use super::request::{Mode, Rounds, SeatingRequest};
use super::wishes::closure;

/// No table, no group, nobody.
pub(super) const NONE: u32 = u32::MAX;

/// A request, made plain.
pub(super) struct Problem<'a> {
    pub request: &'a SeatingRequest,
    pub people: usize,
    pub tables: usize,
    pub rounds: usize,
    pub mode: Mode,
    /// The first rounds that stay as they are.
    pub frozen: usize,
    /// By round, by table: chairs. Where sizes wander, all tables of a round have the same number, and at most one
    /// chair of each stays empty.
    pub chairs: Vec<Vec<usize>>,
    /// By round: who is there.
    pub present: Vec<Vec<usize>>,
    /// By table; empty unless hosted.
    pub hosts: Vec<usize>,
    /// By round and person, hosts included: the table where they are settled, or `NONE`.
    pub settled: Vec<Vec<u32>>,
    /// Groups that sit together.
    pub groups: Vec<Vec<usize>>,
    /// By person: index of their group, or `NONE`.
    pub group_of: Vec<u32>,
    /// Pairs to keep apart.
    pub apart: Vec<(usize, usize)>,
    /// Pairs who met in earlier blocks.
    pub met_before: Vec<(usize, usize)>,
    /// By person: category from 0, all different values taken; empty when there is nothing to mix.
    pub category: Vec<usize>,
    /// How many categories there are.
    pub categories: usize,
    /// By category: its people.
    pub of_category: Vec<Vec<usize>>,
    /// By round and person: where they sat in the seating made earlier, or `NONE`. Empty without one.
    pub home: Vec<Vec<u32>>,
}

impl<'a> Problem<'a> {
    /// `request` must be free of contradictions.
    pub(super) fn new(request: &'a SeatingRequest) -> Self {
        let (people, tables, rounds) = (request.people, request.tables.len(), request.rounds);
        let frozen = request.previous.as_ref().map_or(0, |previous| previous.frozen);
        let groups = closure(request);
        let mut group_of = vec![NONE; people];
        for (index, group) in groups.iter().enumerate() {
            for &person in group {
                group_of[person] = index as u32;
            }
        }
        let mut values = request.wishes.mix.clone();
        values.truncate(people);
        let mut known = values.clone();
        known.sort_unstable();
        known.dedup();
        let category: Vec<usize> = if known.len() > 1 {
            values.iter().map(|value| known.partition_point(|v| v < value)).collect()
        } else {
            Vec::new()
        };
        let categories = if category.is_empty() { 0 } else { known.len() };
        let mut of_category = vec![Vec::new(); categories];
        for (person, &category) in category.iter().enumerate() {
            of_category[category].push(person);
        }
        let mut met_before: Vec<_> = request
            .met_before
            .iter()
            .filter(|met| met.2 > 0 && met.0 != met.1)
            .map(|met| (met.0.min(met.1), met.0.max(met.1)))
            .collect();
        met_before.sort_unstable();
        met_before.dedup();
        let mut problem = Self {
            request,
            people,
            tables,
            rounds,
            mode: request.mode,
            frozen,
            chairs: Vec::new(),
            present: Vec::new(),
            hosts: Vec::new(),
            settled: vec![vec![NONE; people]; rounds],
            groups,
            group_of,
            apart: apart_pairs(request).into_iter().collect(),
            met_before,
            categories,
            category,
            of_category,
            home: homes(request),
        };
        problem.choose_hosts();
        problem.settle();
        for round in 0..rounds {
            let there: Vec<usize> = match &request.previous {
                Some(previous) if round < frozen => {
                    previous.rounds[round].iter().flatten().copied().collect()
                }
                _ => (0..people).filter(|person| request.presence(*person).contains(&round)).collect(),
            };
            problem.chairs.push(match &request.previous {
                Some(previous) if round < frozen => previous.rounds[round].iter().map(Vec::len).collect(),
                _ if request.sizes_wander() => vec![there.len().div_ceil(tables); tables],
                _ => request.sizes(there.len()),
            });
            problem.present.push(there);
        }
        problem
    }

    /// True when everybody is there for all rounds.
    pub(super) fn everybody(&self) -> bool {
        self.present.iter().all(|there| there.len() == self.people)
    }

    /// True when `person` keeps one table for all rounds that are still to come.
    pub(super) fn is_host(&self, person: usize) -> bool {
        self.hosts.contains(&person)
    }

    /// Settled hosts, then those of the seating made earlier, then the pool in its order; the rest are drawn, from
    /// every category its share.
    fn choose_hosts(&mut self) {
        if self.mode != Mode::Hosted {
            return;
        }
        let request = self.request;
        let free = |problem: &Self, person: usize| {
            let presence = request.presence(person);
            presence.start <= problem.frozen
                && presence.end == request.rounds
                && (request.rounds == 1 || problem.group_of[person] == NONE)
        };
        let mut host_of: Vec<Option<usize>> = vec![None; self.tables];
        for (table, host) in settled_hosts(request) {
            host_of[table] = Some(host);
        }
        let last = request.previous.iter().flat_map(|previous| {
            let index = previous.frozen.min(previous.rounds.len().saturating_sub(1));
            previous.rounds.get(index).into_iter().flatten().enumerate()
        });
        for (table, seats) in last.take(self.tables) {
            if let Some(&host) = seats.first()
                && host_of[table].is_none()
                && free(self, host)
                && !host_of.contains(&Some(host))
            {
                host_of[table] = Some(host);
            }
        }
        let mut pool = request.wishes.hosts.iter().copied().filter(|host| free(self, *host));
        let taken = host_of.clone();
        for place in host_of.iter_mut().filter(|place| place.is_none()) {
            *place = pool.find(|host| !taken.contains(&Some(*host)));
        }
        self.draw_hosts(&mut host_of, free);
        self.hosts = host_of.into_iter().flatten().collect();
    }

    /// Draws hosts for the tables without one among those who are free.
    fn draw_hosts(&self, host_of: &mut [Option<usize>], free: impl Fn(&Self, usize) -> bool) {
        let mut is_host = vec![false; self.people];
        for &host in host_of.iter().flatten() {
            is_host[host] = true;
        }
        // Whoever has other wishes to meet comes last.
        let mut wishes = vec![0_usize; self.people];
        for pair in &self.apart {
            wishes[pair.0] += 1;
            wishes[pair.1] += 1;
        }
        for place in &self.request.wishes.fixed {
            wishes[place.person] += self.people;
        }
        let mut candidates: Vec<usize> =
            (0..self.people).filter(|person| !is_host[*person] && free(self, *person)).collect();
        Random::new(self.request.seed).shuffle(&mut candidates);
        candidates.sort_by_key(|person| std::cmp::Reverse(wishes[*person]));
        let category = |person: usize| self.category.get(person).copied().unwrap_or(0);
        let categories = self.categories.max(1);
        let (mut totals, mut hosts) = (vec![0; categories], vec![0; categories]);
        for person in 0..self.people {
            totals[category(person)] += 1;
            hosts[category(person)] += usize::from(is_host[person]);
        }
        // By category, the best candidate last.
        let mut queues = vec![Vec::new(); categories];
        for person in candidates {
            queues[category(person)].push(person);
        }
        for place in host_of.iter_mut().filter(|place| place.is_none()) {
            // The category that lacks most hosts and has a candidate.
            let lack = |category: &usize| {
                (totals[*category] * self.tables) as i64 - (hosts[*category] * self.people) as i64
            };
            let best = (0..categories).filter(|category| !queues[*category].is_empty()).max_by_key(lack);
            if let Some(best) = best {
                hosts[best] += 1;
                *place = queues[best].pop();
            }
        }
    }

    fn settle(&mut self) {
        for round in self.frozen..self.rounds {
            for (table, &host) in self.hosts.iter().enumerate() {
                self.settled[round][host] = table as u32;
            }
        }
        for place in &self.request.wishes.fixed {
            let rounds =
                place.round.map_or_else(|| self.request.presence(place.person), |round| round..round + 1);
            for round in rounds.filter(|round| *round >= self.frozen) {
                if !self.hosts.contains(&place.person) {
                    self.settled[round][place.person] = place.table as u32;
                }
            }
        }
        // A group follows the one of its members who is settled.
        for settled in &mut self.settled[self.frozen..] {
            for group in &self.groups {
                if let Some(table) = group.iter().map(|person| settled[*person]).find(|table| *table != NONE)
                {
                    for &person in group {
                        settled[person] = table;
                    }
                }
            }
        }
    }

    /// The rounds already played.
    pub(super) fn played(&self) -> &[Vec<Vec<usize>>] {
        self.request.previous.as_ref().map_or(&[], |previous| &previous.rounds[..self.frozen])
    }

    /// Some seating: settled people in their places, groups together where they fit, tables even.
    pub(super) fn any_seating(&self, random: &mut Random) -> Rounds {
        let mut rounds = self.played().to_vec();
        for round in self.frozen..self.rounds {
            let mut tables = self.any_round(round, random);
            for _ in 0..50 {
                if tables.1 {
                    break;
                }
                tables = self.any_round(round, random);
            }
            rounds.push(tables.0);
        }
        rounds
    }

    /// One round, and whether every group found a table.
    fn any_round(&self, round: usize, random: &mut Random) -> (Vec<Vec<usize>>, bool) {
        let chairs = &self.chairs[round];
        let mut tables: Vec<Vec<usize>> = self.hosts.iter().map(|host| vec![*host]).collect();
        tables.resize(self.tables, Vec::new());
        let mut seated = vec![false; self.people];
        for &host in &self.hosts {
            seated[host] = true;
        }
        for &person in &self.present[round] {
            let table = self.settled[round][person];
            if table != NONE && !seated[person] {
                tables[table as usize].push(person);
                seated[person] = true;
            }
        }
        let mut empty = chairs.iter().sum::<usize>() - self.present[round].len();
        let mut free: Vec<usize> =
            chairs.iter().zip(&tables).map(|(chairs, seats)| chairs.saturating_sub(seats.len())).collect();
        let mut order: Vec<usize> = (0..self.tables).collect();
        random.shuffle(&mut order);
        for &table in &order {
            if empty > 0 && free[table] > 0 {
                free[table] -= 1;
                empty -= 1;
            }
        }
        let mut whole = true;
        let mut groups: Vec<Vec<usize>> = Vec::new();
        for group in &self.groups {
            let there =
                |person: &&usize| self.present[round].binary_search(person).is_ok() && !seated[**person];
            groups.push(group.iter().filter(there).copied().collect());
        }
        random.shuffle(&mut groups);
        groups.sort_by_key(|group| std::cmp::Reverse(group.len()));
        for group in groups.iter().filter(|group| !group.is_empty()) {
            random.shuffle(&mut order);
            let Some(&table) = order.iter().find(|table| free[**table] >= group.len()) else {
                whole = false;
                continue;
            };
            free[table] -= group.len();
            for &person in group {
                tables[table].push(person);
                seated[person] = true;
            }
        }
        let mut rest: Vec<usize> =
            self.present[round].iter().filter(|person| !seated[**person]).copied().collect();
        random.shuffle(&mut rest);
        for table in 0..self.tables {
            let left = rest.len().saturating_sub(free[table]);
            tables[table].extend(rest.drain(left..));
        }
        (tables, whole)
    }
}

/// By round and person: the table of the seating made earlier.
fn homes(request: &SeatingRequest) -> Vec<Vec<u32>> {
    let Some(previous) = &request.previous else { return Vec::new() };
    let mut homes = vec![vec![NONE; request.people]; request.rounds];
    for (home, tables) in homes.iter_mut().zip(&previous.rounds) {
        for (table, seats) in tables.iter().enumerate().take(request.tables.len()) {
            for &person in seats {
                home[person] = table as u32;
            }
        }
    }
    homes
}
