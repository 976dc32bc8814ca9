//! What a merged file says about itself, in the XMP packet of its first part (ISO 16684-1).

use lopdf::Stream;
use sha2::{Digest as _, Sha256};

use crate::hash::hexadecimal;

/// Tells a file from every other by what it is made of.
#[derive(Default)]
pub struct Identity(Sha256);

impl Identity {
    /// Takes a part of the file into account.
    pub fn add(&mut self, bytes: &[u8], copies: u32) {
        self.0.update(copies.to_be_bytes());
        self.0.update(bytes);
    }

    /// 32 hexadecimal digits.
    pub fn name(&self, title: &str) -> String {
        let hash = self.0.clone().chain_update(title).finalize();
        hexadecimal(&hash[..16])
    }
}

/// Puts title, number of pages and identity where the packet has those of the first file.
pub fn rewrite(packet: &mut Stream, title: &str, pages: usize, identity: &str) {
    let Ok(text) = String::from_utf8(std::mem::take(&mut packet.content)) else { return };
    let old = between(&text, "<xmpMM:DocumentID>", "</xmpMM:DocumentID>").to_owned();
    let text = if old.is_empty() { text } else { text.replace(&old, identity) };
    let title = title.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let text = replaced(&text, "<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">", "</rdf:li>", &title);
    let text = replaced(&text, "<xmpTPg:NPages>", "</xmpTPg:NPages>", &pages.to_string());
    packet.set_content(text.into_bytes());
}

/// The first text between two others; empty if they are not there.
fn between<'a>(text: &'a str, open: &str, close: &str) -> &'a str {
    text.split_once(open).and_then(|(_, rest)| rest.split_once(close)).map_or("", |(inner, _)| inner)
}

fn replaced(text: &str, open: &str, close: &str, inner: &str) -> String {
    let old = format!("{open}{}{close}", between(text, open, close));
    text.replacen(&old, &format!("{open}{inner}{close}"), 1)
}
