//! What an author does: from nothing to a plugin that is sound, and what they are told on the way.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use atelier_tests::repository;
use serde_json::json;

use super::component::component;
use super::{Desk, assert_says, by_hand};

#[test]
fn three_commands_lead_from_nothing_to_a_printed_handout() {
    let desk = Desk::new();
    desk.run(&["plugin", "new", "my-talks"]).ends(0);
    desk.run(&["plugin", "build", "my-talks"]).ends(0);
    desk.workshop("my-talks");
    let plugin = "my-talks/my-talks.wasm";
    desk.run(&["kit", "workshop.toml", "--plugin", plugin, "--output", "markdown"]).ends(0);
    let cards =
        fs::read_to_string(desk.folder().join("kit/handouts/01-my-talks/card.md")).expect("it was made");
    assert_eq!(cards.matches("What I keep").count(), 13, "{cards}");
}

#[test]
fn the_recipe_that_is_offered_passes_the_suite_in_a_folder_and_as_a_file() {
    let desk = Desk::new();
    desk.recipe("mine");
    for path in ["mine", "mine.wasm"] {
        let run = desk.run(&["plugin", "test", path]).ends(0);
        // On a slow computer it says how far it is.
        let said: String = run.err.lines().filter(|line| !line.starts_with("Trying with")).collect();
        assert_eq!(said, "mine: all is right, from 1 to 200\u{a0}people; 8 whole kits made.");
    }
}

#[test]
fn a_plugin_is_built_the_same_twice() {
    let desk = Desk::new();
    let plugin = desk.recipe("mine");
    let first = fs::read(&plugin).expect("it was built");
    desk.run(&["plugin", "build", "mine", "-o", "mine.wasm"]).ends(0);
    assert!(first == fs::read(&plugin).expect("it was built"), "other bytes the second time");
}

#[test]
fn what_a_plugin_is_can_be_seen_before_it_is_used() {
    let desk = Desk::new();
    let plugin = desk.recipe("mine");
    let facts = desk.run(&["plugin", "inspect", "mine.wasm", "--json"]).ends(0).json();
    assert_eq!(facts["id"], "mine");
    assert_eq!(facts["contract"], "1.0");
    assert_eq!(facts["licence"], "CC-BY-4.0");
    assert_eq!(facts["imports"], json!(["log"]));
    assert_eq!(facts["bytes"], fs::metadata(plugin).expect("it was built").len());
    for call in ["lengths", "plan"] {
        let took = |what: &str| facts["sample"][call][what].as_u64().expect("a number");
        assert!(took("fuel") > 1_000 && took("memory") >= 64 << 10, "{facts}");
    }
    // Of the component itself, nothing is taken for granted.
    desk.write("silent.wasm", by_hand("silent", &[]));
    let facts = desk.run(&["plugin", "inspect", "silent.wasm", "--json"]).ends(0).json();
    assert_eq!(facts["imports"], json!([]));
    let text = desk.run(&["plugin", "inspect", "mine.wasm"]).ends(0).out;
    assert_eq!(desk.run(&["plugin", "inspect", "mine"]).ends(0).out, text);
    assert!(
        text.contains(
            "It asks for nothing except to say why it stops (log): no files, no network, no clock, no randomness."
        ),
        "{text}"
    );
}

/// What a tool that is missing is called, and how to get it: before it is needed, and when it is.
#[cfg(unix)]
#[test]
fn an_author_is_told_which_tool_to_install() {
    let desk = Desk::new();
    for (flag, install) in [
        ("--js", "npm install -g componentize-qjs"),
        ("--python", "pip install componentize-py"),
        ("--rust", "https://rustup.rs"),
    ] {
        let name = flag.trim_start_matches('-');
        let typed = |args: &[&str]| {
            let run = std::process::Command::new(atelier_tests::program())
                .args(args)
                .args(["--lang", "en"])
                .current_dir(desk.folder())
                .env("PATH", desk.home())
                .output()
                .expect("the program starts");
            String::from_utf8(run.stderr).expect("UTF-8")
        };
        let said = typed(&["plugin", "new", name, flag]);
        assert!(said.contains(install), "{said}");
        let said = typed(&["plugin", "build", name]);
        assert!(said.contains("error[no-program]") && said.contains(install), "{said}");
    }
}

