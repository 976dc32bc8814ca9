//! `kit.json`: what made the kit, and what is in it. The next kit reads the hashes to see what was changed by
//! hand, and nothing else.

use serde_json::{Value, json};

use super::{Printed, Totals};
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
            "sha256": sha256(session.format.plugin()),
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
        "documents": documents,
        "pages": totals.pages,
        "sheets": totals.sheets,
        "sheets_duplex": totals.duplex,
        "files": written,
    });
    files.insert(RECORD.to_owned(), format!("{record:#}\n").into_bytes());
}

/// Path and hash of every file in a record. None when it is not one.
pub fn hashes(record: &[u8]) -> Option<Vec<(String, String)>> {
    let record: Value = serde_json::from_slice(record).ok()?;
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let files = record.get("files")?.as_array()?;
    files.iter().map(|file| Some((text(file.get("path")?)?, text(file.get("sha256")?)?))).collect()
}
