//! Packs and manifests that lie, reach out, or are too large.

use super::{Pack, archive, atelier, component, pack, plugin, refused, workshop};

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
    let too_large = ["its pack is too large: 5,24", "the limit is 4,194,304 (4 MB)"];
    pack_is_refused(&with("handouts/x.md", vec![b'a'; 5 << 20]), &too_large);
    let many: Pack = (0..300).map(|n| (format!("handouts/h{n}.md"), b"x".to_vec())).collect();
    pack_is_refused(&[pack(), many].concat(), &["its pack has too many files: more than 200"]);
    pack_is_refused(
        &with("canvases/x.svg", b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script/></svg>".to_vec()),
        &["script"],
    );
    let archive = archive(&pack());
    let mut two = component(&[]);
    atelier::plugin::append_pack(&mut two, &archive);
    atelier::plugin::append_pack(&mut two, &archive);
    refused(&two, &["error[plugin-pack]"]);
}

/// A pack is not compressed. What is left to a bomb is to promise what is not there: each is an error that names the
/// file, and takes no more room than the file has.
#[test]
fn an_expansion_bomb_is_refused() {
    let damaged = "its pack is damaged";
    let no_file = "“format.toml” in its pack is not a plain file";
    // The first header, changed: a file of 8 GB, one of 2⁶³ bytes, and what is no plain file.
    let size = |digits: &[u8]| digits.iter().copied().zip(124..).map(|(byte, at)| (at, byte)).collect();
    let changes: [(Vec<(usize, u8)>, &str); 9] = [
        (size(b"77777777777"), damaged),
        (size(b"\x80\0\0\0\x7f\xff\xff\xff\xff\xff\xff\xff"), damaged),
        // A link, another, a folder, a device.
        (vec![(156, b'1')], no_file),
        (vec![(156, b'2')], no_file),
        (vec![(156, b'5')], no_file),
        (vec![(156, b'3')], no_file),
        // A long name, long as the file; a file with holes; keys that say more of the next file.
        (vec![(156, b'L')], no_file),
        (vec![(156, b'S')], no_file),
        (vec![(156, b'x')], no_file),
    ];
    for (change, says) in changes {
        let mut bytes = archive(&pack());
        for (at, byte) in change {
            bytes[at] = byte;
        }
        bomb_is_refused(bytes, says);
    }
    // Keys that promise 8 GB, a long name of 8 GB, and holes of 8 GB.
    let mut extended = entry(b'x', "pax", b"22 size=8589934592000\n");
    extended.extend(archive(&pack()));
    bomb_is_refused(extended, "“pax” in its pack is not a plain file");
    let mut long = entry(b'L', "././@LongLink", b"x");
    long[124..135].copy_from_slice(b"77777777777");
    sign(&mut long);
    long.extend(archive(&pack()));
    bomb_is_refused(long, "“././@LongLink” in its pack is not a plain file");
    let mut holes = entry(b'S', "handouts/x.md", b"x");
    // One hole before the last byte; how long the file is with it.
    holes[386..397].copy_from_slice(b"77777777776");
    holes[398..409].copy_from_slice(b"00000000001");
    holes[483..494].copy_from_slice(b"77777777777");
    holes[257..265].copy_from_slice(b"ustar  \0");
    sign(&mut holes);
    holes.extend(archive(&pack()));
    bomb_is_refused(holes, "“handouts/x.md” in its pack is not a plain file");
}

#[track_caller]
fn bomb_is_refused(mut archive: Vec<u8>, says: &str) {
    sign(&mut archive);
    let mut plugin = component(&[]);
    atelier::plugin::append_pack(&mut plugin, &archive);
    refused(&plugin, &["error[plugin-pack]", "“./plugins/hostile.wasm”", says]);
}

/// An entry of another kind than a file, without the end of an archive.
fn entry(kind: u8, name: &str, content: &[u8]) -> Vec<u8> {
    let mut bytes = archive(&vec![(name.to_owned(), content.to_vec())]);
    bytes.truncate(bytes.len() - 1024);
    bytes[156] = kind;
    sign(&mut bytes);
    bytes
}

/// Writes the sum of the first header.
fn sign(archive: &mut [u8]) {
    let sum: u32 =
        (0..512).map(|at| if (148..156).contains(&at) { 32 } else { u32::from(archive[at]) }).sum();
    archive[148..155].copy_from_slice(format!("{sum:06o}\0").as_bytes());
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
    for (old, new, says) in [
        ("licence = \"CC0-1.0\"", format!("licence = \"{}\"", "x".repeat(301)), "longer than 300 characters"),
        (
            "[\"nobody\"]",
            format!("[{}]", "\"a\", ".repeat(101)),
            "`authors` in format.toml has too many entries: more than 100",
        ),
        ("max = 200 }", "max = 100001 }".into(), "`1 ≤ min ≤ ideal ≤ max ≤ 100,000`"),
    ] {
        pack_is_refused(&lying(old, &new), &["error[plugin-pack]", says]);
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
