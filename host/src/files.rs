//! The only door to the disk. A folder is written whole or not at all; what is there and not ours stays.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

/// A path and why the system refused it.
#[derive(Debug)]
pub struct FileError {
    /// Which file or folder.
    pub path: PathBuf,
    /// What the system said.
    pub error: io::Error,
}

/// Files by their path in a folder, with `/` between the parts.
pub type Files = BTreeMap<String, Vec<u8>>;

fn at(path: &Path) -> impl FnOnce(io::Error) -> FileError {
    move |error| FileError { path: path.to_owned(), error }
}

/// The largest file that is read, in bytes: what is larger, or never ends, is none of ours.
const LARGEST: u64 = 64 << 20;

/// Reads a file; `-` is standard input.
///
/// # Errors
/// When it cannot be read, or is far too large.
pub fn read(path: &Path) -> Result<Vec<u8>, FileError> {
    if path == Path::new("-") {
        return whole(io::stdin(), LARGEST).map_err(at(path));
    }
    fs::File::open(path).and_then(|file| whole(file, LARGEST)).map_err(at(path))
}

/// Reads a file that another file names: nothing that waits for somebody to write into it, such as a pipe.
///
/// # Errors
/// As [`read`]; and when it is no file.
pub fn read_plain(path: &Path) -> Result<Vec<u8>, FileError> {
    open_plain(path).and_then(|file| whole(file, LARGEST)).map_err(at(path))
}

/// As [`read_plain`], and not more than so many bytes.
///
/// # Errors
/// As there; and [`io::ErrorKind::FileTooLarge`].
pub fn read_small(path: &Path, most: usize) -> Result<Vec<u8>, FileError> {
    open_plain(path).and_then(|file| whole(file, most as u64)).map_err(at(path))
}

/// Opens a file to read it, unless it is something that waits for somebody, or never ends.
///
/// # Errors
/// When it cannot be opened, or is no file.
pub fn open_plain(path: &Path) -> io::Result<fs::File> {
    let about = fs::metadata(path)?;
    if about.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    if about.is_file() { fs::File::open(path) } else { Err(io::ErrorKind::InvalidInput.into()) }
}

