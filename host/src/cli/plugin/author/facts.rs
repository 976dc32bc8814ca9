//! What a `format.toml` says that is of the right form and true of nothing: names that are taken, names that nobody has,
//! versions that are none.

use std::ops::Range;

use toml::de::DeTable;

use super::unknown;
use crate::diagnostic::{Diagnostic, Severity, SourceId};
use crate::plugin::{Catalogue, Format, Manifest};

/// Warnings about a manifest, each at its place.
pub fn check(manifest: &Manifest, text: &str, source: SourceId) -> Vec<Diagnostic> {
    let Ok(table) = DeTable::parse(text) else { return Vec::new() };
    let place = |key: &str| table.get_ref().get(key).map_or(0..0, toml::Spanned::span);
    let mut problems = Vec::new();
    if !is_version(&manifest.version) {
        let problem = Diagnostic::warning("manifest-version").arg("found", manifest.version.as_str());
        problems.push(problem.at(source, place("version")));
    }
    // A damaged program is told elsewhere.
    let Ok(official) = Catalogue::official() else { return problems };
    if official.get(&manifest.id).is_some() {
        let problem = Diagnostic::warning("manifest-official").arg("name", manifest.id.as_str());
        problems.push(problem.at(source, place("id")));
    }
    let instead = table.get_ref().get("instead").and_then(|value| value.get_ref().as_array());
    let places: Vec<Range<usize>> =
        instead.into_iter().flat_map(|list| list.iter()).map(toml::Spanned::span).collect();
    let unheard = manifest.instead.iter().zip(places).filter(|(id, _)| official.get(id).is_none());
    problems.extend(unheard.map(|(id, span)| {
        let known: Vec<&str> = official.iter().map(Format::id).collect();
        let problem = unknown("manifest-instead", id, known, (source, span), true);
        Diagnostic { severity: Severity::Warning, ..problem }
    }));
    problems
}

/// Whether it is three numbers with points between them.
fn is_version(text: &str) -> bool {
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    text.split('.').count() == 3 && text.split('.').all(is_number)
}
