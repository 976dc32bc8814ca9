//! Makes a tagged PDF small: its thousands of structure elements go into compressed object streams.

use lopdf::{Document, SaveOptions};

/// The same document in fewer bytes; as it was, if that does not help.
pub fn repack(bytes: Vec<u8>) -> Vec<u8> {
    let packed = Document::load_mem(&bytes).ok().and_then(|mut document| packed(&mut document).ok());
    packed.filter(|packed| packed.len() < bytes.len()).unwrap_or(bytes)
}

/// A document as a file.
///
/// # Errors
/// None that a document of this program meets.
pub fn packed(document: &mut Document) -> std::io::Result<Vec<u8>> {
    let options = SaveOptions::builder()
        .use_object_streams(true)
        .use_xref_streams(true)
        .max_objects_per_stream(200)
        .compression_level(9)
        .build();
    let mut packed = Vec::new();
    document.save_with_options(&mut packed, options)?;
    Ok(packed)
}
