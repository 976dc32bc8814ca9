//! Running text as HTML.

use std::fmt::Write;

use minijinja::value::Value;

use crate::document::tree::Inline;

/// Running text as HTML that templates write as it is.
pub(super) fn html(content: &[Inline]) -> Value {
    let mut out = String::new();
    write_spans(&mut out, content);
    Value::from_safe_string(out)
}

fn write_spans(out: &mut String, content: &[Inline]) {
    for inline in content {
        match inline {
            Inline::Text { text } => escape(out, text),
            Inline::Strong { content } => write_element(out, "strong", content),
            Inline::Emphasis { content } => write_element(out, "em", content),
            Inline::Code { text } => {
                out.push_str("<code>");
                escape(out, text);
                out.push_str("</code>");
            }
            Inline::Link { url, content } => {
                out.push_str("<a href=\"");
                escape(out, url);
                out.push_str("\">");
                write_spans(out, content);
                out.push_str("</a>");
            }
            Inline::Foreign { language, content } => {
                out.push_str("<span lang=\"");
                escape(out, language);
                out.push_str("\">");
                write_spans(out, content);
                out.push_str("</span>");
            }
            Inline::Break => out.push_str("<br>"),
        }
    }
}

fn write_element(out: &mut String, name: &str, content: &[Inline]) {
    let _ = write!(out, "<{name}>");
    write_spans(out, content);
    let _ = write!(out, "</{name}>");
}

/// Writes text so that it is text in an element and in a quoted attribute.
pub(super) fn escape(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = rest.find(['&', '<', '>', '"']) {
        out.push_str(&rest[..at]);
        out.push_str(match rest.as_bytes()[at] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            _ => "&quot;",
        });
        rest = &rest[at + 1..];
    }
    out.push_str(rest);
}

/// The words of running text, without marks.
pub(super) fn plain(content: &[Inline]) -> String {
    let mut out = String::new();
    for inline in content {
        match inline {
            Inline::Text { text } | Inline::Code { text } => out.push_str(text),
            Inline::Strong { content }
            | Inline::Emphasis { content }
            | Inline::Link { content, .. }
            | Inline::Foreign { content, .. } => {
                out.push_str(&plain(content));
            }
            Inline::Break => out.push(' '),
        }
    }
    out
}
