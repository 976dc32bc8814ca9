//! Packs and manifests that lie, reach out, or are too large.

use atelier_tests::atelier;

use super::{Pack, archive, component, pack, plugin, refused, workshop};

/// A pack with one file more, or another in the place of one.
#[track_caller]
fn pack_is_refused(files: &Pack, says: &[&str]) {
    refused(&plugin(component(&[]), files), &[&["hostile.wasm"], says].concat());
}

#[test]
fn a_pack_cannot_reach_out_of_itself() {
    for name in [
        "../../escape.md",
        "/etc/passwd",
        "handouts/../../x.md",
        "handouts/..md",
        "handouts/A.md",
        "handouts/x.html",
        "C:\\x.md",
        "handouts/a/b.md",
        "readme",
        "",
    ] {
        let mut files = pack();
        files.push((name.into(), b"x".to_vec()));
        pack_is_refused(&files, &["error[plugin-pack]"]);
    }
}

#[test]
fn a_pack_is_small_plain_and_says_each_thing_once() {
    let with = |name: &str, content: Vec<u8>| {
        let mut files = pack();
        files.push((name.into(), content));
        files
    };
    pack_is_refused(&with("en.toml", b"name = \"other\"".to_vec()), &["en.toml", "twice"]);
    pack_is_refused(&with("handouts/x.md", vec![0xff, 0xfe]), &["handouts/x.md", "not text"]);
    pack_is_refused(&with("handouts/x.md", vec![b'a'; 5 << 20]), &["error[plugin-pack]"]);
    let many: Pack = (0..300).map(|n| (format!("handouts/h{n}.md"), b"x".to_vec())).collect();
    pack_is_refused(&[pack(), many].concat(), &["too many files"]);
    pack_is_refused(
        &with("canvases/x.svg", b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script/></svg>".to_vec()),
        &["script"],
    );
    // A header that promises more than there is, and what is no file: links, folders, long names, sparse files.
    let sound = archive(&pack());
    for (at, byte) in
        [(124, b'7'), (156, b'1'), (156, b'2'), (156, b'5'), (156, b'L'), (156, b'S'), (156, b'x')]
    {
        let mut bytes = sound.clone();
        bytes[at] = byte;
        let sum: u32 = (0..512).map(|i| if (148..156).contains(&i) { 32 } else { u32::from(bytes[i]) }).sum();
        bytes[148..155].copy_from_slice(format!("{sum:06o}\0").as_bytes());
        let mut plugin = component(&[]);
        atelier::plugin::append_pack(&mut plugin, &bytes);
        refused(&plugin, &["error[plugin-pack]"]);
    }
    let archive = archive(&pack());
    let mut two = component(&[]);
    atelier::plugin::append_pack(&mut two, &archive);
    atelier::plugin::append_pack(&mut two, &archive);
    refused(&two, &["error[plugin-pack]"]);
}

/// A manifest with one line changed.
fn lying(old: &str, new: &str) -> Pack {
    let mut files = pack();
    let text = String::from_utf8(files[0].1.clone()).expect("text");
    assert!(text.contains(old), "there is no `{old}`");
    files[0].1 = text.replace(old, new).into_bytes();
    files
}

#[test]
fn a_manifest_that_lies_is_refused() {
    for (old, new) in [
        ("id = \"hostile\"", "id = \"../../hostile\""),
        ("id = \"hostile\"", "id = \"HOSTILE\""),
        ("moment = \"explore\"", "moment = 3"),
        ("contract = \"1.0\"", "contract = \"1.1\""),
        ("posture = \"seated\"", "posture = \"seated\"\nfiles = [\"/etc/passwd\"]"),
        ("licence", "licence = \"\"\nlicence"),
        ("people  = { min = 1, ideal = 12, max = 200 }", "people = { min = 90, ideal = 12, max = 20 }"),
        ("people  = { min = 1, ideal = 12, max = 200 }", "people = { min = 0, ideal = 0, max = 4294967295 }"),
        ("minutes = { min = 10, ideal = 30, max = 60 }", "minutes = { min = 60, ideal = 30, max = 10 }"),
        ("moment = \"explore\"", "moment = \"../explore\""),
        ("version = \"0.1.0\"", "version = \"0.1\\u001b[2J\\u202e\""),
        ("authors = [\"nobody\"]", "authors = [\"no\\nbody\"]"),
        (
            "posture = \"seated\"",
            "posture = \"seated\"\n[settings.x]\nkind = \"integer\"\nmax = 3\ndefault = 4",
        ),
        ("posture = \"seated\"", "posture = \"seated\"\n[settings.\"a\\u001b[2J\"]\nkind = \"bool\""),
        ("posture = \"seated\"", "posture = \"seated\"\n[settings.x]\nkind = \"choice\""),
    ] {
        pack_is_refused(&lying(old, new), &["error[plugin-"]);
    }
    let nested = format!("posture = \"seated\"\nrecipe = {}1{}", "[".repeat(5_000), "]".repeat(5_000));
    pack_is_refused(&lying("posture = \"seated\"", &nested), &["error[plugin-pack]"]);
}

/// Its plugin is handed the manifest as JSON, whatever numbers TOML lets through.
#[test]
fn a_number_that_no_table_holds_is_harmless() {
    for number in ["9223372036854775808", "18446744073709551615", "nan", "1979-05-27"] {
        let odd = format!("posture = \"seated\"\n[recipe]\nodd = {number}");
        let folder = workshop(&plugin(component(&[]), &lying("posture = \"seated\"", &odd)));
        atelier(folder.path(), &["kit", "--lang", "en", "--force"]).ends(0);
    }
}
