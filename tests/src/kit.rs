//! Makes kits, and reads the text of their files, whatever the output.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

/// The files below a folder by their paths, with `/` between the parts.
///
/// # Panics
/// When one of them cannot be read.
#[track_caller]
#[must_use]
pub fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
        let entry = entry.expect("a readable folder");
        let name = entry.file_name().into_string().expect("names are UTF-8");
        if entry.path().is_dir() {
            let below = files(&entry.path()).into_iter();
            found.extend(below.map(|(path, content)| (format!("{name}/{path}"), content)));
        } else {
            found.insert(name, fs::read(entry.path()).expect("a readable file"));
        }
    }
    found
}

/// The paths whose content is not the same in two folders, or which only one of them has.
#[must_use]
pub fn differences<'a>(
    one: &'a BTreeMap<String, Vec<u8>>,
    other: &'a BTreeMap<String, Vec<u8>>,
) -> Vec<&'a str> {
    let mut paths: Vec<&str> = one.keys().chain(other.keys()).map(String::as_str).collect();
    paths.sort_unstable();
    paths.dedup();
    paths.retain(|path| one.get(*path) != other.get(*path));
    paths
}

/// The text that a person finds in a file, without any white space: lines break elsewhere in every output.
///
/// # Panics
/// When the file holds no text, or is none of the three outputs.
#[track_caller]
#[must_use]
pub fn text(path: &Path) -> String {
    let text = match path.extension().and_then(|ending| ending.to_str()) {
        Some("pdf") => pdf_text(path),
        Some("html") => html_text(&read(path)),
        Some("md") => markdown_text(&read(path)),
        _ => panic!("{} is no output", path.display()),
    };
    squeezed(&text)
}

/// A text without white space.
#[must_use]
pub fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && *c != '\u{ad}').collect()
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// As poppler reads it where it is installed; otherwise as lopdf does.
fn pdf_text(path: &Path) -> String {
    match Command::new("pdftotext").args(["-q", "-raw"]).arg(path).arg("-").output() {
        Ok(output) if output.status.success() => {
            String::from_utf8(output.stdout).expect("poppler writes UTF-8")
        }
        _ => {
            let document = lopdf::Document::load(path).expect("a PDF");
            let pages: Vec<u32> = document.get_pages().into_keys().collect();
            document.extract_text(&pages).expect("a PDF with text")
        }
    }
}

/// Entities and what they mean, the one that others are made of last.
const ENTITIES: [(&str, &str); 8] = [
    ("&lt;", "<"),
    ("&gt;", ">"),
    ("&quot;", "\""),
    ("&#x27;", "'"),
    ("&#39;", "'"),
    ("&#x2f;", "/"),
    ("&#x2F;", "/"),
    ("&amp;", "&"),
];

fn html_text(page: &str) -> String {
    let body = page.split_once("<body").map_or(page, |(_, body)| body);
    let mut text = String::new();
    let mut is_tag = true;
    for c in body.chars() {
        match c {
            '<' => is_tag = true,
            '>' if is_tag => is_tag = false,
            c if !is_tag => text.push(c),
            _ => {}
        }
    }
    ENTITIES.iter().fold(text, |text, (entity, plain)| text.replace(entity, plain))
}

/// Markdown without its escapes and entities; its marks stay.
fn markdown_text(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let escaped =
            rest[c.len_utf8()..].chars().next().filter(|next| c == '\\' && next.is_ascii_punctuation());
        let entity = ENTITIES.iter().find(|(entity, _)| rest.starts_with(entity));
        let (read, meant) = match (escaped, entity) {
            (Some(next), _) => {
                (c.len_utf8() + next.len_utf8(), &rest[c.len_utf8()..c.len_utf8() + next.len_utf8()])
            }
            (None, Some((entity, meant))) => (entity.len(), *meant),
            (None, None) => (c.len_utf8(), &rest[..c.len_utf8()]),
        };
        plain.push_str(meant);
        rest = &rest[read..];
    }
    plain
}
