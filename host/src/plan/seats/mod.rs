//! Seats the people of a block: from a format's wish and the facilitator's wishes to names at tables.

mod earlier;
mod presence;
mod seated;
#[cfg(test)]
mod tests;
mod told;
mod wishes;

use super::Results;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use serde_json::{Value, json};

use super::seating::{
    BRIEFLY, Contradiction, EFFORT, Role, Score, Seating, SeatingRequest, assess, bounds, contradictions,
    flaws, score, seat,
};
use crate::diagnostic::Diagnostic;
use crate::plugin;
use crate::workshop::{Block, BlockKind, Workshop};

pub use earlier::{Earlier, FromRound};
pub use presence::When;
pub use seated::{SeatChange, Seated, SeatedRole};
use told::tell;
pub(crate) use told::tell_all;
pub(crate) use wishes::categories;

/// How seats are looked for, beyond what the workshop says.
#[derive(Debug, Clone)]
pub struct Choices {
    /// How long to search for better seatings, over all blocks, in units of about a second; counted, never timed.
    pub effort: u32,
    /// A seating to keep to.
    pub earlier: Option<Earlier>,
    /// What the group has written down already.
    pub results: Results,
}

impl Default for Choices {
    /// A second, and nothing to keep to or known.
    fn default() -> Self {
        Self { effort: 1, earlier: None, results: Results::default() }
    }
}

/// Seats people, block after block, and remembers who met.
pub struct Seater<'a> {
    workshop: &'a Workshop,
    /// Pairs, and how often they met.
    met: BTreeMap<(usize, usize), u32>,
    /// Looks that all searches may still take.
    looks: u64,
    /// Blocks with a format that are still to be seated.
    blocks_left: usize,
    earlier: Option<Earlier>,
    /// The block with the first round to come was reached: what follows is to come.
    to_come: bool,
}

/// A seating that is hard to find gets this part of the looks that are left at least.
const MOST_SHARES: u64 = 4;

/// One seating of one block.
struct Task<'t> {
    block: &'t Block,
    /// Who takes part, by index in the workshop's list.
    people: &'t [usize],
    wanted: &'t plugin::Seating,
    /// How many others may follow it, in this block and the next ones.
    follow: usize,
}

impl<'a> Seater<'a> {
    /// Nobody met yet.
    ///
    /// # Errors
    /// When the seating to keep to does not have the round that is to come.
    pub fn new(workshop: &'a Workshop, choices: Choices) -> Result<Self, Diagnostic> {
        let Choices { effort, mut earlier, results: _ } = choices;
        if let Some(earlier) = &mut earlier {
            earlier.settle()?;
        }
        let to_come = earlier.as_ref().is_none_or(|earlier| earlier.from.is_none());
        let blocks_left = workshop.days.iter().map(|day| formats(&day.blocks)).sum();
        let looks = u64::from(effort) * EFFORT;
        Ok(Self { workshop, met: BTreeMap::new(), looks, blocks_left, earlier, to_come })
    }

    /// Seats the people of a block for each of its seatings. Problems are told at the wishes they are about.
    pub fn seat(
        &mut self,
        block: &Block,
        people: &[usize],
        when: &When,
        wanted: &[plugin::Seating],
        seed: u64,
        problems: &mut Vec<Diagnostic>,
    ) -> Vec<Seated> {
        let current = self.earlier.as_ref().and_then(|earlier| earlier.from.as_ref()).filter(|from| {
            from.block.as_ref().is_none_or(|id| *id == block.id) && !wanted.is_empty() && !self.to_come
        });
        let played = match current {
            Some(from) => from.round.saturating_sub(1),
            None if self.to_come => 0,
            None => usize::MAX,
        };
        self.to_come |= current.is_some();
        let all = wanted.len();
        self.blocks_left = self.blocks_left.saturating_sub(1);
        let mut done: Vec<Seated> = Vec::new();
        for (index, wanted) in wanted.iter().enumerate() {
            let follow = self.blocks_left + all - index - 1;
            let task = Task { block, people, wanted, follow };
            if !wanted.caps.is_empty() {
                done.push(Seated::free(wanted));
                continue;
            }
            let request = self.request(&task, when, &done, seed);
            let within = request.within.clone();
            match self.solve(&task, request, played, problems) {
                Ok(found) => done.push(Seated::new(wanted, people, &found, &within)),
                Err(more) => problems.extend(more),
            }
        }
        // What one block repeats is its own matter; the next blocks avoid it.
        for seated in &done {
            self.remember(seated);
        }
        done
    }

