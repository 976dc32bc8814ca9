//! What cannot be read at all, in the words of someone who does not know TOML.

use std::ops::Range;

use toml::de::{DeTable, DeValue, Error};

use super::fields::raw;
use super::loose;
use super::reader::Reader;
use super::values::quoted;
use crate::diagnostic::Diagnostic;

/// Problems that only follow from lines that could not be read.
const FOLLOW_UPS: [&str; 6] =
    ["missing-keys", "missing-key", "unknown-key", "misplaced-key", "no-kind", "no-blocks"];

/// Most syntax errors that are looked at.
const MOST_ERRORS: usize = 200;

/// Syntax errors that leave the line's key known.
const OF_A_VALUE: [&str; 3] = ["missing-quotes", "missing-value", "bad-value"];

/// Puts the syntax errors among the problems that were found in what could be read, in the order of the file.
///
/// A value that nobody could read and that has a problem of its own is reported once, by the reader that knows
/// what was expected there. Of a line, or of a list that never ends, only the first syntax error is kept.
/// Also says whether every key of the file is known.
pub(crate) fn merge(
    errors: &[Error],
    table: &DeTable<'_>,
    mut reader: Reader<'_>,
) -> (Vec<Diagnostic>, bool) {
    let (file, text) = (reader.source, reader.text);
    let span_of = |problem: &Diagnostic| {
        let place = problem.place.as_ref().filter(|place| place.source == file);
        place.map(|place| place.span.clone())
    };
    let mut found: Vec<Diagnostic> = Vec::new();
    let mut dead: Vec<Range<usize>> = Vec::new();
    // What is never closed explains the errors within it.
    let (unclosed, others): (Vec<&Error>, Vec<&Error>) =
        errors.iter().take(MOST_ERRORS).partition(|error| error.message().starts_with("unclosed"));
    for error in unclosed.into_iter().chain(others) {
        let span = error.span().unwrap_or_default();
        if dead.iter().any(|dead| dead.contains(&span.start) || dead.end == span.start) {
            continue;
        }
        let is_around = |place: Range<usize>| place.start <= span.start && span.end <= place.end;
        let is_explained =
            |problem: &Diagnostic| problem.is_error() && span_of(problem).is_some_and(is_around);
        let of_a_value = !span.is_empty() && !error.message().starts_with("duplicate key");
        if of_a_value && reader.problems.iter().any(is_explained) {
            continue;
        }
        let (problem, extent) =
            Syntax { text, span: &span, message: error.message(), table }.explain(&reader);
        if problem.code == "missing-value" {
            reader.problems.retain(|problem| span_of(problem) != Some(span.clone()));
        }
        dead.push(extent);
        found.push(problem);
    }
    let whole = found.iter().all(|problem| OF_A_VALUE.contains(&problem.code.as_ref()));
    if !whole {
        reader.problems.retain(|problem| {
            let is_dead =
                span_of(problem).is_some_and(|span| dead.iter().any(|dead| dead.contains(&span.start)));
            !is_dead && !FOLLOW_UPS.contains(&problem.code.as_ref())
        });
    }
    let mut problems = reader.problems;
    problems.extend(found);
    problems.sort_by_key(|problem| problem.place.as_ref().map(|place| (place.source, place.span.start)));
    (problems, whole)
}

/// A syntax error.
struct Syntax<'a> {
    text: &'a str,
    span: &'a Range<usize>,
    message: &'a str,
    table: &'a DeTable<'a>,
}

