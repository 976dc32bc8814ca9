//! Whether what a plugin answers can be said: the words of its problems and its tables are in its pack, and what it
//! counts can be counted.

use minijinja::value::Serde;

use super::author::as_written;
use super::groups::Found;
use crate::diagnostic::Diagnostic;
use crate::plan::{HOST_WORDS, bad_words};
use crate::plugin::{Draft, Format, Problem};
use crate::words::{self, Words};

/// Nobody brings more of anything: it is a number below zero that was taken for another.
const MOST_OF_A_SUPPLY: u32 = 1_000_000;

/// Looks at answers of a format.
pub struct Answers<'a> {
    format: &'a Format,
    words: Vec<Words>,
}

impl<'a> Answers<'a> {
    pub fn new(format: &'a Format) -> Self {
        let known = words::languages().filter_map(|language| {
            let text = format.pack.words.get(language)?;
            Some(Words::parse(language, text).ok()?.of(format.stranger()))
        });
        Self { format, words: known.collect() }
    }

    /// What people would read of a refusal or of warnings.
    pub fn problems(&self, problems: &[Problem]) -> Vec<Found> {
        let own = problems.iter().filter(|problem| !HOST_WORDS.contains(&&*problem.text));
        let mut found: Vec<Found> = Vec::new();
        for problem in own {
            let key = format!("problems.{}.message", problem.text);
            let lacking = self.lacking(&key);
            if lacking.is_empty() {
                found.extend(self.unsaid(&key, problem));
            }
            found.extend(lacking);
        }
        found
    }

    /// What people would read of a draft, apart from its steps and its handouts.
    pub fn draft(&self, draft: &Draft, people: u32, seconds: u32) -> Vec<Found> {
        let mut found = self.problems(&draft.warnings);
        for column in draft.sheets.iter().flat_map(|sheet| &sheet.columns) {
            found.extend(self.lacking(&format!("columns.{column}")));
        }
        for supply in &draft.supplies {
            let key = format!("supplies.{}", supply.item);
            if !words::host("en").has(&key) {
                found.extend(self.lacking(&key));
            }
            if supply.quantity > MOST_OF_A_SUPPLY {
                let problem = Diagnostic::error("test-quantity").arg("item", supply.item.as_str());
                let problem = problem.arg("quantity", supply.quantity).arg("most", MOST_OF_A_SUPPLY);
                let problem = problem.arg("people", people).arg("minutes", seconds / 60);
                found.push((problem, supply.item.clone()));
            }
        }
        found
    }

    /// The languages without this word.
    fn lacking(&self, key: &str) -> Vec<Found> {
        let without = self.words.iter().filter(|words| !words.has(key));
        let told = |words: &Words| {
            let path = self.format.file(&format!("{}.toml", words.language()));
            let problem = Diagnostic::error("test-no-word").arg("path", path.as_str());
            (problem.arg("key", as_written(key)), format!("{path} {key}"))
        };
        without.map(told).collect()
    }

    /// The languages in which this problem's word cannot be made.
    fn unsaid(&self, key: &str, problem: &Problem) -> Vec<Found> {
        let wrong = |words: &Words| {
            let error = words.render(key, minijinja::Value::from(Serde(&problem.args))).err()?;
            let about = format!("{} {key}", words.language());
            Some((bad_words(self.format, words.language(), &error), about))
        };
        self.words.iter().filter_map(wrong).collect()
    }
}
