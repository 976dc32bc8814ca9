//! What can be wrong with words.

use std::fmt;
use std::ops::Range;

use serde_json::json;

use super::fault::TemplateFault;
use crate::diagnostic::Diagnostic;

/// Something wrong in a words file, with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WordsError {
    /// What is wrong.
    pub kind: WordsErrorKind,
    /// The key it is about; empty when the text is not TOML.
    pub key: String,
    /// Which of the texts that were read together, from 0.
    pub text: usize,
    /// Bytes of that text; none for a key that is not there.
    pub span: Option<Range<usize>>,
}

/// Kinds of [`WordsError`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WordsErrorKind {
    /// The text is not TOML: what the reader says.
    Syntax(String),
    /// A key that is empty or holds `.`, `[` or `]`.
    BadKey,
    /// A value that is neither a string, nor a list of strings, nor a table.
    NotText,
    /// A key that an earlier text gave already.
    Twice,
    /// There is no such key.
    Missing,
    /// One string was asked for, and the key is a list.
    List,
    /// A key that the program asks for in no language.
    Unknown,
    /// The string wants to be told something that the program does not tell: its name.
    Argument(String),
    /// The string is no template, or failed when it was rendered.
    Template(TemplateFault),
}

impl WordsError {
    /// Adds it to a problem whose words include that of its kind, one of `[words-faults]`; of a template, one of
    /// `[template-faults]`, too.
    #[must_use]
    pub fn add_to(&self, problem: Diagnostic) -> Diagnostic {
        let problem = match &self.kind {
            WordsErrorKind::Template(fault) => fault.add_to(problem),
            WordsErrorKind::Argument(name) => problem.arg("name", name.as_str()),
            _ => problem.arg("name", json!(null)),
        };
        let kind = match &self.kind {
            WordsErrorKind::Syntax(_) => "syntax",
            WordsErrorKind::BadKey => "bad-key",
            WordsErrorKind::NotText => "not-text",
            WordsErrorKind::Twice => "twice",
            WordsErrorKind::Missing => "missing",
            WordsErrorKind::List => "list",
            WordsErrorKind::Unknown => "unknown",
            WordsErrorKind::Argument(_) => "argument",
            WordsErrorKind::Template(_) => "template",
        };
        problem.arg("kind", kind).arg("key", self.key.as_str())
    }
}

impl fmt::Display for WordsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = &self.key;
        match &self.kind {
            WordsErrorKind::Syntax(message) => write!(f, "the words are not TOML: {message}"),
            WordsErrorKind::BadKey => write!(f, "`{key}` cannot be the key of a word"),
            WordsErrorKind::NotText => write!(f, "the word `{key}` is not a string or a list of strings"),
            WordsErrorKind::Twice => write!(f, "the word `{key}` is given twice"),
            WordsErrorKind::Missing => write!(f, "there is no word `{key}`"),
            WordsErrorKind::List => write!(f, "the word `{key}` is a list, not one string"),
            WordsErrorKind::Unknown => write!(f, "nothing asks for the word `{key}`"),
            WordsErrorKind::Argument(name) => write!(f, "the word `{key}` is not told `{name}`"),
            WordsErrorKind::Template(fault) => {
                write!(f, "the word `{key}` cannot be rendered: {}", fault.said)
            }
        }
    }
}

impl std::error::Error for WordsError {}

impl From<WordsError> for minijinja::Error {
    fn from(error: WordsError) -> Self {
        let kind = match error.kind {
            WordsErrorKind::Missing => minijinja::ErrorKind::UndefinedError,
            _ => minijinja::ErrorKind::InvalidOperation,
        };
        Self::new(kind, error.to_string()).with_source(error)
    }
}
