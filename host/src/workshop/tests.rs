use std::collections::BTreeMap;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use proptest::prelude::*;

use super::*;
use crate::diagnostic::{human, json};
use crate::words::host;

const LANGUAGES: [&str; 2] = ["fr", "en"];

/// Files by their names; a name that ends in `/` is a folder.
#[derive(Default)]
struct Shelf(BTreeMap<String, Vec<u8>>);

impl Folder for Shelf {
    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        self.0.get(path).cloned().ok_or_else(|| io::Error::from(ErrorKind::NotFound))
    }

    fn names(&self, path: &str) -> io::Result<Vec<String>> {
        let is_folder = path.is_empty() || self.0.contains_key(&format!("{}/", path.trim_end_matches('/')));
        let names = || self.0.keys().map(|name| name.trim_end_matches('/').to_owned()).collect();
        is_folder.then(names).ok_or_else(|| io::Error::from(ErrorKind::NotFound))
    }
}

fn shelf(files: &[(&str, &[u8])]) -> Shelf {
    Shelf(files.iter().map(|(name, bytes)| ((*name).to_owned(), bytes.to_vec())).collect())
}

fn read_bytes(bytes: &[u8], beside: &Shelf) -> (Option<Workshop>, Vec<Diagnostic>, Sources) {
    let mut sources = Sources::default();
    let file = File { name: "workshop.toml", bytes, folder: Path::new("") };
    let (workshop, problems) = read(file, &LANGUAGES, beside, &mut sources);
    (workshop, problems, sources)
}

/// A workshop without a problem.
fn sound(text: &str, beside: &Shelf) -> Workshop {
    let (workshop, problems, sources) = read_bytes(text.as_bytes(), beside);
    assert!(problems.is_empty(), "{}", human::render(&problems, &sources, host("en"), false));
    workshop.expect("a workshop")
}

/// The codes of the problems of a text.
fn codes(text: &str, beside: &Shelf) -> Vec<String> {
    read_bytes(text.as_bytes(), beside).1.iter().map(|problem| problem.code.to_string()).collect()
}

/// A sound workshop with this value of `people` and more after it.
fn with(people: &str, more: &str) -> String {
    format!(
        "title = \"A\"\nlanguage = \"fr\"\npeople = {people}\nstart = 13:30\nend = 17:00\n{more}\n\
         [[block]]\nformat = \"check-in\"\n"
    )
}

/// The folder of cases: `tests/errors/<case>/`, beside the host.
fn cases() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(file!());
    here.ancestors().nth(4).expect("this file is four folders deep").join("tests/errors")
}

