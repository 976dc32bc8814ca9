//! `atelier new`: a workshop file that works at once.

use std::path::Path;

use serde_json::{Map, json};

use super::args::New as Args;
use super::{Exit, Session, phrase};
use crate::diagnostic::{Diagnostic, closest};
use crate::files;

// `STARTERS: &[(language, text)]`, written by `build/words.rs` when no example is named: a language is added by adding
// its file to `theme/new`.
include!(concat!(env!("OUT_DIR"), "/starters.rs"));

/// The examples of this project that stand in one file.
const EXAMPLES: [(&str, &str); 9] = [
    ("a11y-lab", include_str!("../../../examples/a11y-lab/workshop.toml")),
    ("audit-ecoconception", include_str!("../../../examples/audit-ecoconception/workshop.toml")),
    ("decision-90-minutes", include_str!("../../../examples/decision-90-minutes/workshop.toml")),
    ("forum-ouvert", include_str!("../../../examples/forum-ouvert/workshop.toml")),
    ("fresque-numerique", include_str!("../../../examples/fresque-numerique/workshop.toml")),
    ("ikigai-equipe", include_str!("../../../examples/ikigai-equipe/workshop.toml")),
    ("parcours-accessibilite", include_str!("../../../examples/parcours-accessibilite/workshop.toml")),
    ("premiers-pas", include_str!("../../../examples/premiers-pas/workshop.toml")),
    ("zero-dechets", include_str!("../../../examples/zero-dechets/workshop.toml")),
];

pub fn run(args: &Args, session: &Session) -> Exit {
    let text = match text(args, session) {
        Ok(text) => text,
        Err(exit) => return exit,
    };
    if args.file == Path::new("-") {
        return session.print(text);
    }
    let path = args.file.display().to_string();
    if args.file.exists() && !args.force {
        let problem = Diagnostic::error("file-exists").arg("path", path);
        return session.fail(problem, Exit::Refused);
    }
    if let Err(error) = files::write(&args.file, text.as_bytes()) {
        return session.fail_writing(&error);
    }
    let args = Map::from_iter([("path".to_owned(), json!(path))]);
    session.say(&phrase(session.words(), "cli.messages.new", &args));
    Exit::Done
}

/// The example that was named, else the starter in the language of the workshop.
fn text(args: &Args, session: &Session) -> Result<&'static str, Exit> {
    if let Some(name) = &args.from {
        return find(&EXAMPLES, name).ok_or_else(|| {
            let known = EXAMPLES.map(|(known, _)| known);
            let problem = Diagnostic::error("unknown-example").arg("example", name.as_str());
            let problem = problem.arg("close", json!(closest(name, known))).arg("known", known.to_vec());
            session.fail(problem, Exit::Usage)
        });
    }
    let language = args.language.clone().unwrap_or_else(|| session.language());
    let usual = || args.language.is_none().then(|| find(STARTERS, "en")).flatten();
    find(STARTERS, &language).or_else(usual).ok_or_else(|| {
        let known: Vec<&str> = STARTERS.iter().map(|(known, _)| *known).collect();
        session.fail(Diagnostic::error("unknown-lang").arg("lang", language).arg("known", known), Exit::Usage)
    })
}

fn find(texts: &[(&str, &'static str)], name: &str) -> Option<&'static str> {
    texts.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
}
