//! A workshop of one block: what a format does by itself.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::ops::Range;
use std::path::Path;

use serde_json::{Map, Value};

use super::plugin::request_with;
use crate::diagnostic::{Diagnostic, Sources};
use crate::plugin::{Format, Sandbox, Span};
use crate::words;
use crate::workshop::{self, File, Folder, Workshop};

/// The longest block, in minutes: the workshop begins at midnight and is over the same day.
pub const LONGEST: u32 = 23 * 60;

/// Lengths of a span that are tried with the best group.
const MOST_LENGTHS: u32 = 40;

/// The settings of the block.
pub type Settings = Map<String, Value>;

/// The best length of a block with these settings for each of these groups, in minutes; without those that have none.
pub fn ideal_minutes(format: &Format, settings: &Settings, groups: &[u32]) -> BTreeMap<u32, u32> {
    let best = |people: u32, spans: &[Span]| {
        let best = spans.iter().find(|span| span.ideal.div_ceil(60) * 60 <= span.max)?;
        Some((people, best.ideal.div_ceil(60))).filter(|(_, minutes)| *minutes < LONGEST)
    };
    let spans = spans(format, settings, groups);
    groups.iter().zip(spans).filter_map(|(people, spans)| best(*people, &spans?)).collect()
}

/// Blocks to try for each of these groups: the shortest and the longest of every span, and for the best group as many
/// between them as tell something; people and minutes.
pub fn lengths(format: &Format, settings: &Settings, groups: &[u32]) -> Vec<(u32, u32)> {
    let best = format.pack.manifest.people.ideal;
    let spans = spans(format, settings, groups).into_iter().map(Option::unwrap_or_default);
    let all = groups.iter().zip(spans).flat_map(|(&people, spans)| {
        let of = |(min, max): (u32, u32)| {
            let step = if people == best { (max - min).div_ceil(MOST_LENGTHS) } else { max - min };
            (min..=max).step_by(step.max(1) as usize).chain([max])
        };
        let minutes: BTreeSet<u32> =
            spans.iter().filter_map(whole).flat_map(of).filter(|minutes| *minutes < LONGEST).collect();
        minutes.into_iter().map(move |minutes| (people, minutes))
    });
    all.collect()
}

/// The length of a block for this group that is nearest to what its card says is best.
pub fn minutes_on_card(format: &Format, people: u32) -> Option<u32> {
    let wanted = format.pack.manifest.minutes.ideal;
    let spans = spans(format, &Settings::new(), &[people]).into_iter().next().flatten()?;
    let lengths = spans.iter().filter_map(whole).map(|(min, max)| wanted.clamp(min, max));
    lengths.min_by_key(|minutes| minutes.abs_diff(wanted)).filter(|minutes| *minutes < LONGEST)
}

/// The whole minutes of a span, if it has any: the least and the most.
fn whole(span: &Span) -> Option<(u32, u32)> {
    Some((span.min.div_ceil(60), span.max / 60)).filter(|(min, max)| min <= max)
}

/// What the format answers for each of these groups, as far as it can be asked.
fn spans(format: &Format, settings: &Settings, groups: &[u32]) -> Vec<Option<Vec<Span>>> {
    let loaded = Sandbox::new().and_then(|sandbox| Ok((format.load(&sandbox)?, sandbox)));
    let Ok((loaded, sandbox)) = loaded else { return Vec::new() };
    let of = |people: &u32| {
        sandbox.lengths(&loaded, &request_with(&format.pack, *people, true, settings)).ok()?.ok()
    };
    groups.iter().map(of).collect()
}

/// How much a workshop says besides what it has to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// Nothing.
    Plain,
    /// Its date, its place, its purpose, who facilitates it, who leads the block, and the names of all people.
    Full,
}

/// The workshop, and what is wrong with it.
pub fn workshop(
    format: &Format,
    (people, minutes): (u32, u32),
    settings: &Settings,
    (language, detail): (&str, Detail),
    sources: &mut Sources,
) -> (Option<Workshop>, Vec<Diagnostic>) {
    let (head, lead) = match detail {
        Detail::Plain => (group(people), ""),
        Detail::Full => (FULL.to_owned(), "lead = \"Ana\"\n"),
    };
    let mut text = format!(
        "title = \"Test\"\nlanguage = \"{language}\"\n{head}\nstart = 00:00\nend = {:02}:{:02}\n\
         grid = 1\n\n[[block]]\nformat = \"{}\"\n{lead}{}\n",
        minutes / 60,
        minutes % 60,
        format.id(),
        length(minutes),
    );
    if !settings.is_empty() {
        text.push_str("\n[block.settings]\n");
        text.extend(settings.iter().map(|(key, value)| setting(key, value) + "\n"));
    }
    let known: Vec<&str> = words::languages().collect();
    let name = format!("{people} · {language}");
    let file = File { name: &name, bytes: text.as_bytes(), folder: Path::new(".") };
    let (workshop, problems) = workshop::read(file, &known, &Beside(people), sources);
    let sound = !problems.iter().any(Diagnostic::is_error);
    (workshop.filter(|_| sound), problems)
}

/// The line of such a workshop that says how many take part.
pub fn group(people: u32) -> String {
    format!("people = {people}")
}

/// The line that says how long the block is.
pub fn length(minutes: u32) -> String {
    format!("minutes = {minutes}")
}

/// The line of a setting.
pub fn setting(key: &str, value: &Value) -> String {
    let value = toml::Value::try_from(value).map(|value| value.to_string()).unwrap_or_default();
    let is_bare = key.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'));
    if is_bare { format!("{key} = {value}") } else { format!("{} = {value}", toml::Value::from(key)) }
}

/// Where such a workshop has this line.
pub fn place_of(line: &str, workshop: &Workshop, sources: &Sources) -> Option<Range<usize>> {
    let start = sources.get(workshop.source).text.rfind(&format!("\n{line}\n"))? + 1;
    Some(start..start + line.len())
}

/// What a workshop that says all there is to say begins with.
const FULL: &str = "people = \"people.csv\"\ndate = 2027-03-01\nplace = \"La Rochelle\"\npurpose = \"Test\"\n\
                    facilitators = [\"Ana\", \"Bo\"]";

/// The names of so many people are the only file beside it.
struct Beside(u32);

impl Folder for Beside {
    fn read(&self, name: &str) -> io::Result<Vec<u8>> {
        if name != "people.csv" {
            return Err(io::ErrorKind::NotFound.into());
        }
        let names = (1..=self.0).map(|number| format!("Ana {number}\n"));
        Ok(std::iter::once("name\n".to_owned()).chain(names).collect::<String>().into_bytes())
    }

    fn names(&self, _: &str) -> io::Result<Vec<String>> {
        Ok(vec!["people.csv".to_owned()])
    }
}
