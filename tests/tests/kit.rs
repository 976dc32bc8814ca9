//! What a kit holds, and what becomes of the one that is there already.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

use atelier_tests::kit::{differences, files, squeezed, text};
use atelier_tests::plan::{clock, list};
use atelier_tests::{Run, atelier, atelier_reading, example, example_text, repository, scratch, workshop};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

/// A small workshop, whose kit is made at once.
const SMALL: &str = "title = \"Small\"\nlanguage = \"en\"\npeople = 8\nstart = 09:00\nend = 09:30\n\
    outputs = [\"html\", \"markdown\"]\n\n\
    [[block]]\nformat = \"brainstorm\"\nminutes = 30\nsettings = { question = \"Which way?\" }\n";

/// The kit of the small workshop, in a folder of its own.
fn small() -> tempfile::TempDir {
    let folder = workshop(SMALL);
    let _ = kit(folder.path(), &[]).ends(0);
    folder
}

#[track_caller]
fn kit(folder: &Path, args: &[&str]) -> Run {
    atelier(folder, &[&["kit", "workshop.toml"], args].concat())
}

#[track_caller]
fn record(folder: &Path) -> Value {
    serde_json::from_slice(&fs::read(folder.join("kit.json")).expect("a record")).expect("JSON")
}

#[test]
fn a_kit_holds_what_the_plan_lists() {
    let folder = scratch();
    let out = folder.path().to_str().expect("a path");
    let run = atelier(&example("premiers-pas"), &["kit", "-o", out, "--output", "html,markdown"]).ends(0);
    let plan: Value =
        serde_json::from_slice(&fs::read(folder.path().join("plan.json")).expect("a plan")).expect("JSON");
    let mut expected: BTreeSet<String> = [
        "agenda.ics",
        "harvest/01-world-cafe.csv",
        "harvest/02-brainstorm.csv",
        "harvest/03-dot-voting.csv",
        "harvest/04-first-steps.csv",
        "index.html",
        "kit.json",
        "plan.json",
        "run-sheet.csv",
        "screen.html",
        "seating.csv",
    ]
    .map(str::to_owned)
    .into();
    for document in list(&plan["documents"]) {
        let path =
            document["path"].as_str().and_then(|path| path.strip_suffix(".html")).expect("the first output");
        expected.extend(["html", "md"].map(|ending| format!("{path}.{ending}")));
    }
    let files = files(folder.path());
    assert_eq!(files.keys().cloned().collect::<BTreeSet<_>>(), expected);
    for name in [
        "agenda",
        "run-sheet",
        "supplies",
        "handouts/01-world-cafe/rotation-cards",
        "handouts/03-dot-voting/ballots",
        "handouts/04-first-steps/keep-cards",
    ] {
        assert!(expected.contains(&format!("{name}.md")), "{name}");
    }
    let counted = format!("{} fichiers écrits dans {out}.", files.len());
    assert!(run.err.contains(&counted), "{}", run.err);
    // The index leads to every document.
    let index = String::from_utf8(files["index.html"].clone()).expect("UTF-8").replace("&#x2f;", "/");
    for page in files.keys().filter(|path| path.ends_with(".html") && *path != "index.html") {
        assert!(index.contains(&format!("href=\"{page}\"")), "{page}");
    }
    // The plan in the kit is the plan that is printed, but for the output that it names.
    let printed = atelier(&example("premiers-pas"), &["plan", "--json"]).ends(0).json();
    for part in ["days", "seating", "supplies", "warnings"] {
        assert_eq!(plan[part], printed[part], "{part}");
    }
}

/// The whole kit of an example, in all outputs.
#[test]
fn the_same_command_gives_the_same_bytes() {
    let folder = scratch();
    let out = folder.path().join("one");
    let _ = atelier(&example("zero-dechets"), &["kit", "-o", out.to_str().expect("a path")]).ends(0);
    let one = files(&out);
    assert!(one.len() > 40 && one.contains_key("print-all.pdf"));

    let record = record(&out);
    assert_hashes(&record, &one);
    assert_pages(&record, &one);

    // From another folder, in place, and over the kit that is there.
    let elsewhere = workshop(&example_text("zero-dechets"));
    for _ in 0..2 {
        let _ = kit(elsewhere.path(), &[]).ends(0);
        assert_eq!(differences(&one, &files(&elsewhere.path().join("kit"))), Vec::<&str>::new());
    }
}

