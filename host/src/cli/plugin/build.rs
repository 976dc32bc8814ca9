//! `atelier plugin build`: a folder becomes one `.wasm` file.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::json;
use tempfile::TempDir;
use wit_component::ComponentEncoder;

use super::super::args::PluginBuild as Args;
use super::super::{Exit, Session};
use super::author::{self, Files};
use super::{WIT, message};
use crate::diagnostic::Diagnostic;
use crate::files::{self, FileError};
use crate::plugin::{Pack, Profile, append_pack, recipe};

/// What the plugins of this computer are compiled for.
const TARGET: &str = "wasm32-unknown-unknown";

/// How to get cargo.
const INSTALL_CARGO: &str = "https://rustup.rs";

/// A program that makes a component of another language.
struct Componentizer {
    /// The file that says that a folder is written in this language.
    source: &'static str,
    program: &'static str,
    /// What stands before the folder of the contract.
    wit: &'static str,
    /// What stands after it, and before the path to write.
    args: &'static [&'static str],
    /// How to get it.
    install: &'static str,
}

const COMPONENTIZERS: [Componentizer; 2] = [
    Componentizer {
        source: "plugin.js",
        program: "componentize-qjs",
        wit: "--wit",
        args: &["--js", "plugin.js", "--sync", "--stub-wasi", "--opt-size", "-m", "-o"],
        install: "npm install -g componentize-qjs",
    },
    Componentizer {
        source: "plugin.py",
        program: "componentize-py",
        wit: "-d",
        args: &["-w", "format", "componentize", "plugin", "--stub-wasi", "-o"],
        install: "pip install componentize-py",
    },
];

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
    let out = args.out.clone().unwrap_or_else(|| args.folder.join(format!("{id}.wasm")));
    if let Err(error) = files::write(&out, &plugin) {
        return session.fail_writing(&error);
    }
    let path = out.display().to_string();
    let args = [("path", json!(path)), ("bytes", json!(plugin.len())), ("limits", json!(profile.name()))];
    session.say(&message(session, "plugin_built", &args));
    Exit::Done
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
        return Err(session.fail(error.add_to(problem), Exit::Problem));
    }
    let plugin = match component(folder, session)? {
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
fn component(folder: &Path, session: &Session) -> Result<Option<Vec<u8>>, Exit> {
    if folder.join("Cargo.toml").is_file() {
        return rust(folder, session).map(Some);
    }
    if let Some(tool) = componentizer(folder) {
        return tool.run(folder, session).map(Some);
    }
    let made = folder.join("component.wasm");
    if made.is_file() {
        return files::read(&made).map(Some).map_err(|error| session.fail_reading(&error));
    }
    Ok(None)
}

/// How to get what a folder is built with; none when nothing is missing, or nothing is needed.
pub fn needs(folder: &Path) -> Option<String> {
    let is_there = |program: &str| {
        let run = Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
        run.is_ok()
    };
    if folder.join("Cargo.toml").is_file() {
        return (!is_there("cargo")).then(|| INSTALL_CARGO.to_owned());
    }
    let tool = componentizer(folder)?;
    (!is_there(tool.program)).then(|| tool.install.to_owned())
}

/// What makes a component of a folder in another language than Rust.
fn componentizer(folder: &Path) -> Option<&'static Componentizer> {
    let rust = folder.join("Cargo.toml").is_file();
    COMPONENTIZERS.iter().find(|tool| !rust && folder.join(tool.source).is_file())
}

impl Componentizer {
    fn run(&self, folder: &Path, session: &Session) -> Result<Vec<u8>, Exit> {
        // The contract is this program's own: an author keeps no copy, which could differ.
        let desk = tempfile::tempdir()
            .map_err(|error| session.fail_writing(&FileError { path: std::env::temp_dir(), error }))?;
        let (wit, out) = (desk.path().join("wit"), desk.path().join("component.wasm"));
        files::make_folder(&wit)
            .and_then(|()| files::write(&wit.join("format.wit"), WIT.as_bytes()))
            .map_err(|error| session.fail_writing(&error))?;
        let mut command = Command::new(self.program);
        command.current_dir(folder).arg(self.wit).arg(wit).args(self.args).arg(&out);
        ran(&mut command, self.program, self.install, session)?;
        files::read(&out).map_err(|error| session.fail_reading(&error))
    }
}

fn rust(folder: &Path, session: &Session) -> Result<Vec<u8>, Exit> {
    if lacks_target(folder) {
        return Err(session.fail(Diagnostic::error("no-target").arg("target", TARGET), Exit::Problem));
    }
    let mut command = Command::new("cargo");
    command.current_dir(folder).args(["build", "--release", "--target", TARGET, "--target-dir", "target"]);
    ran(&mut command, "cargo", INSTALL_CARGO, session)?;
    let built: PathBuf = folder.join("target").join(TARGET).join("release");
    let names = files::names(&built).map_err(|error| session.fail_reading(&error))?;
    let mut modules = names.iter().filter(|name| Path::new(name).extension().is_some_and(|e| e == "wasm"));
    let (Some(module), None) = (modules.next(), modules.next()) else {
        let problem = Diagnostic::error("no-module").arg("path", built.display().to_string());
        return Err(session.fail(problem, Exit::Problem));
    };
    let module = files::read(&built.join(module)).map_err(|error| session.fail_reading(&error))?;
    let encoded = ComponentEncoder::default().validate(true).module(&module).and_then(|mut e| e.encode());
    encoded.map_err(|error| {
        let problem = Diagnostic::error("no-component").arg("detail", format!("{error:#}"));
        session.fail(problem, Exit::Problem)
    })
}

/// True when the compiler of this folder is there, and cannot compile for what plugins run on.
fn lacks_target(folder: &Path) -> bool {
    let mut command = Command::new("rustc");
    command.current_dir(folder).args(["--print", "target-libdir", "--target", TARGET]);
    let libraries = command.output().ok().filter(|output| output.status.success());
    libraries.is_some_and(|output| !Path::new(String::from_utf8_lossy(&output.stdout).trim()).is_dir())
}

/// Runs a program whose output is for the author as it stands.
fn ran(command: &mut Command, program: &str, install: &str, session: &Session) -> Result<(), Exit> {
    let failed = |code: &'static str| {
        let problem = Diagnostic::error(code).arg("program", program).arg("install", install);
        session.fail(problem, Exit::Problem)
    };
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => Err(failed("program-failed")),
        Err(_) => Err(failed("no-program")),
    }
}
