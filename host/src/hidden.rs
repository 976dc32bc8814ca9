//! Characters that nobody sees and that do something: they move the cursor of a terminal, or turn the direction of
//! reading so that a text reads as another.
//!
//! Texts of packs, of plugins and of workshops lose them where they are read, and whatever is printed in a terminal once
//! more. Letters that are written from right to left need none of them: each letter has its direction.

use std::borrow::Cow;

/// A text without hidden characters.
#[must_use]
pub fn without(text: &str) -> Cow<'_, str> {
    if text.contains(is_hidden) { Cow::Owned(text.replace(is_hidden, "")) } else { Cow::Borrowed(text) }
}

/// JSON text with hidden characters spelt as JSON spells them: `\u202e`.
#[must_use]
pub fn spelt(json: &str) -> Cow<'_, str> {
    if !json.contains(is_hidden) {
        return Cow::Borrowed(json);
    }
    let spell = |c: char| if is_hidden(c) { format!("\\u{:04x}", u32::from(c)) } else { c.to_string() };
    Cow::Owned(json.chars().map(spell).collect())
}

/// A control character other than those of lines and columns, or a mark of direction.
#[must_use]
pub fn is_hidden(c: char) -> bool {
    (c.is_control() && c != '\n' && c != '\t') || turns(c) || is_single_mark(c)
}

/// Embeddings, overrides and isolates, with those that are out of use: what follows them is read in another order.
#[must_use]
pub fn turns(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{206f}')
}

/// Marks that count as a letter of a direction.
#[must_use]
pub fn is_single_mark(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{61c}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_every_script_stay() {
        for text in [
            "L’été,\n\tà 13\u{202f}h\u{a0}!",
            "مقهى العالم",
            "בית קפה",
            "नमस्\u{200d}ते",
            "می\u{200c}خواهم",
            "👩\u{200d}🔧",
        ] {
            assert_eq!(without(text), text);
            assert_eq!(spelt(text), text);
        }
    }

    #[test]
    fn what_nobody_sees_goes_or_is_spelt() {
        let text = "a\u{1b}[31m\u{202e}b\u{2066}c\u{2069}\r\u{7f}\u{9b}\u{200f}\u{61c}\u{206a}d";
        assert_eq!(without(text), "a[31mbcd");
        assert_eq!(spelt("\"a\u{202e}\u{9b}\"\n"), "\"a\\u202e\\u009b\"\n");
    }
}
