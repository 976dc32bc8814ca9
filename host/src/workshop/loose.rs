//! Times, lengths and dates as people write them: to read cells of a list, and to propose what to type.

use super::Clock;

/// A time such as `13:30`, `9:00`, `13h30`, `13 h 30`, `13h`, `13.30`, `1:30 pm`. None for anything else.
pub(super) fn clock(text: &str) -> Option<Clock> {
    let mut rest = text.trim();
    let hours = number(&mut rest)?;
    rest = rest.trim_start();
    let mut is_time = false;
    let (mut minutes, mut seconds) = (0, 0);
    if let Some(after) = rest.strip_prefix([':', 'h', 'H', '.']) {
        is_time = !rest.starts_with('.');
        rest = after.trim_start();
        if let Some(value) = number(&mut rest) {
            is_time = true;
            minutes = value;
            if let Some(after) = rest.strip_prefix(':') {
                rest = after;
                seconds = number(&mut rest)?;
            }
        }
    }
    let half = rest.trim().to_lowercase().replace('.', "");
    let hours = match half.as_str() {
        "" if is_time => hours,
        "am" if (1..=12).contains(&hours) => hours % 12,
        "pm" if (1..=12).contains(&hours) => hours % 12 + 12,
        _ => return None,
    };
    (hours < 24 && minutes < 60 && seconds < 60).then(|| Clock(hours * 3600 + minutes * 60 + seconds))
}

/// A length in minutes such as `15`, `15 min`, `1 h`, `1h30`. None for anything else.
pub(super) fn minutes(text: &str) -> Option<u32> {
    let mut rest = text.trim();
    let first = number(&mut rest)?;
    rest = rest.trim_start();
    if let Some(after) = rest.strip_prefix(['h', 'H']) {
        rest = after.trim_start();
        let more = number(&mut rest).unwrap_or(0);
        let unit = rest.trim().to_lowercase();
        return matches!(unit.as_str(), "" | "min" | "minutes").then_some(first * 60 + more);
    }
    let unit = rest.trim().to_lowercase();
    matches!(unit.as_str(), "" | "min" | "mn" | "minute" | "minutes" | "'").then_some(first)
}

/// Two lengths in minutes with a dash or a word between them, such as `10-20`.
pub(super) fn minutes_range(text: &str) -> Option<(u32, u32)> {
    let (first, second) =
        text.split_once(['-', '–']).or_else(|| text.split_once(" à ")).or_else(|| text.split_once(" to "))?;
    Some((minutes(first)?, minutes(second)?))
}

/// A date such as `2026-11-12`, or `25/11/2026` where only one reading is possible, as an ISO date.
pub(super) fn date(text: &str) -> Option<String> {
    let mut parts = text.trim().split(['/', '.', '-', ' ']).map(str::parse::<i16>);
    let (a, b, c) = (parts.next()?.ok()?, parts.next()?.ok()?, parts.next()?.ok()?);
    let (year, month, day) = match (a, b, c) {
        _ if parts.next().is_some() => return None,
        (year, month, day) if year > 31 => (year, month, day),
        (day, month, year) if day > 12 => (year, month, day),
        (month, day, year) if day > 12 => (year, month, day),
        _ => return None,
    };
    let date = jiff::civil::Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
    (1900..2200).contains(&year).then(|| date.to_string())
}

/// `true` or `false` for what means yes or no in French or English.
pub(super) fn yes_no(text: &str) -> Option<bool> {
    match text.trim().to_lowercase().as_str() {
        "true" | "yes" | "oui" | "vrai" | "on" | "1" => Some(true),
        "false" | "no" | "non" | "faux" | "off" | "0" => Some(false),
        _ => None,
    }
}

/// Takes up to four digits from the start.
fn number(text: &mut &str) -> Option<u32> {
    let length = text.bytes().take_while(u8::is_ascii_digit).count();
    let (digits, rest) = text.split_at(length);
    *text = rest;
    (length <= 4).then(|| digits.parse().ok()).flatten()
}
