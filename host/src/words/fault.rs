//! What can be wrong with a template, in the words of the program instead of the template engine's.

use std::error::Error as _;

use minijinja::{Error, ErrorKind};

use super::WordsError;
use crate::diagnostic::Diagnostic;

/// What is wrong with a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateFault {
    /// A word of `[template-faults]`.
    pub fault: &'static str,
    /// What it is about, where that has a name.
    pub name: Option<String>,
    /// What the engine says, for programmers.
    pub said: String,
}

impl TemplateFault {
    /// A fault that the engine does not know of.
    #[must_use]
    pub fn own(fault: &'static str, said: &str) -> Self {
        Self { fault, name: None, said: said.to_owned() }
    }

    /// What an error of the engine says; of an error within others, the innermost.
    #[must_use]
    pub fn of(error: &Error) -> Self {
        let detail = error.detail().unwrap_or_default();
        let said = match error.detail() {
            Some(detail) => format!("{}: {detail}", error.kind()),
            None => error.kind().to_string(),
        };
        if let Some(word) = error.source().and_then(|source| source.downcast_ref::<WordsError>()) {
            return Self { fault: "word", name: Some(word.key.clone()), said };
        }
        // `filter x is unknown`, `x is unknown`
        let unknown = || detail.strip_suffix(" is unknown")?.split(' ').next_back().map(str::to_owned);
        let (fault, name) = match error.kind() {
            ErrorKind::SyntaxError => ("syntax", None),
            ErrorKind::UndefinedError => ("undefined", culprit(error)),
            ErrorKind::UnknownFilter => ("filter", unknown()),
            ErrorKind::UnknownTest => ("test", unknown()),
            ErrorKind::UnknownFunction | ErrorKind::UnknownMethod => ("function", unknown()),
            ErrorKind::MissingArgument | ErrorKind::TooManyArguments => ("arguments", None),
            ErrorKind::TemplateNotFound | ErrorKind::BadInclude => ("missing", None),
            ErrorKind::OutOfFuel => ("fuel", None),
            ErrorKind::NonPrimitive => ("value", culprit(error)),
            _ => ("operation", None),
        };
        Self { fault, name, said }
    }

    /// Adds it to a problem whose words include that of its kind.
    #[must_use]
    pub fn add_to(&self, problem: Diagnostic) -> Diagnostic {
        problem.arg("fault", self.fault).arg("name", self.name.as_deref())
    }
}

/// What stands at the place of an error, when that is a name.
fn culprit(error: &Error) -> Option<String> {
    let name = error.template_source()?.get(error.range()?)?.trim();
    let is_name = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '.'));
    is_name.then(|| name.to_owned())
}
