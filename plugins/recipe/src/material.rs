//! What goes with the steps of a recipe: handouts, supplies, sheets for the harvest, problems.

use atelier_format::{Handout, Problem, Sheet, Supply};
use serde_json::Value;

use crate::expression::letter;
use crate::model::{self, First, Recipe};
use crate::scope::Scope;

/// The most rows of a sheet: one for everybody of the largest workshop.
const MOST_ROWS: u32 = 5_000;

pub fn handouts(recipe: &Recipe, scope: &Scope) -> Vec<Handout> {
    let handout = |handout: &model::Handout| {
        let copies = if scope.holds(handout.when.as_ref()) { scope.whole(&handout.copies) } else { 0 };
        (copies > 0).then(|| Handout {
            shared: handout.shared,
            ..Handout::new(&handout.id)
                .template(handout.template.as_ref().unwrap_or(&handout.id))
                .audience(&handout.audience)
                .paper(&handout.paper)
                .copies(copies)
                .data(scope.names())
        })
    };
    recipe.handouts.iter().filter_map(handout).collect()
}

pub fn supplies(recipe: &Recipe, scope: &Scope) -> Vec<Supply> {
    let supply = |supply: &model::Supply| {
        let quantity = if scope.holds(supply.when.as_ref()) { scope.whole(&supply.quantity) } else { 0 };
        (quantity > 0).then(|| Supply {
            reused: supply.reused,
            ..Supply::used_up(&supply.item, quantity, &supply.unit)
        })
    };
    recipe.supplies.iter().filter_map(supply).collect()
}

pub fn sheets(recipe: &Recipe, scope: &Scope) -> Vec<Sheet> {
    let sheet = |sheet: &model::Sheet| {
        let columns: Vec<&str> = sheet.columns.iter().map(String::as_str).collect();
        let first = |row: u32| match sheet.first {
            Some(First::Letters) => letter(row),
            Some(First::Numbers) => (row + 1).to_string(),
            None => String::new(),
        };
        let row = |row: u32| {
            let mut cells = vec![first(row)];
            cells.resize(columns.len(), String::new());
            cells
        };
        let rows = scope.whole(&sheet.rows).min(MOST_ROWS);
        Sheet::new(&sheet.id, &columns, (0..rows).map(row).collect())
    };
    recipe.sheets.iter().filter(|sheet| scope.holds(sheet.when.as_ref())).map(sheet).collect()
}

/// The recipe's own problems of one severity that are there.
pub fn problems(recipe: &Recipe, scope: &Scope, severity: &str) -> Vec<Problem> {
    let these = recipe.problems.iter().filter(|problem| problem.severity == severity);
    these.filter(|problem| scope.holds(Some(&problem.when))).map(|problem| told(problem, scope)).collect()
}

fn told(trouble: &model::Trouble, scope: &Scope) -> Problem {
    let mut problem = match trouble.severity.as_str() {
        "error" => Problem::error(&trouble.text),
        _ => Problem::warning(&trouble.text),
    };
    problem = problem.about(&trouble.about);
    problem.args = Value::Object(scope.names()).to_string();
    match &trouble.value {
        // JSON numbers, texts and lists are TOML as well.
        Some(expression) => problem.value(scope.value(expression)),
        None => problem,
    }
}
