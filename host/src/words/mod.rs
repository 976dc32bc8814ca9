//! Words: text files that hold every sentence, and the engine that renders them.
//!
//! A words file is TOML: tables of strings, or of lists of strings. Each string is a minijinja template that
//! gives plain text, never markup. Tables are flattened, so that `[steps.welcome] title = "…"` is the word
//! `steps.welcome.title`. The host's own words and those of a pack are read by the same engine.

mod error;
mod fault;
mod formatters;
mod functions;
mod host;
mod line;
mod numbers;
mod object;
pub mod shape;
pub mod typography;

#[cfg(test)]
mod tests;

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::error::Error as _;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use minijinja::value::ValueKind;
use minijinja::{
    AutoEscape, Environment, ErrorKind, Output, State, UndefinedBehavior, Value, escape_formatter,
};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::hidden;
use crate::stranger::{self, Doing, Stranger};

pub use error::{WordsError, WordsErrorKind};
pub use fault::TemplateFault;
pub use functions::add_functions;
pub use host::{aliases, bring, check, country, host, languages, name, own_languages, speaks};
pub use line::on_one_line;

/// What one rendering may cost; about as many instructions, or 64 times as many bytes.
pub const FUEL_PER_WORD: u64 = 10_000;

/// How deep words may be in each other: a word that asks for itself would end the program.
const DEEPEST: usize = 20;

thread_local! {
    /// How many words this thread renders now, each for the one before.
    static DEPTH: Cell<usize> = const { Cell::new(0) };
}

/// What all renderings of one pack's words may cost together: a template that calls an expensive word in a
/// loop ends within seconds.
pub const FUEL_PER_PACK: u64 = 20_000_000;

/// The words of one language, from one or several texts. Cheap to clone.
#[derive(Clone)]
pub struct Words(Arc<Inner>);

struct Inner {
    language: String,
    entries: Arc<BTreeMap<String, Entry>>,
    env: Environment<'static>,
    fuel: AtomicU64,
    /// Whose they are, when they are a stranger's.
    stranger: Option<Stranger>,
}

/// A word, and where it stands.
#[derive(Debug, Clone)]
struct Entry {
    word: Word,
    text: usize,
    span: Range<usize>,
    /// Another language stands in.
    borrowed: bool,
}

/// What a key stands for, as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Word {
    /// One string.
    One(String),
    /// Several, such as the paragraphs of a prompt.
    List(Vec<String>),
}

impl Words {
    /// Reads one words file. `language` is a language tag such as `fr` or `en`.
    ///
    /// # Errors
    /// When the text is not TOML, or holds something else than tables, strings and lists of strings.
    pub fn parse(language: &str, text: &str) -> Result<Self, WordsError> {
        Self::parse_all(language, &[text])
    }

    /// Reads words that are spread over several texts.
    ///
    /// # Errors
    /// As [`Words::parse`]; and when two texts give the same key.
    pub fn parse_all(language: &str, texts: &[&str]) -> Result<Self, WordsError> {
        Self::with_fuel(language, texts, FUEL_PER_PACK)
    }

    fn with_fuel(language: &str, texts: &[&str], fuel: u64) -> Result<Self, WordsError> {
        Ok(Self::from_entries(language, read(texts)?, fuel))
    }

    /// Layers of texts, of which the later ones win key by key.
    fn layered(language: &str, layers: &[Vec<&str>]) -> Result<Self, WordsError> {
        let mut entries = BTreeMap::new();
        for texts in layers {
            entries.extend(read(texts)?);
        }
        Ok(Self::from_entries(language, entries, u64::MAX))
    }

    fn from_entries(language: &str, entries: BTreeMap<String, Entry>, fuel: u64) -> Self {
        let entries = Arc::new(entries);
        // What the host says, it has tried; what a pack says goes to paper.
        let write = if fuel == u64::MAX { plain } else { text_or_number };
        let env = environment(language, Arc::clone(&entries), write);
        let (language, fuel) = (language.to_owned(), AtomicU64::new(fuel));
        Self(Arc::new(Inner { language, entries, env, fuel, stranger: None }))
    }

