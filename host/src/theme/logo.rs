//! A logo: a drawing or a picture in which nothing runs, nothing is loaded and no font is missing.

use std::fmt::Write as _;
use std::ops::Range;

/// The largest logo, in bytes: it is part of every page that shows it.
pub const LARGEST: usize = 30_000;
/// The most pixels of a picture, in each direction.
const MOST_PIXELS: u32 = 4_000;
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
    Scanner { text, at: 0 }.check()?;
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

/// Reads a drawing from one `<` to the next.
struct Scanner<'t> {
    text: &'t str,
    at: usize,
}

/// A tag, its attributes checked.
struct Tag<'t> {
    name: &'t str,
    closes: bool,
    empty: bool,
    has_size: bool,
}

impl<'t> Scanner<'t> {
    fn check(mut self) -> Result<(), Refusal> {
        let mut open: Vec<&str> = Vec::new();
        let mut seen = false;
        while let Some(next) = self.text[self.at..].find('<') {
            let between = &self.text[self.at..self.at + next];
            if open.is_empty() && !between.trim().is_empty() {
                return Err(Refusal::Broken(self.at..self.at + next));
            }
            self.at += next;
            let start = self.at;
            if self.skip("<!--", "-->")? || (!seen && self.skip("<?xml", "?>")?) {
                continue;
            }
            let tag = self.tag()?;
            let span = start..self.at;
            if tag.closes {
                if open.pop() != Some(tag.name) {
                    return Err(Refusal::Broken(span));
                }
                continue;
            }
            if open.is_empty() {
                if seen || tag.name != "svg" {
                    return Err(Refusal::Broken(span));
                }
                if !tag.has_size {
                    return Err(Refusal::NoSize(span));
                }
            }
            seen = true;
            if !tag.empty {
                open.push(tag.name);
            }
        }
        let end = self.text.len();
        if !seen || !open.is_empty() || !self.text[self.at..].trim().is_empty() {
            return Err(Refusal::Broken(end..end));
        }
        Ok(())
    }

    /// Passes what starts and ends like this. False when it does not start here.
    fn skip(&mut self, start: &str, end: &str) -> Result<bool, Refusal> {
        let rest = &self.text[self.at..];
        if !rest.starts_with(start) {
            return Ok(false);
        }
        let length = rest.find(end).ok_or(Refusal::Broken(self.at..self.at + start.len()))?;
        self.at += length + end.len();
        Ok(true)
    }

    fn tag(&mut self) -> Result<Tag<'t>, Refusal> {
        let start = self.at;
        self.at += 1;
        let closes = self.eat('/');
        let name = self.name();
        if name.is_empty() {
            // `<!DOCTYPE`, `<![CDATA[`, `<?`: a drawing needs none of them.
            let word = self.text[start..].split(['>', ' ', '\n']).next().unwrap_or_default();
            return Err(Refusal::Drawing { what: word.to_owned(), span: start..start + word.len() });
        }
        if !ELEMENTS.contains(&name) {
            return Err(Refusal::Drawing { what: name.to_owned(), span: self.at - name.len()..self.at });
        }
        let (mut boxed, mut wide, mut high) = (false, false, false);
        loop {
            self.spaces();
            if self.eat('>') {
                return Ok(Tag { name, closes, empty: false, has_size: boxed || (wide && high) });
            }
            if self.text[self.at..].starts_with("/>") && !closes {
                self.at += 2;
                return Ok(Tag { name, closes, empty: true, has_size: boxed || (wide && high) });
            }
            match self.attribute()? {
                "viewBox" => boxed = true,
                "width" => wide = true,
                "height" => high = true,
                _ => {}
            }
        }
    }

    /// The name of an attribute whose value leads nowhere else.
    fn attribute(&mut self) -> Result<&'t str, Refusal> {
        let start = self.at;
        let name = self.name();
        let broken = |end: usize| Refusal::Broken(start..end.max(start + 1).min(self.text.len()));
        if name.is_empty() || !self.text[self.at..].starts_with('=') {
            return Err(broken(self.at));
        }
        let quote = self.text[self.at + 1..].chars().next().filter(|c| ['"', '\''].contains(c));
        let quote = quote.ok_or_else(|| broken(self.at))?;
        let from = self.at + 2;
        let length = self.text[from..].find(quote).ok_or_else(|| broken(from))?;
        let value = &self.text[from..from + length];
        self.at = from + length + 1;
        let lower = value.to_ascii_lowercase();
        let is_link = name.rsplit(':').next() == Some("href") && !value.starts_with('#');
        let loads = lower
            .split("url(")
            .skip(1)
            .any(|rest| !rest.trim_start_matches(['"', '\'', ' ']).starts_with('#'));
        let runs = name.to_ascii_lowercase().starts_with("on");
        if is_link || loads || runs || value.contains(['<', '&', '\\']) || lower.contains("@import") {
            return Err(Refusal::Drawing { what: name.to_owned(), span: start..self.at });
        }
        Ok(name)
    }

    fn name(&mut self) -> &'t str {
        let rest = &self.text[self.at..];
        let end =
            rest.find(|c: char| !c.is_ascii_alphanumeric() && !"-_:.".contains(c)).unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }

    fn spaces(&mut self) {
        let rest = &self.text[self.at..];
        self.at += rest.len() - rest.trim_start().len();
    }

    fn eat(&mut self, character: char) -> bool {
        let here = self.text[self.at..].starts_with(character);
        self.at += if here { character.len_utf8() } else { 0 };
        here
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SVG: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 10 10\">";

    fn refused(inner: &str) -> String {
        match drawing(format!("{SVG}{inner}</svg>").as_bytes()) {
            Err(Refusal::Drawing { what, .. }) => what,
            other => panic!("{inner}: {other:?}"),
        }
    }

    #[test]
    fn a_plain_drawing_is_a_logo() {
        let svg = format!(
            "<?xml version=\"1.0\"?>\n<!-- <script> -->\n{SVG}<defs><linearGradient id='a'/></defs>\
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
            ("<use xlink:href=\"file:///etc/passwd\"/>", "xlink:href"),
            ("<path fill=\"url(https://example.org)\"/>", "fill"),
            ("<path style=\"fill:URL( 'x.svg#a')\"/>", "style"),
            ("<path d=\"&x;\"/>", "d"),
            ("<![CDATA[x]]>", "<![CDATA[x]]"),
        ] {
            assert_eq!(refused(inner), what, "{inner}");
        }
        let doctype = drawing(b"<!DOCTYPE svg [<!ENTITY a 'b'>]><svg/>");
        assert!(matches!(doctype, Err(Refusal::Drawing { what, .. }) if what == "<!DOCTYPE"));
    }

    #[test]
    fn what_is_no_drawing_is_refused() {
        for text in [
            "",
            "logo",
            "<g/>",
            "<svg",
            "<svg viewBox=\"0 0 1 1\">",
            "<svg viewBox='0 0 1 1'><g></svg>",
            "<svg a>",
        ] {
            assert!(matches!(drawing(text.as_bytes()), Err(Refusal::Broken(_))), "{text}");
        }
        assert_eq!(drawing(b"<svg></svg>"), Err(Refusal::NoSize(0..5)));
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
