//! A problem as data. Nothing here prints: the words are found and the picture drawn at the edge.

mod close;
pub mod human;
pub mod json;
mod source;
#[cfg(test)]
mod tests;
mod texts;

pub use close::{closest, closest_of_few, folded, is_part};
pub(crate) use source::line_at;
pub use source::{Source, SourceId, Sources};
pub use texts::Phrases;

use std::borrow::Cow;
use std::ops::Range;

use serde_json::{Map, Value};

/// A place in a source: bytes, half open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Which text.
    pub source: SourceId,
    /// Bytes of that text; may be empty at its end.
    pub span: Range<usize>,
}

/// How bad it is. A warning never changes the exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Stops with exit code 1.
    Error,
    /// Is told, and the work goes on.
    Warning,
}

/// A second place that explains the first: where two facts clash.
#[derive(Debug, Clone)]
pub struct Context {
    /// Where.
    pub place: Place,
    /// Key of the label under the problem's code, in the words: `[over-time] window = "…"`.
    pub label: Cow<'static, str>,
}

/// A text to add where nothing is to go: a key that the file does not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Insertion {
    /// Before this byte of the source that the problem is in.
    pub at: usize,
    /// May start with a line end.
    pub text: String,
}

/// Words that a plugin's pack gave, already in the reader's language. They replace those of the host.
#[derive(Debug, Clone, Default)]
pub struct Given {
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
}

/// A problem: what, where, and what to type. Its words are in `words/<language>.toml` under
/// `[problems.<code>]`: `message`, and optionally `label`, `help`, `note` and the labels of contexts.
#[derive(Debug, Clone)]
pub struct Diagnostic {
    /// A name such as `over-time`, stable for scripts.
    pub code: Cow<'static, str>,
    /// Error or warning.
    pub severity: Severity,
    /// What the words mention.
    pub args: Map<String, Value>,
    /// The value to change. None when no text is at fault.
    pub place: Option<Place>,
    /// Where else to look.
    pub contexts: Vec<Context>,
    /// A text that, put at `place`, mends it: shown as a patch.
    pub replacement: Option<String>,
    /// A text that, added elsewhere in the source of `place`, mends it. Then there is no replacement.
    pub insertion: Option<Insertion>,
    /// A plugin's own words.
    pub given: Option<Given>,
}

impl Diagnostic {
    /// An error with this code.
    #[must_use]
    pub fn error(code: impl Into<Cow<'static, str>>) -> Self {
        Self::new(code.into(), Severity::Error)
    }

    /// A warning with this code.
    #[must_use]
    pub fn warning(code: impl Into<Cow<'static, str>>) -> Self {
        Self::new(code.into(), Severity::Warning)
    }

    fn new(code: Cow<'static, str>, severity: Severity) -> Self {
        Self {
            code,
            severity,
            args: Map::new(),
            place: None,
            contexts: Vec::new(),
            replacement: None,
            insertion: None,
            given: None,
        }
    }

    /// Something its words may mention.
    #[must_use]
    pub fn arg(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.args.insert(key.to_owned(), value.into());
        self
    }

    /// Something its words may mention that is itself one of the host's words: the value will be what
    /// `words_key` says, rendered with the same arguments.
    #[must_use]
    pub fn word(self, key: &str, words_key: &str) -> Self {
        let mut reference = Map::new();
        reference.insert(texts::WORD.to_owned(), words_key.into());
        self.arg(key, reference)
    }

    /// The place of the value to change.
    #[must_use]
    pub fn at(mut self, source: SourceId, span: Range<usize>) -> Self {
        self.place = Some(Place { source, span });
        self
    }

    /// Another place to look at.
    #[must_use]
    pub fn context(
        mut self,
        source: SourceId,
        span: Range<usize>,
        label: impl Into<Cow<'static, str>>,
    ) -> Self {
        self.contexts.push(Context { place: Place { source, span }, label: label.into() });
        self
    }

    /// What to type at the place.
    #[must_use]
    pub fn replace_with(mut self, text: impl Into<String>) -> Self {
        self.replacement = Some(text.into());
        self
    }

    /// True for an error.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}
