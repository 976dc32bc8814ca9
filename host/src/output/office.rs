//! Documents that people edit: OpenDocument text and Word.
//!
//! A word processor knows paragraphs with a style, lists and tables: the tree is brought to these once, and each kind
//! of file writes them in its own XML.

mod docx;
mod odt;
mod package;
mod parts;
#[cfg(test)]
mod tests;
mod xml;

use minijinja::Environment;
use minijinja::value::Value;

use super::{Output, OutputError};
use crate::document::tree::{Document, PaperSize};
use crate::words;

/// Writes OpenDocument text.
pub struct Odt(Environment<'static>);

/// Writes Word documents.
pub struct Docx(Environment<'static>);

impl Odt {
    /// Reads the theme.
    ///
    /// # Errors
    /// When one of its templates is not one.
    pub fn new() -> Result<Self, OutputError> {
        Ok(Self(xml::environment(&odt::TEMPLATES)?))
    }
}

impl Docx {
    /// Reads the theme.
    ///
    /// # Errors
    /// When one of its templates is not one.
    pub fn new() -> Result<Self, OutputError> {
        Ok(Self(xml::environment(&docx::TEMPLATES)?))
    }
}

impl Output for Odt {
    fn extension(&self) -> &'static str {
        "odt"
    }

    fn render(&self, document: &Document) -> Result<Vec<u8>, OutputError> {
        odt::render(&self.0, document)
    }
}

impl Output for Docx {
    fn extension(&self) -> &'static str {
        "docx"
    }

    fn render(&self, document: &Document) -> Result<Vec<u8>, OutputError> {
        docx::render(&self.0, document)
    }
}

/// Width and height of a sheet in millimetres.
fn size(document: &Document) -> (f64, f64) {
    let (width, height) = match document.page.paper {
        PaperSize::A3 => (297.0, 420.0),
        PaperSize::A4 => (210.0, 297.0),
        PaperSize::A5 => (148.0, 210.0),
        PaperSize::Letter => (215.9, 279.4),
        PaperSize::Tabloid => (279.4, 431.8),
    };
    if document.page.landscape { (height, width) } else { (width, height) }
}

/// Left and right of the text, in millimetres.
const MARGIN: f64 = 18.0;

/// The size of running text in points.
const fn text_size(document: &Document) -> u32 {
    if document.page.large { 18 } else { 11 }
}

/// What the frames of both kinds of files say: title, language, date.
fn facts(document: &Document) -> Value {
    minijinja::context! {
        title => document.title.as_str(),
        header => document.header.join(" · "),
        language => document.language.as_str(),
        country => words::country(&document.language),
        date => document.date.as_str(),
    }
}
