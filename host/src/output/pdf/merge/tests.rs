//! Documents and their copies in one file: every page is there, and a screen reader reads each in order.

use std::collections::{BTreeMap, BTreeSet};

use lopdf::content::Content;
use lopdf::{Dictionary, Document, Object, ObjectId, decode_text_string};

use super::super::tests::{document, heading, paragraph, table, words};
use super::super::{Pdf, PdfError};
use super::{Bundle, merge};
use crate::document::tree::{self, Block, Inline, Page, PaperSize};

const BUNDLE: Bundle<'static> = Bundle { title: "Tout imprimer", duplex: false };

/// A page with two levels of headings, a table, and a link.
fn agenda() -> tree::Document {
    let link = Inline::Link { url: "https://example.org".into(), content: words("Le programme en ligne") };
    let mut times = table(&["Heure", "Quoi"], &[&["13 h 30", "Ouverture"], &["17 h", "Fin"]]);
    times.row_header = true;
    document(vec![
        heading(1, "Programme"),
        Block::Table(times),
        heading(2, "En ligne"),
        Block::Paragraph { content: vec![link] },
    ])
}

/// A sheet of three pages, crosswise.
fn posters() -> tree::Document {
    let poster =
        |n: usize| Block::Page { body: vec![heading(2, &format!("Affiche {n}")), paragraph("Bravo")] };
    let mut posters = document((1..=3).map(poster).collect());
    posters.page = Page { paper: PaperSize::A3, landscape: true, ..posters.page };
    posters
}

fn printed(document: &tree::Document) -> Vec<u8> {
    Pdf::new(None).render(document).unwrap().bytes
}

fn merged(bundle: Bundle<'_>, files: &[(&[u8], u32)]) -> Document {
    Document::load_mem(&merge(bundle, files.iter().copied()).unwrap().unwrap()).unwrap()
}

fn follow<'a>(pdf: &'a Document, dictionary: &'a Dictionary, key: &str) -> &'a Object {
    dictionary.get_deref(key.as_bytes(), pdf).unwrap()
}

fn text(object: &Object) -> String {
    decode_text_string(object).unwrap()
}

fn widths(pdf: &Document) -> Vec<i64> {
    let width = |id| {
        let page = pdf.get_dictionary(id).unwrap();
        #[allow(clippy::cast_possible_truncation)] // A page is less than a million points wide.
        let points = follow(pdf, page, "MediaBox").as_array().unwrap()[2].as_float().unwrap().round() as i64;
        points
    };
    pdf.page_iter().map(width).collect()
}

const A3: i64 = 1191;
const A4: i64 = 595;

#[test]
fn every_page_is_there_as_often_as_it_is_printed() {
    let (agenda, posters) = (printed(&agenda()), printed(&posters()));
    let pdf = merged(BUNDLE, &[(&agenda, 3), (&posters, 2)]);
    assert_eq!(widths(&pdf), [[A4; 3].as_slice(), &[A3; 6]].concat());
    // A copy costs no drawing: its page shows the same content.
    let contents: BTreeSet<ObjectId> = pdf
        .page_iter()
        .map(|id| pdf.get_dictionary(id).unwrap().get(b"Contents").unwrap().as_reference().unwrap())
        .collect();
    assert_eq!(contents.len(), 1 + 3);
    assert_eq!(merge(BUNDLE, []), Ok(None));
}

#[test]
fn copies_begin_on_a_sheet_of_their_own() {
    let (agenda, posters) = (printed(&agenda()), printed(&posters()));
    let pdf = merged(Bundle { duplex: true, ..BUNDLE }, &[(&agenda, 2), (&posters, 2)]);
    // The back of the last sheet needs no page.
    assert_eq!(widths(&pdf), [[A4; 4].as_slice(), &[A3; 4], &[A3; 3]].concat());
    let blank = pdf.page_iter().nth(1).unwrap();
    assert!(!pdf.get_dictionary(blank).unwrap().has(b"Contents"));
}

