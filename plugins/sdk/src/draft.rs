//! Builders for the records of a draft, so that a format says only what differs from the usual.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::{Cut, Draft, Handout, Play, Problem, Role, Seating, Sheet, Span, Step, Supply};

fn json(value: impl Serialize) -> String {
    serde_json::to_string(&value).unwrap_or_else(|e| panic!("this has no JSON: {e}"))
}

/// Adds a key to a JSON object kept as text.
fn with(object: &str, key: &str, value: impl Serialize) -> String {
    let mut map: Map<String, Value> = serde_json::from_str(object).unwrap_or_default();
    map.insert(key.to_owned(), serde_json::to_value(value).unwrap_or_else(|e| panic!("`{key}`: {e}")));
    json(map)
}

impl Span {
    /// From `min` to `max` minutes, best at `ideal`.
    #[must_use]
    pub fn minutes(min: u32, ideal: u32, max: u32) -> Self {
        Self { min: min * 60, ideal: ideal * 60, max: max * 60, extra: String::new() }
    }
}

impl Step {
    /// A step whose words stand under `[steps.<id>]`. Give it a time next.
    #[must_use]
    pub fn new(id: impl Into<String>) -> Self {
        let id = id.into();
        Self {
            text: id.clone(),
            id,
            args: "{}".into(),
            min: 0,
            ideal: 0,
            max: 0,
            weight: 1,
            cut: None,
            play: None,
            data: "null".into(),
            extra: String::new(),
        }
    }

    /// Words shared with other steps: those under `[steps.<text>]`.
    #[must_use]
    pub fn text(mut self, text: &str) -> Self {
        text.clone_into(&mut self.text);
        self
    }

    /// Something its words mention.
    #[must_use]
    pub fn arg(mut self, key: &str, value: impl Serialize) -> Self {
        self.args = with(&self.args, key, value);
        self
    }

    /// From `min` to `max` minutes, best at `ideal`.
    #[must_use]
    pub fn minutes(self, min: u32, ideal: u32, max: u32) -> Self {
        self.seconds(min * 60, ideal * 60, max * 60)
    }

    /// From `min` to `max` seconds, best at `ideal`.
    #[must_use]
    pub fn seconds(mut self, min: u32, ideal: u32, max: u32) -> Self {
        debug_assert!(min <= ideal && ideal <= max, "{}: {min} <= {ideal} <= {max}", self.id);
        (self.min, self.ideal, self.max) = (min, ideal, max);
        self
    }

    /// How readily it stretches; 1 unless said.
    #[must_use]
    pub fn weight(mut self, weight: u32) -> Self {
        self.weight = weight;
        self
    }

    /// It may be cut when the room runs late: rank 1 goes first, `keep` minutes are left.
    #[must_use]
    pub fn cut(mut self, rank: u32, keep: u32) -> Self {
        self.cut = Some(Cut { rank, keep: keep * 60 });
        self
    }

    /// It plays a round, from 1, of a seating.
    #[must_use]
    pub fn play(mut self, seating: &str, round: u32) -> Self {
        self.play = Some(Play { seating: seating.to_owned(), round });
        self
    }

    /// For templates: `step.data`.
    #[must_use]
    pub fn data(mut self, data: impl Serialize) -> Self {
        self.data = json(data);
        self
    }
}

impl Seating {
    /// Tables of these sizes, made by the host.
    #[must_use]
    pub fn new(id: &str, mode: &str, sizes: Vec<u32>, rounds: u32) -> Self {
        Self {
            id: id.to_owned(),
            mode: mode.to_owned(),
            sizes,
            rounds,
            within: None,
            roles: Vec::new(),
            explicit: Vec::new(),
            caps: Vec::new(),
            spare_seats: 0,
            extra: String::new(),
        }
    }

    /// Tables of an earlier seating stay together.
    #[must_use]
    pub fn within(mut self, seating: &str) -> Self {
        self.within = Some(seating.to_owned());
        self
    }

    /// A part that `per_table` people play; `stays` when they keep their table.
    #[must_use]
    pub fn role(mut self, id: &str, per_table: u32, stays: bool) -> Self {
        self.roles.push(Role { id: id.to_owned(), per_table, stays, extra: String::new() });
        self
    }

