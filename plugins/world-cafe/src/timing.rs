//! Steps, and the lengths they can fill. All times are in minutes.
//!
//! Of 90 minutes the welcome takes about 11 %, each round 22 %, each move 2 %, what is gathered and shared
//! at the end 17 %, the close 2 %; other lengths keep these shares as far as the bounds allow.

use atelier_format::{Script, Step, first_that_fits};

use crate::cafe::{Cafe, SEATING};

/// The shortest round in which four people can hear each other.
const SHORTEST_ROUND: u32 = 12;
/// The longest round, unless the facilitator sets one.
const LONGEST_ROUND: u32 = 30;
/// The best length of a round.
const ROUND: u32 = 20;
/// Above so many people a move takes three minutes, not two.
const SLOW_MOVES: u32 = 35;
/// Of the harvest, what is not spent on the tables' reports: opening it, and reading back.
const HARVEST_FRAME: u32 = 2;

/// How short the long steps may become.
#[derive(Debug, Clone, Copy)]
struct Pace {
    welcome: u32,
    round: u32,
    harvest: u32,
}

/// Three rounds take 75 minutes at least, when two would do.
const ROOMY: Pace = Pace { welcome: 8, round: 16, harvest: 9 };
/// Two rounds of 20 minutes take 60 minutes at least.
const TWO_ROUNDS: Pace = Pace { welcome: 6, round: 20, harvest: 6 };
/// When the number of rounds is not ours to choose.
const TIGHT: Pace = Pace { welcome: 6, round: SHORTEST_ROUND, harvest: 6 };

/// A script for each possible number of rounds, the best first.
pub fn scripts(cafe: &Cafe) -> Vec<Script> {
    let choice = cafe.rounds.len() > 1;
    let script = |&rounds: &u32| {
        let pace = match rounds {
            2 if choice => TWO_ROUNDS,
            _ if choice && cafe.rounds.contains(&2) => ROOMY,
            _ => TIGHT,
        };
        script(cafe, rounds, pace)
    };
    cafe.rounds.iter().map(script).collect()
}

/// The steps of a café that lasts `seconds`.
///
/// # Panics
/// When no script can be so long.
pub fn steps(cafe: &Cafe, seconds: u32) -> Vec<Step> {
    let Some(script) = first_that_fits(scripts(cafe), seconds) else {
        panic!("no number of rounds fills {seconds} s")
    };
    script.fill(seconds).into_iter().map(|step| settle(step, cafe.tables())).collect()
}

/// How many of the steps are rounds.
pub fn rounds(steps: &[Step]) -> u32 {
    u32::try_from(steps.iter().filter(|step| step.play.is_some()).count()).unwrap_or(u32::MAX)
}

fn script(cafe: &Cafe, rounds: u32, pace: Pace) -> Script {
    let (tables, hosted) = (cafe.tables(), cafe.hosted);
    let welcome = Step::new("welcome").minutes(pace.welcome, 9, 20).cut(1, TIGHT.welcome);
    let mut script =
        Script::new().step(welcome.arg("tables", tables).arg("rounds", rounds).arg("hosted", hosted));
    for number in 1..=rounds {
        if number > 1 {
            script = script.step(change(cafe, number));
        }
        script = script.step(round(cafe, number, rounds, pace));
    }
    let harvest = Step::new("harvest").minutes(pace.harvest, 10, 30).cut(rounds + 2, TIGHT.harvest);
    script
        .step(Step::new("gather").minutes(4, 5, 8))
        .step(harvest.arg("tables", tables).arg("walls", cafe.walls))
        .step(Step::new("close").minutes(2, 2, 5).arg("hosted", hosted))
}

/// A round; the last one is shortened first.
fn round(cafe: &Cafe, number: u32, rounds: u32, pace: Pace) -> Step {
    let question = cafe.question(number);
    let step = Step::new(format!("round-{number}")).text("round").play(SEATING, number);
    let step = match cafe.round_minutes {
        Some(minutes) => step.minutes(minutes, minutes, minutes),
        None => step.minutes(pace.round, ROUND, LONGEST_ROUND),
    };
    step.cut(2 + rounds - number, SHORTEST_ROUND)
        .arg("round", number)
        .arg("rounds", rounds)
        .arg("hosted", cafe.hosted)
        .arg("question", question)
        .arg("new_question", number == 1 || question != cafe.question(number - 1))
}

/// The move to the tables of a round.
fn change(cafe: &Cafe, round: u32) -> Step {
    let ideal = if cafe.people > SLOW_MOVES { 3 } else { 2 };
    let step = Step::new(format!("move-{round}")).text("move").minutes(2, ideal, 3);
    step.arg("round", round).arg("hosted", cafe.hosted)
}

/// What depends on the time that a step was given: minutes of the host's recap, tables that report in the
/// harvest and the seconds each has.
fn settle(step: Step, tables: u32) -> Step {
    let minutes = step.ideal / 60;
    match step.text.as_str() {
        "round" => step.arg("recap", if minutes < ROUND { 1 } else { 2 }),
        "harvest" => {
            let minutes = minutes - HARVEST_FRAME;
            let voices = tables.min(minutes);
            let turn = minutes * 60 / voices;
            step.arg("voices", voices).arg("turn", turn - turn % 15)
        }
        _ => step,
    }
}
