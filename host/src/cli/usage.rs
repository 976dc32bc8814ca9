//! Mistakes on the command line, in the reader's words.

use std::error::Error as _;
use std::ffi::OsString;
use std::fmt;
use std::ops::RangeInclusive;
use std::str::FromStr;

use clap::Command;
use clap::error::{ContextKind, ContextValue, Error, ErrorKind};
use serde_json::{Value, json};

use crate::diagnostic::{Diagnostic, closest};

/// What is wrong with a command line; nothing where help is what was asked for, or the best answer.
pub fn told(error: &Error, command: &Command, typed: &[OsString]) -> Option<Diagnostic> {
    let (reached, path) = reached(command, typed);
    let commands: Vec<&str> = reached.get_subcommands().map(Command::get_name).collect();
    let one = |kind| list(error.get(kind)).into_iter().next();
    let of = |code: &'static str, found: Option<String>| Diagnostic::error(code).arg("found", json!(found));
    let argument = one(ContextKind::InvalidArg);
    let found = one(ContextKind::InvalidValue);
    let problem = match error.kind() {
        ErrorKind::InvalidSubcommand => {
            let found = one(ContextKind::InvalidSubcommand);
            let close = found.as_deref().and_then(|found| closest(found, commands.iter().copied()));
            let only = || commands.first().copied().filter(|_| commands.len() == 1);
            of("usage-command", found).arg("close", json!(close.or_else(only)))
        }
        ErrorKind::MissingSubcommand => Diagnostic::error("usage-no-command"),
        ErrorKind::UnknownArgument => {
            of("usage-argument", argument).arg("close", json!(one(ContextKind::SuggestedArg)))
        }
        ErrorKind::InvalidValue if found.as_deref() == Some("") => of("usage-no-value", argument),
        ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => of("usage-no-value", argument),
        ErrorKind::TooManyValues => of("usage-extra-value", found).arg("argument", json!(argument)),
        ErrorKind::InvalidValue => {
            let known = list(error.get(ContextKind::ValidValue));
            let problem =
                of("usage-choice", found).arg("argument", json!(argument)).arg("known", json!(known));
            problem.arg("close", json!(one(ContextKind::SuggestedValue)))
        }
        ErrorKind::ValueValidation => {
            let problem = of("usage-value", found).arg("argument", json!(argument));
            let reason = error.source();
            let bounds = reason.and_then(|reason| reason.downcast_ref::<OutOfBounds>());
            let bounds = bounds.map_or(Value::Null, |bounds| json!([bounds.least, bounds.most]));
            problem.arg("bounds", bounds).arg("known", json!(reason.map(ToString::to_string)))
        }
        ErrorKind::ArgumentConflict => {
            let first = argument.or_else(|| one(ContextKind::InvalidSubcommand));
            let others = list(error.get(ContextKind::PriorArg));
            if others.is_empty() || others == first.iter().cloned().collect::<Vec<_>>() {
                of("usage-twice", first)
            } else {
                of("usage-conflict", first).arg("others", json!(others))
            }
        }
        ErrorKind::MissingRequiredArgument => {
            let missing = list(error.get(ContextKind::InvalidArg));
            Diagnostic::error("usage-missing").arg("missing", json!(missing))
        }
        ErrorKind::InvalidUtf8 => Diagnostic::error("usage-letters"),
        _ => return None,
    };
    Some(problem.arg("command", path).arg("commands", json!(commands)))
}

/// The command that was typed, as far as there is one, and how it is typed.
fn reached<'c>(command: &'c Command, typed: &[OsString]) -> (&'c Command, String) {
    let (mut reached, mut path) = (command, command.get_name().to_owned());
    let mut words = typed.iter().skip(1);
    while let Some(word) = words.next() {
        if word == "--lang" || word == "--color" {
            words.next();
        } else if let Some(inner) = word.to_str().and_then(|word| reached.find_subcommand(word)) {
            reached = inner;
            path = format!("{path} {}", inner.get_name());
        } else if !word.to_string_lossy().starts_with('-') {
            break;
        }
    }
    (reached, path)
}

fn list(value: Option<&ContextValue>) -> Vec<String> {
    match value {
        Some(ContextValue::String(text)) => vec![text.clone()],
        Some(ContextValue::Strings(texts)) => texts.clone(),
        _ => Vec::new(),
    }
}

/// Reads whole numbers within bounds.
pub fn whole<T>(bounds: RangeInclusive<T>) -> impl Fn(&str) -> Result<T, OutOfBounds> + Clone
where
    T: FromStr + PartialOrd + Copy + Into<u64>,
{
    move |text| {
        let number = text.parse().ok().filter(|number| bounds.contains(number));
        number.ok_or(OutOfBounds { least: (*bounds.start()).into(), most: (*bounds.end()).into() })
    }
}

/// It is no whole number within these bounds.
#[derive(Debug, Clone, Copy)]
pub struct OutOfBounds {
    least: u64,
    most: u64,
}

impl fmt::Display for OutOfBounds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, …, {}", self.least, self.most)
    }
}

impl std::error::Error for OutOfBounds {}
