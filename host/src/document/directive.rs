//! The first line of a block: `:::lines count=4 label="Prénom"`.

use std::ops::{Range, RangeInclusive};
use std::str::FromStr;

use serde_json::{Map, Value, json};

use crate::diagnostic::closest;

use super::escape::{stand_in, unescape};

/// Every block and the attributes it understands.
const BLOCKS: [(&str, &[&str]); 20] = [
    ("page", &[]),
    ("cards", &["size"]),
    ("card", &[]),
    ("sign", &[]),
    ("tent", &[]),
    ("prompt", &[]),
    ("note", &[]),
    ("lines", &["count", "height", "label"]),
    ("space", &["height"]),
    ("checklist", &[]),
    ("columns", &[]),
    ("column", &["width"]),
    ("dots", &["count", "size"]),
    ("timeline", &["even"]),
    ("slot", &["minutes", "start", "end", "kind"]),
    ("canvas", &["name"]),
    ("paper", &[]),
    ("screen", &[]),
    ("grid", &["rows", "height", "fill", "widths", "row-header"]),
    ("table", &["widths", "row-header"]),
];

/// A problem and where it is in the rendered text.
#[derive(Debug)]
pub(super) struct Problem {
    pub(super) place: Range<usize>,
    pub(super) code: &'static str,
    pub(super) args: Map<String, Value>,
}

/// How many problems of one document are kept: who has mended those sees the next ones.
pub const MOST: usize = 30;

/// What is wrong with a document, the first of it.
#[derive(Debug, Default)]
pub(super) struct Problems(Vec<Problem>);

impl Problems {
    /// Keeps a problem, unless there are enough.
    pub(super) fn push(&mut self, problem: Problem) {
        if !self.are_enough() {
            self.0.push(problem);
        }
    }

    /// True when no more of them are kept.
    pub(super) fn are_enough(&self) -> bool {
        self.0.len() >= MOST
    }

    /// Those that were kept; none when all is well.
    pub(super) fn found(self) -> Option<Vec<Problem>> {
        (!self.0.is_empty()).then_some(self.0)
    }
}

impl Problem {
    pub(super) fn new(place: Range<usize>, code: &'static str, args: Value) -> Self {
        let args = if let Value::Object(args) = args { args } else { Map::new() };
        Self { place, code, args }
    }
}

/// The name of a block with its attributes, all of them known to it.
#[derive(Debug)]
pub(super) struct Directive {
    pub(super) name: &'static str,
    /// The line in the rendered text, without its indentation.
    pub(super) place: Range<usize>,
    attributes: Vec<Attribute>,
}

#[derive(Debug)]
struct Attribute {
    key: &'static str,
    value: Option<String>,
    place: Range<usize>,
}

impl Directive {
    /// Reads a line that begins with colons. `offset` is where it is in the rendered text.
    pub(super) fn read(line: &str, offset: usize, problems: &mut Problems) -> Option<Self> {
        let line = line.trim_end();
        let place = offset..offset + line.len();
        let info = line.trim_start_matches(':');
        let offset = place.end - info.len();
        let mut words = Words { text: info, at: 0 };
        let Some((start, word)) = words.next_word() else {
            problems.push(Problem::new(place, "block-stray-end", json!({})));
            return None;
        };
        let word = unescape(word);
        let Some((name, known)) = BLOCKS.into_iter().find(|(name, _)| *name == word) else {
            let close = closest(&word, BLOCKS.map(|(name, _)| name));
            let place = offset + start..offset + words.at;
            problems.push(Problem::new(place, "block-unknown", json!({ "name": word, "close": close })));
            return None;
        };
        let mut attributes: Vec<Attribute> = Vec::new();
        while let Some((start, word)) = words.next_word().filter(|_| !problems.are_enough()) {
            let place = offset + start..offset + words.at;
            let Some((key, value)) = split(word) else {
                problems.push(Problem::new(place, "attribute-syntax", json!({ "block": name })));
                continue;
            };
            let key = unescape(key);
            match known.iter().find(|known| **known == key) {
                Some(known) if attributes.iter().any(|attribute| attribute.key == *known) => {
                    problems.push(Problem::new(
                        place,
                        "attribute-twice",
                        json!({ "block": name, "name": key }),
                    ));
                }
                Some(known) => attributes.push(Attribute { key: known, value: value.map(unescape), place }),
                None => {
                    let close = closest(&key, known.iter().copied());
                    let args =
                        json!({ "block": name, "name": key, "close": close, "known": known.join(", ") });
                    problems.push(Problem::new(place, "attribute-unknown", args));
                }
            }
        }
        Some(Self { name, place, attributes })
    }

    /// The text of an attribute.
    pub(super) fn text(&self, key: &str) -> Option<&str> {
        self.find(key)?.value.as_deref()
    }

