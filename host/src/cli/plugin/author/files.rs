//! The files of a format as its author wrote them: in a folder, or in the pack of a plugin.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use crate::files::{self, FileError};
use crate::plugin::{MANIFEST, each_file_of_pack, find_pack, tarball};

/// The files of a format that travel in its pack.
pub struct Files {
    /// The folder, or the plugin.
    pub place: PathBuf,
    /// By name.
    contents: BTreeMap<String, Vec<u8>>,
}

impl Files {
    /// Those in a folder; none when there is no such folder.
    ///
    /// # Errors
    /// When one of them cannot be read.
    pub fn of_folder(folder: &Path) -> Result<Self, FileError> {
        let names = tarball::names(folder).unwrap_or_default();
        let read = |name: String| files::read_plain(&folder.join(&name)).map(|content| (name, content));
        let contents = names.into_iter().map(read).collect::<Result<_, _>>()?;
        Ok(Self { place: folder.to_owned(), contents })
    }

    /// Those in the pack of a plugin, however wrong they are; none when there is no pack at all.
    pub fn of_plugin(path: &Path) -> Option<Self> {
        let bytes = files::read_plain(path).ok()?;
        let mut contents = BTreeMap::new();
        // As far as it goes: what is wrong with the pack itself is told when it is read as one.
        let _ = each_file_of_pack(find_pack(&bytes)?, |name, text| {
            contents.insert(name, text.into_bytes());
            Ok(())
        });
        Some(Self { place: path.to_owned(), contents })
    }

    /// What messages call a file.
    pub fn path(&self, name: &str) -> String {
        self.place.join(name).display().to_string()
    }

    /// The text of a file, if there is one.
    pub fn text(&self, name: &str) -> Option<Cow<'_, str>> {
        self.contents.get(name).map(|content| String::from_utf8_lossy(content))
    }

    /// The names of those in a folder of theirs, without its name.
    pub fn below(&self, folder: &str) -> impl Iterator<Item = &str> {
        self.contents.keys().filter_map(move |name| name.strip_prefix(folder))
    }

    /// The pack that they make.
    ///
    /// # Errors
    /// When a name is longer than a pack can hold.
    pub fn packed(&self) -> io::Result<Vec<u8>> {
        tarball::archive(self.contents.iter().map(|(name, content)| (name.as_str(), content.as_slice())))
    }

    /// The manifest, or what stands in its place.
    pub(super) fn manifest(&self) -> Result<Cow<'_, str>, &'static str> {
        self.text(MANIFEST).ok_or(if self.place.is_dir() {
            "folder"
        } else if self.place.exists() {
            "file"
        } else {
            "nothing"
        })
    }
}
