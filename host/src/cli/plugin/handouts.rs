//! The second half of `atelier plugin test`: workshops of one block are planned and their handouts made, for every group
//! and every value of a setting that tells, in every language. What is printed depends on all of them, so that a text or a
//! template can fail for one alone.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::super::single::{self, Detail, Settings};
use super::settings::Given;
use crate::diagnostic::{Diagnostic, Sources};
use crate::kit;
use crate::plan::{self, Choices, HOST_WORDS, Plan};
use crate::plugin::{Catalogue, Format};
use crate::workshop::Workshop;

/// A format on trial.
pub struct Trial<'a> {
    pub catalogue: &'a Catalogue,
    pub format: &'a Format,
    /// The language of messages.
    pub reader: String,
    /// The settings that the format asks for.
    pub settings: Settings,
    /// How long a block is for each group that can have one.
    pub minutes: BTreeMap<u32, u32>,
}

/// A workshop to try.
#[derive(Debug, Clone)]
pub struct Case {
    pub people: u32,
    /// How long its block is.
    pub minutes: u32,
    pub language: &'static str,
    /// What is special about it.
    pub about: About,
}

/// What a workshop is tried for.
#[derive(Debug, Clone, PartialEq)]
pub enum About {
    /// Its group.
    Group,
    /// How long its block is.
    Length,
    /// This value of a setting.
    Setting(Given),
}

impl Trial<'_> {
    /// Those of these cases in which something is wrong, in their order: all processors look. Whoever wants to know what
    /// looks once more at one of them.
    pub fn wrong<'c>(&self, cases: &'c [Case]) -> Vec<&'c Case> {
        let is_wrong =
            |case: &&Case| self.troubles(case, &mut Sources::default()).iter().any(Diagnostic::is_error);
        cases.par_iter().filter(is_wrong).collect()
    }

    /// What is wrong with the steps and the handouts of a case.
    pub fn troubles(&self, case: &Case, sources: &mut Sources) -> Vec<Diagnostic> {
        self.planned(case, sources, |workshop, plan, sources| {
            kit::troubles_of_handouts(workshop, plan, sources)
        })
    }

    /// Plans the workshop of a case, and does something with the plan. Every problem is about that case, and says so: at
    /// the line of the workshop that it is tried for.
    pub fn planned(
        &self,
        case: &Case,
        sources: &mut Sources,
        with: impl FnOnce(&Workshop, &Plan, &mut Sources) -> Vec<Diagnostic>,
    ) -> Vec<Diagnostic> {
        let &Case { people, minutes, language, ref about } = case;
        let mut settings = self.settings.clone();
        if let About::Setting((key, value)) = about {
            settings.insert(key.clone(), value.clone());
        }
        // Some of the cases also say all there is to say.
        let detail = if *about == About::Length { Detail::Full } else { Detail::Plain };
        let made = single::workshop(self.format, (people, minutes), &settings, (language, detail), sources);
        let (Some(workshop), mut problems) = made else { return made.1 };
        let choices = Choices { effort: 0, ..Choices::default() };
        let (plan, more) = plan::assemble(&workshop, self.catalogue, &self.reader, choices);
        // It was asked whether it accepts this.
        let is_refusal =
            |problem: &Diagnostic| problem.given.is_some() || HOST_WORDS.contains(&&*problem.code);
        problems.extend(more.into_iter().map(|problem| {
            if !(problem.is_error() && is_refusal(&problem)) {
                return problem;
            }
            let told = Diagnostic::error("test-promise").arg("people", people).arg("minutes", minutes);
            Diagnostic { place: problem.place, ..told }
        }));
        if let Some(plan) = plan {
            problems.extend(with(&workshop, &plan, sources));
        }
        let line = match about {
            About::Group => single::group(people),
            About::Length => single::length(minutes),
            About::Setting((key, value)) => single::setting(key, value),
        };
        let Some(line) = single::place_of(&line, &workshop, sources) else { return problems };
        let at_it = |problem: Diagnostic| match &problem.place {
            Some(place) if place.source != workshop.source => {
                problem.context(workshop.source, line.clone(), "group")
            }
            Some(_) => problem.at(workshop.source, line.clone()),
            None => problem,
        };
        problems.into_iter().map(at_it).collect()
    }
}
