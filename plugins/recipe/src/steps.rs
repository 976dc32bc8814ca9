//! The steps of a recipe: their times, and those that repeat.

use atelier_format::{Script, Step as Planned, give_up};
use serde_json::Value;

use crate::model::{Amount, Entry, Minutes, Recipe, Step};
use crate::scope::Scope;

/// The most times that steps may repeat.
const MOST_REPEATS: u32 = 100;

/// Where in a repetition a step stands.
#[derive(Clone, Copy)]
struct Turn {
    round: u32,
    rounds: u32,
}

/// The steps of one way, elastic.
pub fn script(recipe: &Recipe, scope: &Scope) -> Script {
    planned(recipe, scope, false).into_iter().fold(Script::new(), Script::step)
}

/// The steps of one way, at the length the schedule chose, with what their words may mention.
pub fn fill(recipe: &Recipe, scope: &Scope, seconds: u32) -> Vec<Planned> {
    let script = planned(recipe, scope, true).into_iter().fold(Script::new(), Script::step);
    let mut steps = script.fill(seconds);
    for step in &mut steps {
        // What is to be kept may be all there is at this length.
        step.cut = step.cut.filter(|cut| cut.keep < step.ideal);
    }
    steps
}

/// All steps that take place; with their args only where somebody will read them.
fn planned(recipe: &Recipe, scope: &Scope, args: bool) -> Vec<Planned> {
    let mut steps = Vec::new();
    for entry in &recipe.steps {
        match entry {
            Entry::Step(step) => match &step.repeat {
                None => steps.extend(one(step, scope, None, step.plays.as_deref(), args)),
                Some(repeat) => {
                    for turn in turns(scope, repeat) {
                        steps.extend(one(step, scope, Some(turn), step.plays.as_deref(), args));
                    }
                }
            },
            Entry::Together(together) if scope.holds(together.when.as_ref()) => {
                for turn in turns(scope, &together.repeat) {
                    for step in &together.steps {
                        let plays = step.plays.as_deref().or(together.plays.as_deref());
                        steps.extend(one(step, scope, Some(turn), plays, args));
                    }
                }
            }
            Entry::Together(_) => {}
        }
    }
    steps
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
