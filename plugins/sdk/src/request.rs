//! The request as a format wants it: settings and inputs with types.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::bindings::exports::atelier::format::planning::Request as WireRequest;

/// One block of the workshop, as a format sees it.
#[derive(Debug, Clone)]
pub struct Request<S> {
    /// How many people take part, hosts included; at least 1.
    pub people: u32,
    /// For every choice made by chance; see [`crate::Random`].
    pub seed: u64,
    /// The block's settings, defaults filled in.
    pub settings: S,
    /// The room.
    pub room: Room,
    /// The pack's `format.toml`.
    pub manifest: Value,
    inputs: Map<String, Value>,
}

/// What is known of the room.
#[derive(Debug, Clone, Copy, Deserialize)]
pub struct Room {
    /// False where nothing can be hung.
    #[serde(default = "yes")]
    pub walls: bool,
}

fn yes() -> bool {
    true
}

/// What an earlier block hands over.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
pub struct Input {
    /// The items, once they are known.
    #[serde(default)]
    pub items: Option<Vec<String>>,
    /// How many are expected until then.
    #[serde(default)]
    pub expected: Option<u32>,
}

impl<S: DeserializeOwned> Request<S> {
    /// Reads what came over the contract.
    ///
    /// # Panics
    /// When the settings do not fit `S`: the manifest and the type disagree, a mistake of the plugin's author.
    pub(crate) fn read(wire: &WireRequest) -> Self {
        Self::new(wire.people, wire.seed, &wire.settings, &wire.inputs, &wire.room, &wire.manifest)
    }

    /// A request from its JSON parts; an empty text counts as an empty object. For tests.
    ///
    /// # Panics
    /// When a part is not JSON of its kind.
    #[must_use]
    pub fn new(people: u32, seed: u64, settings: &str, inputs: &str, room: &str, manifest: &str) -> Self {
        Self {
            people,
            seed,
            settings: parse("settings", settings),
            inputs: parse("inputs", inputs),
            room: parse("room", room),
            manifest: parse("manifest", manifest),
        }
    }
}

impl<S> Request<S> {
    /// What the block named by this setting (of kind `block`) hands over; nothing when it is not set.
    ///
    /// # Panics
    /// When the host hands over something else than the contract says.
    #[must_use]
    pub fn input(&self, setting: &str) -> Option<Input> {
        self.inputs.get(setting).map(|value| {
            serde_json::from_value(value.clone()).unwrap_or_else(|e| panic!("the input `{setting}`: {e}"))
        })
    }
}

fn parse<T: DeserializeOwned>(what: &str, json: &str) -> T {
    let json = if json.is_empty() { "{}" } else { json };
    serde_json::from_str(json).unwrap_or_else(|e| panic!("the {what} do not fit: {e}"))
}
