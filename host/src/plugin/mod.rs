//! Format plugins: what they say of themselves, and what they answer. A plugin is a stranger's program: it
//! gets numbers, may write to a log, and is stopped when it takes too much.

mod catalogue;
mod contract;
mod draft;
mod engine;
mod manifest;
mod pack;
mod sandbox;
mod section;
mod settings;
pub mod tarball;

pub use catalogue::{Catalogue, Format};
pub use draft::{Draft, Handout, Play, Problem, Seating, Sheet, Span, Step, Supply};
pub use manifest::{Group, Manifest, Setting, SettingKind, Source};
pub use pack::{Pack, PackError};
pub use sandbox::{Failure, Loaded, Request, Sandbox};
pub use settings::{Places, check as check_settings};
