//! What a language wants of its printers.

use super::prose::prose;
use super::{marks, spaces};
use crate::words::{Word, Words};

/// The `[typography]` of a language's words. What is not there is not set.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rules {
    /// What a straight apostrophe between letters becomes.
    pub(super) apostrophe: Option<char>,
    /// Words that lose their vowel before another: the apostrophe that ends a text after them is one.
    pub(super) elided: Vec<String>,
    /// What straight double quotation marks become, at the start and at the end.
    pub(super) double: Option<[char; 2]>,
    /// The same of single ones.
    pub(super) single: Option<[char; 2]>,
    /// Marks that have a narrow no-break space before them.
    pub(super) narrow_before: Vec<char>,
    /// Marks that have a no-break space before them.
    pub(super) wide_before: Vec<char>,
    /// Quotation marks that have no-break spaces inside.
    pub(super) inside: Option<[char; 2]>,
    /// Signs that have a no-break space between them and the number before.
    pub(super) after_number: Vec<char>,
    /// Groups of thousands have a narrow no-break space between them.
    pub(super) thousands: bool,
    /// What stands before a number and holds to it: `n°`.
    pub(super) number_signs: Vec<Vec<char>>,
    /// Units that split a length, and hold to the two digits after them: `13 h 30`.
    pub(super) splitting: Vec<String>,
    /// Words that a number before them holds to, beside the units of measurement.
    pub(super) units: Vec<String>,
}

impl Rules {
    /// Those that words have. None when they have no `[typography]`.
    #[must_use]
    pub fn of(words: &Words) -> Option<Self> {
        words.keys().any(|key| key.starts_with("typography.")).then(|| {
            let list = |key: &str| match words.get(&format!("typography.{key}")) {
                Some(Word::List(texts)) => texts.clone(),
                Some(Word::One(text)) if !text.is_empty() => vec![text.clone()],
                _ => Vec::new(),
            };
            let marks =
                |key: &str| list(key).iter().filter_map(|text| text.chars().next()).collect::<Vec<_>>();
            let pair = |key: &str| <[char; 2]>::try_from(marks(key)).ok();
            Self {
                apostrophe: marks("apostrophe").first().copied(),
                elided: list("elided"),
                double: pair("double"),
                single: pair("single"),
                narrow_before: marks("narrow_before"),
                wide_before: marks("wide_before"),
                inside: pair("inside"),
                after_number: marks("after_number"),
                thousands: !list("thousands").is_empty(),
                number_signs: list("number_signs").iter().map(|sign| sign.chars().collect()).collect(),
                splitting: list("splitting"),
                units: list("units"),
            }
        })
    }

    /// Sets a text.
    #[must_use]
    pub fn set(&self, text: &str) -> String {
        let chars: Vec<char> = text.chars().collect();
        let prose = prose(&chars);
        let mut marks = marks::Marks::new(self);
        let mut set = String::with_capacity(text.len() + 8);
        for (i, &c) in chars.iter().enumerate() {
            if super::prose::is_space(c) {
                set.push(spaces::space(self, &chars, &prose, i).unwrap_or(c));
                continue;
            }
            if prose[i] {
                set.extend(spaces::missing(self, &chars, i));
            }
            set.push(marks.set(&chars, i, prose[i]));
        }
        set
    }

    /// True when a space stands before punctuation: where it is forgotten, it is added.
    pub(super) fn adds_spaces(&self) -> bool {
        !(self.narrow_before.is_empty() && self.wide_before.is_empty())
    }
}
