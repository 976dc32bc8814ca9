//! The names of a recipe and their values for one group.

use std::rc::Rc;
use std::sync::Arc;

use atelier_format::{Request, give_up};
use serde_json::{Map, Value, json};

use crate::expression::{self, Failure, Names};
use crate::model::{Amount, Recipe};
use crate::seatings;

/// The most values that `ways` may have.
const MOST_WAYS: usize = 20;

/// All names that an expression, a template or a text may mention.
#[derive(Clone)]
pub struct Scope {
    /// As they go to templates and texts; those of [`Scope::with`] left out.
    names: Rc<Map<String, Value>>,
    /// Names that are known for a while: which round it is.
    passing: Vec<(&'static str, u32)>,
    /// All of them, as expressions see them.
    known: Arc<Names>,
    /// By id: seats taken at each table. Only those that take place.
    pub tables: Rc<Map<String, Value>>,
}

impl Scope {
    /// All names and their values, as they go to templates and texts.
    pub fn names(&self) -> Map<String, Value> {
        let mut names = Map::clone(&self.names);
        names.extend(self.passing.iter().map(|&(name, value)| (name.to_owned(), value.into())));
        names
    }

    /// The value of a name; null when nothing defines it.
    pub fn get(&self, name: &str) -> &Value {
        self.names.get(name).unwrap_or(&Value::Null)
    }

