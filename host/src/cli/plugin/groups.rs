//! The first half of `atelier plugin test`: a plugin is asked about every group, on all processors at once.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;

use super::inspect::request;
use crate::diagnostic::Diagnostic;
use crate::plugin::{Failure, Format, Loaded, Request, Sandbox, Span};

/// Lengths of a span that are tried with a telling group; with the best group it is every minute.
const MOST_LENGTHS: usize = 40;

/// A problem, and what it is about: a group with the same problem tells nothing new.
pub type Found = (Diagnostic, &'static str);

/// A plugin that is asked.
pub struct Examiner<'a> {
    pub format: &'a Format,
    pub sandbox: &'a Sandbox,
    pub loaded: &'a Loaded,
    /// Groups to look at more closely.
    pub telling: BTreeSet<u32>,
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

    /// A group, with walls and without.
    fn group(&self, people: u32) -> Vec<Found> {
        let mut found = Vec::new();
        for walls in [true, false] {
            self.ask(&request(&self.format.pack, people, walls), walls, &mut found);
        }
        found
    }

    /// The group gets an answer, twice the same; every length that is promised can be planned.
    fn ask(&self, request: &Request, walls: bool, found: &mut Vec<Found>) {
        let manifest = &self.format.pack.manifest;
        let people = request.people;
        let failed = |failure: Failure| self.format.told(&failure).arg("people", people).arg("author", true);
        let spans = match self.sandbox.lengths(self.loaded, request) {
            Err(failure) => return found.push((failed(failure), "lengths")),
            Ok(Err(_)) if people < manifest.people.min => return,
            Ok(Err(problems)) => {
                // A group that the manifest promises is refused. What depends on a setting that has no default
                // shows when a workshop gives it.
                let group = problems.iter().any(|problem| problem.error && problem.about == "people");
                if group && people <= manifest.people.max {
                    found.push((Diagnostic::error("test-refused").arg("people", people), "people"));
                }
                return;
            }
            Ok(Ok(spans)) => spans,
        };
        if people < manifest.people.min {
            let problem = Diagnostic::error("test-not-refused").arg("people", people);
            found.push((problem.arg("least", manifest.people.min), "people"));
        }
        match self.sandbox.lengths(self.loaded, request) {
            Ok(Ok(again)) if again == spans => {}
            _ => found.push((Diagnostic::error("test-differs").arg("people", people), "lengths")),
        }
        for seconds in self.lengths(&spans, people, walls) {
            match self.sandbox.plan(self.loaded, request, seconds) {
                Err(failure) => found.push((failed(failure).arg("minutes", seconds / 60), "plan")),
                Ok(Err(_)) => {
                    let problem = Diagnostic::error("test-promise").arg("people", people);
                    found.push((problem.arg("minutes", seconds / 60), "plan"));
                }
                Ok(Ok(draft)) if seconds == spans[0].ideal => {
                    let again = self.sandbox.plan(self.loaded, request, seconds);
                    if !matches!(&again, Ok(Ok(again)) if format!("{again:?}") == format!("{draft:?}")) {
                        found.push((Diagnostic::error("test-differs").arg("people", people), "plan"));
                    }
                }
                Ok(Ok(_)) => {}
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
