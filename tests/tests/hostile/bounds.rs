//! What is sound by itself and grows without measure: errors, copies, drawings, words, data; and texts that begin lines
//! of their own.

use std::fmt::Write as _;
use std::fs;

use atelier_tests::{atelier, repository};
use tempfile::TempDir;

use super::{
    Bounds, CONTRACT, ENDLESS, USUAL, archive, component, files, measured, pack, plugin, refused, refused_in,
    workshop, workshop_of,
};

/// A recipe with one handout, as somebody packs it who does not ask `plugin build` what it thinks of it.
struct Recipe {
    /// After the steps, in `format.toml`.
    more: String,
    /// The template `x`.
    template: String,
    /// After the words that every format has.
    words: String,
    /// Other files.
    files: Vec<(String, Vec<u8>)>,
}

const SHEET: &str = "[[recipe.handouts]]\nid = \"x\"\n";

impl Recipe {
    fn new(template: impl Into<String>) -> Self {
        Self { more: SHEET.into(), template: template.into(), words: String::new(), files: Vec::new() }
    }

    fn with(self, more: impl Into<String>) -> Self {
        Self { more: more.into(), ..self }
    }

    fn words(self, words: impl Into<String>) -> Self {
        Self { words: words.into(), ..self }
    }

    /// A drawing that the only handout shows.
    fn drawing(svg: &str, words: &str) -> Self {
        let recipe =
            Self::new(":::canvas name=c\n:::\n").words(format!("[canvases]\nc = \"A drawing\"\n{words}"));
        Self { files: vec![("canvases/c.svg".into(), svg.as_bytes().to_vec())], ..recipe }
    }

    fn made(self) -> Vec<u8> {
        let text =
            |name: &str| fs::read_to_string(repository("tests/hostile").join(name)).expect("it is there");
        let steps = "[[recipe.steps]]\nid = \"step\"\nminutes = [10, 30, 60]\n";
        let words = format!("{}\n[handouts]\nx = \"Sheet\"\n{}", text("words.toml"), self.words).into_bytes();
        let manifest = format!("{}\n{steps}{}", text("format.toml"), self.more).into_bytes();
        let mut files: Vec<(String, Vec<u8>)> = vec![
            ("en.toml".into(), words.clone()),
            ("format.toml".into(), manifest),
            ("fr.toml".into(), words),
            ("handouts/x.md".into(), self.template.into_bytes()),
        ];
        files.extend(self.files);
        atelier::plugin::recipe(&archive(&files))
    }
}

/// Such a workshop, its first lines followed by these, with other outputs.
fn workshop_with(plugin: &[u8], lines: &str, outputs: &str) -> TempDir {
    let folder = workshop(plugin);
    let file = folder.path().join("workshop.toml");
    let text = fs::read_to_string(&file).expect("it is there").replace("[\"markdown\"]", outputs);
    fs::write(&file, format!("{lines}{text}")).expect("a writable folder");
    folder
}

#[test]
fn a_template_with_mistakes_without_end_is_told_the_first_of_them() {
    for (template, code) in [
        (format!(":::note {}\n:::\n", "a=b ".repeat(100_000)), "error[attribute-unknown]"),
        ("[x](y)\n\n".repeat(90_000), "error[link-scheme]"),
        (":::nothing\n:::\n".repeat(50_000), "error[block-unknown]"),
        (format!(":::lines {}\n:::\n", "count=3 ".repeat(100_000)), "error[attribute-twice]"),
    ] {
        let folder = workshop(&Recipe::new(template).made());
        let (run, _) = measured(folder.path(), &["kit", "--lang", "en"], USUAL);
        assert!(run.clone().ends(1).err.starts_with(code), "{}", run.err);
        assert_eq!(run.err.matches("error[").count(), 30, "{code}");
    }
}

