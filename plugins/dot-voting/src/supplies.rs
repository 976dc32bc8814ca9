//! What to bring.

use atelier_format::Supply;

use crate::rule::to_bring;
use crate::session::Session;

/// More people than this do not hear each other without a microphone.
const HEARD: u32 = 35;

/// Everything but what is printed.
pub fn supplies(session: &Session) -> Vec<Supply> {
    let mut all = vec![
        Supply::used_up("dot-sticker", to_bring(session.people, session.rule.dots_each()), "piece"),
        Supply::reused("pen", session.people, "piece"),
        Supply::reused("marker", 2, "piece"),
        Supply::reused("scissors", 1, "piece"),
        Supply::reused("timer", 1, "piece"),
        Supply::reused("camera", 1, "piece"),
    ];
    if session.rule.reds > 0 {
        all.push(Supply::used_up("red-dot-sticker", to_bring(session.people, session.rule.reds), "piece"));
    }
    if session.walls {
        all.push(Supply::used_up("adhesive-tape", 1, "roll"));
    } else {
        all.push(Supply::reused("table", session.sheets(), "piece"));
    }
    if session.people > HEARD {
        all.push(Supply::reused("microphone", 1, "piece"));
    }
    all
}
