//! Drawings of a pack: a small part of SVG, and words by their keys.
//!
//! Only shapes and text are allowed: nothing that loads, runs, links, styles or multiplies. A `<text>` or
//! `<tspan>` with `data-key="labels.love"` shows that word of the pack; a word of several lines becomes one
//! line below the other.

use std::collections::HashMap;
use std::fmt::Write as _;

use roxmltree::{Document, Node, ParsingOptions};

use super::limits::{
    CANVAS_SIDES, DEEPEST_CANVAS, LARGEST_CANVAS, LARGEST_DRAWN, LONGEST_CANVAS_TEXT, MOST_ELEMENTS,
    SLIMMEST_CANVAS,
};
use crate::diagnostic::Diagnostic;
use crate::hidden;
use crate::words::on_one_line;

/// The elements of a drawing.
pub const ELEMENTS: [&str; 13] = [
    "svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan", "title",
    "desc",
];

/// What elements may say of themselves.
pub const ATTRIBUTES: [&str; 41] = [
    "cx",
    "cy",
    "d",
    "data-key",
    "dominant-baseline",
    "dx",
    "dy",
    "fill",
    "fill-opacity",
    "fill-rule",
    "font-family",
    "font-size",
    "font-style",
    "font-weight",
    "height",
    "letter-spacing",
    "opacity",
    "points",
    "r",
    "rotate",
    "rx",
    "ry",
    "stroke",
    "stroke-dasharray",
    "stroke-dashoffset",
    "stroke-linecap",
    "stroke-linejoin",
    "stroke-miterlimit",
    "stroke-opacity",
    "stroke-width",
    "text-anchor",
    "textLength",
    "transform",
    "viewBox",
    "width",
    "x",
    "x1",
    "x2",
    "y",
    "y1",
    "y2",
];

const SVG: &str = "http://www.w3.org/2000/svg";
/// The distance of lines, in heights of a letter.
const LINE: &str = "1.2em";

/// What keeps a text from being a drawing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CanvasFault {
    /// A name for the words: `element`, `large`, …
    pub reason: &'static str,
    /// The element, the attribute, the key or the line.
    pub detail: String,
    /// What it has, and the most that it may have.
    pub limit: Option<(u64, u64)>,
}

impl CanvasFault {
    /// A fault that is no limit.
    #[must_use]
    pub fn new(reason: &'static str, detail: impl Into<String>) -> Self {
        Self { reason, detail: detail.into(), limit: None }
    }

    fn over(reason: &'static str, found: usize, most: u64) -> Self {
        Self { reason, detail: String::new(), limit: Some((found as u64, most)) }
    }

    /// Adds it to a problem, with the drawing's name.
    #[must_use]
    pub fn add_to(&self, problem: Diagnostic, canvas: &str) -> Diagnostic {
        let problem = problem.arg("canvas", canvas).arg("fault", self.reason);
        let problem = problem.arg("detail", self.detail.as_str());
        match self.limit {
            Some((found, most)) => problem.arg("found", found).arg("most", most),
            None => problem,
        }
    }
}

/// Checks a drawing.
///
/// # Errors
/// What in it no drawing may have.
pub fn check(svg: &str) -> Result<(), CanvasFault> {
    with_words(svg, &|_| Some(Vec::new())).map(|_| ())
}

/// The drawing with its words, each of which is asked for once.
///
/// # Errors
/// As [`check`]; a key that `word` does not know, and words that are too long.
pub fn with_words(svg: &str, word: &dyn Fn(&str) -> Option<Vec<String>>) -> Result<String, CanvasFault> {
    if svg.len() > LARGEST_CANVAS {
        return Err(CanvasFault::over("large", svg.len(), LARGEST_CANVAS as u64));
    }
    // Texts and comments are nodes, too.
    let options = ParsingOptions { allow_dtd: false, nodes_limit: 4 * MOST_ELEMENTS, ..Default::default() };
    let document = Document::parse_with_options(svg, options)
        .map_err(|error| CanvasFault::new("not-svg", error.pos().row.to_string()))?;
    let elements = document.descendants().filter(Node::is_element).count();
    if elements > MOST_ELEMENTS as usize {
        return Err(CanvasFault::over("elements", elements, MOST_ELEMENTS.into()));
    }
    let root = document.root_element();
    if root.tag_name().name() != "svg" {
        return Err(CanvasFault::new("not-svg", "1"));
    }
    has_size(root)?;
    let mut writer =
        Writer { word, known: HashMap::new(), letters: None, out: String::with_capacity(svg.len()) };
    writer.element(root, 1)?;
    Ok(writer.out)
}

