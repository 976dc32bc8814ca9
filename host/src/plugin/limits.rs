//! How far a stranger's plugin may go. A plugin cannot raise them; whoever installs it can choose a profile.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// The largest plugin file, in bytes: an interpreter of JavaScript or Python fits.
pub const LARGEST_FILE: u64 = 32 << 20;

/// Limits by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Profile {
    /// For what is compiled to WebAssembly.
    #[default]
    Usual,
    /// For plugins that carry the interpreter of a language: JavaScript, Python.
    Interpreter,
}

/// What one plugin may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Their name.
    pub profile: Profile,
    /// To compile it: processor time.
    pub compile_time: Duration,
    /// To compile it: bytes of memory.
    pub compile_memory: u64,
    /// Instructions of one call, roughly: 2e9 take some 0.3 s.
    pub fuel: u64,
    /// Memory of one call, in bytes.
    pub memory: usize,
    /// Core instances in one call.
    pub instances: usize,
    /// What an answer may hold, in bytes, however it is nested.
    pub answer: usize,
    /// Elements of a table of functions.
    pub table: usize,
}

impl Limits {
    /// The limits as words mention them.
    pub(super) fn told(&self) -> Value {
        json!({
            "profile": self.profile.name(),
            "instructions": self.fuel,
            "memory": self.memory,
            "compile_seconds": self.compile_time.as_secs_f64(),
            "compile_memory": self.compile_memory,
        })
    }
}

impl Profile {
    /// The limits of this name.
    #[must_use]
    pub fn limits(self) -> Limits {
        match self {
            Self::Usual => Limits {
                profile: self,
                compile_time: Duration::from_millis(1_500),
                compile_memory: 256 << 20,
                fuel: 2_000_000_000,
                memory: 64 << 20,
                instances: 20,
                answer: 8 << 20,
                table: 20_000,
            },
            Self::Interpreter => Limits {
                profile: self,
                compile_time: Duration::from_mins(2),
                compile_memory: 1 << 30,
                fuel: 20_000_000_000,
                memory: 256 << 20,
                instances: 200,
                answer: 8 << 20,
                table: 200_000,
            },
        }
    }

    /// As it is written on the command line and in the lock file.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Usual => "usual",
            Self::Interpreter => "interpreter",
        }
    }
}
