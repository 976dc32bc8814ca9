//! `atelier plugin build`: a folder becomes one `.wasm` file.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::json;
use tempfile::TempDir;
use wasmparser::{Parser, Payload};

use super::super::args::PluginBuild as Args;
use super::super::home::typed;
use super::super::{Exit, Session};
use super::author::{self, Files};
use super::componentize::{TOOLS, Tool};
use super::{cargo, componentize, message};
use crate::diagnostic::Diagnostic;
use crate::files::{self, FileError};
use crate::plugin::{Pack, Profile, append_pack, recipe, tarball};

/// A component that was made by other means.
const COMPONENT: &str = "component.wasm";

/// What a component exports, without the version.
const EXPORT: &str = "atelier:format/planning@";

/// What a folder became.
pub struct Made {
    /// The plugin.
    pub plugin: Vec<u8>,
    /// Its id.
    pub id: String,
    /// How far it has to go: some languages bring their interpreter.
    pub profile: Profile,
}

pub fn run(args: &Args, session: &mut Session) -> Exit {
    let Made { plugin, id, profile } = match make(&args.folder, session) {
        Ok(made) => made,
        Err(exit) => return exit,
    };
    let name = format!("{id}.wasm");
    let out = match &args.out {
        None => args.folder.join(name),
        Some(folder) if folder.is_dir() => folder.join(name),
        Some(file) => file.clone(),
    };
    if !may_replace(&out) {
        let problem = Diagnostic::error("plugin-over-file").arg("path", out.display().to_string());
        return session.fail(problem, Exit::Refused);
    }
    if let Err(error) = files::write(&out, &plugin) {
        return session.fail_writing(&error);
    }
    let path = typed(&out.display().to_string());
    let args = [("path", json!(path)), ("bytes", json!(plugin.len())), ("limits", json!(profile.name()))];
    session.say(&message(session, "plugin_built", &args));
    Exit::Done
}

/// Whether a plugin may be written there: where nothing is, or another WebAssembly file.
fn may_replace(path: &Path) -> bool {
    match File::open(path) {
        Ok(mut file) => {
            let mut start = [0; 4];
            file.read_exact(&mut start).is_ok() && start == *b"\0asm"
        }
        Err(error) => error.kind() == io::ErrorKind::NotFound,
    }
}

/// The plugin of a folder.
///
/// # Errors
/// When something in the folder will not do: that was told.
pub fn make(folder: &Path, session: &mut Session) -> Result<Made, Exit> {
    let files = Files::of_folder(folder).map_err(|error| Files::fail(&error, session))?;
    let manifest = author::check(&files, session).map_err(|problems| {
        session.tell(&problems, session.words());
        Exit::Problem
    })?;
    let packed = files
        .packed()
        .map_err(|error| session.fail_reading(&FileError { path: folder.to_owned(), error }))?;
    if let Err(error) = Pack::read(&packed) {
        let problem = Diagnostic::error("plugin-pack").arg("path", folder.display().to_string());
        let problem = problem.arg("author", true);
        return Err(session.fail(error.add_to(problem), Exit::Problem));
    }
    let plugin = match component(folder, session)? {
        Some(component) if !exports_planning(&component) => {
            let path = folder.join(source(folder)).display().to_string();
            let problem = Diagnostic::error("no-export").arg("path", path).arg("source", source(folder));
            return Err(session.fail(problem.arg("missing", "planning"), Exit::Problem));
        }
        Some(mut component) => {
            append_pack(&mut component, &packed);
            component
        }
        None if manifest.recipe.is_some() => recipe(&packed),
        None => {
            let path = folder.display().to_string();
            return Err(session.fail(Diagnostic::error("no-code").arg("path", path), Exit::Problem));
        }
    };
    let profile = if componentizer(folder).is_some() { Profile::Interpreter } else { Profile::Usual };
    Ok(Made { plugin, id: manifest.id, profile })
}

