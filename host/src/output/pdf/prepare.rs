//! What paper needs of a document before it is set: only blocks that are printed, headings without gaps,
//! characters that the fonts have, words that can be broken.

use typst::text::Font;
use unicode_segmentation::UnicodeSegmentation;

use crate::document::tree::{Block, Card, Column, Document, Inline, Slot};

/// Stands for a character that no font has.
const MISSING: char = '□';
/// A word longer than this may be broken after one of these.
const LONG_WORD: usize = 20;
const BREAK_AFTER: &str = "/.-_@:?&=+,";
/// A run of so many letters is no word: it may be broken anywhere.
const NO_WORD: usize = 40;
/// Tells the theme where a line may end; it is not printed.
pub const BREAK: char = '\u{200B}';
/// Tells the theme, before and after a word, that no line ends in it; it is not printed.
pub const WHOLE: char = '\u{2060}';
const NO_BREAK: char = '\u{A0}';
/// What follows a hyphen and stays with the word before it, in capitals or not.
const BOUND: [&str; 27] = [
    "je", "tu", "il", "ils", "elle", "elles", "on", "nous", "vous", "ce", "moi", "toi", "le", "la", "les",
    "lui", "leur", "leurs", "y", "en", "même", "mêmes", "là", "ci", "eux", "t", "midi",
];

/// Makes documents ready for the fonts it knows.
pub struct Preparation<'a> {
    fonts: &'a [Font],
    /// Texts that lost a character, each once.
    replaced: Vec<String>,
    /// Level of the last heading.
    level: u8,
}

impl<'a> Preparation<'a> {
    /// For text in these fonts.
    pub fn new(fonts: &'a [Font]) -> Self {
        Self { fonts, replaced: Vec::new(), level: 0 }
    }

    /// The document as it can be printed.
    pub fn document(&mut self, document: &Document) -> Document {
        let mut printed = document.clone();
        self.text(&mut printed.title);
        if let Some(logo) = &mut printed.logo {
            self.text(&mut logo.alt);
        }
        for line in &mut printed.header {
            self.text(line);
        }
        // A body that does not begin with its title gets one above it.
        self.level = u8::from(!matches!(printed.body.first(), Some(Block::Heading { level: 1, .. })));
        self.blocks(&mut printed.body);
        printed
    }

    /// Which texts have a character that no font has.
    pub fn replaced(self) -> Vec<String> {
        self.replaced
    }

    fn blocks(&mut self, blocks: &mut Vec<Block>) {
        let printed = std::mem::take(blocks).into_iter().flat_map(|block| match block {
            Block::Screen { .. } => Vec::new(),
            Block::Heading { content, .. } if is_blank(&content) => Vec::new(),
            Block::Paper { body } => body,
            other => vec![other],
        });
        blocks.extend(printed);
        for block in blocks {
            self.block(block);
        }
    }

    fn block(&mut self, block: &mut Block) {
        match block {
            Block::Heading { level, content } => {
                *level = (*level).clamp(1, self.level + 1);
                self.level = *level;
                self.inlines(content);
            }
            Block::Paragraph { content } => self.inlines(content),
            Block::List { items, .. } | Block::Checklist { items } => {
                for item in items {
                    self.blocks(item);
                }
            }
            Block::Table(table) => {
                for cell in table.header.iter_mut().chain(table.rows.iter_mut().flatten()) {
                    self.inlines(cell);
                }
            }
            Block::Quote { body }
            | Block::Page { body }
            | Block::Sign { body }
            | Block::Tent { body }
            | Block::Prompt { body }
            | Block::Note { body }
            | Block::Space { body, .. }
            | Block::Paper { body }
            | Block::Screen { body } => self.blocks(body),
            Block::Cards { cards, .. } => {
                for Card { body } in cards {
                    self.blocks(body);
                }
            }
            Block::Columns { columns } => {
                for Column { body, .. } in columns {
                    self.blocks(body);
                }
            }
            Block::Timeline { slots, .. } => {
                for Slot { start, end, body, .. } in slots {
                    self.text(start);
                    self.text(end);
                    self.blocks(body);
                }
            }
            Block::Lines { label, .. } => {
                if let Some(label) = label {
                    self.text(label);
                }
            }
            Block::Canvas { svg, alt } => {
                self.drawing(svg);
                self.text(alt);
            }
            Block::Rule | Block::Dots { .. } => {}
        }
    }

    fn inlines(&mut self, content: &mut Vec<Inline>) {
        for inline in content {
            match inline {
                Inline::Text { text } => {
                    self.text(text);
                    *text = hours(&whole(&breakable(&after_dots(text))));
                }
                Inline::Code { text } => {
                    self.text(text);
                    *text = breakable(text);
                }
                Inline::Strong { content }
                | Inline::Emphasis { content }
                | Inline::Link { content, .. }
                | Inline::Foreign { content, .. } => {
                    self.inlines(content);
                }
                Inline::Break => {}
            }
        }
    }

