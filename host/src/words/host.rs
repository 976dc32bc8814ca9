//! The host's own words: one set of texts for each language, carried by the program or brought by its user.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{LazyLock, OnceLock};

use super::typography::Rules;
use super::{Word, Words, WordsError, WordsErrorKind};

// `TEXTS: &[(language, &[text])]`, written by `build/words.rs`: a language is added by adding its files.
include!(concat!(env!("OUT_DIR"), "/words.rs"));

/// The language that stands in, key by key, for what another has no words for.
const FALLBACK: &str = "en";

/// What describes a language: English cannot stand in for it.
const ITS_OWN: [&str; 2] = ["language.", "typography."];

/// A word that a language with messages on the command line has.
const SPOKEN: &str = "cli.about";

/// The words of this user, by language: see [`bring`].
static BROUGHT: OnceLock<Vec<(String, Vec<String>)>> = OnceLock::new();

static HOST: LazyLock<BTreeMap<String, Language>> = LazyLock::new(|| {
    let mut languages: BTreeMap<String, Language> = BTreeMap::new();
    for (language, texts) in TEXTS {
        languages.entry((*language).to_owned()).or_default().layers.push(texts.to_vec());
    }
    for (language, texts) in BROUGHT.get().into_iter().flatten() {
        let texts = texts.iter().map(String::as_str).collect();
        languages.entry(language.clone()).or_default().layers.push(texts);
    }
    languages
});

/// The texts of a language, and what is made of them once it is asked for.
#[derive(Default)]
struct Language {
    /// The later ones win, key by key.
    layers: Vec<Vec<&'static str>>,
    words: OnceLock<Words>,
    rules: OnceLock<Option<Rules>>,
}

impl Language {
    fn words(&'static self, name: &str) -> &'static Words {
        self.words.get_or_init(|| {
            let words = Words::layered(name, &self.layers)
                .unwrap_or_else(|e| panic!("words of {name}, text {}, at {:?}: {e}", e.text, e.span));
            // A language of the program that speaks on the command line has every word, as a test holds it to: reading
            // English as well would be for nothing.
            let whole = words.has(SPOKEN) && own_languages().any(|own| own == name);
            if whole { words } else { words.or_else(host(FALLBACK), |key| !is_its_own(key)) }
        })
    }
}

fn is_its_own(key: &str) -> bool {
    ITS_OWN.iter().any(|table| key.starts_with(table))
}

/// Adds the words of this user, by language: a language that the program lacks, or other words in one that it has.
/// They were checked with [`check`], and are brought before any word is asked for; once.
pub fn bring(texts: Vec<(String, Vec<String>)>) {
    // A second call would change what was said already.
    let _ = BROUGHT.set(texts);
}

/// Everything wrong with the words that a user brings in a language: what is wrong in any words, keys that no language
/// of the program has, and arguments that the word does not get.
#[must_use]
pub fn check(language: &str, texts: &[&str]) -> Vec<WordsError> {
    let words = match Words::parse_all(language, texts) {
        Ok(words) => words,
        Err(error) => return vec![error],
    };
    let mut errors = words.check();
    let known: Vec<Words> =
        TEXTS.iter().filter_map(|(name, texts)| Words::with_fuel(name, texts, u64::MAX).ok()).collect();
    for key in words.keys() {
        if !known.iter().any(|known| known.has(key)) {
            errors.push(words.error(key, WordsErrorKind::Unknown));
            continue;
        }
        let allowed: BTreeSet<String> = known.iter().flat_map(|known| known.arguments(key)).collect();
        let strange = words.arguments(key).into_iter().find(|name| !allowed.contains(name));
        errors.extend(strange.map(|name| words.error(key, WordsErrorKind::Argument(name))));
    }
    errors
}

/// Language tags the host has words in, sorted.
pub fn languages() -> impl Iterator<Item = &'static str> {
    HOST.keys().map(String::as_str)
}

/// Language tags of those the program itself brings, sorted.
pub fn own_languages() -> impl Iterator<Item = &'static str> {
    TEXTS.iter().map(|(language, _)| *language)
}

/// True for a language in which the program speaks on the command line, and not in documents alone.
#[must_use]
pub fn speaks(language: &str) -> bool {
    HOST.contains_key(language) && host(language).has_own(SPOKEN)
}

/// The host's words in a language; in English where it has none.
///
/// # Panics
/// When the program was built with words that are not well formed; a test reads them all.
#[must_use]
pub fn host(language: &str) -> &'static Words {
    match HOST.get_key_value(language) {
        Some((name, found)) => found.words(name),
        None => HOST[FALLBACK].words(FALLBACK),
    }
}

/// What a language calls itself: the `[language] name` of its words.
#[must_use]
pub fn name(language: &str) -> Option<&'static str> {
    match own(language, "language.name") {
        Some(Word::One(name)) => Some(name),
        _ => None,
    }
}

/// What else people call a language, in lower case and without accents: the `[language] aliases` of its words.
#[must_use]
pub fn aliases(language: &str) -> &'static [String] {
    match own(language, "language.aliases") {
        Some(Word::List(aliases)) => aliases,
        _ => &[],
    }
}

/// Where a language is spoken, for dictionaries that want to know: the `[language] country` of the host's words, else
/// the tag in capitals.
#[must_use]
pub fn country(language: &str) -> String {
    match own(language, "language.country") {
        Some(Word::One(country)) => country.clone(),
        _ => language.to_uppercase(),
    }
}

/// The locale that numbers, lists and dates follow: the `[language] locale` of the host's words, else the
/// language itself.
pub(super) fn locale(language: &str) -> &str {
    match own(language, "language.locale") {
        Some(Word::One(locale)) => locale,
        _ => language,
    }
}

/// How a language is set. None when it has no rules.
pub(super) fn rules(language: &str) -> Option<&'static Rules> {
    let (name, found) = HOST.get_key_value(language)?;
    found.rules.get_or_init(|| Rules::of(found.words(name))).as_ref()
}

fn own(language: &str, key: &str) -> Option<&'static Word> {
    HOST.contains_key(language).then(|| host(language)).and_then(|words| words.get(key))
}
