//! The group and what it was asked, as the arithmetic needs them.

use atelier_format::{Problem, Request, groups, split};

use crate::{Settings, Variant};

/// The id of the seating, when there is one.
pub const SEATING: &str = "groups";

/// Fewer people do not make a group; the smallest that practitioners name is four.
const FEWEST: u32 = 4;

/// More than so many people cannot all be heard: they work in groups.
const ONE_GROUP: u32 = 12;

/// Brainwriting passes every sheet to everybody: more than so many take too long.
const ONE_ROUND_OF_SHEETS: u32 = 8;

/// Above this number every group needs somebody of the team near it.
const MANY: u32 = 60;

/// More groups than this cannot report one after the other.
const REPORTING: usize = 6;

/// Rows of the harvest, A to L: what a vote can bear with ease.
pub const LETTERS: u32 = 12;

/// Cards go by sheets of eight.
pub const CARDS_A_SHEET: u32 = 8;

/// A brainstorm of a given group.
pub struct Session {
    pub people: u32,
    pub variant: Variant,
    /// Sizes of the groups; one group is everybody together.
    pub groups: Vec<u32>,
    pub question: Option<String>,
    pub walls: bool,
    goal: Option<u32>,
}

impl Session {
    /// # Errors
    /// When there are fewer than four people.
    pub fn new(request: &Request<Settings>) -> Result<Self, Vec<Problem>> {
        let people = request.people;
        if people < FEWEST {
            return Err(vec![
                Problem::error("too-few").about("people").arg("people", people).arg("least", FEWEST),
            ]);
        }
        let variant = request.settings.variant;
        let one = if variant == Variant::Brainwriting { ONE_ROUND_OF_SHEETS } else { ONE_GROUP };
        let question = request.settings.question.as_deref().map(str::trim).filter(|q| !q.is_empty());
        Ok(Self {
            people,
            variant,
            groups: if people <= one { vec![people] } else { in_groups(people) },
            question: question.map(str::to_owned),
            walls: request.room.walls,
            goal: request.settings.goal,
        })
    }

    /// True when people work in several groups.
    pub fn grouped(&self) -> bool {
        self.groups.len() > 1
    }

    /// True when it matters who sits where: in groups, and where sheets go from seat to seat.
    pub fn seated(&self) -> bool {
        self.grouped() || self.variant == Variant::Brainwriting
    }

    /// True when every group can tell the others what it found, one after the other.
    pub fn reports(&self) -> bool {
        self.groups.len() <= REPORTING
    }

    /// Rounds of brainwriting: every sheet of the largest group is with everybody once.
    pub fn rounds(&self) -> u32 {
        self.groups.iter().copied().max().unwrap_or(0)
    }

    /// Where papers lie when nothing can be hung: one to a group, or one to six people.
    pub fn tables(&self) -> u32 {
        if self.grouped() { self.group_count() } else { self.people.div_ceil(6) }
    }

    /// How many groups.
    pub fn group_count(&self) -> u32 {
        u32::try_from(self.groups.len()).unwrap_or(u32::MAX)
    }

    /// Ideas expected from each person. Without a goal: twelve an hour, the 120 ideas that ten people can have
    /// in an hour; three at least, and one sheet of eight cards at most.
    pub fn ideas_each(&self, seconds: u32) -> u32 {
        match self.goal {
            Some(goal) => goal.div_ceil(self.people).max(3),
            None => (12 * seconds).div_ceil(3600).clamp(3, CARDS_A_SHEET),
        }
    }

    /// The number, from 1, of the group that names each lettered cluster; empty when letters are given later
    /// or there is one group.
    pub fn letter_owners(&self) -> Vec<u32> {
        if !self.grouped() || !self.reports() {
            return Vec::new();
        }
        let shares = split(LETTERS, self.group_count());
        (1..).zip(shares).flat_map(|(group, share)| (0..share).map(move |_| group)).collect()
    }

    pub fn warnings(&self) -> Vec<Problem> {
        if self.people <= MANY {
            return Vec::new();
        }
        let args = Problem::warning("many").about("people").arg("people", self.people);
        vec![args.arg("groups", self.group_count())]
    }
}

/// Groups of five to seven; nine people are five and four.
fn in_groups(people: u32) -> Vec<u32> {
    groups(people, 5, 6, 7)
        .or_else(|| groups(people, 4, 5, 7))
        .unwrap_or_else(|| panic!("{people} people in no groups"))
}
