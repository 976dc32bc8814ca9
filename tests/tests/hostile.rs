//! Plugins that do not mean well. Each ends with an error that names it and what it overstepped, leaves the old kit
//! whole, and harms no other plugin of the same run.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use atelier_tests::{Run, atelier, program, repository, scratch};
use tempfile::TempDir;
use wit_component::{ComponentEncoder, StringEncoding, embed_component_metadata};
use wit_parser::Resolve;

/// What stands in the places of `plugin.wat` unless a test says otherwise.
const HARMLESS: [(&str, &str); 15] = [
    ("imports", ""),
    ("pages", "2"),
    ("table", "1000000"),
    ("attack", ""),
    ("functions", ""),
    ("spans_at", "1040"),
    ("spans", "1"),
    ("plan_refuses", "0"),
    ("steps", "1"),
    ("id_length", "4"),
    ("args_at", "0"),
    ("args_length", "0"),
    ("off", "0"),
    ("data", ""),
    ("world", ""),
];

/// The component of `plugin.wat` with some places filled. `world` adds lines to its world.
fn component(places: &[(&str, &str)]) -> Vec<u8> {
    let mut filled: BTreeMap<&str, &str> = HARMLESS.into_iter().collect();
    for (place, text) in places {
        assert!(filled.insert(place, text).is_some(), "there is no place `{place}`");
    }
    let mut text = fs::read_to_string(repository("tests/hostile/plugin.wat")).expect("it is there");
    for (place, filling) in &filled {
        text = text.replace(&format!("{{{{{place}}}}}"), filling);
    }
    let mut module = wat::parse_str(&text).unwrap_or_else(|error| panic!("{error}"));
    let contract = fs::read_to_string(repository("plugins/sdk/wit/format.wit")).expect("it is there");
    let contract =
        contract.replace("    export planning;", &format!("    export planning;\n{}", filled["world"]));
    let mut resolve = Resolve::default();
    let package = resolve.push_str("format.wit", &contract).expect("the contract");
    let world = resolve.select_world(&[package], None).expect("a world");
    embed_component_metadata(&mut module, &resolve, world, StringEncoding::UTF8).expect("metadata");
    ComponentEncoder::default()
        .module(&module)
        .and_then(|mut encoder| encoder.encode())
        .unwrap_or_else(|error| panic!("{error:#}"))
}

/// Files of a pack, in the order in which they are written.
type Pack = Vec<(String, Vec<u8>)>;

fn pack() -> Pack {
    let read = |name: &str| fs::read(repository("tests/hostile").join(name)).expect("it is there");
    vec![
        ("format.toml".into(), read("format.toml")),
        ("en.toml".into(), read("words.toml")),
        ("fr.toml".into(), read("words.toml")),
    ]
}

/// An archive of these files. Names are written as they are: what `tar` itself would refuse to write, too.
fn archive(files: &Pack) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (name, content) in files {
        let mut head = [0_u8; 512];
        head[..name.len()].copy_from_slice(name.as_bytes());
        head[100..107].copy_from_slice(b"0000644");
        head[124..135].copy_from_slice(format!("{:011o}", content.len()).as_bytes());
        head[156] = b'0';
        head[257..265].copy_from_slice(b"ustar\x0000");
        head[148..156].copy_from_slice(b"        ");
        let sum: u32 = head.iter().map(|&byte| u32::from(byte)).sum();
        head[148..155].copy_from_slice(format!("{sum:06o}\0").as_bytes());
        bytes.extend(head);
        bytes.extend(content);
        bytes.resize(bytes.len().next_multiple_of(512), 0);
    }
    bytes.resize(bytes.len() + 1024, 0);
    bytes
}

fn plugin(mut component: Vec<u8>, files: &Pack) -> Vec<u8> {
    atelier::plugin::append_pack(&mut component, &archive(files));
    component
}

