//! The process that compiles: each of its bounds by itself.

use std::fmt::Write as _;
use std::time::Duration;

use atelier::plugin::compiler::compile;
use atelier::plugin::{Excess, Failure, Limit, Limits, Profile};
use atelier_tests::program;

use super::component;

/// Half a megabyte of code that takes a compiler a minute, and a gigabyte.
pub fn bomb() -> Vec<u8> {
    let mut body = String::new();
    for _ in 0..20_000 {
        body.push_str("(block (br_if 0 (local.get 0)) (local.set 1 (i64.mul (local.get 1) (local.get 1)))\n");
    }
    body.push_str(&")".repeat(20_000));
    let functions: String = (0..6).fold(String::new(), |mut text, index| {
        write!(text, "(func $bomb{index} (param i32) (local i64) {body})").expect("a string");
        text
    });
    component(&[("functions", &functions)])
}

/// So much time, and so many MiB of memory.
fn limits(time: Duration, memory: u64) -> Limits {
    Limits { compile_time: time, compile_memory: memory << 20, ..Profile::Usual.limits() }
}

#[track_caller]
fn fails(limits: &Limits) -> Excess {
    match compile(&program(), &bomb(), limits) {
        Err(Failure::Excess(excess)) => excess,
        other => panic!("{:?}", other.map(|code| code.len())),
    }
}

#[test]
fn what_is_harmless_is_compiled_within_the_bounds() {
    let code = compile(&program(), &component(&[]), &Profile::Usual.limits());
    assert!(code.is_ok_and(|code| code.len() > 1_000));
}

#[test]
fn its_time_is_bounded() {
    let excess = fails(&limits(Duration::from_millis(300), 4_096));
    assert_eq!((excess.limit, excess.most), (Limit::CompileTime, 300));
}

#[cfg(unix)]
#[test]
fn its_memory_is_bounded() {
    let excess = fails(&limits(Duration::from_secs(100), 48));
    assert_eq!((excess.limit, excess.most), (Limit::CompileMemory, 48 << 20));
}

/// Nobody looks after this one: the system ends it.
#[cfg(unix)]
#[test]
fn the_system_bounds_its_time_too() {
    use std::io::Write as _;
    use std::os::unix::process::ExitStatusExt as _;
    use std::process::{Command, Stdio};

    use atelier::plugin::compiler::COMMAND;

    let mut child = Command::new(program())
        .args([COMMAND, "1000", "4294967296"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .expect("the program starts");
    child.stdin.take().expect("it is piped").write_all(&bomb()).expect("it reads");
    let signal = child.wait().expect("it ends").signal();
    // SIGXCPU or SIGKILL.
    assert!(matches!(signal, Some(24 | 9)), "{signal:?}");
}

/// On a system that takes nothing away from it, it does not start, and says so.
#[cfg(unix)]
#[test]
fn without_bounds_nothing_is_compiled() {
    use std::fs;
    use std::os::unix::fs::PermissionsExt as _;

    let folder = atelier_tests::scratch();
    let program = folder.path().join("unconfined");
    fs::write(&program, "#!/bin/sh\necho seccomp, Landlock >&2\nexit 4\n").expect("a writable folder");
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).expect("our own");
    let failed = compile(&program, &component(&[]), &Profile::Usual.limits());
    assert_eq!(failed, Err(Failure::Unconfined("seccomp, Landlock".into())));
}
