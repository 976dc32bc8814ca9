//! `atelier formats show ID`: the method card in the terminal.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use super::{as_json, find, said, word};
use crate::cli::args::FormatsShow as Args;
use crate::cli::terminal::{self, columns, padded, wrapped};
use crate::cli::{Exit, Session, single};
use crate::diagnostic::Sources;
use crate::kit;
use crate::plan::{self, Choices};
use crate::plugin::{Catalogue, Format, LONGEST_TEXT, MethodCard, Setting, SettingKind};
use crate::theme::Theme;
use crate::words::{Words, typography};

pub fn run(args: &Args, catalogue: &Catalogue, session: &Session) -> Exit {
    let format = match find(catalogue, &args.id, session) {
        Ok(format) => format,
        Err(exit) => return exit,
    };
    let words = session.words();
    let card = MethodCard::new(format, words.language());
    let trial = Trial::of(format, catalogue, words);
    if args.json {
        return session.print_json(&details(format, &card, trial.as_ref()));
    }
    let page = Page { format, card, words, width: terminal::width() };
    session.print(&page.text(trial.as_ref()))
}

/// What the format does with the group that it is best for.
struct Trial {
    people: u32,
    minutes: u32,
    steps: Vec<Step>,
    /// Title, paper, copies.
    handouts: Vec<Value>,
}

struct Step {
    title: String,
    seconds: u32,
    notes: Vec<String>,
}

impl Trial {
    /// None when it cannot be planned: some formats depend on what a workshop gives them.
    fn of(format: &Format, catalogue: &Catalogue, words: &Words) -> Option<Self> {
        let people = format.pack.manifest.people.ideal;
        let minutes = single::minutes_on_card(format, people)?;
        let mut sources = Sources::default();
        let (workshop, _) = single::workshop(
            format,
            (people, minutes),
            &single::Settings::new(),
            (words.language(), single::Detail::Plain),
            &mut sources,
        );
        let workshop = workshop?;
        let choices = Choices { effort: 0, ..Choices::default() };
        let (plan, _) = plan::assemble(&workshop, catalogue, words.language(), choices);
        let plan = plan?;
        let (block, session) = plan.sessions().into_iter().next()?;
        let typeset = |text: &String| typography::typeset(words.language(), text);
        let steps = session.steps.iter().map(|step| Step {
            title: typeset(&step.title),
            seconds: step.end - step.start,
            notes: step.notes.iter().map(typeset).filter(|note| !note.is_empty()).collect(),
        });
        let documents = kit::documents(&workshop, &Theme::default(), &plan, &mut sources).ok()?;
        let own = documents.into_iter().filter(|document| document["block"] == *block.id);
        Some(Self { people, minutes, steps: steps.collect(), handouts: own.collect() })
    }
}

/// The card as it is written.
struct Page<'a> {
    format: &'a Format,
    card: MethodCard<'a>,
    words: &'static Words,
    width: usize,
}

