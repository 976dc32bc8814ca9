//! Seatings developed from a few tables.
//!
//! People are as many circles as there are seats beside one's own, and those who stay: nobody, one, or as many as there
//! are circles. Turning all circles by one place makes the next round, as for base rounds; here the first round itself
//! comes from a few tables, by exchanging the circles in turn. Two people meet at most once when the tables show no
//! difference of circle and place twice: the idea of 1-rotational designs. It gives resolvable designs such as 40
//! people in fours for 13 rounds.

use super::super::request::Mode;
use super::{Shape, Structure};

/// Places tried at most: some milliseconds.
const STEPS: u32 = 600_000;

/// A seating from tables found by a depth-first search. Plain mode, full tables.
pub(in super::super) fn rotational(shape: Shape) -> Option<Structure> {
    let Shape { people, tables, rounds, mode } = shape;
    let seats = shape.seats();
    let circles = seats.checked_sub(1)?;
    if mode != Mode::Plain || seats * tables != people || circles < 2 || people > 1_000 {
        return None;
    }
    [0, 1, circles].into_iter().find_map(|staying| {
        let places = people.checked_sub(staying)? / circles;
        let fits = places * circles + staying == people && rounds <= places && places > seats;
        // Whole tables must come out of the places that are not at the table of the one who stays alone.
        let labels = if staying == 1 { places - 1 } else { places + staying / circles };
        if !fits || !labels.is_multiple_of(seats) {
            return None;
        }
        let mut search = Search::new(circles, places, staying, seats);
        search.fill().then(|| search.structure(rounds))
    })
}

/// A seat of a table to develop: the circle and the place; one place beyond the last is that of those who stay.
type Point = (usize, usize);

/// The search for tables.
struct Search {
    circles: usize,
    places: usize,
    staying: usize,
    seats: usize,
    /// Seats taken so far, table by table.
    points: Vec<Point>,
    /// By place: true when it is taken.
    taken: Vec<bool>,
    /// By circle and place: true when this difference was shown.
    shown: Vec<bool>,
    /// By circle: true when whoever stays has met it.
    met: Vec<bool>,
    steps: u32,
}

impl Search {
    fn new(circles: usize, places: usize, staying: usize, seats: usize) -> Self {
        let mut search = Self {
            circles,
            places,
            staying,
            seats,
            points: Vec::new(),
            taken: vec![false; places + usize::from(staying > 1)],
            shown: vec![false; circles * places],
            met: vec![false; circles],
            steps: STEPS,
        };
        if staying == 1 {
            // The one who stays sits with the first place of all circles.
            search.taken[0] = true;
            for circle in 1..circles {
                search.shown[circle * places] = true;
            }
        }
        search
    }

    /// Fills the tables; true when all places are taken.
    fn fill(&mut self) -> bool {
        let Some(last) = self.taken.iter().rposition(|taken| !taken) else { return true };
        let starts = self.points.len().is_multiple_of(self.seats);
        // A table starts with the last free place, in the first circle: others follow by exchanging circles.
        let places = match self.points.last() {
            Some(before) if !starts => 0..before.1,
            _ => last..last + 1,
        };
        for place in places {
            if self.taken[place] {
                continue;
            }
            for circle in 0..if starts { 1 } else { self.circles } {
                if self.steps == 0 {
                    return false;
                }
                self.steps -= 1;
                let Some(new) = self.sit((circle, place)) else { continue };
                self.taken[place] = true;
                if self.fill() {
                    return true;
                }
                self.taken[place] = false;
                self.points.pop();
                self.mark(&new, false);
            }
        }
        false
    }

    /// Takes a seat, if that shows only new differences; says which.
    fn sit(&mut self, point: Point) -> Option<Vec<usize>> {
        let first = self.points.len() / self.seats * self.seats;
        let mut new = Vec::new();
        for index in first..self.points.len() {
            let other = self.points[index];
            let fresh = self.differences(point, other).is_some_and(|shown| {
                let fresh = shown.iter().all(|shown| !self.is_shown(*shown));
                if fresh {
                    self.mark(&shown, true);
                    new.extend(shown);
                }
                fresh
            });
            if !fresh {
                self.mark(&new, false);
                return None;
            }
        }
        self.points.push(point);
        Some(new)
    }

    /// What two seats of a table show: a difference and its opposite, or the circle that one who stays meets. None
    /// when it is its own opposite, which would bring the two together twice.
    fn differences(&self, a: Point, b: Point) -> Option<Vec<usize>> {
        let (circles, places) = (self.circles, self.places);
        if a.1 == places || b.1 == places {
            let (stays, moves) = if a.1 == places { (a, b) } else { (b, a) };
            return Some(vec![circles * places + (moves.0 + circles - stays.0) % circles]);
        }
        let there = (a.0 + circles - b.0) % circles * places + (a.1 + places - b.1) % places;
        let back = (b.0 + circles - a.0) % circles * places + (b.1 + places - a.1) % places;
        (there != back).then(|| vec![there, back])
    }

    fn is_shown(&self, index: usize) -> bool {
        self.shown.get(index).copied().unwrap_or_else(|| self.met[index - self.shown.len()])
    }

    fn mark(&mut self, indexes: &[usize], value: bool) {
        let differences = self.shown.len();
        for &index in indexes {
            match index.checked_sub(differences) {
                Some(circle) => self.met[circle] = value,
                None => self.shown[index] = value,
            }
        }
    }

    fn structure(&self, rounds: usize) -> Structure {
        let (circles, places) = (self.circles, self.places);
        let people = circles * places + self.staying;
        let table = (0..rounds)
            .map(|round| {
                let mut seats = vec![0; people];
                for exchange in 0..circles {
                    for (index, &(circle, place)) in self.points.iter().enumerate() {
                        let circle = (circle + exchange) % circles;
                        let person = if place == places {
                            circles * places + circle
                        } else {
                            circle * places + (place + round) % places
                        };
                        let tables = index / self.seats * circles + exchange;
                        seats[person] = tables as u32;
                    }
                }
                if self.staying == 1 {
                    let table = (self.points.len() / self.seats * circles) as u32;
                    seats[circles * places] = table;
                    for circle in 0..circles {
                        seats[circle * places + round % places] = table;
                    }
                }
                seats
            })
            .collect();
        Structure {
            table,
            optional: people,
            hosts: Vec::new(),
            exact: true,
            steps: Vec::new(),
            how: "rotational",
        }
    }
}
