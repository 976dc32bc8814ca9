//! `atelier plugin test`: the conformance suite. A plugin is asked about every group, and whole kits are made
//! with it in every language it has.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::atomic::AtomicUsize;
use std::time::{Duration, Instant};

use serde_json::{Map, Value, json};
use tempfile::TempDir;

use super::super::args::PluginTest as Args;
use super::super::{Exit, Session, single};
use super::answers::Answers;
use super::author::{self, Files};
use super::groups::Examiner;
use super::handouts::{About, Case, Trial};
use super::settings::{self, Given, Never};
use super::{alone, build, message, only};
use crate::diagnostic::{Diagnostic, Severity};
use crate::kit::{self, Wanted};
use crate::plugin::{Catalogue, Format, Problem, Profile, Sandbox, SettingKind};
use crate::stranger::{self, Doing};
use crate::theme::Theme;
use crate::words;
use crate::workshop::OutputKind;

/// The largest group that is tried.
const MOST_PEOPLE: u32 = 200;
/// The handouts of so many groups are made together.
const GROUPS_AT_ONCE: usize = 20;
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
    suite.try_all();
    let (problems, kits, gave_up) = (suite.problems, suite.kits, suite.gave_up);
    session.tell(&problems[..problems.len().min(MOST_TOLD)], session.words());
    let errors = problems.iter().filter(|problem| problem.is_error()).count();
    if errors > 0 {
        if gave_up {
            session.say(&message(session, "plugin_gave_up", &[]));
        }
        session.say(&message(session, "plugin_wrong", &[("count", json!(errors))]));
        return Exit::Problem;
    }
    let said = [
        ("id", json!(format.id())),
        ("people", json!(MOST_PEOPLE.max(format.pack.manifest.people.ideal))),
        ("kits", json!(kits)),
    ];
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
    let groups = [1, ideal];
    suite.ask_about_groups(&groups);
    if suite.problems.is_empty() {
        suite.find_lengths(&groups);
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
            let said = [("people", json!(people)), ("most", json!(MOST_PEOPLE.max(people)))];
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
    /// Values of settings to try: each with the lengths that a block can then have, in seconds.
    values: Vec<(Given, Vec<u32>)>,
    /// It was not asked about all groups, because too many calls gave no answer.
    gave_up: bool,
}

impl<'a> Suite<'a> {
    fn new(catalogue: &'a Catalogue, format: &'a Format, session: &'a mut Session) -> Self {
        let (settings, minutes) = (Map::new(), BTreeMap::new());
        let trial = Trial { catalogue, format, reader: session.language(), settings, minutes };
        Self {
            trial,
            format,
            session,
            progress: Progress::new(),
            problems: Vec::new(),
            told: BTreeSet::new(),
            kits: 0,
            values: Vec::new(),
            gave_up: false,
        }
    }

