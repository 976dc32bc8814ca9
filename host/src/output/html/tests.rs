use minijinja::value::{Serde, Value};

use super::Html;
use super::index::{Index, IndexDay, IndexDocument, IndexEntry, IndexGroup, IndexLink, IndexPaper};
use crate::document::tree::{
    Align, Block, Card, CardSize, Column, Document, InkLevel, Inline, Page, PaperSize, Table,
};
use crate::document::{Canvas, Frame, Templates};
use crate::output::{Output, OutputError};
use crate::words;

const SAMPLE: &str = include_str!("../../../../tests/documents/every-block.md");
const SAMPLE_DATA: &str = include_str!("../../../../tests/documents/every-block.json");
const DRAWING: &str = r#"<svg xmlns="http://www.w3.org/2000/svg"><script>alert("50 %")</script></svg>"#;

fn document(body: Vec<Block>) -> Document {
    Document {
        title: "Titre <b>".to_owned(),
        header: vec!["Atelier & co".to_owned()],
        language: "fr".to_owned(),
        page: Page { paper: PaperSize::A3, landscape: true, large: false, ink: InkLevel::Grey },
        date: "2026-11-12".to_owned(),
        logo: None,
        body,
    }
}

fn page(document: &Document) -> String {
    let html = Html::new(&document.language, []).unwrap();
    String::from_utf8(html.render(document).unwrap()).unwrap()
}

/// What is in `main`.
fn main_of(body: Vec<Block>) -> String {
    let page = page(&document(body));
    let start = page.find("<h1>").unwrap();
    page[start..page.find("</main>").unwrap()].to_owned()
}

fn sample() -> Document {
    let templates = Templates::new([("t.md".to_owned(), SAMPLE.to_owned())], |environment| {
        words::add_functions(environment, "fr");
    });
    let frame = Frame {
        title: "Échantillon".to_owned(),
        header: vec![],
        language: "fr".to_owned(),
        page: Page { paper: PaperSize::A4, landscape: false, large: false, ink: InkLevel::Grey },
        date: "2026-11-12".to_owned(),
        typography: &|text| words::typography::typeset("fr", text),
        canvas: &|_| Some(Canvas { svg: DRAWING.to_owned(), alt: "Une cible".to_owned() }),
    };
    let context: serde_json::Value = serde_json::from_str(SAMPLE_DATA).unwrap();
    templates.document("t.md", Value::from(Serde(context)), &frame).unwrap()
}

fn text(text: &str) -> Vec<Inline> {
    vec![Inline::Text { text: text.to_owned() }]
}

#[test]
fn the_page_says_its_language_title_paper_and_way_to_the_content() {
    let page = page(&document(vec![]));
    for part in [
        "<html lang=\"fr\">",
        "<title>Titre &lt;b&gt; · Atelier &amp; co</title>",
        "@page{size:A3 landscape;",
        "<a class=\"skip\" href=\"#main\">Aller au contenu</a>",
        "<h1>Titre &lt;b&gt;</h1>",
    ] {
        assert!(page.contains(part), "{part} in {page}");
    }
}