/// Of what a tool says, an author is told what is of use: at the line, or what the code does not export; else all of it.
#[cfg(unix)]
#[test]
fn an_author_is_told_what_is_wrong_with_code_that_does_not_load() {
    use std::os::unix::fs::PermissionsExt as _;
    let desk = Desk::new();
    let tool = desk.folder().join("tools/componentize-qjs");
    desk.run(&["plugin", "new", "mine", "--js"]).ends(0);
    let build = |says: &str| {
        desk.write(
            "tools/componentize-qjs",
            format!("#!/bin/sh\necho '{says}' >&2\necho 'Stubbing…'\nexit 1\n"),
        );
        fs::set_permissions(&tool, fs::Permissions::from_mode(0o755)).expect("a writable folder");
        let run = std::process::Command::new(atelier_tests::program())
            .args(["plugin", "build", "mine", "--lang", "en"])
            .current_dir(desk.folder())
            .env("PATH", format!("{}:/usr/bin:/bin", desk.folder().join("tools").display()))
            .output()
            .expect("the program starts");
        assert_eq!(run.status.code(), Some(1));
        String::from_utf8(run.stderr).expect("UTF-8")
    };
    let said = build(
        "Error: : Failed to evaluate user JavaScript module: Error: unexpected token\n    at /plugin.js:4:1",
    );
    assert!(
        said.starts_with("error[code-failed]: “mine/plugin.js” does not load: `Error: unexpected token`\n"),
        "{said}"
    );
    assert!(said.contains("mine/plugin.js:4:1") && said.contains("const FEWEST = 4;"), "{said}");
    let said = build(
        "Error: : Failed to evaluate user JavaScript module: Error: atelier-missing: planning.plan\n at x",
    );
    assert!(said.starts_with("error[no-export]: “mine/plugin.js” does not export `planning.plan`"), "{said}");
    let said = build("No space left on device");
    assert!(
        said.starts_with("No space left on device\n") && said.contains("error[program-failed]"),
        "{said}"
    );
}

/// Code that forgets to export the contract is told so, and not that it is for another.
#[test]
fn an_author_is_told_that_the_code_exports_nothing() {
    let desk = Desk::new();
    desk.run(&["plugin", "new", "mine"]).ends(0);
    let manifest = fs::read_to_string(desk.folder().join("mine/format.toml")).expect("it is there");
    let (own, _) = manifest.split_once("\n[recipe").expect("a recipe");
    desk.write("mine/format.toml", own);
    desk.write("mine/component.wasm", b"\0asm\x0d\0\x01\0");
    let run = desk.run(&["plugin", "build", "mine"]).ends(1);
    assert_says(
        &run,
        &["error[no-export]: “mine/component.wasm” exports nothing of the contract", "plugin contract"],
    );
}

/// A word that is not told what it mentions fails in whole kits only: it is told in its file.
#[test]
fn a_word_that_fails_in_a_kit_is_told_where_it_stands() {
    let desk = Desk::new();
    let read = |name: &str| fs::read_to_string(repository("tests/hostile").join(name)).expect("it is there");
    desk.write("hand/format.toml", read("format.toml").replace("id = \"hostile\"", "id = \"hand\""));
    let card = ["invitation", "space", "participation", "groups", "steps", "inclusion", "online"];
    let card: String = card.iter().map(|part| format!("{part} = \"-\"\n")).collect();
    let words = format!("{}\n[card]\n{card}", read("words.toml"));
    let title = words.lines().rfind(|line| line.starts_with("title")).expect("the title of a step");
    desk.write("hand/fr.toml", &words);
    desk.write("hand/en.toml", words.replace(title, "title = \"{{ nothing }}\""));
    desk.write("hand/component.wasm", component(&[]));
    let run = desk.run(&["plugin", "test", "hand"]).ends(1);
    let line = words.lines().take_while(|line| *line != title).count() + 1;
    assert_says(&run, &["error[format-words]", &format!("--> hand/en.toml:{line}:"), "{{ nothing }}"]);
}

