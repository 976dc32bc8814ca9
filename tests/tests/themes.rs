//! Themes: a logo, colours and templates in a folder beside `workshop.toml`.

use std::fs;
use std::path::Path;

use atelier_tests::{Run, atelier, scratch, workshop};
use tempfile::TempDir;

const WORKSHOP: &str = "theme = \"look/\"\ntitle = \"T\"\nlanguage = \"en\"\npeople = 12\nstart = 14:00\nend = 15:30\n\n\
    [[block]]\ntalk = \"Opening\"\nminutes = [10, 20]\n\n\
    [[block]]\nformat = \"world-cafe\"\nsettings = { rounds = 2, questions = [\"Where to?\", \"Why?\"] }\n";
const LOGO: &str =
    "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 3\"><path d=\"M0 0h9v3H0z\"/></svg>";

/// A workshop with these files in its theme.
fn themed(files: &[(&str, &str)]) -> TempDir {
    let folder = workshop(WORKSHOP);
    fs::create_dir(folder.path().join("look")).expect("writable");
    for (path, text) in files {
        let path = folder.path().join("look").join(path);
        fs::create_dir_all(path.parent().expect("in the theme")).expect("writable");
        fs::write(path, text).expect("writable");
    }
    folder
}

#[track_caller]
fn check(files: &[(&str, &str)]) -> Run {
    atelier(themed(files).path(), &["check"])
}

fn kit(folder: &Path) -> Run {
    atelier(folder, &["kit", "--output", "html"])
}

#[track_caller]
fn page(folder: &Path, path: &str) -> String {
    fs::read_to_string(folder.join("kit").join(path)).expect("a page of the kit")
}

/// What is said of settings that are refused: the code, the line with its place, and the caret.
#[track_caller]
fn refused(settings: &str, code: &str, place: &str, caret: &str) -> String {
    let run = check(&[("theme.toml", settings), ("logo.svg", LOGO), ("notes.txt", "")]).ends(1);
    assert!(run.err.contains(&format!("error[{code}]")), "{}", run.err);
    assert!(run.err.contains(&format!("--> look/theme.toml:{place}\n")), "{}", run.err);
    assert!(
        run.err.lines().any(|line| line.trim_start_matches([' ', '|']).starts_with(caret)),
        "{}",
        run.err
    );
    run.err
}

#[test]
fn colours_and_logo_are_on_the_pages_and_nowhere_else() {
    let settings = "logo = \"logo.svg\"\nlogo_alt = \"The <city>\"\naccent = \"#8a1c5c\"\n";
    let folder = themed(&[("theme.toml", settings), ("logo.svg", LOGO)]);
    let _ = kit(folder.path()).ends(0);
    let image = "<img class=\"logo\" src=\"data:image/svg+xml,%3Csvg";
    for (path, has_logo) in [("agenda.html", true), ("index.html", true), ("run-sheet.html", false)] {
        let page = page(folder.path(), path);
        assert!(page.contains("@media screen{:root{--accent:#8a1c5c}}"), "{path}");
        assert_eq!(page.contains(image) && page.contains("alt=\"The &lt;city&gt;\""), has_logo, "{path}");
    }
    assert!(page(folder.path(), "screen.html").contains("--accent:#8a1c5c"));
}

#[test]
fn without_a_theme_nothing_of_one_is_there() {
    let folder = workshop(&WORKSHOP.replace("theme = \"look/\"\n", ""));
    let _ = kit(folder.path()).ends(0);
    let page = page(folder.path(), "agenda.html");
    assert!(!page.contains("class=\"logo\" ") && page.matches("--accent:").count() == 3, "{page}");
}

#[test]
fn a_colour_is_refused_when_text_in_it_cannot_be_read() {
    let err = refused("accent = \"#777777\"\n", "low-contrast", "1:10", "^^^^^^^^^");
    assert!(
        err.contains("its contrast is 4.47, and 4.5 is needed") && err.contains("`\"#767676\"`"),
        "{err}"
    );
    let _ = check(&[("theme.toml", "accent = \"#767676\"\n")]).ends(0);
    let err = refused("accent_dark = \"#0b4f9e\"\n", "low-contrast", "1:15", "^^^^^^^^^");
    assert!(err.contains("on a dark screen"), "{err}");
    refused("accent = \"blue\"\n", "wrong-type", "1:10", "^^^^^^");
    refused("acent = \"#000\"\n", "unknown-key", "1:1", "^^^^^");
}

