//! The documents of a kit, before they are written in any output.

use std::cell::RefCell;
use std::collections::BTreeMap;

use minijinja::value::Serde;
use serde_json::{Value, json};

use super::seating::{self, Seats};
use super::{context, run_sheet, sign_in};
use crate::diagnostic::{Diagnostic, Sources};
use crate::document::tree::{self, Document, InkLevel, Logo, Page, PaperSize};
use crate::document::{Canvas, DocumentError, Frame, Templates};
use crate::plan::{Plan, PlannedBlock, Session};
use crate::plugin::canvas::{self, CanvasFault};
use crate::stranger::{self, Doing, Stranger};
use crate::theme::{self, Theme};
use crate::words::{Words, typography};
use crate::workshop::{Ink, OutputKind, Paper, Print, Workshop};

/// Where a theme has the templates of the host's own documents.
const OWN: &str = "documents/";
/// For files without a date of their own.
const NO_DATE: &str = "2000-01-01";
/// People who share one printed agenda.
const PEOPLE_PER_AGENDA: usize = 4;

/// The templates of the host's own documents.
const SUPPLIES: &str = include_str!("../../theme/documents/supplies.md");
const SIGN_IN: &str = include_str!("../../theme/documents/sign-in.md");
const BADGES: &str = include_str!("../../theme/documents/badges.md");
const TENTS: &str = include_str!("../../theme/documents/tents.md");

/// What a document is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Medium {
    /// To print and to read.
    Any,
    /// To print, to read and to edit.
    Edited,
    /// To cut and to fold: nothing to read.
    Paper,
}

/// A document of a kit.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// Path in the kit, without the ending: `agenda`, `handouts/01-world-cafe/table-signs`.
    pub path: String,
    /// The block whose handout it is.
    pub block: Option<String>,
    /// Whom it is for; see the contract.
    pub audience: String,
    /// `a3`, `a4`, `a5`, `letter`, `tabloid`.
    pub paper: &'static str,
    /// How often it is printed.
    pub copies: u32,
    /// A copy can be shared, or shown on a screen.
    pub shared: bool,
    /// What it is good for.
    pub medium: Medium,
    /// Its content.
    pub document: Document,
}

impl Sheet {
    /// True for what hangs, stands or is cut, and for pages of which each goes to somebody else: their backs stay
    /// empty. Running text alone can be printed on both sides.
    #[must_use]
    pub fn one_sided(&self) -> bool {
        self.audience == "wall" || stands_alone(&self.document.body)
    }

    /// The outputs it is made in, of those that are wanted.
    #[must_use]
    pub fn outputs(&self, wanted: &[OutputKind]) -> Vec<OutputKind> {
        let serves = |output: &OutputKind| match output {
            OutputKind::Pdf => true,
            OutputKind::Html | OutputKind::Markdown => self.medium != Medium::Paper,
            OutputKind::Odt | OutputKind::Docx => self.medium == Medium::Edited,
        };
        wanted.iter().copied().filter(serves).collect()
    }
}

/// Whether there is something in it that is a sheet of its own, or is cut out of one.
fn stands_alone(body: &[tree::Block]) -> bool {
    body.iter().any(|block| match block {
        tree::Block::Page { .. } | tree::Block::Cards { .. } | tree::Block::Sign { .. } => true,
        tree::Block::Paper { body } => stands_alone(body),
        _ => false,
    })
}

/// Makes the documents of one workshop.
pub struct Documents<'a> {
    workshop: &'a Workshop,
    theme: &'a Theme,
    plan: &'a Plan<'a>,
    words: &'static Words,
    labels: Vec<String>,
    host: Templates,
    packs: BTreeMap<String, Templates>,
}

