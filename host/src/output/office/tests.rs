use std::io::{Cursor, Read as _};

use zip::ZipArchive;

use super::{Docx, Odt};
use crate::document::tree::{Align, Block, Document, InkLevel, Inline, Page, PaperSize, Slot, Table};
use crate::output::Output;

fn text(text: &str) -> Inline {
    Inline::Text { text: text.to_owned() }
}

fn paragraph(words: &str) -> Block {
    Block::Paragraph { content: vec![text(words)] }
}

fn heading(level: u8, words: &str) -> Block {
    Block::Heading { level, content: vec![text(words)] }
}

/// A title, a list in a list, a numbered list from 3, a table, a running order.
fn sample() -> Document {
    let link = Inline::Link { url: "https://example.org/?a=1&b=2".into(), content: vec![text("ici")] };
    let table = Table {
        header: vec![vec![text("Heure")], vec![text("Quoi")]],
        rows: vec![vec![vec![text("9 h")], vec![Inline::Strong { content: vec![text("Tri")] }]]],
        row_header: true,
        widths: Some(vec![1.0, 3.0]),
        height: None,
        fill: false,
        align: vec![Align::Left, Align::Left],
    };
    let slot = Slot {
        minutes: 15.0,
        start: "13 h".into(),
        end: "13 h 15".into(),
        kind: "block".into(),
        body: vec![heading(2, "Accueil"), Block::Prompt { body: vec![paragraph("« Bonjour »")] }],
    };
    let inner = Block::List { ordered: false, start: 1, items: vec![vec![paragraph("dedans")]] };
    Document {
        logo: None,
        title: "Programme".into(),
        header: vec!["Café & Cie".into()],
        language: "fr".into(),
        page: Page { paper: PaperSize::A4, landscape: true, large: false, ink: InkLevel::Grey },
        date: "2026-11-12".into(),
        body: vec![
            heading(1, "Titre <1> & \"2\""),
            Block::Paragraph { content: vec![text("Voir "), link, Inline::Break, text("fin\u{1}")] },
            Block::List { ordered: false, start: 1, items: vec![vec![paragraph("dehors"), inner]] },
            Block::List { ordered: true, start: 3, items: vec![vec![paragraph("trois")]] },
            Block::Table(table),
            Block::Timeline { even: false, slots: vec![slot] },
        ],
    }
}

/// The names of the files in a file, in order, and the text of one of them.
fn unpacked(bytes: &[u8], name: &str) -> (Vec<String>, String) {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let names = (0..archive.len()).map(|file| archive.by_index(file).unwrap().name().to_owned()).collect();
    let mut content = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut content).unwrap();
    (names, content)
}

/// What begins with `start` and ends before `end`.
fn between<'t>(content: &'t str, start: &str, end: &str) -> &'t str {
    let from = content.find(start).unwrap_or_else(|| panic!("{start} in {content}"));
    let length = content[from..].find(end).unwrap_or_else(|| panic!("{end} in {content}"));
    &content[from..from + length]
}

