//! Words as templates see them: the object `t`.

use std::collections::BTreeSet;
use std::sync::Arc;

use minijinja::value::{Enumerator, Kwargs, Object, Value, from_args};
use minijinja::{Error, ErrorKind, State};

use super::{Word, Words, WordsError};

/// All words, or those whose keys start with `prefix`.
#[derive(Debug)]
struct Node {
    words: Words,
    /// Empty, or ends with a dot.
    prefix: String,
}

/// The object for all words.
pub(super) fn root(words: &Words) -> Value {
    Value::from_object(Node { words: words.clone(), prefix: String::new() })
}

impl Node {
    /// A string or a list, rendered with the keyword arguments.
    fn rendered(&self, key: &str, context: Value) -> Result<Value, WordsError> {
        match self.words.get(key) {
            Some(Word::List(_)) => self.words.render_list(key, &context).map(Value::from),
            _ => self.words.render(key, context).map(Value::from),
        }
    }

    fn keys_below<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = &'a str> {
        self.words.0.entries.range(prefix.to_owned()..).map_while(move |(key, _)| key.strip_prefix(prefix))
    }
}

impl Object for Node {
    /// A word, the words below, or an error that says which word is missing.
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        let key = format!("{}{key}", self.prefix);
        if !self.words.has(&key) {
            let prefix = format!("{key}.");
            if self.keys_below(&prefix).next().is_some() {
                return Some(Value::from_object(Self { words: self.words.clone(), prefix }));
            }
        }
        let no_arguments = Value::from(Kwargs::from_iter([] as [(&str, Value); 0]));
        Some(self.rendered(&key, no_arguments).unwrap_or_else(|e| Value::from(Error::from(e))))
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        let first = |rest: &str| rest.split('.').next().unwrap_or_default().to_owned();
        let names: BTreeSet<String> = self.keys_below(&self.prefix).map(first).collect();
        Enumerator::Values(names.into_iter().map(Value::from).collect())
    }

    /// `t("a.b", n=3)`
    fn call(self: &Arc<Self>, _: &mut State<'_, '_>, args: &[Value]) -> Result<Value, Error> {
        let (key, context) = from_args::<(&str, Kwargs)>(args)?;
        Ok(self.rendered(&format!("{}{key}", self.prefix), context.into())?)
    }

    /// `t.has("a.b")`, `t.a.b(n=3)`
    fn call_method(
        self: &Arc<Self>,
        _: &mut State<'_, '_>,
        method: &str,
        args: &[Value],
    ) -> Result<Value, Error> {
        let key = format!("{}{method}", self.prefix);
        if self.words.has(&key) {
            let (context,) = from_args::<(Kwargs,)>(args)?;
            Ok(self.rendered(&key, context.into())?)
        } else if method == "has" {
            let (key,) = from_args::<(&str,)>(args)?;
            Ok(Value::from(self.words.has(&format!("{}{key}", self.prefix))))
        } else {
            Err(Error::from(ErrorKind::UnknownMethod))
        }
    }
}
