//! One call of a plugin: a fresh store, bounded in time, memory, stack and size of answer.

use std::fmt;

use serde_json::json;
use wasmtime::component::{Component, HasSelf, Linker};
use wasmtime::{Engine, ResourceLimiter, Store, StoreLimits, StoreLimitsBuilder, Trap};

use super::contract::{self, Format as Bindings, FormatPre};
use super::draft::{Draft, Problem, Span};
use super::engine;
use super::limits::{Limits, Profile};
use crate::diagnostic::Diagnostic;

/// The only thing a plugin may ask for.
const IMPORT: &str = "log";
/// What it must offer, and the name of that without its version.
const EXPORT: &str = "atelier:format/planning@1.0.0";
const CONTRACT: &str = "atelier:format/planning";
/// The contracts that are served, for people.
const SUPPORTED: &str = "1.0.0";

/// Lines and bytes that a plugin can log in one call.
const LOG_LINES: usize = 20;
const LOG_BYTES: usize = 1_000;

/// What a plugin is asked; see the contract.
#[derive(Debug, Clone)]
pub struct Request {
    /// How many take part.
    pub people: u32,
    /// For every choice made by chance.
    pub seed: u64,
    /// JSON object.
    pub settings: String,
    /// JSON object.
    pub inputs: String,
    /// JSON object.
    pub room: String,
    /// JSON object.
    pub manifest: String,
}

/// Why a call gave no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// It took more instructions than these limits give.
    Time(Limits),
    /// It took more memory than these limits give.
    Memory(Limits),
    /// It called itself too deeply.
    Stack,
    /// It stopped by itself; with its last words, if it had any.
    Panic(String),
    /// It answered what the contract does not allow.
    Broken(String),
    /// Compiling it took more time than these limits give.
    CompileTime(Limits),
    /// Compiling it took more memory than these limits give.
    CompileMemory(Limits),
    /// It is not a component, or cannot be loaded.
    Refused(String),
    /// It asks for more than a plugin gets: the names of its imports.
    Imports(String),
    /// It is written for another contract, or for none: the versions it has.
    Contract(String),
    /// It is not the file that the workshop was made with: both fingerprints.
    Changed {
        /// What the lock says.
        locked: String,
        /// What the file has.
        found: String,
    },
}

impl Failure {
    /// A name for the words: `time`, `memory`, …
    #[must_use]
    pub fn reason(&self) -> &'static str {
        match self {
            Self::Time(_) => "time",
            Self::Memory(_) => "memory",
            Self::Stack => "stack",
            Self::Panic(_) => "panic",
            Self::Broken(_) => "broken",
            Self::CompileTime(_) => "compile-time",
            Self::CompileMemory(_) => "compile-memory",
            Self::Refused(_) => "refused",
            Self::Imports(_) => "imports",
            Self::Contract(_) => "contract",
            Self::Changed { .. } => "changed",
        }
    }

    /// What a plugin's author wants to read.
    #[must_use]
    pub fn detail(&self) -> &str {
        match self {
            Self::Panic(detail)
            | Self::Broken(detail)
            | Self::Refused(detail)
            | Self::Imports(detail)
            | Self::Contract(detail) => detail,
            Self::Changed { found, .. } => found,
            Self::Time(_) | Self::Memory(_) | Self::Stack | Self::CompileTime(_) | Self::CompileMemory(_) => {
                ""
            }
        }
    }

    /// The limits that were overstepped, when other limits would have given more.
    fn limits(&self) -> Option<&Limits> {
        match self {
            Self::Time(limits)
            | Self::Memory(limits)
            | Self::CompileTime(limits)
            | Self::CompileMemory(limits) => Some(limits),
            _ => None,
        }
    }

    /// The problem, for people.
    #[must_use]
    pub fn told(&self, plugin: &str, version: &str) -> Diagnostic {
        let code = if matches!(self, Self::Changed { .. }) { "plugin-changed" } else { "plugin-failed" };
        let told = Diagnostic::error(code).arg("plugin", plugin).arg("version", version);
        match self {
            Self::Changed { locked, found } => {
                told.arg("locked", locked.as_str()).arg("found", found.as_str())
            }
            Self::Contract(found) => {
                let told = told.arg("reason", self.reason()).arg("detail", found.as_str());
                told.arg("supported", SUPPORTED).arg("limits", json!(null))
            }
            _ => {
                let limits = self.limits().map(Limits::told);
                told.arg("reason", self.reason()).arg("detail", self.detail()).arg("limits", json!(limits))
            }
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.reason(), self.detail())
    }
}

