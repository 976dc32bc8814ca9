//! How far a stranger's plugin may go: every number, by subject. A plugin cannot raise them; whoever installs it can
//! choose a profile. The table of `docs/writing-a-format.md` says the same, and a test compares the two.

use std::time::Duration;

use serde::{Deserialize, Serialize};

pub use super::engine::STACK;

/// The largest plugin file, in bytes: an interpreter of JavaScript or Python fits.
pub const LARGEST_FILE: u64 = 32 << 20;

// The pack.

/// The largest pack, in bytes.
pub const LARGEST_PACK: usize = 4 << 20;
/// The largest `format.toml`, in bytes: reading it takes hundreds of times as much.
pub const LARGEST_MANIFEST: usize = 128 << 10;
/// The largest file of words, in bytes, for the same reason.
pub const LARGEST_WORDS: usize = 512 << 10;
/// The most files in a pack.
pub const MOST_FILES: usize = 200;

// The manifest.

/// The longest text of a manifest, in characters: a credit, a licence.
pub const LONGEST_LINE: usize = 300;
/// The most authors, sources, settings, choices, formats to use instead.
pub const MOST_OF_A_KIND: usize = 100;
/// The most people and minutes that a format can be for: nobody has more.
pub const MOST_PEOPLE: u32 = 100_000;

// A drawing of the pack.

/// The largest drawing, in bytes.
pub const LARGEST_CANVAS: usize = 200_000;
/// The most elements in a drawing.
pub const MOST_ELEMENTS: u32 = 5_000;
/// How deep elements of a drawing may be in each other.
pub const DEEPEST_CANVAS: u32 = 20;

/// The largest drawing with its words, in bytes.
pub const LARGEST_DRAWN: usize = 1_000_000;
/// The most letters of one `<text>`, words included.
pub const LONGEST_CANVAS_TEXT: usize = 2_000;
/// The shortest and the longest side of a drawing, in its own units.
pub const CANVAS_SIDES: [f64; 2] = [0.01, 1e6];
/// How many times one side may be the other.
pub const SLIMMEST_CANVAS: f64 = 200.0;

// Compiling it.

/// The most native code that is taken back, for each byte of the component…
pub const CODE_GROWTH: u64 = 40;
/// … and at least, in bytes.
pub const CODE_LEAST: u64 = 16 << 20;
/// The clock may run so many times as long as the processor: a busy computer must not make a sound plugin fail.
pub const PATIENCE: u32 = 8;

// A call. See also `Limits`.

/// Memories of all core instances.
pub const MEMORIES: usize = 4;
/// Tables of all core instances.
pub const TABLES: usize = 10;
/// Lines that a plugin can log in one call.
pub const LOG_LINES: usize = 20;
/// Bytes of such a line.
pub const LOG_BYTES: usize = 1_000;

// Its answer.

/// The most entries of any list, other than rows and columns.
pub const MOST_ENTRIES: usize = 400;
/// The longest text, in bytes: any of keys and values.
pub const LONGEST_TEXT: usize = 2_000;
/// The largest JSON value, in bytes.
pub const LARGEST_JSON: usize = 256 << 10;
/// The largest JSON of one answer in all, in bytes; and what more for each person.
pub const LARGEST_JSON_IN_ALL: [usize; 2] = [1 << 20, 256];
/// The most values in it, which take a hundred times the byte that writes one; and what more for each person.
pub const MOST_JSON_VALUES: [usize; 2] = [50_000, 40];
/// How deep lists and tables of a JSON value may be in each other: what `serde_json` takes.
pub const DEEPEST_JSON: usize = 127;
/// The most copies of a handout: one for everybody of the largest workshop.
pub const MOST_COPIES: u32 = 5_000;
/// The most copies of all handouts of a block together.
pub const MOST_COPIES_IN_ALL: usize = 20_000;
/// The most rows of a sheet.
pub const MOST_ROWS: usize = 5_000;
/// The most columns of a sheet.
pub const MOST_COLUMNS: usize = 40;
/// The most rounds of all seatings together.
pub const MOST_ROUNDS: u32 = 100;
/// The most seats in all of these rounds.
pub const MOST_SEATS: usize = 200_000;
/// The longest block, in seconds: a day.
pub const LONGEST_BLOCK: u32 = 86_400;

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

/// Limits, and who says that a plugin has them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Grant {
    /// The limits.
    pub profile: Profile,
    /// Who says so.
    pub by: Grantor,
}

