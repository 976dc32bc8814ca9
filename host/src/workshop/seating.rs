//! Wishes about who sits with whom.

use super::fields::{Item, Scope};
use super::names::Names;
use super::reader::Reader;
use super::{FixedPlace, SeatingWishes, Spanned};

/// Highest table or round that a place can be fixed at.
const HIGHEST: u32 = 500;

/// Reads `[seating]` or a block's `seating`.
pub(super) fn read(item: &Item<'_>, names: &Names, reader: &mut Reader<'_>) -> Option<SeatingWishes> {
    let mut fields = reader.one_table(item, Scope::Seating)?;
    let mut wishes = SeatingWishes { span: item.span.clone(), ..SeatingWishes::default() };
    if let Some(item) = fields.take("mix_by") {
        wishes.mix_by = names.column(&item, reader);
    }
    if let Some(item) = fields.take("together") {
        wishes.together = groups(&item, names, reader);
    }
    if let Some(item) = fields.take("apart") {
        wishes.apart = groups(&item, names, reader);
    }
    if let Some(item) = fields.take("hosts") {
        wishes.hosts = names.group(&item, 0, reader).map(|hosts| hosts.value).unwrap_or_default();
    }
    if let Some(item) = fields.take("fixed") {
        wishes.fixed = fixed(&item, names, reader);
    }
    fields.finish(reader);
    Some(wishes)
}

/// Lists of names in a list.
fn groups(item: &Item<'_>, names: &Names, reader: &mut Reader<'_>) -> Vec<Spanned<Vec<String>>> {
    let Some(items) = item.list().map(Iterator::collect::<Vec<_>>) else {
        reader.wrong_type(item, "groups", None);
        return Vec::new();
    };
    if items.first().is_some_and(|first| first.value.is_str()) {
        let meant = format!("[{}]", &reader.text[item.span.clone()]);
        reader.wrong_type(item, "groups", Some(meant));
        return Vec::new();
    }
    let read = |group: &Item<'_>| {
        let Spanned { value, span } = names.group(group, 2, reader)?;
        Some(Spanned { value: value.into_iter().map(|name| name.value).collect(), span })
    };
    items.iter().filter_map(read).collect()
}

fn fixed(item: &Item<'_>, names: &Names, reader: &mut Reader<'_>) -> Vec<Spanned<FixedPlace>> {
    let Some(items) = item.list() else {
        reader.wrong_type(item, "fixed", None);
        return Vec::new();
    };
    items.filter_map(|place| fixed_place(&place, names, reader)).collect()
}

fn fixed_place(item: &Item<'_>, names: &Names, reader: &mut Reader<'_>) -> Option<Spanned<FixedPlace>> {
    let Some(mut fields) = item.table(Scope::Fixed) else {
        reader.wrong_type(item, "fixed", None);
        return None;
    };
    let (name, table, round) = (fields.take("name"), fields.take("table"), fields.take("round"));
    for key in fields.missing(&["name", "table"]) {
        let kind = if key == "name" { "kinds.text" } else { "kinds.count" };
        let problem = reader.error("missing-key", &item.span).arg("key", key).word("expected", kind);
        reader.report(problem);
    }
    let name = name.and_then(|name| names.person(&name, reader));
    let table = table.and_then(|table| reader.whole(&table, "count", 1, HIGHEST));
    let round = round.map(|round| reader.whole(&round, "count", 1, HIGHEST));
    fields.finish(reader);
    let place = FixedPlace {
        name: name?.value,
        table: table?.value,
        round: match round {
            Some(round) => Some(round?.value),
            None => None,
        },
    };
    Some(Spanned { value: place, span: item.span.clone() })
}
