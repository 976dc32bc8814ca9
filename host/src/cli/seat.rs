//! `atelier seat`: a seating alone, without a workshop.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::Range;
use std::path::Path;

use serde_json::{Map, Value, json};

use super::args::{Seat as Args, SeatMode};
use super::{Exit, Session, phrase};
use crate::diagnostic::{Diagnostic, closest, closest_of_few, folded, is_part};
use crate::document::tree::{InkLevel, Page, PaperSize};
use crate::files::{self, Files};
use crate::kit::{self, Seats};
use crate::output::{csv, pdf::Pdf};
use crate::plan::seating::{EFFORT, Mode, SeatingRequest, contradictions, even_sizes, seat};
use crate::plan::{Seated, categories, tell_contradictions};
use crate::plugin;
use crate::words::Words;
use crate::workshop::{self, People, Person};

/// In the properties of files: they have no date of their own.
const DATE: &str = "2000-01-01";

pub fn run(args: &Args, session: &mut Session) -> Exit {
    let words = session.words();
    let people = match people(args, session) {
        Ok(people) => people,
        Err(exit) => return exit,
    };
    let request = match request(args, &people, session) {
        Ok(request) => request,
        Err(problems) => {
            session.tell(&problems, words);
            return Exit::Usage;
        }
    };
    let found = contradictions(&request);
    if !found.is_empty() {
        let name = |person: usize| json!(label(&people.list, person, words));
        let told = tell_contradictions(&found, Diagnostic::error, &name).into_iter();
        let problems: Vec<Diagnostic> = told.map(|problem| problem.arg("cli", true)).collect();
        session.tell(&problems, words);
        return Exit::Usage;
    }
    let Ok(seating) = seat(&request) else { return Exit::Problem };
    let list: Vec<usize> = (0..people.list.len()).collect();
    let seated = Seated::new(&wanted(args, &request), &list, &seating, &[]);
    if seated.improvable {
        let values = json!({
            "repeats": seated.repeats,
            "bound": seated.bound,
            "mix": seated.mix,
            "effort": (args.effort * 10).max(10),
        });
        session.say(&said(words, "seating_effort", &values));
    }
    if args.json {
        return session.print_json(&as_json(&seated, &people.list));
    }
    let labels: Vec<String> = list.iter().map(|&person| label(&people.list, person, words)).collect();
    let table =
        csv::render(&kit::heading_of(seated.rounds.len()), &kit::seating_rows(&seated, &list, &labels));
    if let Some(path) = &args.csv {
        if path == Path::new("-") {
            return session.print(&String::from_utf8_lossy(&table));
        }
        if let Err(exit) = session.write_new(&BTreeMap::from([(path.clone(), table.clone())]), args.force) {
            return exit;
        }
    }
    if let Some(folder) = &args.out
        && let Err(exit) = write_documents(args, folder, (&people.list, &labels), &seated, table, session)
    {
        return exit;
    }
    session.print(&as_text(&seated, &labels, words))
}

/// So many people, or those of a list.
fn people(args: &Args, session: &mut Session) -> Result<People, Exit> {
    let Some(path) = &args.people_file else {
        let list = vec![Person::default(); args.people.unwrap_or(1) as usize];
        return Ok(People { span: 0..0, source: None, columns: Vec::new(), list });
    };
    let bytes = files::read(path).map_err(|error| session.fail_reading(&error))?;
    let (people, problems) = workshop::read_people(&path.display().to_string(), &bytes, &mut session.sources);
    session.tell(&problems, session.words());
    people.ok_or(Exit::Problem)
}

/// A name; or a number, where that is all that is known.
fn label(list: &[Person], person: usize, words: &Words) -> String {
    match list.get(person) {
        Some(known) if !known.name.is_empty() => known.name.clone(),
        _ => {
            let number = minijinja::context! { number => person + 1 };
            words.render("people.unnamed", number).unwrap_or_else(|_| (person + 1).to_string())
        }
    }
}

fn mode(args: &Args) -> Mode {
    match args.mode {
        SeatMode::Plain => Mode::Plain,
        SeatMode::Distinct => Mode::Distinct,
        SeatMode::Hosted => Mode::Hosted,
    }
}