/// Who says how far a plugin may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Grantor {
    /// Whoever runs this program, now; or nobody, which gives the usual limits.
    #[default]
    Asked,
    /// Whoever installed it.
    Register,
    /// `atelier.lock`, which may have come with the workshop's folder.
    Lock,
}

impl From<Profile> for Grant {
    fn from(profile: Profile) -> Self {
        Self { profile, by: Grantor::Asked }
    }
}

/// What one plugin may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Their name.
    pub profile: Profile,
    /// To compile it: processor time of a usual computer.
    pub compile_time: Duration,
    /// To compile it: bytes of memory.
    pub compile_memory: u64,
    /// Instructions of one call, roughly: 2e9 take some 0.3 s.
    pub fuel: u64,
    /// Bytes of all memories of one call together.
    pub memory: usize,
    /// Core instances in one call.
    pub instances: usize,
    /// What an answer may hold, in bytes, however it is nested.
    pub answer: usize,
    /// Elements of all tables of functions of one call together.
    pub table: usize,
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

#[cfg(test)]
mod tests {
    use std::fmt::Display;

    use super::*;
    use crate::document::{LONGEST_RESULT, MOST_TOLD, STRANGERS_FUEL};
    use crate::kit::{MOST_ELEMENTS as MOST_ELEMENTS_OF_PAGES, MOST_PAGES};
    use crate::stranger::{ALONE, GENEROUS};
    use crate::words::shape::{LONGEST_TAG, MOST_BRANCHES};
    use crate::words::{FUEL_PER_PACK, FUEL_PER_WORD};

    const GUIDE: &str = include_str!("../../../docs/writing-a-format.md");

    /// `2,000`.
    fn number(number: impl TryInto<u64>) -> String {
        let digits = number.try_into().ok().expect("a number that is not less than nothing").to_string();
        let groups =
            digits.as_bytes().rchunks(3).rev().map(|group| String::from_utf8_lossy(group).into_owned());
        groups.collect::<Vec<_>>().join(",")
    }