fn whole(source: impl io::Read, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    source.take(most + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most { Err(io::ErrorKind::FileTooLarge.into()) } else { Ok(bytes) }
}

/// What is in a folder.
#[derive(Debug, Default)]
pub struct Found {
    /// The files that were asked for.
    pub files: Files,
    /// The paths of all others: files, links and whatever else, but no folders.
    pub others: Vec<String>,
}

/// Finds everything below a folder, and reads what is wanted of it. A wanted path at which no file is has nothing in
/// it. None when there is no such folder.
///
/// # Errors
/// When something in it cannot be read, or the path is not a folder.
pub fn read_folder(folder: &Path, wanted: &dyn Fn(&str) -> bool) -> Result<Option<Found>, FileError> {
    let mut found = Found::default();
    match fs::symlink_metadata(folder) {
        Ok(_) => read_below(folder, "", wanted, &mut found)?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(at(folder)(error)),
    }
    Ok(Some(found))
}

fn read_below(
    folder: &Path,
    prefix: &str,
    wanted: &dyn Fn(&str) -> bool,
    found: &mut Found,
) -> Result<(), FileError> {
    for entry in fs::read_dir(folder).map_err(at(folder))? {
        let entry = entry.map_err(at(folder))?;
        let path = entry.path();
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type().map_err(at(&path))?.is_dir() {
            read_below(&path, &format!("{name}/"), wanted, found)?;
        } else if wanted(&name) {
            let is_file = fs::metadata(&path).is_ok_and(|about| about.is_file());
            found.files.insert(name, if is_file { read(&path)? } else { Vec::new() });
        } else {
            found.others.push(name);
        }
    }
    Ok(())
}

/// Writes one file whole: to a new file beside it, which then takes its name.
///
/// # Errors
/// When the folder cannot be written; the old file is then as it was.
pub fn write(path: &Path, content: &[u8]) -> Result<(), FileError> {
    let folder = parent(path);
    let new = tempfile::Builder::new().prefix(".atelier-").tempfile_in(folder).map_err(at(folder))?;
    fs::write(new.path(), content).map_err(at(path))?;
    readable(new.path(), 0o644).map_err(at(path))?;
    new.persist(path).map_err(|e| at(path)(e.error))?;
    Ok(())
}

/// Makes a folder, and those it is in, unless it is there.
///
/// # Errors
/// When it cannot be made.
pub fn make_folder(folder: &Path) -> Result<(), FileError> {
    fs::create_dir_all(folder).map_err(at(folder))
}

/// Replaces a folder by these files, and what is kept of the old one, by their paths in it: the new folder is complete
/// before it takes the name of the old one. A link to a folder stays a link.
///
/// # Errors
/// When it cannot be written; the old folder is then as it was.
pub fn replace_folder(folder: &Path, files: &Files, kept: &[String]) -> Result<(), FileError> {
    let target =
        if folder.is_symlink() { fs::canonicalize(folder).map_err(at(folder))? } else { folder.to_owned() };
    let beside = parent(&target);
    fs::create_dir_all(beside).map_err(at(beside))?;
    let new = tempfile::Builder::new().prefix(".atelier-").tempdir_in(beside).map_err(at(beside))?;
    readable(new.path(), 0o755).map_err(at(folder))?;
    for (name, content) in files {
        let path = new.path().join(name);
        fs::create_dir_all(parent(&path)).map_err(at(folder))?;
        fs::write(&path, content).map_err(|error| FileError { path: folder.join(name), error })?;
    }
    for name in kept {
        let path = new.path().join(name);
        fs::create_dir_all(parent(&path)).map_err(at(folder))?;
        keep(&target.join(name), &path).map_err(|error| FileError { path: folder.join(name), error })?;
    }
    if !target.exists() {
        match fs::rename(new.path(), &target) {
            // Somebody else made it in between.
            Err(error) if error.kind() == io::ErrorKind::DirectoryNotEmpty => {}
            renamed => return renamed.map_err(at(folder)),
        }
    }
    swap(new.path(), &target).map_err(at(folder))
    // What was the folder is now the temporary one, and goes with it.
}

/// Puts a file at a second path: the same file, whatever it is and however large; a copy where that cannot be.
fn keep(old: &Path, new: &Path) -> io::Result<()> {
    fs::hard_link(old, new).or_else(|_| fs::copy(old, new).map(|_| ()))
}

/// Lets two folders change names in one step.
#[cfg(target_os = "linux")]
fn swap(new: &Path, old: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    match renameat_with(CWD, new, CWD, old, RenameFlags::EXCHANGE) {
        Ok(()) => Ok(()),
        // Some file systems cannot.
        Err(rustix::io::Errno::INVAL | rustix::io::Errno::NOSYS) => swap_in_two_steps(new, old),
        Err(error) => Err(error.into()),
    }
}

#[cfg(not(target_os = "linux"))]
fn swap(new: &Path, old: &Path) -> io::Result<()> {
    swap_in_two_steps(new, old)
}

fn swap_in_two_steps(new: &Path, old: &Path) -> io::Result<()> {
    let mut aside = OsString::from(new);
    aside.push(".old");
    fs::rename(old, &aside)?;
    if let Err(error) = fs::rename(new, old) {
        fs::rename(&aside, old)?;
        return Err(error);
    }
    fs::rename(&aside, new)
}

/// Temporary files are the owner's alone; what is handed over is for all to read.
#[cfg(unix)]
fn readable(path: &Path, mode: u32) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn readable(_: &Path, _: u32) -> io::Result<()> {
    Ok(())
}

/// True when both paths lead to one file that exists.
#[must_use]
pub fn is_same(one: &Path, other: &Path) -> bool {
    fs::canonicalize(one).is_ok_and(|one| fs::canonicalize(other).is_ok_and(|other| one == other))
}

/// A path in a folder, links followed.
///
/// # Errors
/// When there is no such path; and permission denied when it leads out of the folder.
pub fn inside(folder: &Path, path: &str) -> io::Result<PathBuf> {
    let path = fs::canonicalize(folder.join(path))?;
    let inside = path.starts_with(fs::canonicalize(folder)?);
    if inside { Ok(path) } else { Err(io::ErrorKind::PermissionDenied.into()) }
}

/// The folder a path is in.
#[must_use]
pub fn parent(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    }
}

/// The names of what is in a folder, sorted.
///
/// # Errors
/// When it cannot be read.
pub fn names(folder: &Path) -> Result<Vec<String>, FileError> {
    let entries = fs::read_dir(folder).map_err(at(folder))?;
    let mut names: Vec<String> =
        entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect();
    names.sort();
    Ok(names)
}
