//! A workshop of one block: what a format does by itself.

use std::io;
use std::path::Path;

use super::plugin::request;
use crate::diagnostic::{Diagnostic, Sources};
use crate::plugin::{Format, Sandbox, Span};
use crate::words;
use crate::workshop::{self, File, Folder, Workshop};

/// The longest block, in minutes: the workshop begins at midnight and is over the same day.
const LONGEST: u32 = 23 * 60;

/// The best length of a block for this group, in minutes, if it has one without settings.
pub fn ideal_minutes(format: &Format, people: u32) -> Option<u32> {
    let spans = spans(format, people)?;
    let best = spans.iter().find(|span| span.ideal.div_ceil(60) * 60 <= span.max)?;
    Some(best.ideal.div_ceil(60)).filter(|minutes| *minutes < LONGEST)
}

/// The length of a block for this group that is nearest to what its card says is best.
pub fn minutes_on_card(format: &Format, people: u32) -> Option<u32> {
    let wanted = format.pack.manifest.minutes.ideal;
    let whole = |span: &Span| (span.min.div_ceil(60), span.max / 60);
    let spans = spans(format, people)?;
    let ranges = spans.iter().map(whole).filter(|(min, max)| min <= max);
    let lengths = ranges.map(|(min, max)| wanted.clamp(min, max));
    lengths.min_by_key(|minutes| minutes.abs_diff(wanted)).filter(|minutes| *minutes < LONGEST)
}

fn spans(format: &Format, people: u32) -> Option<Vec<Span>> {
    let sandbox = Sandbox::new().ok()?;
    let loaded = format.load(&sandbox).ok()?;
    sandbox.lengths(&loaded, &request(&format.pack, people, true)).ok()?.ok()
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
