//! Templates that do what no template may, and texts that try to be something else.

use std::fs;

use atelier_tests::kit::{self, squeezed};
use atelier_tests::{atelier_at, repository};

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
        &["error[plugin-failed]", "2,000 entries in `handouts`, and the limit is 400"],
    );
    refused(
        &recipe(&many(10_000), "x", ""),
        &["error[plugin-pack]", "hostile.wasm", "“format.toml” is too large"],
    );
    let copies = recipe("[[recipe.handouts]]\nid = \"x\"\ncopies = 10000\n", "x", "");
    refused(&copies, &["10,000 copies of `x`, and the limit is 5,000"]);
    for id in ["../x", "/x", "a/b", "X", ""] {
        let handout = format!("[[recipe.handouts]]\nid = \"{id}\"\ntemplate = \"x\"\n");
        refused(&recipe(&handout, "x", ""), &["error[plugin-failed]"]);
    }
}

/// Texts that try to be something else in each output, as a words file spells them; how they are read, and how Markdown
/// has to write that.
const TEXTS: [(&str, &str, &str); 9] = [
    ("<script>alert(1)</script>", "<script>alert(1)</script>", r"\<script>alert(1)\</script>"),
    (
        "**bold** [x](https://example.org) `code`",
        "**bold** [x](https://example.org) `code`",
        r"\*\*bold\*\* \[x\](https://example.org) \`code\`",
    ),
    (r#"#import "/etc/passwd" #panic()"#, "#import “/etc/passwd” #panic()", "#import “/etc/passwd” #panic()"),
    ("=cmd|' /C calc'!A0", "=cmd|", r"\=cmd\|"),
    ("END:VEVENT", "END:VEVENT", "END:VEVENT"),
    ("\\u001b[31mred", "[31mred", r"\[31mred"),
    ("\\u202eright \\u2066to\\u2069 left", "right to left", "right to left"),
    // The language of the words spells them, too.
    ("{{ '\\\\u202eright \\\\u001b[1m' }}", "right [1m", r"right \[1m"),
    ("::::cards size=small", "::::cards size=small", "::::cards size=small"),
];

/// The characters that a terminal obeys, or that turn the direction of reading.
#[track_caller]
fn assert_shown(what: &str, text: &str) {
    let hidden = |c: &char| *c != '\r' && atelier::hidden::is_hidden(*c);
    assert_eq!(text.chars().find(hidden), None, "{what}: {text:?}");
}

#[test]
fn texts_stay_texts_in_every_output() {
    for (text, shown, markdown) in TEXTS {
        let words = format!("[labels]\nx = \"{}\"\n", text.replace('"', "\\\""));
        let plugin = recipe(SHEET, "## &#x202e;{{ t.labels.x }}\n\n{{ t.labels.x }}\n", &words);
        let folder = workshop(&plugin);
        let file = folder.path().join("workshop.toml");
        let all = fs::read_to_string(&file).expect("it is there");
        fs::write(&file, all.replace("[\"markdown\"]", "[\"pdf\", \"html\", \"markdown\"]"))
            .expect("written");
        let run = atelier(folder.path(), &["kit", "--force", "--lang", "en"]).ends(0);
        assert_shown(text, &run.err);
        let path = |name: &str| folder.path().join("kit/handouts/02-hostile").join(name);
        let read = |name: &str| fs::read_to_string(path(name)).expect(name);
        let (html, md) = (read("x.html"), read("x.md"));
        assert_shown(text, &html);
        assert_shown(text, &md);
        assert!(!html.contains("<script>alert") && !html.contains("<strong>bold"), "{text}: {html}");
        let escaped = shown.replace('<', "&lt;").replace('>', "&gt;");
        assert!(html.contains(&escaped), "{text}: {html}");
        assert!(md.lines().any(|line| line.starts_with(markdown)), "{text}: {md}");
        // What is printed is what was written, and nothing that it would do.
        let pdf = squeezed(&kit::text(&path("x.pdf")));
        assert!(pdf.contains(&squeezed(shown)), "{text}: {pdf}");
    }
}

/// What a plugin is called, what it says of itself and what it plans is printed in a terminal.
#[test]
fn texts_stay_texts_in_a_terminal() {
    let bad = "\\u001b[31m\\u202e\\u2067x\\u200f{{ '\\\\u001b]0;y\\\\u202d' }}";
    let mut files = pack();
    let words = String::from_utf8(files[1].1.clone()).expect("text");
    let words = words.replace("\"Hostile\"", &format!("\"Hostile{bad}\""));
    let words = words.replace("A plugin that", &format!("{bad}A plugin that"));
    let words = words.replace("The only step", &format!("The only {bad} step"));
    files[1].1 = words.clone().into_bytes();
    files[2].1 = words.into_bytes();
    let folder = workshop(&plugin(component(&[]), &files));
    let home = folder.path().join("home");
    let file = "plugins/hostile.wasm";
    atelier_at(&home, folder.path(), &["plugin", "add", file]).ends(0);
    for command in [
        &["plan"][..],
        &["plan", "--json"],
        &["formats", "list"],
        &["formats", "list", "--json"],
        &["formats", "show", "hostile"],
        &["formats", "show", "hostile", "--json"],
        &["plugin", "list"],
        &["plugin", "list", "--json"],
        &["plugin", "inspect", file],
        &["plugin", "inspect", file, "--json"],
    ] {
        // An installed plugin beside one of a workshop would be two of the same name.
        let home = if command[0] == "plan" { folder.path().join("nobody") } else { home.clone() };
        let run = atelier_at(&home, folder.path(), command).ends(0);
        assert!(run.out.to_lowercase().contains("hostile"), "{command:?}: {}", run.out);
        assert_shown(&format!("{command:?}"), &run.out);
        assert_shown(&format!("{command:?}"), &run.err);
        // Nor spelt: the words have lost them.
        assert!(!run.out.contains("u001b") && !run.out.contains("u202"), "{command:?}: {}", run.out);
    }
}

/// What a manifest says of itself is one line of letters, or no plugin's.
#[test]
fn a_manifest_holds_no_hidden_characters() {
    let source = "\nsources = [{ title = \"x\\u202ey\" }]\nmoment";
    let setting = "x\"\n\n[settings.a]\nkind = \"text\"\ndefault = \"a\\u001b[2J\"\n";
    for (old, new) in [
        ("\"0.1.0\"", "\"0.1.0\\u001b[31m\""),
        ("\"nobody\"", "\"no\\u202ebody\""),
        ("\"CC0-1.0\"", "\"CC0\\u2066\""),
        ("\nmoment", source),
        ("posture = \"seated\"", &format!("posture = \"seated\"\n#{setting}")),
    ] {
        let mut files = pack();
        let manifest = String::from_utf8(files[0].1.clone()).expect("text");
        assert!(manifest.contains(old), "{old}");
        files[0].1 = manifest.replacen(old, new, 1).into_bytes();
        let run = refused(&plugin(component(&[]), &files), &["error[plugin-pack]", "hostile.wasm"]);
        assert_shown(new, &run.err);
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
    let hidden = "{{ '\\\\u001b[31m' }}\\u202ea\\u2066b";
    let lines = "a\\r\\nEND:VEVENT\\r\\nBEGIN:VEVENT";
    for text in ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", lines, "a;b,c", hidden] {
        // A block is called by its format's name unless it has a title.
        let mut files = pack();
        let words = String::from_utf8(files[1].1.clone())
            .expect("text")
            .replace("\"Hostile\"", &format!("\"{text}\""));
        files[1].1 = words.into_bytes();
        let calendar = made(&plugin(component(&[]), &files), "agenda.ics");
        assert_shown(text, &calendar);
        assert_eq!(calendar.lines().filter(|line| *line == "END:VEVENT").count(), 1, "{calendar}");
        let columns = format!("[columns]\na = \"{text}\"\nb = \"B\"\n");
        let table = made(&recipe(&format!("{SHEET}{sheet}"), "x", &columns), "harvest/02-hostile.csv");
        assert_shown(text, &table);
        let cells = table.trim_start_matches('\u{feff}').lines().flat_map(|line| line.split([',', ';']));
        for cell in cells.map(|cell| cell.trim_start_matches('"')) {
            assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{text}: {table}");
        }
    }
}
