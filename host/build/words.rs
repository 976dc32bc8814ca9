//! Embeds what is written in one language: the host's words, every `words/<language>.toml` with those of the same name
//! in the folders of `words/`; and the workshops that `atelier new` writes, `theme/new/<language>.toml`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// Writes `words.rs` and `starters.rs` into the build's output folder: `TEXTS`, the texts of each language, and
/// `STARTERS`, a workshop in each.
pub fn embed() -> io::Result<()> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    let (words, starters) = (root.join("words"), root.join("theme/new"));
    for folder in [&words, &starters] {
        println!("cargo::rerun-if-changed={}", folder.display());
    }

    let mut languages = BTreeMap::new();
    collect(&words, true, &mut languages)?;
    let mut code = String::from("static TEXTS: &[(&str, &[&str])] = &[\n");
    for (language, files) in languages {
        let files: Vec<String> = files.iter().map(|file| included(file)).collect();
        writeln!(code, "    ({language:?}, &[{}]),", files.join(", ")).map_err(io::Error::other)?;
    }
    code.push_str("];\n");
    fs::write(out.join("words.rs"), code)?;

    let mut languages = BTreeMap::new();
    collect(&starters, false, &mut languages)?;
    let mut code = String::from("static STARTERS: &[(&str, &str)] = &[\n");
    for (language, files) in languages {
        writeln!(code, "    ({language:?}, {}),", included(&files[0])).map_err(io::Error::other)?;
    }
    code.push_str("];\n");
    fs::write(out.join("starters.rs"), code)
}

fn included(file: &Path) -> String {
    format!("include_str!({:?})", file.to_string_lossy())
}

/// Adds the files of a folder by language, then those of the folders in it, each in the order of their names.
fn collect(folder: &Path, deep: bool, languages: &mut BTreeMap<String, Vec<PathBuf>>) -> io::Result<()> {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>()?;
    paths.sort_by_key(|path| (path.is_dir(), path.clone()));
    for path in paths {
        if path.is_dir() {
            if deep {
                collect(&path, deep, languages)?;
            }
        } else if path.extension().is_some_and(|extension| extension == "toml")
            && let Some(language) = path.file_stem().and_then(|stem| stem.to_str())
        {
            languages.entry(language.to_owned()).or_default().push(path.clone());
        }
    }
    Ok(())
}
