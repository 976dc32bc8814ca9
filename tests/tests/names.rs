//! Names of people as they write them: in the page, on paper, and in the text that is taken out of a PDF.

use std::fs;

use atelier_tests::kit::{squeezed, text};
use atelier_tests::{Run, atelier, workshop};

/// Letters with accents of many languages in Latin letters, and the two other alphabets that the fonts have.
const NAMES: [&str; 16] = [
    "Nguyễn Thị Hường",
    "Đặng Ẵm Ỷ",
    "Łukasz Żółć Gęślą",
    "Ştefan Țiriac Ghiță",
    "Şule Çağlar İnanç Işıl",
    "Jiří Dvořák Ťapka Ůň",
    "Győző Űrhajós",
    "Žydrūnė Šiaulytė",
    "Þórður Guðmundsson",
    "Ĉiuĵaŭde Ŝanĝo",
    "Shōhei Kyōgoku",
    "Ǹjàá Ọbáfẹ́mi Ǒ",
    "Ŵyn ap Ŷnyr",
    "Ṣaḥīḥ Ḥusayn ʿAlī",
    "Γιώργος Παπαδόπουλος",
    "Ганна Шевченко",
];

/// The kit of a workshop with these people, and what was said.
fn kit(names: &[&str]) -> (tempfile::TempDir, Run) {
    let folder = workshop(
        "title = \"Names\"\nlanguage = \"en\"\npeople = \"people.csv\"\nstart = 13:30\nend = 14:00\n\n\
         [[block]]\ntalk = \"Hello\"\nminutes = 30\n",
    );
    fs::write(folder.path().join("people.csv"), format!("name\n{}\n", names.join("\n"))).expect("writable");
    let run = atelier(folder.path(), &["kit", "workshop.toml", "--output", "pdf,html"]).ends(0);
    (folder, run)
}

#[test]
fn every_letter_of_a_name_is_printed_once() {
    let (folder, run) = kit(&NAMES);
    assert!(!run.err.contains("missing-glyph"), "{}", run.err);
    for path in ["sign-in.pdf", "badges.pdf", "tents.pdf", "sign-in.html"] {
        let read = text(&folder.path().join("kit").join(path));
        for name in NAMES {
            // On a tent a name stands upside down too.
            assert!(read.contains(&squeezed(name)), "{name} in {path}: {read}");
        }
    }
}

#[test]
fn a_letter_typed_in_two_parts_is_the_same_letter() {
    // As a Mac writes the names of files, and some lists of people.
    let (folder, _) = kit(&["Nguye\u{302}\u{303}n", "Jir\u{30c}i\u{301}"]);
    for path in ["sign-in.pdf", "sign-in.html"] {
        let read = text(&folder.path().join("kit").join(path));
        assert!(read.contains("Nguyễn") && read.contains("Jiří"), "{path}: {read}");
    }
}

#[test]
fn names_in_letters_that_no_font_has_are_told() {
    let (folder, run) = kit(&["Ana", "محمد علي", "李雷", "Ნინო"]);
    let warning = run.err.split("\n\n").find(|text| text.contains("[missing-glyph]")).expect("a warning");
    for name in ["محمد علي", "李雷", "Ნინო"] {
        assert!(warning.contains(name), "{name}: {warning}");
    }
    assert!(!warning.contains("Ana"), "{warning}");
    assert!(warning.contains("help: in the list of people, write"), "{warning}");
    // A screen has them.
    assert!(text(&folder.path().join("kit/sign-in.html")).contains("李雷"));
}
