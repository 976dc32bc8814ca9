//! The list of people that a spreadsheet gave: names made unique labels, columns kept, times understood.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;

use super::cells::{self, Cell, Row};
use super::day::Hours;
use super::people::MOST_PEOPLE;
use super::values::LONGEST_LINE;
use super::{Clock, Person, clean, loose};
use crate::diagnostic::{Diagnostic, SourceId, closest, folded};

/// Longest cell other than a name, in characters.
const LONGEST_CELL: usize = 1_000;

/// Longest value that can tell two people of one name apart, in characters.
const LONGEST_MARK: usize = 40;

/// Headings of the column of names, and of those that it can be made of. Capitals and accents do not count.
const NAMES: [&str; 7] =
    ["name", "nom", "full name", "nom complet", "nom et prenom", "prenom et nom", "prenom nom"];
const FIRST_NAMES: [&str; 5] = ["prenom", "first name", "firstname", "given name", "first_name"];
const LAST_NAMES: [&str; 6] =
    ["last name", "lastname", "surname", "family name", "nom de famille", "last_name"];
const ARRIVES: [&str; 5] = ["arrives", "arrive", "arrivee", "arrival", "heure d'arrivee"];
const LEAVES: [&str; 6] = ["leaves", "part", "depart", "departure", "heure de depart", "quitte"];

/// What a list says.
#[derive(Default)]
pub(super) struct Listed {
    pub people: Vec<Person>,
    /// The columns other than names and times, in the order of the file.
    pub columns: Vec<String>,
}

/// Which columns hold what.
struct Columns {
    /// A first name before the name, where there are two columns.
    names: Vec<usize>,
    arrives: Option<usize>,
    leaves: Option<usize>,
    /// The others, with their headings.
    others: Vec<(usize, String)>,
    count: usize,
}

/// A person and where the name stands.
struct Entry {
    person: Person,
    span: Range<usize>,
}

struct List<'h> {
    source: SourceId,
    /// The days, to check times; they stand in `workshop`.
    hours: &'h [Hours],
    workshop: SourceId,
    problems: Vec<Diagnostic>,
}

/// Reads a list. It is complete when no problem is an error.
pub(super) fn read(
    source: SourceId,
    text: &str,
    hours: &[Hours],
    workshop: SourceId,
) -> (Listed, Vec<Diagnostic>) {
    let mut list = List { source, hours, workshop, problems: Vec::new() };
    let rows = cells::rows(text);
    if let Some(quote) = cells::unclosed(text, &rows) {
        list.error("unclosed-quote", quote, |problem| problem);
        return (Listed::default(), list.problems);
    }
    let listed = list.read(&rows).unwrap_or_default();
    (listed, list.problems)
}

