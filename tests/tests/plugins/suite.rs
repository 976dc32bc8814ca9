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

/// A format that refuses whatever one gives it is of no use; one that asks for a setting is tried with it.
#[test]
fn a_format_that_always_refuses_is_found() {
    let desk = Desk::new();
    desk.run(&["plugin", "new", "mine"]).ends(0);
    let problem = "[[recipe.problems]]\ntext = \"odd\"\nseverity = \"error\"\nabout = \"settings.question\"\nwhen = \"true\"\n";
    desk.edit("mine/format.toml", "[[recipe.sheets]]", &format!("{problem}\n[[recipe.sheets]]"));
    for language in ["fr", "en"] {
        let words = "[problems.odd]\nmessage = \"odd\"\nhelp = \"odd\"\n\n[labels]";
        desk.edit(&format!("mine/{language}.toml"), "[labels]", words);
    }
    let says = "error[test-never]: the format can never be used: with 12\u{a0}people, its ideal size, it refuses whatever the settings (`odd`)";
    wrong(&desk, "mine", &[says]);
    desk.edit("mine/format.toml", "when = \"true\"", "when = \"not question\"");
    assert_says(&desk.run(&["plugin", "test", "mine"]).ends(0), &["8 whole kits made"]);
    desk.edit("mine/format.toml", "kind = \"text\"\nmax_length = 200", "kind = \"block\"");
    let says = [
        "warning[test-never]",
        "help: if it needs a block before it (`question`), try it in a workshop that has one",
        "0 whole kits made",
    ];
    assert_says(&desk.run(&["plugin", "test", "mine"]).ends(0), &says);
}

/// Every choice, the ends of a number and of a list, and a setting without a default: each fault is told with the line of
/// the workshop that has the value.
#[test]
fn a_text_that_fails_with_a_setting_is_found() {
    let desk = Desk::new();
    desk.run(&["plugin", "new", "mine"]).ends(0);
    let settings = "[settings.mood]\nkind = \"choice\"\nchoices = [\"calm\", \"wild\"]\ndefault = \"calm\"\n
        [settings.many]\nkind = \"integer\"\nmin = 1\nmax = 9\ndefault = 3\n
        [settings.loud]\nkind = \"bool\"\ndefault = false\n
        [settings.topics]\nkind = \"texts\"\nmin = 2\nmax = 3\n\n[settings.question]";
    desk.edit("mine/format.toml", "[settings.question]", settings);
    let faults = [
        ("block.settings.mood == 'wild'", "mood = \"wild\""),
        ("block.settings.many == 1", "many = 1"),
        ("block.settings.many > 8", "many = 9"),
        ("block.settings.loud", "loud = true"),
        (
            "'topics' in block.settings and block.settings.topics | length < 3",
            "topics = [\"1 Test\", \"2 Test\"]",
        ),
        ("'topics' in block.settings and block.settings.topics | length > 2", "\"2 Test\", \"3 Test\"]"),
    ];
    for (condition, _) in faults {
        let fault = format!("{{% if {condition} %}}{{{{ nobody }}}}{{% endif %}}\n:::::cards");
        desk.edit("mine/handouts/card.md", ":::::cards", &fault);
    }
    for language in ["fr", "en"] {
        let words = "[settings]\nmood = \"M\"\nmany = \"M\"\nloud = \"L\"\ntopics = \"T\"";
        desk.edit(&format!("mine/{language}.toml"), "[settings]", words);
    }
    desk.edit("mine/en.toml", "prompt = 'Join", "prompt = '{% if question %}{{ 1 // 0 }}{% endif %}Join");
    let run = desk.run(&["plugin", "test", "mine"]).ends(1);
    for (_, line) in faults {
        assert_says(&run, &[line]);
    }
    assert_says(
        &run,
        &["mine/handouts/card.md:", "::: 12 · en:", "error[format-words]", "question = \"1 Test\""],
    );
    assert!(run.err.ends_with("7 faults.\n"), "{}", run.err);
}

/// A text that fails at a length that is not the best, and one that shares the minutes out and does not.
#[test]
fn a_text_that_fails_at_a_length_is_found() {
    let desk = Desk::new();
    desk.run(&["plugin", "new", "mine"]).ends(0);
    let words = |text: &str| format!("prompt = '{text}Join");
    let fails = words("{% if minutes == 8 %}{{ 1 // 0 }}{% endif %}");
    desk.edit("mine/en.toml", "prompt = 'Join", &fails);
    wrong(&desk, "mine", &["error[format-words]", "mine/en.toml:", "4 · en:15:1", "minutes = 39"]);
    let shares = words("{{ spoken_duration(60 * minutes / 7) }} {{ duration(60 * minutes / 7) }}");
    desk.edit("mine/en.toml", &fails, &shares);
    desk.run(&["plugin", "test", "mine"]).ends(0);
}

