//! A block's settings against the format's manifest: what is unknown, wrong or out of bounds, at its place.

use std::collections::BTreeMap;
use std::ops::Range;

use serde_json::{Map, Value};

use super::manifest::{Manifest, Setting, SettingKind};
use crate::diagnostic::{Diagnostic, SourceId, closest};

/// The longest text of a setting, in characters, unless the manifest says otherwise.
pub const LONGEST_TEXT: usize = 300;

/// Where a block's settings stand in the file.
pub struct Places<'a> {
    /// The file.
    pub source: SourceId,
    /// By path: `rounds`, `items[3]`, and `key:rounds` for the key.
    pub spans: &'a BTreeMap<String, Range<usize>>,
    /// The block's header, when nothing nearer is known.
    pub block: &'a Range<usize>,
}

impl Places<'_> {
    /// A problem at the value with this path, or at the block.
    #[must_use]
    pub fn at(&self, problem: Diagnostic, path: &str) -> Diagnostic {
        problem.at(self.source, self.spans.get(path).unwrap_or(self.block).clone())
    }
}

/// Checks the settings of a block and adds the manifest's defaults. `earlier` are the ids of the blocks
/// before it, for settings that refer to one.
#[must_use]
pub fn check(
    given: &Map<String, Value>,
    places: &Places,
    manifest: &Manifest,
    earlier: &[&str],
) -> (Map<String, Value>, Vec<Diagnostic>) {
    let mut checker = Checker { places, manifest, earlier, problems: Vec::new() };
    for (key, value) in given {
        match manifest.settings.get(key) {
            Some(setting) => checker.setting(key, value, setting),
            None => checker.unknown(key),
        }
    }
    let mut settings: Map<String, Value> = manifest
        .settings
        .iter()
        .filter_map(|(key, setting)| Some((key.clone(), setting.default.clone()?)))
        .collect();
    settings.extend(given.clone());
    (settings, checker.problems)
}

struct Checker<'a> {
    places: &'a Places<'a>,
    manifest: &'a Manifest,
    earlier: &'a [&'a str],
    problems: Vec<Diagnostic>,
}

impl Checker<'_> {
    fn say(&mut self, problem: Diagnostic, path: &str) {
        let problem = problem.arg("format", self.manifest.id.as_str());
        self.problems.push(self.places.at(problem, path));
    }

    fn unknown(&mut self, key: &str) {
        let known: Vec<&str> = self.manifest.settings.keys().map(String::as_str).collect();
        let mut problem = Diagnostic::error("unknown-setting").arg("setting", key);
        if let Some(close) = closest(key, known.iter().copied()) {
            problem = problem.arg("close", close).replace_with(close);
        }
        self.say(problem.arg("known", known), &format!("key:{key}"));
    }

    fn setting(&mut self, key: &str, value: &Value, setting: &Setting) {
        match (setting.kind, value) {
            (SettingKind::Integer | SettingKind::Minutes, Value::Number(number)) if number.is_i64() => {
                self.number(key, number.as_f64().unwrap_or(0.0), setting);
            }
            (SettingKind::Decimal, Value::Number(number)) => {
                self.number(key, number.as_f64().unwrap_or(0.0), setting);
            }
            (SettingKind::Bool, Value::Bool(_)) => {}
            (SettingKind::Text, Value::String(text)) => self.text(key, key, text, setting),
            (SettingKind::Choice, Value::String(choice)) => self.choice(key, choice, setting),
            (SettingKind::Block, Value::String(id)) => self.block(key, id),
            (SettingKind::Texts, Value::Array(list)) => self.texts(key, list, setting),
            _ => {
                let kind = kind_name(setting.kind);
                self.say(Diagnostic::error("wrong-setting").arg("setting", key).arg("kind", kind), key);
            }
        }
    }

    fn number(&mut self, key: &str, value: f64, setting: &Setting) {
        if setting.min.is_some_and(|min| value < min) || setting.max.is_some_and(|max| value > max) {
            self.out_of_bounds("setting-out-of-bounds", key, value, setting);
        }
    }

    fn texts(&mut self, key: &str, list: &[Value], setting: &Setting) {
        let count = list.len() as f64;
        if setting.min.is_some_and(|min| count < min) || setting.max.is_some_and(|max| count > max) {
            self.out_of_bounds("setting-count", key, count, setting);
        }
        for (i, item) in list.iter().enumerate() {
            let path = format!("{key}[{i}]");
            match item {
                Value::String(text) => self.text(key, &path, text, setting),
                _ => self
                    .say(Diagnostic::error("wrong-setting").arg("setting", key).arg("kind", "texts"), &path),
            }
        }
    }

    fn out_of_bounds(&mut self, code: &'static str, key: &str, value: f64, setting: &Setting) {
        let mut problem = Diagnostic::error(code).arg("setting", key).arg("value", value);
        for (name, bound) in [("min", setting.min), ("max", setting.max)] {
            if let Some(bound) = bound {
                problem = problem.arg(name, bound);
            }
        }
        self.say(problem, key);
    }

    fn text(&mut self, key: &str, path: &str, text: &str, setting: &Setting) {
        let most = setting.max_length.unwrap_or(LONGEST_TEXT);
        let length = text.chars().count();
        if text.trim().is_empty() {
            self.say(Diagnostic::error("empty-setting").arg("setting", key), path);
        } else if length > most {
            let problem = Diagnostic::error("setting-too-long").arg("setting", key);
            self.say(problem.arg("length", length).arg("max", most), path);
        }
    }

    fn choice(&mut self, key: &str, choice: &str, setting: &Setting) {
        if setting.choices.iter().any(|known| known == choice) {
            return;
        }
        let mut problem = Diagnostic::error("unknown-choice").arg("setting", key).arg("value", choice);
        if let Some(close) = closest(choice, setting.choices.iter().map(String::as_str)) {
            problem = problem.arg("close", close).replace_with(format!("\"{close}\""));
        }
        self.say(problem.arg("choices", setting.choices.clone()), key);
    }

    fn block(&mut self, key: &str, id: &str) {
        if self.earlier.contains(&id) {
            return;
        }
        let mut problem = Diagnostic::error("unknown-block-reference").arg("setting", key).arg("value", id);
        if let Some(close) = closest(id, self.earlier.iter().copied()) {
            problem = problem.arg("close", close).replace_with(format!("\"{close}\""));
        }
        self.say(problem.arg("known", self.earlier.to_vec()), key);
    }
}

fn kind_name(kind: SettingKind) -> &'static str {
    match kind {
        SettingKind::Integer => "integer",
        SettingKind::Decimal => "decimal",
        SettingKind::Text => "text",
        SettingKind::Choice => "choice",
        SettingKind::Bool => "bool",
        SettingKind::Minutes => "minutes",
        SettingKind::Texts => "texts",
        SettingKind::Block => "block",
    }
}
