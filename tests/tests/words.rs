//! Words: the same in every language, and each of them a template that compiles.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use atelier::plugin::{Catalogue, Text};
use atelier::words::{Word, Words, host, languages, own_languages, speaks};
use atelier_format::vocabulary::{SUPPLIES, UNITS};
use atelier_tests::repository;

/// What documents are made of, and themes: the folders of words that every language has. The others are the command
/// line's.
const OF_DOCUMENTS: [&str; 4] = ["", "documents", "html", "theme"];

/// Words of five letters and more that are the same in two languages, for good.
const ALIKE: [(&str, &str); 8] = [
    ("de", "badges.organisation"),
    ("de", "index.output_docx"),
    ("de", "index.output_md"),
    ("de", "index.output_pdf"),
    ("de", "papers.letter"),
    ("de", "papers.tabloid"),
    ("de", "supplies_list.paper"),
    ("es", "index.output_docx"),
];

fn assert_alike(what: &str, all: &[Words]) {
    let own = |words: &Words| -> BTreeSet<String> {
        words.keys().filter(|key| words.has_own(key)).map(str::to_owned).collect()
    };
    let keys: Vec<BTreeSet<String>> = all.iter().map(own).collect();
    for (words, own) in all.iter().zip(&keys) {
        assert!(!own.is_empty(), "{what}");
        assert!(words.check().is_empty(), "{what} in {}: {:?}", words.language(), words.check());
        let missing: Vec<_> = keys[0].symmetric_difference(own).collect();
        assert!(missing.is_empty(), "{what} in {} and {}: {missing:?}", all[0].language(), words.language());
    }
}

/// The host's own words for documents, by language.
fn of_documents() -> BTreeMap<String, Words> {
    let read = |language: &str| {
        let path = |folder| repository("host/words").join(folder).join(format!("{language}.toml"));
        let text = |path: &Path| {
            fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
        };
        let texts: Vec<String> = OF_DOCUMENTS.iter().map(|folder| text(&path(folder))).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let words =
            Words::parse_all(language, &texts).unwrap_or_else(|error| panic!("{language}: {error:?}"));
        (language.to_owned(), words)
    };
    own_languages().map(read).collect()
}

fn texts(words: &Words, key: &str) -> Vec<String> {
    match words.get(key) {
        Some(Word::One(text)) => vec![text.clone()],
        Some(Word::List(texts)) => texts.clone(),
        None => Vec::new(),
    }
}

#[test]
fn the_program_speaks_two_languages_and_its_documents_four() {
    assert_eq!(languages().collect::<Vec<_>>(), ["de", "en", "es", "fr"]);
    let spoken: Vec<Words> =
        languages().filter(|language| speaks(language)).map(|language| host(language).clone()).collect();
    assert_eq!(spoken.iter().map(Words::language).collect::<Vec<_>>(), ["en", "fr"]);
    assert_alike("the host", &spoken);
}

#[test]
fn every_language_has_all_that_documents_need() {
    let all = of_documents();
    assert_alike("documents", &all.values().cloned().collect::<Vec<_>>());
    for (language, words) in &all {
        for key in words.keys() {
            let own = words.arguments(key);
            let known = [all["en"].arguments(key), all["fr"].arguments(key)];
            let strange: Vec<_> =
                own.iter().filter(|name| !known.iter().any(|k| k.contains(*name))).collect();
            assert!(strange.is_empty(), "{language} {key}: nothing tells it {strange:?}");
            let unsaid: Vec<_> =
                known[0].intersection(&known[1]).filter(|name| !own.contains(*name)).collect();
            assert!(unsaid.is_empty(), "{language} {key}: it does not say {unsaid:?}");
            // What a page fills in itself, between single braces.
            let slots = |words: &Words| -> BTreeSet<String> {
                texts(words, key).iter().flat_map(|text| slots(text)).collect()
            };
            if key.starts_with("html.screen.says.")
                && key != "html.screen.says.hour"
                && key != "html.screen.says.hours"
            {
                assert_eq!(slots(words), slots(&all["en"]), "{language} {key}");
            }
        }
    }
}

/// The names between single braces.
fn slots(text: &str) -> Vec<String> {
    let inner = text.split('{').skip(1).filter_map(|rest| rest.split_once('}'));
    inner.map(|(name, _)| name.to_owned()).collect()
}

#[test]
fn no_word_of_a_document_is_that_of_another_language() {
    let all = of_documents();
    let mut alike = BTreeSet::new();
    for (language, words) in all.iter().filter(|(language, _)| !["en", "fr"].contains(&language.as_str())) {
        let said =
            |key: &&str| !["typography.", "patterns.", "language."].iter().any(|own| key.starts_with(own));
        for key in words.keys().filter(said) {
            let own: Vec<String> = texts(words, key).iter().map(|text| without_templates(text)).collect();
            let letters = own.iter().flat_map(|text| text.chars()).filter(|c| c.is_alphabetic()).count();
            let others = ["en", "fr"].map(|other| texts(&all[other], key));
            let same = |other: &Vec<String>| {
                other.iter().map(|text| without_templates(text)).eq(own.iter().cloned())
            };
            if letters > 4 && others.iter().any(same) {
                alike.insert((language.clone(), key.to_owned()));
            }
        }
    }
    let known = ALIKE.map(|(language, key)| (language.to_owned(), key.to_owned()));
    assert_eq!(alike, BTreeSet::from(known));
}

/// What of a word is text: what stands between braces is not, but the texts between quotation marks in there are.
fn without_templates(text: &str) -> String {
    let mut kept = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        kept.push_str(before);
        let (inside, after) = after.split_once('}').unwrap_or((after, ""));
        kept.extend(inside.split('"').skip(1).step_by(2).filter(|text| text.contains(' ')));
        rest = after.trim_start_matches('}');
    }
    kept + rest
}

#[test]
fn the_words_of_every_format_are_the_same_in_all_languages() {
    let catalogue = Catalogue::official().expect("sound packs");
    let mut count = 0;
    for format in catalogue.iter() {
        let parse = |(language, text): (&String, &Text)| {
            Words::parse(language, text)
                .unwrap_or_else(|error| panic!("{} in {language}: {error:?}", format.id()))
        };
        let all: Vec<Words> = format.pack.words.iter().map(parse).collect();
        assert_eq!(all.iter().map(Words::language).collect::<Vec<_>>(), ["en", "fr"], "{}", format.id());
        assert_alike(format.id(), &all);
        count += 1;
    }
    assert!(count >= 3);
}

#[test]
fn the_host_has_words_for_every_supply_and_unit_of_the_contract() {
    for language in languages() {
        let of = |table: &str| -> BTreeSet<String> {
            let prefix = format!("{table}.");
            host(language).keys().filter_map(|key| key.strip_prefix(&prefix).map(str::to_owned)).collect()
        };
        let known = |list: &[&str]| -> BTreeSet<String> { list.iter().map(|&key| key.to_owned()).collect() };
        assert_eq!(of("supplies"), known(&SUPPLIES), "{language}");
        assert!(of("units").is_superset(&known(&UNITS)), "{language}: {:?}", of("units"));
    }
}
