//! Three rounds in pairs, or two when time is short.

use atelier_format::{
    Draft, Format, Handout, Problem, Request, Script, Seating, Sheet, Span, Step, Supply, first_that_fits,
    groups, spans,
};
use serde::Deserialize;

struct MyFormat;

#[derive(Debug, Clone, Deserialize)]
struct Settings {
    question: Option<String>,
}

const FEWEST: u32 = 4;

/// The steps of so many rounds.
fn script(rounds: u32, settings: &Settings) -> Script {
    let welcome = Step::new("welcome").minutes(2, 3, 5).arg("question", &settings.question);
    let talk = |round| {
        Step::new(format!("talk-{round}"))
            .text("talk")
            .minutes(4, 5, 8)
            .arg("round", round)
            .play("pairs", round)
    };
    let script = (1..=rounds).fold(Script::new().step(welcome), |script, round| script.step(talk(round)));
    script.step(Step::new("harvest").minutes(1, 3, 10).cut(1, 0))
}

/// The best first.
fn scripts(request: &Request<Settings>) -> Result<Vec<Script>, Vec<Problem>> {
    if request.people < FEWEST {
        let problem = Problem::error("too-few").about("people").arg("people", request.people);
        return Err(vec![problem.arg("least", FEWEST).arg("instead", Vec::<String>::new())]);
    }
    Ok([3, 2].map(|rounds| script(rounds, &request.settings)).into())
}

impl Format for MyFormat {
    type Settings = Settings;

    fn lengths(request: &Request<Settings>) -> Result<Vec<Span>, Vec<Problem>> {
        Ok(spans(&scripts(request)?))
    }

    fn plan(request: &Request<Settings>, seconds: u32) -> Result<Draft, Vec<Problem>> {
        let script = first_that_fits(scripts(request)?, seconds);
        let mut draft = Draft::new(script.unwrap_or_default().fill(seconds));
        let rounds = draft.steps.iter().filter(|step| step.play.is_some()).count();
        let pairs = groups(request.people, 2, 2, 3).unwrap_or_else(|| vec![request.people]);
        let heard = vec![vec![String::new()]; pairs.len()];
        draft.seatings = vec![Seating::new("pairs", "plain", pairs, u32::try_from(rounds).unwrap_or(1))];
        draft.handouts = vec![Handout::new("card")];
        draft.supplies = vec![Supply::reused("pen", request.people, "piece")];
        draft.sheets = vec![Sheet::new("heard", &["heard"], heard)];
        Ok(draft)
    }
}

atelier_format::export!(MyFormat);
