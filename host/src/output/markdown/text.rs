//! Running text as Markdown, escaped only where a reader of Markdown would take it for a mark.

use crate::document::tree::Inline;

/// A heading, on one line.
pub(super) fn heading(level: u8, content: &[Inline]) -> String {
    let mut text = spans(content, " ");
    if text.ends_with('#') {
        text.insert(text.len() - 1, '\\');
    }
    format!("{} {text}", "#".repeat(usize::from(level)))
}

/// A paragraph: one line, but for the breaks that are meant.
pub(super) fn paragraph(content: &[Inline]) -> String {
    let text = spans(content, "\\\n");
    text.split('\n').map(line_start).collect::<Vec<_>>().join("\n")
}

/// A cell of a table.
pub(super) fn cell(content: &[Inline]) -> String {
    spans(content, " ")
}

/// Text that begins a line.
pub(super) fn plain_text(text: &str) -> String {
    let mut out = String::new();
    escape(&mut out, text);
    line_start(&out)
}

fn spans(content: &[Inline], line_break: &str) -> String {
    let mut out = String::new();
    write_spans(&mut out, content, line_break);
    out
}

fn write_spans(out: &mut String, content: &[Inline], line_break: &str) {
    for inline in content {
        match inline {
            Inline::Text { text } => escape(out, text),
            Inline::Strong { content } => write_marked(out, "**", content, line_break),
            Inline::Emphasis { content } => write_marked(out, "*", content, line_break),
            Inline::Code { text } => write_code(out, text),
            Inline::Link { url, content } => {
                out.push('[');
                write_spans(out, content, line_break);
                out.push_str("](");
                write_url(out, url);
                out.push(')');
            }
            Inline::Foreign { content, .. } => write_spans(out, content, line_break),
            Inline::Break => out.push_str(line_break),
        }
    }
}

/// Spaces at the ends stand outside the marks, or they would not be marks.
fn write_marked(out: &mut String, mark: &str, content: &[Inline], line_break: &str) {
    let inner = spans(content, line_break);
    let trimmed = inner.trim_matches(' ');
    let (before, after) = (inner.starts_with(' '), inner.ends_with(' '));
    if trimmed.is_empty() {
        return;
    }
    out.push_str(if before { " " } else { "" });
    out.push_str(mark);
    out.push_str(trimmed);
    out.push_str(mark);
    out.push_str(if after { " " } else { "" });
}

/// An address, between angle brackets where it needs them.
fn write_url(out: &mut String, url: &str) {
    if url.chars().all(|c| c.is_ascii_alphanumeric() || "-._~:/?#@!$,;=+%".contains(c)) {
        out.push_str(url);
        return;
    }
    out.push('<');
    for character in url.chars() {
        if matches!(character, '<' | '>' | '\\' | '&' | '|') {
            out.push('\\');
        }
        out.push(character);
    }
    out.push('>');
}

fn write_code(out: &mut String, text: &str) {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let pad = if text.starts_with(['`', ' ']) || text.ends_with(['`', ' ']) { " " } else { "" };
    // In a table, a bar ends the cell even here.
    let text = text.replace('|', "\\|");
    out.extend([&fence, pad, &text, pad, &fence]);
}

fn escape(out: &mut String, text: &str) {
    let mut characters = text.chars().peekable();
    let mut before = out.chars().next_back();
    while let Some(character) = characters.next() {
        let next = characters.peek().copied();
        let is_mark = match character {
            '\\' | '`' | '*' | '[' | ']' | '<' | '|' | '~' => true,
            '_' => !(is_letter(before) && is_letter(next)),
            '&' => next.is_some_and(|next| next == '#' || next.is_ascii_alphanumeric()),
            _ => false,
        };
        if is_mark {
            out.push('\\');
        }
        out.push(character);
        before = Some(character);
    }
}

fn is_letter(character: Option<char>) -> bool {
    character.is_some_and(char::is_alphanumeric)
}

/// Keeps the first characters of a line from beginning a heading, a list, a quotation, a rule.
fn line_start(line: &str) -> String {
    let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let ends = |at: usize| line[at..].is_empty() || line[at..].starts_with([' ', '\t']);
    let at = match line.bytes().next() {
        Some(b'#') if ends(line.len() - line.trim_start_matches('#').len()) => Some(0),
        Some(b'>' | b'=') => Some(0),
        // Below another line, this would make a table of it.
        Some(b'-' | b':') if line.bytes().all(|b| b"-:| \\".contains(&b)) => Some(0),
        Some(b'-' | b'+') if ends(1) || line.starts_with("--") => Some(0),
        Some(b'0'..=b'9') if line[digits..].starts_with(['.', ')']) && ends(digits + 1) => Some(digits),
        _ => None,
    };
    match at {
        Some(at) => format!("{}\\{}", &line[..at], &line[at..]),
        None => line.to_owned(),
    }
}
