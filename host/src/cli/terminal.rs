//! Text for a terminal of some width.

use std::env;
use std::io;
use std::ops::RangeInclusive;

use terminal_size::{Width, terminal_size_of};

/// Columns, when nobody says how many there are.
const USUAL: usize = 80;
/// Longer lines are hard to read, however wide the terminal; in narrower ones, words would stand alone.
const READABLE: RangeInclusive<usize> = 40..=100;

/// The columns to write in: what `COLUMNS` says, else those of the terminal.
pub fn width() -> usize {
    let said = env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let there = || terminal_size_of(io::stdout()).map(|(Width(columns), _)| usize::from(columns));
    said.or_else(there).unwrap_or(USUAL).clamp(*READABLE.start(), *READABLE.end())
}

/// Lines of at most so many columns. The first begins with `first`, the others with as many spaces as that is wide;
/// only an ordinary space can end a line.
pub fn wrapped(text: &str, first: &str, width: usize) -> String {
    let indent = columns(first);
    let mut out = first.to_owned();
    let mut at = indent;
    for word in text.split([' ', '\n']).filter(|word| !word.is_empty()) {
        let needed = columns(word);
        if at > indent && at + 1 + needed > width {
            out.push('\n');
            out.extend(std::iter::repeat_n(' ', indent));
            at = indent;
        } else if at > indent {
            out.push(' ');
            at += 1;
        }
        out.push_str(word);
        at += needed;
    }
    out.push('\n');
    out
}

/// How wide a text is. What is written here is Latin: a letter a column.
pub fn columns(text: &str) -> usize {
    text.chars().count()
}

/// A text with spaces after it up to so many columns.
pub fn padded(text: &str, width: usize) -> String {
    format!("{text}{:1$}", "", width.saturating_sub(columns(text)))
}

#[cfg(test)]
mod tests {
    use super::wrapped;

    #[test]
    fn lines_end_at_ordinary_spaces() {
        let text = "un deux\u{a0}: trois quatre";
        assert_eq!(wrapped(text, "- ", 12), "- un deux\u{a0}:\n  trois\n  quatre\n");
        assert_eq!(wrapped(text, "", 80), format!("{text}\n"));
        assert_eq!(wrapped("anticonstitutionnellement ou", "  ", 10), "  anticonstitutionnellement\n  ou\n");
        assert_eq!(wrapped("", "- ", 10), "- \n");
    }
}
