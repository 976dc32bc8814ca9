//! The words that this user brings: a language that the program lacks, or other sentences in one that it has.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::home::Home;
use crate::diagnostic::{Diagnostic, Sources};
use crate::files;
use crate::words;
use crate::workshop;

/// Reads the words folder of this user, `<language>.toml` in it and in the folders in it, and brings what is sound to
/// the words of the program. Everything that is wrong with the rest is told.
pub fn bring(home: &Home, sources: &mut Sources) -> Vec<Diagnostic> {
    let mut languages: BTreeMap<String, Vec<PathBuf>> = BTreeMap::new();
    if let Some(folder) = home.words() {
        collect(folder, true, &mut languages);
    }
    let mut problems = Vec::new();
    let mut sound = Vec::new();
    for (language, paths) in languages {
        let (texts, mut wrong) = read(&language, &paths, sources);
        if wrong.is_empty() {
            sound.push((language, texts));
        }
        problems.append(&mut wrong);
    }
    words::bring(sound);
    problems
}

/// The words files of a folder by language, those of its folders after them.
fn collect(folder: &Path, deeper: bool, languages: &mut BTreeMap<String, Vec<PathBuf>>) {
    // A folder that is not there holds no words.
    let paths: Vec<PathBuf> =
        files::names(folder).unwrap_or_default().iter().map(|name| folder.join(name)).collect();
    for path in &paths {
        let language = path.file_stem().and_then(|stem| stem.to_str()).filter(|stem| is_tag(stem));
        if let Some(language) = language
            && path.extension().is_some_and(|extension| extension == "toml")
        {
            languages.entry(language.to_owned()).or_default().push(path.clone());
        }
    }
    for path in paths.iter().filter(|path| deeper && path.is_dir()) {
        collect(path, false, languages);
    }
}

/// True for what names a language: `it`, `pt-br`.
fn is_tag(text: &str) -> bool {
    let mut parts = text.split('-');
    let is_part = |part: &str| part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    parts.next().is_some_and(|first| (2..=3).contains(&first.len()) && is_part(first))
        && parts.all(|part| (2..=8).contains(&part.len()) && is_part(part))
}

/// The texts of one language, and what is wrong with them.
fn read(language: &str, paths: &[PathBuf], sources: &mut Sources) -> (Vec<String>, Vec<Diagnostic>) {
    let mut texts = Vec::new();
    let mut problems = Vec::new();
    for path in paths {
        let read = files::read(path).map_err(|error| error.error.to_string());
        match read.and_then(|bytes| String::from_utf8(bytes).map_err(|error| error.to_string())) {
            Ok(text) => texts.push(text),
            Err(reason) => {
                let problem = Diagnostic::error("unreadable").arg("path", path.display().to_string());
                problems.push(problem.arg("reason", reason));
            }
        }
    }
    if !problems.is_empty() {
        return (texts, problems);
    }
    let of: Vec<&str> = texts.iter().map(String::as_str).collect();
    for error in words::check(language, &of) {
        let source = sources.add(paths[error.text].display().to_string(), texts[error.text].clone());
        if matches!(error.kind, words::WordsErrorKind::Syntax(_)) {
            problems.extend(workshop::toml_faults(source, &texts[error.text]));
            continue;
        }
        let problem = error.add_to(Diagnostic::error("own-words"));
        problems.push(problem.at(source, error.span.unwrap_or(0..0)));
    }
    (texts, problems)
}
