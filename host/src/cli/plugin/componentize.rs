//! A component from JavaScript or Python, by the tool of each. A module of this program's own goes around the author's:
//! an exception in a component says nothing, and this one writes it to the log.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Map, Value, json};
use wit_parser::{Resolve, Type, TypeDefKind};

use super::super::{Exit, Session};
use super::WIT;
use super::build::refused;
use crate::diagnostic::Diagnostic;
use crate::files::{self, FileError};

/// Endings of files that a module can be made of.
const MODULES: [&str; 4] = ["js", "mjs", "py", "json"];

/// Folders that tools keep beside the code.
const TOOLS_KEEP: [&str; 3] = ["node_modules", "target", "__pycache__"];

/// What stands in an error of the module around, before what is missing.
const MISSING: &str = "atelier-missing: ";

/// A program that makes a component of a language.
pub struct Tool {
    /// The file that says that a folder is written in this language.
    pub source: &'static str,
    /// Its name.
    pub program: &'static str,
    /// How to get it.
    pub install: &'static str,
    /// The module around the author's, and its text.
    around: (&'static str, &'static str),
    /// The module with the records of the contract, and what stands before them.
    records: (&'static str, &'static str),
    /// Makes the command, on a desk.
    command: fn(&Desk) -> Command,
}

/// The tools that are known.
pub const TOOLS: [Tool; 2] = [
    Tool {
        source: "plugin.js",
        program: "componentize-qjs",
        install: "npm install -g componentize-qjs",
        around: ("atelier-entry.js", include_str!("../../../theme/entry/atelier-entry.js")),
        records: ("atelier-records.js", "export const RECORDS = "),
        command: javascript,
    },
    Tool {
        source: "plugin.py",
        program: "componentize-py",
        install: "pip install componentize-py",
        around: ("atelier_entry.py", include_str!("../../../theme/entry/atelier_entry.py")),
        records: ("atelier_records.py", "RECORDS = "),
        command: python,
    },
];

/// Where a tool finds what this program brings, and leaves what it makes.
struct Desk {
    /// The contract.
    wit: PathBuf,
    /// The author's modules and those around them. The tools find modules in one folder, and leave files in it.
    code: PathBuf,
    /// The component.
    out: PathBuf,
}

/// Its own lines stay where they are, so that an error can name them: nothing is minified.
fn javascript(desk: &Desk) -> Command {
    let mut command = Command::new("componentize-qjs");
    command.current_dir(&desk.code).arg("--wit").arg(&desk.wit);
    command.args([
        "--js",
        "atelier-entry.js",
        "--module-root",
        ".",
        "--sync",
        "--stub-wasi",
        "--opt-size",
        "-o",
    ]);
    command.arg(&desk.out);
    command
}

fn python(desk: &Desk) -> Command {
    let mut command = Command::new("componentize-py");
    command.current_dir(&desk.code).arg("-d").arg(&desk.wit);
    command.args(["-w", "format", "componentize", "atelier_entry", "--stub-wasi", "-o"]).arg(&desk.out);
    command
}

impl Tool {
    /// Makes the component of a folder. What the tool says is told when it fails, and only what is of use.
    ///
    /// # Errors
    /// When it is not there, or does not succeed: that was told.
    pub fn component(&self, folder: &Path, session: &mut Session) -> Result<Vec<u8>, Exit> {
        let place = tempfile::tempdir()
            .map_err(|error| session.fail_writing(&FileError { path: std::env::temp_dir(), error }))?;
        let below = |name: &str| place.path().join(name);
        let desk = Desk { wit: below("wit"), code: below("code"), out: below("component.wasm") };
        self.lay_out(folder, &desk).map_err(|error| session.fail_writing(&error))?;
        let output = (self.command)(&desk).output();
        let output = output.map_err(|_| refused("no-program", self.program, self.install, session))?;
        if output.status.success() {
            return files::read(&desk.out).map_err(|error| session.fail_reading(&error));
        }
        let said =
            [output.stderr, output.stdout].map(|said| String::from_utf8_lossy(&said).into_owned()).join("\n");
        Err(self.failed(folder, &said, session))
    }