/// What the options ask for.
fn request(args: &Args, people: &People, session: &mut Session) -> Result<SeatingRequest, Vec<Diagnostic>> {
    let count = people.list.len();
    let mut request = SeatingRequest::new(mode(args), count, args.tables as usize, args.rounds as usize);
    request.seed = args.seed;
    request.looks = u64::from(args.effort) * EFFORT;
    let mut options = Options { people, session, problems: Vec::new() };
    request.wishes.together =
        args.together.iter().map(|names| options.group("--together", names, 2)).collect();
    request.wishes.apart = args.apart.iter().map(|names| options.group("--apart", names, 2)).collect();
    if let Some(names) = &args.hosts {
        request.wishes.hosts = options.group("--hosts", names, 1);
        if args.mode != SeatMode::Hosted {
            let source = options.session.sources.add("--hosts", names.as_str());
            options.problems.push(Diagnostic::error("seat-hosts-without-mode").at(source, 0..names.len()));
        }
    }
    if let Some(column) = &args.mix_by {
        let everybody: Vec<usize> = (0..count).collect();
        match people.columns.iter().find(|known| folded(known) == folded(column)) {
            Some(column) => request.wishes.mix = categories(&people.list, &everybody, column),
            None => options.unknown_column(column),
        }
    }
    if options.problems.is_empty() { Ok(request) } else { Err(options.problems) }
}

/// Names on the command line.
struct Options<'a> {
    people: &'a People,
    session: &'a mut Session,
    problems: Vec<Diagnostic>,
}

impl Options<'_> {
    /// `Ana,Bo,7`: names or numbers. Each that nobody has is a problem.
    fn group(&mut self, option: &str, text: &str, least: usize) -> Vec<usize> {
        let source = self.session.sources.add(option, text);
        let mut group = Vec::new();
        let mut start = 0;
        for part in text.split(',') {
            let name = part.trim();
            let at = start + (part.len() - part.trim_start().len());
            let span: Range<usize> = at..at + name.len();
            start += part.len() + 1;
            if let Some(person) = self.find(name) {
                group.push(person);
            } else {
                let names = self.people.list.iter().map(|person| person.name.as_str());
                let close = closest_of_few(name, names.filter(|name| !name.is_empty()));
                let code =
                    if self.people.source.is_some() { "unknown-person" } else { "seat-unknown-number" };
                let gone = !close.iter().any(|close| is_part(name, close));
                let mut problem = Diagnostic::error(code)
                    .arg("name", name)
                    .arg("gone", gone)
                    .arg("people", self.people.list.len())
                    .arg("close", close.clone())
                    .at(source, span);
                if let ([only], false) = (close.as_slice(), gone) {
                    problem = problem.replace_with(*only);
                }
                self.problems.push(problem);
            }
        }
        if group.len() < least && self.problems.is_empty() {
            let problem = Diagnostic::error("group-too-small").arg("least", least);
            self.problems.push(problem.at(source, 0..text.len()));
        }
        group
    }

    fn find(&self, name: &str) -> Option<usize> {
        let list = &self.people.list;
        let same = |wanted: &str| {
            list.iter().position(|person| !wanted.is_empty() && folded(&person.name) == wanted)
        };
        let number = || name.parse::<usize>().ok()?.checked_sub(1).filter(|person| *person < list.len());
        list.iter()
            .position(|person| !name.is_empty() && person.name == name)
            .or_else(|| same(&folded(name)))
            .or_else(number)
    }

    fn unknown_column(&mut self, column: &str) {
        let source = self.session.sources.add("--mix-by", column);
        let close = closest(column, self.people.columns.iter().map(String::as_str));
        let mut problem = Diagnostic::error("unknown-column")
            .arg("column", column)
            .arg("close", close)
            .arg("columns", self.people.columns.clone())
            .at(source, 0..column.len());
        problem.replacement = close.map(str::to_owned);
        self.problems.push(problem);
    }
}

/// As a format would have asked for it.
fn wanted(args: &Args, request: &SeatingRequest) -> plugin::Seating {
    let sizes = even_sizes(request.people, request.tables.len());
    plugin::Seating {
        id: "seating".to_owned(),
        mode: mode_name(args.mode).to_owned(),
        sizes: sizes.into_iter().map(|size| u32::try_from(size).unwrap_or(u32::MAX)).collect(),
        rounds: args.rounds,
        within: None,
        roles: Vec::new(),
        explicit: Vec::new(),
        caps: Vec::new(),
        spare_seats: 0,
    }
}

