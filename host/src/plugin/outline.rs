//! What the sections of a component file say without being compiled: its pack, and the versions of the contract that
//! it exports.

use std::io::{self, BufReader, Read, Seek};

use wasmparser::{BinaryReader, ComponentExportSectionReader};

use super::contract;
use super::section::NAME;

/// Bytes that are read at once: many small sections. What is inside the large ones is skipped.
const WINDOW: usize = 4 << 10;

/// Bytes of the name of a pack's section with its length before it.
const NAMED: usize = NAME.len() + 1;

/// The ids of the sections that are read.
const CUSTOM: u8 = 0;
const EXPORTS: u8 = 11;

/// A plugin exports one instance: a section of more bytes is left to who compiles it.
const LARGEST_EXPORTS: u64 = 16 << 10;

/// What the heads of a component's sections say.
#[derive(Debug, PartialEq, Eq)]
pub struct Outline {
    /// Its pack; how many bytes it has, when these are too many.
    pub pack: Result<Vec<u8>, u64>,
    /// The versions of the contract that it exports. None when nobody but a compiler can say.
    pub contracts: Option<Vec<String>>,
}

/// The outline of a component file of `length` bytes, found by reading the heads of its sections: the code is not read.
/// None when it has no pack, or
/// more than one, or when this is not a component.
///
/// # Errors
/// When the file cannot be read.
pub fn read(file: impl Read + Seek, length: u64, largest: usize) -> io::Result<Option<Outline>> {
    match walk(&mut BufReader::with_capacity(WINDOW, file), length, largest as u64) {
        // A section that is cut short.
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(None),
        walked => walked,
    }
}

fn walk(file: &mut BufReader<impl Read + Seek>, length: u64, largest: u64) -> io::Result<Option<Outline>> {
    let mut preamble = [0; 8];
    file.read_exact(&mut preamble)?;
    if preamble != wasm_encoder::Component::HEADER {
        return Ok(None);
    }
    let mut at = preamble.len() as u64;
    let mut found = None;
    let mut contracts = Some(Vec::new());
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
        let named = id == [CUSTOM] && u64::from(size) >= NAMED as u64;
        let is_pack = named && is_pack(file)?;
        now += if named { NAMED as u64 } else { 0 };
        let inside = end - now;
        let is_exports = id == [EXPORTS];
        let read = (is_pack && inside <= largest) || (is_exports && inside <= LARGEST_EXPORTS);
        let content = if read { Some(bytes(file, inside)?) } else { skip(file, inside)? };
        if is_exports {
            let more = content.and_then(|exports| versions(&exports));
            contracts = contracts.zip(more).map(|(all, more)| [all, more].concat());
        } else if is_pack && found.replace(content.ok_or(inside)).is_some() {
            return Ok(None);
        }
        at = end;
    }
    Ok(found.map(|pack| Outline { pack, contracts }))
}

/// Goes past so many bytes.
fn skip(file: &mut BufReader<impl Read + Seek>, count: u64) -> io::Result<Option<Vec<u8>>> {
    file.seek_relative(i64::try_from(count).unwrap_or(i64::MAX))?;
    Ok(None)
}

/// So many of the next bytes.
fn bytes(file: &mut impl Read, count: u64) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; usize::try_from(count).unwrap_or(usize::MAX)];
    file.read_exact(&mut bytes)?;
    Ok(bytes)
}

/// The versions of the contract in a section of exports. None when it cannot be read.
fn versions(exports: &[u8]) -> Option<Vec<String>> {
    let exports = ComponentExportSectionReader::new(BinaryReader::new(exports, 0)).ok()?;
    let names: Vec<&str> =
        exports.into_iter().map(|export| Some(export.ok()?.name.name)).collect::<Option<_>>()?;
    Some(names.into_iter().filter_map(contract::version).map(str::to_owned).collect())
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
