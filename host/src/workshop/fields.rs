//! A table while it is read: each key is taken by name, and what is left over is unknown.

use crate::diagnostic::closest;
use std::ops::Range;

use serde_json::Value;
use toml::de::{DeTable, DeValue};

use super::reader::Reader;

/// Most unknown keys of one table that are looked at.
const MOST_KEYS: usize = 200;

/// Which table of the file is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scope {
    /// The top of the file.
    File,
    Day,
    Block,
    Track,
    Seating,
    /// A settled place of `fixed`.
    Fixed,
    /// `theme.toml`.
    Theme,
}

/// One table of the file.
pub(crate) struct Fields<'t> {
    table: &'t DeTable<'t>,
    scope: Scope,
    /// The header, or the whole of an inline table.
    pub span: Range<usize>,
    asked: Vec<&'static str>,
}

/// A value and the key it belongs to. An item of a list has the key of the list.
#[derive(Debug, Clone)]
pub(crate) struct Item<'t> {
    pub name: &'t str,
    /// Where the key is; for an item of a list, that of the list.
    pub key: Range<usize>,
    pub value: &'t DeValue<'t>,
    pub span: Range<usize>,
}

impl<'t> Fields<'t> {
    pub(crate) fn new(table: &'t DeTable<'t>, scope: Scope, span: Range<usize>) -> Self {
        Self { table, scope, span, asked: Vec::new() }
    }

    /// The value of this key. The key is known from now on, there or not.
    pub(crate) fn take(&mut self, name: &'static str) -> Option<Item<'t>> {
        self.asked.push(name);
        let (key, value) = self.table.get_key_value(name)?;
        Some(Item { name: key.get_ref(), key: key.span(), value: value.get_ref(), span: value.span() })
    }

    /// The keys that were asked for.
    pub(super) fn known(&self) -> &[&'static str] {
        &self.asked
    }

    /// Which of these keys are missing. One that an unknown key seems to mean is not.
    pub(super) fn missing(&self, required: &[&'static str]) -> Vec<&'static str> {
        let is_meant =
            |name: &str| self.unknown().take(MOST_KEYS).any(|(key, _)| self.meant(key) == Some(name));
        required.iter().copied().filter(|name| !self.table.contains_key(*name) && !is_meant(name)).collect()
    }

    /// Keys that were never asked for, and where they are.
    fn unknown(&self) -> impl Iterator<Item = (&str, Range<usize>)> {
        let keys = self.table.keys().map(|key| (key.get_ref().as_ref(), key.span()));
        keys.filter(|(key, _)| !self.asked.contains(key))
    }

    /// The known key that an unknown one seems to mean.
    fn meant(&self, key: &str) -> Option<&'static str> {
        self.scope.meaning(key).or_else(|| closest(key, self.asked.iter().copied()))
    }

    /// Reports every key that was never asked for.
    pub(crate) fn finish(self, reader: &mut Reader<'_>) {
        for (key, span) in self.unknown().take(MOST_KEYS) {
            self.report_unknown(key, &span, reader);
        }
    }

    fn report_unknown(&self, key: &str, span: &Range<usize>, reader: &mut Reader<'_>) {
        let close = self.meant(key);
        if close.is_none() && self.scope != Scope::File && reader.top_keys.contains(&key) && key != "end" {
            let problem = reader.error("misplaced-key", span).arg("key", key);
            let problem = problem.context(reader.source, self.span.clone(), "owner");
            reader.report(problem);
            return;
        }
        let mut known = self.asked.clone();
        known.sort_unstable();
        let format_block = self.scope == Scope::Block && self.table.contains_key("format");
        let mut problem = reader
            .error("unknown-key", span)
            .arg("key", key)
            .arg("close", close)
            .arg("known", known.into_iter().map(Value::from).collect::<Vec<_>>())
            .arg("setting", format_block);
        problem.replacement = close.map(str::to_owned);
        reader.report(problem);
    }
}

impl<'t> Item<'t> {
    /// The items of a list. None when it is none.
    pub(super) fn list(&self) -> Option<impl Iterator<Item = Item<'t>> + use<'t>> {
        let (name, key) = (self.name, self.key.clone());
        let items = self.value.as_array()?;
        Some(items.iter().map(move |item| Item {
            name,
            key: key.clone(),
            value: item.get_ref(),
            span: item.span(),
        }))
    }

    /// The table in it. None when it is none.
    pub(super) fn table(&self, scope: Scope) -> Option<Fields<'t>> {
        Some(Fields::new(self.value.as_table()?, scope, self.span.clone()))
    }

    /// Which word under `[found]` says what stands here.
    pub(super) fn found(&self, text: &str) -> &'static str {
        let raw = raw(text, &self.span);
        match self.value {
            DeValue::String(_) if raw.starts_with(['"', '\'']) => "text",
            DeValue::String(_) if raw.is_empty() => "nothing",
            DeValue::Integer(_) => "whole-number",
            DeValue::Float(_) if raw.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c)) => {
                "decimal"
            }
            DeValue::Boolean(_) if matches!(raw, "true" | "false") => "yes-no",
            DeValue::Datetime(moment) => match (moment.date, moment.time) {
                (Some(_), None) => "date",
                (None, Some(_)) => "time",
                (Some(_), Some(_)) => "date-and-time",
                (None, None) => "unreadable",
            },
            DeValue::String(_) | DeValue::Float(_) | DeValue::Boolean(_) => "unquoted",
            DeValue::Array(_) => "list",
            DeValue::Table(_) => "table",
        }
    }
}