    /// The text of an attribute that must be there.
    pub(super) fn required(&self, key: &str, problems: &mut Problems) -> String {
        match self.text(key) {
            Some(text) if !text.trim().is_empty() => text.to_owned(),
            _ => {
                let args = json!({ "block": self.name, "name": key });
                problems.push(Problem::new(self.place.clone(), "attribute-missing", args));
                String::new()
            }
        }
    }

    /// True when a word without a value stands there.
    pub(super) fn flag(&self, key: &str, problems: &mut Problems) -> bool {
        let Some(attribute) = self.find(key) else { return false };
        if let Some(value) = &attribute.value {
            let args = json!({ "block": self.name, "name": key, "value": value });
            problems.push(Problem::new(attribute.place.clone(), "attribute-flag", args));
        }
        true
    }

    /// A number within bounds.
    pub(super) fn number<N>(&self, key: &str, bounds: RangeInclusive<N>, problems: &mut Problems) -> Option<N>
    where
        N: FromStr + PartialOrd + Copy + Into<f64>,
    {
        let attribute = self.find(key)?;
        let value = attribute.value.as_deref().unwrap_or_default();
        let number = value.trim().parse().ok().filter(|number| bounds.contains(number));
        if number.is_none() {
            let (min, max): (f64, f64) = ((*bounds.start()).into(), (*bounds.end()).into());
            let args = json!({ "block": self.name, "name": key, "value": value, "min": min, "max": max });
            problems.push(Problem::new(attribute.place.clone(), "attribute-number", args));
        }
        number
    }

    /// One of a few words.
    pub(super) fn choice<T: Copy>(
        &self,
        key: &str,
        choices: &[(&str, T)],
        problems: &mut Problems,
    ) -> Option<T> {
        let attribute = self.find(key)?;
        let value = attribute.value.as_deref().unwrap_or_default();
        let found = choices.iter().find(|(name, _)| *name == value).map(|(_, choice)| *choice);
        if found.is_none() {
            let names: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
            let close = closest(value, names.iter().copied());
            let args = json!({
                "block": self.name, "name": key, "value": value, "close": close, "choices": names.join(", "),
            });
            problems.push(Problem::new(attribute.place.clone(), "attribute-choice", args));
        }
        found
    }

    /// Shares such as `1,3,1`, as many as there are columns.
    pub(super) fn shares(&self, key: &str, columns: usize, problems: &mut Problems) -> Option<Vec<f64>> {
        let attribute = self.find(key)?;
        let value = attribute.value.as_deref().unwrap_or_default();
        let shares: Option<Vec<f64>> = value
            .split(',')
            .map(|share| share.trim().parse().ok().filter(|share| (0.01..=100.0).contains(share)))
            .collect();
        let shares = shares.filter(|shares| shares.len() == columns);
        if shares.is_none() {
            let args = json!({ "block": self.name, "name": key, "value": value, "columns": columns });
            problems.push(Problem::new(attribute.place.clone(), "attribute-shares", args));
        }
        shares
    }

    fn find(&self, key: &str) -> Option<&Attribute> {
        self.attributes.iter().find(|attribute| attribute.key == key)
    }
}

/// `key`, `key=value` or `key="value"`, as the halves.
fn split(word: &str) -> Option<(&str, Option<&str>)> {
    let Some((key, value)) = word.split_once('=') else {
        return (!word.contains('"')).then_some((word, None));
    };
    let value = match value.strip_prefix('"') {
        Some(rest) => rest.strip_suffix('"')?,
        None => value,
    };
    (!value.contains('"')).then_some((key, Some(value)))
}

/// Words apart at spaces that are not between quotes.
struct Words<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Words<'t> {
    fn next_word(&mut self) -> Option<(usize, &'t str)> {
        let rest = &self.text[self.at..];
        let start = self.at + rest.find(|c: char| !c.is_ascii_whitespace())?;
        let mut quoted = false;
        let end = self.text[start..].find(|c: char| {
            quoted ^= c == '"';
            c.is_ascii_whitespace() && !quoted
        });
        self.at = end.map_or(self.text.len(), |end| start + end);
        Some((start, &self.text[start..self.at]))
    }
}

/// Hides the colons after a block's first ones: the Markdown parser takes a line with more of them for
/// running text.
pub(super) fn hide_colons(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 64);
    for line in text.split_inclusive('\n') {
        let colons = line.trim_start_matches(|c: char| c.is_ascii_digit() || " \t>-+*.)".contains(c));
        let info = colons.trim_start_matches(':');
        if colons.len() - info.len() < 3 {
            out.push_str(line);
        } else {
            out.push_str(&line[..line.len() - info.len()]);
            out.extend(info.chars().map(|c| if c == ':' { stand_in(c) } else { c }));
        }
    }
    out
}