#[test]
fn reads_everything_of_a_single_day() {
    let text = r#"
title = "Premiers pas : clôture"
language = "fr"
people = 24
start = 13:30
end = 17:00
date = 2026-11-12
purpose = "Chacun repart avec un premier pas."
place = "La Rochelle"
facilitators = ["Ana", "Bo"]
timezone = "Europe/Paris"
seed = 7
grid = 10
buffer = "7,5 %"
walls = false
outputs = ["html", "pdf", "html"]
paper = "letter"
print = "large"
ink = "saver"
theme = "theme/"

[[block]]
format = "check-in"
minutes = 15
lead = "Ana"
notes = """
deux
lignes
"""

[[block]]
format = "world-cafe"
title = "Trois questions"
at = 14:00
settings = { tables = 6, questions = ["a", "b"], favour = { x = 1.5 } }

[[block]]
format = "world-cafe"

[[block]]
pause = "Pause café"
at = 15:00:30
minutes = [10, 20]

[[block]]
pause = "Encore"
id = "pause-2"

[[block]]
pause = "Et encore"
"#;
    let workshop = sound(text, &shelf(&[("theme/", b"")]));
    assert_eq!(workshop.title.value, "Premiers pas : clôture");
    assert_eq!(&text[workshop.title.span.clone()], "\"Premiers pas : clôture\"");
    assert_eq!(workshop.people.list.len(), 24);
    assert!(workshop.people.list.iter().all(|person| person.name.is_empty()));
    assert_eq!(workshop.facilitators, ["Ana", "Bo"]);
    assert_eq!((workshop.seed, workshop.grid.value, workshop.walls), (7, 10, false));
    assert_eq!(workshop.buffer.map(|buffer| buffer.value), Some(Buffer::Percent(7.5)));
    assert_eq!(workshop.outputs, [OutputKind::Html, OutputKind::Pdf]);
    assert_eq!((workshop.paper, workshop.print, workshop.ink), (Paper::Letter, Print::Large, Ink::Saver));
    let [day] = workshop.days.as_slice() else { panic!("one day") };
    assert_eq!(day.date.as_ref().map(|date| date.value.as_str()), Some("2026-11-12"));
    assert_eq!((day.start.value, day.end.value), (Clock(48_600), Clock(61_200)));
    let ids: Vec<&str> = day.blocks.iter().map(|block| block.id.as_str()).collect();
    assert_eq!(ids, ["check-in", "world-cafe", "world-cafe-2", "pause", "pause-2", "pause-3"]);
    assert_eq!(day.blocks[0].notes.as_deref(), Some("deux\nlignes"));
    assert_eq!(day.blocks[0].minutes.as_ref().map(|minutes| minutes.value), Some(Minutes::Fixed(15)));
    assert_eq!(day.blocks[3].minutes.as_ref().map(|minutes| minutes.value), Some(Minutes::Range(10, 20)));
    assert_eq!(day.blocks[3].at.as_ref().map(|at| at.value.to_string()), Some("15:00:30".to_owned()));
    let BlockKind::Format { settings, spans, .. } = &day.blocks[1].kind else { panic!("a format") };
    assert_eq!(
        serde_json::to_string(settings).unwrap(),
        r#"{"tables":6,"questions":["a","b"],"favour":{"x":1.5}}"#
    );
    let places: Vec<(&str, &str)> =
        spans.iter().map(|(path, span)| (path.as_str(), &text[span.clone()])).collect();
    assert_eq!(
        places,
        [
            ("favour", "{ x = 1.5 }"),
            ("favour.x", "1.5"),
            ("key:favour", "favour"),
            ("key:favour.x", "x"),
            ("key:questions", "questions"),
            ("key:tables", "tables"),
            ("questions", "[\"a\", \"b\"]"),
            ("questions[0]", "\"a\""),
            ("questions[1]", "\"b\""),
            ("tables", "6"),
        ]
    );
}

#[test]
fn reads_days_and_tracks() {
    let text = r#"
title = "Deux jours"
language = "en"
people = "people.csv"
seating = { mix_by = "organisation", together = [["Ana", "Bo"]], hosts = ["Cléo"], fixed = [{ name = "Bo", table = 2, round = 1 }] }

[[day]]
date = "2026-11-12"
start = 09:00
end = 12:00
[[day.block]]
talk = "Welcome"
[[day.block]]
at = 10:00
[[day.block.track]]
title = "A"
people = ["Ana", "Bo"]
[[day.block.track.block]]
format = "brainstorm"
[[day.block.track]]
title = "B"
people = 1
place = "Room 2"
[[day.block.track.block]]
format = "brainstorm"

[[day]]
date = 2026-11-13
start = 14:00
end = 18:00
[[day.block]]
format = "brainstorm"
"#;
    let people = "nom,organisation,arrive\nAna,Mairie,9h30\nBo,CCI,\nCléo,Mairie,\n";
    let workshop = sound(text, &shelf(&[("people.csv", people.as_bytes())]));
    assert_eq!(workshop.people.columns, ["organisation"]);
    assert_eq!(workshop.people.list[0].arrives, Some(Clock(34_200)));
    let wishes = workshop.seating.expect("wishes");
    assert_eq!(wishes.together[0].value, ["Ana", "Bo"]);
    assert_eq!(wishes.hosts[0].value, "Cléo");
    assert_eq!(wishes.fixed[0].value, FixedPlace { name: "Bo".to_owned(), table: 2, round: Some(1) });
    let [first, second] = workshop.days.as_slice() else { panic!("two days") };
    let BlockKind::Tracks(tracks) = &first.blocks[1].kind else { panic!("tracks") };
    assert_eq!(
        tracks[0].people.as_ref().map(|p| &p.value),
        Some(&TrackPeople::Names(vec!["Ana".into(), "Bo".into()]))
    );
    assert_eq!(tracks[1].people.as_ref().map(|p| &p.value), Some(&TrackPeople::Count(1)));
    assert_eq!(
        (tracks[0].blocks[0].id.as_str(), tracks[1].blocks[0].id.as_str()),
        ("brainstorm", "brainstorm-2")
    );
    assert_eq!(second.blocks[0].id, "brainstorm-3");
}

/// The names of a list.
fn names(bytes: &[u8]) -> Vec<String> {
    let workshop = sound(&with("\"people.csv\"", ""), &shelf(&[("people.csv", bytes)]));
    workshop.people.list.into_iter().map(|person| person.name).collect()
}

