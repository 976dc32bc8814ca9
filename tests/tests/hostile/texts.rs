//! Templates that do what no template may, and texts that try to be something else.

use std::fs;

use atelier_tests::repository;

use super::{archive, atelier, component, pack, plugin, refused, workshop};

/// A recipe with this in its `[recipe]`, this handout and these words more: packed by somebody who does not ask
/// `plugin build` what it thinks of it.
pub(super) fn recipe(recipe: &str, handout: &str, words: &str) -> Vec<u8> {
    let text = |name: &str| fs::read_to_string(repository("tests/hostile").join(name)).expect("it is there");
    let steps = "[[recipe.steps]]\nid = \"step\"\nminutes = [10, 30, 60]\n";
    let words = format!("{}\n[handouts]\nx = \"Sheet\"\n{words}", text("words.toml"));
    let files = vec![
        ("en.toml".to_owned(), words.clone().into_bytes()),
        ("format.toml".to_owned(), format!("{}\n{steps}{recipe}", text("format.toml")).into_bytes()),
        ("fr.toml".to_owned(), words.into_bytes()),
        ("handouts/x.md".to_owned(), handout.as_bytes().to_vec()),
    ];
    atelier::plugin::recipe(&archive(&files))
}

pub(super) const SHEET: &str = "[[recipe.handouts]]\nid = \"x\"\n";

#[test]
fn templates_that_loop_recurse_or_reach_out_are_refused() {
    for (template, says) in [
        (
            "{% for a in range(99999) %}{% for b in range(99999) %}x{% endfor %}{% endfor %}",
            "error[template-fuel]",
        ),
        ("{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}", "error[template"),
        (
            "{% set ns = namespace(t='x') %}{% for i in range(60) %}{% set ns.t = ns.t ~ ns.t %}{% endfor %}{{ ns.t }}",
            "error[template",
        ),
        ("{% include '../../etc/passwd' %}", "error[template-missing]"),
        ("{% include 'world-cafe/table-signs' %}", "error[template-missing]"),
        ("{% include 'x' %}", "error[template"),
        ("{{ '<script>'|safe }}", "error[template"),
        ("{% autoescape false %}{{ '<b>' }}{% endautoescape %}", "error[template"),
        ("<script>alert(1)</script>", "error["),
        ("![x](https://example.org/x.png)", "error["),
        ("[x](javascript:alert(1))", "error["),
        (":::nothing\n:::", "error["),
    ] {
        let run = refused(&recipe(SHEET, template, ""), &[says]);
        assert!(run.err.contains("plugins/hostile.wasm/handouts/x.md:1"), "{}", run.err);
    }
}

#[test]
fn too_many_handouts_and_copies_are_refused() {
    let many = |count: u32| -> String {
        (0..count).map(|n| format!("[[recipe.handouts]]\nid = \"x{n}\"\ntemplate = \"x\"\n")).collect()
    };
    refused(
        &recipe(&many(2_000), "x", ""),
        &["error[plugin-failed]", "2,000 entries in `handouts`, at most 400"],
    );
    refused(
        &recipe(&many(10_000), "x", ""),
        &["error[plugin-pack]", "hostile.wasm", "“format.toml” is too large"],
    );
    let copies = recipe("[[recipe.handouts]]\nid = \"x\"\ncopies = 10000\n", "x", "");
    refused(&copies, &["10,000 copies of `x`, at most 5,000"]);
    for id in ["../x", "/x", "a/b", "X", ""] {
        let handout = format!("[[recipe.handouts]]\nid = \"{id}\"\ntemplate = \"x\"\n");
        refused(&recipe(&handout, "x", ""), &["error[plugin-failed]"]);
    }
}

/// Texts that try to be something else in each output.
const TEXTS: [&str; 8] = [
    "<script>alert(1)</script>",
    "**bold** [x](https://example.org) `code`",
    "#import \"/etc/passwd\" #panic()",
    "=cmd|' /C calc'!A0",
    "END:VEVENT",
    "\\u001b[31mred",
    "\\u202eright to left",
    "::::cards size=small",
];

#[test]
fn texts_stay_texts_in_every_output() {
    for text in TEXTS {
        let shown = text.replace("\\u001b", "\u{1b}").replace("\\u202e", "\u{202e}");
        let words = format!("[labels]\nx = \"{}\"\n", text.replace('"', "\\\""));
        let plugin = recipe(SHEET, "# {{ t.labels.x }}\n\n{{ t.labels.x }}\n", &words);
        let folder = workshop(&plugin);
        let file = folder.path().join("workshop.toml");
        let all = fs::read_to_string(&file).expect("it is there");
        fs::write(&file, all.replace("[\"markdown\"]", "[\"pdf\", \"html\", \"markdown\"]"))
            .expect("written");
        let run = atelier(folder.path(), &["kit", "--force", "--lang", "en"]);
        assert!(!run.err.contains('\u{1b}') && !run.err.contains('\u{202e}'), "{text}: {:?}", run.err);
        if run.code == 1 {
            // A text that no page can show is an error that says so.
            assert!(shown.contains('\u{1b}') || shown.contains('\u{202e}'), "{text}: {}", run.err);
            continue;
        }
        let read = |path: &str| fs::read_to_string(folder.path().join("kit").join(path)).expect(path);
        let html = read("handouts/02-hostile/x.html");
        assert!(!html.contains("<script>alert") && !html.contains("<strong>bold"), "{text}: {html}");
        assert!(!read("handouts/02-hostile/x.md").contains('\u{1b}'), "{text}");
        assert!(fs::read(folder.path().join("kit/handouts/02-hostile/x.pdf")).is_ok());
    }
}

/// A file of the kit with this plugin, on a day of the calendar.
#[track_caller]
fn made(plugin: &[u8], path: &str) -> String {
    let folder = workshop(plugin);
    let file = folder.path().join("workshop.toml");
    let all = fs::read_to_string(&file).expect("it is there");
    fs::write(&file, format!("date = 2026-11-12\n{all}")).expect("written");
    atelier(folder.path(), &["kit", "--force", "--lang", "en"]).ends(0);
    fs::read_to_string(folder.path().join("kit").join(path)).expect(path)
}

/// Names and headings reach the calendar and the spreadsheets, where a line or a sign can mean something.
#[test]
fn texts_stay_texts_in_the_calendar_and_in_spreadsheets() {
    let sheet = "[[recipe.sheets]]\nid = \"all\"\ncolumns = [\"a\", \"b\"]\nrows = 3\nfirst = \"letters\"\n";
    for text in ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "a\\r\\nEND:VEVENT\\r\\nBEGIN:VEVENT", "a;b,c"]
    {
        // A block is called by its format's name unless it has a title.
        let mut files = pack();
        let words = String::from_utf8(files[1].1.clone())
            .expect("text")
            .replace("\"Hostile\"", &format!("\"{text}\""));
        files[1].1 = words.into_bytes();
        let calendar = made(&plugin(component(&[]), &files), "agenda.ics");
        assert_eq!(calendar.lines().filter(|line| *line == "END:VEVENT").count(), 1, "{calendar}");
        let columns = format!("[columns]\na = \"{text}\"\nb = \"B\"\n");
        let table = made(&recipe(&format!("{SHEET}{sheet}"), "x", &columns), "harvest/02-hostile.csv");
        let cells = table.trim_start_matches('\u{feff}').lines().flat_map(|line| line.split([',', ';']));
        for cell in cells.map(|cell| cell.trim_start_matches('"')) {
            assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{text}: {table}");
        }
    }
}
