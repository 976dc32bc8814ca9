//! French.

use super::prose::{NARROW_NO_BREAK, NO_BREAK, is_space, is_word_at, prose, unit_at};

/// Sets a French text:
/// - a narrow no-break space before `;`, `!` and `?`, a no-break space before `:`; where the text has none, it is
///   added after a word;
/// - no-break spaces inside « » and in `n° 7`, and between a number and its unit: `24 %`, `13 h 30`;
/// - a narrow no-break space between groups of thousands;
/// - a curly apostrophe between letters.
#[must_use]
pub fn french(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let prose = prose(&chars);
    let mut set = String::with_capacity(text.len() + 8);
    for (i, &c) in chars.iter().enumerate() {
        if is_space(c) {
            set.push(space(&chars, &prose, i).unwrap_or(c));
            continue;
        }
        if prose[i] {
            set.extend(missing_space(&chars, i));
        }
        set.push(if c == '\'' && prose[i] && is_apostrophe(&chars, i) { '’' } else { c });
    }
    set
}

/// What the space at `i` must be, if that is settled.
fn space(chars: &[char], prose: &[bool], i: usize) -> Option<char> {
    let before = i.checked_sub(1).filter(|&at| prose[at]).map(|at| chars[at]);
    if before == Some('«') {
        return Some(NO_BREAK);
    }
    if prose.get(i + 1) != Some(&true) {
        return None;
    }
    match chars[i + 1] {
        '»' => return Some(NO_BREAK),
        ':' if ends_phrase(chars, i + 1) => return Some(NO_BREAK),
        ';' | '!' | '?' if ends_phrase(chars, i + 1) => return Some(NARROW_NO_BREAK),
        _ => {}
    }
    let before = before?;
    if before.is_ascii_digit() && thousands_at(chars, i) {
        return Some(NARROW_NO_BREAK);
    }
    let number_and_unit = before.is_ascii_digit() && unit_at(chars, i + 1);
    let holds = number_and_unit || splits_length(chars, i) || is_number_sign(chars, i);
    holds.then_some(NO_BREAK)
}

/// The space that has to be added before the character at `i`.
fn missing_space(chars: &[char], i: usize) -> Option<char> {
    let before = chars[i.checked_sub(1)?];
    if before.is_whitespace() {
        return None;
    }
    let after_word = before.is_alphanumeric() || matches!(before, ')' | ']' | '»' | '”' | '%' | '€');
    match chars[i] {
        _ if before == '«' => Some(NO_BREAK),
        '»' => Some(NO_BREAK),
        ':' if after_word && ends_word(chars, i) => Some(NO_BREAK),
        ';' | '!' | '?' if after_word && ends_word(chars, i) => Some(NARROW_NO_BREAK),
        '%' | '€' if before.is_ascii_digit() && !followed_by_word(chars, i) => Some(NO_BREAK),
        c if c.is_ascii_digit() && is_number_sign(chars, i) => Some(NO_BREAK),
        _ => None,
    }
}

/// True when the mark at `i` is punctuation and not the start of something like `:name` or `::`.
fn ends_phrase(chars: &[char], i: usize) -> bool {
    !followed_by_word(chars, i) && (chars[i] != ':' || !matches!(chars.get(i + 1), Some(':' | '/')))
}

/// True when the marks at `i` are followed by a space, the end of the text or something that closes.
fn ends_word(chars: &[char], i: usize) -> bool {
    let next = chars[i + 1..].iter().find(|c| !matches!(c, '!' | '?'));
    next.is_none_or(|c| c.is_whitespace() || matches!(c, ')' | ']' | '»' | '”' | '"'))
}

fn followed_by_word(chars: &[char], i: usize) -> bool {
    chars.get(i + 1).is_some_and(|c| c.is_alphanumeric())
}

/// True when the space at `i` stands before a group of exactly three digits, in a number that starts with a group
/// of one to three.
fn thousands_at(chars: &[char], i: usize) -> bool {
    let digits =
        |from: usize| chars[from.min(chars.len())..].iter().take_while(|c| c.is_ascii_digit()).count();
    let mut start = i;
    loop {
        let group = chars[..start].iter().rev().take_while(|c| c.is_ascii_digit()).count();
        let first = start - group;
        let more = first >= 2 && is_space(chars[first - 1]) && chars[first - 2].is_ascii_digit();
        if !(1..=3).contains(&group) || (more && group != 3) {
            return false;
        }
        if !more {
            let joined =
                first > 0 && (chars[first - 1].is_alphanumeric() || matches!(chars[first - 1], ',' | '.'));
            if joined || chars[first] == '0' {
                return false;
            }
            break;
        }
        start = first - 1;
    }
    let mut space = i;
    while digits(space + 1) == 3 {
        let end = space + 4;
        let more = chars.get(end).is_some_and(|&c| is_space(c)) && digits(end + 1) > 0;
        if !more {
            return chars.get(end).is_none_or(|c| !c.is_alphanumeric());
        }
        space = end;
    }
    false
}

/// True for the space at `i` in `13 h 30` or `1 min 30`, after the unit.
fn splits_length(chars: &[char], i: usize) -> bool {
    let unit = chars[..i].iter().rev().take_while(|c| c.is_alphabetic()).count();
    let start = i - unit;
    let is_unit = is_word_at(chars, start, "h") || is_word_at(chars, start, "min");
    let after_number = start >= 2 && is_space(chars[start - 1]) && chars[start - 2].is_ascii_digit();
    let digits = chars[i + 1..].iter().take_while(|c| c.is_ascii_digit()).count();
    is_unit && after_number && digits == 2
}

/// True when `n°` or `N°` ends just before `i`, and a number follows.
fn is_number_sign(chars: &[char], i: usize) -> bool {
    let sign = i >= 2 && matches!(chars[i - 2..i], ['n' | 'N', '°']);
    let whole = i < 3 || !chars[i - 3].is_alphanumeric();
    let number = if is_space(chars[i]) { chars.get(i + 1) } else { chars.get(i) };
    sign && whole && number.is_some_and(char::is_ascii_digit)
}

/// Words that lose their vowel before another: the apostrophe that ends a text after them is one.
const ELIDED: [&str; 14] =
    ["c", "d", "j", "l", "m", "n", "s", "t", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu", "quelqu"];

/// True when the straight apostrophe at `i` joins two words.
fn is_apostrophe(chars: &[char], i: usize) -> bool {
    if i == 0 || !chars[i - 1].is_alphabetic() {
        return false;
    }
    if let Some(&next) = chars.get(i + 1) {
        return next.is_alphabetic() || next == '«';
    }
    let letters = chars[..i].iter().rev().take_while(|c| c.is_alphanumeric()).count();
    let word: String = chars[i - letters..i].iter().collect();
    ELIDED.contains(&word.to_lowercase().as_str())
}
