//! The drawing of who meets whom: half a matrix, in black and white.

use std::fmt::Write as _;

/// Side of a cell, in the drawing's units.
const CELL: usize = 20;
/// Height of the letters of a label: with 40 people, still some 7 points on a page.
const SIZE: usize = 16;
/// Width of a character of a label, on average.
const LETTER: usize = 9;
/// Letters of a label that are shown.
const LONGEST: usize = 20;

/// Draws a row and a column for each of `labels`, in their order. `meetings` says how often two of them meet: never is
/// an empty cell, once a black one, more often a black one with the number in white. The columns have numbers; so do
/// the rows, before the names where there are any.
pub fn draw(labels: &[String], named: bool, meetings: &dyn Fn(usize, usize) -> usize) -> String {
    let shown: Vec<String> = labels
        .iter()
        .enumerate()
        .map(
            |(i, label)| {
                if named { format!("{} · {}", shortened(label), i + 1) } else { (i + 1).to_string() }
            },
        )
        .collect();
    let longest = shown.iter().map(|label| label.chars().count()).max().unwrap_or(0);
    let (left, top) = (longest * LETTER + 10, CELL + 4);
    let (width, height) = (left + labels.len() * CELL + 2, top + labels.len() * CELL + 2);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" \
         height=\"{height}\" font-family=\"Atkinson Hyperlegible Next, sans-serif\" font-size=\"{SIZE}\">\
         <rect width=\"{width}\" height=\"{height}\" fill=\"#ffffff\"/>"
    );
    for (row, label) in shown.iter().enumerate() {
        let y = top + row * CELL;
        let middle = y + CELL * 7 / 10;
        // Writing to a string does not fail.
        let _ = write!(
            svg,
            "<text x=\"{}\" y=\"{middle}\" text-anchor=\"end\">{}</text>",
            left - 6,
            escaped(label)
        );
        let x = left + row * CELL + CELL / 2;
        let _ = write!(
            svg,
            "<text x=\"{x}\" y=\"{}\" font-size=\"13\" text-anchor=\"middle\">{}</text>",
            y - 5,
            row + 1
        );
        for column in 0..row {
            let (x, times) = (left + column * CELL, meetings(row, column));
            let fill = if times == 0 { "#ffffff" } else { "#000000" };
            let _ = write!(
                svg,
                "<rect x=\"{x}\" y=\"{y}\" width=\"{CELL}\" height=\"{CELL}\" fill=\"{fill}\" stroke=\"#808080\" \
                 stroke-width=\"0.8\"/>"
            );
            if times > 1 {
                let x = x + CELL / 2;
                let _ = write!(
                    svg,
                    "<text x=\"{x}\" y=\"{middle}\" text-anchor=\"middle\" fill=\"#ffffff\" \
                     font-weight=\"bold\">{times}</text>"
                );
            }
        }
    }
    svg.push_str("</svg>");
    svg
}

fn shortened(label: &str) -> String {
    match label.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", label[..end].trim_end()),
        None => label.to_owned(),
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_say_how_often_two_people_meet() {
        let labels = ["Ana & Co".to_owned(), "Bo".to_owned(), "Cy".to_owned()];
        let svg = draw(&labels, true, &|a, b| match (a, b) {
            (1, 0) => 0,
            (2, 0) => 1,
            _ => 2,
        });
        assert_eq!(svg.matches("fill=\"#000000\"").count(), 2);
        assert_eq!(svg.matches("font-weight=\"bold\">2</text>").count(), 1);
        assert!(svg.contains(">Ana &amp; Co · 1</text>"));
    }
}
