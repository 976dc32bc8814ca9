//! Texts that have to stay on one line, whoever wrote them.

/// The same text on one line: a space for each line end and tab, and nothing for what no line holds, which is control
/// characters and what Unicode calls no character at all.
#[must_use]
pub fn on_one_line(text: &str) -> String {
    text.chars().filter_map(in_a_line).collect()
}

fn in_a_line(c: char) -> Option<char> {
    match c {
        '\t' | '\n' | '\u{b}' | '\u{c}' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some(' '),
        '\u{fdd0}'..='\u{fdef}' => None,
        _ => (!c.is_control() && u32::from(c) & 0xfffe != 0xfffe).then_some(c),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_stays_on_its_line_and_all_else_of_it_stays() {
        assert_eq!(on_one_line("a\r\nb\tc\u{2028}d\u{2029}e\u{85}f\u{b}g"), "a  b c d e f g");
        assert_eq!(on_one_line("a\0\u{1b}[2J\u{fffe}\u{fdd0}\u{10ffff}\u{9b}b"), "a[2Jb");
        let text = "  L’été à 13\u{202f}h\u{a0}! 🙂 नमस्\u{200d}ते  ";
        assert_eq!(on_one_line(text), text);
    }
}
