//! `atelier plugin add PATH|URL`: looks at a plugin closely, then copies it to the installed ones.

use std::io::{self, Read as _};
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::json;

use super::super::args::PluginAdd as Args;
use super::super::home::{Home, Installed};
use super::super::{Exit, Session};
use super::{alone_called, message, only, refuse_folder, test};
use crate::diagnostic::Diagnostic;
use crate::files::{self, FileError};
use crate::hash::sha256;
use crate::plugin::{Cache, LARGEST_FILE, Profile};

pub fn run(args: &Args, session: &mut Session) -> Exit {
    match add(args, session) {
        Ok(()) => Exit::Done,
        Err(exit) => exit,
    }
}

fn add(args: &Args, session: &mut Session) -> Result<(), Exit> {
    let home = Home::find();
    let Some(folder) = home.plugins() else {
        return Err(session.fail(Diagnostic::error("no-home"), Exit::System));
    };
    let mut register = home.register().map_err(|problem| session.fail(problem, Exit::Problem))?;
    if let Some(hash) = args.sha256.as_ref().filter(|hash| !is_hash(hash)) {
        return Err(session.fail(Diagnostic::error("bad-hash").arg("hash", hash.as_str()), Exit::Usage));
    }
    let bytes = fetch(args, session)?;
    let found = sha256(&bytes);
    if let Some(wanted) = &args.sha256
        && !wanted.eq_ignore_ascii_case(&found)
    {
        let problem = Diagnostic::error("wrong-hash").arg("source", args.source.as_str());
        let problem = problem.arg("wanted", wanted.as_str()).arg("found", found.as_str());
        return Err(session.fail(problem, Exit::Problem));
    }
    // From here on these bytes are looked at, and no file that could change meanwhile.
    let failed =
        |session: &Session, error| session.fail_writing(&FileError { path: folder.to_owned(), error });
    let copy = tempfile::Builder::new().suffix(".wasm").tempfile().map_err(|error| failed(session, error))?;
    std::fs::write(copy.path(), &bytes).map_err(|error| failed(session, error))?;
    let profile: Profile = args.limits.into();
    // Code of what is not installed in the end is not kept.
    let trial = tempfile::tempdir().map_err(|error| failed(session, error))?;
    let compiled = Cache::new(trial.path().join("compiled"));
    let workbench = Home::workbench_with(Some(compiled.clone()));
    let mut catalogue = alone_called(copy.path(), Path::new(&args.source), profile, &workbench, session)?;
    let id = only(&catalogue)?.id().to_owned();
    catalogue.made_from(&id, args.source.clone().into());
    if session.catalogue()?.get(&id).is_some_and(|known| known.foreign().is_none()) {
        let problem = Diagnostic::error("plugin-id-taken").arg("path", args.source.as_str());
        return Err(session.fail(problem.arg("id", id), Exit::Problem));
    }
    let path = folder.join(format!("{id}.wasm"));
    if !args.force && files::read(&path).is_ok_and(|old| old != bytes) {
        let problem = Diagnostic::error("plugin-exists").arg("id", id.as_str());
        return Err(session.fail(problem.arg("source", args.source.as_str()), Exit::Refused));
    }
    let problems = test::smoke(&catalogue, session);
    if problems.iter().any(Diagnostic::is_error) {
        session.tell(&problems, session.words());
        return Err(Exit::Problem);
    }
    if let Some(cache) = home.cache() {
        // As everywhere: a cache that cannot be written costs time, and nothing else.
        let _ = cache.take_over(&compiled);
    }
    files::make_folder(folder).map_err(|error| session.fail_writing(&error))?;
    files::write(&path, &bytes).map_err(|error| session.fail_writing(&error))?;
    let source = if is_url(&args.source) {
        args.source.clone()
    } else {
        let whole = std::fs::canonicalize(&args.source).unwrap_or_else(|_| (&*args.source).into());
        whole.display().to_string()
    };
    register.insert(id.clone(), Installed { sha256: found.clone(), limits: profile, source });
    Home::write_register(folder, &register).map_err(|error| session.fail_writing(&error))?;
    let said = [("id", json!(id)), ("sha256", json!(found)), ("limits", json!(profile.name()))];
    session.say(&message(session, "plugin_added", &said));
    Ok(())
}

/// Whether this can be the fingerprint of any file.
fn is_hash(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit())
}

fn is_url(source: &str) -> bool {
    source.starts_with("https://") || source.starts_with("http://")
}

/// The bytes of a file, or of an address whose hash is known beforehand.
fn fetch(args: &Args, session: &Session) -> Result<Vec<u8>, Exit> {
    if !is_url(&args.source) {
        refuse_folder(Path::new(&args.source), session)?;
        return files::read(Path::new(&args.source)).map_err(|error| session.fail_reading(&error));
    }
    let problem = |code: &'static str| Diagnostic::error(code).arg("url", args.source.as_str());
    if args.sha256.is_none() {
        return Err(session.fail(problem("url-without-hash"), Exit::Usage));
    }
    match download(&args.source) {
        Ok(Fetched::Whole(bytes)) => Ok(bytes),
        Ok(Fetched::TooLarge) => {
            let problem = Diagnostic::error("plugin-too-large").arg("path", args.source.as_str());
            Err(session.fail(problem.arg("bytes", json!(null)).arg("most", LARGEST_FILE), Exit::Problem))
        }
        Ok(Fetched::Failed(detail)) => {
            Err(session.fail(problem("not-fetched").arg("detail", detail), Exit::System))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            Err(session.fail(problem("no-curl"), Exit::System))
        }
        Err(error) => {
            Err(session.fail(problem("not-fetched").arg("detail", error.to_string()), Exit::System))
        }
    }
}

/// What came from an address.
enum Fetched {
    Whole(Vec<u8>),
    TooLarge,
    /// With what the program says that fetches.
    Failed(String),
}

/// Fetches with the system's own program, which knows the proxies and the certificates of this computer. It goes by no
/// settings of its own, and is ended as soon as there is more than a plugin can be: whether the server says how much
/// there will be, or not.
fn download(url: &str) -> io::Result<Fetched> {
    let mut child = Command::new("curl")
        .args(["-q", "--silent", "--show-error", "--fail", "--globoff"])
        .args(["--location", "--max-redirs", "10", "--proto", "=https,http"])
        .args([
            "--connect-timeout",
            "30",
            "--max-time",
            "120",
            "--max-filesize",
            &LARGEST_FILE.to_string(),
            "--",
        ])
        .arg(url)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    let mut bytes = Vec::new();
    let read = child.stdout.take().map_or(Ok(0), |out| out.take(LARGEST_FILE + 1).read_to_end(&mut bytes));
    let is_too_large = bytes.len() as u64 > LARGEST_FILE;
    if is_too_large || read.is_err() {
        // It may have ended by itself.
        let _ = child.kill();
    }
    let ended = child.wait_with_output()?;
    read?;
    if is_too_large || ended.status.code() == Some(FILESIZE_EXCEEDED) {
        return Ok(Fetched::TooLarge);
    }
    if ended.status.success() {
        return Ok(Fetched::Whole(bytes));
    }
    Ok(Fetched::Failed(String::from_utf8_lossy(&ended.stderr).trim().to_owned()))
}

/// How curl ends when a server says that there is more than `--max-filesize`.
const FILESIZE_EXCEEDED: i32 = 63;
