//! Reads `plan --json` and checks what holds for every plan, whatever the workshop.

use serde_json::Value;

/// Seconds since midnight of `HH:MM` or `HH:MM:SS`.
///
/// # Panics
/// When the value is anything else.
#[track_caller]
#[must_use]
pub fn clock(value: &Value) -> u32 {
    let text = value.as_str().unwrap_or_else(|| panic!("{value} is no time"));
    let parts: Vec<u32> = text.split(':').map(|part| part.parse().expect("a number")).collect();
    assert!(matches!(text.len(), 5 | 8), "{text}");
    match parts[..] {
        [hours, minutes] => hours * 3600 + minutes * 60,
        [hours, minutes, seconds] if seconds > 0 => hours * 3600 + minutes * 60 + seconds,
        _ => panic!("{text} is no time"),
    }
}

/// The items of a list.
///
/// # Panics
/// When the value is anything else.
#[track_caller]
#[must_use]
pub fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap_or_else(|| panic!("{value} is no list"))
}

/// The keys of a table, in order.
///
/// # Panics
/// When the value is anything else.
#[track_caller]
#[must_use]
pub fn keys(value: &Value) -> Vec<&str> {
    value.as_object().unwrap_or_else(|| panic!("{value} is no table")).keys().map(String::as_str).collect()
}

/// Checks that a plan has the shape that is promised, no key more or less, and that its times add up to the second:
/// blocks, free time and buffer fill each day without a gap, and steps their block.
///
/// # Panics
/// When it does not.
#[track_caller]
pub fn assert_sound(plan: &Value) {
    assert_eq!(
        keys(plan),
        ["version", "title", "language", "people", "days", "seating", "supplies", "documents", "warnings"]
    );
    assert_eq!(plan["version"], 1);
    for day in list(&plan["days"]) {
        assert_eq!(keys(day), ["date", "start", "end", "blocks", "free", "buffer"]);
        let mut spans = blocks_in(&day["blocks"]);
        for rest in list(&day["free"]).iter().chain(day["buffer"].is_object().then_some(&day["buffer"])) {
            assert_eq!(keys(rest), ["start", "end", "seconds"]);
            let (start, end) = (clock(&rest["start"]), clock(&rest["end"]));
            assert_eq!(rest["seconds"], end - start);
            spans.push((start, end));
        }
        spans.sort_unstable();
        let mut now = clock(&day["start"]);
        for (start, end) in spans {
            assert!(start == now && end > start, "a gap or an overlap at {start} s: {day:#}");
            now = end;
        }
        assert_eq!(now, clock(&day["end"]), "{day:#}");
    }
    for seating in list(&plan["seating"]) {
        let expected = ["id", "block", "mode", "rounds", "repeats", "revisits", "bound", "met_before"];
        assert_eq!(keys(seating), expected);
    }
    for line in list(&plan["supplies"]) {
        assert_eq!(keys(line), ["item", "quantity", "unit"]);
        assert!(line["quantity"].as_u64().is_some_and(|quantity| quantity > 0), "{line}");
    }
    for document in list(&plan["documents"]) {
        assert_eq!(keys(document), ["path", "title", "audience", "paper", "copies", "shared", "block"]);
    }
}

/// Start and end of each block. Its steps fill it; the blocks of a track follow each other and stay within.
#[track_caller]
fn blocks_in(blocks: &Value) -> Vec<(u32, u32)> {
    let mut spans = Vec::new();
    for block in list(blocks) {
        let kind = block["kind"].as_str().expect("a kind");
        let mut expected = vec!["id", "kind", "format", "title", "start", "end", "steps"];
        expected.extend((kind == "tracks").then_some("tracks"));
        assert_eq!(keys(block), expected);
        assert_eq!(block["format"].is_string(), kind == "format");
        let (start, end) = (clock(&block["start"]), clock(&block["end"]));
        let mut now = start;
        for step in list(&block["steps"]) {
            assert_eq!(keys(step), ["id", "title", "start", "end", "seconds"]);
            assert_eq!(clock(&step["start"]), now, "{block:#}");
            let seconds = clock(&step["end"]) - now;
            assert!(seconds > 0 && step["seconds"] == seconds, "{step}");
            // A block of whole minutes has steps of whole minutes.
            assert!(seconds.is_multiple_of(60) || !(end - start).is_multiple_of(60), "{block:#}");
            now += seconds;
        }
        match kind {
            "format" => assert_eq!(now, end, "{block:#}"),
            "pause" | "talk" => assert_eq!(now, start, "{block:#}"),
            "tracks" => {
                for track in list(&block["tracks"]) {
                    assert_eq!(keys(track), ["title", "people", "blocks"]);
                    let mut now = start;
                    for (from, to) in blocks_in(&track["blocks"]) {
                        assert!(from >= now && to <= end, "{block:#}");
                        now = to;
                    }
                }
            }
            other => panic!("a block of kind {other}"),
        }
        spans.push((start, end));
    }
    spans
}

/// A running order to be read: a line for each block (and for each step, indented), with its start and minutes.
#[must_use]
pub fn running_order(plan: &Value) -> Vec<String> {
    let line = |item: &Value, indent: &str| {
        let seconds = clock(&item["end"]) - clock(&item["start"]);
        format!(
            "{indent}{} {} {}",
            item["start"].as_str().unwrap_or("?"),
            seconds / 60,
            item["id"].as_str().unwrap_or("?")
        )
    };
    let mut lines = Vec::new();
    for block in list(&plan["days"]).iter().flat_map(|day| list(&day["blocks"])) {
        lines.push(line(block, ""));
        lines.extend(list(&block["steps"]).iter().map(|step| line(step, "  ")));
    }
    lines
}
