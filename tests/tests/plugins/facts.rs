//! What `plugin build` says of a folder whose files are well formed and say what is not so; and of several files at once.

use super::{Desk, assert_says};

/// None of it stops anybody: each is told at its place, with what to write.
#[test]
fn names_and_versions_that_are_none_are_told() {
    let desk = Desk::new();
    desk.run(&["plugin", "new", "mine"]).ends(0);
    assert_eq!(desk.run(&["plugin", "build", "mine"]).ends(0).err.matches("warning").count(), 0);
    desk.edit("mine/format.toml", "id = \"mine\"", "id = \"world-cafe\"");
    desk.edit(
        "mine/format.toml",
        "version = \"0.1.0\"",
        "version = \"1.0\"\ninstead = [\"check-in\", \"fishbol\"]",
    );
    let run = desk.run(&["plugin", "build", "mine"]).ends(0);
    let says = [
        "warning[manifest-official]: an official format is already called “world-cafe”",
        "mine/format.toml:4:6",
        "warning[manifest-version]: “1.0” is not a version number",
        "mine/format.toml:5:11",
        "warning[manifest-instead]: no official format is called “fishbol”",
        "mine/format.toml:6:24",
        "write `\"fishbowl\"`",
    ];
    assert_says(&run, &says);
    assert_eq!(run.err.matches("warning[").count(), 3, "{}", run.err);
    let run = desk.run(&["plugin", "test", "mine/world-cafe.wasm", "--lang", "fr"]).ends(0);
    assert_says(
        &run,
        &["attention[manifest-official]", "attention[manifest-version]", "attention[manifest-instead]"],
    );
}

/// Whoever made a mistake in each file reads of all of them.
#[test]
fn mistakes_of_several_files_are_told_at_once() {
    let desk = Desk::new();
    desk.run(&["plugin", "new", "mine"]).ends(0);
    desk.edit("mine/format.toml", "energy = \"medium\"", "energy = \"medum\"");
    desk.edit("mine/fr.toml", "name = \"", "name = ");
    desk.edit("mine/en.toml", "title = \"Harvest\"", "title = \"{{ Harvest\"");
    desk.edit("mine/handouts/card.md", "{{ t.labels.keep }}", "{{ t.labels.keep }");
    let run = desk.run(&["plugin", "build", "mine"]).ends(1);
    let places = ["mine/format.toml:", "mine/fr.toml:", "mine/en.toml:", "mine/handouts/card.md:"];
    assert_says(&run, &places);
    assert_says(&run, &["[manifest-word]", "[bad-words]", "[template-syntax]"]);
}
