//! Everything a seating promises, counted by code that shares nothing with the module.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;

/// Meetings of each pair.
fn meetings(rounds: &[Vec<Vec<usize>>]) -> BTreeMap<(usize, usize), usize> {
    let mut count = BTreeMap::new();
    for seats in rounds.iter().flatten() {
        for a in seats {
            for b in seats.iter().filter(|b| *b > a) {
                *count.entry((*a, *b)).or_insert(0) += 1;
            }
        }
    }
    count
}

fn repeats(rounds: &[Vec<Vec<usize>>]) -> usize {
    meetings(rounds).values().map(|count| count - 1).sum()
}

fn table_of(tables: &[Vec<usize>], person: usize) -> Option<usize> {
    tables.iter().position(|seats| seats.contains(&person))
}

/// Visits beyond the first, hosts aside.
fn revisits(request: &SeatingRequest, rounds: &[Vec<Vec<usize>>]) -> usize {
    let host = |tables: &[Vec<usize>], person: usize| {
        request.mode == Mode::Hosted && tables.iter().any(|seats| seats[0] == person)
    };
    let mut again = 0;
    for person in 0..request.people {
        let mut visited = BTreeSet::new();
        for tables in rounds.iter().filter(|tables| !host(tables, person)) {
            if let Some(table) = table_of(tables, person) {
                again += usize::from(!visited.insert(table));
            }
        }
    }
    again
}

/// Fails unless the seating keeps every promise that does not depend on luck.
fn check(request: &SeatingRequest, seating: &Seating) {
    let rounds = &seating.rounds;
    assert_eq!(rounds.len(), request.rounds);
    let frozen = request.previous.as_ref().map_or(0, |previous| previous.frozen);
    for (round, tables) in rounds.iter().enumerate() {
        assert_eq!(tables.len(), request.tables.len());
        if round < frozen {
            assert_eq!(tables, &request.previous.as_ref().unwrap().rounds[round]);
            continue;
        }
        let mut seated: Vec<usize> = tables.iter().flatten().copied().collect();
        seated.sort_unstable();
        let present: Vec<usize> =
            (0..request.people).filter(|person| request.presence(*person).contains(&round)).collect();
        assert_eq!(seated, present, "round {round}");
        let sizes: Vec<usize> = tables.iter().map(Vec::len).collect();
        if request.sizes_wander() {
            assert!(
                sizes.iter().max().unwrap() - sizes.iter().min().unwrap() <= 1,
                "round {round}: {sizes:?}"
            );
        } else {
            assert_eq!(sizes, request.sizes(present.len()), "round {round}");
        }
        if request.mode == Mode::Hosted && round > frozen {
            for (seats, before) in tables.iter().zip(&rounds[round - 1]) {
                assert_eq!(seats[0], before[0], "round {round}: the host moved");
            }
        }
    }
    assert_eq!(seating.score.repeats, repeats(rounds));
    assert_eq!(seating.score.revisits, revisits(request, rounds));
    let count = meetings(rounds);
    assert_eq!(seating.score.max_meetings, count.values().max().copied().unwrap_or(0));
    assert_eq!(seating.score.squares, count.values().map(|m| m * (m - 1) / 2).sum::<usize>());
    assert_eq!(seating.score.repeated.len(), count.values().filter(|m| **m > 1).count());
    assert!(seating.bounds.repeats <= repeats(rounds) || seating.score.broken(request.mode) > 0);
    assert!(seating.bounds.squares <= seating.score.squares || seating.score.broken(request.mode) > 0);
}

fn seated(request: &SeatingRequest) -> Seating {
    let seating = seat(request).unwrap_or_else(|found| panic!("{found:?}"));
    check(request, &seating);
    seating
}

fn simple(mode: Mode, people: usize, tables: usize, rounds: usize) -> Seating {
    seated(&SeatingRequest::new(mode, people, tables, rounds))
}

fn refused(request: &SeatingRequest) -> Vec<Contradiction> {
    seat(request).expect_err("a contradiction")
}

#[test]
fn real_events_have_no_repeats() {
    for (mode, people, tables, rounds) in [
        (Mode::Hosted, 24, 6, 3),
        (Mode::Hosted, 15, 5, 3),
        (Mode::Hosted, 16, 4, 3),
        (Mode::Hosted, 20, 5, 3),
        (Mode::Hosted, 25, 5, 3),
        (Mode::Hosted, 48, 8, 5),
        (Mode::Distinct, 24, 6, 3),
        (Mode::Distinct, 100, 20, 4),
        (Mode::Plain, 23, 6, 3),
        (Mode::Plain, 16, 4, 5),
        (Mode::Plain, 15, 5, 7),
        (Mode::Plain, 32, 8, 9),
        (Mode::Plain, 24, 6, 7),
        (Mode::Plain, 32, 8, 10),
        (Mode::Plain, 31, 8, 10),
        (Mode::Plain, 36, 9, 11),
        (Mode::Plain, 40, 10, 13),
        (Mode::Plain, 5_000, 1_000, 4),
    ] {
        let seating = simple(mode, people, tables, rounds);
        assert_eq!(seating.score.repeats, 0, "{mode:?} {people} {tables} {rounds}");
        assert!(mode == Mode::Plain || seating.score.revisits == 0);
        assert!(!seating.improvable);
    }
}

