//! How sheets travel in brainwriting.

/// Who writes on each sheet of a group of `size`, by sheet and round: seats, from 0.
///
/// In round r seat s holds sheet (s - r) mod n; so sheet h is at seat (h + r) mod n: everybody passes to the
/// next seat. Each sheet meets each person once, each person has one sheet at a time: a Latin square.
pub fn writers(size: u32) -> Vec<Vec<u32>> {
    (0..size).map(|sheet| (0..size).map(|round| (sheet + round) % size).collect()).collect()
}

/// Ideas that a group of `size` can have: three on each sheet in each round.
pub fn ideas(size: u32) -> u32 {
    3 * size * size
}
