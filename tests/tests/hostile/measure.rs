//! Runs the program, and watches what it takes: it, and the processes that it starts.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use atelier::processor;
use atelier_tests::{Run, program, scratch};

/// What a run may take, whatever a plugin tries.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// In KiB: all its processes together.
    pub memory: u64,
    /// In seconds of processor time of a usual computer, of all its processes. This is what a plugin can be blamed for. The
    /// clock says as much about who else uses the computer: tests run beside each other, sometimes on a busy machine.
    pub processor: f64,
    /// In seconds on the clock; generous for that reason, and only there to find what waits without end.
    pub clock: f64,
}

/// For every plugin with the usual limits. A program that is not optimised takes longer for its own part.
pub const USUAL: Bounds = Bounds { memory: 300 << 10, processor: 2.0, clock: 30.0 };

/// After so many looks at a program, the computer is looked at again.
const LOOKS: u32 = 50;

/// What a run took.
#[derive(Debug, Clone, Copy, Default)]
pub struct Measures {
    /// In KiB: the most that all processes had at one moment, as far as it was seen; at least what any had.
    pub memory: u64,
    /// In seconds.
    pub processor: f64,
    /// In seconds.
    pub clock: f64,
    /// How many processes it has started.
    pub started: usize,
}

/// Runs the program at home nowhere, so that nothing was compiled before; finds that it keeps to the bounds.
#[track_caller]
pub fn measured(folder: &Path, args: &[&str], bounds: Bounds) -> (Run, Measures) {
    let home = scratch();
    let started = Instant::now();
    let mut child = Command::new(program())
        .args(args)
        .current_dir(folder)
        .env("LC_ALL", "C")
        .env("ATELIER_HOME", home.path())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    // An error is short, and waits in the pipe until the program has ended.
    let mut watch = Watch::new(child.id());
    // The program finds out how slow this computer is when it starts; a busy one is so at times.
    let mut slowness = processor::slowness();
    for look in 1.. {
        if watch.look() || (cfg!(not(target_os = "linux")) && child.try_wait().expect("a child").is_some()) {
            break;
        }
        thread::sleep(Duration::from_millis(1));
        if look % LOOKS == 0 {
            slowness = slowness.max(processor::slowness());
        }
    }
    let output = child.wait_with_output().expect("it has ended");
    let measures = Measures { clock: started.elapsed().as_secs_f64(), ..watch.measures() };
    let err = String::from_utf8(output.stderr).expect("the program writes UTF-8");
    let run = Run { code: output.status.code().unwrap_or(-1), out: String::new(), err };
    assert!((0..=4).contains(&run.code) && !run.err.contains("panicked"), "{args:?}: {run:#?}");
    if cfg!(target_os = "linux") {
        assert!(measures.memory > 0, "it is not measured: {measures:?}");
    }
    let processor = bounds.processor * slowness;
    let keeps =
        measures.memory < bounds.memory && measures.processor < processor && measures.clock < bounds.clock;
    assert!(keeps, "{measures:?} is beyond {bounds:?}, here {processor} s:\n{}", run.err);
    (run, measures)
}

/// Watches a process and those it starts, where the system tells of them in files.
struct Watch {
    process: u32,
    /// The most that each had, in KiB.
    most: BTreeMap<u32, u64>,
    /// The most that all had at one moment, in KiB.
    sum: u64,
    /// Seconds.
    processor: f64,
}

impl Watch {
    fn new(process: u32) -> Self {
        Self { process, most: BTreeMap::new(), sum: 0, processor: 0.0 }
    }

    /// Looks once. True when the process has ended, and its time is known for good: it is left for its parent to fetch.
    fn look(&mut self) -> bool {
        let Some(stat) = Stat::of(self.process) else { return false };
        self.processor = self.processor.max(stat.processor);
        // What of the program's file is in memory is there once for all of them.
        let (mut sum, mut shared) = (0, 0);
        for process in self.family() {
            let Ok(status) = fs::read_to_string(format!("/proc/{process}/status")) else { continue };
            let field = |name: &str| -> Option<u64> {
                let line = status.lines().find_map(|line| line.strip_prefix(name))?;
                line.trim().strip_suffix(" kB")?.parse().ok()
            };
            sum += field("RssAnon:").unwrap_or(0);
            shared = field("RssFile:").unwrap_or(0).max(shared);
            let most = self.most.entry(process).or_default();
            *most = field("VmHWM:").unwrap_or(0).max(*most);
        }
        self.sum = self.sum.max(sum + shared);
        stat.ended
    }

    /// The process, and those that it or another of them has started.
    fn family(&self) -> Vec<u32> {
        let mut family = vec![self.process];
        let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
        let processes = entries.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
        let mut others: Vec<u32> = processes.filter(|other| *other != self.process).collect();
        // Whoever starts another is mostly the older one.
        others.sort_unstable();
        for other in others {
            if Stat::of(other).is_some_and(|stat| family.contains(&stat.parent)) {
                family.push(other);
            }
        }
        family
    }

    fn measures(&self) -> Measures {
        let each = self.most.values().copied().max().unwrap_or(0);
        Measures {
            memory: self.sum.max(each),
            processor: self.processor,
            clock: 0.0,
            started: self.most.len().saturating_sub(1),
        }
    }
}

/// What `/proc/<process>/stat` says.
struct Stat {
    parent: u32,
    ended: bool,
    /// Seconds of processor time: its own, and that of the processes it has waited for.
    processor: f64,
}

impl Stat {
    /// The system counts processor time so, in seconds.
    const CLOCK_TICK: f64 = 0.01;

    fn of(process: u32) -> Option<Self> {
        let line = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
        // The program's name is in brackets, and may hold spaces.
        let fields: Vec<&str> = line.rsplit_once(')')?.1.split_whitespace().collect();
        let number = |index: usize| -> u32 { fields.get(index).and_then(|f| f.parse().ok()).unwrap_or(0) };
        Some(Self {
            parent: number(1),
            ended: fields.first() == Some(&"Z"),
            // Each in the program and in the system.
            processor: f64::from((11..15).map(number).sum::<u32>()) * Self::CLOCK_TICK,
        })
    }
}