#[test]
fn dense_events_reach_the_bound() {
    for (mode, people, tables, rounds, repeats) in [
        (Mode::Hosted, 12, 3, 3, 6),
        (Mode::Hosted, 18, 3, 3, 24),
        (Mode::Hosted, 20, 4, 3, 8),
        (Mode::Hosted, 18, 4, 4, 6),
        (Mode::Hosted, 30, 4, 3, 32),
        (Mode::Plain, 17, 4, 4, 3),
        (Mode::Plain, 27, 5, 4, 6),
        (Mode::Plain, 16, 4, 8, 72),
        (Mode::Plain, 20, 5, 8, 50),
        (Mode::Plain, 200, 10, 4, 300),
        (Mode::Distinct, 40, 5, 5, 80),
    ] {
        let seating = simple(mode, people, tables, rounds);
        let found = (seating.score.repeats, seating.bounds.repeats, seating.score.broken(mode));
        assert_eq!(found, (repeats, repeats, 0), "{mode:?} {people} {tables} {rounds}");
        assert!(!seating.improvable);
    }
}

#[test]
fn steps_are_the_whole_rule() {
    let seating = simple(Mode::Hosted, 100, 20, 4);
    assert_eq!(seating.how, "linear");
    let steps = seating.steps.expect("steps");
    for (round, pair) in seating.rounds.windows(2).enumerate() {
        for (person, step) in steps.iter().enumerate() {
            let (now, next) = (table_of(&pair[0], person).unwrap(), table_of(&pair[1], person).unwrap());
            assert_eq!((now + step) % 20, next, "person {person} after round {round}");
        }
    }
}

#[test]
fn bounds_give_their_reason() {
    let reason = |mode, people, tables, rounds| {
        let bounds = bounds(&SeatingRequest::new(mode, people, tables, rounds));
        (bounds.repeats, bounds.reason)
    };
    assert_eq!(reason(Mode::Hosted, 24, 6, 3), (0, Reason::None));
    assert_eq!(reason(Mode::Plain, 16, 4, 8), (72, Reason::Counting));
    assert_eq!(reason(Mode::Plain, 17, 4, 4), (3, Reason::Pigeonhole));
    assert_eq!(reason(Mode::Plain, 200, 10, 4), (300, Reason::Pigeonhole));
    assert_eq!(reason(Mode::Plain, 36, 6, 4), (2, Reason::LatinSquares));
    assert_eq!(reason(Mode::Hosted, 35, 6, 5), (1, Reason::LatinSquares));
    assert_eq!(reason(Mode::Distinct, 30, 6, 4), (2, Reason::LatinSquares));
    assert_eq!(reason(Mode::Plain, 12, 4, 5), (1, Reason::Exhaustive));
    assert_eq!(reason(Mode::Plain, 20, 5, 6), (1, Reason::Exhaustive));
    let mut request = SeatingRequest::new(Mode::Plain, 24, 6, 3);
    request.wishes.together = vec![vec![0, 1], vec![1, 2]];
    assert_eq!(bounds(&request).repeats, 6);
    assert_eq!(bounds(&request).reason, Reason::Together);
}

#[test]
fn fixed_sizes_force_revisits_that_wandering_ones_avoid() {
    let mut request = SeatingRequest::new(Mode::Hosted, 18, 4, 4);
    assert_eq!(seated(&request).score.revisits, 0);
    request.fixed_sizes = true;
    assert_eq!(bounds(&request).revisits, 4);
    assert_eq!(seated(&request).score.revisits, 4);
}

/// Every way to seat one round.
fn all_rounds(people: usize, sizes: &[usize]) -> Vec<Vec<Vec<usize>>> {
    fn fill(
        person: usize,
        people: usize,
        room: &mut [usize],
        seats: &mut Vec<Vec<usize>>,
        all: &mut Vec<Vec<Vec<usize>>>,
    ) {
        if person == people {
            all.push(seats.clone());
            return;
        }
        for table in 0..room.len() {
            if room[table] > 0 {
                room[table] -= 1;
                seats[table].push(person);
                fill(person + 1, people, room, seats, all);
                seats[table].pop();
                room[table] += 1;
            }
        }
    }
    let mut all = Vec::new();
    fill(0, people, &mut sizes.to_vec(), &mut vec![Vec::new(); sizes.len()], &mut all);
    all
}

