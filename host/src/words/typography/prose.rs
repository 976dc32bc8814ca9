//! What the languages share: which parts of a text are prose, and what holds to what.

use super::Rules;

/// Keeps two words on one line.
pub(super) const NO_BREAK: char = '\u{a0}';
/// The same, narrower.
pub(super) const NARROW_NO_BREAK: char = '\u{202f}';

/// True for the three spaces that are exchanged for each other.
pub(super) fn is_space(c: char) -> bool {
    matches!(c, ' ' | NO_BREAK | NARROW_NO_BREAK)
}

/// Which characters are prose: not those of URLs, of e-mail addresses, and of code between backticks.
pub(super) fn prose(chars: &[char]) -> Vec<bool> {
    let mut prose = vec![true; chars.len()];
    let mut start = 0;
    while start < chars.len() {
        let separates = |c: &char| c.is_whitespace() || matches!(c, '«' | '»' | '`');
        let end = chars[start..].iter().position(separates).map_or(chars.len(), |n| start + n);
        if is_address(&chars[start..end]) {
            prose[start..end].fill(false);
        }
        let closing = |from: usize| chars[from..].iter().position(|&c| c == '`').map(|n| from + n);
        match chars.get(end).filter(|&&c| c == '`').and_then(|_| closing(end + 1)) {
            Some(close) => {
                prose[end..=close].fill(false);
                start = close + 1;
            }
            None => start = end + 1,
        }
    }
    prose
}

/// A URL or an e-mail address.
fn is_address(token: &[char]) -> bool {
    let starts_with = |prefix: &str| prefix.chars().eq(token.iter().copied().take(prefix.len()));
    starts_with("www.")
        || starts_with("mailto:")
        || token
            .windows(3)
            .any(|w| w == [':', '/', '/'] || w[1] == '@' && w[0].is_alphanumeric() && w[2].is_alphanumeric())
}

/// What a number holds to in every language: units of measurement and paper sizes.
const UNITS: [&str; 24] = [
    "h", "min", "s", "ms", "%", "‰", "€", "$", "£", "°C", "mm", "cm", "m", "km", "g", "kg", "l", "L", "ml",
    "pt", "px", "A3", "A4", "A5",
];

/// True when the text at `at` is a whole unit, as a number before it would have.
pub(super) fn is_unit_at(rules: &Rules, chars: &[char], at: usize) -> bool {
    let own = rules.units.iter().map(String::as_str);
    UNITS.into_iter().chain(own).any(|unit| is_word_at(chars, at, unit))
}

/// True when the whole word at `at` is this one.
pub(super) fn is_word_at(chars: &[char], at: usize, word: &str) -> bool {
    let length = word.chars().count();
    let rest = chars.get(at..).unwrap_or_default();
    word.chars().eq(rest.iter().copied().take(length))
        && rest.get(length).is_none_or(|c| !c.is_alphanumeric())
}
