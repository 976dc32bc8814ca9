//! What a kit costs in CPU seconds, each figure with a baseline of the same run and with the target it must reach.
//!
//! `cargo bench -p atelier --bench kit`. Programs are run as children and all their threads are counted.

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::{env, fs};

use atelier::document::tree::{Block, Card, CardSize, Column, Document, InkLevel, Inline, Page, PaperSize};
use atelier::output::Output as _;
use atelier::output::html::Html;
use atelier::output::pdf::Pdf;
use atelier::plugin::{Catalogue, Request, Sandbox};
use atelier_format::Format as _;
use format_world_cafe::WorldCafe;

mod measure;

use measure::{Line, median, median_of_thread, program, run};

const WORKSHOP: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/premiers-pas/workshop.toml");
const MANIFEST: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../formats/world-cafe/format.toml");
/// Everything in the kit of the example but `print-all.pdf`, which only a whole kit has.
const ALL_DOCUMENTS: &str = "agenda,run-sheet,supplies,cafe,idees,vote";
const SETTINGS: &str =
    r#"{"tables": 6, "rounds": 3, "question": "Que changer d'abord ?", "favour": "topics"}"#;
/// A length that the café can have with these settings.
const SECONDS: u32 = 80 * 60;
const CARDS: usize = 1_000;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).filter(|argument| argument != "--bench").collect();
    if let [part, argument] = arguments.as_slice() {
        run_part(part, argument);
        return ExitCode::SUCCESS;
    }
    let folder = env::temp_dir().join(format!("atelier-bench-{}", std::process::id()));
    let lines = lines(&folder);
    let _ = fs::remove_dir_all(&folder);
    measure::table(lines)
}

fn lines(folder: &Path) -> Vec<Line> {
    let kit = folder.join("kit");
    let kit = kit.to_str().expect("temporary folders have readable names");
    let whole = |outputs: &'static str| {
        move || program(&["kit", WORKSHOP, "-o", kit, "--force", "--output", outputs])
    };
    let start = median(5, 20, || program(&["--version"]));
    let html = median(5, 10, whole("html,markdown"));
    let read_html = median(5, 20, || part("read", kit));
    let pdf = median(5, 1, || {
        let outputs = "pdf,html,markdown";
        program(&["kit", WORKSHOP, "-o", kit, "--force", "--output", outputs, "--only", ALL_DOCUMENTS]);
    });
    let documents = files(Path::new(kit)).iter().filter(|path| is_pdf(path)).count().to_string();
    let empty = median(5, 1, || part("empty-pages", &documents));
    let all = median(5, 1, whole("pdf,html,markdown"));
    let read_all = median(5, 20, || part("read", kit));
    let formats = median(5, 20, || program(&["formats", "list"]));
    let cards = CARDS.to_string();
    let printed_cards = median(3, 1, || part("cards", &cards));
    let cards_as_html = median(3, 1, || part("cards-as-html", &cards));
    let [call, native] = plugin_call();
    let line = |what: &str, seconds, target, baseline, baseline_seconds| Line {
        what: what.into(),
        seconds,
        target,
        baseline,
        baseline_seconds,
    };
    vec![
        line("kit: HTML and Markdown", html, 0.040, "reading these files", read_html),
        line("kit: with every PDF", pdf, 0.900, "as many PDFs of an empty page", empty),
        line("kit: with print-all.pdf", all, 1.600, "reading all files", read_all),
        line("formats list", formats, 0.010, "--version", start),
        line("plugin call: instance, lengths, plan", call, 0.002, "the same format as native code", native),
        line("1,000 rotation cards as PDF", printed_cards, 2.500, "the same as HTML", cards_as_html),
    ]
}

/// What a child of this program does.
fn run_part(part: &str, argument: &str) {
    let number = || argument.parse().expect("a number");
    match part {
        "read" => {
            for path in files(Path::new(argument)) {
                black_box(fs::read(path).expect("the kit was written"));
            }
        }
        "empty-pages" => {
            let pdf = Pdf::new(None);
            for _ in 0..number() {
                black_box(pdf.render(&document(Vec::new())).expect("an empty page fits"));
            }
        }
        "cards" => {
            black_box(Pdf::new(None).render(&cards(number())).expect("the cards fit"));
        }
        "cards-as-html" => {
            let html = Html::new("fr", []).expect("the theme is sound");
            black_box(html.render(&cards(number())).expect("the theme is sound"));
        }
        other => panic!("no such part: {other}"),
    }
}

fn document(body: Vec<Block>) -> Document {
    Document {
        title: "Cartes de parcours".into(),
        header: vec!["Premiers pas".into(), "jeudi 12 novembre 2026".into()],
        language: "fr".into(),
        page: Page { paper: PaperSize::A4, landscape: false, large: false, ink: InkLevel::Grey },
        date: "2026-11-12".into(),
        logo: None,
        body,
    }
}

/// The cards of a world café with three rounds.
fn cards(count: usize) -> Document {
    let words = |text: String| vec![Inline::Text { text }];
    let table = |person: usize, round: usize| {
        let table = (person * (round + 1)) % (count / 4).max(1) + 1;
        let body = [table.to_string(), format!("Tour {}", round + 1)];
        let body = body.map(|text| Block::Paragraph { content: words(text) }).into();
        Column { width: 1.0, body: vec![Block::Sign { body }] }
    };
    let card = |person: usize| {
        let name = Block::Heading { level: 2, content: words(format!("Prénom Nom {}", person + 1)) };
        let columns = (0..3).map(|round| table(person, round)).collect();
        Card { body: vec![name, Block::Columns { columns }] }
    };
    document(vec![Block::Cards { size: CardSize::Small, cards: (0..count).map(card).collect() }])
}

/// One call of a plugin from a fresh store, and the same questions to the same code without a sandbox.
fn plugin_call() -> [f64; 2] {
    let catalogue = Catalogue::official().expect("the official packs are sound");
    let format = catalogue.get("world-cafe").expect("it is official");
    let sandbox = Sandbox::new().expect("this machine runs plugins");
    let loaded = format.load(&sandbox).expect("the official plugins load");
    let manifest: serde_json::Value =
        toml::from_str(&fs::read_to_string(MANIFEST).expect("the pack is there")).expect("it is TOML");
    let manifest = manifest.to_string();
    let request = Request {
        people: 24,
        seed: 7,
        settings: SETTINGS.into(),
        inputs: "{}".into(),
        room: r#"{"walls": true}"#.into(),
        manifest: manifest.clone(),
    };
    let call = median_of_thread(20, 50, || {
        black_box(sandbox.lengths(&loaded, &request).expect("it runs").expect("it has lengths"));
        black_box(sandbox.plan(&loaded, &request, SECONDS).expect("it runs").expect("it has a plan"));
    });
    let native = median_of_thread(20, 50, || {
        let request = || atelier_format::Request::new(24, 7, SETTINGS, "{}", r#"{"walls": true}"#, &manifest);
        black_box(WorldCafe::lengths(&request()).expect("it has lengths"));
        black_box(WorldCafe::plan(&request(), SECONDS).expect("it has a plan"));
    });
    [call, native]
}

fn part(part: &str, argument: &str) {
    run(Command::new(env::current_exe().expect("this program has a path")).args([part, argument]));
}

fn is_pdf(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "pdf")
}

/// All files of a folder and of the folders in it.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}
