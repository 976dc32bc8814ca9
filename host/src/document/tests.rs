use std::collections::BTreeMap;

use minijinja::value::{Serde, Value};
use proptest::prelude::*;
use serde_json::json;

use super::tree::{Align, Block, Document, InkLevel, Inline, Page, PaperSize};
use super::{Canvas, DocumentError, Frame, Templates};
use crate::diagnostic::Sources;

const EVERY_BLOCK: &str = include_str!("../../../tests/documents/every-block.md");
const EVERY_BLOCK_DATA: &str = include_str!("../../../tests/documents/every-block.json");

/// A document from these templates, the first of them the one asked for.
fn documents(
    sources: &[(&str, &str)],
    context: serde_json::Value,
    typography: &dyn Fn(&str) -> String,
) -> Result<Document, Vec<DocumentError>> {
    let named = sources.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
    let add_functions = |environment: &mut minijinja::Environment<'static>| {
        environment.add_function("shout", |text: String| text.to_uppercase());
    };
    let templates = Templates::new(named, add_functions);
    let frame = Frame {
        title: "Titre :".to_owned(),
        header: vec!["Atelier :".to_owned()],
        language: "fr".to_owned(),
        page: Page { paper: PaperSize::A4, landscape: false, large: false, ink: InkLevel::Grey },
        date: "2026-11-12".to_owned(),
        typography,
        canvas: &|name| {
            (name == "cible").then(|| Canvas { svg: "<svg/>".to_owned(), alt: "Une cible".to_owned() })
        },
    };
    templates.document(sources[0].0, Value::from(Serde(context)), &frame)
}

fn blocks(template: &str, context: serde_json::Value) -> Vec<Block> {
    documents(&[("t.md", template)], context, &str::to_owned)
        .unwrap_or_else(|errors| panic!("{errors:#?}"))
        .body
}

/// What is wrong: code, line, column, and some of what the words mention.
fn problems(template: &str, context: serde_json::Value) -> Vec<(&'static str, usize, usize)> {
    let errors = documents(&[("t.md", template)], context, &str::to_owned).expect_err("a problem");
    errors.iter().map(|error| (error.code, error.line(), error.column())).collect()
}

fn argument(template: &str, key: &str) -> serde_json::Value {
    let context = json!({ "people": { "length": 3 } });
    let errors = documents(&[("t.md", template)], context, &str::to_owned).expect_err("a problem");
    errors[0].args[key].clone()
}

fn text(text: &str) -> Inline {
    Inline::Text { text: text.to_owned() }
}

fn paragraph(content: &str) -> Block {
    Block::Paragraph { content: vec![text(content)] }
}

