//! The formats at hand: which there are, and the pack and the code of each.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use super::failure::Failure;
use super::foreign::{Foreign, Trouble, Workbench};
use super::limits::Profile;
use super::pack::{Pack, PackError};
use super::sandbox::{Loaded, Sandbox};
use super::section;
use super::tarball;
use crate::diagnostic::Diagnostic;
use crate::hash::sha256;
use crate::stranger::Stranger;

/// A component and what the build compiled of it ahead of time.
struct Code {
    component: &'static [u8],
    compiled: &'static [u8],
}

/// A format that was built into this binary.
struct Official {
    id: &'static str,
    /// Its manifest as JSON: reading TOML takes several times as long.
    manifest: &'static str,
    /// The files of its pack.
    files: &'static [(&'static str, &'static str)],
    /// The fingerprint of the plugin as it travels.
    sha256: &'static str,
    code: &'static Code,
}

impl Official {
    /// The plugin as it travels.
    fn plugin(&self) -> io::Result<Vec<u8>> {
        let pack = tarball::archive(self.files.iter().map(|(name, text)| (*name, text.as_bytes())))?;
        let mut plugin = self.code.component.to_vec();
        section::append(&mut plugin, &pack);
        Ok(plugin)
    }
}

// `OFFICIAL`, and the code of each component: `RECIPE` is the one that performs recipes.
include!(concat!(env!("OUT_DIR"), "/official.rs"));

/// A format with its pack read.
pub struct Format {
    /// Its pack.
    pub pack: Pack,
    source: Source,
}

/// Where a format comes from.
enum Source {
    Official(&'static Official),
    Foreign(Foreign),
}

impl Format {
    /// The format's id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.pack.manifest.id
    }

    /// The file and its limits, when it is not official.
    #[must_use]
    pub fn foreign(&self) -> Option<&Foreign> {
        match &self.source {
            Source::Official(_) => None,
            Source::Foreign(foreign) => Some(foreign),
        }
    }

    /// Whose it is, when it is not official.
    #[must_use]
    pub fn stranger(&self) -> Option<Stranger> {
        let foreign = self.foreign()?;
        Some(Stranger {
            plugin: self.id().to_owned(),
            version: self.pack.manifest.version.clone(),
            path: foreign.shown().display().to_string(),
            generous: foreign.profile != Profile::Usual,
        })
    }

    /// The whole plugin, as it travels.
    ///
    /// # Errors
    /// When its file cannot be read any more.
    pub fn plugin(&self) -> Result<Vec<u8>, Failure> {
        match &self.source {
            Source::Foreign(foreign) => foreign.read(),
            Source::Official(official) => {
                official.plugin().map_err(|error| Failure::Refused(error.to_string()))
            }
        }
    }

    /// The fingerprint of the whole plugin.
    ///
    /// # Errors
    /// When its file cannot be read any more.
    pub fn sha256(&self) -> Result<String, Failure> {
        match &self.source {
            Source::Foreign(foreign) => Ok(sha256(foreign.read()?)),
            Source::Official(official) => Ok(official.sha256.to_owned()),
        }
    }

    /// What messages call a file of the pack: its path in the folder that the plugin was made from, else below
    /// the plugin's own path.
    #[must_use]
    pub fn file(&self, name: &str) -> String {
        let folder = match &self.source {
            Source::Official(official) => Path::new("formats").join(official.id),
            Source::Foreign(foreign) => foreign.shown().to_owned(),
        };
        folder.join(name).display().to_string()
    }

    /// Why it gave no answer, for people.
    #[must_use]
    pub fn told(&self, failure: &Failure) -> Diagnostic {
        let path = self.foreign().map(|foreign| foreign.shown().display().to_string());
        failure.told(self.id(), &self.pack.manifest.version, path.as_deref())
    }

    /// Makes the plugin ready to be called.
    ///
    /// # Errors
    /// When it cannot be loaded.
    pub fn load(&self, sandbox: &Sandbox) -> Result<Loaded, Failure> {
        match &self.source {
            Source::Official(official) => sandbox.load_compiled(official.code.compiled),
            Source::Foreign(foreign) => foreign.load(sandbox, (RECIPE.component, RECIPE.compiled)),
        }
    }
}

