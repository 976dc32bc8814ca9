//! `atelier plugin test`: the conformance suite. A plugin is asked about every group, and whole kits are made
//! with it in every language it has.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;

use super::super::args::PluginTest as Args;
use super::super::{Exit, Session, single};
use super::author::{self, Files};
use super::groups::Examiner;
use super::handouts::Trial;
use super::{alone, build, message, only};
use crate::diagnostic::Diagnostic;
use crate::kit::{self, Wanted};
use crate::plugin::{Catalogue, Format, Profile, Sandbox};
use crate::stranger::{self, Doing};
use crate::theme::Theme;
use crate::words;
use crate::workshop::OutputKind;

/// The largest group that is tried.
const MOST_PEOPLE: u32 = 200;
/// So many problems are told.
const MOST_TOLD: usize = 30;

pub fn run(args: &Args, session: &mut Session) -> Exit {
    let asked = args.limits.map(Profile::from);
    let catalogue = if args.path.is_dir() {
        built(&args.path, asked, session)
    } else {
        written_well(&args.path, asked.unwrap_or_default(), session).map(|catalogue| (catalogue, None))
    };
    let (catalogue, _desk) = match catalogue {
        Ok(catalogue) => catalogue,
        Err(exit) => return exit,
    };
    let format = match only(&catalogue) {
        Ok(format) => format,
        Err(exit) => return exit,
    };
    let mut suite = Suite::new(&catalogue, format, session);
    suite.ask_about_groups(&(1..=MOST_PEOPLE).collect::<Vec<_>>());
    if suite.problems.is_empty() {
        suite.make_handouts(&(1..=MOST_PEOPLE).collect::<Vec<_>>());
    }
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

/// A catalogue of what a folder becomes, and where that lies for as long as it is tried. Messages name the files of the
/// folder.
pub fn built(
    folder: &Path,
    profile: Option<Profile>,
    session: &mut Session,
) -> Result<(Catalogue, Option<TempDir>), Exit> {
    let (made, path, desk) = build::built(folder, session)?;
    let mut catalogue = alone(&path, profile.unwrap_or(made.profile), session)?;
    catalogue.made_from(&made.id, folder.strip_prefix(".").unwrap_or(folder).to_owned());
    Ok((catalogue, Some(desk)))
}

/// A catalogue of a plugin. What is wrong with the files in its pack is told to their author.
fn written_well(path: &Path, profile: Profile, session: &mut Session) -> Result<Catalogue, Exit> {
    if let Some(files) = Files::of_plugin(path)
        && let Err(problems) = author::check(&files, session)
    {
        session.tell(&problems, session.words());
        return Err(Exit::Problem);
    }
    alone(path, profile, session)
}

/// A short look at a plugin before it is installed: one group, and its kit in each language.
pub fn smoke(catalogue: &Catalogue, session: &mut Session) -> Vec<Diagnostic> {
    let Some(format) = catalogue.iter().next() else { return Vec::new() };
    let mut suite = Suite::new(catalogue, format, session);
    let ideal = format.pack.manifest.people.ideal;
    suite.ask_about_groups(&[1, ideal]);
    if suite.problems.is_empty() {
        suite.make_kits(ideal);
    }
    suite.problems
}

/// Says how far a long trial is.
struct Progress {
    /// When to speak next.
    next: Instant,
}

impl Progress {
    const PAUSE: Duration = Duration::from_secs(2);

    fn new() -> Self {
        Self { next: Instant::now() + Self::PAUSE }
    }

    /// Speaks when it is time to.
    fn tell(&mut self, people: u32, session: &Session) {
        if Instant::now() >= self.next {
            self.next = Instant::now() + Self::PAUSE;
            let said = [("people", json!(people)), ("most", json!(MOST_PEOPLE))];
            session.say(&message(session, "plugin_trying", &said));
        }
    }
}

struct Suite<'a> {
    trial: Trial<'a>,
    format: &'a Format,
    session: &'a mut Session,
    progress: Progress,
    problems: Vec<Diagnostic>,
    told: BTreeSet<String>,
    kits: usize,
}

