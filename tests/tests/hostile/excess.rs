//! What a plugin can make the program itself do: render, lay out, print, for ever or until all memory is used. Whoever
//! watches ends it, and says whose work it was.

use std::fs;

use atelier_tests::atelier;

use super::texts::{SHEET, recipe};
use super::{component, pack, plugin, refused, refused_in, workshop};

const WHO: &str = "the plugin “hostile” 0.1.0 (./plugins/hostile.wasm) asks for too much";
const TOO_SLOW: &str = "takes more than 1.5\u{a0}s of computing";
const TOO_LARGE: &str = "takes more than 126";

#[track_caller]
fn excessive(plugin: &[u8], says: &[&str]) {
    let says: Vec<&str> = [&["error[plugin-excess]", WHO], says].concat();
    let run = refused(plugin, &says);
    assert_eq!(run.err.matches("error[").count(), 1, "{}", run.err);
}

/// Twice the same in each other, forty times: a tree of 2^40 leaves, and little fuel.
const ALIASES: &str = "{% set n = namespace(a=[1], b=[1]) %}{% for i in range(40) %}{% set n.a = [n.a, n.a] %}\
                       {% set n.b = [n.b, n.b] %}{% endfor %}";

#[test]
fn a_template_that_walks_over_aliases_is_ended() {
    for walk in ["{{ n.a|string }}", "{% if n.a == n.b %}x{% endif %}", "{{ n.a ~ '' }}"] {
        excessive(&recipe(SHEET, &format!("{ALIASES}{walk}"), ""), &["the document “handouts/02-hostile/x”"]);
    }
}

#[test]
fn many_templates_have_no_more_time_than_one() {
    let handouts: String =
        (0..50).map(|n| format!("[[recipe.handouts]]\nid = \"x{n}\"\ntemplate = \"x\"\n")).collect();
    // Each of them takes its time, and none of them too much.
    let slow = "{% for i in range(14) %}{% for j in range(900) %}{{ list(range(300)|map('string')|list)|length }}\
                {% endfor %}{% endfor %}";
    let titles: String = (0..50).map(|n| format!("x{n} = \"Sheet\"\n")).collect();
    excessive(&recipe(&handouts, slow, &titles), &[TOO_SLOW]);
}

#[test]
fn a_value_that_is_too_deep_to_be_thrown_away_ends_nothing_but_the_worker() {
    let deep = "{% set n = namespace(a=[1]) %}{% for i in range(900) %}{% for j in range(900) %}\
                {% set n.a = [n.a] %}{% endfor %}{% endfor %}x";
    excessive(&recipe(SHEET, deep, ""), &["ends the program"]);
}

#[test]
fn words_that_ask_for_themselves_are_refused() {
    for word in ["{{ t('labels.x', t=t) }}", "{% if t %}{{ t('labels.x', t=t) }}{% endif %}"] {
        let words = format!("[labels]\nx = \"{word}\"\n");
        refused(
            &recipe(SHEET, "{{ t('labels.x', t=t) }}", &words),
            &["error[template-failed]", "the word `labels.x` cannot be rendered"],
        );
    }
}

#[test]
fn words_that_are_multiplied_are_ended() {
    let words = format!("[labels]\nh = \"{}\"\n", "a".repeat(400_000));
    for template in [
        "{{ list([t.labels.h] * 2000) }}",
        "{{ ([t.labels.h] * 100000)|join }}",
        "{% set n = namespace(a=[]) %}{% for i in range(9000) %}{% set n.a = [n.a, t.labels.h] %}{% endfor %}",
    ] {
        excessive(&recipe(SHEET, template, &words), &[TOO_LARGE]);
    }
}

#[test]
fn words_of_the_day_are_watched_too() {
    let aliases = ALIASES.replace('\'', "\\'");
    let words = format!("[steps.step]\ntitle = \"{aliases}{{{{ n.a == n.b }}}}\"\n");
    let files =
        fs::read_to_string(atelier_tests::repository("tests/hostile/words.toml")).expect("it is there");
    assert!(files.contains("[steps.step]"), "the words of the step are replaced below");
    let pack: super::Pack = pack()
        .into_iter()
        .map(|(name, text)| {
            let text = String::from_utf8(text).expect("text");
            let (before, after) = text.split_once("[steps.step]\n").unwrap_or((&text, ""));
            let after = after.split_once('\n').map_or("", |(_, after)| after);
            if name == "format.toml" {
                (name, text.into_bytes())
            } else {
                (name, format!("{before}{words}{after}").into_bytes())
            }
        })
        .collect();
    excessive(&plugin(component(&[]), &pack), &["the word `steps.step.title`", TOO_SLOW]);
}

