//! Whether a `format.toml` has the form that the [`schema`](super::schema) says.

use std::collections::BTreeSet;
use std::ops::Range;

use serde_json::json;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::names;
use super::schema::{Key, Kind, STEP, TOGETHER};
use super::unknown;
use crate::diagnostic::{Diagnostic, SourceId, closest};
use crate::plugin::is_id;

/// Where a value stands, by its keys: `recipe.steps[2].minutes`.
pub struct Path {
    keys: String,
    /// Of the nearest table that has a place of its own.
    span: Range<usize>,
}

impl Path {
    /// The file.
    pub fn root() -> Self {
        Self { keys: String::new(), span: 0..0 }
    }

    fn key(&self, name: &str, span: Range<usize>) -> Self {
        let dot = if self.keys.is_empty() { "" } else { "." };
        Self { keys: format!("{}{dot}{name}", self.keys), span }
    }

    fn item(&self, index: usize, span: Range<usize>) -> Self {
        Self { keys: format!("{}[{}]", self.keys, index + 1), span }
    }
}

/// Walks over a file and keeps what is wrong.
pub struct Checker<'t> {
    text: &'t str,
    source: SourceId,
    /// What an expression may mention.
    names: BTreeSet<String>,
    /// The ids of the seatings.
    seatings: Vec<String>,
    pub problems: Vec<Diagnostic>,
}

impl<'t> Checker<'t> {
    pub fn new(text: &'t str, source: SourceId, manifest: &DeTable<'_>) -> Self {
        let seatings = names::seatings(manifest);
        Self { text, source, names: names::of_recipe(manifest, &seatings), seatings, problems: Vec::new() }
    }

    /// A table and its keys.
    pub fn table(&mut self, table: &DeTable<'_>, keys: &[Key], path: &Path) {
        let missing: Vec<&str> = keys
            .iter()
            .filter(|key| key.required && !table.contains_key(key.name))
            .map(|key| key.name)
            .collect();
        let mut meant = BTreeSet::new();
        for (name, value) in table {
            let Some(key) = keys.iter().find(|key| key.name == name.get_ref()) else {
                let known = keys.iter().map(|key| key.name).filter(|known| !table.contains_key(*known));
                meant.extend(closest(name.get_ref(), known.clone()));
                let place = (self.source, name.span());
                self.problems.push(unknown("manifest-key", name.get_ref(), known, place, false));
                continue;
            };
            self.value(value, key.kind, &path.key(key.name, value.span()));
        }
        for key in missing {
            if !meant.contains(key) {
                let whole = path.key(key, 0..0).keys;
                let problem = Diagnostic::error("manifest-missing").arg("key", key).arg("path", whole);
                let line = self.first_line(&path.span);
                self.problems.push(problem.at(self.source, line));
            }
        }
    }

    /// A table that goes over several lines is shown by its first one.
    fn first_line(&self, span: &Range<usize>) -> Range<usize> {
        let length = self.text[span.clone()].find('\n').unwrap_or(span.len());
        span.start..span.start + length
    }

    fn value(&mut self, value: &Spanned<DeValue<'_>>, kind: Kind, path: &Path) {
        match (kind, value.get_ref()) {
            (Kind::Any, _)
            | (Kind::Text, DeValue::String(_))
            | (Kind::YesNo, DeValue::Boolean(_))
            | (Kind::Number | Kind::Amount, DeValue::Integer(_) | DeValue::Float(_)) => {}
            (Kind::Id, DeValue::String(id)) => {
                if !is_id(id) {
                    let problem = Diagnostic::error("manifest-id").arg("name", id.as_ref());
                    self.problems.push(problem.at(self.source, value.span()));
                }
            }
            (Kind::Texts, DeValue::Array(items)) => {
                for (index, item) in items.iter().enumerate() {
                    self.value(item, Kind::Text, &path.item(index, item.span()));
                }
            }
            (Kind::Whole(least), DeValue::Integer(_)) => {
                if number(value).is_none_or(|number| number < f64::from(least)) {
                    self.expected(value, kind, path);
                }
            }
            (Kind::Amount | Kind::Expression, DeValue::String(expression)) => {
                self.expression(expression, value.span());
            }
            (Kind::Word(words), DeValue::String(word)) => {
                if !words.contains(&word.as_ref()) {
                    let place = (self.source, value.span());
                    self.problems.push(unknown("manifest-word", word, words.iter().copied(), place, true));
                }
            }
            (Kind::Seating, DeValue::String(id)) => {
                if !self.seatings.iter().any(|known| known == id) {
                    let known = self.seatings.iter().map(String::as_str);
                    let place = (self.source, value.span());
                    self.problems.push(unknown("manifest-seating", id, known, place, true));
                }
            }
            (Kind::Minutes, _) => self.minutes(value, path),
            (Kind::Table(keys), DeValue::Table(table)) => self.table(table, keys, path),
            (Kind::Tables(_) | Kind::Steps, DeValue::Array(items)) => {
                for (index, item) in items.iter().enumerate() {
                    let path = path.item(index, item.span());
                    match (kind, item.get_ref()) {
                        (Kind::Tables(keys), DeValue::Table(table)) => self.table(table, keys, &path),
                        (_, DeValue::Table(table)) => self.step(table, &path),
                        _ => self.expected(item, Kind::Table(&[]), &path),
                    }
                }
            }
            (Kind::Named(keys), DeValue::Table(tables)) => {
                for (name, value) in tables {
                    self.value(value, Kind::Table(keys), &path.key(name.get_ref(), value.span()));
                }
            }
            (Kind::Values, DeValue::Table(values)) => {
                for (_, value) in values {
                    self.computed(value);
                }
            }
            _ => self.expected(value, kind, path),
        }
    }

