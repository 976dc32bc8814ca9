//! The help of every command, which `docs/cli.md` is made of.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use atelier_tests::{atelier, repository, same_as_file};

fn help(command: &[&str], language: &str) -> String {
    atelier(&repository("."), &[command, &["--help", "--lang", language]].concat()).ends(0).out
}

/// The entries of a section: what stands first on its lines, and what is said about it. An entry without a word of its
/// own on the line has it on the next.
fn entries(help: &str, heading: &str) -> Vec<(String, String)> {
    let is_heading = |line: &str| line.ends_with(':') && !line.starts_with(' ');
    let mut found: Vec<(String, String)> = Vec::new();
    for line in help.lines().skip_while(|line| *line != heading).skip(1).take_while(|line| !is_heading(line))
    {
        let text = line.trim_start();
        let indent = line.len() - text.len();
        let is_entry = indent <= 6 && (heading.starts_with("Comm") || text.starts_with(['-', '<', '[']));
        match (text.split_once("  "), found.last_mut()) {
            _ if text.is_empty() => {}
            (Some((name, about)), _) if is_entry => found.push((name.into(), about.trim().into())),
            (None, _) if is_entry => found.push((text.into(), String::new())),
            (_, Some((_, about))) => *about += text,
            (_, None) => panic!("{line}"),
        }
    }
    found
}

/// A command and all below it, by their words, in the order of the help.
fn commands_below(path: &[String], language: &str) -> Vec<Vec<String>> {
    let heading = if language == "fr" { "Commandes:" } else { "Commands:" };
    let words: Vec<&str> = path.iter().map(String::as_str).collect();
    let below = entries(&help(&words, language), heading);
    let below = below.into_iter().flat_map(|(name, _)| commands_below(&[path, &[name]].concat(), language));
    [path.to_vec()].into_iter().chain(below).collect()
}

fn commands(language: &str) -> Vec<Vec<String>> {
    commands_below(&[], language)
}

#[test]
fn the_reference_is_the_help_of_every_command() {
    let mut text = String::from(
        "# Commands\n\n`-` is standard input or output. Data goes to standard output, messages to standard error. \
         Each command explains itself in French and in English, with `--help`.\n",
    );
    for command in commands("en") {
        let words: Vec<&str> = command.iter().map(String::as_str).collect();
        let name = [&["atelier"], words.as_slice()].concat().join(" ");
        let _ = write!(text, "\n## {name}\n\n```text\n{}\n```\n", help(&words, "en").trim_end());
    }
    same_as_file(&text, &repository("docs/cli.md"));
}

#[test]
fn every_command_and_every_argument_has_its_words() {
    let languages = ["en", "fr"].map(commands);
    assert!(languages[0].len() >= 9, "{languages:?}");
    assert_eq!(languages[0].iter().collect::<BTreeSet<_>>(), languages[1].iter().collect::<BTreeSet<_>>());
    for (language, headings) in
        [("en", ["Commands:", "Arguments:", "Options:"]), ("fr", ["Commandes:", "Arguments:", "Options:"])]
    {
        for command in commands(language) {
            let words: Vec<&str> = command.iter().map(String::as_str).collect();
            let help = help(&words, language);
            let about = help.lines().next().expect("a line");
            assert!(about.contains(' '), "{command:?} in {language}: {about:?}");
            let entries: Vec<_> = headings.iter().flat_map(|heading| entries(&help, heading)).collect();
            assert!(entries.iter().any(|(name, _)| name.contains("--help")), "{help}");
            for (name, about) in entries {
                // What it is unless it is given comes last, as [default: …].
                assert!(
                    about.starts_with(|c: char| c.is_alphanumeric()),
                    "{command:?} {name} in {language}: {about:?}"
                );
            }
            let foreign = if language == "fr" {
                ["[default:", "[possible values:"]
            } else {
                ["[par défaut", "[valeurs"]
            };
            assert!(!foreign.iter().any(|words| help.contains(words)), "{command:?} in {language}: {help}");
            let examples = if language == "fr" { "Exemples" } else { "Examples" };
            assert!(help.contains(examples), "{command:?} in {language} has no example");
        }
    }
}