/// What a workshop may say and need not: its place, who facilitates it, the names of people.
#[test]
fn a_text_that_fails_in_a_workshop_that_says_much_is_found() {
    for condition in
        ["workshop.place", "workshop.purpose", "workshop.date", "workshop.facilitators", "people[0].named"]
    {
        let desk = Desk::new();
        desk.run(&["plugin", "new", "mine"]).ends(0);
        let fault = format!("{{% if {condition} %}}{{{{ nobody }}}}{{% endif %}}\n:::::cards");
        desk.edit("mine/handouts/card.md", ":::::cards", &fault);
        wrong(&desk, "mine", &["error[template-undefined]", "mine/handouts/card.md:1:"]);
    }
}

/// Values that people would read as code, and a title that is not there.
#[test]
fn words_that_say_nothing_are_found() {
    for (title, says) in [
        ("Gather {{ question }}", "`question` is neither a text nor a whole number"),
        ("Gather {{ walls }}", "`walls` is neither a text nor a whole number"),
        ("", "error[words-empty]: the word `[steps.harvest] title` is empty"),
    ] {
        let desk = Desk::new();
        desk.run(&["plugin", "new", "mine"]).ends(0);
        desk.edit("mine/en.toml", "title = \"Harvest\"", &format!("title = \"{title}\""));
        assert_says(&desk.run(&["plugin", "test", "mine"]).ends(1), &[says, "mine/en.toml:27:"]);
    }
}

/// A format for more people than are tried otherwise.
#[test]
fn a_format_for_very_large_groups_is_tried_with_them() {
    let desk = Desk::new();
    desk.run(&["plugin", "new", "mine"]).ends(0);
    desk.edit("mine/format.toml", "min = 4, ideal = 12, max = 60", "min = 300, ideal = 310, max = 500");
    let run = desk.run(&["plugin", "test", "mine"]).ends(0);
    assert!(
        run.err.contains("from 1 to 310\u{a0}people; ") && !run.err.contains("; 0 whole kits"),
        "{}",
        run.err
    );
    desk.edit("mine/format.toml", "quantity = \"people\"", "quantity = \"people / (people - 310)\"");
    wrong(&desk, "mine", &["unable to calculate 310 / 0", "help: correct this expression, under `[recipe]`"]);
}

/// A file that is not a plugin is never written over.
#[test]
fn a_plugin_is_not_built_over_another_file() {
    let desk = Desk::new();
    desk.run(&["plugin", "new", "mine"]).ends(0);
    let run = desk.run(&["plugin", "build", "mine", "-o", "mine/fr.toml"]).ends(3);
    assert_says(&run, &["error[plugin-over-file]: “mine/fr.toml” exists already, and it is not a plugin"]);
    desk.edit("mine/fr.toml", "[steps.harvest]", "[steps.harvest]");
    // A folder gets the file by its usual name; a plugin is replaced by a newer one.
    for _ in 0..2 {
        let run = desk.run(&["plugin", "build", "mine", "-o", "."]).ends(0);
        assert_says(&run, &["./mine.wasm is ready: "]);
    }
}

/// What a plugin's own code says that its pack has no words for.
#[test]
fn a_problem_without_words_is_found() {
    let desk = Desk::new();
    desk.write("mine.wasm", by_hand("mine", &[("warnings", "1")]));
    let run = desk.run(&["plugin", "test", "mine.wasm"]).ends(1);
    let says = [
        "error[test-no-word]: the word `[problems.step] message` is missing in mine.wasm/fr.toml",
        "mine.wasm/en.toml",
    ];
    assert_says(&run, &says);
    assert!(run.err.ends_with("2 faults.\n"), "{}", run.err);
}

#[test]
fn a_quantity_that_nobody_can_bring_is_found() {
    let desk = Desk::new();
    desk.run(&["plugin", "new", "mine"]).ends(0);
    desk.edit("mine/format.toml", "quantity = \"people\"", "quantity = \"people * 1000000\"");
    let says = ["error[test-quantity]: with 4\u{a0}people", "4,000,000", "`pen`, and the limit is 1,000,000"];
    wrong(&desk, "mine", &says);
}

/// A call without end is not made for each of 200 groups.
#[test]
fn a_plugin_that_never_answers_is_left_alone() {
    let desk = Desk::new();
    let says = [
        "error[plugin-failed]",
        "The other group sizes were not tried: a call without an answer takes too long.",
    ];
    for place in ["attack", "plan"] {
        desk.write("mine.wasm", by_hand("mine", &[(place, "(loop $again (br $again))")]));
        wrong(&desk, "mine.wasm", &says);
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
    assert_says(&run, &[says, "help: write it in `fr.toml`", "help: write it in `en.toml`"]);
    for language in ["fr", "en"] {
        let words = "[canvases]\ncircle = \"A circle\"\n\n[labels]";
        desk.edit(&format!("mine/{language}.toml"), "[labels]", words);
    }
    desk.run(&["plugin", "test", "mine"]).ends(0);
    for (inside, says) in [
        ("<text data-key=\"labels.none\"/>", "there is no word `labels.none`"),
        ("<script/>", "canvases/circle.svg has a fault (`<script>` cannot be in a drawing)"),
        ("\n<g>", "line 2 is not SVG"),
    ] {
        svg(inside);
        assert_says(&desk.run(&["plugin", "test", "mine"]).ends(1), &[says]);
    }
}