/// The fewest repeats of all seatings without revisits, by trying every one.
fn optimum(mode: Mode, people: usize, tables: usize, rounds: usize) -> usize {
    let mut orders = vec![even_sizes(people, tables)];
    if !people.is_multiple_of(tables) {
        orders = (0..tables)
            .map(|shift| {
                (0..tables).map(|table| even_sizes(people, tables)[(table + shift) % tables]).collect()
            })
            .collect();
    }
    orders.sort();
    orders.dedup();
    let choices: Vec<_> = orders.iter().flat_map(|sizes| all_rounds(people, sizes)).collect();
    let hosted = |tables: &Vec<Vec<usize>>| {
        mode != Mode::Hosted || tables.iter().enumerate().all(|(table, seats)| seats[0] == table)
    };
    let choices: Vec<_> = choices.into_iter().filter(hosted).collect();
    let request = SeatingRequest::new(mode, people, tables, rounds);
    let mut best = usize::MAX;
    let mut stack = vec![vec![choices[0].clone()]];
    while let Some(plan) = stack.pop() {
        if mode != Mode::Plain && revisits(&request, &plan) > 0 || repeats(&plan) >= best {
            continue;
        }
        if plan.len() == rounds {
            best = repeats(&plan);
            continue;
        }
        for choice in &choices {
            let mut longer = plan.clone();
            longer.push(choice.clone());
            stack.push(longer);
        }
    }
    best
}

#[test]
fn small_seatings_are_the_best_there_are() {
    for (mode, people, tables, rounds) in [
        (Mode::Plain, 6, 2, 2),
        (Mode::Plain, 6, 3, 3),
        (Mode::Plain, 7, 3, 2),
        (Mode::Plain, 4, 2, 3),
        (Mode::Distinct, 6, 3, 2),
        (Mode::Distinct, 6, 2, 2),
        (Mode::Distinct, 7, 3, 2),
        (Mode::Hosted, 6, 3, 3),
        (Mode::Hosted, 8, 3, 3),
        (Mode::Hosted, 7, 2, 2),
        (Mode::Hosted, 9, 3, 3),
    ] {
        let seating = simple(mode, people, tables, rounds);
        let best = optimum(mode, people, tables, rounds);
        assert_eq!(seating.score.repeats, best, "{mode:?} {people} {tables} {rounds}");
        assert!(seating.bounds.repeats <= best);
    }
}

#[test]
fn the_same_request_gets_the_same_seating() {
    let mut request = SeatingRequest::new(Mode::Plain, 20, 5, 6);
    request.looks = 0;
    let first = seated(&request);
    assert_eq!(first, seated(&request));
    request.seed = 1;
    assert_ne!(first.rounds, seated(&request).rounds);
}

#[test]
fn odd_pairs_rest_in_turn() {
    let mut request = SeatingRequest::new(Mode::Plain, 7, 4, 7);
    request.tables = vec![2, 2, 2, 1];
    let seating = seated(&request);
    assert_eq!((seating.how, seating.score.repeats, seating.score.fewest_met), ("round-robin", 0, 6));
    let resting: BTreeSet<usize> =
        seating.rounds.iter().flatten().filter(|seats| seats.len() == 1).map(|seats| seats[0]).collect();
    assert_eq!(resting.len(), 7);
    // Or one group of three.
    let request = SeatingRequest::new(Mode::Plain, 7, 3, 2);
    assert_eq!(seated(&request).score.repeats, 0);
}

#[test]
fn a_dominant_organisation_is_shared_out() {
    for (mode, people, tables, rounds) in [
        (Mode::Plain, 60, 12, 3),
        (Mode::Hosted, 60, 12, 3),
        (Mode::Distinct, 60, 12, 4),
        (Mode::Plain, 58, 12, 3),
    ] {
        let mut request = SeatingRequest::new(mode, people, tables, rounds);
        request.wishes.mix = (0..people).map(|person| if person < 35 { 0 } else { 1 + person % 4 }).collect();
        let seating = seated(&request);
        assert_eq!((seating.score.mix, seating.score.repeats), (0, 0), "{mode:?}");
        for seats in seating.rounds.iter().flatten() {
            let share = seats.iter().filter(|person| **person < 35).count();
            assert!((2..=3).contains(&share), "{mode:?}: {share} of 35");
        }
    }
}

