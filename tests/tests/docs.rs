//! What the documents tell a reader to type, typed.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::thread;

use atelier::document::tree::{InkLevel, Page, PaperSize};
use atelier::document::{Frame, Templates};
use atelier::plugin::{Pack, canvas, tarball};
use atelier::words::{self, Words};
use atelier_tests::{atelier, atelier_at, repository, scratch};
use minijinja::value::Serde;
use serde_json::{Value, json};

/// Text between ``` and ```: what stands after the first fence, and the lines.
struct Sample {
    info: String,
    text: String,
}

/// The samples of a document, in order.
fn samples(path: &str) -> Vec<Sample> {
    let document = fs::read_to_string(repository(path)).expect("a document of the repository");
    let mut found = Vec::new();
    let mut open: Option<(&str, Sample)> = None;
    for line in document.lines() {
        let fence = line.len() - line.trim_start_matches('`').len();
        match &mut open {
            Some((end, _)) if line == *end => found.extend(open.take().map(|(_, sample)| sample)),
            Some((_, sample)) => sample.text.extend([line, "\n"]),
            None if fence >= 3 => {
                let (end, info) = line.split_at(fence);
                open = Some((end, Sample { info: info.to_owned(), text: String::new() }));
            }
            None => {}
        }
    }
    assert!(open.is_none(), "{path}: a fence that is not closed");
    found
}

/// The samples that are in this language, of which there are some.
fn samples_in(path: &str, language: &str) -> Vec<String> {
    let found = samples(path).into_iter().filter(|sample| sample.info == language);
    let found: Vec<String> = found.map(|sample| sample.text).collect();
    assert!(!found.is_empty(), "{path} has no samples in {language}");
    found
}

/// A sample with what it leaves out: the keys that every file needs, and a block.
fn whole(sample: &str) -> String {
    let top = sample.split("\n[").next().filter(|_| !sample.starts_with('[')).unwrap_or_default();
    let gives = |key: &str| top.lines().any(|line| line.split('=').next().is_some_and(|k| k.trim() == key));
    let days = sample.contains("[[day]]");
    let mut text = String::new();
    for (key, value) in [("title", "\"T\""), ("language", "\"en\""), ("people", "24")] {
        if !gives(key) {
            text += &format!("{key} = {value}\n");
        }
    }
    for (key, value) in [("start", "13:30"), ("end", "17:00")] {
        if !days && !gives(key) {
            text += &format!("{key} = {value}\n");
        }
    }
    text += sample;
    if !sample.contains("[[") {
        text += "\n[[block]]\ntalk = \"T\"\n";
    }
    text
}

fn the_workshop_samples_are_sound(document: &str) {
    let people = samples(document).into_iter().find(|sample| sample.info == "csv");
    for sample in samples_in(document, "toml") {
        let folder = scratch();
        fs::write(folder.path().join("workshop.toml"), whole(&sample)).expect("a writable folder");
        if let Some(people) = &people {
            fs::write(folder.path().join("people.csv"), &people.text).expect("a writable folder");
        }
        let run = atelier(folder.path(), &["check"]);
        assert_eq!(run.code, 0, "{document}:\n{sample}\n{}", run.err);
    }
}

#[test]
fn the_workshop_samples_are_sound_in_french() {
    the_workshop_samples_are_sound("docs/workshop-file.md");
}

#[test]
fn the_workshop_samples_are_sound_in_english() {
    the_workshop_samples_are_sound("docs/workshop-file.en.md");
}

#[test]
fn the_workshop_sample_of_the_readme_is_sound() {
    the_workshop_samples_are_sound("README.md");
}

/// The keys in the first column of every table. Headings of a list differ: they have a word in each language.
fn keys(document: &str) -> Vec<BTreeSet<String>> {
    let text = fs::read_to_string(repository(document)).expect("a document of the repository");
    let first_cell = |row: &str| row.split('|').nth(1).unwrap_or_default().to_owned();
    let rows = text.lines().filter(|line| line.starts_with("| `")).map(first_cell);
    rows.map(|cell| cell.split('`').skip(1).step_by(2).map(str::to_owned).collect::<BTreeSet<_>>())
        .filter(|keys| keys.is_disjoint(&["nom", "arrive"].map(str::to_owned).into()))
        .collect()
}

#[test]
fn both_languages_describe_the_same_keys() {
    assert_eq!(keys("docs/workshop-file.md"), keys("docs/workshop-file.en.md"));
    assert_eq!(keys("docs/themes.md"), keys("docs/themes.en.md"));
}

#[test]
fn the_themes_of_the_documents_are_written() {
    for document in ["docs/themes.md", "docs/themes.en.md"] {
        let folder = scratch();
        let commands = samples_in(document, "sh").concat();
        for line in commands.lines() {
            let args: Vec<&str> = line.split_whitespace().skip(1).collect();
            let run = atelier(folder.path(), &args);
            assert_eq!(run.code, 0, "{line}\n{}", run.err);
        }
    }
}

