//! Where one more key can be written in a block with a format.

use super::fields::{Item, raw};
use super::{Gap, Gaps};
use crate::diagnostic::line_at;

/// The room in a block: `header` is its `[[block]]`, or the whole of it when it is an inline table.
pub(super) fn of(
    text: &str,
    header: &std::ops::Range<usize>,
    format: &Item<'_>,
    settings: Option<&Item<'_>>,
) -> Gaps {
    let is_inline = raw(text, header).starts_with('{');
    let own = |before| Gap { at: format.span.end, before, after: "" };
    let line = |at: usize| Gap { at: line_at(text, at).end, before: "\n", after: "" };
    let block = if is_inline { own(", ") } else { line(format.span.end) };
    let settings = match settings {
        None => Some(Gap {
            before: if is_inline { ", settings = { " } else { "\nsettings = { " },
            after: " }",
            ..block.clone()
        }),
        Some(item) => among(text, item, line),
    };
    Gaps { own: block, settings }
}

/// The room at the start of settings that are there.
fn among(text: &str, settings: &Item<'_>, line: impl Fn(usize) -> Gap) -> Option<Gap> {
    let written = raw(text, &settings.span);
    if written.starts_with('[') {
        return Some(line(settings.span.end));
    }
    let inside = written.strip_prefix('{')?.strip_suffix('}')?;
    let after = match inside {
        "" => " ",
        _ if inside.trim().is_empty() => "",
        _ => ",",
    };
    Some(Gap { at: settings.span.start + 1, before: " ", after })
}
