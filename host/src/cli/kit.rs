//! `atelier kit FILE...`

mod watch;

use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use super::args::{Kit as Args, Output};
use super::workshop::Loaded;
use super::{Exit, Session, phrase, seating};
use crate::diagnostic::Diagnostic;
use crate::files::{self, FileError};
use crate::kit::{self, Kit, Wanted};
use crate::plan::{Plan, Results};
use crate::plugin::{LOCK, Lock};
use crate::words::Words;
use crate::workshop::{OutputKind, Workshop};

/// What this command writes beside the documents, and no record lists.
const OWN: [&str; 2] = [kit::RECORD, kit::SEATING_BEFORE];

pub fn run(args: &Args, session: &mut Session) -> Exit {
    if args.watch { watch::run(args, session) } else { all(args, session) }
}

fn all(args: &Args, session: &mut Session) -> Exit {
    let folders: Vec<PathBuf> = args.files.iter().map(|file| folder(args, file)).collect();
    for (at, folder) in folders.iter().enumerate() {
        if let Some(other) = folders[..at].iter().position(|other| other == folder) {
            let shown = |at: usize| args.files[at].display().to_string();
            let problem = Diagnostic::error("same-folder").arg("folder", folder.display().to_string());
            return session.fail(problem.arg("first", shown(other)).arg("second", shown(at)), Exit::Usage);
        }
    }
    let mut worst = Exit::Done;
    for file in &args.files {
        let exit = one(args, file, session);
        // The first thing that went wrong decides; the other kits are made all the same.
        if worst == Exit::Done {
            worst = exit;
        }
    }
    worst
}

fn one(args: &Args, file: &Path, session: &mut Session) -> Exit {
    let mut loaded = match Loaded::read(file, &args.plugins, session) {
        Ok(loaded) => loaded,
        Err(exit) => return exit,
    };
    let words = loaded.words;
    let mut choices = match loaded.choices(&args.seats, session) {
        Ok(choices) => choices,
        Err(exit) => return exit,
    };
    if let Some(results) = &args.results {
        let is_table = |path: &str| Path::new(path).extension().is_some_and(|ending| ending == "csv");
        choices.results = match files::read_folder(results, &is_table) {
            Ok(Some(found)) => Results::new(found.files),
            Ok(None) => {
                let error = std::io::ErrorKind::NotFound.into();
                return session.fail_reading(&FileError { path: results.clone(), error });
            }
            Err(error) => return session.fail_reading(&error),
        };
    }
    let (planned, problems) = loaded.plan(choices);
    session.tell(&problems, words);
    let Some((workshop, plan)) = planned else { return Exit::Problem };
    let wanted = wanted(args, workshop);
    let known = kit::document_names(workshop, &plan);
    if let Some(unknown) = wanted.only.iter().find(|name| !known.contains(name)) {
        let problem = Diagnostic::error("unknown-document").arg("document", unknown.as_str());
        session.tell(&[problem.arg("known", known)], words);
        return Exit::Usage;
    }
    let mut kit = match kit::kit(workshop, &loaded.theme, &plan, &wanted, &problems, &mut session.sources) {
        Ok(kit) => kit,
        Err(problems) => {
            session.tell(&problems, words);
            return Exit::Problem;
        }
    };
    session.tell(&kit.warnings, words);
    let folder = folder(args, file);
    let earlier = files::read_plain(&folder.join(kit::RECORD)).unwrap_or_default();
    let recorded = kit::recorded(&earlier);
    let ours =
        |path: &str| OWN.contains(&path) || recorded.contains_key(path) || kit.files.contains_key(path);
    let (mut old, others) = match files::read_folder(&folder, &ours) {
        Ok(found) => found.map(|found| (found.files, found.others)).unwrap_or_default(),
        Err(error) => return session.fail_writing(&error),
    };
    if args.seats.seating.as_ref().is_some_and(|given| files::is_same(given, &folder.join(kit::SEATING))) {
        // It was read: nothing of it is lost.
        old.remove(kit::SEATING);
    }
    if !wanted.only.is_empty() {
        // A part of a kit joins what is there.
        kit::join(&mut kit.files, &old);
    }
    let conflicts = kit::guard(&mut kit.files, &old, args.force);
    if !conflicts.is_empty() {
        let paths: Vec<&str> = conflicts.iter().map(kit::Conflict::path).collect();
        let seating = paths.contains(&kit::SEATING);
        let problem = Diagnostic::error("changed-by-hand")
            .arg("folder", folder.display().to_string())
            .arg("paths", paths)
            .arg("file", file.display().to_string())
            .arg("seating", seating);
        session.tell(&[problem], words);
        return Exit::Refused;
    }
    seating::say(workshop, &plan, &args.seats, words, session);
    seating::keep_before(&mut kit.files, &old, &args.seats, (file, &folder), words, session);
    if args.dry_run {
        return list(&kit, &folder, session);
    }
    if let Err(FileError { path, error }) = files::replace_folder(&folder, &kit.files, &others) {
        return session.fail_writing(&FileError { path, error });
    }
    say_written(&kit, &folder, words, session);
    lock(&plan, file, session)
}

