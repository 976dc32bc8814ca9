//! Days: when they start and end, and what has to lie between.

use std::ops::Range;

use super::block::Blocks;
use super::fields::{Fields, Item, Scope};
use super::reader::Reader;
use super::{Block, BlockKind, Clock, Day, Spanned};

/// A day before its running order is read.
pub(super) struct DayDraft<'t> {
    span: Range<usize>,
    date: Option<Spanned<String>>,
    start: Option<Spanned<Clock>>,
    end: Option<Spanned<Clock>>,
    running_order: Option<Item<'t>>,
}

/// When a day starts and ends.
#[derive(Debug, Clone)]
pub(super) struct Hours {
    pub start: Spanned<Clock>,
    pub end: Spanned<Clock>,
}

impl<'t> DayDraft<'t> {
    /// Takes `date`, `start`, `end` and `block` out of a table.
    pub(super) fn take(fields: &mut Fields<'t>, reader: &mut Reader<'_>) -> Self {
        let date = fields.take("date").and_then(|date| reader.date(&date));
        let start = fields.take("start").and_then(|start| reader.clock(&start));
        let end = fields.take("end").and_then(|end| reader.clock(&end));
        let running_order = fields.take("block");
        let day = Self { span: fields.span.clone(), date, start, end, running_order };
        if let (Some(start), Some(end)) = (&day.start, &day.end)
            && start.value >= end.value
        {
            let problem = reader
                .error("end-before-start", &end.span)
                .arg("start", start.value.to_string())
                .arg("end", end.value.to_string())
                .context(reader.source, start.span.clone(), "start");
            reader.report(problem);
        }
        day
    }

    /// Reads `[[day]]`.
    pub(super) fn read_all(item: &Item<'t>, reader: &mut Reader<'_>) -> Vec<Self> {
        let mut days: Vec<Self> = Vec::new();
        for mut fields in reader.tables(item, Scope::Day) {
            let day = Self::take(&mut fields, reader);
            reader.report_missing(&fields.missing(&["start", "end"]), &fields.span);
            fields.finish(reader);
            if let (Some(before), Some(date)) =
                (days.iter().rev().find_map(|day| day.date.as_ref()), &day.date)
                && before.value >= date.value
            {
                let problem = reader
                    .error("days-out-of-order", &date.span)
                    .arg("day", date.value.as_str())
                    .context(reader.source, before.span.clone(), "before");
                reader.report(problem);
            }
            days.push(day);
        }
        days
    }

    /// When it starts and ends, when that is known and makes sense.
    pub(super) fn hours(&self) -> Option<Hours> {
        let (start, end) = (self.start.clone()?, self.end.clone()?);
        (start.value < end.value).then_some(Hours { start, end })
    }

    /// Reads the running order.
    pub(super) fn complete(self, blocks: &mut Blocks<'_>, reader: &mut Reader<'_>) -> Option<Day> {
        let hours = self.hours();
        let blocks = blocks.read(self.running_order.as_ref(), &self.span, reader);
        let Hours { start, end } = hours?;
        check_anchors(&blocks, &start, &end, reader);
        Some(Day { date: self.date, start, end, blocks })
    }
}

/// Reports every anchor before the start of the day, or not before its end.
fn check_anchors(blocks: &[Block], start: &Spanned<Clock>, end: &Spanned<Clock>, reader: &mut Reader<'_>) {
    for block in blocks {
        if let Some(at) = block.at.as_ref().filter(|at| !(start.value..end.value).contains(&at.value)) {
            let problem = reader
                .error("outside-day", &at.span)
                .arg("at", at.value.to_string())
                .arg("start", start.value.to_string())
                .arg("end", end.value.to_string())
                .context(reader.source, start.span.clone(), "start")
                .context(reader.source, end.span.clone(), "end");
            reader.report(problem);
        }
        if let BlockKind::Tracks(tracks) = &block.kind {
            for track in tracks {
                check_anchors(&track.blocks, start, end, reader);
            }
        }
    }
}
