//! `atelier plugin`: for who writes a format, and for who uses the format of a stranger.

mod add;
mod answers;
mod author;
mod build;
mod cargo;
mod componentize;
mod groups;
mod handouts;
mod inspect;
mod list;
mod new;
mod remove;
mod settings;
mod test;

use std::path::Path;
use std::sync::Arc;

pub use build::{built, sources};
pub use inspect::request_with;
use serde_json::{Map, Value, json};

use super::args::{Plugin as Args, PluginCommand};
use super::home::Home;
use super::{Exit, Session, phrase};
use crate::diagnostic::Diagnostic;
use crate::plugin::{Catalogue, Format, Profile, Workbench};

/// The contract with plugins. Programs that make components of other languages read it, and so do authors.
const WIT: &str = include_str!("../../../../plugins/sdk/wit/format.wit");

pub fn run(args: &Args, session: &mut Session) -> Exit {
    match &args.command {
        PluginCommand::New(args) => new::run(args, session),
        PluginCommand::Build(args) => build::run(args, session),
        PluginCommand::Test(args) => test::run(args, session),
        PluginCommand::Inspect(args) => inspect::run(args, session),
        PluginCommand::Contract => session.print(WIT),
        PluginCommand::Add(args) => add::run(args, session),
        PluginCommand::List(args) => list::run(args, session),
        PluginCommand::Remove(args) => remove::run(args, session),
    }
}

/// A catalogue of this file alone.
///
/// # Errors
/// When the file is no plugin: that was told.
fn alone(path: &Path, profile: Profile, session: &Session) -> Result<Catalogue, Exit> {
    alone_called(path, path, profile, &Home::find().workbench(), session)
}

/// The same of a file that messages call by another path, with a workbench of one's own.
fn alone_called(
    path: &Path,
    called: &Path,
    profile: Profile,
    workbench: &Arc<Workbench>,
    session: &Session,
) -> Result<Catalogue, Exit> {
    refuse_folder(path, session)?;
    let mut catalogue = Catalogue::empty();
    catalogue.add_file(path, |_| profile.into(), workbench);
    match catalogue.troubles() {
        [] => Ok(catalogue),
        [(_, trouble), ..] => Err(session.fail(trouble.told(called), Exit::Problem)),
    }
}

/// A folder in the place of a plugin: whoever writes one has not built it yet.
fn refuse_folder(path: &Path, session: &Session) -> Result<(), Exit> {
    if !path.is_dir() {
        return Ok(());
    }
    let problem = Diagnostic::error("plugin-is-folder").arg("path", path.display().to_string());
    Err(session.fail(problem, Exit::Problem))
}

/// The only format of a catalogue of one file.
fn only(catalogue: &Catalogue) -> Result<&Format, Exit> {
    catalogue.iter().next().ok_or(Exit::Problem)
}

/// A message of `[cli.messages]`.
fn message(session: &Session, key: &str, args: &[(&str, Value)]) -> String {
    let args: Map<String, Value> =
        args.iter().map(|(key, value)| ((*key).to_owned(), json!(value))).collect();
    phrase(session.words(), &format!("cli.messages.{key}"), &args)
}
