//! Who comes: so many, or those of a list.

use std::io::ErrorKind;
use std::path::Path;

use toml::de::DeValue;

use super::day::Hours;
use super::fields::Item;
use super::reader::Reader;
use super::values::quoted;
use super::{Folder, People, Person, decode, people_file};
use crate::diagnostic::{Diagnostic, Sources, closest};

/// Most people that a workshop can have.
pub(super) const MOST_PEOPLE: u32 = 5_000;

/// Endings of files that a spreadsheet program writes in a form of its own.
const SPREADSHEETS: [&str; 4] = ["xlsx", "xls", "ods", "numbers"];

/// Reads `people`, and the list that it names. `file_name` is how `workshop.toml` is shown.
pub(super) fn read(
    item: &Item<'_>,
    file_name: &str,
    beside: &dyn Folder,
    hours: &[Hours],
    reader: &mut Reader<'_>,
    sources: &mut Sources,
) -> Option<People> {
    match item.value {
        DeValue::Integer(_) => {
            let count = reader.whole(item, "people", 1, MOST_PEOPLE)?.value;
            let list = vec![Person::default(); usize::try_from(count).unwrap_or_default()];
            Some(People { span: item.span.clone(), source: None, columns: Vec::new(), list })
        }
        DeValue::String(text) if !text.is_empty() && !text.bytes().all(|b| b.is_ascii_digit()) => {
            read_file(item, text, file_name, beside, hours, reader, sources)
        }
        DeValue::String(text) => {
            reader.wrong_type(item, "people", (!text.is_empty()).then(|| text.to_string()));
            None
        }
        DeValue::Array(_) => {
            let problem = reader.error_in("people-in-place", item);
            reader.report(problem);
            None
        }
        _ => {
            reader.wrong_type(item, "people", None);
            None
        }
    }
}

fn read_file(
    item: &Item<'_>,
    path: &str,
    file_name: &str,
    beside: &dyn Folder,
    hours: &[Hours],
    reader: &mut Reader<'_>,
    sources: &mut Sources,
) -> Option<People> {
    let about = |code: &'static str, reader: &Reader<'_>| reader.error_in(code, item).arg("path", path);
    let bytes = match beside.read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let problem = missing_file(about("missing-file", reader), path, beside);
            reader.report(problem);
            return None;
        }
        Err(error) => {
            let problem = about("unreadable-file", reader).arg("detail", error.to_string());
            reader.report(problem);
            return None;
        }
    };
    let ending = Path::new(path).extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    if SPREADSHEETS.contains(&ending.to_ascii_lowercase().as_str()) || decode::is_binary(&bytes) {
        let problem = about("spreadsheet-file", reader);
        reader.report(problem);
        return None;
    }
    if bytes.len() > decode::LARGEST_LIST {
        let problem = about("file-too-big", reader);
        reader.report(problem);
        return None;
    }
    let shown = Path::new(file_name).with_file_name(path).to_string_lossy().into_owned();
    let text = decode::lenient(&bytes);
    let source = sources.add(shown, text.as_str());
    let (listed, problems) = people_file::read(source, &text, hours, reader.source);
    let is_sound = !problems.iter().any(Diagnostic::is_error);
    for problem in problems {
        reader.report(problem);
    }
    is_sound.then_some(People {
        span: item.span.clone(),
        source: Some(source),
        columns: listed.columns,
        list: listed.people,
    })
}

/// Reads a list of people on its own, without a workshop. It is there when no problem is an error.
pub fn read_people(name: &str, bytes: &[u8], sources: &mut Sources) -> (Option<People>, Vec<Diagnostic>) {
    if decode::is_binary(bytes) || bytes.len() > decode::LARGEST_LIST {
        let code = if decode::is_binary(bytes) { "spreadsheet-file" } else { "file-too-big" };
        return (None, vec![Diagnostic::error(code).arg("path", name)]);
    }
    let text = decode::lenient(bytes);
    let source = sources.add(name, text.as_str());
    let (listed, problems) = people_file::read(source, &text, &[], source);
    let is_sound = !problems.iter().any(Diagnostic::is_error);
    let people = People { span: 0..0, source: Some(source), columns: listed.columns, list: listed.people };
    (is_sound.then_some(people), problems)
}

/// Completes the problem of a file that is not there with a name that is.
fn missing_file(mut problem: Diagnostic, path: &str, beside: &dyn Folder) -> Diagnostic {
    let names = beside.names("").unwrap_or_default();
    let is_list =
        |name: &&str| Path::new(name).extension().is_some_and(|ending| ending.eq_ignore_ascii_case("csv"));
    let lists: Vec<&str> = names.iter().map(String::as_str).filter(is_list).collect();
    let close = closest(path, names.iter().map(String::as_str)).or(match lists.as_slice() {
        [only] => Some(*only),
        _ => None,
    });
    problem.replacement = close.map(quoted);
    problem.arg("close", close)
}
