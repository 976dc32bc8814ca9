//! The kit: every document in every output that was asked for, and the files that go with them.

mod context;
mod cuts;
mod deck;
mod documents;
mod footprint;
mod guard;
mod half_days;
mod index;
mod matrix;
mod paper;
mod record;
mod run_sheet;
mod run_sheet_table;
mod screen;
mod seating;
mod sign_in;
mod tables;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::diagnostic::{Diagnostic, Sources, json as problems_as_json};
use crate::files::Files;
use crate::output::calendar;
use crate::output::pdf::merge::{Bundle, merge};
use crate::output::pdf::{Pdf, PdfError, PdfFile};
use crate::output::{Output as _, OutputError, html, markdown, office};
use crate::plan::{self, Plan, PlannedDay};
use crate::stranger::{self, Doing, Stranger};
use crate::theme::Theme;
use crate::words::{self, Words, typography};
use crate::workshop::{Clock, OutputKind, Workshop};
use documents::Documents;

pub use context::labels;
pub use deck::{by_moment, method_cards};
#[cfg(test)] // the guide tells them
pub(crate) use documents::MOST_ELEMENTS;
pub use documents::Sheet;
pub use footprint::sentence as footprint;
pub use guard::{Conflict, guard};
#[cfg(test)]
pub(crate) use paper::MOST_PAGES;
pub use record::{RECORD, recorded};
pub use seating::{Seats, quality};
pub use tables::{SEATING, SEATING_BEFORE, heading_of, moved, seating_rows};

/// The room screen.
const SCREEN: &str = "screen.html";
/// So many texts that cannot be printed are named.
const MOST_REPLACED: usize = 10;

/// What to make of a plan.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Which outputs, in order.
    pub outputs: Vec<OutputKind>,
    /// Only these: `agenda`, `run-sheet`, `supplies`, `sign-in`, `badges`, `tents`, or the id of a block. Empty: all.
    pub only: Vec<String>,
}

/// A kit that is ready to be written.
pub struct Kit {
    /// By path.
    pub files: Files,
    /// In print order.
    pub documents: Vec<Printed>,
    /// What it takes to print everything.
    pub totals: Totals,
    /// Worth knowing.
    pub warnings: Vec<Diagnostic>,
}

/// A document of the kit, and what it takes to print it.
#[derive(Debug, Clone)]
pub struct Printed {
    /// The document.
    pub sheet: Sheet,
    /// Pages of one copy; none when no PDF was made.
    pub pages: Option<usize>,
}

/// Sheets of paper.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Totals {
    /// Pages, copies included.
    pub pages: usize,
    /// Sheets, printed on one side.
    pub sheets: usize,
    /// Sheets, when what can be is printed on both sides.
    pub duplex: usize,
}

impl Printed {
    /// Pages, copies included.
    #[must_use]
    pub fn sheets(&self) -> usize {
        self.pages.unwrap_or(0) * self.sheet.copies as usize
    }

    /// Sheets when printed on both sides, where that can be.
    #[must_use]
    pub fn duplex(&self) -> usize {
        let pages = self.pages.unwrap_or(0);
        let sheets = if self.sheet.one_sided() { pages } else { pages.div_ceil(2) };
        sheets * self.sheet.copies as usize
    }
}

