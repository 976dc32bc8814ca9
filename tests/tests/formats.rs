//! Choosing a format: the list with its reasons, the method card in the terminal, the cards to print.

use std::fs;
use std::path::Path;

use atelier_tests::kit::files;
use atelier_tests::plan::list;
use atelier_tests::{Run, atelier, atelier_at, atelier_reading, folders, repository, scratch};
use lopdf::Document;
use serde_json::{Value, json};

/// Columns of a terminal that says nothing.
const WIDTH: usize = 80;

fn formats(args: &[&str]) -> Run {
    atelier(&repository("."), &[&["formats"], args].concat())
}

fn ids(formats: &Value) -> Vec<&str> {
    list(formats).iter().map(|format| format["id"].as_str().expect("an id")).collect()
}

/// The ids of all formats, from their folders.
fn all() -> Vec<String> {
    let name = |path: &Path| path.file_name().expect("a name").to_string_lossy().into_owned();
    folders(&repository("formats")).iter().map(|path| name(path)).collect()
}

/// With ordinary spaces, and all on one line.
fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[track_caller]
fn fits_into(text: &str, width: usize) {
    for line in text.lines() {
        assert!(line.chars().count() <= width, "{} columns: {line}", line.chars().count());
    }
}

#[test]
fn without_a_wish_every_format_is_listed() {
    let run = formats(&["list", "--lang", "en"]).ends(0);
    assert_eq!(run.err, "");
    let listed: Vec<&str> = run
        .out
        .lines()
        .filter(|line| !line.starts_with(' '))
        .map(|line| line.split("  ").next().expect("an id"))
        .collect();
    assert_eq!(listed, all());
    assert_eq!(listed.len(), 25);
    fits_into(&run.out, WIDTH);
    assert_eq!(formats(&["--lang", "en"]).ends(0), run);
}

#[test]
fn what_fits_is_listed_and_what_does_not_says_why() {
    let run = formats(&["list", "--people", "3", "--minutes", "20", "--moment", "decide", "--lang", "fr"]);
    let run = run.ends(0);
    assert_eq!(
        run.out,
        "dot-voting                 Vote par gommettes
  3 à 200 personnes, 16 à 40 min, décider, énergie vive
  Chaque personne choisit par écrit, toutes collent en même temps, deux
  personnes comptent, et l’on parle des premières propositions.
impact-effort              Matrice effet et effort
  3 à 48 personnes, 20 à 75 min, décider, énergie moyenne
  Chaque proposition trouve sa place entre ce qu’elle change et ce qu’elle
  coûte\u{202f}; on discute les seuls désaccords, et l’on choisit.
"
        .replace(" min", "\u{a0}min")
        .replace(" personnes, ", "\u{a0}personnes, ")
    );
    assert_eq!(
        run.err.replace(['\u{a0}', '\u{202f}'], " "),
        "23 formats écartés :
  check-in                   ouvrir
  weather                    ouvrir
  consent                    30 à 120 min
  lightning-decision-jam     32 à 95 min
  affinity-map               25 à 90 min · converger
  brainstorm                 4 à 60 personnes · diverger
  ecodesign-audit            75 à 180 min · converger
  fifteen-percent            25 à 60 min · clore
  ikigai                     60 à 150 min · explorer
  impromptu-networking       6 à 200 personnes · ouvrir
  one-two-four-all           4 à 200 personnes · diverger
  troika                     25 à 70 min · explorer
  accessibility-walkthrough  4 à 35 personnes · 60 à 120 min · explorer
  codevelopment              5 à 64 personnes · 50 à 240 min · explorer
  ecoindex-relay             4 à 20 personnes · 35 à 110 min · explorer
  fishbowl                   10 à 80 personnes · 36 à 105 min · explorer
  good-practices-market      8 à 100 personnes · 35 à 100 min · explorer
  open-space                 15 à 300 personnes · 75 à 480 min · explorer
  pro-action-cafe            12 à 60 personnes · 80 à 160 min · converger
  world-cafe                 12 à 200 personnes · 60 à 180 min · explorer
  clore : check-out, first-steps, roti
"
    );
}

