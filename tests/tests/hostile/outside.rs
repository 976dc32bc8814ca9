//! What is no file, leads elsewhere, or never ends: pipes, devices, links, and a server that goes on for ever.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use atelier_tests::{Run, atelier, atelier_at, scratch};
use tempfile::TempDir;

use super::{Bounds, USUAL, component, files, measured, pack, plugin, workshop, workshop_of};

/// Nothing that is read may wait for somebody longer than this.
const SOON: Duration = Duration::from_secs(10);

fn pipe(path: &Path) {
    let made = Command::new("mkfifo").arg(path).status().expect("mkfifo is there");
    assert!(made.success());
}

/// Runs the program, which must not wait for what never comes. A writer opens each pipe after a while, so that a program
/// that does wait ends, and fails the test.
#[track_caller]
fn at_once(pipes: &[&Path], run: impl FnOnce() -> Run) -> Run {
    let before = Instant::now();
    for path in pipes {
        let path = path.to_path_buf();
        thread::spawn(move || {
            thread::sleep(SOON);
            // Without a reader this one waits in turn, until the test has ended.
            let _ = fs::OpenOptions::new().write(true).open(path);
        });
    }
    let run = run();
    assert!(before.elapsed() < SOON, "it waited for a pipe:\n{}", run.err);
    run
}

#[test]
fn a_pipe_beside_a_workshop_is_no_plugin() {
    let folder = workshop_of(&["brainstorm"], &[]);
    let path = folder.path().join("plugins/x.wasm");
    pipe(&path);
    let run = at_once(&[&path], || atelier(folder.path(), &["check", "--lang", "en"])).ends(0);
    assert!(run.err.contains("warning[unreadable]") && run.err.contains("plugins/x.wasm"), "{}", run.err);
    for device in ["/dev/zero", "/dev/urandom"] {
        fs::remove_file(&path).expect("it is there");
        symlink(device, &path).expect("a link");
        let (run, _) = measured(folder.path(), &["check", "--lang", "en"], USUAL);
        assert!(run.clone().ends(0).err.contains("warning[unreadable]"), "{}", run.err);
    }
}

#[test]
fn a_pipe_is_no_lock() {
    let folder = workshop(&plugin(component(&[]), &pack()));
    let path = folder.path().join("atelier.lock");
    pipe(&path);
    let run = at_once(&[&path], || atelier(folder.path(), &["kit", "--lang", "en"])).ends(1);
    assert!(run.err.contains("error[bad-lock]"), "{}", run.err);
    assert_eq!(files(&folder.path().join("kit")), ["mine.txt"]);
}

/// The recipe that `plugin new` writes, in the folder `mine`.
fn recipe() -> TempDir {
    let folder = scratch();
    atelier(folder.path(), &["plugin", "new", "mine", "--recipe"]).ends(0);
    fs::create_dir_all(folder.path().join("mine/handouts")).expect("a writable folder");
    folder
}

#[track_caller]
fn building_ends_with(folder: &TempDir, pipes: &[&Path], says: &[&str]) {
    let run = at_once(pipes, || {
        let bounds = Bounds { processor: 20.0, ..USUAL };
        let (run, _) = measured(folder.path(), &["plugin", "build", "mine", "--lang", "en"], bounds);
        run
    });
    assert_ne!(run.code, 0);
    for part in says {
        assert!(run.err.contains(part), "`{part}` is not in:\n{}", run.err);
    }
    let made = fs::read_dir(folder.path().join("mine")).expect("a folder");
    let made =
        made.filter(|entry| entry.as_ref().is_ok_and(|e| e.path().extension().is_some_and(|x| x == "wasm")));
    assert_eq!(made.count(), 0);
}

#[test]
fn what_is_built_is_in_its_folder() {
    let folder = recipe();
    let path = folder.path().join("mine/handouts/leak.md");
    for target in ["/dev/zero", "/etc/passwd", "../../outside.md"] {
        fs::write(folder.path().join("outside.md"), "secret").expect("a writable folder");
        symlink(target, &path).expect("a link");
        building_ends_with(&folder, &[], &["error[plugin-file-outside]", "mine/handouts/leak.md"]);
        fs::remove_file(&path).expect("it is there");
    }
    pipe(&path);
    building_ends_with(&folder, &[&path], &["error[unreadable]", "mine/handouts/leak.md"]);
    fs::remove_file(&path).expect("it is there");
    // A file that has no end to speak of.
    let large = fs::File::create(&path).expect("a writable folder");
    large.set_len(10 << 30).expect("a file with a hole");
    building_ends_with(&folder, &[], &["error[plugin-file-too-large]", "mine/handouts/leak.md"]);
    fs::remove_file(&path).expect("it is there");
    let words = folder.path().join("mine/en.toml");
    let text = fs::read_to_string(&words).expect("it is there");
    fs::write(&words, text + &"# long\n".repeat(100_000)).expect("a writable folder");
    building_ends_with(&folder, &[], &["error[plugin-file-too-large]", "mine/en.toml", "512 KB"]);
}

#[test]
fn a_folder_with_files_without_end_is_refused() {
    let folder = recipe();
    for number in 0..6 {
        let path = folder.path().join(format!("mine/handouts/n{number}.md"));
        fs::write(path, "x".repeat(1 << 20)).expect("a writable folder");
    }
    building_ends_with(&folder, &[], &["error[plugin-file-too-large]", "4 MB for all files together"]);
}

/// A server that does not say how much there will be, and never stops.
#[test]
fn an_answer_without_end_is_cut() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("it has one").port();
    let server = thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("somebody asks");
        let mut head = [0_u8; 4_096];
        let _ = stream.read(&mut head);
        let mut sent = 0_u64;
        let chunk = [b"10000\r\n".as_slice(), &[b'x'; 0x10000], b"\r\n"].concat();
        let start = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
        // Until the other side hangs up; and not for ever.
        while sent < 1 << 30 && stream.write_all(if sent == 0 { start } else { &chunk }).is_ok() {
            sent += 0x10000;
        }
        sent
    });
    let (home, folder) = (scratch(), scratch());
    let url = format!("http://127.0.0.1:{port}/x.wasm");
    let hash = "0".repeat(64);
    let args = ["plugin", "add", &url, "--sha256", &hash, "--lang", "en"];
    let run = atelier_at(home.path(), folder.path(), &args).ends(1);
    assert!(run.err.contains("error[plugin-too-large]") && run.err.contains(&url), "{}", run.err);
    let sent = server.join().expect("the server has ended");
    assert!(sent < 100 << 20, "{sent} bytes were taken");
}
