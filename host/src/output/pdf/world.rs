//! What Typst can see: the theme's files, its fonts and one document as data. No disk, no packages, no clock.

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Feature, Features, Library, LibraryExt, World};

/// The files of the theme, the first of which is the main one.
const SOURCES: [(&str, &str); 12] = [
    ("main.typ", include_str!("../../../theme/typst/main.typ")),
    ("blocks.typ", include_str!("../../../theme/typst/blocks.typ")),
    ("cards.typ", include_str!("../../../theme/typst/cards.typ")),
    ("flow.typ", include_str!("../../../theme/typst/flow.typ")),
    ("look.typ", include_str!("../../../theme/typst/look.typ")),
    ("page.typ", include_str!("../../../theme/typst/page.typ")),
    ("sign.typ", include_str!("../../../theme/typst/sign.typ")),
    ("tent.typ", include_str!("../../../theme/typst/tent.typ")),
    ("table.typ", include_str!("../../../theme/typst/table.typ")),
    ("timeline.typ", include_str!("../../../theme/typst/timeline.typ")),
    ("words.typ", include_str!("../../../theme/typst/words.typ")),
    ("writing.typ", include_str!("../../../theme/typst/writing.typ")),
];
const FONTS: [&[u8]; 4] = [
    include_bytes!("../../../theme/fonts/AtkinsonHyperlegibleNext-Regular.ttf"),
    include_bytes!("../../../theme/fonts/AtkinsonHyperlegibleNext-SemiBold.ttf"),
    include_bytes!("../../../theme/fonts/AtkinsonHyperlegibleNext-Bold.ttf"),
    include_bytes!("../../../theme/fonts/DejaVuSans-subset.ttf"),
];

/// What all documents share, read once.
pub struct Theme {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    /// In the order of the book.
    pub fonts: Vec<Font>,
    sources: Vec<Source>,
    data: FileId,
    setting: FileId,
}

impl Theme {
    /// Reads the files and the fonts that are in the binary.
    pub fn new() -> Self {
        let fonts: Vec<Font> = FONTS.iter().flat_map(|data| Font::iter(Bytes::new(*data))).collect();
        let features: Features = [Feature::A11yExtras].into_iter().collect();
        Self {
            library: LazyHash::new(Library::builder().with_features(features).build()),
            book: LazyHash::new(FontBook::from_fonts(&fonts)),
            fonts,
            sources: SOURCES.iter().map(|(name, text)| Source::new(file(name), (*text).to_owned())).collect(),
            data: file("data.json"),
            setting: file("setting.json"),
        }
    }
}

fn file(name: &str) -> FileId {
    let path = VirtualPath::new(name).expect("the theme's file names are paths");
    RootedPath::new(VirtualRoot::Project, path).intern()
}

/// The theme with the data of one file to make.
pub struct Print<'a> {
    /// The files and fonts.
    pub theme: &'a Theme,
    /// What `/data.json` holds: the document.
    pub data: Bytes,
    /// What `/setting.json` holds: how its running text is set.
    pub setting: Bytes,
}

impl World for Print<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.theme.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.theme.book
    }

    fn main(&self) -> FileId {
        self.theme.sources[0].id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        let found = self.theme.sources.iter().find(|source| source.id() == id);
        found.cloned().ok_or_else(|| FileError::Other(None))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.theme.data {
            Ok(self.data.clone())
        } else if id == self.theme.setting {
            Ok(self.setting.clone())
        } else {
            Err(FileError::Other(None))
        }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.theme.fonts.get(index).cloned()
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}