#[test]
fn many_formats_with_one_reason_are_told_in_one_go() {
    let run = formats(&["--moment", "close", "--lang", "en"]).ends(0);
    assert_eq!(
        run.err,
        "21 formats left out:
  brainstorm                 diverge
  one-two-four-all           diverge
  explore: accessibility-walkthrough, codevelopment, ecoindex-relay, fishbowl,
           good-practices-market, ikigai, open-space, troika, world-cafe
  converge: affinity-map, ecodesign-audit, pro-action-cafe
  open: check-in, impromptu-networking, weather
  decide: consent, dot-voting, impact-effort, lightning-decision-jam
"
    );
}

#[test]
fn a_larger_group_leaves_no_format_out() {
    let run = formats(&["list", "--people", "5000", "--lang", "en"]).ends(0);
    assert_eq!(run.err, "");
    assert_eq!(plain(&run.out).matches("in several groups or with a warning").count(), 25);
    let at_most = formats(&["list", "--people", "24", "--json"]).ends(0).json();
    let splits: Vec<&str> = list(&at_most["formats"])
        .iter()
        .filter(|format| format["splits"] == true)
        .map(|format| format["id"].as_str().expect("an id"))
        .collect();
    assert_eq!(splits, ["ecodesign-audit", "ecoindex-relay"]);
}

#[test]
fn energy_is_a_wish_like_the_others() {
    let listed = formats(&["list", "--energy", "calm", "--moment", "close", "--json"]).ends(0).json();
    assert_eq!(ids(&listed["formats"]), ["check-out", "fifteen-percent"]);
    let _ = formats(&["list", "--energy", "high"]).ends(2);
}

#[test]
fn words_are_found_without_accents_or_capitals_and_all_of_them() {
    let found = |language: &str, words: &str| -> Vec<String> {
        let run = formats(&["list", "--search", words, "--json", "--lang", language]).ends(0).json();
        ids(&run["formats"]).into_iter().map(str::to_owned).collect()
    };
    assert_eq!(found("fr", "RGAA"), ["accessibility-walkthrough"]);
    assert_eq!(found("fr", "meteo"), ["weather"]);
    assert_eq!(found("fr", "MÉTÉO Intérieure"), ["weather"]);
    assert_eq!(found("en", "meteo"), [""; 0]);
    assert_eq!(found("fr", "chaise vide"), ["fishbowl"]);
    // By its id, and by the beginning of a word.
    assert_eq!(found("fr", "world-caf"), ["world-cafe"]);
    assert_eq!(found("en", "witness"), ["first-steps"]);
}

#[test]
fn json_says_what_fits_and_why_the_others_do_not() {
    let args = ["list", "--people", "3", "--moment", "decide", "--energy", "lively", "--search", "vote"];
    let listed = formats(&[&args[..], &["--json", "--lang", "en"]].concat()).ends(0);
    assert_eq!(listed.err, "");
    let listed = listed.json();
    assert_eq!(listed["version"], 1);
    assert_eq!(ids(&listed["formats"]), ["lightning-decision-jam"]);
    let jam = &list(&listed["formats"])[0];
    assert_eq!([&jam["fits"], &jam["why"], &jam["splits"]], [&json!(true), &json!([]), &json!(false)]);
    assert_eq!(jam["people"], json!({ "min": 3, "ideal": 6, "max": 48 }));
    let others = list(&listed["others"]);
    assert_eq!(others.len(), 24);
    let cafe = others.iter().find(|format| format["id"] == "world-cafe").expect("it is there");
    assert_eq!(cafe["fits"], false);
    assert_eq!(
        cafe["why"],
        json!([
            { "about": "people", "min": 12, "max": 200, "text": "12 to 200\u{a0}people" },
            { "about": "moment", "moment": "explore", "text": "explore" },
            { "about": "energy", "energy": "medium", "text": "medium energy" },
            { "about": "search", "missing": ["vote"], "text": "without “vote”" },
        ])
    );
}

