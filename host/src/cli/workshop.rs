//! From a path on the command line to a plan: what check, plan and kit share.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use serde_json::{Map, json};
use tempfile::TempDir;

use super::args::{Plugins, Seats};
use super::{Exit, Session, at_hand, phrase};
use crate::diagnostic::{Diagnostic, closest};
use crate::files::{self, FileError};
use crate::plan::{self, Choices, Earlier, Plan};
use crate::plugin::{Catalogue, LOCK};
use crate::theme::{self, Theme};
use crate::words::{self, Words};
use crate::workshop::{self, File, Folder, Workshop};

/// A workshop that was read, as far as it could be.
pub struct Loaded {
    workshop: Option<Workshop>,
    /// The look that the workshop asks for.
    pub theme: Theme,
    problems: Vec<Diagnostic>,
    catalogue: Catalogue,
    /// Where the plugins lie that were made of folders.
    _desks: Vec<TempDir>,
    /// Of messages.
    pub words: &'static Words,
}

impl Loaded {
    /// Reads a file; `-` is standard input.
    ///
    /// # Errors
    /// When there is no such file: that was told.
    pub fn read(path: &Path, plugins: &Plugins, session: &mut Session) -> Result<Self, Exit> {
        let bytes = match files::read(path) {
            Ok(bytes) => bytes,
            Err(error) => return Err(session.fail_reading(&error)),
        };
        let folder = files::parent(path);
        session.workshop = workshop::language(&bytes, &words::languages().collect::<Vec<_>>());
        let (catalogue, desks, mut problems) = session.catalogue_of(folder, plugins)?;
        let languages: Vec<&str> = words::languages().collect();
        let name = path.display().to_string();
        let file = File { name: &name, bytes: &bytes, folder };
        let (workshop, more) =
            workshop::read(file, &languages, &Beside(folder.to_owned()), &mut session.sources);
        problems.extend(more);
        if let Some(workshop) = &workshop {
            problems.extend(at_hand::wide(workshop, &catalogue, &folder.join(LOCK), session));
        }
        let mut theme = Theme::default();
        if let Some(workshop) = &workshop
            && let Some(named) = &workshop.theme
        {
            let within = Within(folder.join(&named.value));
            let (read, more) = theme::read(workshop, &templates(&catalogue), &within, &mut session.sources);
            theme = read;
            problems.extend(more);
        }
        Ok(Self { workshop, theme, problems, catalogue, _desks: desks, words: session.words() })
    }

    /// The workshop and its plan, and every problem. With an error among them there is no plan.
    pub fn plan(&self, choices: Choices) -> (Option<(&Workshop, Plan<'_>)>, Vec<Diagnostic>) {
        let mut problems = self.problems.clone();
        let Some(workshop) = &self.workshop else { return (None, problems) };
        if problems.iter().any(Diagnostic::is_error) {
            // What was misread cannot be put on the clock, but the formats can say more.
            add(&mut problems, plan::ask(workshop, &self.catalogue, self.words.language()));
            return (None, problems);
        }
        let (plan, more) = plan::assemble(workshop, &self.catalogue, self.words.language(), choices);
        add(&mut problems, more);
        (plan.map(|plan| (workshop, plan)), problems)
    }

    /// What the command line says about seats. Problems of the file that it names join those of the workshop.
    ///
    /// # Errors
    /// When there is no such file: that was told.
    pub fn choices(&mut self, seats: &Seats, session: &mut Session) -> Result<Choices, Exit> {
        let mut choices = Choices { effort: seats.effort, ..Choices::default() };
        let (Some(path), Some(workshop)) = (&seats.seating, &self.workshop) else { return Ok(choices) };
        let bytes = files::read(path).map_err(|error| session.fail_reading(&error))?;
        let name = path.display().to_string();
        let (file, problems) = workshop::read_seating(&name, &bytes, workshop, &mut session.sources);
        self.problems.extend(problems);
        choices.earlier = file.map(|file| Earlier { file, from: seats.from_round.clone() });
        Ok(choices)
    }

    /// Says that there is nothing to say.
    pub fn say_count(&self, problems: &[Diagnostic], session: &Session) {
        if problems.is_empty() {
            session.say(&phrase(self.words, "cli.messages.sound", &Map::new()));
        }
    }
}

/// Adds problems. One that was known without a place gets the place.
fn add(problems: &mut Vec<Diagnostic>, more: Vec<Diagnostic>) {
    let same = |one: &Diagnostic, other: &Diagnostic| one.code == other.code && one.args == other.args;
    problems.retain(|known| known.place.is_some() || !more.iter().any(|new| same(known, new)));
    problems.extend(more);
}

/// The files beside a workshop.
struct Beside(PathBuf);

impl Folder for Beside {
    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        files::read_plain(&self.0.join(path)).map_err(|e| e.error)
    }

