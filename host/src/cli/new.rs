//! `atelier new`: a workshop file that works at once.

use std::path::Path;

use serde_json::{Map, json};

use super::args::New as Args;
use super::{Exit, Session, phrase};
use crate::diagnostic::{Diagnostic, closest};
use crate::files;

/// Written when no example is named, by language.
const STARTERS: [(&str, &str); 2] =
    [("fr", include_str!("../../theme/new/fr.toml")), ("en", include_str!("../../theme/new/en.toml"))];

/// The examples of this project that stand in one file.
const EXAMPLES: [(&str, &str); 4] = [
    ("a11y-lab", include_str!("../../../examples/a11y-lab/workshop.toml")),
    ("fresque-numerique", include_str!("../../../examples/fresque-numerique/workshop.toml")),
    ("premiers-pas", include_str!("../../../examples/premiers-pas/workshop.toml")),
    ("zero-dechets", include_str!("../../../examples/zero-dechets/workshop.toml")),
];

pub fn run(args: &Args, session: &Session) -> Exit {
    let text = match &args.from {
        Some(name) => match EXAMPLES.iter().find(|(known, _)| known == name) {
            Some((_, text)) => *text,
            None => {
                let known: Vec<&str> = EXAMPLES.iter().map(|(known, _)| *known).collect();
                let close = closest(name, known.iter().copied());
                let problem = Diagnostic::error("unknown-example").arg("example", name.as_str());
                return session.fail(problem.arg("close", json!(close)).arg("known", known), Exit::Usage);
            }
        },
        None => {
            let language = args.language.clone().unwrap_or_else(|| session.language(None));
            match STARTERS.iter().find(|(known, _)| *known == language) {
                Some((_, text)) => *text,
                None => {
                    let known: Vec<&str> = STARTERS.iter().map(|(known, _)| *known).collect();
                    let problem = Diagnostic::error("unknown-lang").arg("lang", language);
                    return session.fail(problem.arg("known", known), Exit::Usage);
                }
            }
        }
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
    session.say(&phrase(session.words(None), "cli.messages.new", &args));
    Exit::Done
}
