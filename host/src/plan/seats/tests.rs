//! What a format can ask for, in the words of the contract, and what comes of it.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, ErrorKind};
use std::path::Path;

use super::*;
use crate::diagnostic::Sources;
use crate::plan::PlannedStep;
use crate::plan::seating::even_sizes;
use crate::workshop::{File, Folder, read};

/// A folder with a list of people.
struct List(String);

impl Folder for List {
    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        if path == "people.csv" { Ok(self.0.clone().into_bytes()) } else { Err(ErrorKind::NotFound.into()) }
    }

    fn names(&self, _: &str) -> io::Result<Vec<String>> {
        Ok(vec!["people.csv".to_owned()])
    }
}

/// A workshop of two days for so many people, p1 to pn, whose `notes` come after their names.
fn workshop(people: usize, notes: &[(usize, &str)], wishes: &str) -> Workshop {
    let notes: BTreeMap<usize, &str> = notes.iter().copied().collect();
    let row = |n: usize| format!("p{n},{}\n", notes.get(&n).unwrap_or(&",,"));
    let list: String = (1..=people).map(row).collect();
    let list = List(format!("name,arrives,leaves,team\n{list}"));
    let text = format!(
        "title = \"T\"\nlanguage = \"en\"\npeople = \"people.csv\"\n{wishes}\n\
         [[day]]\ndate = 2026-11-12\nstart = 09:00\nend = 12:00\n[[day.block]]\nformat = \"one\"\n\
         [[day.block]]\nformat = \"two\"\n\
         [[day]]\ndate = 2026-11-13\nstart = 09:00\nend = 12:00\n[[day.block]]\nformat = \"three\"\n"
    );
    let file = File { name: "workshop.toml", bytes: text.as_bytes(), folder: Path::new("") };
    let (workshop, problems) = read(file, &["fr", "en"], &list, &mut Sources::default());
    assert!(problems.is_empty(), "{problems:?}");
    workshop.expect("a workshop")
}

/// A seating as a format asks for it, before anything special.
fn asked(id: &str, mode: &str, sizes: &[usize], rounds: u32) -> plugin::Seating {
    plugin::Seating {
        id: id.to_owned(),
        mode: mode.to_owned(),
        sizes: sizes.iter().map(|&size| u32::try_from(size).expect("few")).collect(),
        rounds,
        within: None,
        roles: Vec::new(),
        explicit: Vec::new(),
        caps: Vec::new(),
        spare_seats: 0,
    }
}

/// A seating whose tables are made of those of an earlier one.
fn within(earlier: &str, seating: plugin::Seating) -> plugin::Seating {
    plugin::Seating { within: Some(earlier.to_owned()), ..seating }
}

fn role(id: &str, per_table: u32, stays: bool) -> (String, u32, bool) {
    (id.to_owned(), per_table, stays)
}

/// From 9 to 12 on the first day, rounds of an hour.
fn morning(steps: &[PlannedStep]) -> When<'_> {
    When { first_day: true, last_day: false, start: 9 * 3600, end: 12 * 3600, steps }
}

/// The steps that play rounds of an hour of the seating `id`.
fn hours(id: &str, rounds: u32) -> Vec<PlannedStep> {
    let step = |round: u32| PlannedStep {
        least: 60,
        id: format!("round-{round}"),
        title: String::new(),
        prompts: Vec::new(),
        own_prompts: false,
        notes: Vec::new(),
        start: (8 + round) * 3600,
        end: (9 + round) * 3600,
        cut: None,
        play: Some((id.to_owned(), round)),
        data: Value::Null,
    };
    (1..=rounds).map(step).collect()
}

/// Seats the first block of a workshop, without a problem.
fn seat_one(workshop: &Workshop, wanted: &[plugin::Seating], steps: &[PlannedStep]) -> Vec<Seated> {
    let mut planner = Seater::new(workshop, Choices::default()).expect("nothing to keep to");
    seat_next(&mut planner, workshop, 0, wanted, &morning(steps))
}

