//! What the formats answer: the lengths each block can have, then what it needs at the length it got.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;
use std::path::Path;
use std::rc::Rc;

use minijinja::value::Serde;
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

use super::Results;
use crate::diagnostic::{Diagnostic, Given, closest};
use crate::plugin::{self, Catalogue, Draft, Failure, Format, Loaded, Places, Request, Sandbox, Span};
use crate::stranger::{self, Doing};
use crate::words::{Words, WordsError};
use crate::workshop::{Block, BlockKind, Workshop};

/// Problems of so many formats that the host has the words, unless the pack has its own.
pub const HOST_WORDS: [&str; 2] = ["too-few", "too-many"];

/// The language that stands in for one that a format has no words in.
const STAND_IN: &str = "en";

/// A block of a format, with all that is known before the clock is.
pub struct Asked<'a> {
    /// Its format.
    pub format: &'a Format,
    /// The format's words in the workshop's language, or in one that stands in.
    pub words: Words,
    /// Settings with defaults.
    pub settings: Map<String, Value>,
    /// The lengths it can have, the block's own `minutes` not yet considered.
    pub spans: Vec<Span>,
    /// From 1, over all blocks that have a format.
    number: usize,
    request: Request,
    loaded: Rc<Loaded>,
}

impl Asked<'_> {
    /// For every choice made by chance in this block.
    pub fn seed(&self) -> u64 {
        self.request.seed
    }
}

/// Puts questions to the formats of one workshop.
pub struct Formats<'a> {
    workshop: &'a Workshop,
    catalogue: &'a Catalogue,
    sandbox: Sandbox,
    loaded: HashMap<String, Rc<Loaded>>,
    /// Formats that failed: that was told at a block, and they are not tried again at the others.
    failed: BTreeSet<String>,
    /// Language of the problems.
    reader: &'a str,
    /// By block id.
    asked: BTreeMap<String, Asked<'a>>,
    /// By block id: what it hands over to later ones.
    handed: HashMap<String, Value>,
    /// Blocks with a format so far.
    blocks: usize,
    results: Results,
    /// Formats that were told to have no words in the workshop's language.
    foreign: BTreeSet<String>,
    problems: Vec<Diagnostic>,
}

impl<'a> Formats<'a> {
    /// Nothing asked yet. Problems are told in `reader`'s language.
    ///
    /// # Errors
    /// When this machine cannot run plugins.
    pub fn new(
        workshop: &'a Workshop,
        catalogue: &'a Catalogue,
        reader: &'a str,
        results: Results,
    ) -> Result<Self, Diagnostic> {
        let sandbox = Sandbox::new()
            .map_err(|failure| Diagnostic::error("no-sandbox").arg("detail", failure.detail()))?;
        Ok(Self {
            workshop,
            catalogue,
            sandbox,
            loaded: HashMap::new(),
            failed: BTreeSet::new(),
            reader,
            asked: BTreeMap::new(),
            handed: HashMap::new(),
            blocks: 0,
            results,
            foreign: BTreeSet::new(),
            problems: Vec::new(),
        })
    }

