//! Templates of one pack and one language: minijinja whose every value is plain text.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Value, ValueKind};
use minijinja::{
    AutoEscape, Environment, Error, ErrorKind, Output, OutputSpan, OutputSpanKind, State, UndefinedBehavior,
};
use serde_json::Map;

use crate::diagnostic::closest;
use crate::words::{TemplateFault, shape};

use super::error::DocumentError;
use super::escape::write_escaped;

/// What one rendering of a template of ours may cost: minijinja's unit is one instruction or 64 bytes. A thousand cards
/// need about a fortieth, those of a crowd of 5,000 less than half.
const FUEL: u64 = 4_000_000;
/// What a stranger's may cost, and what more for each of so many people: as much as ours for a crowd of 5,000.
pub const STRANGERS_FUEL: (u64, u64) = (1_000_000, 600);

/// How many bytes of Markdown one template may give.
pub const LONGEST: usize = 4 << 20;

/// Marks text that a macro or a `set` block has already escaped.
const ESCAPED: &str = "markdown";

/// Filters that would make markup of a value.
const WITHOUT: [&str; 4] = ["safe", "escape", "e", "tojson"];

/// The templates of one pack, with the functions of one language. Made once, used for every document.
pub struct Templates {
    environment: Environment<'static>,
    sources: Arc<BTreeMap<String, Arc<str>>>,
}

impl Templates {
    /// Templates by name. They may include each other and nothing else. `add_functions` adds what a language brings:
    /// `plural`, `date`, … A template is compiled when it is first used.
    pub fn new(
        sources: impl IntoIterator<Item = (String, String)>,
        add_functions: impl FnOnce(&mut Environment<'static>),
    ) -> Self {
        let sources = sources.into_iter().map(|(name, text)| (name, Arc::from(text)));
        let sources: Arc<BTreeMap<String, Arc<str>>> = Arc::new(sources.collect());
        let mut environment = Environment::new();
        add_functions(&mut environment);
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_fuel(Some(FUEL));
        environment.set_syntax(tags_take_no_line());
        environment.set_auto_escape_callback(|_| AutoEscape::Custom(ESCAPED.into()));
        environment.set_formatter(write_value);
        for name in WITHOUT {
            environment.remove_filter(name);
        }
        environment.remove_global("debug");
        let loaded = Arc::clone(&sources);
        environment.set_loader(move |name| {
            let source = loaded.get(name).map(AsRef::as_ref);
            source.map_or(Ok(()), shape::check)?;
            Ok(source.map(str::to_owned))
        });
        Self { environment, sources }
    }

    /// These templates, as a stranger's for so many people: they cost no more than that.
    #[must_use]
    pub fn of_strangers(mut self, people: usize) -> Self {
        let (fuel, each) = STRANGERS_FUEL;
        self.environment.set_fuel(Some(fuel + each * people as u64));
        self
    }

    /// Names of all templates, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.sources.keys().map(String::as_str)
    }

    /// Every template that cannot be understood, whatever its context.
    #[must_use]
    pub fn check(&self) -> Vec<DocumentError> {
        let broken = |name: &str| {
            let error = self.environment.get_template(name).err()?;
            Some(self.explain(name, &error, &Value::UNDEFINED))
        };
        self.names().filter_map(broken).collect()
    }

    /// The Markdown that a template gives, and where each piece came from.
    pub(super) fn render(&self, name: &str, context: &Value) -> Result<Rendered, Vec<DocumentError>> {
        let rendered =
            self.environment.get_template(name).and_then(|template| template.render_with_spans(context));
        let error = match rendered {
            Ok((text, spans)) if text.len() <= LONGEST => return Ok(Rendered { text, spans }),
            Ok(_) => self.error_at(name, 0..0, "template-fuel", Map::new()),
            Err(error) => self.explain(name, &error, context),
        };
        Err(vec![error])
    }

    /// A problem at a place of the rendered text, told at the place of the template that wrote it.
    pub(super) fn locate(
        &self,
        name: &str,
        rendered: &Rendered,
        place: &Range<usize>,
        code: &'static str,
        args: Map<String, serde_json::Value>,
    ) -> DocumentError {
        let (template, span) = rendered.origin(place).unwrap_or((name, 0..0));
        self.error_at(template, span, code, args)
    }

    fn error_at(
        &self,
        template: &str,
        span: Range<usize>,
        code: &'static str,
        args: Map<String, serde_json::Value>,
    ) -> DocumentError {
        let source = self.sources.get(template).cloned().unwrap_or_else(|| Arc::from(""));
        // The engine counts bytes, and may point into the middle of a letter.
        let span = source.floor_char_boundary(span.start)..source.ceil_char_boundary(span.end);
        DocumentError { template: template.to_owned(), source, span, code, args }
    }

