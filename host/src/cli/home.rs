//! Where the plugins and the words of this user are, and what is known of each plugin.

use std::collections::BTreeMap;
use std::env;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::diagnostic::Diagnostic;
use crate::files::{self, FileError};
use crate::plugin::{Cache, Profile, Workbench};

/// Names another folder for all of it: for tests, and for who wants it elsewhere.
const VARIABLE: &str = "ATELIER_HOME";

/// What is known of the installed plugins, beside their files.
const REGISTER: &str = "installed.toml";

/// The folders of one user.
pub struct Home {
    plugins: Option<PathBuf>,
    words: Option<PathBuf>,
    cache: Option<PathBuf>,
}

/// An installed plugin.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Installed {
    /// Of the file when it was added.
    pub sha256: String,
    /// How far it may go.
    #[serde(default)]
    pub limits: Profile,
    /// Where it came from.
    pub source: String,
}

impl Installed {
    /// What to type to install it as it was, after `atelier plugin add`.
    pub fn again(&self) -> String {
        let mut words = vec![typed(&self.source)];
        if self.source.contains("://") {
            words.extend(["--sha256".to_owned(), self.sha256.clone()]);
        }
        if self.limits != Profile::default() {
            words.extend(["--limits".to_owned(), self.limits.name().to_owned()]);
        }
        words.join(" ")
    }
}

/// By id.
pub type Register = BTreeMap<String, Installed>;

impl Home {
    /// `ATELIER_HOME`, else the folders of the system's convention: `XDG_DATA_HOME` and `XDG_CACHE_HOME`, or
    /// `LOCALAPPDATA`.
    pub fn find() -> Self {
        let folder = |name: &str| env::var_os(name).filter(|v| !v.is_empty()).map(PathBuf::from);
        if let Some(home) = folder(VARIABLE) {
            let below = |name: &str| Some(home.join(name));
            return Self { plugins: below("plugins"), words: below("words"), cache: below("compiled") };
        }
        let local = folder("LOCALAPPDATA").filter(|_| cfg!(windows));
        let below = |variable: &str, usual: &str| {
            let base =
                local.clone().or_else(|| folder(variable)).or_else(|| Some(folder("HOME")?.join(usual)));
            base.map(|base| base.join("atelier"))
        };
        let data = below("XDG_DATA_HOME", ".local/share");
        Self {
            plugins: data.as_ref().map(|base| base.join("plugins")),
            words: data.map(|base| base.join("words")),
            cache: below("XDG_CACHE_HOME", ".cache").map(|base| base.join("compiled")),
        }
    }

    /// The folder of installed plugins. None when this user has no home.
    pub fn plugins(&self) -> Option<&Path> {
        self.plugins.as_deref()
    }

    /// The folder of the words that this user brings. None when this user has no home.
    pub fn words(&self) -> Option<&Path> {
        self.words.as_deref()
    }

    /// Where compiled code is kept. None when this user has no home.
    pub fn cache(&self) -> Option<Cache> {
        self.cache.clone().map(Cache::new)
    }

    /// What compiling needs.
    pub fn workbench(&self) -> Arc<Workbench> {
        Self::workbench_with(self.cache())
    }

    /// The same, with another place for compiled code.
    pub fn workbench_with(cache: Option<Cache>) -> Arc<Workbench> {
        // Without a path to itself the program cannot start itself: compiling will say so.
        let program = env::current_exe().unwrap_or_default();
        Arc::new(Workbench { program, cache })
    }

    /// What is known of the installed plugins; nothing where nothing was ever installed.
    ///
    /// # Errors
    /// When the register cannot be read: who writes it would lose what it says.
    pub fn register(&self) -> Result<Register, Diagnostic> {
        let Some(path) = self.plugins().map(|folder| folder.join(REGISTER)) else {
            return Ok(Register::new());
        };
        let read = match files::read_plain(&path) {
            Ok(bytes) => String::from_utf8(bytes).ok().and_then(|text| toml::from_str(&text).ok()),
            Err(error) if error.error.kind() == io::ErrorKind::NotFound => Some(Register::new()),
            Err(_) => None,
        };
        read.ok_or_else(|| Diagnostic::error("bad-register").arg("path", path.display().to_string()))
    }

    /// Writes what is known.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn write_register(folder: &Path, register: &Register) -> Result<(), FileError> {
        files::write(&folder.join(REGISTER), toml::to_string(register).unwrap_or_default().as_bytes())
    }
}

/// A path as it is typed on a command line.
pub fn typed(path: &str) -> String {
    if path.contains(char::is_whitespace) { format!("\"{path}\"") } else { path.to_owned() }
}
