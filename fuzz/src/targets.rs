//! What is done with the bytes, and what must hold whatever they are.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::{self, Cursor};
use std::path::Path;

use atelier::diagnostic::{Diagnostic, Sources, human, json};
use atelier::document::tree::{Document, InkLevel, Page, PaperSize};
use atelier::document::{Canvas, Frame, Templates};
use atelier::output::Output as _;
use atelier::output::html::Html;
use atelier::output::markdown::Markdown;
use atelier::plan::Results;
use atelier::plugin::{self, Manifest, Pack, Places, canvas};
use atelier::theme::logo;
use atelier::words::{self, Words, typography};
use atelier::workshop::{self, BlockKind, File, Folder, Workshop};
use minijinja::value::Serde;
use serde_json::json;

const LANGUAGES: [&str; 2] = ["en", "fr"];

/// Files by path, where a workshop looks for what it names.
struct Beside<'a>(BTreeMap<&'a str, &'a [u8]>);

impl Folder for Beside<'_> {
    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        self.0.get(path).map(|bytes| bytes.to_vec()).ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn names(&self, path: &str) -> io::Result<Vec<String>> {
        let start = if path.is_empty() { String::new() } else { format!("{}/", path.trim_end_matches('/')) };
        let below = self.0.keys().filter_map(|name| name.strip_prefix(&start));
        let names: Vec<String> =
            below.map(|name| name.split('/').next().unwrap_or(name).to_owned()).collect();
        if names.is_empty() { Err(io::ErrorKind::NotFound.into()) } else { Ok(names) }
    }
}

/// What is told can be drawn, and every place in it is a place.
fn told(problems: &[Diagnostic], sources: &Sources) {
    for problem in problems {
        let contexts = problem.contexts.iter().map(|context| &context.place);
        for place in problem.place.iter().chain(contexts) {
            let text = &sources.get(place.source).text;
            assert!(text.get(place.span.clone()).is_some(), "{}: {:?} is no place", problem.code, place.span);
        }
    }
    for language in LANGUAGES {
        let drawn = human::render(problems, sources, words::host(language), false);
        let commands = |c: char| c.is_control() && c != '\n';
        assert!(!drawn.contains(commands), "what a terminal would obey: {drawn:?}");
        assert!(drawn.len() < 200_000, "{} bytes are told", drawn.len());
    }
    let told = json::render(problems, sources, words::host("en"));
    for problem in told["problems"].as_array().expect("a list") {
        assert_ne!(problem["message"], problem["code"], "it has no words");
    }
}

pub fn pack(bytes: &[u8]) {
    // A folder of files, or an archive.
    let _ = Pack::read(bytes);
    let _ = Pack::read(&archive(bytes));
}

/// The bytes as the files of an archive, apart at zero bytes: a name and a content in turn.
fn archive(bytes: &[u8]) -> Vec<u8> {
    let parts: Vec<&[u8]> = bytes.split(|byte| *byte == 0).collect();
    let mut archive = Vec::new();
    for pair in parts.chunks(2) {
        let (name, content) = (pair[0], pair.get(1).copied().unwrap_or(pair[0]));
        let name = if pair.len() == 1 { b"format.toml" } else { name };
        let mut head = [0; 512];
        let length = name.len().min(100);
        head[..length].copy_from_slice(&name[..length]);
        head[100..107].copy_from_slice(b"0000644");
        head[124..135].copy_from_slice(format!("{:011o}", content.len()).as_bytes());
        head[148..156].copy_from_slice(b"        ");
        head[156] = b'0';
        head[257..265].copy_from_slice(b"ustar\x0000");
        let sum: u32 = head.iter().map(|byte| u32::from(*byte)).sum();
        head[148..155].copy_from_slice(format!("{sum:06o}\0").as_bytes());
        archive.extend(head);
        archive.extend(content);
        archive.resize(archive.len().next_multiple_of(512), 0);
    }
    archive.resize(archive.len() + 1024, 0);
    archive
}

pub fn component(bytes: &[u8]) {
    const HEADER: &[u8] = b"\0asm\x0d\0\x01\0";
    let mut packed = HEADER.to_vec();
    plugin::append_pack(&mut packed, bytes);
    assert_eq!(plugin::without_pack(&packed).as_deref(), Some(HEADER), "a pack can be taken off again");
    let listed = |component: &[u8]| -> Option<Vec<u8>> {
        let outline = plugin::outline::read(Cursor::new(component), component.len() as u64, usize::MAX);
        Some(outline.expect("it is in memory")?.pack.expect("no pack is too large"))
    };
    assert_eq!(listed(&packed).as_deref(), Some(bytes), "a pack is found, whatever is in it");
    for component in [bytes, &[HEADER, bytes].concat(), &[&packed, bytes].concat()] {
        let found = plugin::find_pack(component);
        // Two ways to read, one answer: what is listed must be what runs.
        let listed = listed(component);
        // A name may be written in more than one way: the one that lists knows only ours.
        if let (Some(found), Some(listed)) = (found, &listed) {
            assert_eq!(listed, found, "the pack that is listed is another");
        }
        let _ = plugin::without_pack(component);
        let _ = Pack::of_plugin(component);
    }
}

