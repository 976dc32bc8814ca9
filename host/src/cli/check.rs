//! `atelier check FILE`

use super::args::Check;
use super::workshop::Loaded;
use super::{Exit, Session};
use crate::diagnostic::{Diagnostic, json};
use crate::plan::Choices;

pub fn run(args: &Check, session: &mut Session) -> Exit {
    let loaded = match Loaded::read(&args.file, &args.plugins, session) {
        Ok(loaded) => loaded,
        Err(exit) => return exit,
    };
    let (_, problems) = loaded.plan(Choices::default());
    let exit = if problems.iter().any(Diagnostic::is_error) { Exit::Problem } else { Exit::Done };
    if args.json {
        let printed = session.print_json(&json::render(&problems, &session.sources, loaded.words));
        return if printed == Exit::Done { exit } else { printed };
    }
    session.tell(&problems, loaded.words);
    loaded.say_count(&problems, session);
    exit
}