/// Makes the kit of a plan.
///
/// # Errors
/// Every problem of every document.
pub fn kit(
    workshop: &Workshop,
    theme: &Theme,
    plan: &Plan,
    wanted: &Wanted,
    problems: &[Diagnostic],
    sources: &mut Sources,
) -> Result<Kit, Vec<Diagnostic>> {
    let documents = Documents::new(workshop, theme, plan);
    let sheets = documents.all(sources)?;
    let mut press = Press::new(workshop, theme, plan, wanted).map_err(|problem| vec![problem])?;
    for sheet in sheets.into_iter().filter(|sheet| !sheet.outputs(&wanted.outputs).is_empty()) {
        if wanted.includes(&sheet) {
            press.print(sheet);
        }
    }
    if press.problems.iter().any(Diagnostic::is_error) {
        return Err(press.problems);
    }
    if wanted.only.is_empty() || wanted.only.iter().any(|name| name == "supplies") {
        let supplies = documents.supplies(&press.listed(), &press.totals(), sources)?;
        if !supplies.outputs(&wanted.outputs).is_empty() {
            press.print(supplies);
        }
    }
    let whole = wanted.only.is_empty();
    if whole {
        let people = workshop.people.list.len();
        if let Some(problem) = paper::too_much(plan, &press.printed, people) {
            return Err(vec![problem]);
        }
        press.print_all();
    }
    if press.problems.iter().any(Diagnostic::is_error) {
        return Err(press.problems);
    }
    press.tell_replaced();
    let Press { mut files, printed, problems: warnings, words, html, .. } = press;
    if whole {
        let listed: Vec<Value> = printed.iter().map(|p| listed(p, wanted)).collect();
        let told = problems_as_json::render(problems, sources, words);
        let json = plan::json(workshop, plan, &listed, &told["problems"]);
        files.insert("plan.json".into(), format!("{json:#}\n").into_bytes());
        files.extend(tables::seating(workshop, plan, words));
        files.extend(tables::harvest(plan));
        files.extend(run_sheet_table::files(plan, words));
        files.extend(calendar(workshop, plan));
        if wanted.outputs.contains(&OutputKind::Html) {
            let _working = stranger::work_for_all(&documents::strangers(plan), "index");
            let screen = html.screen(&screen::screen(workshop, plan, words));
            let screen = screen.map_err(|error| vec![unwritten(SCREEN, &error)])?;
            files.insert(SCREEN.into(), screen);
            let index = index::index(workshop, theme, plan, &printed, &files, wanted, words);
            match html.index(&index) {
                Ok(page) => {
                    files.insert("index.html".into(), page);
                }
                Err(error) => return Err(vec![unwritten("index.html", &error)]),
            }
        }
    }
    let totals = totals(&printed);
    record::add(&mut files, plan, &printed, totals);
    Ok(Kit { files, documents: printed, totals, warnings })
}

/// The documents that a kit would hold, without making it: for `plan --json`.
///
/// # Errors
/// Every problem of every document.
pub fn documents(
    workshop: &Workshop,
    theme: &Theme,
    plan: &Plan,
    sources: &mut Sources,
) -> Result<Vec<Value>, Vec<Diagnostic>> {
    let documents = Documents::new(workshop, theme, plan);
    let mut sheets = documents.all(sources)?;
    sheets.push(documents.supplies(&[], &Value::Null, sources)?);
    let wanted = Wanted { outputs: workshop.outputs.clone(), only: Vec::new() };
    let of = |sheet: Sheet| listed(&Printed { sheet, pages: None }, &wanted);
    let is_made = |sheet: &Sheet| !sheet.outputs(&wanted.outputs).is_empty();
    Ok(sheets.into_iter().filter(is_made).map(of).collect())
}

/// What is wrong with the handouts of a plan, without making a kit of them: for `plugin test`.
#[must_use]
pub fn troubles_of_handouts(workshop: &Workshop, plan: &Plan, sources: &mut Sources) -> Vec<Diagnostic> {
    let theme = Theme::default();
    let made = Documents::new(workshop, &theme, plan).of_blocks(sources);
    made.into_iter().filter_map(Result::err).flatten().collect()
}

/// The names that `only` can hold: the host's documents and the blocks that have handouts.
#[must_use]
pub fn document_names(workshop: &Workshop, plan: &Plan) -> Vec<String> {
    let own = ["agenda", "run-sheet", "supplies", "sign-in", "badges"].into_iter();
    let own = own.chain(sign_in::are_named(&workshop.people).then_some("tents"));
    own.map(str::to_owned).chain(plan.sessions().into_iter().map(|(block, _)| block.id.clone())).collect()
}

/// Adds what stands in the folder already to a part of a kit, and its record to that of the part.
pub fn join(files: &mut Files, old: &Files) {
    if let Some(earlier) = old.get(RECORD) {
        record::extend(files, earlier);
    }
    for (path, content) in old {
        files.entry(path.clone()).or_insert_with(|| content.clone());
    }
}

impl Wanted {
    fn includes(&self, sheet: &Sheet) -> bool {
        self.only.is_empty()
            || self.only.iter().any(|name| *name == sheet.path || Some(name) == sheet.block.as_ref())
    }
}

/// A document as `plan.json` lists it.
fn listed(printed: &Printed, wanted: &Wanted) -> Value {
    let sheet = &printed.sheet;
    let ending = sheet.outputs(&wanted.outputs).first().map_or("pdf", |output| ending(*output));
    json!({
        "path": format!("{}.{ending}", sheet.path),
        "title": sheet.document.title,
        "audience": sheet.audience,
        "paper": sheet.paper,
        "copies": sheet.copies,
        "shared": sheet.shared,
        "block": sheet.block,
    })
}

