use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Map, json};

use super::human;
use super::texts::Texts;
use super::{Diagnostic, Phrases, Sources, json as json_form};
use crate::words::{Words, host};

/// The text files of the problems: French is written first, English has the same keys.
fn words(language: &str) -> &'static Words {
    host(language)
}

fn drawn(problem: &Diagnostic, sources: &Sources) -> String {
    human::render(std::slice::from_ref(problem), sources, words("en"), false)
}

/// The files of the module's crate.
fn rust_files(folder: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            rust_files(&path, files);
        } else if path.extension().is_some_and(|ending| ending == "rs") && !path.ends_with("tests.rs") {
            files.push(path);
        }
    }
}

/// What stands between the quotes right after each `start`, in the code of the crate.
fn literals_after(starts: &[&str]) -> BTreeSet<String> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(file!());
    let root = here.ancestors().nth(2).expect("this file is two folders deep");
    let mut files = Vec::new();
    rust_files(root, &mut files);
    assert!(files.len() > 20, "the code is in {}", root.display());
    let mut found = BTreeSet::new();
    for file in files {
        let code = fs::read_to_string(&file).expect("readable code");
        for start in starts {
            for rest in code.split(start).skip(1) {
                if let Some(literal) =
                    rest.trim_start().strip_prefix('"').and_then(|rest| rest.split('"').next())
                {
                    found.insert(literal.to_owned());
                }
            }
        }
    }
    found
}

#[test]
fn every_code_has_words_in_every_language() {
    let starts = ["error(", "warning(", "error_in(", "about(", "problem("];
    let is_code = |literal: &String| {
        literal.contains('-')
            || ["backslash", "clash", "colon", "hole", "overrun"].contains(&literal.as_str())
    };
    let codes: BTreeSet<String> = literals_after(&starts).into_iter().filter(is_code).collect();
    assert!(codes.len() > 50, "{codes:?}");
    for code in codes {
        for language in ["fr", "en"] {
            assert!(words(language).has(&format!("problems.{code}.message")), "{language}: {code}");
        }
    }
}

#[test]
fn every_word_that_a_problem_refers_to_exists() {
    let mut keys: BTreeSet<String> = BTreeSet::new();
    for kind in
        literals_after(&[".wrong_type(item, ", ".wrong_type(&entry, ", ".whole(item, ", ".whole(&item, "])
    {
        keys.insert(format!("kinds.{kind}"));
    }
    keys.extend(literals_after(&[".word(\"expected\", ", ".word(\"reason\", "]));
    assert!(keys.len() > 15, "{keys:?}");
    for key in keys {
        for language in ["fr", "en"] {
            assert!(words(language).has(&key), "{language}: {key}");
        }
    }
}

#[test]
fn languages_say_the_same_things() {
    let parts = [
        "problems.",
        "diagnostic.",
        "kinds.",
        "found.",
        "setting_kinds.",
        "remedies.",
        "reasons.",
        "breaches.",
    ];
    let keys = |language| -> BTreeSet<&str> {
        words(language).keys().filter(|key| parts.iter().any(|part| key.starts_with(part))).collect()
    };
    assert_eq!(keys("fr"), keys("en"));
    for language in ["fr", "en"] {
        assert_eq!(words(language).check(), []);
    }
}

