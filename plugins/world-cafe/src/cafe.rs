//! Tables, questions and numbers of rounds, from a group and what the facilitator set.

use atelier_format::{Problem, Request, Seating, split};
use serde_json::Value;

use crate::{Favour, Settings};

/// Fewer people than three tables of four are one conversation.
pub const FEWEST_PEOPLE: u32 = 12;
/// More people than this cannot share one harvest.
pub const MOST_PEOPLE: u32 = 200;
/// People at a table when nothing else is set; one more where the division leaves a remainder.
const TABLE: u32 = 4;
/// The smallest table that is still a conversation.
const SMALLEST_TABLE: u32 = 3;
/// At a larger table some people only listen.
const LARGEST_TABLE: u32 = 6;
/// One free chair for so many people.
const PEOPLE_PER_SPARE_SEAT: u32 = 10;
/// Numbers of rounds when none is set, the best first.
const ROUNDS: [u32; 3] = [3, 2, 4];

/// The id of the seating.
pub const SEATING: &str = "tables";

/// A café whose settings agree with each other.
#[derive(Debug, Clone)]
pub struct Cafe {
    /// Everybody, hosts included.
    pub people: u32,
    /// People at each table, larger tables first.
    pub sizes: Vec<u32>,
    /// A host stays at each table.
    pub hosted: bool,
    /// At most one for each round.
    pub questions: Vec<String>,
    /// Possible numbers of rounds, the best first.
    pub rounds: Vec<u32>,
    /// Minutes of a round, when they are set.
    pub round_minutes: Option<u32>,
    /// Sheets can be hung.
    pub walls: bool,
}

impl Cafe {
    /// Settles everything that does not depend on the length.
    ///
    /// # Errors
    /// Every reason why there can be no such café.
    pub fn new(request: &Request<Settings>) -> Result<Self, Vec<Problem>> {
        let Request { people, settings, room, manifest, .. } = request;
        if *people < FEWEST_PEOPLE {
            return Err(vec![too_few(*people, &manifest["instead"])]);
        }
        let tables = settings.tables.unwrap_or(people / TABLE).max(1);
        let cafe = Self {
            people: *people,
            sizes: split(*people, tables),
            hosted: settings.favour == Favour::Topics,
            questions: questions(settings),
            rounds: settings.rounds.map_or_else(Vec::new, |rounds| vec![rounds]),
            round_minutes: settings.round_minutes,
            walls: room.walls,
        };
        let problems: Vec<Problem> =
            [cafe.table_problem(), question_twice(settings), cafe.rounds_problem(settings.rounds)]
                .into_iter()
                .flatten()
                .collect();
        if problems.is_empty() { Ok(cafe.with_rounds()) } else { Err(problems) }
    }

    /// How many tables.
    pub fn tables(&self) -> u32 {
        u32::try_from(self.sizes.len()).unwrap_or(u32::MAX)
    }

    /// Chairs kept free for latecomers, as long as no table grows beyond the largest.
    pub fn spare_seats(&self) -> u32 {
        self.people.div_ceil(PEOPLE_PER_SPARE_SEAT).min(LARGEST_TABLE * self.tables() - self.people)
    }

    /// The question of a round, from 1: the last one goes on when there are fewer questions than rounds.
    pub fn question(&self, round: u32) -> Option<&str> {
        let index = usize::try_from(round).unwrap_or(usize::MAX).min(self.questions.len());
        self.questions.get(index.checked_sub(1)?).map(String::as_str)
    }

    /// Who sits where, as a wish.
    pub fn seating(&self, rounds: u32) -> Seating {
        let seating = |mode| Seating::new(SEATING, mode, self.sizes.clone(), rounds);
        let seating = if self.hosted { seating("hosted").role("host", 1, true) } else { seating("plain") };
        seating.spare_seats(self.spare_seats())
    }

    /// What is worth knowing, though the café can take place.
    pub fn warnings(&self) -> Vec<Problem> {
        let mut warnings = Vec::new();
        if self.people > MOST_PEOPLE {
            let warning = Problem::warning("too-many").about("people").arg("people", self.people);
            warnings.push(warning.arg("max", MOST_PEOPLE).arg("cafes", self.people.div_ceil(MOST_PEOPLE)));
        }
        if self.questions.is_empty() {
            warnings.push(Problem::warning("no-question").about("settings.questions"));
        }
        warnings
    }

    /// Questions, as a number of rounds that they need.
    fn questions_count(&self) -> u32 {
        u32::try_from(self.questions.len()).unwrap_or(u32::MAX)
    }

    /// Fills in the possible numbers of rounds: at least one for each question, and with hosts who stay no
    /// more than there are tables.
    fn with_rounds(mut self) -> Self {
        if self.rounds.is_empty() {
            let most = if self.hosted { self.tables() } else { u32::MAX };
            let questions = self.questions_count();
            let fits = |rounds: &u32| (questions..=most).contains(rounds);
            self.rounds = ROUNDS.into_iter().filter(fits).collect();
            if self.rounds.is_empty() {
                self.rounds.push(questions);
            }
        }
        self
    }

    fn table_problem(&self) -> Option<Problem> {
        let (smallest, largest) = (self.people / self.tables(), self.people.div_ceil(self.tables()));
        let text = if largest > LARGEST_TABLE {
            "tables-too-large"
        } else if smallest < SMALLEST_TABLE {
            "tables-too-small"
        } else {
            return None;
        };
        let problem = Problem::error(text)
            .about("settings.tables")
            .arg("people", self.people)
            .arg("tables", self.tables())
            .arg("smallest", smallest)
            .arg("largest", largest)
            .arg("min", SMALLEST_TABLE)
            .arg("max", LARGEST_TABLE);
        Some(problem.arg("better", self.people / TABLE).value(self.people / TABLE))
    }

    /// More questions than rounds, or more rounds than tables whose hosts stay.
    fn rounds_problem(&self, set: Option<u32>) -> Option<Problem> {
        let questions = self.questions_count();
        let rounds = set.unwrap_or(questions);
        if questions > rounds {
            let problem = Problem::error("more-questions-than-rounds")
                .about(format!("settings.questions[{rounds}]"))
                .arg("questions", questions);
            return Some(problem.arg("rounds", rounds));
        }
        if !self.hosted || rounds <= self.tables() {
            return None;
        }
        let problem = match set {
            Some(_) => {
                Problem::error("more-rounds-than-tables").about("settings.rounds").value(self.tables())
            }
            None => Problem::error("more-questions-than-tables")
                .about(format!("settings.questions[{}]", self.tables())),
        };
        let possible = self.people / rounds >= SMALLEST_TABLE;
        Some(problem.arg("rounds", rounds).arg("tables", self.tables()).arg("more_tables", possible))
    }
}

fn questions(settings: &Settings) -> Vec<String> {
    settings.questions.clone().unwrap_or_else(|| settings.question.iter().cloned().collect())
}

fn too_few(people: u32, instead: &Value) -> Problem {
    let problem = Problem::error("too-few").about("people").arg("people", people);
    problem.arg("min", FEWEST_PEOPLE).arg("instead", instead)
}

fn question_twice(settings: &Settings) -> Option<Problem> {
    let twice = settings.question.is_some() && settings.questions.is_some();
    twice.then(|| Problem::error("question-twice").about("settings.question"))
}
