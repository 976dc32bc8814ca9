//! The formats at hand: the official ones, those that are installed, and those beside a workshop.

use std::collections::BTreeSet;
use std::io;
use std::path::Path;

use serde_json::{Map, json};
use tempfile::TempDir;

use super::args::Plugins;
use super::home::Home;
use super::{Exit, Session, phrase, plugin};
use crate::diagnostic::{Diagnostic, Severity};
use crate::files::{self, FileError};
use crate::plugin::{Catalogue, Format, Grant, Grantor, LARGEST_LOCK, LOCK, Lock, LockEntry, Profile};
use crate::workshop::{Block, BlockKind, Spanned, Workshop};

impl Session {
    /// The official formats and those this user has installed.
    ///
    /// # Errors
    /// When this program is damaged: that was told.
    pub fn catalogue(&self) -> Result<Catalogue, Exit> {
        let mut catalogue = self.official()?;
        add_installed(&mut catalogue);
        Ok(catalogue)
    }

    fn official(&self) -> Result<Catalogue, Exit> {
        Catalogue::official().map_err(|(id, error)| {
            self.fail(error.add_to(Diagnostic::error("plugin-pack").arg("path", id)), Exit::Problem)
        })
    }

    /// The formats at hand for a workshop in this folder, and what is wrong with those that are not installed. Of plugins
    /// with one id, the one named on the command line is used, else the one beside the workshop, else the installed one;
    /// two in one of these places are an error, and so is the id of an official format. Plugins that the workshop was made
    /// with must be what they were, but for those named on the command line, which are what is wanted now. A folder that
    /// is named there is made into a plugin, which lies on a desk.
    ///
    /// # Errors
    /// As [`Session::catalogue`]; and when something in a folder will not do.
    pub fn catalogue_of(
        &mut self,
        folder: &Path,
        plugins: &Plugins,
    ) -> Result<(Catalogue, Vec<TempDir>, Vec<Diagnostic>), Exit> {
        let mut catalogue = self.official()?;
        let workbench = Home::find().workbench();
        let mut problems = Vec::new();
        let locked = read_lock(folder).unwrap_or_else(|problem| {
            problems.push(problem);
            Vec::new()
        });
        let asked = plugins.limits.map(Profile::from);
        let grant = |id: &str| {
            let locked = locked.iter().find(|entry| entry.id == id);
            let locked = locked.map(|entry| Grant { profile: entry.limits, by: Grantor::Lock });
            asked.map(Grant::from).or(locked).unwrap_or_default()
        };
        let mut desks = Vec::new();
        for path in &plugins.plugin {
            if path.is_dir() {
                let (made, file, desk) = plugin::built(path, self)?;
                desks.push(desk);
                let folder = path.strip_prefix(".").unwrap_or(path);
                catalogue.add_made(&file, folder, |_| asked.unwrap_or(made.profile).into(), &workbench);
            } else {
                catalogue.add_file(path, grant, &workbench);
            }
        }
        let foreign = catalogue.iter().filter(|format| format.foreign().is_some());
        let named: BTreeSet<String> = foreign.map(|format| format.id().to_owned()).collect();
        for id in &named {
            catalogue.tried(id);
        }
        let beside = catalogue.troubles().len();
        catalogue.settle();
        catalogue.add_folder(&folder.join("plugins"), grant, &workbench);
        let mut in_nobodys_way = 0;
        for (number, (path, trouble)) in catalogue.troubles().iter().enumerate() {
            let mut problem = trouble.told(path);
            // A block that uses it makes an error of it; beside a workshop that does not, it is in nobody's way.
            if number >= beside && !trouble.is_about_who_is_meant() {
                problem.severity = Severity::Warning;
                in_nobodys_way += 1;
                if in_nobodys_way > MOST_BESIDE {
                    continue;
                }
            }
            problems.push(problem);
        }
        if in_nobodys_way > MOST_BESIDE {
            problems.push(Diagnostic::warning("more-no-plugins").arg("count", in_nobodys_way - MOST_BESIDE));
        }
        catalogue.settle();
        add_installed(&mut catalogue);
        catalogue.lock(locked, |id| !plugins.update_lock && !named.contains(id));
        Ok((catalogue, desks, problems))
    }
}

