//! `atelier plugin remove ID`

use std::fs;

use serde_json::json;

use super::super::args::PluginRemove as Args;
use super::super::home::Home;
use super::super::{Exit, Session};
use super::message;
use crate::diagnostic::{Diagnostic, closest};
use crate::files::FileError;
use crate::plugin::is_id;

pub fn run(args: &Args, session: &Session) -> Exit {
    let home = Home::find();
    let mut register = match home.register() {
        Ok(register) => register,
        Err(problem) => return session.fail(problem, Exit::Problem),
    };
    let folder = home.plugins().filter(|_| is_id(&args.id));
    let Some((folder, path)) = folder
        .map(|folder| (folder, folder.join(format!("{}.wasm", args.id))))
        .filter(|(_, path)| path.exists())
    else {
        let close = closest(&args.id, register.keys().map(String::as_str));
        let problem = Diagnostic::error("plugin-not-installed").arg("id", args.id.as_str());
        return session.fail(problem.arg("close", json!(close)), Exit::Usage);
    };
    if let Err(error) = fs::remove_file(&path) {
        return session.fail_writing(&FileError { path, error });
    }
    let source = register.remove(&args.id).map(|known| known.again());
    if let Err(error) = Home::write_register(folder, &register) {
        return session.fail_writing(&error);
    }
    session.say(&message(session, "plugin_removed", &[("id", json!(args.id)), ("again", json!(source))]));
    Exit::Done
}