#[test]
fn the_readme_commands_run() {
    let folder = scratch();
    let mut ran = 0;
    for line in samples_in("README.md", "sh").iter().flat_map(|sample| sample.lines()) {
        let Some(args) = line.strip_prefix("atelier ") else { continue };
        let args: Vec<&str> = args.split_whitespace().collect();
        let run = atelier(folder.path(), &args);
        assert_eq!(run.code, 0, "{line}\n{}", run.err);
        ran += 1;
    }
    assert!(ran >= 4, "only {ran} commands");
    assert!(folder.path().join("jeudi-kit/print-all.pdf").is_file());
}

#[test]
fn the_documents_link_to_what_is_there() {
    for document in documents() {
        let text = fs::read_to_string(&document).expect("a document of the repository");
        for target in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let path = target.split('#').next().unwrap_or_default();
            if !path.is_empty() && !path.contains("://") && !path.contains(':') {
                let linked = document.parent().unwrap_or(Path::new(".")).join(path);
                assert!(linked.exists(), "{}: {target}", document.display());
            }
        }
    }
}

/// README and the like, and everything in `docs`.
fn documents() -> Vec<PathBuf> {
    let mut found = Vec::new();
    for folder in ["", "docs", "docs/decisions"] {
        let entries = fs::read_dir(repository(folder)).expect("a folder of the repository");
        let paths = entries.map(|entry| entry.expect("a readable folder").path());
        found.extend(paths.filter(|path| path.extension().is_some_and(|extension| extension == "md")));
    }
    found.sort();
    assert!(found.len() > 5);
    found
}

const GUIDE: &str = "docs/writing-a-format.md";

/// The pack that the guide writes, as a folder, and then read as the host reads it.
fn guide_pack() -> Pack {
    let folder = scratch();
    for sample in samples(GUIDE) {
        if let Some((_, path)) = sample.info.split_once(" pack/") {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().expect("in the folder")).expect("a writable folder");
            fs::write(path, sample.text).expect("a writable folder");
        }
    }
    let archive = tarball::pack(folder.path()).expect("a folder that can be read");
    Pack::read(&archive).expect("a pack")
}

/// The commands of the guide, in a folder that holds what the guide writes beside them.
#[test]
fn the_commands_of_the_guide_run() {
    let (home, folder) = (scratch(), scratch());
    for sample in samples(GUIDE).iter().filter(|sample| sample.info == "toml workshop.toml") {
        fs::write(folder.path().join("workshop.toml"), &sample.text).expect("a writable folder");
    }
    let mut ran = 0;
    for line in samples_in(GUIDE, "sh").iter().flat_map(|sample| sample.lines()) {
        let args: Vec<&str> = line.strip_prefix("atelier ").expect("a command").split_whitespace().collect();
        atelier_at(home.path(), folder.path(), &args).ends(0);
        ran += 1;
    }
    assert!(ran >= 8, "only {ran} commands");
    assert!(folder.path().join("kit/handouts/01-walk-and-talk/card.pdf").is_file());
}

/// A plugin that is published at an address, and one in a registry: what the guide says to type, with a server of this
/// test's in the place of both.
#[test]
fn the_addresses_of_the_guide_are_fetched() {
    let (home, folder) = (scratch(), scratch());
    for args in [&["new", "walk-and-talk"][..], &["build", "walk-and-talk"]] {
        atelier_at(home.path(), folder.path(), &[&["plugin"], args].concat()).ends(0);
    }
    let plugin = fs::read(folder.path().join("walk-and-talk/walk-and-talk.wasm")).expect("it was built");
    let lines = samples_in(GUIDE, "text").concat();
    let lines: Vec<&str> =
        lines.lines().filter(|line| line.starts_with("atelier plugin add https://")).collect();
    assert_eq!(lines.len(), 2);
    let server = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = format!("http://{}/", server.local_addr().expect("an address"));
    let (hash, count) = (atelier::hash::sha256(&plugin), lines.len());
    let serving = thread::spawn(move || {
        for stream in server.incoming().take(count) {
            let mut stream = stream.expect("a reader");
            let _ = stream.read(&mut [0; 4_000]).expect("a request");
            write!(stream, "HTTP/1.0 200 OK\r\nContent-Length: {}\r\n\r\n", plugin.len()).expect("a reader");
            stream.write_all(&plugin).expect("a reader");
        }
    });
    for line in lines {
        let line = line.replace("FINGERPRINT", &hash);
        let (_, path) =
            line.split_once("https://").and_then(|(_, rest)| rest.split_once('/')).expect("a path");
        let command = format!("plugin add {address}{path}");
        let args: Vec<&str> = command.split_whitespace().collect();
        atelier_at(home.path(), folder.path(), &args).ends(0);
        atelier_at(home.path(), folder.path(), &["plugin", "remove", "walk-and-talk"]).ends(0);
    }
    serving.join().expect("it served all");
}

