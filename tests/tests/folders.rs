//! Folders and files that are not what they seem: links, pipes, files without an end, one folder for two kits.

#![cfg(unix)]

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

use atelier_tests::{Run, atelier, scratch, workshop};

const SMALL: &str = "title = \"Small\"\nlanguage = \"en\"\npeople = 8\nstart = 09:00\nend = 09:30\n\
    outputs = [\"markdown\"]\n\n[[block]]\ntalk = \"Talk\"\nminutes = 30\n";

#[track_caller]
fn kit(folder: &Path, args: &[&str]) -> Run {
    atelier(folder, &[&["kit", "workshop.toml"], args].concat())
}

fn pipe(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().expect("mkfifo").success());
}

#[test]
fn a_link_to_a_folder_stays_a_link() {
    let folder = workshop(SMALL);
    let real = folder.path().join("real");
    fs::create_dir(&real).expect("writable");
    symlink("real", folder.path().join("kit")).expect("a link");
    for _ in 0..2 {
        let _ = kit(folder.path(), &[]).ends(0);
        assert!(folder.path().join("kit").is_symlink() && real.join("agenda.md").is_file());
    }
}

#[test]
fn what_is_not_the_kits_stays_as_it_is_and_is_not_read() {
    let folder = workshop(SMALL);
    let _ = kit(folder.path(), &[]).ends(0);
    let kept = folder.path().join("kit");
    fs::create_dir(kept.join("photos")).expect("writable");
    // Far larger than what would be read: it has no content.
    let film = fs::File::create(kept.join("photos/film.mp4")).expect("writable");
    film.set_len(1 << 36).expect("a file with holes");
    symlink("nowhere", kept.join("broken")).expect("a link");
    symlink(".", kept.join("itself")).expect("a link");
    pipe(&kept.join("pipe"));
    let _ = kit(folder.path(), &[]).ends(0);
    assert_eq!(fs::metadata(kept.join("photos/film.mp4")).expect("it is there").len(), 1 << 36);
    assert!(
        kept.join("broken").is_symlink() && kept.join("itself").is_symlink() && kept.join("pipe").exists()
    );
}

#[test]
fn a_pipe_in_the_place_of_a_document_is_somebody_elses() {
    let folder = workshop(SMALL);
    fs::create_dir(folder.path().join("kit")).expect("writable");
    pipe(&folder.path().join("kit/agenda.md"));
    let run = kit(folder.path(), &[]).ends(3);
    assert!(run.err.contains("error[changed-by-hand]") && run.err.contains("agenda.md"), "{}", run.err);
}

#[test]
fn a_list_that_never_ends_is_an_error_with_its_place() {
    let folder = workshop(&SMALL.replace("people = 8", "people = \"people.csv\""));
    let list = folder.path().join("people.csv");
    symlink("/dev/zero", &list).expect("a link");
    let run = atelier(folder.path(), &["check"]).ends(1);
    assert!(
        run.err.contains("error[unreadable-file]") && run.err.contains("workshop.toml:3:10"),
        "{}",
        run.err
    );
    fs::remove_file(&list).expect("writable");
    pipe(&list);
    let _ = atelier(folder.path(), &["check"]).ends(1);
    let run = atelier(folder.path(), &["check", "/dev/zero", "--lang", "en"]).ends(4);
    assert!(run.err.starts_with("error[unreadable]: cannot read `/dev/zero`"), "{}", run.err);
}

#[test]
fn two_kits_never_share_a_folder() {
    let folder = scratch();
    for name in ["a", "b"] {
        fs::create_dir(folder.path().join(name)).expect("writable");
        fs::write(folder.path().join(name).join("workshop.toml"), SMALL).expect("writable");
    }
    let files = ["kit", "a/workshop.toml", "b/workshop.toml", "--lang", "en"];
    let run = atelier(folder.path(), &[&files[..], &["-o", "out"]].concat()).ends(2);
    assert!(
        run.err.starts_with("error[same-folder]: `a/workshop.toml` and `b/workshop.toml`"),
        "{}",
        run.err
    );
    assert!(!folder.path().join("out").exists());
    let _ = atelier(folder.path(), &files).ends(0);
    assert!(folder.path().join("a/kit/agenda.md").exists() && folder.path().join("b/kit/agenda.md").exists());
}
