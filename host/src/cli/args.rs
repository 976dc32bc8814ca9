//! The command line, and nothing else: every word of it is found in `words/cli/`, by the path of the command
//! and the name of the argument.

use std::path::PathBuf;

use clap::{Args as Group, Parser, Subcommand, ValueEnum};

use super::usage::whole;
use crate::plan::FromRound;
use crate::plugin::Profile;

/// `atelier`
#[derive(Debug, Parser)]
#[command(name = "atelier", bin_name = "atelier", version, disable_help_subcommand = true)]
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
    Seat(Seat),
    Plugin(Plugin),
    Theme(Theme),
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
    Card(FormatsCard),
}

#[derive(Debug, Clone, Group)]
pub struct FormatsList {
    #[arg(long, value_name = "N", value_parser = whole(1..=5_000_u32))]
    pub people: Option<u32>,
    #[arg(long, value_name = "M", value_parser = whole(1..=1_440_u32))]
    pub minutes: Option<u32>,
    #[arg(long, value_name = "MOMENT", value_parser = ["open", "diverge", "explore", "converge", "decide", "close"])]
    pub moment: Option<String>,
    #[arg(long, value_name = "ENERGY", value_parser = ["calm", "medium", "lively"])]
    pub energy: Option<String>,
    #[arg(long, value_name = "WORDS")]
    pub search: Option<String>,
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
pub struct FormatsCard {
    #[arg(value_name = "ID")]
    pub id: Vec<String>,
    #[arg(long, value_name = "OUTPUT", value_delimiter = ',')]
    pub output: Vec<CardOutput>,
    #[arg(short, long, value_name = "DIR|FILE")]
    pub out: Option<PathBuf>,
    #[arg(long, value_name = "LANG")]
    pub language: Option<String>,
    #[arg(long)]
    pub force: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CardOutput {
    Pdf,
    Html,
    Markdown,
}

#[derive(Debug, Group)]
pub struct Check {
    #[arg(value_name = "FILE", default_value = "workshop.toml")]
    pub file: PathBuf,
    #[command(flatten)]
    pub plugins: Plugins,
    #[arg(long)]
    pub json: bool,
}

/// Which plugins a workshop uses besides the official and the installed ones.
#[derive(Debug, Default, Group)]
pub struct Plugins {
    #[arg(long, value_name = "WASM")]
    pub plugin: Vec<PathBuf>,
    #[arg(long, value_name = "PROFILE")]
    pub limits: Option<LimitsName>,
    #[arg(long)]
    pub update_lock: bool,
}

#[derive(Debug, Group)]
pub struct Plan {
    #[arg(value_name = "FILE", default_value = "workshop.toml")]
    pub file: PathBuf,
    #[command(flatten)]
    pub plugins: Plugins,
    #[command(flatten)]
    pub seats: Seats,
    #[arg(long)]
    pub json: bool,
}

/// How the people of a workshop are seated.
#[derive(Debug, Group)]
pub struct Seats {
    #[arg(long, value_name = "CSV")]
    pub seating: Option<PathBuf>,
    #[arg(long, value_name = "ROUND", requires = "seating", value_parser = from_round)]
    pub from_round: Option<FromRound>,
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = whole(0..=600_u32))]
    pub effort: u32,
}

/// `2`, or `cafe:2` where several blocks have rounds.
fn from_round(text: &str) -> Result<FromRound, String> {
    let (block, round) = match text.rsplit_once(':') {
        Some((block, round)) => (Some(block.to_owned()), round),
        None => (None, text),
    };
    match round.parse() {
        Ok(round @ 1..=100) => Ok(FromRound { block, round }),
        _ => Err("1, 2, … 100; cafe:2".to_owned()),
    }
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
    #[command(flatten)]
    pub seats: Seats,
    #[command(flatten)]
    pub plugins: Plugins,
    #[arg(long, value_name = "DIR")]
    pub results: Option<PathBuf>,
    #[arg(long)]
    pub watch: bool,
    #[arg(long)]
    pub force: bool,
    #[arg(long)]
    pub dry_run: bool,
}

