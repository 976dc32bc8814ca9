//! Steps and their times.

use atelier_format::{Script, Step};
use serde_json::json;

use crate::Variant;
use crate::rule::FINALISTS;
use crate::session::Session;

/// What is always left for talk about the first items, in minutes: dots hide objections.
const TALK: u32 = 5;

/// The shapes that the session can have, best first. What is short of time is never the vote itself: the talk and
/// the end of the session give theirs.
pub fn scripts(session: &Session) -> Vec<Script> {
    let floors = Floors::new(session);
    let mut shapes = vec![full(session, floors), short(session, floors)];
    // After a second round, what is decided has to be said: that needs a step of its own.
    if session.rule.variant != Variant::TwoRounds {
        shapes.push(shortest(session, floors));
    }
    let script = |steps: Vec<Step>| steps.into_iter().fold(Script::new(), Script::step);
    shapes.into_iter().map(script).collect()
}

/// The fewest minutes in which a group can do each thing.
#[derive(Debug, Clone, Copy)]
struct Floors {
    /// Say the rule, and name aloud who has the last word.
    explain: u32,
    /// Read all items aloud, without haste.
    read: u32,
    /// Choose and write it down.
    choose: u32,
    /// Get up, stick and sit down again.
    stick: u32,
    /// Count, swap, count again and sign.
    count: u32,
}

impl Floors {
    fn new(session: &Session) -> Self {
        let list = if session.count > LONG_LIST { 3 } else { 2 };
        let group = if session.people >= LARGE_GROUP { 4 } else { 3 };
        // Round a room with a hundred people in it, everything takes a minute more.
        let crowd = (session.people.saturating_sub(1) / CROWD).min(MOST_FOR_A_CROWD);
        let queue = session.people.div_ceil(session.sheets()) * SECONDS_AT_A_SHEET;
        Self {
            explain: 2,
            read: list.max(session.reading()),
            choose: list,
            stick: group.max(1 + queue.div_ceil(60)) + crowd,
            count: group + crowd,
        }
    }
}

/// More items than this take longer to read and to choose from.
const LONG_LIST: u32 = 8;

/// From so many people on, sticking and counting take longer.
const LARGE_GROUP: u32 = 20;

/// Another minute to stick and to count for every so many people, up to three.
const CROWD: u32 = 100;
const MOST_FOR_A_CROWD: u32 = 3;

/// What one person takes at a sheet while the next one waits.
const SECONDS_AT_A_SHEET: u32 = 6;

/// To 40 minutes at least.
fn full(session: &Session, floors: Floors) -> Vec<Step> {
    let Floors { explain, read, choose, stick, count } = floors;
    let mut steps = vec![
        Step::new("explain").minutes(explain, explain, explain + 1),
        Step::new("read").minutes(read, read, read + 2).cut(3, 0),
        Step::new("choose").minutes(choose, choose + 1, choose + 2),
        Step::new("stick").minutes(stick, stick, stick + 1),
        Step::new("count").minutes(count, count, count + 1),
        Step::new("discuss").minutes(TALK + 1, 8, 15).cut(1, TALK),
    ];
    steps.extend(second_round(session, floors));
    steps.extend([Step::new("missing").minutes(2, 3, 4).cut(2, 1), Step::new("close").minutes(2, 2, 2)]);
    steps
}

/// The items are read while the rule is explained, and the result closes the session.
fn short(session: &Session, floors: Floors) -> Vec<Step> {
    let mut steps = vote_in_short(session, floors);
    steps.push(Step::new("discuss").minutes(TALK, TALK, 2 * TALK));
    steps.extend(second_round(session, floors));
    steps.push(Step::new("missing").minutes(2, 2, 3));
    steps
}

/// Besides, everybody looks for what is missing while two people count, and the talk ends with what follows.
fn shortest(session: &Session, floors: Floors) -> Vec<Step> {
    let mut steps = vote_in_short(session, floors);
    steps.push(Step::new("discuss").minutes(TALK, TALK, TALK + 1));
    steps
}

fn vote_in_short(session: &Session, floors: Floors) -> Vec<Step> {
    let Floors { explain, choose, stick, count, .. } = floors;
    let explain = explain + session.reading();
    vec![
        Step::new("explain").minutes(explain, explain, explain + 1),
        Step::new("choose").minutes(choose, choose, choose + 1),
        Step::new("stick").minutes(stick, stick, stick + 1),
        Step::new("count").minutes(count, count, count + 1),
    ]
}

/// One dot each, on a few items: a minute to choose, and the count has less to write.
fn second_round(session: &Session, floors: Floors) -> Vec<Step> {
    if session.rule.variant != Variant::TwoRounds {
        return Vec::new();
    }
    let (stick, count) = (floors.stick + 1, floors.count - 1);
    vec![
        Step::new("second").minutes(stick, stick, stick + 1),
        Step::new("count-again").minutes(count, count, count + 1),
    ]
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
        "missing": has("missing"),
        "closed": has("close"),
    })
    .to_string();
    let dress = |mut step: Step| {
        step.args.clone_from(&args);
        step
    };
    steps.into_iter().map(dress).collect()
}
