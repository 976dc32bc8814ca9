//! What the compiling process gives up before it reads a byte of a stranger's: time and memory beyond the limits, and
//! everything that it does not need of the system.
//!
//! On Linux two locks close the same door: seccomp leaves the few calls of the system that a compiler makes, and
//! Landlock takes the file system and the network away. Some kernels have only one of them, which is enough; where there
//! is neither, nothing is compiled. Elsewhere the limits of Unix have to do, and on Windows the time on the clock.

use std::io;
use std::time::Duration;

/// Gives up what compiling does not need.
///
/// # Errors
/// When the system does not take it away: then nothing may be compiled.
#[cfg(unix)]
pub fn confine(time: Duration, memory: u64) -> io::Result<()> {
    limit(time, memory)?;
    #[cfg(target_os = "linux")]
    {
        // Landlock first: seccomp does not leave the calls that it takes.
        let landlock = leave_files_and_network();
        if !leave_system() && !landlock {
            return Err(io::Error::other("seccomp, Landlock"));
        }
    }
    Ok(())
}

/// As above: there, who started the process ends it when it takes too long.
///
/// # Errors
/// None.
#[cfg(not(unix))]
pub fn confine(_: Duration, _: u64) -> io::Result<()> {
    Ok(())
}

/// Bounds processor time, memory, and files.
#[cfg(unix)]
fn limit(time: Duration, memory: u64) -> io::Result<()> {
    use rlimit::Resource;
    /// Standard input, output and error, and a few more.
    const OPEN_FILES: u64 = 16;
    // The system counts whole seconds; what is finer, who started this process looks after.
    let seconds = time.as_secs() + u64::from(time.subsec_nanos() > 0);
    Resource::CPU.set(seconds, seconds)?;
    Resource::DATA.set(memory, memory)?;
    Resource::FSIZE.set(0, 0)?;
    Resource::CORE.set(0, 0)?;
    Resource::NOFILE.set(OPEN_FILES, OPEN_FILES)
}

/// From here on no file can be opened, no address be reached and no other process be signalled, as far as the kernel has
/// Landlock for it. False when it has none.
#[cfg(target_os = "linux")]
fn leave_files_and_network() -> bool {
    use landlock::{ABI, Access as _, AccessFs, AccessNet, Ruleset, RulesetAttr as _, RulesetStatus, Scope};
    let rules = Ruleset::default()
        .handle_access(AccessFs::from_all(ABI::V5))
        .and_then(|rules| rules.handle_access(AccessNet::from_all(ABI::V5)))
        .and_then(|rules| rules.scope(Scope::from_all(ABI::V6)))
        .and_then(Ruleset::create)
        .and_then(landlock::RulesetCreated::restrict_self);
    rules.is_ok_and(|status| status.ruleset != RulesetStatus::NotEnforced)
}

/// From here on the system does only what a compiler needs, and says of all else that it does not know it: files cannot
/// be opened, programs not be started, and there is no network. False when the kernel has no seccomp.
#[cfg(target_os = "linux")]
fn leave_system() -> bool {
    use seccompiler::{BpfProgram, SeccompAction, SeccompFilter, TargetArch, apply_filter};
    let Ok(architecture) = TargetArch::try_from(std::env::consts::ARCH) else { return false };
    let unknown = SeccompAction::Errno(libc::ENOSYS.unsigned_abs());
    let filter = SeccompFilter::new(allowed(), unknown, SeccompAction::Allow, architecture);
    let program: Result<BpfProgram, _> = filter.and_then(TryInto::try_into);
    program.is_ok_and(|program| apply_filter(&program).is_ok())
}

/// The calls that are left: to read and write what is open, to have memory, and to end. A thread can be sent a signal
/// of this process only: that is how a process aborts.
#[cfg(target_os = "linux")]
fn allowed() -> std::collections::BTreeMap<i64, Vec<seccompiler::SeccompRule>> {
    use seccompiler::{SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompRule};
    const ALWAYS: [libc::c_long; 29] = [
        libc::SYS_read,
        libc::SYS_readv,
        libc::SYS_write,
        libc::SYS_writev,
        libc::SYS_close,
        libc::SYS_fstat,
        libc::SYS_lseek,
        libc::SYS_ppoll,
        libc::SYS_brk,
        libc::SYS_mmap,
        libc::SYS_mremap,
        libc::SYS_munmap,
        libc::SYS_mprotect,
        libc::SYS_madvise,
        libc::SYS_futex,
        libc::SYS_sched_yield,
        libc::SYS_sched_getaffinity,
        libc::SYS_getrandom,
        libc::SYS_clock_gettime,
        libc::SYS_getpid,
        libc::SYS_gettid,
        libc::SYS_rt_sigaction,
        libc::SYS_rt_sigprocmask,
        libc::SYS_rt_sigreturn,
        libc::SYS_sigaltstack,
        libc::SYS_membarrier,
        libc::SYS_restart_syscall,
        libc::SYS_exit,
        libc::SYS_exit_group,
    ];
    let mut rules: std::collections::BTreeMap<i64, Vec<SeccompRule>> =
        ALWAYS.into_iter().map(|call| (call, Vec::new())).collect();
    let this = u64::from(std::process::id());
    let ours = SeccompCondition::new(0, SeccompCmpArgLen::Dword, SeccompCmpOp::Eq, this);
    let ours = ours.and_then(|condition| SeccompRule::new(vec![condition]));
    rules.extend(ours.ok().map(|rule| (libc::SYS_tgkill, vec![rule])));
    rules
}

