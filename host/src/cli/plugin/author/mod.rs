//! What an author is told of a folder before anything of it is run: every mistake at its place in the files that they
//! write, in words that need no Rust.

mod facts;
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
use crate::document::{DocumentError, Templates};
use crate::plugin::{CONTRACT, HANDOUTS, MANIFEST, Manifest};
use crate::words::{Words, WordsErrorKind};
use crate::workshop;

use words::WordsFile;

pub use files::Files;
pub use words::as_written;

/// The manifest of a format, when it and the words beside it will do. What is merely worth knowing is told.
///
/// # Errors
/// Every problem, at its place.
pub fn check(files: &Files, session: &mut Session) -> Result<Manifest, Vec<Diagnostic>> {
    let (manifest, mut problems) = check_all(files, session);
    // As somebody who reads a file goes through it; what is about no place comes last.
    let place = |place: &Place| (place.source, place.span.start);
    problems.sort_by_key(|problem| (problem.place.is_none(), problem.place.as_ref().map(place)));
    match manifest {
        Some(manifest) if !problems.iter().any(Diagnostic::is_error) => {
            session.tell(&problems, session.words());
            Ok(manifest)
        }
        _ => Err(problems),
    }
}

/// The manifest, as far as it can be read, and all that is wrong: with it, the words and the templates.
fn check_all(files: &Files, session: &mut Session) -> (Option<Manifest>, Vec<Diagnostic>) {
    let text = match files.manifest() {
        Ok(text) => text.into_owned(),
        Err(found) => {
            let path = files.place.display().to_string();
            return (None, vec![Diagnostic::error("no-manifest").arg("path", path).arg("found", found)]);
        }
    };
    let source = session.sources.add(files.path(MANIFEST), text.clone());
    let (manifest, mut problems) = read_manifest(files, &text, source);
    let (words, wrong) = read_words(files, session);
    problems.extend(wrong);
    problems.extend(broken_templates(files, session));
    if let Some(manifest) = &manifest
        && !problems.iter().any(Diagnostic::is_error)
    {
        let recipe = recipe(&text);
        problems.extend(words::check(manifest, recipe.as_ref(), &text, &words));
        problems.extend(recipe.iter().flat_map(|recipe| unused_templates(files, recipe)));
    }
    (manifest, problems)
}

/// A `format.toml`, when its form is right, and what is wrong with it.
fn read_manifest(files: &Files, text: &str, source: SourceId) -> (Option<Manifest>, Vec<Diagnostic>) {
    let wrong = check_manifest(text, source);
    let wrong = if wrong.is_empty() { workshop::toml_faults(source, text) } else { wrong };
    if !wrong.is_empty() {
        return (None, wrong);
    }
    let manifest: Manifest = match toml::from_str(text) {
        Ok(manifest) => manifest,
        Err(error) => {
            // Its form is right: it is a value that is out of all bounds.
            let problem = Diagnostic::error("bad-manifest").arg("reason", json!(null));
            return (None, vec![problem.at(source, error.span().unwrap_or(0..0))]);
        }
    };
    let mut problems = facts::check(&manifest, text, source);
    if let Some(fault) = manifest.fault() {
        let key = fault.key.rsplit('.').next().unwrap_or_default();
        let place = place_of(key, text);
        let problem = Diagnostic::error("bad-manifest").arg("reason", fault.reason);
        let problem = problem.arg("most", json!(fault.most())).arg("detail", fault.key);
        problems.push(problem.at(source, place));
    }
    if manifest.contract != CONTRACT {
        let problem = Diagnostic::error("plugin-refused").arg("path", files.path(MANIFEST));
        let problem = problem.arg("plugin", manifest.id.as_str()).arg("found", manifest.contract.as_str());
        let place = text.find(&manifest.contract).map_or(0..0, |at| at..at + manifest.contract.len());
        problems.push(problem.arg("supported", json!([CONTRACT])).at(source, place));
    }
    (Some(manifest), problems)
}

/// Templates that cannot be understood, whatever they are to say.
fn broken_templates(files: &Files, session: &mut Session) -> Vec<Diagnostic> {
    let texts = files.below(HANDOUTS).filter_map(|name| {
        let text = files.text(&format!("{HANDOUTS}{name}"))?;
        Some((name.strip_suffix(".md")?.to_owned(), text.into_owned()))
    });
    let templates = Templates::new(texts, |environment| crate::words::add_functions(environment, "en"));
    let told = |mut error: DocumentError| {
        error.template = files.path(&format!("{HANDOUTS}{}.md", error.template));
        error.into_diagnostic(&mut session.sources)
    };
    templates.check().into_iter().map(told).collect()
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
