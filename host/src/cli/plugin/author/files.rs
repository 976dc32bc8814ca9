//! The files of a format as its author wrote them: in a folder, or in the pack of a plugin.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use super::super::super::{Exit, Session};
use crate::diagnostic::Diagnostic;
use crate::files::{self, FileError};
use crate::plugin::{LARGEST_PACK, MANIFEST, each_file_of_pack, find_pack, largest_in_pack, tarball};

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
    /// When one of them cannot be read, is none of the folder's own, or is larger than it may be.
    pub fn of_folder(folder: &Path) -> Result<Self, FileError> {
        let mut contents = BTreeMap::new();
        let mut left = LARGEST_PACK;
        for name in tarball::names(folder).unwrap_or_default() {
            let path = folder.join(&name);
            let inside =
                files::inside(folder, &name).map_err(|error| FileError { path: path.clone(), error })?;
            let content = files::read_small(&inside, largest_in_pack(&name).min(left))
                .map_err(|FileError { error, .. }| FileError { path, error })?;
            left -= content.len();
            contents.insert(name, content);
        }
        Ok(Self { place: folder.to_owned(), contents })
    }

    /// Tells why the files of a folder could not be taken up.
    pub fn fail(error: &FileError, session: &Session) -> Exit {
        let told = |code: &'static str| Diagnostic::error(code).arg("path", error.path.display().to_string());
        let name = error.path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        match error.error.kind() {
            io::ErrorKind::PermissionDenied if error.path.is_symlink() => {
                session.fail(told("plugin-file-outside"), Exit::Problem)
            }
            io::ErrorKind::FileTooLarge => {
                let most = largest_in_pack(name);
                session.fail(told("plugin-file-too-large").arg("most", most), Exit::Problem)
            }
            _ => session.fail_reading(error),
        }
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
