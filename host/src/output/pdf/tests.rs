//! Documents that people wrote, as files that readers and screen readers get.

use lopdf::{Dictionary, Object};

use super::{Pdf, PdfError, PdfFile};
use crate::document::tree::{
    Align, Block, Card, CardSize, Document, InkLevel, Inline, Page, PaperSize, Slot, Table,
};

pub(super) fn words(text: &str) -> Vec<Inline> {
    vec![Inline::Text { text: text.to_owned() }]
}

pub(super) fn heading(level: u8, text: &str) -> Block {
    Block::Heading { level, content: words(text) }
}

pub(super) fn paragraph(text: &str) -> Block {
    Block::Paragraph { content: words(text) }
}

pub(super) fn table(header: &[&str], rows: &[&[&str]]) -> Table {
    Table {
        header: header.iter().map(|cell| words(cell)).collect(),
        rows: rows.iter().map(|row| row.iter().map(|cell| words(cell)).collect()).collect(),
        row_header: false,
        widths: None,
        height: None,
        fill: false,
        align: vec![Align::Left; header.len()],
    }
}

fn cards(size: CardSize, texts: impl IntoIterator<Item = String>) -> Block {
    let cards = texts.into_iter().map(|text| Card { body: vec![heading(2, &text)] }).collect();
    Block::Cards { size, cards }
}

pub(super) fn document(body: Vec<Block>) -> Document {
    Document {
        title: "Programme de l’après-midi".to_owned(),
        header: vec!["Premiers pas".to_owned(), "jeudi 12 novembre 2026".to_owned()],
        language: "fr".to_owned(),
        page: Page { paper: PaperSize::A4, landscape: false, large: false, ink: InkLevel::Grey },
        date: "2026-11-12".to_owned(),
        logo: None,
        body,
    }
}

fn rendered(body: Vec<Block>) -> PdfFile {
    Pdf::new(None).render(&document(body)).unwrap()
}

/// What a reader copies from the pages, without spaces: where lines end is none of its business.
fn text(file: &PdfFile) -> String {
    let pdf = lopdf::Document::load_mem(&file.bytes).unwrap();
    let pages: Vec<u32> = pdf.get_pages().into_keys().collect();
    without_spaces(&pdf.extract_text(&pages).unwrap())
}

fn without_spaces(text: &str) -> String {
    text.split_whitespace().collect()
}

/// All structure elements of a kind: `TH`, `H1`.
fn elements(file: &PdfFile, kind: &str) -> Vec<Dictionary> {
    let pdf = lopdf::Document::load_mem(&file.bytes).unwrap();
    let tagged = |element: &Dictionary| {
        element.get(b"S").and_then(Object::as_name).is_ok_and(|s| s == kind.as_bytes())
    };
    pdf.objects.values().filter_map(|object| object.as_dict().ok()).filter(|e| tagged(e)).cloned().collect()
}

/// Width and height of each page, in whole millimetres.
fn page_sizes(file: &PdfFile) -> Vec<String> {
    let pdf = lopdf::Document::load_mem(&file.bytes).unwrap();
    let size = |id| {
        let page: &Dictionary = pdf.get_dictionary(id).unwrap();
        let sides = page.get(b"MediaBox").and_then(Object::as_array).unwrap();
        let millimetres = |side: &Object| side.as_float().unwrap() * 25.4 / 72.0;
        format!("{:.0} × {:.0}", millimetres(&sides[2]), millimetres(&sides[3]))
    };
    pdf.get_pages().into_values().map(size).collect()
}

#[test]
fn says_what_it_is() {
    let file = rendered(vec![heading(1, "Programme"), paragraph("Bonjour.")]);
    let pdf = lopdf::Document::load_mem(&file.bytes).unwrap();
    let catalog = pdf.catalog().unwrap();
    assert_eq!(catalog.get(b"Lang").and_then(Object::as_str).unwrap(), b"fr");
    let marks = pdf.get_dict_in_dict(catalog, b"MarkInfo").unwrap();
    assert!(marks.get(b"Marked").and_then(Object::as_bool).unwrap());
    let metadata = catalog.get(b"Metadata").and_then(Object::as_reference).unwrap();
    let metadata = pdf.get_object(metadata).and_then(Object::as_stream).unwrap();
    let metadata = String::from_utf8_lossy(&metadata.content).into_owned();
    for part in ["<pdfuaid:part>1<", "<pdfaid:part>2<", "<pdfaid:conformance>A<", "Programme de l’après-midi"]
    {
        assert!(metadata.contains(part), "{part} is not in {metadata}");
    }
    assert_eq!(file.pages, 1);
    assert_eq!(elements(&file, "H1").len(), 1);
}

