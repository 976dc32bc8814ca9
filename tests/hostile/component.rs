//! A component that is written by hand: `plugin.wat`, with something else in some of its places. For the hostile tests,
//! and for a benchmark of the host.

use std::collections::BTreeMap;
use std::fs;

use wit_component::{ComponentEncoder, StringEncoding, embed_component_metadata};
use wit_parser::Resolve;

const REPOSITORY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// What stands in the places of `plugin.wat` unless a test says otherwise.
const HARMLESS: [(&str, &str); 24] = [
    ("imports", ""),
    ("pages", "2"),
    ("table", "1000000"),
    ("attack", ""),
    ("functions", ""),
    ("spans_at", "1040"),
    ("spans", "1"),
    ("plan", ""),
    ("plan_refuses", "0"),
    ("steps", "1"),
    ("id_length", "4"),
    ("args_at", "0"),
    ("args_length", "0"),
    ("off", "0"),
    ("steps_at", "3072"),
    ("handouts", "0"),
    ("handouts_at", "3200"),
    ("warnings", "0"),
    ("warnings_at", "3300"),
    ("about_length", "4"),
    ("json_at", "0"),
    ("json_length", "0"),
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

/// A component with one more module, which has so many instances: nothing calls them, and they take their room.
#[allow(dead_code, reason = "the benchmark has no use for it")]
pub fn beside(mut component: Vec<u8>, module: &str, instances: u32) -> Vec<u8> {
    let module = wat::parse_str(module).unwrap_or_else(|error| panic!("{error}"));
    // As components are written: a section of id 1 holds a module, one of id 2 says what is made of which module.
    section(&mut component, 1, &module);
    let index =
        wasmparser::Parser::new(0).parse_all(&component).fold((0, 0_u32), |(depth, modules), payload| {
            match payload.expect("a component") {
                wasmparser::Payload::ModuleSection { .. } => (depth + 1, modules + u32::from(depth == 0)),
                wasmparser::Payload::ComponentSection { .. } => (depth + 1, modules),
                wasmparser::Payload::End(_) => (depth - 1, modules),
                _ => (depth, modules),
            }
        });
    let index = u8::try_from(index.1 - 1).expect("few modules");
    let mut made = leb128(instances);
    for _ in 0..instances {
        made.extend([0, index, 0]);
    }
    section(&mut component, 2, &made);
    component
}

fn section(component: &mut Vec<u8>, id: u8, content: &[u8]) {
    component.push(id);
    component.extend(leb128(u32::try_from(content.len()).expect("a small section")));
    component.extend(content);
}

fn leb128(mut number: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        let byte = u8::try_from(number & 0x7f).expect("seven bits");
        number >>= 7;
        if number == 0 {
            bytes.push(byte);
            return bytes;
        }
        bytes.push(byte | 0x80);
    }
}