    fn remember(&mut self, seated: &Seated) {
        for table in seated.rounds.iter().flatten() {
            for (i, &a) in table.iter().enumerate() {
                for &b in &table[i + 1..] {
                    *self.met.entry((a.min(b), a.max(b))).or_insert(0) += 1;
                }
            }
        }
    }

    /// The request without anybody's wishes. Its people are positions in those of the task.
    fn request(&self, task: &Task, when: &When, earlier: &[Seated], seed: u64) -> SeatingRequest {
        let Task { people, wanted, .. } = *task;
        let position: HashMap<usize, usize> =
            people.iter().enumerate().map(|(i, &person)| (person, i)).collect();
        let pair = |(&(a, b), &times): (&(usize, usize), &u32)| {
            Some((*position.get(&a)?, *position.get(&b)?, times))
        };
        let tables: Vec<usize> = wanted.sizes.iter().map(|&size| size as usize).collect();
        let rounds = wanted.rounds as usize;
        let mut request = SeatingRequest::new(seated::mode(wanted), people.len(), tables.len(), rounds);
        request.tables = tables;
        // Sheets are made for groups of these sizes; only from round to round may the extra seat wander.
        request.fixed_sizes = rounds == 1;
        request.seed = seed;
        request.met_before = self.met.iter().filter_map(pair).collect();
        let list = people.iter().map(|&person| &self.workshop.people.list[person]);
        request.wishes.presence = when.presence(wanted, list);
        request.roles = wanted
            .roles
            .iter()
            .map(|&(_, per_table, stays)| Role { per_table: per_table as usize, stays })
            .collect();
        if let Some(within) = &wanted.within
            && let Some(seated) = earlier.iter().find(|seated| seated.id == *within)
            && let Some(last) = seated.rounds.last()
        {
            let group = |table: &Vec<usize>| table.iter().filter_map(|p| position.get(p).copied()).collect();
            request.within = last.iter().map(group).collect();
        }
        request
    }

    /// The best seating for a request, of which the first `played` rounds are over.
    fn solve(
        &mut self,
        task: &Task,
        mut request: SeatingRequest,
        played: usize,
        problems: &mut Vec<Diagnostic>,
    ) -> Result<Seating, Vec<Diagnostic>> {
        let Task { block, people, wanted, .. } = *task;
        let found = contradictions(&request);
        if !found.is_empty() {
            return Err(self.tell_format(task, &found));
        }
        if !wanted.explicit.is_empty() {
            self.grant(task, &mut request, true, problems);
            return self.made_by_format(task, &request, problems);
        }
        let earlier = self.earlier.as_ref().map(|earlier| (earlier, earlier.rows(&block.id, &wanted.id)));
        let Some((earlier, rows)) = earlier.filter(|(_, rows)| !rows.is_empty()) else {
            return self.search_with_wishes(task, request, problems);
        };
        let source = earlier.file.source;
        if let Some(table) = earlier::slip(&rows, request.tables.len()) {
            let problem = Diagnostic::error("seating-unknown-table").arg("table", table.value + 1);
            let problem = problem.arg("tables", request.tables.len());
            return Err(vec![problem.at(source, table.span.clone())]);
        }
        let kept = earlier::kept(&rows, people, wanted, played > 0);
        if played >= request.rounds {
            let over = played != usize::MAX && played > request.rounds;
            if over {
                let contradiction = Contradiction::FrozenRounds { frozen: played, rounds: request.rounds };
                return Err(vec![tell(&contradiction, Diagnostic::error, &|_| Value::Null)]);
            }
            return Ok(as_it_was(&request, kept.rounds, kept.left));
        }
        let same_people = kept.same_people;
        kept.add_to(&mut request, played);
        let found = contradictions(&request);
        if !found.is_empty() {
            let place = Self::of_setting(block, "tables");
            let told = tell_all(&found, Diagnostic::error, &|person| self.name(people, person)).into_iter();
            return Err(told.map(|problem| problem.at(self.workshop.source, place.clone())).collect());
        }
        if !self.grant(task, &mut request, true, problems) {
            return Err(Vec::new());
        }
        let rounds = request.previous.as_ref().map(|previous| previous.rounds.clone()).unwrap_or_default();
        if flaws(&request, &rounds, played).is_empty()
            && let Ok(found) = assess(&request, &rounds)
            // Of the same people, somebody may have changed it by hand, and meant it. Where people left, the others
            // stay as long as tables are even and have their hosts.
            && (same_people || found.score.uneven + found.score.hosts_moved == 0)
        {
            problems.extend(
                broken_wishes(&found.score).map(|problem| problem.at(source, rows[0].name.span.clone())),
            );
            return Ok(found);
        }
        self.search(task, request).map_err(|found| self.tell_format(task, &found))
    }

