//! The documents that every course prints, and the outputs that people edit.

use std::fs;
use std::path::Path;

use atelier_tests::kit::{squeezed, text};
use atelier_tests::plan::list;
use atelier_tests::{atelier, plan_of, repository, scratch, workshop};
use serde_json::{Value, json};

/// Two days, eleven people with a company, two who facilitate.
const COURSE: &str = "title = \"Course\"\nlanguage = \"en\"\npeople = \"people.csv\"\ntimezone = \"Europe/Paris\"\n\
    facilitators = [\"Ines\", \"Bo\"]\n\n\
    [[day]]\ndate = 2026-10-24\nstart = 09:00\nend = 17:00\n\n\
    [[day.block]]\ntalk = \"Plenary\"\nminutes = 210\n\n[[day.block]]\npause = \"Lunch\"\nat = 12:30\nminutes = 60\n\n\
    [[day.block]]\ntalk = \"=SUM(1)\"\nminutes = 210\n\n\
    [[day]]\ndate = 2026-10-25\nstart = 09:30\nend = 12:00\n\n[[day.block]]\ntalk = \"Review\"\nminutes = 150\n";

const NAMES: [&str; 11] =
    ["Ana", "Ben", "Cleo", "Dan", "Eva", "Finn", "Gil", "Hana", "Ivo", "June", "Kim Søren-O'Hara"];

/// The kit of the course, in these outputs.
#[track_caller]
fn course(outputs: &str) -> tempfile::TempDir {
    let folder = workshop(COURSE);
    let rows: String = NAMES.iter().map(|name| format!("{name},Guild of {name}\n")).collect();
    fs::write(folder.path().join("people.csv"), format!("name,Company\n{rows}")).expect("writable");
    let _ = atelier(folder.path(), &["kit", "workshop.toml", "--output", outputs]).ends(0);
    folder
}

