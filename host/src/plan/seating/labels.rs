//! Which table is which, where tables have no identity: people see a new one as often as possible.

use super::request::Rounds;

/// Beyond so many tables constructions already bring nobody back.
const MAX_TABLES: usize = 200;

/// Exchanges whole tables of one size within rounds from `first` on while that saves visits to a table that somebody
/// knows.
pub(super) fn relabel(rounds: &mut Rounds, first: usize, people: usize) {
    let tables = rounds.first().map_or(0, Vec::len);
    if tables > MAX_TABLES {
        return;
    }
    let mut visits = vec![0_i32; people * tables];
    for seats in rounds.iter() {
        for (table, seats) in seats.iter().enumerate() {
            for person in seats {
                visits[person * tables + table] += 1;
            }
        }
    }
    let mut better = true;
    while std::mem::take(&mut better) {
        for round in &mut rounds[first..] {
            for a in 0..tables {
                for b in a + 1..tables {
                    if round[a].len() != round[b].len() {
                        continue;
                    }
                    let saved: i32 =
                        saving(&visits, tables, &round[a], a, b) + saving(&visits, tables, &round[b], b, a);
                    if saved > 0 {
                        carry(&mut visits, tables, &round[a], a, b);
                        carry(&mut visits, tables, &round[b], b, a);
                        round.swap(a, b);
                        better = true;
                    }
                }
            }
        }
    }
}

/// How many visits to a known table are saved when `seats` go from one table to another.
fn saving(visits: &[i32], tables: usize, seats: &[usize], from: usize, to: usize) -> i32 {
    let visits = |person: usize, table: usize| visits[person * tables + table];
    seats.iter().map(|person| i32::from(visits(*person, from) > 1) - i32::from(visits(*person, to) > 0)).sum()
}

fn carry(visits: &mut [i32], tables: usize, seats: &[usize], from: usize, to: usize) {
    for person in seats {
        visits[person * tables + from] -= 1;
        visits[person * tables + to] += 1;
    }
}