#[derive(Debug, Group)]
pub struct Seat {
    #[arg(long, value_name = "N", required_unless_present = "people_file",
          value_parser = whole(1..=5_000_u32))]
    pub people: Option<u32>,
    #[arg(long, value_name = "CSV", conflicts_with = "people")]
    pub people_file: Option<PathBuf>,
    #[arg(long, value_name = "T", value_parser = whole(1..=5_000_u32))]
    pub tables: u32,
    #[arg(long, value_name = "R", default_value_t = 1, value_parser = whole(1..=100_u32))]
    pub rounds: u32,
    #[arg(long, value_name = "MODE", default_value = "plain")]
    pub mode: SeatMode,
    #[arg(long, value_name = "COLUMN", requires = "people_file")]
    pub mix_by: Option<String>,
    #[arg(long, value_name = "NAMES")]
    pub together: Vec<String>,
    #[arg(long, value_name = "NAMES")]
    pub apart: Vec<String>,
    #[arg(long, value_name = "NAMES")]
    pub hosts: Option<String>,
    #[arg(long, value_name = "S", default_value_t = 0, value_parser = whole(0..=u64::MAX))]
    pub seed: u64,
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = whole(0..=600_u32))]
    pub effort: u32,
    #[arg(long, conflicts_with = "csv")]
    pub json: bool,
    #[arg(long, value_name = "FILE")]
    pub csv: Option<PathBuf>,
    #[arg(short, long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    #[arg(long)]
    pub force: bool,
}

#[derive(Debug, Group)]
pub struct Theme {
    #[command(subcommand)]
    pub command: ThemeCommand,
}

#[derive(Debug, Subcommand)]
pub enum ThemeCommand {
    New(ThemeNew),
}

#[derive(Debug, Group)]
pub struct ThemeNew {
    #[arg(value_name = "DIR", default_value = "theme")]
    pub folder: PathBuf,
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    pub format: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SeatMode {
    Plain,
    Distinct,
    Hosted,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Output {
    Pdf,
    Html,
    Markdown,
    Odt,
    Docx,
}

#[derive(Debug, Group)]
pub struct Plugin {
    #[command(subcommand)]
    pub command: PluginCommand,
}

#[derive(Debug, Subcommand)]
pub enum PluginCommand {
    New(PluginNew),
    Build(PluginBuild),
    Test(PluginTest),
    Inspect(PluginInspect),
    Contract,
    Add(PluginAdd),
    List(PluginList),
    Remove(PluginRemove),
}

#[derive(Debug, Group)]
#[expect(clippy::struct_excessive_bools, reason = "one flag a language, of which one may be given")]
pub struct PluginNew {
    #[arg(value_name = "NAME")]
    pub name: String,
    #[arg(long, group = "kind")]
    pub recipe: bool,
    #[arg(long, group = "kind")]
    pub rust: bool,
    #[arg(long, group = "kind")]
    pub js: bool,
    #[arg(long, group = "kind")]
    pub python: bool,
}

#[derive(Debug, Group)]
pub struct PluginBuild {
    #[arg(value_name = "DIR", default_value = ".")]
    pub folder: PathBuf,
    #[arg(short, long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

#[derive(Debug, Group)]
pub struct PluginTest {
    #[arg(value_name = "PATH", default_value = ".")]
    pub path: PathBuf,
    #[arg(long, value_name = "PROFILE")]
    pub limits: Option<LimitsName>,
}

#[derive(Debug, Group)]
pub struct PluginInspect {
    #[arg(value_name = "PATH", default_value = ".")]
    pub path: PathBuf,
    #[arg(long, value_name = "PROFILE")]
    pub limits: Option<LimitsName>,
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Group)]
pub struct PluginAdd {
    #[arg(value_name = "PATH|URL")]
    pub source: String,
    #[arg(long, value_name = "HASH")]
    pub sha256: Option<String>,
    #[arg(long, value_name = "PROFILE", default_value = "usual")]
    pub limits: LimitsName,
    #[arg(long)]
    pub force: bool,
}

#[derive(Debug, Group)]
pub struct PluginList {
    #[arg(long)]
    pub check: bool,
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Group)]
pub struct PluginRemove {
    #[arg(value_name = "ID")]
    pub id: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LimitsName {
    Usual,
    Interpreter,
}

impl From<LimitsName> for Profile {
    fn from(name: LimitsName) -> Self {
        match name {
            LimitsName::Usual => Self::Usual,
            LimitsName::Interpreter => Self::Interpreter,
        }
    }
}

#[derive(Debug, Group)]
pub struct Completions {
    #[arg(value_name = "SHELL")]
    pub shell: clap_complete::Shell,
}
