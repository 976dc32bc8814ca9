//! Running text.

use comrak::nodes::NodeValue;
use serde_json::json;

use super::{Node, Reader};
use crate::document::escape::unescape;
use crate::document::tree::Inline;
use crate::words::typography;

/// Schemes that a link may have.
const SCHEMES: [&str; 3] = ["https://", "http://", "mailto:"];

/// What begins the address of words in another language.
const LANGUAGE: &str = "lang:";

impl Reader<'_> {
    /// The running text of a block: no white space at its ends, nothing empty in it.
    pub(super) fn inlines(&mut self, node: Node<'_>) -> Vec<Inline> {
        let mut content = self.spans(node);
        if let Some(Inline::Text { text }) = content.first_mut() {
            text.drain(..text.len() - text.trim_start_matches(' ').len());
        }
        if let Some(Inline::Text { text }) = content.last_mut() {
            text.truncate(text.trim_end_matches(' ').len());
        }
        content.retain(|inline| !matches!(inline, Inline::Text { text } if text.is_empty()));
        content
    }

    fn spans(&mut self, parent: Node<'_>) -> Vec<Inline> {
        self.within(parent, |reader| reader.children_as_spans(parent))
    }

    fn children_as_spans(&mut self, parent: Node<'_>) -> Vec<Inline> {
        let mut content = Vec::new();
        let mut running = String::new();
        for node in parent.children() {
            let inline = match &node.data().value {
                NodeValue::Text(text) => {
                    running.push_str(text);
                    continue;
                }
                NodeValue::SoftBreak => {
                    running.push(' ');
                    continue;
                }
                NodeValue::LineBreak => Some(Inline::Break),
                NodeValue::Code(code) => Some(Inline::Code { text: unescape(&code.literal) }),
                NodeValue::Strong => filled(self.spans(node)).map(|content| Inline::Strong { content }),
                NodeValue::Emph => filled(self.spans(node)).map(|content| Inline::Emphasis { content }),
                NodeValue::Link(link) if unescape(&link.url).starts_with(LANGUAGE) => {
                    self.foreign(node, &unescape(&link.url)[LANGUAGE.len()..])
                }
                NodeValue::Link(link) => {
                    let url = unescape(&link.url);
                    if !SCHEMES.iter().any(|scheme| url.starts_with(scheme)) {
                        self.problem(node, "link-scheme", json!({ "url": url }));
                    }
                    filled(self.spans(node)).map(|content| Inline::Link { url, content })
                }
                NodeValue::HtmlInline(_) => self.unsupported(node, "document-html"),
                NodeValue::Image(_) => self.unsupported(node, "document-image"),
                _ => self.unsupported(node, "document-markup"),
            };
            self.flush(&mut running, &mut content);
            content.extend(inline);
        }
        self.flush(&mut running, &mut content);
        content
    }

    fn flush(&self, running: &mut String, content: &mut Vec<Inline>) {
        if !running.is_empty() {
            let text = self.prose(&unescape(running));
            running.clear();
            if !text.is_empty() {
                content.push(Inline::Text { text });
            }
        }
    }

    /// Text in its final typography, spaces in a row made one.
    pub(super) fn prose(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        for character in text.chars() {
            if character != ' ' || !out.ends_with(' ') {
                out.push(character);
            }
        }
        match &self.foreign {
            Some(language) => typography::typeset(language, &out),
            None => (self.typography)(&out),
        }
    }

    /// Words in another language, set as that one wants it.
    fn foreign(&mut self, node: Node<'_>, language: &str) -> Option<Inline> {
        let is_tag = |c: char| c.is_ascii_alphanumeric() || c == '-';
        if language.is_empty() || !language.chars().all(is_tag) {
            return self.unsupported(node, "document-markup");
        }
        let outer = self.foreign.replace(language.to_owned());
        let content = self.spans(node);
        self.foreign = outer;
        filled(content).map(|content| Inline::Foreign { language: language.to_owned(), content })
    }

    fn unsupported(&mut self, node: Node<'_>, code: &'static str) -> Option<Inline> {
        self.problem(node, code, json!({}));
        None
    }
}

fn filled(content: Vec<Inline>) -> Option<Vec<Inline>> {
    (!content.is_empty()).then_some(content)
}
