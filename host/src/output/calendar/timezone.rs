//! The rules of a time zone as a component of the calendar: a reader need not know the zone.

use std::fmt::Write as _;

use jiff::civil::DateTime;
use jiff::tz::{Dst, Offset, TimeZone};
use jiff::{SignedDuration, Timestamp};

use super::LOCAL;

/// So many changes before the first event are told: the one that is in force, and the one before it.
const EARLIER: usize = 2;

/// `VTIMEZONE`: the changes that matter from the first moment to the last. None when the moments are beyond what
/// clocks can show.
pub(super) fn component(zone: &TimeZone, name: &str, first: DateTime, last: DateTime) -> Option<String> {
    let (first, last) = (zone.to_timestamp(first).ok()?, zone.to_timestamp(last).ok()?);
    let mut changes: Vec<Change> = zone
        .preceding(first.checked_add(SignedDuration::from_secs(1)).ok()?)
        .take(EARLIER)
        .filter_map(|transition| Change::new(zone, transition.timestamp()))
        .collect();
    changes.reverse();
    let during = zone.following(first).take_while(|transition| transition.timestamp() <= last);
    changes.extend(during.filter_map(|transition| Change::new(zone, transition.timestamp())));
    if changes.is_empty() {
        changes.push(Change::never(zone, first));
    }
    let mut text = format!("BEGIN:VTIMEZONE\r\nTZID:{name}\r\n");
    for change in &changes {
        change.write(&mut text);
    }
    text.push_str("END:VTIMEZONE\r\n");
    Some(text)
}

/// Clocks are set.
struct Change {
    /// When, as the clocks showed it until then.
    at: DateTime,
    before: Offset,
    after: Offset,
    summer: bool,
    name: String,
}

impl Change {
    fn new(zone: &TimeZone, at: Timestamp) -> Option<Self> {
        let before = zone.to_offset(at.checked_sub(SignedDuration::from_secs(1)).ok()?);
        let info = zone.to_offset_info(at);
        Some(Self {
            at: before.to_datetime(at),
            before,
            after: info.offset(),
            summer: info.dst() == Dst::Yes,
            name: info.abbreviation().to_owned(),
        })
    }

    /// Of a zone whose clocks are not set.
    fn never(zone: &TimeZone, at: Timestamp) -> Self {
        let info = zone.to_offset_info(at);
        let offset = info.offset();
        let at = offset.to_datetime(Timestamp::UNIX_EPOCH);
        Self { at, before: offset, after: offset, summer: false, name: info.abbreviation().to_owned() }
    }

    fn write(&self, text: &mut String) {
        let kind = if self.summer { "DAYLIGHT" } else { "STANDARD" };
        // Writing to a string does not fail.
        let _ = write!(
            text,
            "BEGIN:{kind}\r\nDTSTART:{}\r\nTZOFFSETFROM:{}\r\nTZOFFSETTO:{}\r\nTZNAME:{}\r\nEND:{kind}\r\n",
            self.at.strftime(LOCAL),
            shown(self.before),
            shown(self.after),
            self.name,
        );
    }
}

/// `+0100`; with seconds where there are some.
fn shown(offset: Offset) -> String {
    let seconds = offset.seconds();
    let (sign, seconds) = (if seconds < 0 { '-' } else { '+' }, seconds.unsigned_abs());
    let mut text = format!("{sign}{:02}{:02}", seconds / 3600, seconds / 60 % 60);
    if !seconds.is_multiple_of(60) {
        let _ = write!(text, "{:02}", seconds % 60);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changes(zone: &str, first: &str, last: &str) -> Vec<String> {
        let zone = TimeZone::get(zone).expect("a zone");
        let moment = |text: &str| text.parse().expect("a moment");
        let text = component(&zone, "X", moment(first), moment(last)).expect("rules");
        let told = |line: &&str| line.starts_with("DTSTART") || line.starts_with("TZOFFSETTO");
        text.lines().filter(told).map(str::to_owned).collect()
    }

    #[test]
    fn a_workshop_over_a_change_has_its_rule() {
        assert_eq!(
            changes("Europe/Paris", "2026-10-23T09:00", "2026-10-26T17:00"),
            [
                "DTSTART:20251026T030000",
                "TZOFFSETTO:+0100",
                "DTSTART:20260329T020000",
                "TZOFFSETTO:+0200",
                "DTSTART:20261025T030000",
                "TZOFFSETTO:+0100",
            ]
        );
    }

    #[test]
    fn a_zone_without_changes_has_one_rule() {
        assert_eq!(
            changes("UTC", "2026-10-23T09:00", "2026-10-23T17:00"),
            ["DTSTART:19700101T000000", "TZOFFSETTO:+0000"]
        );
        let india = changes("Asia/Kolkata", "2026-10-23T09:00", "2026-10-23T17:00");
        assert_eq!(india.last().map(String::as_str), Some("TZOFFSETTO:+0530"));
    }

    #[test]
    fn offsets_have_their_sign_and_seconds() {
        let offset = |seconds| shown(Offset::from_seconds(seconds).expect("an offset"));
        assert_eq!([offset(-12_600), offset(0), offset(561)], ["-0330", "+0000", "+000921"]);
    }
}
