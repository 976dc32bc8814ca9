//! A format of one's own, from nothing to a kit; and the plugin of a stranger, from a file to a kit.

use std::fs;
use std::path::{Path, PathBuf};

use atelier_tests::{Run, atelier_at, scratch};
use serde_json::Value;
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
        all.extend(["--lang", "en"]);
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

#[track_caller]
fn assert_says(run: &Run, parts: &[&str]) {
    for part in parts {
        assert!(run.err.contains(part), "`{part}` is not in:\n{}", run.err);
    }
}

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
    assert_eq!(facts["imports"], Value::Array(Vec::new()));
    assert_eq!(facts["bytes"], fs::metadata(plugin).expect("it was built").len());
    assert!(facts["sample"]["fuel"].as_u64().is_some_and(|fuel| fuel > 1_000), "{facts}");
    let text = desk.run(&["plugin", "inspect", "mine.wasm"]).ends(0).out;
    assert!(text.contains("It asks for nothing: no files, no network, no clock, no chance."), "{text}");
}

#[test]
fn an_installed_plugin_is_listed_used_and_removed() {
    let desk = Desk::new();
    desk.recipe("mine");
    desk.run(&["plugin", "add", "mine.wasm"]).ends(0);
    desk.workshop("mine");
    desk.run(&["check"]).ends(0);
    let listed = desk.run(&["plugin", "list", "--json", "--check"]).ends(0).json();
    assert_eq!(listed["plugins"][0]["id"], "mine");
    assert_eq!(listed["plugins"][0]["limits"], "usual");
    let formats = desk.run(&["formats", "list", "--json"]).ends(0).json();
    assert!(formats["formats"].as_array().is_some_and(|all| all.iter().any(|one| one["id"] == "mine")));
    desk.run(&["plugin", "remove", "mine"]).ends(0);
    let run = desk.run(&["check"]).ends(1);
    assert_says(&run, &["error[unknown-format]"]);
    let run = desk.run(&["plugin", "remove", "mine"]).ends(2);
    assert_says(&run, &["error[plugin-not-installed]"]);
}

#[test]
fn a_plugin_beside_the_workshop_is_found_and_held_to_the_file_it_was() {
    let desk = Desk::new();
    let plugin = fs::read(desk.recipe("mine")).expect("it was built");
    desk.write("plugins/mine.wasm", &plugin);
    desk.workshop("mine");
    desk.run(&["kit", "--output", "markdown"]).ends(0);
    let lock = fs::read_to_string(desk.folder().join("atelier.lock")).expect("it was written");
    assert!(lock.contains("id = \"mine\"") && lock.contains("contract = \"1.0\""), "{lock}");
    desk.run(&["kit", "--output", "markdown"]).ends(0);

    // The same format in other words.
    let words = desk.folder().join("mine/en.toml");
    let text =
        fs::read_to_string(&words).expect("it is there").replace("Ask the question", "Put the question");
    fs::write(&words, text).expect("a writable folder");
    desk.run(&["plugin", "build", "mine", "-o", "plugins/mine.wasm"]).ends(0);
    let run = desk.run(&["kit", "--output", "markdown"]).ends(1);
    let hash = lock.split("sha256 = \"").nth(1).and_then(|rest| rest.split('"').next()).expect("a hash");
    assert_says(&run, &["error[plugin-changed]", hash, "fingerprint of the file:", "--update-lock"]);
    desk.run(&["kit", "--output", "markdown", "--update-lock"]).ends(0);
    desk.run(&["kit", "--output", "markdown"]).ends(0);
}

#[test]
fn a_workshop_of_official_formats_has_no_lock() {
    let desk = Desk::new();
    desk.workshop("brainstorm");
    desk.run(&["kit", "--output", "markdown"]).ends(0);
    assert!(!desk.folder().join("atelier.lock").exists());
    desk.write("atelier.lock", "version = 9\n");
    let run = desk.run(&["check"]).ends(1);
    assert_says(&run, &["error[bad-lock]", "version 9"]);
}

#[test]
fn an_official_name_cannot_be_taken_and_two_of_one_name_are_both_named() {
    let desk = Desk::new();
    let run = desk.run(&["plugin", "new", "brainstorm"]).ends(1);
    assert_says(&run, &["error[plugin-id-taken]: “brainstorm” is the name of an official format"]);
    assert!(!desk.folder().join("brainstorm").exists());
    desk.run(&["plugin", "new", "theirs"]).ends(0);
    desk.edit("theirs/format.toml", "id = \"theirs\"", "id = \"brainstorm\"");
    desk.run(&["plugin", "build", "theirs", "-o", "theirs.wasm"]).ends(0);
    let run = desk.run(&["plugin", "add", "theirs.wasm"]).ends(1);
    assert_says(&run, &["error[plugin-id-taken]", "theirs.wasm"]);

    let plugin = fs::read(desk.recipe("mine")).expect("it was built");
    desk.write("plugins/one.wasm", &plugin);
    desk.write("plugins/two.wasm", &plugin);
    desk.workshop("mine");
    let run = desk.run(&["check"]).ends(1);
    assert_says(&run, &["error[plugin-twice]", "plugins/one.wasm", "plugins/two.wasm"]);
}

