//! English.

use super::prose::{NO_BREAK, is_space, prose, unit_at};

/// Sets an English text: curly apostrophes and quotation marks, a no-break space between a number and its unit and
/// in `no. 7`.
#[must_use]
pub fn english(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let prose = prose(&chars);
    let mut set = String::with_capacity(text.len() + 8);
    let mut open = false;
    for (i, &c) in chars.iter().enumerate() {
        let c = match c {
            ' ' if holds(&chars, &prose, i) => NO_BREAK,
            '"' if prose[i] => double_quote(&chars, i, open),
            '\'' if prose[i] => single_quote(&chars, i),
            c => c,
        };
        match c {
            '“' => open = true,
            '”' => open = false,
            _ => {}
        }
        set.push(c);
    }
    set
}

/// True when the space at `i` must not break.
fn holds(chars: &[char], prose: &[bool], i: usize) -> bool {
    if i == 0 || !prose[i - 1] || prose.get(i + 1) != Some(&true) {
        return false;
    }
    let number = chars[i - 1].is_ascii_digit() && unit_at(chars, i + 1);
    let sign = matches!(chars[..i], [.., 'n' | 'N', 'o', '.']) && (i == 3 || !chars[i - 4].is_alphanumeric());
    number || sign && chars[i + 1].is_ascii_digit()
}

/// Opens at the start of a word, closes at its end. One that stands alone, or after a number as the sign of inches,
/// stays straight.
fn double_quote(chars: &[char], i: usize, open: bool) -> char {
    let (starts, ends) = edges(chars, i);
    match (starts, ends) {
        (true, false) => '“',
        (false, _) if open || !chars[i - 1].is_ascii_digit() => '”',
        _ => '"',
    }
}

/// Opens at the start of a word that does not start with a digit; else an apostrophe or a closing mark.
fn single_quote(chars: &[char], i: usize) -> char {
    let (starts, ends) = edges(chars, i);
    match (starts, ends) {
        (true, true) => '\'',
        (true, false) if chars[i + 1].is_ascii_digit() => '’',
        (true, false) => '‘',
        (false, _) if chars[i - 1].is_ascii_digit() && ends => '\'',
        (false, _) => '’',
    }
}

/// Whether something opens before `i`, and whether something ends after it.
fn edges(chars: &[char], i: usize) -> (bool, bool) {
    let opens = |c: char| c.is_whitespace() || is_space(c) || matches!(c, '(' | '[' | '—' | '–' | '“' | '‘');
    let starts = i == 0 || opens(chars[i - 1]);
    let ends = chars.get(i + 1).is_none_or(|c| c.is_whitespace());
    (starts, ends)
}