    /// A value that is an expression, or a list that holds some.
    fn computed(&mut self, value: &Spanned<DeValue<'_>>) {
        match value.get_ref() {
            DeValue::String(expression) => self.expression(expression, value.span()),
            DeValue::Array(items) => {
                for item in items {
                    self.computed(item);
                }
            }
            _ => {}
        }
    }

    /// A step, or several together; what repeats knows its round.
    fn step(&mut self, table: &DeTable<'_>, path: &Path) {
        let together = table.contains_key("steps");
        let repeats = together || table.contains_key("repeat");
        let before = self.names.clone();
        if repeats {
            self.names.extend(names::OF_ROUNDS.map(str::to_owned));
        }
        self.table(table, if together { TOGETHER } else { STEP }, path);
        self.names = before;
        let kept = table.get("cut").and_then(|cut| cut.get_ref().get("keep"));
        let ideal = table.get("minutes").and_then(|minutes| match minutes.get_ref() {
            DeValue::Array(range) => range.get(1).and_then(number),
            _ => number(minutes),
        });
        if let (Some(kept), Some(ideal)) = (kept, ideal)
            && let Some(keep) = number(kept)
            && keep >= ideal
        {
            let problem = Diagnostic::error("manifest-cut").arg("keep", keep).arg("ideal", ideal);
            self.problems.push(problem.at(self.source, kept.span()));
        }
    }

    /// Whole minutes that rise, as far as they are numbers.
    fn minutes(&mut self, value: &Spanned<DeValue<'_>>, path: &Path) {
        let parts: Vec<&Spanned<DeValue<'_>>> = match value.get_ref() {
            DeValue::Array(range) if range.len() == 3 => range.iter().collect(),
            DeValue::Integer(_) | DeValue::Float(_) | DeValue::String(_) => vec![value],
            _ => return self.expected(value, Kind::Minutes, path),
        };
        let mut before = 0.0;
        for part in parts {
            match part.get_ref() {
                DeValue::String(expression) => self.expression(expression, part.span()),
                DeValue::Integer(_) | DeValue::Float(_) => {
                    let Some(minutes) =
                        number(part).filter(|minutes| minutes.fract() == 0.0 && *minutes >= 1.0)
                    else {
                        self.expected(part, Kind::Whole(1), path);
                        continue;
                    };
                    if minutes < before {
                        let problem = Diagnostic::error("manifest-order").arg("path", path.keys.as_str());
                        self.problems.push(problem.at(self.source, value.span()));
                    }
                    before = minutes;
                }
                _ => self.expected(part, Kind::Amount, path),
            }
        }
    }

    fn expression(&mut self, expression: &str, span: Range<usize>) {
        match names::mentioned(expression) {
            Err(fault) => {
                let problem = fault.add_to(Diagnostic::error("manifest-expression"));
                self.problems.push(problem.at(self.source, span));
            }
            Ok(mentioned) => {
                for name in mentioned.iter().filter(|name| !self.names.contains(*name)) {
                    let place = (self.source, names::place(name, self.text, &span));
                    let known = self.names.iter().map(String::as_str);
                    self.problems.push(unknown("manifest-name", name, known, place, false));
                }
            }
        }
    }

    /// The value is of another kind than what can stand there.
    fn expected(&mut self, value: &Spanned<DeValue<'_>>, kind: Kind, path: &Path) {
        let (word, least) = match kind {
            Kind::Whole(least) => ("whole", least),
            Kind::Number => ("number", 0),
            Kind::Amount => ("amount", 0),
            Kind::Expression => ("expression", 0),
            Kind::Texts => ("texts", 0),
            Kind::YesNo => ("yes-no", 0),
            Kind::Minutes => ("minutes", 0),
            Kind::Table(_) | Kind::Named(_) | Kind::Values => ("table", 0),
            Kind::Tables(_) | Kind::Steps => ("tables", 0),
            Kind::Any | Kind::Text | Kind::Id | Kind::Word(_) | Kind::Seating => ("text", 0),
        };
        let problem = Diagnostic::error("manifest-type").arg("path", path.keys.as_str());
        let problem = problem.arg("expected", json!(word)).arg("least", least);
        let line = self.first_line(&value.span());
        self.problems.push(problem.at(self.source, line));
    }
}

/// The number that is written there, if it is one.
fn number(value: &Spanned<DeValue<'_>>) -> Option<f64> {
    match value.get_ref() {
        DeValue::Integer(number) => number.as_str().parse().ok(),
        DeValue::Float(number) => number.as_str().parse().ok(),
        _ => None,
    }
}
