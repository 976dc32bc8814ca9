//! What a plugin is: a component that can do nothing but answer.

use std::fs;

use atelier::plugin::{Catalogue, Pack};
use atelier_tests::{atelier, repository, scratch};
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