#[test]
fn the_sample_holds_every_kind_of_block() {
    let body = blocks(EVERY_BLOCK, serde_json::from_str(EVERY_BLOCK_DATA).unwrap());
    let json = serde_json::to_string(&body).unwrap();
    let kinds = [
        "heading",
        "paragraph",
        "list",
        "table",
        "quote",
        "rule",
        "page",
        "cards",
        "sign",
        "prompt",
        "note",
        "lines",
        "space",
        "checklist",
        "columns",
        "dots",
        "timeline",
        "canvas",
        "paper",
        "screen",
        "text",
        "strong",
        "emphasis",
        "code",
        "link",
        "foreign",
        "break",
    ];
    for kind in kinds {
        assert!(json.contains(&format!("\"kind\":\"{kind}\"")), "{kind}");
    }
    for text in ["Ana | Botella", "Bérénice *étoile*", "`Chen` 陳 #1", "نور الدين", "Maëlle <Le Goff>"]
    {
        assert!(json.contains(text), "{text}");
    }
    assert!(json.contains(r#"<script>alert(\"confiance\")</script> & #import"#));
}

#[test]
fn tables_keep_their_cells_and_get_empty_rows() {
    let template = ":::grid rows=3 height=12 fill widths=\"1,3\" row-header\n\
                    | A | B |\n|---|--:|\n| {{ v }} | 1 |\n:::\n";
    let body = blocks(template, json!({ "v": "x | y" }));
    let [Block::Table(table)] = body.as_slice() else { panic!("{body:?}") };
    assert_eq!(table.header, [vec![text("A")], vec![text("B")]]);
    assert_eq!(table.rows, [[vec![text("x | y")], vec![text("1")]], [vec![], vec![]], [vec![], vec![]]]);
    assert_eq!(table.align, [Align::Left, Align::Right]);
    assert_eq!(table.widths.as_deref(), Some([1.0, 3.0].as_slice()));
    assert!(table.fill && table.row_header);
    assert_eq!(table.height, Some(12.0));
}

#[test]
fn typography_is_applied_once_to_prose_and_to_nothing_else() {
    let marked = |text: &str| format!("({text})");
    let template =
        "Un **mot** et `code` sur\n[lien](https://example.org/a:b).\n\n:::lines label=\"Nom :\"\n:::\n";
    let document = documents(&[("t.md", template)], json!({}), &marked).unwrap();
    assert_eq!(document.title, "(Titre :)");
    assert_eq!(document.header, ["(Atelier :)"]);
    let expected = vec![
        text("(Un )"),
        Inline::Strong { content: vec![text("(mot)")] },
        text("( et )"),
        Inline::Code { text: "code".to_owned() },
        text("( sur )"),
        Inline::Link { url: "https://example.org/a:b".to_owned(), content: vec![text("(lien)")] },
        text("(.)"),
    ];
    assert_eq!(document.body[0], Block::Paragraph { content: expected });
    let label = Some("(Nom :)".to_owned());
    assert_eq!(document.body[1], Block::Lines { count: 1, height: 10.0, label });
}

#[test]
fn words_of_another_language_are_marked_and_set_as_it_wants() {
    let body = blocks("Il dit [« *{{ v }}* » \"so\"](lang:en) \"non\".\n", json!({ "v": "Why ? [x](y)" }));
    let foreign = Inline::Foreign {
        language: "en".to_owned(),
        content: vec![text("« "), Inline::Emphasis { content: vec![text("Why ? [x](y)")] }, text(" » “so”")],
    };
    assert_eq!(body, [Block::Paragraph { content: vec![text("Il dit "), foreign, text(" \"non\".")] }]);
    for address in ["lang:", "lang:e n", "lang:en/fr"] {
        let template = format!("[x](<{address}>)\n");
        let errors = documents(&[("t.md", &template)], json!({}), &str::to_owned).unwrap_err();
        assert_eq!(errors[0].code, "document-markup", "{address}");
    }
}

#[test]
fn macros_and_set_blocks_keep_their_markup_and_escape_what_they_are_given() {
    let template = "{% macro strong(x) %}**{{ x }}**{% endmacro %}\
                    {% set both %}{{ strong(v) }} {{ v }}{% endset %}\
                    {{ both }}, {{ strong(v) ~ v }}, {{ shout(v) }}\n";
    let body = blocks(template, json!({ "v": "*a*" }));
    let strong = || Inline::Strong { content: vec![text("*a*")] };
    let content = vec![strong(), text(" *a*, "), strong(), text("*a*, *A*")];
    assert_eq!(body, [Block::Paragraph { content }]);
}

#[test]
fn a_template_includes_others_of_its_pack_and_nothing_else() {
    let sources = [("a.md", "{% include \"b.md\" %}\n"), ("b.md", "Bonjour {{ v }}\n")];
    let document = documents(&sources, json!({ "v": "*" }), &str::to_owned).unwrap();
    assert_eq!(document.body, [paragraph("Bonjour *")]);

    let errors =
        documents(&[("a.md", "x\n{% include \"../b.md\" %}\n")], json!({}), &str::to_owned).unwrap_err();
    assert_eq!((errors[0].code, errors[0].line()), ("template-missing", 2));

    let sources = [("a.md", "x\n\n{% include \"b.md\" %}\n"), ("b.md", "y\n\n:::nope\n:::\n")];
    let errors = documents(&sources, json!({}), &str::to_owned).unwrap_err();
    assert_eq!((errors[0].template.as_str(), errors[0].code, errors[0].line()), ("b.md", "block-unknown", 3));
}

#[test]
fn values_without_words_of_their_own_are_refused() {
    for (value, kind) in [
        (json!(null), "none"),
        (json!(true), "bool"),
        (json!([1]), "sequence"),
        (json!({ "a": 1 }), "map"),
        (json!(1.5), "decimal"),
    ] {
        let errors = documents(&[("t.md", "a\n{{ v }}")], json!({ "v": value }), &str::to_owned).unwrap_err();
        assert_eq!((errors[0].code, errors[0].line(), errors[0].column()), ("template-value", 2, 4));
        assert_eq!(errors[0].args["detail"], kind);
    }
    assert_eq!(blocks("{{ v }} {{ w }}", json!({ "v": 3.0, "w": -4 })), [paragraph("3 -4")]);
    let numbered = Block::List { ordered: true, start: 7, items: vec![vec![paragraph("a")]] };
    assert_eq!(blocks("{{ v }}. a", json!({ "v": 7 })), [numbered]);
}

#[test]
fn escaping_cannot_be_switched_off() {
    assert_eq!(problems("{{ v | safe }}", json!({ "v": "x" }))[0].0, "template-failed");
    assert_eq!(problems("{{ v | tojson }}", json!({ "v": "x" }))[0].0, "template-failed");
    for mode in ["false", "'html'", "'none'"] {
        let template = format!("a\n{{% autoescape {mode} %}}\n{{{{ v }}}}\n{{% endautoescape %}}");
        assert_eq!(problems(&template, json!({ "v": "x" })), [("template-autoescape", 3, 4)], "{mode}");
    }
    assert_eq!(
        blocks("{% autoescape true %}{{ v }}{% endautoescape %}", json!({ "v": "*x*" })),
        [paragraph("*x*")]
    );
}

#[test]
fn problems_of_the_template_language_have_their_place() {
    assert_eq!(problems("a\n{{ nobody }}", json!({})), [("template-undefined", 2, 4)]);
    assert_eq!(argument("{{ peopel }}", "close"), json!("people"));
    assert_eq!(argument("{{ people.lenght }}", "close"), json!("people.length"));
    assert_eq!(argument("{{ poeple.length }}", "close"), json!("people.length"));
    assert_eq!(problems("a\n{{ v.nothing }}", json!({ "v": {} }))[0].1, 2);
    assert_eq!(problems("a\n{% if %}", json!({}))[0].0, "template-syntax");
    // A sign of three bytes is one place.
    assert_eq!(problems("é {{ € }}", json!({})), [("template-syntax", 1, 6)]);
    assert_eq!(
        problems("{% for i in range(9999) %}{% for j in range(9999) %}x{% endfor %}{% endfor %}", json!({}))
            [0]
        .0,
        "template-fuel"
    );
}

#[test]
fn problems_of_blocks_have_their_place_and_propose_the_close_name() {
    let cases = [
        ("a\n\n:::carts\n:::\n", ("block-unknown", 3, 4)),
        (":::lines cuont=3\n:::\n", ("attribute-unknown", 1, 10)),
        (":::lines count=0\n:::\n", ("attribute-number", 1, 10)),
        (":::lines count=many\n:::\n", ("attribute-number", 1, 10)),
        (":::lines count=1 count=2\n:::\n", ("attribute-twice", 1, 18)),
        (":::lines label=\"a\n:::\n", ("attribute-syntax", 1, 10)),
        (":::lines\ntexte\n:::\n", ("block-leaf", 2, 1)),
        (":::note\ntexte\n", ("block-open", 1, 1)),
        (":::note\n:::lines\n:::\n", ("block-open", 2, 1)),
        ("texte\n\n:::\n", ("block-stray-end", 3, 1)),
        (":::card\n# a\n:::\n", ("block-misplaced", 1, 1)),
        ("- a\n\n  :::page\n  a\n  :::\n", ("block-misplaced", 3, 3)),
        ("::::cards\ntexte\n\n:::card\n## a\n:::\n::::\n", ("block-parts", 2, 1)),
        ("::::cards size=tiny\n:::card\n## a\n:::\n::::\n", ("attribute-choice", 1, 11)),
        ("::::cards\n:::card\ntexte\n:::\n::::\n", ("card-heading", 2, 1)),
        ("::::timeline\n:::slot minutes=3 start=a\na\n:::\n::::\n", ("attribute-missing", 2, 1)),
        (":::checklist\ntexte\n:::\n", ("block-list", 1, 1)),
        (":::grid widths=\"1,2,3\"\n| a | b |\n|---|---|\n:::\n", ("attribute-shares", 1, 9)),
        (":::canvas name=cibel\n:::\n", ("canvas-unknown", 1, 1)),
        ("| | |\n|---|---|\n| a | b |\n", ("table-header", 1, 1)),
        ("texte\n\n# titre\n", ("heading-title", 3, 1)),
        ("##### titre\n", ("heading-level", 1, 1)),
        ("##\n", ("heading-empty", 1, 1)),
        ("a <b>c</b>\n", ("document-html", 1, 3)),
        ("<div>\n", ("document-html", 1, 1)),
        ("a ![b](https://example.org/c.png)\n", ("document-image", 1, 3)),
        ("a\n\n    code\n", ("document-code", 3, 5)),
        ("[a](javascript:alert)\n", ("link-scheme", 1, 1)),
    ];
    for (template, expected) in cases {
        assert_eq!(problems(template, json!({}))[0], expected, "{template}");
    }
    assert_eq!(argument(":::carts\n:::\n", "close"), "cards");
    assert_eq!(argument(":::lines cuont=3\n:::\n", "close"), "count");
    assert_eq!(argument("::::cards size=smal\n:::card\n## a\n:::\n::::\n", "close"), "small");
}

#[test]
fn a_wrong_name_alone_is_replaced_by_the_close_one() {
    let errors = documents(&[("t.md", "a\n\n:::carts\n:::\n")], json!({}), &str::to_owned).unwrap_err();
    let mut sources = Sources::default();
    let diagnostic = errors[0].clone().into_diagnostic(&mut sources);
    let place = diagnostic.place.unwrap();
    assert_eq!(&sources.get(place.source).text[place.span], "carts");
    assert_eq!(diagnostic.replacement.as_deref(), Some("cards"));
}

#[test]
fn bottomless_templates_are_refused() {
    let nested = "{% for i in range(5000) %}>{% endfor %} a\n";
    assert_eq!(problems(nested, json!({}))[0], ("document-depth", 1, 27));
    let emphasis = "{% for i in range(200) %}*a {% endfor %}b{% for i in range(200) %}*{% endfor %}";
    assert_eq!(problems(emphasis, json!({}))[0].0, "document-depth");
    assert_eq!(problems("{% include \"t.md\" %}", json!({}))[0].0, "template-failed");
    assert_eq!(problems("{{ 'x' * 900000000 }}", json!({}))[0].0, "template-fuel");
}

#[test]
fn chains_without_end_are_refused() {
    for chain in ["+1", "|string", ".a"] {
        let deep = format!("{{{{ 1{} }}}}", chain.repeat(50_000));
        assert_eq!(problems(&deep, json!({}))[0].0, "template-fuel", "{chain}");
    }
    let branches = format!("{{% if 0 %}}{}{{% endif %}}", "{% elif 0 %}".repeat(50_000));
    assert_eq!(problems(&branches, json!({}))[0].0, "template-fuel");
}

#[test]
fn all_problems_are_told_at_once() {
    let template = "{% for i in [1, 2] %}\n:::carts\n:::\n{% endfor %}\n\n<b>\n";
    let found = problems(template, json!({}));
    assert_eq!(found, [("block-unknown", 2, 4), ("block-unknown", 2, 4), ("document-html", 6, 1)]);
}

fn collect_levels(body: &[Block], levels: &mut Vec<u8>) {
    for block in body {
        match block {
            Block::Heading { level, .. } => levels.push(*level),
            Block::Paper { body } => collect_levels(body, levels),
            _ => {}
        }
    }
}

#[test]
fn headings_have_no_gaps_and_what_one_output_hides_counts_for_none() {
    let template = "# a\n\n:::paper\n## b\n:::\n\n### c\n\n## d\n\n#### e\n";
    let mut levels = Vec::new();
    collect_levels(&blocks(template, json!({})), &mut levels);
    assert_eq!(levels, [1, 2, 2, 2, 3]);
}

#[test]
fn empty_values_leave_nothing_behind() {
    let body = blocks("{{ v }}\n\n**{{ v }}**\n\na{{ v }}\n\n- {{ v }}\n", json!({ "v": "" }));
    let list = Block::List { ordered: false, start: 1, items: vec![vec![]] };
    assert_eq!(body, [paragraph("a"), list]);
}

/// Where a value may stand.
const POSITIONS: [&str; 24] = [
    "{{ v }}",
    "{{ v }}{{ v }}",
    "{{ v }}. suite",
    "{{ v }}) suite",
    "{{ v }}\n===",
    "{{ v }}\nsuite\n",
    "mot{{ v }}mot",
    "a\n{{ v }}\nb",
    "## {{ v }}",
    "## a {{ v }} ##",
    "- {{ v }}",
    "1. {{ v }}",
    "> {{ v }}",
    "mot**{{ v }}**mot *{{ v }}*",
    "[{{ v }}](https://example.org)",
    "[a](https://example.org/{{ v }})",
    "`{{ v }}`",
    "| a | b |\n|---|---|\n| {{ v }} | x |\n| x | {{ v }} |",
    "| {{ v }} | b |\n|---|---|\n| c | x |",
    ":::lines label=\"{{ v }}\"\n:::",
    ":::lines label={{ v }}\n:::",
    "::::timeline\n:::slot minutes=3 start=\"{{ v }}\" end=x\n{{ v }}\n:::\n::::",
    ":::checklist\n- {{ v }}\n:::",
    "{% macro m(x) %}**{{ x }}**{% endmacro %}{% set s %}- {{ m(v) }}{% endset %}{{ s }}",
];

/// A tree with its texts taken out, and the texts.
fn skeleton(value: &serde_json::Value, texts: &mut Vec<String>) -> serde_json::Value {
    match value {
        serde_json::Value::Array(items) => items.iter().map(|item| skeleton(item, texts)).collect(),
        serde_json::Value::Object(fields) => {
            let without = fields.iter().map(|(key, field)| match (key.as_str(), field) {
                ("text" | "label" | "start" | "url", serde_json::Value::String(text)) => {
                    texts.push(text.clone());
                    (key.clone(), json!("…"))
                }
                _ => (key.clone(), skeleton(field, texts)),
            });
            serde_json::Value::Object(without.collect())
        }
        other => other.clone(),
    }
}

fn folded(text: &str) -> String {
    let spaced =
        text.replace(|c: char| c == ' ' || c.is_control() || matches!(c, '\u{2028}' | '\u{2029}'), " ");
    let seen = crate::hidden::without(&spaced);
    seen.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

fn is_text(c: char) -> bool {
    !(('\u{FDD0}'..='\u{FDEF}').contains(&c) || u32::from(c) & 0xFFFE == 0xFFFE)
}

/// The value stands in every position as what it is, and changes nothing around it.
fn stands_everywhere(value: &str) {
    let wanted = folded(value);
    if wanted.is_empty() {
        return;
    }
    let mut skeletons = BTreeMap::new();
    for template in POSITIONS {
        let tree = |value: &str| {
            let mut texts = Vec::new();
            let body = serde_json::to_value(blocks(template, json!({ "v": value }))).unwrap();
            (skeleton(&body, &mut texts), texts)
        };
        let plain = skeletons.entry(template).or_insert_with(|| tree("x").0);
        let (found, texts) = tree(value);
        assert_eq!(&found, plain, "{template} with {value:?}");
        assert!(
            texts.iter().any(|text| folded(text).contains(&wanted)),
            "{template} with {value:?}: {texts:?}"
        );
    }
}

#[test]
fn hostile_values_are_text() {
    let long = "abc* ".repeat(2_000);
    let values = [
        "<script>alert(1)</script>",
        "#import \"x\"",
        "Ⓐ",
        "ⓐ b 🅰",
        "`",
        "``` x",
        "*",
        "**a**",
        "_a_",
        "| a | b |",
        "|",
        "---",
        "===",
        "- a",
        "+ a",
        "1. a",
        "1) a",
        "12",
        "> a",
        "# a",
        ":::page",
        ":::",
        "::::\n:::",
        "    code",
        "\tcode",
        "[a]: b",
        "[a](b)",
        "![a](b)",
        "<https://a.b>",
        "&amp;",
        "&#42;",
        "\\",
        "\\|",
        "a\\",
        "a  \nb",
        "a\n\nb",
        "\n# a",
        "{{ v }}",
        "{% raw %}",
        "\"",
        "\" fill=\"",
        "' x",
        "= a",
        "~~~",
        "a\u{202e}b",
        "نور",
        "👩🏽‍🏫",
        "\u{feff}a",
        "-",
        "\u{a0}:",
        "a\u{0}b",
        "^a^",
        "$a$",
        "a@b.org",
        "www.example.org",
        "http://example.org",
        "[^1]",
        "- [ ] a",
        "%",
        "é̂",
        &long,
    ];
    for value in values {
        stands_everywhere(value);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_value_is_text(value in "(?s).{1,40}") {
        // Nothing but blanks is nothing: an attribute that must be there says so.
        if value.chars().all(is_text) && !value.trim().is_empty() {
            stands_everywhere(&value);
        }
    }

    #[test]
    fn any_markup_is_text(value in "[-+*_`~#>|:\\\\\\[\\]()<>&;!=\"'0-9a \t\n.]{1,12}") {
        stands_everywhere(&value);
    }

    /// A template may hold anything: it gives a document or problems with a place, and never stops the
    /// program.
    #[test]
    fn any_template_ends(template in "([-+*_`~#>|:\\[\\]()<>!=\"0-9a \n{}%]|:::(note|card|cards|lines|page)\n|:::\n){0,40}") {
        if let Err(errors) = documents(&[("t.md", &template)], json!({}), &str::to_owned) {
            prop_assert!(!errors.is_empty());
            for error in errors {
                prop_assert!(error.line() >= 1 && error.column() >= 1);
                prop_assert!(error.source.get(error.span.clone()).is_some());
            }
        }
    }
}