/// Marked content in the order of the structure tree: page and number. Annotations have no number.
fn read(pdf: &Document, element: ObjectId, page: Option<ObjectId>, found: &mut Vec<(ObjectId, Option<i64>)>) {
    let entries = pdf.get_dictionary(element).unwrap();
    let page = entries.get(b"Pg").and_then(Object::as_reference).ok().or(page);
    let kids = match entries.get_deref(b"K", pdf) {
        Ok(Object::Array(kids)) => kids.clone(),
        Ok(kid) => vec![kid.clone()],
        Err(_) => Vec::new(),
    };
    for kid in kids {
        match &kid {
            Object::Integer(number) => found.push((page.unwrap(), Some(*number))),
            Object::Reference(id) if pdf.get_dictionary(*id).unwrap().has_type(b"StructElem") => {
                assert_eq!(
                    pdf.get_dictionary(*id).unwrap().get(b"P").unwrap().as_reference().unwrap(),
                    element
                );
                read(pdf, *id, page, found);
            }
            kid => {
                let kid = pdf.dereference(kid).unwrap().1.as_dict().unwrap();
                let page = kid.get(b"Pg").and_then(Object::as_reference).ok().or(page);
                found.push((page.unwrap(), kid.get(b"MCID").and_then(Object::as_i64).ok()));
            }
        }
    }
}

/// The marked content of a page, as it is drawn.
fn drawn(pdf: &Document, page: ObjectId) -> Vec<i64> {
    let content = Content::decode(&pdf.get_page_content(page)).unwrap();
    let marked = content.operations.iter().filter(|operation| operation.operator == "BDC");
    let number = |properties: &Object| properties.as_dict().ok()?.get(b"MCID").and_then(Object::as_i64).ok();
    marked.filter_map(|operation| number(&operation.operands[1])).collect()
}

fn parents(pdf: &Document) -> BTreeMap<i64, Object> {
    let tree = follow(pdf, pdf.catalog().unwrap(), "StructTreeRoot").as_dict().unwrap();
    let tree = follow(pdf, tree, "ParentTree").as_dict().unwrap();
    let numbers = follow(pdf, tree, "Nums").as_array().unwrap();
    numbers.chunks(2).map(|pair| (pair[0].as_i64().unwrap(), pair[1].clone())).collect()
}

#[test]
fn a_screen_reader_reads_every_copy_in_order() {
    let (agenda, posters) = (printed(&agenda()), printed(&posters()));
    let pdf = merged(BUNDLE, &[(&agenda, 3), (&posters, 2)]);
    let root = follow(&pdf, pdf.catalog().unwrap(), "StructTreeRoot").as_dict().unwrap();
    let whole = follow(&pdf, root, "K").as_array().unwrap()[0].as_reference().unwrap();
    let mut read_out = Vec::new();
    read(&pdf, whole, None, &mut read_out);

    // Page after page, and on each page all that is drawn, once.
    let pages: Vec<ObjectId> = pdf.page_iter().collect();
    let mut order: Vec<ObjectId> = read_out.iter().map(|(page, _)| *page).collect();
    order.dedup();
    assert_eq!(order, pages);
    for page in &pages {
        let mut numbers: Vec<i64> =
            read_out.iter().filter(|(of, _)| of == page).filter_map(|(_, number)| *number).collect();
        numbers.sort_unstable();
        let drawn = drawn(&pdf, *page);
        assert!(drawn.len() > 1);
        assert_eq!(numbers, drawn);
    }

    // The way back: from what is drawn to its element.
    let parents = parents(&pdf);
    assert_eq!(parents.len(), 3 * 2 + 2 * 3, "three agendas with a link each, two times three posters");
    for page in pages {
        let entries = pdf.get_dictionary(page).unwrap();
        let key = entries.get(b"StructParents").unwrap().as_i64().unwrap();
        let elements = pdf.dereference(&parents[&key]).unwrap().1.as_array().unwrap();
        for number in drawn(&pdf, page) {
            let element = elements[usize::try_from(number).unwrap()].as_reference().unwrap();
            let mut below = Vec::new();
            read(&pdf, element, None, &mut below);
            assert!(below.contains(&(page, Some(number))), "{number} of {page:?}");
        }
        let Ok(annotations) = entries.get_deref(b"Annots", &pdf) else { continue };
        for annotation in annotations.as_array().unwrap() {
            let annotation = pdf.dereference(annotation).unwrap().1.as_dict().unwrap();
            let key = annotation.get(b"StructParent").unwrap().as_i64().unwrap();
            let mut below = Vec::new();
            read(&pdf, parents[&key].as_reference().unwrap(), None, &mut below);
            assert!(below.contains(&(page, None)));
        }
    }
}

