//! What can be wrong with a template or with what it gives.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use serde_json::{Map, Value};

use crate::diagnostic::{Diagnostic, Sources};

/// One problem of a template, at its place in the template.
///
/// The words are under `[problems.<code>]` of the host's words; `args` are what they mention.
#[derive(Debug, Clone, PartialEq)]
pub struct DocumentError {
    /// Name of the template that holds the place: an included one, perhaps.
    pub template: String,
    /// The text of that template, which all its problems share; empty when there is none of that name.
    pub source: Arc<str>,
    /// Bytes of that text.
    pub span: Range<usize>,
    /// What is wrong.
    pub code: &'static str,
    /// What the words mention.
    pub args: Map<String, Value>,
}

impl DocumentError {
    /// Line of the place, counted from 1.
    #[must_use]
    pub fn line(&self) -> usize {
        self.before().matches('\n').count() + 1
    }

    /// Column of the place in characters, counted from 1.
    #[must_use]
    pub fn column(&self) -> usize {
        let before = self.before();
        before[before.rfind('\n').map_or(0, |at| at + 1)..].chars().count() + 1
    }

    /// As every other problem is told. Where just a wrong name stands, the close one is what to type.
    #[must_use]
    pub fn into_diagnostic(self, sources: &mut Sources) -> Diagnostic {
        let mut diagnostic = Diagnostic::error(Cow::Borrowed(self.code));
        let text = |key| self.args.get(key).and_then(Value::as_str);
        if text("name").is_some_and(|name| self.source.get(self.span.clone()) == Some(name)) {
            diagnostic.replacement = text("close").map(str::to_owned);
        }
        diagnostic.args = self.args;
        diagnostic.args.insert("template".to_owned(), self.template.clone().into());
        let source = sources.add_once(&self.template, &self.source);
        diagnostic.at(source, self.span)
    }

    fn before(&self) -> &str {
        self.source.get(..self.span.start).unwrap_or(&self.source)
    }
}
