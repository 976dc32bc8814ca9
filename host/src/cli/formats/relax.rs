//! What to ask less of, when no format fits.

use super::fit::{Candidate, split};
use crate::cli::args::FormatsList as Asked;
use crate::diagnostic::closest;

/// A request that some format meets.
pub struct Relaxed {
    /// To be typed.
    pub command: String,
    /// How many formats it finds.
    pub count: usize,
}

/// What can be asked, from what is given up first. A group is what it is.
const CRITERIA: [Criterion; 5] =
    [Criterion::Search, Criterion::Energy, Criterion::Moment, Criterion::Minutes, Criterion::People];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Criterion {
    Search,
    Energy,
    Moment,
    Minutes,
    People,
}

/// The request nearest to this one that some format meets: words in another spelling, or one word less;
/// else as few wishes less as can be.
pub fn relaxed(asked: &Asked, candidates: &[Candidate]) -> Option<Relaxed> {
    let count = |asked: &Asked| candidates.iter().filter(|c| c.misses(asked).is_empty()).count();
    let found = |asked: Asked| {
        let count = count(&asked);
        (count > 0).then(|| Relaxed { command: command(&asked), count })
    };
    let respelled = respelled(asked, candidates);
    if let Some(relaxed) = respelled.clone().and_then(found) {
        return Some(relaxed);
    }
    let shortened = shortened(respelled.as_ref().unwrap_or(asked));
    if let Some(relaxed) = shortened.filter_map(found).max_by_key(|relaxed| relaxed.count) {
        return Some(relaxed);
    }
    let given: Vec<Criterion> = CRITERIA.into_iter().filter(|criterion| criterion.is_in(asked)).collect();
    let mut sets: Vec<Vec<Criterion>> = (1_u32..(1 << given.len()))
        .map(|bits| given.iter().enumerate().filter(|(i, _)| (bits >> i) & 1 == 1).map(|(_, c)| *c).collect())
        .collect();
    // Among equally many wishes, those that are given up more easily come first.
    sets.sort_by_key(Vec::len);
    sets.into_iter().find_map(|set| found(without(asked, &set, candidates)))
}

/// With words that no format has replaced by those that were probably meant.
fn respelled(asked: &Asked, candidates: &[Candidate]) -> Option<Asked> {
    let known: Vec<&str> = candidates.iter().flat_map(Candidate::vocabulary).collect();
    let mut changed = false;
    let words = split(asked.search.as_deref()?).map(|word| {
        let close =
            closest(&word, known.iter().copied()).filter(|_| !candidates.iter().any(|c| c.has(&word)));
        changed |= close.is_some();
        close.map_or(word, str::to_owned)
    });
    let search = words.collect::<Vec<_>>().join(" ");
    changed.then(|| Asked { search: Some(search), ..asked.clone() })
}

/// With one word less to search for, if there are several.
fn shortened(asked: &Asked) -> impl Iterator<Item = Asked> {
    let words: Vec<String> = split(asked.search.as_deref().unwrap_or_default()).collect();
    let less = move |left_out: usize| {
        let kept = words.iter().enumerate().filter(|(place, _)| *place != left_out);
        let search = kept.map(|(_, word)| word.as_str()).collect::<Vec<_>>().join(" ");
        (!search.is_empty()).then(|| Asked { search: Some(search), ..asked.clone() })
    };
    let count = split(asked.search.as_deref().unwrap_or_default()).count();
    (0..count).filter_map(less)
}

/// Asked without these; for minutes and people, the least that a format needs which meets the rest.
fn without(asked: &Asked, set: &[Criterion], candidates: &[Candidate]) -> Asked {
    let mut less = asked.clone();
    for criterion in set {
        match criterion {
            Criterion::Search => less.search = None,
            Criterion::Energy => less.energy = None,
            Criterion::Moment => less.moment = None,
            Criterion::Minutes => less.minutes = None,
            Criterion::People => less.people = None,
        }
    }
    let fitting = candidates.iter().filter(|candidate| candidate.misses(&less).is_empty());
    let least = fitting.map(|candidate| &candidate.format.pack.manifest).min_by_key(|manifest| {
        // Minutes can be found more easily than people.
        (
            if set.contains(&Criterion::People) { manifest.people.min } else { 0 },
            if set.contains(&Criterion::Minutes) { manifest.minutes.min } else { 0 },
        )
    });
    if let Some(least) = least {
        if set.contains(&Criterion::Minutes) {
            less.minutes = asked.minutes.map(|minutes| minutes.max(least.minutes.min));
        }
        if set.contains(&Criterion::People) {
            less.people = asked.people.map(|people| people.max(least.people.min));
        }
    }
    less
}

impl Criterion {
    fn is_in(self, asked: &Asked) -> bool {
        match self {
            Self::Search => asked.search.is_some(),
            Self::Energy => asked.energy.is_some(),
            Self::Moment => asked.moment.is_some(),
            Self::Minutes => asked.minutes.is_some(),
            Self::People => asked.people.is_some(),
        }
    }
}

fn command(asked: &Asked) -> String {
    let options = [
        ("--people", asked.people.map(|n| n.to_string())),
        ("--minutes", asked.minutes.map(|n| n.to_string())),
        ("--moment", asked.moment.clone()),
        ("--energy", asked.energy.clone()),
        // Only the words: what stands between them might mean something to a shell.
        ("--search", asked.search.as_deref().map(|text| quoted(&split(text).collect::<Vec<_>>()))),
    ];
    let said = options.into_iter().filter_map(|(name, value)| Some(format!(" {name} {}", value?)));
    format!("atelier formats list{}", said.collect::<String>())
}

fn quoted(words: &[String]) -> String {
    if let [word] = words { word.clone() } else { format!("\"{}\"", words.join(" ")) }
}