/// The result of a call: the answer, or the plugin's problems; or a failure of the plugin.
pub type Answer<T> = Result<Result<T, Vec<Problem>>, Failure>;

struct State {
    limits: Meter,
    log: Vec<String>,
}

/// Limits that remember how far they were used.
struct Meter {
    limits: StoreLimits,
    /// Bytes of all memories.
    memory: usize,
}

impl ResourceLimiter for Meter {
    fn memory_growing(&mut self, now: usize, wanted: usize, most: Option<usize>) -> wasmtime::Result<bool> {
        let may = self.limits.memory_growing(now, wanted, most)?;
        if may {
            self.memory += wanted - now;
        }
        Ok(may)
    }

    fn table_growing(&mut self, now: usize, wanted: usize, most: Option<usize>) -> wasmtime::Result<bool> {
        self.limits.table_growing(now, wanted, most)
    }

    fn instances(&self) -> usize {
        self.limits.instances()
    }

    fn tables(&self) -> usize {
        self.limits.tables()
    }

    fn memories(&self) -> usize {
        self.limits.memories()
    }
}

/// What one call took.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Usage {
    /// Instructions, roughly.
    pub fuel: u64,
    /// Bytes of memory.
    pub memory: usize,
}

impl contract::FormatImports for State {
    fn log(&mut self, message: String) {
        if self.log.len() < LOG_LINES {
            let end = message.floor_char_boundary(LOG_BYTES);
            self.log.push(message[..end].to_owned());
        }
    }
}

/// The engine and what plugins may import from it: `log`, and nothing else.
pub struct Sandbox {
    engine: Engine,
    linker: Linker<State>,
}

/// A plugin that is ready to be called.
pub struct Loaded {
    plugin: FormatPre<State>,
    limits: Limits,
}

impl Loaded {
    /// Why a call of it gave no answer.
    fn failure(&self, error: &wasmtime::Error, state: &State) -> Failure {
        match error.downcast_ref::<Trap>() {
            Some(Trap::OutOfFuel) => Failure::Time(self.limits),
            Some(Trap::StackOverflow) => Failure::Stack,
            Some(_) => Failure::Panic(state.log.join("\n")),
            None if format!("{error:#}").contains("forcing trap when growing") => {
                Failure::Memory(self.limits)
            }
            None => Failure::Broken(format!("{error:#}")),
        }
    }
}

impl Sandbox {
    /// A sandbox for any number of plugins.
    ///
    /// # Errors
    /// When the machine cannot run WebAssembly.
    pub fn new() -> Result<Self, Failure> {
        let engine = engine::config(None).and_then(|config| Engine::new(&config)).map_err(refused)?;
        let mut linker = Linker::new(&engine);
        Bindings::add_to_linker::<_, HasSelf<State>>(&mut linker, |state: &mut State| state)
            .map_err(refused)?;
        Ok(Self { engine, linker })
    }

    /// Loads what the build compiled ahead of time.
    ///
    /// # Errors
    /// When it was compiled with other settings.
    pub fn load_compiled(&self, compiled: &'static [u8]) -> Result<Loaded, Failure> {
        // SAFETY: the bytes are native code that our own build script made with this very wasmtime and put
        // into this binary; nobody else can pass bytes here, since they must live in it ('static).
        #[allow(unsafe_code)]
        let component = unsafe { Component::deserialize(&self.engine, compiled) }.map_err(refused)?;
        self.link(&component, Profile::Usual.limits())
    }

    /// Loads what this program compiled before, from memory or from the cache.
    ///
    /// # Errors
    /// When it was compiled with other settings, or does not keep to the contract.
    pub fn load_cached(&self, compiled: &[u8], limits: Limits) -> Result<Loaded, Failure> {
        // SAFETY: the bytes come from this program's compiling process, directly or from the cache, which
        // gives only whole files of a folder that nobody but this user can write.
        #[allow(unsafe_code)]
        let component = unsafe { Component::deserialize(&self.engine, compiled) }.map_err(refused)?;
        self.link(&component, limits)
    }

    /// The engine that runs plugins.
    pub(super) fn engine(&self) -> &Engine {
        &self.engine
    }

