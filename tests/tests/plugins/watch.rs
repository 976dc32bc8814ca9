//! A kit that is made again whenever the plugin that it is made with changes.

use std::fs;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::Desk;
use super::component::component;

/// A program that has no end of its own.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Longer than any computer takes to make a small kit.
const PATIENCE: Duration = Duration::from_mins(2);

/// Waits until a file of the kit says this.
#[track_caller]
fn says(desk: &Desk, path: &str, text: &str) {
    let path = desk.folder().join("kit").join(path);
    let start = Instant::now();
    let read = || fs::read_to_string(&path).unwrap_or_default();
    while !read().contains(text) {
        assert!(start.elapsed() < PATIENCE, "`{text}` is not in:\n{}", read());
        thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn a_kit_follows_the_words_and_the_code_of_a_folder() {
    let desk = Desk::new();
    desk.run(&["plugin", "new", "mine"]).ends(0);
    for file in ["mine/fr.toml", "mine/en.toml"] {
        desk.edit(file, "[steps.welcome]", "[steps.step]\ntitle = \"Of the code\"\n\n[steps.welcome]");
    }
    desk.workshop("mine");
    let program = Command::new(atelier_tests::program())
        .args(["kit", "--watch", "--plugin", "mine", "--output", "markdown"])
        .current_dir(desk.folder())
        .env("ATELIER_HOME", desk.home())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    let running = Running(program.expect("the program starts"));
    says(&desk, "handouts/01-mine/card.md", "What I keep");
    desk.edit("mine/en.toml", "What I keep", "What I take");
    says(&desk, "handouts/01-mine/card.md", "What I take");
    // Code appears beside the words, and is performed instead of the recipe.
    desk.write("mine/component.wasm", component(&[]));
    says(&desk, "run-sheet.md", "Of the code");
    fs::remove_file(desk.folder().join("mine/component.wasm")).expect("a writable folder");
    says(&desk, "handouts/01-mine/card.md", "What I take");
    drop(running);
}
