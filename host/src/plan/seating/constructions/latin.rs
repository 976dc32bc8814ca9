//! Full tables from Latin squares, where no classes can be formed.
//!
//! A cell is a row and a column of a square: it sits at the table of its row, then of its column, then of its symbol in
//! each of the squares. Cells meet once at most when the squares are orthogonal. With a multiple of that many people,
//! several share a cell and stay together: as few repeats as the pigeonhole bound allows.

use super::super::request::Mode;
use super::{Shape, Structure};

/// Three rounds for any number of tables, four for ten tables. Where the number of tables is a power of a prime,
/// developed seatings do more.
pub(in super::super) fn latin(shape: Shape) -> Option<Structure> {
    let Shape { people, tables, rounds, mode } = shape;
    let square = tables * tables;
    if mode != Mode::Plain || tables < 2 || !people.is_multiple_of(square) {
        return None;
    }
    let cells = match rounds {
        0..=3 => cyclic(tables),
        4 if tables == 10 => orthogonal_of_order_ten(),
        _ => return None,
    };
    let table =
        (0..rounds).map(|round| (0..people).map(|cell| cells[cell % square][round]).collect()).collect();
    Some(Structure {
        table,
        optional: people,
        hosts: Vec::new(),
        exact: people == square,
        steps: Vec::new(),
        how: "latin",
    })
}

/// By cell: row, column, and their sum.
fn cyclic(tables: usize) -> Vec<[u32; 4]> {
    (0..tables * tables)
        .map(|cell| {
            let (row, column) = (cell / tables, cell % tables);
            [row as u32, column as u32, ((row + column) % tables) as u32, 0]
        })
        .collect()
}

/// By cell: row, column, and the symbols of two orthogonal squares. They are made in the manner of Ernest T. Parker,
/// "Orthogonal Latin squares", Proceedings of the National Academy of Sciences 45, 1959: symbols are the integers
/// modulo 7 and three more. Cells come from quadruples with one of the three further symbols each, multiplied by the
/// squares 1, 2 and 4, and developed by adding the same to all; squares of order 3 fill the hole.
fn orthogonal_of_order_ten() -> Vec<[u32; 4]> {
    /// By coordinate that takes a further symbol: the other coordinates in order.
    const OTHERS: [[u32; 3]; 4] = [[0, 1, 2], [0, 1, 4], [0, 1, 6], [0, 3, 6]];
    let mut cells: Vec<[u32; 4]> = (0..7).map(|symbol| [symbol; 4]).collect();
    for (further, others) in OTHERS.iter().enumerate() {
        for (index, factor) in [1, 2, 4].into_iter().enumerate() {
            for shift in 0..7 {
                let mut cell = [7 + index as u32; 4];
                let places = (0..4).filter(|place| *place != further);
                for (place, other) in places.zip(others) {
                    cell[place] = (other * factor + shift) % 7;
                }
                cells.push(cell);
            }
        }
    }
    for row in 0..3 {
        cells.extend(
            (0..3).map(|column| [7 + row, 7 + column, 7 + (row + column) % 3, 7 + (row + 2 * column) % 3]),
        );
    }
    cells
}
