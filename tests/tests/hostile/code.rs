//! What the code of a plugin tries: to take too much, to answer what nobody can use.

use std::fmt::Write as _;
use std::fs;

use atelier_tests::{atelier_at, scratch};

use super::{
    CONTRACT, ENDLESS, ITSELF, OUTSIDE, TOO_LARGE, TOO_LONG, TOO_MUCH, TOO_WIDE, USUAL, atelier, beside,
    code_is_refused, component, measured, pack, plugin, refused, workshop,
};

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
    code_is_refused(&[("pages", "65536")], TOO_MUCH);
    code_is_refused(
        &[("functions", &memories(10, 1))],
        "it asked for too many separate memories: more than 4",
    );
}

/// So many memories more, of so many pages each.
fn memories(count: u32, pages: u32) -> String {
    (0..count).fold(String::new(), |mut text, index| {
        write!(text, "(memory $more{index} {pages})").expect("a string");
        text
    })
}

/// A page has 64 KiB, and 1,024 of them are all that a plugin gets, however it has them.
#[test]
fn all_memories_together_are_measured() {
    // Four of which each would do.
    code_is_refused(&[("functions", &memories(3, 900)), ("pages", "900")], TOO_MUCH);
    code_is_refused(&[("functions", &memories(3, 341)), ("pages", "2")], TOO_MUCH);
    // One that grows beside another.
    let grow = "(drop (memory.grow $more0 (i32.const 600)))";
    code_is_refused(&[("functions", &memories(1, 1)), ("pages", "500"), ("attack", grow)], TOO_MUCH);
    // Those of several modules, and of several instances of one.
    for (pages, more, instances) in [(600, 500, 1), (2, 400, 3)] {
        let module = format!("(module (memory {more}))");
        let component = beside(component(&[("pages", &pages.to_string())]), &module, instances);
        refused(&plugin(component, &pack()), &["“hostile” 0.1.0", TOO_MUCH]);
    }
}

#[test]
fn what_is_within_the_limits_is_shown_as_a_sum() {
    let component = component(&[("functions", &memories(1, 500)), ("pages", "100")]);
    let component = beside(component, "(module (memory 200))", 2);
    let folder = workshop(&plugin(component, &pack()));
    atelier(folder.path(), &["kit", "--force", "--lang", "en"]).ends(0);
    let home = scratch();
    let run = |more: &[&str]| {
        let args = [&["plugin", "inspect", "plugins/hostile.wasm", "--lang", "en"], more].concat();
        atelier_at(home.path(), folder.path(), &args).ends(0)
    };
    assert_eq!(run(&["--json"]).json()["sample"]["lengths"]["memory"], 1_000 << 16);
    assert!(run(&[]).out.contains("64,000 KB of memory"), "{}", run(&[]).out);
}

#[test]
fn too_many_parts_are_not_made() {
    for (module, instances, says) in [
        ("(module)", 20, "it is made of too many parts: more than 20 instances"),
        ("(module (memory 1))", 4, "it asked for too many separate memories: more than 4"),
        ("(module (table 1 funcref) (table 1 funcref))", 5, "too many tables of functions: more than 10"),
        ("(module (table 6000 funcref))", 4, TOO_WIDE),
    ] {
        let component = beside(component(&[]), module, instances);
        refused(&plugin(component, &pack()), &["“hostile” 0.1.0", says]);
    }
}

#[test]
fn growing_a_table_is_stopped() {
    let grow = "(loop $l (drop (table.grow $table (ref.null func) (i32.const 1000))) (br $l))";
    code_is_refused(&[("attack", grow)], TOO_WIDE);
    // Two that each would do.
    let tables = "(table $one 1 funcref) (table $two 1 funcref)";
    let grow = "(drop (table.grow $one (ref.null func) (i32.const 12000)))
        (drop (table.grow $two (ref.null func) (i32.const 12000)))";
    code_is_refused(&[("functions", tables), ("attack", grow)], TOO_WIDE);
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
    code_is_refused(&[("attack", "(call $push)"), ("functions", &functions)], OUTSIDE);
}

#[test]
fn lists_without_measure_are_not_taken() {
    code_is_refused(&[("spans", "100000000")], OUTSIDE);
    // All of them are the same bytes: little memory in the plugin, much in whoever reads them.
    code_is_refused(&[("spans", "3000000"), ("spans_at", "0"), ("pages", "1000")], TOO_LARGE);
    code_is_refused(&[("steps", "100000000")], OUTSIDE);
    code_is_refused(
        &[("spans", "5000"), ("spans_at", "131072"), ("pages", "4")],
        "its answer is too large: 5,000 spans in `lengths`, and the limit is 400",
    );
    for list in ["steps", "handouts", "warnings"] {
        let says = format!("its answer is too large: 401 entries in `{list}`, and the limit is 400");
        // Nothing but zeros: empty texts, which are read before they are judged.
        let at = format!("{list}_at");
        code_is_refused(&[(list, "401"), (&at, "131072"), ("pages", "4")], &says);
    }
}

#[test]
fn a_text_of_40_megabytes_is_not_taken() {
    code_is_refused(&[("args_length", "41943040"), ("args_at", "65536"), ("pages", "700")], TOO_LARGE);
    code_is_refused(&[("id_length", "41943040"), ("pages", "700")], TOO_LARGE);
    code_is_refused(
        &[("warnings", "1"), ("about_length", "2001")],
        "its answer is too large: a text of 2,001 bytes, and the limit is 2,000",
    );
}

