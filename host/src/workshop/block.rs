//! An entry of the running order.

use std::ops::Range;

use super::fields::{Fields, Item, Scope, raw};
use super::ids::Ids;
use super::names::Names;
use super::reader::Reader;
use super::{Block, BlockKind, gaps, seating, settings, track};

/// What the blocks of one file share while they are read.
pub(super) struct Blocks<'n> {
    pub names: &'n Names,
    pub ids: Ids,
}

/// The keys of which a block has exactly one: they say what it is.
const KINDS: [&str; 4] = ["format", "pause", "talk", "track"];

impl Blocks<'_> {
    /// Reads `[[block]]`, `[[day.block]]` or `[[block.track.block]]`: one of them at least.
    pub(super) fn read(
        &mut self,
        item: Option<&Item<'_>>,
        owner: &Range<usize>,
        reader: &mut Reader<'_>,
    ) -> Vec<Block> {
        let Some(item) = item else {
            report_none(owner, owner, reader);
            return Vec::new();
        };
        let tables = reader.tables(item, Scope::Block);
        if tables.is_empty() && item.value.as_array().is_some_and(|items| items.is_empty()) {
            report_none(&item.span, owner, reader);
        }
        tables.into_iter().filter_map(|fields| self.block(fields, reader)).collect()
    }

    fn block(&mut self, mut fields: Fields<'_>, reader: &mut Reader<'_>) -> Option<Block> {
        let span = fields.span.clone();
        let given: Vec<Item<'_>> = KINDS.into_iter().filter_map(|kind| fields.take(kind)).collect();
        let is = |kind: &str| given.first().is_some_and(|first| first.name == kind);
        if let [first, second, ..] = given.as_slice() {
            let problem = reader
                .error("two-kinds", &second.key)
                .arg("first", first.name)
                .arg("second", second.name)
                .context(reader.source, first.key.clone(), "first");
            reader.report(problem);
        } else if given.is_empty() {
            let problem = reader.error("no-kind", &span);
            reader.report(problem);
        }

        let id = fields.take("id");
        let title = fields.take("title");
        let at = fields.take("at");
        let minutes = fields.take("minutes");
        let lead = fields.take("lead");
        let notes = fields.take("notes");
        let prompt = fields.take("prompt");
        let settings = fields.take("settings");
        let seating = fields.take("seating");
        if !given.is_empty() {
            let kind = given[0].name;
            let out_of_place = [
                (title.as_ref().filter(|_| is("pause") || is("talk")), "title"),
                (prompt.as_ref().filter(|_| is("track")), "prompt"),
                (settings.as_ref().filter(|_| !is("format")), "settings"),
                (seating.as_ref().filter(|_| !is("format")), "seating"),
            ];
            for (item, key) in out_of_place.into_iter().filter_map(|(item, key)| Some((item?, key))) {
                let problem =
                    reader.error("key-of-another-kind", &item.key).arg("key", key).arg("kind", kind);
                let problem = problem.context(reader.source, given[0].key.clone(), "kind");
                reader.report(problem);
            }
        }

        let id = id.and_then(|id| self.ids.explicit(&id, reader));
        let title = title.and_then(|title| reader.line(&title));
        let at = at.and_then(|at| reader.clock(&at));
        let minutes = minutes.and_then(|minutes| reader.minutes(&minutes));
        let lead = lead.and_then(|lead| reader.line(&lead)).map(|lead| lead.value);
        let notes = notes.and_then(|notes| reader.lines(&notes)).map(|notes| notes.value);
        let prompt = prompt.and_then(|prompt| reader.lines(&prompt)).map(|prompt| prompt.value);
        let gaps = given.first().map(|format| gaps::of(reader.text, &span, format, settings.as_ref()));
        let settings = settings.map(|item| settings::read(&item, reader)).unwrap_or_default();
        let seating = seating.and_then(|item| seating::read(&item, self.names, reader));
        fields.finish(reader);

        let kind = match given.first() {
            None => return None,
            Some(item) if is("track") => BlockKind::Tracks(track::read(item, self, reader)),
            Some(item) => {
                let text = reader.line(item)?;
                match item.name {
                    "pause" => BlockKind::Pause(text),
                    "talk" => BlockKind::Talk(text),
                    _ => BlockKind::Format {
                        format: text,
                        settings: settings.values,
                        spans: settings.spans,
                        gaps: gaps?,
                    },
                }
            }
        };
        let id = id.unwrap_or_default();
        Some(Block { id, span, kind, title, at, minutes, lead, notes, prompt, seating })
    }
}

/// Reports that there is no block, and how the header of one is written: `[[day.block]]` below `[[day]]`.
fn report_none(span: &Range<usize>, owner: &Range<usize>, reader: &mut Reader<'_>) {
    let outer = raw(reader.text, owner).strip_prefix("[[").and_then(|header| header.strip_suffix("]]"));
    let header = outer.map_or("[[block]]".to_owned(), |outer| format!("[[{}.block]]", outer.trim()));
    let problem = reader.error("no-blocks", span).arg("header", header).arg("nested", outer.is_some());
    reader.report(problem);
}
