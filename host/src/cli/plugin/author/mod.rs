//! What an author is told of a folder before anything of it is run: every mistake at its place in the files that they
//! write, in words that need no Rust.

mod names;
mod schema;
mod shape;
mod words;

use std::ops::Range;

use serde_json::json;
use toml::de::DeTable;

use crate::diagnostic::{Diagnostic, SourceId, closest};

pub use words::{WordsFile, check as check_words};

/// Everything in a `format.toml` that is not of the form that docs/writing-a-format.md gives; nothing when it is not
/// even TOML, which reading it tells.
pub fn check_manifest(text: &str, source: SourceId) -> Vec<Diagnostic> {
    let Ok(table) = DeTable::parse(text) else { return Vec::new() };
    let mut checker = shape::Checker::new(text, source, table.get_ref());
    checker.table(table.get_ref(), schema::MANIFEST, &shape::Path::root());
    checker.problems
}

/// A problem about a name that is none of those that are known; with the close one to type instead.
fn unknown<'k>(
    code: &'static str,
    name: &str,
    known: impl IntoIterator<Item = &'k str> + Clone,
    place: (SourceId, Range<usize>),
    quoted: bool,
) -> Diagnostic {
    let meant = names::meant(name).filter(|meant| known.clone().into_iter().any(|known| known == *meant));
    let close = closest(name, known.clone()).or(meant);
    let known: Vec<&str> = known.into_iter().collect();
    let problem = Diagnostic::error(code).arg("name", name).arg("close", json!(close));
    let problem = problem.arg("known", json!(known)).at(place.0, place.1);
    match close {
        Some(close) if quoted => problem.replace_with(format!("\"{close}\"")),
        Some(close) => problem.replace_with(close),
        None => problem,
    }
}
