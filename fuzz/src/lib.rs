//! What parses strangers' input, each as a function of bytes, with real files to begin from.
//!
//! `cargo test` runs every target over its seeds, over what was once found, and over a few changes of both.
//! `fuzz/run TARGET MINUTES` looks further, guided by what the inputs reach.

mod corpus;
mod targets;

pub use corpus::{changed, regressions, seeds};

/// Something that takes bytes of strangers.
pub struct Target {
    /// Its name, and that of its folder in `regressions`.
    pub name: &'static str,
    /// Takes any bytes. It panics when something is wrong with how they are treated.
    pub run: fn(&[u8]),
    /// Where files are from which to begin: a folder of the repository, and how their names end.
    pub seeds: &'static [(&'static str, &'static str)],
    /// Longest input that is worth trying, in bytes.
    pub longest: usize,
}

/// Every target.
pub const TARGETS: [Target; 14] = [
    Target { name: "pack", run: targets::pack, seeds: &[("formats", "")], longest: 1 << 16 },
    Target { name: "component", run: targets::component, seeds: &[("formats", "")], longest: 1 << 16 },
    Target {
        name: "manifest",
        run: targets::manifest,
        seeds: &[("formats", "format.toml")],
        longest: 1 << 13,
    },
    Target { name: "canvas", run: targets::canvas, seeds: &[("formats", ".svg")], longest: 1 << 13 },
    Target {
        name: "words",
        run: targets::words,
        seeds: &[("formats", "fr.toml"), ("formats", "en.toml")],
        longest: 1 << 14,
    },
    Target {
        name: "settings",
        run: targets::settings,
        seeds: &[("examples", "workshop.toml"), ("tests/errors", "workshop.toml")],
        longest: 1 << 12,
    },
    Target {
        name: "template",
        run: targets::template,
        seeds: &[("formats", ".md"), ("tests/documents", ".md")],
        longest: 1 << 12,
    },
    Target {
        name: "markdown",
        run: targets::markdown,
        seeds: &[("formats", ".md"), ("tests/documents", ".md")],
        longest: 1 << 12,
    },
    Target {
        name: "workshop",
        run: targets::workshop,
        seeds: &[("examples", "workshop.toml"), ("tests/errors", "workshop.toml")],
        longest: 1 << 13,
    },
    Target {
        name: "people",
        run: targets::people,
        seeds: &[("examples", "people.csv"), ("tests/errors", "people.csv")],
        longest: 1 << 13,
    },
    Target {
        name: "seating",
        run: targets::seating,
        seeds: &[("tests/errors", "seating.csv"), ("tests/errors", "people.csv")],
        longest: 1 << 13,
    },
    Target { name: "results", run: targets::results, seeds: &[("tests", ".csv")], longest: 1 << 12 },
    Target {
        name: "theme",
        run: targets::theme,
        seeds: &[("examples", "theme.toml"), ("fuzz/seeds/theme", ".toml")],
        longest: 1 << 11,
    },
    Target {
        name: "logo",
        run: targets::logo,
        seeds: &[("examples", ".svg"), ("formats", ".svg"), ("fuzz/seeds/logo", "")],
        longest: 1 << 12,
    },
];

/// The target of this name.
#[must_use]
pub fn target(name: &str) -> Option<&'static Target> {
    TARGETS.iter().find(|target| target.name == name)
}
