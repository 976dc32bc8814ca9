//! The words and layout of a format, read from the archive in a plugin without compiling the plugin.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};
use std::ops::Range;

use serde::Deserialize;
use serde_json::json;

use super::canvas::{self, CanvasFault};
use super::contract::CONTRACT;
use super::faults::Fault;
use super::limits::{LARGEST_MANIFEST, LARGEST_PACK, LARGEST_WORDS, MOST_FILES};
use super::manifest::Manifest;
use super::section;
use crate::diagnostic::Diagnostic;

/// What the format says of itself.
pub const MANIFEST: &str = "format.toml";
/// Where the templates are.
pub const HANDOUTS: &str = "handouts/";
/// Where the drawings are.
const CANVASES: &str = "canvases/";

/// A text of a pack: in this binary, or read from a file.
pub type Text = Cow<'static, str>;

/// A pack, its files checked to be of the kinds a pack has.
#[derive(Debug, Clone)]
pub struct Pack {
    /// What the format says of itself.
    pub manifest: Manifest,
    /// The same as it was read.
    written: Written,
    /// By language: the text of its words.
    pub words: BTreeMap<String, Text>,
    /// By name, without the ending.
    pub handouts: BTreeMap<String, Text>,
    /// By name, without the ending.
    pub canvases: BTreeMap<String, Text>,
}

/// What every manifest says, whatever its contract.
#[derive(Deserialize)]
struct Greeting {
    id: String,
    contract: String,
}

/// A manifest as it was read.
#[derive(Debug, Clone)]
enum Written {
    /// Of an official format.
    Json(&'static str),
    /// Of a pack.
    Toml(String),
}

/// Why an archive is not a pack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PackError {
    /// More bytes than a pack may have: so many.
    TooLarge(u64),
    /// More files than a pack may have.
    TooManyFiles,
    /// Not a ustar archive, or cut short.
    Damaged,
    /// A file that no pack has, or a name that tries to be a path.
    StrangeFile(String),
    /// An entry that is no plain file: a link, a folder, a name or a size in a form of its own.
    NoFile(String),
    /// The component holds no pack, or more than one.
    Missing,
    /// The same file twice.
    Twice(String),
    /// Not text.
    NotText(String),
    /// There is no `format.toml`.
    NoManifest,
    /// It is written for another contract, whose `format.toml` may say what this one cannot: its id, and that contract.
    Contract(String, String),
    /// `format.toml` is not what it should be, on this line.
    Manifest(String),
    /// `format.toml` has a value that cannot be.
    Fault(Fault),
    /// An id that is not `[a-z0-9-]{1,40}`.
    Id(String),
    /// A drawing holds what no drawing may: its name, and what.
    Canvas(String, CanvasFault),
    /// Larger than a file of its kind may be.
    LargeFile(String),
}

impl PackError {
    /// Adds to a problem why it is no pack: a name for the words, what is wrong, and the limit when it is one.
    #[must_use]
    pub fn add_to(&self, problem: Diagnostic) -> Diagnostic {
        let (found, most) = match self {
            Self::TooLarge(bytes) => (Some(*bytes), Some(LARGEST_PACK as u64)),
            Self::TooManyFiles => (None, Some(MOST_FILES as u64)),
            Self::Fault(fault) => (None, fault.most()),
            _ => (None, None),
        };
        let problem = problem.arg("reason", self.reason()).arg("detail", self.detail());
        let problem = problem.arg("found", json!(found)).arg("most", json!(most));
        match self {
            Self::Canvas(name, fault) => fault.add_to(problem, name),
            _ => problem,
        }
    }

