//! Whether the words of a format are all there: what the host, the recipe and the other languages ask for.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use serde_json::{Value, json};
use toml::de::{DeTable, DeValue};

use super::{names, unknown};
use crate::diagnostic::{Diagnostic, SourceId};
use crate::plugin::{Manifest, PARTS};
use crate::words::{self, Word, Words};

/// The words of one language.
pub struct WordsFile {
    /// Its path, as messages name it.
    pub path: String,
    pub source: SourceId,
    pub text: String,
    pub words: Words,
}

/// The tables of a words file: what follows their names; none where the author names everything below.
const TABLES: [(&str, Below); 10] = [
    ("card", Below::Keys(&PARTS)),
    ("steps", Below::Named(&["title", "prompt", "note"])),
    ("problems", Below::Named(&["message", "help"])),
    ("roles", Below::Named(&["name", "tasks"])),
    ("seatings", Below::Named(&["name", "place", "count", "host"])),
    ("handouts", Below::Free),
    ("settings", Below::Free),
    ("supplies", Below::Free),
    ("columns", Below::Free),
    ("canvases", Below::Free),
];

/// What is below a table.
enum Below {
    /// These keys.
    Keys(&'static [&'static str]),
    /// Tables of the author's names, with these keys.
    Named(&'static [&'static str]),
    /// Keys of the author's.
    Free,
}

/// What the problems of a recipe may mention besides its names.
const OF_PROBLEMS: [&str; 5] = ["people", "least", "most", "instead", "format"];
/// What steps may mention besides the names of the recipe.
const OF_STEPS: [&str; 2] = ["people", "minutes"];

/// Everything that is missing, unknown or not defined in the words of a format.
pub fn check(
    manifest: &Manifest,
    recipe: Option<&Value>,
    text: &str,
    files: &[WordsFile],
) -> Vec<Diagnostic> {
    let mut problems: Vec<Diagnostic> = files.iter().flat_map(unknown_keys).collect();
    if problems.is_empty() {
        problems.extend(missing(manifest, recipe, files));
        problems.extend(empty(manifest, recipe, files));
    }
    if let (Some(recipe), Ok(table)) = (recipe, DeTable::parse(text)) {
        let seatings = names::seatings(table.get_ref());
        let known = names::of_recipe(table.get_ref(), &seatings);
        let repeated = repeated(recipe);
        problems.extend(files.iter().flat_map(|file| unknown_names(file, &known, &repeated)));
    }
    problems
}

/// Keys that nobody will ever ask for.
fn unknown_keys(file: &WordsFile) -> Vec<Diagnostic> {
    let Ok(table) = DeTable::parse(&file.text) else { return Vec::new() };
    let mut problems = Vec::new();
    let mut only = |table: &DeTable<'_>, keys: &[&str], tables: bool| {
        let all = table.iter().filter(|(name, _)| !keys.contains(&name.get_ref().as_ref()));
        for (name, _) in all.filter(|(_, value)| tables || !value.get_ref().is_table()) {
            let known = keys.iter().copied().filter(|key| !table.contains_key(*key));
            problems.push(unknown("words-key", name.get_ref(), known, (file.source, name.span()), false));
        }
    };
    // Templates may ask for tables of the author's own.
    only(table.get_ref(), &["name", "summary"], false);
    for (name, below) in &TABLES {
        let Some(DeValue::Table(found)) = table.get_ref().get(*name).map(toml::Spanned::get_ref) else {
            continue;
        };
        match below {
            Below::Keys(keys) => only(found, keys, true),
            Below::Named(keys) => {
                for (_, value) in found {
                    if let DeValue::Table(inner) = value.get_ref() {
                        only(inner, keys, true);
                    }
                }
            }
            Below::Free => {}
        }
    }
    problems
}

/// For each file, the keys that it lacks: told where another language has the first of them.
fn missing(manifest: &Manifest, recipe: Option<&Value>, files: &[WordsFile]) -> Vec<Diagnostic> {
    let required = required(manifest, recipe);
    let mut wanted: BTreeMap<&str, Option<(SourceId, Range<usize>)>> =
        required.iter().map(|key| (key.as_str(), None)).collect();
    for file in files {
        for key in file.words.keys() {
            let place = file.words.place(key).map(|(_, span)| (file.source, span));
            let known = wanted.entry(key).or_insert(None);
            *known = known.take().or(place);
        }
    }
    let lacking = |file: &WordsFile| {
        let keys: Vec<&str> = wanted.keys().copied().filter(|key| !file.words.has(key)).collect();
        if keys.is_empty() {
            return None;
        }
        let told: Vec<String> = keys.iter().map(|key| as_written(key)).collect();
        let problem = Diagnostic::error("words-missing").arg("path", file.path.as_str());
        let problem = problem.arg("keys", json!(told));
        Some(match keys.iter().find_map(|key| wanted[key].clone()) {
            Some((source, span)) => problem.at(source, span),
            None => problem,
        })
    };
    files.iter().filter_map(lacking).collect()
}