impl Page<'_> {
    fn text(&self, trial: Option<&Trial>) -> String {
        let manifest = &self.format.pack.manifest;
        let mut text = format!("{} · {} {}\n", self.card.name(), manifest.id, manifest.version);
        text.push_str(&wrapped(&self.card.summary(), "", self.width));
        text.push('\n');
        text.push_str(&self.facts());
        for (part, paragraphs) in self.card.parts() {
            self.section(&mut text, &self.word(part), paragraphs.iter().map(|said| self.line("", said)));
        }
        if let Some(trial) = trial {
            let group = json!({ "people": trial.people, "minutes": trial.minutes });
            let steps = trial.steps.iter().map(|step| self.step(step));
            self.section(&mut text, &self.said("timed", &group), steps);
            self.section(&mut text, &self.word("troubles"), self.troubles(trial));
        }
        let settings = manifest.settings.iter().map(|(key, setting)| self.setting(key, setting));
        self.section(&mut text, &self.word("settings"), settings);
        if let Some(trial) = trial {
            let heading = self.said("handouts", &json!({ "people": trial.people }));
            self.section(&mut text, &heading, trial.handouts.iter().map(|handout| self.handout(handout)));
        }
        let example = example(self.format);
        self.section(&mut text, &self.word("example"), example.lines().map(|line| format!("  {line}\n")));
        self.section(&mut text, &self.word("credits"), self.credits().into_iter());
        text
    }

    /// A heading with what stands under it, if anything does.
    #[expect(clippy::unused_self, reason = "a part of the page")]
    fn section(&self, text: &mut String, heading: &str, lines: impl Iterator<Item = String>) {
        let body: String = lines.collect();
        if !body.is_empty() {
            let _ = write!(text, "\n{heading}\n{body}");
        }
    }

    /// A name and what it is, each fact on a line.
    fn facts(&self) -> String {
        let manifest = &self.format.pack.manifest;
        let one_of = |kind: &str, key: &str| word(self.words, &format!("{kind}.{key}"));
        let mut facts = vec![
            ("people", self.said("range", &json!(range(manifest.people)))),
            ("minutes", self.said("range_minutes", &json!(range(manifest.minutes)))),
            ("moment", one_of("moments", &manifest.moment)),
            ("energy", one_of("energies", &manifest.energy)),
            ("difficulty", one_of("difficulties", &manifest.difficulty)),
            ("preparation", self.said("preparation_minutes", &json!({ "minutes": manifest.preparation }))),
            ("posture", one_of("postures", &manifest.posture)),
        ];
        if !manifest.instead.is_empty() {
            facts.push(("smaller", self.said("instead", &json!({ "formats": manifest.instead }))));
        }
        let names: Vec<String> = facts.iter().map(|(key, _)| self.word(&format!("facts.{key}"))).collect();
        let longest = names.iter().map(|name| columns(name)).max().unwrap_or(0);
        let lines = names
            .iter()
            .zip(&facts)
            .map(|(name, (_, fact))| self.line(&format!("{}  ", padded(name, longest)), fact));
        lines.collect()
    }

    fn step(&self, step: &Step) -> String {
        let length = json!({ "seconds": step.seconds });
        let length = self.said("length", &length);
        self.line(&format!("{:1$}{length}  ", "", 8_usize.saturating_sub(columns(&length))), &step.title)
    }

    /// What may go wrong, by step. What a round says like the one before is said once.
    fn troubles<'t>(&'t self, trial: &'t Trial) -> impl Iterator<Item = String> + 't {
        let mut told: Vec<&str> = Vec::new();
        trial.steps.iter().filter_map(move |step| {
            let notes: Vec<&str> =
                step.notes.iter().map(String::as_str).filter(|note| !told.contains(note)).collect();
            told.extend(&notes);
            let lines: String = notes.iter().map(|note| self.line("  - ", note)).collect();
            (!lines.is_empty()).then(|| format!("{}{lines}", self.line("", &step.title)))
        })
    }

    fn setting(&self, key: &str, setting: &Setting) -> String {
        let facts = self.said("setting", &setting_facts(setting));
        format!("{}{}", self.line("", &format!("{key} · {facts}")), self.line("  ", &self.card.setting(key)))
    }

    fn handout(&self, handout: &Value) -> String {
        let paper = handout["paper"].as_str().unwrap_or_default();
        let paper = word(self.words, &format!("papers.{paper}"));
        let facts = json!({ "title": handout["title"], "paper": paper, "copies": handout["copies"] });
        self.line("- ", &self.said("handout", &facts))
    }

    /// Who wrote the words, under which licence, and after whom.
    fn credits(&self) -> Vec<String> {
        let manifest = &self.format.pack.manifest;
        let own = json!({
            "authors": manifest.authors,
            "licence": self.card.licence(),
            "sources": manifest.sources.len(),
        });
        let mut lines = vec![self.line("", &self.said("licence", &own))];
        for source in &manifest.sources {
            let mut parts = vec![typography::typeset(self.words.language(), &source.title)];
            parts.extend(source.licence.clone());
            parts.extend(source.url.clone());
            lines.push(self.line("- ", &parts.join(", ")));
        }
        lines
    }

    fn line(&self, first: &str, text: &str) -> String {
        wrapped(text, &format!("  {first}"), self.width)
    }

    fn said(&self, key: &str, args: &Value) -> String {
        said(self.words, &format!("cards.{key}"), args)
    }

    fn word(&self, key: &str) -> String {
        word(self.words, &format!("cards.{key}"))
    }
}