/// A workshop with a block of the hostile format between two of an official one.
fn workshop(plugin: &[u8]) -> TempDir {
    let folder = scratch();
    let block =
        |format: &str, minutes: u32| format!("\n[[block]]\nformat = \"{format}\"\nminutes = {minutes}\n");
    let text = format!(
        "title = \"T\"\nlanguage = \"en\"\npeople = 12\nstart = 09:00\nend = 10:30\noutputs = [\"markdown\"]\n{}{}{}",
        block("brainstorm", 30),
        block("hostile", 30),
        block("brainstorm", 30),
    );
    fs::write(folder.path().join("workshop.toml"), text).expect("a writable folder");
    fs::create_dir(folder.path().join("plugins")).expect("a writable folder");
    fs::write(folder.path().join("plugins/hostile.wasm"), plugin).expect("a writable folder");
    // The kit that must stay.
    fs::create_dir(folder.path().join("kit")).expect("a writable folder");
    fs::write(folder.path().join("kit/mine.txt"), "mine").expect("a writable folder");
    folder
}

/// Makes the kit, and finds the old one as it was.
#[track_caller]
fn refused(plugin: &[u8], says: &[&str]) -> Run {
    let folder = workshop(plugin);
    let (run, memory, seconds) = measured(folder.path(), &["kit", "--lang", "en"]);
    let run = run.ends(1);
    assert!(memory < MOST_MEMORY, "{memory} KiB");
    assert!(seconds < MOST_SECONDS, "{seconds} s");
    for part in says {
        assert!(run.err.contains(part), "`{part}` is not in:\n{}", run.err);
    }
    assert!(run.err.len() < 8_000, "an error of {} bytes", run.err.len());
    assert!(!run.err.chars().any(|c| c.is_control() && c != '\n'), "{:?}", run.err);
    assert!(!run.err.contains("/hostile.rs") && !run.err.contains("wasm trap"), "{}", run.err);
    assert_eq!(files(&folder.path().join("kit")), ["mine.txt"]);
    assert!(!folder.path().join("atelier.lock").exists());
    run
}

/// In KiB: the most that a run may take of memory, whatever a plugin tries.
const MOST_MEMORY: u64 = 300 << 10;
/// In seconds of processor time, of the program and of what it starts. A program that is not optimised takes longer for
/// its own part.
const MOST_SECONDS: f64 = 2.0;
/// The system counts processor time so, in seconds.
const CLOCK_TICK: f64 = 0.01;

/// Runs the program and watches how much memory it takes, in KiB, and how many seconds of processor time; 0 where the
/// system does not say.
#[track_caller]
fn measured(folder: &Path, args: &[&str]) -> (Run, u64, f64) {
    let mut child = Command::new(program())
        .args(args)
        .current_dir(folder)
        .env("LC_ALL", "C")
        .env("ATELIER_HOME", std::env::temp_dir().join("atelier-nobody"))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let status = format!("/proc/{}/status", child.id());
    let times = format!("/proc/{}/stat", child.id());
    let peak = || -> Option<u64> {
        let text = fs::read_to_string(&status).ok()?;
        text.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.parse().ok())
    };
    let used = || -> Option<f64> {
        let text = fs::read_to_string(&times).ok()?;
        let fields = text.rsplit_once(')')?.1.split_whitespace();
        // Its own time, and that of the processes it has waited for; each in the program and in the system.
        let ticks: u32 = fields.skip(11).take(4).map(|field| field.parse().unwrap_or(0)).sum();
        Some(f64::from(ticks) * CLOCK_TICK)
    };
    let (mut memory, mut seconds) = (0, 0.0);
    while child.try_wait().expect("a child").is_none() {
        memory = peak().unwrap_or(memory);
        seconds = used().unwrap_or(seconds);
        thread::sleep(Duration::from_millis(1));
    }
    let output = child.wait_with_output().expect("it has ended");
    let err = String::from_utf8(output.stderr).expect("the program writes UTF-8");
    (Run { code: output.status.code().unwrap_or(-1), out: String::new(), err }, memory, seconds)
}