/// Seats a block of a workshop, by its number.
fn seat_next(
    planner: &mut Seater,
    workshop: &Workshop,
    number: usize,
    wanted: &[plugin::Seating],
    when: &When,
) -> Vec<Seated> {
    let block = workshop.days.iter().flat_map(|day| &day.blocks).nth(number).expect("a block");
    let people: Vec<usize> = (0..workshop.people.list.len()).collect();
    let mut problems = Vec::new();
    let seated = planner.seat(block, &people, when, wanted, 7, &mut problems);
    assert!(problems.is_empty(), "{problems:?}");
    seated
}

fn table_of(tables: &[Vec<usize>], person: usize) -> Option<usize> {
    tables.iter().position(|seats| seats.contains(&person))
}

fn pairs(rounds: &[Vec<Vec<usize>>]) -> BTreeSet<(usize, usize)> {
    let of = |seats: &Vec<usize>| {
        let seats = seats.clone();
        let pair = move |i: usize| (0..i).map(move |j| (i, j));
        let all = (0..seats.len()).flat_map(pair);
        all.map(|(i, j)| (seats[i].min(seats[j]), seats[i].max(seats[j]))).collect::<Vec<_>>()
    };
    rounds.iter().flatten().flat_map(of).collect()
}

#[test]
fn fours_are_made_of_pairs() {
    // The larger tables take a pair more, or the three: a seat more alone is of no use to a pair.
    let fours = [
        (24, vec![2; 12], vec![4; 6]),
        (26, vec![2; 13], vec![6, 4, 4, 4, 4, 4]),
        (23, even_sizes(23, 11), vec![5, 6, 4, 4, 4]),
    ];
    for (people, two, four) in fours {
        let workshop = workshop(people, &[], "");
        let first = asked("pairs", "plain", &two, 1);
        let second = within("pairs", asked("fours", "plain", &four, 1));
        let seated = seat_one(&workshop, &[first, second], &[]);
        for pair in &seated[0].rounds[0] {
            let tables: BTreeSet<_> = pair.iter().map(|&p| table_of(&seated[1].rounds[0], p)).collect();
            assert_eq!(tables.len(), 1, "{people} people: {pair:?} are parted");
        }
        let sizes: Vec<usize> = seated[1].rounds[0].iter().map(Vec::len).collect();
        assert_eq!(sizes, four, "{people} people");
    }
}

#[test]
fn trios_stay_while_each_is_asked_in_turn() {
    let people = 14;
    let sizes = even_sizes(people, 4);
    let workshop = workshop(people, &[], "");
    let first = asked("trios", "plain", &sizes, 1);
    let mut second = within("trios", asked("turns", "plain", &sizes, 4));
    second.roles = vec![role("client", 1, false), role("consultant", 2, false)];
    let seated = seat_one(&workshop, &[first, second], &[]);
    let turns = &seated[1];
    for round in &turns.rounds {
        let groups: BTreeSet<BTreeSet<usize>> = round.iter().map(|t| t.iter().copied().collect()).collect();
        let trios = seated[0].rounds[0].iter().map(|t| t.iter().copied().collect()).collect();
        assert_eq!(groups, trios);
    }
    // Three people are all asked once in three rounds, four in four.
    let mut clients = vec![0; people];
    for &client in turns.roles[0].rounds.iter().flatten().flatten() {
        clients[client] += 1;
    }
    assert!(clients.iter().all(|&times| (1..=2).contains(&times)), "{clients:?}");
    // That they stay together is no repeat that anybody has to hear of.
    assert_eq!((turns.repeats, turns.repeated.len()), (turns.kept_together, 0));
}

#[test]
fn parts_stay_with_hosts_or_go_round() {
    let workshop = workshop(18, &[], "");
    let mut wanted = asked("groups", "hosted", &[6, 6, 6], 3);
    wanted.roles = vec![role("host", 1, true), role("scribe", 1, false), role("keeper", 2, false)];
    let [seated] = <[Seated; 1]>::try_from(seat_one(&workshop, &[wanted], &[])).expect("one");
    for (round, tables) in seated.rounds.iter().enumerate() {
        for (table, seats) in tables.iter().enumerate() {
            let part = |role: usize| seated.roles[role].rounds[round][table].clone();
            assert_eq!(part(0), [seated.hosts[table].expect("a host")]);
            let all: BTreeSet<usize> = [part(0), part(1), part(2)].concat().into_iter().collect();
            assert_eq!(all.len(), 4, "nobody has two parts");
            assert!(all.iter().all(|person| seats.contains(person)));
        }
    }
    let mut scribes: Vec<usize> = seated.roles[1].rounds.iter().flatten().flatten().copied().collect();
    scribes.sort_unstable();
    scribes.dedup();
    assert_eq!(scribes.len(), 9, "nobody writes twice");
}