/// `kit.json` knows every file but itself.
fn assert_hashes(record: &Value, files: &BTreeMap<String, Vec<u8>>) {
    let recorded: BTreeMap<&str, &Value> =
        list(&record["files"]).iter().map(|file| (file["path"].as_str().expect("a path"), file)).collect();
    let expected: Vec<&str> = files.keys().map(String::as_str).filter(|path| *path != "kit.json").collect();
    assert_eq!(recorded.keys().copied().collect::<Vec<_>>(), expected);
    for (path, file) in recorded {
        let hash: String = Sha256::digest(&files[path]).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(file["sha256"], hash, "{path}");
        assert_eq!(file["bytes"], files[path].len(), "{path}");
    }
}

fn pages(pdf: &[u8]) -> u64 {
    lopdf::Document::load_mem(pdf).expect("a PDF").get_pages().len() as u64
}

/// Pages are those of the PDFs; what is printed in all is every page as often as there are copies.
fn assert_pages(record: &Value, files: &BTreeMap<String, Vec<u8>>) {
    let mut all = 0;
    for document in list(&record["documents"]) {
        let path = format!("{}.pdf", document["path"].as_str().expect("a path"));
        let (pages, copies) = (pages(&files[&path]), document["copies"].as_u64().expect("a number"));
        assert_eq!(document["pages"], pages, "{path}");
        assert_eq!(document["sheets"], pages * copies, "{path}");
        let duplex = document["sheets_duplex"].as_u64().expect("a number");
        assert!(duplex == pages * copies || duplex == pages.div_ceil(2) * copies, "{document}");
        all += pages * copies;
    }
    assert_eq!([&record["pages"], &record["sheets"]], [all, all]);
    assert_eq!(pages(&files["print-all.pdf"]), all);
}

#[test]
fn with_22_people_instead_of_24_only_what_depends_on_it_changes() {
    let folder = scratch();
    let text = example_text("premiers-pas");
    let fewer = text.replace("people       = 24", "people       = 22");
    assert_ne!(text, fewer);
    for (name, text) in [("24", &text), ("22", &fewer)] {
        let out = folder.path().join(name);
        let args = ["kit", "-", "-o", out.to_str().expect("a path"), "--output", "markdown"];
        let _ = atelier_reading(folder.path(), &args, text.as_bytes()).ends(0);
    }
    let (more, fewer) = (files(&folder.path().join("24")), files(&folder.path().join("22")));
    assert_eq!(
        differences(&more, &fewer),
        [
            // Free chairs are at smaller tables, which change; a card and a ballot each, the dots for them, and the total
            // that is expected.
            "handouts/01-world-cafe/latecomers.md",
            "handouts/01-world-cafe/rotation-cards.md",
            "handouts/01-world-cafe/seating.md",
            "handouts/02-brainstorm/seating.md",
            "handouts/03-dot-voting/dots.md",
            "handouts/03-dot-voting/tally.md",
            // A step each, and the pairs of witnesses.
            "handouts/04-first-steps/keep-cards.md",
            "handouts/04-first-steps/post-cards.md",
            "handouts/04-first-steps/register.md",
            "handouts/04-first-steps/seating.md",
            "harvest/04-first-steps.csv",
            "kit.json",
            "plan.json",
            // Chairs, pens and dots to bring.
            "run-sheet.csv",
            "run-sheet.md",
            "seating.csv",
            // A line each.
            "sign-in.md",
            "supplies.md",
        ]
    );
}

#[test]
fn what_is_read_aloud_in_a_talk_stands_in_the_run_sheet_alone() {
    let talk = "\n[[block]]\ntalk = \"Close\"\nminutes = 10\nprompt = \"Write your step.\\nRead it out.\"\n";
    let folder = workshop(&(SMALL.replace("09:30", "09:40") + talk));
    let _ = kit(folder.path(), &[]).ends(0);
    let document = |name: &str| fs::read_to_string(folder.path().join("kit").join(name)).expect("a document");
    let run_sheet = document("run-sheet.md");
    assert!(run_sheet.contains("> “Write your step.\n>\n> Read it out.”\n"), "{run_sheet}");
    assert!(!document("agenda.md").contains("Write your step"));
}