impl Syntax<'_> {
    /// The problem, and the part of the text in which nothing else is said.
    fn explain(&self, reader: &Reader<'_>) -> (Diagnostic, Range<usize>) {
        let line = self.line();
        let here = self.shown_span();
        let written = raw(self.text, self.span).trim();
        let message = self.message;
        let starts = |start: &str| message.starts_with(start);
        let problem = |code: &'static str, span: &Range<usize>| reader.error(code, span);
        if starts("duplicate key") {
            return self.duplicate(reader);
        }
        if let Some((bracket, all)) = starts("unclosed").then(|| self.opening()).flatten() {
            let open = raw(self.text, &bracket).to_owned();
            let close = if open == "{" { "}" } else { "]" };
            return (problem("unclosed-bracket", &bracket).arg("open", open).arg("close", close), all);
        }
        if starts("string values must be quoted") && written.is_empty() {
            return (problem("missing-value", &here), line);
        }
        if starts("string values must be quoted") {
            let plain = written
                .trim_matches(['“', '”', '„', '«', '»', '\'', '"', '‘', '’', '\u{a0}', '\u{202f}', ' ']);
            let meant = quoted(plain);
            let problem = problem("missing-quotes", self.span).arg("meant", meant.as_str());
            return (problem.replace_with(meant), line);
        }
        if starts("invalid boolean") {
            let meant = loose::yes_no(written).map(|value| value.to_string());
            let mut problem =
                problem("bad-value", self.span).arg("value", written).arg("meant", meant.clone());
            problem.replacement = meant;
            return (problem, line);
        }
        if starts("key with no value") || (starts("invalid unquoted key") && written == ":") {
            return (self.no_equals(reader), line);
        }
        if starts("invalid unquoted key") {
            let key = raw(self.text, &line).split(['=', ' ']).next().unwrap_or_default();
            return (problem("bad-key", self.span).arg("key", key), line);
        }
        if starts("missing comma") {
            return (problem("missing-comma", &here), line);
        }
        if starts("invalid basic string") || starts("invalid literal string") {
            return (problem("unclosed-text", &line), line);
        }
        if starts("invalid multi-line") {
            return (problem("unclosed-text", &here), here.start..self.text.len());
        }
        if message.contains("unicode") || message.contains("escape") || starts("missing escaped value") {
            return (problem("backslash", &here), line);
        }
        if starts("unclosed") {
            let close = if message.contains("array table") { "]]" } else { "]" };
            let meant = format!("{}{close}", raw(self.text, &line).trim_end_matches(']').trim_end());
            return (problem("unclosed-header", &line).arg("close", close).replace_with(meant), line);
        }
        let is_value = ["invalid", "unexpected leading zero", "unexpected sign", "redundant", "radix"];
        if is_value.iter().any(|start| starts(start)) && !written.is_empty() {
            let meant = written.contains(':').then(|| loose::clock(written)).flatten();
            let meant = meant.map(|clock| clock.to_string());
            let mut problem =
                problem("bad-value", self.span).arg("value", written).arg("meant", meant.clone());
            problem.replacement = meant;
            return (problem, line);
        }
        (problem("not-understood", &here), line)
    }

    /// The line of the error, without spaces around it.
    fn line(&self) -> Range<usize> {
        let at = self.span.start.min(self.text.len());
        let start = self.text[..at].rfind('\n').map_or(0, |newline| newline + 1);
        let end = self.text[at..].find('\n').map_or(self.text.len(), |newline| at + newline);
        let line = &self.text[start..end];
        let trimmed = line.trim_start_matches('\u{feff}').trim();
        let start = start + line.find(trimmed).unwrap_or_default();
        start..start + trimmed.len()
    }

    /// The error's place; an empty one is moved to the character before it.
    fn shown_span(&self) -> Range<usize> {
        let line = self.line();
        if !self.span.is_empty() || self.span.start <= line.start {
            return self.span.clone();
        }
        let before = self.text[..self.span.start].char_indices().next_back();
        before.map_or(self.span.clone(), |(start, _)| start..self.span.start)
    }

    /// A key or a table that is there already, and where it was first. All that stands below a table given twice
    /// goes with it.
    fn duplicate(&self, reader: &Reader<'_>) -> (Diagnostic, Range<usize>) {
        let key = raw(self.text, self.span);
        let line = self.line();
        if !raw(self.text, &line).starts_with('[') {
            let mut problem = reader.error("key-twice", self.span).arg("key", key);
            if let Some(first) = last_key_before(self.table, key, self.span.start) {
                problem = problem.context(reader.source, first, "first");
            }
            return (problem, line);
        }
        if let Some(told) = self.title_of_tracks(reader, key, &line) {
            return told;
        }
        let below = self.text[line.end..].find("\n[").map_or(self.text.len(), |next| line.end + next);
        let single = format!("[{key}]");
        if ["block", "day"].contains(&key)
            && let Some(start) = self.text.find(&format!("\n{single}")).map(|newline| newline + 1)
        {
            let meant = format!("[{single}]");
            let problem = reader.error("single-brackets", &(start..start + single.len()));
            let problem = problem.arg("key", key).arg("header", meant.as_str()).replace_with(meant);
            return (problem, line.start..below);
        }
        (reader.error("key-twice", self.span).arg("key", key), line.start..below)
    }

    /// `track = "…"` above `[[block.track]]`: the title of the block. All its tracks go with it.
    fn title_of_tracks(
        &self,
        reader: &Reader<'_>,
        key: &str,
        line: &Range<usize>,
    ) -> Option<(Diagnostic, Range<usize>)> {
        let (first, is_text, has_title) = text_before(self.table, key, self.span.start)?;
        if key != "track" || !is_text {
            return None;
        }
        let header = raw(self.text, line);
        let inner = header.trim_end_matches(']');
        let is_of_tracks = |line: &str| line.starts_with(inner) || !line.starts_with('[');
        let lines = self.text[line.start..].split_inclusive('\n');
        let below: usize = lines.take_while(|line| is_of_tracks(line.trim_start())).map(str::len).sum();
        let mut problem = reader
            .error("track-as-title", &first)
            .arg("header", header)
            .arg("titled", has_title)
            .context(reader.source, line.clone(), "tracks");
        if !has_title {
            problem = problem.replace_with("title");
        }
        Some((problem, first.start..line.start + below))
    }

    /// A line with a colon where the sign `=` should be, or with neither.
    fn no_equals(&self, reader: &Reader<'_>) -> Diagnostic {
        let line = self.line();
        let written = raw(self.text, &line);
        let is_key =
            |key: &str| !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        match written.split_once(':') {
            Some((key, value)) if is_key(key.trim()) && !value.trim().is_empty() => {
                let meant = format!("{} = {}", key.trim(), value.trim());
                reader.error("colon", &line).replace_with(meant)
            }
            _ => reader.error("no-equals", &line),
        }
    }

    /// The bracket that is never closed, and all that is between it and the error.
    fn opening(&self) -> Option<(Range<usize>, Range<usize>)> {
        let mut opening = None;
        let mut open = |span: Range<usize>| {
            if span.end == self.span.start && raw(self.text, &span).starts_with(['[', '{']) {
                opening.get_or_insert(span);
            }
        };
        each_value(self.table, &mut open);
        let all = opening?;
        Some((all.start..all.start + 1, all))
    }
}