#[test]
fn every_problem_is_told_at_once() {
    let run = check(&[
        ("theme.toml", "logo = \"logo.svg\"\naccent = \"#ffdd00\"\n"),
        ("logo.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1 1\">\n<script/></svg>"),
        ("documents/agenda.md", "# T\n\n{% if %}\n"),
        ("documents/run-sheet.md", "# {{ host.run_sheet }\n"),
        ("handouts/world-cafe/table-sings.md", "# T\n"),
    ])
    .ends(1);
    let codes: Vec<&str> =
        run.err.lines().filter_map(|line| line.strip_prefix("error[")?.split(']').next()).collect();
    let expected = [
        "logo-without-words",
        "low-contrast",
        "logo-drawing",
        "theme-unknown-template",
        "template-syntax",
        "template-syntax",
    ];
    assert_eq!(codes, expected, "{}", run.err);
    for place in ["look/logo.svg:2:2", "look/documents/agenda.md:3:7", "look/documents/run-sheet.md:1:21"] {
        assert!(run.err.contains(&format!("--> {place}\n")), "{place} in {}", run.err);
    }
    assert!(run.err.contains("help: rename it `handouts/world-cafe/table-signs.md`"), "{}", run.err);
}

#[test]
fn templates_replace_those_of_the_program_and_of_formats() {
    let folder = themed(&[
        ("documents/agenda.md", "# Our day\n\nAt {{ workshop.title }}.\n"),
        ("documents/run-sheet.md", "# Our run sheet\n"),
        (
            "handouts/world-cafe/table-signs.md",
            "# Our signs\n\n{% for table in tables %}\n- {{ table.number }}\n{% endfor %}\n",
        ),
        // Of a format that this workshop does not use.
        ("handouts/brainstorm/rules.md", "# Rules\n"),
    ]);
    let _ = kit(folder.path()).ends(0);
    assert!(page(folder.path(), "agenda.html").contains("<h1>Our day</h1>\n<p>At T.</p>"));
    assert!(page(folder.path(), "run-sheet.html").contains("<h1>Our run sheet</h1>"));
    let signs = page(folder.path(), "handouts/01-world-cafe/table-signs.html");
    assert!(signs.contains("<h1>Our signs</h1>") && signs.contains("<li>1</li>"), "{signs}");
}

#[test]
fn what_a_template_gives_is_checked_with_its_place() {
    let folder = themed(&[
        ("documents/agenda.md", "# T\n\nAt {{ workshop.titel }}.\n"),
        ("documents/run-sheet.md", "# T\n\n:::nota\nx\n:::\n\n:::sing\nx\n:::\n"),
        ("handouts/world-cafe/table-signs.md", "# T\n\n{{ tabels }}\n"),
    ]);
    let run = kit(folder.path()).ends(1);
    for place in [
        "documents/agenda.md:3:7",
        "documents/run-sheet.md:3:",
        "documents/run-sheet.md:7:",
        "handouts/world-cafe/table-signs.md:3:4",
    ] {
        assert!(run.err.contains(&format!("--> look/{place}")), "{place} in {}", run.err);
    }
    assert!(run.err.contains("workshop.title") || run.err.contains("`title`"), "{}", run.err);
    assert!(!folder.path().join("kit").exists());
}

#[test]
fn a_logo_is_a_drawing_or_a_picture_of_the_folder() {
    let words = "logo_alt = \"A\"\n";
    refused(&format!("{words}logo = \"logos.svg\"\n"), "logo-missing", "2:8", "^^^^^^^^^^^");
    refused(&format!("{words}logo = \"notes.txt\"\n"), "logo-kind", "2:8", "^^^^^^^^^^^");
    refused(&format!("{words}logo = \"../workshop.toml\"\n"), "leaves-folder", "2:8", "^^^^^");
    refused(&format!("{words}logo = \"/etc/logo.svg\"\n"), "leaves-folder", "2:8", "^^^^^");
    let long = format!("{LOGO}{}", " ".repeat(30_000));
    let settings = format!("{words}logo = \"a.svg\"\n");
    for (logo, code) in [
        (long.as_str(), "logo-too-large"),
        ("<svg viewBox=\"0 0 1 1\">", "logo-broken"),
        ("<svg xmlns=\"http://www.w3.org/2000/svg\"/>", "logo-without-size"),
    ] {
        let run = check(&[("theme.toml", &settings), ("a.svg", logo)]).ends(1);
        assert!(run.err.contains(&format!("error[{code}]")), "{}", run.err);
    }
    let run =
        check(&[("theme.toml", &format!("{words}logo = \"a.png\"\n")), ("a.png", "no picture")]).ends(1);
    assert!(run.err.contains("error[logo-unreadable]"), "{}", run.err);
}