#[test]
fn gives_the_same_bytes_twice() {
    let body = || vec![heading(1, "Cartes"), cards(CardSize::Small, (1..=20).map(|n| format!("n° {n}")))];
    assert_eq!(rendered(body()), rendered(body()));
}

#[test]
fn prints_what_people_wrote_as_they_wrote_it() {
    let hostile = [
        "#import \"a.typ\": b",
        "#panic()",
        "$a^2$ \\u{41} \\",
        "@reference <label>",
        "`code` ```rust",
        "*strong* _emphasis_ = heading",
        "[link](javascript:alert(1))",
        "<script>alert(1)</script> // /* */",
        "-- --- ... ~ 'a' \"b\"",
        "{{ title }} {% raw %}",
        "/etc/passwd",
        "\"); #read(\"/data.json\") (\"",
    ];
    let mut body: Vec<Block> = hostile.iter().map(|text| paragraph(text)).collect();
    body.extend(hostile.iter().map(|text| Block::Table(table(&[text], &[&[text]]))));
    body.push(cards(CardSize::Medium, hostile.iter().map(|text| (*text).to_owned())));
    let file = rendered(body);
    let text = text(&file);
    for hostile in hostile {
        assert_eq!(text.matches(&without_spaces(hostile)).count(), 4, "{hostile} in {text}");
    }
    assert!(file.replaced.is_empty());
}

#[test]
fn replaces_and_tells_what_no_font_has() {
    let file = rendered(vec![
        paragraph("Chen 陳, Ελένη, Nguyễn, Đặng, Юлия, e\u{301}, ☐ → ✓ ★ ①"),
        paragraph("👩\u{200d}👧 fin"),
    ]);
    let text = text(&file);
    for found in ["Chen □,", "Ελένη", "Юлия", "☐ → ✓ ★ ①", "□ fin"] {
        assert!(text.contains(&without_spaces(found)), "{found} in {text}");
    }
    assert_eq!(file.replaced.len(), 2);
    assert!(file.replaced[0].starts_with("Chen 陳"));
}

#[test]
fn replaces_what_no_font_has_in_a_drawing_too() {
    let svg = r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 40"><title>李</title><text
        x="5" y="20" font-size="9">Bruce 李 &amp; Noël</text></svg>"#;
    let file = rendered(vec![Block::Canvas { svg: svg.to_owned(), alt: "李雷".to_owned() }]);
    assert_eq!(file.replaced, ["李", "Bruce 李 &amp; Noël", "李雷"]);
}

#[test]
fn leaves_out_what_is_for_screens() {
    let file = rendered(vec![
        Block::Paper { body: vec![paragraph("sur papier")] },
        Block::Screen { body: vec![paragraph("à l’écran")] },
    ]);
    assert!(text(&file).contains("surpapier"));
    assert!(!text(&file).contains("àl’écran"));
}

#[test]
fn closes_gaps_between_headings() {
    let file = rendered(vec![heading(3, "Trois"), heading(4, "Quatre"), heading(2, "Deux"), heading(2, " ")]);
    let count = |kind| elements(&file, kind).len();
    // The title, then two, three, two.
    assert_eq!([count("H1"), count("H2"), count("H3"), count("H4")], [1, 2, 1, 0]);
}

#[test]
fn names_rows_for_screen_readers() {
    let mut named = table(&["Nom", "Table"], &[&["Ana", "1"], &["Bo", "2"]]);
    named.row_header = true;
    let file = rendered(vec![Block::Table(named)]);
    assert_eq!(elements(&file, "TH").len(), 4);
    assert_eq!(elements(&file, "TD").len(), 2);
    let pdf = lopdf::Document::load_mem(&file.bytes).unwrap();
    let scopes = |scope: &str| {
        let find = |object: &Object| format!("{object:?}").matches(&format!("/Scope /{scope}")).count();
        pdf.objects.values().map(find).sum::<usize>()
    };
    assert_eq!(scopes("Row"), 2);
}