/// What a drawing says of its size can be one.
fn has_size(root: Node) -> Result<(), CanvasFault> {
    let told = |key: &str, value: &str| Err(CanvasFault::new("size", format!("<svg {key}=\"{value}\">")));
    let is_side = |side: f64| (CANVAS_SIDES[0]..=CANVAS_SIDES[1]).contains(&side);
    let is_shape = |wide: f64, high: f64| {
        is_side(wide) && is_side(high) && wide.max(high) <= SLIMMEST_CANVAS * wide.min(high)
    };
    if let Some(value) = root.attribute("viewBox") {
        let numbers = value.split([' ', ',', '\n', '\t']).filter(|number| !number.is_empty());
        let numbers: Result<Vec<f64>, _> = numbers.map(str::parse).collect();
        let is_box = |numbers: &Vec<f64>| match numbers[..] {
            [left, top, wide, high] => {
                left.abs() <= CANVAS_SIDES[1] && top.abs() <= CANVAS_SIDES[1] && is_shape(wide, high)
            }
            _ => false,
        };
        if !numbers.as_ref().is_ok_and(is_box) {
            return told("viewBox", value);
        }
    }
    let side = |key: &str| {
        let Some(value) = root.attribute(key) else { return Ok(None) };
        let number = value.trim().trim_end_matches(|c: char| c.is_ascii_lowercase() || c == '%');
        number
            .parse()
            .ok()
            .filter(|side| is_side(*side))
            .map_or_else(|| told(key, value).map(|()| None), |side| Ok(Some(side)))
    };
    match (side("width")?, side("height")?) {
        (Some(wide), Some(high)) if !is_shape(wide, high) => {
            told("width", root.attribute("width").unwrap_or_default())
        }
        _ => Ok(()),
    }
}

/// A drawing on its way.
struct Writer<'w> {
    word: &'w dyn Fn(&str) -> Option<Vec<String>>,
    /// Words that were asked for.
    known: HashMap<String, Vec<String>>,
    /// Letters of the `<text>` that is being written, when one is.
    letters: Option<usize>,
    out: String,
}

impl Writer<'_> {
    fn element(&mut self, element: Node, depth: u32) -> Result<(), CanvasFault> {
        let name = element.tag_name().name();
        let known = element.tag_name().namespace() == Some(SVG) && ELEMENTS.contains(&name);
        if !known || (name == "svg") != (depth == 1) {
            return Err(CanvasFault::new("element", format!("<{name}>")));
        }
        if depth > DEEPEST_CANVAS {
            return Err(CanvasFault::over("deep", depth as usize, DEEPEST_CANVAS.into()));
        }
        let around = self.letters;
        if name == "text" {
            self.letters.get_or_insert(0);
        }
        let _ = write!(self.out, "<{name}");
        if depth == 1 {
            let _ = write!(self.out, " xmlns=\"{SVG}\"");
        }
        for attribute in element.attributes() {
            let (key, value) = (attribute.name(), attribute.value());
            if attribute.namespace().is_some() || !ATTRIBUTES.contains(&key) || value.contains("url(") {
                return Err(CanvasFault::new("element", format!("<{name} {key}=\"{value}\">")));
            }
            if key != "data-key" {
                let _ = write!(self.out, " {key}=\"{}\"", escaped(value));
            }
        }
        self.out.push('>');
        match element.attribute("data-key") {
            Some(key) => {
                self.words(element, key)?;
            }
            None => {
                for child in element.children() {
                    if child.is_element() {
                        self.element(child, depth + 1)?;
                    } else if child.is_text() {
                        // A drawing may be written over several lines.
                        let text = child.text().unwrap_or_default();
                        let lines: Vec<String> = text.split('\n').map(on_one_line).collect();
                        self.text(&lines.join("\n"))?;
                    }
                }
            }
        }
        let _ = write!(self.out, "</{name}>");
        if around.is_none() {
            self.letters = None;
        }
        Ok(())
    }

    /// A word: one line as it is; several each in its own `<tspan>` at the same place across.
    fn words(&mut self, element: Node, key: &str) -> Result<(), CanvasFault> {
        if !self.known.contains_key(key) {
            let lines = (self.word)(key).ok_or_else(|| CanvasFault::new("word", key))?;
            self.known.insert(key.to_owned(), lines.iter().map(|line| on_one_line(line)).collect());
        }
        // Taken out for as long as it is written.
        let lines = self.known.remove(key).unwrap_or_default();
        let x = escaped(element.attribute("x").unwrap_or("0"));
        for (index, line) in lines.iter().enumerate() {
            if lines.len() == 1 {
                self.text(line)?;
            } else {
                let dy = if index == 0 { "0" } else { LINE };
                let _ = write!(self.out, "<tspan x=\"{x}\" dy=\"{dy}\">");
                self.text(line)?;
                self.out.push_str("</tspan>");
            }
        }
        self.known.insert(key.to_owned(), lines);
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<(), CanvasFault> {
        if let Some(letters) = &mut self.letters {
            *letters += text.chars().count();
            if *letters > LONGEST_CANVAS_TEXT {
                return Err(CanvasFault::over("long-text", *letters, LONGEST_CANVAS_TEXT as u64));
            }
        }
        self.out.push_str(&escaped(text));
        if self.out.len() > LARGEST_DRAWN {
            return Err(CanvasFault::over("drawn", self.out.len(), LARGEST_DRAWN as u64));
        }
        Ok(())
    }
}