/// So many files beside a workshop that are no plugins are told, and the others counted.
const MOST_BESIDE: usize = 10;

/// The plugins that the workshop in this folder was made with.
fn read_lock(folder: &Path) -> Result<Vec<LockEntry>, Diagnostic> {
    let path = folder.join(LOCK);
    let told = |version: Option<u32>, most: Option<usize>| {
        let problem = Diagnostic::error("bad-lock").arg("path", path.display().to_string());
        problem.arg("version", json!(version)).arg("most", json!(most))
    };
    match files::read_small(&path, LARGEST_LOCK) {
        Ok(bytes) => {
            let lock =
                Lock::parse(&String::from_utf8_lossy(&bytes)).map_err(|version| told(version, None))?;
            Ok(lock.plugins)
        }
        Err(FileError { error, .. }) => match error.kind() {
            io::ErrorKind::NotFound => Ok(Vec::new()),
            io::ErrorKind::FileTooLarge => Err(told(None, Some(LARGEST_LOCK))),
            _ => Err(told(None, None)),
        },
    }
}

/// Adds what this user has installed.
fn add_installed(catalogue: &mut Catalogue) {
    let home = Home::find();
    let Some(folder) = home.plugins() else { return };
    // With a register that cannot be read, all have the usual limits; `plugin list` tells.
    let register = home.register().unwrap_or_default();
    let grant = |id: &str| {
        let known = register.get(id).map(|known| Grant { profile: known.limits, by: Grantor::Register });
        known.unwrap_or_default()
    };
    catalogue.add_folder(folder, grant, &home.workbench());
}

/// The plugins that a workshop asks for and that may go further than usual: those that were installed so are said, and
/// those that `atelier.lock` lets go so are a warning, since it may have come with the folder.
pub fn wide(workshop: &Workshop, catalogue: &Catalogue, lock: &Path, session: &Session) -> Vec<Diagnostic> {
    let mut asked = Vec::new();
    for day in &workshop.days {
        formats(&day.blocks, &mut asked);
    }
    let mut seen = BTreeSet::new();
    let mut problems = Vec::new();
    for id in asked.into_iter().filter(|id| seen.insert(id.value.as_str())) {
        let Some(foreign) = catalogue.get(&id.value).and_then(Format::foreign) else { continue };
        let Grant { profile, by } = foreign.grant;
        if profile == Profile::Usual {
            continue;
        }
        let limits = profile.limits();
        let (memory, instructions) = (json!(limits.memory), json!(limits.fuel));
        match by {
            Grantor::Asked => {}
            Grantor::Register => {
                let args = Map::from_iter([
                    ("plugin".to_owned(), json!(id.value)),
                    ("memory".to_owned(), memory),
                    ("instructions".to_owned(), instructions),
                ]);
                session.say(&phrase(session.words(), "cli.messages.plugin_wide", &args));
            }
            Grantor::Lock => {
                let problem = Diagnostic::warning("wide-limits").arg("plugin", id.value.as_str());
                let problem = problem.arg("path", lock.display().to_string()).arg("memory", memory);
                let problem = problem.arg("instructions", instructions);
                problems.push(problem.at(workshop.source, id.span.clone()));
            }
        }
    }
    problems
}

/// The formats of blocks, those of tracks included.
fn formats<'w>(blocks: &'w [Block], asked: &mut Vec<&'w Spanned<String>>) {
    for block in blocks {
        match &block.kind {
            BlockKind::Format { format, .. } => asked.push(format),
            BlockKind::Tracks(tracks) => tracks.iter().for_each(|track| formats(&track.blocks, asked)),
            BlockKind::Pause(_) | BlockKind::Talk(_) => {}
        }
    }
}
