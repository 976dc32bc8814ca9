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
    /// Why it is none.
    pub fn parse(text: &str) -> Result<Self, String> {
        let lock: Self = toml::from_str(text).map_err(|error| error.message().to_owned())?;
        if lock.version == VERSION { Ok(lock) } else { Err(format!("version {}", lock.version)) }
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
                    limits: foreign.profile,
                });
            }
        }
        plugins.sort_by(|one, other| one.id.cmp(&other.id));
        Ok((!plugins.is_empty()).then_some(Self { version: VERSION, plugins }))
    }

    /// The file's text.
    #[must_use]
    pub fn text(&self) -> String {
        // Strings and numbers have TOML.
        format!("{HEAD}{}", toml::to_string(self).unwrap_or_default())
    }
}
