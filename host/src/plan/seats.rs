//! Seats the people of a block: from a format's wish and the facilitator's wishes to names at tables.

use std::collections::{BTreeMap, HashMap};

use serde_json::{Value, json};

use super::seating::{
    Contradiction, FixedPlace, Mode, Role, SeatingRequest, Wishes, assess, contradictions, seat,
    spread_chairs,
};
use crate::diagnostic::Diagnostic;
use crate::plugin;
use crate::workshop::{Block, SeatingWishes, Workshop};

/// Seconds of search, counted, that one seating may take.
const EFFORT: u32 = 1;

/// A seating of one block. People are their indexes in the workshop's list.
#[derive(Debug, Clone)]
pub struct Seated {
    /// Its id in the draft.
    pub id: String,
    /// `plain`, `distinct` or `hosted`.
    pub mode: String,
    /// True when each table's first is its host.
    pub hosted: bool,
    /// By round, table and seat.
    pub rounds: Vec<Vec<Vec<usize>>>,
    /// Over all pairs: meetings beyond the first.
    pub repeats: usize,
    /// Visits to a table beyond the first.
    pub revisits: usize,
    /// No seating has fewer repeats.
    pub bound: usize,
    /// Pairs who met in an earlier block.
    pub met_before: usize,
    /// Chairs kept free for latecomers, over all tables.
    pub spare: usize,
}

impl Seated {
    /// The tables of a person, from 1, by round.
    #[must_use]
    pub fn tables_of(&self, person: usize) -> Vec<usize> {
        let table = |round: &Vec<Vec<usize>>| round.iter().position(|table| table.contains(&person));
        self.rounds.iter().filter_map(table).map(|table| table + 1).collect()
    }

    /// The table, from 1, that a person hosts.
    #[must_use]
    pub fn host_table(&self, person: usize) -> Option<usize> {
        let round = self.rounds.first().filter(|_| self.hosted)?;
        round.iter().position(|table| table.first() == Some(&person)).map(|table| table + 1)
    }

    /// Chairs kept free, by table.
    #[must_use]
    pub fn spare_by_table(&self) -> Vec<usize> {
        let size = |t: usize| self.rounds.iter().map(|round| round[t].len()).max().unwrap_or(0);
        let sizes: Vec<usize> = (0..self.rounds.first().map_or(0, Vec::len)).map(size).collect();
        spread_chairs(&sizes, self.spare)
    }
}

/// Seats people, block after block, and remembers who met.
pub struct Seater<'a> {
    workshop: &'a Workshop,
    met: BTreeMap<(usize, usize), u32>,
}

impl<'a> Seater<'a> {
    /// Nobody met yet.
    #[must_use]
    pub fn new(workshop: &'a Workshop) -> Self {
        Self { workshop, met: BTreeMap::new() }
    }

    /// Seats the people of a block for each of its seatings. Problems are told at the wishes they are about.
    pub fn seat(
        &mut self,
        block: &Block,
        people: &[usize],
        wanted: &[plugin::Seating],
        seed: u64,
        problems: &mut Vec<Diagnostic>,
    ) -> Vec<Seated> {
        let mut done: Vec<Seated> = Vec::new();
        for seating in wanted {
            let request = self.request(people, seating, &done, seed);
            let Some(seated) = self.solve(block, people, seating, request, problems) else { continue };
            done.push(seated);
        }
        // What one block repeats is its own matter; the next blocks avoid it.
        for seated in &done {
            self.remember(seated);
        }
        done
    }

    fn remember(&mut self, seated: &Seated) {
        for table in seated.rounds.iter().flatten() {
            for (i, &a) in table.iter().enumerate() {
                for &b in &table[i + 1..] {
                    *self.met.entry((a.min(b), a.max(b))).or_insert(0) += 1;
                }
            }
        }
    }

    /// The request without anybody's wishes. Its people are positions in `people`.
    fn request(
        &self,
        people: &[usize],
        seating: &plugin::Seating,
        earlier: &[Seated],
        seed: u64,
    ) -> SeatingRequest {
        let mode = match seating.mode.as_str() {
            "hosted" => Mode::Hosted,
            "distinct" => Mode::Distinct,
            _ => Mode::Plain,
        };
        let position: HashMap<usize, usize> =
            people.iter().enumerate().map(|(i, &person)| (person, i)).collect();
        let pair = |(&(a, b), &times): (&(usize, usize), &u32)| {
            Some((*position.get(&a)?, *position.get(&b)?, times))
        };
        let tables: Vec<usize> = seating.sizes.iter().map(|&size| size as usize).collect();
        let mut request = SeatingRequest::new(mode, people.len(), tables.len(), seating.rounds as usize);
        request.tables = tables;
        request.seed = seed;
        request.effort = EFFORT;
        request.met_before = self.met.iter().filter_map(pair).collect();
        request.roles = seating
            .roles
            .iter()
            .map(|&(_, per_table, stays)| Role { per_table: per_table as usize, stays })
            .collect();
        if let Some(within) = &seating.within
            && let Some(seated) = earlier.iter().find(|seated| seated.id == *within)
            && let Some(last) = seated.rounds.last()
        {
            let group = |table: &Vec<usize>| table.iter().filter_map(|p| position.get(p).copied()).collect();
            request.within = last.iter().map(group).collect();
        }
        request
    }