/// What the guide says to install is what the checks of every language use, and what the program names.
#[test]
fn the_tools_of_the_guide_are_those_that_are_tried() {
    let read = |path: &str| fs::read_to_string(repository(path)).expect("a file of the repository");
    let installed: Vec<String> = samples_in(GUIDE, "text")
        .concat()
        .lines()
        .filter(|line| line.contains(" install "))
        .map(str::to_owned)
        .collect();
    assert_eq!(installed.len(), 2);
    for line in installed {
        let command = line.split("  ").next().expect("a command").trim();
        let package = command.split(' ').next_back().expect("a package");
        let tried = [read("tests/plugins/package.json"), read("tests/plugins/requirements.txt")].concat();
        assert!(tried.contains(package), "{package} is not tried");
        assert!(read("host/src/cli/plugin/componentize.rs").contains(&format!("\"{command}\"")), "{command}");
    }
}

/// The names between backquotes in the paragraph that ends the line with this.
fn listed(document: &str, before: &str) -> BTreeSet<String> {
    let (_, after) = document.split_once(&format!("{before}\n")).unwrap_or_else(|| panic!("no “{before}”"));
    let paragraph = after.split("\n\n").next().unwrap_or_default();
    paragraph.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

#[test]
fn the_guide_lists_what_drawings_and_supplies_can_be() {
    let guide = fs::read_to_string(repository("docs/writing-a-format.md")).expect("the guide");
    let known = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<String>>();
    let lists: [(&str, &[&str]); 3] = [
        ("the markers of two formats add up. These are:", &atelier_format::vocabulary::SUPPLIES),
        ("Elements that a canvas can have:", &canvas::ELEMENTS),
        ("Attributes that they can have:", &canvas::ATTRIBUTES),
    ];
    for (before, names) in lists {
        assert_eq!(listed(&guide, before), known(names), "{before}");
    }
    for drawing in samples_in("docs/writing-a-format.md", "svg") {
        canvas::check(&drawing).expect("a drawing");
    }
}

/// The recipe of the guide plays the walk of the guide.
#[test]
fn the_recipe_of_the_guide_is_performed() {
    let folder = scratch();
    for sample in samples(GUIDE) {
        let text = sample.text;
        let (path, text) = match sample.info.split_once(' ') {
            Some((_, "pack/format.toml")) => {
                let recipe =
                    samples(GUIDE).into_iter().find(|sample| sample.info == "toml recipe/format.toml");
                ("format.toml".to_owned(), text + &recipe.expect("the recipe").text)
            }
            Some((_, path)) if path.starts_with("pack/") => (path["pack/".len()..].to_owned(), text),
            _ => continue,
        };
        let path = folder.path().join("walk").join(path);
        fs::create_dir_all(path.parent().expect("in the folder")).expect("a writable folder");
        fs::write(path, text).expect("a writable folder");
    }
    let run = atelier(folder.path(), &["plugin", "test", "walk", "--lang", "en"]).ends(0);
    assert!(run.err.lines().any(|line| line.starts_with("walk: all is right")), "{}", run.err);
}

#[test]
fn the_guide_writes_a_pack() {
    let pack = guide_pack();
    assert_eq!(pack.manifest.id, "walk");
    assert_eq!(pack.words.keys().collect::<Vec<_>>(), ["en", "fr"]);
    let keys: Vec<Vec<String>> = pack
        .words
        .iter()
        .map(|(language, text)| {
            let words = Words::parse(language, text).expect("words");
            assert_eq!(words.check().len(), 0, "{language}");
            words.keys().map(str::to_owned).collect()
        })
        .collect();
    assert_eq!(keys[0], keys[1]);
}

#[test]
fn the_templates_of_the_guide_are_documents() {
    let pack = guide_pack();
    let words = Words::parse("en", &format!("{}\ntable = 'Table {{{{ number }}}}'\n", pack.words["en"]));
    let words = words.expect("words");
    let texts = pack.handouts.iter().map(|(name, text)| (name.clone(), text.to_string()));
    let mut sources: BTreeMap<String, String> = texts.collect();
    sources.insert("every-block".into(), samples_in(GUIDE, "jinja").concat());
    let templates = Templates::new(sources, |environment| {
        words::add_functions(environment, "en");
        environment.add_global("t", words.object());
    });
    for (name, blocks) in [("question", 3), ("every-block", 11)] {
        let document = templates.document(name, minijinja::Value::from(Serde(&context())), &frame());
        let document = document.unwrap_or_else(|errors| panic!("{name}: {errors:#?}"));
        assert_eq!(document.body.len(), blocks, "{name}: {:#?}", document.body);
    }
}

/// Some of what a handout sees.
fn context() -> Value {
    json!({
        "data": { "question": "Where to?" },
        "people": [{ "name": "Ana" }, { "name": "Bo" }],
        "tables": [{ "number": 1, "rounds": [["Ana", "Bo"]] }],
    })
}

fn frame() -> Frame<'static> {
    Frame {
        title: "The question".into(),
        header: Vec::new(),
        language: "en".into(),
        page: Page { paper: PaperSize::A4, landscape: false, large: false, ink: InkLevel::Grey },
        date: "2000-01-01".into(),
        typography: &str::to_owned,
        canvas: &|_| None,
    }
}