#[test]
fn copies_are_bounded_for_each_block_and_for_the_whole_kit() {
    let copies = |ids: usize, copies: u32| {
        let one = |id| format!("[[recipe.handouts]]\nid = \"x{id}\"\ntemplate = \"x\"\ncopies = {copies}\n");
        (0..ids).map(one).collect::<String>()
    };
    refused(
        &Recipe::new("x").with(copies(5, 5_000)).made(),
        &["error[plugin-failed]", "25,000 copies of all its handouts, and the limit is 20,000"],
    );
    let pages = Recipe::new("::::page\nx\n::::\n".repeat(20)).with(copies(1, 5_000)).made();
    let folder = workshop_with(&pages, "", "[\"pdf\"]");
    refused_in(
        &folder,
        &["error[too-much-paper]", "“hostile”", "100,000 pages", "`handouts/02-hostile/x0`", "`--only`"],
    );
    // What is below the bound is made, and its memory with it.
    let pages = Recipe::new("::::page\nx\n::::\n".repeat(20)).with(copies(1, 500)).made();
    let folder = workshop_with(&pages, "", "[\"pdf\"]");
    let bounds = Bounds { processor: 20.0, ..USUAL };
    measured(folder.path(), &["kit", "--lang", "en", "--force"], bounds).0.ends(0);
}

#[test]
fn a_drawing_stays_small_whatever_its_words_are() {
    let drawing = |inside: &str| {
        format!("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\">{inside}</svg>")
    };
    let keyed = |count: usize| drawing(&"<text data-key=\"labels.h\"/>".repeat(count));
    let word = |length: usize| format!("[labels]\nh = \"{}\"\n", "h".repeat(length));
    for (count, length, says) in [
        (2_000, 2_001, "the limit is 2,000"),
        (2_000, 1_900, "the limit is 1,000,000"),
        (1, 250_000, "the limit is 2,000"),
    ] {
        refused(
            &Recipe::drawing(&keyed(count), &word(length)).made(),
            &["error[canvas-words]", "the drawing “c” of the plugin “hostile”", says],
        );
    }
    let long = drawing(&format!("<text>{}</text>", "xy ".repeat(60_000)));
    refused(
        &Recipe::drawing(&long, "").made(),
        &["error[plugin-pack]", "canvases/c.svg", "the limit is 2,000"],
    );
}

#[test]
fn a_drawing_has_a_size_and_texts_that_can_be_drawn() {
    let rect = "<rect width=\"5\" height=\"5\"/></svg>";
    let start = "<svg xmlns=\"http://www.w3.org/2000/svg\"";
    for size in [
        "width=\"0\" height=\"0\"",
        "width=\"-5\" height=\"-5\" viewBox=\"0 0 9 9\"",
        "viewBox=\"0 0 -1 -1\"",
        "viewBox=\"0 0 0 0\"",
        "viewBox=\"NaN 0 9 9\"",
        "viewBox=\"0 0 9\"",
        "viewBox=\"0 0 1e30 1e-30\"",
        "viewBox=\"0 0 1 100000\"",
        "width=\"1e9\" height=\"1e9\"",
    ] {
        let recipe = Recipe::drawing(&format!("{start} {size}>{rect}"), "").made();
        refused(&recipe, &["error[plugin-pack]", "canvases/c.svg", "is not a size for a drawing"]);
    }
    for size in [
        "width=\"50\" height=\"20\"",
        "width=\"5cm\" height=\"2cm\" viewBox=\"0 0 9 9\"",
        "viewBox=\"-9,-9 18 18\"",
    ] {
        let odd = "[labels]\nh = \"a\\u2028b\\uFFFEc\\u0085d\\u000Be\"\n";
        let text = "<text data-key=\"labels.h\"/><text>f\u{2028}g\u{fdd0}h\u{85}</text>";
        let svg = format!("{start} {size}>{text}{rect}");
        let folder =
            workshop_with(&Recipe::drawing(&svg, odd).made(), "", "[\"pdf\", \"html\", \"markdown\"]");
        atelier(folder.path(), &["kit", "--force", "--lang", "en"]).ends(0);
    }
}

