//! The settings of a format, as JSON, with the place of each.

use std::collections::BTreeMap;
use std::ops::Range;

use serde_json::{Map, Number, Value};
use toml::de::{DeTable, DeValue};

use super::clean;
use super::fields::Item;
use super::reader::Reader;
use super::values::{LONGEST_TEXT, whole_number};

/// Settings as JSON, and where they stand: `rounds`, `items[3]`, `items[3].text`, and keys as `key:rounds`.
#[derive(Default)]
pub(super) struct Settings {
    pub values: Map<String, Value>,
    pub spans: BTreeMap<String, Range<usize>>,
}

/// Reads the table of settings. Dates and times become texts.
pub(super) fn read(item: &Item<'_>, reader: &mut Reader<'_>) -> Settings {
    let mut settings = Settings::default();
    match item.value.as_table() {
        Some(table) => settings.values = entries(table, "", &mut settings.spans, reader),
        None => reader.wrong_type(item, "settings", None),
    }
    settings
}

fn entries(
    table: &DeTable<'_>,
    prefix: &str,
    spans: &mut BTreeMap<String, Range<usize>>,
    reader: &mut Reader<'_>,
) -> Map<String, Value> {
    let mut in_order: Vec<_> = table.iter().collect();
    in_order.sort_by_key(|(key, _)| key.span().start);
    let mut values = Map::new();
    for (key, value) in in_order {
        let path = format!("{prefix}{}", key.get_ref());
        spans.insert(format!("key:{path}"), key.span());
        let item = Item { name: key.get_ref(), key: key.span(), value: value.get_ref(), span: value.span() };
        if let Some(value) = json(&item, &path, spans, reader) {
            values.insert(key.get_ref().to_string(), value);
        }
    }
    values
}

fn json(
    item: &Item<'_>,
    path: &str,
    spans: &mut BTreeMap<String, Range<usize>>,
    reader: &mut Reader<'_>,
) -> Option<Value> {
    spans.insert(path.to_owned(), item.span.clone());
    let value = match item.value {
        DeValue::String(text) => return setting_text(item, text, reader),
        DeValue::Integer(integer) => whole_number(integer).map(Value::from),
        DeValue::Float(float) => float.as_str().parse().ok().and_then(Number::from_f64).map(Value::Number),
        DeValue::Boolean(value) => Some(Value::from(*value)),
        DeValue::Datetime(moment) => Some(Value::from(moment.to_string())),
        DeValue::Array(_) => {
            let items = item.list().into_iter().flatten().enumerate();
            let values = items.filter_map(|(at, item)| json(&item, &format!("{path}[{at}]"), spans, reader));
            Some(values.collect())
        }
        DeValue::Table(table) => Some(Value::Object(entries(table, &format!("{path}."), spans, reader))),
    };
    if value.is_none() {
        reader.wrong_type(item, "number", None);
    }
    value
}

/// A text may be empty here: its format says what that means.
fn setting_text(item: &Item<'_>, text: &str, reader: &mut Reader<'_>) -> Option<Value> {
    let cleaned = clean::lines(text);
    let length = cleaned.text.chars().count();
    if length > LONGEST_TEXT {
        let problem = reader.error_in("too-long", item).arg("length", length).arg("max", LONGEST_TEXT);
        reader.report(problem);
        return None;
    }
    if cleaned.had_direction_marks {
        reader.warn_direction_marks(item);
    }
    Some(cleaned.text.into())
}