    /// These words, as those of a stranger's plugin.
    #[must_use]
    pub fn of(mut self, stranger: Option<Stranger>) -> Self {
        if let Some(inner) = Arc::get_mut(&mut self.0) {
            inner.stranger = stranger;
        }
        self
    }

    /// These words, with those of another language for what they lack, as far as it `may` stand in.
    fn or_else(self, other: &Self, may: impl Fn(&str) -> bool) -> Self {
        let mut entries = (*self.0.entries).clone();
        for (key, entry) in other.0.entries.iter().filter(|(key, _)| may(key)) {
            entries.entry(key.clone()).or_insert_with(|| Entry { borrowed: true, ..entry.clone() });
        }
        Self::from_entries(&self.0.language, entries, u64::MAX)
    }

    /// The language tag.
    #[must_use]
    pub fn language(&self) -> &str {
        &self.0.language
    }

    /// True when the key stands for a string or a list of strings.
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        self.0.entries.contains_key(key)
    }

    /// True when the key stands for words of this language, and no other one stands in.
    #[must_use]
    pub fn has_own(&self, key: &str) -> bool {
        self.0.entries.get(key).is_some_and(|entry| !entry.borrowed)
    }

    /// What the key stands for, as written.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Word> {
        self.0.entries.get(key).map(|e| &e.word)
    }

    /// Where the key's value stands: which of the texts, and its bytes.
    #[must_use]
    pub fn place(&self, key: &str) -> Option<(usize, Range<usize>)> {
        self.0.entries.get(key).map(|e| (e.text, e.span.clone()))
    }

    /// Every key, sorted.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.0.entries.keys().map(String::as_str)
    }

    /// The key's text, for a context that is a map.
    ///
    /// # Errors
    /// When there is no such key, when it is a list, or when its template fails.
    pub fn render(&self, key: &str, context: Value) -> Result<String, WordsError> {
        match self.get(key) {
            None => Err(self.error(key, WordsErrorKind::Missing)),
            Some(Word::List(_)) => Err(self.error(key, WordsErrorKind::List)),
            Some(Word::One(text)) => self.render_text(key, key, text, context),
        }
    }

    /// The key's texts, for a context that is a map; a single string gives one.
    ///
    /// # Errors
    /// When there is no such key, or when one of its templates fails.
    pub fn render_list(&self, key: &str, context: &Value) -> Result<Vec<String>, WordsError> {
        match self.get(key) {
            None => Err(self.error(key, WordsErrorKind::Missing)),
            Some(Word::One(text)) => Ok(vec![self.render_text(key, key, text, context.clone())?]),
            Some(Word::List(texts)) => {
                let of = |(i, text): (usize, &String)| {
                    self.render_text(key, &item_name(key, i), text, context.clone())
                };
                texts.iter().enumerate().map(of).collect()
            }
        }
    }

    /// The object that templates know as `t`: `t.labels.table`, `t("labels.table", number=3)`,
    /// `t.labels.table(number=3)`, `t.has("labels.table")`. Its texts are plain strings.
    #[must_use]
    pub fn object(&self) -> Value {
        object::root(self)
    }

    /// The names of what the key's templates want to be told, without the functions they call.
    #[must_use]
    pub fn arguments(&self, key: &str) -> BTreeSet<String> {
        let functions: BTreeSet<&str> = self.0.env.globals().map(|(name, _)| name).collect();
        let templates = self.names(key).into_iter().filter_map(|name| {
            let template = self.0.env.get_template(&name).ok()?;
            Some(template.undeclared_variables(false))
        });
        templates.flatten().filter(|name| !functions.contains(name.as_str())).collect()
    }

    /// What the environment calls the templates of a key.
    fn names(&self, key: &str) -> Vec<String> {
        match self.get(key) {
            None => Vec::new(),
            Some(Word::One(_)) => vec![key.to_owned()],
            Some(Word::List(texts)) => (0..texts.len()).map(|i| item_name(key, i)).collect(),
        }
    }

    /// Compiles every string, and tells which ones are not templates.
    #[must_use]
    pub fn check(&self) -> Vec<WordsError> {
        let mut errors = Vec::new();
        for key in self.0.entries.keys() {
            for name in self.names(key) {
                if let Err(e) = self.0.env.get_template(&name) {
                    errors.push(self.template_error(key, &e));
                }
            }
        }
        errors
    }

    fn render_text(&self, key: &str, name: &str, text: &str, context: Value) -> Result<String, WordsError> {
        if !text.contains('{') {
            return Ok(hidden::without(text).into_owned());
        }
        let _working = stranger::work_for(self.0.stranger.as_ref(), Doing::Words, key);
        let fault =
            |fault, said: &str| self.error(key, WordsErrorKind::Template(TemplateFault::own(fault, said)));
        if DEPTH.get() >= DEEPEST {
            return Err(fault("endless", "the words ask for each other without end"));
        }
        DEPTH.set(DEPTH.get() + 1);
        let rendered = self.rendered(name, context);
        DEPTH.set(DEPTH.get() - 1);
        let too_much = || fault("fuel", "the words of this pack cost too much");
        let (text, cost) = rendered.map_err(|e| {
            self.spend(FUEL_PER_WORD);
            self.template_error(key, &e)
        })?;
        if self.spend(cost) { Ok(text) } else { Err(too_much()) }
    }

    /// The text of a template, and the fuel it took.
    fn rendered(&self, name: &str, context: Value) -> Result<(String, u64), minijinja::Error> {
        let captured = self.0.env.get_template(name)?.render_captured(context)?;
        let cost = captured.state().fuel_levels().map_or(0, |(used, _)| used);
        // A template can spell what its text may not hold.
        Ok((hidden::without(&captured.into_output()).into_owned(), cost))
    }

    /// False when the words have used up what they may cost together.
    fn spend(&self, cost: u64) -> bool {
        let left = |fuel: u64| fuel.checked_sub(cost);
        self.0.fuel.fetch_update(Ordering::Relaxed, Ordering::Relaxed, left).is_ok()
    }

    /// What the engine says of the innermost template: that of an included word, if it is at fault.
    fn template_error(&self, key: &str, error: &minijinja::Error) -> WordsError {
        let mut error = error;
        while let Some(inner) = error.source().and_then(|source| source.downcast_ref()) {
            error = inner;
        }
        self.error(key, WordsErrorKind::Template(TemplateFault::of(error)))
    }

    fn error(&self, key: &str, kind: WordsErrorKind) -> WordsError {
        let (text, span) = match self.place(key) {
            Some((text, span)) => (text, Some(span)),
            None => (0, None),
        };
        WordsError { kind, key: key.to_owned(), text, span }
    }
}

