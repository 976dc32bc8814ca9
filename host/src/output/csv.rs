//! Tables for a spreadsheet: who sits where, and what is to be filled in afterwards.

/// What a formula begins with, full-width signs included, which some spreadsheets take for the plain ones.
const FORMULA: [char; 11] =
    ['=', '+', '-', '@', '\t', '\r', '\n', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'];

/// A table as CSV (RFC 4180) with a byte order mark, so that spreadsheets read it as UTF-8. A cell that a
/// spreadsheet would take for a formula is written as text.
#[must_use]
pub fn render(heading: &[String], rows: &[Vec<String>]) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().flexible(false).from_writer("\u{feff}".as_bytes().to_vec());
    for row in std::iter::once(heading).chain(rows.iter().map(Vec::as_slice)) {
        let cells = (0..heading.len()).map(|i| row.get(i).map_or_else(String::new, |cell| harmless(cell)));
        // Writing to memory does not fail, and every row has as many cells as the heading.
        let _ = writer.write_record(cells);
    }
    writer.into_inner().unwrap_or_default()
}

fn harmless(cell: &str) -> String {
    if cell.starts_with(FORMULA) { format!("'{cell}") } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_stay_text_and_rows_whole() {
        let heading = ["nom".to_owned(), "table".to_owned()];
        let rows = [vec!["=1+1".to_owned(), "2".to_owned()], vec!["a\n\"b\", c".to_owned()]];
        let text = String::from_utf8(render(&heading, &rows)).expect("text");
        assert_eq!(text, "\u{feff}nom,table\n'=1+1,2\n\"a\n\"\"b\"\", c\",\n");
    }
}
