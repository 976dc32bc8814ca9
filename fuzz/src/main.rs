//! Looks for inputs of one target: `fuzz/run` starts it, with the target's name in `TARGET` and the folder of what
//! was learnt in `CORPUS`.

#![no_main]

use std::fs;
use std::path::PathBuf;
use std::sync::OnceLock;

use atelier_fuzz::{TARGETS, Target, regressions, seeds, target};
use libfuzzer_sys::fuzz_target;

static CHOSEN: OnceLock<&'static Target> = OnceLock::new();

/// Finds the target, and lays its seeds where the search begins.
fn begin() {
    let name = std::env::var("TARGET").unwrap_or_default();
    let Some(found) = target(&name) else {
        let names: Vec<&str> = TARGETS.iter().map(|target| target.name).collect();
        eprintln!("TARGET is one of {}", names.join(" "));
        std::process::exit(2);
    };
    let folder = PathBuf::from(std::env::var_os("CORPUS").unwrap_or_else(|| "target/fuzz".into()));
    let known = regressions(found).into_iter().map(|(_, input)| input);
    for (number, seed) in seeds(found).into_iter().chain(known).enumerate() {
        fs::write(folder.join(format!("seed-{number}")), seed).expect("the folder can be written");
    }
    CHOSEN.get_or_init(|| found);
}

fuzz_target!(
    init: begin(),
    |bytes: &[u8]| {
        (CHOSEN.get().expect("it was found").run)(bytes);
    }
);
