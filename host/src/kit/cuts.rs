//! What to shorten or leave out when a day runs late.

use serde_json::{Value, json};

use super::context::clock;
use crate::plan::{Kind, PlannedDay};

/// A step that can be shortened or left out. Times are seconds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cut<'a> {
    /// Place of the block in its day.
    pub block: usize,
    /// The block's title.
    pub block_title: &'a str,
    /// The step's title.
    pub step: &'a str,
    /// 1 goes first in its block.
    pub rank: u32,
    /// When the step starts: after that it is too late to decide.
    pub start: u32,
    /// What is kept of it; 0: nothing.
    pub keep: u32,
    /// What is saved.
    pub gain: u32,
}

impl Cut<'_> {
    /// For templates; `at` is the time from which one is late.
    pub fn value(&self, at: u32) -> Value {
        json!({
            "at": clock(at),
            "start": clock(self.start),
            "step": self.step,
            "block": self.block_title,
            "keep": self.keep,
            "gain": self.gain,
        })
    }
}

/// Everything that can be cut, in the order in which it is of use: block by block as they come, and in a block
/// what hurts least first. Tracks are left out: what one of them saves, the others do not.
pub fn of_day<'a>(day: &'a PlannedDay) -> Vec<Cut<'a>> {
    let mut cuts = Vec::new();
    for (place, block) in day.blocks.iter().enumerate() {
        let Kind::Format(session) = &block.kind else { continue };
        cuts.extend(session.steps.iter().filter_map(|step| {
            let (rank, keep) = step.cut?;
            Some(Cut {
                block: place,
                block_title: &block.title,
                step: &step.title,
                rank,
                start: step.start,
                keep,
                gain: (step.end - step.start).checked_sub(keep).filter(|gain| *gain > 0)?,
            })
        }));
    }
    cuts.sort_by_key(|cut| (cut.block, cut.rank, cut.start));
    cuts
}

/// The first cut, in the order of [`of_day`], of a step that has not begun at a time.
pub fn first_from<'c, 'a>(cuts: &'c [Cut<'a>], at: u32) -> Option<&'c Cut<'a>> {
    cuts.iter().find(|cut| cut.start >= at)
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn cut(block: usize, rank: u32, start: u32) -> Cut<'static> {
        Cut { block, block_title: "", step: "", rank, start, keep: 0, gain: 60 }
    }

    #[test]
    fn what_has_begun_cannot_be_cut() {
        let cuts = [cut(0, 1, 100), cut(0, 2, 300), cut(0, 3, 200), cut(1, 1, 400)];
        let from = |at| first_from(&cuts, at).map(|cut| (cut.block, cut.rank));
        assert_eq!(from(0), Some((0, 1)));
        assert_eq!(from(100), Some((0, 1)));
        assert_eq!(from(101), Some((0, 2)));
        assert_eq!(from(301), Some((1, 1)));
        assert_eq!(from(401), None);
    }
}
