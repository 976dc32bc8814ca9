//! The file that is read, and the problems found so far.

use std::ops::Range;

use serde_json::Value;

use super::fields::{Item, raw};
use crate::diagnostic::{Diagnostic, SourceId};

/// Most problems that are kept.
const MOST_PROBLEMS: usize = 500;

/// Where problems are kept while `workshop.toml`, or the settings of a theme, are read.
pub(crate) struct Reader<'t> {
    pub source: SourceId,
    pub text: &'t str,
    pub problems: Vec<Diagnostic>,
    /// The keys that can stand at the top of the file, once they have been read.
    pub top_keys: Vec<&'static str>,
}

impl<'t> Reader<'t> {
    pub(crate) fn new(source: SourceId, text: &'t str) -> Self {
        Self { source, text, problems: Vec::new(), top_keys: Vec::new() }
    }

    /// An error at a place of the file, to be completed and reported.
    pub(super) fn error(&self, code: &'static str, span: &Range<usize>) -> Diagnostic {
        Diagnostic::error(code).at(self.source, span.clone())
    }

    /// An error about the value of a key: its words can mention `key`.
    pub(crate) fn error_in(&self, code: &'static str, item: &Item<'_>) -> Diagnostic {
        self.error(code, &item.span).arg("key", item.name)
    }

    /// Keeps a problem. Beyond very many, only a first error is.
    pub(crate) fn report(&mut self, problem: Diagnostic) {
        if !self.is_full() || (problem.is_error() && !self.problems.iter().any(Diagnostic::is_error)) {
            self.problems.push(problem);
        }
    }

    /// True when so many problems were found that more of them help nobody.
    pub(super) fn is_full(&self) -> bool {
        self.problems.len() >= MOST_PROBLEMS
    }

    /// Keys that a table must have and has not, with a line to add for each.
    pub(super) fn report_missing(&mut self, keys: &[&'static str], span: &Range<usize>) {
        if keys.is_empty() {
            return;
        }
        let names: Vec<Value> = keys.iter().map(|key| Value::from(*key)).collect();
        let lines: Vec<Value> = keys.iter().map(|key| Value::from(example(key))).collect();
        let problem = self.error("missing-keys", span).arg("keys", names).arg("lines", lines);
        self.report(problem);
    }

    /// A value of another type than its key expects. `kind` is a word under `[kinds]`; the replacement is what
    /// was probably meant.
    pub(crate) fn wrong_type(&mut self, item: &Item<'_>, kind: &str, replacement: Option<String>) {
        let mut problem = self
            .error_in("wrong-type", item)
            .word("expected", &format!("kinds.{kind}"))
            .word("found", &format!("found.{}", item.found(self.text)))
            .arg("meant", replacement.clone());
        problem.replacement = replacement;
        self.report(problem);
    }

    /// A number outside its bounds, which are included in them.
    pub(super) fn out_of_bounds(&mut self, item: &Item<'_>, value: impl Into<Value>, min: u64, max: u64) {
        let problem =
            self.error_in("out-of-bounds", item).arg("value", value).arg("min", min).arg("max", max);
        self.report(problem);
    }

    /// What is written at a value, without its quotes.
    pub(super) fn written(&self, item: &Item<'_>) -> &'t str {
        raw(self.text, &item.span).trim_matches(['"', '\'']).trim()
    }
}

/// A line that gives a required key a value.
fn example(key: &str) -> &'static str {
    match key {
        "language" => "language = \"fr\"",
        "people" => "people = 24",
        "start" => "start = 13:30",
        "end" => "end = 17:00",
        _ => "title = \"…\"",
    }
}
