//! What a plugin is: a component that can do nothing but answer.

use std::fs;

use atelier::plugin::{Catalogue, Pack, append_pack, tarball};
use atelier_tests::{atelier, atelier_at, repository, scratch};
use wasmparser::{Parser, Payload};

/// The names that a component imports and exports itself; those of what is inside it are its own matter.
fn interface(component: &[u8]) -> (Vec<String>, Vec<String>) {
    let (mut imports, mut exports, mut depth) = (Vec::new(), Vec::new(), 0);
    for payload in Parser::new(0).parse_all(component) {
        match payload.expect("a sound component") {
            Payload::ModuleSection { .. } | Payload::ComponentSection { .. } => depth += 1,
            Payload::End(_) => depth -= 1,
            Payload::ComponentImportSection(section) if depth == 0 => {
                imports.extend(section.into_iter().map(|import| import.expect("sound").name.name.to_owned()));
            }
            Payload::ComponentExportSection(section) if depth == 0 => {
                exports.extend(section.into_iter().map(|export| export.expect("sound").name.name.to_owned()));
            }
            _ => {}
        }
    }
    assert_eq!(depth, -1, "every part has its end");
    (imports, exports)
}

#[test]
fn official_plugins_import_nothing_but_log() {
    let catalogue = Catalogue::official().expect("sound packs");
    let mut ids = Vec::new();
    for format in catalogue.iter() {
        let plugin = format.plugin().expect("it is in the binary");
        let (imports, exports) = interface(&plugin);
        assert_eq!(imports, ["log"], "{}", format.id());
        assert_eq!(exports, ["atelier:format/planning@1.0.0"], "{}", format.id());
        ids.push(format.id());
    }
    assert!(["brainstorm", "dot-voting", "world-cafe"].iter().all(|id| ids.contains(id)), "{ids:?}");
}

#[test]
fn a_pack_travels_inside_and_is_found_without_compiling() {
    for format in Catalogue::official().expect("sound packs").iter() {
        let plugin = format.plugin().expect("it is in the binary");
        let pack = Pack::of_plugin(&plugin).expect("a pack");
        // What the build has read is what the file says.
        let said = |pack: &Pack| {
            let texts = [&pack.words, &pack.handouts, &pack.canvases].map(Clone::clone);
            (format!("{:?}", pack.manifest), pack.manifest_json(), texts)
        };
        assert_eq!(said(&pack), said(&format.pack));
        assert_eq!(format.sha256().expect("it is in the binary"), atelier::hash::sha256(&plugin));
        assert_eq!(pack.manifest.id, format.id());
        assert_eq!(pack.manifest.contract, "1.0");
        // Cut short, it is refused and nothing worse.
        for length in [0, 4, 8, 100, plugin.len() / 2, plugin.len() - 1] {
            assert!(Pack::of_plugin(&plugin[..length]).is_err(), "{} of {}", length, format.id());
        }
    }
}

/// The fingerprint of the contract without its comments, which may explain better what is there.
const CONTRACT: &str = "a895bfd0c5e985d8bb744c05860db35764feb82c87be75f00dcd2470221c82c0";

#[test]
fn the_contract_is_frozen() {
    let text = fs::read_to_string(repository("plugins/sdk/wit/format.wit")).expect("it is there");
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//"));
    let found = atelier::hash::sha256(lines.collect::<Vec<_>>().join("\n"));
    assert_eq!(
        found, CONTRACT,
        "atelier:format@1.0.0 is frozen: compiled plugins rely on every function, record and field of it. A new ability \
         is a new interface in a package of its own version, which the host looks for among a plugin's exports."
    );
}

/// The fingerprint of the frozen plugin: whoever builds it again breaks this.
const FROZEN: &str = "c8f2cd99d8af7290b475104fac8bd786c4f111537262d5db5d171e615c819e6e";

#[test]
fn the_frozen_plugin_of_the_first_contract_is_loaded_and_plans_as_ever() {
    let path = repository("tests/contract/pairs-1-0.wasm");
    let bytes = fs::read(&path).expect("it is there");
    assert_eq!(atelier::hash::sha256(&bytes), FROZEN);
    let folder = scratch();
    let plugin = path.to_str().expect("a path");
    let run = atelier(folder.path(), &["plugin", "test", plugin, "--lang", "en"]).ends(0);
    assert!(run.err.lines().any(|line| line.starts_with("pairs-1-0: all is right")), "{}", run.err);
    let text = "title = \"T\"\nlanguage = \"en\"\npeople = 9\nstart = 09:00\nend = 09:25\n\n[[block]]\nformat = \"pairs-1-0\"\n";
    fs::write(folder.path().join("workshop.toml"), text).expect("a writable folder");
    let plan = atelier(folder.path(), &["plan", "--json", "--plugin", plugin]).ends(0).json();
    let steps = plan["days"][0]["blocks"][0]["steps"].as_array().expect("steps");
    let found: Vec<(&str, u64)> =
        steps.iter().map(|s| (s["id"].as_str().unwrap_or(""), s["seconds"].as_u64().unwrap_or(0))).collect();
    assert_eq!(
        found,
        [("welcome", 240), ("talk-1", 360), ("talk-2", 360), ("talk-3", 360), ("harvest", 180)]
    );
    assert_eq!(plan["seating"][0]["rounds"].as_array().map(Vec::len), Some(3));
    assert_eq!(plan["seating"][0]["repeats"], 0);
}