    /// The same with some names more.
    pub fn with(&self, more: &[(&'static str, u32)]) -> Self {
        let mut known = Names::within(&self.known);
        for &(name, value) in more {
            known.insert(name, &value.into());
        }
        Self { passing: more.to_vec(), known: Arc::new(known), ..self.clone() }
    }

    fn insert(&mut self, name: &str, value: Value) {
        Arc::make_mut(&mut self.known).insert(name, &value);
        Rc::make_mut(&mut self.names).insert(name.to_owned(), value);
    }

    /// # Panics
    /// When the expression has no value: a mistake in the recipe.
    pub fn holds(&self, when: Option<&String>) -> bool {
        when.is_none_or(|when| expression::holds(when, &self.known).unwrap_or_else(|why| mistake(&why)))
    }

    /// A whole number, rounded up; never below zero.
    ///
    /// # Panics
    /// As [`Scope::holds`].
    pub fn whole(&self, amount: &Amount) -> u32 {
        self.try_whole(amount).unwrap_or_else(|why| mistake(&why))
    }

    /// # Panics
    /// As [`Scope::holds`].
    pub fn value(&self, expression: &str) -> Value {
        self.try_value(expression).unwrap_or_else(|why| mistake(&why))
    }

    pub fn try_holds(&self, when: Option<&String>) -> Result<bool, Failure> {
        when.map_or(Ok(true), |when| expression::holds(when, &self.known))
    }

    pub fn try_value(&self, expression: &str) -> Result<Value, Failure> {
        expression::value(expression, &self.known)
    }

    pub fn try_whole(&self, amount: &Amount) -> Result<u32, Failure> {
        let number = match amount {
            Amount::Number(number) => *number,
            Amount::Expression(expression) => expression::number_of(expression, &self.known)?,
        };
        // What a tenth adds up to is not always whole to the last bit.
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "within the bounds of u32"
        )]
        Ok((number - 1e-9).ceil().clamp(0.0, 1e9) as u32)
    }
}

fn mistake(why: &Failure) -> ! {
    match why {
        Failure::Unknown(what) => give_up(&format!("[recipe]: {what}, which nothing defines")),
        Failure::Wrong(why) => give_up(&format!("[recipe]: {why}")),
    }
}

/// The ways to play a recipe, the best first: never empty.
pub fn ways(recipe: &Recipe, request: &Request<Map<String, Value>>) -> Vec<Scope> {
    let base = base(recipe, request);
    let Some((name, values)) = recipe.ways.iter().next() else {
        return vec![complete(recipe, base)];
    };
    if recipe.ways.len() > 1 {
        give_up("[recipe.ways]: only one name can have several values");
    }
    // What the values are computed from cannot depend on the way.
    let (known, _) = resolve(recipe, base.clone());
    let values = match values {
        Value::String(expression) => known.value(expression),
        values => values.clone(),
    };
    let mut found: Vec<Value> = Vec::new();
    for value in values.as_array().into_iter().flatten() {
        let value = value.as_str().map_or_else(|| value.clone(), |expression| known.value(expression));
        if !found.contains(&value) && found.len() < MOST_WAYS {
            found.push(value);
        }
    }
    if found.is_empty() {
        give_up(&format!("[recipe.ways]: `{name}` is not a list with a value in it"));
    }
    let with = |value| {
        let mut scope = base.clone();
        scope.insert(name, value);
        complete(recipe, scope)
    };
    found.into_iter().map(with).collect()
}

/// What is known before anything is computed.
fn base(recipe: &Recipe, request: &Request<Map<String, Value>>) -> Scope {
    let mut names = Map::new();
    for (key, setting) in request.manifest["settings"].as_object().into_iter().flatten() {
        let value = match setting["kind"].as_str() {
            Some("block") => request
                .input(key)
                .map_or(Value::Null, |input| json!({ "items": input.items, "expected": input.expected })),
            Some("texts") => request.settings.get(key).cloned().unwrap_or_else(|| json!([])),
            _ => request.settings.get(key).cloned().unwrap_or(Value::Null),
        };
        names.insert(key.clone(), value);
    }
    names.extend(recipe.lists.clone());
    names.insert("people".into(), request.people.into());
    names.insert("walls".into(), request.room.walls.into());
    let mut scope = Scope {
        names: Rc::new(Map::new()),
        passing: Vec::new(),
        known: Arc::new(Names::default()),
        tables: Rc::new(Map::new()),
    };
    for (name, value) in names {
        scope.insert(&name, value);
    }
    scope
}

/// # Panics
/// When a name cannot be computed.
fn complete(recipe: &Recipe, scope: Scope) -> Scope {
    match resolve(recipe, scope) {
        (scope, None) => scope,
        (_, Some(why)) => mistake(&why),
    }
}

/// Computes all names and seatings, each as soon as what it mentions is known; and why the rest cannot be.
fn resolve(recipe: &Recipe, mut scope: Scope) -> (Scope, Option<Failure>) {
    let mut names: Vec<(&String, &Value)> = recipe.names.iter().collect();
    let mut seatings: Vec<&crate::model::Seating> = recipe.seatings.iter().collect();
    loop {
        let before = names.len() + seatings.len();
        let mut why = None;
        names.retain(|(name, value)| {
            let computed = match value {
                Value::String(expression) => scope.try_value(expression),
                value => Ok((*value).clone()),
            };
            match computed {
                Ok(value) => {
                    scope.insert(name, value);
                    false
                }
                Err(failure) => {
                    why = Some(failure);
                    true
                }
            }
        });
        seatings.retain(|seating| match seatings::sizes(seating, &scope) {
            Ok((sizes, rounds)) => {
                let name = seating.id.replace('-', "_");
                scope.insert(
                    &name,
                    json!({
                        "groups": sizes.len(),
                        "largest": sizes.first().copied().unwrap_or(0),
                        "smallest": sizes.last().copied().unwrap_or(0),
                        "sizes": sizes,
                        "rounds": rounds,
                    }),
                );
                if !sizes.is_empty() {
                    Rc::make_mut(&mut scope.tables).insert(seating.id.clone(), json!(sizes));
                }
                false
            }
            Err(failure) => {
                why = Some(failure);
                true
            }
        });
        let after = names.len() + seatings.len();
        if after == 0 {
            return (scope, None);
        }
        if after == before || matches!(why, Some(Failure::Wrong(_))) {
            return (scope, why);
        }
    }
}