    /// The best seating with what the facilitator wishes. Where no seating is found that keeps all wishes at once,
    /// those for every block are left out with a warning.
    fn search_with_wishes(
        &mut self,
        task: &Task,
        bare: SeatingRequest,
        problems: &mut Vec<Diagnostic>,
    ) -> Result<Seating, Vec<Diagnostic>> {
        let mut request = bare.clone();
        if !self.grant(task, &mut request, true, problems) {
            return Err(Vec::new());
        }
        let mut own = bare;
        self.grant(task, &mut own, false, &mut Vec::new());
        let all = own.wishes == request.wishes;
        let found = match self.search(task, request) {
            Ok(seating) => return Ok(seating),
            Err(found) if all => return Err(self.tell_format(task, &found)),
            Err(found) => found,
        };
        let seating = self.search(task, own).map_err(|found| self.tell_format(task, &found))?;
        let block = &task.block.span;
        let place = self.workshop.seating.as_ref().map_or(block, |general| &general.span);
        let told = tell_all(&found, Diagnostic::warning, &|person| self.name(task.people, person));
        problems.extend(told.into_iter().map(|problem| {
            let source = self.workshop.source;
            problem.at(source, place.clone()).context(source, block.clone(), "block")
        }));
        Ok(seating)
    }

    /// A brief look; then, where more can help, a fair part of the looks that are left: what a seating does not need is
    /// for those that follow, of which not all will be hard.
    fn search(&mut self, task: &Task, mut request: SeatingRequest) -> Result<Seating, Vec<Contradiction>> {
        request.looks = BRIEFLY;
        let brief = seat(&request);
        self.looks = self.looks.saturating_sub(brief.as_ref().map_or(BRIEFLY, |found| found.looks));
        let share = self.looks / (task.follow as u64 + 1).min(MOST_SHARES);
        let enough = brief.as_ref().is_ok_and(|found| !found.improvable);
        if enough || share <= BRIEFLY {
            return brief;
        }
        request.looks = share;
        let found = seat(&request);
        self.looks -= found.as_ref().map_or(share, |found| found.looks);
        // More looks go other ways, which may end worse.
        let rank = |found: &Seating| found.score.rank(request.mode);
        match (brief, found) {
            (Ok(brief), Ok(found)) if rank(&brief) < rank(&found) => Ok(brief),
            (Ok(brief), Err(_)) => Ok(brief),
            (_, found) => found,
        }
    }

    /// A seating that the format made: checked and counted.
    fn made_by_format(
        &self,
        task: &Task,
        request: &SeatingRequest,
        problems: &mut Vec<Diagnostic>,
    ) -> Result<Seating, Vec<Diagnostic>> {
        let there = |round: usize, person: &usize| request.presence(*person).contains(&round);
        let rounds: Vec<Vec<Vec<usize>>> = task
            .wanted
            .explicit
            .iter()
            .enumerate()
            .map(|(round, tables)| {
                let seats = |table: &Vec<u32>| {
                    table.iter().map(|&seat| seat as usize).filter(|person| there(round, person)).collect()
                };
                tables.iter().map(seats).collect()
            })
            .collect();
        let found = assess(request, &rounds).map_err(|found| self.tell_format(task, &found))?;
        let place = &task.block.span;
        problems.extend(
            broken_wishes(&found.score).map(|problem| problem.at(self.workshop.source, place.clone())),
        );
        Ok(found)
    }

