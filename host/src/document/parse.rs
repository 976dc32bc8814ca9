//! Markdown with blocks to the document tree.

use std::collections::BTreeSet;
use std::ops::Range;

use comrak::nodes::{AstNode, ListType, NodeTable, NodeValue, TableAlignment};
use comrak::{Arena, Options, parse_document};
use serde_json::json;

use super::directive::{Directive, Problem, hide_colons};
use super::escape::unescape;
use super::outline::Outline;
use super::tree::{Align, Block, CardSize, Card, Column, Inline, Slot, Table};
use super::{Canvas, Typography};

/// How many blocks and spans may stand in each other.
const DEPTH: usize = 40;

/// Schemes that a link may have.
const SCHEMES: [&str; 3] = ["https://", "http://", "mailto:"];

/// The blocks of a rendered template, or everything that is wrong with it.
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
        depth: 0,
        problems: Vec::new(),
    };
    let body = reader.blocks(root, Scope::Document);
    if reader.problems.is_empty() { Ok(body) } else { Err(reader.problems) }
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
    depth: usize,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    fn blocks<'a>(&mut self, parent: Node<'a>, scope: Scope) -> Vec<Block> {
        self.within(parent, |reader| parent.children().filter_map(|node| reader.block(node, scope)).collect())
    }

    /// One step down the tree, unless it is a bottomless one.
    fn within<'a, T>(&mut self, node: Node<'a>, read: impl FnOnce(&mut Self) -> Vec<T>) -> Vec<T> {
        if self.depth == DEPTH {
            self.problem(node, "document-depth", json!({}));
            return Vec::new();
        }
        self.depth += 1;
        let read = read(self);
        self.depth -= 1;
        read
    }

    fn block<'a>(&mut self, node: Node<'a>, scope: Scope) -> Option<Block> {
        let code = match &node.data().value {
            NodeValue::Paragraph => {
                let content = self.inlines(node);
                return (!content.is_empty()).then_some(Block::Paragraph { content });
            }
            NodeValue::Heading(heading) => return self.heading(node, heading.level, scope),
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

    fn heading<'a>(&mut self, node: Node<'a>, level: u8, scope: Scope) -> Option<Block> {
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
        Some(Block::Heading { level, content })
    }

    fn directive<'a>(&mut self, node: Node<'a>) -> Option<Directive> {
        let place = self.place(node);
        let directive = Directive::read(&self.text[place.clone()], place.start, &mut self.problems)?;
        let (fence, end) = match &node.data().value {
            NodeValue::BlockDirective(block) => (block.fence_length, node.data().sourcepos.end.line),
            _ => return None,
        };
        let last = self.line(end).trim_start_matches([' ', '\t', '>']).trim_end();
        let is_fence = last.len() >= fence && last.bytes().all(|byte| byte == b':');
        if !is_fence || !self.closed.insert(end) {
            let args = json!({ "block": directive.name, "fence": ":".repeat(fence) });
            self.problems.push(Problem::new(place, "block-open", args));
        }
        Some(directive)
    }

    fn directive_block<'a>(&mut self, node: Node<'a>, directive: &Directive, scope: Scope) -> Option<Block> {
        let block = match directive.name {
            "page" if scope != Scope::Document => {
                self.misplaced(directive, "page", "document");
                return None;
            }
            "page" => Block::Page { body: self.blocks(node, Scope::Inside) },
            "cards" => self.cards(node, directive),
            "sign" => Block::Sign { body: self.blocks(node, Scope::Inside) },
            "prompt" => Block::Prompt { body: self.blocks(node, Scope::Inside) },
            "note" => Block::Note { body: self.blocks(node, Scope::Inside) },
            "lines" => self.ruled_lines(node, directive),
            "space" => Block::Space {
                height: directive.number("height", 5.0..=400.0, &mut self.problems),
                body: self.blocks(node, Scope::Inside),
            },
            "checklist" => self.checklist(node, directive)?,
            "columns" => self.columns(node, directive),
            "dots" => {
                self.holds_nothing(node, directive);
                Block::Dots {
                    count: directive.number("count", 1..=100, &mut self.problems).unwrap_or(1),
                    size: directive.number("size", 5.0..=100.0, &mut self.problems).unwrap_or(18.0),
                }
            }
            "timeline" => self.timeline(node, directive),
            "canvas" => self.drawing(node, directive)?,
            "paper" => Block::Paper { body: self.apart(node, scope) },
            "screen" => Block::Screen { body: self.apart(node, scope) },
            "grid" | "table" => Block::Table(self.grid(node, directive)?),
            name => {
                let parent = match name {
                    "card" => "cards",
                    "column" => "columns",
                    _ => "timeline",
                };
                self.misplaced(directive, name, parent);
                return None;
            }
        };
        Some(block)
    }

    /// What only one output shows opens no section for what follows it.
    fn apart<'a>(&mut self, node: Node<'a>, scope: Scope) -> Vec<Block> {
        let outline = self.outline.clone();
        // A title in here would be missing from the other outputs: only what stands in the document has one.
        let body = self.within(node, |reader| {
            let blocks = node.children().filter_map(|child| match &child.data().value {
                NodeValue::Heading(heading) => reader.heading(child, heading.level, Scope::Inside),
                _ => reader.block(child, scope),
            });
            blocks.collect()
        });
        self.outline = outline;
        body
    }

    fn cards<'a>(&mut self, node: Node<'a>, directive: &Directive) -> Block {
        let sizes = [
            ("small", CardSize::Small),
            ("medium", CardSize::Medium),
            ("large", CardSize::Large),
            ("sign", CardSize::Sign),
        ];
        let size = directive.choice("size", &sizes, &mut self.problems).unwrap_or(CardSize::Medium);
        let mut cards = Vec::new();
        for (child, card) in self.parts(node, directive, "card") {
            let body = self.blocks(child, Scope::Inside);
            if !matches!(body.first(), Some(Block::Heading { .. } | Block::Sign { .. })) {
                self.problems.push(Problem::new(card.place, "card-heading", json!({})));
            }
            cards.push(Card { body });
        }
        Block::Cards { size, cards }
    }

    fn columns<'a>(&mut self, node: Node<'a>, directive: &Directive) -> Block {
        let mut columns = Vec::new();
        for (child, column) in self.parts(node, directive, "column") {
            let width = column.number("width", 0.1..=20.0, &mut self.problems).unwrap_or(1.0);
            columns.push(Column { width, body: self.blocks(child, Scope::Inside) });
        }
        Block::Columns { columns }
    }

    fn timeline<'a>(&mut self, node: Node<'a>, directive: &Directive) -> Block {
        let kinds = ["block", "pause", "talk", "free", "buffer", "tracks"].map(|kind| (kind, kind));
        let mut slots = Vec::new();
        for (child, slot) in self.parts(node, directive, "slot") {
            slot.required("minutes", &mut self.problems);
            let minutes = slot.number("minutes", 0.0..=1440.0, &mut self.problems).unwrap_or_default();
            let start = slot.required("start", &mut self.problems);
            let end = slot.required("end", &mut self.problems);
            let kind = slot.choice("kind", &kinds, &mut self.problems).unwrap_or("block").to_owned();
            let body = self.blocks(child, Scope::Inside);
            if !matches!(body.first(), Some(Block::Heading { .. } | Block::Paragraph { .. })) {
                self.problems.push(Problem::new(slot.place, "slot-heading", json!({})));
            }
            slots.push(Slot { minutes, start: self.prose(&start), end: self.prose(&end), kind, body });
        }
        Block::Timeline { slots }
    }

    fn ruled_lines<'a>(&mut self, node: Node<'a>, directive: &Directive) -> Block {
        self.holds_nothing(node, directive);
        Block::Lines {
            count: directive.number("count", 1..=60, &mut self.problems).unwrap_or(1),
            height: directive.number("height", 5.0..=60.0, &mut self.problems).unwrap_or(10.0),
            label: directive.text("label").map(|label| self.prose(label)).filter(|label| !label.is_empty()),
        }
    }

    fn checklist<'a>(&mut self, node: Node<'a>, directive: &Directive) -> Option<Block> {
        let list = self.only_child(node, directive, "list", |value| matches!(value, NodeValue::List(_)))?;
        let items = list.children().map(|item| self.blocks(item, Scope::Inside)).collect();
        Some(Block::Checklist { items })
    }

    fn drawing<'a>(&mut self, node: Node<'a>, directive: &Directive) -> Option<Block> {
        self.holds_nothing(node, directive);
        let name = directive.required("name", &mut self.problems);
        if name.is_empty() {
            return None;
        }
        let Some(Canvas { svg, alt }) = (self.canvas)(&name) else {
            self.problems.push(Problem::new(directive.place.clone(), "canvas-unknown", json!({ "name": name })));
            return None;
        };
        Some(Block::Canvas { svg, alt: self.prose(&alt) })
    }

    fn grid<'a>(&mut self, node: Node<'a>, directive: &Directive) -> Option<Table> {
        let child = self.only_child(node, directive, "table", |value| matches!(value, NodeValue::Table(_)))?;
        let NodeValue::Table(node_table) = &child.data().value else { return None };
        let mut table = self.table(child, node_table)?;
        let rows = directive.number("rows", 1..=200, &mut self.problems).unwrap_or(0);
        let missing = usize::try_from(rows).unwrap_or(0).saturating_sub(table.rows.len());
        let empty = vec![Vec::new(); table.header.len()];
        table.rows.extend(std::iter::repeat_n(empty, missing));
        table.height = directive.number("height", 4.0..=200.0, &mut self.problems);
        table.fill = directive.flag("fill", &mut self.problems);
        table.row_header = directive.flag("row-header", &mut self.problems);
        table.widths = directive.shares("widths", table.header.len(), &mut self.problems);
        Some(table)
    }

    fn table<'a>(&mut self, node: Node<'a>, table: &NodeTable) -> Option<Table> {
        let mut rows: Vec<Vec<Vec<Inline>>> =
            node.children().map(|row| row.children().map(|cell| self.inlines(cell)).collect()).collect();
        if rows.is_empty() || rows[0].iter().all(Vec::is_empty) {
            self.problem(node, "table-header", json!({}));
            return None;
        }
        let header = rows.remove(0);
        let align = table.alignments.iter().map(|alignment| match alignment {
            TableAlignment::None | TableAlignment::Left => Align::Left,
            TableAlignment::Center => Align::Center,
            TableAlignment::Right => Align::Right,
        });
        let align = align.collect();
        Some(Table { header, rows, row_header: false, widths: None, height: None, fill: false, align })
    }

    /// The children of a block that holds one kind of part and nothing else.
    fn parts<'a>(&mut self, node: Node<'a>, directive: &Directive, part: &'static str) -> Vec<(Node<'a>, Directive)> {
        let mut parts = Vec::new();
        for child in node.children() {
            let is_block = matches!(child.data().value, NodeValue::BlockDirective(_));
            if is_block {
                let Some(read) = self.directive(child) else { continue };
                if read.name == part {
                    parts.push((child, read));
                    continue;
                }
            }
            self.problem(child, "block-parts", json!({ "block": directive.name, "part": part }));
        }
        if node.first_child().is_none() {
            let args = json!({ "block": directive.name, "part": part });
            self.problems.push(Problem::new(directive.place.clone(), "block-parts", args));
        }
        parts
    }

    fn only_child<'a>(
        &mut self,
        node: Node<'a>,
        directive: &Directive,
        wanted: &'static str,
        is_wanted: fn(&NodeValue) -> bool,
    ) -> Option<Node<'a>> {
        let child = node.first_child().filter(|child| is_wanted(&child.data().value) && child.next_sibling().is_none());
        if child.is_none() {
            let code = if wanted == "list" { "block-list" } else { "block-table" };
            self.problems.push(Problem::new(directive.place.clone(), code, json!({ "block": directive.name })));
        }
        child
    }

    fn holds_nothing<'a>(&mut self, node: Node<'a>, directive: &Directive) {
        if let Some(child) = node.first_child() {
            self.problem(child, "block-leaf", json!({ "block": directive.name }));
        }
    }

    fn misplaced(&mut self, directive: &Directive, name: &str, parent: &str) {
        let args = json!({ "block": name, "parent": parent });
        self.problems.push(Problem::new(directive.place.clone(), "block-misplaced", args));
    }

    /// The running text of a block: no white space at its ends, nothing empty in it.
    fn inlines<'a>(&mut self, node: Node<'a>) -> Vec<Inline> {
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

    fn spans<'a>(&mut self, parent: Node<'a>) -> Vec<Inline> {
        self.within(parent, |reader| reader.children_as_spans(parent))
    }

    fn children_as_spans<'a>(&mut self, parent: Node<'a>) -> Vec<Inline> {
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
    fn prose(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        for character in text.chars() {
            if character != ' ' || !out.ends_with(' ') {
                out.push(character);
            }
        }
        (self.typography)(&out)
    }

    fn unsupported<'a>(&mut self, node: Node<'a>, code: &'static str) -> Option<Inline> {
        self.problem(node, code, json!({}));
        None
    }

    fn problem<'a>(&mut self, node: Node<'a>, code: &'static str, args: serde_json::Value) {
        let place = self.place(node);
        self.problems.push(Problem::new(place, code, args));
    }

    /// From the beginning of a node to the end of that line.
    fn place<'a>(&self, node: Node<'a>) -> Range<usize> {
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

fn filled(content: Vec<Inline>) -> Option<Vec<Inline>> {
    (!content.is_empty()).then_some(content)
}
