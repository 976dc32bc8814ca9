//! What may stand in a text: control characters do not, and nothing turns the direction of reading. A letter and its
//! accent are one character, however they were typed: two names that look the same are the same.

use icu_normalizer::ComposingNormalizerBorrowed;

use crate::hidden;

/// A cleaned text, and whether marks of direction were taken out.
pub(super) struct Clean {
    pub text: String,
    pub had_direction_marks: bool,
}

/// One line: line ends, tabs and runs of spaces become one space.
pub(super) fn line(text: &str) -> Clean {
    let had_direction_marks = text.contains(hidden::turns);
    let kept = |c: &char| !hidden::turns(*c) && (!c.is_control() || c.is_whitespace()) && !is_invisible(*c);
    let kept: String = text.chars().filter(kept).collect();
    let words: Vec<&str> = kept
        .split([' ', '\n', '\r', '\t', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}'])
        .filter(|word| !word.is_empty())
        .collect();
    let text = ComposingNormalizerBorrowed::new_nfc().normalize(&words.join(" ")).into_owned();
    Clean { text, had_direction_marks }
}

/// Several lines: line ends stay.
pub(super) fn lines(text: &str) -> Clean {
    let had_direction_marks = text.contains(hidden::turns);
    let cleaned: Vec<String> = text.lines().map(|one| line(one).text).collect();
    Clean { text: cleaned.join("\n").trim().to_owned(), had_direction_marks }
}

/// Characters without a shape that no script needs.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}' | '\u{2060}' | '\u{feff}') || hidden::is_single_mark(c)
}