    fn solve(
        &self,
        block: &Block,
        people: &[usize],
        seating: &plugin::Seating,
        request: SeatingRequest,
        problems: &mut Vec<Diagnostic>,
    ) -> Option<Seated> {
        if !seating.explicit.is_empty() {
            let seat = |&seat: &u32| seat as usize;
            let rounds: Vec<Vec<Vec<usize>>> = seating
                .explicit
                .iter()
                .map(|round| round.iter().map(|table| table.iter().map(seat).collect()).collect())
                .collect();
            let found = assess(&request, &rounds).ok()?;
            return Some(seated(seating, people, &found));
        }
        let own = block.seating.as_ref();
        let top = self.workshop.seating.as_ref();
        let mut all = request.clone();
        all.wishes = self.wishes(people, top, own, request.mode);
        let mut found = contradictions(&all);
        if !found.is_empty() && top.is_some() {
            // Wishes for the whole workshop give way to what this block can bear.
            let mut alone = request;
            alone.wishes = self.wishes(people, None, own, alone.mode);
            let without = contradictions(&alone);
            if without.is_empty() {
                self.tell(block, None, &found, people, problems, Diagnostic::warning);
            }
            all = alone;
            found = without;
        }
        if !found.is_empty() {
            self.tell(block, own.or(top), &found, people, problems, Diagnostic::error);
            return None;
        }
        match seat(&all) {
            Ok(found) => Some(seated(seating, people, &found)),
            Err(found) => {
                self.tell(block, own.or(top), &found, people, problems, Diagnostic::error);
                None
            }
        }
    }

    /// The wishes of the workshop and of the block, in positions of `people`. Those about people who are not
    /// in this block are left out.
    fn wishes(
        &self,
        people: &[usize],
        top: Option<&SeatingWishes>,
        own: Option<&SeatingWishes>,
        mode: Mode,
    ) -> Wishes {
        let list = &self.workshop.people.list;
        let names: HashMap<&str, usize> =
            people.iter().enumerate().map(|(i, &person)| (list[person].name.as_str(), i)).collect();
        let find = |name: &String| names.get(name.as_str()).copied();
        let mut wishes = Wishes::default();
        for given in top.into_iter().chain(own) {
            for group in &given.together {
                wishes.together.push(group.value.iter().filter_map(find).collect());
            }
            for group in &given.apart {
                wishes.apart.push(group.value.iter().filter_map(find).collect());
            }
            let fixed = given.fixed.iter().filter_map(|place| {
                let place = &place.value;
                Some(FixedPlace {
                    person: find(&place.name)?,
                    table: (place.table as usize).checked_sub(1)?,
                    round: place.round.map(|round| (round as usize).saturating_sub(1)),
                })
            });
            wishes.fixed.extend(fixed);
        }
        wishes.together.retain(|group| group.len() > 1);
        wishes.apart.retain(|group| group.len() > 1);
        let with_hosts = own.into_iter().chain(top).find(|given| !given.hosts.is_empty());
        if mode == Mode::Hosted
            && let Some(given) = with_hosts
        {
            wishes.hosts = given.hosts.iter().filter_map(|host| find(&host.value)).collect();
        }
        let mix_by = own.and_then(|w| w.mix_by.as_ref()).or_else(|| top.and_then(|w| w.mix_by.as_ref()));
        if let Some(column) = mix_by {
            let mut categories: HashMap<&str, usize> = HashMap::new();
            let category = |&person: &usize| {
                let value = list[person].values.get(&column.value).map_or("", String::as_str);
                let next = categories.len();
                *categories.entry(value).or_insert(next)
            };
            wishes.mix = people.iter().map(category).collect();
        }
        wishes
    }

