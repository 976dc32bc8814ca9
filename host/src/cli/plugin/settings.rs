//! The values of settings that `atelier plugin test` tries: every choice, and the ends of every range.

use serde_json::{Map, Value};

use super::inspect::request_with;
use crate::plugin::{Failure, Format, LONGEST_TEXT, Loaded, Problem, Sandbox, Setting, SettingKind};

/// The longest list that is tried.
const LONGEST_LIST: f64 = 200.0;

/// A setting and a value for it.
pub type Given = (String, Value);

/// Every value to try, one setting at a time; without those that a block has by itself.
pub fn to_try(format: &Format) -> Vec<Given> {
    let settings = &format.pack.manifest.settings;
    let values = |setting: &Setting| {
        let mut values = values(setting);
        values.retain(|value| setting.default.as_ref() != Some(value));
        values.dedup();
        values
    };
    settings
        .iter()
        .flat_map(|(key, setting)| values(setting).into_iter().map(move |value| (key.clone(), value)))
        .collect()
}

/// Why a group has no block, whatever the settings.
pub enum Never {
    /// It is refused: the problems of the refusal without any settings.
    Refused(Vec<Problem>),
    /// The call gave no answer.
    Failed(Failure),
}

/// The settings without which the format refuses this group: none when it asks for none. What they are is found by trying.
///
/// # Errors
/// When nothing that was tried is accepted.
pub fn needed(
    format: &Format,
    (sandbox, loaded): (&Sandbox, &Loaded),
    people: u32,
) -> Result<Map<String, Value>, Never> {
    let ask = |settings: &Map<String, Value>| {
        sandbox.lengths(loaded, &request_with(&format.pack, people, true, settings))
    };
    let is_accepted = |settings: &Map<String, Value>| matches!(ask(settings), Ok(Ok(_)));
    let problems = match ask(&Map::new()) {
        Ok(Ok(_)) => return Ok(Map::new()),
        Err(failure) => return Err(Never::Failed(failure)),
        Ok(Err(problems)) => problems,
    };
    let samples = format.pack.manifest.settings.iter().filter(|(_, setting)| setting.default.is_none());
    let samples = samples.filter_map(|(key, setting)| Some((key.clone(), values(setting).pop()?)));
    let samples: Vec<Given> = samples.collect();
    let alone = samples.iter().map(|sample| Map::from_iter([sample.clone()]));
    alone.chain([samples.iter().cloned().collect()]).find(is_accepted).ok_or(Never::Refused(problems))
}

/// The values that tell most, the one to take for any last.
fn values(setting: &Setting) -> Vec<Value> {
    let given = setting.default.is_some();
    let ends = |number: fn(f64) -> Value, usual: f64| {
        let ends: Vec<Value> = [setting.min, setting.max].into_iter().flatten().map(number).collect();
        if ends.is_empty() && !given { vec![number(usual)] } else { ends }
    };
    match setting.kind {
        SettingKind::Choice => {
            setting.choices.iter().rev().map(|choice| Value::from(choice.as_str())).collect()
        }
        SettingKind::Bool => vec![false.into(), true.into()],
        SettingKind::Integer => ends(whole, 3.0),
        SettingKind::Minutes => ends(whole, 10.0),
        SettingKind::Decimal => ends(Value::from, 1.5),
        SettingKind::Text if given => Vec::new(),
        SettingKind::Text => vec![text(setting, 1)],
        SettingKind::Texts => {
            let least = setting.min.unwrap_or(1.0);
            let most = setting.max.unwrap_or(least + 11.0).min(LONGEST_LIST);
            let of =
                |count: f64| (1..).take_while(|n| f64::from(*n) <= count).map(|n| text(setting, n)).collect();
            vec![of(least), of(most)]
        }
        // There is no block before the one on trial.
        SettingKind::Block => Vec::new(),
    }
}

fn whole(number: f64) -> Value {
    #[expect(clippy::cast_possible_truncation, reason = "as near as a whole number can be")]
    let whole = number as i64;
    whole.into()
}

/// A text that is not too long.
fn text(setting: &Setting, number: u32) -> Value {
    let most = setting.max_length.unwrap_or(LONGEST_TEXT);
    format!("{number} Test").chars().take(most).collect::<String>().into()
}