#[test]
fn understands_lists_from_spreadsheets() {
    assert_eq!(names("name\nZoé\nBo\n".as_bytes()), ["Zoé", "Bo"]);
    assert_eq!(names("\u{feff}Nom;Organisation\r\nZoé;Mairie\r\n;\r\nBo;\r\n".as_bytes()), ["Zoé", "Bo"]);
    assert_eq!(names(b"Pr\xe9nom;Nom\nZo\xe9;Lef\xe8vre\nBo;\n"), ["Zoé Lefèvre", "Bo"]);
    assert_eq!(names("First name\tLast name\nZoé\tRae\n".as_bytes()), ["Zoé Rae"]);
    assert_eq!(names(b"sep=;\nnom;x\nAna;\"a;b\"\n"), ["Ana"]);
    assert_eq!(names(b"\xff\xfen\0a\0m\0e\0\n\0Z\0o\0\xe9\0\n\0"), ["Zoé"]);
    assert_eq!(names("\"name\"\n\"Silva, Ana\"\n\"Bo \"\"B\"\"\"".as_bytes()), ["Silva, Ana", "Bo \"B\""]);
    assert_eq!(
        names("name\n  Ana \u{200b} Silva\t\n\"Bo\nB\"\n<script>\n#import *x* `y`\nعلي\n👩‍💻 Zoé\n".as_bytes()),
        ["Ana Silva", "Bo B", "<script>", "#import *x* `y`", "علي", "👩‍💻 Zoé",]
    );
}

#[test]
fn makes_names_unique() {
    let list = b"name,email,organisation,city\nAna,a@x,Mairie,X\nBo,b@x,CCI,X\nAna,c@x,CCI,X\n";
    assert_eq!(names(list), ["Ana (Mairie)", "Bo", "Ana (CCI)"]);
    let same = "name,organisation\nAna,CCI\nana,CCI\n";
    assert_eq!(codes(&with("\"p.csv\"", ""), &shelf(&[("p.csv", same.as_bytes())])), ["same-name"]);
    let taken = "name,organisation\nAna,CCI\nAna,X\nAna (CCI),Y\n";
    assert_eq!(codes(&with("\"p.csv\"", ""), &shelf(&[("p.csv", taken.as_bytes())])), ["same-name"]);
}

#[test]
fn knows_the_language_of_a_file_that_is_wrong() {
    assert_eq!(language("title = \nlanguage = \"fr\"\n[[[".as_bytes(), &LANGUAGES).as_deref(), Some("fr"));
    assert_eq!(language(b"language = \"xx\"", &LANGUAGES), None);
    assert_eq!(language(b"\xff", &LANGUAGES), None);
}

/// A warning about a value does not stand for the error that it is not quoted.
#[test]
fn a_warning_hides_no_error() {
    let text = with("3", "place = La\u{202e} Rochelle");
    assert_eq!(codes(&text, &Shelf::default()), ["direction-marks", "missing-quotes"]);
}

/// What is said about a file that is nothing but problems can be read to its end.
#[test]
fn very_many_problems_are_cut_short() {
    let numbered = |count: u32, line: fn(u32) -> String| (0..count).map(line).collect::<Vec<_>>().concat();
    let list = numbered(500, |number| format!("Person {number}\n"));
    let beside = shelf(&[("people.csv", format!("name\n{list}").as_bytes())]);
    let wrong_names = "[\"Persn\", \"Pers\"],\n".repeat(20_000);
    let texts = [
        numbered(60_000, |number| format!("a{number} = 1\n")),
        "a\n".repeat(200_000),
        "[".repeat(200_000),
        format!("a{} = 1", ".a".repeat(200_000)),
        with("\"people.csv\"", &format!("seating = {{ together = [{wrong_names}] }}")),
    ];
    for text in texts {
        let (_, problems, sources) = read_bytes(text.as_bytes(), &beside);
        assert!(problems.iter().any(Diagnostic::is_error));
        assert!(problems.len() <= 1_000, "{}", problems.len());
        assert!(human::render(&problems, &sources, host("en"), false).len() < 50_000);
    }
}

#[test]
fn any_number_of_people_up_to_five_thousand() {
    for count in [1, 2, 3, 200, 5_000] {
        assert_eq!(sound(&with(&count.to_string(), ""), &Shelf::default()).people.list.len(), count);
    }
    assert_eq!(codes(&with("0", ""), &Shelf::default()), ["out-of-bounds"]);
    assert_eq!(codes(&with("5001", ""), &Shelf::default()), ["out-of-bounds"]);
}