pub fn manifest(bytes: &[u8]) {
    if let Ok(pack) = Pack::read(&archive(bytes)) {
        assert!(plugin::is_id(&pack.manifest.id));
        let _: serde_json::Value = serde_json::from_str(&pack.manifest_json()).expect("it is JSON");
    }
}

pub fn canvas(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let word = |key: &str| Some(vec![format!("<{key}>"), "&".to_owned()]);
    if let Ok(drawn) = canvas::with_words(text, &word) {
        let again = canvas::check(&drawn);
        assert!(again.is_ok() || drawn.len() > text.len(), "{again:?}: {drawn}");
        let drawn = drawn.to_ascii_lowercase();
        for word in ["<script", "<image", "<use", "<a ", "<style", "href=", " on", "url("] {
            let inside = drawn.split('<').skip(1).map(|tag| tag.split('>').next().unwrap_or_default());
            let quoted = |tag: &str| tag.split('"').step_by(2).any(|part| format!("<{part}").contains(word));
            assert!(!inside.into_iter().any(quoted), "{word} in {drawn}");
        }
    }
}

pub fn words(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let context = json!({
        "people": 24, "count": 3, "number": 2, "rounds": 3, "minutes": 20, "names": ["Ana", "Bo"], "question": "Q",
    });
    let Ok(words) = Words::parse("fr", text) else { return };
    let _ = words.check();
    for key in words.keys() {
        if let Ok(texts) = words.render_list(key, &minijinja::Value::from(Serde(context.clone()))) {
            for text in texts {
                let _ = typography::typeset("fr", &text);
                let _ = typography::typeset("en", &text);
            }
        }
    }
}

thread_local! {
    static CATALOGUE: RefCell<Option<Vec<Manifest>>> = const { RefCell::new(None) };
}

/// The manifests of the official formats.
fn with_manifests(act: impl FnOnce(&[Manifest])) {
    CATALOGUE.with_borrow_mut(|known| {
        let known = known.get_or_insert_with(|| {
            let catalogue = plugin::Catalogue::official().unwrap_or_else(|(id, _)| panic!("{id}"));
            catalogue.iter().map(|format| format.pack.manifest.clone()).collect()
        });
        act(known);
    });
}

/// A list for workshops that name one.
const PEOPLE: &[u8] = "nom,organisation\nAna,Mairie\nÉlodie,École\nZoë,Mairie\n".as_bytes();

/// Reads a workshop with everything that it could name beside it.
fn read(bytes: &[u8], people: &[u8], sources: &mut Sources) -> Option<Workshop> {
    let beside = Beside(BTreeMap::from([("people.csv", people), ("theme/theme.toml", b"".as_slice())]));
    let file = File { name: "workshop.toml", bytes, folder: Path::new(".") };
    let (workshop, problems) = workshop::read(file, &LANGUAGES, &beside, sources);
    assert!(workshop.is_some() || problems.iter().any(Diagnostic::is_error), "nothing, and nobody knows why");
    told(&problems, sources);
    let _ = workshop::language(bytes, &LANGUAGES);
    workshop
}

pub fn workshop(bytes: &[u8]) {
    let _ = read(bytes, PEOPLE, &mut Sources::default());
}

pub fn settings(bytes: &[u8]) {
    let mut sources = Sources::default();
    let Some(workshop) = read(bytes, PEOPLE, &mut sources) else { return };
    with_manifests(|manifests| {
        for block in workshop.days.iter().flat_map(|day| &day.blocks) {
            let BlockKind::Format { format, settings, spans, .. } = &block.kind else { continue };
            let named = manifests.iter().filter(|manifest| manifest.id == format.value);
            for manifest in named.chain(manifests.first()) {
                let places = Places { source: workshop.source, spans, block: &block.span };
                let (_, problems) = plugin::check_settings(settings, &places, manifest, &["check-in"]);
                told(&problems, &sources);
            }
        }
    });
}

const NAMED: &[u8] =
    b"title = \"T\"\nlanguage = \"fr\"\npeople = \"people.csv\"\nstart = 09:00\nend = 12:00\n[[block]]\ntalk = \"T\"\n";

pub fn people(bytes: &[u8]) {
    let mut sources = Sources::default();
    let (people, problems) = workshop::read_people("people.csv", bytes, &mut sources);
    told(&problems, &sources);
    if let Some(people) = people {
        let mut names: Vec<String> = people.list.iter().map(|person| person.name.to_lowercase()).collect();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), people.list.len(), "two people of one name");
        assert!(!names.iter().any(|name| name.is_empty() || name.contains(char::is_control)), "{names:?}");
    }
    let _ = read(NAMED, bytes, &mut sources);
}

