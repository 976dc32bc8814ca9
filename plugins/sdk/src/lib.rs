//! Write a facilitation format for `atelier`.
//!
//! A format is a folder of words (`formats/<id>/`) and, when it computes, a crate like this:
//!
//! ```
//! use atelier_format::{Draft, Format, Problem, Request, Script, Span, Step};
//!
//! struct Silence;
//!
//! #[derive(serde::Deserialize)]
//! struct Settings {}
//!
//! impl Silence {
//!     fn script() -> Script {
//!         Script::new().step(Step::new("silence").minutes(1, 3, 10))
//!     }
//! }
//!
//! impl Format for Silence {
//!     type Settings = Settings;
//!
//!     fn lengths(_: &Request<Settings>) -> Result<Vec<Span>, Vec<Problem>> {
//!         Ok(vec![Self::script().span()])
//!     }
//!
//!     fn plan(_: &Request<Settings>, seconds: u32) -> Result<Draft, Vec<Problem>> {
//!         Ok(Draft::new(Self::script().fill(seconds)))
//!     }
//! }
//!
//! atelier_format::export!(Silence);
//! ```

mod draft;
mod groups;
mod random;
mod request;
mod script;
pub mod vocabulary;

#[cfg(feature = "conformance")]
pub mod conformance;

pub use bindings::exports::atelier::format::planning::{
    Cut, Draft, Handout, Play, Problem, Role, Seating, Sheet, Span, Step, Supply,
};
pub use groups::{apportion, groups, split};
pub use random::Random;
pub use request::{Input, Request, Room};
pub use script::{Script, first_that_fits, spans};

/// What `wit-bindgen` makes of `wit/format.wit`.
#[doc(hidden)]
#[allow(unsafe_code, missing_docs, clippy::all, clippy::pedantic)]
pub mod bindings {
    wit_bindgen::generate!({
        path: "wit",
        world: "format",
        pub_export_macro: true,
        additional_derives: [PartialEq, Clone],
    });
}

use bindings::exports::atelier::format::planning::{Guest, Request as WireRequest};
use serde::de::DeserializeOwned;

/// A facilitation format: a pure function from a group and a length to what a block needs.
pub trait Format {
    /// The settings of the manifest, by their keys. A setting without a default is an `Option`.
    type Settings: DeserializeOwned;

    /// The lengths the block can have, as spans that do not overlap.
    ///
    /// # Errors
    /// What stands in the way, for a facilitator to mend: a group too small, a setting that cannot be.
    fn lengths(request: &Request<Self::Settings>) -> Result<Vec<Span>, Vec<Problem>>;

    /// What the block needs when it is `seconds` long, which is within one of the spans.
    ///
    /// # Errors
    /// As [`Format::lengths`].
    fn plan(request: &Request<Self::Settings>, seconds: u32) -> Result<Draft, Vec<Problem>>;
}

/// Carries a [`Format`] over the contract. [`export!`] uses it.
#[doc(hidden)]
pub struct Plugin<F>(std::marker::PhantomData<F>);

impl<F: Format + 'static> Guest for Plugin<F> {
    fn lengths(request: WireRequest) -> Result<Vec<Span>, Vec<Problem>> {
        say_why_on_panic();
        F::lengths(&Request::read(&request))
    }

    fn plan(request: WireRequest) -> Result<Draft, Vec<Problem>> {
        say_why_on_panic();
        let Some(seconds) = request.seconds else { panic!("`plan` was called without seconds") };
        F::plan(&Request::read(&request), seconds)
    }
}

/// A panic reaches the host as "unreachable" and nothing else; the log carries its message out.
fn say_why_on_panic() {
    #[cfg(target_family = "wasm")]
    std::panic::set_hook(Box::new(|panic| bindings::log(&panic.to_string())));
}

/// Ends the call with a sentence for whoever looks into it, when a mistake of the author leaves nothing to answer.
/// What a facilitator can mend is a [`Problem`] instead.
///
/// # Panics
/// Always, where this is not WebAssembly.
pub fn give_up(why: &str) -> ! {
    #[cfg(target_family = "wasm")]
    {
        bindings::log(why);
        std::process::abort()
    }
    #[cfg(not(target_family = "wasm"))]
    panic!("{why}")
}

/// Makes a type that implements [`Format`] the plugin of this crate.
#[macro_export]
macro_rules! export {
    ($format:ty) => {
        #[cfg(target_family = "wasm")]
        #[allow(unsafe_code)]
        mod atelier_plugin {
            use super::*;
            type Exported = $crate::Plugin<$format>;
            $crate::bindings::export!(Exported with_types_in $crate::bindings);
        }
    };
}

/// The guide's own example is compiled with the crate it is about.
#[cfg(doctest)]
#[doc = include_str!("../../../docs/writing-a-format.md")]
struct WritingAFormat;