#[test]
fn proposes_what_was_meant() {
    let cases = [
        ("start = 9:00", "09:00"),
        ("at = \"14h30\"", "14:30"),
        ("at = 14h", "14:00"),
        ("at = 14", "14:00"),
        ("minutes = \"15 min\"", "15"),
        ("minutes = 10-20", "[10, 20]"),
        ("minutes = [20, 10]", "[10, 20]"),
        ("title = Premiers pas", "\"Premiers pas\""),
        ("lead = « Ana »", "\"Ana\""),
        ("pauze = \"x\"", "pause"),
        ("duree = 15", "minutes"),
        ("id = \"Café du Port\"", "\"cafe-du-port\""),
    ];
    for (line, meant) in cases {
        let text = format!("{}{line}\n", with("3", ""));
        let problems = read_bytes(text.as_bytes(), &Shelf::default()).1;
        let replacements: Vec<Option<&str>> =
            problems.iter().map(|problem| problem.replacement.as_deref()).collect();
        let key_is_known = !line.starts_with("start");
        if key_is_known {
            assert_eq!(replacements, [Some(meant)], "{line}: {problems:?}");
        } else {
            assert!(!replacements.is_empty(), "{line}");
        }
    }
}

/// What proposals are worth: put in place, each mends its problem.
#[test]
fn replacements_mend() {
    for folder in fs::read_dir(cases()).expect("cases").flatten().map(|entry| entry.path()) {
        let mut files = Shelf::default();
        for entry in fs::read_dir(&folder).expect("a case").flatten().filter(|entry| entry.path().is_file()) {
            let name = entry.file_name().to_string_lossy().into_owned();
            files.0.insert(name, fs::read(entry.path()).expect("readable"));
        }
        let Some(bytes) = files.0.get("workshop.toml").cloned() else { continue };
        let (_, problems, sources) = read_bytes(&bytes, &files);
        for problem in problems {
            let (Some(place), Some(replacement)) = (&problem.place, &problem.replacement) else { continue };
            let source = sources.get(place.source);
            let mut text = source.text.clone();
            text.replace_range(place.span.clone(), replacement);
            files.0.insert(source.name.clone(), text.clone().into_bytes());
            let mended = if source.name == "workshop.toml" { text.into_bytes() } else { bytes.clone() };
            let (_, left, _) = read_bytes(&mended, &files);
            let at_same_place = |other: &Diagnostic| {
                other.code == problem.code
                    && other.place.as_ref().map(|p| p.span.start) == Some(place.span.start)
            };
            assert!(!left.iter().any(at_same_place), "{}: {}", folder.display(), problem.code);
            files.0.insert(source.name.clone(), source.text.clone().into_bytes());
        }
    }
}

/// Every place of a problem is a span of its text, between characters.
fn check_places(bytes: &[u8], beside: &Shelf) {
    let (workshop, problems, sources) = read_bytes(bytes, beside);
    assert!(workshop.is_some() || problems.iter().any(Diagnostic::is_error));
    for problem in &problems {
        for place in problem.place.iter().chain(problem.contexts.iter().map(|context| &context.place)) {
            assert!(sources.get(place.source).text.get(place.span.clone()).is_some(), "{problem:?}");
        }
    }
    for language in LANGUAGES {
        let drawn = human::render(&problems, &sources, host(language), false);
        assert!(!drawn.contains('\u{1b}'), "{drawn}");
    }
    assert_eq!(json::render(&problems, &sources, host("fr"))["version"], 1);
}

/// Pieces that make up files like those of people, right and wrong.
fn piece() -> impl Strategy<Value = String> {
    let pieces = [
        "title = \"A\"\n",
        "language = \"fr\"\n",
        "people = 3\n",
        "people = \"people.csv\"\n",
        "start = 13:30\n",
        "end = 17:00\n",
        "[[block]]\n",
        "[[day]]\n",
        "[[day.block]]\n",
        "[[block.track]]\n",
        "[[block.track.block]]\n",
        "format = \"x\"\n",
        "pause = \"é\"\n",
        "at = 14h\n",
        "minutes = [1, 2\n",
        "settings = { a = [1, {b = 2}] }\n",
        "[seating]\n",
        "together = [[\"Ana\"]]\n",
        "fixed = [{ name = 1 }]\n",
        "[block]\n",
        "date = 2026-13-01\n",
        "é = 1\n",
        "\u{feff}",
        "\r\n",
        "\"",
        "'''",
        "= ",
        "{",
        "]",
        "# ü\n",
        "\u{1b}",
        "👩‍💻",
        "id = \"\"\n",
        "a.b.c = 1\n",
    ];
    prop_oneof![4 => proptest::sample::select(pieces.to_vec()).prop_map(str::to_owned), 1 => "\\PC{0,6}"]
}

