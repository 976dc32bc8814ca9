//! Files in one file: the same bytes for the same content.

use std::io::{Cursor, Write as _};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::output::OutputError;

/// One of the files.
pub(super) struct Entry {
    pub(super) path: &'static str,
    pub(super) content: String,
    /// Stored as it is: what tells the kind of the whole file must be read without unpacking it.
    pub(super) plain: bool,
}

impl Entry {
    pub(super) fn new(path: &'static str, content: impl Into<String>) -> Self {
        Self { path, content: content.into(), plain: false }
    }
}

pub(super) fn pack(entries: &[Entry]) -> Result<Vec<u8>, OutputError> {
    write(entries).map_err(|error| OutputError::Package(error.to_string()))
}

fn write(entries: &[Entry]) -> zip::result::ZipResult<Vec<u8>> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for entry in entries {
        let method = if entry.plain { CompressionMethod::Stored } else { CompressionMethod::Deflated };
        let options = SimpleFileOptions::default()
            .compression_method(method)
            .last_modified_time(DateTime::default())
            .unix_permissions(0o644);
        writer.start_file(entry.path, options)?;
        writer.write_all(entry.content.as_bytes())?;
    }
    Ok(writer.finish()?.into_inner())
}
