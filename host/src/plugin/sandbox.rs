//! One call of a plugin: a fresh store, bounded in time, memory, stack and size of answer.

use wasmtime::component::{Component, HasSelf, Linker};
use wasmtime::{Engine, ResourceLimiter, Store, Trap};

use super::contract::{self, Format as Bindings, FormatPre};
use super::draft::{Draft, Problem, Span};
use super::engine;
use super::failure::{Breach, Excess, Failure, Limit};
use super::limits::{LOG_BYTES, LOG_LINES, Limits, MEMORIES, Profile, TABLES};

/// The only thing a plugin may ask for.
const IMPORT: &str = "log";
/// Limits that wasmtime tells by these words alone; the tests would notice others.
const SAID: [(&str, Limit); 5] = [
    ("fuel allocated for hostcalls", Limit::Answer),
    ("instance count too high", Limit::Instances),
    ("memory count too high", Limit::Memories),
    ("table count too high", Limit::Tables),
    ("out of bounds", Limit::Reach),
];

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

/// The result of a call: the answer, or the plugin's problems; or a failure of the plugin.
pub type Answer<T> = Result<Result<T, Vec<Problem>>, Failure>;

struct State {
    limits: Meter,
    log: Vec<String>,
}

/// Watches how far the limits are used: all memories together, and all tables.
struct Meter {
    limits: Limits,
    /// Bytes of all memories.
    memory: usize,
    /// Elements of all tables.
    elements: usize,
}

impl Meter {
    /// What is used once `now` has grown to `wanted`; an error when that is more than there is.
    fn grown(
        &self,
        limit: Limit,
        (used, most): (usize, usize),
        (now, wanted): (usize, usize),
    ) -> wasmtime::Result<usize> {
        let sum = used.saturating_add(wanted.saturating_sub(now));
        if sum <= most { Ok(sum) } else { Err(wasmtime::Error::new(Excess::of(limit, &self.limits))) }
    }
}

impl ResourceLimiter for Meter {
    fn memory_growing(&mut self, now: usize, wanted: usize, own: Option<usize>) -> wasmtime::Result<bool> {
        if own.is_some_and(|own| wanted > own) {
            // A bound that it has set itself: it is told, as the rules of WebAssembly want it.
            return Ok(false);
        }
        self.memory = self.grown(Limit::Memory, (self.memory, self.limits.memory), (now, wanted))?;
        Ok(true)
    }

    fn table_growing(&mut self, now: usize, wanted: usize, own: Option<usize>) -> wasmtime::Result<bool> {
        if own.is_some_and(|own| wanted > own) {
            return Ok(false);
        }
        self.elements = self.grown(Limit::Table, (self.elements, self.limits.table), (now, wanted))?;
        Ok(true)
    }

    fn instances(&self) -> usize {
        self.limits.instances
    }

    fn tables(&self) -> usize {
        TABLES
    }

    fn memories(&self) -> usize {
        MEMORIES
    }
}

/// What one call took.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Usage {
    /// Instructions, roughly.
    pub fuel: u64,
    /// Bytes of all memories together.
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
        if let Some(excess) = error.downcast_ref::<Excess>() {
            return excess.clone().into();
        }
        let beyond = |limit| Excess::of(limit, &self.limits).into();
        match error.downcast_ref::<Trap>() {
            Some(Trap::OutOfFuel) => beyond(Limit::Time),
            Some(Trap::StackOverflow) => beyond(Limit::Stack),
            Some(Trap::MemoryOutOfBounds) => beyond(Limit::Reach),
            Some(_) => Failure::Panic(state.log.join("\n")),
            None => {
                let said = format!("{error:#}");
                let known = SAID.into_iter().find(|(words, _)| said.contains(words));
                known.map_or_else(
                    || Breach::of("unread").with("detail", said).into(),
                    |(_, limit)| beyond(limit),
                )
            }
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
        let exports = kind.exports(&self.engine).map(|(name, _)| name);
        let versions: Vec<&str> = exports.filter_map(contract::version).collect();
        if !versions.iter().any(|version| contract::serves(version)) {
            return Err(Failure::Contract(versions.join(", ")));
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
            Ok(spans) => contract::spans(spans).map(Ok),
            Err(problems) => contract::problems(problems).map(Err),
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
            Ok(draft) => contract::draft(draft, request.people, seconds).map(Ok),
            Err(problems) => contract::problems(problems).map(Err),
        }
    }

    /// Asks for the lengths, or for what a block of so many seconds needs, and says what that took.
    ///
    /// # Errors
    /// When the plugin fails.
    pub fn measure(
        &self,
        plugin: &Loaded,
        request: &Request,
        seconds: Option<u32>,
    ) -> Result<Usage, Failure> {
        let (mut store, bindings) = self.instantiate(plugin)?;
        let planning = bindings.atelier_format_planning();
        let wire = wire(request, seconds);
        let answered = match seconds {
            Some(_) => planning.call_plan(&mut store, &wire).map(|_| ()),
            None => planning.call_lengths(&mut store, &wire).map(|_| ()),
        };
        answered.map_err(|error| plugin.failure(&error, store.data()))?;
        let left = store.get_fuel().map_err(refused)?;
        Ok(Usage { fuel: plugin.limits.fuel.saturating_sub(left), memory: store.data().limits.memory })
    }

    fn instantiate(&self, loaded: &Loaded) -> Result<(Store<State>, Bindings), Failure> {
        let limits = Meter { limits: loaded.limits, memory: 0, elements: 0 };
        let mut store = Store::new(&self.engine, State { limits, log: Vec::new() });
        store.limiter(|state| &mut state.limits);
        store.set_hostcall_fuel(loaded.limits.answer);
        store.set_fuel(loaded.limits.fuel).map_err(refused)?;
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
