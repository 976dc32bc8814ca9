//! What a manifest says that cannot be: the types are right, the values are not.

use serde_json::Value;

use super::limits::{LONGEST_LINE, MOST_OF_A_KIND, MOST_PEOPLE};
use super::manifest::{Group, Manifest, Setting, SettingKind};
use super::pack::is_id;
use crate::hidden::is_hidden;

/// A key of a manifest, the words it may choose from, and its own.
type Choice = (&'static str, &'static [&'static str], fn(&Manifest) -> &str);

const WORDS: [Choice; 4] = [
    ("moment", &["open", "diverge", "explore", "converge", "decide", "close"], |manifest| &manifest.moment),
    ("energy", &["calm", "medium", "lively"], |manifest| &manifest.energy),
    ("difficulty", &["easy", "medium", "hard"], |manifest| &manifest.difficulty),
    ("posture", &["seated", "standing", "moving"], |manifest| &manifest.posture),
];

/// A value that will not do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where it stands: `people`, `settings.rounds`.
    pub key: String,
    /// A name for the words: `range`, `word`, …
    pub reason: &'static str,
}

impl Fault {
    /// The limit that the words of the reason mention, if they do.
    pub fn most(&self) -> Option<u64> {
        match self.reason {
            "range" => Some(u64::from(MOST_PEOPLE)),
            "text" => Some(LONGEST_LINE as u64),
            "many" | "choices" => Some(MOST_OF_A_KIND as u64),
            _ => None,
        }
    }
}

/// The first value of a manifest that will not do.
pub fn first(manifest: &Manifest) -> Option<Fault> {
    let fault = |key: &str, reason| Some(Fault { key: key.to_owned(), reason });
    let rises = |group: Group| {
        1 <= group.min && group.min <= group.ideal && group.ideal <= group.max && group.max <= MOST_PEOPLE
    };
    for (key, group) in [("people", manifest.people), ("minutes", manifest.minutes)] {
        if !rises(group) {
            return fault(key, "range");
        }
    }
    for (key, known, word) in WORDS {
        if !known.contains(&word(manifest)) {
            return fault(key, "word");
        }
    }
    let authors = manifest.authors.iter().map(|author| ("authors", author));
    let sources = manifest.sources.iter().flat_map(|source| {
        [Some(&source.title), source.url.as_ref(), source.licence.as_ref()]
            .into_iter()
            .flatten()
            .map(|text| ("sources", text))
    });
    let texts = [("version", &manifest.version), ("licence", &manifest.licence)];
    if let Some((key, _)) = texts.into_iter().chain(authors).chain(sources).find(|(_, text)| !is_line(text)) {
        return fault(key, "text");
    }
    for (key, count) in [
        ("authors", manifest.authors.len()),
        ("sources", manifest.sources.len()),
        ("settings", manifest.settings.len()),
        ("instead", manifest.instead.len()),
    ] {
        if count > MOST_OF_A_KIND {
            return fault(key, "many");
        }
    }
    if !manifest.instead.iter().all(|id| is_id(id)) {
        return fault("instead", "word");
    }
    manifest.settings.iter().find_map(|(key, setting)| {
        let reason = of_setting(key, setting)?;
        Some(Fault { key: format!("settings.{key}"), reason })
    })
}

fn of_setting(key: &str, setting: &Setting) -> Option<&'static str> {
    let named = (1..=40).contains(&key.len())
        && key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    if !named {
        return Some("key");
    }
    let choices = setting.choices.len();
    if (setting.kind == SettingKind::Choice) != (choices > 0)
        || choices > MOST_OF_A_KIND
        || !setting.choices.iter().all(|choice| is_line(choice))
    {
        return Some("choices");
    }
    if let (Some(min), Some(max)) = (setting.min, setting.max)
        && min > max
    {
        return Some("range");
    }
    let default = setting.default.as_ref()?;
    (!is_possible(default, setting)).then_some("default")
}

/// Whether a default is what the setting itself asks for.
fn is_possible(default: &Value, setting: &Setting) -> bool {
    let within = |number: f64| {
        setting.min.is_none_or(|min| number >= min) && setting.max.is_none_or(|max| number <= max)
    };
    match (setting.kind, default) {
        (SettingKind::Integer | SettingKind::Minutes, Value::Number(number)) => {
            number.is_i64() && within(number.as_f64().unwrap_or(f64::NAN))
        }
        (SettingKind::Decimal, Value::Number(number)) => within(number.as_f64().unwrap_or(f64::NAN)),
        (SettingKind::Bool, Value::Bool(_)) => true,
        (SettingKind::Text, Value::String(text)) => !text.contains(is_not_shown),
        (SettingKind::Choice, Value::String(choice)) => setting.choices.contains(choice),
        (SettingKind::Texts, Value::Array(texts)) => {
            let is_line = |text: &Value| text.as_str().is_some_and(|text| !text.contains(is_not_shown));
            texts.iter().all(is_line) && within(texts.len() as f64)
        }
        _ => false,
    }
}

/// What no text of one line holds.
fn is_not_shown(c: char) -> bool {
    c.is_control() || is_hidden(c)
}

/// A text of one line, not empty and not too long.
fn is_line(text: &str) -> bool {
    !text.trim().is_empty() && text.chars().count() <= LONGEST_LINE && !text.contains(is_not_shown)
}
