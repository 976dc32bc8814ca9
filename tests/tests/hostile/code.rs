//! What the code of a plugin tries: to take too much, to answer what nobody can use.

use std::fmt::Write as _;
use std::fs;

use atelier_tests::atelier;

use super::{
    CONTRACT, ENDLESS, ITSELF, TOO_LONG, TOO_MUCH, code_is_refused, component, pack, plugin, refused,
    workshop,
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
