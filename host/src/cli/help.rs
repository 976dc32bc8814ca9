//! The help of every command in the reader's words.

use clap::{Arg, Command, CommandFactory as _};

use super::args::Args;
use crate::words::Words;

/// The command line, with every help text looked up in the words: `[cli.kit] about`, and a line for each
/// argument by its name.
pub fn in_words(words: &Words) -> Command {
    translated(Args::command(), "cli", words)
}

/// What an argument is unless it is given, and what it can be unless its help names that: clap says both in English.
fn choices(arg: &Arg, help: &str, words: &Words) -> String {
    if !arg.get_action().takes_values() {
        return String::new();
    }
    let said = |key: &str, values: &[String]| {
        let values = values.join(", ");
        words.render(&format!("cli.{key}"), minijinja::context! { values }).unwrap_or_default()
    };
    let defaults: Vec<String> =
        arg.get_default_values().iter().map(|value| value.to_string_lossy().into_owned()).collect();
    let possible: Vec<String> =
        arg.get_possible_values().iter().map(|value| value.get_name().to_owned()).collect();
    let mut text = String::new();
    if !defaults.is_empty() {
        text.extend([" ", &said("default", &defaults)]);
    }
    if !possible.iter().all(|value| help.contains(value.as_str())) {
        text.extend([" ", &said("values", &possible)]);
    }
    text
}

fn translated(command: Command, path: &str, words: &Words) -> Command {
    let word = |key: &str| words.render(key, minijinja::Value::default()).unwrap_or_default();
    let (options, arguments) = (word("cli.options"), word("cli.arguments"));
    let template =
        format!("{{about-with-newline}}\n{} {{usage}}\n\n{{all-args}}{{after-help}}", word("cli.usage"));
    let mut command = command
        .about(word(&format!("{path}.about")))
        .after_help(word(&format!("{path}.examples")))
        .help_template(template)
        .subcommand_help_heading(word("cli.commands"))
        .disable_help_flag(true)
        .arg(Arg::new("help").short('h').long("help").action(clap::ArgAction::Help));
    if path == "cli" {
        command = command
            .disable_version_flag(true)
            .arg(Arg::new("version").short('V').long("version").action(clap::ArgAction::Version));
    }
    command
        .mut_args(|arg| {
            let name = arg.get_id().as_str().to_owned();
            let key = match name.as_str() {
                "lang" | "color" | "help" | "version" => format!("cli.{name}"),
                _ => format!("{path}.{name}"),
            };
            let heading = if arg.is_positional() { &arguments } else { &options };
            let help = [word(&key), choices(&arg, &word(&key), words)].concat();
            arg.help(help).help_heading(heading.clone()).hide_default_value(true).hide_possible_values(true)
        })
        .mut_subcommands(|inner| {
            let path = format!("{path}.{}", inner.get_name());
            translated(inner, &path, words)
        })
}
