//! How near to the best seatings are: a table of instances with the bound and two baselines.
//!
//! Every seating is counted again by code of this file alone. Times are CPU seconds of this process.

use std::collections::HashMap;
use std::process::ExitCode;

use atelier::plan::seating::{EFFORT, Mode, Seating, SeatingRequest, seat};

/// A seating to find, and what counts as having reached it.
struct Instance {
    people: usize,
    tables: usize,
    rounds: usize,
    mode: Mode,
    effort: u64,
    /// Repeats at most.
    repeats: usize,
    /// CPU seconds at most.
    seconds: f64,
}

fn main() -> ExitCode {
    let only = std::env::args().skip(1).find(|word| !word.starts_with('-'));
    let wanted = |part: &str| only.as_ref().is_none_or(|only| only == part);
    let mut reached = true;
    if wanted("classics") {
        reached &= table("Classics: zero repeats are known", &classics());
    }
    if wanted("dense") {
        reached &= table("Dense: repeats that cannot be avoided", &dense());
    }
    if wanted("large") {
        reached &= table("Large", &large());
        reached &= mixed();
    }
    if wanted("grid") {
        reached &= grid();
    }
    if reached { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Groups, size, weeks: plain.
fn classics() -> Vec<Instance> {
    let quick = [
        (4, 4, 5),
        (5, 3, 7),
        (5, 5, 6),
        (6, 3, 8),
        (6, 4, 7),
        (6, 5, 6),
        (7, 4, 7),
        (7, 5, 7),
        (7, 7, 8),
        (8, 3, 11),
        (8, 4, 9),
        (9, 3, 13),
        (10, 3, 13),
        (10, 4, 9),
        (10, 5, 8),
    ];
    let long = [(7, 4, 9), (9, 4, 11), (8, 4, 10), (10, 4, 13)];
    let instance = |(tables, size, rounds): (usize, usize, usize), seconds: f64, effort: u64| Instance {
        people: tables * size,
        tables,
        rounds,
        mode: Mode::Plain,
        effort,
        repeats: 0,
        seconds,
    };
    quick
        .into_iter()
        .map(|it| instance(it, 0.1, 1))
        .chain(long.into_iter().map(|it| instance(it, 10.0, 10)))
        .collect()
}

fn dense() -> Vec<Instance> {
    use Mode::{Distinct, Hosted, Plain};
    [
        (17, 4, 4, Plain, 3),
        (27, 5, 4, Plain, 6),
        (20, 5, 8, Plain, 50),
        (16, 4, 8, Plain, 72),
        (20, 5, 6, Plain, 6),
        (36, 6, 4, Plain, 2),
        (18, 4, 4, Hosted, 9),
        (30, 4, 3, Hosted, 34),
        (35, 6, 5, Hosted, 16),
        (200, 10, 4, Plain, 324),
        (40, 5, 5, Distinct, 80),
        (12, 3, 3, Hosted, 6),
        (18, 3, 3, Hosted, 24),
        (20, 4, 3, Hosted, 8),
        (88, 10, 6, Hosted, 60),
    ]
    .into_iter()
    .map(|(people, tables, rounds, mode, repeats)| Instance {
        people,
        tables,
        rounds,
        mode,
        effort: 1,
        repeats,
        seconds: 1.0,
    })
    .collect()
}

fn large() -> Vec<Instance> {
    use Mode::{Distinct, Hosted, Plain};
    [
        (24, 6, 3, Hosted, 0.1),
        (24, 6, 3, Distinct, 0.1),
        (23, 6, 3, Plain, 0.1),
        (48, 8, 5, Hosted, 0.1),
        (60, 10, 6, Plain, 0.1),
        (100, 20, 4, Hosted, 0.1),
        (1_000, 200, 3, Distinct, 0.1),
        (5_000, 1_000, 4, Hosted, 0.1),
        (5_000, 1_000, 4, Plain, 0.1),
    ]
    .into_iter()
    .map(|(people, tables, rounds, mode, seconds)| Instance {
        people,
        tables,
        rounds,
        mode,
        effort: 1,
        repeats: 0,
        seconds,
    })
    .collect()
}

fn request(instance: &Instance) -> SeatingRequest {
    let mut request = SeatingRequest::new(instance.mode, instance.people, instance.tables, instance.rounds);
    request.looks = instance.effort * EFFORT;
    request
}

/// Prints one line for each instance, and says whether all were reached.
fn table(title: &str, instances: &[Instance]) -> bool {
    println!("\n{title}");
    println!(
        "{:>7} {:>6} {:>6} {:9} {:>7} {:>5} {:>8} {:>4} {:>6} {:>8} {:>9} {:>8}  {:12}",
        "people",
        "tables",
        "rounds",
        "mode",
        "repeats",
        "bound",
        "revisits",
        "max",
        "met>=",
        "seconds",
        "clockwise",
        "random",
        "how"
    );
    let mut all = true;
    for instance in instances {
        let request = request(instance);
        let before = cpu_seconds();
        let answer = seat(&request);
        let seconds = cpu_seconds() - before;
        let Ok(seating) = answer else {
            println!("{:>7} {:>6} {:>6} refused", instance.people, instance.tables, instance.rounds);
            all = false;
            continue;
        };
        let count = verify(instance, &seating);
        let reached = count.is_ok_and(|count| count.0 <= instance.repeats) && seconds <= instance.seconds;
        all &= reached;
        println!(
            "{:>7} {:>6} {:>6} {:9} {:>7} {:>5} {:>8} {:>4} {:>6} {:>8.4} {:>9} {:>8}  {:12} {}",
            instance.people,
            instance.tables,
            instance.rounds,
            format!("{:?}", instance.mode).to_lowercase(),
            seating.score.repeats,
            seating.bounds.repeats,
            seating.score.revisits,
            seating.score.max_meetings,
            seating.score.fewest_met,
            seconds,
            repeats(&clockwise(instance)),
            repeats(&reseated(instance)),
            seating.how,
            if reached { "" } else { "NOT REACHED" }
        );
    }
    all
}

/// 300 people of 12 organisations.
fn mixed() -> bool {
    let mut request = SeatingRequest::new(Mode::Plain, 300, 60, 3);
    request.wishes.mix = (0..300).map(|person| person * person / 7 % 12).collect();
    let before = cpu_seconds();
    let answer = seat(&request);
    let seconds = cpu_seconds() - before;
    let Ok(seating) = answer else { return false };
    let instance = Instance {
        people: 300,
        tables: 60,
        rounds: 3,
        mode: Mode::Plain,
        effort: 1,
        repeats: 0,
        seconds: 0.5,
    };
    let organisations = &request.wishes.mix;
    let off = off_share(&seating.rounds, organisations);
    println!(
        "\n300 people, 60 tables, 3 rounds, 12 organisations: {} repeats, {off} off their share, {seconds:.4} s \
         (clockwise {} and {}, random {} and {})",
        repeats(&seating.rounds),
        repeats(&clockwise(&instance)),
        off_share(&clockwise(&instance), organisations),
        repeats(&reseated(&instance)),
        off_share(&reseated(&instance), organisations),
    );
    let sound = verify(&instance, &seating).is_ok();
    sound && repeats(&seating.rounds) == 0 && off == 0 && seconds <= instance.seconds
}

/// By how many people the tables are off their share of each organisation, rounded up or down.
fn off_share(rounds: &[Vec<Vec<usize>>], organisations: &[usize]) -> usize {
    let everybody = organisations.len();
    let mut off = 0;
    for seats in rounds.iter().flatten() {
        for organisation in 0..=organisations.iter().max().copied().unwrap_or(0) {
            let of = |people: &mut dyn Iterator<Item = usize>| {
                people.filter(|person| organisations[*person] == organisation).count()
            };
            let share = of(&mut (0..everybody)) * seats.len();
            let found = of(&mut seats.iter().copied());
            off +=
                found.saturating_sub(share.div_ceil(everybody)) + (share / everybody).saturating_sub(found);
        }
    }
    off
}

/// All tables, sizes, rounds and modes of real events for which zero repeats are not excluded.
fn grid() -> bool {
    println!("\nGrid: 3 to 30 tables of 3 to 8, 2 to 6 rounds");
    let mut total = 0.0;
    let (mut cells, mut zero) = (0_u32, 0_u32);
    let (mut around, mut drawn) = (0, 0);
    for mode in [Mode::Plain, Mode::Distinct, Mode::Hosted] {
        for tables in 3..=30 {
            for size in 3..=8 {
                for rounds in 2..=6 {
                    let instance = Instance {
                        people: tables * size,
                        tables,
                        rounds,
                        mode,
                        effort: 1,
                        repeats: 0,
                        seconds: 10.0,
                    };
                    let request = request(&instance);
                    if mode != Mode::Plain && rounds > tables {
                        continue;
                    }
                    if atelier::plan::seating::bounds(&request).repeats > 0 {
                        continue;
                    }
                    cells += 1;
                    let before = cpu_seconds();
                    let Ok(seating) = seat(&request) else { continue };
                    let seconds = cpu_seconds() - before;
                    total += seconds;
                    let count = verify(&instance, &seating);
                    let good =
                        count == Ok((0, 0)) || (mode == Mode::Plain && count.is_ok_and(|count| count.0 == 0));
                    zero += u32::from(good);
                    around += u32::from(repeats(&clockwise(&instance)) == 0);
                    drawn += u32::from(repeats(&reseated(&instance)) == 0);
                    if !good || seconds > 0.1 {
                        println!(
                            "  {:?} {} people {tables} tables {rounds} rounds: {} repeats, {} revisits ({}), {seconds:.3} s",
                            mode, instance.people, seating.score.repeats, seating.score.revisits, seating.how
                        );
                    }
                }
            }
        }
    }
    println!(
        "{zero} of {cells} cells ({:.2} %) without repeats and revisits, {total:.2} s; without repeats, clockwise \
         {around}, random {drawn}",
        100.0 * f64::from(zero) / f64::from(cells)
    );
    f64::from(zero) >= 0.99 * f64::from(cells) && total <= 10.0
}

/// Counts repeats and revisits, after checking that everybody sits once a round and tables are even.
fn verify(instance: &Instance, seating: &Seating) -> Result<(usize, usize), String> {
    if seating.rounds.len() != instance.rounds {
        return Err("rounds".into());
    }
    let hosts: Vec<usize> = match instance.mode {
        Mode::Hosted => seating.rounds[0].iter().map(|seats| seats[0]).collect(),
        _ => Vec::new(),
    };
    let mut visits = HashMap::new();
    for tables in &seating.rounds {
        let mut everybody: Vec<usize> = tables.iter().flatten().copied().collect();
        everybody.sort_unstable();
        if everybody != (0..instance.people).collect::<Vec<_>>() {
            return Err("not everybody sits once".into());
        }
        let sizes = tables.iter().map(Vec::len);
        if sizes.clone().max() > sizes.min().map(|least| least + 1) {
            return Err("tables are uneven".into());
        }
        for (table, seats) in tables.iter().enumerate() {
            if !hosts.is_empty() && seats[0] != hosts[table] {
                return Err("a host moved".into());
            }
            for person in &seats[usize::from(!hosts.is_empty())..] {
                *visits.entry((*person, table)).or_insert(0_usize) += 1;
            }
        }
    }
    let revisits = visits.values().map(|count| count - 1).sum();
    let found = repeats(&seating.rounds);
    if found != seating.score.repeats || revisits != seating.score.revisits {
        return Err("the seating claims something else".into());
    }
    Ok((found, revisits))
}

fn repeats(rounds: &[Vec<Vec<usize>>]) -> usize {
    let mut meetings = HashMap::new();
    for seats in rounds.iter().flatten() {
        for a in seats {
            for b in seats.iter().filter(|b| *b > a) {
                *meetings.entry((*a, *b)).or_insert(0_usize) += 1;
            }
        }
    }
    meetings.values().map(|count| count - 1).sum()
}

/// What is done without a tool: half of each table goes one way round, half the other; hosts stay.
fn clockwise(instance: &Instance) -> Vec<Vec<Vec<usize>>> {
    let Instance { people, tables, rounds, mode, .. } = *instance;
    (0..rounds)
        .map(|round| {
            let mut seats = vec![Vec::new(); tables];
            for person in 0..people {
                let class = person / tables;
                let stays = mode == Mode::Hosted && class == 0;
                let step = if stays {
                    0
                } else if class % 2 == 1 {
                    round
                } else {
                    tables - round % tables
                };
                seats[(person + step) % tables].push(person);
            }
            seats
        })
        .collect()
}

/// Everybody drawn anew in every round.
fn reseated(instance: &Instance) -> Vec<Vec<Vec<usize>>> {
    let Instance { people, tables, rounds, mode, .. } = *instance;
    let fixed = if mode == Mode::Hosted { tables } else { 0 };
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    (0..rounds)
        .map(|_| {
            let mut order: Vec<usize> = (0..people).collect();
            for last in (fixed + 1..people).rev() {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                order.swap(last, fixed + usize::try_from(state % (last + 1 - fixed) as u64).unwrap_or(0));
            }
            let mut seats = vec![Vec::new(); tables];
            for (index, person) in order.into_iter().enumerate() {
                seats[index % tables].push(person);
            }
            seats
        })
        .collect()
}

/// CPU time of this process: user and system ticks of 10 ms from the kernel, else the wall clock.
fn cpu_seconds() -> f64 {
    let clock = || {
        // The kernel brings its count up to date when a thread yields.
        std::thread::yield_now();
        let text = std::fs::read_to_string("/proc/self/schedstat").ok()?;
        text.split_whitespace().next()?.parse::<f64>().ok().map(|nanoseconds| nanoseconds / 1e9)
    };
    clock().unwrap_or_else(|| {
        static START: std::sync::OnceLock<std::time::Instant> = std::sync::OnceLock::new();
        START.get_or_init(std::time::Instant::now).elapsed().as_secs_f64()
    })
}