    /// Checks what a component asks for and offers, and joins it to what it gets.
    fn link(&self, component: &Component, limits: Limits) -> Result<Loaded, Failure> {
        let kind = component.component_type();
        let imports: Vec<&str> = kind.imports(&self.engine).map(|(name, _)| name).collect();
        let forbidden: Vec<&str> = imports.into_iter().filter(|name| *name != IMPORT).collect();
        if !forbidden.is_empty() {
            return Err(Failure::Imports(forbidden.join(", ")));
        }
        if component.get_export_index(None, EXPORT).is_none() {
            let exports = kind.exports(&self.engine).map(|(name, _)| name);
            let versions = exports.filter_map(|name| name.strip_prefix(CONTRACT)?.split('@').nth(1));
            return Err(Failure::Contract(versions.collect::<Vec<_>>().join(", ")));
        }
        let instance = self.linker.instantiate_pre(component).map_err(refused)?;
        let plugin = FormatPre::new(instance).map_err(refused)?;
        Ok(Loaded { plugin, limits })
    }

    /// Asks for the lengths that a block can have.
    ///
    /// # Errors
    /// When the plugin fails.
    pub fn lengths(&self, plugin: &Loaded, request: &Request) -> Answer<Vec<Span>> {
        let (mut store, bindings) = self.instantiate(plugin)?;
        let planning = bindings.atelier_format_planning();
        let answer = planning.call_lengths(&mut store, &wire(request, None));
        match answer.map_err(|error| plugin.failure(&error, store.data()))? {
            Ok(spans) => contract::spans(spans).map(Ok).map_err(Failure::Broken),
            Err(problems) => contract::problems(problems).map(Err).map_err(Failure::Broken),
        }
    }

    /// Asks what a block of this length needs.
    ///
    /// # Errors
    /// When the plugin fails.
    pub fn plan(&self, plugin: &Loaded, request: &Request, seconds: u32) -> Answer<Draft> {
        let (mut store, bindings) = self.instantiate(plugin)?;
        let planning = bindings.atelier_format_planning();
        let answer = planning.call_plan(&mut store, &wire(request, Some(seconds)));
        match answer.map_err(|error| plugin.failure(&error, store.data()))? {
            Ok(draft) => contract::draft(draft, request.people, seconds).map(Ok).map_err(Failure::Broken),
            Err(problems) => contract::problems(problems).map(Err).map_err(Failure::Broken),
        }
    }

    /// Asks for the lengths, and says what that took.
    ///
    /// # Errors
    /// When the plugin fails.
    pub fn measure(&self, plugin: &Loaded, request: &Request) -> Result<Usage, Failure> {
        let (mut store, bindings) = self.instantiate(plugin)?;
        let planning = bindings.atelier_format_planning();
        let answer = planning.call_lengths(&mut store, &wire(request, None));
        answer.map_err(|error| plugin.failure(&error, store.data()))?.ok();
        let left = store.get_fuel().map_err(refused)?;
        Ok(Usage { fuel: plugin.limits.fuel.saturating_sub(left), memory: store.data().limits.memory })
    }

    fn instantiate(&self, loaded: &Loaded) -> Result<(Store<State>, Bindings), Failure> {
        let allowed = &loaded.limits;
        let limits = StoreLimitsBuilder::new()
            .memory_size(allowed.memory)
            .table_elements(allowed.table)
            .instances(allowed.instances)
            .memories(4)
            .tables(10)
            .trap_on_grow_failure(true)
            .build();
        let mut store =
            Store::new(&self.engine, State { limits: Meter { limits, memory: 0 }, log: Vec::new() });
        store.limiter(|state| &mut state.limits);
        store.set_hostcall_fuel(allowed.answer);
        store.set_fuel(allowed.fuel).map_err(refused)?;
        let bindings =
            loaded.plugin.instantiate(&mut store).map_err(|error| loaded.failure(&error, store.data()))?;
        Ok((store, bindings))
    }
}

fn wire(request: &Request, seconds: Option<u32>) -> contract::Request {
    contract::Request {
        people: request.people,
        seconds,
        seed: request.seed,
        settings: request.settings.clone(),
        inputs: request.inputs.clone(),
        room: request.room.clone(),
        manifest: request.manifest.clone(),
        extra: String::new(),
    }
}

#[allow(clippy::needless_pass_by_value)] // for map_err
fn refused(error: wasmtime::Error) -> Failure {
    Failure::Refused(format!("{error:#}"))
}