#[test]
fn earlier_meetings_are_avoided() {
    let mut request = SeatingRequest::new(Mode::Hosted, 24, 6, 3);
    let before = seated(&request);
    request.met_before =
        meetings(&before.rounds).into_iter().map(|((a, b), count)| (a, b, count as u32)).collect();
    request.seed = 3;
    let after = seated(&request);
    assert_eq!(after.score.repeats, 0);
    let again =
        meetings(&after.rounds).keys().filter(|pair| meetings(&before.rounds).contains_key(pair)).count();
    assert_eq!(after.score.met_before, again);
    // By chance it would be more than a third of 108 meetings.
    assert!(again <= 20, "{again}");
}

#[test]
fn hosts_come_from_the_pool() {
    let mut request = SeatingRequest::new(Mode::Hosted, 24, 6, 3);
    request.wishes.hosts = vec![20, 5];
    request.wishes.fixed = vec![FixedPlace { person: 9, table: 1, round: None }];
    let seating = seated(&request);
    let hosts: Vec<usize> = seating.rounds[0].iter().map(|seats| seats[0]).collect();
    assert_eq!((hosts[0], hosts[1], hosts[2]), (20, 9, 5));
    assert_eq!(seating.score.repeats, 0);
}

#[test]
fn settled_places_are_kept() {
    let mut request = SeatingRequest::new(Mode::Distinct, 24, 6, 3);
    request.wishes.fixed = vec![
        FixedPlace { person: 3, table: 2, round: Some(0) },
        FixedPlace { person: 3, table: 4, round: Some(2) },
        FixedPlace { person: 8, table: 4, round: Some(2) },
    ];
    let seating = seated(&request);
    assert_eq!(table_of(&seating.rounds[0], 3), Some(2));
    assert_eq!(table_of(&seating.rounds[2], 3), Some(4));
    assert_eq!(table_of(&seating.rounds[2], 8), Some(4));
    assert_eq!((seating.score.repeats, seating.score.revisits), (0, 0));
}

#[test]
fn fours_are_made_of_pairs() {
    let pairs = simple(Mode::Plain, 24, 12, 1);
    let mut request = SeatingRequest::new(Mode::Plain, 24, 6, 1);
    request.within = pairs.rounds[0].clone();
    let fours = seated(&request);
    for pair in &pairs.rounds[0] {
        assert_eq!(table_of(&fours.rounds[0], pair[0]), table_of(&fours.rounds[0], pair[1]));
    }
    assert_eq!(fours.score.together_split, 0);
}

#[test]
fn parts_are_played_in_turn() {
    let mut request = SeatingRequest::new(Mode::Hosted, 24, 6, 3);
    request.roles = vec![Role { per_table: 1, stays: true }, Role { per_table: 1, stays: false }];
    let seating = seated(&request);
    let mut scribes = Vec::new();
    for (round, tables) in seating.rounds.iter().enumerate() {
        for (table, seats) in tables.iter().enumerate() {
            assert_eq!(seating.roles[0][round][table], [seats[0]]);
            let scribe = seating.roles[1][round][table][0];
            assert!(seats[1..].contains(&scribe));
            scribes.push(scribe);
        }
    }
    // Where somebody rests, there is nobody to listen.
    let mut pairs = SeatingRequest::new(Mode::Plain, 7, 4, 7);
    pairs.roles = vec![Role { per_table: 1, stays: false }, Role { per_table: 1, stays: false }];
    let pairs = seated(&pairs);
    for (round, tables) in pairs.rounds.iter().enumerate() {
        for (table, seats) in tables.iter().enumerate() {
            assert_eq!([0, 1].map(|role| pairs.roles[role][round][table].len()), [1, seats.len() - 1]);
        }
    }
    // 18 parts for 18 guests.
    let often = scribes.iter().map(|person| scribes.iter().filter(|other| *other == person).count()).max();
    assert!(often <= Some(2), "{scribes:?}");
}

#[test]
fn sheets_go_round() {
    // A sheet is a table with one seat: everybody has every sheet once, each from the same neighbour.
    for people in [3, 5, 6, 12] {
        let seating = simple(Mode::Distinct, people, people, people);
        assert_eq!((seating.score.revisits, seating.how), (0, "linear"));
        assert!(seating.steps.is_some_and(|steps| steps.iter().all(|step| *step == steps[0])));
    }
}

#[test]
fn chairs_for_latecomers_are_spread() {
    assert_eq!(spread_chairs(&[5, 4, 4], 4), [1, 2, 1]);
}