    /// The contract is this program's own: an author keeps no copy, which could differ.
    fn lay_out(&self, folder: &Path, desk: &Desk) -> Result<(), FileError> {
        files::make_folder(&desk.wit)?;
        files::make_folder(&desk.code)?;
        files::write(&desk.wit.join("format.wit"), WIT.as_bytes())?;
        for path in modules(folder) {
            let copy = desk.code.join(path.strip_prefix(folder).unwrap_or(&path));
            files::make_folder(files::parent(&copy))?;
            files::write(&copy, &files::read(&path)?)?;
        }
        let (name, before) = self.records;
        files::write(&desk.code.join(name), format!("{before}{}\n", records()).as_bytes())?;
        let (name, text) = self.around;
        files::write(&desk.code.join(name), text.as_bytes())
    }

    /// Tells why the tool failed: at the author's line if that is known.
    fn failed(&self, folder: &Path, said: &str, session: &mut Session) -> Exit {
        if let Some((_, missing)) = said.rsplit_once(MISSING) {
            let missing: String = missing.chars().take_while(|c| c.is_alphanumeric() || *c == '.').collect();
            let path = folder.join(self.source).display().to_string();
            let problem = Diagnostic::error("no-export").arg("path", path).arg("source", self.source);
            return session.fail(problem.arg("missing", missing), Exit::Problem);
        }
        let Some(Fault { message, place }) = fault(said) else {
            session.say(said.trim());
            return refused("program-failed", self.program, self.install, session);
        };
        let mut problem =
            Diagnostic::error("code-failed").arg("program", self.program).arg("detail", message);
        let path = place.as_ref().map_or_else(|| folder.join(self.source), |(file, _)| folder.join(file));
        if let Some((_, line)) = place
            && let Ok(text) = files::read(&path)
        {
            let text = String::from_utf8_lossy(&text).into_owned();
            let span = line_span(&text, line);
            problem = problem.at(session.sources.add(path.display().to_string(), text), span);
        }
        problem = problem.arg("path", path.display().to_string());
        session.fail(problem, Exit::Problem)
    }
}

/// What a tool complains of in the author's code.
#[derive(Debug, PartialEq, Eq)]
struct Fault {
    message: String,
    /// The file, below the folder, and its line.
    place: Option<(String, usize)>,
}

/// Finds what is of use in what a tool says: the last line of a traceback, or the error in JavaScript; and where.
fn fault(said: &str) -> Option<Fault> {
    let told = said.split("\nCaused by:").next()?.split("\nStack backtrace:").next()?;
    if told.contains("Traceback (most recent call last)") {
        let last = told.lines().map(str::trim).rfind(|line| !line.is_empty())?;
        let message = last.strip_prefix("AssertionError: ").unwrap_or(last);
        let place =
            told.rsplit("File \"/0/").next().filter(|_| told.contains("File \"/0/")).and_then(|rest| {
                let (file, rest) = rest.split_once("\", line ")?;
                let line: String = rest.chars().take_while(char::is_ascii_digit).collect();
                Some((file.to_owned(), line.parse().ok()?))
            });
        return Some(Fault { message: message.to_owned(), place });
    }
    let (_, rest) = told.split_once("JavaScript module: ")?;
    let rest = rest.rsplit("JavaScript module: ").next()?;
    let message = rest.lines().next()?.trim().to_owned();
    let place = rest.lines().skip(1).find_map(|line| {
        let place = line.trim().strip_prefix("at ")?;
        let place = place.rsplit(['(', ' ']).next()?.trim_end_matches(')').trim_start_matches(['.', '/']);
        let mut parts = place.split(':');
        let (file, line) = (parts.next()?, parts.next()?.parse().ok()?);
        (!file.starts_with("atelier-")).then(|| (file.to_owned(), line))
    });
    Some(Fault { message, place })
}

/// What stands on a line, from 1.
fn line_span(text: &str, line: usize) -> std::ops::Range<usize> {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let content = text[start..].lines().next().unwrap_or_default();
    let indent = content.len() - content.trim_start().len();
    start + indent..start + content.trim_end().len().max(indent)
}

