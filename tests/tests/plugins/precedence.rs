//! Which of several plugins of one name a workshop uses, and which it was made with.

use std::fs;

use super::{Desk, assert_says};

impl Desk {
    /// A recipe called `id` whose cards say `says`, as a file.
    fn saying(&self, id: &str, says: &str) -> Vec<u8> {
        if !self.folder().join(id).exists() {
            self.run(&["plugin", "new", id]).ends(0);
        }
        let words = self.folder().join(id).join("en.toml");
        let text = fs::read_to_string(&words).expect("it is there");
        let kept = text.lines().find(|line| line.starts_with("keep")).expect("the label of a card");
        fs::write(&words, text.replace(kept, &format!("keep  = \"{says}\""))).expect("a writable folder");
        self.run(&["plugin", "build", id, "-o", "built.wasm"]).ends(0);
        fs::read(self.folder().join("built.wasm")).expect("it was built")
    }

    /// What the cards of the kit say that is made so.
    #[track_caller]
    fn cards(&self, id: &str, args: &[&str]) -> String {
        self.run(&[&["kit", "--output", "markdown"], args].concat()).ends(0);
        let path = format!("kit/handouts/01-{id}/card.md");
        fs::read_to_string(self.folder().join(path)).expect("it was made")
    }
}

#[test]
fn what_is_named_goes_before_what_is_beside_and_that_before_what_is_installed() {
    let desk = Desk::new();
    desk.write("far.wasm", desk.saying("mine", "Installed"));
    desk.run(&["plugin", "add", "far.wasm"]).ends(0);
    desk.workshop("mine");
    assert!(desk.cards("mine", &[]).contains("Installed"));
    desk.write("plugins/mine.wasm", desk.saying("mine", "Beside"));
    assert!(desk.cards("mine", &["--update-lock"]).contains("Beside"));
    desk.write("named.wasm", desk.saying("mine", "Named"));
    assert!(desk.cards("mine", &["--plugin", "named.wasm"]).contains("Named"));
    desk.saying("mine", "Folder");
    assert!(desk.cards("mine", &["--plugin", "mine"]).contains("Folder"));
    // The file beside the workshop can be named too.
    assert!(desk.cards("mine", &["--plugin", "plugins/mine.wasm"]).contains("Beside"));
}

#[test]
fn two_of_one_rank_are_an_error_that_names_both_as_they_were_typed() {
    let desk = Desk::new();
    let plugin = desk.saying("mine", "One");
    desk.write("plugins/mine.wasm", &plugin);
    desk.write("file.wasm", &plugin);
    desk.workshop("mine");
    desk.run(&["kit", "--output", "markdown"]).ends(0);
    desk.saying("mine", "Other");
    let run = desk.run(&["kit", "--plugin", "file.wasm", "--plugin", "mine"]).ends(1);
    assert_says(&run, &["error[plugin-twice]: two plugins are called “mine”: file.wasm and mine\n"]);
    assert_eq!(run.err.matches("error[").count(), 1, "{}", run.err);

    // Nobody knows which of them was meant: neither is held to the lock.
    desk.write("plugins/another.wasm", fs::read(desk.folder().join("built.wasm")).expect("it was built"));
    let run = desk.run(&["check"]).ends(1);
    assert_says(&run, &["error[plugin-twice]"]);
    assert_eq!(run.err.matches("error[").count(), 1, "{}", run.err);
    // One that is named settles it.
    assert!(desk.cards("mine", &["--plugin", "mine"]).contains("Other"));
}

#[test]
fn no_plugin_takes_the_id_of_an_official_format() {
    let desk = Desk::new();
    desk.run(&["plugin", "new", "theirs"]).ends(0);
    desk.edit("theirs/format.toml", "id = \"theirs\"", "id = \"brainstorm\"");
    desk.workshop("brainstorm");
    let run = desk.run(&["check", "--plugin", "theirs"]).ends(1);
    assert_says(&run, &["error[plugin-id-taken]: “theirs” is called “brainstorm”"]);
}

#[test]
fn workshops_of_one_folder_share_a_lock_and_none_loses_its_plugins() {
    let desk = Desk::new();
    desk.write("plugins/one.wasm", desk.saying("one", "One"));
    desk.write("plugins/two.wasm", desk.saying("two", "Two"));
    for id in ["one", "two"] {
        desk.workshop(id);
        fs::rename(desk.folder().join("workshop.toml"), desk.folder().join(format!("{id}.toml")))
            .expect("a writable folder");
        desk.run(&["kit", &format!("{id}.toml"), "--output", "markdown"]).ends(0);
    }
    let lock = fs::read_to_string(desk.folder().join("atelier.lock")).expect("it was written");
    assert_eq!(lock.matches("[[plugin]]").count(), 2, "{lock}");
    desk.write("plugins/one.wasm", desk.saying("one", "Changed"));
    let run = desk.run(&["kit", "one.toml", "--output", "markdown"]).ends(1);
    assert_says(&run, &["error[plugin-changed]"]);
    desk.run(&["kit", "two.toml", "--output", "markdown"]).ends(0);
    desk.run(&["kit", "one.toml", "--output", "markdown", "--update-lock"]).ends(0);
    let updated = fs::read_to_string(desk.folder().join("atelier.lock")).expect("it was written");
    let two = |lock: &str| lock.split("[[plugin]]").nth(2).map(str::to_owned);
    assert_eq!(two(&updated), two(&lock));
    assert_ne!(updated, lock);
}

#[test]
fn a_plugin_that_is_gone_or_damaged_can_be_had_again() {
    let desk = Desk::new();
    desk.recipe("mine");
    desk.run(&["plugin", "add", "mine.wasm"]).ends(0);
    desk.workshop("mine");
    desk.run(&["kit", "--output", "markdown"]).ends(0);
    let source = fs::canonicalize(desk.folder().join("mine.wasm")).expect("it is there");
    let again = format!("atelier plugin add {}", source.display());
    let installed = desk.home().join("plugins/mine.wasm");
    let whole = fs::read(&installed).expect("it is installed");
    for damaged in [&whole[..whole.len() - 100], b"nothing"] {
        fs::write(&installed, damaged).expect("a writable folder");
        let run = desk.run(&["plugin", "list", "--check"]).ends(1);
        assert_says(&run, &["error[plugin-altered]", &format!("`{again} --force`")]);
    }
    let run = desk.run(&["plugin", "remove", "mine"]).ends(0);
    assert_says(&run, &[&again]);
    let run = desk.run(&["check"]).ends(1);
    let told =
        "error[unknown-format]: the plugin “mine”, which this workshop was prepared with, is no longer there";
    assert_says(&run, &[told, "plugin add", "atelier.lock names its version 0.1.0"]);
}

#[test]
fn what_is_no_fingerprint_is_told_before_anything_is_fetched() {
    let desk = Desk::new();
    let run = desk.run(&["plugin", "add", "https://127.0.0.1:1/mine.wasm", "--sha256", "abc"]).ends(2);
    assert_says(
        &run,
        &["error[bad-hash]: “abc” is not a fingerprint: a fingerprint has 64 hexadecimal digits"],
    );
}
