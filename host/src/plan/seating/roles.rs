//! What is decided once everybody has a seat: parts to play, chairs to keep free.

use super::request::{Mode, SeatingRequest};

/// By role, round and table: who plays it. A part that stays is the host's; the others go to whoever at the table
/// had the fewest parts so far. Where people are fewer than parts, the last parts stay open.
pub(super) fn share(request: &SeatingRequest, rounds: &[Vec<Vec<usize>>]) -> Vec<Vec<Vec<Vec<usize>>>> {
    let mut played = vec![vec![0_usize; request.people]; request.roles.len()];
    let mut parts = vec![0_usize; request.people];
    let mut shared = vec![Vec::with_capacity(rounds.len()); request.roles.len()];
    for tables in rounds {
        for by_role in &mut shared {
            by_role.push(Vec::with_capacity(tables.len()));
        }
        for seats in tables {
            let hosted = usize::from(request.mode == Mode::Hosted).min(seats.len());
            let (mut staying, mut moving) = (seats[..hosted].to_vec(), seats[hosted..].to_vec());
            for (index, role) in request.roles.iter().enumerate() {
                let from = if role.stays { &mut staying } else { &mut moving };
                // The part itself in turn first, then parts of any kind, then the order of seats.
                from.sort_by_key(|person| (played[index][*person], parts[*person]));
                let chosen: Vec<usize> = from.drain(..role.per_table.min(from.len())).collect();
                for &person in &chosen {
                    played[index][person] += 1;
                    parts[person] += 1;
                }
                if let Some(by_table) = shared[index].last_mut() {
                    by_table.push(chosen);
                }
            }
        }
    }
    shared
}

/// By table: how many of `spare` chairs for latecomers to put there, the smallest tables first.
#[must_use]
pub fn spread_chairs(sizes: &[usize], spare: usize) -> Vec<usize> {
    let mut spread = vec![0; sizes.len()];
    for _ in 0..spare {
        if let Some(table) = (0..sizes.len()).min_by_key(|table| sizes[*table] + spread[*table]) {
            spread[table] += 1;
        }
    }
    spread
}
