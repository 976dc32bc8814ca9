//! `atelier plugin build`: a folder becomes one `.wasm` file.

use std::collections::BTreeSet;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::json;
use tempfile::TempDir;
use wit_component::ComponentEncoder;

use super::super::args::PluginBuild as Args;
use super::super::{Exit, Session};
use super::author::{self, WordsFile};
use super::{WIT, message};
use crate::diagnostic::Diagnostic;
use crate::files::{self, FileError};
use crate::plugin::{CONTRACT, Manifest, Pack, Profile, append_pack, recipe, tarball};
use crate::words::{self, Words};

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
    let manifest = match manifest(folder, session) {
        Ok(manifest) => manifest,
        Err(problems) => {
            session.tell(&problems, session.words());
            return Err(Exit::Problem);
        }
    };
    let packed = tarball::pack(folder)
        .map_err(|error| session.fail_reading(&FileError { path: folder.to_owned(), error }))?;
    if let Err(error) = Pack::read(&packed) {
        let problem = Diagnostic::error("plugin-pack").arg("path", folder.display().to_string());
        let problem = problem.arg("reason", error.reason()).arg("detail", error.detail());
        return Err(session.fail(problem, Exit::Problem));
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

/// The manifest of a folder, when it and the words beside it can be read; else every problem, at its place.
fn manifest(folder: &Path, session: &mut Session) -> Result<Manifest, Vec<Diagnostic>> {
    let path = folder.join("format.toml");
    let read = |path: &Path| files::read(path).map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    let text = read(&path).map_err(|_| {
        let found = if folder.is_dir() {
            "folder"
        } else if folder.exists() {
            "file"
        } else {
            "nothing"
        };
        vec![Diagnostic::error("no-manifest").arg("path", folder.display().to_string()).arg("found", found)]
    })?;
    let source = session.sources.add(path.display().to_string(), text.clone());
    let wrong = author::check_manifest(&text, source);
    if !wrong.is_empty() {
        return Err(wrong);
    }
    let manifest: Manifest = toml::from_str(&text).map_err(|error| {
        let problem =
            Diagnostic::error("bad-manifest").arg("reason", json!(null)).arg("detail", error.message());
        vec![problem.at(source, error.span().unwrap_or(0..0))]
    })?;
    let mut problems = Vec::new();
    if let Some(fault) = manifest.fault() {
        let key = fault.key.rsplit('.').next().unwrap_or_default();
        let place = place_of(key, &text);
        let problem = Diagnostic::error("bad-manifest").arg("reason", fault.reason).arg("detail", fault.key);
        problems.push(problem.at(source, place));
    }
    if manifest.contract != CONTRACT {
        let problem = Diagnostic::error("plugin-refused").arg("path", path.display().to_string());
        let problem = problem.arg("plugin", manifest.id.as_str()).arg("found", manifest.contract.as_str());
        let place = text.find(&manifest.contract).map_or(0..0, |at| at..at + manifest.contract.len());
        problems.push(problem.arg("supported", json!([CONTRACT])).at(source, place));
    }
    let mut files = Vec::new();
    for language in words::languages() {
        let path = folder.join(format!("{language}.toml"));
        let Ok(text) = read(&path) else {
            if words::speaks(language) {
                let problem = Diagnostic::error("no-words").arg("path", path.display().to_string());
                problems.push(problem.arg("language", language));
            }
            continue;
        };
        let source = session.sources.add(path.display().to_string(), text.clone());
        let (words, wrong) = match Words::parse(language, &text) {
            Ok(words) => (Some(words.clone()), words.check()),
            Err(error) => (None, vec![error]),
        };
        if let Some(words) = words {
            files.push(WordsFile { path: path.display().to_string(), source, text, words });
        }
        for error in wrong {
            let problem = Diagnostic::error("bad-words").arg("detail", error.to_string());
            problems.push(problem.at(source, error.span.unwrap_or(0..0)));
        }
    }
    if problems.is_empty() {
        problems.extend(author::check_words(&manifest, &text, &files));
        problems.extend(unused_templates(folder, &manifest));
    }
    if problems.is_empty() { Ok(manifest) } else { Err(problems) }
}

/// Templates that no handout of the recipe is made with, and handouts without one.
fn unused_templates(folder: &Path, manifest: &Manifest) -> Vec<Diagnostic> {
    let Some(recipe) = &manifest.recipe else { return Vec::new() };
    let handouts = recipe["handouts"].as_array().into_iter().flatten();
    let used: BTreeSet<String> = handouts
        .filter_map(|handout| handout["template"].as_str().or_else(|| handout["id"].as_str()))
        .map(|name| format!("{name}.md"))
        .collect();
    let names: BTreeSet<String> =
        files::names(&folder.join("handouts")).unwrap_or_default().into_iter().collect();
    let path = |name: &String| folder.join("handouts").join(name).display().to_string();
    let unused = names
        .difference(&used)
        .filter(|name| Path::new(name).extension().is_some_and(|ending| ending == "md"));
    let unused = unused.map(|name| Diagnostic::error("plugin-template-unused").arg("path", path(name)));
    let missing = used
        .difference(&names)
        .map(|name| Diagnostic::error("plugin-template-missing").arg("path", path(name)));
    unused.chain(missing).collect()
}

/// Where a key stands that is the first thing on its line, or its table.
fn place_of(key: &str, text: &str) -> Range<usize> {
    let lines = text.split_inclusive('\n').scan(0, |at, line| {
        *at += line.len();
        Some((*at - line.len(), line))
    });
    let mut places = lines.filter_map(|(start, line)| {
        let indent = line.len() - line.trim_start().len();
        let head = line.trim_start().split(['=', ']']).next()?.trim().trim_start_matches('[');
        (head.rsplit('.').next() == Some(key)).then(|| start + indent..start + line.trim_end().len())
    });
    places.next().unwrap_or(0..0)
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
