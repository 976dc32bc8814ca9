//! The formats at hand: which there are, and the pack and the code of each.

use super::pack::{Pack, PackError};
use super::sandbox::{Failure, Loaded, Sandbox};

/// A plugin that was built into this binary.
pub struct Official {
    id: &'static str,
    /// The plugin as it would travel, its pack included.
    plugin: &'static [u8],
    /// Its code, compiled ahead of time.
    compiled: &'static [u8],
}

const OFFICIAL: &[Official] = include!(concat!(env!("OUT_DIR"), "/official.rs"));

/// A format with its pack read.
pub struct Format {
    /// Its pack.
    pub pack: Pack,
    official: &'static Official,
}

impl Format {
    /// The format's id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.pack.manifest.id
    }

    /// The whole plugin, as it would travel.
    #[must_use]
    pub fn plugin(&self) -> &[u8] {
        self.official.plugin
    }

    /// Makes the plugin ready to be called.
    ///
    /// # Errors
    /// When it cannot be loaded.
    pub fn load(&self, sandbox: &Sandbox) -> Result<Loaded, Failure> {
        sandbox.load_compiled(self.official.compiled)
    }
}

/// The formats at hand, by id.
pub struct Catalogue(Vec<Format>);

impl Catalogue {
    /// The formats of this binary.
    ///
    /// # Errors
    /// The id of a format whose pack cannot be read, and why.
    pub fn official() -> Result<Self, (String, PackError)> {
        let read = |official: &'static Official| match Pack::of_plugin(official.plugin) {
            Ok(pack) => Ok(Format { pack, official }),
            Err(error) => Err((official.id.to_owned(), error)),
        };
        OFFICIAL.iter().map(read).collect::<Result<_, _>>().map(Self)
    }

    /// The format with this id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Format> {
        self.0.iter().find(|format| format.id() == id)
    }

    /// All of them, by id.
    pub fn iter(&self) -> impl Iterator<Item = &Format> {
        self.0.iter()
    }
}
