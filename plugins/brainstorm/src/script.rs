//! Steps and their times.

use atelier_format::{Script, Step};
use serde_json::json;

use crate::Variant;
use crate::passing;
use crate::session::{SEATING, Session};

/// Minutes of a step: least, best, most.
type Minutes = [u32; 3];

/// The times of one form of the session. Sharing is split when there are groups: part of it in the group, part
/// of it (`report`) between the groups.
struct Form {
    frame: Minutes,
    warm_up: Option<Minutes>,
    /// Silent writing.
    write: Minutes,
    /// What is left of it when ideas are said in turn; the rest goes to the turns.
    jot: Minutes,
    share: Minutes,
    report: Minutes,
    wave: Option<Minutes>,
    cluster: Minutes,
    sort: Option<Minutes>,
    close: Minutes,
}

/// With sorting: 75 to 180 minutes.
const LONG: Form = Form {
    frame: [6, 7, 15],
    warm_up: Some([5, 6, 10]),
    write: [10, 12, 20],
    jot: [3, 4, 8],
    share: [15, 18, 40],
    report: [6, 7, 15],
    wave: Some([8, 9, 20]),
    cluster: [12, 14, 30],
    sort: Some([13, 17, 30]),
    close: [6, 7, 15],
};

/// The usual one. Its best times are the shares of an hour: frame 10 %, warm-up 8 %, writing 17 %, sharing 25 %,
/// second wave 12 %, clusters 18 %, close 10 %.
const FULL: Form = Form {
    frame: [4, 6, 8],
    warm_up: Some([3, 5, 7]),
    write: [6, 10, 13],
    jot: [2, 3, 4],
    share: [9, 15, 19],
    report: [4, 6, 8],
    wave: Some([4, 7, 9]),
    cluster: [7, 11, 14],
    sort: None,
    close: [4, 6, 8],
};

/// Without warm-up and second wave.
const SHORT: Form = Form {
    frame: [2, 3, 4],
    warm_up: None,
    write: [4, 7, 9],
    jot: [1, 2, 3],
    share: [6, 9, 12],
    report: [3, 4, 5],
    wave: None,
    cluster: [4, 7, 9],
    sort: None,
    close: [2, 4, 5],
};

/// The shapes that the session can have, best first.
pub fn scripts(session: &Session) -> Vec<Script> {
    let shapes = match session.variant {
        Variant::Brainwriting => vec![passing_long(session), passing_full(session), passing_short(session)],
        Variant::Silent | Variant::RoundRobin => {
            vec![shape(&LONG, session), shape(&FULL, session), shape(&SHORT, session), naming(session)]
        }
    };
    shapes.into_iter().map(|steps| with_cuts(steps).into_iter().fold(Script::new(), Script::step)).collect()
}

fn step(id: &str, [min, ideal, max]: Minutes) -> Step {
    Step::new(id).minutes(min, ideal, max)
}

fn less(all: Minutes, part: Minutes) -> Minutes {
    std::array::from_fn(|i| all[i] - part[i])
}

fn shape(form: &Form, session: &Session) -> Vec<Step> {
    let share = if session.grouped() { less(form.share, form.report) } else { form.share };
    let ideas = match session.variant {
        Variant::RoundRobin => {
            let both = std::array::from_fn(|i| form.write[i] + share[i]);
            [step("jot", form.jot), step("turns", less(both, form.jot))]
        }
        _ => [step("silent", form.write), step("share", share)],
    };
    let mut steps = vec![step("frame", form.frame)];
    steps.extend(form.warm_up.map(|minutes| step("warm-up", minutes)));
    steps.extend(ideas);
    steps.extend(form.wave.map(|minutes| step("wave", minutes)));
    steps.push(step("cluster", form.cluster));
    steps.extend(between_groups(session, form.report));
    steps.extend(form.sort.map(|minutes| step("sort", minutes)));
    steps.push(step("close", form.close));
    steps
}

/// The shortest form, from 10 minutes: ideas, and their names.
fn naming(session: &Session) -> Vec<Step> {
    let ideas = if session.variant == Variant::RoundRobin { "turns" } else { "silent" };
    vec![step(ideas, [5, 5, 9]), step("name", [5, 5, 9])]
}