#[test]
fn when_nothing_fits_there_is_something_to_type() {
    let advice = |args: &[&str]| {
        let run = formats(&[args, &["--lang", "en"]].concat()).ends(0);
        assert_eq!(run.out, "", "{args:?}");
        fits_into(&run.err, WIDTH + 20);
        let last = run.err.lines().last().expect("a line").to_owned();
        // What is proposed finds as many as it says.
        let command = last.strip_prefix("No format fits. Try: atelier ").expect("a command");
        let (command, count) = command.rsplit_once(" (").expect("a count");
        let words = command.replace('"', "");
        let (before, search) =
            words.split_once(" --search ").map_or((words.as_str(), None), |(a, b)| (a, Some(b)));
        let mut typed: Vec<&str> = before.split(' ').collect();
        typed.extend(search.into_iter().flat_map(|search| ["--search", search]));
        let found =
            atelier(&repository("."), &[&typed[..], &["--lang", "en", "--json"]].concat()).ends(0).json();
        let count: usize = count.split(' ').next().expect("a number").parse().expect("a number");
        assert_eq!(list(&found["formats"]).len(), count, "{command}");
        command.to_owned()
    };
    assert_eq!(advice(&["--search", "decison"]), "formats list --search decision");
    assert_eq!(advice(&["--search", "zebra", "--moment", "open"]), "formats list --moment open");
    assert_eq!(advice(&["--search", "witness zebra"]), "formats list --search witness");
    assert_eq!(advice(&["--people", "1"]), "formats list --people 2");
    assert_eq!(advice(&["--minutes", "3"]), "formats list --minutes 4");
    assert_eq!(
        advice(&["--people", "2", "--minutes", "10", "--moment", "decide"]),
        "formats list --people 2 --minutes 10"
    );
    assert_eq!(
        advice(&["--people", "2", "--energy", "lively", "--moment", "close", "--search", "zebra"]),
        "formats list --people 2 --moment close"
    );
}

#[test]
fn a_method_card_tells_all_there_is_to_know() {
    let run = formats(&["show", "first-steps", "--lang", "en"]).ends(0);
    assert_eq!(run.err, "");
    atelier_tests::same_as_file(&run.out, &repository("tests/formats/first-steps.en.txt"));
    let run = formats(&["show", "world-cafe", "--lang", "fr"]).ends(0);
    atelier_tests::same_as_file(&run.out, &repository("tests/formats/world-cafe.fr.txt"));
}

#[test]
fn every_method_card_is_whole_and_its_block_works() {
    for (language, headings) in [
        ("fr", ["\nL’invitation\n", "\nEn ligne\n", "\nCe qui peut coincer, et que faire\n", "\nCrédits\n"]),
        ("en", ["\nThe invitation\n", "\nOnline\n", "\nWhat can go wrong, and what to do\n", "\nCredits\n"]),
    ] {
        for id in all() {
            let run = formats(&["show", &id, "--lang", language]).ends(0);
            for heading in headings {
                assert!(run.out.replace('\'', "’").contains(heading), "{id}, {heading}:\n{}", run.out);
            }
            // Addresses are not broken.
            let prose: Vec<&str> = run.out.lines().filter(|line| !line.contains("http")).collect();
            fits_into(&prose.join("\n"), WIDTH);

            let card = formats(&["show", &id, "--lang", language, "--json"]).ends(0).json();
            assert_eq!([&card["version"], &card["id"]], [&json!(1), &json!(id)]);
            assert_eq!(card["card"].as_object().expect("an object").len(), 7, "{id}");
            let block = card["example"].as_str().expect("a text");
            assert!(block.lines().all(|line| run.out.contains(&format!("  {line}\n"))), "{}", run.out);
            let (people, minutes) =
                (&card["people"]["ideal"], card["trial"]["minutes"].as_u64().expect("minutes"));
            let workshop = format!(
                "title = \"T\"\nlanguage = \"{language}\"\npeople = {people}\nstart = 00:00\nend = {:02}:{:02}\n\
                 grid = 1\n\n{block}",
                minutes / 60,
                minutes % 60
            );
            let _ = atelier_reading(&repository("."), &["check", "-"], workshop.as_bytes()).ends(0);
        }
    }
}