fn ending(output: OutputKind) -> &'static str {
    match output {
        OutputKind::Pdf => "pdf",
        OutputKind::Html => "html",
        OutputKind::Markdown => "md",
        OutputKind::Odt => "odt",
        OutputKind::Docx => "docx",
    }
}

fn totals(printed: &[Printed]) -> Totals {
    Totals {
        pages: printed.iter().map(Printed::sheets).sum(),
        sheets: printed.iter().map(Printed::sheets).sum(),
        duplex: printed.iter().map(Printed::duplex).sum(),
    }
}

/// Turns documents into files, and counts.
struct Press<'a> {
    workshop: &'a Workshop,
    wanted: &'a Wanted,
    words: &'static Words,
    pdf: Option<Pdf>,
    html: html::Html,
    markdown: markdown::Markdown,
    odt: office::Odt,
    docx: office::Docx,
    files: Files,
    printed: Vec<Printed>,
    problems: Vec<Diagnostic>,
    /// Texts with a character that no font has.
    replaced: BTreeSet<String>,
    /// Whose words may stand in the documents of the whole day.
    strangers: Vec<Stranger>,
    /// Whose the handouts of a block are.
    blocks: BTreeMap<String, Option<Stranger>>,
}

impl<'a> Press<'a> {
    fn new(
        workshop: &'a Workshop,
        theme: &Theme,
        plan: &Plan,
        wanted: &'a Wanted,
    ) -> Result<Self, Diagnostic> {
        let words = words::host(&workshop.language.value);
        let language = words.language();
        let html = html::Html::new(language, [(html::THEME.to_owned(), theme.css())])
            .map_err(|error| unwritten("html", &error))?;
        let markdown = markdown::Markdown::new(language).map_err(|error| unwritten("markdown", &error))?;
        let odt = office::Odt::new().map_err(|error| unwritten("odt", &error))?;
        let docx = office::Docx::new().map_err(|error| unwritten("docx", &error))?;
        Ok(Self {
            workshop,
            wanted,
            words,
            pdf: wanted.outputs.contains(&OutputKind::Pdf).then(|| Pdf::new(theme.accent)),
            html,
            markdown,
            odt,
            docx,
            files: Files::new(),
            printed: Vec::new(),
            problems: Vec::new(),
            replaced: BTreeSet::new(),
            strangers: documents::strangers(plan),
            blocks: plan
                .sessions()
                .into_iter()
                .map(|(block, session)| (block.id.clone(), session.format.stranger()))
                .collect(),
        })
    }

    fn print(&mut self, sheet: Sheet) {
        let _working = match &sheet.block {
            Some(block) => {
                let stranger = self.blocks.get(block).and_then(Option::as_ref);
                stranger::work_for(stranger, Doing::Document, &sheet.path)
            }
            None => stranger::work_for_all(&self.strangers, &sheet.path),
        };
        let mut pages = None;
        for output in sheet.outputs(&self.wanted.outputs) {
            let path = format!("{}.{}", sheet.path, ending(output));
            let made = match output {
                OutputKind::Html => self.html.render(&sheet.document),
                OutputKind::Markdown => self.markdown.render(&sheet.document),
                OutputKind::Odt => self.odt.render(&sheet.document),
                OutputKind::Docx => self.docx.render(&sheet.document),
                OutputKind::Pdf => {
                    let Some(pdf) = &self.pdf else { continue };
                    match pdf.render(&sheet.document) {
                        Ok(PdfFile { bytes, pages: count, replaced }) => {
                            pages = Some(count);
                            self.replaced.extend(replaced);
                            Ok(bytes)
                        }
                        Err(error) => {
                            self.problems.push(unprintable(&sheet.path, &error));
                            continue;
                        }
                    }
                }
            };
            match made {
                Ok(bytes) => {
                    self.files.insert(path, bytes);
                }
                Err(error) => self.problems.push(unwritten(&path, &error)),
            }
        }
        self.printed.push(Printed { sheet, pages });
    }

