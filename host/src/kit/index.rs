//! What `index.html` shows of a kit.

use super::documents::logo;
use super::{Printed, Wanted, context, ending, footprint, totals};
use crate::files::Files;
use crate::output::html::index::{
    Index, IndexDay, IndexDocument, IndexEntry, IndexGroup, IndexLink, IndexPaper,
};
use crate::plan::{Plan, PlannedDay};
use crate::theme::Theme;
use crate::words::{Words, typography};
use crate::workshop::{OutputKind, Workshop};

/// The kit at a glance.
pub fn index(
    workshop: &Workshop,
    theme: &Theme,
    plan: &Plan,
    printed: &[Printed],
    files: &Files,
    wanted: &Wanted,
    words: &Words,
) -> Index {
    let say = |key: &str, args: minijinja::Value| {
        typography::typeset(words.language(), &words.render(key, args).unwrap_or_else(|_| key.to_owned()))
    };
    let typeset = |text: &str| typography::typeset(words.language(), text);
    let several = plan.days.len() > 1;
    let group = |title: String, documents: Vec<&Printed>| IndexGroup {
        title,
        documents: documents.into_iter().map(|printed| document(printed, wanted, &say)).collect(),
    };
    let own = printed.iter().filter(|printed| printed.sheet.block.is_none()).collect();
    let mut groups = vec![(None, group(say("index.for_the_day", minijinja::Value::default()), own))];
    for (block, _) in plan.sessions() {
        let own = printed.iter().filter(|p| p.sheet.block.as_deref() == Some(&*block.id)).collect();
        groups.push((Some(block.id.clone()), group(block.title.clone(), own)));
    }
    groups.retain(|(_, group)| !group.documents.is_empty());
    let day = |(i, day): (usize, &PlannedDay)| {
        let facts = context::agenda_day(day, words);
        let text = |entry: &serde_json::Value, key: &str| entry[key].as_str().unwrap_or_default().to_owned();
        let time = |at: String| say("index.time", minijinja::context! { at });
        let entry = |entry: &serde_json::Value| IndexEntry {
            start: time(text(entry, "start")),
            end: time(text(entry, "end")),
            minutes: entry["minutes"].as_f64().unwrap_or_default(),
            kind: text(entry, "kind"),
            title: typeset(&text(entry, "title")),
            group: groups
                .iter()
                .position(|(block, _)| block.is_some() && block.as_deref() == entry["id"].as_str()),
        };
        IndexDay {
            title: several.then(|| say("agenda.day", minijinja::context! { number => i + 1 })),
            entries: facts["entries"].as_array().into_iter().flatten().map(entry).collect(),
        }
    };
    let days = plan.days.iter().enumerate().map(day).collect();
    let totals = totals(printed);
    let counted = wanted.outputs.contains(&OutputKind::Pdf);
    let count = |sheets: usize| counted.then(|| u32::try_from(sheets).unwrap_or(u32::MAX));
    let others =
        files.keys().filter(|path| ["agenda.ics", "run-sheet.csv", "seating.csv"].contains(&path.as_str()));
    let link = |path: &String| IndexLink {
        label: say(&format!("index.file_{}", path.replace('.', "_")), minijinja::Value::default()),
        path: path.clone(),
    };
    Index {
        language: words.language().to_owned(),
        title: typeset(&workshop.title.value),
        logo: logo(theme, words),
        facts: facts(workshop, plan, &say),
        purpose: workshop.purpose.as_deref().map(typeset),
        days,
        groups: groups.into_iter().map(|(_, group)| group).collect(),
        print_all: files.contains_key("print-all.pdf").then(|| "print-all.pdf".to_owned()),
        sheets: count(totals.sheets),
        duplex_sheets: count(totals.duplex),
        papers: papers(printed, &say),
        screen: super::SCREEN.to_owned(),
        footprint: footprint::sentence(printed, words),
        files: others.map(link).collect(),
    }
}

/// Sheets of each paper, in the order of the documents.
fn papers(printed: &[Printed], say: &dyn Fn(&str, minijinja::Value) -> String) -> Vec<String> {
    let mut papers: Vec<(&str, usize)> = Vec::new();
    for printed in printed.iter().filter(|printed| printed.pages.is_some()) {
        match papers.iter_mut().find(|(paper, _)| *paper == printed.sheet.paper) {
            Some((_, sheets)) => *sheets += printed.sheets(),
            None => papers.push((printed.sheet.paper, printed.sheets())),
        }
    }
    let text = |(paper, sheets): (&str, usize)| {
        let paper = say(&format!("papers.{paper}"), minijinja::Value::default());
        say("supplies_list.paper_sheets", minijinja::context! { paper, sheets })
    };
    papers.into_iter().map(text).collect()
}

/// When, where, with whom.
fn facts(workshop: &Workshop, plan: &Plan, say: &dyn Fn(&str, minijinja::Value) -> String) -> Vec<String> {
    let mut facts = Vec::new();
    if let [day] = plan.days.as_slice() {
        let (start, end) =
            (crate::workshop::Clock(day.start).to_string(), crate::workshop::Clock(day.end).to_string());
        facts.push(say("index.when", minijinja::context! { day => day.date.clone(), start, end }));
    }
    facts.extend(workshop.place.clone());
    facts.push(say("index.people", minijinja::context! { people => workshop.people.list.len() }));
    facts
}

fn document(
    printed: &Printed,
    wanted: &Wanted,
    say: &dyn Fn(&str, minijinja::Value) -> String,
) -> IndexDocument {
    let sheet = &printed.sheet;
    let none = minijinja::Value::default;
    let paper = printed.pages.map(|pages| IndexPaper {
        size: say(&format!("papers.{}", sheet.paper), none()),
        pages: u32::try_from(pages).unwrap_or(u32::MAX),
        copies: sheet.copies,
        sheets: u32::try_from(printed.sheets()).unwrap_or(u32::MAX),
    });
    let mut outputs = sheet.outputs(&wanted.outputs);
    outputs.sort_by_key(|output| *output != OutputKind::Html);
    let link = |output: &OutputKind| IndexLink {
        label: say(&format!("index.output_{}", ending(*output)), none()),
        path: format!("{}.{}", sheet.path, ending(*output)),
    };
    IndexDocument {
        title: sheet.document.title.clone(),
        audience: Some(say(&format!("audiences.{}", sheet.audience), none())),
        paper,
        on_screen: sheet.shared,
        links: outputs.iter().map(link).collect(),
    }
}
