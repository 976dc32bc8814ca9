//! Work that plugins of strangers cause: their code, but also words that are rendered, templates, pages that are laid
//! out. Any of that can be made to last for ever, to take all memory or to end a program, in more ways than can be
//! forbidden one by one. So it is done in a process that another one watches, which knows from here whom it is done
//! for, and how much of it there may be.

use std::fs::File;
use std::io::{Seek as _, SeekFrom, Write as _};
use std::path::Path;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use serde::{Deserialize, Serialize};

/// What work for strangers may take: so much, and more for each person of the workshop.
pub(crate) struct Allowance {
    /// Seconds of processor time of a usual computer.
    pub seconds: f64,
    pub seconds_each: f64,
    /// Bytes of memory, counted from when the work begins: pages are kept until they are written.
    pub bytes: usize,
    pub bytes_each: usize,
}

/// For what one plugin causes, besides its own calls: three times what the heaviest formats of the library need.
pub(crate) const ALONE: Allowance =
    Allowance { seconds: 1.2, seconds_each: 0.025, bytes: 96 << 20, bytes_each: 5 << 19 };
/// For what several may have caused together: the documents of the workshop, in which their words stand, and all that is
/// printed once more.
pub(crate) const TOGETHER: Allowance =
    Allowance { seconds: 3.0, seconds_each: 0.05, bytes: 144 << 20, bytes_each: 5 << 19 };
/// So much more may a plugin that was given the limits of an interpreter.
pub(crate) const GENEROUS: u32 = 10;
/// Bytes of the record that the two processes share.
const RECORD: usize = 16 << 10;

/// A plugin that is not one of this program's own, as messages name it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stranger {
    /// Its id.
    pub plugin: String,
    /// Of the format.
    pub version: String,
    /// Its file.
    pub path: String,
    /// Somebody gave it more than the usual limits.
    pub generous: bool,
}

/// What is being done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Doing {
    /// Calling its code.
    Code,
    /// Rendering its words.
    Words,
    /// Making a document: its name says which.
    Document,
}

/// A piece of work.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Task {
    /// Whom it is done for: one plugin, or all that a document may be about.
    pub strangers: Vec<Stranger>,
    /// What is done.
    pub doing: Doing,
    /// Of what.
    pub name: String,
    /// Work of one account is added up.
    pub account: String,
    /// Seconds of processor time of a usual computer that the account may have.
    pub seconds: f64,
    /// Bytes of memory that it may take.
    pub bytes: usize,
}

impl Task {
    /// The task that a worker has written down.
    #[must_use]
    pub fn read(record: &[u8]) -> Option<Self> {
        let text = record.split(|byte| *byte == 0).next()?;
        serde_json::from_slice(text).ok()?
    }
}

/// Where this process writes down what it does, and what that is: none when nobody watches.
static DESK: OnceLock<Mutex<Desk>> = OnceLock::new();
/// People of the workshop.
static PEOPLE: AtomicUsize = AtomicUsize::new(0);
/// Pieces of work of which each may take as much as a workshop.
static TIMES: AtomicUsize = AtomicUsize::new(1);
/// Accounts of an earlier kit are closed.
static KITS: AtomicU32 = AtomicU32::new(0);

struct Desk {
    record: File,
    now: Option<Task>,
}

impl Desk {
    fn turn_to(&mut self, task: Option<Task>) {
        self.now = task;
        let mut text = serde_json::to_vec(&self.now).unwrap_or_default();
        text.resize(RECORD, 0);
        // Who watches goes by what it read before.
        let _ = self.record.seek(SeekFrom::Start(0)).and_then(|_| self.record.write_all(&text));
    }
}

fn desk() -> Option<MutexGuard<'static, Desk>> {
    DESK.get().map(|desk| desk.lock().unwrap_or_else(PoisonError::into_inner))
}

/// Writes down from now on what is done for strangers.
///
/// # Errors
/// When the record cannot be written.
pub fn report_to(record: &Path) -> std::io::Result<()> {
    let record = File::options().write(true).open(record)?;
    // A second desk is never set up.
    let _ = DESK.set(Mutex::new(Desk { record, now: None }));
    Ok(())
}

/// Says for how many people work is done from now on, and how many times over, and begins all accounts anew.
pub fn begin(people: usize, times: usize) {
    PEOPLE.store(people, Ordering::Relaxed);
    TIMES.store(times, Ordering::Relaxed);
    KITS.fetch_add(1, Ordering::Relaxed);
}

/// Work that lasts as long as this does.
#[must_use = "the work ends when this is dropped"]
pub struct Working {
    /// Nobody watches, or it is part of other work.
    unnoticed: bool,
    before: Option<Task>,
}

impl Working {
    const UNNOTICED: Self = Self { unnoticed: true, before: None };
}

impl Drop for Working {
    fn drop(&mut self) {
        if let Some(mut desk) = desk().filter(|_| !self.unnoticed) {
            desk.turn_to(self.before.take());
        }
    }
}

/// Begins to work for a stranger, if it is for one; within other work for the same one, this is part of that.
pub fn work_for(stranger: Option<&Stranger>, doing: Doing, name: &str) -> Working {
    let (Some(stranger), Some(mut desk)) = (stranger, desk()) else { return Working::UNNOTICED };
    if desk.now.as_ref().is_some_and(|now| now.strangers.contains(stranger)) {
        return Working::UNNOTICED;
    }
    turn_to(&mut desk, std::slice::from_ref(stranger), doing, name, &stranger.plugin, &ALONE)
}

/// Begins to make a document in which words of all these may stand; nothing when there are none.
pub fn work_for_all(strangers: &[Stranger], name: &str) -> Working {
    let Some(mut desk) = desk().filter(|_| !strangers.is_empty()) else { return Working::UNNOTICED };
    turn_to(&mut desk, strangers, Doing::Document, name, "", &TOGETHER)
}

fn turn_to(
    desk: &mut Desk,
    strangers: &[Stranger],
    doing: Doing,
    name: &str,
    account: &str,
    allowance: &Allowance,
) -> Working {
    let (people, times) = (PEOPLE.load(Ordering::Relaxed), TIMES.load(Ordering::Relaxed));
    let generous = if strangers.iter().any(|stranger| stranger.generous) { GENEROUS } else { 1 };
    let before = desk.now.clone();
    desk.turn_to(Some(Task {
        strangers: strangers.to_vec(),
        doing,
        name: name.to_owned(),
        account: format!("{account} {}", KITS.load(Ordering::Relaxed)),
        seconds: f64::from(generous)
            * times as f64
            * (allowance.seconds + allowance.seconds_each * people as f64),
        bytes: generous as usize * (allowance.bytes + allowance.bytes_each * people),
    }));
    Working { unnoticed: false, before }
}
