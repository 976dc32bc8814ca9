//! Straight apostrophes and quotation marks become those of the language.

use super::Rules;
use super::prose::is_space;

/// Goes through a text, and knows which quotation marks are open.
pub(super) struct Marks<'a> {
    rules: &'a Rules,
    double: bool,
    single: bool,
}

impl<'a> Marks<'a> {
    pub(super) const fn new(rules: &'a Rules) -> Self {
        Self { rules, double: false, single: false }
    }

    /// What the character at `i` becomes.
    pub(super) fn set(&mut self, chars: &[char], i: usize, prose: bool) -> char {
        let c = match (chars[i], self.rules.double, self.rules.single) {
            ('"', Some(pair), _) if prose => self.double(chars, i, pair),
            ('\'', _, Some(pair)) if prose => self.single(chars, i, pair),
            ('\'', _, None) if prose && self.is_apostrophe(chars, i) => self.apostrophe(),
            (c, ..) => c,
        };
        follow(&mut self.double, self.rules.double, c);
        follow(&mut self.single, self.rules.single, c);
        c
    }

    /// Opens at the start of a word, closes at its end. One that stands alone, or after a number as the sign of
    /// inches, stays straight.
    fn double(&self, chars: &[char], i: usize, [open, close]: [char; 2]) -> char {
        match self.edges(chars, i) {
            (true, false) => open,
            (false, _) if self.double || !chars[i - 1].is_ascii_digit() => close,
            _ => '"',
        }
    }

    /// Opens at the start of a word that does not start with a digit; else an apostrophe or a closing mark.
    fn single(&self, chars: &[char], i: usize, [open, close]: [char; 2]) -> char {
        let joins = chars.get(i + 1).is_some_and(|next| next.is_alphabetic());
        match self.edges(chars, i) {
            (true, true) => '\'',
            (true, false) if chars[i + 1].is_ascii_digit() => self.apostrophe(),
            (true, false) => open,
            (false, ends) if ends && chars[i - 1].is_ascii_digit() => '\'',
            (false, _) if self.single && !joins => close,
            (false, _) => self.apostrophe(),
        }
    }

    fn apostrophe(&self) -> char {
        self.rules.apostrophe.unwrap_or('\'')
    }

    /// Whether something opens before `i`, and whether something ends after it.
    fn edges(&self, chars: &[char], i: usize) -> (bool, bool) {
        let opens = |c: char| {
            let mark = [self.rules.double, self.rules.single].iter().flatten().any(|pair| pair[0] == c);
            mark || c.is_whitespace() || is_space(c) || matches!(c, '(' | '[' | '—' | '–' | '¿' | '¡')
        };
        let starts = i == 0 || opens(chars[i - 1]);
        let ends = chars.get(i + 1).is_none_or(|c| c.is_whitespace());
        (starts, ends)
    }

    /// True when the straight apostrophe at `i` joins two words.
    fn is_apostrophe(&self, chars: &[char], i: usize) -> bool {
        if i == 0 || !chars[i - 1].is_alphabetic() {
            return false;
        }
        if let Some(&next) = chars.get(i + 1) {
            return next.is_alphabetic() || self.rules.inside.is_some_and(|[open, _]| open == next);
        }
        let letters = chars[..i].iter().rev().take_while(|c| c.is_alphanumeric()).count();
        let word: String = chars[i - letters..i].iter().collect();
        self.rules.elided.contains(&word.to_lowercase())
    }
}

/// Keeps in mind whether a pair is open.
fn follow(is_open: &mut bool, pair: Option<[char; 2]>, c: char) {
    match pair {
        Some([open, _]) if open == c => *is_open = true,
        Some([_, close]) if close == c => *is_open = false,
        _ => {}
    }
}