#[test]
fn tables_have_scopes_and_names() {
    let table = Table {
        header: vec![vec![], text("Tour 1")],
        rows: vec![vec![text("Ana <3"), text("2")]],
        row_header: true,
        widths: Some(vec![3.0, 1.0]),
        height: Some(12.0),
        fill: false,
        align: vec![Align::Left, Align::Right],
    };
    let heading = Block::Heading { level: 2, content: text("Tables") };
    let expected = "<h1>Titre &lt;b&gt;</h1>\n<h2>Tables</h2>\n\
        <section class=\"scroll\" tabindex=\"0\" aria-label=\"Tableau 1\u{a0}: Tables\">\n\
        <table style=\"--row:12.0mm\">\n<thead>\n<tr>\n<td style=\"--width:75%\"></td>\n\
        <th scope=\"col\" class=\"right\" style=\"--width:25%\">Tour 1</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n\
        <th scope=\"row\">Ana &lt;3</th>\n<td class=\"right\">2</td>\n</tr>\n</tbody>\n</table>\n</section>";
    let main = main_of(vec![heading, Block::Table(table)]);
    assert_eq!(main.lines().filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n"), expected);
}

#[test]
fn cells_of_a_table_wider_than_a_telephone_have_the_label_of_their_column() {
    let columns = |count: usize| {
        let cells = |start: &str| (1..=count).map(|n| text(&format!("{start} {n}"))).collect::<Vec<_>>();
        Block::Table(Table {
            header: cells("Tour"),
            rows: vec![cells("table")],
            row_header: true,
            widths: None,
            height: None,
            fill: false,
            align: vec![Align::Left; count],
        })
    };
    for (count, stacked) in [(3, false), (4, true), (6, true), (7, false)] {
        let main = main_of(vec![columns(count)]);
        assert_eq!(main.contains("<table class=\"stacked\">"), stacked, "{count}");
        assert_eq!(main.contains("<td data-label=\"Tour 2\">table 2</td>"), stacked, "{count}");
        assert!(main.contains("<th scope=\"row\">table 1</th>"), "{count}");
    }
}

#[test]
fn what_is_drawn_on_paper_has_words() {
    let main = main_of(vec![
        Block::Lines { count: 3, height: 9.5, label: Some("Nom".to_owned()) },
        Block::Dots { count: 1, size: 18.0 },
        Block::Dots { count: 24, size: 18.0 },
        Block::Space { height: Some(40.0), body: vec![] },
        Block::Prompt { body: vec![Block::Paragraph { content: text("Bonjour") }] },
    ]);
    for part in [
        "data-hint=\"3 lignes pour écrire\" style=\"--height:9.5mm\">Nom</p>\n<div class=\"lines\" style=\"--count:2;--height:9.5mm\">",
        "data-hint=\"un rond à remplir\"",
        "<p>24 ronds à remplir</p>",
        "data-hint=\"Espace pour écrire ou dessiner\" style=\"--space:40.0mm\"",
        "<p class=\"prompt\" data-label=\"À lire à voix haute\">Bonjour</p>",
    ] {
        assert!(main.contains(part), "{part} in {main}");
    }
}

#[test]
fn the_sample_is_complete_and_nothing_in_it_runs() {
    let page = page(&sample());
    assert!(!page.contains("<script"), "{page}");
    assert!(!page.contains("à découper"), "what is only for paper");
    assert!(page.contains("Sur un écran, le tableau plus haut remplace les cartes."));
    assert!(page.contains("&lt;script&gt;alert(&quot;confiance&quot;)&lt;/script&gt; &amp; #import"));
    assert!(page.contains("src=\"data:image/svg+xml,%3Csvg"));
    assert!(page.contains("alt=\"Une cible\""));
    for name in ["Ana | Botella", "Bérénice *étoile*", "`Chen` 陳 #1", "نور الدين"] {
        assert!(page.contains(name), "{name}");
    }
    assert!(page.len() < 15_000, "{}", page.len());
    let elements = page.matches('<').count() - page.matches("</").count();
    assert!(elements < 250, "{elements}");
}

#[test]
fn a_theme_replaces_templates_and_is_told_its_line() {
    let style = ("style.css".to_owned(), "p{color:red}".to_owned());
    let html = Html::new("fr", [style]).unwrap();
    let page = String::from_utf8(html.render(&document(vec![])).unwrap()).unwrap();
    assert!(page.contains("p{color:red}"));

    let broken = ("document.html".to_owned(), "<p>\n{{ titel }}".to_owned());
    let html = Html::new("fr", [broken]).unwrap();
    let Err(OutputError::Template(error)) = html.render(&document(vec![])) else {
        panic!("no template error")
    };
    assert_eq!((error.name(), error.line()), (Some("document.html"), Some(2)));
}

#[test]
fn the_index_links_every_document() {
    let link =
        |label: &str| IndexLink { label: label.to_owned(), path: format!("agenda.{}", label.to_lowercase()) };
    let paper = IndexPaper { size: "A4".to_owned(), pages: 2, copies: 24, sheets: 48 };
    let index = Index {
        language: "fr".to_owned(),
        title: "Premiers pas".to_owned(),
        logo: None,
        facts: vec!["jeudi".to_owned(), "La Rochelle".to_owned()],
        purpose: None,
        days: vec![IndexDay {
            title: None,
            entries: vec![IndexEntry {
                start: "13 h 30".to_owned(),
                end: "14 h".to_owned(),
                minutes: 30.0,
                kind: "block".to_owned(),
                title: "Accueil <tous>".to_owned(),
                group: Some(0),
            }],
        }],
        groups: vec![IndexGroup {
            title: "Pour tout l’atelier".to_owned(),
            documents: vec![IndexDocument {
                title: "Programme".to_owned(),
                audience: Some("pour tout le monde".to_owned()),
                paper: Some(paper),
                on_screen: true,
                links: vec![link("HTML"), link("PDF")],
            }],
        }],
        print_all: Some("print-all.pdf".to_owned()),
        sheets: Some(48),
        duplex_sheets: Some(24),
        papers: vec!["48 feuilles A4".to_owned()],
        screen: "screen.html".to_owned(),
        footprint: None,
        files: vec![],
    };
    let page = String::from_utf8(Html::new("fr", []).unwrap().index(&index).unwrap()).unwrap();
    for part in [
        "<h1>Premiers pas</h1>\n<p>jeudi<br>La Rochelle</p>",
        "48 feuilles en recto, 24 en recto verso.",
        "<a class=\"door\" href=\"screen.html\">Écran de salle</a>",
        "<li>48 feuilles A4</li>",
        "<h3 id=\"documents-0\">Pour tout l’atelier</h3>",
        "<a class=\"door\" href=\"print-all.pdf\">Tout imprimer, dans l’ordre (PDF)</a>",
        "<li><a href=\"agenda.html\">Programme</a></li>",
        "13 h 30 – 14 h&#9;<a href=\"#documents-0\">Accueil &lt;tous&gt;</a></p></li>",
        "A4, 2 pages, 24 exemplaires, 48 feuilles<br>",
        "<a href=\"agenda.pdf\"><span class=\"hidden\">Programme </span>PDF</a>",
    ] {
        assert!(page.contains(part), "{part} in {page}");
    }
    let without_paper = Index { sheets: None, ..index };
    let page = String::from_utf8(Html::new("en", []).unwrap().index(&without_paper).unwrap()).unwrap();
    assert!(!page.contains("To print") && page.contains("To show on a screen"));
}

#[test]
fn lists_that_stand_side_by_side_are_one_list() {
    let column = |items: &[&str]| {
        let items = items.iter().map(|item| vec![Block::Paragraph { content: text(item) }]).collect();
        Column { width: 1.0, body: vec![Block::List { ordered: false, start: 1, items }] }
    };
    let main = main_of(vec![Block::Columns {
        columns: vec![column(&["24 feutres", "6 feuilles"]), column(&["du ruban"])],
    }]);
    assert!(main.contains("<ul class=\"side\" style=\"--columns:2\">"), "{main}");
    assert_eq!(main.matches("<li>").count(), 3, "{main}");
    assert!(!main.contains("<div"), "{main}");
}

#[test]
fn cards_that_are_the_same_are_shown_once() {
    let card = |name: &str| Card { body: vec![Block::Heading { level: 2, content: text(name) }] };
    let main = main_of(vec![Block::Cards {
        size: CardSize::Small,
        cards: vec![card("Bulletin"), card("Bulletin"), card("Ada"), card("Bulletin")],
    }]);
    assert_eq!(main.matches("<li class=\"card\">").count(), 2, "{main}");
    assert!(main.contains("<p class=\"count\">3 exemplaires identiques</p>"), "{main}");
    assert_eq!(main.matches("identiques").count(), 1, "{main}");
}