    /// One file with everything to print: what is for who runs the day first, then the handouts in order.
    fn print_all(&mut self) {
        if self.pdf.is_none() {
            return;
        }
        let _working = stranger::work_for_all(&self.strangers, "print-all");
        // The list of supplies was made last, and is read first.
        let position = |printed: &Printed| match printed.sheet.path.as_str() {
            "run-sheet" => 0,
            "supplies" => 1,
            "agenda" => 2,
            "sign-in" => 3,
            "badges" => 4,
            "tents" => 5,
            _ => 6,
        };
        self.printed.sort_by_key(position);
        let title = typography::typeset(&self.workshop.language.value, &self.workshop.title.value);
        let files = self.printed.iter().filter_map(|printed| {
            let file = self.files.get(&format!("{}.pdf", printed.sheet.path))?;
            Some((file.as_slice(), printed.sheet.copies))
        });
        match merge(Bundle { title: &title, duplex: false }, files) {
            Ok(file) => {
                self.files.extend(file.map(|file| ("print-all.pdf".into(), file)));
            }
            Err(error) => self.problems.push(unprintable("print-all", &error)),
        }
    }

    /// One warning for all texts that cannot be printed as they are: the shortest of them, which the others hold.
    fn tell_replaced(&mut self) {
        let within_another = |text: &&String| {
            self.replaced.iter().any(|other| other.len() < text.len() && text.contains(other.as_str()))
        };
        let texts: Vec<&String> =
            self.replaced.iter().filter(|text| !within_another(text)).take(MOST_REPLACED).collect();
        if !texts.is_empty() {
            let is_name = |text: &&&String| self.workshop.people.list.iter().any(|one| one.name == ***text);
            let names: Vec<&&String> = texts.iter().filter(is_name).collect();
            let warning = Diagnostic::warning("missing-glyph").arg("names", json!(names));
            let warning = warning.arg("texts", json!(texts));
            self.problems.push(warning);
        }
    }

    /// The documents printed so far, for the list of what to print.
    fn listed(&self) -> Vec<Value> {
        let paper = |name: &str| {
            let word = self.words.render(&format!("papers.{name}"), minijinja::Value::default());
            word.unwrap_or_else(|_| name.to_owned())
        };
        let line = |printed: &Printed| {
            json!({
                "title": printed.sheet.document.title,
                "paper": paper(printed.sheet.paper),
                "pages": printed.pages,
                "copies": printed.sheet.copies,
                "sheets": printed.sheets(),
                "shared": printed.sheet.shared,
                "both_sides": printed.duplex() < printed.sheets(),
                "block": printed.sheet.block,
            })
        };
        self.printed.iter().map(line).collect()
    }

    fn totals(&self) -> Value {
        let totals = totals(&self.printed);
        if self.pdf.is_none() {
            return Value::Null;
        }
        json!({ "pages": totals.pages, "sheets": totals.sheets, "duplex": totals.duplex })
    }
}

fn unwritten(document: &str, error: &OutputError) -> Diagnostic {
    Diagnostic::error("output-failed").arg("document", document).arg("detail", error.to_string())
}

/// A document that cannot be printed, as a problem.
#[must_use]
pub fn unprintable(document: &str, error: &PdfError) -> Diagnostic {
    match error {
        PdfError::TooLong { place, text } => Diagnostic::error("too-long-for-its-place")
            .arg("document", document)
            .arg("place", place.as_str())
            .arg("text", text.as_str()),
        other => {
            Diagnostic::error("output-failed").arg("document", document).arg("detail", other.to_string())
        }
    }
}

/// `agenda.ics`, when every day has a date.
fn calendar(workshop: &Workshop, plan: &Plan) -> Option<(String, Vec<u8>)> {
    let entries: Option<Vec<calendar::Entry>> =
        plan.days.iter().map(|day| calendar_entry(workshop, day)).collect();
    let timezone = workshop.timezone.as_ref().map(|zone| zone.value.as_str());
    Some(("agenda.ics".to_owned(), calendar::render(&entries?, timezone)?))
}

fn calendar_entry(workshop: &Workshop, day: &PlannedDay) -> Option<calendar::Entry> {
    let line = |block: &plan::PlannedBlock| format!("{} {}", Clock(block.start), block.title);
    let lines: Vec<String> = day.blocks.iter().map(line).collect();
    Some(calendar::Entry {
        date: day.date.clone()?,
        start: day.start,
        end: day.end,
        summary: typography::typeset(&workshop.language.value, &workshop.title.value),
        place: workshop.place.clone(),
        description: lines.join("\n"),
    })
}