#[test]
fn repeats_the_heading_row_and_splits_no_row() {
    let long = "Une phrase qui prend deux lignes dans sa colonne, et même un peu plus que cela.";
    let rows: Vec<Vec<&str>> = vec![vec!["1", long, long]; 60];
    let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
    let file =
        rendered(vec![heading(1, "Suite"), Block::Table(table(&["Numéro", "Quoi", "Pourquoi"], &rows))]);
    assert!(file.pages > 2);
    assert_eq!(text(&file).matches("Pourquoi").count(), file.pages);
    assert_eq!(elements(&file, "TH").len(), 3);
}

#[test]
fn cards_of_each_size_fill_their_sheets() {
    for (size, of_a_sheet) in [
        (CardSize::Small, 8),
        (CardSize::Medium, 4),
        (CardSize::Large, 2),
        (CardSize::Half, 2),
        (CardSize::Sign, 1),
    ] {
        let pages = |count: usize| rendered(vec![cards(size, (1..=count).map(|n| format!("n° {n}")))]).pages;
        assert_eq!(pages(of_a_sheet), 1, "{size:?}");
        assert_eq!(pages(of_a_sheet + 1), 2, "{size:?}");
    }
}

#[test]
fn large_print_takes_the_next_size_of_card() {
    let mut large = document(vec![cards(CardSize::Small, (1..=5).map(|n| format!("n° {n}")))]);
    large.page.large = true;
    assert_eq!(Pdf::new(None).render(&large).unwrap().pages, 2);
}

#[test]
fn a_page_of_its_own_takes_several_in_large_print() {
    let mut page = document(vec![Block::Page { body: vec![paragraph(&"mot ".repeat(500))] }]);
    assert_eq!(Pdf::new(None).render(&page).unwrap().pages, 1);
    page.page.large = true;
    assert_eq!(Pdf::new(None).render(&page).unwrap().pages, 2);
}

#[test]
fn papers_have_their_sizes() {
    let size = |paper, landscape| {
        let mut document = document(vec![paragraph("Bonjour.")]);
        document.page = Page { paper, landscape, ..document.page };
        page_sizes(&Pdf::new(None).render(&document).unwrap()).remove(0)
    };
    assert_eq!(size(PaperSize::A3, true), "420 × 297");
    assert_eq!(size(PaperSize::A4, false), "210 × 297");
    assert_eq!(size(PaperSize::A5, false), "148 × 210");
    assert_eq!(size(PaperSize::Letter, false), "216 × 279");
}

#[test]
fn what_shares_the_page_stays_on_it() {
    let space = || Block::Space { height: None, body: Vec::new() };
    let mut filled = table(&["Idée", "Voix"], &[&["", ""], &["", ""], &["", ""]]);
    filled.fill = true;
    let file = rendered(vec![heading(1, "Notes"), space(), Block::Table(filled), space(), paragraph("Fin")]);
    assert_eq!(file.pages, 1);
}

#[test]
fn no_page_of_running_text_is_left_with_a_few_lines() {
    let sentence = "Une phrase assez courte pour tenir sur une ligne.";
    for (large, counts) in [(false, (30..110).step_by(5)), (true, (15..60).step_by(3))] {
        for count in counts {
            let mut document = document(vec![paragraph(sentence); count]);
            document.page.large = large;
            let file = Pdf::new(None).render(&document).unwrap();
            let pdf = lopdf::Document::load_mem(&file.bytes).unwrap();
            let lines = |page| pdf.extract_text(&[page]).unwrap().matches("phrase").count();
            let last = lines(u32::try_from(file.pages).unwrap());
            assert!(
                file.pages == 1 || 4 * last >= lines(1),
                "{count} lines, the last {last} on a page alone"
            );
        }
    }
}

