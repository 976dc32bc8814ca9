//! `atelier theme new`: the program's own look as a folder, to change.

use serde_json::{Map, json};

use super::args::{Theme as Args, ThemeCommand, ThemeNew};
use super::{Exit, Session, phrase};
use crate::diagnostic::{Diagnostic, closest};
use crate::files::{self, Files};
use crate::plugin::{Catalogue, Format};
use crate::theme::{DOCUMENTS, SETTINGS};
use crate::words::Words;

pub fn run(args: &Args, session: &Session) -> Exit {
    let ThemeCommand::New(args) = &args.command;
    let catalogue = match session.catalogue() {
        Ok(catalogue) => catalogue,
        Err(exit) => return exit,
    };
    let path = args.folder.display().to_string();
    if args.folder.exists() {
        let problem = Diagnostic::error("folder-exists").arg("path", path);
        return session.fail(problem, Exit::Refused);
    }
    let files = match files(args, &catalogue, session.words()) {
        Ok(files) => files,
        Err(problem) => return session.fail(problem, Exit::Usage),
    };
    if let Err(error) = files::replace_folder(&args.folder, &files, &[]) {
        return session.fail_writing(&error);
    }
    let args = Map::from_iter([("path".to_owned(), json!(path)), ("files".to_owned(), json!(files.len()))]);
    session.say(&phrase(session.words(), "cli.messages.theme", &args));
    Exit::Done
}

/// The settings, the host's templates, and those of the formats that were named; each says what it is.
fn files(args: &ThemeNew, catalogue: &Catalogue, words: &Words) -> Result<Files, Diagnostic> {
    // Without typography: some of it is to be read by the program.
    let settings = words.render("theme.settings", minijinja::Value::default()).unwrap_or_default();
    let mut files = Files::from([(SETTINGS.to_owned(), format!("{}\n", settings.trim()).into_bytes())]);
    for (path, text) in DOCUMENTS {
        let name = path.trim_end_matches(".md").rsplit('/').next().unwrap_or(path).replace('-', "_");
        let about = phrase(words, &format!("theme.{name}"), &Map::new());
        files.insert(path.to_owned(), commented(&about, text));
    }
    for id in &args.format {
        let Some(format) = catalogue.get(id) else {
            let close = closest(id, catalogue.iter().map(Format::id)).map(str::to_owned);
            return Err(Diagnostic::error("unknown-format").arg("format", id.as_str()).arg("close", close));
        };
        for (handout, text) in &format.pack.handouts {
            let args =
                Map::from_iter([("handout".to_owned(), json!(handout)), ("format".to_owned(), json!(id))]);
            let about = phrase(words, "theme.handout", &args);
            files.insert(format!("handouts/{id}/{handout}.md"), commented(&about, text));
        }
    }
    Ok(files)
}

/// A template under a comment.
fn commented(about: &str, text: &str) -> Vec<u8> {
    format!("{{#\n{}\n#}}\n{text}", about.trim()).into_bytes()
}
