//! The formats at hand: which there are, and the pack and the code of each.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use super::failure::Failure;
use super::foreign::{Foreign, Trouble, Workbench};
use super::limits::{Grant, Profile};
use super::lock::Entry;
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
            generous: foreign.grant.profile != Profile::Usual,
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
        let told = failure.told(self.id(), &self.pack.manifest.version, path.as_deref());
        told.arg("recipe", self.pack.manifest.recipe.is_some())
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
    /// Ids that later plugins cannot have any more.
    settled: BTreeSet<String>,
    /// What the workshop was made with and is not there.
    missing: Vec<Entry>,
}

impl Catalogue {
    /// No formats: for looking at a plugin by itself.
    #[must_use]
    pub fn empty() -> Self {
        Self { formats: Vec::new(), troubles: Vec::new(), settled: BTreeSet::new(), missing: Vec::new() }
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
        Ok(Self { formats, ..Self::empty() })
    }

    /// Adds every `.wasm` file of a folder; a folder that is not there holds none. `grant` says how far a
    /// plugin may go, by its id.
    pub fn add_folder(
        &mut self,
        folder: &Path,
        grant: impl Fn(&str) -> Grant + Sync,
        workbench: &Arc<Workbench>,
    ) {
        let entries = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
        let mut paths: Vec<PathBuf> =
            entries.filter(|path| path.extension().is_some_and(|e| e == "wasm")).collect();
        paths.sort();
        // Reading hundreds of packs is what a list of them takes: all processors do it.
        let opened: Vec<_> = paths.par_iter().map(|path| Foreign::open(path, &grant, workbench)).collect();
        for (path, opened) in paths.iter().zip(opened) {
            self.add(path, opened);
        }
    }

    /// Adds a plugin file; `grant` as for a folder. What stands in the way is kept as a trouble.
    pub fn add_file(&mut self, path: &Path, grant: impl Fn(&str) -> Grant, workbench: &Arc<Workbench>) {
        self.add(path, Foreign::open(path, grant, workbench));
    }

    /// Adds the plugin at `path`, which was made from a folder just now: messages name the folder, and the files there.
    pub fn add_made(
        &mut self,
        path: &Path,
        folder: &Path,
        grant: impl Fn(&str) -> Grant,
        workbench: &Arc<Workbench>,
    ) {
        let mut opened = Foreign::open(path, grant, workbench);
        if let Ok((_, foreign)) = &mut opened {
            foreign.called = Some(folder.to_owned());
        }
        self.add(folder, opened);
    }

    /// From now on, a plugin with the id of one that is there gives way to it, and nobody is told.
    pub fn settle(&mut self) {
        let foreign = self.formats.iter().filter(|format| format.foreign().is_some());
        self.settled.extend(foreign.map(|format| format.id().to_owned()));
    }

    fn add(&mut self, path: &Path, opened: Result<(Pack, Foreign), Trouble>) {
        let added = opened.and_then(|(pack, foreign)| {
            let id = pack.manifest.id.clone();
            match self.get(&id).map(Format::foreign) {
                None => Ok(Some(Format { pack, source: Source::Foreign(foreign) })),
                Some(None) => Err(Trouble::Taken(id)),
                Some(Some(_)) if self.settled.contains(&id) => Ok(None),
                Some(Some(other)) => Err(Trouble::Twice { id, other: other.shown().to_owned() }),
            }
        });
        match added {
            Ok(None) => {}
            Ok(Some(format)) => {
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

    /// Says what the workshop was made with: those that are `held` must be the files they were. A plugin of which there
    /// are two is held to nothing: that there are two is what is wrong.
    pub fn lock(&mut self, entries: Vec<Entry>, held: impl Fn(&str) -> bool) {
        for entry in entries {
            let twice = |(_, trouble): &(PathBuf, Trouble)| matches!(trouble, Trouble::Twice { id, .. } if *id == entry.id);
            let held = held(&entry.id) && !self.troubles.iter().any(twice);
            if let Some(foreign) = self.foreign_mut(&entry.id) {
                foreign.locked = held.then_some(entry.sha256);
            } else if self.get(&entry.id).is_none() {
                self.missing.push(entry);
            }
        }
    }

    /// The plugin with this id that the workshop was made with, when it is not there.
    #[must_use]
    pub fn missing(&self, id: &str) -> Option<&Entry> {
        self.missing.iter().find(|entry| entry.id == id)
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
