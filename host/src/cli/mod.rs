//! The command line: words in, exit codes out. The only part that prints.

mod args;
mod at_hand;
mod brought;
mod check;
mod completions;
mod formats;
mod help;
mod home;
mod kit;
mod new;
mod plan;
mod plugin;
mod seat;
mod seating;
mod single;
mod supervise;
mod terminal;
mod theme;
mod usage;
mod workshop;

use std::env;
use std::ffi::OsString;
use std::io::{self, Write as _};
use std::process::ExitCode;

use clap::FromArgMatches as _;
use clap::error::ErrorKind;
use minijinja::value::Serde;
use serde_json::{Map, Value};

use crate::diagnostic::{Diagnostic, Sources, human};
use crate::hidden;
use crate::plugin::compiler;
use crate::words::{self, Words};
use args::{Args, Color, Command};
use home::Home;

/// The language of messages when nothing says another.
const USUAL: &str = "fr";

/// How a command ends; the numbers are the process's exit codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Done.
    Done = 0,
    /// A problem in the workshop or a plugin.
    Problem = 1,
    /// The command line.
    Usage = 2,
    /// Refused to overwrite.
    Refused = 3,
    /// The system: disk, permission.
    System = 4,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        // The enum's values are the documented codes.
        Self::from(exit as u8)
    }
}

/// What every command needs: where to speak, and in which language.
pub struct Session {
    /// `--lang`, when it was given.
    lang: Option<String>,
    /// That of the workshop, once it is read.
    workshop: Option<String>,
    color: Color,
    /// Texts that problems point into.
    pub sources: Sources,
}

impl Session {
    /// The language of messages: `--lang`, else the workshop's when the program speaks it, else that of the system, else
    /// English when the workshop has another, else French.
    fn language(&self) -> String {
        let asked = self.lang.clone().filter(|language| is_known(language));
        let spoken = self.workshop.clone().filter(|language| words::speaks(language));
        let foreign = || self.workshop.as_ref().map(|_| "en".to_owned());
        let found = asked.or(spoken).or_else(system_language).or_else(foreign);
        found.unwrap_or_else(|| USUAL.to_owned())
    }

    /// The words of messages.
    fn words(&self) -> &'static Words {
        words::host(&self.language())
    }

    /// Prints problems to standard error, in the words of a language.
    fn tell(&self, problems: &[Diagnostic], words: &Words) {
        let color = match self.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => {
                supervise::stderr_is_terminal() && env::var_os("NO_COLOR").is_none_or(|v| v.is_empty())
            }
        };
        let text = human::render(problems, &self.sources, words, color);
        // Nobody is left to tell when standard error is closed.
        let _ = io::stderr().write_all(text.as_bytes());
    }

    /// Prints one problem that no text is at fault for.
    fn fail(&self, problem: Diagnostic, exit: Exit) -> Exit {
        self.tell(&[problem], self.words());
        exit
    }

    /// Prints data to standard output, without what a terminal would obey. A reader that went away is no problem.
    fn print(&self, text: &str) -> Exit {
        self.print_bytes(hidden::without(text).as_bytes())
    }

    /// As [`Session::print`], for a whole file.
    fn print_bytes(&self, bytes: &[u8]) -> Exit {
        match io::stdout().write_all(bytes).and_then(|()| io::stdout().flush()) {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                let problem = Diagnostic::error("unwritable").arg("path", "-");
                self.fail(problem.arg("reason", error.to_string()), Exit::System)
            }
            _ => Exit::Done,
        }
    }

    /// Prints JSON to standard output.
    fn print_json(&self, value: &Value) -> Exit {
        self.print_bytes(hidden::spelt(&format!("{value:#}\n")).as_bytes())
    }

    /// Prints a line of progress or of result to standard error.
    #[expect(clippy::unused_self, reason = "who speaks does so through the session")]
    fn say(&self, text: &str) {
        // As in `tell`.
        let _ = writeln!(io::stderr(), "{}", hidden::without(text));
    }
}

/// A sentence of the host's words. A missing one shows its key, which a test forbids.
fn phrase(words: &Words, key: &str, args: &Map<String, Value>) -> String {
    let text = words.render(key, minijinja::Value::from(Serde(args))).unwrap_or_else(|_| key.to_owned());
    words::typography::typeset(words.language(), &text)
}

/// Runs the program and gives its exit code.
pub fn run(args: impl Iterator<Item = OsString>) -> ExitCode {
    let args: Vec<OsString> = args.collect();
    if args.get(1).is_some_and(|first| first == compiler::COMMAND) {
        return compiler::run(args.into_iter().skip(2));
    }
    let mut sources = Sources::default();
    let problems = brought::bring(&Home::find(), &mut sources);
    let language = asked_language(&args).or_else(system_language).unwrap_or_else(|| USUAL.to_owned());
    let mut command = help::in_words(words::host(&language));
    let parsed = command.try_get_matches_from_mut(&args).and_then(|matches| Args::from_arg_matches(&matches));
    let typed = args;
    let args = match parsed {
        Ok(args) => args,
        Err(error) => {
            let help = matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
            match usage::told(&error, &command, &typed) {
                Some(problem) => {
                    let lang = Some(language);
                    let session = Session { lang, workshop: None, color: Color::Auto, sources };
                    session.tell(&[problem], session.words());
                }
                // Standard output or error that is closed: nothing to be done.
                None => drop(error.print()),
            }
            return if help { Exit::Done } else { Exit::Usage }.into();
        }
    };
    let mut session = Session { lang: args.lang, workshop: None, color: args.color, sources };
    if !problems.is_empty() {
        session.tell(&problems, session.words());
        return Exit::Problem.into();
    }
    if let Some(lang) = &session.lang
        && !is_known(lang)
    {
        let known: Vec<&str> = words::languages().collect();
        let problem = Diagnostic::error("unknown-lang").arg("lang", lang.as_str()).arg("known", known);
        return session.fail(problem, Exit::Usage).into();
    }
    if supervise::is_needed(&args.command) && !supervise::is_worker() {
        return supervise::run(&typed, &session).into();
    }
    match args.command {
        Command::New(args) => new::run(&args, &session),
        Command::Formats(args) => formats::run(&args, &mut session),
        Command::Check(args) => check::run(&args, &mut session),
        Command::Plan(args) => plan::run(&args, &mut session),
        Command::Kit(args) => kit::run(&args, &mut session),
        Command::Seat(args) => seat::run(&args, &mut session),
        Command::Plugin(args) => plugin::run(&args, &mut session),
        Command::Theme(args) => theme::run(&args, &session),
        Command::Completions(args) => completions::run(&args, &session),
    }
    .into()
}

/// True when documents can be in this language.
fn is_known(language: &str) -> bool {
    words::languages().any(|known| known == language)
}

/// The value of `--lang`, found before the arguments are understood: their help is in words too.
fn asked_language(args: &[OsString]) -> Option<String> {
    let mut args = args.iter().filter_map(|arg| arg.to_str());
    while let Some(arg) = args.next() {
        if arg == "--lang" {
            return args.next().map(str::to_owned);
        }
        if let Some(language) = arg.strip_prefix("--lang=") {
            return Some(language.to_owned());
        }
    }
    None
}

/// The language of the system, when there are words in it.
fn system_language() -> Option<String> {
    let value = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().filter_map(|name| env::var(name).ok());
    let value = value.into_iter().find(|value| !value.is_empty())?;
    let language = value.split(['_', '.', '-']).next()?.to_ascii_lowercase();
    is_known(&language).then_some(language)
}