#[test]
fn a_file_changed_by_hand_is_not_overwritten() {
    let folder = small();
    let agenda = folder.path().join("kit/agenda.md");
    fs::write(&agenda, "Mine.\n").expect("writable");
    let before = files(folder.path());

    let run = kit(folder.path(), &[]).ends(3);
    assert_eq!(
        run.err,
        "error[changed-by-hand]: one file changed by hand would be replaced: agenda.md
 |
help: write elsewhere with `-o FOLDER`, or replace everything with `--force`

"
    );
    assert_eq!(differences(&before, &files(folder.path())), Vec::<&str>::new());

    let _ = kit(folder.path(), &["--force"]).ends(0);
    assert!(fs::read_to_string(&agenda).expect("readable").starts_with("# Small\n"));
}

#[test]
fn a_seating_changed_by_hand_is_answered_with_both_commands() {
    let folder = workshop(&SMALL.replace("people = 8", "people = 16"));
    let _ = kit(folder.path(), &[]).ends(0);
    fs::write(folder.path().join("kit/seating.csv"), "name\nAna\n").expect("writable");
    let run = kit(folder.path(), &[]).ends(3);
    let help = "help: keep your seating with `atelier kit workshop.toml --seating ./kit/seating.csv`, or replace it with \
                `atelier kit workshop.toml --force`";
    assert!(run.err.contains(help), "{}", run.err);
}

#[test]
fn filled_tables_and_files_of_others_stay() {
    let folder = small();
    let harvest = folder.path().join("kit/harvest/01-brainstorm.csv");
    let filled = fs::read_to_string(&harvest).expect("a table").replacen("A,", "A,Bike lanes", 1);
    fs::write(&harvest, &filled).expect("writable");
    fs::create_dir(folder.path().join("kit/photos")).expect("writable");
    fs::write(folder.path().join("kit/photos/wall.jpg"), "jpg").expect("writable");

    fs::write(folder.path().join("workshop.toml"), SMALL.replace("Which way?", "Which street?"))
        .expect("writable");
    for args in [&[][..], &["--force"]] {
        let _ = kit(folder.path(), args).ends(0);
        assert_eq!(fs::read_to_string(&harvest).expect("readable"), filled, "{args:?}");
        assert_eq!(
            fs::read(folder.path().join("kit/photos/wall.jpg")).expect("readable"),
            b"jpg",
            "{args:?}"
        );
    }
    let run_sheet = fs::read_to_string(folder.path().join("kit/run-sheet.md")).expect("readable");
    assert!(run_sheet.contains("Which street?") && !run_sheet.contains("Which way?"));
}

#[test]
fn a_folder_that_is_no_kit_is_not_overwritten() {
    let folder = workshop(SMALL);
    fs::create_dir(folder.path().join("docs")).expect("writable");
    fs::write(folder.path().join("docs/index.html"), "Mine.").expect("writable");
    let run = kit(folder.path(), &["-o", "docs"]).ends(3);
    assert!(run.err.contains("index.html"), "{}", run.err);
    assert_eq!(files(&folder.path().join("docs")).len(), 1);
}

#[test]
fn what_is_no_longer_made_goes() {
    let folder = small();
    assert!(folder.path().join("kit/agenda.html").exists());
    let _ = kit(folder.path(), &["--output", "markdown"]).ends(0);
    assert!(!folder.path().join("kit/agenda.html").exists());
    assert!(folder.path().join("kit/agenda.md").exists());
}

#[cfg(unix)]
#[test]
fn a_kit_that_cannot_be_written_leaves_the_old_one_whole() {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
    use std::os::unix::process::CommandExt as _;

    let folder = small();
    let path = folder.path();
    fs::write(path.join("workshop.toml"), SMALL.replace("people = 8", "people = 9")).expect("writable");
    let program = path.join("atelier");
    fs::hard_link(atelier_tests::program(), &program)
        .or_else(|_| fs::copy(atelier_tests::program(), &program).map(drop))
        .expect("writable");
    let before = files(path);
    let set = |mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("our own folder");
    set(0o555);
    let mut command = Command::new(&program);
    command.args(["kit", "workshop.toml"]).current_dir(path);
    if fs::metadata(path).expect("readable").uid() == 0 {
        // Nothing is forbidden to root: somebody else has to try.
        command.uid(65_534).gid(65_534);
    }
    let output = command.output().expect("the program starts");
    set(0o755);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(4), "{said}");
    assert!(said.starts_with("error[unwritable]: cannot write "), "{said}");
    assert_eq!(differences(&before, &files(path)), Vec::<&str>::new());

    let _ = kit(path, &[]).ends(0);
    assert_ne!(differences(&before, &files(path)), Vec::<&str>::new());
}