impl fmt::Debug for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Words")
            .field("language", &self.0.language)
            .field("entries", &self.0.entries)
            .finish_non_exhaustive()
    }
}

/// The name under which the environment knows an item of a list.
fn item_name(key: &str, index: usize) -> String {
    format!("{key}[{index}]")
}

/// The string that a template name stands for.
fn source_of(entries: &BTreeMap<String, Entry>, name: &str) -> Option<String> {
    if let Some(Entry { word: Word::One(text), .. }) = entries.get(name) {
        return Some(text.clone());
    }
    let (key, index) = name.strip_suffix(']')?.rsplit_once('[')?;
    match &entries.get(key)?.word {
        Word::List(texts) => texts.get(index.parse::<usize>().ok()?).cloned(),
        Word::One(_) => None,
    }
}

/// An environment that compiles a word when it is first asked for. A word can `include` another by its key.
fn environment(language: &str, entries: Arc<BTreeMap<String, Entry>>, write: Write) -> Environment<'static> {
    let mut env = Environment::new();
    // Names what is undefined in a message.
    env.set_debug(true);
    env.set_undefined_behavior(UndefinedBehavior::Strict);
    env.set_auto_escape_callback(|_| AutoEscape::None);
    env.set_formatter(write);
    env.set_fuel(Some(FUEL_PER_WORD));
    env.set_loader(move |name| {
        let source = source_of(&entries, name);
        source.as_deref().map_or(Ok(()), shape::check)?;
        Ok(source)
    });
    add_functions(&mut env, language);
    env
}

