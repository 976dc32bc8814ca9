//! How good a seating is, counted from the seating alone.
//!
//! Nothing here is shared with the search: what it claims is counted again from the finished rounds.

use std::collections::{BTreeMap, BTreeSet};

use super::request::{Mode, SeatingRequest};
use super::wishes::closure;

/// What a seating is worth. Meetings of earlier blocks count in `met_before` only.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Score {
    /// Visits to a table beyond a person's first, hosts aside. Of no weight in plain mode.
    pub revisits: usize,
    /// Meetings of people who were to be kept apart.
    pub apart_met: usize,
    /// Pairs that were to sit together and do not, over all rounds.
    pub together_split: usize,
    /// Settled places that are not kept.
    pub misplaced: usize,
    /// Rounds and tables whose host is another than in the round before, though that one is still there. Hosted mode only.
    pub hosts_moved: usize,
    /// By how much tables differ beyond the sizes that were asked, over all rounds.
    pub uneven: usize,
    /// People of a category that a table has too many or too few of, over all rounds; a table has its share when the
    /// number is the share rounded up or down.
    pub mix: usize,
    /// Over all pairs, hosts included: meetings beyond the first.
    pub repeats: usize,
    /// How often the same two people meet at most.
    pub max_meetings: usize,
    /// Over all pairs: the number of ways to choose two of their meetings, m(m-1)/2.
    pub squares: usize,
    /// How many different people the person who meets fewest meets.
    pub fewest_met: usize,
    /// Pairs who meet here and met in an earlier block.
    pub met_before: usize,
    /// Who meets more than once.
    pub repeated: Vec<Repeated>,
}

/// Two people who meet more than once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Repeated {
    /// The two, the lower number first.
    pub pair: (usize, usize),
    /// At least 2.
    pub meetings: usize,
}

/// What counts first counts most; less is better.
pub type Rank = [usize; 7];

impl Score {
    /// Broken promises: nothing that a seating may trade for anything else.
    #[must_use]
    pub fn broken(&self, mode: Mode) -> usize {
        let revisits = if mode == Mode::Plain { 0 } else { self.revisits };
        revisits + self.apart_met + self.together_split + self.misplaced + self.hosts_moved + self.uneven
    }

    /// The order in which seatings are preferred.
    #[must_use]
    pub fn rank(&self, mode: Mode) -> Rank {
        [
            self.broken(mode),
            self.mix,
            self.repeats,
            self.met_before,
            self.max_meetings,
            self.squares,
            usize::MAX - self.fewest_met,
        ]
    }
}

/// Something that makes a list of rounds no seating at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    /// Not as many rounds as were asked.
    Rounds {
        /// In the seating.
        found: usize,
        /// In the request.
        asked: usize,
    },
    /// Not as many tables as were asked.
    Tables {
        /// Which round.
        round: usize,
        /// In the seating.
        found: usize,
        /// In the request.
        asked: usize,
    },
    /// A number that belongs to nobody.
    Unknown {
        /// Which round.
        round: usize,
        /// The number.
        person: usize,
    },
    /// Somebody sits twice in one round.
    Twice {
        /// Which round.
        round: usize,
        /// Who.
        person: usize,
    },
    /// Somebody is there and has no seat.
    Missing {
        /// Which round.
        round: usize,
        /// Who.
        person: usize,
    },
    /// Somebody has a seat and is not there.
    Absent {
        /// Which round.
        round: usize,
        /// Who.
        person: usize,
    },
}

/// Everything that keeps `rounds` from being a seating for `request`; empty when it is one. The first `frozen` rounds
/// may leave people out.
#[must_use]
pub fn flaws(request: &SeatingRequest, rounds: &[Vec<Vec<usize>>], frozen: usize) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    if rounds.len() != request.rounds {
        flaws.push(Flaw::Rounds { found: rounds.len(), asked: request.rounds });
    }
    for (round, tables) in rounds.iter().enumerate() {
        if tables.len() != request.tables.len() {
            flaws.push(Flaw::Tables { round, found: tables.len(), asked: request.tables.len() });
        }
        let mut seated = BTreeSet::new();
        for &person in tables.iter().flatten() {
            if person >= request.people {
                flaws.push(Flaw::Unknown { round, person });
            } else if !seated.insert(person) {
                flaws.push(Flaw::Twice { round, person });
            } else if !request.presence(person).contains(&round) && round >= frozen {
                flaws.push(Flaw::Absent { round, person });
            }
        }
        if round >= frozen {
            let missing = (0..request.people)
                .filter(|person| request.presence(*person).contains(&round) && !seated.contains(person));
            flaws.extend(missing.map(|person| Flaw::Missing { round, person }));
        }
    }
    flaws
}

/// Counts what `rounds` is worth. Rounds must be free of [`flaws`].
#[must_use]
pub fn score(request: &SeatingRequest, rounds: &[Vec<Vec<usize>>]) -> Score {
    let mut score = Score::default();
    count_meetings(request, rounds, &mut score);
    count_visits(request, rounds, &mut score);
    count_wishes(request, rounds, &mut score);
    count_sizes(request, rounds, &mut score);
    count_mix(request, rounds, &mut score);
    score
}

