//! Compiling a stranger's component: in a process of its own, which gives up its rights before it reads a
//! byte. A component of half a megabyte can keep a compiler busy for a minute; nothing inside the compiler
//! stops it, but the system can stop a process.
//!
//! The process is this same program, started with [`COMMAND`]: the component comes in by standard input, the
//! native code leaves by standard output.

use std::ffi::OsStr;
use std::io::{self, Read as _, Write as _};
use std::path::Path;
use std::process::{Child, Command, ExitCode, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use wasmtime::Engine;

use super::confine::confine;
use super::engine;
use super::failure::{Excess, Failure, Limit};
use super::limits::{Limits, PATIENCE};
use crate::processor::{processor_time, slowness};

/// The first argument of the compiling process; not for people.
pub const COMMAND: &str = "__compile-plugin";

/// Exit codes of the process: the component is not valid; the system takes nothing away from the process.
const INVALID: u8 = 3;
const UNCONFINED: u8 = 4;

/// How often the process is looked after.
const TICK: Duration = Duration::from_millis(2);

/// Compiles a component with the program at `program`, which must be this one.
///
/// # Errors
/// When it takes too long or too much memory, and when the component is not valid.
pub fn compile(program: &Path, component: &[u8], limits: &Limits) -> Result<Vec<u8>, Failure> {
    // The limit is for a usual computer.
    let compile_time = limits.compile_time.mul_f64(slowness());
    let mut command = Command::new(program);
    command
        .arg(COMMAND)
        .args([compile_time.as_millis().to_string(), limits.compile_memory.to_string()])
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().map_err(|error| Failure::Refused(error.to_string()))?;
    let (Some(mut stdin), Some(stdout), Some(stderr)) =
        (child.stdin.take(), child.stdout.take(), child.stderr.take())
    else {
        return Err(Failure::Refused("the compiling process has no pipes".into()));
    };
    let beyond = |limit| Excess::of(limit, limits);
    let largest = beyond(Limit::Code(component.len() as u64));
    let most = largest.most;
    let started = Instant::now();
    let used_up = |id| {
        if processor_time(id).is_some_and(|time| time >= compile_time) {
            return Some(Limit::CompileTime);
        }
        (started.elapsed() >= PATIENCE * compile_time).then_some(Limit::CompileWait)
    };
    let (status, code, said) = thread::scope(|scope| {
        // A process that ends early leaves nobody to write to: its status says why.
        scope.spawn(move || drop(stdin.write_all(component)));
        let code = scope.spawn(move || read(stdout, most));
        let said = scope.spawn(move || read(stderr, 4_000));
        (wait(&mut child, used_up), code.join().unwrap_or_default(), said.join().unwrap_or_default())
    });
    let said = String::from_utf8_lossy(&said).trim().to_owned();
    match status {
        Ok(()) if code.len() as u64 > most => Err(largest.into()),
        Ok(()) => Ok(code),
        Err(Ended::Code(INVALID)) => Err(Failure::Refused(said)),
        Err(Ended::Code(UNCONFINED)) => Err(Failure::Unconfined(said)),
        Err(Ended::Over(limit)) => Err(beyond(limit).into()),
        // A process that gets no memory ends itself.
        Err(_) => Err(beyond(Limit::CompileMemory).into()),
    }
}

fn read(from: impl io::Read, most: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    // What was read before an error is judged by the status of the process.
    let _ = from.take(most + 1).read_to_end(&mut bytes);
    bytes
}

/// How a process ended, other than well.
enum Ended {
    Code(u8),
    /// It had to be ended.
    Over(Limit),
    Aborted,
}

fn wait(child: &mut Child, used_up: impl Fn(u32) -> Option<Limit>) -> Result<(), Ended> {
    loop {
        match child.try_wait() {
            Ok(Some(status)) if status.success() => return Ok(()),
            Ok(Some(status)) => {
                return Err(match status.code().map(u8::try_from) {
                    Some(Ok(code)) => Ended::Code(code),
                    _ if used_its_time(status) => Ended::Over(Limit::CompileTime),
                    _ => Ended::Aborted,
                });
            }
            Ok(None) if used_up(child.id()).is_none() => thread::sleep(TICK),
            Ok(None) | Err(_) => {
                let limit = used_up(child.id()).unwrap_or(Limit::CompileTime);
                let _ = child.kill();
                let _ = child.wait();
                return Err(Ended::Over(limit));
            }
        }
    }
}

#[cfg(unix)]
fn used_its_time(status: std::process::ExitStatus) -> bool {
    use std::os::unix::process::ExitStatusExt as _;
    /// SIGXCPU and SIGKILL, the same on every Unix that is supported.
    const SIGNALS: [i32; 2] = [24, 9];
    status.signal().is_some_and(|signal| SIGNALS.contains(&signal))
}

#[cfg(not(unix))]
fn used_its_time(_: std::process::ExitStatus) -> bool {
    false
}

/// What the compiling process does with the arguments after [`COMMAND`].
pub fn run(mut args: impl Iterator<Item = impl AsRef<OsStr>>) -> ExitCode {
    let mut number = || args.next()?.as_ref().to_str()?.parse::<u64>().ok();
    let (Some(time), Some(memory)) = (number().map(Duration::from_millis), number()) else {
        return ExitCode::FAILURE;
    };
    if let Err(error) = confine(time, memory) {
        // Without limits it does not start.
        eprintln!("{error}");
        return ExitCode::from(UNCONFINED);
    }
    let mut component = Vec::new();
    if io::stdin().read_to_end(&mut component).is_err() {
        return ExitCode::FAILURE;
    }
    let compiled = engine::config(None)
        .and_then(|config| Engine::new(&config))
        .and_then(|engine| engine.precompile_component(&component));
    match compiled {
        Ok(code) => match io::stdout().write_all(&code) {
            Ok(()) => ExitCode::SUCCESS,
            Err(_) => ExitCode::FAILURE,
        },
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::from(INVALID)
        }
    }
}