impl<'a> Documents<'a> {
    /// Documents in the workshop's language.
    #[must_use]
    pub fn new(workshop: &'a Workshop, theme: &'a Theme, plan: &'a Plan<'a>) -> Self {
        let language = &workshop.language.value;
        let words = crate::words::host(language);
        let mut own: BTreeMap<String, String> = [
            ("supplies", SUPPLIES),
            ("sign-in", SIGN_IN),
            ("badges", BADGES),
            ("tents", TENTS),
            ("seating", seating::SEATING),
        ]
        .map(|(name, text)| (name.into(), text.into()))
        .into();
        for (path, text) in theme::DOCUMENTS {
            let name = path.trim_start_matches(OWN).trim_end_matches(".md");
            own.insert(name.into(), theme.template(path).unwrap_or(text).into());
        }
        let host = Templates::new(own, |environment| {
            crate::words::add_functions(environment, language);
            environment.add_global("host", words.object());
        });
        let mut packs = BTreeMap::new();
        for (_, session) in plan.sessions() {
            packs.entry(session.format.id().to_owned()).or_insert_with(|| {
                let folder = handouts_of(session);
                let handouts = session.format.pack.handouts.iter().map(|(name, text)| {
                    let text = theme.template(&format!("{folder}{name}.md")).unwrap_or(text);
                    (name.clone(), text.to_owned())
                });
                // What a format says in one language, the host says in the same around it.
                let language = session.words.language();
                let templates = Templates::new(handouts, |environment| {
                    crate::words::add_functions(environment, language);
                    environment.add_global("host", crate::words::host(language).object());
                    environment.add_global("t", session.words.object());
                });
                match session.format.foreign() {
                    None => templates,
                    Some(_) => templates.of_strangers(workshop.people.list.len()),
                }
            });
        }
        Self { workshop, theme, plan, words, labels: context::labels(workshop, words), host, packs }
    }

    /// The host's own documents and every handout. The list of supplies comes last, when the pages are counted.
    ///
    /// # Errors
    /// Every problem of every template.
    pub fn all(&self, sources: &mut Sources) -> Result<Vec<Sheet>, Vec<Diagnostic>> {
        let mut sheets = Vec::new();
        let mut problems = Vec::new();
        let mut keep = |made: Result<Sheet, Vec<Diagnostic>>| match made {
            Ok(sheet) => sheets.push(sheet),
            Err(more) => problems.extend(more),
        };
        keep(self.agenda(sources));
        keep(self.run_sheet(sources));
        keep(self.sign_in(sources));
        keep(self.for_people("badges", "badges.title", sources));
        if sign_in::are_named(&self.workshop.people) {
            keep(self.for_people("tents", "tents.title", sources));
        }
        self.of_blocks(sources).into_iter().for_each(keep);
        if problems.is_empty() { Ok(sheets) } else { Err(problems) }
    }

    /// What belongs to a block: its handouts, and who sits where.
    pub fn of_blocks(&self, sources: &mut Sources) -> Vec<Result<Sheet, Vec<Diagnostic>>> {
        let mut made = Vec::new();
        for (block, session) in self.plan.sessions() {
            // Every handout of a block is about the same block.
            let context = self.facts(block, session);
            let mut heft = Heft::of(session, block.people.len());
            for handout in &session.handouts {
                let sheet = self.handout(block, session, handout, &context, sources);
                if sheet.as_ref().is_ok_and(|sheet| heft.is_too_much(&sheet.document)) {
                    made.push(Err(vec![heft.told(session)]));
                    break;
                }
                made.push(sheet);
            }
            made.extend(self.seating(block, session, sources));
        }
        made
    }

    fn agenda(&self, sources: &mut Sources) -> Result<Sheet, Vec<Diagnostic>> {
        let days: Vec<Value> =
            self.plan.days.iter().map(|day| context::agenda_day(day, self.words)).collect();
        let context = json!({ "workshop": context::workshop(self.workshop), "days": days });
        let copies = self.workshop.people.list.len().div_ceil(PEOPLE_PER_AGENDA);
        let mut sheet = self.own("agenda", "participant", "agenda.title", "a4", &context, sources)?;
        sheet.document.logo = logo(self.theme, self.words);
        let copies = u32::try_from(copies).unwrap_or(u32::MAX);
        Ok(Sheet { copies, shared: true, medium: Medium::Edited, ..sheet })
    }

