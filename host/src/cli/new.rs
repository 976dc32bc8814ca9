//! `atelier new`: a workshop file that works at once.

use std::path::Path;

use serde_json::{Map, json};

use super::args::New as Args;
use super::kit::usual_folder;
use super::{Exit, Session, phrase};
use crate::diagnostic::{Diagnostic, closest};
use crate::files;

// `STARTERS: &[(language, text)]`, written by `build/words.rs` when no example is named: a language is added by adding
// its file to `theme/new`.
include!(concat!(env!("OUT_DIR"), "/starters.rs"));

/// An example of this project: its name, and its file by language, the one it was written in first.
type Example = (&'static str, [(&'static str, &'static str); 2]);

macro_rules! example {
    ($name:literal in $first:literal, $second:literal) => {
        (
            $name,
            [
                ($first, include_str!(concat!("../../../examples/", $name, "/workshop.toml"))),
                ($second, include_str!(concat!("../../../examples/", $name, "/workshop.", $second, ".toml"))),
            ],
        )
    };
}

const EXAMPLES: [Example; 9] = [
    example!("a11y-lab" in "en", "fr"),
    example!("audit-ecoconception" in "fr", "en"),
    example!("decision-90-minutes" in "fr", "en"),
    example!("forum-ouvert" in "fr", "en"),
    example!("fresque-numerique" in "fr", "en"),
    example!("ikigai-equipe" in "fr", "en"),
    example!("parcours-accessibilite" in "fr", "en"),
    example!("premiers-pas" in "fr", "en"),
    example!("zero-dechets" in "fr", "en"),
];

pub fn run(args: &Args, session: &Session) -> Exit {
    let text = match text(args, session) {
        Ok(text) => text,
        Err(exit) => return exit,
    };
    if args.file == Path::new("-") {
        return session.print(text);
    }
    let text = renamed(text, &args.file);
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

/// The text with the names of the file and of its kit in the remarks that it opens with, which say what to type.
fn renamed(text: &str, file: &Path) -> String {
    let shown = |path: &Path, end: &str| {
        let name = format!("{}{end}", path.strip_prefix(".").unwrap_or(path).display());
        if name.contains(' ') { format!("\"{name}\"") } else { name }
    };
    let (file, kit) = (shown(file, ""), shown(&usual_folder(file), "/"));
    let opening: usize = text.split_inclusive('\n').take_while(|l| l.starts_with('#')).map(str::len).sum();
    let (remarks, rest) = text.split_at(opening);
    let words = remarks.split_inclusive(char::is_whitespace).map(|word| match word.trim_end() {
        name if name.ends_with("workshop.toml") => word.replace(name, &file),
        "kit/" => word.replace("kit/", &kit),
        _ => word.to_owned(),
    });
    words.collect::<String>() + rest
}

/// The example that was named, else the starter in the language of the workshop.
fn text(args: &Args, session: &Session) -> Result<&'static str, Exit> {
    let Some(name) = &args.from else {
        let spoken = session.language();
        let usual = if STARTERS.iter().any(|(known, _)| *known == spoken) { &spoken } else { "en" };
        return in_language(STARTERS, args.language.as_deref().unwrap_or(usual), None, session);
    };
    let Some((_, texts)) = EXAMPLES.iter().find(|(known, _)| known == name) else {
        let known = EXAMPLES.map(|(known, _)| known);
        let problem = Diagnostic::error("unknown-example").arg("example", name.as_str());
        let problem = problem.arg("close", json!(closest(name, known))).arg("known", known.to_vec());
        return Err(session.fail(problem, Exit::Usage));
    };
    match &args.language {
        Some(language) => in_language(texts, language, Some(name), session),
        None => Ok(texts[0].1),
    }
}

fn in_language(
    texts: &[(&'static str, &'static str)],
    language: &str,
    example: Option<&str>,
    session: &Session,
) -> Result<&'static str, Exit> {
    texts.iter().find(|(known, _)| *known == language).map(|(_, text)| *text).ok_or_else(|| {
        let known: Vec<&str> = texts.iter().map(|(known, _)| *known).collect();
        let problem = Diagnostic::error("no-starter").arg("language", language).arg("example", example);
        session.fail(problem.arg("known", known), Exit::Usage)
    })
}
