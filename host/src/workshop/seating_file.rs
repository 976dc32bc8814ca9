//! `seating.csv`, as a kit or `atelier seat` wrote it, or as somebody changed it by hand.

use std::collections::HashMap;
use std::ops::Range;

use super::cells::{self, Cell, Row};
use super::{Spanned, Workshop, clean, decode};
use crate::diagnostic::{Diagnostic, SourceId, Sources, closest, folded};

/// Block, seating and person of a row.
type Seat<'a> = (Option<&'a str>, Option<&'a str>, String);

/// Headings, in every language that they are written in. Capitals and accents do not count.
const BLOCK: [&str; 3] = ["block", "bloc", "sequence"];
const SEATING: [&str; 2] = ["seating", "repartition"];
const NAME: [&str; 2] = ["name", "nom"];
const HOST: [&str; 2] = ["host", "hote"];
const ROUND: [&str; 2] = ["round", "tour"];

/// Highest number of a table.
const HIGHEST: usize = 5_000;

/// Who sits where, read from a file.
#[derive(Debug, Clone)]
pub struct SeatingFile {
    /// The file's text.
    pub source: SourceId,
    /// In the order of the file.
    pub rows: Vec<SeatingRow>,
}

/// Where somebody sits. Tables are numbers from 0.
#[derive(Debug, Clone)]
pub struct SeatingRow {
    /// The block; none when the file does not say.
    pub block: Option<Spanned<String>>,
    /// The seating of the block; none when the file does not say.
    pub seating: Option<Spanned<String>>,
    /// Who, as written.
    pub name: Spanned<String>,
    /// Who, by index in the workshop's list; none for somebody who is no longer in it.
    pub person: Option<usize>,
    /// The table this person hosts.
    pub host: Option<Spanned<usize>>,
    /// By round; none for a round this person does not take part in.
    pub tables: Vec<Option<Spanned<usize>>>,
}

/// Which columns hold what.
struct Columns {
    block: Option<usize>,
    seating: Option<usize>,
    name: usize,
    host: Option<usize>,
    /// In order of the rounds.
    rounds: Vec<usize>,
}

/// Reads who sat where. The file is there when no problem is an error.
pub fn read_seating(
    name: &str,
    bytes: &[u8],
    workshop: &Workshop,
    sources: &mut Sources,
) -> (Option<SeatingFile>, Vec<Diagnostic>) {
    if bytes.len() > decode::LARGEST_LIST || decode::is_binary(bytes) {
        let code = if decode::is_binary(bytes) { "spreadsheet-file" } else { "file-too-big" };
        return (None, vec![Diagnostic::error(code).arg("path", name)]);
    }
    let text = decode::lenient(bytes);
    let source = sources.add(name, text.as_str());
    let mut reader = Reader { source, people: People::of(workshop), problems: Vec::new() };
    let cells = cells::rows(&text);
    let rows = if let Some(quote) = cells::unclosed(&text, &cells) {
        reader.problem("unclosed-quote", quote);
        Vec::new()
    } else {
        reader.read(&cells).unwrap_or_default()
    };
    let sound = !reader.problems.iter().any(Diagnostic::is_error);
    (sound.then_some(SeatingFile { source, rows }), reader.problems)
}

struct Reader {
    source: SourceId,
    people: People,
    problems: Vec<Diagnostic>,
}

impl Reader {
    fn problem(&mut self, code: &'static str, span: &Range<usize>) -> &mut Diagnostic {
        let index = self.problems.len();
        self.problems.push(Diagnostic::error(code).at(self.source, span.clone()));
        &mut self.problems[index]
    }

    fn read(&mut self, rows: &[Row]) -> Option<Vec<SeatingRow>> {
        let Some((headings, rows)) = rows.split_first().filter(|(_, rows)| !rows.is_empty()) else {
            self.problem("seating-file-empty", &(0..0));
            return None;
        };
        let columns = self.columns(headings)?;
        let rows: Vec<SeatingRow> = rows.iter().filter_map(|row| self.row(row, &columns)).collect();
        self.report_twice(&rows);
        self.report_misspelt(&rows);
        Some(rows)
    }

    fn columns(&mut self, headings: &Row) -> Option<Columns> {
        let folded: Vec<String> = headings.iter().map(|cell| folded(&clean::line(&cell.text).text)).collect();
        let find = |names: &[&str]| folded.iter().position(|heading| names.contains(&heading.as_str()));
        let mut rounds: Vec<(usize, usize)> = Vec::new();
        for (at, heading) in folded.iter().enumerate() {
            let number = ROUND.iter().find_map(|round| heading.strip_prefix(round));
            if let Some(number) = number.and_then(|number| number.trim().parse().ok()) {
                rounds.push((number, at));
            }
        }
        rounds.sort_unstable();
        let numbered = rounds.iter().map(|(number, _)| *number).eq(1..=rounds.len());
        let name = find(&NAME).filter(|_| !rounds.is_empty() && numbered);
        let Some(name) = name else {
            let whole = headings.first().map_or(0, |cell| cell.span.start)
                ..headings.last().map_or(0, |cell| cell.span.end);
            self.problem("seating-file-columns", &whole);
            return None;
        };
        Some(Columns {
            block: find(&BLOCK),
            seating: find(&SEATING),
            name,
            host: find(&HOST),
            rounds: rounds.into_iter().map(|(_, at)| at).collect(),
        })
    }

