//! A logo: a drawing or a picture in which nothing runs, nothing is loaded and no font is missing.

use std::fmt::Write as _;
use std::ops::Range;

use roxmltree::{Document, Node, ParsingOptions};

/// The largest logo, in bytes: it is part of every page that shows it.
pub const LARGEST: usize = 30_000;
/// The most pixels of a picture, in each direction.
const MOST_PIXELS: u32 = 4_000;
/// The most elements, texts and comments of a drawing, and how deep elements may be in each other.
const MOST_NODES: u32 = 5_000;
const DEEPEST: u32 = 20;
const SVG: &str = "http://www.w3.org/2000/svg";
/// What a drawing is made of.
const ELEMENTS: [&str; 17] = [
    "circle",
    "clipPath",
    "defs",
    "desc",
    "ellipse",
    "g",
    "line",
    "linearGradient",
    "path",
    "polygon",
    "polyline",
    "radialGradient",
    "rect",
    "stop",
    "svg",
    "title",
    "use",
];

/// Why a file is no logo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// Larger than [`LARGEST`].
    TooLarge,
    /// Not a PNG picture that can be read.
    Picture,
    /// Not text.
    NotText,
    /// Something in the drawing, and where it is: an element or an attribute that no logo needs.
    Drawing {
        /// `script`, `onload`, `text`.
        what: String,
        /// Its bytes.
        span: Range<usize>,
    },
    /// The drawing is no SVG from here on.
    Broken(Range<usize>),
    /// The drawing has no size: neither `viewBox` nor `width` and `height`.
    NoSize(Range<usize>),
}

/// Checks a drawing, and gives it back as text.
///
/// # Errors
/// The first thing that is in the way.
pub fn drawing(bytes: &[u8]) -> Result<String, Refusal> {
    if bytes.len() > LARGEST {
        return Err(Refusal::TooLarge);
    }
    let text = std::str::from_utf8(bytes).map_err(|_| Refusal::NotText)?;
    let text = text.trim_start_matches('\u{feff}');
    let options = ParsingOptions { allow_dtd: false, nodes_limit: MOST_NODES, ..Default::default() };
    let document = Document::parse_with_options(text, options).map_err(|error| {
        let position = error.pos();
        let line = text.split_inclusive('\n').take(position.row as usize - 1).map(str::len).sum::<usize>();
        let characters = text[line..].chars().take(position.col as usize - 1);
        let at = line + characters.map(char::len_utf8).sum::<usize>();
        Refusal::Broken(at..at)
    })?;
    let root = document.root_element();
    let start = root.range().start;
    // Without its namespace a browser shows nothing.
    if !root.has_tag_name((SVG, "svg")) {
        return Err(Refusal::Broken(start..start + 1 + root.tag_name().name().len()));
    }
    check(root, 1)?;
    let has = |name: &str| root.attribute(name).is_some();
    if !(has("viewBox") || has("width") && has("height")) {
        return Err(Refusal::NoSize(start..start + "<svg".len()));
    }
    Ok(text.to_owned())
}

/// A PNG picture, in a drawing of its size.
///
/// # Errors
/// When it is too large or no such picture.
pub fn picture(bytes: &[u8]) -> Result<String, Refusal> {
    if bytes.len() > LARGEST {
        return Err(Refusal::TooLarge);
    }
    let number =
        |at: usize| -> Option<u32> { Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?)) };
    let header = bytes.starts_with(b"\x89PNG\r\n\x1a\n") && bytes.get(12..16) == Some(b"IHDR");
    let whole = bytes.len() > 12 && bytes.get(bytes.len() - 8..bytes.len() - 4) == Some(b"IEND");
    let size = number(16).zip(number(20)).filter(|_| header && whole);
    let (width, height) = size
        .filter(|(width, height)| (1..=MOST_PIXELS).contains(width) && (1..=MOST_PIXELS).contains(height))
        .ok_or(Refusal::Picture)?;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\">\
         <image width=\"{width}\" height=\"{height}\" href=\"data:image/png;base64,"
    );
    base64(bytes, &mut svg);
    svg.push_str("\"/></svg>");
    Ok(svg)
}

/// Bytes as letters, RFC 4648.
fn base64(bytes: &[u8], out: &mut String) {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for chunk in bytes.chunks(3) {
        let byte = |at: usize| u32::from(chunk.get(at).copied().unwrap_or_default());
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for place in 0..4 {
            let letter = LETTERS[(bits >> (18 - 6 * place) & 63) as usize];
            let _ = out.write_char(if place <= chunk.len() { char::from(letter) } else { '=' });
        }
    }
}

