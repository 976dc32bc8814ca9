//! What the system tells of a process, where it does, and how fast this computer is.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::hint::black_box;
use std::time::{Duration, Instant};

/// The processor time that a process has used: the system counts it in hundredths of a second.
#[must_use]
pub fn processor_time(process: u32) -> Option<Duration> {
    let line = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The program's name is in brackets, and may hold spaces.
    let fields = line.rsplit_once(')')?.1.split_whitespace();
    let ticks: u64 = fields.skip(11).take(2).map(|field| field.parse().unwrap_or(0)).sum();
    Some(Duration::from_millis(10 * ticks))
}

/// Bytes of memory that a process has for itself.
#[must_use]
pub fn memory(process: u32) -> Option<usize> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:"))?;
    let kilobytes: usize = line.trim().strip_suffix(" kB")?.trim().parse().ok()?;
    Some(kilobytes << 10)
}

/// What [`stint`] takes on a usual computer.
const USUAL_STINT: Duration = Duration::from_micros(250);
/// The least of so many stints is taken: whoever else uses the computer disturbs some of them.
const STINTS: u32 = 5;

/// How many times longer than a usual computer this one takes, 1 to 8: old ones and busy ones are slow. It is found by
/// trying, in some milliseconds.
#[must_use]
pub fn slowness() -> f64 {
    let timed = |_| {
        let started = Instant::now();
        black_box(stint());
        started.elapsed()
    };
    let least = (0..STINTS).map(timed).min().unwrap_or_default();
    (least.as_secs_f64() / USUAL_STINT.as_secs_f64()).clamp(1.0, 8.0)
}

/// A little work of the kind that making a document is: many small texts, sorted and looked up.
fn stint() -> usize {
    let text = |n: u32| format!("{:08x}", n.wrapping_mul(2_654_435_761));
    let mut texts: Vec<String> = (0..1_500).map(text).collect();
    texts.sort_unstable();
    let mut beginnings: BTreeMap<&str, usize> = BTreeMap::new();
    for text in &texts {
        *beginnings.entry(&text[..4]).or_default() += text.len();
    }
    let places: HashMap<&str, usize> = texts.iter().map(String::as_str).zip(0..).collect();
    beginnings.values().sum::<usize>() + texts.iter().map(|text| places[text.as_str()]).sum::<usize>()
}