    /// None for a row without a name.
    fn row(&mut self, row: &Row, columns: &Columns) -> Option<SeatingRow> {
        let text = |at: Option<usize>| -> Option<Spanned<String>> {
            let cell = row.get(at?)?;
            let value = clean::line(&cell.text).text;
            // What a spreadsheet would take for a formula was written as text.
            let formula = value.strip_prefix('\'').filter(|rest| rest.starts_with(['=', '+', '-', '@']));
            let value = formula.unwrap_or(&value).to_owned();
            (!value.is_empty()).then(|| Spanned { value, span: cell.span.clone() })
        };
        let name = text(Some(columns.name))?;
        let host = columns.host.and_then(|at| self.table(row.get(at)?));
        let tables = columns.rounds.iter().map(|at| self.table(row.get(*at)?)).collect();
        Some(SeatingRow {
            block: text(columns.block),
            seating: text(columns.seating),
            person: self.people.find(&name.value),
            name,
            host,
            tables,
        })
    }

    /// A table's number, from 0. None for an empty cell or a dash.
    fn table(&mut self, cell: &Cell) -> Option<Spanned<usize>> {
        let value = clean::line(&cell.text).text;
        if value.is_empty() || ["-", "–", "—"].contains(&value.as_str()) {
            return None;
        }
        if let Ok(number @ 1..=HIGHEST) = value.parse::<usize>() {
            Some(Spanned { value: number - 1, span: cell.span.clone() })
        } else {
            let problem = self.problem("seating-file-table", &cell.span);
            problem.args.insert("value".into(), value.into());
            None
        }
    }

    /// One person, one seating, two rows.
    fn report_twice(&mut self, rows: &[SeatingRow]) {
        let mut first: HashMap<Seat<'_>, &Range<usize>> = HashMap::new();
        for row in rows {
            let [block, seating] =
                [&row.block, &row.seating].map(|id| id.as_ref().map(|id| id.value.as_str()));
            let who = row.person.map_or_else(|| folded(&row.name.value), |person| person.to_string());
            let key = (block, seating, who);
            let Some(before) = first.get(&key) else {
                first.insert(key, &row.name.span);
                continue;
            };
            let problem = Diagnostic::error("seating-file-twice")
                .arg("name", row.name.value.as_str())
                .arg("block", block)
                .at(self.source, row.name.span.clone())
                .context(self.source, (*before).clone(), "first");
            self.problems.push(problem);
        }
    }

    /// A name that nobody has may be somebody who left; or the name of somebody without a row, misspelt.
    fn report_misspelt(&mut self, rows: &[SeatingRow]) {
        let mut seated = vec![false; self.people.names.len()];
        for person in rows.iter().filter_map(|row| row.person) {
            seated[person] = true;
        }
        let waiting: Vec<&str> = self
            .people
            .names
            .iter()
            .zip(&seated)
            .filter(|(_, seated)| !**seated)
            .map(|(n, _)| n.as_str())
            .collect();
        let mut told: Vec<&str> = Vec::new();
        for row in rows.iter().filter(|row| row.person.is_none()) {
            let name = row.name.value.as_str();
            if let Some(close) = closest(name, waiting.iter().copied())
                && !told.contains(&name)
            {
                told.push(name);
                let problem = Diagnostic::warning("seating-file-name")
                    .arg("name", name)
                    .arg("close", close)
                    .at(self.source, row.name.span.clone())
                    .replace_with(close);
                self.problems.push(problem);
            }
        }
    }
}

/// The people of a workshop, to be found by name or number.
struct People {
    names: Vec<String>,
    by_name: HashMap<String, usize>,
}

impl People {
    fn of(workshop: &Workshop) -> Self {
        let names: Vec<String> = workshop.people.list.iter().map(|person| person.name.clone()).collect();
        let mut by_name = HashMap::new();
        for (at, name) in names.iter().enumerate().filter(|(_, name)| !name.is_empty()) {
            by_name.entry(folded(name)).or_insert(at);
        }
        // Two names may differ in accents alone.
        by_name.extend(names.iter().cloned().zip(0..).filter(|(name, _)| !name.is_empty()));
        Self { names, by_name }
    }

    /// Somebody by name; or by number, `7` or `n° 7`, where that is all that is known of them.
    fn find(&self, name: &str) -> Option<usize> {
        if let Some(person) = self.by_name.get(name).or_else(|| self.by_name.get(&folded(name))) {
            return Some(*person);
        }
        let digits = name.trim_start_matches(|c: char| !c.is_ascii_digit());
        let person = digits.trim().parse::<usize>().ok()?.checked_sub(1)?;
        let bare = digits.len() == name.len();
        self.names.get(person).filter(|name| bare || name.is_empty()).map(|_| person)
    }
}