impl Scope {
    /// The key that stands for a word of everyday language, French or English.
    fn meaning(self, word: &str) -> Option<&'static str> {
        let words: &[(&str, &str)] = match self {
            Self::File => &FILE_WORDS,
            Self::Day => &DAY_WORDS,
            Self::Block | Self::Track => &BLOCK_WORDS,
            Self::Theme => &THEME_WORDS,
            Self::Seating | Self::Fixed => &[],
        };
        let word = word.to_lowercase();
        words.iter().find(|(name, _)| *name == word).map(|(_, key)| *key)
    }
}

const FILE_WORDS: [(&str, &str); 36] = [
    ("animateurs", "facilitators"),
    ("animation", "facilitators"),
    ("animatrices", "facilitators"),
    ("attendees", "people"),
    ("bloc", "block"),
    ("but", "purpose"),
    ("debut", "start"),
    ("début", "start"),
    ("encre", "ink"),
    ("fin", "end"),
    ("fuseau", "timezone"),
    ("goal", "purpose"),
    ("graine", "seed"),
    ("grille", "grid"),
    ("impression", "print"),
    ("jour", "day"),
    ("journee", "day"),
    ("langue", "language"),
    ("lieu", "place"),
    ("location", "place"),
    ("marge", "buffer"),
    ("murs", "walls"),
    ("name", "title"),
    ("nom", "title"),
    ("objectif", "purpose"),
    ("papier", "paper"),
    ("participants", "people"),
    ("personnes", "people"),
    ("repartition", "seating"),
    ("sequence", "block"),
    ("sortie", "outputs"),
    ("sorties", "outputs"),
    ("thème", "theme"),
    ("titre", "title"),
    ("tz", "timezone"),
    ("venue", "place"),
];

const THEME_WORDS: [(&str, &str); 6] = [
    ("alt", "logo_alt"),
    ("color", "accent"),
    ("colour", "accent"),
    ("couleur", "accent"),
    ("dark", "accent_dark"),
    ("image", "logo"),
];

const DAY_WORDS: [(&str, &str); 5] =
    [("bloc", "block"), ("debut", "start"), ("début", "start"), ("fin", "end"), ("sequence", "block")];

const BLOCK_WORDS: [(&str, &str); 24] = [
    ("animateur", "lead"),
    ("animation", "lead"),
    ("animatrice", "lead"),
    ("break", "pause"),
    ("consigne", "prompt"),
    ("debut", "at"),
    ("début", "at"),
    ("duration", "minutes"),
    ("duree", "minutes"),
    ("durée", "minutes"),
    ("heure", "at"),
    ("lieu", "place"),
    ("name", "title"),
    ("nom", "title"),
    ("participants", "people"),
    ("personnes", "people"),
    ("piste", "track"),
    ("reglages", "settings"),
    ("repartition", "seating"),
    ("réglages", "settings"),
    ("répartition", "seating"),
    ("start", "at"),
    ("time", "at"),
    ("titre", "title"),
];

/// The text of a span.
pub(super) fn raw<'t>(text: &'t str, span: &Range<usize>) -> &'t str {
    text.get(span.clone()).unwrap_or_default()
}
