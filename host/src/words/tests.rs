//! What words give, in the languages the host has and in those it has not.

use minijinja::{Environment, UndefinedBehavior, context};

use super::*;

fn one(language: &str, text: &str, context: Value) -> String {
    let file = format!("word = {}", toml::Value::from(text));
    Words::parse(language, &file).unwrap().render("word", context).unwrap()
}

fn fr(text: &str) -> String {
    one("fr", text, context! {})
}

fn en(text: &str) -> String {
    one("en", text, context! {})
}

#[test]
fn tables_are_flattened_and_places_kept() {
    let text = "name = 'Café'\n[steps.welcome]\ntitle = 'Accueil'\nprompt = ['Bonjour.', 'À {{ n }}.']\n";
    let words = Words::parse("fr", text).unwrap();
    assert_eq!(words.keys().collect::<Vec<_>>(), ["name", "steps.welcome.prompt", "steps.welcome.title"]);
    assert_eq!(words.render("steps.welcome.title", context! {}).unwrap(), "Accueil");
    assert_eq!(
        words.render_list("steps.welcome.prompt", &context! { n => 3 }).unwrap(),
        ["Bonjour.", "À 3."]
    );
    assert_eq!(words.render_list("name", &context! {}).unwrap(), ["Café"]);
    assert_eq!(words.place("steps.welcome.title").map(|(i, span)| (i, &text[span])), Some((0, "'Accueil'")));
    assert!(words.has("name") && !words.has("steps.welcome") && !words.has("steps.welcome.note"));
    assert_eq!(words.get("name"), Some(&Word::One("Café".to_owned())));
}

#[test]
fn the_newline_before_closing_quotes_is_not_part_of_the_word() {
    let words = Words::parse("en", "a = \"\"\"\nOne\n\nTwo {{ n }}\n\"\"\"\nb = '''\nThree\n'''\n").unwrap();
    assert_eq!(words.render("a", context! { n => 2 }).unwrap(), "One\n\nTwo 2");
    assert_eq!(words.render("b", context! {}).unwrap(), "Three");
}

#[test]
fn data_stays_as_it_is() {
    assert_eq!(one("en", "{{ name }}", context! { name => "<b>*#import`{{ x }}`" }), "<b>*#import`{{ x }}`");
}

#[test]
fn several_texts_are_one_set_of_words() {
    let words = Words::parse_all("en", &["[a]\nb = 'x'", "[problems.c]\nmessage = 'y'"]).unwrap();
    assert_eq!(words.keys().collect::<Vec<_>>(), ["a.b", "problems.c.message"]);
    assert_eq!(words.place("problems.c.message").unwrap().0, 1);
}

#[test]
fn a_bad_text_says_where() {
    let cases: [(&[&str], &str, usize, &str); 7] = [
        (&["a = "], "", 0, ""),
        (&["a = 'x'\nb = 3"], "b", 0, "3"),
        (&["a = ['x', 4]"], "a", 0, "4"),
        (&["'a.b' = 'x'"], "a.b", 0, "'a.b'"),
        (&["[a]\nb = 'x'", "[a]\nb = 'y'"], "a.b", 1, "b"),
        (&["[a]\nb = 'x'", "a = 'y'"], "a", 1, "a"),
        (&["a = 'y'", "[a]\nb = 'x'"], "a", 1, "a"),
    ];
    for (texts, key, text, at) in cases {
        let error = Words::parse_all("en", texts).unwrap_err();
        assert_eq!((error.key.as_str(), error.text), (key, text), "{texts:?}");
        assert_eq!(&texts[text][error.span.unwrap()], at, "{texts:?}");
    }
}

#[test]
fn a_word_that_cannot_be_rendered_says_which_and_why() {
    let text = "a = '{{ nmae }}'\nb = '{{ 1 +'\nc = '{% for i in range(9999) %}{{ i }}{% endfor %}'\nd = ['x']\nf = '{% include \"g\" %}'\ng = '{{ x.y }}'";
    let words = Words::parse("en", text).unwrap();
    let message = |key: &str| words.render(key, context! {}).unwrap_err().to_string();
    assert_eq!(message("a"), "the word `a` cannot be rendered: undefined value: `nmae` is undefined");
    assert!(message("b").starts_with("the word `b` cannot be rendered: syntax error: "), "{}", message("b"));
    assert_eq!(message("c"), "the word `c` cannot be rendered: engine ran out of fuel");
    assert_eq!(message("d"), "the word `d` is a list, not one string");
    assert_eq!(message("f"), "the word `f` cannot be rendered: undefined value: `x` is undefined");
    assert_eq!(message("e"), "there is no word `e`");
    assert_eq!(words.check().iter().map(|e| e.key.as_str()).collect::<Vec<_>>(), ["b"]);
}