    /// Tells at the wishes, or at the block when they are not its own.
    fn tell(
        &self,
        block: &Block,
        wishes: Option<&SeatingWishes>,
        found: &[Contradiction],
        people: &[usize],
        problems: &mut Vec<Diagnostic>,
        severity: fn(&'static str) -> Diagnostic,
    ) {
        let place = wishes.map_or(&block.span, |wishes| &wishes.span);
        for contradiction in found {
            let (code, args) = self.in_words(contradiction, people);
            let mut problem = severity(code).arg("block", block.id.as_str());
            if let Value::Object(args) = args {
                problem.args.extend(args);
            }
            problems.push(problem.at(self.workshop.source, place.clone()));
        }
    }

    /// The code of a contradiction and what its words mention.
    fn in_words(&self, contradiction: &Contradiction, people: &[usize]) -> (&'static str, Value) {
        use Contradiction as C;
        let name = |person: usize| -> Value {
            match people.get(person).map(|&p| (p, &self.workshop.people.list[p].name)) {
                Some((_, name)) if !name.is_empty() => json!(name),
                Some((p, _)) => json!(p + 1),
                None => json!(person + 1),
            }
        };
        let names = |list: &[usize]| list.iter().map(|&person| name(person)).collect::<Vec<_>>();
        let pair = |(a, b): (usize, usize)| json!([name(a), name(b)]);
        match contradiction {
            C::MoreRoundsThanTables { rounds, tables } => {
                ("seating-rounds-over-tables", json!({ "rounds": rounds, "tables": tables }))
            }
            C::HostsMissing { candidates, tables } => {
                ("seating-hosts-missing", json!({ "candidates": candidates, "tables": tables }))
            }
            C::HostAbsent { host, round } => {
                ("seating-host-absent", json!({ "host": name(*host), "round": round + 1 }))
            }
            C::HostAtTwoTables { host, tables } => (
                "seating-host-at-two-tables",
                json!({ "host": name(*host), "tables": [tables.0 + 1, tables.1 + 1] }),
            ),
            C::TwoHostsAtTable { table, hosts } => {
                ("seating-two-hosts", json!({ "table": table + 1, "hosts": pair(*hosts) }))
            }
            C::TogetherWithHost { host, guest } => {
                ("seating-together-with-host", json!({ "host": name(*host), "guest": name(*guest) }))
            }
            C::TogetherAndApart { pair: two, group } => {
                ("seating-together-and-apart", json!({ "pair": pair(*two), "group": names(group) }))
            }
            C::GroupLargerThanTable { group, seats } => (
                "seating-group-too-large",
                json!({ "group": names(group), "size": group.len(), "seats": seats }),
            ),
            C::GroupsDoNotFit { round, groups, .. } => {
                ("seating-groups-do-not-fit", json!({ "round": round + 1, "groups": groups }))
            }
            C::TooManyApart { people, tables } => (
                "seating-too-many-apart",
                json!({ "people": names(people), "count": people.len(), "tables": tables }),
            ),
            C::ApartFromHosts { guest, tables, rounds } => (
                "seating-apart-from-hosts",
                json!({ "guest": name(*guest), "tables": tables, "rounds": rounds }),
            ),
            C::FixedTwice { person, round, tables } => (
                "seating-fixed-twice",
                json!({ "person": name(*person), "round": round + 1, "tables": [tables.0 + 1, tables.1 + 1] }),
            ),
            C::FixedReturns { person, table, .. } => {
                ("seating-fixed-returns", json!({ "person": name(*person), "table": table + 1 }))
            }
            C::FixedOverfull { table, round, people, seats } => (
                "seating-fixed-overfull",
                json!({ "table": table + 1, "round": round + 1, "people": people, "seats": seats }),
            ),
            C::FixedApart { pair: two, table, .. } => {
                ("seating-fixed-apart", json!({ "pair": pair(*two), "table": table + 1 }))
            }
            C::FixedSplit { pair: two, tables, .. } => {
                ("seating-fixed-split", json!({ "pair": pair(*two), "tables": [tables.0 + 1, tables.1 + 1] }))
            }
            C::FixedAbsent { person, round } => {
                ("seating-fixed-absent", json!({ "person": name(*person), "round": round + 1 }))
            }
            C::UnknownTable { table, tables } => {
                ("seating-unknown-table", json!({ "table": table + 1, "tables": tables }))
            }
            C::UnknownRound { round, rounds } => {
                ("seating-unknown-round", json!({ "round": round + 1, "rounds": rounds }))
            }
            // What a facilitator cannot have written: the format asked for it.
            other => ("seating-impossible", json!({ "detail": format!("{other:?}") })),
        }
    }
}

fn seated(wanted: &plugin::Seating, people: &[usize], found: &super::seating::Seating) -> Seated {
    let table = |table: &Vec<usize>| table.iter().map(|&position| people[position]).collect();
    let round = |round: &Vec<Vec<usize>>| round.iter().map(table).collect();
    Seated {
        id: wanted.id.clone(),
        mode: wanted.mode.clone(),
        hosted: wanted.mode == "hosted",
        rounds: found.rounds.iter().map(round).collect(),
        repeats: found.score.repeats,
        revisits: found.score.revisits,
        bound: found.bounds.repeats,
        met_before: found.score.met_before,
        spare: wanted.spare_seats as usize,
    }
}
