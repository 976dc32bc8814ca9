//! What commands answer to what is typed: exit codes, standard input and output, and what they refuse.

use std::fs;

use atelier_tests::kit::files;
use atelier_tests::{atelier, atelier_reading, example_text, examples, scratch, workshop};

/// Runs the program in a new folder and gives what it says.
#[track_caller]
fn refused(args: &[&str], code: i32) -> String {
    let folder = scratch();
    let run = atelier(folder.path(), &[args, &["--lang", "en"]].concat()).ends(code);
    assert_eq!(run.out, "");
    assert!(files(folder.path()).is_empty());
    run.err
}

#[test]
fn what_is_not_there_is_told_with_what_is_close() {
    assert_eq!(
        refused(&["check", "workshop.toml"], 1),
        "error[not-found]: there is no file `workshop.toml`
 |
help: check the path, or create a workshop: `atelier new workshop.toml`

"
    );
    let folder = workshop("");
    let run = atelier(folder.path(), &["plan", "workshp.toml", "--lang", "en"]).ends(1);
    assert!(run.err.contains("help: write `workshop.toml`\n"), "{}", run.err);
    let seating = refused(&["seat", "--people-file", "people.csv", "--tables", "3"], 1);
    assert!(
        seating.starts_with("error[not-found]: there is no file `people.csv`")
            && !seating.contains("atelier new"),
        "{seating}"
    );
}

#[test]
fn a_folder_is_no_workshop() {
    let folder = scratch();
    let run = atelier(folder.path(), &["check", ".", "--lang", "en"]).ends(4);
    assert!(run.err.starts_with("error[unreadable]: cannot read `.`"), "{}", run.err);
}

#[test]
fn people_that_are_a_folder_cannot_be_read() {
    let folder = workshop(
        "title = \"A\"\nlanguage = \"en\"\npeople = \"people/\"\nstart = 09:00\nend = 10:00\n\n[[block]]\ntalk = \"T\"\n",
    );
    fs::create_dir(folder.path().join("people")).expect("writable");
    let run = atelier(folder.path(), &["check"]).ends(1);
    assert!(run.err.starts_with("error[unreadable-file]: "), "{}", run.err);
}

#[test]
fn unknown_words_on_the_command_line_end_with_2() {
    for args in [
        &["kitt"][..],
        &["kit", "--colour", "red"],
        &["formats", "--moment", "lunch"],
        &["formats", "--people", "0"],
        &[],
    ] {
        let folder = scratch();
        let _ = atelier(folder.path(), args).ends(2);
    }
    assert_eq!(
        refused(&["formats", "show", "brain-storm"], 2),
        "error[unknown-format]: no format is called “brain-storm”
 |
help: write `\"brainstorm\"`

"
    );
    let folder = scratch();
    let run = atelier(folder.path(), &["check", "--lang", "it"]).ends(2);
    assert!(run.err.contains("[unknown-lang]") && run.err.contains("de"), "{}", run.err);
}

