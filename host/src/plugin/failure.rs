//! Why a plugin gave no answer: a limit that it overstepped, with its value, or what else is wrong with it.

use std::error::Error;
use std::fmt;

use serde_json::{Map, Value, json};

use super::limits::{CODE_GROWTH, CODE_LEAST, Limits, MEMORIES, PATIENCE, Profile, STACK, TABLES};
use crate::diagnostic::Diagnostic;

/// The contracts that are served, for people.
const SUPPORTED: &str = "1.0.0";

/// A limit that can be overstepped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// Instructions of a call.
    Time,
    /// Bytes of all memories together.
    Memory,
    /// How many memories.
    Memories,
    /// Elements of all tables together.
    Table,
    /// How many tables.
    Tables,
    /// How many core instances.
    Instances,
    /// Bytes of the stack.
    Stack,
    /// Bytes of memory, when it reached for what is outside of its own.
    Reach,
    /// Bytes of an answer.
    Answer,
    /// Processor time to compile it, in milliseconds.
    CompileTime,
    /// Time on the clock to compile it, in milliseconds.
    CompileWait,
    /// Bytes of memory to compile it.
    CompileMemory,
    /// Bytes of native code, for a component of so many bytes.
    Code(u64),
    /// Spans of `lengths`.
    Spans,
    /// Entries of a list.
    Entries,
    /// Bytes of a text.
    Text,
    /// Bytes of a JSON value.
    Json,
    /// Bytes of all JSON of an answer.
    JsonInAll,
    /// Values in all JSON of an answer.
    JsonValues,
    /// How deep a JSON value is nested.
    Nesting,
    /// Copies of a handout.
    Copies,
    /// Copies of all handouts.
    CopiesInAll,
    /// Rows of a sheet.
    Rows,
    /// Columns of a sheet.
    Columns,
    /// Rounds of all seatings.
    Rounds,
    /// Seats in all these rounds.
    Seats,
    /// Seconds of a block or a step.
    Length,
}

impl Limit {
    /// Its name in the words.
    fn name(self) -> &'static str {
        match self {
            Self::Time => "time",
            Self::Memory => "memory",
            Self::Memories => "memories",
            Self::Table => "table",
            Self::Tables => "tables",
            Self::Instances => "instances",
            Self::Stack => "stack",
            Self::Reach => "reach",
            Self::Answer => "answer",
            Self::CompileTime => "compile-time",
            Self::CompileWait => "compile-wait",
            Self::CompileMemory => "compile-memory",
            Self::Code(_) => "code",
            Self::Spans => "spans",
            Self::Entries => "entries",
            Self::Text => "text",
            Self::Json => "json",
            Self::JsonInAll => "json-in-all",
            Self::JsonValues => "json-values",
            Self::Nesting => "nesting",
            Self::Copies => "copies",
            Self::CopiesInAll => "copies-in-all",
            Self::Rows => "rows",
            Self::Columns => "columns",
            Self::Rounds => "rounds",
            Self::Seats => "seats",
            Self::Length => "length",
        }
    }
}

/// A limit that was overstepped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excess {
    /// Which.
    pub limit: Limit,
    /// Its value.
    pub most: u64,
    /// What was wanted, where that is known.
    pub found: Option<u64>,
    /// The part of an answer: `handouts`, `steps.args`, an id.
    pub part: String,
    /// The limits in force, when others would give more.
    pub profile: Option<Profile>,
}

impl Excess {
    /// A limit of compiling or of a call.
    #[must_use]
    pub fn of(limit: Limit, limits: &Limits) -> Self {
        let milliseconds = |time: std::time::Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        let (most, by_profile) = match limit {
            Limit::Time => (limits.fuel, true),
            Limit::Memory => (limits.memory as u64, true),
            Limit::Table => (limits.table as u64, true),
            Limit::Instances => (limits.instances as u64, true),
            Limit::CompileTime => (milliseconds(limits.compile_time), true),
            Limit::CompileWait => (milliseconds(PATIENCE * limits.compile_time), true),
            Limit::CompileMemory => (limits.compile_memory, true),
            Limit::Code(component) => (component.saturating_mul(CODE_GROWTH).max(CODE_LEAST), false),
            Limit::Answer => (limits.answer as u64, false),
            Limit::Reach => (limits.memory as u64, false),
            Limit::Stack => (STACK as u64, false),
            Limit::Memories => (MEMORIES as u64, false),
            Limit::Tables => (TABLES as u64, false),
            // What the contract says of an answer: see `within`.
            _ => (0, false),
        };
        let profile = by_profile.then_some(limits.profile);
        Self { limit, most, found: None, part: String::new(), profile }
    }
}

