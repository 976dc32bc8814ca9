//! The folder of a theme: `theme.toml`, the logo it names, and the templates that stand in place of others.

use std::io::ErrorKind;
use std::path::Path;

use toml::de::DeTable;

use super::colour::{Colour, DARK, LEAST_CONTRAST, PAPER};
use super::logo::{self, Refusal};
use super::{SETTINGS, Theme};
use crate::diagnostic::{Diagnostic, Sources, closest};
use crate::document::tree::Logo;
use crate::workshop::fields::{Fields, Item, Scope};
use crate::workshop::reader::Reader;
use crate::workshop::values::{is_inside, quoted};
use crate::workshop::{Folder, Spanned, Workshop, decode, syntax};

/// Most templates of a theme.
const MOST_TEMPLATES: usize = 500;

/// Reads the theme that a workshop names. `known` are the paths of the templates that can be replaced; `folder` is
/// the theme's, and reads nothing that is not in it.
#[must_use]
pub fn read(
    workshop: &Workshop,
    known: &[String],
    folder: &dyn Folder,
    sources: &mut Sources,
) -> (Theme, Vec<Diagnostic>) {
    let Some(named) = &workshop.theme else { return (Theme::default(), Vec::new()) };
    let name = format!("{}/", named.value.trim_end_matches('/'));
    let mut theme = Theme { folder: name.clone(), ..Theme::default() };
    let mut problems = Vec::new();
    let here = |problem: Diagnostic| problem.at(workshop.source, named.span.clone());
    let mut empty = true;
    match folder.read(SETTINGS) {
        Ok(bytes) => {
            empty = false;
            problems.extend(settings(&bytes, &mut theme, folder, sources));
        }
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(error) => problems.push(here(unreadable(&name, SETTINGS, &error))),
    }
    for path in found(folder) {
        empty = false;
        let shown = format!("{name}{path}");
        if !known.contains(&path) {
            let close = closest(&path, known.iter().map(String::as_str)).map(str::to_owned);
            let problem = Diagnostic::error("theme-unknown-template").arg("path", shown).arg("close", close);
            problems.push(here(problem));
            continue;
        }
        match folder.read(&path) {
            Ok(bytes) => match decode::strict(&bytes) {
                Ok(text) => drop(theme.templates.insert(path, text.to_owned())),
                Err(refusal) => problems.push(refusal.into_diagnostic(&shown, sources)),
            },
            Err(error) => problems.push(here(unreadable(&name, &path, &error))),
        }
    }
    if empty {
        problems.push(here(Diagnostic::warning("theme-empty").arg("theme", name.clone())));
    }
    for mut error in theme.check() {
        error.template = format!("{name}{}", error.template);
        problems.push(error.into_diagnostic(sources));
    }
    (theme, problems)
}

/// The templates in the folder, by path.
fn found(folder: &dyn Folder) -> Vec<String> {
    let names = |path: &str| folder.names(path).unwrap_or_default();
    let templates = |path: String| -> Vec<String> {
        let names = names(&path).into_iter().filter(|name| !name.starts_with('.'));
        names.map(|name| format!("{path}/{name}")).collect()
    };
    let formats = names("handouts").into_iter().filter(|name| !name.starts_with('.'));
    let handouts = formats.flat_map(|format| templates(format!("handouts/{format}")));
    templates("documents".to_owned()).into_iter().chain(handouts).take(MOST_TEMPLATES).collect()
}

fn unreadable(folder: &str, path: &str, error: &std::io::Error) -> Diagnostic {
    let shown = format!("{folder}{path}");
    if error.kind() == ErrorKind::PermissionDenied {
        return Diagnostic::error("leaves-folder").arg("path", shown).arg("folder", folder);
    }
    Diagnostic::error("unreadable-file").arg("path", shown).arg("reason", error.to_string())
}