fn read(folder: &Path, path: &str) -> String {
    fs::read_to_string(folder.join("kit").join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn pages(path: &Path) -> usize {
    lopdf::Document::load(path).expect("a PDF").get_pages().len()
}

#[test]
fn people_sign_for_each_half_day() {
    let folder = course("markdown");
    let sheet = read(folder.path(), "sign-in.md");
    let rows: Vec<&str> = sheet.lines().filter(|line| line.starts_with('|')).collect();
    assert_eq!(
        rows[0],
        "| First and last name | Company | Saturday, 24 October 2026 · Morning · 9:00 – 12:30 | \
         Saturday, 24 October 2026 · Afternoon · 13:30 – 17:00 | \
         Sunday, 25 October 2026 · Morning · 9:30 – 12:00 |"
    );
    assert_eq!(rows[2], "| Ana | Guild of Ana |  |  |  |");
    // Eleven people, and two more who come without being expected.
    assert_eq!(rows[12], "| Kim Søren-O’Hara | Guild of Kim Søren-O’Hara |  |  |  |");
    assert_eq!(rows[13..15], ["|  |  |  |  |  |"; 2]);
    assert_eq!(rows[15], "| Facilitation | Signature | Signature | Signature |");
    assert_eq!(rows[17..], ["| Ines |  |  |  |", "| Bo |  |  |  |"]);
}

#[test]
fn where_only_a_number_is_known_lines_are_numbered_and_have_room_for_a_name() {
    let folder = workshop(
        "title = \"T\"\nlanguage = \"fr\"\npeople = 5\nstart = 18:30\nend = 19:00\n\
         outputs = [\"markdown\"]\n\n[[block]]\ntalk = \"Accueil\"\nminutes = 30\n",
    );
    let _ = atelier(folder.path(), &["kit", "workshop.toml"]).ends(0);
    let sheet = read(folder.path(), "sign-in.md");
    let rows: Vec<String> =
        sheet.lines().filter(|line| line.starts_with('|')).map(|line| line.replace('\u{a0}', " ")).collect();
    assert_eq!(rows[0], "| Place | Prénom et nom | Soirée · 18 h 30 – 19 h |");
    assert_eq!([&*rows[2], &*rows[6], &*rows[7]], ["| n° 1 |  |  |", "| n° 5 |  |  |", "|  |  |  |"]);
    assert_eq!(rows[8..], ["| Animation | Signature |", "| --- | --- |", "|  |  |"]);
}

#[test]
fn badges_and_tents_are_for_paper_alone() {
    let folder = course("html,pdf");
    let kit = folder.path().join("kit");
    let record: Value = serde_json::from_str(&read(folder.path(), "kit.json")).expect("JSON");
    let of = |path: &str| {
        let document = list(&record["documents"]).iter().find(|document| document["path"] == path);
        let document = document.unwrap_or_else(|| panic!("{path} in {record:#}"));
        ["pages", "copies", "sheets", "sheets_duplex"].map(|key| document[key].clone())
    };
    // Thirteen with the spare ones: eight badges to a page, two tents.
    assert_eq!(of("badges"), [2, 1, 2, 2].map(Value::from));
    assert_eq!(of("tents"), [7, 1, 7, 7].map(Value::from));
    assert_eq!(pages(&kit.join("tents.pdf")), 7);
    for name in ["badges", "tents"] {
        assert!(!kit.join(format!("{name}.html")).exists());
        let words = text(&kit.join(format!("{name}.pdf")));
        for person in NAMES {
            let shown = squeezed(&person.replace('\'', "’"));
            assert!(words.contains(&shown), "{name} has no {shown}:\n{words}");
        }
        assert!(words.contains("GuildofEva"), "{words}");
    }
    let index = read(folder.path(), "index.html");
    assert!(index.contains("href=\"badges.pdf\"") && !index.contains("badges.html"), "{index}");

    // In print order, before what the blocks need.
    let order: Vec<&str> = list(&record["documents"])
        .iter()
        .map(|document| document["path"].as_str().expect("a path"))
        .collect();
    assert_eq!(order, ["run-sheet", "supplies", "agenda", "sign-in", "badges", "tents"]);
}

#[test]
fn tents_are_made_where_people_have_names() {
    let plan = plan_of(
        "title = \"T\"\nlanguage = \"en\"\npeople = 5\nstart = 09:00\nend = 09:30\n\n\
         [[block]]\ntalk = \"Welcome\"\nminutes = 30\n",
    );
    let paths: Vec<&Value> = list(&plan["documents"]).iter().map(|document| &document["path"]).collect();
    let expected = ["agenda.pdf", "run-sheet.pdf", "sign-in.pdf", "badges.pdf", "supplies.pdf"];
    assert_eq!(paths, expected.map(|path| json!(path)).iter().collect::<Vec<_>>());
    let named = atelier(&repository("tests/workshops/named"), &["plan", "--json"]).ends(0).json();
    assert!(list(&named["documents"]).iter().any(|document| document["path"] == "tents.pdf"));
}

#[test]
fn a_badge_that_has_only_a_number_has_room_for_a_name() {
    let folder = scratch();
    let out = folder.path().join("kit");
    let text_of = |name: &str| text(&out.join(name));
    let file = "title = \"T\"\nlanguage = \"en\"\npeople = 5\nstart = 09:00\nend = 09:30\n\n\
                [[block]]\ntalk = \"Welcome\"\nminutes = 30\n";
    fs::write(folder.path().join("workshop.toml"), file).expect("writable");
    let _ = atelier(folder.path(), &["kit", "workshop.toml", "--only", "badges"]).ends(0);
    let words = text_of("badges.pdf");
    assert!(words.contains("no.5") && words.contains("Hello,mynameis"), "{words}");
    // Five people, and as many spare ones as fill a sheet of eight.
    assert_eq!(words.matches("Organisation").count(), 8, "{words}");
}

#[test]
fn a_long_table_begins_with_a_few_rows_on_its_page() {
    // At 27 people, three rows would have room at the foot of the first page.
    let folder = workshop(
        "title = \"T\"\nlanguage = \"en\"\npeople = 27\nstart = 09:00\nend = 11:00\noutputs = [\"pdf\"]\n\n\
         [[block]]\nid = \"cafe\"\nformat = \"world-cafe\"\nminutes = 120\n",
    );
    let _ = atelier(folder.path(), &["kit", "workshop.toml", "--only", "cafe"]).ends(0);
    let path = folder.path().join("kit/handouts/01-world-cafe/seating.pdf");
    let document = lopdf::Document::load(path).expect("a PDF");
    let pages = document.get_pages().into_keys();
    let mut texts = pages.map(|page| squeezed(&document.extract_text(&[page]).expect("a page with text")));
    let page = texts.find(|text| text.contains("Personbyperson")).expect("the table");
    let (_, table) = page.split_once("Personbyperson").expect("its heading");
    assert!(table.contains("no.5"), "{table}");
}

#[test]
fn the_calendar_brings_the_rules_of_its_time_zone() {
    let folder = course("markdown");
    let calendar = read(folder.path(), "agenda.ics");
    let lines: Vec<&str> = calendar.split("\r\n").collect();
    assert_eq!(lines.iter().filter(|line| **line == "BEGIN:VTIMEZONE").count(), 1);
    let starts: Vec<&str> = lines.iter().filter(|line| line.starts_with("DTSTART;")).copied().collect();
    let paris = "DTSTART;TZID=Europe/Paris:";
    assert_eq!(starts, [format!("{paris}20261024T090000"), format!("{paris}20261025T093000")]);
    // Clocks go back in the night between the days.
    assert!(lines.contains(&"DTSTART:20261025T030000"), "{calendar}");
}

#[test]
fn the_run_sheet_is_a_table_too() {
    let folder = course("markdown");
    let table = read(folder.path(), "run-sheet.csv");
    let lines: Vec<&str> = table.lines().collect();
    assert_eq!(
        lines,
        [
            "\u{feff}Day,Time,Minutes,Block,Step,Prompt,Note",
            "2026-10-24,09:00,210,Plenary,,,",
            "2026-10-24,12:30,60,Lunch,,,",
            // A spreadsheet must not compute what somebody wrote.
            "2026-10-24,13:30,210,'=SUM(1),,,",
            "2026-10-25,09:30,150,Review,,,",
        ]
    );

    let folder = workshop(
        "title = \"T\"\nlanguage = \"fr\"\npeople = 8\nstart = 09:00\nend = 09:20\noutputs = [\"html\"]\n\n\
         [[block]]\nformat = \"brainstorm\"\nminutes = 20\nlead = \"Bo\"\nnotes = \"Prévenez.\"\n\
         prompt = \"Que voulez-vous ?\"\nsettings = { question = \"Où ?\" }\n",
    );
    let _ = atelier(folder.path(), &["kit", "workshop.toml"]).ends(0);
    let table = read(folder.path(), "run-sheet.csv");
    let first = "09:00,2,Remue-méninges,Cadrer la question,Que voulez-vous\u{202f}?,\
                 Animation\u{a0}: Bo.\nPrévenez.\nAvant la première idée\u{a0}: demandez à deux personnes";
    assert!(table.replace('"', "").contains(first), "{table}");
    assert!(read(folder.path(), "index.html").contains("href=\"run-sheet.csv\""));
}

#[test]
fn agenda_and_run_sheet_can_be_edited() {
    let folder = course("markdown,odt,docx");
    let kit = folder.path().join("kit");
    let edited: Vec<String> = atelier_tests::kit::files(&kit)
        .into_iter()
        .filter(|(path, _)| path.ends_with(".odt") || path.ends_with(".docx"))
        .map(|(path, content)| {
            assert_eq!(&content[..4], b"PK\x03\x04", "{path}");
            path
        })
        .collect();
    assert_eq!(edited, ["agenda.docx", "agenda.odt", "run-sheet.docx", "run-sheet.odt"]);

    // What has no such file is not in a kit of them alone.
    let _ = atelier(folder.path(), &["kit", "workshop.toml", "--output", "odt", "-o", "odt"]).ends(0);
    let plan: Value = serde_json::from_slice(&fs::read(folder.path().join("odt/plan.json")).expect("a plan"))
        .expect("JSON");
    let paths: Vec<&Value> = list(&plan["documents"]).iter().map(|document| &document["path"]).collect();
    assert_eq!(paths, ["agenda.odt", "run-sheet.odt"]);
    assert!(!folder.path().join("odt/supplies.odt").exists());
}

#[test]
fn word_processors_are_no_default() {
    let folder =
        workshop(&COURSE.replace("\"people.csv\"", "4").replace("title", "outputs = [\"word\"]\ntitle"));
    let run = atelier(folder.path(), &["check", "workshop.toml"]).ends(1);
    assert!(run.err.contains("docx"), "{}", run.err);
    let folder = workshop(&COURSE.replace("\"people.csv\"", "4"));
    let run = atelier(folder.path(), &["kit", "workshop.toml", "--dry-run"]).ends(0);
    assert!(run.out.contains("agenda.pdf") && !run.out.contains(".odt"), "{}", run.out);
}

#[test]
fn a_kit_tells_what_its_paper_weighs() {
    let folder = course("pdf,html");
    let record: Value = serde_json::from_str(&read(folder.path(), "kit.json")).expect("JSON");
    let (sheets, duplex) = (record["sheets"].as_f64().expect("a number"), record["sheets_duplex"].as_f64());
    // Everything is on A4, of which a sheet weighs 4.99 g.
    let grams = |sheets: f64| (sheets * 0.21 * 0.297 * 80.0).round();
    let footprint = &record["footprint"];
    assert_eq!(footprint["grams"].as_f64(), Some(grams(sheets)));
    assert_eq!(footprint["grams_duplex"].as_f64(), duplex.map(grams));
    assert_eq!(footprint["co2e_per_kilogram"], 0.919);
    assert_eq!(footprint["grams_per_square_metre"], 80.0);
    assert!(footprint["source"].as_str().is_some_and(|source| source.starts_with("Copacel")), "{footprint}");
    let told = format!("Paper of 80 g/m²: about {} g", grams(sheets));
    let squeezed_told = squeezed(&told);
    assert!(text(&folder.path().join("kit/index.html")).contains(&squeezed_told));
    let run = atelier(folder.path(), &["kit", "workshop.toml", "--output", "pdf,html"]).ends(0);
    assert!(squeezed(&run.err).contains(&squeezed_told), "{}", run.err);
    // Three agendas for eleven people.
    assert!(squeezed(&run.err).contains("3sheetscanbesharedorshownonascreen."), "{}", run.err);
}