    /// What was asked about a block.
    pub fn asked(&self, id: &str) -> Option<&Asked<'a>> {
        self.asked.get(id)
    }

    /// The problems so far, and starts anew.
    pub fn take_problems(&mut self) -> Vec<Diagnostic> {
        std::mem::take(&mut self.problems)
    }

    /// Asks a block for its lengths. `earlier` are the ids of the blocks before it.
    pub fn ask(&mut self, block: &Block, people: &[usize], earlier: &[&str]) {
        let BlockKind::Format { format: id, settings, spans, .. } = &block.kind else { return };
        self.blocks += 1;
        let number = self.blocks;
        let source = self.workshop.source;
        let Some(format) = self.catalogue.get(&id.value) else {
            return self.unknown_format(&id.value, id.span.clone());
        };
        let manifest = &format.pack.manifest;
        let places = Places { source, spans, block: &block.span };
        let (settings, problems) = plugin::check_settings(settings, &places, manifest, earlier);
        let sound = problems.iter().all(|problem| !problem.is_error());
        self.problems.extend(problems);
        let Some(words) = self.words(format, &self.workshop.language.value, &id.span) else { return };
        let _working = stranger::work_for(format.stranger().as_ref(), Doing::Code, "lengths");
        if !sound || self.failed.contains(format.id()) {
            return;
        }
        let request = Request {
            people: u32::try_from(people.len()).unwrap_or(u32::MAX),
            seed: seed(self.workshop.seed, &block.id),
            inputs: self.inputs(format, &settings).to_string(),
            settings: Value::Object(settings.clone()).to_string(),
            room: json!({ "walls": self.workshop.walls }).to_string(),
            manifest: format.pack.manifest_json(),
        };
        let loaded = match self.load(format) {
            Ok(loaded) => loaded,
            Err(failure) => return self.failed(block, format, &failure),
        };
        match self.sandbox.lengths(&loaded, &request) {
            Err(failure) => self.failed(block, format, &failure),
            Ok(Err(problems)) => self.refused(block, format, &problems),
            Ok(Ok(spans)) => {
                let asked = Asked { format, words, settings, spans, number, request, loaded };
                self.asked.insert(block.id.clone(), asked);
            }
        }
    }

    /// Asks what a block needs at this length.
    pub fn draft(&mut self, block: &Block, seconds: u32) -> Option<Draft> {
        let asked = self.asked.get(&block.id)?;
        let format = asked.format;
        if self.failed.contains(format.id()) {
            return None;
        }
        let _working = stranger::work_for(format.stranger().as_ref(), Doing::Code, "plan");
        match self.sandbox.plan(&asked.loaded, &asked.request, seconds) {
            Err(failure) => self.failed(block, format, &failure),
            Ok(Err(problems)) => self.refused(block, format, &problems),
            Ok(Ok(draft)) => {
                self.refused(block, format, &draft.warnings);
                return Some(draft);
            }
        }
        None
    }

    fn load(&mut self, format: &Format) -> Result<Rc<Loaded>, Failure> {
        if let Some(loaded) = self.loaded.get(format.id()) {
            return Ok(Rc::clone(loaded));
        }
        let loaded = Rc::new(format.load(&self.sandbox)?);
        self.loaded.insert(format.id().to_owned(), Rc::clone(&loaded));
        Ok(loaded)
    }

    /// What the blocks that the settings refer to hand over: the items, once they are known, and how many
    /// are expected, which is the number of rows of the first sheet they will fill in.
    fn inputs(&mut self, format: &Format, settings: &Map<String, Value>) -> Value {
        let mut inputs = Map::new();
        for (key, setting) in &format.pack.manifest.settings {
            if setting.kind == plugin::SettingKind::Block
                && let Some(Value::String(id)) = settings.get(key)
            {
                if !self.handed.contains_key(id) {
                    let over = self.handed_over(id);
                    self.handed.insert(id.clone(), over);
                }
                inputs.insert(key.clone(), self.handed[id].clone());
            }
        }
        Value::Object(inputs)
    }

    fn handed_over(&self, id: &str) -> Value {
        let sheet = self.asked.get(id).and_then(|asked| {
            let ideal = asked.spans.first()?.ideal;
            let _working = stranger::work_for(asked.format.stranger().as_ref(), Doing::Code, "plan");
            let draft = self.sandbox.plan(&asked.loaded, &asked.request, ideal).ok()?.ok()?;
            Some((asked, draft.sheets.into_iter().next()?))
        });
        let Some((asked, sheet)) = sheet else { return json!({ "items": null, "expected": null }) };
        let items = self.results.items(asked.number, asked.format.id(), &sheet.columns);
        json!({ "items": items, "expected": sheet.rows.len() })
    }

    fn unknown_format(&mut self, id: &str, span: Range<usize>) {
        // A file of that name which cannot be used says more than that it is missing.
        let is_it = |path: &Path, trouble: &plugin::Trouble| match trouble.plugin() {
            Some(plugin) => plugin == id,
            None => path.file_stem().is_some_and(|stem| stem == id),
        };
        let trouble = self.catalogue.troubles().iter().find(|(path, trouble)| is_it(path, trouble));
        if let Some((path, trouble)) = trouble {
            return self.problems.push(trouble.told(path).at(self.workshop.source, span));
        }
        let known: Vec<&str> = self.catalogue.iter().map(Format::id).collect();
        let mut problem = Diagnostic::error("unknown-format").arg("format", id).arg("count", known.len());
        if let Some(entry) = self.catalogue.missing(id) {
            problem = problem.arg("locked", json!({ "version": entry.version, "sha256": entry.sha256 }));
        } else if let Some(close) = closest(id, known) {
            problem = problem.arg("close", close).replace_with(format!("\"{close}\""));
        }
        self.problems.push(problem.at(self.workshop.source, span));
    }

    /// The words of a format in the workshop's language, else in English, else in the first language that it has:
    /// that is told, once for each format.
    fn words(&mut self, format: &Format, language: &str, span: &Range<usize>) -> Option<Words> {
        let texts = &format.pack.words;
        let (used, text) = texts
            .get_key_value(language)
            .or_else(|| texts.get_key_value(STAND_IN))
            .or_else(|| texts.first_key_value())?;
        if used != language && self.foreign.insert(format.id().to_owned()) {
            let known: Vec<&String> = texts.keys().collect();
            let problem = Diagnostic::warning("format-language").arg("format", format.id());
            let problem = problem.arg("language", language).arg("known", json!(known));
            let problem = problem.arg("used", used.as_str());
            self.problems.push(problem.at(self.workshop.source, span.clone()));
        }
        match Words::parse(used, text) {
            Ok(words) => Some(words.of(format.stranger())),
            Err(error) => {
                let problem = bad_words(format, used, &error);
                self.problems.push(problem.at(self.workshop.source, span.clone()));
                None
            }
        }
    }

    fn failed(&mut self, block: &Block, format: &Format, failure: &Failure) {
        self.failed.insert(format.id().to_owned());
        let problem = format.told(failure);
        let tried = format.foreign().is_some_and(|foreign| foreign.tried);
        let problem = problem.arg("author", tried);
        self.problems.push(problem.at(self.workshop.source, block.span.clone()));
    }

    /// A plugin's problems, in the words of its pack, at the values they are about.
    fn refused(&mut self, block: &Block, format: &Format, problems: &[plugin::Problem]) {
        if problems.is_empty() {
            return;
        }
        let texts = format
            .pack
            .words
            .get_key_value(self.reader)
            .or_else(|| format.pack.words.get_key_value(STAND_IN));
        let words = texts.and_then(|(language, text)| Words::parse(language, text).ok());
        let words = words.map(|words| words.of(format.stranger()));
        for problem in problems {
            let say = |part: &str| {
                let context = minijinja::Value::from(Serde(&problem.args));
                words.as_ref()?.render(&format!("problems.{}.{part}", problem.text), context).ok()
            };
            let message = say("message");
            let hosts = message.is_none() && HOST_WORDS.contains(&&*problem.text);
            let code = if hosts { problem.text.clone() } else { format!("{}/{}", format.id(), problem.text) };
            let mut told = if problem.error { Diagnostic::error(code) } else { Diagnostic::warning(code) };
            told.args.clone_from(&problem.args);
            if hosts {
                let name = words.as_ref().and_then(|words| words.render("name", ().into()).ok());
                told = told.arg("format", name.unwrap_or_else(|| format.id().to_owned()));
            } else {
                let message = message.unwrap_or_else(|| problem.text.clone());
                told.given = Some(Given { message, help: say("help") });
            }
            self.problems.push(placed(told, self.workshop, block, problem));
        }
    }
}

