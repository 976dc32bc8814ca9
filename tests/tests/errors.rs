//! Everything that can be wrong with a workshop: what is said about it, where, and in both languages.

use std::collections::BTreeSet;
use std::fs;

use atelier_tests::{Run, atelier, folders, repository, same_as_file};

/// Problems without a case of `tests/errors`, and why.
const ELSEWHERE: [&str; 120] = [
    // What no format asks for, and the host refuses all the same: the tests beside the code.
    "seating-impossible",
    "seating-seats-missing",
    // What a user's own words can have wrong: `languages.rs`.
    "own-words",
    // What commands refuse: `commands.rs`, `formats.rs`, `kit.rs` and `inputs.rs`.
    "card-too-long",
    "cards-one-output",
    "changed-by-hand",
    "file-exists",
    "file-too-big",
    "no-starter",
    "not-found",
    "too-many-people",
    "unknown-document",
    "unknown-example",
    "same-folder",
    "unknown-lang",
    "unreadable",
    "unreadable-file",
    "unwritable",
    "plugin-over-file",
    "words-empty",
    "usage-argument",
    "usage-choice",
    "usage-command",
    "usage-conflict",
    "usage-extra-value",
    "usage-letters",
    "usage-missing",
    "usage-no-command",
    "usage-no-value",
    "usage-twice",
    "usage-value",
    // What a theme can have wrong: `themes.rs`.
    "folder-exists",
    "logo-broken",
    "logo-drawing",
    "logo-kind",
    "logo-missing",
    "logo-too-large",
    "logo-unreadable",
    "logo-without-size",
    "logo-without-words",
    "low-contrast",
    "theme-empty",
    "theme-unknown-template",
    // What a broken plugin, a broken template or a broken machine does.
    "format-words",
    "missing-glyph",
    "no-sandbox",
    "output-failed",
    "handouts-too-heavy",
    "plugin-excess",
    "plugin-failed",
    "program-ended",
    "plugin-refused",
    "too-long-for-its-place",
    // What a stranger's plugin, or its author, is told: `plugins.rs` and `hostile.rs`.
    "bad-lock",
    "bad-manifest",
    "bad-plugin-name",
    "bad-register",
    "bad-words",
    "canvas-words",
    "manifest-cut",
    "manifest-expression",
    "manifest-id",
    "manifest-instead",
    "manifest-key",
    "manifest-missing",
    "manifest-name",
    "manifest-official",
    "manifest-order",
    "manifest-seating",
    "manifest-type",
    "manifest-version",
    "manifest-word",
    "more-no-plugins",
    "no-code",
    "no-component",
    "no-curl",
    "no-home",
    "no-manifest",
    "code-failed",
    "no-export",
    "no-module",
    "no-program",
    "no-target",
    "no-words",
    "not-fetched",
    "bad-hash",
    "plugin-altered",
    "plugin-changed",
    "plugin-exists",
    "plugin-file-outside",
    "plugin-file-too-large",
    "plugin-folder-exists",
    "plugin-id-taken",
    "plugin-is-folder",
    "plugin-not-installed",
    "plugin-pack",
    "plugin-template-missing",
    "plugin-template-unused",
    "plugin-too-large",
    "plugin-twice",
    "program-failed",
    "seating-roles-overfull",
    // No plugin can: every call starts afresh, without a clock or chance (`hostile.rs`).
    "test-differs",
    "test-never",
    "test-no-word",
    "test-not-refused",
    "test-promise",
    "test-quantity",
    "test-refused",
    "too-much-paper",
    "url-without-hash",
    "wide-limits",
    "words-key",
    "words-missing",
    "words-name",
    "wrong-hash",
    // What something else is said about first, or instead.
    "anchor-after-end",
    "anchor-before-start",
    "bad-key",
    "no-length",
];

/// Each folder of `tests/errors` holds a workshop with something wrong in it, and what `check` says about it; or
/// another command, in `command.txt`.
#[test]
fn what_is_said_about_bad_input() {
    for folder in folders(&repository("tests/errors")) {
        let other = fs::read_to_string(folder.join("command.txt")).ok();
        let command: Vec<&str> =
            other.as_deref().unwrap_or("check workshop.toml").split_whitespace().collect();
        for language in ["fr", "en"] {
            let Run { code, out, err } = atelier(&folder, &[&command[..], &["--lang", language]].concat());
            same_as_file(&err, &folder.join(format!("expected.{language}.txt")));
            let stops = err.lines().any(|line| line.starts_with("error[") || line.starts_with("erreur["));
            // What is wrong on the command line itself ends with 2.
            let wrong = if command[0] == "seat" { 2 } else { 1 };
            assert_eq!(code, if stops { wrong } else { 0 }, "{}", folder.display());
            assert!(out.is_empty() || (other.is_some() && !stops), "{}", folder.display());
        }
    }
}

/// The codes of all cases.
fn told() -> BTreeSet<String> {
    let cases = folders(&repository("tests/errors"));
    let texts =
        cases.iter().map(|case| fs::read_to_string(case.join("expected.en.txt")).expect("a case has it"));
    let code = |line: &str| {
        Some(line.strip_prefix("error[").or(line.strip_prefix("warning["))?.split_once(']')?.0.to_owned())
    };
    texts.flat_map(|text| text.lines().filter_map(code).collect::<Vec<_>>()).collect()
}

/// The keys of the table `[problems]` in a words file, if it has one.
fn problems(path: &str) -> BTreeSet<String> {
    let text = fs::read_to_string(repository(path)).expect("a words file");
    let words: toml::Table = text.parse().expect("it is TOML");
    words
        .get("problems")
        .and_then(toml::Value::as_table)
        .into_iter()
        .flat_map(|table| table.keys().cloned())
        .collect()
}

#[test]
fn every_problem_has_a_case() {
    let told = told();
    let of_host = told.iter().filter(|code| !code.contains('/')).cloned();
    let covered: BTreeSet<String> = of_host.chain(ELSEWHERE.map(str::to_owned)).collect();
    assert_same(&covered, &problems("host/words/problems/en.toml"));
}

#[test]
fn every_problem_of_the_official_formats_has_a_case() {
    let told: BTreeSet<String> = told().into_iter().filter(|code| code.contains('/')).collect();
    let formats = folders(&repository("formats"));
    let ids = formats.iter().map(|folder| folder.file_name().expect("a name").to_str().expect("an id"));
    let known: BTreeSet<String> = ids
        .flat_map(|id| {
            problems(&format!("formats/{id}/en.toml")).into_iter().map(move |key| format!("{id}/{key}"))
        })
        .collect();
    assert_same(&told, &known);
}

#[track_caller]
fn assert_same(covered: &BTreeSet<String>, known: &BTreeSet<String>) {
    let missing: Vec<&String> = known.difference(covered).collect();
    let gone: Vec<&String> = covered.difference(known).collect();
    assert!(missing.is_empty() && gone.is_empty(), "without a case: {missing:?}; not in the words: {gone:?}");
}
