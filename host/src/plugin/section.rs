//! Where a pack travels: a custom section at the end of a component, which runs as well with it as without.

use std::borrow::Cow;
use std::io::{self, BufReader, Read, Seek, SeekFrom};

use wasm_encoder::{ComponentSection as _, CustomSection};
use wasmparser::{Parser, Payload};

/// Bytes that are read at once: the head of a section. What is inside the others is skipped.
const HEAD: usize = 64;

/// The name of the section.
const NAME: &str = "atelier:pack";
/// Bytes of the name with its length before it.
const NAMED: usize = NAME.len() + 1;

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

/// The pack in a component file, found by reading the heads of its sections: the code is not read. None as
/// with [`find`].
///
/// # Errors
/// When the file cannot be read.
pub fn find_in_file(file: &mut (impl Read + Seek), largest: usize) -> io::Result<Option<Vec<u8>>> {
    let length = file.seek(SeekFrom::End(0))?;
    file.seek(SeekFrom::Start(0))?;
    match walk(&mut BufReader::with_capacity(HEAD, file), length, largest) {
        // A section that is cut short.
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(None),
        walked => walked,
    }
}

fn walk(file: &mut BufReader<impl Read + Seek>, length: u64, largest: usize) -> io::Result<Option<Vec<u8>>> {
    let mut preamble = [0; 8];
    file.read_exact(&mut preamble)?;
    if preamble != wasm_encoder::Component::HEADER {
        return Ok(None);
    }
    let mut at = preamble.len() as u64;
    let mut found = None;
    while at < length {
        let mut id = [0];
        file.read_exact(&mut id)?;
        let Some((size, digits)) = leb128(file)? else { return Ok(None) };
        // Where the next byte to read stands.
        let mut now = at + 1 + digits;
        let end = now.saturating_add(u64::from(size));
        if end > length {
            return Ok(None);
        }
        let named = id == [0] && u64::from(size) >= NAMED as u64;
        let is_pack = named && is_pack(file)?;
        now += if named { NAMED as u64 } else { 0 };
        if is_pack {
            let inside = usize::try_from(end - now).unwrap_or(usize::MAX);
            if found.is_some() || inside > largest {
                return Ok(None);
            }
            let mut pack = vec![0; inside];
            file.read_exact(&mut pack)?;
            found = Some(pack);
            now = end;
        }
        file.seek_relative(i64::try_from(end - now).unwrap_or(i64::MAX))?;
        at = end;
    }
    Ok(found)
}

/// Reads the name of a custom section; true when it is the pack's.
fn is_pack(file: &mut impl Read) -> io::Result<bool> {
    let mut name = [0; NAMED];
    file.read_exact(&mut name)?;
    Ok(usize::from(name[0]) == NAME.len() && &name[1..] == NAME.as_bytes())
}

/// An unsigned number of at most 32 bits, and how many bytes it takes.
fn leb128(file: &mut impl Read) -> io::Result<Option<(u32, u64)>> {
    let mut value = 0_u64;
    for (digits, shift) in (1..).zip((0..35).step_by(7)) {
        let mut byte = [0];
        file.read_exact(&mut byte)?;
        value |= u64::from(byte[0] & 0x7f) << shift;
        if byte[0] < 0x80 {
            return Ok(u32::try_from(value).ok().map(|value| (value, digits)));
        }
    }
    Ok(None)
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
