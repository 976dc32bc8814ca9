//! A list from a spreadsheet as rows of cells, each with its place.

use std::ops::Range;

use csv_core::{ReadFieldResult, ReaderBuilder};

/// A cell's text, and its bytes with any quotes around it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Cell {
    pub text: String,
    pub span: Range<usize>,
}

/// A row of cells.
pub(super) type Row = Vec<Cell>;

/// Splits a text into rows of cells. Rows that are empty or hold nothing but delimiters are left out.
pub(super) fn rows(text: &str) -> Vec<Row> {
    let mark = text.len() - text.trim_start_matches('\u{feff}').len();
    let (start, delimiter) = match stated_delimiter(&text[mark..]) {
        Some((length, delimiter)) => (mark + length, delimiter),
        None => (mark, delimiter(&text[mark..])),
    };
    let mut reader = ReaderBuilder::new().delimiter(delimiter).build();
    // Nothing is longer than the whole: the buffer never fills up.
    let mut buffer = vec![0; text.len() - start + 1];
    let mut rows = Vec::new();
    let mut row = Row::new();
    let (mut at, mut cell_start, mut filled) = (start, start, 0);
    loop {
        let (result, read, written) = reader.read_field(&text.as_bytes()[at..], &mut buffer[filled..]);
        at += read;
        filled += written;
        match result {
            ReadFieldResult::InputEmpty => {}
            ReadFieldResult::Field { record_end } => {
                let text_of_cell = String::from_utf8_lossy(&buffer[..filled]).into_owned();
                row.push(Cell { text: text_of_cell, span: cell_span(text, cell_start..at, delimiter) });
                (cell_start, filled) = (at, 0);
                if record_end {
                    rows.push(std::mem::take(&mut row));
                }
            }
            ReadFieldResult::OutputFull | ReadFieldResult::End => break,
        }
    }
    rows.retain(|row| row.iter().any(|cell| !cell.text.trim().is_empty()));
    rows
}

/// The cell whose quote is never closed: it holds all that comes after it.
pub(super) fn unclosed<'r>(text: &str, rows: &'r [Row]) -> Option<&'r Range<usize>> {
    let last = rows.last()?.last()?;
    let written = text.get(last.span.clone())?;
    let odd = written.matches('"').count() % 2 == 1;
    (odd && written.starts_with('"')).then_some(&last.span)
}

/// What is read for a cell without the line ends before it, and the delimiter or line end after it.
fn cell_span(text: &str, read: Range<usize>, delimiter: u8) -> Range<usize> {
    let before = text[read.clone()].len() - text[read.clone()].trim_start_matches(['\r', '\n']).len();
    let start = read.start + before;
    let content = &text[start..read.end];
    let content = content.strip_suffix(char::from(delimiter)).unwrap_or(content);
    let content = content.trim_end_matches(['\r', '\n']);
    start..start + content.len()
}

/// The delimiter that a first line such as `sep=;` states, and the length of that line.
fn stated_delimiter(text: &str) -> Option<(usize, u8)> {
    let first = text.lines().next()?;
    let delimiter = first.strip_prefix("sep=")?.bytes().next().filter(u8::is_ascii)?;
    Some((text.len().min(first.len() + 1), delimiter))
}

/// What stands most often between the headings: a comma, a semicolon or a tab.
fn delimiter(text: &str) -> u8 {
    let headings = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let count = |delimiter: &u8| {
        let mut quoted = false;
        let outside = headings.bytes().filter(|byte| {
            quoted ^= *byte == b'"';
            !quoted && byte == delimiter
        });
        outside.count()
    };
    // The last of equals wins.
    [b'\t', b';', b','].into_iter().max_by_key(count).unwrap_or(b',')
}
