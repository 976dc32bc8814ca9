//! The top of the file.

use toml::de::DeTable;

use super::block::Blocks;
use super::day::{DayDraft, Hours};
use super::fields::{Fields, Item, Scope};
use super::ids::Ids;
use super::names::Names;
use super::reader::Reader;
use super::values::{LONGEST_BLOCK, is_inside, quoted};
use super::{Buffer, File, Folder, Ink, OutputKind, Paper, Print, Spanned, Workshop, loose, people, seating};
use crate::diagnostic::{Sources, closest, folded};
use crate::words;

const OUTPUTS: [(&str, OutputKind); 5] = [
    ("pdf", OutputKind::Pdf),
    ("html", OutputKind::Html),
    ("markdown", OutputKind::Markdown),
    ("odt", OutputKind::Odt),
    ("docx", OutputKind::Docx),
];
/// What is written unless something else is asked for.
const DEFAULT_OUTPUTS: [OutputKind; 3] = [OutputKind::Pdf, OutputKind::Html, OutputKind::Markdown];
const PAPERS: [(&str, Paper); 2] = [("a4", Paper::A4), ("letter", Paper::Letter)];
const PRINTS: [(&str, Print); 2] = [("normal", Print::Normal), ("large", Print::Large)];
const INKS: [(&str, Ink); 3] = [("grey", Ink::Grey), ("colour", Ink::Colour), ("saver", Ink::Saver)];

const OUTPUT_WORDS: [(&str, &str); 6] = [
    ("md", "markdown"),
    ("web", "html"),
    ("htm", "html"),
    ("word", "docx"),
    ("doc", "docx"),
    ("libreoffice", "odt"),
];
const PRINT_WORDS: [(&str, &str); 3] = [("grand", "large"), ("big", "large"), ("gros", "large")];
const INK_WORDS: [(&str, &str); 7] = [
    ("black", "grey"),
    ("color", "colour"),
    ("couleur", "colour"),
    ("couleurs", "colour"),
    ("eco", "saver"),
    ("gray", "grey"),
    ("gris", "grey"),
];

/// Blocks start on multiples of five minutes unless the file says otherwise.
const DEFAULT_GRID: u32 = 5;

/// Largest grid, in minutes.
const LARGEST_GRID: u32 = 60;

/// Largest seed.
const LARGEST_SEED: u32 = 999_999_999;

/// Largest share of a day that can be kept free, in percent.
const LARGEST_SHARE: f64 = 50.0;

