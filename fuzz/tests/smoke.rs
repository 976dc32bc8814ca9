//! Every target over its seeds, over what was once found, and over changes of them that are the same every time.
//! `PROPTEST_CASES=100000` looks further, without any guide.

use std::time::{Duration, Instant};

use atelier_fuzz::{TARGETS, Target, changed, regressions, seeds, target};
use proptest::prelude::*;
use proptest::test_runner::{RngSeed, TestRunner};

/// Longest that one input may take: everything here is small.
const LONGEST: Duration = Duration::from_secs(10);

fn run(target: &Target, input: &[u8]) {
    let start = Instant::now();
    (target.run)(input);
    assert!(start.elapsed() < LONGEST, "{}: {:?} for {} bytes", target.name, start.elapsed(), input.len());
}

fn smoke(name: &str) {
    let target = target(name).expect("a target of this name");
    for (path, input) in regressions(target) {
        println!("{}", path.display());
        run(target, &input);
    }
    let seeds = seeds(target);
    assert!(!seeds.is_empty(), "{name} has nothing to begin from");
    for seed in &seeds {
        run(target, seed);
    }

    let default = ProptestConfig { failure_persistence: None, ..ProptestConfig::default() };
    let config = match std::env::var_os("PROPTEST_CASES") {
        Some(_) => default,
        None => ProptestConfig { cases: 2000, rng_seed: RngSeed::Fixed(7), ..default },
    };
    let count = seeds.len();
    let change = (any::<u8>(), any::<u16>(), any::<u8>());
    let inputs = (0..count, 0..count, prop::collection::vec(change, 1..6))
        .prop_map(|(one, other, changes)| changed(&seeds[one], &seeds[other], &changes));
    TestRunner::new(config)
        .run(&inputs, |input| {
            run(target, &input);
            Ok(())
        })
        .unwrap_or_else(|error| panic!("{name}: {error}"));
}

macro_rules! smoke {
    ($($name:ident)*) => {
        $(
            #[test]
            fn $name() {
                smoke(stringify!($name));
            }
        )*

        #[test]
        fn all_are_here() {
            assert_eq!(TARGETS.map(|target| target.name), [$(stringify!($name)),*]);
        }
    };
}

smoke!(pack component manifest canvas words settings template markdown workshop people seating results theme logo);
