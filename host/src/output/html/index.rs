//! What `index.html` shows: the kit on a screen.

use minijinja::context;
use minijinja::value::{Serde, Value};
use serde::Serialize;

use super::view::logo;
use crate::document::tree::Logo;

/// The kit at a glance. All texts are in their final form.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Index {
    /// Language of the words: `fr`, `en`.
    pub language: String,
    /// The workshop's title.
    pub title: String,
    /// Above the title.
    pub logo: Option<Logo>,
    /// When, where, who: a line each.
    pub facts: Vec<String>,
    /// What for.
    pub purpose: Option<String>,
    /// The running order.
    pub days: Vec<IndexDay>,
    /// The documents, in the order they are used.
    pub groups: Vec<IndexGroup>,
    /// Where the PDF of everything is.
    pub print_all: Option<String>,
    /// Sheets of paper for all copies, printed on one side; none when nothing is for paper.
    pub sheets: Option<u32>,
    /// The same, printed on both sides.
    pub duplex_sheets: Option<u32>,
    /// Sheets of each paper, in words.
    pub papers: Vec<String>,
    /// Where the room screen is.
    pub screen: String,
    /// What the paper weighs and emits.
    pub footprint: Option<String>,
    /// What else is in the kit: the calendar, the seating.
    pub files: Vec<IndexLink>,
}

/// A day of the workshop.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct IndexDay {
    /// None when it is the only one.
    pub title: Option<String>,
    /// Its entries in order.
    pub entries: Vec<IndexEntry>,
}

/// An entry of a day.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct IndexEntry {
    /// As read: `13 h 30`.
    pub start: String,
    /// As read.
    pub end: String,
    /// How long.
    pub minutes: f64,
    /// As in a timeline: `block`, `pause`, `talk`, `free`, `buffer`, `tracks`.
    pub kind: String,
    /// What it is.
    pub title: String,
    /// The documents of the block: the place of their group.
    pub group: Option<usize>,
}

/// Documents that belong together: the host's own, or those of one block.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct IndexGroup {
    /// What they belong to.
    pub title: String,
    /// In order.
    pub documents: Vec<IndexDocument>,
}

/// A document of the kit.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct IndexDocument {
    /// Its title.
    pub title: String,
    /// Whom it is for.
    pub audience: Option<String>,
    /// What it is printed on, in words; none when it is not for paper.
    pub paper: Option<IndexPaper>,
    /// True when it serves as well on a screen as on paper.
    pub on_screen: bool,
    /// Its files, the one to read on a screen first.
    pub links: Vec<IndexLink>,
}

/// How much paper a document is.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct IndexPaper {
    /// `A4`.
    pub size: String,
    /// Of one copy.
    pub pages: u32,
    /// How many to print.
    pub copies: u32,
    /// Of all copies, printed on one side.
    pub sheets: u32,
}

/// A file of the kit.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct IndexLink {
    /// What to click.
    pub label: String,
    /// Where it is, from the kit's folder.
    pub path: String,
}

impl Index {
    pub(super) fn view(&self) -> Value {
        let documents = self.groups.iter().flat_map(|group| &group.documents);
        let to_show: Vec<_> =
            documents.filter(|document| document.on_screen && !document.links.is_empty()).collect();
        context! { to_show => Serde(to_show), logo => logo(self.logo.as_ref()), ..Value::from(Serde(self)) }
    }
}
