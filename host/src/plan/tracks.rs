//! Who takes part in which of the things that happen at the same time.

use std::collections::HashMap;
use std::ops::Range;

use crate::diagnostic::Diagnostic;
use crate::workshop::{Track, TrackPeople, Workshop};

/// Who takes part in each of the tracks: those named; else so many in the order of the list; tracks that do
/// not say share those who are left.
pub fn shares(workshop: &Workshop, tracks: &[Track], people: &[usize]) -> Vec<Vec<usize>> {
    let name = |person: &usize| workshop.people.list[*person].name.as_str();
    let named: Vec<&String> = tracks
        .iter()
        .filter_map(|track| match &track.people.as_ref()?.value {
            TrackPeople::Names(names) => Some(names),
            TrackPeople::Count(_) => None,
        })
        .flatten()
        .collect();
    let mut free: Vec<usize> =
        people.iter().copied().filter(|person| !named.iter().any(|n| n.as_str() == name(person))).collect();
    free.reverse();
    let counted: usize = tracks
        .iter()
        .filter_map(|track| match track.people.as_ref()?.value {
            TrackPeople::Count(count) => Some(count as usize),
            TrackPeople::Names(_) => None,
        })
        .sum();
    let silent = tracks.iter().filter(|track| track.people.is_none()).count();
    let left = free.len().saturating_sub(counted);
    let mut silent_before = 0;
    let mut take = |count: usize| -> Vec<usize> { (0..count).filter_map(|_| free.pop()).collect() };
    tracks
        .iter()
        .map(|track| match track.people.as_ref().map(|people| &people.value) {
            Some(TrackPeople::Names(those)) => {
                people.iter().copied().filter(|person| those.iter().any(|n| n == name(person))).collect()
            }
            Some(TrackPeople::Count(count)) => take(*count as usize),
            None => {
                silent_before += 1;
                take(left / silent + usize::from(silent_before <= left % silent))
            }
        })
        .collect()
}

/// What is wrong with who is asked for: somebody twice, more people than there are, or people nowhere.
pub fn check(workshop: &Workshop, tracks: &[Track], people: &[usize]) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    let mut first_of: HashMap<&str, &Range<usize>> = HashMap::new();
    let mut asked = 0;
    let mut last = None;
    for said in tracks.iter().filter_map(|track| track.people.as_ref()) {
        last = Some(&said.span);
        match &said.value {
            TrackPeople::Count(count) => asked += *count as usize,
            TrackPeople::Names(names) => {
                for name in names {
                    if let Some(first) = first_of.insert(name, &said.span) {
                        let problem = Diagnostic::error("in-two-tracks").arg("name", name.as_str());
                        let problem = problem.at(workshop.source, said.span.clone());
                        problems.push(problem.context(workshop.source, first.clone(), "first"));
                    }
                }
            }
        }
    }
    let free = |person: &&usize| !first_of.contains_key(workshop.people.list[**person].name.as_str());
    let there = people.iter().filter(free).count();
    let Some(last) = last else { return problems };
    let everybody_may_be_somewhere = tracks.iter().any(|track| track.people.is_none());
    if asked > there {
        let problem = Diagnostic::error("tracks-too-many").arg("asked", asked).arg("there", there);
        problems.push(problem.at(workshop.source, last.clone()));
    } else if asked < there && !everybody_may_be_somewhere {
        let problem = Diagnostic::warning("tracks-left-out").arg("left", there - asked);
        problems.push(problem.at(workshop.source, last.clone()));
    }
    problems
}