/// What somebody typed, and what is said of it: the message, and what to do.
#[test]
fn mistakes_of_the_command_line_are_told_in_words() {
    let folder = scratch();
    let said = |typed: &str, language: &str| -> String {
        let args: Vec<&str> = typed.split(' ').chain(["--lang", language]).collect();
        let err = atelier(folder.path(), &args).ends(2).err;
        err.replace(['\u{a0}', '\u{202f}'], " ").replace("\n |\n", "\n")
    };
    for (typed, message, help) in [
        (
            "abcd",
            "command]: `atelier` has no command `abcd`",
            "choose from new, formats, check, plan, kit, seat, plugin, theme or completions",
        ),
        ("plugn new x", "command]: `atelier` has no command `plugn`", "write `atelier plugin`"),
        (
            "plugin",
            "no-command]: `atelier plugin` needs a command",
            "write `atelier plugin`, then new, build, test, inspect, contract, add, list or remove",
        ),
        ("kitt", "command]: `atelier` has no command `kitt`", "write `atelier kit`"),
        ("plugin ad", "command]: `atelier plugin` has no command `ad`", "write `atelier plugin add`"),
        ("theme xyz", "command]: `atelier theme` has no command `xyz`", "write `atelier theme new`"),
        ("kit --colour red", "argument]: `atelier kit` does not know `--colour`", "write `--color`"),
        (
            "check a.toml b.toml",
            "argument]: `atelier check` does not know `b.toml`",
            "`atelier check --help` shows what is possible",
        ),
        (
            "kit --out",
            "no-value]: `--out <DIR>` needs a value",
            "write it after a space; `atelier kit --help` shows what is possible",
        ),
        (
            "plan --json=yes",
            "extra-value]: “yes” is not wanted after `--json`",
            "leave it out; `atelier plan --help` shows what is possible",
        ),
        ("kit --output html,pdff", "choice]: `--output <OUTPUT>` cannot be “pdff”", "write `pdf`"),
        (
            "formats --energy high",
            "choice]: `--energy <ENERGY>` cannot be “high”",
            "choose from calm, medium or lively",
        ),
        (
            "formats --people 9000",
            "value]: `--people <N>` cannot be “9000”",
            "write a whole number from 1 to 5,000",
        ),
        (
            "plan --from-round 0 --seating a.csv",
            "value]: `--from-round <ROUND>` cannot be “0”",
            "write one of these: 1, 2, … 100; cafe:2",
        ),
        ("kit -o a -o b", "twice]: `--out <DIR>` is given twice", "give it once"),
        (
            "seat --people 9 --tables 3 --json --csv a.csv",
            "conflict]: `--json` does not go with `--csv <FILE>`",
            "keep only one of them",
        ),
        (
            "seat --people 9",
            "missing]: `atelier seat` needs `--tables <T>`",
            "add what is missing; `atelier seat --help` shows what it is",
        ),
    ] {
        assert_eq!(said(typed, "en"), format!("error[usage-{message}\nhelp: {help}\n\n"), "{typed}");
    }
    let french = "erreur[usage-value] : `--people <N>` ne peut pas valoir « 0 »\naide : écrivez un nombre entier de 1 à 5 000\n\n";
    assert_eq!(said("formats --people 0", "fr"), french);
}

/// A name in letters of another time.
#[cfg(unix)]
#[test]
fn letters_that_nobody_can_read_are_told() {
    use std::os::unix::ffi::OsStrExt as _;
    let name = std::ffi::OsStr::from_bytes(b"caf\xe9");
    let mut show = std::process::Command::new(atelier_tests::program());
    let run = show.args(["--lang", "en", "formats", "show"]).arg(name).output().expect("the program starts");
    assert_eq!(run.status.code(), Some(2));
    let said = String::from_utf8_lossy(&run.stderr);
    assert!(
        said.starts_with("error[usage-letters]: the command line has characters that cannot be read"),
        "{said}"
    );
}

#[test]
fn a_new_workshop_works_at_once() {
    for language in ["fr", "en"] {
        let folder = scratch();
        let _ = atelier(folder.path(), &["new", "--language", language]).ends(0);
        let run = atelier(folder.path(), &["check"]).ends(0);
        let nothing = if language == "fr" { "Aucun problème.\n" } else { "No problem found.\n" };
        assert_eq!(run.err, nothing);
        let _ = atelier(folder.path(), &["kit", "--output", "markdown"]).ends(0);

        // What is there stays.
        let before = fs::read(folder.path().join("workshop.toml")).expect("readable");
        let run = atelier(folder.path(), &["new", "--lang", "en"]).ends(3);
        assert!(run.err.starts_with("error[file-exists]: `workshop.toml` exists already"), "{}", run.err);
        assert_eq!(fs::read(folder.path().join("workshop.toml")).expect("readable"), before);
        let _ = atelier(folder.path(), &["new", "--force", "--from", "zero-dechets"]).ends(0);
        assert_ne!(fs::read(folder.path().join("workshop.toml")).expect("readable"), before);
    }
}