#[test]
fn people_choose_where_caps_say_so() {
    let workshop = workshop(20, &[], "");
    let mut wanted = asked("places", "plain", &[5, 5, 5, 5], 2);
    wanted.caps = vec![8, 8, 6, 30];
    wanted.spare_seats = 4;
    let [seated] = <[Seated; 1]>::try_from(seat_one(&workshop, &[wanted], &[])).expect("one");
    assert!(seated.is_free());
    assert_eq!((0..4).map(|table| seated.seats(table)).collect::<Vec<_>>(), [8, 8, 6, 30]);
    assert_eq!(seated.rounds, vec![vec![Vec::<usize>::new(); 4]; 2]);
    assert_eq!((seated.repeats, seated.improvable), (0, false));
}

#[test]
fn free_chairs_are_where_people_are_fewer_in_each_round() {
    let workshop = workshop(13, &[], "");
    let mut wanted = asked("places", "plain", &[5, 5, 5], 3);
    // The smaller groups are at other tables each time.
    wanted.explicit = vec![
        vec![vec![0, 1, 2, 3, 4], vec![5, 6, 7, 8], vec![9, 10, 11, 12]],
        vec![vec![0, 5, 9, 1], vec![2, 6, 10, 11], vec![3, 4, 7, 8, 12]],
        vec![vec![0, 6, 11, 4], vec![1, 5, 10, 3, 12], vec![2, 7, 8, 9]],
    ];
    wanted.spare_seats = 2;
    let [seated] = <[Seated; 1]>::try_from(seat_one(&workshop, &[wanted], &[])).expect("one");
    // Fifteen chairs in every round, five at each table.
    assert_eq!(seated.spare_by_round(), [[0, 1, 1], [1, 1, 0], [1, 0, 1]]);
}

#[test]
fn a_seating_that_the_format_made_stays_as_it_is() {
    let workshop = workshop(6, &[(3, ",,10:30"), (6, "10:00,,")], "");
    let rounds = vec![vec![vec![5, 0], vec![1, 4], vec![3, 2]], vec![vec![0, 1], vec![2, 5], vec![4, 3]]];
    let mut wanted = asked("given", "plain", &[2, 2, 2], 2);
    wanted.explicit = rounds;
    let [seated] = <[Seated; 1]>::try_from(seat_one(&workshop, &[wanted], &hours("given", 2))).expect("one");
    // The sixth comes at ten; on another day, the third would have left.
    assert_eq!(seated.rounds[0], [vec![0], vec![1, 4], vec![3, 2]]);
    assert_eq!(seated.rounds[1], [vec![0, 1], vec![2, 5], vec![4, 3]]);
    assert_eq!((seated.how, seated.repeats), ("given", 0));
}

#[test]
fn an_odd_number_of_pairs_rests_in_turn_or_has_a_three() {
    let workshop = workshop(9, &[], "");
    let alone = asked("alone", "plain", &[2, 2, 2, 2, 1], 9);
    let three = asked("three", "plain", &[3, 2, 2, 2], 4);
    let seated = seat_one(&workshop, &[alone, three], &[]);
    assert_eq!(seated[0].repeats, 0);
    let resting: BTreeSet<usize> =
        seated[0].rounds.iter().flatten().filter(|seats| seats.len() == 1).flatten().copied().collect();
    assert_eq!(resting.len(), 9, "everybody rests once");
    assert_eq!(seated[1].repeats, 0);
    for round in &seated[1].rounds {
        let mut sizes: Vec<usize> = round.iter().map(Vec::len).collect();
        sizes.sort_unstable();
        assert_eq!(sizes, [2, 2, 2, 3]);
    }
}

