//! A stranger's plugin: a file that is listed by its pack alone, and compiled when it is first used.

use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::json;

use super::cache::{Cache, Key};
use super::compiler;
use super::contract::{self, CONTRACT};
use super::failure::Failure;
use super::limits::{Grant, LARGEST_FILE, LARGEST_PACK};
use super::outline;
use super::pack::{Pack, PackError};
use super::sandbox::{Loaded, Sandbox};
use super::section;
use crate::diagnostic::Diagnostic;
use crate::files;
use crate::hash::sha256;

/// What compiling a stranger's plugin takes.
#[derive(Debug)]
pub struct Workbench {
    /// This program: it is started once more to compile.
    pub program: PathBuf,
    /// Where native code is kept; none keeps nothing.
    pub cache: Option<Cache>,
}

/// A plugin file whose pack was read.
#[derive(Debug)]
pub struct Foreign {
    /// Where it is.
    pub path: PathBuf,
    /// How far it may go.
    pub grant: Grant,
    /// The fingerprint it must have, when the workshop was made with it before.
    pub locked: Option<String>,
    /// What messages call it, when that is not where it is: the folder that it was made from just now, the place that
    /// it was fetched from.
    pub called: Option<PathBuf>,
    /// Whoever runs this program tries it, and probably writes it.
    pub tried: bool,
    workbench: Arc<Workbench>,
}

/// Why a file is no plugin that can be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// There is no such file.
    NotFound,
    /// The system refused it.
    Unreadable(String),
    /// Larger than a plugin may be, in bytes.
    TooLarge(u64),
    /// It has no pack, or none that will do.
    Pack(PackError),
    /// It was written for another contract.
    Contract {
        /// Its id.
        plugin: String,
        /// That contract.
        found: String,
    },
    /// An official format has this id.
    Taken(String),
    /// Another file has this id.
    Twice {
        /// The id.
        id: String,
        /// That file.
        other: PathBuf,
    },
}

impl Trouble {
    /// The id of the plugin, where it is known.
    #[must_use]
    pub fn plugin(&self) -> Option<&str> {
        match self {
            Self::Contract { plugin: id, .. } | Self::Taken(id) | Self::Twice { id, .. } => Some(id),
            Self::NotFound | Self::Unreadable(_) | Self::TooLarge(_) | Self::Pack(_) => None,
        }
    }

    /// Whether another plugin has its id, so that nobody knows which of them a block asks for.
    #[must_use]
    pub const fn is_about_who_is_meant(&self) -> bool {
        matches!(self, Self::Taken(_) | Self::Twice { .. })
    }

    /// The problem, for people.
    #[must_use]
    pub fn told(&self, path: &Path) -> Diagnostic {
        let told = |code: &'static str| Diagnostic::error(code).arg("path", path.display().to_string());
        match self {
            Self::NotFound => told("not-found").arg("close", json!(null)).arg("files", json!([])),
            Self::Unreadable(reason) => told("unreadable").arg("reason", reason.as_str()),
            Self::TooLarge(bytes) => told("plugin-too-large").arg("bytes", *bytes).arg("most", LARGEST_FILE),
            Self::Pack(error) => error.add_to(told("plugin-pack")),
            Self::Contract { plugin, found } => told("plugin-refused")
                .arg("plugin", plugin.as_str())
                .arg("found", found.as_str())
                .arg("supported", json!([CONTRACT])),
            Self::Taken(id) => told("plugin-id-taken").arg("id", id.as_str()),
            Self::Twice { id, other } => {
                told("plugin-twice").arg("id", id.as_str()).arg("other", other.display().to_string())
            }
        }
    }
}

impl Foreign {
    /// What messages call it.
    #[must_use]
    pub fn shown(&self) -> &Path {
        self.called.as_deref().unwrap_or(&self.path)
    }

