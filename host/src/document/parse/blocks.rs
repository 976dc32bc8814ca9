//! Tables, and the blocks between colons.

use comrak::nodes::{NodeTable, NodeValue, TableAlignment};
use serde_json::json;

use super::{Node, Reader, Scope};
use crate::document::Canvas;
use crate::document::directive::{Directive, Problem};
use crate::document::tree::{Align, Block, Card, CardSize, Column, Inline, Slot, Table};
use crate::words::on_one_line;

impl Reader<'_> {
    pub(super) fn directive(&mut self, node: Node<'_>) -> Option<Directive> {
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

    pub(super) fn directive_block(
        &mut self,
        node: Node<'_>,
        directive: &Directive,
        scope: Scope,
    ) -> Option<Block> {
        let block = match directive.name {
            "page" if scope != Scope::Document => {
                self.misplaced(directive, "page", "document");
                return None;
            }
            "page" => Block::Page { body: self.blocks(node, Scope::Inside) },
            "cards" => self.cards(node, directive),
            "sign" => Block::Sign { body: self.blocks(node, Scope::Inside) },
            "tent" => Block::Tent { body: self.blocks(node, Scope::Inside) },
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
    fn apart(&mut self, node: Node<'_>, scope: Scope) -> Vec<Block> {
        let outline = self.outline.clone();
        // A title in here would be missing from the other outputs: only what stands in the document has one.
        let body = self.within(node, |reader| {
            let blocks = node.children().filter_map(|child| match &child.data().value {
                NodeValue::Heading(heading) => Some(reader.heading(child, heading.level, Scope::Inside)),
                _ => reader.block(child, scope),
            });
            blocks.collect()
        });
        self.outline = outline;
        body
    }

    fn cards(&mut self, node: Node<'_>, directive: &Directive) -> Block {
        let sizes = [
            ("small", CardSize::Small),
            ("medium", CardSize::Medium),
            ("large", CardSize::Large),
            ("half", CardSize::Half),
            ("sign", CardSize::Sign),
        ];
        let size = directive.choice("size", &sizes, &mut self.problems).unwrap_or(CardSize::Medium);
        let mut cards = Vec::new();
        for (child, card) in self.parts(node, directive, "card") {
            let body = self.blocks(child, Scope::Inside);
            if !matches!(body.first(), Some(Block::Heading { .. } | Block::Sign { .. } | Block::Tent { .. }))
            {
                self.problems.push(Problem::new(card.place, "card-heading", json!({})));
            }
            cards.push(Card { body });
        }
        Block::Cards { size, cards }
    }

    fn columns(&mut self, node: Node<'_>, directive: &Directive) -> Block {
        let mut columns = Vec::new();
        for (child, column) in self.parts(node, directive, "column") {
            let width = column.number("width", 0.1..=20.0, &mut self.problems).unwrap_or(1.0);
            columns.push(Column { width, body: self.blocks(child, Scope::Inside) });
        }
        Block::Columns { columns }
    }

    fn timeline(&mut self, node: Node<'_>, directive: &Directive) -> Block {
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
        Block::Timeline { even: directive.flag("even", &mut self.problems), slots }
    }

    fn ruled_lines(&mut self, node: Node<'_>, directive: &Directive) -> Block {
        self.holds_nothing(node, directive);
        Block::Lines {
            count: directive.number("count", 1..=60, &mut self.problems).unwrap_or(1),
            height: directive.number("height", 5.0..=60.0, &mut self.problems).unwrap_or(10.0),
            label: directive.text("label").map(|label| self.prose(label)).filter(|label| !label.is_empty()),
        }
    }

    fn checklist(&mut self, node: Node<'_>, directive: &Directive) -> Option<Block> {
        let list = self.only_child(node, directive, "list", |value| matches!(value, NodeValue::List(_)))?;
        let items = list.children().map(|item| self.blocks(item, Scope::Inside)).collect();
        Some(Block::Checklist { items })
    }

    fn drawing(&mut self, node: Node<'_>, directive: &Directive) -> Option<Block> {
        self.holds_nothing(node, directive);
        let name = directive.required("name", &mut self.problems);
        if name.is_empty() {
            return None;
        }
        let Some(Canvas { svg, alt }) = (self.canvas)(&name) else {
            self.problems.push(Problem::new(
                directive.place.clone(),
                "canvas-unknown",
                json!({ "name": name }),
            ));
            return None;
        };
        Some(Block::Canvas { svg, alt: self.prose(&on_one_line(&alt)) })
    }

    fn grid(&mut self, node: Node<'_>, directive: &Directive) -> Option<Table> {
        let child =
            self.only_child(node, directive, "table", |value| matches!(value, NodeValue::Table(_)))?;
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

    pub(super) fn table(&mut self, node: Node<'_>, table: &NodeTable) -> Option<Table> {
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
    fn parts<'a>(
        &mut self,
        node: Node<'a>,
        directive: &Directive,
        part: &'static str,
    ) -> Vec<(Node<'a>, Directive)> {
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
        let child = node
            .first_child()
            .filter(|child| is_wanted(&child.data().value) && child.next_sibling().is_none());
        if child.is_none() {
            let code = if wanted == "list" { "block-list" } else { "block-table" };
            self.problems.push(Problem::new(
                directive.place.clone(),
                code,
                json!({ "block": directive.name }),
            ));
        }
        child
    }

    fn holds_nothing(&mut self, node: Node<'_>, directive: &Directive) {
        if let Some(child) = node.first_child() {
            self.problem(child, "block-leaf", json!({ "block": directive.name }));
        }
    }

    fn misplaced(&mut self, directive: &Directive, name: &str, parent: &str) {
        let args = json!({ "block": name, "parent": parent });
        self.problems.push(Problem::new(directive.place.clone(), "block-misplaced", args));
    }
}