#[test]
fn a_page_that_goes_on_with_a_step_names_it() {
    let slot = |start: &str, paragraphs| Slot {
        minutes: 20.0,
        start: start.to_owned(),
        end: "15 h".to_owned(),
        kind: "block".to_owned(),
        body: [vec![heading(3, "Pouvez-vous nommer ?")], vec![paragraph("Une ligne."); paragraphs]].concat(),
    };
    let file =
        rendered(vec![Block::Timeline { even: true, slots: vec![slot("14 h 21", 60), slot("14 h 41", 1)] }]);
    let pdf = lopdf::Document::load_mem(&file.bytes).unwrap();
    let on = |page| without_spaces(&pdf.extract_text(&[page]).unwrap());
    assert_eq!(file.pages, 2);
    assert!(!on(1).contains("(suite)"));
    assert!(on(2).contains("14h21·Pouvez-vousnommer?(suite)"), "{}", on(2));
}

#[test]
fn a_page_that_goes_on_before_the_steps_of_a_block_names_the_block() {
    let slot = Slot {
        minutes: 20.0,
        start: "14 h 21".to_owned(),
        end: "15 h".to_owned(),
        kind: "block".to_owned(),
        body: vec![heading(3, "Une étape")],
    };
    let mut body = vec![heading(2, "14 h 21 · Le café")];
    body.extend(vec![paragraph("Une ligne."); 60]);
    body.push(Block::Timeline { even: true, slots: vec![slot] });
    let file = rendered(body);
    let pdf = lopdf::Document::load_mem(&file.bytes).unwrap();
    assert_eq!(file.pages, 2);
    let second = without_spaces(&pdf.extract_text(&[2]).unwrap());
    assert!(second.contains("14h21·Lecafé(suite)"), "{second}");
}

#[test]
fn hours_stay_on_one_line() {
    let hours = "14\u{A0}h – 17\u{A0}h\u{A0}30";
    let file = rendered(vec![Block::Table(Table {
        widths: Some(vec![1.0, 30.0]),
        ..table(&[&format!("Après-midi · {hours}"), "Nom"], &[&["", ""]])
    })]);
    let pdf = lopdf::Document::load_mem(&file.bytes).unwrap();
    let lines = pdf.extract_text(&[1]).unwrap();
    assert!(lines.lines().any(|line| without_spaces(line).contains(&without_spaces(hours))), "{lines}");
}

#[test]
fn what_stays_on_one_line_is_copied_as_it_was_written() {
    let sentence = "Que pouvons-nous faire nous-mêmes ? Prenez-en, dit-il. ";
    let file = rendered(vec![heading(2, sentence.trim()), paragraph(&sentence.repeat(40))]);
    assert_eq!(text(&file).matches("pouvons-nousfairenous-mêmes?Prenez-en,dit-il.").count(), 41);
}

#[test]
fn names_the_text_that_does_not_fit() {
    let too_long = |body: Vec<Block>| match Pdf::new(None).render(&document(body)) {
        Err(PdfError::TooLong { place, text }) => (place, text),
        other => panic!("{other:?}"),
    };
    let many = "mot ".repeat(600);
    let (place, text) = too_long(vec![cards(CardSize::Small, [many.clone()])]);
    assert_eq!((place.as_str(), text.trim()), ("card", many.trim()));
    assert_eq!(too_long(vec![Block::Page { body: vec![paragraph(&many.repeat(6))] }]).0, "page");
    assert_eq!(too_long(vec![Block::Sign { body: vec![paragraph(&many.repeat(2))] }]).0, "sign");
    assert_eq!(too_long(vec![Block::Table(table(&["a", "b"], &[&["x", &many.repeat(6)]]))]).0, "row");
}

#[test]
fn a_long_name_fits_everywhere() {
    let name = "Marie-Françoise de La Rochefoucauld-Montmorency-Beauharnais d’Aix";
    let mut signs = document(vec![Block::Cards {
        size: CardSize::Small,
        cards: vec![Card { body: vec![Block::Sign { body: vec![paragraph(name)] }] }],
    }]);
    let pdf = Pdf::new(None);
    assert_eq!(pdf.render(&signs).unwrap().pages, 1);
    signs.body = vec![cards(CardSize::Small, [name.to_owned()])];
    assert_eq!(pdf.render(&signs).unwrap().pages, 1);
}

#[test]
fn a_date_must_be_one() {
    let mut undated = document(Vec::new());
    undated.date = "2026-02-30".to_owned();
    assert_eq!(Pdf::new(None).render(&undated), Err(PdfError::Date("2026-02-30".to_owned())));
}
