//! The functions that words and templates can call.

use std::str::FromStr;
use std::sync::Arc;

use icu_calendar::{Date, Iso};
use icu_decimal::input::Decimal;
use icu_plurals::PluralCategory;
use minijinja::value::{Kwargs, Value, ValueKind};
use minijinja::{Environment, Error, ErrorKind, context};

use super::formatters::Formatters;
use super::host::host;
use super::numbers::add_numbers;

/// Adds `plural`, `list`, `number`, `date`, `time`, `duration`, `spoken_duration` and `letter` to an environment: as functions, and,
/// except `list`, which minijinja has, as filters; and the functions for numbers that a recipe has. Numbers, lists and dates follow the Unicode data of the
/// language, times and lengths the `[patterns]` of the host's words.
pub fn add_functions(env: &mut Environment<'_>, language: &str) {
    let formatters = Arc::new(Formatters::new(language));

    let f = Arc::clone(&formatters);
    let plural = move |n: &Value, forms: Kwargs| plural(&f, n, &forms);
    env.add_function("plural", plural.clone());
    env.add_filter("plural", plural);

    let f = Arc::clone(&formatters);
    env.add_function("list", move |items: Vec<String>, options: Kwargs| list(&f, &items, &options));

    let f = Arc::clone(&formatters);
    let number = move |n: &Value| Ok::<_, Error>(f.number(&decimal(n)?));
    env.add_function("number", number.clone());
    env.add_filter("number", number);

    let (f, words) = (formatters, language.to_owned());
    let date = move |text: &str| date(&f, &words, text);
    env.add_function("date", date.clone());
    env.add_filter("date", date);

    let words = language.to_owned();
    let time = move |at: &Value| time(&words, at);
    env.add_function("time", time.clone());
    env.add_filter("time", time);

    let words = language.to_owned();
    let duration = move |seconds: &Value| length(&words, "patterns.duration", seconds);
    env.add_function("duration", duration.clone());
    env.add_filter("duration", duration);

    let words = language.to_owned();
    let spoken = move |seconds: &Value| length(&words, "patterns.spoken", seconds);
    env.add_function("spoken_duration", spoken.clone());
    env.add_filter("spoken_duration", spoken);

    env.add_function("letter", letter);
    env.add_filter("letter", letter);

    add_numbers(env);
}

/// The form for `n`, with its `#` replaced by the number. `zero`, when given, is also the form for 0 in languages
/// whose plural rules have no such category.
fn plural(formatters: &Formatters, n: &Value, forms: &Kwargs) -> Result<String, Error> {
    let number = decimal(n)?;
    let form = |name: &str| forms.get::<Option<String>>(name);
    let (zero, one, two) = (form("zero")?, form("one")?, form("two")?);
    let (few, many, other) = (form("few")?, form("many")?, forms.get::<String>("other")?);
    forms.assert_all_used()?;
    let special = match formatters.category(&number) {
        _ if number.absolute.is_zero() && zero.is_some() => zero,
        PluralCategory::Zero => zero,
        PluralCategory::One => one,
        PluralCategory::Two => two,
        PluralCategory::Few => few,
        PluralCategory::Many => many,
        PluralCategory::Other => None,
    };
    Ok(special.unwrap_or(other).replace('#', &formatters.number(&number)))
}

/// « a, b et c »; with `or=true` « a, b ou c ».
fn list(formatters: &Formatters, items: &[String], options: &Kwargs) -> Result<String, Error> {
    let or = options.get::<Option<bool>>("or")?.unwrap_or(false);
    options.assert_all_used()?;
    Ok(formatters.list(items, or))
}

fn date(formatters: &Formatters, language: &str, text: &str) -> Result<String, Error> {
    let date = iso_date(text).ok_or_else(|| invalid(format!("`{text}` is not a date such as 2026-11-12")))?;
    let text = formatters.date(date);
    Ok(host(language).render("patterns.date", context! { text, day => date.day_of_month().0 })?)
}

fn iso_date(text: &str) -> Option<Date<Iso>> {
    let mut parts = text.splitn(3, '-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    Date::try_new_iso(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

/// A time of day, from text such as `13:30` or seconds since midnight.
fn time(language: &str, at: &Value) -> Result<String, Error> {
    let seconds = match at.as_str() {
        Some(text) => seconds_of(text),
        None => u32::try_from(at.clone()).ok().filter(|&s| s <= 86_400),
    };
    let Some(s) = seconds else { return Err(invalid(format!("`{at}` is not a time such as 13:30"))) };
    let parts = context! { hour => s / 3600, minute => s / 60 % 60, second => s % 60 };
    Ok(host(language).render("patterns.time", parts)?)
}

fn seconds_of(text: &str) -> Option<u32> {
    let mut parts = text.split(':').map(|part| part.parse::<u32>().ok());
    let (hour, minute, second) = (parts.next()??, parts.next()??, parts.next().unwrap_or(Some(0))?);
    let seconds = hour.checked_mul(3600)?.checked_add(minute * 60 + second)?;
    (parts.next().is_none() && minute < 60 && second < 60 && seconds <= 86_400).then_some(seconds)
}

/// A length in seconds, as a pattern of the language writes it: shared time seldom divides into whole ones.
fn length(language: &str, pattern: &str, seconds: &Value) -> Result<String, Error> {
    let rounded = f64::try_from(seconds.clone()).map(f64::round).ok();
    let Some(s) = rounded.filter(|s| (0.0..=f64::from(u32::MAX)).contains(s)) else {
        return Err(invalid(format!("`{seconds}` is not a number of seconds")));
    };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it was just looked at")]
    let s = s as u32;
    let parts = context! { hours => s / 3600, minutes => s / 60 % 60, seconds => s % 60 };
    Ok(host(language).render(pattern, parts)?)
}

/// 0 is A, 25 is Z, 26 is AA.
fn letter(index: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = u64::from(index) + 1;
    while rest > 0 {
        rest -= 1;
        letters.push(char::from(b'A' + u8::try_from(rest % 26).unwrap_or(0)));
        rest /= 26;
    }
    letters.iter().rev().collect()
}

/// A number exactly as it is written; 2.0 is 2.
fn decimal(n: &Value) -> Result<Decimal, Error> {
    if n.kind() == ValueKind::Number {
        if let Ok(whole) = i64::try_from(n.clone()) {
            return Ok(Decimal::from(whole));
        }
        if let Ok(decimal) = Decimal::from_str(&n.to_string()) {
            return Ok(decimal);
        }
    }
    Err(invalid(format!("`{n}` is not a number")))
}

fn invalid(message: String) -> Error {
    Error::new(ErrorKind::InvalidOperation, message)
}
