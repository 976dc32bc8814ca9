//! A component that is written by hand: `plugin.wat`, with something else in some of its places. For the hostile tests,
//! and for a benchmark of the host.

use std::collections::BTreeMap;
use std::fs;

use wit_component::{ComponentEncoder, StringEncoding, embed_component_metadata};
use wit_parser::Resolve;

const REPOSITORY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// What stands in the places of `plugin.wat` unless a test says otherwise.
const HARMLESS: [(&str, &str); 15] = [
    ("imports", ""),
    ("pages", "2"),
    ("table", "1000000"),
    ("attack", ""),
    ("functions", ""),
    ("spans_at", "1040"),
    ("spans", "1"),
    ("plan_refuses", "0"),
    ("steps", "1"),
    ("id_length", "4"),
    ("args_at", "0"),
    ("args_length", "0"),
    ("off", "0"),
    ("data", ""),
    ("world", ""),
];

/// The component of `plugin.wat` with some places filled. `world` adds lines to its world.
pub fn component(places: &[(&str, &str)]) -> Vec<u8> {
    let mut filled: BTreeMap<&str, &str> = HARMLESS.into_iter().collect();
    for (place, text) in places {
        assert!(filled.insert(place, text).is_some(), "there is no place `{place}`");
    }
    let mut text = fs::read_to_string(format!("{REPOSITORY}/tests/hostile/plugin.wat")).expect("it is there");
    for (place, filling) in &filled {
        text = text.replace(&format!("{{{{{place}}}}}"), filling);
    }
    let mut module = wat::parse_str(&text).unwrap_or_else(|error| panic!("{error}"));
    let contract =
        fs::read_to_string(format!("{REPOSITORY}/plugins/sdk/wit/format.wit")).expect("it is there");
    let contract =
        contract.replace("    export planning;", &format!("    export planning;\n{}", filled["world"]));
    let mut resolve = Resolve::default();
    let package = resolve.push_str("format.wit", &contract).expect("the contract");
    let world = resolve.select_world(&[package], None).expect("a world");
    embed_component_metadata(&mut module, &resolve, world, StringEncoding::UTF8).expect("metadata");
    ComponentEncoder::default()
        .module(&module)
        .and_then(|mut encoder| encoder.encode())
        .unwrap_or_else(|error| panic!("{error:#}"))
}