fn mode_name(mode: SeatMode) -> &'static str {
    match mode {
        SeatMode::Plain => "plain",
        SeatMode::Distinct => "distinct",
        SeatMode::Hosted => "hosted",
    }
}

/// For other programs. Its shape is a promise.
fn as_json(seated: &Seated, list: &[Person]) -> Value {
    let who = |&person: &usize| match list[person].name.as_str() {
        "" => json!(person + 1),
        name => json!(name),
    };
    let table = |table: &Vec<usize>| -> Value { table.iter().map(who).collect() };
    let round = |round: &Vec<Vec<usize>>| -> Value { round.iter().map(table).collect() };
    json!({
        "version": 1,
        "mode": seated.mode,
        "rounds": seated.rounds.iter().map(round).collect::<Vec<_>>(),
        "repeats": seated.repeats,
        "revisits": seated.revisits,
        "bound": seated.bound,
        "max_meetings": seated.max_meetings,
        "how": seated.how,
    })
}

/// For people: how good it is, then the tables of each round.
fn as_text(seated: &Seated, labels: &[String], words: &Words) -> String {
    let facts = json!({ "people": labels.len(), "tables": seated.tables(), "rounds": seated.rounds.len() });
    let mut text = said(words, "seat_facts", &facts) + "\n";
    let quality = kit::quality(seated, words);
    if !quality.is_empty() {
        let _ = writeln!(text, "{}", crate::words::typography::typeset(words.language(), &quality));
    }
    if seated.revisits > 0 && seated.mode != "plain" {
        let _ = writeln!(text, "{}", said(words, "seat_revisits", &json!({ "revisits": seated.revisits })));
    }
    for (number, round) in seated.rounds.iter().enumerate() {
        let _ = writeln!(text, "\n{}", said(words, "seat_round", &json!({ "number": number + 1 })));
        for (number, table) in round.iter().enumerate() {
            let names: Vec<&str> = table.iter().map(|&person| labels[person].as_str()).collect();
            let host = seated.hosts[number].is_some();
            let values = json!({ "number": number + 1, "names": names, "hosted": host });
            let _ = writeln!(text, "  {}", said(words, "seat_table", &values));
        }
    }
    text
}

fn said(words: &Words, key: &str, values: &Value) -> String {
    let values: Map<String, Value> = values.as_object().cloned().unwrap_or_default();
    phrase(words, &format!("cli.messages.{key}"), &values)
}

/// Cards for everybody, who sits where, and the table.
fn write_documents(
    args: &Args,
    folder: &Path,
    (list, labels): (&[Person], &[String]),
    seated: &Seated,
    table: Vec<u8>,
    session: &mut Session,
) -> Result<(), Exit> {
    let words = session.words();
    let everybody: Vec<usize> = (0..labels.len()).collect();
    let seats = Seats {
        title: "",
        seatings: std::slice::from_ref(seated),
        steps: &[],
        people: &everybody,
        labels,
        named: list.iter().all(|person| !person.name.is_empty()),
        role: &|id| id.to_owned(),
        own: &|_, _, _| None,
    };
    let page = Page { paper: PaperSize::A4, landscape: false, large: false, ink: InkLevel::Grey };
    let documents = seats.documents(words, page, DATE, &mut session.sources).map_err(|problems| {
        session.tell(&problems, words);
        Exit::Problem
    })?;
    let mut made = Files::from([(kit::SEATING.to_owned(), table)]);
    let pdf = Pdf::new(None);
    for (name, document) in documents {
        let file = pdf.render(&document).map_err(|error| {
            let problem = Diagnostic::error("output-failed").arg("document", name);
            session.fail(problem.arg("detail", error.to_string()), Exit::Problem)
        })?;
        made.insert(format!("{name}.pdf"), file.bytes);
    }
    let names: Vec<String> = made.keys().cloned().collect();
    let made = made.into_iter().map(|(name, content)| (folder.join(name), content)).collect();
    session.write_new(&made, args.force)?;
    let values = json!({ "folder": folder.display().to_string(), "files": names });
    session.say(&said(words, "seat_written", &values));
    Ok(())
}
