//! `atelier plugin new NAME`: a folder to start a format from.

use std::path::Path;

use serde_json::json;

use super::super::args::PluginNew as Args;
use super::super::{Exit, Session};
use super::{build, message};
use crate::diagnostic::Diagnostic;
use crate::files::{self, Files};
use crate::plugin::{Catalogue, is_id};

/// Stands in the templates for the format's id.
const ID: &str = "my-format";
/// Stands in the templates for a crate's name.
const CRATE: &str = "my_format";

/// A file of a template: its path and its text.
type Text = (&'static str, &'static str);

macro_rules! texts {
    ($folder:literal: $($path:literal),+) => {
        &[$(($path, include_str!(concat!("../../../theme/new/", $folder, "/", $path)))),+]
    };
}

const RECIPE: &[Text] =
    texts!("recipe": "format.toml", "fr.toml", "en.toml", "handouts/card.md", "README.md");
const WORDS: &[Text] = texts!("component": "format.toml", "fr.toml", "en.toml", "handouts/card.md");
const RUST: &[Text] = texts!("rust": "Cargo.toml", "Cargo.lock", "src/lib.rs", "README.md");
const JS: &[Text] = texts!("js": "plugin.js", "README.md");
const PYTHON: &[Text] = texts!("python": "plugin.py", "README.md");

/// The SDK goes with the plugin, so that it is built offline and stays what it was.
macro_rules! sdk {
    ($($path:literal),+) => {
        &[
            ("sdk/Cargo.toml", include_str!("../../../theme/new/rust/sdk.toml")),
            $((concat!("sdk/", $path), include_str!(concat!("../../../../plugins/sdk/", $path)))),+
        ]
    };
}

const SDK: &[Text] = sdk!(
    "wit/format.wit",
    "src/lib.rs",
    "src/conformance.rs",
    "src/draft.rs",
    "src/groups.rs",
    "src/random.rs",
    "src/request.rs",
    "src/script.rs",
    "src/vocabulary.rs"
);

pub fn run(args: &Args, session: &Session) -> Exit {
    let folder = Path::new(&args.name);
    let id = folder.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    if !is_id(id) {
        return session.fail(Diagnostic::error("bad-plugin-name").arg("name", id), Exit::Usage);
    }
    // The name of an installed one may be meant: its author starts again.
    let official = Catalogue::official().is_ok_and(|catalogue| catalogue.get(id).is_some());
    if official {
        let problem = Diagnostic::error("plugin-id-taken").arg("path", json!(null)).arg("id", id);
        return session.fail(problem, Exit::Problem);
    }
    if folder.exists() {
        let problem = Diagnostic::error("plugin-folder-exists").arg("path", folder.display().to_string());
        return session.fail(problem, Exit::Refused);
    }
    let parts: &[&[Text]] = match args {
        Args { rust: true, .. } => &[WORDS, RUST, SDK],
        Args { js: true, .. } => &[WORDS, JS],
        Args { python: true, .. } => &[WORDS, PYTHON],
        _ => &[RECIPE],
    };
    let named = |text: &str| text.replace(ID, id).replace(CRATE, &id.replace('-', "_")).into_bytes();
    let texts = parts.iter().flat_map(|part| part.iter());
    let files: Files = texts.map(|(path, text)| ((*path).to_owned(), named(text))).collect();
    if let Err(error) = files::replace_folder(folder, &files, &[]) {
        return session.fail_writing(&error);
    }
    let said = [("folder", json!(folder.display().to_string())), ("install", json!(build::needs(folder)))];
    session.say(&message(session, "plugin_new", &said));
    Exit::Done
}