#[test]
fn the_words_of_a_drawing_stay_on_one_line_of_markdown() {
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\"><rect width=\"9\" height=\"9\"/></svg>";
    let mut recipe = Recipe::drawing(svg, "");
    recipe.words = "[canvases]\nc = \"x\\n\\n# Forged\\r\\n\\n- [x] done\\u2028y\"\n".into();
    let folder = workshop(&recipe.made());
    atelier(folder.path(), &["kit", "--force", "--lang", "en"]).ends(0);
    let made = fs::read_to_string(folder.path().join("kit/handouts/02-hostile/x.md")).expect("it was made");
    let lines: Vec<&str> = made.split(['\n', '\r', '\u{2028}']).collect();
    assert!(lines.iter().any(|line| line.contains("Forged") && line.contains("done")), "{made}");
    assert!(!lines.iter().any(|line| line.starts_with("# Forged")), "{made}");
}

#[test]
fn the_files_of_a_pack_that_are_read_first_are_small() {
    let tables = format!("[recipe.lists]\na = [{}]\n", "{a=0},".repeat(25_000));
    refused(
        &Recipe::new("x").with(tables).made(),
        &["error[plugin-pack]", "“format.toml” is too large", "128 KB"],
    );
    let words: String = (0..60_000).map(|n| format!("[a{n}]\nb=\"\"\n")).collect();
    refused(
        &Recipe::new("x").words(words).made(),
        &["error[plugin-pack]", "“en.toml” is too large", "512 KB"],
    );
}

#[test]
fn a_problem_is_called_by_a_key() {
    let called = |text: &str| {
        let problem = format!(
            "[[recipe.problems]]\nseverity = \"error\"\nwhen = \"people > 0\"\ntext = \"{text}\"\nabout = \"people\"\n"
        );
        Recipe::new("x").with(problem).made()
    };
    for text in ["a]\\n\\u001b[2Jall is well", "../x", "A", "\\u202e", &"a".repeat(41)] {
        refused(&called(text), &["error[plugin-failed]", CONTRACT, "the `text` of a problem is “"]);
    }
}

#[test]
fn all_data_of_an_answer_has_one_budget() {
    let texts = format!("[recipe.lists]\na = [\"{}\"]\n", "x".repeat(50_000));
    let handout = |n| format!("[[recipe.handouts]]\nid = \"x{n}\"\ntemplate = \"x\"\n");
    let many: String = (0..30).map(handout).collect();
    refused(
        &Recipe::new("x").with(format!("{texts}{many}")).made(),
        &["error[plugin-failed]", "bytes of JSON in all, and the limit is 1,051,648"],
    );
    let many: String = (0..10).map(handout).collect();
    let values = format!("[recipe.lists]\na = [{}]\n", "[],".repeat(12_000));
    refused(
        &Recipe::new("x").with(format!("{values}{many}")).made(),
        &["error[plugin-failed]", "values in its JSON"],
    );
}

/// Bytes as they stand in the text of a module, at this place.
fn data(at: usize, bytes: &[u8]) -> String {
    let spelt = bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "\\{byte:02x}").expect("a string");
        text
    });
    format!("(data (i32.const {at}) \"{spelt}\")")
}

/// The facts of a block are the same for each of its handouts.
#[test]
fn many_handouts_of_a_block_with_much_data_take_no_time() {
    let numbers = |numbers: &[usize]| -> Vec<u8> {
        numbers.iter().flat_map(|n| u32::try_from(*n).expect("an address").to_le_bytes()).collect()
    };
    let count = 400;
    let json = format!("{{\"a\":[{}0]}}", "{\"\":0},".repeat(24_000));
    let (json_at, texts_at, ids_at, records_at) = (100_000, 690_000, 700_000, 720_000);
    let ids: String = (0..count).map(|n| format!("h{n:03}")).collect();
    // Id, template, audience, paper; one copy, not shared; no data.
    let record = |n: usize| {
        numbers(&[ids_at + 4 * n, 4, texts_at, 1, texts_at + 1, 11, texts_at + 12, 2, 1, 0, 0, 0, 0, 0])
    };
    let records: Vec<u8> = (0..count).flat_map(record).collect();
    let data = [
        data(json_at, json.as_bytes()),
        data(texts_at, b"xparticipanta4"),
        data(ids_at, ids.as_bytes()),
        data(records_at, &records),
        // The data of the step.
        data(3140, &numbers(&[json_at, json.len()])),
    ];
    let mut files = pack();
    files.push(("handouts/x.md".into(), b"x".to_vec()));
    let (records_at, count) = (records_at.to_string(), count.to_string());
    let places =
        [("handouts_at", &*records_at), ("handouts", &count), ("pages", "40"), ("data", &data.concat())];
    let plugin = plugin(component(&places), &files);
    let folder = workshop(&plugin);
    measured(folder.path(), &["kit", "--force", "--lang", "en"], USUAL).0.ends(0);
    assert!(folder.path().join("kit/handouts/02-hostile/h399.md").exists());
}