fn escaped(text: &str) -> String {
    hidden::without(text)
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draw(inside: &str) -> Result<String, CanvasFault> {
        let word = |key: &str| match key {
            "labels.love" => Some(vec!["Ce que j’aime".to_owned()]),
            "labels.two" => Some(vec!["a < b".to_owned(), "c".to_owned()]),
            _ => None,
        };
        with_words(&format!("<svg xmlns=\"{SVG}\" viewBox=\"0 0 9 9\">{inside}</svg>"), &word)
    }

    #[test]
    fn words_stand_where_their_keys_are() {
        let drawn =
            draw(r#"<text x="3" y="2" data-key="labels.love"/><text x="1" data-key="labels.two">old</text>"#);
        let expected = r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><text x="3" y="2">Ce que j’aime</text><text x="1"><tspan x="1" dy="0">a &lt; b</tspan><tspan x="1" dy="1.2em">c</tspan></text></svg>"#;
        assert_eq!(drawn.as_deref(), Ok(expected));
        assert_eq!(draw(r#"<text data-key="labels.gone"/>"#), Err(CanvasFault::new("word", "labels.gone")));
    }

    #[test]
    fn only_the_letters_of_one_text_count() {
        let text = |letters: usize| format!("<text>{}</text>", "x".repeat(letters));
        assert!(draw(&text(LONGEST_CANVAS_TEXT).repeat(3)).is_ok());
        let long = |drawn: Result<String, CanvasFault>| drawn.is_err_and(|why| why.reason == "long-text");
        assert!(long(draw(&text(LONGEST_CANVAS_TEXT + 1))));
        let within = format!("<text>{}</text>", "<tspan>xx</tspan>".repeat(LONGEST_CANVAS_TEXT));
        assert!(long(draw(&within)));
        // What stands between elements is no text.
        assert!(draw(&format!("{}<g/>", " ".repeat(2 * LONGEST_CANVAS_TEXT)).repeat(3)).is_ok());
    }

    #[test]
    fn shapes_stay_as_they_are() {
        let shapes = r##"<g fill="none" stroke="#000"><circle cx="4" cy="4" r="3"></circle></g>"##;
        assert!(draw(shapes).is_ok_and(|drawn| drawn.contains(shapes)));
    }

    #[test]
    fn nothing_loads_runs_links_styles_or_multiplies() {
        for bad in [
            "<script>alert(1)</script>",
            r#"<image href="file:///etc/passwd"/>"#,
            r##"<use href="#a"/>"##,
            "<style>*{}</style>",
            "<foreignObject/>",
            r#"<a href="https://example.org"><path d=""/></a>"#,
            r#"<rect onclick="alert(1)"/>"#,
            r#"<rect style="fill:red"/>"#,
            r#"<rect fill="url(#a)"/>"#,
            "<svg/>",
            "<pattern/>",
            "<animate/>",
            r#"<g xmlns="http://www.w3.org/1999/xhtml"/>"#,
        ] {
            assert!(draw(bad).is_err(), "{bad}");
        }
        let deep = |depth: usize| draw(&("<g>".repeat(depth) + &"</g>".repeat(depth)));
        // The drawing itself is one of them.
        assert!(deep(DEEPEST_CANVAS as usize - 1).is_ok());
        assert!(
            deep(DEEPEST_CANVAS as usize)
                .is_err_and(|why| (why.reason, why.limit) == ("deep", Some((21, 20))))
        );
        let bomb = "<!DOCTYPE svg [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><svg xmlns=\"http://www.w3.org/2000/svg\">&b;</svg>";
        assert!(check(bomb).is_err());
        assert!(check("<html/>").is_err());
        assert!(draw(&"<g/>".repeat(MOST_ELEMENTS as usize - 1)).is_ok());
        let many = draw(&"<g/>".repeat(MOST_ELEMENTS as usize));
        assert_eq!(many, Err(CanvasFault::over("elements", 5001, 5000)));
        let large = draw(&" ".repeat(LARGEST_CANVAS));
        assert!(large.is_err_and(|why| why.reason == "large"));
    }
}
