//! `atelier plugin test`: the conformance suite. A plugin is asked about every group, and whole kits are made
//! with it in every language it has.

use std::collections::BTreeSet;
use std::path::PathBuf;

use serde_json::json;

use super::super::args::PluginTest as Args;
use super::super::{Exit, Session, single};
use super::inspect::request;
use super::{alone, build, message, only};
use crate::diagnostic::{Diagnostic, Sources};
use crate::files::{self, FileError};
use crate::kit::{self, Wanted};
use crate::plan::{self, Choices};
use crate::plugin::{Catalogue, Format, Loaded, Request, Sandbox, Span};
use crate::theme::Theme;
use crate::words;
use crate::workshop::OutputKind;

/// The largest group that is tried.
const MOST_PEOPLE: u32 = 200;
/// Lengths of a span that are tried with a group at the edges; with the best group it is every minute.
const MOST_LENGTHS: usize = 40;
/// So many problems are told.
const MOST_TOLD: usize = 30;

pub fn run(args: &Args, session: &mut Session) -> Exit {
    let made;
    let path: PathBuf = if args.path.is_dir() {
        let (plugin, id) = match build::make(&args.path, session) {
            Ok(made) => made,
            Err(exit) => return exit,
        };
        made = match tempfile::tempdir() {
            Ok(folder) => folder,
            Err(error) => {
                return session.fail_writing(&FileError { path: std::env::temp_dir(), error });
            }
        };
        let path = made.path().join(format!("{id}.wasm"));
        if let Err(error) = files::write(&path, &plugin) {
            return session.fail_writing(&error);
        }
        path
    } else {
        args.path.clone()
    };
    let catalogue = match alone(&path, args.limits.into(), session) {
        Ok(catalogue) => catalogue,
        Err(exit) => return exit,
    };
    let format = match only(&catalogue) {
        Ok(format) => format,
        Err(exit) => return exit,
    };
    let mut suite = Suite::new(&catalogue, format, session);
    suite.ask_about_groups(1..=MOST_PEOPLE);
    if suite.problems.is_empty() {
        for people in suite.telling_groups() {
            suite.make_kits(people);
        }
    }
    let (problems, kits) = (suite.problems, suite.kits);
    session.tell(&problems[..problems.len().min(MOST_TOLD)], session.words());
    if problems.iter().any(Diagnostic::is_error) {
        session.say(&message(session, "plugin_wrong", &[("count", json!(problems.len()))]));
        return Exit::Problem;
    }
    let said = [("id", json!(format.id())), ("people", json!(MOST_PEOPLE)), ("kits", json!(kits))];
    session.say(&message(session, "plugin_sound", &said));
    Exit::Done
}

/// A short look at a plugin before it is installed: one group, and its kit in each language.
pub fn smoke(catalogue: &Catalogue, session: &mut Session) -> Vec<Diagnostic> {
    let Some(format) = catalogue.iter().next() else { return Vec::new() };
    let mut suite = Suite::new(catalogue, format, session);
    let ideal = format.pack.manifest.people.ideal;
    suite.ask_about_groups([1, ideal].into_iter());
    if suite.problems.is_empty() {
        suite.make_kits(ideal);
    }
    suite.problems
}

struct Suite<'a> {
    catalogue: &'a Catalogue,
    format: &'a Format,
    sources: &'a mut Sources,
    /// Language of the problems.
    reader: String,
    problems: Vec<Diagnostic>,
    told: BTreeSet<String>,
    kits: usize,
}

impl<'a> Suite<'a> {
    fn new(catalogue: &'a Catalogue, format: &'a Format, session: &'a mut Session) -> Self {
        Self {
            catalogue,
            format,
            reader: session.language(),
            sources: &mut session.sources,
            problems: Vec::new(),
            told: BTreeSet::new(),
            kits: 0,
        }
    }

    /// Keeps a problem, unless the same was found for another group.
    fn keep(&mut self, problem: Diagnostic, about: &str) {
        if self.told.insert(format!("{} {about}", problem.code)) {
            self.problems.push(problem);
        }
    }

    /// Each group gets an answer, twice the same; every length that is promised can be planned.
    fn ask_about_groups(&mut self, groups: impl Iterator<Item = u32>) {
        let manifest = &self.format.pack.manifest;
        let loaded = Sandbox::new().and_then(|sandbox| Ok((self.format.load(&sandbox)?, sandbox)));
        let (loaded, sandbox) = match loaded {
            Ok(loaded) => loaded,
            Err(failure) => return self.keep(failure.told(&manifest.id, &manifest.version), ""),
        };
        for people in groups {
            for walls in [true, false] {
                self.ask(&sandbox, &loaded, &request(self.format, people, walls));
            }
        }
    }

