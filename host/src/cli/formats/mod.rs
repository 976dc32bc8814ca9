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
use crate::plugin::{Catalogue, Format, Group, MethodCard};
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
    let group = |group: Group| json!({ "min": group.min, "ideal": group.ideal, "max": group.max });
    json!({
        "id": manifest.id,
        "version": manifest.version,
        "name": card.name(),
        "summary": card.summary(),
        "people": group(manifest.people),
        "minutes": group(manifest.minutes),
        "moment": manifest.moment,
        "energy": manifest.energy,
        "difficulty": manifest.difficulty,
        "preparation": manifest.preparation,
        "posture": manifest.posture,
        "settings": manifest.settings.keys().collect::<Vec<_>>(),
        "languages": format.pack.words.keys().collect::<Vec<_>>(),
        "licence": manifest.licence,
    })
}
