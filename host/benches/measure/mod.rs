//! What the benchmarks share: CPU seconds of children and of this thread, and a table of figures, each with a baseline
//! of the same run and with the target it must reach.

use std::fs;
use std::process::{Command, ExitCode, Stdio};

/// The program that is measured.
pub const PROGRAM: &str = env!("CARGO_BIN_EXE_atelier");

/// A line of the table, in CPU seconds.
pub struct Line {
    pub what: String,
    pub seconds: f64,
    pub target: f64,
    pub baseline: &'static str,
    pub baseline_seconds: f64,
}

/// Prints a table. It fails when a figure misses its target.
pub fn table(lines: impl IntoIterator<Item = Line>) -> ExitCode {
    println!(
        "{:52} {:>10} {:>9}   {:44} {:>10}",
        "what", "CPU s", "target", "baseline of the same run", "CPU s"
    );
    let mut reached = true;
    for Line { what, seconds, target, baseline, baseline_seconds } in lines {
        let missed = if seconds <= target { ' ' } else { '!' };
        reached &= seconds <= target;
        println!("{what:52} {seconds:>10.6} {target:>9.4} {missed} {baseline:44} {baseline_seconds:>10.6}");
    }
    if reached { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Runs the program.
pub fn program(arguments: &[&str]) {
    run(Command::new(PROGRAM).args(arguments));
}

/// Runs a command that has to end well.
pub fn run(command: &mut Command) {
    let output = command.stdout(Stdio::null()).output().expect("it starts");
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// CPU seconds of a run of children: the median of several groups of runs.
pub fn median(groups: usize, runs: u32, child: impl Fn()) -> f64 {
    median_by(children_seconds, groups, runs, child)
}

/// As [`median`], for what this thread does itself.
pub fn median_of_thread(groups: usize, runs: u32, work: impl Fn()) -> f64 {
    median_by(thread_seconds, groups, runs, work)
}

/// As [`median`], for both together.
#[allow(dead_code, reason = "not every benchmark does both")]
pub fn median_of_both(groups: usize, runs: u32, work: impl Fn()) -> f64 {
    median_by(|| children_seconds() + thread_seconds(), groups, runs, work)
}

fn median_by(clock: fn() -> f64, groups: usize, runs: u32, work: impl Fn()) -> f64 {
    let mut seconds: Vec<f64> = (0..groups)
        .map(|_| {
            let before = clock();
            (0..runs).for_each(|_| work());
            (clock() - before) / f64::from(runs)
        })
        .collect();
    seconds.sort_by(f64::total_cmp);
    seconds[groups / 2]
}

/// What the kernel counts for ended children: ticks of 10 ms.
fn children_seconds() -> f64 {
    let line = fs::read_to_string("/proc/self/stat").expect("a Linux kernel");
    // The name, in brackets, may have spaces.
    let fields = line.rsplit_once(')').map_or("", |(_, fields)| fields).split_whitespace();
    fields.skip(13).take(2).map(|ticks| ticks.parse::<f64>().expect("a number")).sum::<f64>() / 100.0
}

fn thread_seconds() -> f64 {
    // The kernel brings its count up to date when a thread yields.
    std::thread::yield_now();
    let line = fs::read_to_string("/proc/thread-self/schedstat").expect("a Linux kernel");
    line.split_whitespace().next().and_then(|count| count.parse().ok()).map_or(0.0, |count: f64| count / 1e9)
}
