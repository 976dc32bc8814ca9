//! What an author is told of a folder before anything of it is run: every mistake at its place in the files that they
//! write, in words that need no Rust.

mod files;
mod names;
mod schema;
mod shape;
mod words;

use std::collections::BTreeSet;
use std::ops::Range;

use serde_json::{Value, json};
use toml::de::DeTable;

use super::super::Session;
use crate::diagnostic::{Diagnostic, Place, SourceId, closest};
use crate::plugin::{CONTRACT, HANDOUTS, MANIFEST, Manifest};
use crate::words::{Words, WordsErrorKind};
use crate::workshop;

use words::WordsFile;

pub use files::Files;

/// The manifest of a format, when it and the words beside it will do.
///
/// # Errors
/// Every problem, at its place.
pub fn check(files: &Files, session: &mut Session) -> Result<Manifest, Vec<Diagnostic>> {
    check_all(files, session).map_err(|mut problems| {
        // As somebody who reads a file goes through it; what is about no place comes last.
        let place = |place: &Place| (place.source, place.span.start);
        problems.sort_by_key(|problem| (problem.place.is_none(), problem.place.as_ref().map(place)));
        problems
    })
}

fn check_all(files: &Files, session: &mut Session) -> Result<Manifest, Vec<Diagnostic>> {
    let text = files.manifest().map_err(|found| {
        let path = files.place.display().to_string();
        vec![Diagnostic::error("no-manifest").arg("path", path).arg("found", found)]
    })?;
    let path = files.path(MANIFEST);
    let source = session.sources.add(path.clone(), text.clone().into_owned());
    let wrong = check_manifest(&text, source);
    let wrong = if wrong.is_empty() { workshop::toml_faults(source, &text) } else { wrong };
    if !wrong.is_empty() {
        return Err(wrong);
    }
    let manifest: Manifest = toml::from_str(&text).map_err(|error| {
        // Its form is right: it is a value that is out of all bounds.
        let problem = Diagnostic::error("bad-manifest").arg("reason", json!(null));
        vec![problem.at(source, error.span().unwrap_or(0..0))]
    })?;
    let mut problems = Vec::new();
    if let Some(fault) = manifest.fault() {
        let key = fault.key.rsplit('.').next().unwrap_or_default();
        let place = place_of(key, &text);
        let problem = Diagnostic::error("bad-manifest").arg("reason", fault.reason);
        let problem = problem.arg("most", json!(fault.most())).arg("detail", fault.key);
        problems.push(problem.at(source, place));
    }
    if manifest.contract != CONTRACT {
        let problem = Diagnostic::error("plugin-refused").arg("path", path);
        let problem = problem.arg("plugin", manifest.id.as_str()).arg("found", manifest.contract.as_str());
        let place = text.find(&manifest.contract).map_or(0..0, |at| at..at + manifest.contract.len());
        problems.push(problem.arg("supported", json!([CONTRACT])).at(source, place));
    }
    let (words, wrong) = read_words(files, session);
    problems.extend(wrong);
    if problems.is_empty() {
        let recipe = recipe(&text);
        problems.extend(words::check(&manifest, recipe.as_ref(), &text, &words));
        problems.extend(recipe.iter().flat_map(|recipe| unused_templates(files, recipe)));
    }
    if problems.is_empty() { Ok(manifest) } else { Err(problems) }
}

/// The words of each language that this program knows, and what is wrong with them.
fn read_words(files: &Files, session: &mut Session) -> (Vec<WordsFile>, Vec<Diagnostic>) {
    let (mut read, mut problems) = (Vec::new(), Vec::new());
    for language in crate::words::languages() {
        let name = format!("{language}.toml");
        let path = files.path(&name);
        let Some(text) = files.text(&name) else {
            if crate::words::speaks(language) {
                problems.push(Diagnostic::error("no-words").arg("path", path).arg("language", language));
            }
            continue;
        };
        let text = text.into_owned();
        let source = session.sources.add(path.clone(), text.clone());
        let (words, wrong) = match Words::parse(language, &text) {
            Ok(words) => (Some(words.clone()), words.check()),
            Err(error) => (None, vec![error]),
        };
        for error in wrong {
            if matches!(error.kind, WordsErrorKind::Syntax(_)) {
                problems.extend(workshop::toml_faults(source, &text));
            } else {
                let problem = error.add_to(Diagnostic::error("bad-words"));
                problems.push(problem.at(source, error.span.unwrap_or(0..0)));
            }
        }
        if let Some(words) = words {
            read.push(WordsFile { path, source, text, words });
        }
    }
    (read, problems)
}

/// Templates that no handout of the recipe is made with, and handouts without one.
fn unused_templates(files: &Files, recipe: &Value) -> Vec<Diagnostic> {
    let handouts = recipe["handouts"].as_array().into_iter().flatten();
    let used: BTreeSet<String> = handouts
        .filter_map(|handout| handout["template"].as_str().or_else(|| handout["id"].as_str()))
        .map(|name| format!("{name}.md"))
        .collect();
    let names: BTreeSet<String> = files.below(HANDOUTS).map(str::to_owned).collect();
    let told =
        |code, name: &String| Diagnostic::error(code).arg("path", files.path(&format!("{HANDOUTS}{name}")));
    let unused = names.difference(&used).map(|name| told("plugin-template-unused", name));
    let missing = used.difference(&names).map(|name| told("plugin-template-missing", name));
    unused.chain(missing).collect()
}

/// Where a key stands that is the first thing on its line, or its table.
fn place_of(key: &str, text: &str) -> Range<usize> {
    let lines = text.split_inclusive('\n').scan(0, |at, line| {
        *at += line.len();
        Some((*at - line.len(), line))
    });
    let mut places = lines.filter_map(|(start, line)| {
        let indent = line.len() - line.trim_start().len();
        let head = line.trim_start().split(['=', ']']).next()?.trim().trim_start_matches('[');
        (head.rsplit('.').next() == Some(key)).then(|| start + indent..start + line.trim_end().len())
    });
    places.next().unwrap_or(0..0)
}

/// Everything in a `format.toml` that is not of the form that docs/writing-a-format.md gives; nothing when it is not
/// even TOML, which reading it tells.
fn check_manifest(text: &str, source: SourceId) -> Vec<Diagnostic> {
    let Ok(table) = DeTable::parse(text) else { return Vec::new() };
    let mut checker = shape::Checker::new(text, source, table.get_ref());
    checker.table(table.get_ref(), schema::MANIFEST, &shape::Path::root());
    checker.problems
}

/// What the stock component is to perform, in a `format.toml`.
fn recipe(text: &str) -> Option<Value> {
    let mut manifest: Value = toml::from_str(text).ok()?;
    manifest.get_mut("recipe").map(Value::take)
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