/// Reads `theme.toml` into the theme.
fn settings(bytes: &[u8], theme: &mut Theme, folder: &dyn Folder, sources: &mut Sources) -> Vec<Diagnostic> {
    let name = format!("{}{SETTINGS}", theme.folder);
    let text = match decode::strict(bytes) {
        Ok(text) => text,
        Err(refusal) => return vec![refusal.into_diagnostic(&name, sources)],
    };
    let mut reader = Reader::new(sources.add(name, text), text);
    let (table, errors) = DeTable::parse_recoverable(text);
    let mut fields = Fields::new(table.get_ref(), Scope::Theme, 0..0);
    let image = fields.take("logo");
    let alt = fields.take("logo_alt").and_then(|item| reader.sentence(&item));
    let light = fields.take("accent").and_then(|item| colour(&item, PAPER, "paper", &mut reader));
    let dark = fields.take("accent_dark").and_then(|item| colour(&item, DARK, "dark", &mut reader));
    theme.logo = image.and_then(|item| read_logo(&item, alt, theme, folder, &mut reader, sources));
    theme.accent = light.or_else(|| dark.map(|colour| colour.readable_on(PAPER)));
    theme.accent_dark = dark.or_else(|| light.map(|colour| colour.readable_on(DARK)));
    fields.finish(&mut reader);
    syntax::merge(&errors, table.get_ref(), reader).0
}

/// A colour in which text can be read on a ground.
fn colour(item: &Item<'_>, ground: Colour, name: &'static str, reader: &mut Reader<'_>) -> Option<Colour> {
    let Some(colour) = item.value.as_str().and_then(|text| Colour::parse(text.trim())) else {
        reader.wrong_type(item, "colour", None);
        return None;
    };
    let contrast = colour.contrast(ground);
    if contrast >= LEAST_CONTRAST {
        return Some(colour);
    }
    let near = colour.readable_on(ground).to_string();
    // Rounded down: 4.49 is not enough, and must not look so.
    let ratio = (contrast * 100.0).floor() / 100.0;
    let problem = reader
        .error_in("low-contrast", item)
        .arg("colour", colour.to_string())
        .arg("ratio", ratio)
        .arg("least", LEAST_CONTRAST)
        .arg("ground", name)
        .arg("near", near.as_str());
    reader.report(problem.replace_with(quoted(&near)));
    None
}

fn read_logo(
    item: &Item<'_>,
    alt: Option<Spanned<String>>,
    theme: &Theme,
    folder: &dyn Folder,
    reader: &mut Reader<'_>,
    sources: &mut Sources,
) -> Option<Logo> {
    let path = reader.line(item)?.value;
    if alt.is_none() {
        let problem = reader.error_in("logo-without-words", item);
        reader.report(problem);
    }
    if !is_inside(&path) {
        let problem =
            reader.error_in("leaves-folder", item).arg("path", path).arg("folder", theme.folder.as_str());
        reader.report(problem);
        return None;
    }
    let bytes = match folder.read(&path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let names = folder.names("").unwrap_or_default();
            let close = closest(&path, names.iter().map(String::as_str)).map(str::to_owned);
            let mut problem =
                reader.error_in("logo-missing", item).arg("path", path).arg("close", close.clone());
            problem.replacement = close.map(|close| quoted(&close));
            reader.report(problem);
            return None;
        }
        Err(error) => {
            let problem = unreadable(&theme.folder, &path, &error);
            reader.report(problem.at(reader.source, item.span.clone()));
            return None;
        }
    };
    let ending = Path::new(&path).extension().and_then(|ending| ending.to_str()).map(str::to_ascii_lowercase);
    let read = match ending.as_deref() {
        Some("svg") => logo::drawing(&bytes),
        Some("png") => logo::picture(&bytes),
        _ => {
            let problem = reader.error_in("logo-kind", item).arg("path", path);
            reader.report(problem);
            return None;
        }
    };
    match read {
        Ok(svg) => Some(Logo { svg, alt: alt?.value }),
        Err(refusal) => {
            let shown = format!("{}{path}", theme.folder);
            let mut within = |code: &'static str, span| {
                let text = String::from_utf8_lossy(&bytes).trim_start_matches('\u{feff}').to_owned();
                Diagnostic::error(code)
                    .arg("path", shown.as_str())
                    .at(sources.add(shown.as_str(), text), span)
            };
            let problem = match refusal {
                Refusal::Drawing { what, span } => within("logo-drawing", span).arg("what", what),
                Refusal::Broken(span) => within("logo-broken", span),
                Refusal::NoSize(span) => within("logo-without-size", span),
                Refusal::TooLarge => reader
                    .error_in("logo-too-large", item)
                    .arg("size", bytes.len().div_ceil(1000))
                    .arg("most", logo::LARGEST / 1000),
                Refusal::Picture | Refusal::NotText => {
                    reader.error_in("logo-unreadable", item).arg("path", path)
                }
            };
            reader.report(problem);
            None
        }
    }
}
