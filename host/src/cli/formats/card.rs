//! `atelier formats card ID…`: method cards to print, or to read on a screen.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::json;

use super::{find, said};
use crate::cli::args::{CardOutput, FormatsCard as Args};
use crate::cli::{Exit, Session};
use crate::diagnostic::Diagnostic;
use crate::document::tree::Document;
use crate::kit;
use crate::output::pdf::{Pdf, PdfError, PdfFile};
use crate::output::{Output as _, html, markdown};
use crate::plugin::{Catalogue, Format, MethodCard};
use crate::words;

/// Where the cards go when nobody says where.
const FOLDER: &str = "format-cards";
/// What the file of several cards is called.
const SEVERAL: &str = "cards";

pub fn run(args: &Args, catalogue: &Catalogue, session: &mut Session) -> Exit {
    match cards(args, catalogue, session) {
        Ok(()) => Exit::Done,
        Err(exit) => exit,
    }
}

fn cards(args: &Args, catalogue: &Catalogue, session: &mut Session) -> Result<(), Exit> {
    let formats = wanted(args, catalogue, session)?;
    let language = language(args, &formats, session)?;
    let targets = targets(args, &formats, &language, session)?;
    let document = kit::method_cards(&formats, &language, &mut session.sources).map_err(|problems| {
        session.tell(&problems, session.words());
        Exit::Problem
    })?;
    let mut files = BTreeMap::new();
    let mut pages = None;
    for (output, path) in targets {
        let bytes = match output {
            CardOutput::Pdf => {
                let file = printed(&document, &formats, &language, &path, session)?;
                pages = Some(file.pages);
                file.bytes
            }
            CardOutput::Html => html::Html::new(&language, [])
                .and_then(|html| html.render(&document))
                .map_err(|error| failed(&path, &error.to_string(), session))?,
            CardOutput::Markdown => markdown::Markdown::new(&language)
                .and_then(|markdown| markdown.render(&document))
                .map_err(|error| failed(&path, &error.to_string(), session))?,
        };
        files.insert(path, bytes);
    }
    if let Some(bytes) = files.get(Path::new("-")) {
        return match session.print_bytes(bytes) {
            Exit::Done => Ok(()),
            exit => Err(exit),
        };
    }
    session.write_new(&files, args.force)?;
    let paths: Vec<String> = files.keys().map(|path| path.display().to_string()).collect();
    let values = json!({ "cards": formats.len(), "files": paths, "pages": pages });
    session.say(&said(session.words(), "cli.messages.cards", &values));
    Ok(())
}

/// The formats that were named, each once; all of them when none was, as a workshop goes from opening to closing.
fn wanted<'c>(args: &Args, catalogue: &'c Catalogue, session: &Session) -> Result<Vec<&'c Format>, Exit> {
    if args.id.is_empty() {
        return Ok(kit::by_moment(catalogue.iter()));
    }
    let mut formats: Vec<&Format> = Vec::new();
    for id in &args.id {
        let format = find(catalogue, id, session)?;
        if formats.iter().all(|known| known.id() != format.id()) {
            formats.push(format);
        }
    }
    Ok(formats)
}

/// The language of the cards: one that all of them have words in.
fn language(args: &Args, formats: &[&Format], session: &Session) -> Result<String, Exit> {
    let in_all = |language: &&str| formats.iter().all(|format| format.pack.words.contains_key(*language));
    let known: Vec<&str> = words::languages().filter(in_all).collect();
    let spoken = session.language();
    let usual = if known.contains(&spoken.as_str()) { &spoken } else { "en" };
    let language = args.language.as_deref().unwrap_or(usual);
    if known.contains(&language) {
        return Ok(language.to_owned());
    }
    Err(session
        .fail(Diagnostic::error("unknown-lang").arg("lang", language).arg("known", known), Exit::Usage))
}

/// Each output with its file. `-o` names a folder, one file by its ending, or standard output.
fn targets(
    args: &Args,
    formats: &[&Format],
    language: &str,
    session: &Session,
) -> Result<Vec<(CardOutput, PathBuf)>, Exit> {
    let out = args.out.as_deref().unwrap_or(Path::new(FOLDER));
    let asked = |usual: &[CardOutput]| {
        let mut asked = if args.output.is_empty() { usual.to_vec() } else { args.output.clone() };
        asked.dedup();
        asked
    };
    let ending = out.extension().and_then(|ending| CardOutput::of_ending(ending.to_str()?));
    if out == Path::new("-") || ending.is_some() && !out.is_dir() {
        let outputs = asked(&[ending.unwrap_or(CardOutput::Pdf)]);
        return match outputs.as_slice() {
            [output] if ending.is_none_or(|ending| ending == *output) => Ok(vec![(*output, out.to_owned())]),
            _ => {
                let problem = Diagnostic::error("cards-one-output").arg("path", out.display().to_string());
                let ending = ending.map(CardOutput::ending);
                Err(session.fail(problem.arg("ending", ending), Exit::Usage))
            }
        };
    }
    let name = if let [format] = formats { format.id() } else { SEVERAL };
    let outputs = asked(&[CardOutput::Pdf, CardOutput::Html]).into_iter();
    Ok(outputs.map(|output| (output, out.join(format!("{name}-{language}.{}", output.ending())))).collect())
}

fn printed(
    document: &Document,
    formats: &[&Format],
    language: &str,
    path: &Path,
    session: &Session,
) -> Result<PdfFile, Exit> {
    Pdf::new(None).render(document).map_err(|error| {
        let problem = match &error {
            PdfError::TooLong { text, .. } => too_long(text, formats, language),
            _ => None,
        };
        let unprintable = || kit::unprintable(&path.display().to_string(), &error);
        session.fail(problem.unwrap_or_else(unprintable), Exit::Problem)
    })
}

/// Whose card it is that has too many words, and where most of them are.
fn too_long(text: &str, formats: &[&Format], language: &str) -> Option<Diagnostic> {
    let cards = formats.iter().map(|format| (format.id(), MethodCard::new(format, language)));
    let (id, card) =
        cards.filter(|(_, card)| text.starts_with(&card.name())).max_by_key(|(_, card)| card.name().len())?;
    let length = |texts: &[String]| texts.iter().map(|text| text.chars().count()).sum::<usize>();
    let parts = card.parts().map(|(part, said)| (format!("card.{part}"), length(&said)));
    let summary = ("summary".to_owned(), length(&[card.summary()]));
    let (key, length) = parts.chain([summary]).max_by_key(|(_, length)| *length)?;
    Some(Diagnostic::error("card-too-long").arg("format", id).arg("key", key).arg("length", length))
}

fn failed(path: &Path, detail: &str, session: &Session) -> Exit {
    let problem = Diagnostic::error("output-failed").arg("document", path.display().to_string());
    session.fail(problem.arg("detail", detail), Exit::Problem)
}

impl CardOutput {
    fn ending(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Html => "html",
            Self::Markdown => "md",
        }
    }

    fn of_ending(ending: &str) -> Option<Self> {
        [Self::Pdf, Self::Html, Self::Markdown].into_iter().find(|output| output.ending() == ending)
    }
}