/// A plugin that exports this, and whose `format.toml` is that of the hostile one but for this.
fn plugin_of_tomorrow(exports: &str, old: &str, new: &str) -> Vec<u8> {
    let read = |name: &str| fs::read_to_string(repository("tests/hostile").join(name)).expect("it is there");
    let manifest = read("format.toml").replace("\"hostile\"", "\"tomorrow\"").replace(old, new);
    let words = read("words.toml");
    let files = [("en.toml", &words), ("format.toml", &manifest), ("fr.toml", &words)];
    let pack = tarball::archive(files.into_iter().map(|(name, text)| (name, text.as_bytes())));
    let component = format!(
        "(component
            (core module $m (func (export \"f\") (result i32) (i32.const 7)))
            (core instance $i (instantiate $m))
            (func $f (result u32) (canon lift (core func $i \"f\")))
            (instance $planning (export \"lengths\" (func $f)))
            {exports})"
    );
    let mut plugin = wat::parse_str(component).expect("a component");
    append_pack(&mut plugin, &pack.expect("an archive"));
    plugin
}

/// What is told before anybody needs it: at a list, by the kit of a workshop that uses it, and when it is added; under
/// whatever name its file has.
#[test]
fn a_plugin_for_another_contract_is_told_with_what_to_do() {
    let export =
        |version: &str| format!("(export \"atelier:format/planning@{version}\" (instance $planning))");
    for (plugin, found) in [
        // It says one thing, and its code is another.
        (plugin_of_tomorrow(&export("2.1.0"), "", ""), "version 2.1.0 of the contract"),
        (plugin_of_tomorrow("", "", ""), "another contract"),
        // What it says cannot be read by today's rules.
        (
            plugin_of_tomorrow(&export("1.1.0"), "contract = \"1.0\"", "contract = \"1.1\"\nmood = \"gay\""),
            "version 1.1 of the contract",
        ),
    ] {
        let (home, folder) = (scratch(), scratch());
        let installed = home.path().join("plugins/other-name.wasm");
        fs::create_dir(home.path().join("plugins")).expect("a writable folder");
        fs::write(&installed, &plugin).expect("a writable folder");
        let says = |run: &str, path: &str| {
            let told = format!(
                "the plugin “tomorrow” ({path}) is written for {found}, and this program understands 1.0"
            );
            assert!(run.contains(&told), "`{told}` is not in:\n{run}");
            assert!(run.contains("help: update this program, or ask the authors of the plugin"), "{run}");
        };
        let run = |args: &[&str]| {
            atelier_at(home.path(), folder.path(), &[args, &["--lang", "en"]].concat()).ends(1).err
        };
        let path = installed.display().to_string();
        says(&run(&["plugin", "list"]), &path);
        let text = "title = \"T\"\nlanguage = \"en\"\npeople = 9\nstart = 09:00\nend = 09:30\n\n[[block]]\nformat = \"tomorrow\"\n";
        fs::write(folder.path().join("workshop.toml"), text).expect("a writable folder");
        says(&run(&["kit"]), &path);
        fs::write(folder.path().join("x.wasm"), &plugin).expect("a writable folder");
        says(&run(&["plugin", "add", "x.wasm"]), "x.wasm");
        says(&run(&["kit", "--plugin", "x.wasm"]), "x.wasm");
    }
}

/// The same in French.
#[test]
fn a_plugin_for_another_contract_is_told_in_french() {
    let folder = scratch();
    let plugin =
        plugin_of_tomorrow("(export \"atelier:format/planning@3.0.0\" (instance $planning))", "", "");
    fs::write(folder.path().join("x.wasm"), plugin).expect("a writable folder");
    let run = atelier(folder.path(), &["plugin", "inspect", "x.wasm", "--lang", "fr"]).ends(1);
    let said = run.err.replace(['\u{a0}', '\u{202f}'], " ");
    for part in
        ["« tomorrow » (x.wasm)", "version 3.0.0 du contrat", "comprend 1.0", "mettez ce programme à jour"]
    {
        assert!(said.contains(part), "`{part}` is not in:\n{said}");
    }
}
