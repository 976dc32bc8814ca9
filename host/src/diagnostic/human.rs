//! Problems for people: the sentence, the lines it is about with a caret under the value, and what to type.

use std::borrow::Cow;
use std::ops::Range;

use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Patch, Renderer, Snippet};
use serde_json::Map;

use super::texts::{Texts, safe, without_commands};
use super::{Diagnostic, Phrases, Place, Severity, Source, SourceId, Sources};

/// So many problems are drawn; the others are counted.
const MOST_DRAWN: usize = 50;

/// Longest line in which a patch is drawn, in bytes: the renderer shows a patched line whole.
const LONGEST_PATCHED_LINE: usize = 200;

/// Longest underlined text, in bytes: a caret says where, it need not reach the end.
const LONGEST_SPAN: usize = 60;

/// In a line longer than this, in bytes, a second place is not marked: the renderer would show all between.
const LONGEST_SHARED_LINE: usize = 400;

/// So much of a line after a place is looked at, in bytes: far more than is shown.
const LONGEST_REST: usize = 1_000;

/// Columns that the lines shown are cut to.
const WIDTH: usize = 100;

/// Draws problems, each followed by an empty line. Of very many, the first are drawn and the others counted.
#[must_use]
pub fn render(problems: &[Diagnostic], sources: &Sources, phrases: &dyn Phrases, color: bool) -> String {
    let mut drawn = String::new();
    for problem in problems.iter().take(MOST_DRAWN) {
        drawn.push_str(&render_one(problem, sources, phrases, color));
        drawn.push_str("\n\n");
    }
    let hidden = problems.len().saturating_sub(MOST_DRAWN);
    if hidden > 0 {
        let mut args = Map::new();
        args.insert("count".to_owned(), hidden.into());
        drawn.push_str(&phrases.phrase("diagnostic.hidden", &args).unwrap_or_default());
        drawn.push_str("\n\n");
    }
    drawn
}

/// Draws one problem, without a line end.
fn render_one(problem: &Diagnostic, sources: &Sources, phrases: &dyn Phrases, color: bool) -> String {
    let texts = Texts::of(problem, phrases);
    let word = |name: &str| phrases.phrase(&format!("diagnostic.{name}"), &Map::new()).unwrap_or_default();
    let space = word("colon");
    let (level, name) = match problem.severity {
        Severity::Error => (Level::ERROR, word("error")),
        Severity::Warning => (Level::WARNING, word("warning")),
    };
    let title = level
        .with_name(format!("{name}[{}]{space}", safe(&problem.code)))
        .primary_title(texts.message.as_str());
    let mut main = Group::with_title(title);
    for snippet in snippets(problem, &texts, sources) {
        main = main.element(snippet);
    }
    let mut groups = vec![main];

    let patch = patch(problem, sources);
    if let Some(help) = texts.help.clone().or_else(|| patch.as_ref().map(|_| word("replace"))) {
        let title = Level::HELP.with_name(word("help") + &space).secondary_title(help);
        let group = Group::with_title(title);
        groups.push(match patch {
            Some(patch) => group.element(patch),
            None => group,
        });
    }
    if let Some(note) = &texts.note {
        groups.push(Group::with_title(
            Level::NOTE.with_name(word("note") + &space).secondary_title(note.as_str()),
        ));
    }

    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    renderer.hyperlink(false).term_width(WIDTH).render(&groups)
}

/// A place and the words beside it.
struct Mark<'a> {
    place: &'a Place,
    kind: AnnotationKind,
    label: Option<&'a str>,
}