/// What is wrong in a folder is told at its place.
#[test]
fn an_author_is_told_where_a_folder_is_wrong() {
    let desk = Desk::new();
    desk.run(&["plugin", "new", "mine"]).ends(0);
    let edit = |file: &str, old: &str, new: &str| desk.edit(&format!("mine/{file}"), old, new);
    for (file, old, new, says) in [
        ("format.toml", "moment = \"explore\"", "momnt = \"explore\"", "mine/format.toml:11:1"),
        ("fr.toml", "{{ question }}", "{{ question }", "mine/fr.toml:"),
        ("format.toml", "repeat = \"rounds\"", "repeat = \"ronds\"", "mine/format.toml:36:11"),
        ("handouts/card.md", "t.labels.keep", "t.labels.kept", "mine/handouts/card.md:10:29"),
        ("en.toml", "[labels]", "[label]", "missing in mine/en.toml: `[labels] keep`, `[labels] round`"),
        ("format.toml", "people  = { min = ", "people  = { min = 9", "mine/format.toml:9:1"),
        ("format.toml", "energy = \"", "energy = \"un", "none of the words that can stand there"),
    ] {
        edit(file, old, new);
        let run = desk.run(&["plugin", "test", "mine"]).ends(1);
        assert_says(&run, &["error[", says]);
        edit(file, new, old);
    }
    fs::remove_file(desk.folder().join("mine/en.toml")).expect("a writable folder");
    let run = desk.run(&["plugin", "build", "mine"]).ends(1);
    assert_says(&run, &["error[no-words]", "en.toml"]);
    let run = desk.run(&["plugin", "build", "nothing"]).ends(1);
    assert_says(&run, &["error[no-manifest]: there is no folder “nothing”"]);
    let run = desk.run(&["plugin", "inspect", "mine"]).ends(1);
    assert_says(&run, &["error[no-words]", "mine/en.toml"]);
    let run = desk.run(&["plugin", "add", "mine"]).ends(1);
    assert_says(&run, &["error[plugin-is-folder]", "atelier plugin build mine"]);
    let run = desk.run(&["plugin", "new", "Mon Format"]).ends(2);
    assert_says(&run, &["error[bad-plugin-name]"]);
    let run = desk.run(&["plugin", "new", "mine"]).ends(3);
    assert_says(&run, &["error[plugin-folder-exists]: `mine` exists already"]);
    assert!(!run.err.contains("--force"), "{}", run.err);
}

/// What is wrong in a recipe is told in its file, with what to write instead, in words that need no Rust.
#[test]
fn a_mistake_in_a_recipe_is_told_where_it_stands() {
    let desk = Desk::new();
    desk.run(&["plugin", "new", "mine"]).ends(0);
    for (old, new, says) in [
        ("repeat = ", "repaet = ", &["[manifest-key]", "mine/format.toml:36:1", "help: write `repeat`"][..]),
        ("energy = \"medium\"", "energy = \"medum\"", &["[manifest-word]", ":12:10", "write `\"medium\"`"]),
        (
            "energy = \"medium\"",
            "energy = \"fast\"",
            &["[manifest-word]", "the words that can stand there are calm, medium and lively"],
        ),
        ("preparation = 5", "preparation = 5.5", &["`preparation` expects a whole number", ":14:15"]),
        (
            "audience = \"participant\"",
            "audience = \"guests\"",
            &["[manifest-word]", ":47:12", "facilitator"],
        ),
        ("reused = true", "unit = \"peice\"", &["[manifest-word]", ":52:8", "write `\"piece\"`"]),
        (
            "quantity = \"people\"",
            "quantity = \"persons\"",
            &["defines the name `persons`", ":51:13", "`persons`: `people`?"],
        ),
        ("quantity = \"people\"", "quantity = \"2 * poeple\"", &[":51:17", "`poeple`: `people`?"]),
        ("quantity = \"people\"", "quantity = \"people +\"", &["[manifest-expression]", ":51:12"]),
        ("plays = \"pairs\"", "plays = \"pair\"", &["[manifest-seating]", ":37:9", "write `\"pairs\"`"]),
        ("[4, 5, 8]", "[4, 9, 8]", &["the minutes of `recipe.steps[2].minutes` do not rise", ":38:11"]),
        ("[4, 5, 8]", "[4, 5]", &["`recipe.steps[2].minutes` expects a whole number of minutes", ":38:11"]),
        (
            "[4, 5, 8]",
            "[0, 5, 8]",
            &["`recipe.steps[2].minutes` expects a whole number, 1 at least", ":38:12"],
        ),
        ("keep = 1 }", "keep = 3 }", &["[manifest-cut]", "3\u{a0}min of 3 would be left", ":43:26"]),
        ("id = \"talk\"", "id = \"Talk\"", &["[manifest-id]: “Talk” is not an id", ":35:6"]),
        (
            "minutes = [2, 3, 5]",
            "text = \"welcome\"",
            &["the key `recipe.steps[1].minutes` is missing", ":30:1"],
        ),
    ] {
        desk.edit("mine/format.toml", old, new);
        for command in ["test", "build"] {
            let run = desk.run(&["plugin", command, "mine"]).ends(1);
            assert_says(&run, says);
            assert!(!run.err.contains("authors") && !run.err.contains("variant"), "{}", run.err);
        }
        desk.edit("mine/format.toml", new, old);
    }
}