#[test]
fn the_width_of_the_terminal_is_kept() {
    for (columns, width) in [("60", 60), ("20", 40), ("300", 100)] {
        let run = std::process::Command::new(atelier_tests::program())
            .args(["formats", "show", "fishbowl", "--lang", "fr"])
            .env("COLUMNS", columns)
            .output()
            .expect("the program runs");
        let text = String::from_utf8(run.stdout).expect("UTF-8");
        let longest =
            text.lines().filter(|line| !line.contains("http")).map(|line| line.chars().count()).max();
        assert!(
            longest.is_some_and(|longest| longest <= width && longest + 12 > width),
            "{columns}: {longest:?}"
        );
    }
}

#[test]
fn an_unknown_format_is_told_with_what_is_close() {
    for command in ["show", "card"] {
        let folder = scratch();
        let run = atelier(folder.path(), &["formats", command, "world-caffe", "--lang", "en"]).ends(2);
        assert_eq!(run.out, "");
        assert_eq!(
            run.err,
            "error[unknown-format]: no format is called “world-caffe”
 |
help: write `\"world-cafe\"`

"
        );
        assert!(files(folder.path()).is_empty());
    }
}

fn pages(path: &Path) -> usize {
    Document::load(path).expect("a PDF").get_pages().len()
}

#[test]
fn the_deck_has_a_card_for_every_format_two_to_a_sheet() {
    for (language, title, said) in [
        ("fr", "Cartes de méthode", "À imprimer : 13 feuilles A4 sur une face, à couper en deux."),
        ("en", "Method cards", "To print: 13 A4 sheets on one side, to cut in half."),
    ] {
        let folder = scratch();
        let run = atelier(folder.path(), &["formats", "card", "--lang", language]).ends(0);
        assert_eq!(run.out, "");
        assert!(plain(&run.err).ends_with(said), "{}", run.err);
        let names: Vec<String> = files(folder.path()).into_keys().collect();
        assert_eq!(names, ["html", "pdf"].map(|ending| format!("format-cards/cards-{language}.{ending}")));
        assert_eq!(pages(&folder.path().join(&names[1])), 13);
        let page = fs::read_to_string(folder.path().join(&names[0])).expect("a page");
        assert!(page.contains(&format!("<h1>{title}</h1>")));
        assert_eq!(page.matches("<li class=\"card\">").count(), 25);
        assert!(!page.contains("<script"));
        let listed = formats(&["--json", "--lang", language]).ends(0).json();
        for format in list(&listed["formats"]) {
            let name = format["name"].as_str().expect("a name");
            assert!(page.contains(&format!("<h2>{name}</h2>")), "{name}");
        }
    }
}

#[test]
fn some_cards_are_in_the_order_they_were_named() {
    let folder = scratch();
    let args =
        ["formats", "card", "roti", "check-out", "roti", "weather", "--output", "pdf,markdown", "-o", "fin"];
    let _ = atelier(folder.path(), &[&args[..], &["--language", "fr", "--lang", "en"]].concat()).ends(0);
    let names: Vec<String> = files(folder.path()).into_keys().collect();
    assert_eq!(names, ["fin/cards-fr.md", "fin/cards-fr.pdf"]);
    assert_eq!(pages(&folder.path().join("fin/cards-fr.pdf")), 2);
    let text = fs::read_to_string(folder.path().join("fin/cards-fr.md")).expect("a text");
    let titles: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("## ")).collect();
    assert_eq!(titles, ["ROTI, le retour sur le temps donné", "Tour de clôture", "Météo intérieure"]);
}

