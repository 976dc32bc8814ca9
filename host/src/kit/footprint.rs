//! What the paper of a kit weighs, and what making it emits: an estimate, to compare one kit with another.

use serde_json::{Value, json};

use super::Printed;
use crate::words::{Words, typography};

/// Office paper.
const GRAMS_PER_SQUARE_METRE: f64 = 80.0;
/// Kilograms of CO₂ equivalent for a kilogram of white office paper, made and brought to France: 2.29 kg for a ream of
/// 2.49 kg, as its makers' federation counts. Other published factors go up to 1.52 (EPA Victoria, publication 1374.1).
const CO2E_PER_KILOGRAM: f64 = 0.919;
const SOURCE: &str = "Copacel: 2.29 kg CO2e for a ream of A4 (2.49 kg), made and brought to France; without printing and \
                      end of life";

/// What so much paper is.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Footprint {
    /// Mass.
    pub grams: f64,
    /// Emissions, as CO₂.
    pub co2e_grams: f64,
}

impl Footprint {
    /// Of sheets: each a kind of paper and how many.
    pub fn of<'s>(sheets: impl IntoIterator<Item = (&'s str, f64)>) -> Self {
        let area: f64 = sheets.into_iter().map(|(paper, count)| square_metres(paper) * count).sum();
        let grams = area * GRAMS_PER_SQUARE_METRE;
        Self { grams, co2e_grams: grams * CO2E_PER_KILOGRAM }
    }
}

/// Area of a sheet of a paper by its name.
fn square_metres(paper: &str) -> f64 {
    match paper {
        "a3" => 0.297 * 0.420,
        "a5" => 0.148 * 0.210,
        "letter" => 0.2159 * 0.2794,
        "tabloid" => 0.2794 * 0.4318,
        _ => 0.210 * 0.297,
    }
}

/// What `kit.json` says, of the documents that it lists.
pub fn record(documents: &[Value]) -> Value {
    let of = |count: &str| {
        let sheets = documents
            .iter()
            .filter_map(|document| Some((document["paper"].as_str()?, document[count].as_f64()?)));
        Footprint::of(sheets)
    };
    let (single, duplex) = (of("sheets"), of("sheets_duplex"));
    json!({
        "grams": whole(single.grams),
        "grams_duplex": whole(duplex.grams),
        "co2e_grams": whole(single.co2e_grams),
        "co2e_grams_duplex": whole(duplex.co2e_grams),
        "grams_per_square_metre": GRAMS_PER_SQUARE_METRE,
        "co2e_per_kilogram": CO2E_PER_KILOGRAM,
        "source": SOURCE,
    })
}

/// The same in a sentence, with the sheets that can be shown on a screen instead. None when nothing was counted.
#[must_use]
pub fn sentence(printed: &[Printed], words: &Words) -> Option<String> {
    if printed.iter().all(|printed| printed.pages.is_none()) {
        return None;
    }
    let of = |count: fn(&Printed) -> usize| {
        Footprint::of(printed.iter().map(|printed| (printed.sheet.paper, count(printed) as f64)))
    };
    let mass = |grams: f64| words.render("footprint.mass", minijinja::context! { grams => whole(grams) });
    let (single, duplex) = (of(Printed::sheets), of(Printed::duplex));
    let shared = printed.iter().filter(|printed| printed.sheet.shared);
    let args = minijinja::context! {
        mass => mass(single.grams).ok()?,
        co2e => mass(single.co2e_grams).ok()?,
        mass_duplex => mass(duplex.grams).ok()?,
        co2e_duplex => mass(duplex.co2e_grams).ok()?,
        shown => shared.map(Printed::sheets).sum::<usize>(),
    };
    Some(typography::typeset(words.language(), &words.render("footprint.text", args).ok()?))
}

fn whole(grams: f64) -> u64 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "paper weighs something")]
    let grams = grams.round() as u64;
    grams
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ream_is_two_kilograms_and_a_half() {
        let ream = Footprint::of([("a4", 500.0)]);
        assert_eq!((whole(ream.grams), whole(ream.co2e_grams)), (2495, 2293));
        assert_eq!(whole(Footprint::of([("a3", 1.0), ("a5", 2.0), ("letter", 1.0)]).grams), 20);
    }

    #[test]
    fn a_record_adds_up_what_was_counted() {
        let documents = [
            json!({ "paper": "a4", "sheets": 100, "sheets_duplex": 50 }),
            json!({ "paper": "a3", "sheets": 1, "sheets_duplex": 1 }),
            json!({ "paper": "a4", "sheets": null, "sheets_duplex": null }),
        ];
        let record = record(&documents);
        let told =
            ["grams", "grams_duplex", "co2e_grams", "co2e_grams_duplex"].map(|key| record[key].clone());
        assert_eq!(told, [509, 259, 468, 238].map(Value::from));
    }
}
