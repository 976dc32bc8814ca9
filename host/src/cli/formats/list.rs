//! `atelier formats list`: the formats that fit, and why the others do not.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::fit::{self, Candidate, Miss};
use super::{as_json, relax, said, word};
use crate::cli::args::FormatsList as Args;
use crate::cli::terminal::{self, columns, padded, wrapped};
use crate::cli::{Exit, Session};
use crate::plugin::Catalogue;
use crate::words::Words;

pub fn run(args: &Args, catalogue: &Catalogue, session: &Session) -> Exit {
    let words = session.words();
    let candidates: Vec<Candidate> =
        catalogue.iter().map(|format| Candidate::new(format, words.language())).collect();
    let judged = candidates.iter().map(|candidate| (candidate, candidate.misses(args)));
    let (fitting, mut others): (Vec<_>, Vec<_>) = judged.partition(|(_, misses)| misses.is_empty());
    // What nearly fits comes first.
    others.sort_by_key(|(_, misses)| misses.len());
    if args.json {
        let fitting = fitting.iter().map(|(candidate, misses)| judgement(candidate, misses, args, words));
        let formats: Vec<Value> = fitting.collect();
        let others = others.iter().map(|(candidate, misses)| judgement(candidate, misses, args, words));
        let others: Vec<Value> = others.collect();
        return session.print_json(&json!({ "version": 1, "formats": formats, "others": others }));
    }
    let width = terminal::width();
    let longest = candidates.iter().map(|candidate| candidate.format.id().len()).max().unwrap_or(0);
    if !others.is_empty() {
        session.say(Reasons::of(args, &candidates, &others).told(longest, width, words).trim_end());
    }
    if fitting.is_empty()
        && let Some(relaxed) = relax::relaxed(args, &candidates)
    {
        let values = json!({ "command": relaxed.command, "count": relaxed.count });
        session.say(&format!("\n{}", said(words, "cli.messages.unfit_all", &values)));
    }
    let entries = fitting.iter().map(|(candidate, _)| entry(candidate, args, longest, width, words));
    session.print(&entries.collect::<String>())
}

/// A format that fits, in a few lines.
fn entry(candidate: &Candidate, args: &Args, longest: usize, width: usize, words: &Words) -> String {
    let manifest = &candidate.format.pack.manifest;
    let facts = json!({
        "people": [manifest.people.min, manifest.people.max],
        "minutes": [manifest.minutes.min, manifest.minutes.max],
        "moment": word(words, &format!("moments.{}", manifest.moment)),
        "energy": word(words, &format!("energies.{}", manifest.energy)),
        "splits": candidate.splits(args),
    });
    let mut text = format!("{}  {}\n", padded(candidate.format.id(), longest), candidate.card.name());
    text.push_str(&wrapped(&said(words, "cli.messages.format_facts", &facts), "  ", width));
    text.push_str(&wrapped(&candidate.card.summary(), "  ", width));
    text
}

/// Why the others do not fit.
struct Reasons<'c> {
    count: usize,
    /// Words that no format has: said once.
    unknown: Vec<String>,
    /// With the ids of the formats that have nothing else against them.
    groups: Vec<(Vec<Miss>, Vec<&'c str>)>,
}

/// So many formats with the same reason are told in one go.
const MANY: usize = 3;

impl<'c> Reasons<'c> {
    fn of(args: &Args, candidates: &[Candidate], others: &[(&'c Candidate<'c>, Vec<Miss>)]) -> Self {
        let asked = fit::split(args.search.as_deref().unwrap_or_default());
        let unknown: Vec<String> = asked.filter(|word| !candidates.iter().any(|c| c.has(word))).collect();
        let mut groups: Vec<(Vec<Miss>, Vec<&str>)> = Vec::new();
        for (candidate, misses) in others {
            let misses: Vec<Miss> = misses.iter().filter_map(|miss| miss.besides(&unknown)).collect();
            match groups.iter_mut().find(|(known, _)| *known == misses) {
                Some((_, ids)) => ids.push(candidate.format.id()),
                None => groups.push((misses, vec![candidate.format.id()])),
            }
        }
        groups.sort_by_key(|(misses, _)| misses.len());
        Self { count: others.len(), unknown, groups }
    }

    /// A line each, unless there is much to say.
    fn told(&self, longest: usize, width: usize, words: &Words) -> String {
        let mut text = String::new();
        if !self.unknown.is_empty() {
            text = wrapped(
                &said(words, "cli.messages.unfit_words", &json!({ "words": self.unknown })),
                "",
                width,
            );
        }
        let groups: Vec<_> = self.groups.iter().filter(|(misses, _)| !misses.is_empty()).collect();
        if !groups.is_empty() {
            let _ = writeln!(text, "{}", said(words, "cli.messages.unfit", &json!({ "count": self.count })));
        }
        let mut many = String::new();
        for (misses, ids) in groups {
            let reason = misses.iter().map(|miss| miss.told(words)).collect::<Vec<_>>().join(" · ");
            if ids.len() < MANY {
                for id in ids {
                    text.push_str(&wrapped(&reason, &format!("  {}  ", padded(id, longest)), width));
                }
                continue;
            }
            let first = said(words, "cli.messages.unfit_group", &json!({ "reason": reason }));
            let (first, rest) =
                if columns(&first) <= longest { (first.as_str(), "") } else { ("", first.as_str()) };
            let group = format!("{rest} {}", ids.join(", "));
            many.push_str(&wrapped(
                &group,
                &format!("  {first}{}", if first.is_empty() { "" } else { " " }),
                width,
            ));
        }
        text + &many
    }
}

fn judgement(candidate: &Candidate, misses: &[Miss], args: &Args, words: &Words) -> Value {
    let mut value = as_json(candidate.format, &candidate.card);
    value["fits"] = json!(misses.is_empty());
    value["splits"] = json!(candidate.splits(args));
    value["why"] = misses
        .iter()
        .map(|miss| {
            let mut why = miss.as_json();
            why["text"] = json!(miss.told(words));
            why
        })
        .collect();
    value
}
