//! The expressions of a recipe: those of the templates, with a few functions for whole numbers.

use std::collections::BTreeMap;

use minijinja::value::{Rest, Serde, ValueKind};
use minijinja::{Environment, Error, ErrorKind, UndefinedBehavior, Value};
use serde_json::Value as Json;

/// Why an expression has no value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// What mentions a name that is not known, or not yet.
    Unknown(String),
    /// Anything else, in minijinja's words.
    Wrong(String),
}

/// Names as expressions see them. Values are shared, so that a copy costs little.
#[derive(Debug, Clone, Default)]
pub struct Names(BTreeMap<String, Value>);

impl Names {
    pub fn insert(&mut self, name: &str, value: &Json) {
        self.0.insert(name.to_owned(), Value::from(Serde(value)));
    }
}

/// Evaluates expressions.
pub struct Evaluator(Environment<'static>);

impl Evaluator {
    pub fn new() -> Self {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.add_function("min", |values: Rest<f64>| extreme(&values, f64::min));
        environment.add_function("max", |values: Rest<f64>| extreme(&values, f64::max));
        environment.add_function("ceil", |value: f64| number(value.ceil()));
        environment.add_function("floor", |value: f64| number(value.floor()));
        environment.add_function("clamp", |value: f64, low: f64, high: f64| number(value.min(high).max(low)));
        environment.add_function("letter", letter);
        Self(environment)
    }

    /// The value of an expression over these names.
    pub fn value(&self, expression: &str, names: &Names) -> Result<Json, Failure> {
        let wrong = |error: Error| Failure::Wrong(format!("`{expression}`: {error}"));
        let compiled = self.0.compile_expression(expression).map_err(wrong)?;
        let known = |name: &String| names.0.contains_key(name) || self.0.globals().any(|(it, _)| it == name);
        let mut unknown: Vec<String> = compiled.undeclared_variables(false).into_iter().collect();
        unknown.retain(|name| !known(name));
        if let Some(name) = unknown.into_iter().min() {
            return Err(Failure::Unknown(format!("`{expression}` mentions `{name}`")));
        }
        let value = compiled.eval(names.0.clone()).map_err(wrong)?;
        if value.is_undefined() {
            return Err(Failure::Wrong(format!("`{expression}` has no value")));
        }
        serde_json::to_value(&value).map_err(|error| Failure::Wrong(format!("`{expression}`: {error}")))
    }

    /// Whether it holds, as an `if` of a template would see it.
    pub fn holds(&self, expression: &str, names: &Names) -> Result<bool, Failure> {
        self.value(expression, names).map(|value| Value::from(Serde(value)).is_true())
    }
}

fn extreme(values: &[f64], choose: fn(f64, f64) -> f64) -> Result<Value, Error> {
    match values.iter().copied().reduce(choose) {
        Some(value) => Ok(number(value)),
        None => Err(Error::new(ErrorKind::MissingArgument, "at least one number")),
    }
}

/// Whole numbers stay whole, so that they can be counted with and printed.
fn number(value: f64) -> Value {
    #[expect(clippy::cast_possible_truncation, reason = "whole and small enough")]
    if value.fract() == 0.0 && value.abs() < 1e15 { Value::from(value as i64) } else { Value::from(value) }
}

/// 0 is A, 26 is AA.
pub fn letter(index: u32) -> String {
    let mut left = u64::from(index) + 1;
    let mut letters = Vec::new();
    while left > 0 {
        left -= 1;
        letters.push(char::from(b'A' + u8::try_from(left % 26).unwrap_or(0)));
        left /= 26;
    }
    letters.iter().rev().collect()
}

/// A JSON value as a number, if it is one.
pub fn as_number(value: &Json) -> Option<f64> {
    let value = Value::from(Serde(value));
    (value.kind() == ValueKind::Number).then(|| f64::try_from(value).ok()).flatten()
}
