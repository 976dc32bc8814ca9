//! `atelier formats`: what there is to choose from.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use super::args::{Formats as Args, FormatsCommand, FormatsList, FormatsShow};
use super::{Exit, Session, phrase};
use crate::diagnostic::{Diagnostic, closest};
use crate::plugin::{Format, Manifest};
use crate::words::{Words, typography};

pub fn run(args: &Args, session: &Session) -> Exit {
    match &args.command {
        Some(FormatsCommand::Show(show)) => self::show(show, session),
        Some(FormatsCommand::List(list)) => self::list(list, session),
        None => list(&args.list, session),
    }
}

fn list(args: &FormatsList, session: &Session) -> Exit {
    let catalogue = match session.catalogue() {
        Ok(catalogue) => catalogue,
        Err(exit) => return exit,
    };
    let words = session.words();
    let fits = |format: &&Format| unfit(&format.pack.manifest, args).is_none();
    let formats: Vec<&Format> = catalogue.iter().filter(fits).collect();
    if args.json {
        let formats: Vec<Value> = formats.iter().map(|format| as_json(format, words.language())).collect();
        return session.print_json(&json!({ "version": 1, "formats": formats }));
    }
    let mut text = String::new();
    let longest = formats.iter().map(|format| format.id().len()).max().unwrap_or(0);
    for format in &formats {
        let manifest = &format.pack.manifest;
        let args = Map::from_iter([
            ("people".to_owned(), json!([manifest.people.min, manifest.people.max])),
            ("minutes".to_owned(), json!([manifest.minutes.min, manifest.minutes.max])),
            ("moment".to_owned(), json!(phrase(words, &format!("moments.{}", manifest.moment), &Map::new()))),
        ]);
        let own = own_words(format, words.language());
        let facts = phrase(words, "cli.messages.format_facts", &args);
        let summary = typography::typeset(words.language(), &word(own.as_ref(), "summary"));
        let _ = writeln!(text, "{:longest$}  {facts}\n{:longest$}  {summary}", format.id(), "");
    }
    for format in catalogue.iter() {
        if let Some(why) = unfit(&format.pack.manifest, args) {
            let reason = phrase(words, &format!("cli.messages.unfit_{}", why.0), &why.1);
            let args = Map::from_iter([("id".into(), json!(format.id())), ("reason".into(), json!(reason))]);
            session.say(&phrase(words, "cli.messages.unfit", &args));
        }
    }
    session.print(&text)
}

/// Why a format is not for this group, time or moment.
fn unfit(manifest: &Manifest, args: &FormatsList) -> Option<(&'static str, Map<String, Value>)> {
    let bounds =
        |min: u32, max: u32| Map::from_iter([("min".into(), json!(min)), ("max".into(), json!(max))]);
    if args.people.is_some_and(|people| people < manifest.people.min) {
        return Some(("people", bounds(manifest.people.min, manifest.people.max)));
    }
    if args.minutes.is_some_and(|minutes| minutes < manifest.minutes.min) {
        return Some(("minutes", bounds(manifest.minutes.min, manifest.minutes.max)));
    }
    if args.moment.as_ref().is_some_and(|moment| *moment != manifest.moment) {
        return Some(("moment", Map::from_iter([("moment".into(), json!(manifest.moment))])));
    }
    None
}

fn show(args: &FormatsShow, session: &Session) -> Exit {
    let catalogue = match session.catalogue() {
        Ok(catalogue) => catalogue,
        Err(exit) => return exit,
    };
    let words = session.words();
    let Some(format) = catalogue.get(&args.id) else {
        let known: Vec<&str> = catalogue.iter().map(Format::id).collect();
        let close = closest(&args.id, known.iter().copied());
        let problem = Diagnostic::error("unknown-format").arg("format", args.id.as_str());
        return session.fail(problem.arg("count", known.len()).arg("close", json!(close)), Exit::Usage);
    };
    if args.json {
        let mut value = as_json(format, words.language());
        value["version"] = json!(1);
        return session.print_json(&value);
    }
    session.print(&card(format, words))
}