/// A recipe as it travels: the stock component with its pack.
#[must_use]
pub fn recipe(pack: &[u8]) -> Vec<u8> {
    let mut plugin = RECIPE.component.to_vec();
    section::append(&mut plugin, pack);
    plugin
}

/// The formats at hand, by id.
pub struct Catalogue {
    formats: Vec<Format>,
    troubles: Vec<(PathBuf, Trouble)>,
}

impl Catalogue {
    /// No formats: for looking at a plugin by itself.
    #[must_use]
    pub fn empty() -> Self {
        Self { formats: Vec::new(), troubles: Vec::new() }
    }

    /// The formats of this binary.
    ///
    /// # Errors
    /// The id of a format whose pack cannot be read, and why.
    pub fn official() -> Result<Self, (String, PackError)> {
        let read = |official: &'static Official| match Pack::official(official.manifest, official.files) {
            Ok(pack) => Ok(Format { pack, source: Source::Official(official) }),
            Err(error) => Err((official.id.to_owned(), error)),
        };
        let formats = OFFICIAL.iter().map(read).collect::<Result<_, _>>()?;
        Ok(Self { formats, troubles: Vec::new() })
    }

    /// Adds every `.wasm` file of a folder; a folder that is not there holds none. `profile` says how far a file
    /// may go.
    pub fn add_folder(
        &mut self,
        folder: &Path,
        profile: impl Fn(&Path) -> Profile + Sync,
        workbench: &Arc<Workbench>,
    ) {
        let entries = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
        let mut paths: Vec<PathBuf> =
            entries.filter(|path| path.extension().is_some_and(|e| e == "wasm")).collect();
        paths.sort();
        // Reading hundreds of packs is what a list of them takes: all processors do it.
        let opened: Vec<_> =
            paths.par_iter().map(|path| Foreign::open(path, profile(path), workbench)).collect();
        for (path, opened) in paths.iter().zip(opened) {
            self.add(path, opened);
        }
    }

    /// Adds a plugin file. What stands in the way is kept as a trouble.
    pub fn add_file(&mut self, path: &Path, profile: Profile, workbench: &Arc<Workbench>) {
        self.add(path, Foreign::open(path, profile, workbench));
    }

    fn add(&mut self, path: &Path, opened: Result<(Pack, Foreign), Trouble>) {
        let added = opened.and_then(|(pack, foreign)| {
            let id = pack.manifest.id.clone();
            match self.get(&id).map(Format::foreign) {
                None => Ok(Format { pack, source: Source::Foreign(foreign) }),
                Some(None) => Err(Trouble::Taken(id)),
                Some(Some(other)) => Err(Trouble::Twice { id, other: other.path.clone() }),
            }
        });
        match added {
            Ok(format) => {
                let at = self.formats.partition_point(|known| known.id() < format.id());
                self.formats.insert(at, format);
            }
            Err(trouble) => self.troubles.push((path.to_owned(), trouble)),
        }
    }

    /// Says from which folder or other place the plugin with this id was made just now: messages name that, and the
    /// files there.
    pub fn made_from(&mut self, id: &str, place: PathBuf) {
        if let Some(foreign) = self.foreign_mut(id) {
            foreign.called = Some(place);
        }
    }

    /// Says that the plugin with this id is being tried: advice is for whoever writes it.
    pub fn tried(&mut self, id: &str) {
        if let Some(foreign) = self.foreign_mut(id) {
            foreign.tried = true;
        }
    }

    /// Holds the plugin with this id to the file it was before.
    pub fn lock(&mut self, id: &str, sha256: String) {
        if let Some(foreign) = self.foreign_mut(id) {
            foreign.locked = Some(sha256);
        }
    }

    fn foreign_mut(&mut self, id: &str) -> Option<&mut Foreign> {
        match &mut self.formats.iter_mut().find(|format| format.id() == id)?.source {
            Source::Foreign(foreign) => Some(foreign),
            Source::Official(_) => None,
        }
    }

    /// Files that could not be added, and why.
    #[must_use]
    pub fn troubles(&self) -> &[(PathBuf, Trouble)] {
        &self.troubles
    }

    /// The format with this id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Format> {
        let at = self.formats.binary_search_by(|format| format.id().cmp(id)).ok()?;
        Some(&self.formats[at])
    }

    /// All of them, by id.
    pub fn iter(&self) -> impl Iterator<Item = &Format> {
        self.formats.iter()
    }
}
