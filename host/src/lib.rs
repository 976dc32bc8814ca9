//! From one `workshop.toml` to a printable kit.
//!
//! ```text
//! workshop.toml ─read─▶ Workshop ─plugins─▶ Drafts ─schedule, seat─▶ Plan ─templates─▶ Documents ─outputs─▶ files
//! ```
//!
//! Imports follow this arrow and never go back. Only [`cli`] sees everything; everything may see [`diagnostic`],
//! [`words`] and [`hidden`].

pub mod cli;
pub mod diagnostic;
pub mod document;
pub mod files;
pub mod hash;
pub mod hidden;
pub mod kit;
pub mod output;
pub mod plan;
pub mod plugin;
pub mod processor;
pub mod stranger;
pub mod theme;
pub mod words;
pub mod workshop;