/// What the stages after reading say, with the arguments that the words mention.
const LATER: &str = r#"{
    "bad-hash": { "hash": "abc" },
    "plugin-altered": { "plugin": "retro", "again": "retro.wasm", "installed": "a1", "found": "b2" },
    "unknown-format": { "format": "dot-votng", "close": "dot-voting", "count": 3 },
    "format-language": { "format": "six-hats", "language": "es", "known": ["en", "fr"], "used": "en" },
    "format-words": { "format": "dot-voting", "language": "fr", "kind": "missing", "key": "name", "name": null, "file": "fr.toml", "line": 3 },
    "unknown-setting": { "setting": "round", "format": "world-cafe", "known": ["rounds", "tables"] },
    "wrong-setting": { "setting": "rounds", "format": "world-cafe", "kind": "integer" },
    "setting-out-of-bounds": { "setting": "rounds", "value": 9.0, "min": 1.0, "max": 5.0 },
    "setting-count": { "setting": "items", "value": 26.0, "max": 20.0 },
    "empty-setting": { "setting": "question" },
    "setting-too-long": { "setting": "question", "length": 900, "max": 500 },
    "unknown-choice": { "setting": "variant", "value": "x", "choices": ["plain", "weighted"] },
    "unknown-block-reference": { "setting": "items_from", "value": "idee", "close": "idees", "known": ["idees"] },
    "fixed-length": { "format": "brainstorm", "min": 5, "max": 5, "spans": [[10, 10], [20, 40]], "close": 10 },
    "no-length": { "title": "Accueil" },
    "overrun": { "by_minutes": 10, "start": "13:30", "until": "16:45", "end": "17:00", "needed": 205,
        "available": 195, "shorten": [{ "title": "Vote", "from": 30, "to": 20 }], "end_needed": "17:10",
        "enough": true, "soonest_end": "17:00", "buffer": 15 },
    "clash": { "title": "Vote", "other": "Pause", "at": "15:00", "by_minutes": 5, "shorten": [], "enough": false },
    "anchor-unreachable": { "title": "Vote", "at": "15:00", "earliest": "15:10", "shorten": [],
        "enough": false, "soonest": "15:10" },
    "anchor-before-start": { "title": "Vote", "at": "13:00", "start": "13:30" },
    "anchor-after-end": { "title": "Vote", "at": "17:30", "end": "17:00" },
    "anchor-out-of-order": { "title": "Vote", "at": "15:00", "other": "Pause", "other_at": "15:30" },
    "hole": { "minutes": 5.0, "seconds": 300, "rest": 0, "start": "15:55", "end": "16:00",
        "lengthen": [{ "title": "Vote", "from": 10, "to": 15 }] },
    "seating-rounds-over-tables": { "rounds": 4, "tables": 3 },
    "seating-hosts-missing": { "candidates": 2, "tables": 4 },
    "seating-host-absent": { "host": "Ana", "round": 2 },
    "seating-host-at-two-tables": { "host": "Ana", "tables": [1, 2] },
    "seating-two-hosts": { "table": 1, "hosts": ["Ana", 7] },
    "seating-together-with-host": { "host": "Ana", "guest": "Bo" },
    "seating-together-and-apart": { "pair": ["Ana", "Bo"], "group": ["Ana", "Bo"] },
    "seating-group-too-large": { "size": 6, "seats": 4, "group": ["Ana", "Bo"] },
    "seating-groups-do-not-fit": { "round": 1, "groups": [3, 3] },
    "seating-too-many-apart": { "count": 5, "tables": 4, "people": ["Ana", "Bo"] },
    "seating-apart-from-hosts": { "guest": "Ana", "tables": 2, "rounds": 3 },
    "seating-fixed-twice": { "person": "Ana", "round": 1, "tables": [1, 2] },
    "seating-fixed-returns": { "person": "Ana", "table": 1 },
    "seating-fixed-overfull": { "table": 1, "round": 1, "people": 6, "seats": 4 },
    "seating-fixed-apart": { "pair": ["Ana", "Bo"], "table": 1 },
    "seating-fixed-split": { "pair": ["Ana", "Bo"], "tables": [1, 2] },
    "seating-fixed-absent": { "person": "Ana", "round": 1 },
    "seating-unknown-table": { "table": 9, "tables": 6 },
    "seating-unknown-round": { "round": 9, "rounds": 3 },
    "seating-roles-overfull": { "roles": 5, "seats": 4 },
    "seating-impossible": { "detail": "NoTables" },
    "plugin-failed": { "plugin": "retro", "version": "1.0.0", "path": "retro.wasm", "reason": "panic", "detail": "index", "profile": null },
    "plugin-refused": { "path": "retro.wasm", "plugin": "retro", "found": "2.0", "supported": ["1.0"] },
    "plugin-changed": { "plugin": "retro", "version": "1.0.0", "path": "retro.wasm", "locked": "ab", "found": "cd" },
    "plugin-pack": { "path": "retro.wasm", "reason": "no-manifest", "detail": "" },
    "plugin-too-large": { "path": "retro.wasm", "bytes": 99999999, "most": 33554432 },
    "plugin-id-taken": { "path": "retro.wasm", "id": "world-cafe" },
    "plugin-twice": { "path": "retro.wasm", "id": "retro", "other": "b.wasm" },
    "plugin-file-outside": { "path": "retro/fr.toml" },
    "plugin-file-too-large": { "path": "retro/fr.toml", "most": 524288 },
    "more-no-plugins": { "count": 3 },
    "too-much-paper": { "plugin": "retro", "document": "handouts/01-retro/x", "block": "retro", "pages": 20,
        "copies": 5000, "all": 100000, "most": 10120 },
    "canvas-words": { "canvas": "ikigai", "plugin": "retro", "fault": "word", "detail": "labels.love", "language": "en" },
    "bad-lock": { "path": "atelier.lock", "detail": null, "version": 9, "most": 65536 },
    "bad-register": { "path": "installed.toml" },
    "wide-limits": { "plugin": "retro", "path": "atelier.lock", "memory": 268435456, "instructions": 20000000000 },
    "too-few": { "people": 1, "least": 2, "instead": ["check-in"], "format": "Rétro" },
    "too-many": { "people": 90, "most": 40, "format": "Rétro" },
    "no-sandbox": { "detail": "no memory" },
    "output-failed": { "document": "agenda.pdf", "detail": "no page" },
    "too-long-for-its-place": { "document": "badges.pdf", "place": "badge", "text": "Ana" },
    "own-words": { "kind": "unknown", "key": "agenda.titel", "name": null },
    "missing-glyph": { "texts": ["☃", "李雷"], "names": ["李雷"] },
    "changed-by-hand": { "paths": ["seating.csv"], "folder": "kit", "file": "workshop.toml", "seating": true },
    "file-exists": { "path": "workshop.toml" },
    "unwritable": { "path": "kit", "reason": "permission denied" },
    "unreadable": { "path": "kit", "reason": "permission denied" },
    "not-found": { "path": "workshop.toml", "close": null, "files": [] },
    "unknown-example": { "example": "x", "close": null, "known": ["premiers-pas"] },
    "unknown-document": { "document": "x", "known": ["agenda"] },
    "no-starter": { "language": "it", "example": null, "known": ["en", "fr"] },
    "unknown-lang": { "lang": "de", "known": ["en", "fr"] },
    "no-starter": { "language": "it", "example": null, "known": ["en", "fr"] },
    "manifest-key": { "name": "repaet", "close": "repeat", "known": ["repeat", "when"] },
    "manifest-missing": { "key": "minutes", "path": "recipe.steps[1].minutes" },
    "manifest-type": { "path": "preparation", "expected": "whole", "least": 1 },
    "manifest-word": { "name": "fast", "close": null, "known": ["calm", "lively"] },
    "manifest-name": { "name": "persons", "close": null, "known": ["people", "groups"] },
    "manifest-expression": { "fault": "syntax", "name": null },
    "manifest-id": { "name": "Talk" },
    "manifest-order": { "path": "recipe.steps[2].minutes" },
    "manifest-seating": { "name": "pair", "close": null, "known": [] },
    "manifest-cut": { "keep": 3, "ideal": 3 },
    "manifest-official": { "name": "world-cafe" },
    "manifest-instead": { "name": "chekin", "close": "check-in", "known": ["check-in"] },
    "manifest-version": { "found": "1" },
    "test-never": { "people": 12, "texts": ["no-items"], "blocks": [] },
    "test-no-word": { "path": "mine/fr.toml", "key": "[columns] item" },
    "test-quantity": { "item": "pen", "quantity": 4294967295, "most": 1000000, "people": 9, "minutes": 20 },
    "words-missing": { "path": "mine/fr.toml", "keys": ["[labels] who", "name"] },
    "words-empty": { "key": "[steps.talk] title" },
    "words-key": { "name": "titel", "close": null, "known": ["title"] },
    "words-name": { "name": "minute", "close": null, "known": ["minutes"] },
    "plugin-template-unused": { "path": "mine/handouts/x.md" },
    "plugin-template-missing": { "path": "mine/handouts/x.md" },
    "plugin-folder-exists": { "path": "mine" },
    "plugin-over-file": { "path": "mine/fr.toml" },
    "plugin-is-folder": { "path": "mine" },
    "no-target": { "target": "wasm32-unknown-unknown" },
    "card-too-long": { "format": "troika", "key": "card.groups", "length": 900 },
    "usage-command": { "found": "kitt", "close": null, "command": "atelier", "commands": ["check", "kit"] },
    "usage-no-command": { "command": "atelier", "commands": ["check", "kit"] },
    "usage-argument": { "found": "--x", "close": null, "command": "atelier kit" },
    "usage-no-value": { "found": "--out <DIR>", "command": "atelier kit" },
    "usage-extra-value": { "found": "x", "argument": "--json", "command": "atelier plan" },
    "usage-choice": { "found": "x", "argument": "--output <OUTPUT>", "known": ["pdf", "html"], "close": null },
    "usage-value": { "found": "x", "argument": "--people <N>", "bounds": null, "known": "1, 2" },
    "usage-twice": { "found": "--out <DIR>" },
    "usage-conflict": { "found": "--json", "others": ["--csv <FILE>"] },
    "usage-missing": { "missing": ["--tables <T>"], "command": "atelier seat" },
    "usage-letters": {},
    "cards-one-output": { "path": "troika.pdf", "ending": "pdf" }
}"#;