impl<'a> Suite<'a> {
    fn new(catalogue: &'a Catalogue, format: &'a Format, session: &'a mut Session) -> Self {
        let groups: Vec<u32> = (1..=MOST_PEOPLE).collect();
        let minutes = single::ideal_minutes(format, &groups);
        let trial = Trial { catalogue, format, reader: session.language(), minutes };
        Self {
            trial,
            format,
            session,
            progress: Progress::new(),
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

    /// Each group gets an answer; what is promised can be had.
    fn ask_about_groups(&mut self, groups: &[u32]) {
        let loaded = Sandbox::new().and_then(|sandbox| Ok((self.format.load(&sandbox)?, sandbox)));
        let (loaded, sandbox) = match loaded {
            Ok(loaded) => loaded,
            Err(failure) => {
                return self.keep(self.format.told(&failure).arg("author", true), "");
            }
        };
        let telling = self.telling_groups();
        // Each group is asked about every length: that is as much as a workshop does.
        stranger::begin(MOST_PEOPLE as usize, groups.len());
        let _working = stranger::work_for(self.format.stranger().as_ref(), Doing::Code, "plan");
        let examiner = Examiner { format: self.format, sandbox: &sandbox, loaded: &loaded, telling };
        let found = examiner.all(groups, |people| self.progress.tell(people, self.session));
        for (problem, about) in found {
            self.keep(problem, about);
        }
    }

    /// Groups that kits are made for: the least, the best, one that is hard to divide, and the most.
    fn telling_groups(&self) -> BTreeSet<u32> {
        let group = self.format.pack.manifest.people;
        let awkward = (group.ideal + 1).clamp(group.min, group.max) | 1;
        [group.min, group.ideal, awkward.min(group.max), group.max.min(MOST_PEOPLE)].into()
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
            self.progress.tell(people, self.session);
            let problems = self.kit(people, language, outputs);
            self.keep_all(problems);
        }
    }

    fn kit(&mut self, people: u32, language: &str, outputs: Vec<OutputKind>) -> Vec<Diagnostic> {
        let wanted = Wanted { outputs, only: Vec::new() };
        let kits = &mut self.kits;
        self.trial.planned(people, language, &mut self.session.sources, |workshop, plan, sources| {
            match kit::kit(workshop, &Theme::default(), plan, &wanted, &[], sources) {
                Ok(kit) => {
                    *kits += 1;
                    kit.warnings
                }
                Err(problems) => problems,
            }
        })
    }

    /// The handouts for every group, in every language. What is wrong is told for the first of them: it is probably wrong
    /// for others, too.
    fn make_handouts(&mut self, groups: &[u32]) {
        let languages: Vec<&str> = self.languages().collect();
        // A few groups at a time: on a slow computer, it says how far it is.
        for groups in groups.chunks(20) {
            self.progress.tell(groups[0], self.session);
            // Whoever watches takes them for one piece of work, which goes on in several threads.
            stranger::begin(MOST_PEOPLE as usize, languages.len());
            let stranger = self.format.stranger();
            let _working = stranger::work_for(stranger.as_ref(), Doing::Document, "handouts");
            let wrong = self.trial.wrong(groups, &languages);
            for language in &languages {
                let Some((people, _)) = wrong.iter().find(|(_, known)| known == language) else { continue };
                let problems = self.trial.troubles(*people, language, &mut self.session.sources);
                self.keep_all(problems);
            }
            if !wrong.is_empty() {
                return;
            }
        }
    }

    /// Those that the format has words in.
    fn languages(&self) -> impl Iterator<Item = &'static str> + use<'a> {
        let words = &self.format.pack.words;
        words::languages().filter(|language| words.contains_key(*language))
    }

    /// A problem of the format's words at its line in them: the workshop that it was found in is none of the author's.
    fn in_its_words(&mut self, problem: Diagnostic) -> Diagnostic {
        let text = |key| problem.args.get(key).and_then(Value::as_str);
        let (Some(file), Some(language)) = (text("file"), text("language")) else { return problem };
        let Some(words) = self.format.pack.words.get(language) else { return problem };
        let line = problem.args.get("line").and_then(Value::as_u64).unwrap_or(1);
        let lines = words.split_inclusive('\n');
        let start: usize = lines.take(usize::try_from(line).unwrap_or(1) - 1).map(str::len).sum();
        let end = start + words[start..].lines().next().map_or(0, str::len);
        let source = self.session.sources.add(file, words.clone());
        problem.at(source, start..end)
    }

    /// Keeps what is wrong with a group's kit or its handouts.
    fn keep_all(&mut self, problems: Vec<Diagnostic>) {
        for problem in problems.into_iter().filter(Diagnostic::is_error) {
            let problem = self.in_its_words(problem.arg("author", true));
            let about = match &problem.place {
                // In a file of the format: the place tells.
                Some(place) if !problem.contexts.is_empty() => {
                    format!("{} {:?}", self.session.sources.get(place.source).name, place.span)
                }
                // Numbers differ with the group.
                _ => {
                    let given = problem.given.as_ref().map(|given| &given.message);
                    let args: Vec<_> = problem.args.values().filter(|value| !value.is_number()).collect();
                    format!("{args:?} {given:?}")
                }
            };
            self.keep(problem, &about);
        }
    }
}
