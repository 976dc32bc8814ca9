//! Things that happen at the same time.

use super::block::Blocks;
use super::fields::{Fields, Item, Scope};
use super::people::MOST_PEOPLE;
use super::reader::Reader;
use super::{Spanned, Track, TrackPeople};
use toml::de::DeValue;

/// Reads `[[block.track]]`.
pub(super) fn read(item: &Item<'_>, blocks: &mut Blocks<'_>, reader: &mut Reader<'_>) -> Vec<Track> {
    let tables = reader.tables(item, Scope::Track);
    if tables.is_empty() && item.value.as_array().is_some_and(|items| items.is_empty()) {
        let problem = reader.error("no-tracks", &item.span);
        reader.report(problem);
    }
    tables.into_iter().filter_map(|fields| track(fields, blocks, reader)).collect()
}

fn track(mut fields: Fields<'_>, blocks: &mut Blocks<'_>, reader: &mut Reader<'_>) -> Option<Track> {
    let span = fields.span.clone();
    let title = fields.take("title");
    let people = fields.take("people");
    let place = fields.take("place");
    let lead = fields.take("lead");
    let running_order = fields.take("block");

    if !fields.missing(&["title"]).is_empty() {
        let problem = reader.error("missing-key", &span).arg("key", "title").word("expected", "kinds.text");
        reader.report(problem);
    }
    let title = title.and_then(|title| reader.line(&title));
    let people = people.and_then(|people| track_people(&people, blocks, reader));
    let place = place.and_then(|place| reader.line(&place)).map(|place| place.value);
    let lead = lead.and_then(|lead| reader.line(&lead)).map(|lead| lead.value);
    fields.finish(reader);
    let blocks = blocks.read(running_order.as_ref(), &span, reader);
    Some(Track { title: title?, people, place, lead, blocks })
}

fn track_people(
    item: &Item<'_>,
    blocks: &Blocks<'_>,
    reader: &mut Reader<'_>,
) -> Option<Spanned<TrackPeople>> {
    let value = match item.value {
        DeValue::Integer(_) => TrackPeople::Count(reader.whole(item, "track-people", 1, MOST_PEOPLE)?.value),
        DeValue::Array(_) => {
            let group = blocks.names.group(item, 1, reader)?.value;
            TrackPeople::Names(group.into_iter().map(|name| name.value).collect())
        }
        _ => {
            reader.wrong_type(item, "track-people", None);
            return None;
        }
    };
    Some(Spanned { value, span: item.span.clone() })
}
