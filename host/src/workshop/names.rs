//! The people's names, to check those that are mentioned.

use crate::diagnostic::{closest, closest_of_few, is_part};
use std::collections::HashSet;
use std::ops::Range;

use super::fields::Item;
use super::reader::Reader;
use super::values::quoted;
use super::{People, Spanned};

/// Who can be named, and which columns can.
pub(super) struct Names {
    labels: Vec<String>,
    known: HashSet<String>,
    columns: Vec<String>,
    /// Where it is said who comes.
    people: Range<usize>,
    /// False when only the number of people is known, or their list could not be read.
    has_list: bool,
    /// False when the list could not be read: then nothing is said about names.
    is_sound: bool,
}

impl Names {
    /// The names of these people; without people, of nobody, and no name is refused.
    pub(super) fn of(people: Option<&People>) -> Self {
        let labels: Vec<String> =
            people.iter().flat_map(|people| people.list.iter().map(|person| person.name.clone())).collect();
        Self {
            known: labels.iter().cloned().collect(),
            labels,
            columns: people.map(|people| people.columns.clone()).unwrap_or_default(),
            people: people.map(|people| people.span.clone()).unwrap_or_default(),
            has_list: people.is_some_and(|people| people.source.is_some()),
            is_sound: people.is_some(),
        }
    }

    /// A name, checked to be one of the people's.
    pub(super) fn person(&self, item: &Item<'_>, reader: &mut Reader<'_>) -> Option<Spanned<String>> {
        let name = reader.line(item)?;
        if !self.is_sound || self.known.contains(&name.value) {
            return Some(name);
        }
        if reader.is_full() {
            return None;
        }
        if !self.has_list {
            self.report_no_list(item, reader);
            return None;
        }
        let close = closest_of_few(&name.value, self.labels.iter().map(String::as_str));
        let gone = !close.iter().any(|close| is_part(&name.value, close));
        let mut problem = reader
            .error_in("unknown-person", item)
            .arg("name", name.value.as_str())
            .arg("gone", gone)
            .arg("close", close.clone());
        // Who has left is nobody else: only a name cut short is put right.
        if let ([only], false) = (close.as_slice(), gone) {
            problem = problem.replace_with(quoted(only));
        }
        reader.report(problem);
        None
    }

    /// A group of different people. `least` is the smallest group that means something.
    pub(super) fn group(
        &self,
        item: &Item<'_>,
        least: usize,
        reader: &mut Reader<'_>,
    ) -> Option<Spanned<Vec<Spanned<String>>>> {
        let Some(items) = item.list() else {
            reader.wrong_type(item, "group", None);
            return None;
        };
        let items: Vec<Item<'_>> = items.collect();
        if self.is_sound && !self.has_list {
            self.report_no_list(items.first().unwrap_or(item), reader);
            return None;
        }
        if items.len() < least {
            let problem = reader.error_in("group-too-small", item).arg("least", least);
            reader.report(problem);
            return None;
        }
        let mut group: Vec<Spanned<String>> = Vec::new();
        let count = items.len();
        for item in items {
            let Some(name) = self.person(&item, reader) else { continue };
            if let Some(first) = group.iter().find(|other| other.value == name.value) {
                let problem = reader.error_in("named-twice", &item).arg("name", name.value.as_str());
                let problem = problem.context(reader.source, first.span.clone(), "first");
                reader.report(problem);
                continue;
            }
            group.push(name);
        }
        (group.len() == count).then(|| Spanned { value: group, span: item.span.clone() })
    }

    /// A column of the list.
    pub(super) fn column(&self, item: &Item<'_>, reader: &mut Reader<'_>) -> Option<Spanned<String>> {
        let column = reader.line(item)?;
        if !self.is_sound || self.columns.contains(&column.value) {
            return Some(column);
        }
        if !self.has_list {
            self.report_no_list(item, reader);
            return None;
        }
        let close = closest(&column.value, self.columns.iter().map(String::as_str));
        let mut problem = reader
            .error_in("unknown-column", item)
            .arg("column", column.value.as_str())
            .arg("close", close)
            .arg("columns", self.columns.clone());
        problem.replacement = close.map(quoted);
        reader.report(problem);
        None
    }

    fn report_no_list(&self, item: &Item<'_>, reader: &mut Reader<'_>) {
        let problem = reader.error_in("names-without-list", item);
        let problem = problem.context(reader.source, self.people.clone(), "people");
        reader.report(problem);
    }
}
