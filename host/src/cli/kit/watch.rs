//! `atelier kit --watch`: makes the kit again whenever what it is made of changes.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, SystemTime};

use serde_json::Map;

use super::{Args, Exit, Session, all, phrase};
use crate::cli::plugin;
use crate::diagnostic::Sources;
use crate::files;

/// How often the files are looked at.
const TICK: Duration = Duration::from_millis(300);

/// Never ends by itself.
pub fn run(args: &Args, session: &mut Session) -> Exit {
    loop {
        let before = state(args);
        all(args, session);
        session.sources = Sources::default();
        session.say(&phrase(session.words(), "cli.messages.watching", &Map::new()));
        while state(args) == before {
            thread::sleep(TICK);
        }
    }
}

/// When each file that a kit is made of was changed: workshops, what stands beside them, plugins.
fn state(args: &Args) -> Vec<(PathBuf, Option<SystemTime>)> {
    let mut paths: Vec<PathBuf> = args.plugins.plugin.iter().flat_map(|path| made_of(path)).collect();
    paths.extend(args.seats.seating.clone());
    for file in &args.files {
        paths.push(file.clone());
        let folder = files::parent(file);
        let beside = |name: &str| folder.join(name).extension().is_some_and(|e| e == "csv" || e == "toml");
        let names = files::names(folder).unwrap_or_default();
        paths.extend(names.iter().filter(|name| beside(name)).map(|name| folder.join(name)));
        for inside in ["plugins", "theme"] {
            let inside = folder.join(inside);
            let names = files::names(&inside).unwrap_or_default();
            paths.extend(names.iter().map(|name| inside.join(name)));
        }
    }
    let changed = |path: &Path| fs::metadata(path).and_then(|meta| meta.modified()).ok();
    paths.into_iter().map(|path| (path.clone(), changed(&path))).collect()
}

/// The files of a plugin: one, or those of the folder that it is made of.
fn made_of(path: &Path) -> Vec<PathBuf> {
    if path.is_dir() { plugin::sources(path) } else { vec![path.to_owned()] }
}
