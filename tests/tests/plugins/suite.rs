//! What `plugin test` finds: a bad plugin for each verdict on how a format behaves, and for what is printed for one group
//! alone.

use super::{Desk, assert_says, by_hand};

/// What `plan` answers for these plugins: a refusal, with a problem that keeps to the contract.
const REFUSES: &str =
    "(i32.store (i32.const 8192) (i32.const 8300)) (i32.store (i32.const 8196) (i32.const 5))
    (i32.store (i32.const 8200) (i32.const 8305)) (i32.store (i32.const 8204) (i32.const 6))
    (i32.store (i32.const 8208) (i32.const 8311)) (i32.store (i32.const 8212) (i32.const 4))
    (i32.store8 (i32.const 2048) (i32.const 1))
    (i32.store (i32.const 2052) (i32.const 8192)) (i32.store (i32.const 2056) (i32.const 1))
    (return (i32.const 2048))";

/// Its severity, what it is about, and its text.
const PROBLEM: &str = "(data (i32.const 8300) \"errorpeoplefull\")";

/// Tries a plugin that is wrong.
#[track_caller]
fn wrong(desk: &Desk, path: &str, says: &[&str]) {
    let run = desk.run(&["plugin", "test", path]).ends(1);
    assert_says(&run, says);
    assert_eq!(run.err.matches("error[").count(), 1, "{}", run.err);
    assert!(run.err.ends_with("1 fault.\n"), "{}", run.err);
}

#[test]
fn a_promise_that_is_not_kept_is_found() {
    let desk = Desk::new();
    desk.write("mine.wasm", by_hand("mine", &[("plan", REFUSES), ("data", PROBLEM)]));
    let says = "error[test-promise]: with 1 person, 10";
    wrong(
        &desk,
        "mine.wasm",
        &[says, "are promised, then refused", "help: `lengths` and `plan` must say the same"],
    );
}

#[test]
fn a_group_that_is_too_small_and_not_refused_is_found() {
    let desk = Desk::new();
    let plugin = by_hand("mine", &[]);
    let (old, new) = (b"people  = { min = 1,", b"people  = { min = 4,");
    let at = plugin.windows(old.len()).position(|bytes| bytes == old).expect("the manifest");
    desk.write("mine.wasm", [&plugin[..at], new, &plugin[at + new.len()..]].concat());
    let says = "error[test-not-refused]: with 1 person the format does not refuse, though its format.toml asks for 4";
    wrong(&desk, "mine.wasm", &[says]);
}

#[test]
fn a_group_that_is_promised_and_refused_is_found() {
    let desk = Desk::new();
    desk.run(&["plugin", "new", "mine"]).ends(0);
    let problem = "[[recipe.problems]]\ntext = \"odd\"\nseverity = \"error\"\nabout = \"people\"\nwhen = \"people == 37\"\n";
    desk.edit("mine/format.toml", "[[recipe.sheets]]", &format!("{problem}\n[[recipe.sheets]]"));
    for language in ["fr", "en"] {
        let words = "[problems.odd]\nmessage = \"odd\"\nhelp = \"odd\"\n\n[labels]";
        desk.edit(&format!("mine/{language}.toml"), "[labels]", words);
    }
    let says = "error[test-refused]: with 37\u{a0}people the format refuses, though its format.toml promises";
    wrong(&desk, "mine", &[says]);
}

/// A template that fails for one group is found, and told with the group; one that fails for many, once.
#[test]
fn a_handout_that_fails_for_one_group_is_found() {
    let desk = Desk::new();
    desk.run(&["plugin", "new", "mine"]).ends(0);
    for (condition, group) in [
        ("workshop.people % 8 == 7", "7 · en:3:1"),
        ("workshop.language == \"fr\" and workshop.people == 37", "37 · fr:3:1"),
    ] {
        let fault = format!("{{% if {condition} %}}{{{{ nobody }}}}{{% endif %}}\n");
        desk.edit("mine/handouts/card.md", ":::::cards", &format!("{fault}:::::cards"));
        wrong(&desk, "mine", &["error[template-undefined]", "mine/handouts/card.md:", "{{ nobody }}", group]);
        desk.edit("mine/handouts/card.md", &fault, "");
    }
}

/// A drawing that is there, without the words that stand for it.
#[test]
fn a_drawing_without_its_words_is_told_apart_from_none() {
    let desk = Desk::new();
    desk.run(&["plugin", "new", "mine"]).ends(0);
    desk.edit("mine/handouts/card.md", ":::::cards", ":::canvas name=circle\n:::\n\n:::::cards");
    wrong(&desk, "mine", &["error[canvas-unknown]: there is no drawing `circle`"]);
    let svg = |inside: &str| {
        let drawing = format!("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\">{inside}</svg>");
        desk.write("mine/canvases/circle.svg", drawing);
    };
    svg("<circle r=\"3\"/>");
    let says = "error[canvas-words]: the drawing “circle” of the plugin “mine” cannot be shown: its alternative text is missing, `[canvases] circle`";
    let run = desk.run(&["plugin", "test", "mine"]).ends(1);
    assert_says(&run, &[says, "help: write it in fr.toml", "help: write it in en.toml"]);
    for language in ["fr", "en"] {
        let words = "[canvases]\ncircle = \"A circle\"\n\n[labels]";
        desk.edit(&format!("mine/{language}.toml"), "[labels]", words);
    }
    desk.run(&["plugin", "test", "mine"]).ends(0);
    for (inside, says) in [
        ("<text data-key=\"labels.none\"/>", "there is no word `labels.none`"),
        ("<script/>", "canvases/circle.svg: `<script>` cannot be in a drawing"),
        ("\n<g>", "line 2 is not SVG"),
    ] {
        svg(inside);
        assert_says(&desk.run(&["plugin", "test", "mine"]).ends(1), &[says]);
    }
}