/// Refuses an element, or one of those in it, that no logo needs.
fn check(element: Node, depth: u32) -> Result<(), Refusal> {
    let name = element.tag_name().name();
    let start = element.range().start + 1;
    let here = |what: &str, span: Range<usize>| Err(Refusal::Drawing { what: what.to_owned(), span });
    let known = element.tag_name().namespace() == Some(SVG) && ELEMENTS.contains(&name);
    if !known || (name == "svg") != (depth == 1) || depth > DEEPEST {
        return here(name, start..start + name.len());
    }
    for attribute in element.attributes() {
        let (name, value) = (attribute.name(), attribute.value());
        let lower = value.to_ascii_lowercase();
        let is_link = name == "href" && !value.starts_with('#');
        let places = lower.split("url(").skip(1);
        let loads =
            places.into_iter().any(|rest| !rest.trim_start_matches(['"', '\'', ' ']).starts_with('#'));
        let runs = name.to_ascii_lowercase().starts_with("on");
        if is_link || loads || runs || value.contains(['<', '\\']) || lower.contains("@import") {
            return here(name, attribute.range());
        }
    }
    element.children().filter(Node::is_element).try_for_each(|child| check(child, depth + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 10 10\">";

    fn refused(inner: &str) -> String {
        match drawing(format!("{START}{inner}</svg>").as_bytes()) {
            Err(Refusal::Drawing { what, .. }) => what,
            other => panic!("{inner}: {other:?}"),
        }
    }

    #[test]
    fn a_plain_drawing_is_a_logo() {
        let svg = format!(
            "<?xml version=\"1.0\"?>\n<!-- <script> -->\n{START}<defs><linearGradient id='a'/></defs>\
             <g fill=\"url(#a)\"><path d=\"M0 0h9\"/></g><use href=\"#a\"/></svg>\n"
        );
        assert_eq!(drawing(svg.as_bytes()), Ok(svg));
    }

    #[test]
    fn what_runs_or_loads_or_needs_a_font_is_refused() {
        for (inner, what) in [
            ("<script>1</script>", "script"),
            ("<text>a</text>", "text"),
            ("<image href=\"#a\"/>", "image"),
            ("<foreignObject/>", "foreignObject"),
            ("<style>a{}</style>", "style"),
            ("<g onload=\"x\"/>", "onload"),
            ("<g OnClick=\"x\"/>", "OnClick"),
            ("<use href=\"https://example.org/a.svg#b\"/>", "href"),
            ("<use xmlns:l=\"http://www.w3.org/1999/xlink\" l:href=\"file:///etc/passwd\"/>", "href"),
            ("<path fill=\"url(https://example.org)\"/>", "fill"),
            ("<path style=\"fill:URL( 'x.svg#a')\"/>", "style"),
        ] {
            assert_eq!(refused(inner), what, "{inner}");
        }
    }

    #[test]
    fn what_is_no_drawing_is_refused() {
        for text in [
            "",
            "logo",
            "<g/>",
            "<svg viewBox='0 0 1 1'/>",
            "<svg",
            "<svg viewBox=\"0 0 1 1\">",
            "<svg viewBox='0 0 1 1'><g></svg>",
            "<svg a>",
        ] {
            assert!(matches!(drawing(text.as_bytes()), Err(Refusal::Broken(_))), "{text}");
        }
        let without = START.replace(" viewBox=\"0 0 10 10\"", "");
        assert_eq!(drawing(format!("{without}</svg>").as_bytes()), Err(Refusal::NoSize(0..4)));
        assert_eq!(drawing(&[0xff, 0xfe]), Err(Refusal::NotText));
        assert_eq!(drawing(&vec![b' '; LARGEST + 1]), Err(Refusal::TooLarge));
    }

    #[test]
    fn letters_are_those_of_the_standard() {
        for (bytes, expected) in
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg==")]
        {
            let mut out = String::new();
            base64(bytes.as_bytes(), &mut out);
            assert_eq!(out, expected);
        }
    }

    #[test]
    fn a_picture_has_its_size() {
        let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x28\0\0\0\x14\x08\x06\0\0\0\0\0\0\0".to_vec();
        assert_eq!(picture(&png), Err(Refusal::Picture));
        png.extend(b"\0\0\0\0IEND\xae\x42\x60\x82");
        let svg = picture(&png).expect("a picture");
        assert!(svg.contains("viewBox=\"0 0 40 20\"") && svg.contains("base64,iVBORw0KGgo"), "{svg}");
    }
}