/// What the readers of TOML and of templates find is told in the author's language, at its place; the first line first.
#[test]
fn what_is_badly_written_is_told_in_words() {
    let desk = Desk::new();
    desk.run(&["plugin", "new", "mine"]).ends(0);
    for (file, old, new, says) in [
        (
            "format.toml",
            "energy = \"medium\"",
            "energy = medium",
            &["[missing-quotes]", ":12:10", "guillemets"][..],
        ),
        ("format.toml", "energy = \"medium\"", "energy = \"medium", &["[unclosed-text]", ":12:1"]),
        (
            "format.toml",
            "energy = ",
            "moment = \"open\"\nenergy = ",
            &["[key-twice]", ":12:1", "donné deux fois"],
        ),
        ("fr.toml", "[steps.talk]", "[steps.talk", &["[unclosed-header]", "mine/fr.toml:21:1"]),
        (
            "fr.toml",
            "{{ question }}",
            "{{ question }",
            &["[bad-words]", "le mot `steps.welcome.prompt`", "quelque chose est mal écrit"],
        ),
        ("fr.toml", "Ce que je garde", "{{ 1 | shout }}", &["le mot `labels.keep` ne peut pas s’afficher"]),
        (
            "format.toml",
            "quantity = \"people\"",
            "quantity = \"people +\"",
            &["[manifest-expression]", "quelque chose est mal écrit"],
        ),
        (
            "handouts/card.md",
            "{{ t.labels.keep }}",
            "{{ t.labels.keep | shout }}",
            &["le filtre `shout` n’existe pas"],
        ),
        ("handouts/card.md", "{{ t.labels.keep }}", "{{ t.labels.keep }", &["[template-syntax]"]),
    ] {
        desk.edit(&format!("mine/{file}"), old, new);
        let run = desk.run(&["plugin", "test", "mine", "--lang", "fr"]).ends(1);
        assert_says(&run, says);
        for english in [" is ", "unknown", "expected", "invalid", "unexpected", " the "] {
            let told = run.err.lines().filter(|line| !line.contains(" | "));
            assert!(!told.collect::<String>().contains(english), "{english}: {}", run.err);
        }
        desk.edit(&format!("mine/{file}"), new, old);
    }
    desk.edit("mine/format.toml", "preparation = 5", "preparation = 5.5");
    desk.edit("mine/format.toml", "energy = \"medium\"", "energy = \"medum\"");
    desk.edit("mine/format.toml", "version", "versoin");
    let run = desk.run(&["plugin", "test", "mine"]).ends(1);
    let places =
        run.err.lines().filter_map(|line| line.split_once("format.toml:")?.1.split(':').next()?.parse().ok());
    let places: Vec<u32> = places.collect();
    assert!(places.len() == 3 && places.is_sorted(), "{places:?}");
}

/// Words that a kit will ask for are all there, in every language, and mention what there is.
#[test]
fn words_and_templates_that_are_missing_or_of_no_use_are_told() {
    let desk = Desk::new();
    desk.run(&["plugin", "new", "mine"]).ends(0);
    let trouble = "[[recipe.problems]]\ntext = \"odd\"\nseverity = \"warning\"\nwhen = \"people > 50\"\n";
    for (file, old, new, says) in [
        (
            "fr.toml",
            "[labels]",
            "[labels]\nwho = \"Qui\"",
            &["missing in mine/en.toml: `[labels] who`", "mine/fr.toml:37:7"][..],
        ),
        (
            "en.toml",
            "title = \"Harvest\"",
            "titel = \"Harvest\"",
            &["mine/en.toml:27:1", "help: write `title`"],
        ),
        (
            "fr.toml",
            "{{ plural(minutes,",
            "{{ plural(minute,",
            &["mine/fr.toml:23:69", "help: write `minutes`"],
        ),
        ("en.toml", "online = ", "onlin = ", &["mine/en.toml:11:1", "help: write `online`"]),
        (
            "format.toml",
            "item = \"pen\"",
            "item = \"kite\"",
            &["mine/fr.toml: `[supplies] kite`", "mine/en.toml: `[supplies] kite`"],
        ),
        ("format.toml", "id = \"harvest\"", "id = \"gather\"", &["mine/fr.toml: `[steps.gather] title`"]),
        ("format.toml", "columns = [\"heard\"]", "columns = [\"seen\"]", &["mine/en.toml: `[columns] seen`"]),
        (
            "format.toml",
            "[settings.question]",
            "[settings.topic]\nkind = \"text\"\n\n[settings.question]",
            &["mine/en.toml: `[settings] topic`"],
        ),
        (
            "format.toml",
            "[[recipe.sheets]]",
            &format!("{trouble}\n[[recipe.sheets]]"),
            &["`[problems.odd] help`, `[problems.odd] message`"],
        ),
        (
            "format.toml",
            "id = \"card\"",
            "id = \"ticket\"",
            &[
                "[plugin-template-unused]",
                "[plugin-template-missing]",
                "mine/handouts/ticket.md",
                "`[handouts] ticket`",
            ],
        ),
    ] {
        desk.edit(&format!("mine/{file}"), old, new);
        for command in ["test", "build"] {
            assert_says(&desk.run(&["plugin", command, "mine"]).ends(1), says);
        }
        desk.edit(&format!("mine/{file}"), new, old);
    }
}