/// Reads the whole file.
pub(super) fn read(
    table: &DeTable<'_>,
    reader: &mut Reader<'_>,
    file: File<'_>,
    languages: &[&str],
    beside: &dyn Folder,
    sources: &mut Sources,
) -> Option<Workshop> {
    let end = reader.text.trim_end().len();
    let mut fields = Fields::new(table, Scope::File, end..end);
    let title = fields.take("title").and_then(|item| reader.line(&item));
    let language = fields.take("language").and_then(|item| read_language(&item, languages, reader));
    let people_item = fields.take("people");
    let purpose = fields.take("purpose").and_then(|item| reader.sentence(&item));
    let place = fields.take("place").and_then(|item| reader.line(&item));
    let facilitators =
        fields.take("facilitators").and_then(|item| reader.line_list(&item)).unwrap_or_default();
    let timezone = fields.take("timezone").and_then(|item| read_timezone(&item, reader));
    let seed = fields.take("seed").and_then(|item| reader.whole(&item, "count", 0, LARGEST_SEED));
    let grid = fields.take("grid").and_then(|item| reader.whole(&item, "grid", 1, LARGEST_GRID));
    let buffer_item = fields.take("buffer");
    let buffer = buffer_item.as_ref().and_then(|item| read_buffer(item, reader));
    let walls = fields.take("walls").and_then(|item| reader.yes_no(&item)).unwrap_or(true);
    let outputs = fields.take("outputs").and_then(|item| read_outputs(&item, reader));
    let paper = fields.take("paper").and_then(|item| reader.choice(&item, &PAPERS, &[]));
    let print = fields.take("print").and_then(|item| reader.choice(&item, &PRINTS, &PRINT_WORDS));
    let ink = fields.take("ink").and_then(|item| reader.choice(&item, &INKS, &INK_WORDS));
    let theme = fields.take("theme").and_then(|item| read_theme(&item, beside, reader));
    let seating_item = fields.take("seating");
    let drafts = read_days(&mut fields, reader);

    let hours: Vec<Hours> = drafts.iter().filter_map(DayDraft::hours).collect();
    if let (Some(item), Some(buffer)) = (&buffer_item, &buffer) {
        check_buffer(item, buffer, &hours, reader);
    }
    let people = people_item.and_then(|item| people::read(&item, file.name, beside, &hours, reader, sources));
    let names = Names::of(people.as_ref());
    reader.top_keys = fields.known().to_vec();
    let seating = seating_item.and_then(|item| seating::read(&item, &names, reader));
    fields.finish(reader);

    let mut blocks = Blocks { names: &names, ids: Ids::default() };
    let count = drafts.len();
    let mut days: Vec<_> =
        drafts.into_iter().filter_map(|draft| draft.complete(&mut blocks, reader)).collect();
    blocks.ids.complete(&mut days);
    if days.is_empty() || days.len() < count {
        return None;
    }
    Some(Workshop {
        source: reader.source,
        folder: file.folder.to_owned(),
        title: title?,
        language: language?,
        people: people?,
        days,
        purpose: purpose.map(|purpose| purpose.value),
        place: place.map(|place| place.value),
        facilitators: facilitators.into_iter().map(|name| name.value).collect(),
        timezone,
        seed: seed.map_or(0, |seed| seed.value.into()),
        grid: grid.unwrap_or(Spanned { value: DEFAULT_GRID, span: 0..0 }),
        buffer,
        walls,
        outputs: outputs.unwrap_or_else(|| DEFAULT_OUTPUTS.to_vec()),
        paper: paper.unwrap_or_default(),
        print: print.unwrap_or_default(),
        ink: ink.unwrap_or_default(),
        theme,
        seating,
    })
}

/// Reads the days: those of `[[day]]`, or the one that the top of the file describes.
fn read_days<'t>(fields: &mut Fields<'t>, reader: &mut Reader<'_>) -> Vec<DayDraft<'t>> {
    let Some(days) = fields.take("day") else {
        let day = DayDraft::take(fields, reader);
        reader.report_missing(&fields.missing(&["title", "language", "people", "start", "end"]), &(0..0));
        return vec![day];
    };
    reader.report_missing(&fields.missing(&["title", "language", "people"]), &(0..0));
    for key in ["date", "start", "end", "block"] {
        let Some(item) = fields.take(key) else { continue };
        // What cannot be a time or a date is wrong wherever it stands.
        match key {
            "date" => drop(reader.date(&item)),
            "start" | "end" => drop(reader.clock(&item)),
            _ => {}
        }
        let span = if key == "block" { &item.span } else { &item.key };
        let problem = reader.error("day-and-top", span).arg("key", key);
        let problem = problem.context(reader.source, days.span.clone(), "day");
        reader.report(problem);
    }
    DayDraft::read_all(&days, reader)
}

fn read_language(item: &Item<'_>, languages: &[&str], reader: &mut Reader<'_>) -> Option<Spanned<String>> {
    let choices: Vec<(&str, &str)> = languages.iter().map(|language| (*language, *language)).collect();
    let aliases = |language| words::aliases(language).iter().map(move |alias| (alias.clone(), language));
    let name = |language| words::name(language).map(|name| (folded(name), language));
    let synonyms: Vec<(String, &str)> =
        languages.iter().copied().flat_map(|language| aliases(language).chain(name(language))).collect();
    let synonyms: Vec<(&str, &str)> =
        synonyms.iter().map(|(synonym, language)| (synonym.as_str(), *language)).collect();
    let language = reader.choice(item, &choices, &synonyms)?;
    Some(Spanned { value: language.to_owned(), span: item.span.clone() })
}