    fn run_sheet(&self, sources: &mut Sources) -> Result<Sheet, Vec<Diagnostic>> {
        let names = sign_in::are_named(&self.workshop.people).then_some(self.labels.as_slice());
        let days = run_sheet::days(self.plan, names, self.words);
        let context = json!({ "workshop": context::workshop(self.workshop), "days": days });
        let sheet = self.own("run-sheet", "facilitator", "run_sheet.title", "a4", &context, sources)?;
        Ok(Sheet { medium: Medium::Edited, ..sheet })
    }

    /// What everybody signs who comes.
    fn sign_in(&self, sources: &mut Sources) -> Result<Sheet, Vec<Diagnostic>> {
        let (mut context, landscape) = sign_in::sheet(self.workshop, self.plan, self.words);
        context["workshop"] = context::workshop(self.workshop);
        context["days"] = json!(self.plan.days.len());
        let paper = if landscape { "a4-landscape" } else { "a4" };
        self.own("sign-in", "facilitator", "sign_in.title", paper, &context, sources)
    }

    /// What each person wears, or has in front of them.
    fn for_people(
        &self,
        name: &'static str,
        title: &str,
        sources: &mut Sources,
    ) -> Result<Sheet, Vec<Diagnostic>> {
        let context = sign_in::people(self.workshop, self.words);
        let sheet = self.own(name, "participant", title, "a4", &context, sources)?;
        Ok(Sheet { medium: Medium::Paper, ..sheet })
    }

    /// What to buy, bring and print. `printed` are the documents with their pages and sheets, when they were
    /// counted.
    ///
    /// # Errors
    /// Every problem of the template.
    pub fn supplies(
        &self,
        printed: &[Value],
        totals: &Value,
        sources: &mut Sources,
    ) -> Result<Sheet, Vec<Diagnostic>> {
        let pack_words = |format: &str| {
            let sessions = self.plan.sessions();
            let session = sessions.into_iter().find(|(_, session)| session.format.id() == format);
            session.map_or_else(|| self.words.clone(), |(_, session)| session.words.clone())
        };
        let lines: Vec<Value> = self
            .plan
            .supplies
            .iter()
            .map(|line| {
                let pack = pack_words(&line.format);
                let text = context::phrase_supply(&line.item, line.quantity, &line.unit, self.words, &pack);
                json!({ "text": text })
            })
            .collect();
        let titles = |which: &str| -> Vec<&Value> {
            printed.iter().filter(|printed| printed[which] == true).map(|printed| &printed["title"]).collect()
        };
        let context = json!({
            "workshop": context::workshop(self.workshop),
            "shared": titles("shared"),
            "both_sides": titles("both_sides"),
            "supplies": lines,
            "groups": self.print_groups(printed),
            "papers": self.papers(printed),
            "totals": totals,
        });
        self.own("supplies", "facilitator", "supplies_list.title", "a4", &context, sources)
    }

    /// Printed documents by what they are for: the day, then each block.
    fn print_groups(&self, printed: &[Value]) -> Vec<Value> {
        let of = |block: Option<&str>| -> Vec<&Value> {
            printed.iter().filter(|line| line["block"].as_str() == block).collect()
        };
        let day = json!({ "block": null, "documents": of(None) });
        let sessions = self.plan.sessions();
        let blocks = sessions.iter().map(|(block, _)| {
            let facts = json!({ "title": block.title, "start": context::clock(block.start) });
            json!({ "block": facts, "documents": of(Some(&block.id)) })
        });
        let groups = std::iter::once(day).chain(blocks);
        groups.filter(|group| group["documents"] != json!([])).collect()
    }

