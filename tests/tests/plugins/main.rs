//! A format of one's own, from nothing to a kit; and the plugin of a stranger, from a file to a kit.

mod author;
#[path = "../../hostile/component.rs"]
mod component;
mod facts;
mod precedence;
mod sharing;
mod suite;
mod watch;

use std::fs;
use std::path::PathBuf;

use atelier::plugin::tarball;
use atelier_tests::{Run, atelier_at, repository, scratch};
use tempfile::TempDir;

/// A home without plugins, and a folder to work in.
struct Desk(TempDir);

impl Desk {
    fn new() -> Self {
        let desk = Self(scratch());
        fs::create_dir(desk.folder()).expect("a writable folder");
        desk
    }

    fn home(&self) -> PathBuf {
        self.0.path().join("home")
    }

    fn folder(&self) -> PathBuf {
        self.0.path().join("work")
    }

    #[track_caller]
    fn run(&self, args: &[&str]) -> Run {
        let mut all = args.to_vec();
        if !args.contains(&"--lang") {
            all.extend(["--lang", "en"]);
        }
        atelier_at(&self.home(), &self.folder(), &all)
    }

    fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.folder().join(path);
        fs::create_dir_all(path.parent().expect("it is in a folder")).expect("a writable folder");
        fs::write(path, text).expect("a writable folder");
    }

    #[track_caller]
    fn edit(&self, file: &str, old: &str, new: &str) {
        let path = self.folder().join(file);
        let text = fs::read_to_string(&path).expect("it is there");
        assert!(text.contains(old), "{file} has no `{old}`");
        fs::write(path, text.replacen(old, new, 1)).expect("a writable folder");
    }

    /// A workshop of 13 people with one block of this format.
    fn workshop(&self, format: &str) {
        self.write(
            "workshop.toml",
            format!(
                "title = \"T\"\nlanguage = \"en\"\npeople = 13\nstart = 13:30\nend = 14:00\n\n[[block]]\nformat = \"{format}\"\nminutes = 30\n"
            ),
        );
    }

    /// The recipe that `plugin new` gives, built as `<name>.wasm`.
    fn recipe(&self, name: &str) -> PathBuf {
        self.run(&["plugin", "new", name]).ends(0);
        self.run(&["plugin", "build", name, "-o", &format!("{name}.wasm")]).ends(0);
        self.folder().join(format!("{name}.wasm"))
    }
}

/// A plugin of the component that is written by hand, called so.
fn by_hand(id: &str, places: &[(&str, &str)]) -> Vec<u8> {
    let read = |name: &str| fs::read_to_string(repository("tests/hostile").join(name)).expect("it is there");
    let manifest = read("format.toml").replace("id = \"hostile\"", &format!("id = \"{id}\""));
    let parts = ["groups", "inclusion", "invitation", "online", "participation", "space", "steps"];
    let card: String = parts.iter().map(|part| format!("{part} = \"None.\"\n")).collect();
    let words = format!("{}\n[card]\n{card}", read("words.toml"));
    let files = [("en.toml", &words), ("format.toml", &manifest), ("fr.toml", &words)];
    let files = files.iter().map(|(name, text)| (*name, text.as_bytes()));
    let mut plugin = component::component(places);
    atelier::plugin::append_pack(&mut plugin, &tarball::archive(files).expect("short names"));
    plugin
}

#[track_caller]
fn assert_says(run: &Run, parts: &[&str]) {
    for part in parts {
        assert!(run.err.contains(part), "`{part}` is not in:\n{}", run.err);
    }
}