    /// A name for the words: `missing`, `twice`, …
    fn reason(&self) -> &'static str {
        match self {
            Self::TooLarge(_) => "too-large",
            Self::TooManyFiles => "too-many-files",
            Self::Damaged => "damaged",
            Self::StrangeFile(_) => "strange-file",
            Self::NoFile(_) => "no-file",
            Self::Missing => "missing",
            Self::Twice(_) => "twice",
            Self::NotText(_) => "not-text",
            Self::NoManifest => "no-manifest",
            Self::Contract(..) => "contract",
            Self::Manifest(_) => "manifest",
            Self::Fault(fault) => fault.reason,
            Self::Id(_) => "id",
            Self::Canvas(..) => "canvas",
            Self::LargeFile(_) => "large-file",
        }
    }

    /// The file, the id, the line, or what is wrong.
    fn detail(&self) -> &str {
        match self {
            Self::StrangeFile(detail)
            | Self::NoFile(detail)
            | Self::Twice(detail)
            | Self::NotText(detail)
            | Self::Manifest(detail)
            | Self::Fault(Fault { key: detail, .. })
            | Self::Id(detail)
            | Self::Contract(_, detail)
            | Self::Canvas(detail, _)
            | Self::LargeFile(detail) => detail,
            Self::TooLarge(_) | Self::TooManyFiles | Self::Damaged | Self::Missing | Self::NoManifest => "",
        }
    }
}

impl Pack {
    /// Reads the pack in a plugin, without compiling the plugin.
    ///
    /// # Errors
    /// As [`Pack::read`]; and when there is none.
    pub fn of_plugin(component: &[u8]) -> Result<Self, PackError> {
        Self::read(section::find(component).ok_or(PackError::Missing)?)
    }

    /// Reads an archive.
    ///
    /// # Errors
    /// The first thing that keeps it from being a pack.
    pub fn read(archive: &[u8]) -> Result<Self, PackError> {
        let mut manifest = None;
        let mut texts = Texts::default();
        each_file(archive, |name, text| {
            if name == MANIFEST {
                return if manifest.replace(text).is_some() { Err(PackError::Twice(name)) } else { Ok(()) };
            }
            if name.starts_with(CANVASES) {
                canvas::check(&text).map_err(|fault| PackError::Canvas(name.clone(), fault))?;
            }
            texts.add(name, text.into())
        })?;
        let text = manifest.ok_or(PackError::NoManifest)?;
        let manifest: Manifest = toml::from_str(&text).map_err(|error| {
            let other =
                toml::from_str(&text).ok().filter(|greeting: &Greeting| greeting.contract != CONTRACT);
            other.map_or_else(
                || PackError::Manifest(line(&text, error.span())),
                |Greeting { id, contract }| PackError::Contract(id, contract),
            )
        })?;
        if !is_id(&manifest.id) {
            return Err(PackError::Id(manifest.id));
        }
        if let Some(fault) = manifest.fault() {
            return Err(PackError::Fault(fault));
        }
        Ok(texts.into_pack(manifest, Written::Toml(text)))
    }

    /// What the format says of itself as JSON text, as the plugin gets it.
    #[must_use]
    pub fn manifest_json(&self) -> String {
        match &self.written {
            Written::Json(text) => (*text).to_owned(),
            // It was read before, numbers beyond those of a TOML table included.
            Written::Toml(text) => toml::from_str::<serde_json::Value>(text).unwrap_or_default().to_string(),
        }
    }

    /// The pack of an official format: its manifest as JSON, and its other files, which the build has put into this
    /// binary. A test finds each of them equal to what its archive gives.
    ///
    /// # Errors
    /// When the manifest is none, or a file is of no kind that a pack has.
    pub(super) fn official(
        manifest: &'static str,
        files: &'static [(&'static str, &'static str)],
    ) -> Result<Self, PackError> {
        let read = serde_json::from_str(manifest).map_err(|e| PackError::Manifest(e.line().to_string()))?;
        let mut texts = Texts::default();
        for (name, text) in files.iter().filter(|(name, _)| *name != MANIFEST) {
            texts.add((*name).to_owned(), Text::Borrowed(text))?;
        }
        Ok(texts.into_pack(read, Written::Json(manifest)))
    }
}

/// How many bytes a file of this name may have.
#[must_use]
pub fn largest(name: &str) -> usize {
    match name {
        MANIFEST => LARGEST_MANIFEST,
        name if stem(name, "", ".toml").is_some() => LARGEST_WORDS,
        _ => LARGEST_PACK,
    }
}

