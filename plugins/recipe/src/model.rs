//! `[recipe]` of a `format.toml`, as it is written. docs/writing-a-format.md explains each key.

use serde::Deserialize;
use serde_json::{Map, Value};

/// A number, or an expression in quotes that gives one.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum Amount {
    Number(f64),
    Expression(String),
}

/// The least and the most of a group, as the manifest says.
#[derive(Debug, Clone, Copy, Deserialize)]
pub struct People {
    pub min: u32,
    pub max: u32,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recipe {
    /// Data as it stands.
    #[serde(default)]
    pub lists: Map<String, Value>,
    /// Names that are computed.
    #[serde(default, rename = "let")]
    pub names: Map<String, Value>,
    /// One name and its values, the best first.
    #[serde(default)]
    pub ways: Map<String, Value>,
    #[serde(default)]
    pub seatings: Vec<Seating>,
    pub steps: Vec<Entry>,
    #[serde(default)]
    pub handouts: Vec<Handout>,
    #[serde(default)]
    pub supplies: Vec<Supply>,
    #[serde(default)]
    pub sheets: Vec<Sheet>,
    #[serde(default)]
    pub problems: Vec<Trouble>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seating {
    pub id: String,
    /// How people split into groups of a size.
    pub groups: Option<Size>,
    /// How many tables there are.
    pub tables: Option<Amount>,
    /// How many groups of `within` come together.
    pub join: Option<Amount>,
    pub within: Option<String>,
    #[serde(default = "plain")]
    pub mode: String,
    #[serde(default = "one")]
    pub rounds: Amount,
    #[serde(default)]
    pub roles: Vec<Role>,
    /// People choose where they sit.
    #[serde(default)]
    pub free: bool,
    #[serde(default = "none")]
    pub spare_seats: Amount,
    pub when: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Size {
    pub min: Amount,
    pub ideal: Amount,
    pub max: Amount,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Role {
    pub id: String,
    #[serde(default = "one")]
    pub per_table: Amount,
    #[serde(default)]
    pub stays: bool,
}

/// A step, or several that repeat together.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum Entry {
    Together(Together),
    Step(Step),
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Together {
    pub repeat: Amount,
    pub plays: Option<String>,
    /// Every repetition begins and ends on a multiple of so many minutes.
    pub clock: Option<u32>,
    pub when: Option<String>,
    pub steps: Vec<Step>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    pub id: String,
    pub text: Option<String>,
    pub minutes: Minutes,
    #[serde(default = "one")]
    pub weight: Amount,
    pub cut: Option<Cut>,
    pub repeat: Option<Amount>,
    pub plays: Option<String>,
    pub plays_round: Option<Amount>,
    pub when: Option<String>,
}

/// The least, the ideal and the most; or one length.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum Minutes {
    Range([Amount; 3]),
    Fixed(Amount),
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cut {
    pub rank: u32,
    #[serde(default = "none")]
    pub keep: Amount,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Handout {
    pub id: String,
    pub template: Option<String>,
    #[serde(default = "participant")]
    pub audience: String,
    #[serde(default = "a4")]
    pub paper: String,
    #[serde(default = "one")]
    pub copies: Amount,
    #[serde(default)]
    pub shared: bool,
    pub when: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Supply {
    pub item: String,
    pub quantity: Amount,
    #[serde(default = "piece")]
    pub unit: String,
    #[serde(default)]
    pub reused: bool,
    pub when: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sheet {
    pub id: String,
    pub columns: Vec<String>,
    pub rows: Amount,
    pub first: Option<First>,
    pub when: Option<String>,
}

/// What the first column of a sheet holds beforehand.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum First {
    Letters,
    Numbers,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trouble {
    pub text: String,
    pub severity: String,
    pub when: String,
    #[serde(default)]
    pub about: String,
    pub value: Option<String>,
}

fn plain() -> String {
    "plain".into()
}

fn participant() -> String {
    "participant".into()
}

fn a4() -> String {
    "a4".into()
}

fn piece() -> String {
    "piece".into()
}

fn one() -> Amount {
    Amount::Number(1.0)
}

fn none() -> Amount {
    Amount::Number(0.0)
}
