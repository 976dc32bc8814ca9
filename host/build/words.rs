//! Embeds the host's words: every `words/<language>.toml`, with those of the same name in the folders of `words/`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// Writes `words.rs` into the build's output folder: `TEXTS`, the texts of each language.
pub fn embed() -> io::Result<()> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default()).join("words");
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default()).join("words.rs");
    println!("cargo::rerun-if-changed={}", root.display());

    let mut languages: BTreeMap<String, Vec<PathBuf>> = BTreeMap::new();
    collect(&root, &mut languages)?;
    let mut code = String::from("static TEXTS: &[(&str, &[&str])] = &[\n");
    for (language, files) in languages {
        let include = |file: &PathBuf| format!("include_str!({:?})", file.to_string_lossy());
        let files: Vec<String> = files.iter().map(include).collect();
        writeln!(code, "    ({language:?}, &[{}]),", files.join(", ")).map_err(io::Error::other)?;
    }
    code.push_str("];\n");
    fs::write(out, code)
}

/// Adds the words files of a folder, then those of the folders in it, each in the order of their names.
fn collect(folder: &Path, languages: &mut BTreeMap<String, Vec<PathBuf>>) -> io::Result<()> {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>()?;
    paths.sort_by_key(|path| (path.is_dir(), path.clone()));
    for path in paths {
        if path.is_dir() {
            collect(&path, languages)?;
        } else if path.extension().is_some_and(|extension| extension == "toml")
            && let Some(language) = path.file_stem().and_then(|stem| stem.to_str())
        {
            languages.entry(language.to_owned()).or_default().push(path.clone());
        }
    }
    Ok(())
}
