//! Where a pack travels: a custom section at the end of a component, which runs as well with it as without.
//! The build script includes this file.

use std::borrow::Cow;

use wasm_encoder::{ComponentSection as _, CustomSection};
use wasmparser::{Parser, Payload};

/// The name of the section.
pub const NAME: &str = "atelier:pack";

/// Adds a pack to a component.
pub fn append(component: &mut Vec<u8>, pack: &[u8]) {
    let section = CustomSection { name: NAME.into(), data: Cow::Borrowed(pack) };
    section.append_to_component(component);
}

/// The pack in a component, found by walking over its sections without looking into them. None when there is
/// none, more than one, or when this is not a component.
pub fn find(component: &[u8]) -> Option<&[u8]> {
    let mut parser = Parser::new(0);
    let mut rest = component;
    let mut found = None;
    loop {
        let wasmparser::Chunk::Parsed { consumed, payload } = parser.parse(rest, true).ok()? else {
            return None;
        };
        match payload {
            Payload::End(_) => return found,
            Payload::CustomSection(section) if section.name() == NAME && found.is_some() => return None,
            Payload::CustomSection(section) if section.name() == NAME => found = Some(section.data()),
            // What is inside is the compiler's business.
            Payload::ModuleSection { unchecked_range, .. }
            | Payload::ComponentSection { unchecked_range, .. } => {
                let inside = unchecked_range.end.checked_sub(unchecked_range.start)?;
                rest = rest.get(consumed + inside..)?;
                continue;
            }
            _ => {}
        }
        rest = rest.get(consumed..)?;
    }
}

/// A component without its pack: what runs.
#[must_use]
pub fn without_pack(plugin: &[u8]) -> Option<Vec<u8>> {
    let pack = find(plugin)?;
    // `find` gave a part of `plugin`: the section begins before it with its head.
    let end = pack.as_ptr() as usize - plugin.as_ptr() as usize + pack.len();
    let mut head = Vec::new();
    append(&mut head, pack);
    let start = end.checked_sub(head.len())?;
    if plugin.get(start..end)? != head.as_slice() {
        return None;
    }
    Some([&plugin[..start], &plugin[end..]].concat())
}
