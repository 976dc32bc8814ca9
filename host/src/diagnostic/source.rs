//! The texts that problems point into.

use std::ops::Range;

/// What some editors write at the start of a file.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// One text that a problem can point into: `workshop.toml`, `people.csv`, a template.
#[derive(Debug, Clone)]
pub struct Source {
    /// The name to show, relative to where the user stands.
    pub name: String,
    /// The whole text, as it was read.
    pub text: String,
}

impl Source {
    /// The line and column, from 1, of a byte; columns count characters. A byte order mark does not count.
    #[must_use]
    pub fn position(&self, at: usize) -> (usize, usize) {
        let at = self.text.floor_char_boundary(at);
        let line = self.line_at(at);
        let number = self.text[..line.start].matches('\n').count() + 1;
        let column = self.text.get(line.start..at).map_or(0, |before| before.chars().count()) + 1;
        (number, column)
    }

    /// The bytes of the line in which a byte is, without its end and without a byte order mark.
    #[must_use]
    pub fn line_at(&self, at: usize) -> Range<usize> {
        line_at(&self.text, at)
    }
}

/// The bytes of the line of a text in which a byte is, without its end and without a byte order mark.
pub(crate) fn line_at(text: &str, at: usize) -> Range<usize> {
    let at = text.floor_char_boundary(at);
    let start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let end = text[at..].find('\n').map_or(text.len(), |newline| at + newline);
    let mark = if start == 0 && text.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len_utf8() } else { 0 };
    let end = if text[start..end].ends_with('\r') { end - 1 } else { end };
    start + mark..end
}

/// All texts read so far. A [`SourceId`] is an index into it.
#[derive(Debug, Clone, Default)]
pub struct Sources(Vec<Source>);

/// Which of the [`Sources`] a place is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(usize);

impl Sources {
    /// Keeps a text and gives its id.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> SourceId {
        self.0.push(Source { name: name.into(), text: text.into() });
        SourceId(self.0.len() - 1)
    }

    /// As [`Sources::add`]; a text that is kept under this name is not kept twice.
    pub fn add_once(&mut self, name: &str, text: &str) -> SourceId {
        let known = self.0.iter().rposition(|source| source.name == name && source.text == text);
        known.map_or_else(|| self.add(name, text), SourceId)
    }

    /// The text with this id.
    #[must_use]
    pub fn get(&self, id: SourceId) -> &Source {
        &self.0[id.0]
    }
}
