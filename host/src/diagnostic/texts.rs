//! The words of a problem, found once for every rendering and made safe to show.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::Diagnostic;
use crate::words::{Words, typography};

/// The name under which an argument refers to the host's words: `{"word": "kinds.time"}`.
pub(super) const WORD: &str = "word";

/// Longest argument that is shown whole, in characters.
const LONGEST_ARGUMENT: usize = 120;

/// Where the words come from, in the reader's language.
pub trait Phrases {
    /// The words of this key with these arguments. None when there is no such key.
    fn phrase(&self, key: &str, args: &Map<String, Value>) -> Option<String>;
}

impl Phrases for Words {
    fn phrase(&self, key: &str, args: &Map<String, Value>) -> Option<String> {
        let text = self.render(key, minijinja::value::Serde(args).into()).ok()?;
        Some(typography::typeset(self.language(), &text))
    }
}

/// Every text of one problem.
pub(super) struct Texts {
    pub message: String,
    /// What stands beside the caret.
    pub label: Option<String>,
    pub help: Option<String>,
    pub note: Option<String>,
    /// One for each context.
    pub contexts: Vec<Option<String>>,
}

impl Texts {
    pub(super) fn of(problem: &Diagnostic, phrases: &dyn Phrases) -> Self {
        let args = safe_arguments(&problem.args, phrases);
        let find = |name: &str| {
            let text = phrases.phrase(&format!("problems.{}.{name}", problem.code), &args)?;
            let text = text.trim();
            (!text.is_empty()).then(|| text.to_owned())
        };
        let (message, help) = match &problem.given {
            Some(given) => (Some(safe(&given.message)), given.help.as_deref().map(safe)),
            None => (find("message"), find("help")),
        };
        Self {
            message: message.unwrap_or_else(|| safe(&problem.code)),
            label: find("label"),
            help,
            note: find("note"),
            contexts: problem.contexts.iter().map(|context| find(&context.label)).collect(),
        }
    }
}

/// The arguments with every text safe to show and every reference to a word replaced by that word.
fn safe_arguments(args: &Map<String, Value>, phrases: &dyn Phrases) -> Map<String, Value> {
    let plain: Map<String, Value> =
        args.iter().map(|(key, value)| (key.clone(), safe_value(value))).collect();
    let mut resolved = plain.clone();
    for (key, value) in &plain {
        if let Some(words_key) = value.get(WORD).and_then(Value::as_str) {
            let words = phrases.phrase(words_key, &plain).unwrap_or_else(|| words_key.to_owned());
            resolved.insert(key.clone(), words.into());
        }
    }
    resolved
}

fn safe_value(value: &Value) -> Value {
    match value {
        Value::String(text) => shortened(&safe(text)).into(),
        Value::Array(items) => items.iter().map(safe_value).collect(),
        Value::Object(entries) => {
            Value::Object(entries.iter().map(|(key, value)| (key.clone(), safe_value(value))).collect())
        }
        other => other.clone(),
    }
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(LONGEST_ARGUMENT) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// A text that cannot move the cursor, colour the terminal or turn the direction of reading: control
/// characters become their pictures (`␛`, `␊`), direction marks a replacement character.
pub(super) fn safe(text: &str) -> String {
    annotate_snippets::normalize_untrusted_str(&without_commands(text))
}

/// A text without the terminal commands that are one character from `U+0080` to `U+009F`, which the renderer lets
/// through. Every place in it stays where it is.
pub(super) fn without_commands(text: &str) -> Cow<'_, str> {
    let is_command = |c: char| ('\u{80}'..='\u{9f}').contains(&c);
    // The point is as long as what it stands for.
    if text.contains(is_command) { Cow::Owned(text.replace(is_command, "·")) } else { Cow::Borrowed(text) }
}