/// The request that follows `seating` after `left` went before round `from`, and `came` more people came.
fn changed(
    before: &SeatingRequest,
    seating: &Seating,
    from: usize,
    left: &[usize],
    came: usize,
) -> SeatingRequest {
    let mut request = before.clone();
    request.people += came;
    let present = request.people - left.len();
    request.tables = even_sizes(present.max(if from > 0 { before.people } else { 0 }), before.tables.len());
    request.wishes.presence = vec![0..request.rounds; request.people];
    for &person in left {
        request.wishes.presence[person] = 0..from;
    }
    for person in before.people..request.people {
        request.wishes.presence[person] = from..request.rounds;
    }
    request.previous = Some(Previous { rounds: seating.rounds.clone(), frozen: from });
    request
}

#[test]
fn a_cancellation_moves_nobody() {
    let before = SeatingRequest::new(Mode::Hosted, 24, 6, 3);
    let seating = seated(&before);
    let guest = seating.rounds[0][2][1];
    let request = changed(&before, &seating, 0, &[guest], 0);
    let after = seated(&request);
    let moved: Vec<_> = after.changes.iter().filter(|change| change.person != guest).collect();
    assert!(moved.is_empty(), "{moved:?}");
    assert_eq!((after.score.repeats, after.how), (0, "previous"));
}

#[test]
fn somebody_late_takes_a_free_chair() {
    let before = SeatingRequest::new(Mode::Distinct, 23, 6, 3);
    let seating = seated(&before);
    let request = changed(&before, &seating, 1, &[], 1);
    let after = seated(&request);
    assert_eq!(after.rounds[0], seating.rounds[0]);
    assert!(after.changes.iter().all(|change| change.person == 23), "{:?}", after.changes);
    assert_eq!(after.score.revisits, 0);
}

#[test]
fn a_host_who_leaves_is_replaced() {
    let before = SeatingRequest::new(Mode::Hosted, 24, 6, 3);
    let seating = seated(&before);
    let host = seating.rounds[0][4][0];
    let request = changed(&before, &seating, 1, &[host], 0);
    let after = seated(&request);
    assert_ne!(after.rounds[1][4][0], host);
    assert_eq!(after.score.broken(Mode::Hosted), 0);
    assert!(after.changes.len() <= 8, "{:?}", after.changes);
}

#[test]
fn a_host_who_is_named_and_leaves_is_replaced_too() {
    let mut before = SeatingRequest::new(Mode::Hosted, 24, 6, 3);
    before.wishes.hosts = vec![1, 2];
    let seating = seated(&before);
    let after = seated(&changed(&before, &seating, 2, &[1], 0));
    assert_ne!(after.rounds[2][0][0], 1);
    assert_eq!(after.rounds[2][1][0], 2);
}

#[test]
fn a_seating_edited_by_hand_is_kept_where_it_can_be() {
    let mut request = SeatingRequest::new(Mode::Plain, 24, 6, 3);
    let mut rounds = seated(&request).rounds;
    let (a, b) = (rounds[1][0][0], rounds[1][1][0]);
    rounds[1][0][0] = b;
    rounds[1][1][0] = a;
    request.previous = Some(Previous { rounds: rounds.clone(), frozen: 2 });
    let after = seated(&request);
    assert_eq!(after.rounds[..2], rounds[..2]);
    assert!(after.score.repeats <= assess(&request, &rounds).unwrap().score.repeats);
}

#[test]
fn pairs_who_stay_together_meet_others_in_every_round() {
    let mut request = SeatingRequest::new(Mode::Plain, 24, 6, 3);
    request.wishes.together = vec![vec![0, 1], vec![2, 3], vec![4, 5]];
    let seating = seated(&request);
    assert_eq!((seating.score.together_split, seating.score.repeats, seating.bounds.repeats), (0, 6, 6));
    assert!(!seating.improvable);
}

#[test]
fn a_given_seating_is_checked() {
    let request = SeatingRequest::new(Mode::Hosted, 12, 3, 2);
    let mut rounds = seated(&request).rounds;
    let good = assess(&request, &rounds).expect("a seating");
    assert_eq!((good.how, good.score.broken(Mode::Hosted)), ("given", 0));
    let person = rounds[1][0].pop().unwrap();
    let found = assess(&request, &rounds).expect_err("somebody has no seat");
    assert_eq!(found, [Contradiction::Previous(Flaw::Missing { round: 1, person })]);
    rounds[1][1].push(person);
    let found = assess(&request, &rounds).expect("a seating");
    assert!(found.score.uneven > 0);
}