#[test]
fn words_of_later_stages_can_be_rendered() {
    let later: Map<String, serde_json::Value> = serde_json::from_str(LATER).expect("a JSON object");
    for (code, args) in &later {
        let mut problem = Diagnostic::error(code.clone());
        problem.args = args.as_object().expect("arguments").clone();
        for language in ["fr", "en"] {
            let texts = Texts::of(&problem, words(language));
            assert!(!texts.message.contains(code.as_str()), "{language}: {code} has no message");
            assert!(texts.help.is_some(), "{language}: {code} has no help");
            for name in ["label", "note", "other", "start", "end", "window"] {
                let key = format!("problems.{code}.{name}");
                let words = words(language);
                assert!(!words.has(&key) || words.phrase(&key, &problem.args).is_some(), "{language}: {key}");
            }
        }
    }
}

#[test]
fn draws_a_problem_with_its_context_and_patch() {
    let mut sources = Sources::default();
    let text = "title = \"A\"\nstart = 13:30\nend = 9:00\n";
    let id = sources.add("workshop.toml", text);
    let problem = Diagnostic::error("end-before-start")
        .arg("start", "13:30")
        .arg("end", "09:00")
        .at(id, 32..36)
        .context(id, 20..25, "start")
        .replace_with("17:00");
    let expected = "\
error[end-before-start]: the end, 9:00, is not after the start, 13:30
 --> workshop.toml:3:7
  |
2 | start = 13:30
  |         ----- the start
3 | end = 9:00
  |       ^^^^ the end
  |
help: change one of the two times; a workshop ends before midnight
  |
3 - end = 9:00
3 + end = 17:00
  |

";
    assert_eq!(drawn(&problem, &sources).replace("09:00", "9:00"), expected);
}