    /// `64 MiB`.
    fn bytes(count: impl TryInto<u64>) -> String {
        let count = count.try_into().ok().expect("a number that is not less than nothing");
        let units = [("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)];
        let unit = units.into_iter().find(|(_, size)| count % size == 0).filter(|_| count > 0);
        unit.map_or(format!("{} bytes", number(count)), |(name, size)| {
            format!("{} {name}", number(count / size))
        })
    }

    /// `1.5 s`.
    fn seconds(time: Duration) -> String {
        format!("{} s", time.as_secs_f64())
    }

    fn same(what: &str, limit: impl Display) -> String {
        format!("| {what} | {limit} | the same |")
    }

    fn each(what: &str, limit: impl Fn(Limits) -> String) -> String {
        let [usual, wide] = [Profile::Usual, Profile::Interpreter].map(|profile| limit(profile.limits()));
        format!("| {what} | {usual} | {wide} |")
    }

    /// The rows of the table as the code has them.
    fn rows() -> Vec<String> {
        [rows_of_the_pack(), rows_of_calls(), rows_of_answers(), rows_of_what_is_made()].concat()
    }

    fn rows_of_the_pack() -> Vec<String> {
        vec![
            same("the file", bytes(LARGEST_FILE)),
            same(
                "the pack; its `format.toml`; a file of words",
                format!(
                    "{}, {MOST_FILES} files; {}; {}",
                    bytes(LARGEST_PACK as u64),
                    bytes(LARGEST_MANIFEST as u64),
                    bytes(LARGEST_WORDS as u64)
                ),
            ),
            same(
                "`format.toml`: a text; authors, sources, settings, choices, formats `instead`; people, minutes",
                format!("{LONGEST_LINE} characters; {MOST_OF_A_KIND} of each; {}", number(MOST_PEOPLE)),
            ),
            same(
                "a drawing: size; elements; how deep they are in each other",
                format!("{}; {}; {DEEPEST_CANVAS}", bytes(LARGEST_CANVAS as u64), number(MOST_ELEMENTS)),
            ),
            same(
                "a drawing with its words: size; characters of a `<text>`",
                format!("{}; {}", bytes(LARGEST_DRAWN as u64), number(LONGEST_CANVAS_TEXT as u64)),
            ),
            same(
                "words: instructions of one, and of all those of a document",
                format!("{}; {}", number(FUEL_PER_WORD), number(FUEL_PER_PACK)),
            ),
            same(
                "words and templates: what is inside one `{{ }}` or `{% %}`; `elif` in each",
                format!("{}; {MOST_BRANCHES}", bytes(LONGEST_TAG as u64)),
            ),
        ]
    }

    fn rows_of_calls() -> Vec<String> {
        vec![
            each("compiling it, once: processor time of a usual computer; memory", |limits| {
                format!("{}; {}", seconds(limits.compile_time), bytes(limits.compile_memory))
            }),
            each("compiling it: time on the clock", |limits| seconds(PATIENCE * limits.compile_time)),
            same(
                "compiling it: machine code",
                format!("{CODE_GROWTH} times the component, or {}", bytes(CODE_LEAST)),
            ),
            each("instructions of a call", |limits| {
                // Some seven thousand million in a second, on the computer that this is written on.
                let tenths = limits.fuel / 666_000_000;
                format!("{}, some {} s", number(limits.fuel), tenths as f64 / 10.0)
            }),
            each("memory of a call, all its memories together; how many", |limits| {
                format!("{}; {MEMORIES}", bytes(limits.memory as u64))
            }),
            each("entries of its tables of functions, all together; how many tables", |limits| {
                format!("{}; {TABLES}", number(limits.table as u64))
            }),
            each("instances of its modules", |limits| limits.instances.to_string()),
            same("stack", bytes(STACK as u64)),
            same("log of a call", format!("{LOG_LINES} lines of {}", bytes(LOG_BYTES as u64))),
        ]
    }

    fn rows_of_answers() -> Vec<String> {
        vec![
            same("an answer", bytes(Profile::Usual.limits().answer as u64)),
            same(
                "in it: a list; a text; a JSON value, and how deep it is nested",
                format!(
                    "{MOST_ENTRIES} entries; {}; {}, {DEEPEST_JSON} levels",
                    bytes(LONGEST_TEXT as u64),
                    bytes(LARGEST_JSON as u64)
                ),
            ),
            same(
                "JSON of an answer in all; values in it",
                format!(
                    "{} and {} a person; {} and {} a person",
                    bytes(LARGEST_JSON_IN_ALL[0] as u64),
                    bytes(LARGEST_JSON_IN_ALL[1] as u64),
                    number(MOST_JSON_VALUES[0] as u64),
                    MOST_JSON_VALUES[1]
                ),
            ),
            same(
                "copies of a handout; of all handouts of a block",
                format!("{}; {}", number(MOST_COPIES), number(MOST_COPIES_IN_ALL as u64)),
            ),
            same("a sheet: rows; columns", format!("{}; {MOST_COLUMNS}", number(MOST_ROWS as u64))),
            same(
                "rounds of all seatings of a block; seats in them",
                format!("{MOST_ROUNDS}; {}", number(MOST_SEATS as u64)),
            ),
            same("a block, a step", format!("{} hours", LONGEST_BLOCK / 3_600)),
        ]
    }

    fn rows_of_what_is_made() -> Vec<String> {
        vec![
            same(
                "a template: instructions; result",
                format!(
                    "{} and {} a person; {}",
                    number(STRANGERS_FUEL.0),
                    STRANGERS_FUEL.1,
                    bytes(LONGEST_RESULT as u64)
                ),
            ),
            each(
                "what it makes this program do for a kit, words, templates and pages: processor time of a usual \
                 computer; memory",
                |limits| {
                    let times = if limits.fuel == Profile::Usual.limits().fuel { 1 } else { GENEROUS };
                    format!(
                        "{} s and {} s a person; {} and {} a person",
                        f64::from(times) * ALONE.seconds,
                        f64::from(times) * ALONE.seconds_each,
                        bytes(u64::from(times) * ALONE.bytes as u64),
                        bytes(u64::from(times) * ALONE.bytes_each as u64)
                    )
                },
            ),
            same(
                "elements on the pages of a block",
                format!(
                    "{} and {} a person",
                    number(MOST_ELEMENTS_OF_PAGES.0 as u64),
                    MOST_ELEMENTS_OF_PAGES.1
                ),
            ),
            same(
                "pages of a kit that come from such plugins, copies included",
                format!("{} and {} a person", number(MOST_PAGES.0 as u64), MOST_PAGES.1),
            ),
            same("problems told of one document", MOST_TOLD.to_string()),
        ]
    }

    #[test]
    fn the_guide_tells_every_limit() {
        let (_, part) = GUIDE.split_once("### Limits").expect("a part of the guide");
        let table = part.lines().skip_while(|line| !line.starts_with("|---"));
        let told: Vec<&str> = table.skip(1).take_while(|line| line.starts_with('|')).collect();
        assert_eq!(told, rows(), "\n{}", rows().join("\n"));
    }
}
