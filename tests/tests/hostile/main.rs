//! Plugins that do not mean well. Each ends with an error that names it and what it overstepped, leaves the old kit
//! whole, and harms no other plugin of the same run.

mod bounds;
mod code;
#[path = "../../hostile/component.rs"]
mod component;
mod excess;
mod load;
mod others;
#[cfg(unix)]
mod outside;
mod packs;
mod texts;

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use atelier_tests::{Run, program, repository, scratch};
use component::component;
use tempfile::TempDir;

/// Files of a pack, in the order in which they are written.
type Pack = Vec<(String, Vec<u8>)>;

fn pack() -> Pack {
    let read = |name: &str| fs::read(repository("tests/hostile").join(name)).expect("it is there");
    vec![
        ("format.toml".into(), read("format.toml")),
        ("en.toml".into(), read("words.toml")),
        ("fr.toml".into(), read("words.toml")),
    ]
}

/// An archive of these files. Names are written as they are: what `tar` itself would refuse to write, too.
fn archive(files: &Pack) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (name, content) in files {
        let mut head = [0_u8; 512];
        head[..name.len()].copy_from_slice(name.as_bytes());
        head[100..107].copy_from_slice(b"0000644");
        head[124..135].copy_from_slice(format!("{:011o}", content.len()).as_bytes());
        head[156] = b'0';
        head[257..265].copy_from_slice(b"ustar\x0000");
        head[148..156].copy_from_slice(b"        ");
        let sum: u32 = head.iter().map(|&byte| u32::from(byte)).sum();
        head[148..155].copy_from_slice(format!("{sum:06o}\0").as_bytes());
        bytes.extend(head);
        bytes.extend(content);
        bytes.resize(bytes.len().next_multiple_of(512), 0);
    }
    bytes.resize(bytes.len() + 1024, 0);
    bytes
}

fn plugin(mut component: Vec<u8>, files: &Pack) -> Vec<u8> {
    atelier::plugin::append_pack(&mut component, &archive(files));
    component
}

/// A workshop with a block of the hostile format between two of an official one.
fn workshop(plugin: &[u8]) -> TempDir {
    workshop_of(&["brainstorm", "hostile", "brainstorm"], &[("hostile", plugin)])
}

/// A workshop with a block of each of these formats, and beside it these plugins by the names of their files.
fn workshop_of(formats: &[&str], plugins: &[(&str, &[u8])]) -> TempDir {
    let folder = scratch();
    let mut text = "title = \"T\"\nlanguage = \"en\"\npeople = 12\nstart = 09:00\nend = 10:30\n".to_owned();
    text += "outputs = [\"markdown\"]\n";
    let minutes = 90 / formats.len();
    for format in formats {
        text += &format!("\n[[block]]\nformat = \"{format}\"\nminutes = {minutes}\n");
    }
    fs::write(folder.path().join("workshop.toml"), text).expect("a writable folder");
    fs::create_dir(folder.path().join("plugins")).expect("a writable folder");
    for (name, plugin) in plugins {
        fs::write(folder.path().join(format!("plugins/{name}.wasm")), plugin).expect("a writable folder");
    }
    // The kit that must stay.
    fs::create_dir(folder.path().join("kit")).expect("a writable folder");
    fs::write(folder.path().join("kit/mine.txt"), "mine").expect("a writable folder");
    folder
}

/// Makes the kit, and finds the old one as it was.
#[track_caller]
fn refused(plugin: &[u8], says: &[&str]) -> Run {
    refused_in(&workshop(plugin), says)
}

/// Makes the kit of such a workshop, and finds the old one as it was.
#[track_caller]
fn refused_in(folder: &TempDir, says: &[&str]) -> Run {
    let (run, memory, seconds) = measured(folder.path(), &["kit", "--lang", "en"]);
    let run = run.ends(1);
    assert!(memory < MOST_MEMORY, "{memory} KiB");
    assert!(seconds < MOST_SECONDS, "{seconds} s");
    for part in says {
        assert!(run.err.contains(part), "`{part}` is not in:\n{}", run.err);
    }
    assert!(run.err.len() < 8_000, "an error of {} bytes", run.err.len());
    assert!(!run.err.chars().any(|c| c.is_control() && c != '\n'), "{:?}", run.err);
    assert!(!run.err.contains("/hostile.rs") && !run.err.contains("wasm trap"), "{}", run.err);
    assert_eq!(files(&folder.path().join("kit")), ["mine.txt"]);
    assert!(!folder.path().join("atelier.lock").exists());
    run
}

/// In KiB: the most that a run may take of memory, whatever a plugin tries.
const MOST_MEMORY: u64 = 300 << 10;
/// In seconds of processor time, of the program and of what it starts. A program that is not optimised takes longer for
/// its own part.
const MOST_SECONDS: f64 = 2.0;
/// The system counts processor time so, in seconds.
const CLOCK_TICK: f64 = 0.01;

/// Runs the program and watches how much memory it takes, in KiB, and how many seconds of processor time; 0 where the
/// system does not say.
#[track_caller]
fn measured(folder: &Path, args: &[&str]) -> (Run, u64, f64) {
    let mut child = Command::new(program())
        .args(args)
        .current_dir(folder)
        .env("LC_ALL", "C")
        .env("ATELIER_HOME", std::env::temp_dir().join("atelier-nobody"))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let status = format!("/proc/{}/status", child.id());
    let times = format!("/proc/{}/stat", child.id());
    let peak = || -> Option<u64> {
        let text = fs::read_to_string(&status).ok()?;
        text.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.parse().ok())
    };
    let used = || -> Option<f64> {
        let text = fs::read_to_string(&times).ok()?;
        let fields = text.rsplit_once(')')?.1.split_whitespace();
        // Its own time, and that of the processes it has waited for; each in the program and in the system.
        let ticks: u32 = fields.skip(11).take(4).map(|field| field.parse().unwrap_or(0)).sum();
        Some(f64::from(ticks) * CLOCK_TICK)
    };
    let (mut memory, mut seconds) = (0, 0.0);
    while child.try_wait().expect("a child").is_none() {
        memory = peak().unwrap_or(memory);
        seconds = used().unwrap_or(seconds);
        thread::sleep(Duration::from_millis(1));
    }
    let output = child.wait_with_output().expect("it has ended");
    let err = String::from_utf8(output.stderr).expect("the program writes UTF-8");
    (Run { code: output.status.code().unwrap_or(-1), out: String::new(), err }, memory, seconds)
}

fn files(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder");
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// What an attack in the code is stopped by.
#[track_caller]
fn code_is_refused(places: &[(&str, &str)], says: &str) {
    let run =
        refused(&plugin(component(places), &pack()), &["error[plugin-failed]", "“hostile” 0.1.0", says]);
    // The blocks of the official format are as sound as ever.
    assert_eq!(run.err.matches("error[").count(), 1, "{}", run.err);
}

const ENDLESS: &str = "(loop $l (br $l))";

const TOO_LONG: &str = "it computed for too long: more than 2,000 million instructions";
const TOO_MUCH: &str = "it asked for too much memory: more than 64 MB";
const ITSELF: &str = "it called itself without end";
const CONTRACT: &str = "its answer does not keep to the contract";
