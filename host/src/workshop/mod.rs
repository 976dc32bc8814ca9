//! `workshop.toml` and `people.csv` become a [`Workshop`]: every value keeps its place in the file, and every
//! problem is reported, not just the first.

mod block;
mod cells;
mod clean;
mod day;
pub(crate) mod decode;
pub(crate) mod fields;
mod gaps;
mod ids;
mod loose;
mod model;
mod names;
mod options;
mod people;
mod people_file;
pub(crate) mod reader;
mod seating;
mod seating_file;
mod settings;
pub(crate) mod syntax;
#[cfg(test)]
mod tests;
mod track;
pub(crate) mod values;

use std::io;
use std::path::Path;

use toml::de::DeTable;

use crate::diagnostic::{Diagnostic, SourceId, Sources};

pub use model::*;
pub use people::read_people;
pub use seating_file::{SeatingFile, SeatingRow, read_seating};

use reader::Reader;

/// The files beside `workshop.toml`.
pub trait Folder {
    /// The bytes of the file at a path relative to the folder.
    ///
    /// # Errors
    /// When there is no such file, or it cannot be read.
    fn read(&self, path: &str) -> io::Result<Vec<u8>>;

    /// The names of what is in the folder at a path relative to this one; the empty path is this one.
    ///
    /// # Errors
    /// When there is no such folder, or it cannot be read.
    fn names(&self, path: &str) -> io::Result<Vec<String>>;
}

/// A `workshop.toml` to read.
#[derive(Debug, Clone, Copy)]
pub struct File<'a> {
    /// The name to show, relative to where the user stands.
    pub name: &'a str,
    /// What is in it.
    pub bytes: &'a [u8],
    /// Its folder, kept in [`Workshop::folder`].
    pub folder: &'a Path,
}

/// Reads a workshop, and the list of people that it names. `languages` are those that documents can be in.
///
/// Problems come in the order of the file. The workshop is there whenever enough of it is sound for the
/// later checks to find more problems, which needs every line to be understood; only without an error among the problems is it what was written.
#[must_use]
pub fn read(
    file: File<'_>,
    languages: &[&str],
    beside: &dyn Folder,
    sources: &mut Sources,
) -> (Option<Workshop>, Vec<Diagnostic>) {
    let text = match decode::strict(file.bytes) {
        Ok(text) => text,
        Err(refusal) => return (None, vec![refusal.into_diagnostic(file.name, sources)]),
    };
    let source = sources.add(file.name, text);
    let mut reader = Reader::new(source, text);
    let (table, syntax_errors) = DeTable::parse_recoverable(text);
    if table.get_ref().is_empty() && syntax_errors.is_empty() {
        let problem = reader.error("empty-file", &(0..0));
        return (None, vec![problem]);
    }
    let workshop = options::read(table.get_ref(), &mut reader, file, languages, beside, sources);
    let (problems, whole) = syntax::merge(&syntax_errors, table.get_ref(), reader);
    (workshop.filter(|_| whole), problems)
}

/// Why a text that is no workshop is no TOML either, in the order of the text; nothing when it is.
#[must_use]
pub fn toml_faults(source: SourceId, text: &str) -> Vec<Diagnostic> {
    let (table, errors) = DeTable::parse_recoverable(text);
    let (problems, _) = syntax::merge(&errors, table.get_ref(), Reader::new(source, text));
    problems.into_iter().map(|problem| problem.arg("elsewhere", true)).collect()
}

/// The language that a `workshop.toml` asks for, however wrong the rest of it is: to say so in that language.
#[must_use]
pub fn language(bytes: &[u8], languages: &[&str]) -> Option<String> {
    let text = std::str::from_utf8(bytes).ok()?;
    let (table, _) = DeTable::parse_recoverable(text);
    let language = table.get_ref().get("language")?.get_ref().as_str()?;
    languages.contains(&language).then(|| language.to_owned())
}