    fn ask(&mut self, sandbox: &Sandbox, loaded: &Loaded, request: &Request) {
        let manifest = &self.format.pack.manifest;
        let people = request.people;
        let failed = |failure: crate::plugin::Failure| {
            failure.told(&manifest.id, &manifest.version).arg("people", people)
        };
        let spans = match sandbox.lengths(loaded, request) {
            Err(failure) => return self.keep(failed(failure), "lengths"),
            Ok(Err(_)) if people < manifest.people.min => return,
            Ok(Err(problems)) => {
                // A group that the manifest promises is refused. What depends on a setting that has no default
                // shows when a workshop gives it.
                let group = problems.iter().any(|problem| problem.error && problem.about == "people");
                if group && people <= manifest.people.max {
                    self.keep(Diagnostic::error("test-refused").arg("people", people), "people");
                }
                return;
            }
            Ok(Ok(spans)) => spans,
        };
        if people < manifest.people.min {
            let problem = Diagnostic::error("test-not-refused").arg("people", people);
            self.keep(problem.arg("least", manifest.people.min), "people");
        }
        match sandbox.lengths(loaded, request) {
            Ok(Ok(again)) if again == spans => {}
            _ => self.keep(Diagnostic::error("test-differs").arg("people", people), "lengths"),
        }
        let group = manifest.people;
        let most = match people {
            _ if people == group.ideal => usize::MAX,
            _ if self.tells(people) => MOST_LENGTHS,
            _ => 1,
        };
        for seconds in lengths(&spans, most) {
            match sandbox.plan(loaded, request, seconds) {
                Err(failure) => self.keep(failed(failure).arg("minutes", seconds / 60), "plan"),
                Ok(Err(_)) => {
                    let problem = Diagnostic::error("test-promise").arg("people", people);
                    self.keep(problem.arg("minutes", seconds / 60), "plan");
                }
                Ok(Ok(draft)) if seconds == spans[0].ideal => {
                    let again = sandbox.plan(loaded, request, seconds);
                    let same =
                        matches!(&again, Ok(Ok(again)) if format!("{again:?}") == format!("{draft:?}"));
                    if !same {
                        self.keep(Diagnostic::error("test-differs").arg("people", people), "plan");
                    }
                }
                Ok(Ok(_)) => {}
            }
        }
    }

    /// Groups that kits are made for: the least, the best, one that is hard to divide, and the most.
    fn telling_groups(&self) -> BTreeSet<u32> {
        let group = self.format.pack.manifest.people;
        let awkward = (group.ideal + 1).clamp(group.min, group.max) | 1;
        [group.min, group.ideal, awkward.min(group.max), group.max.min(MOST_PEOPLE)].into()
    }

    fn tells(&self, people: u32) -> bool {
        self.telling_groups().contains(&people)
    }

    /// A workshop of this one block, in each language that the format has; as PDF too for the best group.
    fn make_kits(&mut self, people: u32) {
        for language in words::languages() {
            if !self.format.pack.words.contains_key(language) {
                if words::speaks(language) {
                    let problem = Diagnostic::error("no-words").arg("path", format!("{language}.toml"));
                    self.keep(problem.arg("language", language), language);
                }
                continue;
            }
            let mut outputs = vec![OutputKind::Html, OutputKind::Markdown];
            if people == self.format.pack.manifest.people.ideal {
                outputs.push(OutputKind::Pdf);
            }
            let problems = self.kit(people, language, outputs);
            for problem in problems {
                if problem.is_error() {
                    let about = format!("{:?}{:?}", problem.args, problem.given.as_ref().map(|g| &g.message));
                    self.keep(problem, &about);
                }
            }
        }
    }

    fn kit(&mut self, people: u32, language: &str, outputs: Vec<OutputKind>) -> Vec<Diagnostic> {
        let Some(minutes) = single::ideal_minutes(self.format, people) else { return Vec::new() };
        let (workshop, mut problems) =
            single::workshop(self.format, (people, minutes), language, self.sources);
        let Some(workshop) = workshop else { return problems };
        let choices = Choices { effort: 0, ..Choices::default() };
        let (plan, more) = plan::assemble(&workshop, self.catalogue, &self.reader, choices);
        problems.extend(more);
        let Some(plan) = plan else { return problems };
        let wanted = Wanted { outputs, only: Vec::new() };
        match kit::kit(&workshop, &Theme::default(), &plan, &wanted, &problems, self.sources) {
            Ok(kit) => {
                self.kits += 1;
                problems.extend(kit.warnings);
            }
            Err(more) => problems.extend(more),
        }
        problems
    }
}

/// Up to `most` whole minutes of every span, evenly; the edges and the ideal are always among them.
fn lengths(spans: &[Span], most: usize) -> Vec<u32> {
    let mut lengths = BTreeSet::new();
    for span in spans {
        let whole: Vec<u32> = (span.min.next_multiple_of(60)..=span.max).step_by(60).collect();
        lengths.extend(whole.iter().step_by(whole.len().div_ceil(most).max(1)));
        lengths.extend(whole.last());
        lengths.insert(span.ideal);
    }
    lengths.into_iter().collect()
}