    /// Everything, as far as what comes before is right.
    fn try_all(&mut self) {
        let people = self.format.pack.manifest.people;
        // A format for very large groups is tried with those that it is made for.
        let large = [people.min, people.ideal].into_iter().filter(|people| *people > MOST_PEOPLE);
        let groups: BTreeSet<u32> = (1..=MOST_PEOPLE).chain(large).collect();
        let groups: Vec<u32> = groups.into_iter().collect();
        self.ask_about_groups(&groups);
        if !self.problems.is_empty() {
            return;
        }
        self.find_lengths(&groups);
        self.make_handouts(&groups);
        self.try_lengths();
        self.try_settings();
        if self.problems.is_empty() {
            for people in self.telling_groups() {
                self.make_kits(people);
            }
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
        // Each group is asked about every length: that is as much as a workshop does.
        stranger::begin(MOST_PEOPLE as usize, groups.len());
        let _working = stranger::work_for(self.format.stranger().as_ref(), Doing::Code, "plan");
        let ideal = self.format.pack.manifest.people.ideal;
        let (needed, refused) = match settings::needed(self.format, (&sandbox, &loaded), ideal) {
            Ok(needed) => (needed, None),
            Err(Never::Refused(problems)) => (Map::new(), Some(self.never(&problems))),
            Err(Never::Failed(failure)) => {
                self.gave_up = true;
                let problem = self.format.told(&failure).arg("people", ideal);
                return self.keep(problem.arg("author", true), "lengths");
            }
        };
        let examiner = Examiner {
            format: self.format,
            sandbox: &sandbox,
            loaded: &loaded,
            settings: &needed,
            telling: self.telling_groups(),
            answers: Answers::new(self.format),
            crashes: AtomicUsize::new(0),
        };
        let mut found = examiner.all(groups, |people| self.progress.tell(people, self.session));
        if found.is_empty() && refused.is_none() {
            for given in settings::to_try(self.format) {
                let (lengths, more) = examiner.setting(ideal, &given);
                self.values.push((given, lengths));
                found.extend(more);
            }
        }
        self.gave_up = examiner.gave_up();
        for (problem, about) in found {
            self.keep(problem, &about);
        }
        if self.problems.is_empty() {
            self.problems.extend(refused);
        }
        self.trial.settings = needed;
    }

    /// Whatever the settings, the group that the format is best for is refused. What wants a block before it may want no
    /// more than that.
    fn never(&self, problems: &[Problem]) -> Diagnostic {
        let manifest = &self.format.pack.manifest;
        let texts: BTreeSet<&str> =
            problems.iter().filter(|problem| problem.error).map(|problem| problem.text.as_str()).collect();
        let blocks = manifest.settings.iter().filter(|(_, setting)| setting.kind == SettingKind::Block);
        let blocks: Vec<&String> = blocks.map(|(key, _)| key).collect();
        let severity = if blocks.is_empty() { Severity::Error } else { Severity::Warning };
        let problem = Diagnostic { severity, ..Diagnostic::error("test-never") };
        let problem = problem.arg("people", manifest.people.ideal).arg("texts", json!(texts));
        problem.arg("blocks", json!(blocks))
    }

    /// How long a block is for each of these groups.
    fn find_lengths(&mut self, groups: &[u32]) {
        self.trial.minutes = single::ideal_minutes(self.format, &self.trial.settings, groups);
    }

    /// Groups that kits are made for: the least, the best, one that is hard to divide, and the most.
    fn telling_groups(&self) -> BTreeSet<u32> {
        let group = self.format.pack.manifest.people;
        let awkward = (group.ideal + 1).clamp(group.min, group.max) | 1;
        let most = group.max.min(MOST_PEOPLE.max(group.ideal));
        [group.min, group.ideal, awkward.min(most), most].into()
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

    fn kit(&mut self, people: u32, language: &'static str, outputs: Vec<OutputKind>) -> Vec<Diagnostic> {
        let Some(&minutes) = self.trial.minutes.get(&people) else { return Vec::new() };
        let case = Case { people, minutes, language, about: About::Group };
        let wanted = Wanted { outputs, only: Vec::new() };
        let kits = &mut self.kits;
        self.trial.planned(&case, &mut self.session.sources, |workshop, plan, sources| {
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
        // A few groups at a time: on a slow computer, it says how far it is.
        for groups in groups.chunks(GROUPS_AT_ONCE) {
            self.progress.tell(groups[0], self.session);
            // A group that the format refuses has no length.
            let lengths =
                groups.iter().filter_map(|people| Some((*people, *self.trial.minutes.get(people)?)));
            let cases = self.cases(lengths.map(|(people, minutes)| (people, minutes, About::Group)));
            let wrong = self.wrong(&cases);
            self.tell(&wrong);
            if !wrong.is_empty() {
                return;
            }
        }
    }

    /// The steps and handouts of the groups that tell most, at the shortest and the longest that they can have, and of the
    /// best group at lengths between them, in a workshop that says all there is to say.
    fn try_lengths(&mut self) {
        let telling: Vec<u32> = self.telling_groups().into_iter().collect();
        let lengths = single::lengths(self.format, &self.trial.settings, &telling);
        let cases = self.cases(lengths.into_iter().map(|(people, minutes)| (people, minutes, About::Length)));
        let wrong = self.wrong(&cases);
        self.tell(&wrong);
    }

    /// The steps and handouts of the best group with other values of the settings, one at a time.
    fn try_settings(&mut self) {
        let ideal = self.format.pack.manifest.people.ideal;
        let values = std::mem::take(&mut self.values);
        let all = values.iter().flat_map(|(given, lengths)| {
            lengths.iter().map(move |seconds| (ideal, seconds / 60, About::Setting(given.clone())))
        });
        let cases = self.cases(all.filter(|(_, minutes, _)| *minutes < single::LONGEST));
        let wrong = self.wrong(&cases);
        self.tell(&wrong);
    }

    /// These groups, lengths and settings, in every language.
    fn cases(&self, all: impl Iterator<Item = (u32, u32, About)>) -> Vec<Case> {
        let languages: Vec<&'static str> = self.languages().collect();
        let each = |(people, minutes, about): (u32, u32, About)| {
            let case = move |&language| Case { people, minutes, language, about: about.clone() };
            languages.iter().map(case).collect::<Vec<_>>()
        };
        all.flat_map(each).collect()
    }

    /// The cases in which something is wrong.
    fn wrong<'c>(&self, cases: &'c [Case]) -> Vec<&'c Case> {
        let stranger = self.format.stranger();
        let languages = self.languages().count();
        let found = cases.chunks(GROUPS_AT_ONCE * languages.max(1)).map(|cases| {
            // Whoever watches takes them for one piece of work, which goes on in several threads.
            stranger::begin(MOST_PEOPLE as usize, languages);
            let _working = stranger::work_for(stranger.as_ref(), Doing::Document, "handouts");
            self.trial.wrong(cases)
        });
        found.flatten().collect()
    }

    /// Of a value of a setting, and of all groups, the first case tells enough.
    fn tell(&mut self, cases: &[&Case]) {
        let mut told: Vec<(&About, &str)> = Vec::new();
        for case in cases {
            let about = (&case.about, case.language);
            if case.about != About::Length && told.contains(&about) {
                continue;
            }
            if told.len() == MOST_TOLD {
                break;
            }
            told.push(about);
            let problems = self.trial.troubles(case, &mut self.session.sources);
            self.keep_all(problems);
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
        let source = self.session.sources.add_once(file, words);
        let found = problem.place.clone().filter(|place| place.source != source);
        let problem = problem.at(source, start..end);
        match found {
            Some(found) => problem.context(found.source, found.span, "group"),
            None => problem,
        }
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
