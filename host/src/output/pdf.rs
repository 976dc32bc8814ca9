//! Documents as tagged PDF: PDF/UA-1 for people who do not see it, PDF/A-2a for those who keep it.
//!
//! The tree goes to Typst as data, never as Typst source: nothing that a person wrote can run.

mod prepare;
mod repack;
#[cfg(test)]
mod tests;
mod world;

use std::fmt;

use serde::Serialize;
use typst::diag::{SourceDiagnostic, Warned};
use typst::foundations::{Bytes, Datetime, Label, Selector, Smart, Value};
use typst::introspection::{Introspector, MetadataElem};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use crate::document::tree::Document;
use prepare::Preparation;
use world::{Print, Theme};

/// How many compilations Typst's caches outlive: what all documents share stays, the rest is dropped.
const CACHE_AGE: usize = 5;

/// Makes PDF files. Made once, it reads the fonts and the theme once.
pub struct Pdf {
    theme: Theme,
}

/// A PDF file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PdfFile {
    /// What is written to the disk.
    pub bytes: Vec<u8>,
    /// How many pages.
    pub pages: usize,
    /// Texts with a character that no font has: `□` is printed in its place.
    pub replaced: Vec<String>,
}

/// Why a document cannot be printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PdfError {
    /// A text is too long for the place it must be in, however small it is set.
    TooLong {
        /// What it must be in: `card`, `sign`, `page` or `row`.
        place: String,
        /// The text.
        text: String,
    },
    /// The document's date is not an ISO date.
    Date(String),
    /// The theme or the standards were not met: what Typst says.
    Typst(String),
}

impl fmt::Display for PdfError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong { place, text } => {
                let start: String = text.chars().take(80).collect();
                write!(f, "a text is too long for its {place}: {start}")
            }
            Self::Date(date) => write!(f, "not an ISO date: {date}"),
            Self::Typst(messages) => f.write_str(messages),
        }
    }
}

impl std::error::Error for PdfError {}

/// What several documents in one file have in common.
#[derive(Debug, Clone, Copy)]
pub struct Bundle<'a> {
    /// In the file's properties.
    pub title: &'a str,
    /// Of the properties and, unless they say otherwise, of the documents.
    pub language: &'a str,
    /// ISO date for the file's properties.
    pub date: &'a str,
    /// Every document and every copy begins on a new sheet when it is printed on both sides.
    pub duplex: bool,
}

/// What `/data.json` holds for the theme.
#[derive(Serialize)]
struct Data<'a> {
    title: &'a str,
    language: &'a str,
    duplex: bool,
    documents: Vec<Part>,
}

#[derive(Serialize)]
struct Part {
    document: Document,
    copies: u32,
}

impl Default for Pdf {
    fn default() -> Self {
        Self::new()
    }
}

impl Pdf {
    /// Reads the fonts and the theme.
    #[must_use]
    pub fn new() -> Self {
        Self { theme: Theme::new() }
    }

    /// One document as a file.
    ///
    /// # Errors
    /// A text does not fit, or the date is wrong.
    pub fn render(&self, document: &Document) -> Result<PdfFile, PdfError> {
        let bundle = Bundle {
            title: &document.title,
            language: &document.language,
            date: &document.date,
            duplex: false,
        };
        self.render_all(bundle, [(document, 1)])
    }

    /// Documents one after the other, each so many times, in one file.
    ///
    /// # Errors
    /// A text does not fit, or the date is wrong.
    pub fn render_all<'a>(
        &self,
        bundle: Bundle<'_>,
        documents: impl IntoIterator<Item = (&'a Document, u32)>,
    ) -> Result<PdfFile, PdfError> {
        let mut preparation = Preparation::new(&self.theme.fonts);
        let documents = documents
            .into_iter()
            .map(|(document, copies)| Part { document: preparation.document(document), copies })
            .collect();
        let Bundle { language, date, duplex, .. } = bundle;
        let title = preparation.title(bundle.title);
        let data = Data { title: &title, language, duplex, documents };
        let json = serde_json::to_vec(&data).map_err(|error| PdfError::Typst(error.to_string()))?;

        let (bytes, pages) = self.compile(json, date)?;
        Ok(PdfFile { bytes: repack::repack(bytes), pages, replaced: preparation.replaced() })
    }

    fn compile(&self, json: Vec<u8>, date: &str) -> Result<(Vec<u8>, usize), PdfError> {
        let options = PdfOptions {
            creator: Smart::Custom(Some("atelier".to_owned())),
            timestamp: Some(Timestamp::new_utc(midnight(date)?)),
            standards: PdfStandards::new(&[PdfStandard::Ua_1, PdfStandard::A_2a])
                .map_err(|error| PdfError::Typst(error.message().to_string()))?,
            ..PdfOptions::default()
        };
        let print = Print { theme: &self.theme, data: Bytes::new(json) };
        let Warned { output, .. } = typst::compile::<PagedDocument>(&print);
        typst::comemo::evict(CACHE_AGE);
        let document = output.map_err(|errors| said(&errors))?;
        if let Some(problem) = first_problem(&document) {
            return Err(problem);
        }
        let bytes = typst_pdf::pdf(&document, &options).map_err(|errors| said(&errors))?;
        Ok((bytes, document.pages().len()))
    }
}

/// What the theme could not make fit.
fn first_problem(document: &PagedDocument) -> Option<PdfError> {
    let label = Label::construct("problem".into()).ok()?;
    let found = document.introspector().query(&Selector::Label(label)).into_iter().next()?;
    let Value::Dict(problem) = &found.to_packed::<MetadataElem>()?.value else { return None };
    let text = |key: &str| match problem.get(key) {
        Ok(Value::Str(text)) => text.as_str().replace(prepare::BREAK, ""),
        _ => String::new(),
    };
    Some(PdfError::TooLong { place: text("kind"), text: text("text") })
}

fn midnight(date: &str) -> Result<Datetime, PdfError> {
    let mut parts = date.splitn(3, '-');
    let mut next = || parts.next().unwrap_or_default();
    let (year, month, day) = (next(), next(), next());
    match (year.parse(), month.parse(), day.parse()) {
        (Ok(year), Ok(month), Ok(day)) => Datetime::from_ymd_hms(year, month, day, 0, 0, 0),
        _ => None,
    }
    .ok_or_else(|| PdfError::Date(date.to_owned()))
}

fn said(errors: &[SourceDiagnostic]) -> PdfError {
    let messages: Vec<String> = errors
        .iter()
        .map(|error| {
            std::iter::once(error.message.to_string())
                .chain(error.hints.iter().map(|hint| hint.v.to_string()))
                .collect::<Vec<_>>()
                .join("; ")
        })
        .collect();
    PdfError::Typst(messages.join("\n"))
}
