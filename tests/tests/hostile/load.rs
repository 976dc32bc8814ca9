//! What a plugin is before it is asked anything: damaged, of another shape, asking for more than it gets, or made too
//! costly to compile; and what is kept of compiling it.

use std::fs;

use atelier_tests::scratch;

use super::confined::bomb;
use super::{
    CONTRACT, ENDLESS, TOO_LONG, atelier, code_is_refused, component, files, pack, plugin, refused, workshop,
};

#[test]
fn what_is_cut_or_changed_is_refused_or_harmless() {
    let whole = plugin(component(&[]), &pack());
    for length in [0, 7, 8, 9, 100, whole.len() / 2, whole.len() - 1500, whole.len() - 1] {
        refused(&whole[..length], &["error[plugin-pack]", "hostile.wasm"]);
    }
    // A bit that is turned over somewhere: an error, or a kit; never a panic, never half a kit.
    for index in (8..whole.len()).step_by(whole.len() / 60) {
        let mut bytes = whole.clone();
        bytes[index] ^= 1 << (index % 8);
        let folder = workshop(&bytes);
        let run = atelier(folder.path(), &["kit", "--lang", "en"]);
        assert!(run.code == 0 || run.code == 1, "byte {index}: {run:#?}");
        assert!(run.code == 0 || files(&folder.path().join("kit")) == ["mine.txt"], "byte {index}");
    }
}

#[test]
fn what_no_plugin_gets_is_refused_by_name() {
    let places = [
        ("world", "    import open-file: func(path: string) -> u32;"),
        ("imports", "(import \"$root\" \"open-file\" (func (param i32 i32) (result i32)))"),
    ];
    code_is_refused(&places, "it asks for what no plugin gets: open-file");
}

#[test]
fn a_component_of_another_contract_or_none_is_refused() {
    let other = wat::parse_str("(component)").expect("a component");
    refused(&plugin(other, &pack()), &["error[plugin-refused]", "is written for another contract", "1.0"]);
    for (version, says) in [
        ("1.0.0", "“hostile” 0.1.0 (./plugins/hostile.wasm) did not answer"),
        ("2.1.0", "“hostile” (./plugins/hostile.wasm) is written for version 2.1.0 of the contract"),
    ] {
        // The right name, and functions of another shape.
        let text = format!(
            "(component
                (core module $m (func (export \"f\") (result i32) (i32.const 7)))
                (core instance $i (instantiate $m))
                (func $f (result u32) (canon lift (core func $i \"f\")))
                (instance $planning (export \"lengths\" (func $f)))
                (export \"atelier:format/planning@{version}\" (instance $planning)))"
        );
        refused(&plugin(wat::parse_str(text).expect("a component"), &pack()), &[says]);
    }
    let module = wat::parse_str("(module)").expect("a module");
    refused(&plugin(module, &pack()), &["error[plugin-pack]"]);
}

#[test]
fn what_is_kept_of_compiling_is_not_believed() {
    let folder = workshop(&plugin(component(&[]), &pack()));
    let home = scratch();
    let run = || atelier_tests::atelier_at(home.path(), folder.path(), &["check", "--lang", "en"]);
    run().ends(0);
    let kept: Vec<_> = fs::read_dir(home.path().join("compiled")).expect("a cache").collect();
    assert_eq!(kept.len(), 1);
    let path = kept[0].as_ref().expect("an entry").path();
    let good = fs::read(&path).expect("it is kept");
    for bad in [Vec::new(), b"native code".to_vec(), good[..good.len() / 2].to_vec(), {
        let mut bytes = good.clone();
        bytes[5_000] ^= 1;
        bytes
    }] {
        fs::write(&path, bad).expect("a writable folder");
        run().ends(0);
        assert!(fs::read(&path).expect("it is kept") == good, "it was made again");
    }
}

#[cfg(unix)]
#[test]
fn what_somebody_else_could_have_written_is_not_loaded() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = workshop(&plugin(component(&[]), &pack()));
    let home = scratch();
    let run = || atelier_tests::atelier_at(home.path(), folder.path(), &["check", "--lang", "en"]);
    run().ends(0);
    let compiled = home.path().join("compiled");
    let path = fs::read_dir(&compiled).expect("a cache").next().expect("one").expect("an entry").path();
    // Whole, but not what was compiled: it must not be looked at in a folder that others can write.
    fs::set_permissions(&compiled, fs::Permissions::from_mode(0o777)).expect("our own");
    fs::write(&path, b"anything").expect("a writable folder");
    run().ends(0);
    assert_eq!(fs::read(&path).expect("it is there"), b"anything", "nothing is written there either");
}

#[test]
fn compiling_without_end_is_stopped() {
    let run = refused(&plugin(bomb(), &pack()), &["error[plugin-failed]"]);
    assert!(
        run.err.contains("more than 1.5\u{a0}s of computing") || run.err.contains("more than 256 MB"),
        "{}",
        run.err
    );
}

/// A plugin that is hostile when it is tried is not installed.
#[test]
fn what_fails_when_it_is_tried_is_not_installed() {
    let forbidden = [
        ("world", "    import open-file: func(path: string) -> u32;"),
        ("imports", "(import \"$root\" \"open-file\" (func (param i32 i32) (result i32)))"),
    ];
    for (places, says) in [
        (&[("attack", ENDLESS)][..], TOO_LONG),
        (&forbidden[..], "it asks for what no plugin gets: open-file"),
        (&[("off", "60")][..], CONTRACT),
    ] {
        let (folder, home) = (scratch(), scratch());
        fs::write(folder.path().join("x.wasm"), plugin(component(places), &pack())).expect("written");
        let args = ["plugin", "add", "x.wasm", "--lang", "en"];
        let run = atelier_tests::atelier_at(home.path(), folder.path(), &args).ends(1);
        assert!(run.err.contains(says), "{}", run.err);
        // What was looked at is a copy; what is told is the file that somebody knows.
        assert!(run.err.contains("“hostile” 0.1.0 (x.wasm) did not answer"), "{}", run.err);
        assert!(!home.path().join("plugins").exists());
    }
}
