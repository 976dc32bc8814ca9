//! What a group has written down: the harvest tables of a kit, filled in.

use std::collections::BTreeMap;

/// Columns that name a row and say nothing.
const LABELS: [&str; 3] = ["letter", "number", "group"];
/// The column that holds what a later block works on.
const ITEM: &str = "item";
/// The most items that are taken.
const MOST: usize = 200;

/// Filled tables by the name of their file, such as `02-brainstorm.csv`.
#[derive(Debug, Clone, Default)]
pub struct Results(BTreeMap<String, Vec<u8>>);

impl Results {
    /// Files by name.
    #[must_use]
    pub fn new(files: impl IntoIterator<Item = (String, Vec<u8>)>) -> Self {
        Self(files.into_iter().collect())
    }

    /// The items in the table of the block with this number and format, whose columns have these keys. None
    /// when there is no such table, or nothing in it.
    #[must_use]
    pub fn items(&self, number: usize, format: &str, columns: &[String]) -> Option<Vec<String>> {
        let start = format!("{number:02}-{format}");
        // A block with several tables has one file for each; its first is the one of that name, or the first.
        let (_, bytes) = self.0.range(start.clone()..).find(|(name, _)| name.starts_with(&start))?;
        let column = columns.iter().position(|key| key == ITEM);
        let column = column.or_else(|| columns.iter().position(|key| !LABELS.contains(&&**key)))?;
        let text = String::from_utf8_lossy(bytes);
        let text = text.trim_start_matches('\u{feff}');
        let delimiter = if text.lines().next().is_some_and(|head| head.contains(';')) { b';' } else { b',' };
        let mut reader =
            csv::ReaderBuilder::new().flexible(true).delimiter(delimiter).from_reader(text.as_bytes());
        let cell = |row: csv::StringRecord| row.get(column).map(str::trim).map(str::to_owned);
        let items = reader.records().filter_map(Result::ok).filter_map(cell).filter(|item| !item.is_empty());
        let items: Vec<String> = items.take(MOST).collect();
        (!items.is_empty()).then_some(items)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn results(text: &str) -> Results {
        Results::new([("02-brainstorm.csv".to_owned(), text.as_bytes().to_vec())])
    }

    fn items(text: &str, columns: &[&str]) -> Option<Vec<String>> {
        let columns: Vec<String> = columns.iter().map(|&key| key.to_owned()).collect();
        results(text).items(2, "brainstorm", &columns)
    }

    #[test]
    fn items_are_what_was_written_in_their_column() {
        let written = "Letter,Idea,Next\nA,Bikes,\nB, ,x\nC,\"Trees, many\",\n";
        assert_eq!(
            items(written, &["letter", "item", "next"]),
            Some(vec!["Bikes".into(), "Trees, many".into()])
        );
        let spreadsheet = "\u{feff}Lettre;Idée\r\nA;Vélos\r\n";
        assert_eq!(items(spreadsheet, &["letter", "heard"]), Some(vec!["Vélos".into()]));
        assert_eq!(items("Letter,Idea\nA,\n", &["letter", "item"]), None);
        assert_eq!(results("").items(3, "brainstorm", &["item".to_owned()]), None);
    }
}