/// What `--plugin` names is what is wanted now: a file that was built again, or the folder that it is made of.
#[test]
fn an_author_makes_kits_with_the_plugin_as_it_is_now() {
    let desk = Desk::new();
    desk.recipe("mine");
    desk.workshop("mine");
    let kit = |plugin: &str| desk.run(&["kit", "--output", "markdown", "--plugin", plugin]);
    let card =
        || fs::read_to_string(desk.folder().join("kit/handouts/01-mine/card.md")).expect("it was made");
    kit("mine.wasm").ends(0);
    desk.edit("mine/en.toml", "What I keep", "What I take");
    desk.run(&["plugin", "build", "mine", "-o", "mine.wasm"]).ends(0);
    kit("mine.wasm").ends(0);
    assert!(card().contains("What I take"), "{}", card());
    desk.edit("mine/en.toml", "What I take", "What I carry");
    kit("mine").ends(0);
    assert!(card().contains("What I carry"), "{}", card());
    desk.edit("mine/format.toml", "repeat = ", "repaet = ");
    assert_says(&kit("mine").ends(1), &["mine/format.toml:36:1", "help: write `repeat`"]);
    fs::create_dir(desk.folder().join("empty")).expect("a writable folder");
    assert_says(&kit("empty").ends(1), &["error[no-manifest]: “empty” has no format.toml"]);
}

#[test]
fn the_folder_for_rust_holds_the_sdk_as_it_is() {
    let desk = Desk::new();
    desk.run(&["plugin", "new", "mine", "--rust"]).ends(0);
    let sdk = |path: &str| atelier_tests::repository("plugins/sdk").join(path);
    for path in ["src/lib.rs", "wit/format.wit"] {
        let copied = fs::read(desk.folder().join("mine/sdk").join(path)).expect("it was written");
        assert!(copied == fs::read(sdk(path)).expect("it is in the repository"), "{path} differs");
    }
    let sources = fs::read_dir(sdk("src")).expect("a folder").count();
    assert_eq!(
        fs::read_dir(Path::new(&desk.folder().join("mine/sdk/src"))).expect("a folder").count(),
        sources
    );
}

/// It is built with what this program was tried with.
#[test]
fn the_folder_for_rust_pins_what_the_repository_does() {
    let desk = Desk::new();
    desk.run(&["plugin", "new", "mine", "--rust"]).ends(0);
    let packages = |path: &Path| {
        let text = fs::read_to_string(path).expect("it is there");
        let lock: toml::Table = text.parse().expect("it is TOML");
        let text = |package: &toml::Value, key: &str| package.get(key)?.as_str().map(str::to_owned);
        let all = lock["package"].as_array().expect("packages").clone();
        let of = |package: &toml::Value| {
            Some((text(package, "name")?, text(package, "version")?, text(package, "checksum")?))
        };
        all.iter().filter_map(of).collect::<BTreeSet<_>>()
    };
    let (made, known) = (
        packages(&desk.folder().join("mine/Cargo.lock")),
        packages(&atelier_tests::repository("Cargo.lock")),
    );
    assert!(made.len() > 30, "{made:?}");
    let strange: Vec<_> = made.difference(&known).collect();
    assert!(strange.is_empty(), "host/theme/new/rust/Cargo.lock is stale: {strange:?}");
}
