//! The command line, and nothing else: every word of it is found in `words/cli/`, by the path of the command
//! and the name of the argument.

use std::path::PathBuf;

use clap::{Args as Group, Parser, Subcommand, ValueEnum};

/// `atelier`
#[derive(Debug, Parser)]
#[command(name = "atelier", version, disable_help_subcommand = true)]
pub struct Args {
    #[arg(long, global = true, value_name = "LANG")]
    pub lang: Option<String>,
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: Color,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Color {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    New(New),
    Formats(Formats),
    Check(Check),
    Plan(Plan),
    Kit(Kit),
    Completions(Completions),
}

#[derive(Debug, Group)]
pub struct New {
    #[arg(value_name = "FILE", default_value = "workshop.toml")]
    pub file: PathBuf,
    #[arg(long, value_name = "EXAMPLE")]
    pub from: Option<String>,
    #[arg(long, value_name = "LANG")]
    pub language: Option<String>,
    #[arg(long)]
    pub force: bool,
}

#[derive(Debug, Group)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Formats {
    #[command(subcommand)]
    pub command: Option<FormatsCommand>,
    #[command(flatten)]
    pub list: FormatsList,
}

#[derive(Debug, Subcommand)]
pub enum FormatsCommand {
    List(FormatsList),
    Show(FormatsShow),
}

#[derive(Debug, Group)]
pub struct FormatsList {
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=5000))]
    pub people: Option<u32>,
    #[arg(long, value_name = "M", value_parser = clap::value_parser!(u32).range(1..=1440))]
    pub minutes: Option<u32>,
    #[arg(long, value_name = "MOMENT", value_parser = ["open", "diverge", "explore", "converge", "decide", "close"])]
    pub moment: Option<String>,
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Group)]
pub struct FormatsShow {
    #[arg(value_name = "ID")]
    pub id: String,
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Group)]
pub struct Check {
    #[arg(value_name = "FILE", default_value = "workshop.toml")]
    pub file: PathBuf,
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Group)]
pub struct Plan {
    #[arg(value_name = "FILE", default_value = "workshop.toml")]
    pub file: PathBuf,
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Group)]
pub struct Kit {
    #[arg(value_name = "FILE", default_value = "workshop.toml", num_args = 1..)]
    pub files: Vec<PathBuf>,
    #[arg(short, long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    #[arg(long, value_name = "DOCUMENT", value_delimiter = ',')]
    pub only: Vec<String>,
    #[arg(long, value_name = "OUTPUT", value_delimiter = ',')]
    pub output: Vec<Output>,
    #[arg(long)]
    pub force: bool,
    #[arg(long)]
    pub dry_run: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Output {
    Pdf,
    Html,
    Markdown,
}

#[derive(Debug, Group)]
pub struct Completions {
    #[arg(value_name = "SHELL")]
    pub shell: clap_complete::Shell,
}
