//! `agenda.ics`: one event a day, for the calendars of those who come (RFC 5545).

mod timezone;

use icalendar::{Calendar, Component as _, Event, EventLike as _, Property};
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

use crate::hash::sha256;
use crate::words::on_one_line;

/// A day as a calendar shows it.
#[derive(Debug, Clone)]
pub struct Entry {
    /// ISO date.
    pub date: String,
    /// Seconds since midnight.
    pub start: u32,
    /// Seconds since midnight.
    pub end: u32,
    /// What it is called.
    pub summary: String,
    /// Where.
    pub place: Option<String>,
    /// Its running order, a line each.
    pub description: String,
}

/// The calendar. With a time zone (an IANA name), times are those of its clocks, and its rules travel along; without,
/// they are floating: the local time of wherever they are read. None when a date or the time zone is not one.
#[must_use]
pub fn render(entries: &[Entry], timezone: Option<&str>) -> Option<Vec<u8>> {
    let zone = timezone.map(TimeZone::get).transpose().ok()?;
    let named = zone.as_ref().map(|zone| Some((zone, zone.iana_name()?)));
    let named = if let Some(named) = named { Some(named?) } else { None };
    let mut calendar = Calendar::empty();
    calendar.append_property(("VERSION", "2.0"));
    calendar.append_property(("PRODID", "-//atelier//workshop kit//FR"));
    let mut moments = Vec::new();
    for entry in entries {
        let (start, end) = (moment(entry, entry.start)?, moment(entry, entry.end)?);
        let property = |key: &str, moment: DateTime| {
            let mut property = Property::new(key, moment.strftime(LOCAL).to_string());
            if let Some((_, name)) = named {
                property.add_parameter("TZID", name);
            }
            property.done()
        };
        let mut event = Event::new();
        event
            .uid(&uid(entry))
            .summary(&on_one_line(&entry.summary))
            .description(&lines(&entry.description))
            .add_property("DTSTAMP", format!("{}T000000Z", entry.date.replace('-', "")))
            .append_property(property("DTSTART", start))
            .append_property(property("DTEND", end));
        if let Some(place) = &entry.place {
            event.location(&on_one_line(place));
        }
        calendar.push(event.done());
        moments.extend([start, end]);
    }
    let mut text = calendar.to_string();
    if let (Some((zone, name)), Some(&first), Some(&last)) =
        (named, moments.iter().min(), moments.iter().max())
    {
        let rules = timezone::component(zone, name, first, last)?;
        text = text.replacen(EVENT, &format!("{rules}{EVENT}"), 1);
    }
    Some(folded(&text).into_bytes())
}

/// The lines of a text. A calendar begins a new property at other line ends, too, and the library only knows one.
fn lines(text: &str) -> String {
    text.split('\n').map(on_one_line).collect::<Vec<_>>().join("\n")
}

/// The same lines, none of more octets than a calendar may have (RFC 5545, 3.1). The library folds, too, but counts
/// letters at one place and octets at another: some of its lines are one octet too long.
fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 16);
    for line in text.replace("\r\n ", "").split_inclusive("\r\n") {
        let mut octets = 0;
        for letter in line.trim_end_matches("\r\n").chars() {
            if octets + letter.len_utf8() > LONGEST_LINE {
                out.push_str("\r\n ");
                octets = 1;
            }
            out.push(letter);
            octets += letter.len_utf8();
        }
        out.push_str("\r\n");
    }
    out
}

/// In octets, without its end.
const LONGEST_LINE: usize = 75;

/// `20261112T133000`
const LOCAL: &str = "%Y%m%dT%H%M%S";
/// How an event begins.
const EVENT: &str = "BEGIN:VEVENT\r\n";

fn moment(entry: &Entry, seconds: u32) -> Option<DateTime> {
    let date: Date = entry.date.parse().ok()?;
    date.at(0, 0, 0, 0).checked_add(jiff::SignedDuration::from_secs(i64::from(seconds))).ok()
}

