//! What plugins cost, each figure with a baseline of the same run and with the target it must reach.
//!
//! `cargo bench -p atelier --bench plugins`. CPU seconds: of this thread, and of the children it starts.

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::sync::Arc;
use std::{env, fs};

use atelier::plugin::{
    Cache, Catalogue, Format, Loaded, Profile, Request, Sandbox, Workbench, append_pack, tarball,
    without_pack,
};
use atelier_format::Format as _;
use format_world_cafe::WorldCafe;

#[path = "../../tests/hostile/component.rs"]
mod component;
mod measure;

use component::component;
use measure::{Line, PROGRAM, median, median_of_both, median_of_thread, program, run};

const PACK: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../formats/world-cafe");
const SETTINGS: &str = r#"{"rounds": 3, "question": "Que changer d'abord ?", "favour": "topics"}"#;
const ROOM: &str = r#"{"walls": true}"#;
/// A length that the café can have with these settings.
const SECONDS: u32 = 80 * 60;
/// The largest group of a workshop, which makes the plugin work longest.
const MOST_PEOPLE: u32 = 5_000;
/// Guest code may take so many times what native code takes.
const GUEST: f64 = 1.7;
const INSTALLED: usize = 200;
/// What the loop starts from, the bytes it counts in, and how often it turns.
const SEED: u64 = 88_172_645_463_325_252;
const TABLE: usize = 1 << 14;
const TURNS: u32 = 5_000_000;