#[test]
fn a_folder_that_cannot_be_written_is_an_error_of_the_system() {
    let folder = workshop(SMALL);
    for out in ["workshop.toml", "workshop.toml/kit"] {
        let run = kit(folder.path(), &["-o", out]).ends(4);
        assert!(run.err.contains("note: the computer answers: "), "{}", run.err);
        assert_eq!(files(folder.path()).len(), 1, "{out}");
    }
}

#[test]
fn a_part_of_a_kit_joins_the_rest() {
    let folder = small();
    let before = files(folder.path());
    fs::write(folder.path().join("workshop.toml"), SMALL.replace("Which way?", "Which street?"))
        .expect("writable");
    let _ = kit(folder.path(), &["--only", "brainstorm"]).ends(0);
    let after = files(folder.path());
    let changed = differences(&before, &after);
    let expected = |path: &&str| {
        path.starts_with("kit/handouts/01-brainstorm/") || ["kit/kit.json", "workshop.toml"].contains(path)
    };
    assert!(changed.iter().all(expected) && changed.len() > 2, "{changed:?}");

    // What was made before is still known as such, and a whole kit follows without a question.
    let _ = kit(folder.path(), &[]).ends(0);
}

#[test]
fn a_part_of_a_kit_stands_alone_too() {
    let folder = workshop(SMALL);
    let _ = kit(folder.path(), &["--only", "agenda,supplies", "--output", "markdown"]).ends(0);
    let made: Vec<String> = files(&folder.path().join("kit")).into_keys().collect();
    assert_eq!(made, ["agenda.md", "kit.json", "supplies.md"]);

    let run = kit(folder.path(), &["--only", "agend"]).ends(2);
    assert_eq!(
        run.err,
        "error[unknown-document]: this kit has no document “agend”
 |
help: choose from agenda, run-sheet, supplies, sign-in, badges or brainstorm

"
    );
}

#[test]
fn a_dry_run_lists_everything_and_writes_nothing() {
    let folder = workshop(SMALL);
    let run = kit(folder.path(), &["--dry-run"]).ends(0);
    assert_eq!(files(folder.path()).len(), 1);
    let _ = kit(folder.path(), &[]).ends(0);
    let written = files(&folder.path().join("kit"));
    let lines: Vec<String> =
        written.iter().map(|(path, content)| format!("{:>9}  ./kit/{path}", content.len())).collect();
    assert_eq!(run.out.lines().collect::<Vec<_>>(), lines);

    fs::write(folder.path().join("kit/agenda.md"), "Mine.").expect("writable");
    let _ = kit(folder.path(), &["--dry-run"]).ends(3);
}

#[test]
fn kits_have_their_place() {
    let folder = workshop(SMALL);
    let path = folder.path();
    fs::write(path.join("monday.toml"), SMALL).expect("writable");
    let _ = atelier(path, &["kit", "monday.toml"]).ends(0);
    let _ = atelier(path, &["kit", "monday.toml", "workshop.toml", "-o", "all"]).ends(0);
    let _ = atelier_reading(path, &["kit", "-"], SMALL.as_bytes()).ends(0);
    let one = files(&path.join("monday-kit"));
    for other in ["all/monday", "all/workshop", "kit"] {
        assert_eq!(differences(&one, &files(&path.join(other))), Vec::<&str>::new(), "{other}");
    }
}

#[test]
fn one_bad_file_among_several_does_not_stop_the_others() {
    let folder = workshop(SMALL);
    let path = folder.path();
    fs::write(path.join("bad.toml"), SMALL.replace("people = 8", "people = 3")).expect("writable");
    let _ = atelier(path, &["kit", "bad.toml", "workshop.toml", "-o", "all"]).ends(1);
    assert!(path.join("all/workshop/agenda.md").exists());
    assert!(!path.join("all/bad").exists());
}