/// What the process cannot do any more, tried in another one: what is given up is given up for good.
#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::env;
    use std::fs::{self, File};
    use std::io::{self, Write as _};
    use std::net::{TcpListener, UdpSocket};
    use std::os::unix::process::ExitStatusExt as _;
    use std::process::{Command, Output};
    use std::time::Duration;

    use super::{confine, leave_files_and_network, leave_system};

    /// Says to the other process how it is confined, and which file it may not touch.
    const HOW: &str = "ATELIER_TEST_CONFINED";
    const FILE: &str = "ATELIER_TEST_FILE";

    /// What is tried with the file.
    type Attempt = fn(&std::path::Path) -> io::Result<()>;

    /// Runs [`in_another_process`] there.
    fn confined(how: &str) -> Output {
        let file = tempfile::NamedTempFile::new().expect("a file");
        fs::write(file.path(), "secret").expect("a file");
        let output = Command::new(env::current_exe().expect("a test has a path"))
            .args(["plugin::confine::tests::in_another_process", "--exact", "--ignored", "--nocapture"])
            .env(HOW, how)
            .env(FILE, file.path())
            .output()
            .expect("a test can be started");
        assert_eq!(fs::read(file.path()).expect("it is still there"), b"secret", "{how}");
        output
    }

    /// What it was told that it cannot do.
    fn refusals(how: &str) -> Vec<String> {
        let output = confined(how);
        let said = String::from_utf8(output.stdout).expect("text");
        assert!(output.status.success(), "{how}: {said}");
        said.lines().filter_map(|line| line.strip_prefix("refused: ")).map(str::to_owned).collect()
    }

    #[test]
    #[ignore = "the others start it in a process that they can spoil"]
    fn in_another_process() {
        let (Ok(how), Some(path)) = (env::var(HOW), env::var_os(FILE)) else { return };
        let mut open = File::options().append(true).open(&path).expect("a file");
        let memory = 1 << 30;
        match &*how {
            "everything" | "size" => confine(Duration::from_secs(10), memory).expect("it can be confined"),
            "seccomp" => assert!(leave_system()),
            "landlock" if !leave_files_and_network() => return println!("refused: Landlock itself"),
            _ => {}
        }
        if how == "size" {
            let _ = open.write_all(b"more");
            return;
        }
        let tried: [(&str, Attempt); 7] = [
            ("read", |path| fs::read(path).map(drop)),
            ("write", |path| File::options().write(true).open(path).map(drop)),
            ("make", |path| File::create_new(path.with_extension("new")).map(drop)),
            ("list", |_| fs::read_dir("/").map(drop)),
            ("start", |_| Command::new("/bin/true").status().map(drop)),
            ("listen", |_| TcpListener::bind("127.0.0.1:0").map(drop)),
            ("send", |_| UdpSocket::bind("127.0.0.1:0").map(drop)),
        ];
        for (what, attempt) in tried {
            if attempt(path.as_ref()).is_err() {
                println!("refused: {what}");
            }
        }
    }

    #[test]
    fn it_can_open_nothing_start_nothing_and_reach_nobody() {
        assert_eq!(refusals("nothing"), [""; 0]);
        assert_eq!(refusals("everything"), ["read", "write", "make", "list", "start", "listen", "send"]);
    }

    /// Either lock alone closes the door, where the kernel has it; Landlock knows nothing of datagrams.
    #[test]
    fn either_lock_is_enough() {
        assert_eq!(refusals("seccomp"), ["read", "write", "make", "list", "start", "listen", "send"]);
        let refused = refusals("landlock");
        let without = ["Landlock itself"];
        assert!(
            refused == without || refused == ["read", "write", "make", "list", "start", "listen"],
            "{refused:?}"
        );
    }

    /// A file that was open before cannot grow: the system ends who tries.
    #[test]
    fn what_is_open_cannot_grow() {
        /// SIGXFSZ.
        const SIGNAL: i32 = 25;
        let output = confined("size");
        assert_eq!(output.status.signal(), Some(SIGNAL), "{output:?}");
    }
}
