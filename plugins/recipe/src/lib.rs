//! The stock component: performs any format that is written as a `[recipe]` in its `format.toml`.
//!
//! It reads the recipe ([`model`]), computes its names ([`scope`]) with the expressions of templates
//! ([`expression`]), and makes of them steps ([`steps`], [`clock`]), seatings ([`seatings`]) and what goes with them
//! ([`material`]).

mod clock;
mod expression;
mod material;
mod model;
mod scope;
mod seatings;
mod steps;
#[cfg(test)]
mod tests;

use atelier_format::{Draft, Format, Problem, Request, Script, Span, first_that_fits, give_up, spans};
use serde::Deserialize as _;
use serde_json::{Map, Value};

use model::{People, Recipe};
use scope::Scope;

/// Any format that is a recipe.
pub struct Performer;

impl Format for Performer {
    /// Whatever the recipe's own settings are.
    type Settings = Map<String, Value>;

    fn lengths(request: &Request<Self::Settings>) -> Result<Vec<Span>, Vec<Problem>> {
        let performance = Performance::new(request)?;
        Ok(spans(&performance.scripts()))
    }

    fn plan(request: &Request<Self::Settings>, seconds: u32) -> Result<Draft, Vec<Problem>> {
        let performance = Performance::new(request)?;
        let recipe = &performance.recipe;
        let way = performance.way_that_lasts(seconds);
        let mut draft = Draft::new(steps::fill(recipe, way, seconds));
        draft.seatings = seatings::seatings(recipe, way);
        draft.handouts = material::handouts(recipe, way);
        draft.supplies = material::supplies(recipe, way);
        draft.sheets = material::sheets(recipe, way);
        draft.warnings = performance.warnings(request.people, way);
        Ok(draft)
    }
}

/// A recipe and the ways it can be played by one group, the best first.
struct Performance {
    recipe: Recipe,
    people: People,
    ways: Vec<Scope>,
}

impl Performance {
    /// # Errors
    /// When the group is too small, and what the recipe itself calls an error.
    fn new(request: &Request<Map<String, Value>>) -> Result<Self, Vec<Problem>> {
        let manifest = &request.manifest;
        let recipe =
            Recipe::deserialize(&manifest["recipe"]).unwrap_or_else(|e| give_up(&format!("[recipe]: {e}")));
        let people =
            People::deserialize(&manifest["people"]).unwrap_or_else(|e| give_up(&format!("people: {e}")));
        if request.people < people.min {
            let instead = manifest.get("instead").cloned().unwrap_or_else(|| Value::Array(Vec::new()));
            let problem = Problem::error("too-few").about("people").arg("people", request.people);
            return Err(vec![problem.arg("least", people.min).arg("instead", instead)]);
        }
        let ways = scope::ways(&recipe, request);
        let errors: Vec<Problem> = material::problems(&recipe, &ways[0], "error");
        if errors.is_empty() { Ok(Self { recipe, people, ways }) } else { Err(errors) }
    }

    fn scripts(&self) -> Vec<Script> {
        self.ways.iter().map(|way| steps::script(&self.recipe, way)).collect()
    }

    /// The best way that can last so long; if one of them keeps to the clock, the best that does.
    fn way_that_lasts(&self, seconds: u32) -> &Scope {
        let lasts = |way: &&Scope| first_that_fits(vec![steps::script(&self.recipe, way)], seconds).is_some();
        let ways: Vec<&Scope> = self.ways.iter().filter(lasts).collect();
        let on_the_clock = ways.iter().find(|way| steps::keeps_the_clock(&self.recipe, way, seconds));
        on_the_clock.or(ways.first()).unwrap_or_else(|| panic!("the steps cannot last {seconds} s"))
    }

    fn warnings(&self, people: u32, way: &Scope) -> Vec<Problem> {
        let mut warnings = material::problems(&self.recipe, way, "warning");
        if people > self.people.max {
            let problem = Problem::warning("too-many").about("people");
            warnings.push(problem.arg("people", people).arg("most", self.people.max));
        }
        warnings
    }
}

atelier_format::export!(Performer);