#[test]
fn cells_name_the_headings_of_their_own_copy() {
    let agenda = printed(&agenda());
    let pdf = merged(BUNDLE, &[(&agenda, 2), (&agenda, 1)]);
    let elements = || pdf.objects.values().filter_map(|object| object.as_dict().ok());
    let names: Vec<&[u8]> =
        elements().filter_map(|element| element.get(b"ID").and_then(Object::as_str).ok()).collect();
    let unique: BTreeSet<&[u8]> = names.iter().copied().collect();
    assert_eq!(names.len(), unique.len());
    assert_eq!(names.len(), 3 * 4, "two columns and two rows, three times");

    let tree = follow(&pdf, pdf.catalog().unwrap(), "StructTreeRoot").as_dict().unwrap();
    let tree = follow(&pdf, tree, "IDTree").as_dict().unwrap();
    let leaf =
        pdf.dereference(&follow(&pdf, tree, "Kids").as_array().unwrap()[0]).unwrap().1.as_dict().unwrap();
    let listed = follow(&pdf, leaf, "Names").as_array().unwrap();
    let listed: Vec<&[u8]> = listed.chunks(2).map(|pair| pair[0].as_str().unwrap()).collect();
    assert_eq!(listed, unique.into_iter().collect::<Vec<_>>(), "sorted");

    let attributes = elements().filter_map(|element| element.get_deref(b"A", &pdf).ok()?.as_array().ok());
    let tables =
        attributes.flatten().filter_map(|attribute| pdf.dereference(attribute).ok()?.1.as_dict().ok());
    let headers: Vec<&[u8]> = tables
        .filter_map(|attribute| attribute.get(b"Headers").and_then(Object::as_array).ok())
        .flat_map(|headers| headers.iter().map(|name| name.as_str().unwrap()))
        .collect();
    assert!(headers.len() > names.len());
    assert!(headers.iter().all(|name| listed.contains(name)));
}

#[test]
fn the_outline_leads_to_the_first_copies() {
    let (agenda, posters) = (printed(&agenda()), printed(&posters()));
    let pdf = merged(BUNDLE, &[(&agenda, 2), (&posters, 2)]);
    let outline = follow(&pdf, pdf.catalog().unwrap(), "Outlines").as_dict().unwrap();
    let pages: Vec<ObjectId> = pdf.page_iter().collect();
    let mut entry = follow(&pdf, outline, "First").as_dict().unwrap();
    let mut entries = Vec::new();
    loop {
        let place = follow(&pdf, entry, "Dest").as_array().unwrap()[0].as_reference().unwrap();
        entries.push((
            text(entry.get(b"Title").unwrap()),
            pages.iter().position(|page| *page == place).unwrap(),
        ));
        let Ok(next) = entry.get_deref(b"Next", &pdf) else { break };
        entry = next.as_dict().unwrap();
    }
    // Two agendas, then the posters; a title stands above the first poster.
    assert_eq!(entries, [("Programme".to_owned(), 0), ("Programme de l’après-midi".to_owned(), 2)]);
    assert_eq!(outline.get(b"Count").unwrap().as_i64().unwrap(), 2);
}

#[test]
fn says_what_it_is() {
    let agenda = printed(&agenda());
    let title = "Idées & votes <2026>";
    let file = merge(Bundle { title, ..BUNDLE }, [(agenda.as_slice(), 4)]).unwrap().unwrap();
    let pdf = Document::load_mem(&file).unwrap();
    let catalog = pdf.catalog().unwrap();
    assert_eq!(catalog.get(b"Lang").unwrap().as_str().unwrap(), b"fr");
    let packet = follow(&pdf, catalog, "Metadata").as_stream().unwrap();
    let packet = String::from_utf8(packet.content.clone()).unwrap();
    for part in
        [">Idées &amp; votes &lt;2026&gt;<", "NPages>4<", "<pdfuaid:part>1<", "<pdfaid:conformance>A<"]
    {
        assert!(packet.contains(part), "{part} is not in {packet}");
    }
    let properties = pdf.trailer.get_deref(b"Info", &pdf).unwrap().as_dict().unwrap();
    assert_eq!(text(properties.get(b"Title").unwrap()), title);
    // The same again, and not the same as another number of copies.
    let again = |copies| merge(Bundle { title, ..BUNDLE }, [(agenda.as_slice(), copies)]).unwrap().unwrap();
    assert_eq!(file, again(4));
    let identity = |file: &[u8]| Document::load_mem(file).unwrap().trailer.get(b"ID").unwrap().clone();
    assert_ne!(identity(&file), identity(&again(3)));
}

#[test]
fn refuses_what_is_no_document() {
    assert!(matches!(merge(BUNDLE, [(b"%PDF-1.7".as_slice(), 1)]), Err(PdfError::Merge(_))));
}