/// What is wrong with the words of a format, and where: the file, and the line when it is known.
pub fn bad_words(format: &Format, language: &str, error: &WordsError) -> Diagnostic {
    let text = format.pack.words.get(language).map_or("", |text| text);
    let before = error.span.as_ref().and_then(|span| text.get(..span.start));
    let line = before.map(|before| before.matches('\n').count() + 1);
    let problem = Diagnostic::error("format-words").arg("format", format.id()).arg("language", language);
    let problem = error.add_to(problem).arg("line", json!(line));
    problem.arg("file", format.file(&format!("{language}.toml")))
}

/// A plugin's problem at the value that it is about, with what to type there. Where that value is not in the file, the
/// problem is at the block's format, and what to type is added to the block.
fn placed(mut told: Diagnostic, workshop: &Workshop, block: &Block, problem: &plugin::Problem) -> Diagnostic {
    let BlockKind::Format { spans, format, gaps, .. } = &block.kind else {
        return told.at(workshop.source, block.span.clone());
    };
    let setting = problem.about.strip_prefix("settings.");
    let (place, gap) = match (&*problem.about, setting) {
        ("people", _) => (Some(&workshop.people.span), None),
        ("minutes", _) => (block.minutes.as_ref().map(|minutes| &minutes.span), Some(("minutes", &gaps.own))),
        (_, Some(path)) => {
            let is_key = path.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
            (spans.get(path), gaps.settings.as_ref().filter(|_| is_key).map(|gap| (path, gap)))
        }
        _ => (None, None),
    };
    if place.is_some() {
        told.replacement.clone_from(&problem.value);
    } else if let (Some((key, gap)), Some(value)) = (gap, &problem.value) {
        told.insertion = Some(gap.filled(key, value));
    }
    told.at(workshop.source, place.unwrap_or(&format.span).clone())
}

/// Each block's seed comes from the workshop's and its id, so that adding a block changes no other.
fn seed(workshop: u64, block: &str) -> u64 {
    let hash = Sha256::digest(format!("{workshop}/{block}"));
    hash.iter().take(8).fold(0, |seed, byte| seed << 8 | u64::from(*byte))
}