/// Words that have to say something and do not.
fn empty(manifest: &Manifest, recipe: Option<&Value>, files: &[WordsFile]) -> Vec<Diagnostic> {
    let required = required(manifest, recipe);
    let of = |file: &WordsFile| -> Vec<Diagnostic> {
        let is_empty =
            |key: &&String| matches!(file.words.get(key), Some(Word::One(text)) if text.trim().is_empty());
        let told = |key: &String| {
            let problem = Diagnostic::error("words-empty").arg("key", as_written(key));
            match file.words.place(key) {
                Some((_, span)) => problem.at(file.source, span),
                None => problem,
            }
        };
        required.iter().filter(is_empty).map(told).collect()
    };
    files.iter().flat_map(of).collect()
}

/// `[steps.welcome] title`.
pub fn as_written(key: &str) -> String {
    key.rsplit_once('.').map_or_else(|| key.to_owned(), |(table, key)| format!("[{table}] {key}"))
}

/// What the host asks for whatever happens, and what the recipe will.
fn required(manifest: &Manifest, recipe: Option<&Value>) -> BTreeSet<String> {
    let mut keys: BTreeSet<String> = ["name", "summary"].map(str::to_owned).into();
    keys.extend(PARTS.map(|part| format!("card.{part}")));
    keys.extend(manifest.settings.keys().map(|key| format!("settings.{key}")));
    let Some(recipe) = recipe else { return keys };
    keys.extend(steps(recipe).map(|(step, _)| format!("steps.{step}.title")));
    let ids = |table: &str, key: &str| {
        let ids = list(&recipe[table]).filter_map(|entry| entry[key].as_str());
        ids.map(str::to_owned).collect::<Vec<_>>()
    };
    keys.extend(ids("handouts", "id").iter().map(|id| format!("handouts.{id}")));
    for text in ids("problems", "text") {
        keys.extend([format!("problems.{text}.message"), format!("problems.{text}.help")]);
    }
    let own = ids("supplies", "item").into_iter().map(|item| format!("supplies.{item}"));
    keys.extend(own.filter(|key| !words::host("en").has(key)));
    let columns = list(&recipe["sheets"]).flat_map(|sheet| list(&sheet["columns"])).filter_map(Value::as_str);
    keys.extend(columns.map(|column| format!("columns.{column}")));
    let roles = list(&recipe["seatings"]).flat_map(|seating| list(&seating["roles"]));
    keys.extend(roles.filter_map(|role| role["id"].as_str()).map(|role| format!("roles.{role}.name")));
    keys
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

/// The steps of a recipe by the key of their words, and whether they repeat.
fn steps(recipe: &Value) -> impl Iterator<Item = (&str, bool)> {
    list(&recipe["steps"]).flat_map(|entry| {
        let together: Vec<&Value> = list(&entry["steps"]).collect();
        let steps = if together.is_empty() { vec![entry] } else { together };
        let repeats = !entry["repeat"].is_null();
        steps.into_iter().filter_map(move |step| {
            let text = step["text"].as_str().or_else(|| step["id"].as_str())?;
            Some((text, repeats || !step["repeat"].is_null()))
        })
    })
}

/// The steps that know their round.
fn repeated(recipe: &Value) -> BTreeSet<&str> {
    steps(recipe).filter(|(_, repeats)| *repeats).map(|(step, _)| step).collect()
}

/// What the texts of steps and problems mention though the recipe defines nothing of that name.
fn unknown_names(file: &WordsFile, known: &BTreeSet<String>, repeated: &BTreeSet<&str>) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    for key in file.words.keys() {
        let more: Vec<&str> = match key.split('.').collect::<Vec<_>>()[..] {
            ["steps", step, _] if repeated.contains(step) => [&OF_STEPS[..], &names::OF_ROUNDS].concat(),
            ["steps", ..] => OF_STEPS.to_vec(),
            ["problems", ..] => OF_PROBLEMS.to_vec(),
            _ => continue,
        };
        let Some((_, span)) = file.words.place(key) else { continue };
        let all: BTreeSet<&str> = known.iter().map(String::as_str).chain(more).collect();
        for name in file.words.arguments(key).iter().filter(|name| !all.contains(name.as_str())) {
            let place = (file.source, names::place(name, &file.text, &span));
            problems.push(unknown("words-name", name, all.iter().copied(), place, false));
        }
    }
    problems
}
