//! Drawings of a pack: a small part of SVG, and words by their keys.
//!
//! Only shapes and text are allowed: nothing that loads, runs, links, styles or multiplies. A `<text>` or
//! `<tspan>` with `data-key="labels.love"` shows that word of the pack; a word of several lines becomes one
//! line below the other.

use std::fmt::Write as _;

use roxmltree::{Document, Node, ParsingOptions};

/// The largest drawing, in bytes, and the most elements in it.
const LARGEST: usize = 200_000;
const MOST_ELEMENTS: u32 = 5_000;
/// How deep elements may be in each other.
const DEEPEST: u32 = 20;

/// The elements of a drawing.
const ELEMENTS: [&str; 13] = [
    "svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan", "title",
    "desc",
];

/// What elements may say of themselves.
const ATTRIBUTES: [&str; 41] = [
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

/// Checks a drawing.
///
/// # Errors
/// What in it no drawing may have.
pub fn check(svg: &str) -> Result<(), String> {
    with_words(svg, &|_| Some(Vec::new())).map(|_| ())
}

/// The drawing with its words.
///
/// # Errors
/// As [`check`]; and a key that `word` does not know.
pub fn with_words(svg: &str, word: &dyn Fn(&str) -> Option<Vec<String>>) -> Result<String, String> {
    if svg.len() > LARGEST {
        return Err(format!("{} bytes; {LARGEST} is the most", svg.len()));
    }
    let options = ParsingOptions { allow_dtd: false, nodes_limit: 4 * MOST_ELEMENTS, ..Default::default() };
    let document = Document::parse_with_options(svg, options).map_err(|error| error.to_string())?;
    let root = document.root_element();
    if root.tag_name().name() != "svg" {
        return Err("it does not begin with <svg>".into());
    }
    let mut written = String::with_capacity(svg.len());
    write(root, 1, word, &mut written)?;
    Ok(written)
}

fn write(
    element: Node,
    depth: u32,
    word: &dyn Fn(&str) -> Option<Vec<String>>,
    out: &mut String,
) -> Result<(), String> {
    let name = element.tag_name().name();
    let known = element.tag_name().namespace() == Some(SVG) && ELEMENTS.contains(&name);
    if !known || (name == "svg") != (depth == 1) {
        return Err(format!("<{name}> cannot be in a drawing"));
    }
    if depth > DEEPEST {
        return Err(format!("elements are in each other more than {DEEPEST} times"));
    }
    let _ = write!(out, "<{name}");
    if depth == 1 {
        let _ = write!(out, " xmlns=\"{SVG}\"");
    }
    for attribute in element.attributes() {
        let (key, value) = (attribute.name(), attribute.value());
        if attribute.namespace().is_some() || !ATTRIBUTES.contains(&key) || value.contains("url(") {
            return Err(format!("<{name} {key}=\"{value}\"> cannot be in a drawing"));
        }
        if key != "data-key" {
            let _ = write!(out, " {key}=\"{}\"", escaped(value));
        }
    }
    out.push('>');
    match element.attribute("data-key") {
        Some(key) => {
            let lines = word(key).ok_or_else(|| format!("there is no word `{key}`"))?;
            words(element, &lines, out);
        }
        None => {
            for child in element.children() {
                if child.is_element() {
                    write(child, depth + 1, word, out)?;
                } else if child.is_text() {
                    out.push_str(&escaped(child.text().unwrap_or_default()));
                }
            }
        }
    }
    let _ = write!(out, "</{name}>");
    Ok(())
}

/// One line as it is; several each in its own `<tspan>` at the same place across.
fn words(element: Node, lines: &[String], out: &mut String) {
    if let [line] = lines {
        return out.push_str(&escaped(line));
    }
    let x = element.attribute("x").unwrap_or("0");
    for (index, line) in lines.iter().enumerate() {
        let dy = if index == 0 { "0" } else { LINE };
        let _ = write!(out, "<tspan x=\"{}\" dy=\"{dy}\">{}</tspan>", escaped(x), escaped(line));
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draw(inside: &str) -> Result<String, String> {
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
        assert_eq!(draw(r#"<text data-key="labels.gone"/>"#), Err("there is no word `labels.gone`".into()));
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
        let deep = "<g>".repeat(30) + &"</g>".repeat(30);
        assert!(draw(&deep).is_err());
        let bomb = "<!DOCTYPE svg [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><svg xmlns=\"http://www.w3.org/2000/svg\">&b;</svg>";
        assert!(check(bomb).is_err());
        assert!(check("<html/>").is_err());
        assert!(draw(&"<g/>".repeat(30_000)).is_err());
    }
}
