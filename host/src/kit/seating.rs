//! Seatings on paper: what templates see of them, and the host's own documents about them.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::context::{clock, minutes};
use super::matrix;
use crate::diagnostic::{Diagnostic, Sources, folded};
use crate::document::tree::{Document, Page};
use crate::document::{Canvas, Frame, Templates};
use crate::plan::{PlannedStep, Seated, Session};
use crate::words::{self, Words, typography};
use crate::workshop::Workshop;

/// The template of the facilitator's document.
pub const SEATING: &str = include_str!("../../theme/documents/seating.md");
/// The template of the cards that say where each person goes.
const CARDS: &str = include_str!("../../theme/documents/rotation-cards.md");

/// Stands for the table of a round that somebody does not take part in: templates print it as it is.
const ABSENT: &str = "–";
/// Most people for whom it is drawn who meets whom.
const MOST_DRAWN: usize = 40;
/// Fewest people for whom a rule of their own is easier than a list of tables.
const FEWEST_FOR_STEPS: usize = 100;
/// Pairs who meet again that are named; more are counted.
const MOST_NAMED: usize = 60;

/// What a format calls a seating and its places: `[seatings.<id>]` of its words. None where it says nothing: they are
/// tables.
#[must_use]
pub fn own_word(pack: &Words, seating: &str, key: &str, count: usize) -> Option<String> {
    pack.render(&format!("seatings.{seating}.{key}"), minijinja::context! { count }).ok()
}

/// How good a seating is, in a sentence. Empty where nothing is to be said.
#[must_use]
pub fn quality(seated: &Seated, words: &Words) -> String {
    let [repeats, bound] = [seated.repeats, seated.bound].map(|all| all.saturating_sub(seated.kept_together));
    let key = match (repeats, bound) {
        _ if seated.rounds.len() < 2 || seated.is_free() => return String::new(),
        (0, _) if seated.kept_together > 0 => "seating_quality.groups",
        (0, _) => "seating_quality.none",
        (repeats, bound) if repeats <= bound => "seating_quality.best",
        _ => "seating_quality.bounded",
    };
    let args = minijinja::context! { repeats, bound };
    words.render(key, args).unwrap_or_default()
}

/// Everybody of a block, with their tables in a seating.
pub fn people(people: &[usize], seated: Option<&Seated>, labels: &[String], workshop: &Workshop) -> Value {
    let named = |person: usize| !workshop.people.list[person].name.is_empty();
    people.iter().map(|&person| self::person(person, seated, labels, named(person))).collect()
}

fn person(person: usize, seated: Option<&Seated>, labels: &[String], named: bool) -> Value {
    let number = |table: Option<usize>| table.map(|table| table + 1);
    let shown = |table: Option<usize>| number(table).map_or_else(|| json!(ABSENT), |table| json!(table));
    let tables: Vec<Value> =
        seated.map_or_else(Vec::new, |seated| seated.tables_of(person).into_iter().map(shown).collect());
    let roles = seated.map_or_else(Vec::new, |seated| roles_of(seated, person));
    let same = roles.first().filter(|first| roles.iter().all(|role| role == *first)).cloned().flatten();
    json!({
        "number": person + 1,
        "name": labels[person],
        "named": named,
        "tables": tables,
        "host": number(seated.and_then(|seated| seated.host_table(person))),
        "role": same,
        "roles": roles,
        "step": seated.and_then(|seated| step_of(seated, person)),
    })
}

/// The part that somebody plays, by round.
fn roles_of(seated: &Seated, person: usize) -> Vec<Option<String>> {
    let role = |round: usize| {
        let plays = |role: &&crate::plan::SeatedRole| {
            role.rounds.get(round).is_some_and(|tables| tables.iter().flatten().any(|other| *other == person))
        };
        seated.roles.iter().find(plays).map(|role| role.id.clone())
    };
    (0..seated.rounds.len()).map(role).collect()
}