/// Every name, question, time and table is in every output.
#[test]
fn every_datum_is_in_every_output() {
    let folder = scratch();
    let out = folder.path().to_str().expect("a path");
    let run = atelier(&repository("tests/workshops/named"), &["kit", "-o", out]).ends(0);
    assert!(!run.err.contains("attention["), "{}", run.err);
    let plan: Value =
        serde_json::from_slice(&fs::read(folder.path().join("plan.json")).expect("a plan")).expect("JSON");
    let names: BTreeSet<&str> = list(&plan["seating"][0]["rounds"][0])
        .iter()
        .flat_map(|table| list(table))
        .map(|name| name.as_str().expect("a name"))
        .collect();
    assert_eq!(names.len(), 16);
    let names: Vec<String> = names.into_iter().map(|name| name.replace('\'', "’")).collect();
    let questions = [
        "Qui ne peut pas se passer de voiture, et pourquoi ?",
        "Que ferions-nous de la place gagnée ?",
        "Par quelle rue commencer ?",
    ]
    .map(str::to_owned);
    let items = ["Une rue scolaire", "Un parking à vélos", "Un dimanche sans moteur", "Un bus plus fréquent"]
        .map(str::to_owned);
    let blocks: Vec<&Value> = list(&plan["days"][0]["blocks"]).iter().collect();
    let titles = blocks.iter().map(|block| block["title"].as_str().expect("a title").to_owned());
    let hours = blocks.iter().map(|block| french_time(&block["start"]));
    let place = ["Maison des associations, salle 2", "samedi 3 octobre 2026"].map(str::to_owned);
    let agenda: Vec<String> = titles.chain(hours).chain(place).chain(["Inès Zéroual".to_owned()]).collect();
    let steps = blocks.iter().flat_map(|block| list(&block["steps"]));
    let steps = steps
        .flat_map(|step| [step["title"].as_str().expect("a title").to_owned(), french_time(&step["start"])]);
    let run_sheet: Vec<String> =
        agenda.iter().filter(|datum| *datum != "Inès Zéroual").cloned().chain(steps).collect();
    let tables: Vec<String> = (1..=4).map(|table| format!("Table {table}")).collect();
    let brainstorm = ["Qu’essayons-nous dès le mois prochain ?".to_owned()];
    let expectations: [(&str, &[String]); 9] = [
        ("agenda", &agenda),
        ("run-sheet", &run_sheet),
        ("handouts/01-world-cafe/rotation-cards", &names),
        ("handouts/01-world-cafe/tablecloths", &questions),
        ("handouts/01-world-cafe/wall-harvest", &questions),
        ("handouts/01-world-cafe/table-signs", &tables),
        ("handouts/02-brainstorm/question", &brainstorm),
        ("handouts/03-dot-voting/voting-sheet", &items),
        ("handouts/03-dot-voting/ballots", &items),
    ];
    for (document, data) in expectations {
        for ending in ["md", "html", "pdf"] {
            let text = text(&folder.path().join(format!("{document}.{ending}")));
            let missing: Vec<&String> =
                data.iter().filter(|datum| !text.contains(&squeezed(datum))).collect();
            assert!(missing.is_empty(), "{document}.{ending} has no {missing:?}:\n{text}");
        }
    }
}

/// « 13 h 30 », without its spaces.
fn french_time(value: &Value) -> String {
    let seconds = clock(value);
    let (hour, minute) = (seconds / 3600, seconds / 60 % 60);
    if minute == 0 { format!("{hour}h") } else { format!("{hour}h{minute:02}") }
}

#[test]
fn what_was_written_down_is_voted_on() {
    let text = "title = \"T\"\nlanguage = \"en\"\npeople = 12\nstart = 09:00\nend = 10:30\noutputs = [\"markdown\"]\n\n\
        [[block]]\nid = \"ideas\"\nformat = \"brainstorm\"\nminutes = 50\n\n\
        [[block]]\nformat = \"dot-voting\"\nminutes = 30\nsettings = { items_from = \"ideas\" }\n";
    let folder = workshop(text);
    let _ = kit(folder.path(), &[]).ends(0);
    let votes = || fs::read_to_string(folder.path().join("kit/harvest/02-dot-voting.csv")).expect("a table");
    assert!(!votes().contains("Bikes"), "{}", votes());
    let ideas = folder.path().join("kit/harvest/01-brainstorm.csv");
    let heading = fs::read_to_string(&ideas).expect("a table").lines().next().expect("a heading").to_owned();
    fs::write(&ideas, format!("{heading}\nA,Bikes for all,,\nB,\"Trees, many\",,\nC,Quiet streets,,\n"))
        .expect("written");
    let _ = kit(folder.path(), &["--results", "kit/harvest"]).ends(0);
    for item in ["Bikes for all", "Trees, many", "Quiet streets"] {
        assert!(votes().contains(item), "{item} is not in\n{}", votes());
    }
    let run = kit(folder.path(), &["--results", "nothing"]).ends(1);
    assert!(run.err.contains("error[not-found]"), "{}", run.err);
}

