//! A workshop of one block: what a format does by itself.

use std::collections::BTreeMap;
use std::io;
use std::ops::Range;
use std::path::Path;

use super::plugin::request;
use crate::diagnostic::{Diagnostic, Sources};
use crate::plugin::{Format, Sandbox, Span};
use crate::words;
use crate::workshop::{self, File, Folder, Workshop};

/// The longest block, in minutes: the workshop begins at midnight and is over the same day.
const LONGEST: u32 = 23 * 60;

/// The best length of a block for each of these groups, in minutes; without those that have none without settings.
pub fn ideal_minutes(format: &Format, groups: &[u32]) -> BTreeMap<u32, u32> {
    let best = |people: u32, spans: &[Span]| {
        let best = spans.iter().find(|span| span.ideal.div_ceil(60) * 60 <= span.max)?;
        Some((people, best.ideal.div_ceil(60))).filter(|(_, minutes)| *minutes < LONGEST)
    };
    groups.iter().zip(spans(format, groups)).filter_map(|(people, spans)| best(*people, &spans?)).collect()
}

/// The length of a block for this group that is nearest to what its card says is best.
pub fn minutes_on_card(format: &Format, people: u32) -> Option<u32> {
    let wanted = format.pack.manifest.minutes.ideal;
    let whole = |span: &Span| (span.min.div_ceil(60), span.max / 60);
    let spans = spans(format, &[people]).into_iter().next().flatten()?;
    let ranges = spans.iter().map(whole).filter(|(min, max)| min <= max);
    let lengths = ranges.map(|(min, max)| wanted.clamp(min, max));
    lengths.min_by_key(|minutes| minutes.abs_diff(wanted)).filter(|minutes| *minutes < LONGEST)
}

/// What the format answers for each of these groups, as far as it can be asked.
fn spans(format: &Format, groups: &[u32]) -> Vec<Option<Vec<Span>>> {
    let loaded = Sandbox::new().and_then(|sandbox| Ok((format.load(&sandbox)?, sandbox)));
    let Ok((loaded, sandbox)) = loaded else { return Vec::new() };
    let of = |people: &u32| sandbox.lengths(&loaded, &request(&format.pack, *people, true)).ok()?.ok();
    groups.iter().map(of).collect()
}

/// The workshop, and what is wrong with it.
pub fn workshop(
    format: &Format,
    (people, minutes): (u32, u32),
    language: &str,
    sources: &mut Sources,
) -> (Option<Workshop>, Vec<Diagnostic>) {
    let text = format!(
        "title = \"Test\"\nlanguage = \"{language}\"\npeople = {people}\nstart = 00:00\nend = {:02}:{:02}\n\
         grid = 1\n\n[[block]]\nformat = \"{}\"\nminutes = {minutes}\n",
        minutes / 60,
        minutes % 60,
        format.id(),
    );
    let known: Vec<&str> = words::languages().collect();
    let name = format!("{people} · {language}");
    let file = File { name: &name, bytes: text.as_bytes(), folder: Path::new(".") };
    let (workshop, problems) = workshop::read(file, &known, &Nowhere, sources);
    let sound = !problems.iter().any(Diagnostic::is_error);
    (workshop.filter(|_| sound), problems)
}

/// Where such a workshop says how many take part.
pub fn group(workshop: &Workshop, sources: &Sources) -> Option<Range<usize>> {
    let start = sources.get(workshop.source).text.find("people = ")?;
    let line = sources.get(workshop.source).text[start..].lines().next()?;
    Some(start..start + line.len())
}

/// It has no files beside it.
struct Nowhere;

impl Folder for Nowhere {
    fn read(&self, _: &str) -> io::Result<Vec<u8>> {
        Err(io::ErrorKind::NotFound.into())
    }

    fn names(&self, _: &str) -> io::Result<Vec<String>> {
        Ok(Vec::new())
    }
}