#[test]
fn more_pages_than_anybody_prints_are_refused() {
    for template in [
        "{% for i in range(3000) %}\n:::page\n\nx\n\n:::\n{% endfor %}",
        "{% for i in range(20000) %}\nA paragraph.\n\n{% endfor %}",
        "{% for i in range(2000) %}\n:::lines count=20\n:::\n\n{% endfor %}",
        "{% for i in range(20000) %}[x](https://example.org) {% endfor %}",
    ] {
        let says = ["error[handouts-too-heavy]", "“hostile” 0.1.0", "more than 5,600 elements"];
        refused(&recipe(SHEET, template, ""), &says);
    }
}

#[test]
fn handouts_count_together() {
    let handouts: String =
        (0..300).map(|n| format!("[[recipe.handouts]]\nid = \"x{n}\"\ntemplate = \"x\"\n")).collect();
    let titles: String = (0..300).map(|n| format!("x{n} = \"Sheet\"\n")).collect();
    let template = "{% for i in range(100) %}\nA paragraph.\n\n{% endfor %}";
    refused(
        &recipe(&handouts, template, &titles),
        &["error[handouts-too-heavy]", "more than 5,600 elements"],
    );
}

/// As PDF, where it costs most.
#[test]
fn letters_that_never_end_are_ended() {
    let folder = workshop(&recipe(SHEET, "a{{ '\u{301}' * 60000 }}", ""));
    let file = folder.path().join("workshop.toml");
    let text = fs::read_to_string(&file).expect("it is there").replace("\"markdown\"", "\"pdf\"");
    fs::write(file, text).expect("a writable folder");
    refused_in(&folder, &["error[plugin-excess]", WHO, "the document “handouts/02-hostile/x”"]);
}

/// Few instructions can take long: fuel does not see how long each of them waits for memory.
const CHASE: &str = "(local $at i32) (local $to i32) (local $next i32)
    ;; A chain through 32 MB in steps that no cache foresees.
    (loop $fill
      (local.set $next (i32.and (i32.add (i32.mul (local.get $at) (i32.const 1103515245)) (i32.const 12345)) (i32.const 8388607)))
      (i32.store offset=1048576 (i32.shl (local.get $at) (i32.const 2)) (i32.shl (local.get $next) (i32.const 2)))
      (local.set $at (local.get $next))
      (local.set $to (i32.add (local.get $to) (i32.const 1)))
      (br_if $fill (i32.lt_u (local.get $to) (i32.const 8388608))))
    (loop $chase
      (local.set $at (i32.load offset=1048576 (local.get $at)))
      (local.set $at (i32.load offset=1048576 (local.get $at)))
      (local.set $at (i32.load offset=1048576 (local.get $at)))
      (local.set $at (i32.load offset=1048576 (local.get $at)))
      (br $chase))";

#[test]
fn slow_instructions_are_ended() {
    excessive(&slow(), &["its answer", TOO_SLOW]);
}

fn slow() -> Vec<u8> {
    plugin(component(&[("attack", CHASE), ("pages", "600")]), &pack())
}

/// What the worker keeps for a while goes with it.
#[cfg(unix)]
#[test]
fn nothing_is_left_of_a_worker_that_was_ended() {
    let folder = atelier_tests::scratch();
    let (file, desk) = (folder.path().join("slow.wasm"), folder.path().join("desk"));
    fs::write(&file, slow()).expect("a writable folder");
    fs::create_dir(&desk).expect("a writable folder");
    let mut add = std::process::Command::new(atelier_tests::program());
    add.args(["plugin", "add", "slow.wasm", "--lang", "en"]).current_dir(folder.path());
    add.env("ATELIER_HOME", folder.path().join("home")).env("TMPDIR", &desk);
    let ended = add.output().expect("the program starts");
    let said = String::from_utf8_lossy(&ended.stderr);
    assert!(ended.status.code() == Some(1) && said.contains("error[plugin-excess]"), "{said}");
    assert_eq!(fs::read_dir(&desk).expect("it is there").count(), 0);
}

#[test]
fn what_is_not_excessive_ends_as_without_anybody_watching() {
    let folder = workshop(&plugin(component(&[]), &pack()));
    let run = atelier(folder.path(), &["plan", "--json", "--lang", "en"]).ends(0);
    assert!(run.out.starts_with('{') && run.out.ends_with("}\n"), "{}", run.out);
    atelier(folder.path(), &["kit", "--only", "nothing"]).ends(2);
    atelier(folder.path(), &["kit", "--nothing"]).ends(2);
    atelier(folder.path(), &["kit"]).ends(0);
    fs::write(folder.path().join("kit/agenda.md"), "by hand").expect("a writable folder");
    atelier(folder.path(), &["kit"]).ends(3);
}