#[test]
fn what_was_written_down_is_sorted() {
    let text = "title = \"T\"\nlanguage = \"en\"\npeople = 14\nstart = 09:00\nend = 12:00\noutputs = [\"markdown\"]\n\n\
        [[block]]\nid = \"ideas\"\nformat = \"brainstorm\"\n\n\
        [[block]]\nformat = \"affinity-map\"\nsettings = { items_from = \"ideas\" }\n";
    let folder = workshop(text);
    let cards = folder.path().join("kit/handouts/02-affinity-map/ready-cards.md");
    let blank = folder.path().join("kit/handouts/02-affinity-map/blank-cards.md");
    let _ = kit(folder.path(), &[]).ends(0);
    assert!(!cards.exists() && !blank.exists(), "the cards of the brainstorm are sorted");
    let run_sheet = fs::read_to_string(folder.path().join("kit/run-sheet.md")).expect("a document");
    assert!(run_sheet.contains("Gather the cards of the block before"), "{run_sheet}");
    let ideas = folder.path().join("kit/harvest/01-brainstorm.csv");
    let heading = fs::read_to_string(&ideas).expect("a table").lines().next().expect("a heading").to_owned();
    fs::write(&ideas, format!("{heading}\nA,Bikes for all,,\nB,\"Trees, many\",,\nC,Quiet streets,,\n"))
        .expect("written");
    let _ = kit(folder.path(), &["--results", "kit/harvest"]).ends(0);
    let cards = fs::read_to_string(&cards).expect("cards to sort");
    for (item, group) in [("Bikes for all", 1), ("Trees, many", 2), ("Quiet streets", 1)] {
        let card = cards.split_once(item).unwrap_or_else(|| panic!("{item} is not in\n{cards}")).1;
        assert!(card.trim_start_matches(['*', '\n', ' ']).starts_with(&format!("Group {group}")), "{cards}");
    }
}

#[test]
fn pairs_are_not_called_tables() {
    let text = "title = \"T\"\nlanguage = \"en\"\npeople = 13\nstart = 09:00\nend = 09:40\noutputs = [\"markdown\"]\n\n\
        [[block]]\nformat = \"one-two-four-all\"\nminutes = 40\n";
    let folder = workshop(text);
    let _ = kit(folder.path(), &[]).ends(0);
    let read = |path: &str| fs::read_to_string(folder.path().join("kit").join(path)).expect("a document");
    let seating = read("handouts/01-one-two-four-all/seating.md");
    let headings: Vec<&str> = seating.lines().filter(|line| line.starts_with("## ")).collect();
    assert_eq!(headings, ["## The pairs", "## The tables of four"], "{seating}");
    assert!(seating.contains("6 pairs.") && seating.contains("3 tables."), "{seating}");
    assert!(read("run-sheet.md").contains("6 pairs."), "{}", read("run-sheet.md"));
}

#[test]
fn a_crowd_is_warned_about_and_never_refused() {
    for format in
        ["world-cafe", "brainstorm", "ikigai", "consent", "affinity-map", "accessibility-walkthrough"]
    {
        let text = format!(
            "title = \"T\"\nlanguage = \"en\"\npeople = 5000\nstart = 09:00\nend = 22:00\n\n[[block]]\nformat = \"{format}\"\n"
        );
        let run = atelier_reading(&repository("."), &["check", "-"], text.as_bytes()).ends(0);
        assert!(run.err.contains("warning["), "{format}: {}", run.err);
    }
}

/// Who is in which of the parallel sessions is told to whoever runs the day.
#[test]
fn the_run_sheet_says_who_is_in_which_track() {
    let folder = workshop(
        "title = \"T\"\nlanguage = \"en\"\npeople = \"people.csv\"\nstart = 09:00\nend = 10:00\n\n[[block]]\n\
         [[block.track]]\ntitle = \"A\"\npeople = 2\n[[block.track.block]]\ntalk = \"X\"\n\
         [[block.track]]\ntitle = \"B\"\n[[block.track.block]]\ntalk = \"Y\"\n",
    );
    fs::write(folder.path().join("people.csv"), "name\nAna\nBo\nCy\n").expect("writable");
    let _ = atelier(folder.path(), &["kit", "--output", "markdown"]).ends(0);
    let sheet = fs::read_to_string(folder.path().join("kit/run-sheet.md")).expect("a run sheet");
    assert!(sheet.contains("people: Ana and Bo.\n\n") && sheet.contains("person: Cy.\n\n"), "{sheet}");
}