pub fn seating(bytes: &[u8]) {
    let mut sources = Sources::default();
    let workshop = read(NAMED, PEOPLE, &mut sources).expect("it is sound");
    let (_, problems) = workshop::read_seating("seating.csv", bytes, &workshop, &mut sources);
    told(&problems, &sources);
}

pub fn results(bytes: &[u8]) {
    let results = Results::new([("02-brainstorm.csv".to_owned(), bytes.to_vec())]);
    let columns = ["letter", "item", "next"].map(str::to_owned);
    if let Some(items) = results.items(2, "brainstorm", &columns) {
        assert!(!items.is_empty() && items.iter().all(|item| !item.trim().is_empty()));
    }
}

/// A file, a zero byte, the next file: `theme.toml`, a logo, the template of the agenda.
pub fn theme(bytes: &[u8]) {
    let mut sources = Sources::default();
    let text = [b"theme = \"theme\"\n", NAMED].concat();
    let workshop = read(&text, PEOPLE, &mut sources).expect("it is sound");
    let mut parts = bytes.splitn(3, |byte| *byte == 0);
    let names = ["theme.toml", "logo.svg", "documents/agenda.md"];
    let folder = Beside(names.into_iter().zip(&mut parts).collect());
    let known = ["documents/agenda.md".to_owned()];
    let (theme, problems) = atelier::theme::read(&workshop, &known, &folder, &mut sources);
    let _ = theme.css();
    told(&problems, &sources);
}

pub fn logo(bytes: &[u8]) {
    if let Ok(svg) = logo::drawing(bytes) {
        let plain: String = svg.to_ascii_lowercase();
        assert!(!plain.contains("<!entity") && !plain.contains("<script>"), "{svg}");
    }
    let _ = logo::picture(bytes);
}

/// What every template can mention.
fn context() -> minijinja::Value {
    let person = |name: &str| json!({ "name": name, "number": 1, "organisation": "Mairie" });
    minijinja::Value::from(Serde(json!({
        "workshop": { "title": "T: *x*", "place": "Là", "people": 24 },
        "block": { "title": "B", "people": 12 },
        "people": [person("Ana"), person("<b>Bo</b> :::")],
        "tables": [{ "number": 1, "people": [person("Ana")] }],
        "rounds": [1, 2, 3],
        "data": { "question": "{{ Q }}?", "items": ["a", "b|c"], "count": 3 },
    })))
}

fn render(source: &str, context: minijinja::Value) -> Option<Document> {
    let own = words::host("fr").object();
    let templates = Templates::new([("t.md".to_owned(), source.to_owned())], |environment| {
        words::add_functions(environment, "fr");
        environment.add_global("t", own);
    });
    let canvas = |name: &str| {
        (name == "target").then(|| Canvas { svg: "<svg/>".to_owned(), alt: "Une cible".to_owned() })
    };
    let frame = Frame {
        title: "Titre :".to_owned(),
        header: vec!["Atelier :".to_owned()],
        language: "fr".to_owned(),
        page: Page { paper: PaperSize::A4, landscape: false, large: false, ink: InkLevel::Grey },
        date: "2026-11-12".to_owned(),
        typography: &|text| typography::typeset("fr", text),
        canvas: &canvas,
    };
    match templates.document("t.md", context, &frame) {
        Ok(document) => Some(document),
        Err(errors) => {
            assert!(!errors.is_empty(), "refused, and nobody knows why");
            let mut sources = Sources::default();
            let problems: Vec<Diagnostic> =
                errors.into_iter().map(|error| error.into_diagnostic(&mut sources)).collect();
            told(&problems, &sources);
            None
        }
    }
}

thread_local! {
    static OUTPUTS: (Html, Markdown) = (
        Html::new("fr", []).expect("the host's own templates"),
        Markdown::new("fr").expect("the host has French words"),
    );
}

fn written(document: &Document) {
    OUTPUTS.with(|(html, markdown)| {
        let page = html.render(document).expect("a page");
        let page = String::from_utf8(page).expect("it is text");
        assert!(!page.contains("<b>Bo"), "a name became markup");
        let _ = markdown.render(document).expect("a text");
    });
}

pub fn template(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Some(document) = render(text, context()) {
        written(&document);
    }
}

/// The Markdown alone: no tag of the template language is left in it.
pub fn markdown(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let text = text.replace("{{", "{ {").replace("{%", "{ %").replace("{#", "{ #");
    if let Some(document) = render(&text, context()) {
        written(&document);
    }
    // What a person wrote stays text, whatever it is.
    let value = minijinja::Value::from(Serde(json!({ "text": text })));
    let alone = render("Before {{ text }} after", value).expect("a value cannot break a template");
    written(&alone);
}