/// The same day of the same workshop replaces itself when it is imported again.
fn uid(entry: &Entry) -> String {
    let hash = sha256(format!("{}/{}", entry.date, entry.summary));
    format!("{}@atelier", &hash[..16])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry() -> Entry {
        Entry {
            date: "2026-11-12".into(),
            start: 13 * 3600 + 1800,
            end: 17 * 3600,
            summary: "Premiers pas; fin, suite".into(),
            place: Some("La Rochelle".into()),
            description: "13:30 Ouverture\nBEGIN:VEVENT".into(),
        }
    }

    fn lines(timezone: Option<&str>) -> Vec<String> {
        let bytes = render(&[entry()], timezone).expect("a calendar");
        String::from_utf8(bytes).expect("text").split("\r\n").map(str::to_owned).collect()
    }

    #[test]
    fn without_a_time_zone_times_float() {
        let lines = lines(None);
        assert!(lines.contains(&"DTSTART:20261112T133000".to_owned()), "{lines:#?}");
        assert!(lines.contains(&"DTEND:20261112T170000".to_owned()));
        assert!(lines.contains(&"DTSTAMP:20261112T000000Z".to_owned()));
    }

    #[test]
    fn with_a_time_zone_they_are_those_of_its_clocks() {
        let lines = lines(Some("Europe/Paris"));
        let end = lines.iter().position(|line| line == "BEGIN:VEVENT").expect("an event");
        assert_eq!(
            lines[..end],
            [
                "BEGIN:VCALENDAR",
                "VERSION:2.0",
                "PRODID:-//atelier//workshop kit//FR",
                "BEGIN:VTIMEZONE",
                "TZID:Europe/Paris",
                "BEGIN:DAYLIGHT",
                "DTSTART:20260329T020000",
                "TZOFFSETFROM:+0100",
                "TZOFFSETTO:+0200",
                "TZNAME:CEST",
                "END:DAYLIGHT",
                "BEGIN:STANDARD",
                "DTSTART:20261025T030000",
                "TZOFFSETFROM:+0200",
                "TZOFFSETTO:+0100",
                "TZNAME:CET",
                "END:STANDARD",
                "END:VTIMEZONE",
            ]
        );
        assert!(lines.contains(&"DTSTART;TZID=Europe/Paris:20261112T133000".to_owned()), "{lines:#?}");
        assert!(lines.contains(&"DTEND;TZID=Europe/Paris:20261112T170000".to_owned()), "{lines:#?}");
    }

    #[test]
    fn a_name_that_is_no_time_zone_gives_no_calendar() {
        assert_eq!(render(&[entry()], Some("Europe/Atlantis")), None);
    }

    #[test]
    fn texts_cannot_add_lines() {
        let lines = lines(None);
        assert_eq!(lines.iter().filter(|line| line.starts_with("BEGIN:VEVENT")).count(), 1);
        assert!(lines.contains(&r"SUMMARY:Premiers pas\; fin\, suite".to_owned()), "{lines:#?}");
    }

    #[test]
    fn no_character_begins_a_line_of_its_own() {
        let forged = "a\rEND:VEVENT\rb\u{2028}c\u{85}d\u{b}e\u{c}f\0\u{1b}g\r\n";
        let mut entry = entry();
        entry.summary = forged.to_owned();
        entry.place = Some(forged.to_owned());
        entry.description = format!("09:00 {forged}\n10:00 {forged}");
        let bytes = render(&[entry], None).expect("a calendar");
        for (at, byte) in bytes.iter().enumerate().filter(|(_, byte)| byte.is_ascii_control()) {
            let whole = match byte {
                b'\r' => bytes.get(at + 1) == Some(&b'\n'),
                b'\n' => at > 0 && bytes[at - 1] == b'\r',
                _ => false,
            };
            assert!(whole, "byte {byte} at {at}: {}", String::from_utf8_lossy(&bytes));
        }
        let text = String::from_utf8(bytes).expect("text");
        assert!(!text.contains(['\u{2028}', '\u{85}']));
        assert_eq!(text.split("\r\n").filter(|line| line.starts_with("END:VEVENT")).count(), 1);
    }

    proptest::proptest! {
        #[test]
        fn no_line_is_too_long_and_nothing_is_lost(text in "[ -~é漢🙂]{0,400}") {
            let mut long = entry();
            long.description.clone_from(&text);
            let bytes = render(&[long], None).expect("a calendar");
            let calendar = String::from_utf8(bytes).expect("text");
            for line in calendar.split("\r\n") {
                proptest::prop_assert!(line.len() <= 75, "{} octets: {line}", line.len());
            }
            let escaped = text.replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,");
            let whole = calendar.replace("\r\n ", "");
            proptest::prop_assert!(whole.contains(&format!("\r\nDESCRIPTION:{escaped}\r\n")), "{whole}");
        }
    }
}
