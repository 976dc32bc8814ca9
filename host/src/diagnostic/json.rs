//! Problems for programs: the same texts, with places as numbers.

use serde_json::{Value, json};

use super::texts::Texts;
use super::{Diagnostic, Phrases, Severity, Sources};

/// The version of this form. It changes when a program that reads it would have to.
const VERSION: u32 = 1;

/// `{"version": 1, "problems": […]}`: each with `code`, `severity` (`error` or `warning`), `message`, `help`,
/// `file`, `line` and `column` (from 1, in characters), `start` and `end` (bytes of the text) and
/// `replacement`, a text for these bytes; or `insertion`, a `text` to add at the byte `at`. What there is not is null.
#[must_use]
pub fn render(problems: &[Diagnostic], sources: &Sources, phrases: &dyn Phrases) -> Value {
    let problems: Vec<Value> = problems.iter().map(|problem| render_one(problem, sources, phrases)).collect();
    json!({ "version": VERSION, "problems": problems })
}

fn render_one(problem: &Diagnostic, sources: &Sources, phrases: &dyn Phrases) -> Value {
    let texts = Texts::of(problem, phrases);
    let severity = match problem.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let source = problem.place.as_ref().map(|place| sources.get(place.source));
    let span = problem.place.as_ref().map(|place| &place.span);
    let position = source.zip(span).map(|(source, span)| source.position(span.start));
    json!({
        "code": problem.code,
        "severity": severity,
        "message": texts.message,
        "help": texts.help,
        "file": source.map(|source| &source.name),
        "line": position.map(|(line, _)| line),
        "column": position.map(|(_, column)| column),
        "start": span.map(|span| span.start),
        "end": span.map(|span| span.end),
        "replacement": problem.replacement,
        "insertion": problem.insertion.as_ref().map(|added| json!({ "at": added.at, "text": added.text })),
    })
}
