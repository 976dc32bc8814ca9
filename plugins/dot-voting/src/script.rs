//! Steps and their times.

use atelier_format::{Script, Step};
use serde_json::json;

use crate::Variant;
use crate::rule::FINALISTS;
use crate::session::Session;

/// Items that are read aloud in a minute, without haste.
const READ_A_MINUTE: u32 = 6;

/// What is always left for talk about the first items, in minutes: dots hide objections.
const TALK: u32 = 5;

/// The shapes that the session can have, best first.
pub fn scripts(session: &Session) -> Vec<Script> {
    [full(session), short(session)].map(|steps| steps.into_iter().fold(Script::new(), Script::step)).into()
}

/// From 15 to 40 minutes; the vote itself (choose, stick, count) takes from 3 to 10.
fn full(session: &Session) -> Vec<Step> {
    let read = session.count.div_ceil(READ_A_MINUTE).max(2);
    let mut steps = vec![
        Step::new("explain").minutes(1, 2, 3),
        Step::new("read").minutes(1, read, 6).cut(3, 0),
        Step::new("choose").minutes(1, 3, 4),
        Step::new("stick").minutes(1, 2, 3),
        Step::new("count").minutes(1, 2, 3),
        Step::new("discuss").minutes(TALK + 1, 8, 15).cut(1, TALK),
    ];
    if session.rule.variant == Variant::TwoRounds {
        steps.extend([Step::new("second").minutes(2, 3, 4), Step::new("count-again").minutes(1, 2, 3)]);
    }
    steps.extend([Step::new("missing").minutes(2, 3, 4).cut(2, 1), Step::new("close").minutes(2, 2, 2)]);
    steps
}

/// From 10 minutes: the items are read while the rule is explained, and the result closes the session.
fn short(session: &Session) -> Vec<Step> {
    let mut steps = vec![
        Step::new("explain").minutes(1, 2, 3),
        Step::new("choose").minutes(1, 1, 2),
        Step::new("stick").minutes(1, 1, 2),
        Step::new("count").minutes(1, 1, 2),
        Step::new("discuss").minutes(TALK, TALK, TALK + 1),
    ];
    if session.rule.variant == Variant::TwoRounds {
        steps.extend([Step::new("second").minutes(2, 2, 3), Step::new("count-again").minutes(1, 1, 2)]);
    }
    steps.push(Step::new("missing").minutes(1, 2, 3));
    steps
}

/// Adds what the words of the steps mention.
pub fn with_args(steps: Vec<Step>, session: &Session) -> Vec<Step> {
    let has = |id: &str| steps.iter().any(|step| step.id == id);
    let args = json!({
        "variant": session.rule.variant,
        "items": session.count,
        "known": !session.items.is_empty(),
        "dots": session.rule.dots,
        "per_item": session.rule.per_item,
        "reds": session.rule.reds,
        "finalists": FINALISTS,
        "top": session.count.min(4),
        "sheets": session.sheets(),
        "walls": session.walls,
        "read": has("read"),
        "closed": has("close"),
    })
    .to_string();
    let dress = |mut step: Step| {
        step.args.clone_from(&args);
        step
    };
    steps.into_iter().map(dress).collect()
}