    /// Chairs kept for latecomers.
    #[must_use]
    pub fn spare_seats(mut self, spare_seats: u32) -> Self {
        self.spare_seats = spare_seats;
        self
    }
}

impl Handout {
    /// One A4 copy of a template for everybody to take; say what differs.
    #[must_use]
    pub fn new(id: &str) -> Self {
        Self {
            id: id.to_owned(),
            template: id.to_owned(),
            audience: "participant".into(),
            paper: "a4".into(),
            copies: 1,
            shared: false,
            data: "null".into(),
            extra: String::new(),
        }
    }

    /// Made from another template than its id says.
    #[must_use]
    pub fn template(mut self, template: &str) -> Self {
        template.clone_into(&mut self.template);
        self
    }

    /// `participant`, `table`, `wall`, `host` or `facilitator`.
    #[must_use]
    pub fn audience(mut self, audience: &str) -> Self {
        audience.clone_into(&mut self.audience);
        self
    }

    /// `a3`, `a4`, `a5`, or one of them with `-landscape`.
    #[must_use]
    pub fn paper(mut self, paper: &str) -> Self {
        paper.clone_into(&mut self.paper);
        self
    }

    /// How often the whole document is printed.
    #[must_use]
    pub fn copies(mut self, copies: u32) -> Self {
        self.copies = copies;
        self
    }

    /// A copy can be shared, or shown on a screen.
    #[must_use]
    pub fn shared(mut self) -> Self {
        self.shared = true;
        self
    }

    /// For the template: `data`.
    #[must_use]
    pub fn data(mut self, data: impl Serialize) -> Self {
        self.data = json(data);
        self
    }
}

impl Supply {
    /// Something that every block shares: the largest quantity of all blocks is brought.
    #[must_use]
    pub fn reused(item: &str, quantity: u32, unit: &str) -> Self {
        Self { item: item.to_owned(), quantity, unit: unit.to_owned(), reused: true, extra: String::new() }
    }

    /// Something that is used up: quantities of all blocks add up.
    #[must_use]
    pub fn used_up(item: &str, quantity: u32, unit: &str) -> Self {
        Self { reused: false, ..Self::reused(item, quantity, unit) }
    }
}

impl Sheet {
    /// A table to fill in afterwards, with the cells that are known.
    #[must_use]
    pub fn new(id: &str, columns: &[&str], rows: Vec<Vec<String>>) -> Self {
        Self {
            id: id.to_owned(),
            columns: columns.iter().map(|&c| c.to_owned()).collect(),
            rows,
            extra: String::new(),
        }
    }
}

impl Problem {
    /// Something that must be changed.
    #[must_use]
    pub fn error(text: &str) -> Self {
        Self::new("error", text)
    }

    /// Something worth knowing.
    #[must_use]
    pub fn warning(text: &str) -> Self {
        Self::new("warning", text)
    }

    fn new(severity: &str, text: &str) -> Self {
        Self {
            severity: severity.to_owned(),
            about: String::new(),
            text: text.to_owned(),
            args: "{}".into(),
            value: None,
            extra: String::new(),
        }
    }

    /// The value to point at: `people`, `minutes`, `settings.rounds`, `settings.items[3]`.
    #[must_use]
    pub fn about(mut self, about: impl Into<String>) -> Self {
        self.about = about.into();
        self
    }

    /// Something its words mention.
    #[must_use]
    pub fn arg(mut self, key: &str, value: impl Serialize) -> Self {
        self.args = with(&self.args, key, value);
        self
    }

    /// What to type instead, as TOML.
    #[must_use]
    pub fn value(mut self, value: impl std::fmt::Display) -> Self {
        self.value = Some(value.to_string());
        self
    }
}

impl Draft {
    /// A draft of these steps; add what else the block needs to its fields.
    #[must_use]
    pub fn new(steps: Vec<Step>) -> Self {
        Self {
            steps,
            seatings: Vec::new(),
            handouts: Vec::new(),
            supplies: Vec::new(),
            sheets: Vec::new(),
            warnings: Vec::new(),
            extra: String::new(),
        }
    }
}
