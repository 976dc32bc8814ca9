//! A pack as it travels: a ustar archive, sorted, uncompressed, with nothing of the machine it was made on.
//! The build script includes this file.

use std::io;
use std::path::Path;

/// The files of a pack in a folder, by name: `format.toml`, the words of each language, `handouts/*.md` and
/// `canvases/*.svg`.
///
/// # Errors
/// When the folder cannot be read.
pub fn names(folder: &Path) -> io::Result<Vec<String>> {
    // Beside a component's pack stand cargo's own files.
    let mut names = files(folder, "", "toml")?;
    names.retain(|name| name == "format.toml" || is_language(name.trim_end_matches(".toml")));
    names.extend(files(folder, "handouts/", "md")?);
    names.extend(files(folder, "canvases/", "svg")?);
    names.sort();
    Ok(names)
}

/// Packs a folder.
///
/// # Errors
/// When a file cannot be read.
pub fn pack(folder: &Path) -> io::Result<Vec<u8>> {
    let read = |name: String| Ok((std::fs::read(folder.join(&name))?, name));
    let files: Vec<(Vec<u8>, String)> = names(folder)?.into_iter().map(read).collect::<io::Result<_>>()?;
    archive(files.iter().map(|(content, name)| (name.as_str(), content.as_slice())))
}

/// An archive of these files, in this order.
///
/// # Errors
/// When a name is longer than an archive can hold.
pub fn archive<'a>(files: impl Iterator<Item = (&'a str, &'a [u8])>) -> io::Result<Vec<u8>> {
    let mut archive = tar::Builder::new(Vec::new());
    for (name, content) in files {
        let mut header = tar::Header::new_ustar();
        header.set_size(content.len() as u64);
        header.set_mode(0o644);
        header.set_cksum();
        archive.append_data(&mut header, name, content)?;
    }
    archive.into_inner()
}

/// `fr`, `en`, `pt-br`.
fn is_language(name: &str) -> bool {
    let (language, region) = name.split_once('-').unwrap_or((name, ""));
    let short = |part: &str| part.bytes().all(|b| b.is_ascii_lowercase()) && part.len() <= 3;
    short(language) && language.len() >= 2 && short(region)
}

fn files(folder: &Path, below: &str, extension: &str) -> io::Result<Vec<String>> {
    let entries = match std::fs::read_dir(folder.join(below)) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound && !below.is_empty() => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut names = Vec::new();
    for entry in entries {
        let path = entry?.path();
        if path.extension().is_some_and(|e| e == extension)
            && let Some(name) = path.file_name().and_then(|n| n.to_str())
        {
            names.push(format!("{below}{name}"));
        }
    }
    Ok(names)
}
