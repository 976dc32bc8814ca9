//! Words: the same in every language, and each of them a template that compiles.

use std::collections::BTreeSet;

use atelier::plugin::{Catalogue, Text};
use atelier::words::{Words, host, languages};
use atelier_format::vocabulary::{SUPPLIES, UNITS};

fn assert_alike(what: &str, all: &[Words]) {
    let keys: Vec<BTreeSet<&str>> = all.iter().map(|words| words.keys().collect()).collect();
    for (words, own) in all.iter().zip(&keys) {
        assert!(!own.is_empty(), "{what}");
        assert!(words.check().is_empty(), "{what} in {}: {:?}", words.language(), words.check());
        let missing: Vec<_> = keys[0].symmetric_difference(own).collect();
        assert!(missing.is_empty(), "{what} in {} and {}: {missing:?}", all[0].language(), words.language());
    }
}

#[test]
fn the_words_of_the_host_are_the_same_in_all_languages() {
    let all: Vec<Words> = languages().map(|language| host(language).clone()).collect();
    assert_eq!(all.iter().map(Words::language).collect::<Vec<_>>(), ["en", "fr"]);
    assert_alike("the host", &all);
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