impl fmt::Display for Excess {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "more than {} ({})", self.most, self.limit.name())
    }
}

impl Error for Excess {}

/// Whether a part of an answer keeps to a limit of the contract.
///
/// # Errors
/// When there is more of it.
pub fn within(limit: Limit, found: usize, most: usize, part: &str) -> Result<(), Failure> {
    if found <= most {
        return Ok(());
    }
    let (found, most) = (Some(found as u64), most as u64);
    Err(Failure::Excess(Excess { limit, most, found, part: part.to_owned(), profile: None }))
}

/// A rule of the contract that an answer breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Breach {
    /// Its name in the words.
    rule: &'static str,
    /// What they mention.
    args: Map<String, Value>,
}

impl Breach {
    /// The breach of the rule with this name, a word of `[breaches]`.
    #[must_use]
    pub fn of(rule: &'static str) -> Self {
        Self { rule, args: Map::new() }
    }

    /// Adds what the words mention.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.args.insert(name.to_owned(), value.into());
        self
    }
}

impl From<Breach> for Failure {
    fn from(breach: Breach) -> Self {
        Self::Broken(breach)
    }
}

/// Why a call gave no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// It overstepped a limit.
    Excess(Excess),
    /// It stopped by itself; with its last words, if it had any.
    Panic(String),
    /// It answered what the contract does not allow.
    Broken(Breach),
    /// It is not a component, or cannot be loaded.
    Refused(String),
    /// It asks for more than a plugin gets: the names of its imports.
    Imports(String),
    /// It is written for another contract, or for none: the versions it has.
    Contract(String),
    /// The process that compiles it cannot give up its rights on this computer.
    Unconfined(String),
    /// It is not the file that the workshop was made with: both fingerprints.
    Changed {
        /// What the lock says.
        locked: String,
        /// What the file has.
        found: String,
    },
}

impl From<Excess> for Failure {
    fn from(excess: Excess) -> Self {
        Self::Excess(excess)
    }
}

impl Failure {
    /// A name for the words: `time`, `memory`, …
    #[must_use]
    pub fn reason(&self) -> &'static str {
        match self {
            Self::Excess(excess) => excess.limit.name(),
            Self::Panic(_) => "panic",
            Self::Broken(_) => "broken",
            Self::Refused(_) => "refused",
            Self::Imports(_) => "imports",
            Self::Contract(_) => "contract",
            Self::Unconfined(_) => "unconfined",
            Self::Changed { .. } => "changed",
        }
    }

    /// What a plugin's author wants to read.
    #[must_use]
    pub fn detail(&self) -> &str {
        match self {
            Self::Excess(Excess { part: detail, .. })
            | Self::Panic(detail)
            | Self::Refused(detail)
            | Self::Imports(detail)
            | Self::Contract(detail)
            | Self::Unconfined(detail)
            | Self::Changed { found: detail, .. } => detail,
            Self::Broken(_) => "",
        }
    }

    /// The problem, for people: of this plugin, whose file is there unless it is in this binary.
    #[must_use]
    pub fn told(&self, plugin: &str, version: &str, path: Option<&str>) -> Diagnostic {
        let code = if matches!(self, Self::Changed { .. }) { "plugin-changed" } else { "plugin-failed" };
        let told = Diagnostic::error(code).arg("plugin", plugin).arg("version", version);
        let told = told.arg("path", json!(path));
        if let Self::Changed { locked, found } = self {
            return told.arg("locked", locked.as_str()).arg("found", found.as_str());
        }
        let (most, found, profile) = match self {
            Self::Excess(Excess { most, found, profile, .. }) => (Some(*most), *found, *profile),
            _ => (None, None, None),
        };
        let told = told.arg("reason", self.reason()).arg("detail", self.detail()).arg("supported", SUPPORTED);
        let told = told.arg("most", json!(most)).arg("found", json!(found));
        let told = match self {
            Self::Broken(breach) => told.arg("rule", breach.rule).arg("answer", json!(breach.args)),
            _ => told,
        };
        told.arg("profile", json!(profile.map(Profile::name)))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Excess(excess) => excess.fmt(f),
            Self::Broken(Breach { rule, args }) => write!(f, "broken: {rule} {}", json!(args)),
            _ => write!(f, "{}: {}", self.reason(), self.detail()),
        }
    }
}
