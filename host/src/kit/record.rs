//! `kit.json`: what made the kit, and what is in it. The next kit reads the hashes to see what was changed by
//! hand, and nothing else.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Printed, Totals, footprint};
use crate::files::Files;
use crate::hash::sha256;
use crate::plan::Plan;

/// The name of the file.
pub const RECORD: &str = "kit.json";

/// Adds the record of all files so far.
pub fn add(files: &mut Files, plan: &Plan, printed: &[Printed], totals: Totals) {
    let mut formats: Vec<Value> = Vec::new();
    for (_, session) in plan.sessions() {
        let manifest = &session.format.pack.manifest;
        let entry = json!({
            "id": manifest.id,
            "version": manifest.version,
            "contract": manifest.contract,
            // A file that went away since it was used has none.
            "sha256": session.format.sha256().ok(),
        });
        if !formats.contains(&entry) {
            formats.push(entry);
        }
    }
    let documents: Vec<Value> = printed
        .iter()
        .map(|printed| {
            json!({
                "path": printed.sheet.path,
                "title": printed.sheet.document.title,
                "audience": printed.sheet.audience,
                "paper": printed.sheet.paper,
                "pages": printed.pages,
                "copies": printed.sheet.copies,
                "sheets": printed.pages.map(|_| printed.sheets()),
                "sheets_duplex": printed.pages.map(|_| printed.duplex()),
                "shared": printed.sheet.shared,
            })
        })
        .collect();
    let written: Vec<Value> = files
        .iter()
        .map(|(path, content)| json!({ "path": path, "bytes": content.len(), "sha256": sha256(content) }))
        .collect();
    let record = json!({
        "version": 1,
        "atelier": env!("CARGO_PKG_VERSION"),
        "formats": formats,
        "footprint": footprint::record(&documents),
        "documents": documents,
        "pages": totals.pages,
        "sheets": totals.sheets,
        "sheets_duplex": totals.duplex,
        "files": written,
    });
    files.insert(RECORD.to_owned(), format!("{record:#}\n").into_bytes());
}

/// Adds to the record what an earlier one says of everything else. Without a record on either side nothing changes.
pub fn extend(files: &mut Files, earlier: &[u8]) {
    let parse = |bytes: &[u8]| serde_json::from_slice::<Value>(bytes).ok();
    let Some((mut record, earlier)) = files.get(RECORD).and_then(|new| Some((parse(new)?, parse(earlier)?)))
    else {
        return;
    };
    for (list, name) in [("formats", "id"), ("documents", "path"), ("files", "path")] {
        let (Some(new), Some(old)) = (record[list].as_array_mut(), earlier[list].as_array()) else {
            continue;
        };
        let others = |entry: &&Value| !new.iter().any(|known| known[name] == entry[name]);
        let others: Vec<Value> = old.iter().filter(others).cloned().collect();
        new.extend(others);
    }
    let sum = |count: &str| -> u64 {
        let documents = record["documents"].as_array().into_iter().flatten();
        documents.filter_map(|document| document[count].as_u64()).sum()
    };
    let (sheets, duplex) = (sum("sheets"), sum("sheets_duplex"));
    record["pages"] = json!(sheets);
    record["sheets"] = json!(sheets);
    record["sheets_duplex"] = json!(duplex);
    record["footprint"] = footprint::record(record["documents"].as_array().map_or(&[], Vec::as_slice));
    files.insert(RECORD.to_owned(), format!("{record:#}\n").into_bytes());
}

/// Hash of every file in a record, by path. Nothing when it is not one.
#[must_use]
pub fn recorded(record: &[u8]) -> BTreeMap<String, String> {
    hashes(record).unwrap_or_default()
}

fn hashes(record: &[u8]) -> Option<BTreeMap<String, String>> {
    let record: Value = serde_json::from_slice(record).ok()?;
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let files = record.get("files")?.as_array()?;
    files.iter().map(|file| Some((text(file.get("path")?)?, text(file.get("sha256")?)?))).collect()
}
