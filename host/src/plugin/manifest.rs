//! `format.toml`: what a format says of itself, readable without running it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::faults::{self, Fault};

/// A pack's `format.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The contract it was written for: `1.0`.
    pub contract: String,
    /// `[a-z0-9-]{1,40}`.
    pub id: String,
    /// Of the format.
    pub version: String,
    /// Of its words.
    pub licence: String,
    /// Who wrote it.
    pub authors: Vec<String>,
    /// Where the method comes from.
    #[serde(default)]
    pub sources: Vec<Source>,
    /// How many people it is for.
    pub people: Group,
    /// How long it takes, as its method card says; what a block can have is computed.
    pub minutes: Group,
    /// `open`, `diverge`, `explore`, `converge`, `decide` or `close`.
    pub moment: String,
    /// `calm`, `medium` or `lively`.
    pub energy: String,
    /// `easy`, `medium` or `hard`.
    pub difficulty: String,
    /// Minutes of preparation.
    pub preparation: u32,
    /// `seated`, `standing` or `moving`.
    pub posture: String,
    /// Formats to use when the group is too small for this one.
    #[serde(default)]
    pub instead: Vec<String>,
    /// By key.
    #[serde(default)]
    pub settings: BTreeMap<String, Setting>,
    /// What the stock component performs.
    #[serde(default)]
    pub recipe: Option<Value>,
}

impl Manifest {
    /// The first value that will not do, if any.
    #[must_use]
    pub fn fault(&self) -> Option<Fault> {
        faults::first(self)
    }
}

/// A credit.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Who or what.
    pub title: String,
    /// Where.
    #[serde(default)]
    pub url: Option<String>,
    /// Under which terms.
    #[serde(default)]
    pub licence: Option<String>,
}

/// A range with its best value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// The least.
    pub min: u32,
    /// The best.
    pub ideal: u32,
    /// The most.
    pub max: u32,
}

/// A setting that a block may give.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Setting {
    /// What it holds.
    pub kind: SettingKind,
    /// Used when the block says nothing.
    #[serde(default)]
    pub default: Option<Value>,
    /// Least number; least count of a list.
    #[serde(default)]
    pub min: Option<f64>,
    /// Greatest number; greatest count of a list.
    #[serde(default)]
    pub max: Option<f64>,
    /// Longest text, in characters; 300 unless said.
    #[serde(default)]
    pub max_length: Option<usize>,
    /// What a choice can be.
    #[serde(default)]
    pub choices: Vec<String>,
}

/// What a setting holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SettingKind {
    /// A whole number.
    Integer,
    /// A number.
    Decimal,
    /// Text of one line.
    Text,
    /// One of `choices`.
    Choice,
    /// `true` or `false`.
    Bool,
    /// Whole minutes.
    Minutes,
    /// A list of texts.
    Texts,
    /// The id of an earlier block.
    Block,
}
