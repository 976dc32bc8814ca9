//! The second half of `atelier plugin test`: the handouts for every group, in every language. What stands on them depends
//! on the group, so that a template can fail for one alone.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::super::single;
use crate::diagnostic::{Diagnostic, Sources};
use crate::kit;
use crate::plan::{self, Choices, Plan};
use crate::plugin::{Catalogue, Format};
use crate::workshop::Workshop;

/// A format on trial.
pub struct Trial<'a> {
    pub catalogue: &'a Catalogue,
    pub format: &'a Format,
    /// The language of messages.
    pub reader: String,
    /// How long a block is for each group that can have one.
    pub minutes: BTreeMap<u32, u32>,
}

impl Trial<'_> {
    /// Those of these groups and languages for which something is wrong: all processors look. Whoever wants to know what
    /// looks once more at one of them.
    pub fn wrong(&self, groups: &[u32], languages: &[&str]) -> BTreeSet<(u32, String)> {
        let all: Vec<(u32, &str)> = groups
            .iter()
            .flat_map(|&people| languages.iter().map(move |&language| (people, language)))
            .collect();
        let is_wrong = |&&(people, language): &&(u32, &str)| {
            self.troubles(people, language, &mut Sources::default()).iter().any(Diagnostic::is_error)
        };
        let wrong = all.par_iter().filter(is_wrong);
        wrong.map(|&(people, language)| (people, language.to_owned())).collect()
    }

    /// What is wrong with the handouts of this group.
    pub fn troubles(&self, people: u32, language: &str, sources: &mut Sources) -> Vec<Diagnostic> {
        self.planned(people, language, sources, |workshop, plan, sources| {
            kit::troubles_of_handouts(workshop, plan, sources)
        })
    }

    /// Plans a workshop of one block for a group, and does something with the plan. Every problem is about that group,
    /// and says so.
    pub fn planned(
        &self,
        people: u32,
        language: &str,
        sources: &mut Sources,
        with: impl FnOnce(&Workshop, &Plan, &mut Sources) -> Vec<Diagnostic>,
    ) -> Vec<Diagnostic> {
        // A group that the format refuses, or a format that depends on settings without a default.
        let Some(&minutes) = self.minutes.get(&people) else { return Vec::new() };
        let (workshop, mut problems) = single::workshop(self.format, (people, minutes), language, sources);
        let Some(workshop) = workshop else { return problems };
        let choices = Choices { effort: 0, ..Choices::default() };
        let (plan, more) = plan::assemble(&workshop, self.catalogue, &self.reader, choices);
        problems.extend(more);
        if let Some(plan) = plan {
            problems.extend(with(&workshop, &plan, sources));
        }
        let group = single::group(&workshop, sources);
        let about = |problem: Diagnostic| match &group {
            Some(span) if problem.place.as_ref().is_some_and(|place| place.source != workshop.source) => {
                problem.context(workshop.source, span.clone(), "group")
            }
            _ => problem,
        };
        problems.into_iter().map(about).collect()
    }
}
