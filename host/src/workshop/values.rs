//! Values of one type each. What is not of that type is reported, with what was probably meant.

use crate::diagnostic::{closest, folded};
use std::fmt::Write;
use std::path::{Component, Path};

use serde_json::Value;
use toml::de::{DeInteger, DeValue};

use super::fields::{Item, Scope};
use super::reader::Reader;
use super::{Clock, Minutes, Spanned, clean, loose};

/// Longest title or name, in characters.
pub(super) const LONGEST_LINE: usize = 200;

/// Longest purpose, in characters.
pub(super) const LONGEST_SENTENCE: usize = 1_000;

/// Longest notes, prompt or setting, in characters.
pub(super) const LONGEST_TEXT: usize = 5_000;

/// Longest block, in minutes: a day.
pub(super) const LONGEST_BLOCK: u32 = 24 * 60;

impl Reader<'_> {
    /// A text of one line, not empty: line ends become spaces.
    pub(crate) fn line(&mut self, item: &Item<'_>) -> Option<Spanned<String>> {
        self.text_value(item, LONGEST_LINE, clean::line)
    }

    /// A longer text of one line.
    pub(crate) fn sentence(&mut self, item: &Item<'_>) -> Option<Spanned<String>> {
        self.text_value(item, LONGEST_SENTENCE, clean::line)
    }

    /// A text of several lines.
    pub(super) fn lines(&mut self, item: &Item<'_>) -> Option<Spanned<String>> {
        self.text_value(item, LONGEST_TEXT, clean::lines)
    }

    fn text_value(
        &mut self,
        item: &Item<'_>,
        longest: usize,
        clean: fn(&str) -> clean::Clean,
    ) -> Option<Spanned<String>> {
        let Some(text) = item.value.as_str() else {
            let written = self.written(item);
            let simple = !item.value.is_array() && !item.value.is_table() && !written.contains('\n');
            self.wrong_type(item, "text", simple.then(|| quoted(written)));
            return None;
        };
        let cleaned = clean(text);
        let length = cleaned.text.chars().count();
        if length > longest {
            let problem = self.error_in("too-long", item).arg("length", length).arg("max", longest);
            self.report(problem);
            return None;
        }
        if cleaned.text.is_empty() {
            let problem = self.error_in("empty-text", item);
            self.report(problem);
            return None;
        }
        if cleaned.had_direction_marks {
            self.warn_direction_marks(item);
        }
        Some(Spanned { value: cleaned.text, span: item.span.clone() })
    }

    pub(super) fn warn_direction_marks(&mut self, item: &Item<'_>) {
        let mut problem = self.error_in("direction-marks", item);
        problem.severity = crate::diagnostic::Severity::Warning;
        self.report(problem);
    }

    /// A whole number within bounds, which are included. `kind` is a word under `[kinds]`.
    pub(super) fn whole(&mut self, item: &Item<'_>, kind: &str, min: u32, max: u32) -> Option<Spanned<u32>> {
        let DeValue::Integer(integer) = item.value else {
            let meant = loose::minutes(self.written(item)).map(|number| number.to_string());
            self.wrong_type(item, kind, meant);
            return None;
        };
        let written = self.written(item);
        let plain = written.trim_start_matches('0');
        if written.len() > plain.len() && plain.bytes().all(|b| b.is_ascii_digit()) && !plain.is_empty() {
            let problem = self.error_in("bad-value", item).arg("value", written).arg("meant", plain);
            self.report(problem.replace_with(plain));
            return None;
        }
        match whole_number(integer).and_then(|number| u32::try_from(number).ok()) {
            Some(value) if (min..=max).contains(&value) => Some(Spanned { value, span: item.span.clone() }),
            _ => {
                self.out_of_bounds(item, self.written(item), min.into(), max.into());
                None
            }
        }
    }

    /// A time of day.
    pub(super) fn clock(&mut self, item: &Item<'_>) -> Option<Spanned<Clock>> {
        if let DeValue::Datetime(moment) = item.value
            && let (None, Some(time), None) = (moment.date, moment.time, moment.offset)
            && time.nanosecond.unwrap_or(0) == 0
            && time.second.unwrap_or(0) < 60
        {
            let (hour, minute) = (u32::from(time.hour), u32::from(time.minute));
            let seconds = hour * 3600 + minute * 60 + u32::from(time.second.unwrap_or(0));
            return Some(Spanned { value: Clock(seconds), span: item.span.clone() });
        }
        let written = self.written(item);
        let meant = match item.value {
            DeValue::Integer(_) => loose::clock(&format!("{written}h")),
            DeValue::Array(_) | DeValue::Table(_) => None,
            _ => loose::clock(written),
        };
        self.wrong_type(item, "time", meant.map(|clock| clock.to_string()));
        None
    }

    /// A date, written as a TOML date or as a text, as an ISO date.
    pub(super) fn date(&mut self, item: &Item<'_>) -> Option<Spanned<String>> {
        let written = self.written(item);
        let is_date = match item.value {
            DeValue::Datetime(moment) => moment.date.is_some() && moment.time.is_none(),
            DeValue::String(_) => written.len() == 10 && written.as_bytes()[4] == b'-',
            _ => false,
        };
        match loose::date(written) {
            Some(value) if is_date => Some(Spanned { value, span: item.span.clone() }),
            meant => {
                let meant = meant.or_else(|| loose::date(written.split(['T', ' ']).next()?));
                self.wrong_type(item, "date", meant);
                None
            }
        }
    }

    /// True or false.
    pub(super) fn yes_no(&mut self, item: &Item<'_>) -> Option<bool> {
        if let DeValue::Boolean(value) = item.value {
            return Some(*value);
        }
        let meant = loose::yes_no(self.written(item)).map(|value| value.to_string());
        self.wrong_type(item, "yes-no", meant);
        None
    }

    /// How long a block is asked to be: a number, or two.
    pub(super) fn minutes(&mut self, item: &Item<'_>) -> Option<Spanned<Minutes>> {
        let spanned = |value| Some(Spanned { value, span: item.span.clone() });
        if let DeValue::Integer(_) = item.value {
            return spanned(Minutes::Fixed(self.whole(item, "minutes", 1, LONGEST_BLOCK)?.value));
        }
        let bounds: Vec<Item<'_>> = item.list().map(Iterator::collect).unwrap_or_default();
        let [least, most] = bounds.as_slice() else {
            let written = self.written(item);
            let range = loose::minutes_range(written).map(|(least, most)| format!("[{least}, {most}]"));
            let meant = range.or_else(|| Some(loose::minutes(written)?.to_string()));
            self.wrong_type(item, "minutes", meant.filter(|_| item.value.as_array().is_none()));
            return None;
        };
        let least = self.whole(least, "minutes", 1, LONGEST_BLOCK);
        let most = self.whole(most, "minutes", 1, LONGEST_BLOCK);
        let (least, most) = (least?.value, most?.value);
        if least > most {
            let problem = self.error_in("upside-down", item).arg("min", least).arg("max", most);
            self.report(problem.replace_with(format!("[{most}, {least}]")));
            return None;
        }
        spanned(Minutes::Range(least, most))
    }

    /// One of a few words. `synonyms` are other words for them, to be proposed.
    pub(super) fn choice<T: Copy>(
        &mut self,
        item: &Item<'_>,
        choices: &[(&str, T)],
        synonyms: &[(&str, &str)],
    ) -> Option<T> {
        let names = || choices.iter().map(|(name, _)| *name);
        let written = item.value.as_str().unwrap_or_else(|| self.written(item)).trim();
        if let Some((_, value)) = choices.iter().find(|(name, _)| item.value.as_str() == Some(*name)) {
            return Some(*value);
        }
        if !item.value.is_str() && names().any(|name| name == written) {
            let meant = quoted(written);
            let problem =
                self.error_in("missing-quotes", item).arg("meant", meant.as_str()).replace_with(meant);
            self.report(problem);
            return None;
        }
        let word = folded(written);
        let meant = synonyms.iter().find(|(name, _)| *name == word).map(|(_, meant)| *meant);
        let close = meant.or_else(|| closest(written, names()));
        let mut problem = self
            .error_in("unknown-value", item)
            .arg("value", written)
            .arg("choices", names().map(Value::from).collect::<Vec<_>>())
            .arg("close", close);
        problem.replacement = close.map(quoted);
        self.report(problem);
        None
    }

    /// A list of texts of one line.
    pub(super) fn line_list(&mut self, item: &Item<'_>) -> Option<Vec<Spanned<String>>> {
        let Some(items) = item.list() else {
            let meant = item.value.as_str().map(|text| format!("[{}]", quoted(text.trim())));
            self.wrong_type(item, "list-of-texts", meant);
            return None;
        };
        Some(items.filter_map(|item| self.line(&item)).collect())
    }

    /// The tables of `[[block]]` and the like.
    pub(super) fn tables<'t>(&mut self, item: &Item<'t>, scope: Scope) -> Vec<super::fields::Fields<'t>> {
        if item.value.is_table() {
            let header = self.written(item);
            let meant = header.starts_with('[').then(|| format!("[{header}]"));
            let mut problem = self.error_in("single-brackets", item).arg("header", meant.clone());
            problem.replacement = meant;
            self.report(problem);
            return item.table(scope).into_iter().collect();
        }
        let Some(items) = item.list() else {
            self.wrong_type(item, "tables", None);
            return Vec::new();
        };
        let mut tables = Vec::new();
        for entry in items {
            match entry.table(scope) {
                Some(fields) => tables.push(fields),
                None => self.wrong_type(&entry, "tables", None),
            }
        }
        tables
    }

    /// The table of `[seating]`, or one between braces.
    pub(super) fn one_table<'t>(
        &mut self,
        item: &Item<'t>,
        scope: Scope,
    ) -> Option<super::fields::Fields<'t>> {
        let table = item.table(scope);
        if table.is_none() {
            self.wrong_type(item, "table", None);
        }
        table
    }
}

/// A TOML integer. None when it has more than 63 bits.
pub(super) fn whole_number(integer: &DeInteger<'_>) -> Option<i64> {
    i64::from_str_radix(integer.as_str(), integer.radix()).ok()
}

/// A text as TOML writes it.
pub(crate) fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            '\n' => quoted.push_str("\\n"),
            c if c.is_control() => {
                let _ = write!(quoted, "\\u{:04X}", u32::from(c));
            }
            c => quoted.push(c),
        }
    }
    quoted + "\""
}

/// True for a path that stays in its folder, on any system.
pub(crate) fn is_inside(path: &str) -> bool {
    let parts = Path::new(path).components();
    !path.contains(['\\', ':'])
        && parts.into_iter().all(|part| matches!(part, Component::Normal(_) | Component::CurDir))
}
