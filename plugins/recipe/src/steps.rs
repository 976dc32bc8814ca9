//! The steps of a recipe: their times, and those that repeat.

use atelier_format::{Script, Step as Planned, give_up};
use serde_json::Value;

use crate::clock::Parts;
use crate::model::{Amount, Entry, Minutes, Recipe, Step};
use crate::scope::Scope;

/// The most times that steps may repeat.
const MOST_REPEATS: u32 = 100;

/// The most minutes that repetitions may keep to.
const MOST_CLOCK: u32 = 60;

/// Where in a repetition a step stands.
#[derive(Clone, Copy)]
struct Turn {
    round: u32,
    rounds: u32,
}

/// The steps of one way, elastic.
pub fn script(recipe: &Recipe, scope: &Scope) -> Script {
    planned(recipe, scope, false).fold(Script::new(), Script::step)
}

/// The steps of one way, at the length the schedule chose, with what their words may mention.
pub fn fill(recipe: &Recipe, scope: &Scope, seconds: u32) -> Vec<Planned> {
    let mut steps = on_the_clock(recipe, scope, seconds, true)
        .unwrap_or_else(|| planned(recipe, scope, true).fold(Script::new(), Script::step).fill(seconds));
    for step in &mut steps {
        // What is to be kept may be all there is at this length.
        step.cut = step.cut.filter(|cut| cut.keep < step.ideal);
    }
    steps
}

/// Whether everything that is to begin and end on the clock can do so at this length.
pub fn keeps_the_clock(recipe: &Recipe, scope: &Scope, seconds: u32) -> bool {
    clock(recipe).is_none() || on_the_clock(recipe, scope, seconds, false).is_some()
}

/// The place among the entries of the steps that repeat on the clock, and their minutes.
fn clock(recipe: &Recipe) -> Option<(usize, u32)> {
    let mut found = recipe.steps.iter().enumerate().filter_map(|(place, entry)| match entry {
        Entry::Together(together) => Some((place, together.clock?)),
        Entry::Step(_) => None,
    });
    let first = found.next()?;
    if found.next().is_some() || !(1..=MOST_CLOCK).contains(&first.1) {
        give_up(&format!("[recipe.steps]: `clock` is 1 to {MOST_CLOCK} minutes, for one group of steps"));
    }
    Some(first)
}

fn on_the_clock(recipe: &Recipe, scope: &Scope, seconds: u32, args: bool) -> Option<Vec<Planned>> {
    let (place, minutes) = clock(recipe)?;
    let all = |entries: &[Entry]| -> Vec<Planned> {
        entries.iter().flat_map(|entry| turns_of(entry, scope, args)).flatten().collect()
    };
    let parts = Parts {
        before: all(&recipe.steps[..place]),
        turns: turns_of(&recipe.steps[place], scope, args),
        after: all(&recipe.steps[place + 1..]),
    };
    parts.fill(minutes * 60, seconds)
}

/// All steps that take place; with their args only where somebody will read them.
fn planned(recipe: &Recipe, scope: &Scope, args: bool) -> impl Iterator<Item = Planned> {
    recipe.steps.iter().flat_map(move |entry| turns_of(entry, scope, args)).flatten()
}

/// The steps of an entry that take place: those of each repetition.
fn turns_of(entry: &Entry, scope: &Scope, args: bool) -> Vec<Vec<Planned>> {
    match entry {
        Entry::Step(step) => {
            let one = |turn| one(step, scope, turn, step.plays.as_deref(), args).into_iter().collect();
            match &step.repeat {
                None => vec![one(None)],
                Some(repeat) => turns(scope, repeat).map(|turn| one(Some(turn))).collect(),
            }
        }
        Entry::Together(together) if scope.holds(together.when.as_ref()) => {
            let turn = |turn| {
                let one = |step: &Step| {
                    let plays = step.plays.as_deref().or(together.plays.as_deref());
                    one(step, scope, Some(turn), plays, args)
                };
                together.steps.iter().filter_map(one).collect()
            };
            turns(scope, &together.repeat).map(turn).collect()
        }
        Entry::Together(_) => Vec::new(),
    }
}

fn turns(scope: &Scope, repeat: &Amount) -> impl Iterator<Item = Turn> + use<> {
    let rounds = scope.whole(repeat);
    if rounds > MOST_REPEATS {
        give_up(&format!("[recipe.steps]: they repeat {rounds} times, and {MOST_REPEATS} is the most"));
    }
    (1..=rounds).map(move |round| Turn { round, rounds })
}

/// One step, if it takes place.
fn one(step: &Step, scope: &Scope, turn: Option<Turn>, plays: Option<&str>, args: bool) -> Option<Planned> {
    let turned;
    let (id, scope) = match turn {
        None => (step.id.clone(), scope),
        Some(Turn { round, rounds }) => {
            turned = scope.with(&[("round", round), ("rounds", rounds)]);
            (format!("{}-{round}", step.id), &turned)
        }
    };
    if !scope.holds(step.when.as_ref()) {
        return None;
    }
    let (min, ideal, max) = minutes(&step.minutes, scope);
    let mut planned = Planned::new(id).text(step.text.as_ref().unwrap_or(&step.id)).minutes(min, ideal, max);
    planned = planned.weight(scope.whole(&step.weight));
    if let Some(cut) = &step.cut {
        planned = planned.cut(cut.rank, scope.whole(&cut.keep));
    }
    if let Some(seating) = plays.filter(|id| scope.tables.contains_key(*id)) {
        let round = match (&step.plays_round, turn) {
            (Some(round), _) => scope.whole(round),
            // A group that stays together plays its only round again and again.
            (None, Some(turn)) => turn.round.min(rounds_of(scope, seating)),
            (None, None) => 1,
        };
        planned = planned.play(seating, round);
    }
    if args {
        planned.args = Value::Object(scope.names()).to_string();
    }
    Some(planned)
}

fn rounds_of(scope: &Scope, seating: &str) -> u32 {
    let rounds = scope.get(&seating.replace('-', "_"))["rounds"].as_u64();
    rounds.and_then(|rounds| u32::try_from(rounds).ok()).unwrap_or(1)
}

/// Whole minutes in order, at least one.
fn minutes(minutes: &Minutes, scope: &Scope) -> (u32, u32, u32) {
    let [min, ideal, max] = match minutes {
        Minutes::Fixed(fixed) => [fixed; 3],
        Minutes::Range([min, ideal, max]) => [min, ideal, max],
    };
    let min = scope.whole(min).max(1);
    let ideal = scope.whole(ideal).max(min);
    (min, ideal, scope.whole(max).max(ideal))
}
