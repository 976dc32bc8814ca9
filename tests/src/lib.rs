//! What the end-to-end tests share: the program, folders to run it in, texts to compare with, and what holds for every
//! plan and every seating.

pub mod kit;
pub mod plan;
pub mod seating;

use std::env;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;
use snapbox::Data;
use tempfile::TempDir;

/// What the program did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// The exit code; -1 when a signal ended it.
    pub code: i32,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Run {
    /// This run, which has to end with an exit code.
    ///
    /// # Panics
    /// When it did not.
    #[track_caller]
    #[expect(clippy::must_use_candidate, reason = "most callers only want it to have ended so")]
    pub fn ends(self, code: i32) -> Self {
        assert_eq!(self.code, code, "\n{}\n{}", self.out, self.err);
        self
    }

    /// Standard output as JSON.
    ///
    /// # Panics
    /// When it is not.
    #[track_caller]
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}\n{}\n{}", self.out, self.err))
    }
}

/// Runs the program in a folder.
#[track_caller]
pub fn atelier(folder: &Path, args: &[&str]) -> Run {
    atelier_reading(folder, args, b"")
}

/// Runs the program in a folder, with something on standard input.
///
/// # Panics
/// When the program cannot be started.
#[track_caller]
pub fn atelier_reading(folder: &Path, args: &[&str], input: &[u8]) -> Run {
    // Nobody has installed anything there.
    run(folder, args, input, &env::temp_dir().join("atelier-nobody"))
}

/// Runs the program in a folder, with the installed plugins of a home.
#[track_caller]
pub fn atelier_at(home: &Path, folder: &Path, args: &[&str]) -> Run {
    run(folder, args, b"", home)
}

#[track_caller]
fn run(folder: &Path, args: &[&str], input: &[u8], home: &Path) -> Run {
    let mut child = Command::new(program())
        .args(args)
        .env("ATELIER_HOME", home)
        .current_dir(folder)
        .env("LC_ALL", "C")
        .env_remove("COLUMNS")
        .env_remove("NO_COLOR")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    // A program that does not read its input closes it early.
    let _ = child.stdin.take().expect("it is piped").write_all(input);
    let output = child.wait_with_output().expect("the program ends");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("the program writes UTF-8");
    let run =
        Run { code: output.status.code().unwrap_or(-1), out: text(output.stdout), err: text(output.stderr) };
    assert!((0..=4).contains(&run.code) && !run.err.contains("panicked"), "{args:?}: {run:#?}");
    run
}

/// The program, beside the folder of the test that runs.
///
/// # Panics
/// When this is no test.
#[must_use]
pub fn program() -> PathBuf {
    let test = env::current_exe().expect("a test has a path");
    let folder = test.ancestors().nth(2).expect("tests are built into target/<profile>/deps");
    folder.join("atelier-under-test").with_extension(env::consts::EXE_EXTENSION)
}

/// A path in the repository.
#[must_use]
pub fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
}

/// The folders in a folder, sorted.
///
/// # Panics
/// When it cannot be read.
#[must_use]
pub fn folders(path: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut found: Vec<PathBuf> =
        entries.map(|entry| entry.expect("a readable folder").path()).filter(|path| path.is_dir()).collect();
    found.sort();
    found
}

/// Compares a text with a file of the repository. `SNAPSHOTS=overwrite` writes the file instead.
#[track_caller]
pub fn same_as_file(text: &str, path: &Path) {
    snapbox::Assert::new()
        .action_env("SNAPSHOTS")
        .eq(Data::text(text).raw(), Data::read_from(path, None).raw());
}

/// A folder of a test's own.
///
/// # Panics
/// When there is no room for it.
#[must_use]
pub fn scratch() -> TempDir {
    tempfile::tempdir().expect("a folder for temporary files")
}

/// A folder with a `workshop.toml`.
///
/// # Panics
/// When it cannot be written.
#[must_use]
pub fn workshop(text: &str) -> TempDir {
    let folder = scratch();
    fs::write(folder.path().join("workshop.toml"), text).expect("a writable folder");
    folder
}

/// The folders of the examples, sorted: each with its `workshop.toml`.
#[must_use]
pub fn examples() -> Vec<PathBuf> {
    folders(&repository("examples")).into_iter().filter(|path| path.join("workshop.toml").exists()).collect()
}

/// The folder of an example.
#[must_use]
pub fn example(name: &str) -> PathBuf {
    repository("examples").join(name)
}

/// The text of an example.
///
/// # Panics
/// When there is no such example.
#[must_use]
pub fn example_text(name: &str) -> String {
    fs::read_to_string(example(name).join("workshop.toml")).expect("an example")
}

/// What `plan --json` says of an example.
#[track_caller]
#[must_use]
pub fn plan_of_example(name: &str) -> Value {
    atelier(&example(name), &["plan", "--json"]).ends(0).json()
}

/// What `plan --json` says of a `workshop.toml`.
#[track_caller]
#[must_use]
pub fn plan_of(text: &str) -> Value {
    let folder = workshop(text);
    atelier(folder.path(), &["plan", "--json"]).ends(0).json()
}
