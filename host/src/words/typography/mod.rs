//! Spaces, apostrophes and quotation marks as printers set them: once, on prose, never on addresses and code.
//!
//! Only spaces, straight apostrophes and straight quotation marks are ever touched; no other character is added,
//! dropped or moved. Setting a text twice changes nothing more.

mod english;
mod french;
mod prose;

#[cfg(test)]
mod tests;

pub use english::english;
pub use french::french;

/// Sets a text by the rules of its language; a language without rules of its own leaves it as it is.
#[must_use]
pub fn typeset(language: &str, text: &str) -> String {
    match language {
        "fr" => french(text),
        "en" => english(text),
        _ => text.to_owned(),
    }
}