#[test]
fn shapes_that_cannot_be() {
    assert_eq!(refused(&SeatingRequest::new(Mode::Plain, 0, 1, 1)), [Contradiction::Nothing]);
    assert_eq!(
        refused(&SeatingRequest::new(Mode::Hosted, 20, 4, 5)),
        [Contradiction::MoreRoundsThanTables { rounds: 5, tables: 4 }]
    );
    let mut request = SeatingRequest::new(Mode::Plain, 12, 3, 2);
    request.tables = vec![6, 6, 0];
    assert_eq!(refused(&request), [Contradiction::Nothing]);
    request.tables = vec![4, 4, 3];
    let missing = |round| Contradiction::SeatsMissing { round, people: 12, seats: 11 };
    assert_eq!(refused(&request), [missing(0), missing(1)]);
    request.tables = vec![1; 13];
    let empty = |round| Contradiction::TablesEmpty { round, people: 12, tables: 13 };
    assert_eq!(refused(&request), [empty(0), empty(1)]);
    let mut request = SeatingRequest::new(Mode::Plain, 12, 3, 2);
    request.wishes.together = vec![vec![1, 12]];
    assert_eq!(refused(&request), [Contradiction::UnknownPerson { person: 12 }]);
    request.wishes.together.clear();
    request.wishes.fixed = vec![FixedPlace { person: 0, table: 3, round: Some(2) }];
    assert_eq!(
        refused(&request),
        [
            Contradiction::UnknownTable { table: 3, tables: 3 },
            Contradiction::UnknownRound { round: 2, rounds: 2 }
        ]
    );
}

#[test]
fn wishes_that_exclude_each_other() {
    let plain = |people, tables, rounds| SeatingRequest::new(Mode::Plain, people, tables, rounds);
    let mut request = plain(12, 3, 2);
    request.wishes.together = vec![vec![0, 1], vec![1, 2]];
    request.wishes.apart = vec![vec![2, 0]];
    assert_eq!(refused(&request), [Contradiction::TogetherAndApart { pair: (0, 2), group: vec![0, 1, 2] }]);

    let mut request = plain(12, 3, 1);
    request.wishes.together = vec![vec![0, 1, 2, 3, 4]];
    assert_eq!(
        refused(&request),
        [Contradiction::GroupLargerThanTable { group: vec![0, 1, 2, 3, 4], seats: 4 }]
    );

    let mut request = plain(12, 3, 1);
    request.wishes.together = vec![vec![0, 1, 2], vec![3, 4, 5], vec![6, 7, 8], vec![9, 10]];
    let fit = Contradiction::GroupsDoNotFit { round: 0, groups: vec![3, 3, 3, 2], seats: vec![4, 4, 4] };
    assert_eq!(refused(&request), [fit]);

    let mut request = plain(12, 3, 1);
    request.wishes.apart = vec![vec![0, 1, 2], vec![3, 0], vec![3, 1], vec![2, 3]];
    assert_eq!(refused(&request), [Contradiction::TooManyApart { people: vec![0, 1, 2, 3], tables: 3 }]);

    // Five in a ring need three tables, though no three of them are all apart.
    let mut request = plain(12, 2, 1);
    request.wishes.apart = vec![vec![0, 1], vec![1, 2], vec![2, 3], vec![3, 4], vec![4, 0]];
    assert_eq!(
        refused(&request),
        [Contradiction::WishesDoNotFit { round: 0, people: vec![0, 1, 2, 3, 4], seats: vec![6, 6] }]
    );
}

#[test]
fn hosts_that_cannot_be() {
    let hosted = || SeatingRequest::new(Mode::Hosted, 12, 3, 2);
    let at = |person, table, round| FixedPlace { person, table, round };
    let mut request = hosted();
    request.wishes.fixed = vec![at(4, 0, None), at(5, 0, None)];
    assert_eq!(refused(&request), [Contradiction::TwoHostsAtTable { table: 0, hosts: (4, 5) }]);

    let mut request = hosted();
    request.wishes.fixed = vec![at(4, 0, None), at(4, 2, None)];
    assert!(refused(&request).contains(&Contradiction::HostAtTwoTables { host: 4, tables: (0, 2) }));

    let mut request = hosted();
    request.wishes.hosts = vec![4];
    request.wishes.fixed = vec![at(4, 0, Some(0)), at(4, 2, Some(1))];
    assert!(refused(&request).contains(&Contradiction::HostAtTwoTables { host: 4, tables: (0, 2) }));

    let mut request = hosted();
    request.wishes.hosts = vec![2];
    request.wishes.together = vec![vec![2, 7]];
    assert_eq!(refused(&request), [Contradiction::TogetherWithHost { host: 2, guest: 7 }]);

    let mut request = hosted();
    request.wishes.hosts = vec![2];
    request.wishes.presence = (0..12).map(|person| if person == 2 { 1..2 } else { 0..2 }).collect();
    assert_eq!(refused(&request), [Contradiction::HostAbsent { host: 2, round: 0 }]);

    let mut request = hosted();
    request.wishes.presence = (0..12).map(|person| if person < 10 { 0..1 } else { 0..2 }).collect();
    assert!(refused(&request).contains(&Contradiction::HostsMissing { candidates: 2, tables: 3 }));

    let mut request = hosted();
    request.wishes.hosts = vec![0, 1];
    request.wishes.apart = vec![vec![5, 0], vec![5, 1]];
    assert_eq!(refused(&request), [Contradiction::ApartFromHosts { guest: 5, tables: 1, rounds: 2 }]);
}