#[test]
fn sheets_are_passed_on_as_tables_with_one_seat() {
    let workshop = workshop(7, &[], "");
    let [seated] =
        <[Seated; 1]>::try_from(seat_one(&workshop, &[asked("sheets", "distinct", &[1; 7], 7)], &[]))
            .expect("one");
    for person in 0..7 {
        let sheets: BTreeSet<_> = seated.tables_of(person).into_iter().collect();
        assert_eq!(sheets.len(), 7, "everybody has every sheet once");
    }
}

#[test]
fn tables_of_unequal_sizes_keep_them() {
    let workshop = workshop(19, &[], "");
    let wanted = [asked("rooms", "distinct", &[8, 6, 5], 2), asked("groups", "plain", &[7, 6, 6], 1)];
    let seated = seat_one(&workshop, &wanted, &[]);
    for round in &seated[0].rounds {
        assert_eq!(round.iter().map(Vec::len).collect::<Vec<_>>(), [8, 6, 5]);
    }
    assert_eq!(seated[1].rounds[0].iter().map(Vec::len).collect::<Vec<_>>(), [7, 6, 6]);
}

#[test]
fn who_comes_late_or_leaves_has_a_seat_while_there() {
    // Rounds at 9, 10 and 11; who leaves at 11 does so on the second day.
    let workshop = workshop(12, &[(1, "10:00,,"), (2, "11:30,,"), (3, ",11:00,")], "");
    let wanted = asked("tables", "distinct", &[3, 3, 3, 3], 3);
    let [seated] =
        <[Seated; 1]>::try_from(seat_one(&workshop, std::slice::from_ref(&wanted), &hours("tables", 3)))
            .expect("one");
    let there = |person: usize| seated.tables_of(person).iter().map(Option::is_some).collect::<Vec<_>>();
    assert_eq!(there(0), [false, true, true]);
    assert_eq!(there(1), [false; 3]);
    assert_eq!(there(2), [true; 3]);
    for round in &seated.rounds {
        let sizes: Vec<usize> = round.iter().map(Vec::len).collect();
        assert!(sizes.iter().max().unwrap() - sizes.iter().min().unwrap() <= 1, "{sizes:?}");
    }
    let mut planner = Seater::new(&workshop, Choices::default()).expect("nothing to keep to");
    let steps = hours("tables", 3);
    let when = When { first_day: false, last_day: true, ..morning(&steps) };
    let [seated] =
        <[Seated; 1]>::try_from(seat_next(&mut planner, &workshop, 2, &[wanted], &when)).expect("one");
    let there = |person: usize| seated.tables_of(person).iter().map(Option::is_some).collect::<Vec<_>>();
    assert_eq!([there(0), there(1), there(2)], [vec![true; 3], vec![true; 3], vec![true, true, false]]);
}

#[test]
fn meetings_are_remembered_from_block_to_block_and_day_to_day() {
    let workshop = workshop(16, &[], "");
    let mut planner = Seater::new(&workshop, Choices::default()).expect("nothing to keep to");
    let wanted = [asked("tables", "plain", &[4; 4], 2)];
    let mut met = BTreeSet::new();
    for number in 0..2 {
        let seated = seat_next(&mut planner, &workshop, number, &wanted, &morning(&[]));
        let now = pairs(&seated[0].rounds);
        assert_eq!(seated[0].met_before, now.intersection(&met).count());
        assert_eq!((seated[0].met_before, seated[0].repeats), (0, 0), "there are new people for five rounds");
        met.extend(now);
    }
    let when = When { first_day: false, last_day: true, ..morning(&[]) };
    let seated = seat_next(&mut planner, &workshop, 2, &wanted, &when);
    let now = pairs(&seated[0].rounds);
    // 120 pairs, of which 96 have met: two more rounds are 48 meetings.
    assert_eq!(seated[0].repeats, 0);
    assert_eq!(seated[0].met_before, now.intersection(&met).count());
    assert!(seated[0].met_before >= 24);
}
