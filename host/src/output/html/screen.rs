//! What `screen.html` shows: the room screen, and the plan that it counts by. It is for everybody in the room:
//! nothing that is only for who runs the day goes in.

use minijinja::context;
use minijinja::value::Value;
use serde::Serialize;
use serde_json::json;

use crate::output::phrase;
use crate::words;

/// Under this key are the words that the page says while it runs.
const SAYS: &str = "html.screen.says.";

/// A workshop on the screen of its room. All texts are in their final form.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Screen {
    /// Language of the words: `fr`, `en`.
    pub language: String,
    /// The workshop's title.
    pub title: String,
    /// In order.
    pub days: Vec<ScreenDay>,
}

/// A day of the workshop.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ScreenDay {
    /// ISO date.
    pub date: Option<String>,
    /// Which day it is.
    pub title: String,
    /// In order, without gaps.
    pub entries: Vec<ScreenEntry>,
}

/// What a day is made of.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum ScreenEntry {
    /// Several things at the same time, one of which is shown.
    Tracks {
        /// Seconds since midnight.
        start: u32,
        /// In order.
        tracks: Vec<ScreenTrack>,
    },
    /// One thing for everybody.
    Unit(ScreenUnit),
}

/// One of the things that happen at the same time.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ScreenTrack {
    /// Its name, and where.
    pub title: String,
    /// In order, without gaps.
    pub units: Vec<ScreenUnit>,
}

/// A step, or a block without steps. Times are seconds since midnight.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ScreenUnit {
    /// The block's title.
    pub title: String,
    /// The step's, in a block with steps.
    pub step: Option<String>,
    /// `step`, `pause`, `talk`, `free` or `buffer`.
    pub kind: &'static str,
    /// The place of its block in the day.
    pub block: usize,
    /// When it starts.
    pub start: u32,
    /// When it ends.
    pub end: u32,
    /// The shortest it makes sense, in seconds.
    pub least: u32,
    /// Its rank among what can be cut in its block, and what is kept of it in seconds.
    pub cut: Option<(u32, u32)>,
    /// Its start is promised.
    pub fixed: bool,
}

impl Screen {
    pub(super) fn view(&self) -> Result<Value, minijinja::Error> {
        let tables: Result<Vec<Value>, minijinja::Error> =
            self.days.iter().map(|day| self.table(day)).collect();
        Ok(context! {
            language => self.language.as_str(),
            title => self.title.as_str(),
            tables => tables?,
            plan => self.plan()?,
        })
    }

    /// The plan and the words as the page's script reads them.
    fn plan(&self) -> Result<Value, minijinja::Error> {
        let own = words::host(&self.language);
        let says: Result<serde_json::Map<String, serde_json::Value>, minijinja::Error> = own
            .keys()
            .filter_map(|key| Some((key, key.strip_prefix(SAYS)?)))
            .map(|(key, name)| Ok((name.to_owned(), phrase(&self.language, key, context! {})?.into())))
            .collect();
        let plan = json!({ "title": self.title, "days": self.days, "words": says? });
        // Inside a script nothing else than its end has a meaning to HTML.
        Ok(Value::from_safe_string(plan.to_string().replace('<', "\\u003c")))
    }

    /// The day as a reader without script sees it.
    fn table(&self, day: &ScreenDay) -> Result<Value, minijinja::Error> {
        let mut rows = Vec::new();
        for entry in &day.entries {
            match entry {
                ScreenEntry::Unit(unit) => rows.push(self.row(unit, None)?),
                ScreenEntry::Tracks { tracks, .. } => {
                    for track in tracks {
                        for unit in &track.units {
                            rows.push(self.row(unit, Some(&track.title))?);
                        }
                    }
                }
            }
        }
        let title = (self.days.len() > 1).then_some(day.title.as_str());
        Ok(context! { title, rows })
    }

    fn row(&self, unit: &ScreenUnit, track: Option<&str>) -> Result<Value, minijinja::Error> {
        let parts = [track, Some(unit.title.as_str()), unit.step.as_deref()];
        let start = crate::workshop::Clock(unit.start).to_string();
        let seconds = unit.end - unit.start;
        Ok(context! {
            start => phrase(&self.language, "index.time", context! { at => start })?,
            length => phrase(&self.language, "html.screen.duration", context! { seconds })?,
            what => parts.into_iter().flatten().collect::<Vec<_>>().join(" · "),
        })
    }
}
