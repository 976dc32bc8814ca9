//! `agenda.ics`: one event a day, for the calendars of those who come (RFC 5545).

use icalendar::{Calendar, Component as _, Event, EventLike as _};
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::hash::sha256;

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

/// The calendar. With a time zone (an IANA name), times are written in UTC; without, they are floating: the
/// local time of wherever they are read. None when a date or the time zone is not one.
#[must_use]
pub fn render(entries: &[Entry], timezone: Option<&str>) -> Option<Vec<u8>> {
    let zone = timezone.map(TimeZone::get).transpose().ok()?;
    let mut calendar = Calendar::empty();
    calendar.append_property(("VERSION", "2.0"));
    calendar.append_property(("PRODID", "-//atelier//workshop kit//FR"));
    for entry in entries {
        let date: Date = entry.date.parse().ok()?;
        let mut event = Event::new();
        event
            .uid(&uid(entry))
            .summary(&entry.summary)
            .description(&entry.description)
            .add_property("DTSTAMP", format!("{}T000000Z", compact(&entry.date)))
            .add_property("DTSTART", moment(date, entry.start, zone.as_ref())?)
            .add_property("DTEND", moment(date, entry.end, zone.as_ref())?);
        if let Some(place) = &entry.place {
            event.location(place);
        }
        calendar.push(event.done());
    }
    Some(calendar.to_string().into_bytes())
}

fn compact(date: &str) -> String {
    date.replace('-', "")
}

/// `20261112T133000`, with a `Z` when it is in UTC.
fn moment(date: Date, seconds: u32, zone: Option<&TimeZone>) -> Option<String> {
    let civil = date.at(0, 0, 0, 0).checked_add(jiff::SignedDuration::from_secs(i64::from(seconds))).ok()?;
    match zone {
        None => Some(civil.strftime("%Y%m%dT%H%M%S").to_string()),
        Some(zone) => {
            let utc = zone.to_timestamp(civil).ok()?.to_zoned_datetime(TimeZone::UTC);
            Some(utc.strftime("%Y%m%dT%H%M%SZ").to_string())
        }
    }
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
    fn with_a_time_zone_they_are_utc() {
        let lines = lines(Some("Europe/Paris"));
        assert!(lines.contains(&"DTSTART:20261112T123000Z".to_owned()), "{lines:#?}");
    }

    #[test]
    fn texts_cannot_add_lines() {
        let lines = lines(None);
        assert_eq!(lines.iter().filter(|line| line.starts_with("BEGIN:VEVENT")).count(), 1);
        assert!(lines.contains(&r"SUMMARY:Premiers pas\; fin\, suite".to_owned()), "{lines:#?}");
    }
}
