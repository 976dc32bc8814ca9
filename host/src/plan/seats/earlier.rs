//! A seating made earlier, read from a file: what of it is played already, and what is to be kept.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::seated::mode;
use crate::diagnostic::Diagnostic;
use crate::plan::seating::{Mode, Previous, Rounds, SeatingRequest};
use crate::plugin;
use crate::workshop::{SeatingFile, SeatingRow, Spanned};

/// The seating to keep to, and from where on it may change.
#[derive(Debug, Clone)]
pub struct Earlier {
    /// Who sat where.
    pub file: SeatingFile,
    /// The first round that is still to come; none when nothing was played.
    pub from: Option<FromRound>,
}

/// The first round that is still to come. All blocks before its own are played.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FromRound {
    /// The block; none for the only one with several rounds.
    pub block: Option<String>,
    /// From 1.
    pub round: usize,
}

impl Earlier {
    /// Finds the block that `from` is about.
    ///
    /// # Errors
    /// When there is none, or it is not said which of several.
    pub(super) fn settle(&mut self) -> Result<(), Diagnostic> {
        let Some(from) = &mut self.from else { return Ok(()) };
        let mut blocks: Vec<&str> = Vec::new();
        for row in self.file.rows.iter().filter(|row| row.tables.iter().flatten().count() > 1) {
            let block = row.block.as_ref().map_or("", |block| block.value.as_str());
            if !blocks.contains(&block) {
                blocks.push(block);
            }
        }
        let found = match (&from.block, blocks.as_slice()) {
            (Some(asked), _) => blocks.iter().find(|block| *block == asked || block.is_empty()),
            (None, [only]) => Some(only),
            (None, _) => None,
        };
        let Some(found) = found else {
            let choices: Vec<Value> = blocks.iter().map(|block| json!(block)).collect();
            let problem = Diagnostic::error("seating-from-which").arg("blocks", choices);
            return Err(problem.arg("block", json!(from.block)).arg("from", from.round));
        };
        from.block = Some((*found).to_owned()).filter(|block| !block.is_empty());
        Ok(())
    }

    /// The rows of one seating, when the file has any.
    pub(super) fn rows(&self, block: &str, seating: &str) -> Vec<&SeatingRow> {
        let is = |id: &Option<Spanned<String>>, wanted: &str| id.as_ref().is_none_or(|id| id.value == wanted);
        self.file.rows.iter().filter(|row| is(&row.block, block) && is(&row.seating, seating)).collect()
    }
}

/// The rows of one seating, in the numbers of a request.
pub(super) struct Kept {
    /// By round, table and seat. In hosted mode each table's host is its first.
    pub rounds: Rounds,
    /// How many people there were who are not among those of the block any more. Their numbers follow.
    pub left: usize,
    /// All of the block's people have a row, and nobody else.
    pub same_people: bool,
}

/// Reads rows. `people` are those of the block, by index in the workshop's list. Who left is kept as a number beyond
/// them when `with_left`.
pub(super) fn kept(
    rows: &[&SeatingRow],
    people: &[usize],
    wanted: &plugin::Seating,
    with_left: bool,
) -> Kept {
    let positions: HashMap<usize, usize> =
        people.iter().enumerate().map(|(at, &person)| (person, at)).collect();
    let mut left = 0;
    let mut seated: Vec<(usize, &SeatingRow)> = Vec::new();
    for row in rows {
        let position = row.person.and_then(|person| positions.get(&person).copied());
        if let Some(position) = position {
            seated.push((position, row));
        } else {
            if with_left {
                seated.push((people.len() + left, row));
            }
            left += 1;
        }
    }
    let same_people = left == 0 && seated.len() == people.len();
    // Hosts are the first of their tables.
    if mode(wanted) == Mode::Hosted {
        seated.sort_by_key(|(_, row)| row.host.is_none());
    }
    let count = seated.iter().flat_map(|(_, row)| &row.tables).flatten().map(|table| table.value + 1).max();
    let count = count.unwrap_or(0).max(wanted.sizes.len());
    let mut rounds = vec![vec![Vec::new(); count]; wanted.rounds as usize];
    for (round, tables) in rounds.iter_mut().enumerate() {
        for (person, row) in &seated {
            if let Some(Some(table)) = row.tables.get(round) {
                tables[table.value].push(*person);
            }
        }
    }
    let last = rounds.iter().rposition(|tables| tables.iter().any(|table| !table.is_empty()));
    rounds.truncate(last.map_or(0, |last| last + 1));
    Kept { rounds, left, same_people }
}

impl Kept {
    /// Adds them to a request whose first `frozen` rounds were played.
    pub fn add_to(self, request: &mut SeatingRequest, frozen: usize) {
        let with_left = self.left > 0 && frozen > 0;
        if with_left {
            let rounds = request.rounds;
            let all = request.people;
            if request.wishes.presence.is_empty() {
                request.wishes.presence = vec![0..rounds; all];
            }
            request.wishes.presence.extend(vec![0..frozen; self.left]);
            request.people += self.left;
        }
        if frozen > 0 {
            // Whoever came meanwhile was not there, whatever their times say.
            for (person, presence) in request.wishes.presence.iter_mut().enumerate() {
                let seated =
                    self.rounds.iter().take(frozen).flatten().flatten().any(|other| *other == person);
                if !seated && presence.start < frozen {
                    presence.start = frozen.min(presence.end);
                }
            }
        }
        let mut rounds = self.rounds;
        rounds.truncate(request.rounds);
        request.previous = Some(Previous { rounds, frozen });
    }
}

/// A table that only one person of a round is at, and that the block does not have: a slip of the pen.
pub(super) fn slip<'r>(rows: &[&'r SeatingRow], tables: usize) -> Option<&'r Spanned<usize>> {
    rows.iter().find_map(|row| {
        row.tables.iter().enumerate().find_map(|(round, table)| {
            let table = table.as_ref().filter(|table| table.value >= tables)?;
            let shared = rows.iter().filter(|other| {
                other.tables.get(round).and_then(Option::as_ref).is_some_and(|at| at.value == table.value)
            });
            (shared.count() == 1).then_some(table)
        })
    })
}
