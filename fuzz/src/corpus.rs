//! Inputs to begin from, and small changes of them.

use std::fs;
use std::path::{Path, PathBuf};

use crate::Target;

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The real files that a target begins from: those of the repository, and those of its own folder of `seeds/`.
#[must_use]
pub fn seeds(target: &Target) -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    for (folder, ending) in target.seeds {
        collect(&repository().join(folder), ending, &mut found);
    }
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds").join(target.name), "", &mut found);
    found.retain(|seed| seed.len() <= target.longest);
    found
}

/// What once went wrong, by the name of its file.
#[must_use]
pub fn regressions(target: &Target) -> Vec<(PathBuf, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("regressions").join(target.name);
    let Ok(paths) = paths(&folder) else { return Vec::new() };
    paths.into_iter().filter_map(|path| Some((path.clone(), fs::read(path).ok()?))).collect()
}

fn collect(folder: &Path, ending: &str, found: &mut Vec<Vec<u8>>) {
    for path in paths(folder).unwrap_or_default() {
        if path.is_dir() {
            collect(&path, ending, found);
        } else if path.to_string_lossy().ends_with(ending) {
            found.extend(fs::read(path));
        }
    }
}

fn paths(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut paths =
        fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<std::io::Result<Vec<_>>>()?;
    paths.sort();
    Ok(paths)
}

/// A seed with some changes: each a kind, a place and a value, all of them any numbers.
#[must_use]
pub fn changed(seed: &[u8], other: &[u8], changes: &[(u8, u16, u8)]) -> Vec<u8> {
    /// What has a meaning somewhere.
    const WORDS: [&str; 24] = [
        "\u{feff}",
        "\u{202e}",
        "\0",
        "\r\n",
        "é",
        "🦀",
        "{{",
        "}}",
        "{%",
        ":::",
        "[[",
        "]]",
        "\"",
        "\"\"\"",
        "'",
        "<",
        "&",
        "=",
        ",",
        ";",
        "\t",
        "-1",
        "99999999999999999999",
        "00:00",
    ];
    let mut input = seed.to_vec();
    for &(kind, place, value) in changes {
        let at = usize::from(place) % (input.len() + 1);
        let end = (at + usize::from(value)).min(input.len());
        match kind % 6 {
            0 => input.get_mut(at).into_iter().for_each(|byte| *byte = value),
            1 => drop(input.drain(at..end)),
            2 => input.truncate(at),
            3 => {
                let word = WORDS[usize::from(value) % WORDS.len()];
                input.splice(at..at, word.bytes());
            }
            4 => {
                let twice = input[at..end].to_vec();
                input.splice(at..at, twice);
            }
            _ => {
                let from = usize::from(place) % (other.len() + 1);
                let to = (from + usize::from(value)).min(other.len());
                input.splice(at..at, other[from..to].iter().copied());
            }
        }
    }
    input
}
