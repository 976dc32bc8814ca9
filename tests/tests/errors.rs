//! Everything that can be wrong: what is said about it, where, and in both languages.

use std::collections::BTreeSet;
use std::fs;

use atelier_tests::{Run, atelier, folders, repository, same_as_file};

/// Codes that a command says about something other than the workshop; `commands.rs` and `kit.rs` have their cases.
const OF_COMMANDS: [&str; 8] = [
    "changed-by-hand",
    "file-exists",
    "not-found",
    "unknown-document",
    "unknown-example",
    "unknown-lang",
    "unreadable",
    "unwritable",
];

/// Each folder of `tests/errors` holds a workshop with something wrong in it, and what `check` says about it.
#[test]
fn what_is_said_about_bad_input() {
    for folder in folders(&repository("tests/errors")) {
        for language in ["fr", "en"] {
            let Run { code, out, err } = atelier(&folder, &["check", "workshop.toml", "--lang", language]);
            same_as_file(&err, &folder.join(format!("expected.{language}.txt")));
            assert_eq!(out, "");
            let stopped = err.lines().any(|line| line.starts_with("error[") || line.starts_with("erreur["));
            assert_eq!(code, i32::from(stopped), "{}", folder.display());
        }
    }
}
