//! The help of every command in the reader's words.

use clap::{Arg, Command, CommandFactory as _};

use super::args::Args;
use crate::words::Words;

/// The command line, with every help text looked up in the words: `[cli.kit] about`, and a line for each
/// argument by its name.
pub fn in_words(words: &Words) -> Command {
    translated(Args::command(), "cli", words)
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
            arg.help(word(&key)).help_heading(heading.clone())
        })
        .mut_subcommands(|inner| {
            let path = format!("{path}.{}", inner.get_name());
            translated(inner, &path, words)
        })
}
