//! What to bring.

use atelier_format::{Step, Supply};

use crate::Variant;
use crate::handouts::cards;
use crate::session::Session;

/// More people than this do not hear each other without a microphone.
const HEARD: u32 = 35;

/// Cards that a roll of adhesive tape hangs.
const CARDS_A_ROLL: u32 = 150;

/// Cards that a large sheet holds, hung next to each other.
const CARDS_A_FLIPCHART_SHEET: u32 = 40;

/// Everything but what is printed.
pub fn supplies(session: &Session, steps: &[Step], seconds: u32) -> Vec<Supply> {
    let cards = cards(session, steps, seconds);
    let mut all = vec![
        Supply::reused("chair", session.people, "piece"),
        Supply::reused("timer", 1, "piece"),
        Supply::reused("camera", 1, "piece"),
    ];
    if session.seated() || !session.walls {
        all.push(Supply::reused("table", session.tables(), "piece"));
    }
    if session.variant == Variant::Brainwriting {
        all.push(Supply::reused("pen", session.people, "piece"));
    }
    if cards > 0 {
        all.push(Supply::reused("marker", session.people, "piece"));
        all.push(Supply::reused("scissors", 1, "piece"));
    }
    if session.walls {
        all.push(Supply::used_up("adhesive-tape", cards.div_ceil(CARDS_A_ROLL).max(1), "roll"));
        if cards > 0 {
            let sheets = cards.div_ceil(CARDS_A_FLIPCHART_SHEET).max(session.group_count());
            all.push(Supply::used_up("flipchart-sheet", sheets, "sheet"));
        }
    }
    if session.people > HEARD {
        all.push(Supply::reused("microphone", 1, "piece"));
    }
    all
}
