//! The group and what it votes on, checked.

use atelier_format::{Problem, Request};

use crate::rule::{FINALISTS, MOST_ITEMS, Rule};
use crate::{Settings, Variant};

/// Fewer people talk it over.
const FEWEST: u32 = 3;

/// Lettered blanks when nothing is known of the items.
const BLANKS: u32 = 12;

/// Items that are read aloud in a minute, once and without comment.
const READ_A_MINUTE: u32 = 6;

/// People who can stick on one sheet in three minutes, one after the other; round a table fewer can stand.
const PEOPLE_A_WALL_SHEET: u32 = 30;
const PEOPLE_A_TABLE: u32 = 12;

/// A vote of a given group.
#[derive(Debug)]
pub struct Session {
    pub people: u32,
    /// What is voted on, as far as it is known: either all of it or nothing.
    pub items: Vec<String>,
    /// How many items there are or will be.
    pub count: u32,
    pub rule: Rule,
    pub walls: bool,
}

impl Session {
    /// # Errors
    /// When the group is too small, when there are fewer than two items or more than twenty, and when the dots
    /// cannot be placed.
    pub fn new(request: &Request<Settings>) -> Result<Self, Vec<Problem>> {
        let settings = &request.settings;
        let input = request.input("items_from").unwrap_or_default();
        let (about, items) = if settings.items.is_empty() {
            ("settings.items_from", input.items.unwrap_or_default())
        } else {
            ("settings.items", settings.items.clone())
        };
        let known = u32::try_from(items.len()).unwrap_or(u32::MAX);
        let count = if known > 0 { known } else { input.expected.filter(|&n| n > 0).unwrap_or(BLANKS) };
        let usual = Rule::usual(settings.variant, count);
        let rule = Rule::with(settings.variant, settings.dots.unwrap_or(usual.dots), settings.per_item);

        let people = request.people;
        let mut wrong = Vec::new();
        if people < FEWEST {
            wrong.push(Problem::error("too-few").about("people").arg("people", people).arg("least", FEWEST));
        }
        if count > MOST_ITEMS {
            wrong.push(
                Problem::error("too-many-items").about(about).arg("items", count).arg("most", MOST_ITEMS),
            );
        } else if count < 2 {
            wrong.push(Problem::error("one-item").about(about));
        } else {
            wrong.extend(impossible(settings, rule, count));
        }
        if !wrong.is_empty() {
            return Err(wrong);
        }
        Ok(Self { people, items, count, rule, walls: request.room.walls })
    }

    /// Minutes to read all items aloud once.
    pub fn reading(&self) -> u32 {
        self.count.div_ceil(READ_A_MINUTE)
    }

    /// Copies of the sheet that is voted on: everybody sticks at the same time.
    pub fn sheets(&self) -> u32 {
        self.people.div_ceil(if self.walls { PEOPLE_A_WALL_SHEET } else { PEOPLE_A_TABLE })
    }
}

/// What is worth knowing: two sources of items, and items that share the votes of one idea.
pub fn warnings(settings: &Settings) -> Vec<Problem> {
    let mut warnings = Vec::new();
    if !settings.items.is_empty() && settings.items_from.is_some() {
        warnings.push(Problem::warning("two-sources").about("settings.items_from"));
    }
    let plain = |text: &String| text.trim().to_lowercase();
    for (i, item) in settings.items.iter().enumerate() {
        if settings.items[..i].iter().any(|earlier| plain(earlier) == plain(item)) {
            warnings
                .push(Problem::warning("same-item").about(format!("settings.items[{i}]")).arg("item", item));
        }
    }
    warnings
}

/// What makes these dots impossible to place on so many items.
fn impossible(settings: &Settings, rule: Rule, count: u32) -> Option<Problem> {
    if rule.variant == Variant::Weighted && settings.per_item.is_some_and(|most| most != 1) {
        return Some(Problem::error("weighted-one-each").about("settings.per_item").value(1));
    }
    if rule.variant == Variant::TwoRounds && count <= FINALISTS {
        let problem = Problem::error("one-round-is-enough").about("settings.variant").value("\"plain\"");
        return Some(problem.arg("items", count).arg("finalists", FINALISTS));
    }
    if rule.per_item > rule.dots {
        let problem = Problem::error("more-on-one-than-dots").about("settings.per_item").value(rule.dots);
        return Some(problem.arg("dots", rule.dots).arg("per_item", rule.per_item));
    }
    let room = rule.per_item * count;
    if rule.dots > room {
        let about = if settings.dots.is_some() { "settings.dots" } else { "settings.per_item" };
        let problem = Problem::error("dots-without-place").about(about);
        let problem = problem.arg("dots", rule.dots).arg("per_item", rule.per_item).arg("items", count);
        return Some(if settings.dots.is_some() { problem.value(room) } else { problem });
    }
    None
}
