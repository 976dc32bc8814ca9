//! The formats at hand: which there are, and the pack and the code of each.

use super::pack::{Pack, PackError};
use super::sandbox::{Failure, Loaded, Sandbox};
use super::section;

/// A component and what the build compiled of it ahead of time.
struct Code {
    component: &'static [u8],
    compiled: &'static [u8],
}

/// A format that was built into this binary.
struct Official {
    id: &'static str,
    pack: &'static [u8],
    code: &'static Code,
}

// `OFFICIAL`, and the code of each component: `RECIPE` is the one that performs recipes.
include!(concat!(env!("OUT_DIR"), "/official.rs"));

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
    pub fn plugin(&self) -> Vec<u8> {
        let mut plugin = self.official.code.component.to_vec();
        section::append(&mut plugin, self.official.pack);
        plugin
    }

    /// Makes the plugin ready to be called.
    ///
    /// # Errors
    /// When it cannot be loaded.
    pub fn load(&self, sandbox: &Sandbox) -> Result<Loaded, Failure> {
        sandbox.load_compiled(self.official.code.compiled)
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
        let read = |official: &'static Official| match Pack::read(official.pack) {
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
