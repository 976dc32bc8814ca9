//! A component from a crate.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;
use wit_component::ComponentEncoder;

use super::super::{Exit, Session};
use super::build::refused;
use crate::diagnostic::Diagnostic;
use crate::files;

/// What says that a folder is written in Rust.
pub const MANIFEST: &str = "Cargo.toml";

/// How to get cargo.
pub const INSTALL: &str = "https://rustup.rs";

/// What the plugins of this computer are compiled for.
const TARGET: &str = "wasm32-unknown-unknown";

/// Compiles the crate of a folder. What cargo says is for the author as it stands.
///
/// # Errors
/// When that does not give one module, and a component of it: that was told.
pub fn component(folder: &Path, session: &Session) -> Result<Vec<u8>, Exit> {
    if lacks_target(folder) {
        return Err(session.fail(Diagnostic::error("no-target").arg("target", TARGET), Exit::Problem));
    }
    let mut command = Command::new("cargo");
    command.current_dir(folder).args(["build", "--release", "--target", TARGET, "--target-dir", "target"]);
    let output = command.arg("--message-format=json-render-diagnostics").stderr(Stdio::inherit()).output();
    let output = output.map_err(|_| refused("no-program", "cargo", INSTALL, session))?;
    if !output.status.success() {
        return Err(refused("program-failed", "cargo", INSTALL, session));
    }
    let modules = modules(&String::from_utf8_lossy(&output.stdout));
    let [module] = modules.as_slice() else {
        let problem = Diagnostic::error("no-module").arg("path", folder.join(MANIFEST).display().to_string());
        return Err(session.fail(problem.arg("count", modules.len()), Exit::Problem));
    };
    let module = files::read(module).map_err(|error| session.fail_reading(&error))?;
    let encoded = ComponentEncoder::default().validate(true).module(&module).and_then(|mut e| e.encode());
    encoded.map_err(|error| {
        let problem = Diagnostic::error("no-component").arg("detail", format!("{error:#}"));
        session.fail(problem, Exit::Problem)
    })
}

/// The modules that this very build made, or found as they must be: what an older one has left behind is none of them.
fn modules(messages: &str) -> Vec<PathBuf> {
    let messages = messages.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let artifacts = messages.filter(|message| message["reason"] == "compiler-artifact");
    let libraries = artifacts.filter(|artifact| {
        artifact["target"]["kind"].as_array().is_some_and(|kinds| kinds.iter().any(|kind| kind == "cdylib"))
    });
    let files = libraries.flat_map(|library| match &library["filenames"] {
        Value::Array(names) => names.iter().filter_map(|name| Some(PathBuf::from(name.as_str()?))).collect(),
        _ => Vec::new(),
    });
    files.filter(|file| file.extension().is_some_and(|ending| ending == "wasm")).collect()
}

/// True when the compiler of this folder is there, and cannot compile for what plugins run on.
fn lacks_target(folder: &Path) -> bool {
    let mut command = Command::new("rustc");
    command.current_dir(folder).args(["--print", "target-libdir", "--target", TARGET]);
    let libraries = command.output().ok().filter(|output| output.status.success());
    libraries.is_some_and(|output| !Path::new(String::from_utf8_lossy(&output.stdout).trim()).is_dir())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_module_is_the_one_that_this_build_made() {
        let messages = r#"{"reason":"compiler-artifact","target":{"kind":["lib"]},"filenames":["/t/libserde.rlib"]}
   Compiling mine
{"reason":"compiler-artifact","target":{"kind":["cdylib","rlib"]},"filenames":["/t/mine.wasm","/t/libmine.rlib"]}
{"reason":"build-finished","success":true}"#;
        assert_eq!(modules(messages), [PathBuf::from("/t/mine.wasm")]);
        assert!(modules(&messages.replace("\"cdylib\",", "")).is_empty());
    }
}
