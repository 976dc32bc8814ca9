//! What every plugin must do, as one test that its crate runs:
//!
//! ```text
//! #[test]
//! fn conforms() {
//!     let pack = concat!(env!("CARGO_MANIFEST_DIR"), "/../../formats/silence");
//!     atelier_format::conformance::run::<Silence>(pack, &["{}", r#"{"variant": "walking"}"#]);
//! }
//! ```

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::{Map, Value};

use crate::vocabulary::{AUDIENCES, MODES, PAPERS, SUPPLIES, UNITS};
use crate::{Draft, Format, Problem, Request, Span};

/// The largest group that is tried.
const MOST_PEOPLE: u32 = 200;

/// Runs the suite on a format with its pack, once for each of the settings (JSON objects, to which the
/// manifest's defaults are added).
///
/// For every group of 1 to 200 people: a draft or a problem, never a panic; the same answer twice; for every
/// whole minute of every span, steps that add up exactly; and every template and text key in every language.
///
/// # Panics
/// With all that is wrong.
pub fn run<F: Format>(pack: &str, settings: &[&str]) {
    let pack = Pack::read(Path::new(pack));
    let mut suite = Suite { wrong: pack.languages_agree(), pack };
    for settings in settings {
        for walls in [true, false] {
            for people in 1..=MOST_PEOPLE {
                suite.group::<F>(people, settings, walls);
            }
        }
    }
    let wrong: Vec<&String> = suite.wrong.iter().take(20).collect();
    assert!(wrong.is_empty(), "{} things are wrong, the first ones:\n{wrong:#?}", suite.wrong.len());
}

/// A pack as files: the manifest, the keys of each language, the names of the templates.
struct Pack {
    manifest: Value,
    keys: BTreeMap<String, BTreeSet<String>>,
    templates: BTreeSet<String>,
}

impl Pack {
    fn read(folder: &Path) -> Self {
        let toml = |name: &str| -> Value {
            let text = std::fs::read_to_string(folder.join(name)).unwrap_or_else(|e| panic!("{name}: {e}"));
            toml::from_str(&text).unwrap_or_else(|e| panic!("{name}: {e}"))
        };
        let names = |folder: &Path, ending: &str| -> Vec<String> {
            let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
            let names = entries.filter_map(|e| e.file_name().into_string().ok());
            names.filter_map(|name| Some(name.strip_suffix(ending)?.to_owned())).collect()
        };
        // Beside the words of a plugin in Rust stands its `Cargo.toml`.
        let languages = names(folder, ".toml").into_iter().filter(|name| is_language(name));
        let keys = languages.map(|language| {
            let mut keys = BTreeSet::new();
            flatten(&toml(&format!("{language}.toml")), "", &mut keys);
            (language, keys)
        });
        Self {
            manifest: toml("format.toml"),
            keys: keys.collect(),
            templates: names(&folder.join("handouts"), ".md").into_iter().collect(),
        }
    }

    fn languages_agree(&self) -> BTreeSet<String> {
        let all: BTreeSet<&String> = self.keys.values().flatten().collect();
        let missing = self.keys.iter().flat_map(|(language, keys)| {
            all.iter()
                .filter(|key| !keys.contains(**key))
                .map(move |key| format!("{language}.toml lacks `{key}`"))
        });
        let french_and_english = ["fr", "en"]
            .into_iter()
            .filter(|language| !self.keys.contains_key(*language))
            .map(|language| format!("there is no {language}.toml"));
        missing.chain(french_and_english).collect()
    }

    fn has(&self, key: &str) -> bool {
        self.keys.values().all(|keys| keys.contains(key))
    }

    fn settings(&self, given: &str) -> String {
        let mut all: Map<String, Value> = self.manifest["settings"]
            .as_object()
            .into_iter()
            .flatten()
            .filter_map(|(key, setting)| Some((key.clone(), setting.get("default")?.clone())))
            .collect();
        let given: Map<String, Value> =
            serde_json::from_str(given).unwrap_or_else(|e| panic!("{given}: {e}"));
        all.extend(given);
        Value::Object(all).to_string()
    }
}

/// `fr`, `en`, `pt-br`.
fn is_language(name: &str) -> bool {
    let (language, region) = name.split_once('-').unwrap_or((name, ""));
    let is_short = |part: &str| part.len() <= 3 && part.bytes().all(|byte| byte.is_ascii_lowercase());
    language.len() >= 2 && is_short(language) && is_short(region)
}

/// Keys of a words file: a string or a list of strings is a word.
fn flatten(value: &Value, prefix: &str, keys: &mut BTreeSet<String>) {
    match value {
        Value::Object(table) => {
            for (key, value) in table {
                let key = if prefix.is_empty() { key.clone() } else { format!("{prefix}.{key}") };
                flatten(value, &key, keys);
            }
        }
        _ => {
            keys.insert(prefix.to_owned());
        }
    }
}

struct Suite {
    pack: Pack,
    wrong: BTreeSet<String>,
}

