//! `atelier plugin list`: what is installed, and what of it can no longer be used.

use std::fmt::Write as _;
use std::path::Path;

use serde_json::{Value, json};

use super::super::args::PluginList as Args;
use super::super::home::{Home, Installed, Register};
use super::super::{Exit, Session};
use super::message;
use crate::diagnostic::Diagnostic;
use crate::files;
use crate::hash::sha256;
use crate::plugin::{Format, Sandbox, Trouble};

pub fn run(args: &Args, session: &Session) -> Exit {
    let home = Home::find();
    let (register, unread) = match home.register() {
        Ok(register) => (register, None),
        Err(problem) => (Register::new(), Some(problem)),
    };
    let catalogue = match session.catalogue() {
        Ok(catalogue) => catalogue,
        Err(exit) => return exit,
    };
    let installed: Vec<&Format> = catalogue.iter().filter(|format| format.foreign().is_some()).collect();
    let mut problems: Vec<Diagnostic> =
        catalogue.troubles().iter().map(|(path, trouble)| told(path, trouble, &register)).collect();
    problems.extend(unread);
    if args.check {
        problems.extend(installed.iter().filter_map(|format| check(format, &register)));
    }
    if args.json {
        let entry = |format: &&Format| -> Value {
            let (manifest, known) = (&format.pack.manifest, register.get(format.id()));
            json!({
                "id": manifest.id,
                "version": manifest.version,
                "contract": manifest.contract,
                "limits": format.foreign().map(|foreign| foreign.grant.profile.name()),
                "sha256": known.map(|known| &known.sha256),
                "source": known.map(|known| &known.source),
            })
        };
        let entries: Vec<Value> = installed.iter().map(entry).collect();
        session.print_json(&json!({ "version": 1, "plugins": entries }));
    } else if installed.is_empty() && problems.is_empty() {
        let folder = home.plugins().map(|folder| folder.display().to_string());
        session.say(&message(session, "plugins_none", &[("folder", json!(folder))]));
    } else {
        let mut text = String::new();
        for format in &installed {
            let limits = format.foreign().map(|foreign| foreign.grant.profile.name());
            let args = [
                ("id", json!(format.id())),
                ("version", json!(format.pack.manifest.version)),
                ("contract", json!(format.pack.manifest.contract)),
                ("limits", json!(limits)),
                ("source", json!(register.get(format.id()).map(|known| &known.source))),
            ];
            let _ = writeln!(text, "{}", message(session, "plugin_line", &args));
        }
        session.print(&text);
    }
    session.tell(&problems, session.words());
    if problems.is_empty() { Exit::Done } else { Exit::Problem }
}

/// What keeps an installed plugin from being used: the file it was, loaded.
fn check(format: &Format, register: &Register) -> Option<Diagnostic> {
    let failure = |failure: crate::plugin::Failure| Some(format.told(&failure));
    let found = match format.sha256() {
        Ok(found) => found,
        Err(error) => return failure(error),
    };
    if let Some(known) = register.get(format.id())
        && known.sha256 != found
    {
        return Some(altered(format.id(), known, &found));
    }
    let loaded = Sandbox::new().and_then(|sandbox| format.load(&sandbox).map(|_| ()));
    loaded.err().and_then(failure)
}

/// What is wrong with a file among the installed plugins. One that was another when it was installed can be had again.
fn told(path: &Path, trouble: &Trouble, register: &Register) -> Diagnostic {
    let id = path.file_stem().and_then(|stem| stem.to_str());
    let known = id.and_then(|id| Some((id, register.get(id)?)));
    if let Some((id, known)) = known
        && let Ok(bytes) = files::read_plain(path)
    {
        let found = sha256(bytes);
        if found != known.sha256 {
            return altered(id, known, &found);
        }
    }
    trouble.told(path)
}

fn altered(id: &str, known: &Installed, found: &str) -> Diagnostic {
    let problem = Diagnostic::error("plugin-altered").arg("plugin", id).arg("again", known.again());
    problem.arg("installed", known.sha256.as_str()).arg("found", found)
}
