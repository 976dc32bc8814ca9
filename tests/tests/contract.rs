//! What a plugin is: a component that can do nothing but answer.

use atelier::plugin::{Catalogue, Pack};
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
        assert_eq!(pack.manifest.id, format.id());
        assert_eq!(pack.manifest.contract, "1.0");
        // Cut short, it is refused and nothing worse.
        for length in [0, 4, 8, 100, plugin.len() / 2, plugin.len() - 1] {
            assert!(Pack::of_plugin(&plugin[..length]).is_err(), "{} of {}", length, format.id());
        }
    }
}