fn read_timezone(item: &Item<'_>, reader: &mut Reader<'_>) -> Option<Spanned<String>> {
    let name = reader.line(item)?;
    let zones = jiff::tz::db();
    if zones.get(&name.value).is_ok() {
        return Some(name);
    }
    let known: Vec<String> = zones.available().map(|zone| zone.as_str().to_owned()).collect();
    let written = folded(&name.value);
    let city = |zone: &&str| folded(zone).rsplit('/').next() == Some(&written);
    let all = || known.iter().map(String::as_str);
    let close = all().find(city).or_else(|| closest(&name.value, all()));
    let mut problem =
        reader.error_in("unknown-timezone", item).arg("value", name.value.as_str()).arg("close", close);
    problem.replacement = close.map(quoted);
    reader.report(problem);
    None
}

fn read_buffer(item: &Item<'_>, reader: &mut Reader<'_>) -> Option<Spanned<Buffer>> {
    let spanned = |value| Some(Spanned { value, span: item.span.clone() });
    if item.value.is_integer() {
        return spanned(Buffer::Minutes(reader.whole(item, "buffer", 0, LONGEST_BLOCK)?.value));
    }
    let written = reader.written(item);
    let percent = written.strip_suffix('%').map(|number| number.trim().replace(',', ".").parse::<f64>());
    match (item.value.as_str(), percent, loose::minutes(written)) {
        (Some(_), Some(Ok(percent)), _) if (0.0..=LARGEST_SHARE).contains(&percent) => {
            spanned(Buffer::Percent(percent))
        }
        (Some(_), Some(Ok(percent)), _) if percent > LARGEST_SHARE => {
            let problem = reader.error_in("buffer-too-large", item).arg("value", written);
            reader.report(problem);
            None
        }
        (Some(_), None, Some(minutes)) => spanned(Buffer::Minutes(minutes)),
        _ => {
            reader.wrong_type(item, "buffer", None);
            None
        }
    }
}

/// A buffer in minutes must leave half of the shortest day.
fn check_buffer(item: &Item<'_>, buffer: &Spanned<Buffer>, hours: &[Hours], reader: &mut Reader<'_>) {
    let Buffer::Minutes(minutes) = buffer.value else { return };
    let shortest = hours.iter().map(|day| (day.end.value.0 - day.start.value.0) / 60).min();
    if shortest.is_some_and(|shortest| minutes > shortest / 2) {
        let problem = reader.error_in("buffer-too-large", item).arg("value", reader.written(item));
        reader.report(problem);
    }
}

fn read_outputs(item: &Item<'_>, reader: &mut Reader<'_>) -> Option<Vec<OutputKind>> {
    let Some(items) = item.list() else {
        let meant = item.value.as_str().map(|text| format!("[{}]", quoted(text.trim())));
        reader.wrong_type(item, "outputs", meant);
        return None;
    };
    let mut outputs = Vec::new();
    for item in items {
        let output = reader.choice(&item, &OUTPUTS, &OUTPUT_WORDS);
        outputs.extend(output.filter(|output| !outputs.contains(output)));
    }
    if item.value.as_array().is_some_and(|items| items.is_empty()) {
        reader.wrong_type(item, "outputs", None);
    }
    (!outputs.is_empty()).then_some(outputs)
}

fn read_theme(item: &Item<'_>, beside: &dyn Folder, reader: &mut Reader<'_>) -> Option<Spanned<String>> {
    let theme = reader.line(item)?;
    if !is_inside(&theme.value) {
        let problem = reader.error_in("leaves-folder", item).arg("path", theme.value.as_str());
        let problem = problem.arg("folder", None::<String>);
        reader.report(problem);
        return None;
    }
    if beside.names(&theme.value).is_ok() {
        return Some(theme);
    }
    let names = beside.names("").unwrap_or_default();
    let is_folder = |name: &&str| beside.names(name).is_ok();
    let folders = names.iter().map(String::as_str).filter(is_folder);
    let close = closest(theme.value.trim_end_matches('/'), folders);
    let mut problem =
        reader.error_in("missing-folder", item).arg("path", theme.value.as_str()).arg("close", close);
    problem.replacement = close.map(|close| quoted(&format!("{close}/")));
    reader.report(problem);
    None
}