/// The method card as text.
fn card(format: &Format, words: &Words) -> String {
    let own = own_words(format, words.language());
    let own = own.as_ref();
    let manifest = &format.pack.manifest;
    let typeset = |text: &str| typography::typeset(words.language(), text);
    let mut text = format!("{}\n{}\n\n", typeset(&word(own, "name")), typeset(&word(own, "summary")));
    let args = Map::from_iter([
        ("people".to_owned(), json!([manifest.people.min, manifest.people.max, manifest.people.ideal])),
        ("minutes".to_owned(), json!([manifest.minutes.min, manifest.minutes.max, manifest.minutes.ideal])),
        ("preparation".to_owned(), json!(manifest.preparation)),
        ("moment".to_owned(), json!(phrase(words, &format!("moments.{}", manifest.moment), &Map::new()))),
        ("energy".to_owned(), json!(phrase(words, &format!("energies.{}", manifest.energy), &Map::new()))),
        (
            "difficulty".to_owned(),
            json!(phrase(words, &format!("difficulties.{}", manifest.difficulty), &Map::new())),
        ),
    ]);
    let _ = writeln!(text, "{}", phrase(words, "cli.messages.card_facts", &args));
    for part in ["invitation", "space", "participation", "groups", "steps", "inclusion", "online"] {
        let said = own
            .filter(|own| own.has(&format!("card.{part}")))
            .map(|own| paragraphs(own, &format!("card.{part}")));
        for (i, paragraph) in said.unwrap_or_default().iter().enumerate() {
            if i == 0 {
                let _ = writeln!(text, "\n{}", phrase(words, &format!("cards.{part}"), &Map::new()));
            }
            let _ = writeln!(text, "  {}", typeset(paragraph));
        }
    }
    if !manifest.settings.is_empty() {
        let _ = writeln!(text, "\n{}", phrase(words, "cards.settings", &Map::new()));
        for key in manifest.settings.keys() {
            let _ = writeln!(text, "  {key}: {}", typeset(&word(own, &format!("settings.{key}"))));
        }
    }
    let _ = writeln!(text, "\n{}", phrase(words, "cards.sources", &Map::new()));
    for source in &manifest.sources {
        let details = [source.licence.as_deref(), source.url.as_deref()];
        let details: Vec<&str> = details.into_iter().flatten().collect();
        let _ = writeln!(
            text,
            "  {}{}{}",
            source.title,
            if details.is_empty() { "" } else { ", " },
            details.join(", ")
        );
    }
    text
}

fn own_words(format: &Format, language: &str) -> Option<Words> {
    let texts = &format.pack.words;
    let text = texts.get(language).or_else(|| texts.get("en")).or_else(|| texts.values().next())?;
    Words::parse(language, text).ok()
}

fn word(words: Option<&Words>, key: &str) -> String {
    let word = words.and_then(|words| words.render(key, minijinja::Value::default()).ok());
    word.unwrap_or_else(|| key.to_owned())
}

fn paragraphs(words: &Words, key: &str) -> Vec<String> {
    words.render_list(key, &minijinja::Value::default()).unwrap_or_default()
}

fn as_json(format: &Format, language: &str) -> Value {
    let manifest = &format.pack.manifest;
    let own = own_words(format, language);
    let group =
        |group: crate::plugin::Group| json!({ "min": group.min, "ideal": group.ideal, "max": group.max });
    json!({
        "id": manifest.id,
        "version": manifest.version,
        "name": word(own.as_ref(), "name"),
        "summary": word(own.as_ref(), "summary"),
        "people": group(manifest.people),
        "minutes": group(manifest.minutes),
        "moment": manifest.moment,
        "energy": manifest.energy,
        "difficulty": manifest.difficulty,
        "preparation": manifest.preparation,
        "settings": manifest.settings.keys().collect::<Vec<_>>(),
        "languages": format.pack.words.keys().collect::<Vec<_>>(),
        "licence": manifest.licence,
    })
}
