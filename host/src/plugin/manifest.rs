//! `format.toml`: what a format says of itself, readable without running it.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
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
    pub recipe: Option<Unread>,
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

/// A value of any form that JSON has, which is not kept: a list of hundreds of formats has no use for it.
#[derive(Debug, Clone, Copy)]
pub struct Unread;

impl<'de> Deserialize<'de> for Unread {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Self)
    }
}

/// What is not here is refused, such as a whole number of more than 64 bits.
impl<'de> Visitor<'de> for Unread {
    type Value = Self;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value that JSON can hold")
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_str<E>(self, _: &str) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_unit<E>(self) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self, A::Error> {
        while list.next_element::<Self>()?.is_some() {}
        Ok(self)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut table: A) -> Result<Self, A::Error> {
        while table.next_entry::<Self, Self>()?.is_some() {}
        Ok(self)
    }
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
