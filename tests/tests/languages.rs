//! Languages: those of the program's documents, and one that it has never heard of, from text files alone.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use atelier_tests::kit::text;
use atelier_tests::{Run, atelier, atelier_at, scratch, workshop};

/// The beginning of a translation: what the agenda needs, and how the language is set.
const ITALIAN: &str = "[language]\nname = \"italiano\"\nlocale = \"it\"\ncountry = \"IT\"\naliases = [\"italian\"]\n\n\
    [typography]\napostrophe = \"’\"\ndouble = [\"«\", \"»\"]\n\n\
    [agenda]\ntitle = \"Programma\"\nfrom_to = \"dalle {{ time(start) }} alle {{ time(end) }}\"\n\
    facilitators = \"Conduzione: {{ list(names) }}\"\n";

const ITALIAN_DOCUMENTS: &str = "[run_sheet]\ntitle = \"Scaletta di conduzione\"\n\
    not_shared = \"Per chi conduce l'incontro: da non distribuire.\"\n";

/// A workshop without formats, which have languages of their own.
fn meeting(language: &str) -> String {
    format!(
        "title = \"L'incontro\"\nlanguage = \"{language}\"\npeople = 8\ndate = 2026-11-12\nstart = 13:30\nend = 15:00\n\
         facilitators = [\"Ada\", \"Ivo\"]\n\n[[block]]\ntalk = \"\\\"Uno\\\"\"\nminutes = 60\n\n\
         [[block]]\npause = \"Due\"\nminutes = 30\n"
    )
}

