//! Values as plain text: no character of a value is ever seen by the Markdown parser as markup.
//!
//! A value is written with stand-ins for its punctuation. The stand-ins are Unicode noncharacters, which no
//! text may hold and which Markdown takes for letters; they become the characters again when the tree is
//! built. So the same writing is safe at the start of a paragraph, in a table cell, a heading, a link, a code
//! span or between the quotes of a block's attribute.

use std::fmt;

use crate::hidden::is_hidden;

/// U+FDD0 to U+FDEF: as many noncharacters as ASCII has punctuation marks.
const PUNCTUATION_BASE: u32 = 0xFDD0;

/// The ASCII punctuation marks, in the order of their stand-ins.
const PUNCTUATION: &[u8; 32] = b"!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

/// A space that neither indents nor ends a word of markup.
const SPACE: char = '\u{1FFFE}';

/// Nothing, written where a value is empty or is not ASCII at an end: what stands around it keeps its
/// meaning.
const NOTHING: char = '\u{1FFFF}';

/// U+2FFFE, U+2FFFF, U+3FFFE … U+6FFFF: digits that cannot begin a numbered list.
const DIGIT_BASE: u32 = 0x2_FFFE;

/// Writes a value so that Markdown sees only letters. Runs of white space, line breaks and control characters
/// become one space.
///
/// # Errors
/// Those of the writer.
pub fn write_escaped(out: &mut dyn fmt::Write, value: &str) -> fmt::Result {
    // Emphasis looks at the characters inside its marks: emoji and foreign punctuation would undo it. Which those are
    // differs with the version of Unicode, and some letters are symbols as well (Ⓐ): all but ASCII is kept apart.
    let is_apart = |character: Option<char>| character.is_none_or(|c| !c.is_ascii());
    if is_apart(value.chars().next()) {
        out.write_char(NOTHING)?;
    }
    // "12" before a template's own ". " would begin a list; "12 chairs" cannot.
    let mut is_number = value.bytes().all(|byte| byte.is_ascii_digit());
    let mut in_space = false;
    for character in value.chars() {
        if is_space(character) {
            if !in_space {
                out.write_char(SPACE)?;
            }
            in_space = true;
            continue;
        }
        in_space = false;
        if is_number {
            out.write_char(digit_stand_in(character))?;
            is_number = false;
        } else {
            out.write_char(stand_in(character))?;
        }
    }
    if !value.is_empty() && is_apart(value.chars().next_back()) {
        out.write_char(NOTHING)?;
    }
    Ok(())
}

/// Gives the characters back, but for those that nobody sees: a template can write them in many ways.
pub fn unescape(text: &str) -> String {
    text.chars().filter(|&c| c != NOTHING && !is_hidden(c)).map(original).collect()
}

/// The stand-in of one character of a template's own text.
pub fn stand_in(character: char) -> char {
    let Some(index) = PUNCTUATION.iter().position(|&mark| u32::from(mark) == u32::from(character)) else {
        return character;
    };
    u32::try_from(index).ok().and_then(|index| char::from_u32(PUNCTUATION_BASE + index)).unwrap_or(character)
}

fn digit_stand_in(character: char) -> char {
    let digit = u32::from(character) - u32::from('0');
    char::from_u32(DIGIT_BASE + digit / 2 * 0x1_0000 + digit % 2).unwrap_or(character)
}

fn original(character: char) -> char {
    let code = u32::from(character);
    match code {
        0xFDD0..=0xFDEF => char::from(PUNCTUATION[(code - PUNCTUATION_BASE) as usize]),
        _ if character == SPACE => ' ',
        0x2_FFFE..=0x6_FFFF if code & 0xFFFE == 0xFFFE => {
            let digit = (code - DIGIT_BASE) / 0x1_0000 * 2 + (code & 1);
            char::from_digit(digit, 10).unwrap_or(character)
        }
        _ => character,
    }
}

/// White space that has no meaning in running text. No-break spaces have one.
fn is_space(character: char) -> bool {
    character == ' ' || character.is_control() || matches!(character, '\u{2028}' | '\u{2029}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn escaped(value: &str) -> String {
        let mut out = String::new();
        write_escaped(&mut out, value).unwrap();
        out
    }

    #[test]
    fn no_punctuation_and_no_plain_space_is_left() {
        let all = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~ \t\r\n\u{b}\u{2028}";
        let out = escaped(all);
        assert!(out.chars().all(|c| !c.is_ascii() && !c.is_whitespace()), "{out:?}");
        assert_eq!(unescape(&out), "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~ ");
    }

    #[test]
    fn white_space_runs_become_one_space() {
        assert_eq!(unescape(&escaped("  a \n\t b\u{0} ")), " a b ");
        assert_eq!(unescape(&escaped("17\u{202f}h")), "17\u{202f}h");
    }

    #[test]
    fn a_number_cannot_begin_a_list() {
        for number in ["0", "1", "42", "9876543210"] {
            let out = escaped(number);
            assert!(!out.starts_with(|c: char| c.is_ascii_digit()), "{out:?}");
            assert_eq!(unescape(&out), number);
        }
    }

    #[test]
    fn an_empty_value_is_written_as_nothing() {
        assert_eq!(escaped(""), "\u{1FFFF}");
        assert_eq!(unescape(&escaped("")), "");
    }
}