fn files(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder");
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// What an attack in the code is stopped by.
#[track_caller]
fn code_is_refused(places: &[(&str, &str)], says: &str) {
    let run =
        refused(&plugin(component(places), &pack()), &["error[plugin-failed]", "“hostile” 0.1.0", says]);
    // The blocks of the official format are as sound as ever.
    assert_eq!(run.err.matches("error[").count(), 1, "{}", run.err);
}

const ENDLESS: &str = "(loop $l (br $l))";

const TOO_LONG: &str = "it computed for too long: more than 2,000 million instructions";
const TOO_MUCH: &str = "it asked for too much memory: more than 64 MB";
const ITSELF: &str = "it called itself without end";
const CONTRACT: &str = "its answer does not keep to the contract";

#[test]
fn the_harmless_one_makes_a_kit() {
    let folder = workshop(&plugin(component(&[]), &pack()));
    let run = atelier(folder.path(), &["kit", "--lang", "en"]).ends(0);
    assert!(run.err.contains("run-sheet"), "{}", run.err);
}

#[test]
fn an_endless_loop_is_stopped() {
    code_is_refused(&[("attack", ENDLESS)], TOO_LONG);
    // Before it is asked anything.
    code_is_refused(&[("attack", ENDLESS), ("functions", "(start $attack)")], TOO_LONG);
}

#[test]
fn copying_in_bulk_without_end_is_stopped() {
    let copy = "(loop $l (memory.copy (i32.const 0) (i32.const 1) (i32.const 4000000)) (br $l))";
    code_is_refused(&[("attack", copy), ("pages", "70")], TOO_LONG);
}

#[test]
fn growing_memory_is_stopped() {
    code_is_refused(&[("attack", "(loop $l (drop (memory.grow (i32.const 64))) (br $l))")], TOO_MUCH);
    code_is_refused(&[("pages", "65536")], "error[plugin-failed]");
    let memories: String = (0..10).fold(String::new(), |mut text, index| {
        write!(text, "(memory $more{index} 1)").expect("a string");
        text
    });
    code_is_refused(&[("functions", &memories)], "error[plugin-failed]");
}

#[test]
fn growing_a_table_is_stopped() {
    let grow = "(loop $l (drop (table.grow $table (ref.null func) (i32.const 1000))) (br $l))";
    code_is_refused(&[("attack", grow)], TOO_MUCH);
}

#[test]
fn calling_itself_is_stopped() {
    code_is_refused(&[("attack", "(call $attack)")], ITSELF);
}

/// A language's own stack, in memory: it grows downwards over what the plugin keeps there.
#[test]
fn a_stack_in_memory_that_runs_over_is_the_plugins_own_harm() {
    let push = "(global.set $shadow (i32.sub (global.get $shadow) (i32.const 4096)))
        (i32.store (global.get $shadow) (i32.const 1)) (call $push)";
    let functions = format!("(global $shadow (mut i32) (i32.const 65536)) (func $push {push})");
    code_is_refused(&[("attack", "(call $push)"), ("functions", &functions)], "error[plugin-failed]");
}

#[test]
fn lists_without_measure_are_not_taken() {
    code_is_refused(&[("spans", "100000000")], "error[plugin-failed]");
    // All of them are the same bytes: little memory in the plugin, much in whoever reads them.
    code_is_refused(&[("spans", "3000000"), ("spans_at", "0"), ("pages", "1000")], "error[plugin-failed]");
    code_is_refused(&[("steps", "100000000")], "error[plugin-failed]");
    code_is_refused(&[("spans", "5000"), ("spans_at", "65536"), ("pages", "4")], "error[plugin-failed]");
}

#[test]
fn a_text_of_40_megabytes_is_not_taken() {
    code_is_refused(
        &[("args_length", "41943040"), ("args_at", "65536"), ("pages", "700")],
        "error[plugin-failed]",
    );
    code_is_refused(&[("id_length", "41943040"), ("pages", "700")], "error[plugin-failed]");
}

#[test]
fn json_that_is_deep_wrong_or_large_is_not_taken() {
    let nested = "[".repeat(50_000);
    let large = format!("{{\\\"a\\\": \\\"{}\\\"}}", "x".repeat(300_000));
    let wide = format!("{{\\\"a\\\": [{}1]}}", "[],".repeat(90_000));
    for json in [nested.as_str(), "{", "[1]", "{\\\"a\\\": 1e999}", &large, &wide] {
        let data = format!("(data (i32.const 131072) \"{json}\")");
        let length = json.replace('\\', "").len().to_string();
        let places = [("args_at", "131072"), ("args_length", &length), ("data", &data), ("pages", "8")];
        code_is_refused(&places, CONTRACT);
    }
}

#[test]
fn an_answer_that_breaks_its_promise_is_told() {
    code_is_refused(&[("off", "60")], "the steps last 1860");
    code_is_refused(&[("steps", "2")], CONTRACT);
    code_is_refused(&[("spans", "0")], CONTRACT);
    code_is_refused(&[("id_length", "0")], CONTRACT);
    code_is_refused(&[("attack", "unreachable")], "it stopped by itself");
}

/// `lengths` promises what `plan` then refuses, with problems that are no problems.
#[test]
fn a_refusal_after_a_promise_is_told() {
    code_is_refused(&[("plan_refuses", "1"), ("steps", "0")], "a refusal without an error");
}

#[test]
fn compiling_without_end_is_stopped() {
    // Half a megabyte of code that takes a compiler a minute.
    let mut body = String::new();
    for _ in 0..20_000 {
        body.push_str("(block (br_if 0 (local.get 0)) (local.set 1 (i64.mul (local.get 1) (local.get 1)))\n");
    }
    body.push_str(&")".repeat(20_000));
    let functions: String = (0..6).fold(String::new(), |mut text, index| {
        write!(text, "(func $bomb{index} (param i32) (local i64) {body})").expect("a string");
        text
    });
    let run = refused(&plugin(component(&[("functions", &functions)]), &pack()), &["error[plugin-failed]"]);
    assert!(
        run.err.contains("more than 1.5\u{a0}s of computing") || run.err.contains("more than 256 MB"),
        "{}",
        run.err
    );
}

/// Every call starts afresh: what a plugin counts is forgotten, so that its second answer is its first.
#[test]
fn a_plugin_that_would_answer_differently_the_second_time_cannot() {
    let second_time = "(global.set $calls (i32.add (global.get $calls) (i32.const 1)))
        (i32.store (i32.const 60000) (i32.add (i32.load (i32.const 60000)) (i32.const 1)))
        (drop (table.grow $table (ref.null func) (i32.const 1)))
        (if (i32.gt_u (i32.load (i32.const 60000)) (i32.const 1)) (then (unreachable)))
        (if (i32.gt_u (table.size $table) (i32.const 2)) (then (unreachable)))
        (if (i32.gt_u (global.get $calls) (i32.const 1)) (then (unreachable)))";
    let places = [("attack", second_time), ("functions", "(global $calls (mut i32) (i32.const 0))")];
    let folder = workshop(&plugin(component(&places), &pack()));
    // Its block is asked for its lengths, then for its plan.
    atelier(folder.path(), &["kit", "--force"]).ends(0);
    let first = fs::read(folder.path().join("kit/run-sheet.md")).expect("it was made");
    atelier(folder.path(), &["kit", "--force"]).ends(0);
    assert!(first == fs::read(folder.path().join("kit/run-sheet.md")).expect("it was made"));
}

/// Its last words are shown, and are only words.
#[test]
fn last_words_are_short_and_plain() {
    let imports = "(import \"$root\" \"log\" (func $log (param i32 i32)))";
    let data = "(data (i32.const 5000) \"\\1b[2J\\e2\\80\\aeerror[all-is-well]\\0a\")";
    let attack = "(local $i i32) (loop $l
        (call $log (i32.const 5000) (i32.const 60000))
        (local.set $i (i32.add (local.get $i) (i32.const 1)))
        (br_if $l (i32.lt_u (local.get $i) (i32.const 1000)))) unreachable";
    let places = [("imports", imports), ("attack", attack), ("data", data)];
    let run =
        refused(&plugin(component(&places), &pack()), &["error[plugin-failed]", "it stopped by itself"]);
    assert!(!run.err.contains('\u{202e}') && !run.err.lines().any(|line| line.starts_with("error[all")));
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
        assert!(!home.path().join("plugins").exists());
    }
}

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
    refused(&plugin(other, &pack()), &["it is written for another contract", "1.0.0"]);
    for (version, says) in [("1.0.0", "error[plugin-failed]"), ("2.1.0", "version 2.1.0 of the contract")] {
        // The right name, and functions of another shape.
        let text = format!(
            "(component
                (core module $m (func (export \"f\") (result i32) (i32.const 7)))
                (core instance $i (instantiate $m))
                (func $f (result u32) (canon lift (core func $i \"f\")))
                (instance $planning (export \"lengths\" (func $f)))
                (export \"atelier:format/planning@{version}\" (instance $planning)))"
        );
        refused(&plugin(wat::parse_str(text).expect("a component"), &pack()), &[says, "“hostile” 0.1.0"]);
    }
    let module = wat::parse_str("(module)").expect("a module");
    refused(&plugin(module, &pack()), &["error[plugin-pack]"]);
}

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

/// A recipe with this in its `[recipe]`, this handout and these words more: built by the program itself.
fn recipe(recipe: &str, handout: &str, words: &str) -> Vec<u8> {
    let folder = scratch();
    let at = folder.path().join("hostile");
    let text = |name: &str| fs::read_to_string(repository("tests/hostile").join(name)).expect("it is there");
    fs::create_dir_all(at.join("handouts")).expect("a writable folder");
    let steps = "[[recipe.steps]]\nid = \"step\"\nminutes = [10, 30, 60]\n";
    fs::write(at.join("format.toml"), format!("{}\n{steps}{recipe}", text("format.toml"))).expect("written");
    for language in ["fr", "en"] {
        let words = format!("{}\n[handouts]\nx = \"Sheet\"\n{words}", text("words.toml"));
        fs::write(at.join(format!("{language}.toml")), words).expect("written");
    }
    fs::write(at.join("handouts/x.md"), handout).expect("written");
    let out = folder.path().join("hostile.wasm");
    let args = ["plugin", "build", "hostile", "-o", out.to_str().expect("a path"), "--lang", "en"];
    atelier(folder.path(), &args).ends(0);
    fs::read(out).expect("it was built")
}

const SHEET: &str = "[[recipe.handouts]]\nid = \"x\"\n";

#[test]
fn templates_that_loop_recurse_or_reach_out_are_refused() {
    for (template, says) in [
        (
            "{% for a in range(99999) %}{% for b in range(99999) %}x{% endfor %}{% endfor %}",
            "error[template-fuel]",
        ),
        ("{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}", "error[template"),
        (
            "{% set ns = namespace(t='x') %}{% for i in range(60) %}{% set ns.t = ns.t ~ ns.t %}{% endfor %}{{ ns.t }}",
            "error[template",
        ),
        ("{% include '../../etc/passwd' %}", "error[template-missing]"),
        ("{% include 'world-cafe/table-signs' %}", "error[template-missing]"),
        ("{% include 'x' %}", "error[template"),
        ("{{ '<script>'|safe }}", "error[template"),
        ("{% autoescape false %}{{ '<b>' }}{% endautoescape %}", "error[template"),
        ("<script>alert(1)</script>", "error["),
        ("![x](https://example.org/x.png)", "error["),
        ("[x](javascript:alert(1))", "error["),
        (":::nothing\n:::", "error["),
    ] {
        let run = refused(&recipe(SHEET, template, ""), &[says]);
        assert!(run.err.contains("plugins/hostile.wasm/handouts/x.md:1"), "{}", run.err);
    }
}

#[test]
fn too_many_handouts_and_copies_are_refused() {
    let many: String =
        (0..10_000).map(|n| format!("[[recipe.handouts]]\nid = \"x{n}\"\ntemplate = \"x\"\n")).collect();
    refused(&recipe(&many, "x", ""), &["error[plugin-failed]", CONTRACT]);
    refused(&recipe("[[recipe.handouts]]\nid = \"x\"\ncopies = 10000\n", "x", ""), &["10000 copies of `x`"]);
    for id in ["../x", "/x", "a/b", "X", ""] {
        let handout = format!("[[recipe.handouts]]\nid = \"{id}\"\ntemplate = \"x\"\n");
        refused(&recipe(&handout, "x", ""), &["error[plugin-failed]"]);
    }
}

/// Texts that try to be something else in each output.
const TEXTS: [&str; 8] = [
    "<script>alert(1)</script>",
    "**bold** [x](https://example.org) `code`",
    "#import \"/etc/passwd\" #panic()",
    "=cmd|' /C calc'!A0",
    "END:VEVENT",
    "\\u001b[31mred",
    "\\u202eright to left",
    "::::cards size=small",
];

#[test]
fn texts_stay_texts_in_every_output() {
    for text in TEXTS {
        let shown = text.replace("\\u001b", "\u{1b}").replace("\\u202e", "\u{202e}");
        let words = format!("[labels]\nx = \"{}\"\n", text.replace('"', "\\\""));
        let plugin = recipe(SHEET, "# {{ t.labels.x }}\n\n{{ t.labels.x }}\n", &words);
        let folder = workshop(&plugin);
        let file = folder.path().join("workshop.toml");
        let all = fs::read_to_string(&file).expect("it is there");
        fs::write(&file, all.replace("[\"markdown\"]", "[\"pdf\", \"html\", \"markdown\"]"))
            .expect("written");
        let run = atelier(folder.path(), &["kit", "--force", "--lang", "en"]);
        assert!(!run.err.contains('\u{1b}') && !run.err.contains('\u{202e}'), "{text}: {:?}", run.err);
        if run.code == 1 {
            // A text that no page can show is an error that says so.
            assert!(shown.contains('\u{1b}') || shown.contains('\u{202e}'), "{text}: {}", run.err);
            continue;
        }
        let read = |path: &str| fs::read_to_string(folder.path().join("kit").join(path)).expect(path);
        let html = read("handouts/02-hostile/x.html");
        assert!(!html.contains("<script>alert") && !html.contains("<strong>bold"), "{text}: {html}");
        assert!(!read("handouts/02-hostile/x.md").contains('\u{1b}'), "{text}");
        assert!(fs::read(folder.path().join("kit/handouts/02-hostile/x.pdf")).is_ok());
    }
}

/// Names and headings reach the calendar and the spreadsheets, where a line or a sign can mean something.
#[test]
fn texts_stay_texts_in_the_calendar_and_in_spreadsheets() {
    let sheet = "[[recipe.sheets]]\nid = \"all\"\ncolumns = [\"a\", \"b\"]\nrows = 3\nfirst = \"letters\"\n";
    for text in [
        "=cmd|' /C calc'!A0",
        "+1",
        "-1",
        "@SUM(A1)",
        "a\\r\\nEND:VEVENT\\r\\nBEGIN:VEVENT",
        "a;b,c\\\\n\\\"d",
    ] {
        let columns = format!("[columns]\na = \"{text}\"\nb = \"B\"\n");
        let plugin = recipe(&format!("{SHEET}{sheet}"), "x", &columns);
        // The archive in the plugin says the same, in a name of the same length.
        let folder = workshop(&plugin);
        let file = folder.path().join("workshop.toml");
        let all = fs::read_to_string(&file).expect("it is there");
        let title = format!(
            "[[block]]\ntitle = \"{}\"\nformat = \"hostile\"",
            text.replace("\\r", "").replace("\\n", " ")
        );
        let all = all.replacen("[[block]]\nformat = \"hostile\"", &title, 1);
        fs::write(&file, format!("date = 2026-11-12\n{all}")).expect("written");
        atelier(folder.path(), &["kit", "--force", "--lang", "en"]).ends(0);
        let read = |path: &str| fs::read_to_string(folder.path().join("kit").join(path)).expect(path);
        let calendar = read("agenda.ics");
        assert_eq!(calendar.lines().filter(|line| *line == "END:VEVENT").count(), 1, "{calendar}");
        let table = read("harvest/02-hostile.csv");
        let cells = table.trim_start_matches('\u{feff}').lines().flat_map(|line| line.split([',', ';']));
        for cell in cells.map(|cell| cell.trim_start_matches('"')) {
            assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{text}: {table}");
        }
    }
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