#[test]
fn a_plugin_for_another_contract_is_told_at_the_list_and_not_in_a_kit_without_it() {
    let desk = Desk::new();
    let plugin = fs::read(desk.recipe("later")).expect("it was built");
    let plugin = replaced(&plugin, b"contract = \"1.0\"", b"contract = \"2.7\"");
    fs::create_dir_all(desk.home().join("plugins")).expect("a writable folder");
    fs::write(desk.home().join("plugins/later.wasm"), &plugin).expect("a writable folder");
    let run = desk.run(&["plugin", "list"]).ends(1);
    assert_says(&run, &["error[plugin-refused]", "later.wasm", "2.7", "1.0"]);
    desk.workshop("brainstorm");
    let run = desk.run(&["check"]).ends(0);
    assert!(!run.err.contains("later"), "{}", run.err);
    desk.workshop("later");
    let run = desk.run(&["check"]).ends(1);
    assert_says(&run, &["error[plugin-refused]", "workshop.toml:8:10"]);
}

/// The bytes with one piece of the same length replaced.
fn replaced(bytes: &[u8], old: &[u8], new: &[u8]) -> Vec<u8> {
    let at = bytes.windows(old.len()).position(|window| window == old).expect("it is there");
    [&bytes[..at], new, &bytes[at + old.len()..]].concat()
}

#[test]
fn a_file_that_is_not_what_was_promised_is_not_installed() {
    let desk = Desk::new();
    desk.recipe("mine");
    let run = desk.run(&["plugin", "add", "mine.wasm", "--sha256", &"0".repeat(64)]).ends(1);
    assert_says(&run, &["error[wrong-hash]", &"0".repeat(64)]);
    let run = desk.run(&["plugin", "add", "https://example.org/mine.wasm"]).ends(2);
    assert_says(&run, &["error[url-without-hash]"]);
    assert!(!desk.home().join("plugins/mine.wasm").exists());
    desk.write("not.wasm", "not a plugin");
    let run = desk.run(&["plugin", "add", "not.wasm"]).ends(1);
    assert_says(&run, &["error[plugin-pack]"]);
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

/// An address is fetched, and the file is held to its fingerprint.
#[test]
fn a_plugin_is_added_from_an_address() {
    use std::io::{Read as _, Write as _};
    let desk = Desk::new();
    let plugin = fs::read(desk.recipe("mine")).expect("it was built");
    let server = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}/mine.wasm", server.local_addr().expect("an address"));
    let sent = plugin.clone();
    std::thread::spawn(move || {
        for stream in server.incoming().take(2) {
            let mut stream = stream.expect("a reader");
            let _ = stream.read(&mut [0; 4_000]).expect("a request");
            write!(stream, "HTTP/1.0 200 OK\r\nContent-Length: {}\r\n\r\n", sent.len()).expect("a reader");
            stream.write_all(&sent).expect("a reader");
        }
    });
    let run = desk.run(&["plugin", "add", &url, "--sha256", &"1".repeat(64)]).ends(1);
    let found = run.err.split_once("found:    ").and_then(|(_, rest)| rest.lines().next()).expect("a hash");
    assert!(!desk.home().join("plugins").exists());
    desk.run(&["plugin", "add", &url, "--sha256", found]).ends(0);
    assert!(fs::read(desk.home().join("plugins/mine.wasm")).expect("it is installed") == plugin);
    let listed = desk.run(&["plugin", "list", "--json"]).ends(0).json();
    assert_eq!(listed["plugins"][0]["source"], url.as_str());
}

#[test]
fn another_plugin_of_the_same_name_is_not_overwritten() {
    let desk = Desk::new();
    desk.recipe("mine");
    desk.run(&["plugin", "add", "mine.wasm"]).ends(0);
    let words = desk.folder().join("mine/en.toml");
    let text = fs::read_to_string(&words).expect("it is there").replace("Harvest", "Gather");
    fs::write(&words, text).expect("a writable folder");
    desk.run(&["plugin", "build", "mine", "-o", "mine.wasm"]).ends(0);
    let run = desk.run(&["plugin", "add", "mine.wasm"]).ends(3);
    assert_says(&run, &["error[plugin-exists]", "--force"]);
    desk.run(&["plugin", "add", "mine.wasm", "--force"]).ends(0);
    let installed = desk.home().join("plugins/mine.wasm");
    let mut bytes = fs::read(&installed).expect("it is installed");
    bytes.push(0);
    fs::write(installed, bytes).expect("a writable folder");
    desk.run(&["plugin", "list", "--check"]).ends(1);
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
    for command in ["inspect", "add"] {
        let run = desk.run(&["plugin", command, "mine"]).ends(1);
        assert_says(&run, &["error[plugin-is-folder]", "atelier plugin build mine"]);
    }
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
