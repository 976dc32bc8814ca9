//! The expressions of a recipe: those of the templates, with a few functions for whole numbers.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::{Arc, LazyLock};

use minijinja::value::{Object, Rest, Serde, ValueKind};
use minijinja::{Environment, Error, ErrorKind, Expression, UndefinedBehavior, Value};
use serde_json::Value as Json;

/// Why an expression has no value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// What mentions a name that is not known, or not yet.
    Unknown(String),
    /// Anything else, in minijinja's words.
    Wrong(String),
}

/// Names as expressions see them: their own, and behind them those of a larger scope. Nothing of either is copied to
/// evaluate an expression, of which a recipe with rounds has hundreds.
#[derive(Debug, Clone, Default)]
pub struct Names {
    own: BTreeMap<String, Value>,
    outer: Option<Arc<Names>>,
}

impl Names {
    /// No names but those of a larger scope.
    pub fn within(outer: &Arc<Self>) -> Self {
        Self { own: BTreeMap::new(), outer: Some(Arc::clone(outer)) }
    }

    pub fn insert(&mut self, name: &str, value: &Json) {
        self.own.insert(name.to_owned(), Value::from(Serde(value)));
    }

    fn get(&self, name: &str) -> Option<&Value> {
        self.own.get(name).or_else(|| self.outer.as_ref()?.get(name))
    }
}

impl Object for Names {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.get(key.as_str()?).cloned()
    }
}

/// An expression that was understood, and the names that it mentions.
struct Compiled {
    expression: Expression<'static, 'static>,
    mentions: BTreeSet<String>,
}

/// What every expression may use besides names.
static ENVIRONMENT: LazyLock<Environment<'static>> = LazyLock::new(environment);

thread_local! {
    /// Expressions by their text. A component lives for one call, in which rounds and ways ask for the same ones again.
    static COMPILED: RefCell<BTreeMap<String, Rc<Compiled>>> = const { RefCell::new(BTreeMap::new()) };
}

fn environment() -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.add_function("min", |values: Rest<f64>| extreme(&values, f64::min));
    environment.add_function("max", |values: Rest<f64>| extreme(&values, f64::max));
    environment.add_function("ceil", |value: f64| number(value.ceil()));
    environment.add_function("floor", |value: f64| number(value.floor()));
    environment.add_function("clamp", |value: f64, low: f64, high: f64| number(value.min(high).max(low)));
    environment.add_function("letter", letter);
    environment
}

fn compiled(expression: &str) -> Result<Rc<Compiled>, Error> {
    if let Some(known) = COMPILED.with_borrow(|all| all.get(expression).cloned()) {
        return Ok(known);
    }
    let understood = ENVIRONMENT.compile_expression_owned(expression.to_owned())?;
    let mut mentions: BTreeSet<String> = understood.undeclared_variables(false).into_iter().collect();
    mentions.retain(|name| !ENVIRONMENT.globals().any(|(global, _)| global == name));
    let compiled = Rc::new(Compiled { expression: understood, mentions });
    COMPILED.with_borrow_mut(|all| all.insert(expression.to_owned(), Rc::clone(&compiled)));
    Ok(compiled)
}

fn evaluate(expression: &str, names: &Arc<Names>) -> Result<Value, Failure> {
    let wrong = |error: Error| {
        Failure::Wrong(format!("`{expression}`: {}", error.detail().unwrap_or("this cannot be computed")))
    };
    let compiled = compiled(expression).map_err(wrong)?;
    if let Some(name) = compiled.mentions.iter().find(|name| names.get(name).is_none()) {
        return Err(Failure::Unknown(format!("`{expression}` mentions `{name}`")));
    }
    let value = compiled.expression.eval(Value::from_dyn_object(Arc::clone(names))).map_err(wrong)?;
    if value.is_undefined() {
        return Err(Failure::Wrong(format!("`{expression}` has no value")));
    }
    Ok(value)
}

/// The value of an expression over these names.
pub fn value(expression: &str, names: &Arc<Names>) -> Result<Json, Failure> {
    let value = evaluate(expression, names)?;
    serde_json::to_value(&value).map_err(|error| Failure::Wrong(format!("`{expression}`: {error}")))
}

/// The number that an expression gives over these names.
pub fn number_of(expression: &str, names: &Arc<Names>) -> Result<f64, Failure> {
    let value = evaluate(expression, names)?;
    let number = (value.kind() == ValueKind::Number).then(|| f64::try_from(value).ok()).flatten();
    number.ok_or_else(|| Failure::Wrong(format!("`{expression}` is not a number")))
}

/// Whether it holds, as an `if` of a template would see it.
pub fn holds(expression: &str, names: &Arc<Names>) -> Result<bool, Failure> {
    evaluate(expression, names).map(|value| value.is_true())
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
