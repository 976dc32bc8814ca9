//! What a component asks for: the names of its imports, read without compiling it.

use wasmparser::{Parser, Payload};

/// The imports of a component; those of what is inside it are its own matter. As far as it can be read: what cannot is
/// refused when it is loaded.
#[must_use]
pub fn imports(component: &[u8]) -> Vec<String> {
    let (mut names, mut depth) = (Vec::new(), 0);
    for payload in Parser::new(0).parse_all(component).map_while(Result::ok) {
        match payload {
            Payload::ModuleSection { .. } | Payload::ComponentSection { .. } => depth += 1,
            Payload::End(_) => depth -= 1,
            Payload::ComponentImportSection(section) if depth == 0 => {
                names.extend(
                    section.into_iter().map_while(Result::ok).map(|import| import.name.name.to_owned()),
                );
            }
            _ => {}
        }
    }
    names
}
