//! The functions for numbers that words and templates share with the expressions of a recipe.

use minijinja::value::{Rest, Value};
use minijinja::{Environment, Error, ErrorKind};

/// Adds `min`, `max`, `ceil`, `floor` and `clamp` to an environment.
pub(super) fn add_numbers(env: &mut Environment<'_>) {
    env.add_function("min", |values: Rest<f64>| extreme(&values, f64::min));
    env.add_function("max", |values: Rest<f64>| extreme(&values, f64::max));
    env.add_function("ceil", |value: f64| number(value.ceil()));
    env.add_function("floor", |value: f64| number(value.floor()));
    env.add_function("clamp", |value: f64, low: f64, high: f64| number(value.min(high).max(low)));
}

fn extreme(values: &[f64], choose: fn(f64, f64) -> f64) -> Result<Value, Error> {
    let chosen = values.iter().copied().reduce(choose);
    chosen.map(number).ok_or_else(|| Error::new(ErrorKind::MissingArgument, "at least one number"))
}

/// Whole numbers stay whole, so that they can be counted with and printed.
fn number(value: f64) -> Value {
    #[expect(clippy::cast_possible_truncation, reason = "whole and small enough")]
    if value.fract() == 0.0 && value.abs() < 1e15 { Value::from(value as i64) } else { Value::from(value) }
}
