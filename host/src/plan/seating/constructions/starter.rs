//! Seatings developed from a few base rounds.
//!
//! People are k circles of m and some who stay. Turning all circles by one place makes the next round out of a base
//! round, so m rounds follow from each. Two people meet as often as the base rounds together show their class: the two
//! circles and by how much the places differ. So the search is for base rounds that show no class twice, which are
//! far fewer seats than all rounds.

use super::super::anneal::Temperature;
use super::super::random::Random;
use super::super::request::Mode;
use super::{Shape, Structure};

/// People beyond whom this is never needed.
const MAX_PEOPLE: usize = 150;
/// Swaps tried with each way to arrange circles before the next way has its turn; doubled every time.
const SLICE: u64 = 10_000;

/// Searches until `budget` looks at pairs are used up. Plain mode, full tables.
pub(in super::super) fn starter(shape: Shape, budget: &mut u64, random: &mut Random) -> Option<Structure> {
    let Shape { people, tables, rounds, mode } = shape;
    let seats = shape.seats();
    if mode != Mode::Plain || seats * tables != people || seats < 2 || people > MAX_PEOPLE {
        return None;
    }
    let mut ways: Vec<Base> = circles(shape).into_iter().map(|way| Base::new(shape, way, random)).collect();
    let mut slice = SLICE;
    while *budget > 0 && !ways.is_empty() {
        for way in &mut ways {
            let looks = slice * 8 * seats as u64;
            if way.improve(slice, random) {
                let table = (0..rounds).map(|round| way.round(round)).collect();
                return Some(Structure {
                    table,
                    optional: people,
                    hosts: Vec::new(),
                    exact: true,
                    steps: Vec::new(),
                    how: "starter",
                });
            }
            *budget = budget.saturating_sub(looks);
            if *budget == 0 {
                return None;
            }
        }
        slice *= 2;
    }
    None
}

/// How many places a circle has, and how many base rounds there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Circles {
    places: usize,
    bases: usize,
}

/// All ways that counting does not exclude, those with fewest base rounds first.
fn circles(shape: Shape) -> Vec<Circles> {
    let Shape { people, tables, rounds, .. } = shape;
    let company = shape.seats() - 1;
    let most = (people - 1) / company;
    let mut ways = Vec::new();
    for bases in 1..=rounds {
        for places in rounds.div_ceil(bases).max(2)..=most / bases {
            let (circles, staying) = (people / places, people % places);
            // Whoever stays meets each circle once, and nobody else who stays.
            if circles > 0 && staying <= tables && (staying == 0 || bases * company <= circles) {
                ways.push(Circles { places, bases });
            }
        }
    }
    ways.truncate(6);
    ways
}

/// Base rounds. Points are circle · places + place; those that stay come last.
struct Base {
    people: usize,
    seats: usize,
    way: Circles,
    /// By base round and chair: the point.
    who: Vec<Vec<u16>>,
    /// By pair of points: their class.
    class: Vec<u16>,
    /// By class: how often it shows, or more where it must not.
    shown: Vec<i32>,
    cost: i64,
    temperature: Temperature,
}

impl Base {
    fn new(shape: Shape, way: Circles, random: &mut Random) -> Self {
        let people = shape.people;
        let who = (0..way.bases)
            .map(|_| {
                let mut order: Vec<u16> = (0..people as u16).collect();
                random.shuffle(&mut order);
                order
            })
            .collect();
        let (class, shown) = classes(people, way.places);
        let mut base = Self {
            people,
            seats: shape.seats(),
            way,
            who,
            class,
            shown,
            cost: 0,
            temperature: Temperature::new(400.0, 300.0),
        };
        for index in 0..way.bases {
            for chair in 0..people {
                let first = chair / base.seats * base.seats;
                for other in first..chair {
                    base.show(base.who[index][chair], base.who[index][other]);
                }
            }
        }
        base
    }

    fn show(&mut self, a: u16, b: u16) {
        let shown = &mut self.shown[usize::from(self.class[usize::from(a) * self.people + usize::from(b)])];
        self.cost += i64::from(*shown > 0);
        *shown += 1;
    }

    fn hide(&mut self, a: u16, b: u16) {
        let shown = &mut self.shown[usize::from(self.class[usize::from(a) * self.people + usize::from(b)])];
        *shown -= 1;
        self.cost -= i64::from(*shown > 0);
    }

    /// Anneals for so many swaps; true when no class shows twice any more.
    fn improve(&mut self, swaps: u64, random: &mut Random) -> bool {
        let length = swaps / 48;
        self.temperature.restart();
        while self.temperature.cool() {
            for _ in 0..length {
                let base = if self.way.bases == 1 { 0 } else { random.below(self.way.bases) };
                let (a, b) = (random.below(self.people), random.below(self.people));
                if a / self.seats == b / self.seats {
                    continue;
                }
                let before = self.cost;
                self.swap(base, a, b);
                if 1_000 * (self.cost - before) > self.temperature.allowance(random) {
                    self.swap(base, a, b);
                } else if self.cost == 0 {
                    return true;
                }
            }
        }
        false
    }

    fn swap(&mut self, base: usize, a: usize, b: usize) {
        let (p, q) = (self.who[base][a], self.who[base][b]);
        for (chair, old, new) in [(a, p, q), (b, q, p)] {
            let first = chair / self.seats * self.seats;
            for other in first..first + self.seats {
                if other != chair {
                    let neighbour = self.who[base][other];
                    self.hide(old, neighbour);
                    self.show(new, neighbour);
                }
            }
        }
        self.who[base].swap(a, b);
    }

    /// By point: the table in a round.
    fn round(&self, round: usize) -> Vec<u32> {
        let places = self.way.places;
        turned(&self.who[round / places], places, self.seats, round % places)
    }
}

/// By point: the table after all circles of a base round were turned by so many places.
pub(super) fn turned(base: &[u16], places: usize, seats: usize, turn: usize) -> Vec<u32> {
    let (moving, tables) = (base.len() / places * places, base.len() / seats);
    let mut table = vec![0; base.len()];
    for (chair, &point) in base.iter().enumerate() {
        let point = usize::from(point);
        let turned =
            if point < moving { point / places * places + (point % places + turn) % places } else { point };
        table[turned] = ((chair / seats + turn) % tables) as u32;
    }
    table
}

/// By pair of points their class, and by class how often it counts as shown from the start: once where it must not
/// show at all, for two who stay or who face each other in one circle would meet again.
fn classes(people: usize, places: usize) -> (Vec<u16>, Vec<i32>) {
    let moving = people / places * places;
    let mut known = std::collections::HashMap::new();
    let mut shown = Vec::new();
    let mut class = vec![0; people * people];
    for a in 0..people {
        for b in 0..people {
            let (low, high) = (a.min(b), a.max(b));
            let key = if high >= moving {
                (low.min(moving) / places, high, usize::from(low >= moving) * low)
            } else {
                let (one, two) = (low / places, high / places);
                let apart = (high % places + places - low % places) % places;
                (one, two, if one == two { apart.min(places - apart) } else { apart })
            };
            let never =
                low >= moving || (high < moving && low / places == high / places && 2 * key.2 == places);
            let next = shown.len();
            let index = *known.entry(key).or_insert(next);
            if index == next {
                shown.push(i32::from(never));
            }
            class[a * people + b] = index as u16;
        }
    }
    (class, shown)
}
