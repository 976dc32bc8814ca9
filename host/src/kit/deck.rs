//! Method cards: what each format is, on half a sheet.

use minijinja::value::Serde;
use serde_json::{Value, json};

use crate::diagnostic::{Diagnostic, Sources};
use crate::document::tree::{Document, InkLevel, Page, PaperSize};
use crate::document::{Frame, Templates};
use crate::plugin::{Format, MethodCard};
use crate::words::{self, typography};

const TEMPLATE: &str = include_str!("../../theme/documents/method-cards.md");
/// The name of the template, in what is said about it.
const NAME: &str = "method-cards";
/// In the properties of the files: they have no date of their own.
const DATE: &str = "2000-01-01";
/// From the beginning of a workshop to its end.
const MOMENTS: [&str; 6] = ["open", "diverge", "explore", "converge", "decide", "close"];

/// Formats as a workshop goes: by moment, then by id.
#[must_use]
pub fn by_moment<'f>(formats: impl Iterator<Item = &'f Format>) -> Vec<&'f Format> {
    let mut formats: Vec<&Format> = formats.collect();
    let moment = |format: &Format| MOMENTS.iter().position(|known| *known == format.pack.manifest.moment);
    formats.sort_by_key(|format| (moment(format).unwrap_or(MOMENTS.len()), format.id().to_owned()));
    formats
}

/// A card for each format, A5, two to a sheet.
///
/// # Errors
/// Every problem of the template.
pub fn method_cards(
    formats: &[&Format],
    language: &str,
    sources: &mut Sources,
) -> Result<Document, Vec<Diagnostic>> {
    let words = words::host(language);
    let templates = Templates::new([(NAME.to_owned(), TEMPLATE.to_owned())], |environment| {
        words::add_functions(environment, language);
        environment.add_global("host", words.object());
    });
    let cards: Vec<Value> = formats.iter().map(|format| card(format, language)).collect();
    let only = if let [card] = cards.as_slice() { card["name"].clone() } else { Value::Null };
    let title = words.render("method_cards.title", minijinja::context! { name => Serde(&only) });
    let title = title.unwrap_or_else(|_| NAME.to_owned());
    let context = json!({ "title": title, "cards": cards });
    let frame = Frame {
        title,
        header: Vec::new(),
        language: language.to_owned(),
        page: Page { paper: PaperSize::A4, landscape: true, large: false, ink: InkLevel::Grey },
        date: DATE.to_owned(),
        typography: &|text| typography::typeset(language, text),
        canvas: &|_| None,
    };
    let made = templates.document(NAME, minijinja::Value::from(Serde(&context)), &frame);
    made.map_err(|errors| errors.into_iter().map(|error| error.into_diagnostic(sources)).collect())
}

/// What the template sees of a format.
fn card(format: &Format, language: &str) -> Value {
    let manifest = &format.pack.manifest;
    let card = MethodCard::new(format, language);
    let part = |(part, paragraphs): (&str, Vec<String>)| json!({ "part": part, "paragraphs": paragraphs });
    let sources = manifest.sources.iter().map(|source| match &source.licence {
        Some(licence) => format!("{} ({})", source.title, licence.replace(' ', "\u{a0}")),
        None => source.title.clone(),
    });
    let links = manifest.sources.iter().filter_map(|source| source.url.as_ref());
    let mut told = card.at_a_glance();
    told.insert("parts".to_owned(), card.parts().map(part).collect());
    told.insert("authors".to_owned(), json!(manifest.authors));
    told.insert("licence".to_owned(), json!(card.licence()));
    told.insert("sources".to_owned(), sources.collect());
    told.insert("links".to_owned(), links.map(String::as_str).collect());
    Value::Object(told)
}
