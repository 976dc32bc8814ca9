//! Half-days: what people sign for.

use crate::plan::{Kind, PlannedDay};

/// A part of a day, with a signature of its own. Times are seconds since midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HalfDay {
    /// Which part.
    pub part: Part,
    /// When it starts.
    pub start: u32,
    /// When it ends.
    pub end: u32,
}

/// Parts of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Part {
    Morning,
    Afternoon,
    Evening,
}

impl Part {
    /// Its key in the words.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Morning => "morning",
            Self::Afternoon => "afternoon",
            Self::Evening => "evening",
        }
    }

    /// The part that a time is in.
    const fn of(time: u32) -> Self {
        match time {
            0..MIDDAY => Self::Morning,
            MIDDAY..SIX => Self::Afternoon,
            _ => Self::Evening,
        }
    }
}

const HOUR: u32 = 3600;
/// Where a day is cut that has no meal in its middle.
const MIDDAY: u32 = 13 * HOUR;
/// Where the evening begins.
const SIX: u32 = 18 * HOUR;
/// When the pause of a meal begins, at the earliest and at the latest. What comes before an evening's begins earlier.
const MEALS: [(u32, u32); 2] =
    [(11 * HOUR + HOUR / 2, 14 * HOUR), (17 * HOUR + HOUR / 2, 20 * HOUR + HOUR / 2)];
/// A shorter pause is no meal.
const SHORTEST_MEAL: u32 = HOUR / 2;
/// A day without a meal is one part up to this length.
const LONGEST_PART: u32 = 5 * HOUR;

/// The parts of a day: cut at its meals, which are its longest pauses around noon and in the evening; a long day
/// without a meal at noon is cut at one o'clock.
#[must_use]
pub fn of_day(day: &PlannedDay) -> Vec<HalfDay> {
    let pauses = day.blocks.iter().filter(|block| matches!(block.kind, Kind::Pause));
    let pauses: Vec<(u32, u32)> = pauses.map(|pause| (pause.start, pause.end)).collect();
    split(day.start, day.end, &pauses)
}

fn split(start: u32, end: u32, pauses: &[(u32, u32)]) -> Vec<HalfDay> {
    let mut parts = Vec::new();
    let mut from = start;
    for (place, (earliest, latest)) in MEALS.into_iter().enumerate() {
        let is_meal = |pause: &&(u32, u32)| {
            pause.1 - pause.0 >= SHORTEST_MEAL && (earliest..=latest).contains(&pause.0) && pause.1 < end
        };
        // The first of the longest.
        let meal =
            pauses.iter().filter(is_meal).min_by_key(|pause| (std::cmp::Reverse(pause.1 - pause.0), pause.0));
        let long = place == 0 && start < MIDDAY && end > MIDDAY && end - start > LONGEST_PART;
        let Some(&(before, after)) = meal.or(long.then_some(&(MIDDAY, MIDDAY))) else { continue };
        let enough = if place == 0 { before > from } else { from < earliest };
        if enough {
            parts.push((from, before));
            from = after;
        }
    }
    parts.push((from, end));
    parts
        .into_iter()
        .map(|(start, end)| HalfDay { part: Part::of(start.midpoint(end)), start, end })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(start: &str, end: &str, pauses: &[(&str, &str)]) -> Vec<String> {
        let seconds = |time: &str| {
            let (hour, minute) = time.split_once(':').expect("a time");
            hour.parse::<u32>().expect("hours") * HOUR + minute.parse::<u32>().expect("minutes") * 60
        };
        let pauses: Vec<_> = pauses.iter().map(|(start, end)| (seconds(start), seconds(end))).collect();
        let shown = |half: HalfDay| {
            format!(
                "{} {}-{}",
                half.part.key(),
                crate::workshop::Clock(half.start),
                crate::workshop::Clock(half.end)
            )
        };
        split(seconds(start), seconds(end), &pauses).into_iter().map(shown).collect()
    }

    #[test]
    fn a_day_is_cut_at_lunch() {
        let day = [("10:30", "10:45"), ("12:30", "13:45"), ("15:00", "15:30")];
        assert_eq!(parts("09:00", "17:00", &day), ["morning 09:00-12:30", "afternoon 13:45-17:00"]);
    }

    #[test]
    fn a_long_day_without_lunch_is_cut_at_one() {
        assert_eq!(parts("09:00", "17:00", &[]), ["morning 09:00-13:00", "afternoon 13:00-17:00"]);
        assert_eq!(parts("09:00", "17:00", &[("12:00", "12:20")])[0], "morning 09:00-13:00");
    }

    #[test]
    fn a_short_day_is_one_part() {
        assert_eq!(parts("09:30", "12:30", &[("11:00", "11:15")]), ["morning 09:30-12:30"]);
        assert_eq!(parts("13:30", "17:00", &[("15:00", "15:30")]), ["afternoon 13:30-17:00"]);
        assert_eq!(parts("18:30", "21:00", &[("19:30", "20:00")]), ["evening 18:30-21:00"]);
    }

    #[test]
    fn an_evening_follows_dinner() {
        let day = [("12:30", "13:30"), ("18:30", "19:30")];
        assert_eq!(
            parts("10:00", "21:30", &day),
            ["morning 10:00-12:30", "afternoon 13:30-18:30", "evening 19:30-21:30"]
        );
    }

    #[test]
    fn lunch_at_the_beginning_or_the_end_cuts_nothing() {
        assert_eq!(parts("12:00", "17:00", &[("12:00", "13:00")]), ["afternoon 12:00-17:00"]);
        assert_eq!(parts("09:00", "13:00", &[("12:00", "13:00")]), ["morning 09:00-13:00"]);
    }
}