    /// Sheets of each paper, in the order of the documents.
    fn papers(&self, printed: &[Value]) -> Vec<Value> {
        let mut papers: Vec<(&Value, u64)> = Vec::new();
        for line in printed {
            let sheets = line["sheets"].as_u64().unwrap_or_default();
            match papers.iter_mut().find(|(paper, _)| **paper == line["paper"]) {
                Some((_, sum)) => *sum += sheets,
                None => papers.push((&line["paper"], sheets)),
            }
        }
        let text = |(paper, sheets): (&Value, u64)| {
            let args = minijinja::context! { paper => paper.as_str(), sheets };
            let text = self.words.render("supplies_list.paper_sheets", args).unwrap_or_default();
            json!({ "paper": paper, "text": text })
        };
        papers.into_iter().map(text).collect()
    }

    /// Who sits where in a block, for whoever runs it. None where there is nothing to look up, or where the format
    /// brings such a document itself.
    fn seating(
        &self,
        block: &PlannedBlock,
        session: &Session,
        sources: &mut Sources,
    ) -> Option<Result<Sheet, Vec<Diagnostic>>> {
        let list = &self.workshop.people.list;
        let role = |id: &str| {
            let word = session.words.render(&format!("roles.{id}.name"), minijinja::Value::default());
            word.unwrap_or_else(|_| id.to_owned())
        };
        let seats = Seats {
            title: &block.title,
            seatings: &session.seatings,
            steps: &session.steps,
            people: &block.people,
            labels: &self.labels,
            named: block.people.iter().all(|person| !list[*person].name.is_empty()),
            role: &role,
            own: &|seating, key, count| seating::own_word(&session.words, seating, key, count),
        };
        if !seating::is_printed(session) {
            return None;
        }
        let title = self.words.render("seating_plan.title", minijinja::Value::default());
        let title = title.unwrap_or_else(|_| "seating".to_owned());
        let path = format!("handouts/{}/seating", folder(session));
        let _working = stranger::work_for(session.format.stranger().as_ref(), Doing::Document, &path);
        let page = self.page("a4");
        let drawing = |name: &str| seats.drawing(name, self.words);
        let context = minijinja::Value::from(Serde(seats.context(self.words)));
        let made = self.render(self.origin(), "seating", title, page, context, &drawing, sources);
        Some(made.map(|document| Sheet {
            path,
            block: Some(block.id.clone()),
            // By the door, for those who arrive.
            audience: if self.workshop.walls { "wall" } else { "facilitator" }.to_owned(),
            paper: paper_name(page.paper),
            copies: 1,
            shared: false,
            medium: Medium::Any,
            document,
        }))
    }

    fn own(
        &self,
        name: &'static str,
        audience: &str,
        title: &str,
        paper: &str,
        context: &Value,
        sources: &mut Sources,
    ) -> Result<Sheet, Vec<Diagnostic>> {
        let _working = stranger::work_for_all(&strangers(self.plan), name);
        let title = self.words.render(title, minijinja::Value::default()).unwrap_or_else(|_| name.to_owned());
        let page = self.page(paper);
        let context = minijinja::Value::from(Serde(context));
        let document = self.render(self.origin(), name, title, page, context, &|_| None, sources)?;
        Ok(Sheet {
            path: name.to_owned(),
            block: None,
            audience: audience.to_owned(),
            paper: paper_name(page.paper),
            copies: 1,
            shared: false,
            medium: Medium::Any,
            document,
        })
    }

    /// What the handouts of a block know of it.
    fn facts(&self, block: &PlannedBlock, session: &Session) -> minijinja::Value {
        let _working =
            stranger::work_for(session.format.stranger().as_ref(), Doing::Document, &folder(session));
        let facts = context::handout(self.workshop, block, session, &self.labels);
        minijinja::Value::from(Serde(&facts))
    }