/// Groups tell each other, or, when they are many, walk past each other's clusters.
fn between_groups(session: &Session, minutes: Minutes) -> Option<Step> {
    let id = if session.reports() { "report" } else { "gallery" };
    session.grouped().then(|| step(id, minutes))
}

fn passing_long(session: &Session) -> Vec<Step> {
    let mut steps = vec![step("frame", [6, 8, 12]), step("warm-up", [4, 5, 8])];
    steps.extend(rounds(session, [5, 5, 5]));
    steps.extend([step("stars", [5, 6, 10]), step("cluster", [12, 15, 30])]);
    steps.extend(between_groups(session, [5, 7, 15]));
    steps.extend([step("sort", [12, 15, 30]), step("close", [5, 7, 15])]);
    steps
}

fn passing_full(session: &Session) -> Vec<Step> {
    let mut steps = vec![step("frame", [3, 5, 8])];
    steps.extend(rounds(session, [5, 5, 5]));
    steps.extend([step("stars", [3, 4, 8]), step("cluster", [5, 8, 20])]);
    steps.extend(between_groups(session, [3, 5, 10]));
    steps.push(step("close", [2, 4, 8]));
    steps
}

/// Rounds may shrink to three minutes, the shortest in which people still fill a row.
fn passing_short(session: &Session) -> Vec<Step> {
    let mut steps = vec![step("frame", [2, 3, 5])];
    steps.extend(rounds(session, [3, 5, 5]));
    steps.extend([step("stars", [2, 3, 5]), step("name", [2, 3, 5])]);
    steps
}

fn rounds(session: &Session, minutes: Minutes) -> impl Iterator<Item = Step> {
    (1..=session.rounds()).map(move |round| step(&format!("write-{round}"), minutes).text("write"))
}

/// What goes first when the room runs late. Clusters, names and the close stay: ideas nobody sorted are lost.
fn with_cuts(mut steps: Vec<Step>) -> Vec<Step> {
    let last_round = steps.iter().rev().find(|step| step.text == "write").map(|step| step.id.clone());
    let mut rank = 0;
    for id in ["warm-up", "sort", "wave"].into_iter().map(str::to_owned).chain(last_round) {
        if let Some(step) = steps.iter_mut().find(|step| step.id == id) {
            rank += 1;
            *step = step.clone().cut(rank, 0);
        }
    }
    if let Some(step) = steps.iter_mut().find(|step| step.text == "share") {
        // Two thirds of its shortest time: the ideas that are not read aloud are hung all the same.
        *step = step.clone().cut(rank + 1, step.min / 60 * 2 / 3);
    }
    steps
}

/// Steps that happen in the groups.
const IN_GROUPS: [&str; 10] =
    ["warm-up", "silent", "jot", "share", "turns", "wave", "write", "stars", "cluster", "name"];

/// Adds what the words of the steps mention, and the seating.
pub fn with_args(steps: Vec<Step>, session: &Session, seconds: u32) -> Vec<Step> {
    let has = |text: &str| steps.iter().any(|step| step.text == text);
    let args = json!({
        "question": session.question.as_deref().unwrap_or(""),
        "variant": session.variant,
        "walls": session.walls,
        "groups": session.groups.len(),
        "reports": session.reports(),
        "each": session.ideas_each(seconds),
        "framed": has("frame"),
        "clustered": has("cluster"),
        "rounds": session.rounds(),
        "smallest": session.groups.iter().min(),
        "ideas": session.groups.iter().map(|&size| passing::ideas(size)).sum::<u32>(),
    })
    .to_string();
    let mut round = 0;
    let dress = |mut step: Step| {
        step.args.clone_from(&args);
        if step.text == "write" {
            round += 1;
            step = step.arg("round", round);
        }
        if step.text == "report" {
            let each = step.ideal / session.group_count() / 15 * 15;
            step = step.arg("seconds_each", each);
        }
        let in_groups = session.seated() && IN_GROUPS.contains(&step.text.as_str());
        if in_groups { step.play(SEATING, 1) } else { step }
    };
    steps.into_iter().map(dress).collect()
}
