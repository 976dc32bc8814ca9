//! Native code of strangers' components, kept so that each is compiled once.
//!
//! Native code can do anything. So a kept file is loaded only when nobody but its owner could have written it,
//! and when it is whole; otherwise the component is compiled again.

use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io;
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};
use wasmtime::Engine;

use crate::hash::hexadecimal;

/// Bytes of the fingerprint at the end of each file.
const FINGERPRINT: usize = 32;

/// A folder of compiled components.
#[derive(Debug, Clone)]
pub struct Cache(PathBuf);

/// The name of a component in a cache: it depends on its bytes without the pack, on how it is compiled, and on
/// this program's version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key(String);

impl Key {
    /// The key of a component, its pack left out.
    #[must_use]
    pub fn new(component: &[u8], engine: &Engine) -> Self {
        let mut settings = DefaultHasher::new();
        engine.precompile_compatibility_hash().hash(&mut settings);
        let mut hash = Sha256::new();
        hash.update(env!("CARGO_PKG_VERSION"));
        hash.update(settings.finish().to_le_bytes());
        hash.update(component);
        Self(hexadecimal(&hash.finalize()))
    }
}

impl Cache {
    /// A cache in this folder, which need not exist.
    #[must_use]
    pub fn new(folder: PathBuf) -> Self {
        Self(folder)
    }

    /// What is kept under a key. None when there is nothing, when it is damaged, or when somebody else could
    /// have written it.
    #[must_use]
    pub fn get(&self, key: &Key) -> Option<Vec<u8>> {
        let path = self.path(key);
        if !is_ours_alone(&self.0)? || !is_ours_alone(&path)? {
            return None;
        }
        let mut content = fs::read(path).ok()?;
        let length = content.len().checked_sub(FINGERPRINT)?;
        let (code, fingerprint) = content.split_at(length);
        if fingerprint != Sha256::digest(code).as_slice() {
            return None;
        }
        content.truncate(length);
        Some(content)
    }

    /// Keeps code under a key.
    ///
    /// # Errors
    /// When the folder cannot be written, or is not the owner's alone.
    pub fn put(&self, key: &Key, code: &[u8]) -> io::Result<()> {
        make_private(&self.0)?;
        if is_ours_alone(&self.0) != Some(true) {
            return Err(io::ErrorKind::PermissionDenied.into());
        }
        let file = tempfile::Builder::new().prefix(".new-").tempfile_in(&self.0)?;
        fs::write(file.path(), [code, Sha256::digest(code).as_slice()].concat())?;
        file.persist(self.path(key)).map_err(|error| error.error)?;
        Ok(())
    }

    /// Keeps what another cache keeps.
    ///
    /// # Errors
    /// As [`Cache::put`].
    pub fn take_over(&self, other: &Self) -> io::Result<()> {
        for entry in fs::read_dir(&other.0)? {
            let key = Key(entry?.file_name().to_string_lossy().into_owned());
            if let Some(code) = other.get(&key) {
                self.put(&key, &code)?;
            }
        }
        Ok(())
    }

    fn path(&self, key: &Key) -> PathBuf {
        self.0.join(&key.0)
    }
}

#[cfg(unix)]
fn make_private(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    if let Some(parent) = folder.parent() {
        fs::create_dir_all(parent)?;
    }
    match fs::DirBuilder::new().mode(0o700).create(folder) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

#[cfg(not(unix))]
fn make_private(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)
}

/// Whether nobody but this user can write there. None when there is no such file.
#[cfg(unix)]
fn is_ours_alone(path: &Path) -> Option<bool> {
    use std::os::unix::fs::MetadataExt as _;
    let meta = fs::symlink_metadata(path).ok()?;
    let ours = rustix::process::geteuid().as_raw() == meta.uid();
    Some(ours && meta.mode() & 0o022 == 0 && !meta.is_symlink())
}

#[cfg(not(unix))]
fn is_ours_alone(path: &Path) -> Option<bool> {
    fs::symlink_metadata(path).ok().map(|meta| !meta.is_symlink())
}