#[test]
fn a_new_workshop_says_what_to_type_with_its_own_names() {
    let folder = scratch();
    for (args, said) in [
        (&["new", "jeudi.toml", "--language", "fr"][..], ["atelier plan  jeudi.toml ", "dans jeudi-kit/\n"]),
        (&["new", "my day.toml", "--language", "en"], ["plan  \"my day.toml\" ", "in \"my day-kit/\"\n"]),
        (&["new", "--language", "en"], ["plan  workshop.toml ", "in kit/\n"]),
        (&["new", "p.toml", "--from", "premiers-pas"], ["atelier kit p.toml\n", "\ntitle "]),
    ] {
        let _ = atelier(folder.path(), args).ends(0);
        let file = args.iter().find(|arg| arg.ends_with(".toml")).unwrap_or(&"workshop.toml");
        let text = fs::read_to_string(folder.path().join(file)).expect("readable");
        assert!(said.iter().all(|said| text.contains(said)), "{text}");
    }
    let run = atelier(folder.path(), &["new", "it.toml", "--language", "it", "--lang", "en"]).ends(2);
    assert!(run.err.starts_with("error[no-starter]: the starter is not written in “it”\n"), "{}", run.err);
}

#[test]
fn every_example_can_be_started_from() {
    let folder = scratch();
    for example in examples() {
        let name = example.file_name().and_then(|name| name.to_str()).expect("a name");
        let run = atelier(folder.path(), &["new", "-", "--from", name]).ends(0);
        assert_eq!(run.out, example_text(name));
    }
    let close = refused(&["new", "--from", "zero-dechet"], 2);
    assert_eq!(
        close,
        "error[unknown-example]: no example is called “zero-dechet”
 |
help: write `--from zero-dechets`

"
    );
}

#[test]
fn a_workshop_can_come_from_standard_input() {
    let folder = scratch();
    let text = example_text("a11y-lab");
    let plan = atelier_reading(folder.path(), &["plan", "-", "--json"], text.as_bytes()).ends(0).json();
    assert_eq!(plan["title"], "a11y Lab: from complaint to idea");
    let run = atelier_reading(folder.path(), &["check", "-", "--json"], text.as_bytes()).ends(0).json();
    assert_eq!(run["version"], 1);
    assert_eq!(run["problems"][0]["code"], "hole");
    let broken = atelier_reading(folder.path(), &["check", "-", "--json"], b"title = 3").ends(1).json();
    let codes: Vec<_> = broken["problems"].as_array().expect("a list").iter().map(|p| &p["code"]).collect();
    assert_eq!(codes, ["missing-keys", "wrong-type", "no-blocks"]);
}

#[test]
fn messages_speak_the_language_of_the_workshop_unless_told_otherwise() {
    let folder = workshop(
        "title = \"A\"\nlanguage = \"en\"\npeople = 8\nstart = 09:00\nend = 10:00\n\n[[block]]\ntalk = \"T\"\nminutes = 60\n",
    );
    let run = |args: &[&str]| atelier(folder.path(), args).ends(0).err;
    assert_eq!(run(&["check"]), "No problem found.\n");
    assert_eq!(run(&["check", "--lang", "fr"]), "Aucun problème.\n");
    fs::write(folder.path().join("bad.toml"), "language = \"en\"\nx").expect("writable");
    assert!(atelier(folder.path(), &["check", "bad.toml"]).ends(1).err.starts_with("error["));
}

#[test]
fn completions_are_scripts() {
    let folder = scratch();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = atelier(folder.path(), &["completions", shell]).ends(0).out;
        assert!(script.contains("atelier") && script.contains("dry-run"), "{shell}");
    }
}