#[test]
fn opendocument_has_its_kind_first_and_says_what_things_are() {
    let bytes = Odt::new().unwrap().render(&sample()).unwrap();
    // Readers look for it at this place.
    assert_eq!(&bytes[30..38], b"mimetype");
    assert_eq!(&bytes[38..77], b"application/vnd.oasis.opendocument.text");
    let (names, content) = unpacked(&bytes, "content.xml");
    assert_eq!(names, ["mimetype", "content.xml", "styles.xml", "meta.xml", "META-INF/manifest.xml"]);
    assert_eq!(
        between(&content, "<office:text>", "<table:table "),
        "<office:text>\n<text:h text:style-name=\"Heading_1\" text:outline-level=\"1\">Titre &lt;1&gt; &amp; \
         &quot;2&quot;</text:h>\n<text:p text:style-name=\"Text\">Voir <text:a xlink:type=\"simple\" \
         xlink:href=\"https://example.org/?a=1&amp;b=2\">ici</text:a><text:line-break/>fin</text:p>\n\
         <text:list text:style-name=\"Bullets\"><text:list-item><text:p text:style-name=\"Text\">dehors</text:p>\n\
         <text:list text:style-name=\"Bullets\"><text:list-item><text:p text:style-name=\"Text\">dedans</text:p>\n\
         </text:list-item></text:list>\n</text:list-item></text:list>\n<text:list text:style-name=\"Numbers\">\
         <text:list-item text:start-value=\"3\"><text:p text:style-name=\"Text\">trois</text:p>\n</text:list-item>\
         </text:list>\n"
    );
    let heading_rows = content.matches("<table:table-header-rows>").count();
    assert_eq!([heading_rows, content.matches("style:rel-column-width=\"2500*\"").count()], [2, 1]);
    assert!(
        content.contains("text:style-name=\"Heading_2_cell\" text:outline-level=\"2\">Accueil<"),
        "{content}"
    );
    assert!(content.contains("<text:p text:style-name=\"Prompt\">« Bonjour »</text:p>"), "{content}");

    let (_, styles) = unpacked(&bytes, "styles.xml");
    assert!(styles.contains("fo:language=\"fr\" fo:country=\"FR\""), "{styles}");
    assert!(styles.contains("fo:page-width=\"297.0mm\" fo:page-height=\"210.0mm\""), "{styles}");
    let (_, meta) = unpacked(&bytes, "meta.xml");
    assert!(meta.contains("<dc:title>Programme</dc:title>"), "{meta}");
}

#[test]
fn word_has_lists_of_its_own_and_heading_rows() {
    let bytes = Docx::new().unwrap().render(&sample()).unwrap();
    let (names, content) = unpacked(&bytes, "word/document.xml");
    assert_eq!(names[..2], ["[Content_Types].xml", "_rels/.rels"]);
    let list = |number: u8, depth: u8, words: &str| {
        format!(
            "<w:p><w:pPr><w:pStyle w:val=\"Text\"/><w:numPr><w:ilvl w:val=\"{depth}\"/>\
             <w:numId w:val=\"{number}\"/></w:numPr></w:pPr><w:r><w:t xml:space=\"preserve\">{words}</w:t></w:r></w:p>"
        )
    };
    for item in [list(1, 0, "dehors"), list(1, 1, "dedans"), list(3, 0, "trois")] {
        assert!(content.contains(&item), "{item}\n{content}");
    }
    assert_eq!(content.matches("<w:tblHeader/>").count(), 2);
    assert!(
        content.contains(
            "<w:pStyle w:val=\"Heading1\"/></w:pPr><w:r><w:t xml:space=\"preserve\">Titre &lt;1&gt;"
        )
    );
    assert!(content.contains("<w:pgSz w:w=\"16838\" w:h=\"11906\" w:orient=\"landscape\"/>"), "{content}");
    let (_, numbering) = unpacked(&bytes, "word/numbering.xml");
    assert!(numbering.contains("<w:num w:numId=\"3\"><w:abstractNumId w:val=\"3\"/><w:lvlOverride w:ilvl=\"0\"><w:startOverride w:val=\"3\"/>"));
    let (_, relations) = unpacked(&bytes, "word/_rels/document.xml.rels");
    assert!(relations.contains("a=1&amp;b=2\" TargetMode=\"External\""), "{relations}");
    let (_, styles) = unpacked(&bytes, "word/styles.xml");
    assert!(styles.contains("<w:lang w:val=\"fr-FR\"/>"), "{styles}");
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    let (odt, docx) = (Odt::new().unwrap(), Docx::new().unwrap());
    assert_eq!(odt.render(&sample()).unwrap(), odt.render(&sample()).unwrap());
    let bytes = docx.render(&sample()).unwrap();
    assert_eq!(bytes, docx.render(&sample()).unwrap());
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    for file in 0..archive.len() {
        assert_eq!(archive.by_index(file).unwrap().last_modified(), Some(zip::DateTime::default()));
    }
}
