//! What a plugin can do to the plugins of others that are used beside it: nothing.

use std::fs;

use super::{ENDLESS, Pack, TOO_LONG, atelier, component, pack, plugin, refused_in, workshop_of};

/// The pack of a format that is called so.
fn named(id: &str) -> Pack {
    let mut files = pack();
    let (_, manifest) = files.first_mut().expect("the manifest");
    let text = String::from_utf8(manifest.clone()).expect("text");
    *manifest = text.replace("id = \"hostile\"", &format!("id = \"{id}\"")).into_bytes();
    files
}

fn sound() -> Vec<u8> {
    plugin(component(&[]), &named("sound"))
}

#[test]
fn only_the_one_that_fails_is_told() {
    let hostile = plugin(component(&[("attack", ENDLESS)]), &pack());
    let plugins: [(&str, &[u8]); 2] = [("hostile", &hostile), ("sound", &sound())];
    for formats in [["sound", "hostile", "sound"], ["hostile", "sound", "hostile"]] {
        let run = refused_in(&workshop_of(&formats, &plugins), &["“hostile” 0.1.0", TOO_LONG]);
        assert!(!run.err.contains("“sound”"), "{}", run.err);
    }
}

#[test]
fn each_one_that_fails_is_told() {
    let endless = plugin(component(&[("attack", ENDLESS)]), &pack());
    let stopped = plugin(component(&[("attack", "unreachable")]), &named("other"));
    let folder = workshop_of(&["hostile", "other"], &[("hostile", &endless), ("other", &stopped)]);
    refused_in(&folder, &["“hostile” 0.1.0", TOO_LONG, "“other” 0.1.0", "it stopped by itself"]);
}

#[test]
fn one_that_no_block_uses_changes_nothing() {
    let made = |plugins: &[(&str, &[u8])]| {
        let folder = workshop_of(&["sound", "sound"], plugins);
        let run = atelier(folder.path(), &["kit", "--force", "--lang", "en"]).ends(0);
        (fs::read(folder.path().join("kit/run-sheet.md")).expect("it was made"), run.err)
    };
    let (sheet, said) = made(&[("sound", &sound())]);
    let hostile = plugin(component(&[("attack", ENDLESS), ("functions", "(start $attack)")]), &pack());
    assert_eq!(made(&[("sound", &sound()), ("hostile", &hostile)]), (sheet.clone(), said));
    // What is no plugin at all is told, and in nobody's way.
    let (beside, warned) = made(&[("sound", &sound()), ("hostile", b"no plugin")]);
    assert_eq!(beside, sheet);
    assert!(warned.contains("warning[plugin-pack]: “./plugins/hostile.wasm”"), "{warned}");
}

#[test]
fn one_cannot_stand_for_another() {
    let impostor = plugin(component(&[]), &named("sound"));
    let folder = workshop_of(&["sound"], &[("sound", &sound()), ("hostile", &impostor)]);
    refused_in(&folder, &["error[plugin-twice]", "./plugins/hostile.wasm", "./plugins/sound.wasm"]);
    let impostor = plugin(component(&[]), &named("brainstorm"));
    let folder = workshop_of(&["brainstorm"], &[("hostile", &impostor)]);
    refused_in(&folder, &["error[plugin-id-taken]", "./plugins/hostile.wasm", "“brainstorm”"]);
}