#[test]
fn settled_places_that_cannot_be() {
    let at = |person, table, round| FixedPlace { person, table, round: Some(round) };
    let with = |fixed: Vec<FixedPlace>| {
        let mut request = SeatingRequest::new(Mode::Distinct, 12, 3, 2);
        request.wishes.fixed = fixed;
        request
    };
    assert_eq!(
        refused(&with(vec![at(1, 0, 0), at(1, 2, 0)])),
        [Contradiction::FixedTwice { person: 1, round: 0, tables: (0, 2) }]
    );
    assert_eq!(
        refused(&with(vec![at(1, 0, 0), at(1, 0, 1)])),
        [Contradiction::FixedReturns { person: 1, table: 0, rounds: (0, 1) }]
    );
    assert_eq!(
        refused(&with((0..5).map(|person| at(person, 1, 0)).collect())),
        [Contradiction::FixedOverfull { table: 1, round: 0, people: 5, seats: 4 }]
    );
    let mut request = with(vec![at(1, 0, 0), at(2, 0, 0)]);
    request.wishes.apart = vec![vec![1, 2]];
    assert_eq!(refused(&request), [Contradiction::FixedApart { pair: (1, 2), table: 0, round: 0 }]);
    let mut request = with(vec![at(1, 0, 0), at(2, 1, 0)]);
    request.wishes.together = vec![vec![1, 2]];
    assert_eq!(refused(&request), [Contradiction::FixedSplit { pair: (1, 2), tables: (0, 1), round: 0 }]);
    let mut request = with(vec![at(1, 0, 1)]);
    request.wishes.presence = (0..12).map(|person| if person == 1 { 0..1 } else { 0..2 }).collect();
    assert_eq!(refused(&request), [Contradiction::FixedAbsent { person: 1, round: 1 }]);
}

#[test]
fn parts_and_earlier_seatings_that_cannot_be() {
    let mut request = SeatingRequest::new(Mode::Plain, 12, 3, 2);
    request.roles = vec![Role { per_table: 1, stays: true }, Role { per_table: 4, stays: false }];
    assert_eq!(
        refused(&request),
        [Contradiction::RoleStays { role: 0 }, Contradiction::RolesOverfull { roles: 5, seats: 4 }]
    );
    let mut request = SeatingRequest::new(Mode::Plain, 4, 2, 2);
    let rounds = vec![vec![vec![0, 1], vec![1, 3]]];
    request.previous = Some(Previous { rounds: rounds.clone(), frozen: 0 });
    assert_eq!(refused(&request), [Contradiction::Previous(Flaw::Twice { round: 0, person: 1 })]);
    request.previous = Some(Previous { rounds, frozen: 2 });
    assert_eq!(refused(&request), [Contradiction::FrozenRounds { frozen: 2, rounds: 1 }]);
}

fn mode() -> impl Strategy<Value = Mode> {
    prop_oneof![Just(Mode::Plain), Just(Mode::Distinct), Just(Mode::Hosted)]
}

