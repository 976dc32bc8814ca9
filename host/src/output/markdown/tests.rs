use comrak::nodes::{AstNode, NodeValue};
use comrak::{Arena, Options, parse_document};
use proptest::prelude::*;

use super::Markdown;
use crate::document::tree::{Align, Block, Document, InkLevel, Inline, Page, PaperSize, Slot, Table};
use crate::output::Output;

fn markdown(body: Vec<Block>) -> String {
    let document = Document {
        title: "Titre".to_owned(),
        header: vec!["Atelier".to_owned(), "jeudi".to_owned()],
        language: "fr".to_owned(),
        page: Page { paper: PaperSize::A4, landscape: false, large: false, ink: InkLevel::Grey },
        date: "2026-11-12".to_owned(),
        logo: None,
        body,
    };
    let bytes = Markdown::new("fr").unwrap().render(&document).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    text.strip_prefix("# Titre\n\n*Atelier · jeudi*\n\n").unwrap().to_owned()
}

fn text(text: &str) -> Inline {
    Inline::Text { text: text.to_owned() }
}

fn paragraph(words: &str) -> Block {
    Block::Paragraph { content: vec![text(words)] }
}

fn heading(level: u8, words: &str) -> Block {
    Block::Heading { level, content: vec![text(words)] }
}

#[test]
fn what_only_paper_can_do_becomes_text() {
    let slot = |kind: &str, body| Slot {
        minutes: 15.0,
        start: "13 h".to_owned(),
        end: "13 h 15".to_owned(),
        kind: kind.to_owned(),
        body,
    };
    let body = vec![
        Block::Timeline {
            even: false,
            slots: vec![
                slot("block", vec![heading(2, "Accueil"), paragraph("Café")]),
                slot("pause", vec![paragraph("Pause")]),
            ],
        },
        Block::Prompt { body: vec![paragraph("Écrivez."), paragraph("En silence.")] },
        Block::Lines { count: 2, height: 9.0, label: Some("Prénom".to_owned()) },
        Block::Checklist { items: vec![vec![paragraph("feutres")], vec![paragraph("affiches")]] },
        Block::Dots { count: 3, size: 18.0 },
        Block::Sign { body: vec![paragraph("Table 1")] },
        Block::Paper { body: vec![paragraph("seulement sur papier")] },
        Block::Screen { body: vec![paragraph("seulement à l'écran")] },
    ];
    let expected = "## 13 h – 13 h 15 · Accueil\n\nCafé\n\n**13 h – 13 h 15** · Pause\n\n\
                    > **À lire à voix haute**\n>\n> Écrivez.\n>\n> En silence.\n\n\
                    Prénom ……………………………………\n\n……………………………………\n\n\
                    - [ ] feutres\n- [ ] affiches\n\n○ ○ ○\n\n**Table 1**\n\nseulement à l'écran\n";
    assert_eq!(markdown(body), expected);
}

#[test]
fn lists_are_tight_where_they_can_be_and_told_apart() {
    let list = |items: Vec<Vec<Block>>| Block::List { ordered: false, start: 1, items };
    let nested = list(vec![vec![paragraph("b")]]);
    let numbered = Block::List {
        ordered: true,
        start: 9,
        items: vec![vec![paragraph("c"), nested], vec![paragraph("d"), paragraph("e")]],
    };
    let body = vec![
        list(vec![vec![paragraph("a")], vec![]]),
        list(vec![vec![paragraph("a")]]),
        paragraph("p"),
        numbered,
    ];
    let expected = "- a\n-\n\n* a\n\np\n\n9. c\n\n   - b\n\n10. d\n\n    e\n";
    assert_eq!(markdown(body), expected);
}

#[test]
fn tables_keep_their_alignment_and_their_bars() {
    let table = Table {
        header: vec![vec![text("A")], vec![text("B")]],
        rows: vec![
            vec![vec![text("x | y")], vec![Inline::Code { text: "a|b".to_owned() }]],
            vec![vec![], vec![]],
        ],
        row_header: false,
        widths: None,
        height: None,
        fill: false,
        align: vec![Align::Left, Align::Right],
    };
    let expected = "| A | B |\n| --- | --: |\n| x \\| y | `a\\|b` |\n|  |  |\n";
    assert_eq!(markdown(vec![Block::Table(table)]), expected);
}

/// The words of a parsed text, white space folded.
fn words(markdown: &str) -> String {
    fn collect<'a>(node: &'a AstNode<'a>, out: &mut String) {
        match &node.data().value {
            NodeValue::Text(text) => out.push_str(text),
            NodeValue::SoftBreak | NodeValue::LineBreak => out.push(' '),
            value if value.block() => out.push(' '),
            NodeValue::Strong | NodeValue::Emph => {}
            value => out.extend(["[", value.xml_node_name(), "]"]),
        }
        node.children().for_each(|child| collect(child, out));
    }
    let mut options = Options::default();
    options.extension.table = true;
    options.extension.strikethrough = true;
    options.extension.tasklist = true;
    let arena = Arena::new();
    let mut out = String::new();
    collect(parse_document(&arena, markdown, &options), &mut out);
    folded(&out)
}

fn folded(text: &str) -> String {
    text.split([' ', '\n']).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Text as the tree has it: one line, spaces folded, no control character.
fn tree_text() -> impl Strategy<Value = String> {
    let any = "[^\\p{C}\u{2028}\u{2029}\u{a0}\\s]{1,12}( [^\\p{C}\\s]{1,6})?";
    let marks = "[-+*_`~#>|:\\\\\\[\\]()<>&;!=\"'0-9a .]{1,12}";
    prop_oneof![any, marks].prop_map(|text| folded(&text)).prop_filter("empty", |text| !text.is_empty())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn text_is_read_back_as_it_was(value in tree_text()) {
        let cell = || vec![text(&value)];
        let table = Table {
            header: vec![cell(), cell()],
            rows: vec![vec![cell(), cell()]],
            row_header: false, widths: None, height: None, fill: false,
            align: vec![Align::Left, Align::Left],
        };
        let twice = Block::Paragraph { content: vec![text(&value), Inline::Break, text(&value)] };
        let item = Block::List { ordered: true, start: 1, items: vec![vec![paragraph(&value)]] };
        let lines = Block::Lines { count: 1, height: 9.0, label: Some(value.clone()) };
        let body = vec![paragraph(&value), heading(2, &value), Block::Table(table), twice, item, lines];
        let expected = format!("{} {}", [value.as_str(); 10].join(" "), super::DOTS);
        prop_assert_eq!(words(&markdown(body.clone())), folded(&expected), "{}", markdown(body));
    }
}
