//! The wider limits, for plugins that carry an interpreter: more, and an end to it.

use super::{Bounds, TOO_LARGE, beside, component, measured, pack, plugin, refused_with, workshop};

const WIDER: [&str; 2] = ["--limits", "interpreter"];

/// Ten times the instructions, four times the memory.
const WIDE: Bounds = Bounds { memory: 600 << 10, processor: 20.0, clock: 100.0 };

#[track_caller]
fn refused(component: Vec<u8>, says: &str) {
    let folder = workshop(&plugin(component, &pack()));
    let run = refused_with(&folder, &WIDER, WIDE, &["“hostile” 0.1.0 (./plugins/hostile.wasm)", says]);
    // There are no wider ones to advise.
    assert!(!run.err.contains("--limits"), "{}", run.err);
}

#[test]
fn the_wider_limits_end_too() {
    let loops = component(&[("attack", "(loop $l (br $l))")]);
    refused(loops, "it computed for too long: more than 20,000 million instructions");
    let table = "(loop $l (drop (table.grow $table (ref.null func) (i32.const 1000))) (br $l))";
    refused(component(&[("attack", table)]), "its tables of functions hold more than 200,000 entries");
    let parts = beside(component(&[]), "(module)", 200);
    refused(parts, "it is made of too many parts: more than 200 instances");
    let spans = [("spans", "3000000"), ("spans_at", "0"), ("pages", "1000")];
    refused(component(&spans), TOO_LARGE);
}

#[test]
fn all_memories_together_have_the_wider_limit() {
    let says = "it asked for too much memory: more than 256 MB in one call";
    refused(component(&[("functions", "(memory $more 2100)"), ("pages", "2100")]), says);
    refused(beside(component(&[]), "(module (memory 1400))", 3), says);
    let grow = "(loop $l (drop (memory.grow (i32.const 64))) (br $l))";
    refused(component(&[("attack", grow)]), says);
}

#[test]
fn what_the_usual_limits_refuse_can_be_allowed() {
    let grow = "(drop (table.grow $table (ref.null func) (i32.const 100000)))";
    let component = component(&[("functions", "(memory $more 2000)"), ("pages", "100"), ("attack", grow)]);
    let folder = workshop(&plugin(beside(component, "(module)", 50), &pack()));
    let args = [&["kit", "--force", "--lang", "en"][..], &WIDER].concat();
    measured(folder.path(), &args, WIDE).0.ends(0);
}