/// The last place before `end` at which a key of this name stands.
fn last_key_before(table: &DeTable<'_>, name: &str, end: usize) -> Option<Range<usize>> {
    text_before(table, name, end).map(|(place, ..)| place)
}

/// The last key of this name before `end`, whether its value is a text, and whether it has a title beside it.
fn text_before(table: &DeTable<'_>, name: &str, end: usize) -> Option<(Range<usize>, bool, bool)> {
    let mut last: Option<(Range<usize>, bool, bool)> = None;
    each_table(table, &mut |table| {
        let Some((key, value)) = table.get_key_value(name) else { return };
        let span = key.span();
        if span.start < end && last.as_ref().is_none_or(|(last, ..)| last.start < span.start) {
            last = Some((span, value.get_ref().is_str(), table.contains_key("title")));
        }
    });
    last
}

fn each_table<'t>(table: &'t DeTable<'t>, act: &mut dyn FnMut(&'t DeTable<'t>)) {
    act(table);
    for value in table.values() {
        match value.get_ref() {
            DeValue::Table(inner) => each_table(inner, act),
            DeValue::Array(items) => {
                items.iter().filter_map(|item| item.get_ref().as_table()).for_each(|t| each_table(t, act));
            }
            _ => {}
        }
    }
}

/// Every list and table that is written as a value, the outer ones first.
fn each_value(table: &DeTable<'_>, act: &mut dyn FnMut(Range<usize>)) {
    fn visit(value: &toml::Spanned<DeValue<'_>>, act: &mut dyn FnMut(Range<usize>)) {
        match value.get_ref() {
            DeValue::Table(inner) => {
                act(value.span());
                each_value(inner, act);
            }
            DeValue::Array(items) => {
                act(value.span());
                items.iter().for_each(|item| visit(item, act));
            }
            _ => {}
        }
    }
    table.iter().for_each(|(_, value)| visit(value, act));
}