#[test]
fn nothing_in_a_calendar_begins_a_line_but_its_own_lines() {
    for forged in
        ["a\\rEND:VEVENT\\rBEGIN:VEVENT\\rb", "a\\u2028b\\u2029c\\u0085d", "a\\u000Bb\\u000Cc\\u0000d"]
    {
        let mut files = pack();
        let words = String::from_utf8(files[1].1.clone()).expect("text");
        files[1].1 = words.replace("\"Hostile\"", &format!("\"{forged}\"")).into_bytes();
        let plugin = plugin(component(&[]), &files);
        let folder = workshop_with(&plugin, "date = 2026-11-12\n", "[\"markdown\"]");
        atelier(folder.path(), &["kit", "--force", "--lang", "en"]).ends(0);
        let bytes = fs::read(folder.path().join("kit/agenda.ics")).expect("a calendar");
        let bare = String::from_utf8(bytes).expect("text").replace("\r\n", "");
        assert!(!bare.contains(|c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')), "{bare:?}");
    }
}

#[test]
fn a_plugin_that_failed_is_not_tried_again() {
    let hostile = plugin(component(&[("attack", ENDLESS)]), &pack());
    let formats = ["hostile"; 8];
    let run = refused_in(&workshop_of(&formats, &[("hostile", &hostile)]), &["error[plugin-failed]"]);
    assert_eq!(run.err.matches("error[plugin-failed]").count(), 1, "{}", run.err);
}

#[test]
fn parts_that_no_table_has_seats_for_are_told_in_words() {
    let roles = "roles = [{ id = \"r\", per_table = 4294967295 }]";
    let seating = format!(
        "[[recipe.seatings]]\nid = \"s\"\ngroups = {{ min = 3, ideal = 4, max = 5 }}\nmode = \"hosted\"\nrounds = 2\n{roles}\n"
    );
    let words = "[roles.r]\nname = \"R\"\ntasks = [\"x\"]\n";
    let plugin = Recipe::new("x").with(seating).words(words).made();
    let run = refused(&plugin, &["error[seating-roles-overfull]", "sit at the largest"]);
    assert!(!run.err.contains("Overfull {"), "{}", run.err);
}

#[test]
fn of_many_files_that_are_no_plugins_a_few_are_told() {
    let folder = workshop_of(&["brainstorm"], &[]);
    for number in 0..300 {
        fs::write(folder.path().join(format!("plugins/f{number:03}.wasm")), "no").expect("a writable folder");
    }
    let run = atelier(folder.path(), &["check", "--lang", "en"]).ends(0);
    assert_eq!(run.err.matches("warning[plugin-pack]").count(), 10, "{}", run.err);
    assert!(run.err.contains("warning[more-no-plugins]: 290 more files"), "{}", run.err);
    assert!(run.err.len() < 3_000, "{} bytes", run.err.len());
}

#[test]
fn a_lock_is_small() {
    let folder = workshop_of(&["brainstorm"], &[]);
    let entry = "[[plugin]]\nid = \"hostile\"\nversion = \"1\"\ncontract = \"1.0\"\nsha256 = \"x\"\n";
    fs::write(folder.path().join("atelier.lock"), format!("version = 1\n{}", entry.repeat(200_000)))
        .expect("a writable folder");
    let bounds = Bounds { memory: 60 << 10, ..USUAL };
    let (run, _) = measured(folder.path(), &["kit", "--lang", "en"], bounds);
    let run = run.ends(1);
    assert!(run.err.contains("error[bad-lock]") && run.err.contains("more than 64 KB"), "{}", run.err);
    assert_eq!(files(&folder.path().join("kit")), ["mine.txt"]);
}