/// Makes the plugin of a folder: what it became, and where it lies for as long as the desk is there.
///
/// # Errors
/// As [`make`]; and when there is no place for the desk: that was told.
pub fn built(folder: &Path, session: &mut Session) -> Result<(Made, PathBuf, TempDir), Exit> {
    let made = make(folder, session)?;
    let desk = tempfile::tempdir()
        .map_err(|error| session.fail_writing(&FileError { path: std::env::temp_dir(), error }))?;
    let path = desk.path().join(format!("{}.wasm", made.id));
    files::write(&path, &made.plugin).map_err(|error| session.fail_writing(&error))?;
    Ok((made, path, desk))
}

/// The component of a folder that has code: Rust, JavaScript, Python, or one that was made by other means.
fn component(folder: &Path, session: &mut Session) -> Result<Option<Vec<u8>>, Exit> {
    if folder.join(cargo::MANIFEST).is_file() {
        return cargo::component(folder, session).map(Some);
    }
    if let Some(tool) = componentizer(folder) {
        return tool.component(folder, session).map(Some);
    }
    let made = folder.join(COMPONENT);
    if made.is_file() {
        return files::read(&made).map(Some).map_err(|error| session.fail_reading(&error));
    }
    Ok(None)
}

/// Every file that the plugin of a folder is made of: its pack, and its code in whatever language. Some of them need
/// not be there.
pub fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> =
        tarball::names(folder).unwrap_or_default().iter().map(|name| folder.join(name)).collect();
    paths.extend([COMPONENT, cargo::MANIFEST, "Cargo.lock"].map(|name| folder.join(name)));
    paths.extend(componentize::modules(folder));
    rust_modules(&folder.join("src"), &mut paths);
    paths
}

/// The files of a crate, those in its folders too.
fn rust_modules(folder: &Path, paths: &mut Vec<PathBuf>) {
    for path in files::names(folder).unwrap_or_default().iter().map(|name| folder.join(name)) {
        if path.is_dir() {
            rust_modules(&path, paths);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            paths.push(path);
        }
    }
}

/// The file that a component of a folder is made of.
fn source(folder: &Path) -> &'static str {
    if folder.join(cargo::MANIFEST).is_file() {
        return "src/lib.rs";
    }
    componentizer(folder).map_or(COMPONENT, |tool| tool.source)
}

/// Whether a component offers the contract, of any version. What is no component is told when it is loaded.
fn exports_planning(component: &[u8]) -> bool {
    let mut exports = Vec::new();
    for payload in Parser::new(0).parse_all(component) {
        match payload {
            Ok(Payload::ComponentExportSection(section)) => exports.extend(section.into_iter().flatten()),
            Ok(_) => {}
            Err(_) => return true,
        }
    }
    exports.iter().any(|export| export.name.name.starts_with(EXPORT))
}

/// How to get what a folder is built with; none when nothing is missing, or nothing is needed.
pub fn needs(folder: &Path) -> Option<String> {
    let is_there = |program: &str| {
        let run = Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
        run.is_ok()
    };
    if folder.join(cargo::MANIFEST).is_file() {
        return (!is_there("cargo")).then(|| cargo::INSTALL.to_owned());
    }
    let tool = componentizer(folder)?;
    (!is_there(tool.program)).then(|| tool.install.to_owned())
}

/// What makes a component of a folder in another language than Rust.
fn componentizer(folder: &Path) -> Option<&'static Tool> {
    let rust = folder.join(cargo::MANIFEST).is_file();
    TOOLS.iter().find(|tool| !rust && folder.join(tool.source).is_file())
}

/// Tells that a program is not there, or did not succeed.
pub fn refused(code: &'static str, program: &str, install: &str, session: &Session) -> Exit {
    let problem = Diagnostic::error(code).arg("program", program).arg("install", install);
    session.fail(problem, Exit::Problem)
}
