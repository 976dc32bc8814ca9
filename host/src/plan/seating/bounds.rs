//! What no seating can be better than.

use std::collections::BTreeSet;

use super::request::{Mode, SeatingRequest};
use super::wishes::closure;

/// Limits that hold for every seating of a request, proved without looking for one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Bounds {
    /// No seating has fewer repeats.
    pub repeats: usize,
    /// No seating has fewer squares, see [`Score::squares`](super::Score::squares).
    pub squares: usize,
    /// No seating has fewer revisits.
    pub revisits: usize,
    /// No seating with as few repeats as `repeats` has fewer pairs who met in earlier blocks.
    pub met_before: usize,
    /// Where the limit of `repeats` comes from.
    pub reason: Reason,
}

/// Why there must be repeats.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Reason {
    /// There need not be any, as far as is known.
    #[default]
    None,
    /// More meetings than pairs of people.
    Counting,
    /// More people at a table than tables they can come from.
    Pigeonhole,
    /// Groups that stay together meet in every round.
    Together,
    /// It would take more mutually orthogonal Latin squares of that order than there are.
    LatinSquares,
    /// An exhaustive search known from the literature found none.
    Exhaustive,
}

/// The best of all limits for `request`, which must be free of contradictions.
#[must_use]
pub fn bounds(request: &SeatingRequest) -> Bounds {
    let mut best = Bounds { revisits: forced_revisits(request), ..Bounds::default() };
    let proofs = [
        (counting(request), Reason::Counting),
        (pigeonhole(request), Reason::Pigeonhole),
        (together(request), Reason::Together),
        (latin_squares(request), Reason::LatinSquares),
        (exhaustive(request), Reason::Exhaustive),
    ];
    for ((repeats, squares), reason) in proofs {
        if repeats > best.repeats {
            best.repeats = repeats;
            best.reason = reason;
        }
        best.squares = best.squares.max(squares).max(repeats);
    }
    best.met_before = met_before(request, best.repeats);
    best
}

/// More different pairs meet than there are pairs who never met.
fn met_before(request: &SeatingRequest, repeats: usize) -> usize {
    let history: BTreeSet<_> = request
        .met_before
        .iter()
        .filter(|met| met.2 > 0 && met.0 != met.1)
        .map(|met| (met.0.min(met.1), met.0.max(met.1)))
        .collect();
    let fresh = pairs(request.people) - history.len();
    meetings(request).saturating_sub(repeats + fresh)
}

/// Meetings of two people, over all rounds.
fn meetings(request: &SeatingRequest) -> usize {
    attendance(request).iter().flat_map(|present| request.sizes(*present)).map(pairs).sum()
}

pub(super) fn pairs(people: usize) -> usize {
    people * people.saturating_sub(1) / 2
}

/// The people present in each round.
fn attendance(request: &SeatingRequest) -> Vec<usize> {
    let mut present = vec![0; request.rounds];
    for person in 0..request.people {
        for round in request.presence(person) {
            present[round] += 1;
        }
    }
    present
}

fn everybody_stays(request: &SeatingRequest) -> bool {
    (0..request.people).all(|person| request.presence(person) == (0..request.rounds))
}

/// Each meeting beyond the number of pairs that can meet is a repeat.
fn counting(request: &SeatingRequest) -> (usize, usize) {
    let meetings = meetings(request);
    let hosts = if request.mode == Mode::Hosted { request.tables.len() } else { 0 };
    let available = pairs(request.people) - pairs(hosts);
    if available == 0 {
        return (0, 0);
    }
    let (each, more) = (meetings / available, meetings % available);
    (meetings.saturating_sub(available), available * pairs(each) + more * each)
}

/// The people at a table come from the tables of the round before. Where there are more of them than such tables,
/// some come from the same one, and meet again.
fn pigeonhole(request: &SeatingRequest) -> (usize, usize) {
    if !everybody_stays(request) {
        return (0, 0);
    }
    let tables = request.tables.len();
    let stay = usize::from(request.mode == Mode::Hosted);
    // Whoever may come back, or must, can come from the table itself.
    let returns = request.mode == Mode::Plain || forced_revisits(request) > 0;
    let sources = if returns { tables } else { tables - 1 };
    if sources == 0 {
        return (0, 0);
    }
    let overlap: usize = request
        .sizes(request.people)
        .iter()
        .map(|size| {
            let movers = size.saturating_sub(stay);
            let (each, more) = (movers / sources, movers % sources);
            more * pairs(each + 1) + (sources - more) * pairs(each)
        })
        .sum();
    ((request.rounds - 1) * overlap, pairs(request.rounds) * overlap)
}

/// People who must sit together meet in every round that both are there.
fn together(request: &SeatingRequest) -> (usize, usize) {
    let (mut repeats, mut squares) = (0, 0);
    for group in closure(request) {
        for (index, &a) in group.iter().enumerate() {
            for &b in &group[index + 1..] {
                let (a, b) = (request.presence(a), request.presence(b));
                let common = a.end.min(b.end).saturating_sub(a.start.max(b.start));
                repeats += common.saturating_sub(1);
                squares += pairs(common);
            }
        }
    }
    (repeats, squares)
}

/// Full tables without repeats over four rounds are two orthogonal Latin squares (idempotent ones where everybody
/// moves), and there are none of order 6 (Gaston Tarry, "Le problème des 36 officiers", 1900). With nobody missing,
/// two rounds cannot overlap in one pair only: the table that has two from one source has none from another, whose
/// people then come in twos elsewhere. One person missing can be added without a repeat, so the same holds.
fn latin_squares(request: &SeatingRequest) -> (usize, usize) {
    let tables = request.tables.len();
    let full = match request.mode {
        Mode::Plain | Mode::Hosted => tables * tables,
        Mode::Distinct => tables * (tables - 1),
    };
    let largest = request.tables.iter().max().copied().unwrap_or(0);
    let smallest = request.tables.iter().min().copied().unwrap_or(0);
    if tables != 6
        || request.rounds < 4
        || largest - smallest > 1
        || !everybody_stays(request)
        || forced_revisits(request) > 0
    {
        return (0, 0);
    }
    match full.checked_sub(request.people) {
        Some(0) => (2, 2),
        Some(1) => (1, 1),
        _ => (0, 0),
    }
}

/// Kirkman-like systems that do not exist: 12 people in threes meet anew for 4 rounds at most, 20 in fours for 5
/// (On-Line Encyclopedia of Integer Sequences, A107431).
fn exhaustive(request: &SeatingRequest) -> (usize, usize) {
    let full = |size: usize| request.tables.iter().all(|seats| *seats == size) && everybody_stays(request);
    let impossible = match (request.tables.len(), request.rounds) {
        (4, 5..) => full(3),
        (5, 6..) => full(4),
        _ => false,
    };
    (usize::from(impossible), usize::from(impossible))
}

/// A table that always takes the same number of people needs that many new ones in every round.
fn forced_revisits(request: &SeatingRequest) -> usize {
    let tables = request.tables.len();
    let stay = match request.mode {
        Mode::Plain => return 0,
        Mode::Distinct => 0,
        Mode::Hosted => 1,
    };
    if request.sizes_wander() || !everybody_stays(request) {
        return 0;
    }
    let movers = request.people.saturating_sub(stay * tables);
    let seats = request.sizes(request.people);
    seats.iter().map(|size| (request.rounds * size.saturating_sub(stay)).saturating_sub(movers)).sum()
}
