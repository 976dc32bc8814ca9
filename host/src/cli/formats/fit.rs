//! What stands between a format and what is asked of it.

use serde_json::{Value, json};

use super::{said, word};
use crate::cli::args::FormatsList as Asked;
use crate::diagnostic::folded;
use crate::plugin::{Format, Group, MethodCard};
use crate::words::Words;

/// A format that might fit, and the words it is found by.
pub struct Candidate<'c> {
    pub format: &'c Format,
    pub card: MethodCard<'c>,
    /// Small letters without accents.
    vocabulary: Vec<String>,
}

/// A reason why a format does not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Miss {
    People(Group),
    Minutes(Group),
    Moment(String),
    Energy(String),
    /// Words that it does not have, as they were asked for.
    Search(Vec<String>),
}

impl<'c> Candidate<'c> {
    pub fn new(format: &'c Format, language: &str) -> Self {
        let card = MethodCard::new(format, language);
        let mut texts = vec![format.id().to_owned(), card.name(), card.summary()];
        texts.extend(card.parts().flat_map(|(_, paragraphs)| paragraphs));
        let vocabulary = texts.iter().flat_map(|text| split(text)).map(|word| folded(&word)).collect();
        Self { format, card, vocabulary }
    }

    /// Small letters without accents.
    pub fn vocabulary(&self) -> impl Iterator<Item = &str> {
        self.vocabulary.iter().map(String::as_str)
    }

    /// True when one of its words begins with this one.
    pub fn has(&self, word: &str) -> bool {
        let word = folded(word);
        self.vocabulary.iter().any(|known| known.starts_with(&word))
    }

    /// Every reason why it does not fit. A larger group is none: the format splits it, or warns.
    pub fn misses(&self, asked: &Asked) -> Vec<Miss> {
        let manifest = &self.format.pack.manifest;
        let mut misses = Vec::new();
        if asked.people.is_some_and(|people| people < manifest.people.min) {
            misses.push(Miss::People(manifest.people));
        }
        if asked.minutes.is_some_and(|minutes| minutes < manifest.minutes.min) {
            misses.push(Miss::Minutes(manifest.minutes));
        }
        if asked.moment.as_ref().is_some_and(|moment| *moment != manifest.moment) {
            misses.push(Miss::Moment(manifest.moment.clone()));
        }
        if asked.energy.as_ref().is_some_and(|energy| *energy != manifest.energy) {
            misses.push(Miss::Energy(manifest.energy.clone()));
        }
        let missing: Vec<String> =
            split(asked.search.as_deref().unwrap_or_default()).filter(|word| !self.has(word)).collect();
        if !missing.is_empty() {
            misses.push(Miss::Search(missing));
        }
        misses
    }

    /// True when the group is larger than one of this format's.
    pub fn splits(&self, asked: &Asked) -> bool {
        asked.people.is_some_and(|people| people > self.format.pack.manifest.people.max)
    }
}

/// The words of a text.
pub fn split(text: &str) -> impl Iterator<Item = String> {
    let word = |c: char| c.is_alphanumeric() || ('\u{300}'..='\u{36f}').contains(&c);
    text.split(move |c: char| !word(c)).filter(|word| !word.is_empty()).map(str::to_owned)
}

impl Miss {
    /// This reason, but for words that were spoken of already; none if nothing is left of it.
    pub fn besides(&self, told: &[String]) -> Option<Self> {
        let Self::Search(missing) = self else { return Some(self.clone()) };
        let left: Vec<String> = missing.iter().filter(|word| !told.contains(word)).cloned().collect();
        (!left.is_empty()).then_some(Self::Search(left))
    }

    /// For people, in a few words.
    pub fn told(&self, words: &Words) -> String {
        let range =
            |key: &str, group: &Group| said(words, key, &json!({ "min": group.min, "max": group.max }));
        match self {
            Self::People(group) => range("cli.messages.unfit_people", group),
            Self::Minutes(group) => range("cli.messages.unfit_minutes", group),
            Self::Moment(moment) => word(words, &format!("moments.{moment}")),
            Self::Energy(energy) => {
                let energy = word(words, &format!("energies.{energy}"));
                said(words, "cli.messages.unfit_energy", &json!({ "energy": energy }))
            }
            Self::Search(missing) => said(words, "cli.messages.unfit_search", &json!({ "words": missing })),
        }
    }

    /// For other programs.
    pub fn as_json(&self) -> Value {
        let range =
            |about: &str, group: &Group| json!({ "about": about, "min": group.min, "max": group.max });
        match self {
            Self::People(group) => range("people", group),
            Self::Minutes(group) => range("minutes", group),
            Self::Moment(moment) => json!({ "about": "moment", "moment": moment }),
            Self::Energy(energy) => json!({ "about": "energy", "energy": energy }),
            Self::Search(missing) => json!({ "about": "search", "missing": missing }),
        }
    }
}