#[test]
fn one_card_goes_to_one_file_or_to_standard_output() {
    let folder = scratch();
    let card = |args: &[&str]| {
        atelier(folder.path(), &[&["formats", "card", "troika", "--lang", "en"], args].concat())
    };
    let run = card(&["-o", "troika.pdf"]).ends(0);
    assert_eq!(plain(&run.err), "1 card: troika.pdf. To print: 1 A4 sheet on one side, to cut in half.");
    assert_eq!(pages(&folder.path().join("troika.pdf")), 1);
    let run = card(&["--output", "markdown", "-o", "-"]).ends(0);
    assert!(run.out.starts_with("# Method card: Troika\n\n## Troika\n\n"), "{}", run.out);
    let run = card(&["--output", "pdf,html", "-o", "-"]).ends(2);
    assert!(
        run.err.starts_with("error[cards-one-output]: `-` is standard output: it takes one output\n"),
        "{}",
        run.err
    );
    let run = card(&["--output", "html", "-o", "troika.pdf"]).ends(2);
    assert!(run.err.contains("`troika.pdf` is a file for pdf: it takes one output, its own"), "{}", run.err);
    let run = card(&["--language", "de"]).ends(2);
    assert!(run.err.contains("[unknown-lang]"), "{}", run.err);
    assert_eq!(files(folder.path()).into_keys().collect::<Vec<_>>(), ["troika.pdf"]);
}

#[test]
fn a_file_that_is_something_else_is_kept() {
    let folder = scratch();
    let card = |args: &[&str]| {
        atelier(folder.path(), &[&["formats", "card", "troika", "--lang", "en"], args].concat())
    };
    let _ = card(&[]).ends(0);
    // The same again is no loss.
    let _ = card(&[]).ends(0);
    let changed = folder.path().join("format-cards/troika-en.pdf");
    fs::write(&changed, "mine").expect("writable");
    fs::remove_file(folder.path().join("format-cards/troika-en.html")).expect("removable");
    let run = card(&[]).ends(3);
    assert_eq!(
        run.err,
        "error[file-exists]: `format-cards/troika-en.pdf` exists already
 |
help: choose another name, or replace it with `--force`

"
    );
    // None of the files was written.
    assert!(!folder.path().join("format-cards/troika-en.html").exists());
    assert_eq!(fs::read(&changed).expect("readable"), b"mine");
    let _ = card(&["--force"]).ends(0);
    assert_eq!(pages(&changed), 1);
}

#[test]
fn a_format_of_ones_own_has_a_card_unless_it_says_too_much() {
    let (home, folder) = (scratch(), scratch());
    let run = |args: &[&str]| {
        let run = atelier_at(home.path(), folder.path(), &[args, &["--lang", "en"]].concat());
        (run.code, run.err)
    };
    let install = || {
        assert_eq!(run(&["plugin", "build", "mine"]).0, 0);
        assert_eq!(run(&["plugin", "add", "mine/mine.wasm", "--force"]).0, 0);
    };
    assert_eq!(run(&["plugin", "new", "mine", "--recipe"]).0, 0);
    install();
    let (code, said) = run(&["formats", "card", "mine", "-o", "mine.pdf"]);
    assert_eq!(code, 0, "{said}");
    assert_eq!(pages(&folder.path().join("mine.pdf")), 1);

    let words = folder.path().join("mine/en.toml");
    let text = fs::read_to_string(&words).expect("it was written");
    let (before, rest) = text.split_once("invitation = ").expect("the card has it");
    let (_, after) = rest.split_once('\n').expect("a line");
    let long = "Come with a question. ".repeat(150);
    fs::write(&words, format!("{before}invitation = \"{long}\"\n{after}")).expect("writable");
    install();
    let (code, said) = run(&["formats", "card", "mine", "-o", "long.pdf"]);
    assert_eq!(code, 1);
    assert_eq!(
        plain(&said),
        "error[card-too-long]: the card of the format “mine” does not fit on an A5 page, however small | \
         help: shorten its texts; the longest is `card.invitation`, with 3,300 characters"
    );
    assert!(!folder.path().join("long.pdf").exists());
}