/// The arguments of a range.
fn range(group: crate::plugin::Group) -> Map<String, Value> {
    Map::from_iter(
        [("min", group.min), ("ideal", group.ideal), ("max", group.max)]
            .map(|(key, value)| (key.to_owned(), json!(value))),
    )
}

/// What a setting holds, for its line and for other programs.
fn setting_facts(setting: &Setting) -> Value {
    // Bounds are whole unless the setting is not.
    let number = |bound: Option<f64>| match bound {
        #[expect(clippy::cast_possible_truncation, reason = "it has no fraction, and bounds are small")]
        Some(bound) if bound.fract() == 0.0 => json!(bound as i64),
        other => json!(other),
    };
    let texts = matches!(setting.kind, SettingKind::Text | SettingKind::Texts);
    json!({
        "kind": setting.kind,
        "default": setting.default,
        "min": number(setting.min),
        "max": number(setting.max),
        "max_length": texts.then(|| setting.max_length.unwrap_or(LONGEST_TEXT)),
        "choices": setting.choices,
    })
}

/// A block to paste into a workshop, with the settings that have a default.
fn example(format: &Format) -> String {
    let defaults: toml::Table = format
        .pack
        .manifest
        .settings
        .iter()
        .filter_map(|(key, setting)| {
            Some((key.clone(), toml::Value::try_from(setting.default.as_ref()?).ok()?))
        })
        .collect();
    let format = toml::Value::from(format.id());
    if defaults.is_empty() {
        return format!("[[block]]\nformat = {format}\n");
    }
    let settings: Vec<String> = defaults.iter().map(|(key, value)| format!("{key} = {value}")).collect();
    format!("[[block]]\nformat   = {format}\nsettings = {{ {} }}\n", settings.join(", "))
}

/// What other programs learn of one format, besides what the list says.
fn details(format: &Format, card: &MethodCard, trial: Option<&Trial>) -> Value {
    let manifest = &format.pack.manifest;
    let mut value = as_json(format, card);
    value["card"] = card.parts().map(|(part, said)| (part.to_owned(), json!(said))).collect();
    value["options"] = manifest
        .settings
        .iter()
        .map(|(key, setting)| {
            let mut facts = setting_facts(setting);
            facts["help"] = json!(card.setting(key));
            (key.clone(), facts)
        })
        .collect();
    value["instead"] = json!(manifest.instead);
    let handout = |handout: &Value| json!({ "title": handout["title"], "paper": handout["paper"], "copies": handout["copies"] });
    value["trial"] = json!(trial.map(|trial| {
        let steps = trial
            .steps
            .iter()
            .map(|step| json!({ "title": step.title, "seconds": step.seconds, "notes": step.notes }));
        json!({
            "people": trial.people,
            "minutes": trial.minutes,
            "steps": steps.collect::<Vec<_>>(),
            "handouts": trial.handouts.iter().map(handout).collect::<Vec<_>>(),
        })
    }));
    value["example"] = json!(example(format));
    let source = |source: &crate::plugin::Source| json!({ "title": source.title, "url": source.url, "licence": source.licence });
    value["sources"] = manifest.sources.iter().map(source).collect();
    value["version"] = json!(1);
    value
}
