//! `atelier.lock`: the strangers' plugins a workshop was made with, so that a file that has changed is noticed.

use serde::{Deserialize, Serialize};

use super::catalogue::Format;
use super::failure::Failure;
use super::limits::Profile;

/// The name of the file, beside the workshop's.
pub const LOCK: &str = "atelier.lock";

/// The largest that is read, in bytes: some three hundred plugins.
pub const LARGEST_LOCK: usize = 64 << 10;

/// The form of the file.
const VERSION: u32 = 1;

/// What stands above the entries.
const HEAD: &str =
    "# Les extensions extérieures de cet atelier, telles qu'elles étaient. Écrit par `atelier kit`.
# The outside plugins of this workshop, as they were. Written by `atelier kit`.
";

/// The file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lock {
    version: u32,
    /// By id.
    #[serde(rename = "plugin", default)]
    pub plugins: Vec<Entry>,
}

/// A plugin that was used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Its id.
    pub id: String,
    /// Its version.
    pub version: String,
    /// The contract it is written for.
    pub contract: String,
    /// Of the whole file.
    pub sha256: String,
    /// How far it may go.
    #[serde(default)]
    pub limits: Profile,
}

impl Lock {
    /// Reads the file.
    ///
    /// # Errors
    /// When it is none; with the version of its form, when that is another one.
    pub fn parse(text: &str) -> Result<Self, Option<u32>> {
        let lock: Self = toml::from_str(text).map_err(|_| None)?;
        if lock.version == VERSION { Ok(lock) } else { Err(Some(lock.version)) }
    }

    /// The lock of these formats; none when all are official.
    ///
    /// # Errors
    /// When a plugin's file cannot be read any more.
    pub fn of<'a>(formats: impl Iterator<Item = &'a Format>) -> Result<Option<Self>, Failure> {
        let mut plugins: Vec<Entry> = Vec::new();
        for format in formats {
            let Some(foreign) = format.foreign() else { continue };
            let manifest = &format.pack.manifest;
            if plugins.iter().all(|known| known.id != manifest.id) {
                plugins.push(Entry {
                    id: manifest.id.clone(),
                    version: manifest.version.clone(),
                    contract: manifest.contract.clone(),
                    sha256: format.sha256()?,
                    limits: foreign.grant.profile,
                });
            }
        }
        plugins.sort_by(|one, other| one.id.cmp(&other.id));
        Ok((!plugins.is_empty()).then_some(Self { version: VERSION, plugins }))
    }

    /// The same with the plugins of an older lock of the same folder that are not in this one: other workshops there may
    /// use them.
    #[must_use]
    pub fn with_others_of(mut self, older: Self) -> Self {
        let is_new = |entry: &Entry| self.plugins.iter().all(|known| known.id != entry.id);
        let others: Vec<Entry> = older.plugins.into_iter().filter(is_new).collect();
        self.plugins.extend(others);
        self.plugins.sort_by(|one, other| one.id.cmp(&other.id));
        self
    }

    /// The file's text.
    #[must_use]
    pub fn text(&self) -> String {
        // Strings and numbers have TOML.
        format!("{HEAD}{}", toml::to_string(self).unwrap_or_default())
    }
}