/// How the values of words are written.
type Write = fn(&mut Output<'_>, &mut State<'_, '_>, &Value) -> Result<(), minijinja::Error>;

/// Writes a text or a whole number, and refuses what people would read as code: nothing, yes or no, lists, maps, and
/// decimals, which each language writes in its own way.
fn text_or_number(
    out: &mut Output<'_>,
    state: &mut State<'_, '_>,
    value: &Value,
) -> Result<(), minijinja::Error> {
    let is_text = match value.kind() {
        ValueKind::None | ValueKind::Bool | ValueKind::Seq | ValueKind::Map | ValueKind::Iterable => false,
        ValueKind::Number => f64::try_from(value.clone()).is_ok_and(|number| number.fract() == 0.0),
        _ => true,
    };
    if !is_text {
        return Err(minijinja::Error::new(ErrorKind::NonPrimitive, value.kind().to_string()));
    }
    match i64::try_from(value.clone()) {
        // `3.0` as `3`.
        Ok(whole) if value.kind() == ValueKind::Number => plain(out, state, &whole.into()),
        _ => plain(out, state, value),
    }
}

/// Writes a value as it is. A function is what the name of a missing argument, such as `number`, stands for.
fn plain(out: &mut Output<'_>, state: &mut State<'_, '_>, value: &Value) -> Result<(), minijinja::Error> {
    if value.kind() == ValueKind::Plain {
        let message = "a function is not a text: an argument of this name is missing";
        return Err(minijinja::Error::new(ErrorKind::UndefinedError, message));
    }
    escape_formatter(out, state, value)
}

/// Reads texts whose keys are all different.
fn read(texts: &[&str]) -> Result<BTreeMap<String, Entry>, WordsError> {
    let mut entries = BTreeMap::new();
    for (index, text) in texts.iter().enumerate() {
        let table = DeTable::parse(text).map_err(|e| WordsError {
            kind: WordsErrorKind::Syntax(e.message().to_owned()),
            key: String::new(),
            text: index,
            span: e.span(),
        })?;
        flatten(table.get_ref(), "", index, &mut entries)?;
    }
    Ok(entries)
}

/// Adds the words of a table, whose keys start with `prefix`, to `entries`.
fn flatten(
    table: &DeTable<'_>,
    prefix: &str,
    text: usize,
    entries: &mut BTreeMap<String, Entry>,
) -> Result<(), WordsError> {
    for (name, value) in table {
        let key = format!("{prefix}{}", name.get_ref());
        let fail = |kind, span| WordsError { kind, key: key.clone(), text, span: Some(span) };
        if name.get_ref().is_empty() || name.get_ref().contains(['.', '[', ']']) {
            return Err(fail(WordsErrorKind::BadKey, name.span()));
        }
        let word = match value.get_ref() {
            DeValue::Table(inner) => {
                if entries.contains_key(&key) {
                    return Err(fail(WordsErrorKind::Twice, name.span()));
                }
                flatten(inner, &format!("{key}."), text, entries)?;
                continue;
            }
            DeValue::String(s) => Word::One(without_last_newline(s)),
            DeValue::Array(items) => {
                let string = |item: &Spanned<DeValue<'_>>| match item.get_ref() {
                    DeValue::String(s) => Ok(without_last_newline(s)),
                    _ => Err(fail(WordsErrorKind::NotText, item.span())),
                };
                Word::List(items.iter().map(string).collect::<Result<_, _>>()?)
            }
            _ => return Err(fail(WordsErrorKind::NotText, value.span())),
        };
        let below = format!("{key}.");
        let is_table = entries.range(below.clone()..).next().is_some_and(|(k, _)| k.starts_with(&below));
        if is_table || entries.contains_key(&key) {
            return Err(fail(WordsErrorKind::Twice, name.span()));
        }
        entries.insert(key, Entry { word, text, span: value.span(), borrowed: false });
    }
    Ok(())
}

/// A string between `"""` usually ends with a newline that is not meant.
fn without_last_newline(text: &str) -> String {
    text.strip_suffix('\n').unwrap_or(text).to_owned()
}
