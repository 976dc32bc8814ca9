//! Markdown with blocks to the document tree.

mod blocks;
mod spans;

use std::collections::BTreeSet;
use std::ops::Range;

use comrak::nodes::{AstNode, ListType, NodeValue};
use comrak::{Arena, Options, parse_document};
use serde_json::json;

use super::directive::{Problem, Problems, hide_colons};
use super::outline::Outline;
use super::tree::Block;
use super::{Canvas, Typography};

/// How many blocks and spans may stand in each other.
const DEPTH: usize = 40;

/// The blocks of a rendered template, or what is wrong with it.
pub(super) fn parse(
    text: &str,
    typography: &Typography,
    canvas: &dyn Fn(&str) -> Option<Canvas>,
) -> Result<Vec<Block>, Vec<Problem>> {
    let mut options = Options::default();
    options.extension.table = true;
    options.extension.block_directive = true;
    let arena = Arena::new();
    let root = parse_document(&arena, &hide_colons(text), &options);

    let lines = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
    let mut reader = Reader {
        text,
        lines,
        typography,
        canvas,
        outline: Outline::default(),
        closed: BTreeSet::new(),
        foreign: None,
        depth: 0,
        problems: Problems::default(),
    };
    let body = reader.blocks(root, Scope::Document);
    reader.problems.found().map_or(Ok(body), Err)
}

type Node<'a> = &'a AstNode<'a>;

/// Where a block stands: pages only stand in the document itself.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Scope {
    Document,
    Inside,
}

struct Reader<'r> {
    text: &'r str,
    /// Where each line begins.
    lines: Vec<usize>,
    typography: &'r Typography<'r>,
    canvas: &'r dyn Fn(&str) -> Option<Canvas>,
    outline: Outline,
    /// Lines that close a block.
    closed: BTreeSet<usize>,
    /// The language of the words that are read, when it is not the document's.
    foreign: Option<String>,
    depth: usize,
    problems: Problems,
}

impl Reader<'_> {
    fn blocks(&mut self, parent: Node<'_>, scope: Scope) -> Vec<Block> {
        self.within(parent, |reader| parent.children().filter_map(|node| reader.block(node, scope)).collect())
    }

    /// One step down the tree, unless it is a bottomless one.
    fn within<T>(&mut self, node: Node<'_>, read: impl FnOnce(&mut Self) -> Vec<T>) -> Vec<T> {
        if self.depth == DEPTH {
            self.problem(node, "document-depth", json!({}));
            return Vec::new();
        }
        self.depth += 1;
        let read = read(self);
        self.depth -= 1;
        read
    }

    fn block(&mut self, node: Node<'_>, scope: Scope) -> Option<Block> {
        let code = match &node.data().value {
            NodeValue::Paragraph => {
                let content = self.inlines(node);
                return (!content.is_empty()).then_some(Block::Paragraph { content });
            }
            NodeValue::Heading(heading) => return Some(self.heading(node, heading.level, scope)),
            NodeValue::List(list) => {
                let items = node.children().map(|item| self.blocks(item, Scope::Inside)).collect();
                let ordered = list.list_type == ListType::Ordered;
                let start = u32::try_from(list.start).unwrap_or(1);
                return Some(Block::List { ordered, start, items });
            }
            NodeValue::Table(table) => return self.table(node, table).map(Block::Table),
            NodeValue::BlockQuote => return Some(Block::Quote { body: self.blocks(node, Scope::Inside) }),
            NodeValue::ThematicBreak => return Some(Block::Rule),
            NodeValue::BlockDirective(_) => {
                let directive = self.directive(node)?;
                return self.directive_block(node, &directive, scope);
            }
            NodeValue::HtmlBlock(_) => "document-html",
            NodeValue::CodeBlock(_) => "document-code",
            _ => "document-markup",
        };
        self.problem(node, code, json!({}));
        None
    }

    fn heading(&mut self, node: Node<'_>, level: u8, scope: Scope) -> Block {
        let is_title = scope == Scope::Document && node.previous_sibling().is_none();
        let content = self.inlines(node);
        if content.is_empty() {
            self.problem(node, "heading-empty", json!({}));
        } else if level == 1 && !is_title {
            self.problem(node, "heading-title", json!({}));
        } else if level > 4 {
            self.problem(node, "heading-level", json!({ "level": level }));
        }
        let level = if level == 1 { 1 } else { self.outline.level(level) };
        Block::Heading { level, content }
    }

    fn problem(&mut self, node: Node<'_>, code: &'static str, args: serde_json::Value) {
        let place = self.place(node);
        self.problems.push(Problem::new(place, code, args));
    }

    /// From the beginning of a node to the end of that line.
    fn place(&self, node: Node<'_>) -> Range<usize> {
        let start = node.data().sourcepos.start;
        let line = self.line(start.line);
        let line_start = self.lines.get(start.line.saturating_sub(1)).copied().unwrap_or(self.text.len());
        let column = start.column.saturating_sub(1).min(line.len());
        let column = if line.is_char_boundary(column) { column } else { 0 };
        line_start + column..line_start + line.trim_end().len().max(column)
    }

    /// A line by its number from 1, without its end.
    fn line(&self, number: usize) -> &str {
        let start = self.lines.get(number.saturating_sub(1)).copied().unwrap_or(self.text.len());
        let end = self.lines.get(number).map_or(self.text.len(), |next| next - 1);
        &self.text[start..end.max(start)]
    }
}
