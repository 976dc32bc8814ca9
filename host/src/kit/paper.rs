//! How much of the paper of a kit the plugins of strangers can ask for.

use super::Printed;
use crate::diagnostic::Diagnostic;
use crate::plan::Plan;

/// The most pages, copies included, that the handouts of strangers' plugins may have together; and what more for each of
/// so many people. The file to print has each page of each copy, with what a screen reader needs.
pub const MOST_PAGES: (usize, usize) = (10_000, 10);

/// The problem that the strangers' handouts take too many pages: at the one of them that takes the most.
pub fn too_much(plan: &Plan, printed: &[Printed], people: usize) -> Option<Diagnostic> {
    let sessions = plan.sessions();
    let of_strangers = printed.iter().filter_map(|printed| {
        let id = printed.sheet.block.as_ref()?;
        let (_, session) = sessions.iter().find(|(block, _)| block.id == *id)?;
        session.format.foreign().map(|_| (printed, session.format.id()))
    });
    let of_strangers: Vec<(&Printed, &str)> = of_strangers.collect();
    let pages: usize = of_strangers.iter().map(|(printed, _)| printed.sheets()).sum();
    let most = MOST_PAGES.0 + MOST_PAGES.1 * people;
    let (largest, plugin) = of_strangers.into_iter().max_by_key(|(printed, _)| printed.sheets())?;
    (pages > most).then(|| {
        let problem = Diagnostic::error("too-much-paper").arg("document", largest.sheet.path.as_str());
        let problem = problem.arg("plugin", plugin).arg("block", largest.sheet.block.as_deref());
        let problem = problem.arg("pages", largest.pages.unwrap_or(0)).arg("copies", largest.sheet.copies);
        problem.arg("all", pages).arg("most", most)
    })
}