/// The files below a folder that modules can be made of, but for what tools keep there.
pub fn modules(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for name in files::names(folder).unwrap_or_default() {
        let path = folder.join(&name);
        if path.is_dir() {
            let kept =
                TOOLS_KEEP.contains(&&*name) || name.starts_with('.') || path.join("pyvenv.cfg").exists();
            if !kept {
                found.extend(modules(&path));
            }
        } else if path.extension().is_some_and(|ending| MODULES.iter().any(|known| ending == *known)) {
            found.push(path);
        }
    }
    found
}

/// The records of the contract, as the modules around an author's check answers against them: by name, the type of each
/// field.
fn records() -> Value {
    let mut resolve = Resolve::default();
    // A test reads what this program carries.
    let _ = resolve.push_str("format.wit", WIT);
    let mut records = Map::new();
    for (_, definition) in &resolve.types {
        if let (Some(name), TypeDefKind::Record(record)) = (&definition.name, &definition.kind) {
            let fields =
                record.fields.iter().map(|field| (field.name.clone(), type_name(&resolve, &field.ty)));
            records.insert(name.clone(), fields.collect());
        }
    }
    Value::Object(records)
}

fn type_name(resolve: &Resolve, of: &Type) -> Value {
    let Type::Id(id) = of else {
        return json!(match of {
            Type::Bool => "bool",
            Type::U32 => "u32",
            Type::U64 => "u64",
            Type::String => "string",
            _ => "",
        });
    };
    let definition = &resolve.types[*id];
    match &definition.kind {
        TypeDefKind::List(inner) => json!({ "list": type_name(resolve, inner) }),
        TypeDefKind::Option(inner) => json!({ "option": type_name(resolve, inner) }),
        _ => json!(definition.name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_checked_against_the_contract() {
        let records = records();
        assert_eq!(records["play"], json!({ "seating": "string", "round": "u32" }));
        assert_eq!(records["draft"]["steps"], json!({ "list": "step" }));
        assert_eq!(records["step"]["cut"], json!({ "option": "cut" }));
        assert_eq!(records["seating"]["explicit"], json!({ "list": { "list": { "list": "u32" } } }));
        let known = ["string", "bool", "u32", "u64"];
        let types =
            records.as_object().expect("records").values().filter_map(Value::as_object).flat_map(Map::values);
        for mut of in types {
            while let Some(inner) = of.get("list").or_else(|| of.get("option")) {
                of = inner;
            }
            let name = of.as_str().expect("a name");
            assert!(known.contains(&name) || records.get(name).is_some(), "{name}");
        }
    }

    #[test]
    fn what_a_tool_says_is_told_without_its_own_affairs() {
        let place = |file: &str, line| Some((file.to_owned(), line));
        for (said, message, at) in [
            (
                "Traceback (most recent call last):\n  File \"/bin/componentize-py\", line 8, in <module>\n\
                 AssertionError:   File \"/0/plugin.py\", line 59\n    class Planning\n                  ^\n\
                 SyntaxError: expected ':'\n\n\nCaused by:\n    SyntaxError: expected ':' (plugin.py, line 59)\n\n\
                 Stack backtrace:\n   0: <anyhow::Error>::msg",
                "SyntaxError: expected ':'",
                place("plugin.py", 59),
            ),
            (
                "Traceback (most recent call last):\n  File \"/bin/componentize-py\", line 8, in <module>\n\
                 AssertionError: Traceback (most recent call last):\n  File \"/1/atelier_entry.py\", line 6\n\
                 \x20   import plugin\n  File \"/0/lib/more.py\", line 1, in <module>\n    import numpy\n\
                 ModuleNotFoundError: No module named 'numpy'\n\n\nCaused by:\n    ModuleNotFoundError",
                "ModuleNotFoundError: No module named 'numpy'",
                place("lib/more.py", 1),
            ),
            (
                "Error: : Failed to evaluate user JavaScript module: Failed to declare JavaScript module: Error: \
                 unexpected token in expression: 'const'\n    at /plugin.js:61:3\n\ncomponentize-qjs\n  WIT: x",
                "Error: unexpected token in expression: 'const'",
                place("plugin.js", 61),
            ),
        ] {
            assert_eq!(fault(said), Some(Fault { message: message.to_owned(), place: at }));
        }
        assert_eq!(fault("No space left on device"), None);
    }
}