/// The lines to show: one snippet for each source, that of the problem's own place first.
fn snippets<'a>(
    problem: &'a Diagnostic,
    texts: &'a Texts,
    sources: &'a Sources,
) -> Vec<Snippet<'a, Annotation<'a>>> {
    let main = problem.place.iter().map(|place| Mark {
        place,
        kind: AnnotationKind::Primary,
        label: texts.label.as_deref(),
    });
    let others = problem.contexts.iter().zip(&texts.contexts).map(|(context, label)| Mark {
        place: &context.place,
        kind: AnnotationKind::Context,
        label: label.as_deref(),
    });
    let mut by_source: Vec<(SourceId, Vec<Mark<'a>>)> = Vec::new();
    for mark in main.chain(others) {
        match by_source.iter_mut().find(|(id, _)| *id == mark.place.source) {
            Some((_, marks)) => marks.push(mark),
            None => by_source.push((mark.place.source, vec![mark])),
        }
    }
    by_source.into_iter().map(|(id, marks)| snippet(sources.get(id), marks)).collect()
}

fn snippet<'a>(source: &'a Source, marks: Vec<Mark<'a>>) -> Snippet<'a, Annotation<'a>> {
    let starts = marks.iter().map(|mark| mark.place.span.start);
    let lines = Lines::around(source, starts);
    let mut snippet = lines.snippet();
    let mut marked: Vec<Range<usize>> = Vec::new();
    for mark in marks {
        let line = source.line_at(mark.place.span.start);
        if line.len() > LONGEST_SHARED_LINE && marked.contains(&line) {
            continue;
        }
        marked.push(line);
        let annotation = mark.kind.span(lines.locate(&mark.place.span, LONGEST_SPAN));
        snippet = snippet.annotation(annotation.label(mark.label));
    }
    snippet
}

/// The patch that mends the problem. None in a long line, or for a text of several lines.
fn patch<'a>(problem: &'a Diagnostic, sources: &'a Sources) -> Option<Snippet<'a, Patch<'a>>> {
    let place = problem.place.as_ref()?;
    let source = sources.get(place.source);
    let (span, text) = match (&problem.replacement, &problem.insertion) {
        (Some(text), _) => (place.span.clone(), text),
        (None, Some(added)) => (added.at..added.at, &added.text),
        (None, None) => return None,
    };
    let line = source.line_at(span.start);
    // A new line may be added at the end of one.
    let (line_end, added) = match text.strip_prefix('\n') {
        Some(added) if span.start == line.end => ("\n", added),
        _ => ("", text.as_str()),
    };
    let drawable =
        line.len() + text.len() <= LONGEST_PATCHED_LINE && span.end <= line.end && !added.contains('\n');
    drawable.then(|| {
        let lines = Lines::around(source, std::iter::once(span.start));
        let span = lines.locate(&span, usize::MAX);
        lines.snippet().patch(Patch::new(span, format!("{line_end}{}", safe(added))))
    })
}

/// Some whole lines of a source, without the byte order mark.
struct Lines<'a> {
    source: &'a Source,
    range: Range<usize>,
}

impl<'a> Lines<'a> {
    /// From the first to the last line in which one of these positions is.
    fn around(source: &'a Source, positions: impl Iterator<Item = usize>) -> Self {
        let line_of = |position: usize| {
            let line = source.line_at(position);
            let rest = position.max(line.start).saturating_add(LONGEST_REST);
            line.start..source.text.ceil_char_boundary(rest).min(line.end)
        };
        let range =
            positions.map(line_of).reduce(|a, b| a.start.min(b.start)..a.end.max(b.end)).unwrap_or_default();
        Self { source, range }
    }

    fn snippet<T: Clone>(&self) -> Snippet<'a, T> {
        let first = self.source.position(self.range.start).0;
        let text = without_commands(&self.source.text[self.range.clone()]);
        Snippet::source(text).line_start(first).path(Cow::Owned(safe(&self.source.name)))
    }

    /// A span of the source as one of these lines: no longer than `longest` bytes, and within its first line.
    fn locate(&self, span: &Range<usize>, longest: usize) -> Range<usize> {
        let line = self.source.line_at(span.start);
        let start = span.start.clamp(line.start, line.end);
        let end = span.end.clamp(start, line.end).min(start.saturating_add(longest));
        let end = self.source.text.floor_char_boundary(end);
        start - self.range.start..end - self.range.start
    }
}
