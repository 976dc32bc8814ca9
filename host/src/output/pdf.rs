//! Documents as tagged PDF: PDF/UA-1 for people who do not see it, PDF/A-2a for those who keep it.
//!
//! The tree goes to Typst as data, never as Typst source: nothing that a person wrote can run.

pub mod merge;
mod prepare;
mod repack;
mod setting;
#[cfg(test)]
mod tests;
mod world;

use std::cell::Cell;
use std::fmt;

use serde::Serialize;
use typst::comemo;
use typst::diag::{SourceDiagnostic, Warned};
use typst::foundations::{Bytes, Datetime, Label, Selector, Smart, Value};
use typst::introspection::{Introspector, MetadataElem};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use crate::document::tree::Document;
use crate::theme::colour::Colour;
use crate::words;
use prepare::Preparation;
use setting::Setting;
use world::{Print, Theme};

/// After so many pages, what Typst remembers of them is dropped: about two megabytes a page.
const REMEMBERED_PAGES: usize = 100;

/// Makes PDF files. Made once, it reads the fonts and the theme once.
pub struct Pdf {
    theme: Theme,
    /// In place of the program's, where there is colour.
    accent: Option<Colour>,
    /// Pages since Typst's memory was emptied.
    remembered: Cell<usize>,
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

/// What Typst reads.
#[derive(Serialize)]
struct Data<'a> {
    #[serde(flatten)]
    document: &'a Document,
    accent: Option<String>,
    /// What is said of a step that began on the page before.
    continued: String,
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
    /// A file that is to be a part of another is not as it must be: what lopdf says.
    Merge(String),
}

impl fmt::Display for PdfError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong { place, text } => {
                let start: String = text.chars().take(80).collect();
                write!(f, "a text is too long for its {place}: {start}")
            }
            Self::Date(date) => write!(f, "not an ISO date: {date}"),
            Self::Typst(message) | Self::Merge(message) => f.write_str(message),
        }
    }
}

impl std::error::Error for PdfError {}

impl Pdf {
    /// Reads the fonts and the theme. `accent` is the colour of what is in colour.
    #[must_use]
    pub fn new(accent: Option<Colour>) -> Self {
        comemo::evict(0);
        Self { theme: Theme::new(), accent, remembered: Cell::new(0) }
    }

    /// One document as a file.
    ///
    /// # Errors
    /// A text does not fit, or the date is wrong.
    pub fn render(&self, document: &Document) -> Result<PdfFile, PdfError> {
        let mut preparation = Preparation::new(&self.theme.fonts);
        let printed = preparation.document(document);
        let accent = self.accent.map(|accent| accent.to_string());
        let continued =
            words::host(&document.language).render("run_sheet.continued", minijinja::Value::default());
        let continued = continued.unwrap_or_default();
        let json = serde_json::to_vec(&Data { document: &printed, accent, continued })
            .map_err(|error| PdfError::Typst(error.to_string()))?;
        let (bytes, pages) = self.export(&Bytes::new(json), document)?;
        self.forget(pages);
        Ok(PdfFile { bytes: repack::repack(bytes), pages, replaced: preparation.replaced() })
    }

    /// Keeps Typst's memory small, but does not empty it for each of many short documents: that takes longer
    /// than what it saves.
    fn forget(&self, pages: usize) {
        self.remembered.set(self.remembered.get() + pages);
        if self.remembered.get() > REMEMBERED_PAGES {
            comemo::evict(0);
            self.remembered.set(0);
        }
    }

    fn export(&self, data: &Bytes, document: &Document) -> Result<(Vec<u8>, usize), PdfError> {
        let options = PdfOptions {
            creator: Smart::Custom(Some("atelier".to_owned())),
            timestamp: Some(Timestamp::new_utc(midnight(&document.date)?)),
            standards: PdfStandards::new(&[PdfStandard::Ua_1, PdfStandard::A_2a])
                .map_err(|error| PdfError::Typst(error.message().to_string()))?,
            ..PdfOptions::default()
        };
        let usual = self.set(data, Setting::USUAL)?;
        let printed = setting::settled(usual, document.page.large, |setting| self.set(data, setting))?;
        let bytes = typst_pdf::pdf(&printed, &options).map_err(|errors| said(&errors))?;
        Ok((bytes, printed.pages().len()))
    }

    fn set(&self, data: &Bytes, setting: Setting) -> Result<PagedDocument, PdfError> {
        let setting = serde_json::to_vec(&setting).map_err(|error| PdfError::Typst(error.to_string()))?;
        let print = Print { theme: &self.theme, data: data.clone(), setting: Bytes::new(setting) };
        let Warned { output, .. } = typst::compile::<PagedDocument>(&print);
        let document = output.map_err(|errors| said(&errors))?;
        first_problem(&document).map_or(Ok(document), Err)
    }
}

/// What the theme could not make fit.
fn first_problem(document: &PagedDocument) -> Option<PdfError> {
    let label = Label::construct("problem".into()).ok()?;
    let found = document.introspector().query(&Selector::Label(label)).into_iter().next()?;
    let Value::Dict(problem) = &found.to_packed::<MetadataElem>()?.value else { return None };
    let text = |key: &str| match problem.get(key) {
        Ok(Value::Str(text)) => text.as_str().replace([prepare::BREAK, prepare::WHOLE], ""),
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