fn main() -> ExitCode {
    let folder = env::temp_dir().join(format!("atelier-bench-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("a writable folder");
    let catalogue = Catalogue::official().expect("the official packs are sound");
    let cafe = catalogue.get("world-cafe").expect("it is official");
    let mut lines = calls(cafe);
    lines.push(busy_loop(&folder));
    lines.extend(first_uses(cafe, &folder));
    lines.push(list(cafe, &folder));
    lines.push(author(&folder));
    let _ = fs::remove_dir_all(&folder);
    measure::table(lines)
}

fn request(people: u32, format: &Format) -> Request {
    Request {
        people,
        seed: 7,
        settings: SETTINGS.into(),
        inputs: "{}".into(),
        room: ROOM.into(),
        manifest: format.pack.manifest_json(),
    }
}

/// The same question to the same code without a sandbox.
fn native<T>(
    ask: impl Fn(&atelier_format::Request<<WorldCafe as atelier_format::Format>::Settings>) -> T,
    request: &Request,
) {
    let Request { people, seed, settings, inputs, room, manifest } = request;
    black_box(ask(&atelier_format::Request::new(*people, *seed, settings, inputs, room, manifest)));
}

fn calls(format: &Format) -> Vec<Line> {
    let sandbox = Sandbox::new().expect("this machine runs plugins");
    let loaded = format.load(&sandbox).expect("the official plugins load");
    // A group that is refused at once: what is left is the call, and reading the request.
    let small = request(1, format);
    let call = median_of_thread(20, 200, || {
        black_box(sandbox.lengths(&loaded, &small).expect("it runs").expect_err("too few"));
    });
    let read = median_of_thread(20, 200, || native(WorldCafe::lengths, &small));
    let large = request(MOST_PEOPLE, format);
    let guest = median_of_thread(10, 5, || {
        black_box(sandbox.plan(&loaded, &large, SECONDS).expect("it runs").expect("it has a plan"));
    });
    let natively = median_of_thread(10, 5, || native(|request| WorldCafe::plan(request, SECONDS), &large));
    vec![
        Line {
            what: "a call, the plugin's own work left out".into(),
            seconds: call - read,
            target: 100e-6,
            baseline: "reading the request natively",
            baseline_seconds: read,
        },
        Line {
            what: format!("a café of {MOST_PEOPLE} people, asked and answered"),
            seconds: guest,
            target: f64::INFINITY,
            baseline: "the same as native code",
            baseline_seconds: natively,
        },
    ]
}

fn load(path: &Path, workbench: &Arc<Workbench>) -> Loaded {
    load_in(&Sandbox::new().expect("this machine runs plugins"), path, workbench)
}

fn load_in(sandbox: &Sandbox, path: &Path, workbench: &Arc<Workbench>) -> Loaded {
    let mut catalogue = Catalogue::empty();
    catalogue.add_file(path, |_| Profile::Usual.into(), workbench);
    catalogue.iter().next().expect("it is a plugin").load(sandbox).expect("it loads")
}

/// Nothing but arithmetic and memory, in a plugin and in this program.
fn busy_loop(folder: &Path) -> Line {
    let attack = format!(
        "(local $i i32) (local $x i64) (local $at i32)
        (local.set $x (i64.const {SEED}))
        (loop $again
            (local.set $x (i64.xor (local.get $x) (i64.shl (local.get $x) (i64.const 13))))
            (local.set $x (i64.xor (local.get $x) (i64.shr_u (local.get $x) (i64.const 7))))
            (local.set $x (i64.xor (local.get $x) (i64.shl (local.get $x) (i64.const 17))))
            (local.set $at (i32.and (i32.wrap_i64 (local.get $x)) (i32.const {LAST})))
            (i32.store8 offset=131072 (local.get $at)
                (i32.add (i32.load8_u offset=131072 (local.get $at)) (i32.const 1)))
            (local.set $i (i32.add (local.get $i) (i32.const 1)))
            (br_if $again (i32.lt_u (local.get $i) (i32.const {TURNS}))))",
        LAST = TABLE - 1,
    );
    let path = folder.join("busy.wasm");
    let mut plugin = component(&[("attack", &attack), ("pages", "3")]);
    let hostile = Path::new(PACK).join("../../tests/hostile");
    let files = [("format.toml", "format.toml"), ("en.toml", "words.toml"), ("fr.toml", "words.toml")];
    let files = files.map(|(name, file)| (name, fs::read(hostile.join(file)).expect("a file of its pack")));
    let archive = tarball::archive(files.iter().map(|(name, bytes)| (*name, bytes.as_slice())));
    append_pack(&mut plugin, &archive.expect("a pack"));
    fs::write(&path, plugin).expect("a writable folder");
    let sandbox = Sandbox::new().expect("this machine runs plugins");
    let loaded = load_in(&sandbox, &path, &Arc::new(Workbench { program: PROGRAM.into(), cache: None }));
    let mut request =
        request(12, Catalogue::official().expect("sound packs").get("world-cafe").expect("official"));
    request.settings = "{}".into();
    let guest = median_of_thread(5, 3, || {
        black_box(sandbox.lengths(&loaded, &request).expect("it runs").expect("it has a length"));
    });
    let natively = median_of_thread(5, 3, || {
        let (mut x, mut table) = (SEED, [0_u8; TABLE]);
        for _ in 0..TURNS {
            x ^= x << 13;
            x ^= x >> 7;
            x ^= x << 17;
            let at = usize::try_from(x % TABLE as u64).expect("it is small");
            table[at] = table[at].wrapping_add(1);
        }
        black_box(table);
    });
    Line {
        what: format!("a loop of {TURNS} turns, in the sandbox"),
        seconds: guest,
        target: GUEST * natively,
        baseline: "the same as native code",
        baseline_seconds: natively,
    }
}

/// A component that is not this binary's own: compiled in a process of its own, then found in the cache.
fn first_uses(format: &Format, folder: &Path) -> [Line; 2] {
    let plugin = format.plugin().expect("it is in this binary");
    let component = without_pack(&plugin).expect("it has a pack").len() / 1_000;
    let path = folder.join("foreign.wasm");
    fs::write(&path, &plugin).expect("a writable folder");
    let bench = |cache: Option<PathBuf>| {
        Arc::new(Workbench { program: PROGRAM.into(), cache: cache.map(Cache::new) })
    };
    let (fresh, kept) = (bench(None), bench(Some(folder.join("compiled"))));
    let start = median(5, 20, || program(&["--version"]));
    let first = median_of_both(5, 5, || drop(load(&path, &fresh)));
    drop(load(&path, &kept));
    let again = median_of_thread(20, 50, || drop(load(&path, &kept)));
    let read = median_of_thread(20, 50, || drop(black_box(fs::read(&path).expect("it is there"))));
    [
        Line {
            what: format!("first use of a foreign component of {component} KB"),
            seconds: first,
            target: 0.3,
            baseline: "--version",
            baseline_seconds: start,
        },
        Line {
            what: "the same from the cache".into(),
            seconds: again,
            target: 0.001,
            baseline: "reading the file",
            baseline_seconds: read,
        },
    ]
}

fn list(format: &Format, folder: &Path) -> Line {
    let home = folder.join("home");
    fs::create_dir_all(home.join("plugins")).expect("a writable folder");
    let plugin = format.plugin().expect("it is in this binary");
    let component = without_pack(&plugin).expect("it has a pack");
    let pack = folder.join("pack");
    copy(Path::new(PACK), &pack);
    let manifest = fs::read_to_string(pack.join("format.toml")).expect("it was copied");
    for number in 1..=INSTALLED {
        let id = format!("format-{number}");
        fs::write(pack.join("format.toml"), manifest.replacen("world-cafe", &id, 1))
            .expect("a writable folder");
        let mut plugin = component.clone();
        append_pack(&mut plugin, &tarball::pack(&pack).expect("a pack"));
        fs::write(home.join("plugins").join(format!("{id}.wasm")), plugin).expect("a writable folder");
    }
    let listing = |arguments: &[&str]| run(Command::new(PROGRAM).env("ATELIER_HOME", &home).args(arguments));
    Line {
        what: format!("plugin list: {INSTALLED} plugins"),
        seconds: median(5, 20, || listing(&["plugin", "list"])),
        target: 0.020,
        baseline: "--version",
        baseline_seconds: median(5, 20, || listing(&["--version"])),
    }
}

/// From nothing to a printed handout, without code.
fn author(folder: &Path) -> Line {
    let desk = folder.join("desk");
    fs::create_dir_all(&desk).expect("a writable folder");
    let workshop = "title = \"T\"\nlanguage = \"en\"\npeople = 13\nstart = 13:30\nend = 14:00\n\n\
                    [[block]]\nformat = \"my-talks\"\nminutes = 30\n";
    fs::write(desk.join("workshop.toml"), workshop).expect("a writable folder");
    let type_in = |arguments: &[&str]| run(Command::new(PROGRAM).current_dir(&desk).args(arguments));
    let kit = |arguments: &[&str]| type_in(&[&["kit", "--force", "--output", "pdf"], arguments].concat());
    let all = median(5, 1, || {
        let _ = fs::remove_dir_all(desk.join("my-talks"));
        type_in(&["plugin", "new", "my-talks", "--recipe"]);
        type_in(&["plugin", "build", "my-talks"]);
        kit(&["--plugin", "my-talks/my-talks.wasm", "--update-lock"]);
    });
    fs::remove_file(desk.join("atelier.lock")).expect("a kit with a foreign plugin writes it");
    fs::write(desk.join("workshop.toml"), workshop.replace("my-talks", "brainstorm"))
        .expect("a writable folder");
    Line {
        what: "plugin new --recipe, build, kit as PDF".into(),
        seconds: all,
        target: 1.0,
        baseline: "the kit of an official format as PDF",
        baseline_seconds: median(5, 1, || kit(&[])),
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a writable folder");
    for entry in fs::read_dir(from).expect("a folder").map(|entry| entry.expect("a readable folder").path()) {
        let copied = to.join(entry.file_name().expect("a file of a folder has a name"));
        if entry.is_dir() {
            copy(&entry, &copied);
        } else {
            fs::copy(&entry, copied).map(drop).expect("a writable folder");
        }
    }
}
