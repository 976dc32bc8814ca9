//! The names of a recipe: which ones there are, and which ones an expression or a text mentions.

use std::collections::BTreeSet;
use std::ops::Range;

use minijinja::Environment;
use toml::de::{DeTable, DeValue};

use crate::words::TemplateFault;

/// What the expressions of steps that repeat may mention besides.
pub const OF_ROUNDS: [&str; 2] = ["round", "rounds"];

/// What can be called in an expression.
const FUNCTIONS: [&str; 6] = ["min", "max", "ceil", "floor", "clamp", "letter"];

/// What others call the number of people.
const PEOPLE: [&str; 5] = ["persons", "participants", "attendees", "person", "personnes"];

/// The name that was probably meant.
pub fn meant(name: &str) -> Option<&'static str> {
    PEOPLE.contains(&name).then_some("people")
}

/// The ids of the seatings of a recipe.
pub fn seatings(manifest: &DeTable<'_>) -> Vec<String> {
    let all = manifest.get("recipe").and_then(|recipe| recipe.get_ref().get("seatings"));
    let all = all.and_then(|all| all.get_ref().as_array());
    let id = |seating: &toml::Spanned<DeValue<'_>>| {
        Some(seating.get_ref().get("id")?.get_ref().as_str()?.to_owned())
    };
    all.into_iter().flat_map(|all| all.iter()).filter_map(id).collect()
}

/// Every name that an expression may mention, whatever step it stands in.
pub fn of_recipe(manifest: &DeTable<'_>, seatings: &[String]) -> BTreeSet<String> {
    let mut names = BTreeSet::from(["people".to_owned(), "walls".to_owned()]);
    let recipe = manifest.get("recipe").map(toml::Spanned::get_ref);
    let tables = ["lists", "let", "ways"].map(|table| recipe.and_then(|recipe| recipe.get(table)));
    for table in tables.into_iter().chain([manifest.get("settings")]).flatten() {
        let table = table.get_ref().as_table();
        names.extend(table.into_iter().flat_map(DeTable::keys).map(|key| key.get_ref().to_string()));
    }
    names.extend(seatings.iter().map(|id| id.replace('-', "_")));
    names
}

/// What an expression mentions, without what it calls.
///
/// # Errors
/// Why it is no expression.
pub fn mentioned(expression: &str) -> Result<BTreeSet<String>, TemplateFault> {
    let environment = Environment::new();
    let understood = environment.compile_expression(expression).map_err(|error| TemplateFault::of(&error))?;
    let mut names: BTreeSet<String> = understood.undeclared_variables(false).into_iter().collect();
    names.retain(|name| {
        !FUNCTIONS.contains(&name.as_str()) && !environment.globals().any(|(global, _)| global == name)
    });
    Ok(names)
}

/// Where a name stands in a value: as a whole word that is no key of another; else the value.
pub fn place(name: &str, text: &str, value: &Range<usize>) -> Range<usize> {
    let within = &text[value.clone()];
    let part = |c: char| c.is_alphanumeric() || c == '_';
    let alone = |at: usize| {
        let before = within[..at].chars().next_back();
        let after = within[at + name.len()..].chars().next();
        !before.is_some_and(|c| part(c) || c == '.') && !after.is_some_and(part)
    };
    // A text may say the word as well: what stands within the marks of a template comes first.
    let from = within.find("{{").into_iter().chain(within.find("{%")).min().unwrap_or(0);
    let found = within.match_indices(name).map(|(at, _)| at).find(|at| *at >= from && alone(*at));
    found.map_or_else(|| value.clone(), |at| value.start + at..value.start + at + name.len())
}
