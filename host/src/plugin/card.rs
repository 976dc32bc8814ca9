//! The method card of a format: what it says of itself in words.

use serde_json::{Map, Value, json};

use super::catalogue::Format;
use super::manifest::Group;
use super::pack::Pack;
use crate::words::{Words, typography};

/// Spoken when a pack has not the language that was asked for.
const FALLBACK: &str = "en";

/// What the method is made of: its five elements, then who might be left out, and the way to do it at a distance.
pub const PARTS: [&str; 7] =
    ["invitation", "space", "participation", "groups", "steps", "inclusion", "online"];

/// The words of a card in one language, in their final typography.
pub struct MethodCard<'p> {
    pack: &'p Pack,
    words: Option<Words>,
}

impl<'p> MethodCard<'p> {
    /// The card in this language; in English, or in any, when the pack does not have it.
    #[must_use]
    pub fn new(format: &'p Format, language: &str) -> Self {
        let pack = &format.pack;
        let known = |language: &str| pack.words.get_key_value(language);
        let found = known(language).or_else(|| known(FALLBACK)).or_else(|| pack.words.first_key_value());
        let words = found.and_then(|(language, text)| Words::parse(language, text).ok());
        Self { pack, words: words.map(|words| words.of(format.stranger())) }
    }

    /// What it is called; its id, when it does not say.
    #[must_use]
    pub fn name(&self) -> String {
        self.word("name").unwrap_or_else(|| self.pack.manifest.id.clone())
    }

    /// What it is, in a sentence.
    #[must_use]
    pub fn summary(&self) -> String {
        self.word("summary").unwrap_or_default()
    }

    /// What is told of it wherever it is shown: what it is called, for whom, how long, when.
    #[must_use]
    pub fn at_a_glance(&self) -> Map<String, Value> {
        let manifest = &self.pack.manifest;
        let group = |group: Group| json!({ "min": group.min, "ideal": group.ideal, "max": group.max });
        Map::from_iter([
            ("id".to_owned(), json!(manifest.id)),
            ("name".to_owned(), json!(self.name())),
            ("summary".to_owned(), json!(self.summary())),
            ("people".to_owned(), group(manifest.people)),
            ("minutes".to_owned(), group(manifest.minutes)),
            ("moment".to_owned(), json!(manifest.moment)),
            ("energy".to_owned(), json!(manifest.energy)),
            ("difficulty".to_owned(), json!(manifest.difficulty)),
            ("preparation".to_owned(), json!(manifest.preparation)),
            ("posture".to_owned(), json!(manifest.posture)),
        ])
    }

    /// What a setting is for.
    #[must_use]
    pub fn setting(&self, key: &str) -> String {
        self.word(&format!("settings.{key}")).unwrap_or_default()
    }

    /// One of [`PARTS`], by paragraph.
    #[must_use]
    pub fn part(&self, part: &str) -> Vec<String> {
        let Some(words) = &self.words else { return Vec::new() };
        let said = words.render_list(&format!("card.{part}"), &minijinja::Value::default());
        let said = said.unwrap_or_default().into_iter();
        said.map(|text| typography::typeset(words.language(), &text)).collect()
    }

    /// The parts that there are, with their paragraphs.
    pub fn parts(&self) -> impl Iterator<Item = (&'static str, Vec<String>)> {
        PARTS.into_iter().map(|part| (part, self.part(part))).filter(|(_, said)| !said.is_empty())
    }

    /// The licence of its words, as people write it: `CC BY 4.0`.
    #[must_use]
    pub fn licence(&self) -> String {
        let licence = &self.pack.manifest.licence;
        let parts = licence.strip_prefix("CC-").and_then(|rest| rest.rsplit_once('-'));
        parts.map_or_else(|| licence.clone(), |(terms, version)| format!("CC\u{a0}{terms}\u{a0}{version}"))
    }

    fn word(&self, key: &str) -> Option<String> {
        let words = self.words.as_ref()?;
        let text = words.render(key, minijinja::Value::default()).ok()?;
        Some(typography::typeset(words.language(), &text))
    }
}
