//! Documents as files: one trait, one file for each output. Calendar and CSV are made of the plan, not of
//! documents.

pub mod calendar;
pub mod csv;
pub mod html;
pub mod markdown;
pub mod office;
pub mod pdf;

use std::fmt;

use minijinja::{ErrorKind, Value};

use crate::document::tree::Document;
use crate::words;

/// A way to write documents. Made once for each language, used for every document of it.
pub trait Output {
    /// What its files end with, without the dot.
    fn extension(&self) -> &'static str;

    /// The whole file.
    ///
    /// # Errors
    /// When a template of the theme fails.
    fn render(&self, document: &Document) -> Result<Vec<u8>, OutputError>;
}

/// Why a file could not be made.
#[derive(Debug)]
pub enum OutputError {
    /// A template of the theme failed: it knows its name and line.
    Template(minijinja::Error),
    /// The parts could not be put into one file.
    Package(String),
}

impl fmt::Display for OutputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Template(error) => error.fmt(f),
            Self::Package(message) => f.write_str(message),
        }
    }
}

impl std::error::Error for OutputError {}

impl From<minijinja::Error> for OutputError {
    fn from(error: minijinja::Error) -> Self {
        Self::Template(error)
    }
}

/// A word of the host by its key, for arguments that are a map, in its final typography.
fn phrase(language: &str, key: &str, arguments: Value) -> Result<String, minijinja::Error> {
    match words::host(language).render(key, arguments) {
        Ok(text) => Ok(words::typography::typeset(language, &text)),
        Err(error) => Err(minijinja::Error::new(ErrorKind::InvalidOperation, error.to_string())),
    }
}
