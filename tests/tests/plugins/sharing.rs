//! The plugin of a stranger, from a file to a kit.

use std::fs;

use super::{Desk, assert_says, by_hand};

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

/// In pages of 64 KiB: more memory than the usual limits give.
const MUCH: &str = "1500";

/// Wide limits belong to a plugin, whatever its file is called; and whoever has not given them now is told.
#[test]
fn wide_limits_are_found_by_the_id_and_told() {
    let desk = Desk::new();
    let plugin = by_hand("wide", &[("pages", MUCH)]);
    desk.write("plugins/other-name.wasm", &plugin);
    desk.workshop("wide");
    let kit = |more: &[&str]| desk.run(&[&["kit", "--output", "markdown"][..], more].concat());
    assert_says(&kit(&[]).ends(1), &["it asked for too much memory: more than 64 MB"]);
    let run = kit(&["--limits", "interpreter"]).ends(0);
    assert!(!run.err.contains("wide limits"), "{}", run.err);
    let lock = fs::read_to_string(desk.folder().join("atelier.lock")).expect("it was written");
    assert!(lock.contains("limits = \"interpreter\""), "{lock}");
    let told = "warning[wide-limits]: “./atelier.lock” gives the plugin “wide” wide limits: 256";
    let run = kit(&[]).ends(0);
    assert_says(&run, &[told, "workshop.toml:8:10", "--limits interpreter"]);
    assert_eq!(run.err.matches("wide limits").count(), 1, "{}", run.err);

    // The same where it is installed: that was somebody's choice, and is said.
    desk.write("wide.wasm", &plugin);
    fs::remove_dir_all(desk.folder().join("plugins")).expect("a writable folder");
    fs::remove_file(desk.folder().join("atelier.lock")).expect("a writable folder");
    desk.run(&["plugin", "add", "wide.wasm", "--limits", "interpreter"]).ends(0);
    let installed = desk.home().join("plugins");
    fs::rename(installed.join("wide.wasm"), installed.join("another.wasm")).expect("a writable folder");
    let run = desk.run(&["plan"]).ends(0);
    assert_says(&run, &["The plugin wide was installed with wide limits: 256"]);
    assert!(!run.err.contains("warning"), "{}", run.err);
}

/// What is not installed in the end leaves nothing behind, compiled code included.
#[test]
fn an_addition_that_fails_leaves_nothing_behind() {
    let desk = Desk::new();
    let compiled = || fs::read_dir(desk.home().join("compiled")).map_or(0, Iterator::count);
    desk.write("bad.wasm", by_hand("bad", &[("off", "60")]));
    assert_says(
        &desk.run(&["plugin", "add", "bad.wasm"]).ends(1),
        &["error[plugin-failed]", "its steps last"],
    );
    assert_eq!(compiled(), 0);
    assert!(!desk.home().join("plugins").exists());
    desk.write("good.wasm", by_hand("good", &[]));
    desk.run(&["plugin", "add", "good.wasm"]).ends(0);
    assert_eq!(compiled(), 1);
}

/// A list of installed plugins that nobody can read is not written anew over it.
#[test]
fn a_register_that_cannot_be_read_is_kept() {
    let desk = Desk::new();
    desk.recipe("mine");
    desk.run(&["plugin", "add", "mine.wasm"]).ends(0);
    let register = desk.home().join("plugins/installed.toml");
    let broken = fs::read_to_string(&register).expect("it was written") + "\n[other\n";
    fs::write(&register, &broken).expect("a writable folder");
    for command in [&["add", "mine.wasm"][..], &["remove", "mine"], &["list"]] {
        let run = desk.run(&[&["plugin"], command].concat()).ends(1);
        assert_says(
            &run,
            &["error[bad-register]", "installed.toml", "help: correct that file, or delete it"],
        );
    }
    assert_eq!(fs::read_to_string(&register).expect("it is there"), broken);
    assert!(desk.home().join("plugins/mine.wasm").exists());
    // Nobody else is in its way.
    desk.workshop("mine");
    desk.run(&["check"]).ends(0);
}
