//! Plugins that do not mean well. Each ends with an error that names it and what it overstepped, leaves the old kit
//! whole, and harms no other plugin of the same run.

mod bounds;
mod code;
#[path = "../../hostile/component.rs"]
mod component;
mod confined;
mod excess;
mod load;
mod measure;
mod others;
#[cfg(unix)]
mod outside;
mod packs;
mod texts;
mod wider;

use std::fs;
use std::path::Path;

use atelier_tests::{Run, repository, scratch};
use component::{beside, component};
use measure::{Bounds, USUAL, measured};
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
    refused_with(folder, &[], USUAL, says)
}

/// The same with more arguments, which may give it more.
#[track_caller]
fn refused_with(folder: &TempDir, args: &[&str], bounds: Bounds, says: &[&str]) -> Run {
    let (run, _) = measured(folder.path(), &[&["kit", "--lang", "en"], args].concat(), bounds);
    let run = run.ends(1);
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

/// Runs the program in a folder; it keeps to the usual bounds.
#[track_caller]
fn atelier(folder: &Path, args: &[&str]) -> Run {
    measured(folder, args, USUAL).0
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
const TOO_MUCH: &str = "it asked for too much memory: more than 64 MB in one call";
const TOO_WIDE: &str = "its tables of functions hold more than 20,000 entries";
const ITSELF: &str = "it called itself without end: its stack is larger than 512 KB";
const OUTSIDE: &str = "it reached outside its memory (64 MB at most)";
const TOO_LARGE: &str = "its answer is too large: more than 8 MB";
const CONTRACT: &str = "its answer does not keep to the contract";