/// Writes down which strangers' plugins were used, when there are some and it is not written yet. What other workshops of
/// the folder use stays.
fn lock(plan: &Plan, file: &Path, session: &Session) -> Exit {
    let sessions = plan.sessions();
    // A file that has just been used and is gone will be missed next time.
    let Ok(Some(lock)) = Lock::of(sessions.iter().map(|(_, session)| session.format)) else {
        return Exit::Done;
    };
    let path = files::parent(file).join(LOCK);
    let old = files::read_plain(&path).ok().and_then(|old| String::from_utf8(old).ok());
    let text = match old.as_ref().and_then(|old| Lock::parse(old).ok()) {
        Some(older) => lock.with_others_of(older).text(),
        None => lock.text(),
    };
    if old.is_some_and(|old| old == text) {
        return Exit::Done;
    }
    match files::write(&path, text.as_bytes()) {
        Ok(()) => Exit::Done,
        Err(error) => session.fail_writing(&error),
    }
}

fn wanted(args: &Args, workshop: &Workshop) -> Wanted {
    let given = args.output.iter().map(|output| match output {
        Output::Pdf => OutputKind::Pdf,
        Output::Html => OutputKind::Html,
        Output::Markdown => OutputKind::Markdown,
        Output::Odt => OutputKind::Odt,
        Output::Docx => OutputKind::Docx,
    });
    let mut outputs: Vec<OutputKind> = given.collect();
    if outputs.is_empty() {
        outputs.clone_from(&workshop.outputs);
    }
    Wanted { outputs, only: args.only.clone() }
}

/// `-o`; else the usual one; with several files, a folder for each in `-o`.
fn folder(args: &Args, file: &Path) -> PathBuf {
    match &args.out {
        Some(out) if args.files.len() > 1 => out.join(name_of(file)),
        Some(out) => out.clone(),
        None => usual_folder(file),
    }
}

/// `kit/` beside `workshop.toml`, `<name>-kit/` beside another file.
pub fn usual_folder(file: &Path) -> PathBuf {
    let name = name_of(file);
    let is_usual = file == Path::new("-") || name == "workshop";
    files::parent(file).join(if is_usual { "kit".to_owned() } else { format!("{name}-kit") })
}

/// A file's name without its ending.
fn name_of(file: &Path) -> String {
    file.file_stem().map_or_else(|| "workshop".into(), |stem| stem.to_string_lossy().into_owned())
}

/// `--dry-run`: what would be written.
fn list(kit: &Kit, folder: &Path, session: &Session) -> Exit {
    let line = |(path, content): (&String, &Vec<u8>)| {
        format!("{:>9}  {}\n", content.len(), folder.join(path).display())
    };
    session.print(&kit.files.iter().map(line).collect::<String>())
}

/// Every document with its pages and copies, the sheets in all, and where to look first.
fn say_written(kit: &Kit, folder: &Path, words: &Words, session: &Session) {
    for printed in &kit.documents {
        let args = Map::from_iter([
            ("path".to_owned(), json!(printed.sheet.path)),
            ("pages".to_owned(), json!(printed.pages)),
            ("copies".to_owned(), json!(printed.sheet.copies)),
            ("shared".to_owned(), json!(printed.sheet.shared)),
        ]);
        session.say(&phrase(words, "cli.messages.document", &args));
    }
    let counted = kit.documents.iter().any(|printed| printed.pages.is_some());
    let first =
        ["index.html", "print-all.pdf", "agenda.md"].into_iter().find(|name| kit.files.contains_key(*name));
    let args: Map<String, Value> = Map::from_iter([
        ("folder".to_owned(), json!(folder.display().to_string())),
        ("files".to_owned(), json!(kit.files.len())),
        ("sheets".to_owned(), json!(counted.then_some(kit.totals.sheets))),
        ("duplex".to_owned(), json!(kit.totals.duplex)),
        ("first".to_owned(), json!(first.map(|name| folder.join(name).display().to_string()))),
    ]);
    session.say(&phrase(words, "cli.messages.written", &args));
    if let Some(footprint) = kit::footprint(&kit.documents, words) {
        session.say(&footprint);
    }
}
