//! Format plugins: what they say of themselves, and what they answer. A plugin is a stranger's program: it
//! gets numbers, may write to a log, and is stopped when it takes too much.

mod cache;
pub mod canvas;
mod card;
mod catalogue;
pub mod compiler;
mod confine;
mod contract;
mod draft;
mod engine;
mod failure;
mod faults;
mod foreign;
mod imports;
pub mod limits;
mod lock;
mod manifest;
pub mod outline;
mod pack;
mod sandbox;
mod section;
mod settings;
pub mod tarball;

pub use cache::Cache;
pub use card::{MethodCard, PARTS};
pub use catalogue::{Catalogue, Format, recipe};
pub use contract::CONTRACT;
pub use draft::{Draft, Handout, Play, Problem, Seating, Sheet, Span, Step, Supply};
pub use failure::{Excess, Failure, Limit};
pub use faults::Fault;
pub use foreign::{Foreign, Trouble, Workbench};
pub use imports::imports;
pub use limits::{Grant, Grantor, LARGEST_FILE, LARGEST_PACK, Limits, Profile};
pub use lock::{Entry as LockEntry, LARGEST_LOCK, LOCK, Lock};
pub use manifest::{Group, Manifest, Setting, SettingKind, Source};
pub use pack::{
    HANDOUTS, MANIFEST, Pack, PackError, Text, each_file as each_file_of_pack, is_id,
    largest as largest_in_pack,
};
pub use sandbox::{Loaded, Request, Sandbox, Usage};
pub use section::{append as append_pack, find as find_pack, without_pack};
pub use settings::{LONGEST_TEXT, Places, check as check_settings};
