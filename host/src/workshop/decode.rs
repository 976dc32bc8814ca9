//! Bytes become text.

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

use crate::diagnostic::{Diagnostic, Sources};

/// Largest `workshop.toml`, in bytes.
const LARGEST_FILE: usize = 1 << 20;

/// Largest list of people, in bytes.
pub(super) const LARGEST_LIST: usize = 1 << 23;

/// A file that cannot be read at all.
#[derive(Debug)]
pub(crate) enum Refusal {
    TooBig,
    NotUtf8 { lossy: String, at: usize },
}

/// The text of a file that has to be UTF-8.
pub(crate) fn strict(bytes: &[u8]) -> Result<&str, Refusal> {
    if bytes.len() > LARGEST_FILE {
        return Err(Refusal::TooBig);
    }
    std::str::from_utf8(bytes).map_err(|error| Refusal::NotUtf8 {
        lossy: String::from_utf8_lossy(bytes).into_owned(),
        at: error.valid_up_to(),
    })
}

impl Refusal {
    pub(crate) fn into_diagnostic(self, name: &str, sources: &mut Sources) -> Diagnostic {
        match self {
            Self::TooBig => Diagnostic::error("file-too-big").arg("path", name),
            Self::NotUtf8 { lossy, at } => {
                let end = at + char::REPLACEMENT_CHARACTER.len_utf8();
                Diagnostic::error("not-utf8").at(sources.add(name, lossy), at..end)
            }
        }
    }
}

/// The text of a file from a spreadsheet: UTF-16 with its mark, UTF-8, or else Windows-1252. A mark of UTF-8
/// stays in the text.
pub(super) fn lenient(bytes: &[u8]) -> String {
    let encoding = match Encoding::for_bom(bytes) {
        Some((encoding, _)) if encoding != UTF_8 => encoding,
        _ => match std::str::from_utf8(bytes) {
            Ok(text) => return text.to_owned(),
            Err(_) => WINDOWS_1252,
        },
    };
    encoding.decode(bytes).0.into_owned()
}

/// True for the archives and databases that spreadsheet programs write, and for any text with a zero byte in it
/// that is not UTF-16.
pub(super) fn is_binary(bytes: &[u8]) -> bool {
    let is_utf16 = Encoding::for_bom(bytes).is_some_and(|(encoding, _)| encoding != UTF_8);
    bytes.starts_with(b"PK\x03\x04") || (!is_utf16 && bytes.contains(&0))
}