/// In what a step mentions, in the data of a handout and in what a problem mentions.
#[test]
fn json_that_is_deep_wrong_or_large_is_not_taken() {
    let nested = "[".repeat(50_000);
    let large = format!("{{\\\"a\\\": \\\"{}\\\"}}", "x".repeat(300_000));
    let wide = format!("{{\\\"a\\\": [{}1]}}", "[],".repeat(90_000));
    for (part, mut places) in [
        ("steps.args", vec![("args_at", "131072")]),
        ("handouts.data", vec![("json_at", "131072"), ("handouts", "1")]),
        ("problems.args", vec![("json_at", "131072"), ("warnings", "1")]),
    ] {
        let not_json = format!("{CONTRACT}: `{part}` stops being JSON at character ");
        let deep = format!("its answer is nested too deeply: more than 127 levels in `{part}`");
        let too_large = |bytes: &str| {
            format!("its answer is too large: {bytes} bytes in `{part}`, and the limit is 262,144")
        };
        for (json, says) in [
            (nested.as_str(), &deep),
            ("{", &not_json),
            ("{\\\"a\\\": 1e999}", &not_json),
            (&large, &too_large("300,009")),
            (&wide, &"values in its JSON, and the limit is 50,480".to_owned()),
        ] {
            let data = format!("(data (i32.const 131072) \"{json}\")");
            let length = json.replace('\\', "").len().to_string();
            let length_of = if part == "steps.args" { "args_length" } else { "json_length" };
            let more = [(length_of, &*length), ("data", &data), ("pages", "8")];
            code_is_refused(&[&*places, &more].concat(), says);
        }
        // What words mention is a table; the data of a handout can be anything.
        if part != "handouts.data" {
            let length_of = if part == "steps.args" { "args_length" } else { "json_length" };
            places.extend([(length_of, "3"), ("data", "(data (i32.const 131072) \"[1]\")"), ("pages", "8")]);
            code_is_refused(&places, &format!("{CONTRACT}: `{part}` is not a JSON object"));
        }
    }
}

#[test]
fn an_answer_that_breaks_its_promise_is_told() {
    code_is_refused(&[("off", "60")], "its steps last 1,860\u{a0}s in all, but the block lasts 1,800\u{a0}s");
    code_is_refused(&[("steps", "2")], CONTRACT);
    code_is_refused(&[("spans", "0")], CONTRACT);
    code_is_refused(&[("id_length", "0")], CONTRACT);
    code_is_refused(&[("attack", "unreachable")], "it stopped by itself");
}

/// The same words in French, each with its number.
#[test]
fn limits_are_told_in_french() {
    let grow = "(loop $l (drop (table.grow $table (ref.null func) (i32.const 1000))) (br $l))";
    for (places, says) in [
        (&[("attack", ENDLESS)][..], "plus de 2 000 millions d’instructions en un appel"),
        (&[("pages", "1025")], "plus de 64 Mo en un appel"),
        (&[("attack", grow)], "ses tables de fonctions ont plus de 20 000 entrées"),
        (&[("attack", "(call $attack)")], "sa pile dépasse 512 ko"),
        (&[("spans", "100000000")], "elle a voulu lire ou écrire hors de sa mémoire (64 Mo au plus)"),
        (&[("spans", "3000000"), ("spans_at", "0"), ("pages", "1000")], "trop grosse : plus de 8 Mo"),
        (
            &[("spans", "5000"), ("spans_at", "131072"), ("pages", "4")],
            "5 000 intervalles dans `lengths`, et la limite est 400",
        ),
        (
            &[("off", "60")],
            "sa réponse ne respecte pas le contrat : ses étapes durent 1 860 s en tout, alors que la séquence dure 1 800 s",
        ),
    ] {
        let folder = workshop(&plugin(component(places), &pack()));
        let run = atelier(folder.path(), &["kit", "--lang", "fr"]).ends(1);
        let said = run.err.replace(['\u{a0}', '\u{202f}'], " ");
        let told = "l’extension « hostile » 0.1.0 (./plugins/hostile.wasm) n’a pas répondu : ";
        assert!(said.contains(told) && said.contains(says), "`{says}` is not in:\n{said}");
    }
}

/// The watch over all of these sees something: an endless loop takes time, in processes that the program starts.
#[cfg(target_os = "linux")]
#[test]
fn what_is_taken_is_measured() {
    let folder = workshop(&plugin(component(&[("attack", ENDLESS)]), &pack()));
    let (_, measures) = measured(folder.path(), &["kit", "--lang", "en"], USUAL);
    assert!(measures.processor > 0.1 && measures.clock > 0.1, "{measures:?}");
    // One that works and one that compiles.
    assert!(measures.memory > 10 << 10 && measures.started == 2, "{measures:?}");
}

/// `lengths` promises what `plan` then refuses, with problems that are no problems.
#[test]
fn a_refusal_after_a_promise_is_told() {
    code_is_refused(
        &[("plan_refuses", "1"), ("steps", "0")],
        "it refuses without a problem of severity `error`",
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
