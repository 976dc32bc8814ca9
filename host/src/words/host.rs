//! The host's own words: one set of texts for each language, carried by the program.

use std::collections::BTreeMap;
use std::sync::{LazyLock, OnceLock};

use super::{Word, Words};

// `TEXTS: &[(language, &[text])]`, written by `build/words.rs`: a language is added by adding its files.
include!(concat!(env!("OUT_DIR"), "/words.rs"));

/// The language that stands in for one without words.
const FALLBACK: &str = "en";

/// The texts of a language, and its words once they are asked for.
type Language = (&'static [&'static str], OnceLock<Words>);

static HOST: LazyLock<BTreeMap<&str, Language>> = LazyLock::new(|| {
    let unread =
        |&(language, texts): &(&'static str, &'static [&'static str])| (language, (texts, OnceLock::new()));
    TEXTS.iter().map(unread).collect()
});

/// Language tags the host has words in, sorted.
pub fn languages() -> impl Iterator<Item = &'static str> {
    TEXTS.iter().map(|(language, _)| *language)
}

/// The host's words in a language; in English when it has none.
///
/// # Panics
/// When the program was built with words that are not well formed; a test reads them all.
#[must_use]
pub fn host(language: &str) -> &'static Words {
    let language = if HOST.contains_key(language) { language } else { FALLBACK };
    let (texts, words) = &HOST[language];
    words.get_or_init(|| {
        Words::with_fuel(language, texts, u64::MAX)
            .unwrap_or_else(|e| panic!("words of {language}, text {}, at {:?}: {e}", e.text, e.span))
    })
}

/// The locale that numbers, lists and dates follow: the `[language] locale` of the host's words, else the
/// language itself.
pub(super) fn locale(language: &str) -> &str {
    let words = HOST.contains_key(language).then(|| host(language));
    match words.and_then(|words| words.get("language.locale")) {
        Some(Word::One(locale)) => locale,
        _ => language,
    }
}
