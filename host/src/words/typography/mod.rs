//! Spaces, apostrophes and quotation marks as printers set them: once, on prose, never on addresses and code.
//!
//! Only spaces, straight apostrophes and straight quotation marks are ever touched; no other character is added,
//! dropped or moved. Setting a text twice changes nothing more. What a language wants is data: the `[typography]` of
//! its words.

mod marks;
mod prose;
mod rules;
mod spaces;

#[cfg(test)]
mod tests;

pub use rules::Rules;

use super::host::rules;

/// Sets a text by the rules of its language; a language without rules leaves it as it is.
#[must_use]
pub fn typeset(language: &str, text: &str) -> String {
    rules(language).map_or_else(|| text.to_owned(), |rules| rules.set(text))
}
