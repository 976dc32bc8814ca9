//! The help of every command, as `docs/cli.md` shows it.

use std::fmt::Write as _;

use atelier_tests::{atelier, repository, same_as_file};

/// Every command, by the words that call it.
const COMMANDS: [&[&str]; 10] = [
    &[],
    &["new"],
    &["formats"],
    &["formats", "list"],
    &["formats", "show"],
    &["check"],
    &["plan"],
    &["kit"],
    &["seat"],
    &["completions"],
];

fn help(command: &[&str], language: &str) -> String {
    let args = [command, &["--help", "--lang", language]].concat();
    atelier(&repository("."), &args).ends(0).out
}

#[test]
fn the_documented_help_is_the_help() {
    let mut text = String::from(
        "# Commands\n\n`-` is standard input or output. Data goes to standard output, messages to standard error. \
         Each command explains itself in French and in English, with `--help`.\n",
    );
    for command in COMMANDS {
        let name = [&["atelier"], command].concat().join(" ");
        write!(text, "\n## {name}\n\n```text\n{}\n```\n", help(command, "en").trim_end()).expect("a string");
    }
    same_as_file(&text, &repository("docs/cli.md"));
}
