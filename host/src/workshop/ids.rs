//! The ids of blocks: given, or made from the format's.

use crate::diagnostic::folded;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::fields::Item;
use super::reader::Reader;
use super::values::quoted;
use super::{Block, BlockKind, Day};

/// Longest id, in characters.
const LONGEST_ID: usize = 40;

/// The ids given so far, and where.
#[derive(Default)]
pub(super) struct Ids(BTreeMap<String, Range<usize>>);

impl Ids {
    /// An id that is written in the file. It must be well formed and the only one of its name.
    pub(super) fn explicit(&mut self, item: &Item<'_>, reader: &mut Reader<'_>) -> Option<String> {
        let Some(id) = item.value.as_str() else {
            reader.wrong_type(item, "id", Some(quoted(&slug(reader.written(item), "bloc"))));
            return None;
        };
        if !is_id(id) {
            let meant = slug(id, "");
            let mut problem = reader.error_in("bad-id", item).arg("id", id).arg("meant", meant.as_str());
            if !meant.is_empty() {
                problem = problem.replace_with(quoted(&meant));
            }
            reader.report(problem);
            return None;
        }
        if let Some(first) = self.0.get(id) {
            let problem = reader.error_in("id-twice", item).arg("id", id);
            let problem = problem.context(reader.source, first.clone(), "first");
            reader.report(problem);
            return None;
        }
        self.0.insert(id.to_owned(), item.span.clone());
        Some(id.to_owned())
    }

    /// Gives every block without an id the name of its format, or of its kind: `world-cafe`, then `world-cafe-2`.
    pub(super) fn complete(self, days: &mut [Day]) {
        let mut taken: BTreeSet<String> = self.0.into_keys().collect();
        for day in days {
            complete(&mut day.blocks, &mut taken);
        }
    }
}

fn complete(blocks: &mut [Block], taken: &mut BTreeSet<String>) {
    for block in blocks {
        if block.id.is_empty() {
            block.id = free_id(&block.kind, taken);
            taken.insert(block.id.clone());
        }
        if let BlockKind::Tracks(tracks) = &mut block.kind {
            for track in tracks {
                complete(&mut track.blocks, taken);
            }
        }
    }
}

fn free_id(kind: &BlockKind, taken: &BTreeSet<String>) -> String {
    let base = match kind {
        BlockKind::Format { format, .. } => slug(&format.value, "format"),
        BlockKind::Pause(_) => "pause".to_owned(),
        BlockKind::Talk(_) => "talk".to_owned(),
        BlockKind::Tracks(_) => "tracks".to_owned(),
    };
    let numbered = |number: u32| {
        let suffix = format!("-{number}");
        let room = base.len().min(LONGEST_ID - suffix.len());
        format!("{}{suffix}", base[..room].trim_end_matches('-'))
    };
    // One more name than there are taken ones: one of them is free.
    let last = u32::try_from(taken.len()).unwrap_or(u32::MAX).saturating_add(2);
    let mut names = std::iter::once(base.clone()).chain((2..=last).map(numbered));
    names.find(|id| !taken.contains(id)).unwrap_or(base)
}

/// True for `[a-z0-9-]{1,40}`.
fn is_id(text: &str) -> bool {
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    (1..=LONGEST_ID).contains(&text.len()) && text.chars().all(allowed)
}

/// The text as an id; `otherwise` when nothing of it can be kept.
fn slug(text: &str, otherwise: &str) -> String {
    let folded = folded(text);
    let words = folded.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let joined = words.collect::<Vec<_>>().join("-");
    let slug = joined[..joined.len().min(LONGEST_ID)].trim_end_matches('-');
    if slug.is_empty() { otherwise.to_owned() } else { slug.to_owned() }
}