/// Requests of all modes with wishes that do not exclude each other.
fn requests() -> impl Strategy<Value = SeatingRequest> {
    (mode(), 3_usize..9, 3_usize..6, 0_usize..3, 2_usize..5, any::<u64>(), any::<[bool; 5]>()).prop_map(
        |(mode, tables, size, fewer, rounds, seed, [mix, apart, together, late, fixed])| {
            let rounds = rounds.min(tables);
            let people = tables * size - fewer.min(tables - 1);
            let mut request = SeatingRequest::new(mode, people, tables, rounds);
            request.seed = seed;
            request.looks = 0;
            let last = people - 1;
            if mix {
                request.wishes.mix = (0..people).map(|person| (person * 7 + seed as usize % 5) % 3).collect();
            }
            if apart {
                request.wishes.apart = vec![vec![0, 1, 2]];
            }
            if together && (mode == Mode::Plain || (size > 3 && tables > rounds + 1)) {
                request.wishes.together = vec![vec![last, last - 1]];
            }
            if late {
                request.wishes.presence = vec![0..rounds; people];
                request.wishes.presence[4] = 1..rounds;
            }
            if fixed {
                request.wishes.fixed = vec![FixedPlace { person: 3, table: 1, round: Some(1) }];
            }
            request
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn promises_are_kept(request in requests()) {
        // Few people at small tables may not bear all wishes at once.
        let seating = match seat(&request) {
            Ok(seating) => seating,
            Err(found) => {
                prop_assert!(matches!(found[..], [Contradiction::WishesDoNotFit { .. }]), "{found:?}");
                return Ok(());
            }
        };
        check(&request, &seating);
        prop_assert_eq!(&seating, &seated(&request));
        let score = &seating.score;
        prop_assert_eq!(score.apart_met + score.together_split + score.misplaced + score.hosts_moved, 0);
        prop_assert!(request.mode == Mode::Plain || score.revisits == 0, "{} revisits", score.revisits);
        for tables in &seating.rounds {
            for seats in tables {
                let apart = request.wishes.apart.iter().any(|group| {
                    group.iter().filter(|person| seats.contains(person)).count() > 1
                });
                prop_assert!(!apart);
            }
            for pair in &request.wishes.together {
                prop_assert_eq!(table_of(tables, pair[0]), table_of(tables, pair[1]));
            }
        }
        for place in &request.wishes.fixed {
            prop_assert_eq!(table_of(&seating.rounds[place.round.unwrap()], place.person), Some(place.table));
        }
    }

    #[test]
    fn changes_leave_what_was_played(
        request in requests(),
        from in 0_usize..3,
        left in proptest::collection::btree_set(5_usize..9, 0..3),
        came in 0_usize..3,
    ) {
        let mut request = request;
        request.wishes.presence.clear();
        request.wishes.fixed.clear();
        // As above: few people at small tables may not bear the wish to be apart.
        let before = match seat(&request) {
            Ok(seating) => seating,
            Err(found) => {
                prop_assert!(matches!(found[..], [Contradiction::WishesDoNotFit { .. }]), "{found:?}");
                return Ok(());
            }
        };
        check(&request, &before);
        let from = from.min(request.rounds - 1);
        let left: Vec<usize> = left.into_iter().filter(|person| *person < before.rounds[0].iter().flatten().count()).collect();
        let after = changed(&request, &before, from, &left, came);
        let mut after = after;
        // Who has a place keeps it, even where others would now mix better.
        after.wishes.mix.clear();
        match seat(&after) {
            Ok(seating) => {
                check(&after, &seating);
                prop_assert_eq!(&seating.rounds[..from], &before.rounds[..from]);
                let score = &seating.score;
                prop_assert_eq!((score.hosts_moved, score.apart_met, score.together_split), (0, 0, 0));
                // With a round for every table, nobody has another table left to even out with.
                let free = request.mode == Mode::Plain || request.rounds == request.tables.len();
                prop_assert!(free || revisits(&after, &seating.rounds) == 0, "{:?}", seating.rounds);
            }
            Err(found) => {
                for contradiction in found {
                    let few = matches!(contradiction, Contradiction::TablesEmpty { .. } | Contradiction::HostsMissing { .. });
                    prop_assert!(few, "{contradiction:?}");
                }
            }
        }
    }
}

/// How often each person is one of three, where others are two.
fn threes(request: &SeatingRequest, rounds: &[Vec<Vec<usize>>]) -> Vec<usize> {
    let mut times = vec![0; request.people];
    for &person in rounds.iter().flatten().filter(|seats| seats.len() == 3).flatten() {
        times[person] += 1;
    }
    times
}

#[test]
fn the_three_among_pairs_is_somebody_else_every_round() {
    for (people, rounds) in [(9, 3), (11, 3), (13, 3), (15, 4), (25, 3), (61, 3), (199, 3)] {
        // Among the fewest, not coming back to a table leaves no choice.
        let modes: &[Mode] = if people > 9 { &[Mode::Plain, Mode::Distinct] } else { &[Mode::Plain] };
        for &mode in modes {
            let seating = seated(&SeatingRequest::new(mode, people, people / 2, rounds));
            let times = threes(&SeatingRequest::new(mode, people, people / 2, rounds), &seating.rounds);
            assert_eq!(times.iter().max(), Some(&1), "{people} people, {mode:?}");
            assert_eq!(
                (seating.score.repeats, seating.score.broken(mode)),
                (0, 0),
                "{people} people, {mode:?}"
            );
        }
    }
}

#[test]
fn a_three_among_few_pairs_takes_turns_as_far_as_can_be() {
    // Nine places for seven people.
    let request = SeatingRequest::new(Mode::Plain, 7, 3, 3);
    let seating = seated(&request);
    assert_eq!(threes(&request, &seating.rounds).iter().max(), Some(&2));
    assert_eq!(seating.score.repeats, 0);
}