/// Hands on the files of an archive as they come: name and text, whatever they are.
///
/// # Errors
/// The first thing that keeps it from being an archive of so many texts; and what `each` has against one.
pub fn each_file(
    archive: &[u8],
    mut each: impl FnMut(String, String) -> Result<(), PackError>,
) -> Result<(), PackError> {
    if archive.len() > LARGEST_PACK {
        return Err(PackError::TooLarge(archive.len() as u64));
    }
    let mut tar = tar::Archive::new(Cursor::new(archive));
    // As they stand there: what would say more of the next entry is one itself.
    let entries = tar.entries_with_seek().map_err(|_| PackError::Damaged)?.raw(true);
    for (count, entry) in entries.enumerate() {
        if count >= MOST_FILES {
            return Err(PackError::TooManyFiles);
        }
        let mut entry = entry.map_err(|_| PackError::Damaged)?;
        let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        if !entry.header().entry_type().is_file() {
            return Err(PackError::NoFile(name));
        }
        // A head can promise anything; what is not there is not waited for, and not made room for.
        let size = entry.size();
        if size > archive.len() as u64 {
            return Err(PackError::Damaged);
        }
        if size > largest(&name) as u64 {
            return Err(PackError::LargeFile(name));
        }
        let mut content = Vec::with_capacity(usize::try_from(size).unwrap_or_default());
        entry.read_to_end(&mut content).map_err(|_| PackError::Damaged)?;
        if content.len() as u64 != size {
            return Err(PackError::Damaged);
        }
        let text = String::from_utf8(content).map_err(|_| PackError::NotText(name.clone()))?;
        each(name, text)?;
    }
    Ok(())
}

/// The line where something is, from 1.
fn line(text: &str, span: Option<Range<usize>>) -> String {
    let before = &text[..text.floor_char_boundary(span.map_or(0, |span| span.start))];
    (before.matches('\n').count() + 1).to_string()
}

/// The texts of a pack, put in their places.
#[derive(Default)]
struct Texts {
    words: BTreeMap<String, Text>,
    handouts: BTreeMap<String, Text>,
    canvases: BTreeMap<String, Text>,
}

impl Texts {
    fn add(&mut self, name: String, text: Text) -> Result<(), PackError> {
        let (place, stem) = if let Some(language) = stem(&name, "", ".toml") {
            (&mut self.words, language)
        } else if let Some(handout) = stem(&name, HANDOUTS, ".md") {
            (&mut self.handouts, handout)
        } else if let Some(canvas) = stem(&name, CANVASES, ".svg") {
            (&mut self.canvases, canvas)
        } else {
            return Err(PackError::StrangeFile(name));
        };
        if place.insert(stem, text).is_some() { Err(PackError::Twice(name)) } else { Ok(()) }
    }

    fn into_pack(self, manifest: Manifest, written: Written) -> Pack {
        let Self { words, handouts, canvases } = self;
        Pack { manifest, written, words, handouts, canvases }
    }
}

fn stem(name: &str, folder: &str, ending: &str) -> Option<String> {
    let stem = name.strip_prefix(folder)?.strip_suffix(ending)?;
    is_id(stem).then(|| stem.to_owned())
}

/// Names that are no files on Windows, whatever ending follows; and `com0` to `lpt9`.
const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];
const NUMBERED_DEVICES: [&str; 2] = ["com", "lpt"];

/// True for `[a-z0-9-]{1,40}` that begins with a letter or a digit and is no device of Windows: the only form that may
/// become part of a path, wherever the kit is copied to, and of a command.
#[must_use]
pub fn is_id(text: &str) -> bool {
    (1..=40).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        && !text.starts_with('-')
        && !is_device(text)
}

fn is_device(text: &str) -> bool {
    let numbered = text.strip_suffix(|c: char| c.is_ascii_digit());
    DEVICES.contains(&text) || numbered.is_some_and(|name| NUMBERED_DEVICES.contains(&name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_can_be_a_file_everywhere() {
        for id in ["walk", "3d", "a-", "com", "com10", "lpt-1", "console", "nul-a", &"a".repeat(40)] {
            assert!(is_id(id), "{id}");
        }
        for no in
            ["", "-", "--help", "-a", "con", "nul", "com0", "com1", "lpt9", "A", "a b", "é", &"a".repeat(41)]
        {
            assert!(!is_id(no), "{no}");
        }
    }
}
