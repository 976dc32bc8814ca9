//! Which spaces do not break, and which have to be added.

use super::Rules;
use super::prose::{NARROW_NO_BREAK, NO_BREAK, is_space, is_unit_at, is_word_at};

/// What the space at `i` must be, if that is settled.
pub(super) fn space(rules: &Rules, chars: &[char], prose: &[bool], i: usize) -> Option<char> {
    let before = i.checked_sub(1).filter(|&at| prose[at]).map(|at| chars[at]);
    if let (Some(before), Some([open, _])) = (before, rules.inside)
        && before == open
    {
        return Some(NO_BREAK);
    }
    if prose.get(i + 1) != Some(&true) {
        return None;
    }
    let next = chars[i + 1];
    if rules.inside.is_some_and(|[_, close]| close == next) {
        return Some(NO_BREAK);
    }
    if let Some(space) = before_mark(rules, next)
        && ends_phrase(chars, i + 1)
    {
        return Some(space);
    }
    let before = before?;
    if rules.thousands && before.is_ascii_digit() && thousands_at(chars, i) {
        return Some(NARROW_NO_BREAK);
    }
    let number_and_unit = before.is_ascii_digit() && is_unit_at(rules, chars, i + 1);
    let holds = number_and_unit
        || splits_length(rules, chars, i)
        || is_number_sign(rules, chars, i)
        || is_in_formula(chars, i);
    holds.then_some(NO_BREAK)
}

/// The space that has to be added before the character at `i`.
pub(super) fn missing(rules: &Rules, chars: &[char], i: usize) -> Option<char> {
    let before = chars[i.checked_sub(1)?];
    if before.is_whitespace() || !rules.adds_spaces() {
        return None;
    }
    let c = chars[i];
    if rules.inside.is_some_and(|[open, close]| before == open || c == close) {
        return Some(NO_BREAK);
    }
    if let Some(space) = before_mark(rules, c) {
        let after_word = before.is_alphanumeric() || matches!(before, ')' | ']' | '»' | '”' | '%' | '€');
        return (after_word && ends_word(chars, i)).then_some(space);
    }
    let percent = rules.after_number.contains(&c) && before.is_ascii_digit() && !followed_by_word(chars, i);
    let number = c.is_ascii_digit() && is_number_sign(rules, chars, i);
    (percent || number).then_some(NO_BREAK)
}

/// The space that the language has before a mark.
fn before_mark(rules: &Rules, mark: char) -> Option<char> {
    if rules.narrow_before.contains(&mark) {
        Some(NARROW_NO_BREAK)
    } else {
        rules.wide_before.contains(&mark).then_some(NO_BREAK)
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
fn splits_length(rules: &Rules, chars: &[char], i: usize) -> bool {
    let unit = chars[..i].iter().rev().take_while(|c| c.is_alphabetic()).count();
    let start = i - unit;
    let is_unit = rules.splitting.iter().any(|unit| is_word_at(chars, start, unit));
    let after_number = start >= 2 && is_space(chars[start - 1]) && chars[start - 2].is_ascii_digit();
    let digits = chars[i + 1..].iter().take_while(|c| c.is_ascii_digit()).count();
    is_unit && after_number && digits == 2
}

/// True for the space at `i` beside a sign of arithmetic that stands alone: `A ÷ B`, `38 × 51 mm`, `106 − 46`. A long
/// sum may break before `=` or `+`, never after.
fn is_in_formula(chars: &[char], i: usize) -> bool {
    let stands_alone = |at: usize| {
        let beside = [at.checked_sub(1), Some(at + 1)].map(|at| at.and_then(|at| chars.get(at)));
        beside.iter().all(|beside| beside.is_some_and(|c| is_space(*c)))
    };
    let sign_at = |at: Option<usize>, signs: &[char]| {
        at.is_some_and(|at| chars.get(at).is_some_and(|c| signs.contains(c)) && stands_alone(at))
    };
    sign_at(Some(i + 1), &['×', '÷', '−']) || sign_at(i.checked_sub(1), &['×', '÷', '−', '=', '+'])
}

/// True when a sign such as `n°` ends just before `i`, and a number follows.
fn is_number_sign(rules: &Rules, chars: &[char], i: usize) -> bool {
    let ends_here = |sign: &Vec<char>| {
        chars[..i].ends_with(sign) && (i == sign.len() || !chars[i - sign.len() - 1].is_alphanumeric())
    };
    let number = if is_space(chars[i]) { chars.get(i + 1) } else { chars.get(i) };
    number.is_some_and(char::is_ascii_digit) && rules.number_signs.iter().any(ends_here)
}