    /// Adds what the facilitator wishes, wish by wish. What a block cannot bear is an error where it wished so itself,
    /// and left out with a warning where the wish is for every block (only with `general`). False after an error.
    fn grant(
        &self,
        task: &Task,
        request: &mut SeatingRequest,
        general: bool,
        problems: &mut Vec<Diagnostic>,
    ) -> bool {
        let Task { block, people, .. } = *task;
        let general = self.workshop.seating.as_ref().filter(|_| general);
        let own = block.seating.as_ref();
        let list = &self.workshop.people.list;
        let wishes = wishes::wishes(list, people, general, own, request.mode);
        let mut granted: Vec<&wishes::Wish> = Vec::new();
        let mut sound = true;
        // Who has a place keeps it, even where others would now mix better.
        let mixes = request.previous.is_none();
        for wish in wishes.iter().filter(|wish| mixes || !wish.is_to_mix()) {
            let before = request.wishes.clone();
            wish.add_to(&mut request.wishes);
            let found = contradictions(request);
            let Some(first) = found.first() else {
                granted.push(wish);
                continue;
            };
            request.wishes = before;
            sound &= wish.general;
            let severity = if wish.general { Diagnostic::warning } else { Diagnostic::error };
            let about = told::people(first);
            let source = self.workshop.source;
            let mut problem = tell(first, severity, &|person| self.name(people, person))
                .arg("block", block.id.as_str())
                .at(source, wish.place_of(&about).clone());
            if let Some(other) = granted.iter().rev().find(|other| other.is_about(&about)) {
                problem = problem.context(source, other.place_of(&about).clone(), "other");
            }
            if wish.general {
                problem = problem.context(source, block.span.clone(), "block");
            }
            problems.push(problem);
        }
        sound
    }

    /// Contradictions that come from what the format asked for.
    fn tell_format(&self, task: &Task, found: &[Contradiction]) -> Vec<Diagnostic> {
        let rounds = found.iter().any(|found| matches!(found, Contradiction::MoreRoundsThanTables { .. }));
        let place = Self::of_setting(task.block, if rounds { "rounds" } else { "tables" });
        tell_all(found, Diagnostic::error, &|person| self.name(task.people, person))
            .into_iter()
            .map(|problem| {
                problem.arg("block", task.block.id.as_str()).at(self.workshop.source, place.clone())
            })
            .collect()
    }

    /// Where a setting of a block stands; else the block's format.
    fn of_setting(block: &Block, key: &str) -> Range<usize> {
        match &block.kind {
            BlockKind::Format { spans, format, .. } => spans.get(key).unwrap_or(&format.span).clone(),
            _ => block.span.clone(),
        }
    }

    /// What somebody is called: a name, or a number from 1.
    fn name(&self, people: &[usize], position: usize) -> Value {
        let person = people.get(position).map(|&person| (person, &self.workshop.people.list[person].name));
        match person {
            Some((_, name)) if !name.is_empty() => json!(name),
            Some((person, _)) => json!(person + 1),
            None => json!(position + 1),
        }
    }
}

/// A seating that is over, counted as it was. Of its people, the last `left` are gone.
fn as_it_was(request: &SeatingRequest, rounds: Vec<Vec<Vec<usize>>>, left: usize) -> Seating {
    let mut request = request.clone();
    let size = |table: usize| rounds.iter().map(|round| round[table].len()).max().unwrap_or(0).max(1);
    request.tables = (0..rounds.first().map_or(0, Vec::len)).map(size).collect();
    request.people += left;
    request.rounds = rounds.len();
    request.wishes.presence.clear();
    let (score, bounds) = (score(&request, &rounds), bounds(&request));
    Seating {
        rounds,
        score,
        bounds,
        how: "given",
        steps: None,
        roles: Vec::new(),
        changes: Vec::new(),
        improvable: false,
        looks: 0,
    }
}

/// Blocks with a format, those of tracks included.
fn formats(blocks: &[Block]) -> usize {
    let count = |block: &Block| match &block.kind {
        BlockKind::Format { .. } => 1,
        BlockKind::Tracks(tracks) => tracks.iter().map(|track| formats(&track.blocks)).sum(),
        BlockKind::Pause(_) | BlockKind::Talk(_) => 0,
    };
    blocks.iter().map(count).sum()
}

/// What a seating that was given does not keep.
fn broken_wishes(score: &Score) -> Option<Diagnostic> {
    let broken = score.apart_met + score.together_split + score.misplaced;
    (broken > 0).then(|| {
        Diagnostic::warning("seating-given-against-wishes")
            .arg("apart", score.apart_met)
            .arg("together", score.together_split)
            .arg("fixed", score.misplaced)
    })
}