    fn handout(
        &self,
        block: &PlannedBlock,
        session: &Session,
        handout: &crate::plugin::Handout,
        context: &minijinja::Value,
        sources: &mut Sources,
    ) -> Result<Sheet, Vec<Diagnostic>> {
        let path = format!("handouts/{}/{}", folder(session), handout.id);
        let _working = stranger::work_for(session.format.stranger().as_ref(), Doing::Document, &path);
        let data = minijinja::Value::from(Serde(&handout.data));
        let context = minijinja::context! { data, ..context.clone() };
        let page = self.page(&handout.paper);
        let wordless = RefCell::new(Vec::new());
        let canvas = |name: &str| -> Option<Canvas> {
            let svg = session.format.pack.canvases.get(name)?;
            let none = minijinja::Value::default;
            let word = |key: &str| {
                session.words.render_list(key, &none()).ok().map(|lines| {
                    lines.iter().map(|line| typography::typeset(session.words.language(), line)).collect()
                })
            };
            let faulty = |fault| wordless.borrow_mut().push((name.to_owned(), fault));
            let svg = canvas::with_words(svg, &word).map_err(faulty).unwrap_or_default();
            let alt = session.words.render(&format!("canvases.{name}"), none());
            let lacking = |_| faulty(CanvasFault::new("alt", format!("[canvases] {name}")));
            Some(Canvas { svg, alt: alt.map_err(lacking).unwrap_or_default() })
        };
        let title = context::handout_title(session, &handout.id);
        let overrides = handouts_of(session);
        let called = |template: &str| session.format.file(&format!("handouts/{template}.md"));
        let from = Origin {
            templates: &self.packs[session.format.id()],
            folder: &overrides,
            called: &called,
            language: session.words.language(),
        };
        let document = self.render(from, &handout.template, title, page, context, &canvas, sources)?;
        let told = |(name, fault): (String, CanvasFault)| {
            let problem = Diagnostic::error("canvas-words").arg("language", session.words.language());
            fault.add_to(problem, &name).arg("plugin", session.format.id())
        };
        let wordless: Vec<Diagnostic> = wordless.into_inner().into_iter().map(told).collect();
        if !wordless.is_empty() {
            return Err(wordless);
        }
        Ok(Sheet {
            path,
            block: Some(block.id.clone()),
            audience: handout.audience.clone(),
            paper: paper_name(page.paper),
            copies: handout.copies,
            shared: handout.shared,
            medium: Medium::Any,
            document,
        })
    }

    /// The templates of the host's own documents.
    fn origin(&self) -> Origin<'_> {
        Origin { templates: &self.host, folder: OWN, called: &str::to_owned, language: self.words.language() }
    }

    #[allow(clippy::too_many_arguments)] // one call of one function of the document module
    fn render(
        &self,
        Origin { templates, folder, called, language }: Origin<'_>,
        name: &str,
        title: String,
        page: Page,
        context: minijinja::Value,
        canvas: &dyn Fn(&str) -> Option<Canvas>,
        sources: &mut Sources,
    ) -> Result<Document, Vec<Diagnostic>> {
        let date = self.workshop.days[0].date.as_ref().map(|date| date.value.as_str());
        let mut header = vec![self.workshop.title.value.clone()];
        if let Some(date) = date {
            let args = minijinja::context! { day => date };
            header.extend(crate::words::host(language).render("documents.date", args));
        }
        let typography = |text: &str| typography::typeset(language, text);
        let frame = Frame {
            title,
            header,
            language: language.to_owned(),
            page,
            date: date.unwrap_or(NO_DATE).to_owned(),
            typography: &typography,
            canvas,
        };
        let made = templates.document(name, context, &frame);
        let told = |mut error: DocumentError| {
            let path = format!("{folder}{}.md", error.template);
            error.template = match self.theme.template(&path) {
                Some(_) => format!("{}{path}", self.theme.folder),
                None => called(&error.template),
            };
            error.into_diagnostic(sources)
        };
        made.map_err(|errors| errors.into_iter().map(told).collect())
    }

    /// What a document is printed on. Large print does not go on small sheets.
    fn page(&self, paper: &str) -> Page {
        let landscape = paper.ends_with("-landscape");
        let large = self.workshop.print == Print::Large;
        let paper = match (paper.trim_end_matches("-landscape"), self.workshop.paper) {
            ("a3", Paper::A4) => PaperSize::A3,
            ("a3", Paper::Letter) => PaperSize::Tabloid,
            ("a5", _) if !large => PaperSize::A5,
            (_, Paper::Letter) => PaperSize::Letter,
            (_, Paper::A4) => PaperSize::A4,
        };
        let ink = match self.workshop.ink {
            Ink::Grey => InkLevel::Grey,
            Ink::Colour => InkLevel::Colour,
            Ink::Saver => InkLevel::Saver,
        };
        Page { paper, landscape, large, ink }
    }
}