    /// An error of minijinja in the terms of a template's author: the innermost cause, at the innermost place
    /// that is in one of these templates.
    fn explain(&self, name: &str, error: &Error, context: &Value) -> DocumentError {
        let (mut place, mut cause) = (error, error);
        while let Some(inner) =
            std::error::Error::source(cause).and_then(|inner| inner.downcast_ref::<Error>())
        {
            cause = inner;
            if cause.name().is_some_and(|name| self.sources.contains_key(name)) {
                place = cause;
            }
        }
        let template = place.name().filter(|name| self.sources.contains_key(*name)).unwrap_or(name);
        let source = self.sources.get(template).map_or("", AsRef::as_ref);
        let span = place.range().or_else(|| place.line().map(|line| line_span(source, line))).unwrap_or(0..0);
        let culprit = source.get(span.clone()).unwrap_or_default().trim();
        let detail = cause.detail().unwrap_or_default();

        let mut args = Map::new();
        args.insert("name".to_owned(), culprit.into());
        args.insert("detail".to_owned(), detail.into());
        let code = match cause.kind() {
            ErrorKind::SyntaxError => "template-syntax",
            ErrorKind::UndefinedError => {
                args.insert("close".to_owned(), close_key(culprit, context).into());
                "template-undefined"
            }
            ErrorKind::TemplateNotFound => {
                let wanted = detail.split('"').nth(1).unwrap_or(name);
                args.insert("close".to_owned(), closest(wanted, self.names()).into());
                args.insert("name".to_owned(), wanted.into());
                "template-missing"
            }
            ErrorKind::OutOfFuel => "template-fuel",
            ErrorKind::BadEscape if detail == AUTOESCAPE => "template-autoescape",
            ErrorKind::NonPrimitive => "template-value",
            _ => {
                let fault = TemplateFault::of(cause);
                args.insert("fault".to_owned(), fault.fault.into());
                args.insert("name".to_owned(), fault.name.into());
                "template-failed"
            }
        };
        self.error_at(template, span, code, args)
    }
}

/// A tag alone on its line leaves nothing of that line.
fn tags_take_no_line() -> SyntaxConfig {
    let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build();
    syntax.expect("the delimiters are minijinja's own")
}

/// Detail of the error that an `autoescape` block gives.
const AUTOESCAPE: &str = "autoescape";

/// Writes a value as text. What has no words of its own is refused: a list, a map, nothing, yes or no, and a
/// decimal, which each language writes in its own way.
fn write_value(out: &mut Output, state: &mut State, value: &Value) -> Result<(), Error> {
    if !matches!(state.auto_escape(), AutoEscape::Custom(name) if name == ESCAPED) {
        return Err(Error::new(ErrorKind::BadEscape, AUTOESCAPE));
    }
    if value.is_undefined() {
        // The `else` that a one-line `if` does not have.
        return Ok(());
    }
    if value.is_safe() {
        return out.write_str(value.as_str().unwrap_or_default()).map_err(Error::from);
    }
    match value.kind() {
        ValueKind::String => write_escaped(out, value.as_str().unwrap_or_default()).map_err(Error::from),
        // Unlike the digits of a text, a counted number may number a list: `{{ loop.index }}. `
        ValueKind::Number => match whole(value) {
            Some(whole) => {
                write!(out, "{}{}", if whole < 0 { "\\-" } else { "" }, whole.abs()).map_err(Error::from)
            }
            None => Err(Error::new(ErrorKind::NonPrimitive, "decimal")),
        },
        kind => Err(Error::new(ErrorKind::NonPrimitive, kind.to_string())),
    }
}

/// `3.0` as `3`.
fn whole(value: &Value) -> Option<i64> {
    let number = f64::try_from(value.clone()).ok()?;
    #[expect(clippy::cast_possible_truncation, reason = "whole and smaller than 2^53")]
    (number.fract() == 0.0 && number.abs() < 9e15).then_some(number as i64)
}

/// The path that was probably meant where one such as `workshop.titel` leaves the context: `workshop.title`.
fn close_key(path: &str, context: &Value) -> Option<String> {
    let mut value = context.clone();
    let mut names: Vec<&str> = path.split('.').collect();
    for at in 0..names.len() {
        let name = names[at];
        let next = value.get_attr(name).ok().filter(|next| !next.is_undefined());
        let Some(next) = next else {
            let keys: Vec<Value> = value.try_iter().ok()?.collect();
            names[at] = closest(name, keys.iter().filter_map(Value::as_str))?;
            return Some(names.join("."));
        };
        value = next;
    }
    None
}

fn line_span(source: &str, line: usize) -> Range<usize> {
    let start: usize = source.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let length = source[start..].lines().next().map_or(0, str::len);
    start..start + length
}

/// What a template gave.
pub(super) struct Rendered {
    /// Markdown with blocks, values escaped.
    pub(super) text: String,
    spans: Vec<OutputSpan>,
}

impl Rendered {
    /// The template and the bytes of it that wrote the beginning of a place.
    fn origin(&self, place: &Range<usize>) -> Option<(&str, Range<usize>)> {
        let index = self.spans.partition_point(|span| span.output_range().end <= place.start);
        let span = self.spans.get(index).or(self.spans.last())?;
        let (source, output) = (span.source_range(), span.output_range());
        let range = match span.kind() {
            OutputSpanKind::Raw => {
                let start = source.start + place.start.saturating_sub(output.start);
                let end = source.start + place.end.min(output.end).saturating_sub(output.start);
                start.min(source.end)..end.min(source.end)
            }
            _ => source,
        };
        Some((span.name(), range))
    }
}