proptest! {
    #[test]
    fn any_bytes_are_read_as_a_workshop(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        check_places(&bytes, &Shelf::default());
    }

    #[test]
    fn any_pieces_are_read_as_a_workshop(pieces in proptest::collection::vec(piece(), 0..30)) {
        check_places(pieces.concat().as_bytes(), &shelf(&[("people.csv", b"nom\nAna\n")]));
    }

    #[test]
    fn any_bytes_are_read_as_a_list(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        check_places(with("\"people.csv\"", "").as_bytes(), &shelf(&[("people.csv", &bytes)]));
    }

    #[test]
    fn any_cells_are_read_as_a_list(text in "(nom|name|prénom|arrive|x|Ana|\"|\"\"|,|;|\t|\n|\r\n|9h|\u{202e}|é| ){0,40}") {
        check_places(with("\"people.csv\"", "").as_bytes(), &shelf(&[("people.csv", text.as_bytes())]));
    }

    #[test]
    fn times_are_read_as_they_are_written(seconds in 0u32..86_400) {
        let clock = Clock(seconds);
        prop_assert_eq!(loose::clock(&clock.to_string()), Some(clock));
    }
}

/// A key that is not in the file can be added wherever the block has room for it.
#[test]
fn keys_are_added_where_there_is_room() {
    let filled = |block: &str| {
        let head = "title = \"T\"\nlanguage = \"fr\"\npeople = 24\nstart = 09:00\nend = 10:00\n";
        let text = format!("{head}{block}");
        let (workshop, problems, _) = read_bytes(text.as_bytes(), &Shelf::default());
        assert!(problems.is_empty(), "{problems:?}");
        let workshop = workshop.expect("a workshop");
        let BlockKind::Format { gaps, .. } = &workshop.days[0].blocks[0].kind else { panic!("a format") };
        let with = |gap: &Gap, key: &str| {
            let added = gap.filled(key, "3");
            let mut text = text.clone();
            text.insert_str(added.at, &added.text);
            let (_, problems, _) = read_bytes(text.as_bytes(), &Shelf::default());
            assert!(problems.is_empty(), "{text}: {problems:?}");
            text[head.len()..].to_owned()
        };
        (with(&gaps.own, "minutes"), gaps.settings.as_ref().map(|gap| with(gap, "n")))
    };
    let cases = [
        (
            "[[block]]\nformat = \"a\" # so\n",
            "[[block]]\nformat = \"a\" # so\nminutes = 3\n",
            Some("[[block]]\nformat = \"a\" # so\nsettings = { n = 3 }\n"),
        ),
        (
            "[[block]]\r\nformat = \"a\"\r\nsettings = {}",
            "[[block]]\r\nformat = \"a\"\nminutes = 3\r\nsettings = {}",
            Some("[[block]]\r\nformat = \"a\"\r\nsettings = { n = 3 }"),
        ),
        (
            "block = [{ format = \"a\", settings = { m = 1 } }]",
            "block = [{ format = \"a\", minutes = 3, settings = { m = 1 } }]",
            Some("block = [{ format = \"a\", settings = { n = 3, m = 1 } }]"),
        ),
        (
            "block = [{ format = \"a\" }]",
            "block = [{ format = \"a\", minutes = 3 }]",
            Some("block = [{ format = \"a\", settings = { n = 3 } }]"),
        ),
        (
            "[[block]]\nformat = \"a\"\n[block.settings]\nm = 1",
            "[[block]]\nformat = \"a\"\nminutes = 3\n[block.settings]\nm = 1",
            Some("[[block]]\nformat = \"a\"\n[block.settings]\nn = 3\nm = 1"),
        ),
        (
            "[[block]]\nformat = \"a\"\nsettings.m = 1",
            "[[block]]\nformat = \"a\"\nminutes = 3\nsettings.m = 1",
            None,
        ),
    ];
    for (block, own, settings) in cases {
        let (with_minutes, with_setting) = filled(block);
        assert_eq!((with_minutes.as_str(), with_setting.as_deref()), (own, settings), "{block}");
    }
}