#[test]
fn words_that_are_expensive_in_a_loop_run_out() {
    let text = "a = '{% for i in range(100) %}{{ i }}{% endfor %}'";
    let words = Words::with_fuel("en", &[text], 20_000).unwrap();
    let rendered = (0..1000).map_while(|_| words.render("a", context! {}).ok()).count();
    assert!((10..200).contains(&rendered), "{rendered}");
    assert!(Words::parse("en", text).unwrap().render("a", context! {}).is_ok());
}

#[test]
fn a_word_that_asks_for_itself_is_refused() {
    let text = "a = '{{ t(\"a\", t=t) }}'";
    let words = Words::parse("en", text).unwrap();
    let message = words.render("a", context! { t => words.object() }).unwrap_err().to_string();
    assert!(message.contains("the words ask for each other without end"), "{message}");
}

#[test]
fn plural_forms_follow_the_language() {
    let cards = |n: Value| one("fr", r##"{{ plural(n, one="# carte", other="# cartes") }}"##, context! { n });
    assert_eq!(cards(0.into()), "0 carte");
    assert_eq!(cards(1.into()), "1 carte");
    assert_eq!(cards(Value::from(1.5)), "1,5 carte");
    assert_eq!(cards(2.into()), "2 cartes");
    assert_eq!(cards(1234.into()), "1\u{202f}234 cartes");
    assert_eq!(cards(1_000_000.into()), "1\u{202f}000\u{202f}000 cartes");
    assert_eq!(en(r##"{{ plural(0, one="# card", other="# cards") }}"##), "0 cards");
    assert_eq!(en(r##"{{ 0|plural(zero="no card", one="# card", other="# cards") }}"##), "no card");
    let polish = |n: i32| {
        one("pl", r##"{{ n|plural(one="# karta", few="# karty", other="# kart") }}"##, context! { n })
    };
    assert_eq!([1, 3, 5].map(polish), ["1 karta", "3 karty", "5 kart"]);
}

#[test]
fn plural_wants_a_number_and_its_forms() {
    for text in [
        r#"{{ plural("x", other="a") }}"#,
        r#"{{ plural(1, one="a") }}"#,
        r#"{{ plural(1, on="a", other="b") }}"#,
    ] {
        let words = Words::parse("en", &format!("a = '{text}'")).unwrap();
        assert!(words.render("a", context! {}).is_err(), "{text}");
    }
}

#[test]
fn lists_numbers_and_letters() {
    assert_eq!(fr("{{ list(['a', 'b', 'c']) }}"), "a, b et c");
    assert_eq!(fr("{{ list(['a', 'b'], or=true) }}"), "a ou b");
    assert_eq!(fr("{{ list([]) }}{{ list([1]) }}"), "1");
    assert_eq!(en("{{ list(['a', 'b', 'c']) }}"), "a, b and c");
    assert_eq!(one("es", "{{ list(['mesas', 'ideas']) }}", context! {}), "mesas e ideas");
    assert_eq!(
        one("de", "{{ list(['a', 'b', 'c']) }} {{ 1234.5|number }}", context! {}),
        "a, b und c 1.234,5"
    );
    assert_eq!(fr("{{ number(-12345.25) }}"), "-12\u{202f}345,25");
    assert_eq!(en("{{ 2.0|number }} {{ number(12345) }}"), "2 12,345");
    assert_eq!(
        en("{{ letter(0) }} {{ 25|letter }} {{ letter(26) }} {{ letter(701) }} {{ letter(702) }}"),
        "A Z AA ZZ AAA"
    );
}

#[test]
fn numbers_are_compared_as_in_a_recipe() {
    assert_eq!(en("{{ min(3, 2, 7) }} {{ number(max(1, 2.5)) }} {{ clamp(9, 2, 5) }}"), "2 2.5 5");
    assert_eq!(
        en("{{ ceil(7 / 2) }} {{ floor(7 / 2) }} {{ plural(min(1, 4), one='# card', other='# cards') }}"),
        "4 3 1 card"
    );
}

/// What a pack says is printed: nothing in it looks like code.
#[test]
fn only_texts_and_whole_numbers_are_written() {
    let words = Words::parse("fr", "a = '{{ d }}'").unwrap();
    let written = |d: minijinja::Value| words.render("a", context! { d });
    assert_eq!(written("thé".into()).unwrap(), "thé");
    assert_eq!(written(3.into()).unwrap(), "3");
    assert_eq!(written(3.0.into()).unwrap(), "3");
    for d in [().into(), true.into(), vec![1].into(), 6.5.into(), context! { a => 1 }] {
        assert!(written(d.clone()).is_err(), "{d}");
    }
}

#[test]
fn dates_are_written_in_full() {
    assert_eq!(fr("{{ date('2026-11-12') }}"), "jeudi 12 novembre 2026");
    assert_eq!(fr("{{ '2026-01-01'|date }}"), "jeudi 1er janvier 2026");
    assert_eq!(en("{{ date('2026-11-12') }}"), "Thursday, 12 November 2026");
    assert_eq!(one("de", "{{ date('2026-11-12') }}", context! {}), "Donnerstag, 12. November 2026");
    assert_eq!(one("es", "{{ date('2024-02-29') }}", context! {}), "jueves, 29 de febrero de 2024");
    let words = Words::parse("fr", "a = '{{ date(d) }}'").unwrap();
    for d in ["2026-02-29", "2026-13-01", "2026", "", "12/11/2026", "2026-11-12-1"] {
        assert!(words.render("a", context! { d }).is_err(), "{d}");
    }
}

#[test]
fn times_and_lengths_follow_the_patterns() {
    assert_eq!(fr("{{ time('13:30') }}, {{ time('17:00') }}, {{ '09:05'|time }}"), "13 h 30, 17 h, 9 h 05");
    assert_eq!(
        fr("{{ time(48600) }}, {{ time('09:05:07') }}, {{ time('24:00') }}"),
        "13 h 30, 9 h 05 min 07 s, 24 h"
    );
    assert_eq!(en("{{ time('13:30') }}, {{ time('09:00') }}, {{ time('9:05:07') }}"), "13:30, 9:00, 9:05:07");
    let lengths = "{% for s in [0, 45, 90, 1200, 3600, 6300, 3900, 3610] %}{{ duration(s) }}{{ ', ' if not loop.last }}{% endfor %}";
    assert_eq!(fr(lengths), "0 min, 45 s, 1 min 30, 20 min, 1 h, 1 h 45, 1 h 05, 1 h 00 min 10 s");
    assert_eq!(en(lengths), "0 min, 45 s, 1 min 30 s, 20 min, 1 h, 1 h 45 min, 1 h 5 min, 1 h 10 s");
    let spoken = "{% for s in [1, 45, 60, 75, 90, 105, 80, 120, 150, 3600, 5400, 9900] %}{{ spoken_duration(s) }}{{ ', ' if not loop.last }}{% endfor %}";
    assert_eq!(
        fr(spoken),
        "une seconde, 45 secondes, une minute, une minute quinze, une minute et demie, une minute quarante-cinq, \
         une minute 20, 2 minutes, 2 minutes et demie, une heure, une heure et demie, 2 heures 45"
    );
    assert_eq!(
        en(spoken),
        "one second, 45 seconds, one minute, a minute and a quarter, a minute and a half, one minute 45, \
         one minute 20, 2 minutes, 2 and a half minutes, one hour, an hour and a half, 2 hours 45"
    );
    assert_eq!(
        en("{{ duration(342.86) }}, {{ spoken_duration(60 * 40 / 7) }}, {{ 89.5|duration }}"),
        "5 min 43 s, 5 minutes 43, 1 min 30 s"
    );
    let words = Words::parse("fr", "a = '{{ duration(d) }}'").unwrap();
    for d in [-1.0, f64::NAN, 1e10] {
        assert!(words.render("a", context! { d }).is_err(), "{d}");
    }
    let words = Words::parse("fr", "a = '{{ time(d) }}'").unwrap();
    for d in ["25:00", "24:01", "12:60", "12", "1:2:3:4", "", "99999999:00"] {
        assert!(words.render("a", context! { d }).is_err(), "{d}");
    }
}

#[test]
fn templates_see_words_as_t() {
    let words = Words::parse(
        "fr",
        "[labels]\ntable = 'Table {{ number }}'\nwall = 'Mur'\n[labels.a-b]\nc = 'C'\n[steps.s]\nprompt = ['x', '{{ n }}']",
    )
    .unwrap();
    let mut env = Environment::new();
    env.set_undefined_behavior(UndefinedBehavior::Strict);
    let render = |text: &str| env.render_str(text, context! { t => words.object(), key => "wall" });
    let cases = [
        (
            "{{ t.labels.wall }} {{ t['labels.wall'] }} {{ t.labels[key] }} {{ t.labels['a-b'].c }}",
            "Mur Mur Mur C",
        ),
        (
            "{{ t('labels.table', number=3) }} {{ t.labels.table(number=4) }} {{ t.labels('wall') }}",
            "Table 3 Table 4 Mur",
        ),
        (
            "{{ t.has('labels.wall') }} {{ t.has('labels') }} {{ t.labels.has('wall') }} {{ t.has('x') }}",
            "True False True False",
        ),
        ("{% for p in t('steps.s.prompt', n=5) %}<{{ p }}>{% endfor %}", "<x><5>"),
        ("{% for k in t.labels %}{{ k }} {% endfor %}{{ 'yes' if t.labels }}", "a-b table wall yes"),
    ];
    for (text, expected) in cases {
        assert_eq!(render(text).unwrap(), expected, "{text}");
    }
    let failing = [
        ("{{ t.labels.wal }}", "labels.wal"),
        ("{{ t('labels.x') }}", "labels.x"),
        ("{{ t.labels.table }}", "labels.table"),
        ("{{ t.nothing.here }}", "nothing"),
        ("{% for p in t.nothing %}{% endfor %}", "nothing"),
    ];
    for (text, key) in failing {
        let error = render(text).unwrap_err().to_string();
        assert!(error.contains(&format!("`{key}`")), "{text}: {error}");
    }
}

#[test]
fn the_functions_work_in_any_environment() {
    let mut env = Environment::new();
    add_functions(&mut env, "fr");
    assert_eq!(env.render_str("{{ '17:00'|time }} {{ [1, 2]|list }}", ()).unwrap(), "17 h [1, 2]");
}

#[test]
fn the_host_has_words_for_everything_in_every_language() {
    let expected: Vec<_> = host("en").keys().collect();
    for language in languages() {
        let words = host(language);
        assert_eq!(words.language(), language);
        assert_eq!(words.check(), []);
        assert_eq!(words.keys().collect::<Vec<_>>(), expected, "{language}");
    }
    // English stands in, and says so.
    let (german, english) = (host("de"), host("en"));
    assert_eq!(german.get("cli.about"), english.get("cli.about"));
    assert!(!german.has_own("cli.about") && german.has_own("agenda.title") && english.has_own("cli.about"));
    assert!(speaks("fr") && !speaks("de") && !speaks("xx"));
    assert_eq!(host("xx").language(), "en");
    assert!(languages().any(|l| l == "fr"));
}

#[test]
fn supplies_are_counted_in_their_unit() {
    let phrase = |language: &str, item: &str, quantity: u32, unit: &str| {
        host(language).render(&format!("supplies.{item}"), context! { quantity, unit }).unwrap()
    };
    assert_eq!(phrase("fr", "marker", 24, "piece"), "24 feutres");
    assert_eq!(phrase("fr", "marker", 1, "pack"), "1 paquet de feutres");
    assert_eq!(phrase("fr", "adhesive-tape", 1, "roll"), "1 rouleau d’adhésif");
    assert_eq!(phrase("fr", "a4-sheet", 30, "sheet"), "30 feuilles A4");
    assert_eq!(phrase("fr", "dot-sticker", 3, "sheet"), "3 feuilles de gommettes");
    assert_eq!(phrase("fr", "sticky-note", 1200, "piece"), "1\u{202f}200 notes adhésives");
    assert_eq!(phrase("en", "scissors", 1, "piece"), "1 pair of scissors");
    assert_eq!(phrase("en", "adhesive-tape", 2, "roll"), "2 rolls of adhesive tape");
    for language in languages() {
        let words = host(language);
        let units: Vec<_> = words.keys().filter_map(|k| k.strip_prefix("units.")).collect();
        for item in words.keys().filter_map(|k| k.strip_prefix("supplies.")) {
            for unit in &units {
                assert!(phrase(language, item, 2, unit).starts_with("2 "), "{language} {item} {unit}");
            }
        }
    }
}

#[test]
fn words_of_a_user_are_asked_for_and_told_what_they_are_told() {
    let wrong = |text: &str| -> Vec<String> {
        check("it", &[text]).iter().map(|error| format!("{error} {:?}", error.span)).collect()
    };
    assert_eq!(
        wrong("[agenda]\ntitle = 'Programma'\nlead = 'Con {{ name }}'\n[language]\nname = 'italiano'"),
        [""; 0]
    );
    assert_eq!(wrong("[agenda]\ntitel = 'x'"), ["nothing asks for the word `agenda.titel` Some(17..20)"]);
    assert_eq!(
        wrong("[agenda]\nlead = 'Con {{ nome }}'"),
        ["the word `agenda.lead` is not told `nome` Some(16..32)"]
    );
    assert_eq!(wrong("a = 3"), ["the word `a` is not a string or a list of strings Some(4..5)"]);
    assert_eq!(wrong("[agenda]\nlead = '{{ 1 +'").len(), 1);
}