impl List<'_> {
    fn read(&mut self, rows: &[Row]) -> Option<Listed> {
        let Some((headings, rows)) = rows.split_first() else {
            self.error("empty-list", &(0..0), |problem| problem);
            return None;
        };
        let columns = self.columns(headings)?;
        let most = usize::try_from(MOST_PEOPLE).unwrap_or_default();
        if let Some(cell) = rows.get(most).and_then(|row| row.first()) {
            self.error("too-many-people", &cell.span, |problem| problem.arg("max", MOST_PEOPLE));
            return None;
        }
        let mut entries: Vec<Entry> = rows.iter().filter_map(|row| self.entry(row, &columns)).collect();
        if rows.is_empty() {
            let end = headings.last().map_or(0, |cell| cell.span.end);
            self.error("empty-list", &(end..end), |problem| problem);
        }
        self.make_unique(&mut entries, &columns);
        Some(Listed {
            people: entries.into_iter().map(|entry| entry.person).collect(),
            columns: columns.others.into_iter().map(|(_, heading)| heading).collect(),
        })
    }

    fn error(
        &mut self,
        code: &'static str,
        span: &Range<usize>,
        words: impl FnOnce(Diagnostic) -> Diagnostic,
    ) {
        let problem = Diagnostic::error(code).at(self.source, span.clone());
        self.problems.push(words(problem));
    }

    /// Finds out what each column holds.
    fn columns(&mut self, headings: &Row) -> Option<Columns> {
        let folded: Vec<String> = headings.iter().map(|cell| folded(&clean::line(&cell.text).text)).collect();
        let find = |names: &[&str]| folded.iter().position(|heading| names.contains(&heading.as_str()));
        let (first, name) = (find(&FIRST_NAMES), find(&NAMES).or_else(|| find(&LAST_NAMES)));
        let names: Vec<usize> = first.into_iter().chain(name).collect();
        if names.is_empty() {
            self.report_no_names(headings, &folded);
            return None;
        }
        let (arrives, leaves) = (find(&ARRIVES), find(&LEAVES));
        let mut others: Vec<(usize, String)> = Vec::new();
        for (at, cell) in headings.iter().enumerate() {
            let heading = clean::line(&cell.text).text;
            if names.contains(&at) || [arrives, leaves].contains(&Some(at)) || heading.is_empty() {
                continue;
            }
            if let Some((first, _)) = others.iter().find(|(_, other)| *other == heading) {
                let first = headings[*first].span.clone();
                let source = self.source;
                self.error("column-twice", &cell.span, |problem| {
                    problem.arg("column", heading).context(source, first, "first")
                });
                continue;
            }
            others.push((at, heading));
        }
        Some(Columns { names, arrives, leaves, others, count: headings.len() })
    }

    /// No heading says where the names are: one is close, or there are no headings at all.
    fn report_no_names(&mut self, headings: &Row, folded: &[String]) {
        let close = folded.iter().enumerate().find_map(|(at, heading)| {
            closest(heading, ["name", "nom", "names", "noms"])?;
            let meant = if heading.starts_with("na") { "name" } else { "nom" };
            Some((headings[at].span.clone(), meant))
        });
        let whole = headings.first().map_or(0, |cell| cell.span.start)
            ..headings.last().map_or(0, |cell| cell.span.end);
        let (span, meant) = match close {
            Some((span, meant)) => (span, Some(meant)),
            None => (whole, None),
        };
        self.error("no-name-column", &span, |mut problem| {
            problem.replacement = meant.map(str::to_owned);
            problem.arg("meant", meant)
        });
    }

    /// Reads a row. None when it has no name that can be used.
    fn entry(&mut self, row: &Row, columns: &Columns) -> Option<Entry> {
        let first = row.first().map_or(0..0, |cell| cell.span.clone());
        let rest = row.get(columns.count..).unwrap_or_default();
        if let Some(extra) = rest.iter().find(|cell| !cell.text.trim().is_empty()) {
            self.error("row-too-long", &extra.span, |problem| {
                problem.arg("cells", row.len()).arg("columns", columns.count)
            });
        }
        let parts: Vec<&Cell> = columns.names.iter().filter_map(|at| row.get(*at)).collect();
        let cleaned: Vec<clean::Clean> = parts.iter().map(|cell| clean::line(&cell.text)).collect();
        let words: Vec<&str> =
            cleaned.iter().map(|part| part.text.as_str()).filter(|part| !part.is_empty()).collect();
        let name = words.join(" ");
        let span = parts.iter().map(|cell| cell.span.clone()).find(|span| !span.is_empty()).unwrap_or(first);
        let length = name.chars().count();
        if name.is_empty() {
            self.error("name-missing", &span, |problem| problem);
            return None;
        }
        if length > LONGEST_LINE {
            // A quote that another one closes far below.
            if parts.iter().any(|cell| cell.text.lines().count() > 2) {
                self.error("unclosed-quote", &span, |problem| problem);
            } else {
                let sizes = |problem: Diagnostic| problem.arg("length", length).arg("max", LONGEST_LINE);
                self.error("name-too-long", &span, sizes);
            }
            return None;
        }
        if cleaned.iter().any(|part| part.had_direction_marks) {
            let warning = Diagnostic::warning("direction-marks")
                .at(self.source, span.clone())
                .arg("key", name.as_str());
            self.problems.push(warning);
        }
        let values = columns
            .others
            .iter()
            .filter_map(|(at, heading)| Some((heading.clone(), self.value(row.get(*at)?, heading)?)))
            .collect();
        let arrives = columns.arrives.and_then(|at| self.time(row.get(at)?));
        let leaves = columns.leaves.and_then(|at| self.time(row.get(at)?));
        if let (Some((arrives, first)), Some((leaves, second))) = (&arrives, &leaves)
            && arrives >= leaves
        {
            let source = self.source;
            self.error("leaves-before-arriving", second, |problem| {
                problem
                    .arg("name", name.as_str())
                    .arg("arrives", arrives.to_string())
                    .arg("leaves", leaves.to_string())
                    .context(source, first.clone(), "arrives")
            });
        }
        let (arrives, leaves) = (arrives.map(|(time, _)| time), leaves.map(|(time, _)| time));
        Some(Entry { person: Person { name, values, arrives, leaves }, span })
    }

    /// What a cell of another column says.
    fn value(&mut self, cell: &Cell, heading: &str) -> Option<String> {
        let value = clean::line(&cell.text).text;
        let length = value.chars().count();
        if length > LONGEST_CELL {
            self.error("too-long", &cell.span, |problem| {
                problem.arg("key", heading).arg("length", length).arg("max", LONGEST_CELL)
            });
            return None;
        }
        Some(value)
    }

    /// A time within one of the days. None for an empty cell.
    fn time(&mut self, cell: &Cell) -> Option<(Clock, Range<usize>)> {
        let text = clean::line(&cell.text).text;
        if text.is_empty() {
            return None;
        }
        let Some(time) = loose::clock(&text) else {
            self.error("bad-time-in-list", &cell.span, |problem| problem.arg("value", text));
            return None;
        };
        let inside = |day: &Hours| (day.start.value..=day.end.value).contains(&time);
        if let (Some(day), false) = (self.hours.first(), self.hours.iter().any(inside)) {
            let workshop = self.workshop;
            self.error("outside-day", &cell.span, |problem| {
                problem
                    .arg("at", time.to_string())
                    .arg("start", day.start.value.to_string())
                    .arg("end", day.end.value.to_string())
                    .context(workshop, day.start.span.clone(), "start")
                    .context(workshop, day.end.span.clone(), "end")
            });
        }
        Some((time, cell.span.clone()))
    }

    /// Tells people of one name apart by another column: `Ana Silva (Mairie)`.
    fn make_unique(&mut self, entries: &mut [Entry], columns: &Columns) {
        let mut by_name: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (at, entry) in entries.iter().enumerate() {
            by_name.entry(entry.person.name.to_lowercase()).or_default().push(at);
        }
        let mut taken: HashSet<String> = by_name.keys().cloned().collect();
        for group in by_name.into_values().filter(|group| group.len() > 1) {
            let labels = |column: &str| {
                let label = |at: &usize| {
                    let person = &entries[*at].person;
                    let mark = person.values.get(column).filter(|mark| can_tell_apart(mark))?;
                    Some(format!("{} ({mark})", person.name))
                };
                let labels: Vec<String> = group.iter().map(label).collect::<Option<_>>()?;
                let different: HashSet<String> = labels.iter().map(|label| label.to_lowercase()).collect();
                (different.len() == labels.len() && different.is_disjoint(&taken)).then_some(labels)
            };
            match columns.others.iter().find_map(|(_, column)| labels(column)) {
                Some(labels) => {
                    taken.extend(labels.iter().map(|label| label.to_lowercase()));
                    for (at, label) in group.into_iter().zip(labels) {
                        entries[at].person.name = label;
                    }
                }
                None => self.report_same_name(entries, &group),
            }
        }
    }

    /// Reports each person whose name an earlier one has.
    fn report_same_name(&mut self, entries: &[Entry], group: &[usize]) {
        let mut first_of: HashMap<String, usize> = HashMap::new();
        for at in group {
            let entry = &entries[*at];
            let Some(first) = first_of.get(&entry.person.name.to_lowercase()) else {
                first_of.insert(entry.person.name.to_lowercase(), *at);
                continue;
            };
            let first = entries[*first].span.clone();
            let source = self.source;
            self.error("same-name", &entry.span, |problem| {
                problem.arg("name", entry.person.name.as_str()).context(source, first, "first")
            });
        }
    }
}

/// True for a value that can be printed beside a name: short, and no address or telephone number.
fn can_tell_apart(value: &str) -> bool {
    let digits = value.chars().filter(char::is_ascii_digit).count();
    !value.is_empty() && value.chars().count() <= LONGEST_MARK && !value.contains('@') && digits < 6
}
