//! Days with exact expectations.

use super::length::cost;
use super::*;

const MIN: u32 = 60;

/// `13:30` or `13:30:15`.
fn at(text: &str) -> u32 {
    text.split(':').zip([3600, 60, 1]).map(|(part, unit)| part.parse::<u32>().unwrap() * unit).sum()
}

fn frame(start: &str, end: &str) -> Frame {
    Frame { start: at(start), end: at(end), grid: 5 * MIN, buffer: 0 }
}

/// A span, in minutes.
fn span(min: u32, ideal: u32, max: u32) -> Span {
    Span { min: min * MIN, ideal: ideal * MIN, max: max * MIN }
}

fn item(id: usize, spans: &[(u32, u32, u32)]) -> Item {
    let spans = spans.iter().map(|&(min, ideal, max)| span(min, ideal, max)).collect();
    Item { id, spans, weight: 1, ..Item::default() }
}

fn fixed(id: usize, minutes: u32) -> Item {
    Item { own_spans: vec![span(1, minutes, 600)], ..item(id, &[(minutes, minutes, minutes)]) }
}

fn anchored(item: Item, anchor: &str) -> Item {
    Item { anchor: Some(at(anchor)), ..item }
}

fn clock(seconds: u32) -> String {
    let text = format!("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
    text.strip_suffix(":00").map_or(text.clone(), str::to_owned)
}

/// `13:30-13:45 13:45-15:00`
fn hours(slots: &[Slot]) -> String {
    let slots: Vec<_> =
        slots.iter().map(|slot| format!("{}-{}", clock(slot.start), clock(slot.end))).collect();
    slots.join(" ")
}

fn error(frame: &Frame, items: &[Item]) -> ScheduleError {
    let mut errors = schedule(frame, items).unwrap_err();
    assert_eq!(errors.len(), 1, "{errors:?}");
    errors.remove(0)
}

#[test]
fn a_half_day_around_a_pause_has_no_hole() {
    let items = [
        item(0, &[(10, 10, 20)]),
        item(1, &[(56, 60, 64), (70, 80, 90)]),
        anchored(fixed(2, 15), "15:00"),
        item(3, &[(10, 45, 90)]),
        item(4, &[(15, 25, 40)]),
        item(5, &[(10, 15, 25)]),
    ];
    let plan = schedule(&frame("13:30", "17:00"), &items).unwrap();
    assert_eq!(hours(&plan.slots), "13:30-13:40 13:40-15:00 15:00-15:15 15:15-16:10 16:10-16:40 16:40-17:00");
    assert_eq!(plan.slots.iter().map(|slot| slot.span).collect::<Vec<_>>(), [0, 1, 0, 0, 0, 0]);
    assert_eq!((plan.holes, plan.buffer), (vec![], None));
}

#[test]
fn a_hole_is_one_piece_and_says_what_could_be_longer() {
    let mut items = [5, 10, 10, 20, 10].iter().enumerate().map(|(i, &m)| fixed(i, m)).collect::<Vec<_>>();
    let day = frame("15:00", "16:00");
    let plan = schedule(&day, &items).unwrap();
    assert_eq!(hours(&plan.slots), "15:00-15:05 15:05-15:15 15:15-15:25 15:25-15:45 15:45-15:55");
    let [hole] = &plan.holes[..] else { panic!("{:?}", plan.holes) };
    assert_eq!((hole.start, hole.end, hole.after, hole.before), (at("15:55"), at("16:00"), Some(4), None));
    assert_eq!(hole.lengthen[0], Change { item: 3, from: 20 * MIN, to: 25 * MIN, limit: 600 * MIN });
    assert_eq!(hole.lengthen.len(), 5);

    items[3] = fixed(3, 30);
    let ScheduleError::Overrun { buffer: 0, excess } = error(&day, &items) else { panic!() };
    assert_eq!((excess.start, excess.end, excess.earliest), (at("15:00"), at("16:00"), at("16:05")));
    assert_eq!((excess.over, &excess.items[..]), (5 * MIN, &[0, 1, 2, 3, 4][..]));
    assert_eq!(excess.shorten[0], Change { item: 3, from: 30 * MIN, to: 25 * MIN, limit: MIN });
    assert_eq!(excess.shorten[3], Change { item: 4, from: 10 * MIN, to: 5 * MIN, limit: MIN });
    // Not even one minute of the first would suffice.
    assert_eq!(excess.shorten[4], Change { item: 0, from: 5 * MIN, to: MIN, limit: MIN });
}

#[test]
fn remedies_respect_the_spans_of_the_format() {
    let own = vec![span(45, 50, 60), span(75, 80, 90)];
    let cafe = Item { own_spans: own, ..item(7, &[(80, 80, 80)]) };
    let ScheduleError::Overrun { excess, .. } = error(&frame("10:00", "11:10"), std::slice::from_ref(&cafe))
    else {
        panic!()
    };
    assert_eq!(excess.shorten, [Change { item: 7, from: 80 * MIN, to: 60 * MIN, limit: 45 * MIN }]);
    let plan = schedule(&frame("10:00", "11:26"), &[cafe]).unwrap();
    assert_eq!(plan.holes[0].lengthen, [Change { item: 7, from: 80 * MIN, to: 86 * MIN, limit: 90 * MIN }]);
}

#[test]
fn the_buffer_is_kept_and_counts() {
    let day = Frame { buffer: 20 * MIN, ..frame("9:00", "10:00") };
    let plan = schedule(&day, &[item(0, &[(10, 20, 60)]), item(1, &[(10, 20, 60)])]).unwrap();
    assert_eq!(hours(&plan.slots), "9:00-9:20 9:20-9:40");
    assert_eq!((plan.buffer, plan.holes), (Some((at("9:40"), at("10:00"))), vec![]));
    let ScheduleError::Overrun { buffer, excess } = error(&day, &[fixed(0, 50)]) else { panic!() };
    assert_eq!((buffer, excess.end, excess.over), (20 * MIN, at("9:40"), 10 * MIN));
    let ScheduleError::Overrun { excess, .. } = error(&day, &[fixed(0, 5), anchored(fixed(1, 10), "9:45")])
    else {
        panic!()
    };
    assert_eq!((excess.earliest, excess.over), (at("9:55"), 15 * MIN));
}

#[test]
fn anchors_stand_where_they_are_told() {
    let items =
        [item(0, &[(10, 20, 30)]), item(1, &[(5, 10, 60)]), anchored(item(2, &[(10, 30, 60)]), "10:32:30")];
    let plan = schedule(&frame("9:58", "11:00"), &items).unwrap();
    assert_eq!(hours(&plan.slots), "9:58-10:20 10:20-10:32 10:32:30-10:59:30");
    let holes: Vec<_> =
        plan.holes.iter().map(|hole| (clock(hole.start), clock(hole.end), hole.before)).collect();
    assert_eq!(
        holes,
        [("10:32".into(), "10:32:30".into(), Some(2)), ("10:59:30".into(), "11:00".into(), None)]
    );
}

#[test]
fn time_before_the_first_anchor_is_a_hole() {
    let plan = schedule(&frame("9:00", "10:00"), &[anchored(fixed(0, 30), "9:30")]).unwrap();
    let hole = Hole { start: at("9:00"), end: at("9:30"), after: None, before: Some(0), lengthen: vec![] };
    assert_eq!(plan.holes, [hole]);
    assert_eq!(schedule(&frame("9:00", "9:30"), &[anchored(fixed(0, 30), "9:00")]).unwrap().holes, []);
    assert_eq!(schedule(&frame("9:00", "9:30"), &[]).unwrap().holes.len(), 1);
}

#[test]
fn a_length_off_the_grid_is_made_good_by_the_next_elastic_block() {
    let items = [fixed(0, 7), fixed(1, 5), item(2, &[(10, 15, 30)]), item(3, &[(10, 20, 30)])];
    let plan = schedule(&frame("9:00", "9:45"), &items).unwrap();
    assert_eq!(hours(&plan.slots), "9:00-9:07 9:07-9:12 9:12-9:25 9:25-9:45");
}

#[test]
fn misplaced_anchors_are_all_told() {
    let items = [
        anchored(fixed(0, 10), "8:00"),
        anchored(fixed(1, 10), "9:30"),
        anchored(fixed(2, 10), "9:30"),
        anchored(fixed(3, 10), "9:10"),
        anchored(fixed(4, 10), "10:00"),
    ];
    let (start, end) = (at("9:00"), at("10:00"));
    let expected = [
        ScheduleError::BeforeStart { item: 0, anchor: at("8:00"), start },
        ScheduleError::OutOfOrder { item: 2, anchor: at("9:30"), earlier: 1, earlier_anchor: at("9:30") },
        ScheduleError::OutOfOrder { item: 3, anchor: at("9:10"), earlier: 1, earlier_anchor: at("9:30") },
        ScheduleError::AfterEnd { item: 4, anchor: at("10:00"), end },
    ];
    assert_eq!(schedule(&Frame { start, end, grid: 300, buffer: 0 }, &items).unwrap_err(), expected);
}

#[test]
fn every_segment_tells_its_own_error() {
    let items = [
        fixed(0, 40),
        anchored(fixed(1, 45), "9:30"),
        anchored(fixed(2, 10), "10:00"),
        Item { spans: vec![Span { min: 70, ideal: 80, max: 110 }], ..fixed(3, 1) },
        anchored(fixed(4, 10), "11:00"),
        fixed(5, 60),
    ];
    let errors = schedule(&frame("9:00", "12:00"), &items).unwrap_err();
    let [
        ScheduleError::Unmet { item: 1, excess: unmet },
        ScheduleError::Clash { item: 1, next: 2, excess: clash },
        ScheduleError::NoLength { item: 3 },
        ScheduleError::Overrun { excess: overrun, .. },
    ] = &errors[..]
    else {
        panic!("{errors:?}")
    };
    assert_eq!((unmet.over, unmet.earliest), (10 * MIN, at("9:40")));
    assert_eq!((clash.over, clash.shorten[0].to), (15 * MIN, 30 * MIN));
    assert_eq!((overrun.over, &overrun.items[..]), (10 * MIN, &[4, 5][..]));
}

#[test]
fn the_longest_track_counts_and_a_shorter_one_ends_earlier() {
    let tracks = vec![vec![fixed(10, 20), item(11, &[(20, 25, 40)])], vec![item(20, &[(10, 15, 30)])]];
    let items = [
        item(0, &[(5, 10, 15)]),
        Item { id: 1, weight: 1, tracks, ..Item::default() },
        item(2, &[(5, 5, 10)]),
    ];
    let plan = schedule(&frame("9:00", "10:00"), &items).unwrap();
    assert_eq!(hours(&plan.slots), "9:00-9:10 9:10-9:55 9:55-10:00");
    assert_eq!(hours(&plan.slots[1].tracks[0]), "9:10-9:30 9:30-9:55");
    assert_eq!(hours(&plan.slots[1].tracks[1]), "9:10-9:40");
    assert_eq!(plan.holes, []);
    // The shortest way through the longer track is 40 minutes.
    let ScheduleError::Overrun { excess, .. } = error(&frame("9:00", "9:45"), &items) else { panic!() };
    assert_eq!((excess.over, excess.earliest), (5 * MIN, at("9:50")));
}

#[test]
fn a_track_can_have_anchors() {
    let tracks = vec![vec![fixed(10, 20), anchored(fixed(11, 15), "9:45")], vec![item(20, &[(10, 60, 90)])]];
    let items = [item(0, &[(5, 20, 40)]), Item { id: 1, weight: 1, tracks, ..Item::default() }, fixed(2, 5)];
    let plan = schedule(&frame("9:00", "10:10"), &items).unwrap();
    assert_eq!(hours(&plan.slots), "9:00-9:15 9:15-10:05 10:05-10:10");
    assert_eq!(hours(&plan.slots[1].tracks[0]), "9:15-9:35 9:45-10:00");
    assert_eq!(hours(&plan.slots[1].tracks[1]), "9:15-10:05");
    let [hole] = &plan.holes[..] else { panic!("{:?}", plan.holes) };
    assert_eq!((hole.start, hole.after, hole.before), (at("9:35"), Some(10), Some(11)));

    let late = [fixed(0, 30), items[1].clone()];
    let ScheduleError::Unmet { item: 11, excess } = error(&frame("9:00", "10:10"), &late) else { panic!() };
    assert_eq!((excess.start, excess.over), (at("9:30"), 5 * MIN));
}

#[test]
fn a_block_with_tracks_can_have_a_length_of_its_own() {
    let tracks = vec![vec![fixed(10, 20)], vec![fixed(20, 30)]];
    let block = Item { id: 1, tracks, ..item(1, &[(45, 45, 45)]) };
    let plan = schedule(&frame("9:00", "9:45"), std::slice::from_ref(&block)).unwrap();
    assert_eq!(
        (hours(&plan.slots), hours(&plan.slots[0].tracks[1])),
        ("9:00-9:45".into(), "9:00-9:30".into())
    );
    let short = Item { spans: vec![span(25, 25, 25)], ..block };
    let ScheduleError::Overrun { excess, .. } = error(&frame("9:00", "9:45"), &[short]) else { panic!() };
    assert_eq!((&excess.items[..], excess.over), (&[20][..], 5 * MIN));
}

#[test]
fn intersecting_moves_the_ideal_and_drops_what_is_empty() {
    let spans = [span(20, 30, 40), span(50, 60, 70), Span { min: 4810, ideal: 4820, max: 4850 }];
    assert_eq!(intersect(&spans, 35..=55), [span(35, 35, 40), span(50, 55, 55)]);
    assert_eq!(intersect(&spans, 45..=45), []);
    assert_eq!(intersect(&spans, 60..=60), [span(60, 60, 60)]);
    assert_eq!(intersect(&spans, 0..=u32::MAX), spans[..2]);
}

#[test]
fn parts_fill_to_the_second() {
    let part = |min, ideal, max| Part { min, ideal, max, weight: 1 };
    assert_eq!(fill(600, &[part(60, 120, 300), part(60, 240, 600)]), Some(vec![180, 420]));
    assert_eq!(fill(180, &[part(90, 90, 90), part(90, 90, 90)]), Some(vec![90, 90]));
    assert_eq!(fill(100, &[part(10, 40, 90), part(10, 60, 90)]), Some(vec![40, 60]));
    assert_eq!(fill(600, &[part(60, 60, 60)]), None);
    assert_eq!(fill(30, &[part(60, 60, 60)]), None);
    assert_eq!(fill(0, &[]), Some(vec![]));
    assert_eq!(fill(60, &[]), None);
    assert_eq!(fill(61, &[part(0, 0, u32::MAX)]), Some(vec![61]));
}

#[test]
fn costs_are_what_the_formula_says() {
    let costs = [(600, 900, 1), (900, 600, 3), (86_400, 60, 1000), (7, 7, 5), (60, 0, 2)]
        .map(|(length, ideal, weight)| cost(length, ideal, weight) >> 32);
    assert_eq!(costs, [100, 450, 124_243_260_000, 0, 7200]);
}
