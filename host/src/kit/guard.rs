//! What stands in the folder already: what a facilitator changed or added by hand is never lost.

use super::record::{RECORD, recorded};
use crate::files::Files;
use crate::hash::sha256;

/// A file that a new kit would overwrite though somebody changed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Conflict {
    /// Written by an earlier kit, changed since.
    Changed(String),
    /// Never written by a kit, and a new file has its name.
    Foreign(String),
}

impl Conflict {
    /// Its path in the folder.
    #[must_use]
    pub fn path(&self) -> &str {
        match self {
            Self::Changed(path) | Self::Foreign(path) => path,
        }
    }
}

/// Puts what is to be kept of the old folder into the new one: files that no kit wrote, and harvest tables that
/// were filled in. Answers with what the new kit would overwrite; with `force` it does.
pub fn guard(new: &mut Files, old: &Files, force: bool) -> Vec<Conflict> {
    let recorded = old.get(RECORD).map(|record| recorded(record)).unwrap_or_default();
    let mut conflicts = Vec::new();
    for (path, content) in old {
        if path == RECORD {
            continue;
        }
        let written = recorded.get(path);
        let ours = written.is_some_and(|hash| *hash == sha256(content));
        if ours || new.get(path) == Some(content) {
            continue;
        }
        let harvest = path.starts_with("harvest/") && written.is_some();
        if harvest || !new.contains_key(path) {
            new.insert(path.clone(), content.clone());
        } else if !force {
            conflicts.push(match written {
                Some(_) => Conflict::Changed(path.clone()),
                None => Conflict::Foreign(path.clone()),
            });
        }
    }
    conflicts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kit(files: &[(&str, &str)]) -> Files {
        let mut files: Files =
            files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect();
        let written: Vec<_> = files
            .iter()
            .map(|(path, content)| serde_json::json!({ "path": path, "sha256": sha256(content) }))
            .collect();
        let record = serde_json::json!({ "files": written });
        files.insert(RECORD.to_owned(), record.to_string().into_bytes());
        files
    }

    fn set(files: &mut Files, path: &str, text: &str) {
        files.insert(path.to_owned(), text.as_bytes().to_vec());
    }

    #[test]
    fn an_untouched_kit_is_replaced() {
        let old = kit(&[("agenda.md", "one"), ("gone.md", "x")]);
        let mut new = kit(&[("agenda.md", "two")]);
        assert_eq!(guard(&mut new, &old, false), []);
        assert_eq!(new["agenda.md"], b"two");
        assert!(!new.contains_key("gone.md"));
    }

    #[test]
    fn what_was_changed_by_hand_is_in_the_way_unless_forced() {
        let mut old = kit(&[("agenda.md", "one")]);
        set(&mut old, "agenda.md", "mine");
        let mut new = kit(&[("agenda.md", "two")]);
        assert_eq!(guard(&mut new, &old, false), [Conflict::Changed("agenda.md".into())]);
        assert_eq!(guard(&mut new, &old, true), []);
        assert_eq!(new["agenda.md"], b"two");
    }

    #[test]
    fn files_of_others_and_filled_tables_stay() {
        let mut old = kit(&[("harvest/01-brainstorm.csv", "idea\n")]);
        set(&mut old, "harvest/01-brainstorm.csv", "idea\nBike\n");
        set(&mut old, "photos/board.jpg", "jpg");
        let mut new = kit(&[("harvest/01-brainstorm.csv", "idea\n")]);
        assert_eq!(guard(&mut new, &old, false), []);
        assert_eq!(new["harvest/01-brainstorm.csv"], b"idea\nBike\n");
        assert_eq!(new["photos/board.jpg"], b"jpg");
    }

    #[test]
    fn a_folder_that_is_no_kit_is_not_overwritten() {
        let mut old = Files::new();
        set(&mut old, "agenda.md", "somebody's");
        let mut new = kit(&[("agenda.md", "two")]);
        assert_eq!(guard(&mut new, &old, false), [Conflict::Foreign("agenda.md".into())]);
    }
}
