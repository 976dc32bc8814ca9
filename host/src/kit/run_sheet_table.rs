//! `run-sheet.csv`: the run sheet as a table, to sort, to filter and to paste.

use super::context::clock;
use crate::files::Files;
use crate::output::csv;
use crate::plan::{Kind, Plan, PlannedBlock, PlannedDay};
use crate::words::{Words, typography};

/// The name of the file.
pub const RUN_SHEET: &str = "run-sheet.csv";

/// The columns, by their words. The day is there only when there are several.
const COLUMNS: [&str; 7] = ["day", "time", "minutes", "block", "step", "prompt", "note"];

/// A line for each step; for what has none, a line for the block.
pub fn files(plan: &Plan, words: &Words) -> Files {
    let table = Table { words };
    let several = plan.days.len() > 1;
    let days = plan.days.iter().enumerate();
    let rows = days.flat_map(|(number, day)| {
        let name = several.then(|| match &day.date {
            Some(date) => date.clone(),
            None => table.word("agenda.day", minijinja::context! { number => number + 1 }),
        });
        table.day(day).into_iter().map(move |line| name.clone().into_iter().chain(line).collect())
    });
    let rows: Vec<Vec<String>> = rows.collect();
    let columns = COLUMNS.iter().skip(usize::from(!several));
    let heading: Vec<String> = columns.map(|key| table.plain(&format!("run_sheet_table.{key}"))).collect();
    Files::from([(RUN_SHEET.to_owned(), csv::render(&heading, &rows))])
}

struct Table<'w> {
    words: &'w Words,
}

impl Table<'_> {
    /// A word in its final typography.
    fn word(&self, key: &str, args: minijinja::Value) -> String {
        self.typeset(&self.words.render(key, args).unwrap_or_default())
    }

    fn plain(&self, key: &str) -> String {
        self.word(key, minijinja::Value::default())
    }

    fn typeset(&self, text: &str) -> String {
        typography::typeset(self.words.language(), text)
    }

    /// The lines of a day in order of time, that of tracks one track after the other.
    fn day(&self, day: &PlannedDay) -> Vec<Vec<String>> {
        let mut lines: Vec<(u32, Vec<Vec<String>>)> =
            day.blocks.iter().map(|block| (block.start, self.block(block, None))).collect();
        let bare = |&(start, end): &(u32, u32), kind: &str| {
            let title = self.plain(&format!("blocks.{kind}"));
            (start, vec![self.line((start, end), &title, "", &[], &[])])
        };
        lines.extend(day.free.iter().map(|time| bare(time, "free")));
        lines.extend(day.buffer.as_ref().map(|time| bare(time, "buffer")));
        lines.sort_by_key(|(start, _)| *start);
        lines.into_iter().flat_map(|(_, lines)| lines).collect()
    }

    /// The lines of a block; what is told of the block as a whole stands on the first.
    fn block(&self, block: &PlannedBlock, track: Option<&str>) -> Vec<Vec<String>> {
        let title = track.map_or_else(|| block.title.clone(), |track| format!("{track} · {}", block.title));
        let lead = block.lead.as_ref().map(|name| self.word("run_sheet.lead", minijinja::context! { name }));
        let about: Vec<String> = lead.into_iter().chain(block.notes.clone()).collect();
        match &block.kind {
            Kind::Format(session) => {
                let steps = session.steps.iter().enumerate().map(|(place, step)| {
                    let about = if place == 0 { about.as_slice() } else { &[] };
                    let notes = [about, &step.notes].concat();
                    self.line((step.start, step.end), &title, &step.title, &step.prompts, &notes)
                });
                steps.collect()
            }
            Kind::Tracks(tracks) => {
                let blocks =
                    tracks.iter().flat_map(|track| track.blocks.iter().map(|block| (&track.title, block)));
                blocks.flat_map(|(track, block)| self.block(block, Some(track))).collect()
            }
            Kind::Pause | Kind::Talk => vec![self.line((block.start, block.end), &title, "", &[], &about)],
        }
    }

    fn line(
        &self,
        (start, end): (u32, u32),
        block: &str,
        step: &str,
        prompts: &[String],
        notes: &[String],
    ) -> Vec<String> {
        let minutes = f64::from(end - start) / 60.0;
        let paragraphs = |texts: &[String]| {
            let said = texts.iter().filter(|text| !text.trim().is_empty());
            said.map(|text| self.typeset(text)).collect::<Vec<_>>().join("\n")
        };
        vec![
            clock(start),
            self.word("run_sheet_table.number", minijinja::context! { minutes }),
            self.typeset(block),
            self.typeset(step),
            paragraphs(prompts),
            paragraphs(notes),
        ]
    }
}