#[test]
fn gives_places_as_numbers() {
    let mut sources = Sources::default();
    let id = sources.add("workshop.toml", "\u{feff}é = 1\ntitel = \"A\"\n");
    let problem = Diagnostic::error("unknown-key")
        .arg("key", "titel")
        .arg("close", "title")
        .arg("known", json!(["title"]))
        .arg("setting", false)
        .at(id, 10..15)
        .replace_with("title");
    let expected = json!({ "version": 1, "problems": [{
        "code": "unknown-key", "severity": "error", "message": "there is no key `titel` here",
        "help": "write `title`", "file": "workshop.toml", "line": 2, "column": 1, "start": 10, "end": 15,
        "replacement": "title",
        "insertion": null,
    }]});
    assert_eq!(json_form::render(&[problem], &sources, words("en")), expected);
}

#[test]
fn a_long_line_does_not_flood_the_terminal() {
    let mut sources = Sources::default();
    let text = format!("title = \"{}\"", "ab ".repeat(5_000));
    let id = sources.add("workshop.toml", text.as_str());
    for span in [8..text.len(), 7_000..7_003, 0..5] {
        let problem = Diagnostic::error("too-long")
            .arg("key", "title")
            .arg("length", 15_000)
            .arg("max", 200)
            .at(id, span)
            .context(id, 14_000..14_010, "first")
            .replace_with("x");
        let drawn = drawn(&problem, &sources);
        assert!(drawn.chars().count() < 800, "{drawn}");
        assert!(drawn.lines().all(|line| line.chars().count() < 160), "{drawn}");
    }
}

#[test]
fn nothing_in_a_text_reaches_the_terminal_as_a_command() {
    let mut sources = Sources::default();
    let id = sources.add("a\u{1b}[2Jb.toml", "\tx = \"\u{1b}[31mred\u{202e}\u{7}\u{9b}0m\"\r\ny = 1\r\n");
    let problem = Diagnostic::error("unknown-value")
        .arg("key", "x")
        .arg("value", "\u{1b}[31mred\u{9b}2J\u{202e}\n\rerror: all is well")
        .arg("choices", json!(["a"]))
        .arg("close", "\u{1b}]0;title\u{7}")
        .at(id, 5..20)
        .replace_with("\u{1b}[0m");
    let text = drawn(&problem, &sources);
    assert!(!text.contains(|c: char| c != '\n' && c.is_control()), "{text:?}");
    assert!(!text.contains('\u{202e}'), "{text:?}");
    assert!(!text.contains("\nerror: all is well"), "{text}");
}

#[test]
fn an_unknown_code_is_shown_by_its_name() {
    struct Silent;
    impl Phrases for Silent {
        fn phrase(&self, _: &str, _: &Map<String, serde_json::Value>) -> Option<String> {
            None
        }
    }
    let problem = Diagnostic::warning("some-code");
    assert!(human::render(&[problem], &Sources::default(), &Silent, false).ends_with("some-code\n\n"));
}