/// The plugins of a plan that are not this program's own, each once.
pub fn strangers(plan: &Plan) -> Vec<Stranger> {
    let mut strangers: Vec<Stranger> = Vec::new();
    for stranger in plan.sessions().into_iter().filter_map(|(_, session)| session.format.stranger()) {
        if !strangers.contains(&stranger) {
            strangers.push(stranger);
        }
    }
    strangers
}

/// Elements of the handouts of a stranger's block, and more for each person: the heaviest blocks of the library have a
/// thousand, and 80 more for each person.
pub const MOST_ELEMENTS: (usize, usize) = (2_000, 300);

/// How much there is of the handouts of one block, and how much there may be.
struct Heft {
    weight: usize,
    most: usize,
}

impl Heft {
    /// Of a stranger's block for so many people; those of this program may weigh what they will.
    fn of(session: &Session, people: usize) -> Self {
        let (base, each) = MOST_ELEMENTS;
        let most = if session.format.foreign().is_some() { base + each * people } else { usize::MAX };
        Self { weight: 0, most }
    }

    fn is_too_much(&mut self, document: &Document) -> bool {
        self.weight += document.weight();
        self.weight > self.most
    }

    fn told(&self, session: &Session) -> Diagnostic {
        let manifest = &session.format.pack.manifest;
        let problem = Diagnostic::error("handouts-too-heavy").arg("plugin", manifest.id.as_str());
        let problem = problem.arg("version", manifest.version.as_str());
        problem.arg("weight", json!(self.weight)).arg("most", json!(self.most))
    }
}

/// Where a document comes from.
#[derive(Clone, Copy)]
struct Origin<'a> {
    templates: &'a Templates,
    /// Where a theme would have them.
    folder: &'a str,
    /// What messages call a template that no theme has replaced.
    called: &'a dyn Fn(&str) -> String,
    /// Of the documents.
    language: &'a str,
}

/// The folder of a block's handouts: `01-world-cafe`.
#[must_use]
pub fn folder(session: &Session) -> String {
    format!("{:02}-{}", session.number, session.format.id())
}

/// The logo of a theme, its words in their final typography.
pub fn logo(theme: &Theme, words: &Words) -> Option<Logo> {
    let Logo { svg, alt } = theme.logo.clone()?;
    Some(Logo { svg, alt: typography::typeset(words.language(), &alt) })
}

/// Where a theme has the templates of a format's handouts.
fn handouts_of(session: &Session) -> String {
    format!("handouts/{}/", session.format.id())
}

fn paper_name(paper: PaperSize) -> &'static str {
    match paper {
        PaperSize::A3 => "a3",
        PaperSize::A4 => "a4",
        PaperSize::A5 => "a5",
        PaperSize::Letter => "letter",
        PaperSize::Tabloid => "tabloid",
    }
}
