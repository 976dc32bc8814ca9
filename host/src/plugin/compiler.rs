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

use super::engine;
use super::limits::Limits;
use super::sandbox::Failure;
use crate::processor::processor_time;

/// The first argument of the compiling process; not for people.
pub const COMMAND: &str = "__compile-plugin";

/// The most native code that is taken back, for each byte of the component and at least.
const GROWTH: u64 = 40;
const LEAST: u64 = 16 << 20;

/// Exit code of the process when the component is not valid.
const INVALID: u8 = 3;

/// The clock may run so many times as long as the processor: a busy computer must not make a sound plugin fail.
const PATIENCE: u32 = 8;

/// How often the process is looked after.
const TICK: Duration = Duration::from_millis(2);

/// Compiles a component with the program at `program`, which must be this one.
///
/// # Errors
/// When it takes too long or too much memory, and when the component is not valid.
pub fn compile(program: &Path, component: &[u8], limits: &Limits) -> Result<Vec<u8>, Failure> {
    let mut command = Command::new(program);
    command
        .arg(COMMAND)
        .args([limits.compile_time.as_millis().to_string(), limits.compile_memory.to_string()])
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
    let most = (component.len() as u64).saturating_mul(GROWTH).max(LEAST);
    let started = Instant::now();
    let used_up = |id| {
        started.elapsed() >= PATIENCE * limits.compile_time
            || processor_time(id).is_some_and(|time| time >= limits.compile_time)
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
        Some(Ok(())) if code.len() as u64 > most => Err(Failure::CompileMemory(*limits)),
        Some(Ok(())) => Ok(code),
        Some(Err(Ended::Code(INVALID))) => Err(Failure::Refused(said)),
        // A process that gets no memory ends itself.
        None | Some(Err(Ended::Killed)) => Err(Failure::CompileTime(*limits)),
        Some(Err(_)) => Err(Failure::CompileMemory(*limits)),
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
    Killed,
    Aborted,
}

/// None when it had to be ended, for it has used up its time.
fn wait(child: &mut Child, used_up: impl Fn(u32) -> bool) -> Option<Result<(), Ended>> {
    loop {
        match child.try_wait() {
            Ok(Some(status)) if status.success() => return Some(Ok(())),
            Ok(Some(status)) => {
                return Some(Err(match status.code().map(u8::try_from) {
                    Some(Ok(code)) => Ended::Code(code),
                    _ if used_its_time(status) => Ended::Killed,
                    _ => Ended::Aborted,
                }));
            }
            Ok(None) if !used_up(child.id()) => thread::sleep(TICK),
            Ok(None) | Err(_) => {
                let _ = child.kill();
                let _ = child.wait();
                return None;
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
        return ExitCode::from(INVALID);
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

/// Gives up what compiling does not need: time and memory beyond the limits, new files, and on Linux every
/// path of the file system.
#[cfg(unix)]
fn confine(time: Duration, memory: u64) -> io::Result<()> {
    use rlimit::Resource;
    /// Standard input, output and error, and a few that the compiler's threads need.
    const OPEN_FILES: u64 = 16;
    // The system counts whole seconds; what is finer, who started this process looks after.
    let seconds = time.as_secs() + u64::from(time.subsec_nanos() > 0);
    Resource::CPU.set(seconds, seconds)?;
    Resource::DATA.set(memory, memory)?;
    Resource::FSIZE.set(0, 0)?;
    Resource::CORE.set(0, 0)?;
    Resource::NOFILE.set(OPEN_FILES, OPEN_FILES)?;
    #[cfg(target_os = "linux")]
    leave_file_system();
    Ok(())
}

#[cfg(not(unix))]
fn confine(_: Duration, _: u64) -> io::Result<()> {
    Ok(())
}

/// Where the kernel has Landlock: from here on no file can be opened. Elsewhere the limits above have to do.
#[cfg(target_os = "linux")]
fn leave_file_system() {
    use landlock::{ABI, Access as _, AccessFs, Ruleset, RulesetAttr as _};
    let rules = Ruleset::default().handle_access(AccessFs::from_all(ABI::V5));
    // Best effort, as the crate's documentation calls it: an older kernel confines less.
    let _ = rules.and_then(Ruleset::create).and_then(landlock::RulesetCreated::restrict_self);
}