/// How many tables further somebody goes every time, where that is easier to say than a list of tables.
fn step_of(seated: &Seated, person: usize) -> Option<usize> {
    seated
        .steps
        .get(&person)
        .copied()
        .filter(|_| seated.steps.len() >= FEWEST_FOR_STEPS && seated.rounds.len() > 1)
}

fn names(people: &[usize], labels: &[String]) -> Vec<String> {
    people.iter().map(|&person| labels[person].clone()).collect()
}

/// The tables, with who comes in which round.
pub fn tables(seated: &Seated, labels: &[String]) -> Value {
    let table = |t: usize| {
        let rounds: Vec<Vec<String>> = seated.rounds.iter().map(|round| names(&round[t], labels)).collect();
        json!({
            "number": t + 1,
            "seats": seated.seats(t),
            "host": seated.hosts[t].map(|host| &labels[host]),
            "rounds": rounds,
        })
    };
    (0..seated.tables()).map(table).collect()
}

/// The rounds, with their clock times where steps play them.
pub fn rounds(seated: &Seated, steps: &[PlannedStep]) -> Value {
    let round = |r: usize| {
        let number = u32::try_from(r + 1).unwrap_or(u32::MAX);
        let plays = |step: &&PlannedStep| step.play.as_ref() == Some(&(seated.id.clone(), number));
        let played = steps.iter().find(plays);
        json!({
            "number": number,
            "start": played.map(|step| clock(step.start)),
            "end": played.map(|step| clock(step.end)),
            "minutes": played.map(|step| minutes(step.end - step.start)),
            "step": played.map(|step| &step.id),
        })
    };
    (0..seated.rounds.len()).map(round).collect()
}

/// Chairs kept free, by table. `rounds` names those in which they are, where that is not all of them.
pub fn spare_seats(seated: &Seated) -> Value {
    let by_round = seated.spare_by_round();
    let mut spare = Vec::new();
    for table in 0..seated.tables() {
        let seats: Vec<usize> = by_round.iter().map(|round| round[table]).collect();
        for count in seats.iter().copied().filter(|seats| *seats > 0).collect::<BTreeSet<_>>() {
            let there = (1_u32..).zip(&seats).filter(|(_, seats)| **seats == count);
            let rounds: Vec<String> = there.map(|(round, _)| round.to_string()).collect();
            let rounds = if rounds.len() == seats.len() { Vec::new() } else { rounds };
            spare.push(json!({ "table": table + 1, "seats": count, "rounds": rounds }));
        }
    }
    spare.into()
}

/// What templates see of a seating, without its people.
pub fn facts(seated: &Seated, labels: &[String]) -> Value {
    let rounds: Vec<Vec<Vec<String>>> =
        seated.rounds.iter().map(|round| round.iter().map(|table| names(table, labels)).collect()).collect();
    let repeated = seated
        .repeated
        .iter()
        .map(|&(a, b, meetings)| json!({ "names": [labels[a], labels[b]], "meetings": meetings }));
    json!({
        "id": seated.id,
        "mode": seated.mode,
        "free": seated.is_free(),
        "rounds": rounds,
        "tables": tables(seated, labels),
        "repeats": seated.repeats,
        "revisits": seated.revisits,
        "bound": seated.bound,
        "met_before": seated.met_before,
        "max_meetings": seated.max_meetings,
        "repeated": repeated.collect::<Vec<_>>(),
        "how": seated.how,
        "steps": !seated.steps.is_empty(),
    })
}

/// Seatings to be printed: those of a block, or one alone.
pub struct Seats<'s> {
    /// What they are of.
    pub title: &'s str,
    /// One after the other.
    pub seatings: &'s [Seated],
    /// The steps that play their rounds.
    pub steps: &'s [PlannedStep],
    /// Who takes part, by index in `labels`.
    pub people: &'s [usize],
    /// What everybody is called.
    pub labels: &'s [String],
    /// Everybody has a name, not just a number.
    pub named: bool,
    /// What the parts that people play are called, by their ids.
    pub role: &'s dyn Fn(&str) -> String,
    /// Words of a seating's own, by its id: `name`, `place`, or `count` with so many.
    pub own: &'s dyn Fn(&str, &str, usize) -> Option<String>,
}