    /// The words of a drawing: what stands between its marks, in which `<` and `>` are always written out.
    fn drawing(&mut self, svg: &mut String) {
        if svg.is_ascii() {
            return;
        }
        let mut printed = String::with_capacity(svg.len());
        for piece in svg.split_inclusive('>') {
            let (words, mark) = piece.split_at(piece.find('<').unwrap_or(piece.len()));
            let mut words = words.to_owned();
            self.text(&mut words);
            printed.push_str(&words);
            printed.push_str(mark);
        }
        *svg = printed;
    }

    fn text(&mut self, text: &mut String) {
        if text.is_ascii() && !text.contains(|c: char| c.is_ascii_control()) {
            return;
        }
        let mut printed = String::with_capacity(text.len());
        let mut whole = true;
        for cluster in text.graphemes(true) {
            whole &= self.cluster(cluster, &mut printed);
        }
        if !whole && !self.replaced.contains(text) {
            self.replaced.push(text.clone());
        }
        *text = printed;
    }

    /// Writes what the fonts have of a character with its marks; false if something is missing.
    fn cluster(&self, cluster: &str, printed: &mut String) -> bool {
        let visible = || cluster.chars().filter(|c| !is_invisible(*c));
        if cluster.chars().all(|c| c.is_whitespace() || c.is_control()) {
            printed.extend(cluster.chars().next().map(|c| if c.is_control() { ' ' } else { c }));
            true
        } else if self.fonts.iter().any(|font| visible().all(|c| has(font, c))) {
            printed.extend(visible());
            true
        } else {
            let base = visible().next().filter(|c| self.fonts.iter().any(|font| has(font, *c)));
            printed.push(base.unwrap_or(MISSING));
            false
        }
    }
}

/// No words: a heading of this kind would be a step in the reading order that says nothing.
fn is_blank(content: &[Inline]) -> bool {
    content.iter().all(|inline| match inline {
        Inline::Text { text } | Inline::Code { text } => text.trim().is_empty(),
        Inline::Strong { content }
        | Inline::Emphasis { content }
        | Inline::Link { content, .. }
        | Inline::Foreign { content, .. } => is_blank(content),
        Inline::Break => true,
    })
}

fn has(font: &Font, character: char) -> bool {
    font.info().coverage.contains(character.into())
}

/// Characters that only steer others: joiners, direction marks, variation selectors, soft hyphens.
fn is_invisible(character: char) -> bool {
    matches!(character,
        '\u{AD}' | '\u{61C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{E0000}'..='\u{E0FFF}')
}

/// Words that end in a hyphen and a small word are marked as whole, with what stands against them.
fn whole(text: &str) -> String {
    if !text.contains('-') {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len() + 8);
    for piece in text.split_inclusive([' ', '\n', BREAK]) {
        let word = piece.trim_end_matches([' ', '\n', BREAK]);
        if word.chars().count() <= LONG_WORD && is_bound(word) {
            out.push(WHOLE);
            out.push_str(word);
            out.push(WHOLE);
            out.push_str(&piece[word.len()..]);
        } else {
            out.push_str(piece);
        }
    }
    out
}

/// Whether what follows the first hyphen is one of the small words, or several.
fn is_bound(word: &str) -> bool {
    let mut parts = word.split('-');
    let starts = parts.next().is_some_and(|start| start.ends_with(char::is_alphabetic));
    let mut ends = parts.peekable();
    starts
        && ends.peek().is_some()
        && ends.all(|end| {
            let letters: String = end.chars().take_while(|c| c.is_alphabetic()).collect();
            BOUND.contains(&letters.to_lowercase().as_str())
        })
}

/// A line ends after a dot between two things, and does not begin with it.
fn after_dots(text: &str) -> String {
    text.replace(" · ", "\u{A0}· ")
}

/// From when to when, as in `9:00 – 12:30`, is marked as whole.
fn hours(text: &str) -> String {
    if !text.contains(" – ") {
        return text.to_owned();
    }
    let words: Vec<&str> = text.split(' ').collect();
    let mut out: Vec<String> = Vec::new();
    let mut rest = words.as_slice();
    while let [word, after @ ..] = rest {
        if let [start, "–", end, after @ ..] = rest
            && is_time(start)
            && is_time(end.trim_end_matches([',', '.', ';', ')']))
        {
            out.push(format!("{WHOLE}{start}{NO_BREAK}–{NO_BREAK}{end}{WHOLE}"));
            rest = after;
            continue;
        }
        out.push((*word).to_owned());
        rest = after;
    }
    out.join(" ")
}

/// Whether this is a time of the day: `9:00`, `9 h`, `12 h 30`.
fn is_time(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit())
        && word.contains([':', 'h'])
        && word.chars().all(|c| c.is_ascii_digit() || matches!(c, ':' | 'h') || c.is_whitespace())
}

/// Words that a narrow column could not hold get places to break. Addresses have theirs from Typst.
fn breakable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_inclusive(' ') {
        let length = word.chars().count();
        if length <= LONG_WORD || word.starts_with("http") || word.starts_with("www.") {
            out.push_str(word);
            continue;
        }
        let mut run = 0;
        for cluster in word.graphemes(true) {
            out.push_str(cluster);
            run += 1;
            if BREAK_AFTER.contains(cluster) || length > NO_WORD && run >= NO_WORD / 2 {
                out.push(BREAK);
                run = 0;
            }
        }
    }
    out
}
