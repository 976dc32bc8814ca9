//! Makes a tagged PDF small: its thousands of structure elements go into compressed object streams.

use lopdf::{Document, SaveOptions};

/// The same document in fewer bytes; as it was, if that does not help.
pub fn repack(bytes: Vec<u8>) -> Vec<u8> {
    let options = SaveOptions::builder()
        .use_object_streams(true)
        .use_xref_streams(true)
        .max_objects_per_stream(200)
        .compression_level(9)
        .build();
    let mut packed = Vec::with_capacity(bytes.len());
    match Document::load_mem(&bytes).map(|mut document| document.save_with_options(&mut packed, options)) {
        Ok(Ok(())) if packed.len() < bytes.len() => packed,
        _ => bytes,
    }
}