/// What has to be looked up: where people are seated at several tables.
fn to_look_up(seatings: &[Seated]) -> impl Iterator<Item = &Seated> {
    seatings.iter().filter(|seated| !seated.is_free() && seated.tables() > 1)
}

/// Whether a session has a sheet of who sits where, beside its handouts.
#[must_use]
pub fn is_printed(session: &Session) -> bool {
    to_look_up(&session.seatings).next().is_some() && session.handouts.iter().all(|own| own.id != "seating")
}

impl Seats<'_> {
    /// What the templates see.
    #[must_use]
    pub fn context(&self, words: &Words) -> Value {
        json!({
            "title": self.title,
            "named": self.named,
            "seatings": to_look_up(self.seatings).enumerate().map(|(i, seated)| self.seating(i, seated, words)).collect::<Vec<_>>(),
        })
    }

    fn seating(&self, index: usize, seated: &Seated, words: &Words) -> Value {
        let met = met(seated, self.people);
        let mut sorted = self.people.to_vec();
        if self.named {
            sorted.sort_by_cached_key(|person| folded(&self.labels[*person]));
        }
        let drawn = seated.rounds.len() > 1 && self.people.len() <= MOST_DRAWN;
        let mut rounds = rounds(seated, self.steps);
        for (round, value) in rounds.as_array_mut().into_iter().flatten().enumerate() {
            value["tables"] = (0..seated.tables()).map(|table| self.table(seated, round, table)).collect();
        }
        let mut value = facts(seated, self.labels);
        value["number"] = json!(index + 1);
        value["name"] = json!((self.own)(&seated.id, "name", seated.tables()));
        value["place"] = json!((self.own)(&seated.id, "place", 1));
        value["host"] = json!((self.own)(&seated.id, "host", 1));
        value["count"] = json!((self.own)(&seated.id, "count", seated.tables()));
        value["quality"] = json!(quality(seated, words));
        value["rounds"] = rounds;
        value["people"] = sorted
            .iter()
            .map(|&person| self::person(person, Some(seated), self.labels, self.named))
            .collect();
        value["spare_seats"] = spare_seats(seated);
        value["partly"] = sorted.iter().filter_map(|&person| self.partly(seated, person)).collect();
        value["more_repeated"] = json!(seated.repeated.len().saturating_sub(MOST_NAMED));
        if let Some(repeated) = value["repeated"].as_array_mut() {
            repeated.truncate(MOST_NAMED);
        }
        value["met"] = json!({ "fewest": met.iter().min(), "most": met.iter().max() });
        value["steps"] = json!(self.people.iter().any(|person| step_of(seated, *person).is_some()));
        value["drawing"] = json!(drawn.then(|| drawing_name(index)));
        value
    }

    /// A table in a round: its host apart from the others, and who plays which part.
    fn table(&self, seated: &Seated, round: usize, table: usize) -> Value {
        let seats = &seated.rounds[round][table];
        let host = seated.hosts[table].filter(|host| seats.contains(host));
        let others: Vec<usize> = seats.iter().copied().filter(|person| Some(*person) != host).collect();
        let roles = seated.roles.iter().filter_map(|role| {
            let who = role.rounds.get(round)?.get(table)?;
            // That somebody hosts is said already.
            let shown = !who.is_empty() && who.as_slice() != host.as_slice();
            shown.then(|| json!({ "role": (self.role)(&role.id), "names": names(who, self.labels) }))
        });
        json!({
            "number": table + 1,
            "host": host.map(|host| &self.labels[host]),
            "others": names(&others, self.labels),
            "roles": roles.collect::<Vec<_>>(),
        })
    }

    /// Somebody who is not there for all rounds: where they go when they come.
    fn partly(&self, seated: &Seated, person: usize) -> Option<Value> {
        let tables = seated.tables_of(person);
        if tables.iter().all(Option::is_some) {
            return None;
        }
        let first = tables.iter().position(Option::is_some);
        let last = tables.iter().rposition(Option::is_some);
        Some(json!({
            "name": self.labels[person],
            "first": first.map(|round| round + 1),
            "last": last.map(|round| round + 1),
            "table": first.and_then(|round| tables[round]).map(|table| table + 1),
            "rounds": tables.len(),
        }))
    }

    /// The drawing that the template asks for by name: who meets whom.
    #[must_use]
    pub fn drawing(&self, name: &str, words: &Words) -> Option<Canvas> {
        let (_, seated) =
            to_look_up(self.seatings).enumerate().find(|(index, _)| drawing_name(*index) == name)?;
        let met = met(seated, self.people);
        let args = minijinja::context! {
            people => self.people.len(),
            fewest => met.iter().min(),
            most => met.iter().max(),
            repeated => seated.repeated.len(),
        };
        let alt = words.render("seating_plan.drawing", args).unwrap_or_default();
        let labels = names(self.people, self.labels);
        let round_of = |a: usize, b: usize| meetings(seated, self.people[a], self.people[b]);
        Some(Canvas {
            svg: matrix::draw(&labels, self.named, &round_of),
            alt: typography::typeset(words.language(), &alt),
        })
    }

    /// The documents of a seating alone, by name: a card for each person, and who sits where.
    ///
    /// # Errors
    /// Every problem of every template.
    pub fn documents(
        &self,
        words: &Words,
        page: Page,
        date: &str,
        sources: &mut Sources,
    ) -> Result<Vec<(&'static str, Document)>, Vec<Diagnostic>> {
        let language = words.language();
        let texts = [("rotation-cards", CARDS), ("seating", SEATING)];
        let templates = Templates::new(texts.map(|(name, text)| (name.into(), text.into())), |environment| {
            words::add_functions(environment, language);
            environment.add_global("host", words.object());
        });
        let context = self.context(words);
        let typeset = |text: &str| typography::typeset(language, text);
        let mut documents = Vec::new();
        for (name, title) in [("rotation-cards", "seating_plan.cards"), ("seating", "seating_plan.title")] {
            let frame = Frame {
                title: words.render(title, minijinja::Value::default()).unwrap_or_else(|_| name.to_owned()),
                header: vec![self.title.to_owned()],
                language: language.to_owned(),
                page,
                date: date.to_owned(),
                typography: &typeset,
                canvas: &|name| self.drawing(name, words),
            };
            let made =
                templates.document(name, minijinja::Value::from(minijinja::value::Serde(&context)), &frame);
            let made = made.map_err(|errors| {
                errors.into_iter().map(|error| error.into_diagnostic(sources)).collect::<Vec<_>>()
            })?;
            documents.push((name, made));
        }
        Ok(documents)
    }
}

fn drawing_name(index: usize) -> String {
    format!("who-meets-whom-{}", index + 1)
}

/// How many others each of `people` meets; those who are never there are left out.
fn met(seated: &Seated, people: &[usize]) -> Vec<usize> {
    let others = |person: &usize| {
        let tables = seated.rounds.iter().flatten().filter(|table| table.contains(person));
        let met: BTreeSet<usize> = tables.flatten().copied().collect();
        met.len().checked_sub(1)
    };
    people.iter().filter_map(others).collect()
}

/// In how many rounds two people sit together.
fn meetings(seated: &Seated, a: usize, b: usize) -> usize {
    let both = |table: &&Vec<usize>| table.contains(&a) && table.contains(&b);
    seated.rounds.iter().flatten().filter(both).count()
}