impl Suite {
    fn group<F: Format>(&mut self, people: u32, settings: &str, walls: bool) {
        let room = serde_json::json!({ "walls": walls }).to_string();
        let settings = self.pack.settings(settings);
        let manifest = self.pack.manifest.to_string();
        let request = || Request::<F::Settings>::new(people, 7, &settings, "", &room, &manifest);
        let place = format!("{people} people, walls {walls}, {settings}");
        let spans = match F::lengths(&request()) {
            Ok(spans) => spans,
            Err(problems) => return self.refusal(&problems, &place),
        };
        if Ok(&spans) != F::lengths(&request()).as_ref() {
            self.say(&place, "`lengths` answers differently the second time");
        }
        if let Some(why) = disorder(&spans) {
            self.say(&place, &why);
            return;
        }
        for seconds in spans.iter().flat_map(|span| (span.min.next_multiple_of(60)..=span.max).step_by(60)) {
            let place = format!("{place}, {} min", seconds / 60);
            match F::plan(&request(), seconds) {
                Err(problems) => {
                    self.say(&place, "`lengths` promised what `plan` refuses");
                    self.refusal(&problems, &place);
                }
                Ok(draft) => {
                    let sum: u32 = draft.steps.iter().map(|step| step.ideal).sum();
                    if sum != seconds {
                        self.say(&place, &format!("the steps last {sum} s, not {seconds}"));
                    }
                    if seconds % 300 == 0 && Ok(&draft) != F::plan(&request(), seconds).as_ref() {
                        self.say(&place, "`plan` answers differently the second time");
                    }
                    self.draft(&draft, people, &place);
                }
            }
        }
    }

    fn say(&mut self, place: &str, what: &str) {
        self.wrong.insert(format!("{what} ({place})"));
    }

    fn word(&mut self, key: &str) {
        if !self.pack.has(key) {
            self.wrong.insert(format!("`{key}` is not in the words of every language"));
        }
    }

    fn one_of(&mut self, what: &str, value: &str, allowed: &[&str]) {
        if !allowed.contains(&value) {
            self.wrong.insert(format!("{what}: `{value}` is not one of {allowed:?}"));
        }
    }

    fn ids<'a>(&mut self, what: &str, ids: impl Iterator<Item = &'a String>) {
        let mut seen = BTreeSet::new();
        for id in ids {
            let formed = (1..=40).contains(&id.len())
                && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
            if !formed {
                self.wrong.insert(format!("{what}: `{id}` is not [a-z0-9-]{{1,40}}"));
            }
            if !seen.insert(id) {
                self.wrong.insert(format!("{what}: `{id}` is there twice"));
            }
        }
    }

    fn refusal(&mut self, problems: &[Problem], place: &str) {
        if !problems.iter().any(|problem| problem.severity == "error") {
            self.say(place, "a refusal without an error");
        }
        for problem in problems {
            self.problem(problem);
        }
    }

    fn problem(&mut self, problem: &Problem) {
        self.one_of("severity", &problem.severity, &["error", "warning"]);
        self.word(&format!("problems.{}.message", problem.text));
    }

    fn draft(&mut self, draft: &Draft, people: u32, place: &str) {
        self.ids("step", draft.steps.iter().map(|s| &s.id));
        self.ids("seating", draft.seatings.iter().map(|s| &s.id));
        self.ids("handout", draft.handouts.iter().map(|h| &h.id));
        self.ids("sheet", draft.sheets.iter().map(|s| &s.id));
        for step in &draft.steps {
            self.word(&format!("steps.{}.title", step.text));
            if let Some(cut) = step.cut.as_ref().filter(|cut| cut.rank == 0 || cut.keep >= step.ideal) {
                self.say(
                    place,
                    &format!(
                        "step `{}`: a cut of rank {} keeps {} s of {}",
                        step.id, cut.rank, cut.keep, step.ideal
                    ),
                );
            }
            if !(step.min <= step.ideal && step.ideal <= step.max && step.ideal > 0) {
                self.say(
                    place,
                    &format!("step `{}`: {} <= {} <= {}", step.id, step.min, step.ideal, step.max),
                );
            }
            if let Some(play) = &step.play {
                let rounds = draft.seatings.iter().find(|s| s.id == play.seating).map(|s| s.rounds);
                if !rounds.is_some_and(|rounds| (1..=rounds).contains(&play.round)) {
                    self.say(place, &format!("step `{}` plays round {} of nothing", step.id, play.round));
                }
            }
        }
        for seating in &draft.seatings {
            self.one_of("mode", &seating.mode, &MODES);
            if seating.sizes.iter().sum::<u32>() != people || seating.sizes.contains(&0) {
                self.say(place, &format!("seating `{}`: {:?}", seating.id, seating.sizes));
            }
            for role in &seating.roles {
                self.word(&format!("roles.{}.name", role.id));
            }
        }
        for handout in &draft.handouts {
            self.word(&format!("handouts.{}", handout.id));
            self.one_of("audience", &handout.audience, &AUDIENCES);
            self.one_of("paper", &handout.paper, &PAPERS);
            if !self.pack.templates.contains(&handout.template) {
                self.wrong.insert(format!("there is no handouts/{}.md", handout.template));
            }
        }
        for supply in &draft.supplies {
            if !SUPPLIES.contains(&supply.item.as_str()) {
                self.word(&format!("supplies.{}", supply.item));
            }
            self.one_of("unit", &supply.unit, &UNITS);
        }
        for column in draft.sheets.iter().flat_map(|sheet| &sheet.columns) {
            self.word(&format!("columns.{column}"));
        }
        for warning in &draft.warnings {
            self.one_of("severity of a draft's problem", &warning.severity, &["warning"]);
            self.problem(warning);
        }
    }
}

/// Why these spans are no answer, if they are none.
fn disorder(spans: &[Span]) -> Option<String> {
    if spans.is_empty() {
        return Some("no span and no problem".into());
    }
    if let Some(span) = spans.iter().find(|s| !(s.min <= s.ideal && s.ideal <= s.max && s.min > 0)) {
        return Some(format!("a span of {} <= {} <= {}", span.min, span.ideal, span.max));
    }
    let overlap = spans.windows(2).find(|pair| pair[0].max >= pair[1].min)?;
    Some(format!("spans overlap or are out of order: {} and {}", overlap[0].max, overlap[1].min))
}