#[cfg(unix)]
#[test]
fn no_link_leads_out_of_the_folder() {
    use std::os::unix::fs::symlink;
    let folder = themed(&[("theme.toml", "logo = \"a.svg\"\nlogo_alt = \"A\"\n")]);
    let secret = folder.path().join("secret.svg");
    fs::write(&secret, LOGO).expect("writable");
    symlink(&secret, folder.path().join("look/a.svg")).expect("a link");
    fs::create_dir(folder.path().join("look/documents")).expect("writable");
    symlink(&secret, folder.path().join("look/documents/agenda.md")).expect("a link");
    let run = atelier(folder.path(), &["check"]).ends(1);
    assert_eq!(run.err.matches("error[leaves-folder]").count(), 2, "{}", run.err);

    let outside = workshop(&WORKSHOP.replace("look/", "../look"));
    let run = atelier(outside.path(), &["check"]).ends(1);
    assert!(
        run.err.contains("error[leaves-folder]") && run.err.contains("--> workshop.toml:1:9"),
        "{}",
        run.err
    );
}

#[test]
fn an_empty_theme_is_told() {
    let run = check(&[]).ends(0);
    assert!(run.err.starts_with("warning[theme-empty]: the folder `look/` holds nothing"), "{}", run.err);
}

#[test]
fn the_theme_that_is_written_changes_nothing_until_it_is_changed() {
    for language in ["fr", "en"] {
        let folder = workshop(&WORKSHOP.replace("language = \"en\"", &format!("language = \"{language}\"")));
        let path = folder.path();
        let _ =
            atelier(path, &["theme", "new", "look", "--format", "world-cafe", "--lang", language]).ends(0);
        let _ = kit(path).ends(0);
        fs::write(
            path.join("plain.toml"),
            fs::read_to_string(path.join("workshop.toml")).expect("it is").replace("theme = \"look/\"\n", ""),
        )
        .expect("writable");
        let _ = atelier(path, &["kit", "plain.toml", "--output", "html"]).ends(0);
        for name in ["agenda.html", "run-sheet.html", "handouts/01-world-cafe/table-signs.html"] {
            let of = |kit: &str| fs::read_to_string(path.join(kit).join(name)).expect("a page of the kit");
            assert_eq!(of("kit"), of("plain-kit"), "{name}");
        }
        // Every line of the settings works as soon as it is one.
        let settings = fs::read_to_string(path.join("look/theme.toml")).expect("it was written");
        let is_setting = |line: &str| ["# logo", "# accent"].iter().any(|key| line.starts_with(key));
        let used = |line: &str| if is_setting(line) { line[2..].to_owned() } else { line.to_owned() };
        let used = settings.lines().map(used).collect::<Vec<_>>().join("\n");
        fs::write(path.join("look/theme.toml"), &used).expect("writable");
        fs::write(path.join("look/logo.svg"), LOGO).expect("writable");
        let run = atelier(path, &["check"]).ends(0);
        assert!(!run.err.contains("theme.toml"), "{used}\n{}", run.err);
        let _ = kit(path).ends(0);
        assert!(page(path, "agenda.html").contains("class=\"logo\" "));
    }
}

#[test]
fn a_theme_is_never_overwritten() {
    let folder = scratch();
    let _ = atelier(folder.path(), &["theme", "new"]).ends(0);
    fs::write(folder.path().join("theme/theme.toml"), "mine").expect("writable");
    let run = atelier(folder.path(), &["theme", "new", "--lang", "en"]).ends(3);
    assert!(run.err.starts_with("error[folder-exists]: the folder `theme` exists already"), "{}", run.err);
    assert_eq!(fs::read_to_string(folder.path().join("theme/theme.toml")).expect("it is there"), "mine");
    let run =
        atelier(folder.path(), &["theme", "new", "other", "--format", "world-caffe", "--lang", "en"]).ends(2);
    assert!(run.err.contains("world-cafe") && !folder.path().join("other").exists(), "{}", run.err);
}
