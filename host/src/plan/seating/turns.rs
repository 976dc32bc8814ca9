//! Who makes the three among pairs: somebody else every round, as far as can be.
//!
//! One person more is much in a pair and little at a table of five: only small tables are looked at.

use super::random::Random;
use super::request::{Mode, Rounds, SeatingRequest};
use super::score::score;

/// The most seats of a table at which one person more is much.
const SMALL: usize = 3;
/// Up to so many people, exchanging two at a time may not be enough.
const FEW: usize = 16;
/// Exchanges that are tried by chance among few people, again and again.
const TRIES: usize = 4_000;
const BEGINNINGS: u64 = 6;

/// Exchanges people within rounds so that the larger tables take turns, wherever that costs nothing else. True when it
/// changed anything.
pub(super) fn take_turns(request: &SeatingRequest, rounds: &mut Rounds) -> bool {
    let sizes = || rounds.iter().flatten().map(Vec::len).filter(|&seats| seats > 0);
    let (least, most) = (sizes().min().unwrap_or(0), sizes().max().unwrap_or(0));
    if least == most || most > SMALL || request.mode == Mode::Hosted || rounds.len() < 2 {
        return false;
    }
    let turns = Turns { request, least };
    let before = turns.unfairness(rounds);
    while turns.exchange(rounds) {}
    if request.people <= FEW {
        turns.wander(rounds);
    }
    turns.unfairness(rounds) < before
}

struct Turns<'a> {
    request: &'a SeatingRequest,
    /// Seats of a table that is not one of the larger.
    least: usize,
}

impl Turns<'_> {
    /// What a seating is worth, but for how many people somebody meets: who makes a three meets one more.
    fn rank(&self, rounds: &Rounds) -> [usize; 6] {
        let [broken, mix, repeats, met_before, most, squares, _] =
            score(self.request, rounds).rank(self.request.mode);
        [broken, mix, repeats, met_before, most, squares]
    }

    /// How often each person sits at one of the larger tables.
    fn times(&self, rounds: &Rounds) -> Vec<usize> {
        let mut times = vec![0; self.request.people];
        for &person in rounds.iter().flatten().filter(|seats| seats.len() > self.least).flatten() {
            times[person] += 1;
        }
        times
    }

    /// Least when all do so equally often. Three times for one person is worse than twice for two.
    fn unfairness(&self, rounds: &Rounds) -> usize {
        self.times(rounds).iter().map(|times| times.pow(3)).sum()
    }

    /// One exchange between somebody who is at a larger table too often and somebody who is less often.
    fn exchange(&self, rounds: &mut Rounds) -> bool {
        let times = self.times(rounds);
        let rank = self.rank(rounds);
        for round in 0..rounds.len() {
            let places = |larger: bool| -> Vec<Place> {
                let tables = rounds[round].iter().enumerate();
                let tables = tables.filter(|(_, seats)| (seats.len() > self.least) == larger);
                tables.flat_map(|(table, seats)| (0..seats.len()).map(move |seat| (table, seat))).collect()
            };
            let (larger, smaller) = (places(true), places(false));
            for &(table, seat) in &larger {
                for &(other, place) in &smaller {
                    let (often, seldom) = (rounds[round][table][seat], rounds[round][other][place]);
                    if times[often] < times[seldom] + 2 {
                        continue;
                    }
                    swap(&mut rounds[round], (table, seat), (other, place));
                    if self.rank(rounds) <= rank {
                        return true;
                    }
                    swap(&mut rounds[round], (table, seat), (other, place));
                }
            }
        }
        false
    }

    /// Among few people every exchange costs a meeting, and only several make up for it: tries them by chance, and
    /// keeps the fairest seating that is as good as the first.
    fn wander(&self, rounds: &mut Rounds) {
        let rank = self.rank(rounds);
        let places =
            rounds.iter().flatten().filter(|seats| seats.len() > self.least).map(Vec::len).sum::<usize>();
        let fairest = fairest(places, self.request.people);
        let mut best = (self.unfairness(rounds), rounds.clone());
        for beginning in 0..BEGINNINGS {
            let mut random = Random::new(self.request.seed.wrapping_add(beginning));
            let mut at = best.1.clone();
            let mut cost = self.cost(&at);
            for left in (0..TRIES).rev() {
                if best.0 <= fairest {
                    *rounds = best.1;
                    return;
                }
                let round = random.below(at.len());
                let mut place = || {
                    let table = random.below(at[round].len());
                    (!at[round][table].is_empty()).then(|| (table, random.below(at[round][table].len())))
                };
                let (Some(one), Some(other)) = (place(), place()) else { continue };
                swap(&mut at[round], one, other);
                let next = self.cost(&at);
                // A worse one is taken less and less often.
                let patience = 1 + 8 * left / TRIES;
                if next <= cost + random.below(patience) {
                    cost = next;
                    let unfairness = self.unfairness(&at);
                    if unfairness < best.0 && self.rank(&at) <= rank {
                        best = (unfairness, at.clone());
                    }
                } else {
                    swap(&mut at[round], one, other);
                }
            }
        }
        *rounds = best.1;
    }

    /// What a seating that is wandered through costs.
    fn cost(&self, rounds: &Rounds) -> usize {
        let score = score(self.request, rounds);
        let broken = score.broken(self.request.mode);
        3 * (broken + score.mix + score.repeats) + score.met_before + self.unfairness(rounds)
    }
}

/// A table and a seat.
type Place = (usize, usize);

fn swap(tables: &mut [Vec<usize>], one: Place, other: Place) {
    let person = tables[one.0][one.1];
    tables[one.0][one.1] = tables[other.0][other.1];
    tables[other.0][other.1] = person;
}

/// The unfairness of so many places that are shared out as evenly as they go.
fn fairest(places: usize, people: usize) -> usize {
    let (each, more) = (places / people, places % people);
    more * (each + 1).pow(3) + (people - more) * each.pow(3)
}
