//! `atelier completions SHELL`

use super::args::Completions;
use super::{Exit, Session, help};

pub fn run(args: &Completions, session: &Session) -> Exit {
    let mut command = help::in_words(session.words());
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command, "atelier", &mut script);
    session.print(&String::from_utf8_lossy(&script))
}
