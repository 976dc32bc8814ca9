//! Two processes where strangers' plugins are used: one works, this one watches it, and says who asked for too much.

use std::collections::HashMap;
use std::env;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::io::{self, BufRead as _, BufReader, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;

use super::args::{Command as Wanted, PluginCommand, Plugins};
use super::home::Home;
use super::{Exit, Session};
use crate::diagnostic::Diagnostic;
use crate::stranger::{self, Task};
use crate::{files, processor};

/// Where a worker writes down whom it works for.
const RECORD: &str = "ATELIER_RECORD";
/// Standard error ends at a terminal, though the worker's does not.
const TERMINAL: &str = "ATELIER_STDERR_IS_TERMINAL";
/// Where programs find the folder for what they need for a while, on Unix and on Windows.
const TEMPORARY: [&str; 3] = ["TMPDIR", "TMP", "TEMP"];
/// How often the worker is looked at: as often as the system counts.
const TICK: Duration = Duration::from_millis(10);
/// Where the system does not tell processor time, work may take so many times longer.
const PATIENCE: f64 = 8.0;

/// What the language's own runtime says when a program ends badly.
const LAST_WORDS: [&str; 4] =
    ["thread '", "fatal runtime error:", "memory allocation of ", "note: run with `RUST"];

/// True in the process that works. It ends with the one that watches.
pub fn is_worker() -> bool {
    let Some(record) = env::var_os(RECORD) else { return false };
    #[cfg(target_os = "linux")]
    {
        // Without it, a worker that nobody watches any more ends when it has done its work.
        let _ = rustix::process::set_parent_process_death_signal(Some(rustix::process::Signal::KILL));
    }
    stranger::report_to(Path::new(&record)).is_ok()
}

/// True when what this process writes to standard error is shown on a terminal.
pub fn stderr_is_terminal() -> bool {
    io::stderr().is_terminal() || env::var_os(TERMINAL).is_some()
}

/// True when a command may have to do with plugins of strangers.
pub fn is_needed(command: &Wanted) -> bool {
    let workshops = |files: &[PathBuf], plugins: &Plugins| {
        let beside = |file: &PathBuf| has_plugins(&files::parent(file).join("plugins"));
        !plugins.plugin.is_empty() || files.iter().any(beside) || are_installed()
    };
    match command {
        Wanted::Kit(args) => workshops(&args.files, &args.plugins),
        Wanted::Plan(args) => workshops(std::slice::from_ref(&args.file), &args.plugins),
        Wanted::Check(args) => workshops(std::slice::from_ref(&args.file), &args.plugins),
        Wanted::Formats(_) => are_installed(),
        Wanted::Plugin(args) => {
            matches!(args.command, PluginCommand::Test(_) | PluginCommand::Inspect(_) | PluginCommand::Add(_))
        }
        Wanted::New(_) | Wanted::Seat(_) | Wanted::Theme(_) | Wanted::Completions(_) => false,
    }
}

fn are_installed() -> bool {
    Home::find().plugins().is_some_and(has_plugins)
}

fn has_plugins(folder: &Path) -> bool {
    let mut entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.any(|entry| entry.path().extension() == Some(OsStr::new("wasm")))
}

/// Does a command in a process of its own, and gives its exit code.
pub fn run(args: &[OsString], session: &Session) -> u8 {
    let started = tempfile::tempdir().and_then(|desk| {
        let record = desk.path().join("record");
        fs::write(&record, "")?;
        let mut command = Command::new(env::current_exe()?);
        command.args(args.iter().skip(1)).env(RECORD, &record).stderr(Stdio::piped());
        // What it leaves when it is ended goes with the desk.
        command.envs(TEMPORARY.map(|name| (name, desk.path())));
        if io::stderr().is_terminal() {
            command.env(TERMINAL, "1");
        }
        Ok((command.spawn()?, record, desk))
    });
    let (mut worker, record, _desk) = match started {
        Ok(started) => started,
        Err(error) => {
            let problem = Diagnostic::error("no-sandbox").arg("detail", error.to_string());
            return session.fail(problem, Exit::System) as u8;
        }
    };
    let (ended, ends) = mpsc::channel();
    let stderr = worker.stderr.take();
    let relay = thread::spawn(move || {
        let last_words = stderr.map(relay).unwrap_or_default();
        // Who watches hears of the end at once.
        drop(ended);
        last_words
    });
    let overstepped = watch(&mut worker, &record, &ends);
    let status = worker.wait();
    let last_words = relay.join().unwrap_or_default();
    let code = status.ok().and_then(|status| u8::try_from(status.code()?).ok()).filter(|code| *code != PANIC);
    match (overstepped, code) {
        (None, Some(code)) => code,
        (Some((task, excess)), _) => session.fail(told(&task, excess), Exit::Problem) as u8,
        (None, None) => {
            if let Some(task) = fs::read(&record).ok().and_then(|record| Task::read(&record)) {
                return session.fail(told(&task, Excess::Crash), Exit::Problem) as u8;
            }
            let _ = io::stderr().write_all(last_words.as_bytes());
            session.fail(Diagnostic::error("program-ended"), Exit::System) as u8
        }
    }
}

/// The exit code of a program that stops by itself.
const PANIC: u8 = 101;

/// Passes on what the worker says, and keeps what its runtime says at its end.
fn relay(stderr: ChildStderr) -> String {
    let mut last_words = String::new();
    let mut from = BufReader::new(stderr);
    let mut line = Vec::new();
    while from.read_until(b'\n', &mut line).is_ok_and(|count| count > 0) {
        let text = String::from_utf8_lossy(&line);
        if !last_words.is_empty() || LAST_WORDS.iter().any(|words| text.starts_with(words)) {
            last_words.push_str(&text);
        } else {
            // Nobody is left to tell when standard error is closed.
            let _ = io::stderr().write_all(&line);
        }
        line.clear();
    }
    last_words
}

/// What there was too much of.
#[derive(Debug, Clone, Copy)]
enum Excess {
    Time,
    Memory,
    Crash,
}

/// Ends the worker when its work for strangers takes more than it may; tells which work that was.
fn watch(worker: &mut Child, record: &Path, ends: &mpsc::Receiver<()>) -> Option<(Task, Excess)> {
    let mut watch = Watch::new(worker.id());
    loop {
        match ends.recv_timeout(TICK) {
            Err(mpsc::RecvTimeoutError::Timeout) => {}
            _ => return None,
        }
        let task = fs::read(record).ok().and_then(|record| Task::read(&record));
        if let Some(excess) = watch.look(task.as_ref()) {
            let _ = worker.kill();
            return task.map(|task| (task, excess));
        }
    }
}

/// What the worker has used so far.
struct Watch {
    worker: u32,
    started: Instant,
    /// How many times longer than a usual computer this one takes.
    slowness: f64,
    /// Seconds at the last look.
    seconds: f64,
    /// Seconds by account.
    accounts: HashMap<String, f64>,
    /// The account at the last look, and the memory when it was turned to.
    turned_to: (String, usize),
}

impl Watch {
    fn new(worker: u32) -> Self {
        Self {
            worker,
            started: Instant::now(),
            slowness: processor::slowness(),
            seconds: 0.0,
            accounts: HashMap::new(),
            turned_to: (String::new(), 0),
        }
    }

    fn look(&mut self, task: Option<&Task>) -> Option<Excess> {
        let seconds = self.seconds();
        let since = seconds - std::mem::replace(&mut self.seconds, seconds);
        let task = task?;
        let spent = self.accounts.entry(task.account.clone()).or_default();
        *spent += since;
        let too_long = *spent > task.seconds * self.slowness;
        let memory = self.memory();
        if self.turned_to.0 != task.account {
            self.turned_to = (task.account.clone(), memory);
        }
        let too_large = memory.saturating_sub(self.turned_to.1) > task.bytes;
        if too_large {
            Some(Excess::Memory)
        } else if too_long {
            Some(Excess::Time)
        } else {
            None
        }
    }

    /// Seconds of processor time; where the system does not tell, a part of those that have gone by.
    fn seconds(&self) -> f64 {
        let elapsed = || self.started.elapsed().as_secs_f64() / PATIENCE;
        processor::processor_time(self.worker).map_or_else(elapsed, |time| time.as_secs_f64())
    }

    /// Bytes in use; none where the system does not tell.
    fn memory(&self) -> usize {
        processor::memory(self.worker).unwrap_or(0)
    }
}

fn told(task: &Task, excess: Excess) -> Diagnostic {
    let excess = match excess {
        Excess::Time => "time",
        Excess::Memory => "memory",
        Excess::Crash => "crash",
    };
    Diagnostic::error("plugin-excess")
        .arg("plugins", json!(task.strangers))
        .arg("doing", json!(task.doing))
        .arg("name", task.name.as_str())
        .arg("excess", excess)
        .arg("seconds", json!((task.seconds * 10.0).round() / 10.0))
        .arg("megabytes", json!(task.bytes >> 20))
}