fn read(folder: &Path, path: &str) -> String {
    fs::read_to_string(folder.join("kit").join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[test]
fn a_language_is_added_by_text_files_alone() {
    let home = scratch();
    let words = home.path().join("words");
    fs::create_dir_all(words.join("documents")).expect("writable");
    fs::write(words.join("it.toml"), ITALIAN).expect("writable");
    fs::write(words.join("documents/it.toml"), ITALIAN_DOCUMENTS).expect("writable");
    let folder = workshop(&meeting("it"));

    let _ = atelier_at(
        home.path(),
        folder.path(),
        &["kit", "workshop.toml", "--output", "pdf,html,markdown,odt"],
    )
    .ends(0);
    let agenda = read(folder.path(), "agenda.md");
    assert!(agenda.contains("giovedì 12 novembre 2026, dalle 13:30 alle 15:00"), "{agenda}");
    assert!(agenda.contains("Conduzione: Ada e Ivo") && agenda.contains("L’incontro"), "{agenda}");
    assert!(agenda.contains("«Uno»"), "{agenda}");
    let page = read(folder.path(), "agenda.html");
    assert!(page.contains("<html lang=\"it\">"), "{page}");
    assert!(text(&folder.path().join("kit/run-sheet.pdf")).contains("Scaletta"));
    // English stands in for what is not translated yet.
    let sheet = read(folder.path(), "run-sheet.md");
    assert!(sheet.contains("Per chi conduce l’incontro") && sheet.contains("At a glance"), "{sheet}");

    // Its own name is one of the ways in which people write it.
    let called = workshop(&meeting("italiano"));
    let Run { err, .. } = atelier_at(home.path(), called.path(), &["check", "--lang", "en"]).ends(1);
    assert!(err.contains("write `\"it\"`"), "{err}");

    // Who has not these words has not the language.
    let Run { err, .. } = atelier(folder.path(), &["check", "workshop.toml", "--lang", "en"]).ends(1);
    assert!(err.starts_with("error[unknown-value]"), "{err}");
    // Its other names are understood as those of the program's own languages are.
    fs::write(folder.path().join("workshop.toml"), meeting("Italian")).expect("writable");
    let Run { err, .. } =
        atelier_at(home.path(), folder.path(), &["check", "workshop.toml", "--lang", "en"]).ends(1);
    assert!(err.contains("\"it\""), "{err}");
}

#[test]
fn words_of_the_program_can_be_replaced_one_by_one() {
    let home = scratch();
    fs::create_dir_all(home.path().join("words")).expect("writable");
    fs::write(home.path().join("words/fr.toml"), "[agenda]\ntitle = \"Ordre du jour\"\n").expect("writable");
    let folder = workshop(&meeting("fr"));
    let _ = atelier_at(home.path(), folder.path(), &["kit", "workshop.toml", "--output", "html"]).ends(0);
    assert!(read(folder.path(), "index.html").contains("Ordre du jour"));
    assert!(read(folder.path(), "run-sheet.html").contains("Déroulé d’animation"));
}

#[test]
fn words_that_will_not_do_are_told_with_their_place() {
    let home = scratch();
    fs::create_dir_all(home.path().join("words")).expect("writable");
    let file = home.path().join("words/it.toml");
    fs::write(&file, "[agenda]\ntitel = \"Programma\"\nlead = \"Con {{ nome }}\"\n").expect("writable");
    let folder = workshop(&meeting("en"));
    let Run { err, .. } =
        atelier_at(home.path(), folder.path(), &["check", "workshop.toml", "--lang", "en"]).ends(1);
    for expected in
        ["error[own-words]", "it.toml:2:", "nothing asks for the word `agenda.titel`", "it.toml:3:", "`nome`"]
    {
        assert!(err.contains(expected), "{expected}\n{err}");
    }
    // Help needs no words of one's own.
    let _ = atelier_at(home.path(), folder.path(), &["--help"]).ends(0);
}

/// The languages that a PDF names, of the whole and of parts.
fn languages_in(path: &Path) -> BTreeSet<String> {
    let document = lopdf::Document::load(path).expect("a PDF");
    let mut found = BTreeSet::new();
    let mut add = |value: &lopdf::Object| {
        found.extend(value.as_str().ok().map(|text| String::from_utf8_lossy(text).into_owned()));
    };
    for object in document.objects.values() {
        let dictionary = object.as_dict().or_else(|_| object.as_stream().map(|stream| &stream.dict));
        if let Some(language) = dictionary.ok().and_then(|dictionary| dictionary.get(b"Lang").ok()) {
            add(language);
        }
    }
    for page in document.get_pages().values() {
        let content = document.get_and_decode_page_content(*page).expect("a page");
        let marks = content.operations.iter().filter(|operation| operation.operator == "BDC");
        for properties in marks.filter_map(|mark| mark.operands.get(1)?.as_dict().ok()) {
            properties.get(b"Lang").ok().into_iter().for_each(&mut add);
        }
    }
    found
}

#[test]
fn spanish_and_german_workshops_start_from_one_that_works() {
    for (language, agenda, typeset) in [
        ("es", "De 10:00 a 12:30", "Votación con puntos"),
        ("de", "14:00 bis 16:30\u{a0}Uhr", "Begrüßung und Ziel"),
    ] {
        let folder = scratch();
        let _ = atelier(folder.path(), &["new", "--language", language]).ends(0);
        let Run { err, .. } = atelier(folder.path(), &["kit", "workshop.toml", "--lang", "en"]).ends(0);
        // Its two formats speak English, which is told of each once; and nothing else is.
        assert_eq!(err.matches("warning[format-language]").count(), 2, "{err}");
        assert_eq!(err.matches("warning[").count(), 2, "{err}");
        assert!(
            err.contains("its steps and handouts are in “en”") && err.contains("it has: en and fr"),
            "{err}"
        );
        let page = read(folder.path(), "agenda.html");
        assert!(page.contains(&format!("<html lang=\"{language}\">")), "{page}");
        assert!(page.contains(agenda) && page.contains(typeset), "{page}");
        // What a format says of itself to those who take part is left out rather than said in English.
        assert!(!page.contains("judgement") && !page.contains("Everybody"), "{page}");
        // The run sheet marks what is not in its language; what the facilitator wrote is.
        let sheet = read(folder.path(), "run-sheet.html");
        assert!(sheet.contains("<span lang=\"en\">Frame the question</span>"), "{sheet}");
        assert!(sheet.contains("<span lang=\"en\">“"), "{sheet}");
        let languages = languages_in(&folder.path().join("kit/run-sheet.pdf"));
        assert_eq!(languages, BTreeSet::from(["en".to_owned(), language.to_owned()]));
        // A handout is in one language from its first word to its last.
        let handouts = folder.path().join("kit/handouts/01-brainstorm");
        let rules = fs::read_to_string(handouts.join("rules.html")).expect("a handout");
        assert!(rules.contains("<html lang=\"en\">"), "{rules}");
    }
}