fn ordered(a: usize, b: usize) -> (usize, usize) {
    (a.min(b), a.max(b))
}

fn count_meetings(request: &SeatingRequest, rounds: &[Vec<Vec<usize>>], score: &mut Score) {
    let mut meetings = Vec::new();
    for seats in rounds.iter().flatten() {
        for (index, &a) in seats.iter().enumerate() {
            meetings.extend(seats[index + 1..].iter().map(|&b| ordered(a, b)));
        }
    }
    meetings.sort_unstable();
    let history: BTreeSet<_> =
        request.met_before.iter().filter(|met| met.2 > 0).map(|met| ordered(met.0, met.1)).collect();
    let mut met = vec![0; request.people];
    for same in meetings.chunk_by(|a, b| a == b) {
        let (pair, count) = (same[0], same.len());
        met[pair.0] += 1;
        met[pair.1] += 1;
        score.repeats += count - 1;
        score.squares += count * (count - 1) / 2;
        score.max_meetings = score.max_meetings.max(count);
        score.met_before += usize::from(history.contains(&pair));
        if count > 1 {
            score.repeated.push(Repeated { pair, meetings: count });
        }
    }
    let present = (0..request.people).filter(|person| !request.presence(*person).is_empty());
    score.fewest_met = present.map(|person| met[person]).min().unwrap_or(0);
}

fn count_visits(request: &SeatingRequest, rounds: &[Vec<Vec<usize>>], score: &mut Score) {
    let hosted = request.mode == Mode::Hosted;
    let mut visits = BTreeMap::<(usize, usize), usize>::new();
    let mut hosts: Vec<Option<usize>> = vec![None; request.tables.len()];
    for (round, tables) in rounds.iter().enumerate() {
        for (table, seats) in tables.iter().enumerate() {
            let host = seats.first().copied().filter(|_| hosted);
            let before = std::mem::replace(&mut hosts[table], host);
            let stays = before.is_some_and(|host| request.presence(host).contains(&round));
            score.hosts_moved += usize::from(stays && host != before);
            for &person in seats.iter().filter(|person| host != Some(**person)) {
                *visits.entry((person, table)).or_default() += 1;
            }
        }
    }
    score.revisits = visits.values().map(|count| count - 1).sum();
}

fn count_wishes(request: &SeatingRequest, rounds: &[Vec<Vec<usize>>], score: &mut Score) {
    let apart: BTreeSet<_> = pairs(&request.wishes.apart).collect();
    let together: Vec<_> = pairs(&closure(request)).collect();
    let mut at = vec![None; request.people];
    for (round, tables) in rounds.iter().enumerate() {
        at.fill(None);
        for (table, seats) in tables.iter().enumerate() {
            for &person in seats {
                at[person] = Some(table);
            }
        }
        let meet = |pair: &(usize, usize)| at[pair.0].is_some() && at[pair.0] == at[pair.1];
        let both = |pair: &(usize, usize)| at[pair.0].is_some() && at[pair.1].is_some();
        score.apart_met += apart.iter().filter(|pair| meet(pair)).count();
        score.together_split += together.iter().filter(|pair| both(pair) && !meet(pair)).count();
        let kept =
            request.wishes.fixed.iter().filter(|place| place.round.is_none_or(|wanted| wanted == round));
        score.misplaced +=
            kept.filter(|place| at[place.person].is_some_and(|table| table != place.table)).count();
    }
}

fn pairs(groups: &[Vec<usize>]) -> impl Iterator<Item = (usize, usize)> {
    groups.iter().flat_map(|group| {
        group.iter().enumerate().flat_map(move |(index, &a)| {
            group[index + 1..].iter().filter(move |b| **b != a).map(move |&b| ordered(a, b))
        })
    })
}

fn count_sizes(request: &SeatingRequest, rounds: &[Vec<Vec<usize>>], score: &mut Score) {
    for tables in rounds {
        let mut found: Vec<usize> = tables.iter().map(Vec::len).collect();
        let mut asked = request.sizes(found.iter().sum());
        if request.sizes_wander() {
            found.sort_unstable();
            asked.sort_unstable();
        }
        score.uneven +=
            found.iter().zip(&asked).map(|(found, asked)| found.saturating_sub(*asked)).sum::<usize>();
    }
}

fn count_mix(request: &SeatingRequest, rounds: &[Vec<Vec<usize>>], score: &mut Score) {
    let category = &request.wishes.mix;
    if category.is_empty() {
        return;
    }
    for tables in rounds {
        let mut totals = BTreeMap::<usize, usize>::new();
        for &person in tables.iter().flatten() {
            *totals.entry(category[person]).or_default() += 1;
        }
        let present: usize = totals.values().sum();
        for seats in tables {
            for (&wanted, &total) in &totals {
                let found = seats.iter().filter(|person| category[**person] == wanted).count();
                let (least, most) = (total * seats.len() / present, (total * seats.len()).div_ceil(present));
                score.mix += found.saturating_sub(most) + least.saturating_sub(found);
            }
        }
    }
}