    fn names(&self, path: &str) -> io::Result<Vec<String>> {
        files::names(&self.0.join(path)).map_err(|e| e.error)
    }
}

/// The files in a folder and nowhere else, wherever links in it lead.
struct Within(PathBuf);

impl Folder for Within {
    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        files::read_plain(&files::inside(&self.0, path)?).map_err(|e| e.error)
    }

    fn names(&self, path: &str) -> io::Result<Vec<String>> {
        files::names(&files::inside(&self.0, path)?).map_err(|e| e.error)
    }
}

/// The paths of the templates that a theme can replace.
fn templates(catalogue: &Catalogue) -> Vec<String> {
    let handouts = catalogue.iter().flat_map(|format| {
        format.pack.handouts.keys().map(|handout| format!("handouts/{}/{handout}.md", format.id()))
    });
    theme::DOCUMENTS.iter().map(|(path, _)| (*path).to_owned()).chain(handouts).collect()
}

impl Session {
    /// Tells that a file cannot be read.
    pub fn fail_reading(&self, error: &FileError) -> Exit {
        let path = error.path.display().to_string();
        if error.error.kind() == io::ErrorKind::NotFound {
            let names = files::names(files::parent(&error.path)).unwrap_or_default();
            let tomls: Vec<&str> = names
                .iter()
                .map(String::as_str)
                .filter(|n| Path::new(n).extension().is_some_and(|e| e == "toml"))
                .collect();
            let close = closest(&path, tomls.iter().copied()).map(str::to_owned);
            let problem = Diagnostic::error("not-found").arg("path", path).arg("close", json!(close));
            return self.fail(problem.arg("files", tomls), Exit::Problem);
        }
        let problem = Diagnostic::error("unreadable").arg("path", path);
        self.fail(problem.arg("reason", error.error.to_string()), Exit::System)
    }

    /// Writes files, and none of them unless each may be: another file of the same name is only replaced by force.
    ///
    /// # Errors
    /// When one of them may not be, or cannot be written: that was told.
    pub fn write_new(&self, new: &BTreeMap<PathBuf, Vec<u8>>, force: bool) -> Result<(), Exit> {
        let is_other = |path: &Path, content: &[u8]| files::read(path).is_ok_and(|there| there != content);
        if let Some((path, _)) = new.iter().find(|(path, content)| !force && is_other(path, content)) {
            let problem = Diagnostic::error("file-exists").arg("path", path.display().to_string());
            return Err(self.fail(problem, Exit::Refused));
        }
        for (path, content) in new {
            files::make_folder(files::parent(path)).map_err(|error| self.fail_writing(&error))?;
            files::write(path, content).map_err(|error| self.fail_writing(&error))?;
        }
        Ok(())
    }

    /// Tells that something cannot be written.
    pub fn fail_writing(&self, error: &FileError) -> Exit {
        let problem = Diagnostic::error("unwritable").arg("path", error.path.display().to_string());
        self.fail(problem.arg("reason", error.error.to_string()), Exit::System)
    }
}