    /// Reads the pack of a plugin file; the code in it is not looked at. `grant` says how far a plugin may go, by its
    /// id.
    ///
    /// # Errors
    /// When it cannot be read, has no pack, or is written for another contract.
    pub fn open(
        path: &Path,
        grant: impl Fn(&str) -> Grant,
        workbench: &Arc<Workbench>,
    ) -> Result<(Pack, Self), Trouble> {
        let unreadable = |error: io::Error| match error.kind() {
            io::ErrorKind::NotFound => Trouble::NotFound,
            _ => Trouble::Unreadable(error.to_string()),
        };
        let file = files::open_plain(path).map_err(unreadable)?;
        let bytes = file.metadata().map_err(unreadable)?.len();
        if bytes > LARGEST_FILE {
            return Err(Trouble::TooLarge(bytes));
        }
        let outline = outline::read(file, bytes, LARGEST_PACK).map_err(unreadable)?;
        let outline = outline.ok_or(Trouble::Pack(PackError::Missing))?;
        let archive = outline.pack.map_err(|bytes| Trouble::Pack(PackError::TooLarge(bytes)))?;
        let pack = Pack::read(&archive).map_err(|error| match error {
            PackError::Contract(plugin, found) => Trouble::Contract { plugin, found },
            error => Trouble::Pack(error),
        })?;
        let manifest = &pack.manifest;
        let another = |found: String| Trouble::Contract { plugin: manifest.id.clone(), found };
        if manifest.contract != CONTRACT {
            return Err(another(manifest.contract.clone()));
        }
        // What it says of itself is one thing; what its code answers to is another.
        if let Some(versions) = outline.contracts
            && !versions.iter().any(|version| contract::serves(version))
        {
            return Err(another(versions.join(", ")));
        }
        let (grant, workbench) = (grant(&pack.manifest.id), Arc::clone(workbench));
        let foreign =
            Self { path: path.to_owned(), grant, locked: None, called: None, tried: false, workbench };
        Ok((pack, foreign))
    }

    /// The whole file.
    ///
    /// # Errors
    /// When it cannot be read, or has grown too large.
    pub fn read(&self) -> Result<Vec<u8>, Failure> {
        let refused = |error: io::Error| Failure::Refused(error.to_string());
        let mut bytes = Vec::new();
        files::open_plain(&self.path)
            .and_then(|file| file.take(LARGEST_FILE + 1).read_to_end(&mut bytes))
            .map_err(refused)?;
        if bytes.len() as u64 > LARGEST_FILE {
            return Err(Failure::Refused(format!("more than {LARGEST_FILE} bytes")));
        }
        Ok(bytes)
    }

    /// Makes it ready to be called: from the cache when it was compiled before. `stock` is the component that
    /// performs recipes, and what the build made of it: that one is never compiled again.
    ///
    /// # Errors
    /// When it is not the plugin that the workshop was made with, cannot be compiled within its limits, or
    /// does not keep to the contract.
    pub fn load(&self, sandbox: &Sandbox, stock: (&[u8], &'static [u8])) -> Result<Loaded, Failure> {
        let bytes = self.read()?;
        if let Some(locked) = &self.locked {
            let found = sha256(&bytes);
            if found != *locked {
                return Err(Failure::Changed { locked: locked.clone(), found });
            }
        }
        let component =
            section::without_pack(&bytes).ok_or_else(|| Failure::Refused("its pack was damaged".into()))?;
        if component == stock.0 {
            return sandbox.load_compiled(stock.1);
        }
        let limits = self.grant.profile.limits();
        let key = Key::new(&component, sandbox.engine());
        let kept = self.workbench.cache.as_ref().and_then(|cache| cache.get(&key));
        if let Some(Ok(loaded)) = kept.map(|code| sandbox.load_cached(&code, limits)) {
            return Ok(loaded);
        }
        let code = compiler::compile(&self.workbench.program, &component, &limits)?;
        if let Some(cache) = &self.workbench.cache {
            // A cache that cannot be written costs time, and nothing else.
            let _ = cache.put(&key, &code);
        }
        sandbox.load_cached(&code, limits)
    }
}
