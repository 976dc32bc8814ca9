//! The first half of `atelier plugin test`: a plugin is asked about every group, on all processors at once.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;

use serde_json::{Map, Value};

use super::answers::Answers;
use super::inspect::request_with;
use super::settings::Given;
use crate::diagnostic::Diagnostic;
use crate::plugin::{Excess, Failure, Format, Limit, Loaded, Request, Sandbox, Span};

/// Lengths of a span that are tried with a telling group; with the best group it is every minute.
const MOST_LENGTHS: usize = 40;
/// So many calls may overstep a limit or stop by themselves: each can take long, and the next ones tell nothing new.
const MOST_CRASHES: usize = 3;

/// A problem, and what it is about: a group with the same problem tells nothing new.
pub type Found = (Diagnostic, String);

/// A plugin that is asked.
pub struct Examiner<'a> {
    pub format: &'a Format,
    pub sandbox: &'a Sandbox,
    pub loaded: &'a Loaded,
    /// The settings that it asks for.
    pub settings: &'a Map<String, Value>,
    /// Groups to look at more closely.
    pub telling: BTreeSet<u32>,
    /// Looks at what it answers.
    pub answers: Answers<'a>,
    /// Calls that gave no answer so far.
    pub crashes: AtomicUsize,
}

impl Examiner<'_> {
    /// Asks about these groups; `asked` hears of each. The problems come in the order of the groups.
    pub fn all(&self, groups: &[u32], mut asked: impl FnMut(u32)) -> Vec<Found> {
        let workers = thread::available_parallelism().map_or(1, NonZero::get).min(groups.len());
        let next = AtomicUsize::new(0);
        let (found, answers) = mpsc::channel();
        let mut problems = BTreeMap::new();
        thread::scope(|scope| {
            for _ in 0..workers {
                let (next, found) = (&next, found.clone());
                scope.spawn(move || {
                    while let Some(&people) = groups.get(next.fetch_add(1, Ordering::Relaxed)) {
                        if self.gave_up() {
                            break;
                        }
                        // Who listens is there until the last worker has ended.
                        let _ = found.send((people, self.group(people)));
                    }
                });
            }
            drop(found);
            for (people, found) in answers {
                asked(people);
                problems.insert(people, found);
            }
        });
        problems.into_values().flatten().collect()
    }

    /// Whether so many calls gave no answer that no more are made.
    pub fn gave_up(&self) -> bool {
        self.crashes.load(Ordering::Relaxed) >= MOST_CRASHES
    }

    /// The lengths to try with this value of a setting, in seconds: the best, the shortest and the longest; with what is
    /// wrong with the words of what it answers. None when the value is refused, as it may be. Calls that give no answer
    /// are told when the workshop is planned.
    pub fn setting(&self, people: u32, (key, value): &Given) -> (Vec<u32>, Vec<Found>) {
        let mut settings = self.settings.clone();
        settings.insert(key.clone(), value.clone());
        let request = request_with(&self.format.pack, people, true, &settings);
        let spans = match self.sandbox.lengths(self.loaded, &request) {
            Err(_) => return (vec![self.format.pack.manifest.minutes.ideal * 60], Vec::new()),
            Ok(Err(problems)) => return (Vec::new(), self.answers.problems(&problems)),
            Ok(Ok(spans)) => spans,
        };
        let whole = spans.iter().map(|span| (span.min.div_ceil(60), span.ideal.div_ceil(60), span.max / 60));
        let whole = whole.filter(|(min, _, max)| min <= max);
        let lengths: BTreeSet<u32> = whole
            .flat_map(|(min, ideal, max)| [min, ideal.min(max), max].map(|minutes| minutes * 60))
            .collect();
        let drafts = lengths.iter().filter_map(|&seconds| {
            let draft = self.sandbox.plan(self.loaded, &request, seconds).ok()?.ok()?;
            Some(self.answers.draft(&draft, people, seconds))
        });
        let found = drafts.flatten().collect();
        (lengths.into_iter().collect(), found)
    }

    /// A group, with walls and without.
    fn group(&self, people: u32) -> Vec<Found> {
        let mut found = Vec::new();
        for walls in [true, false] {
            let request = request_with(&self.format.pack, people, walls, self.settings);
            self.ask(&request, walls, &mut found);
        }
        found
    }

    /// A call that gave no answer.
    fn failed(&self, failure: &Failure, people: u32) -> Diagnostic {
        let crashes = match failure {
            // Half a minute, where an interpreter may take its time.
            Failure::Excess(Excess { limit: Limit::Time, .. }) => MOST_CRASHES,
            Failure::Excess(_) | Failure::Panic(_) => 1,
            _ => 0,
        };
        self.crashes.fetch_add(crashes, Ordering::Relaxed);
        self.format.told(failure).arg("people", people).arg("author", true)
    }

    /// The group gets an answer, twice the same; every length that is promised can be planned.
    fn ask(&self, request: &Request, walls: bool, found: &mut Vec<Found>) {
        let manifest = &self.format.pack.manifest;
        let people = request.people;
        let about = |problem: Diagnostic, about: &str| (problem, about.to_owned());
        let spans = match self.sandbox.lengths(self.loaded, request) {
            Err(failure) => return found.push(about(self.failed(&failure, people), "lengths")),
            Ok(Err(problems)) => {
                found.extend(self.answers.problems(&problems));
                // A group that the manifest promises is refused. What depends on a setting that has no default
                // shows when a workshop gives it.
                let group = problems.iter().any(|problem| problem.error && problem.about == "people");
                if group && (manifest.people.min..=manifest.people.max).contains(&people) {
                    found.push(about(Diagnostic::error("test-refused").arg("people", people), "people"));
                }
                return;
            }
            Ok(Ok(spans)) => spans,
        };
        if people < manifest.people.min {
            let problem = Diagnostic::error("test-not-refused").arg("people", people);
            found.push(about(problem.arg("least", manifest.people.min), "people"));
        }
        match self.sandbox.lengths(self.loaded, request) {
            Ok(Ok(again)) if again == spans => {}
            _ => found.push(about(Diagnostic::error("test-differs").arg("people", people), "lengths")),
        }
        for seconds in self.lengths(&spans, people, walls) {
            if self.gave_up() {
                return;
            }
            match self.sandbox.plan(self.loaded, request, seconds) {
                Err(failure) => {
                    let problem = self.failed(&failure, people).arg("minutes", seconds / 60);
                    found.push(about(problem, "plan"));
                }
                Ok(Err(_)) => {
                    let problem = Diagnostic::error("test-promise").arg("people", people);
                    found.push(about(problem.arg("minutes", seconds / 60), "plan"));
                }
                Ok(Ok(draft)) => {
                    found.extend(self.answers.draft(&draft, people, seconds));
                    if seconds == spans[0].ideal {
                        let again = self.sandbox.plan(self.loaded, request, seconds);
                        if !matches!(&again, Ok(Ok(again)) if format!("{again:?}") == format!("{draft:?}")) {
                            let problem = Diagnostic::error("test-differs").arg("people", people);
                            found.push(about(problem, "plan"));
                        }
                    }
                }
            }
        }
    }

    /// The lengths to try: with the best group every whole minute of every span; with the other telling groups many
    /// of them; with any other group the ideal and one more, so that all groups together try all minutes. Where
    /// nothing can be hung the arithmetic seldom differs: one length for most groups.
    fn lengths(&self, spans: &[Span], people: u32, walls: bool) -> BTreeSet<u32> {
        let most = match (self.telling.contains(&people), walls) {
            (true, true) if people == self.format.pack.manifest.people.ideal => usize::MAX,
            (true, _) => MOST_LENGTHS,
            (false, true) => 1,
            (false, false) => return spans.first().map(|span| span.ideal).into_iter().collect(),
        };
        let mut lengths = BTreeSet::new();
        for span in spans {
            let whole: Vec<u32> = (span.min.next_multiple_of(60)..=span.max).step_by(60).collect();
            lengths.insert(span.ideal);
            if most == 1 {
                lengths.extend((!whole.is_empty()).then(|| whole[people as usize % whole.len()]));
            } else {
                lengths.extend(whole.iter().step_by(whole.len().div_ceil(most).max(1)));
                lengths.extend(whole.last());
            }
        }
        lengths
    }
}
