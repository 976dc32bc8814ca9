//! `atelier formats`: what there is to choose from.

mod card;
mod fit;
mod list;
mod relax;
mod show;

use serde_json::{Value, json};

use super::args::{Formats as Args, FormatsCommand};
use super::{Exit, Session, phrase};
use crate::diagnostic::{Diagnostic, closest};
use crate::plugin::{Catalogue, Format, MethodCard};
use crate::words::Words;

pub fn run(args: &Args, session: &mut Session) -> Exit {
    let catalogue = match session.catalogue() {
        Ok(catalogue) => catalogue,
        Err(exit) => return exit,
    };
    match &args.command {
        Some(FormatsCommand::Show(args)) => show::run(args, &catalogue, session),
        Some(FormatsCommand::Card(args)) => card::run(args, &catalogue, session),
        Some(FormatsCommand::List(args)) => list::run(args, &catalogue, session),
        None => list::run(&args.list, &catalogue, session),
    }
}

/// The format with this id.
///
/// # Errors
/// When there is none: that was told.
fn find<'c>(catalogue: &'c Catalogue, id: &str, session: &Session) -> Result<&'c Format, Exit> {
    catalogue.get(id).ok_or_else(|| {
        let known: Vec<&str> = catalogue.iter().map(Format::id).collect();
        let close = closest(id, known.iter().copied());
        let problem = Diagnostic::error("unknown-format").arg("format", id);
        session.fail(problem.arg("count", known.len()).arg("close", json!(close)), Exit::Usage)
    })
}

/// A sentence of the host's words, for arguments that are an object.
fn said(words: &Words, key: &str, args: &Value) -> String {
    phrase(words, key, &args.as_object().cloned().unwrap_or_default())
}

/// A word of the host's words.
fn word(words: &Words, key: &str) -> String {
    said(words, key, &Value::Null)
}

/// What other programs learn of a format. Its shape is a promise.
fn as_json(format: &Format, card: &MethodCard) -> Value {
    let manifest = &format.pack.manifest;
    let mut told = card.at_a_glance();
    told.insert("version".to_owned(), json!(manifest.version));
    told.insert("settings".to_owned(), manifest.settings.keys().map(String::as_str).collect());
    told.insert("languages".to_owned(), format.pack.words.keys().map(String::as_str).collect());
    told.insert("licence".to_owned(), json!(manifest.licence));
    Value::Object(told)
}
