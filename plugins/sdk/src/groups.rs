//! Whole people in whole groups.

/// Splits `total` in proportion to `weights`, in whole numbers that add up exactly: the largest remainder
/// method (Hamilton), ties to the earlier. All zero weights count as equal.
#[must_use]
pub fn apportion(total: u32, weights: &[u32]) -> Vec<u32> {
    let equal = vec![1; weights.len()];
    let weights = if weights.iter().all(|&w| w == 0) { &equal } else { weights };
    let sum: u64 = weights.iter().map(|&w| u64::from(w)).sum();
    if sum == 0 {
        return Vec::new();
    }
    let parts: Vec<(u64, u64)> =
        weights.iter().map(|&w| u64::from(total) * u64::from(w)).map(|p| (p / sum, p % sum)).collect();
    let missing = u64::from(total) - parts.iter().map(|p| p.0).sum::<u64>();
    let mut order: Vec<usize> = (0..parts.len()).collect();
    order.sort_by_key(|&i| (std::cmp::Reverse(parts[i].1), i));
    let mut shares: Vec<u32> = parts.iter().map(|p| u32::try_from(p.0).unwrap_or(u32::MAX)).collect();
    for &i in order.iter().take(usize::try_from(missing).unwrap_or(usize::MAX)) {
        shares[i] += 1;
    }
    shares
}

/// Splits `people` into `count` groups whose sizes differ by one at most, larger ones first.
#[must_use]
pub fn split(people: u32, count: u32) -> Vec<u32> {
    (0..count).map(|i| people / count + u32::from(i < people % count)).collect()
}

/// Splits `people` into groups of `min` to `max`, sizes differing by one at most and as near to `ideal` as
/// can be. None when no number of groups can do it: 11 people in groups of 6 to 8.
#[must_use]
pub fn groups(people: u32, min: u32, ideal: u32, max: u32) -> Option<Vec<u32>> {
    (1..=people)
        .filter(|&count| people / count >= min && people.div_ceil(count) <= max)
        .min_by_key(|&count| {
            let off: u32 = split(people, count).iter().map(|&size| size.abs_diff(ideal)).sum();
            (off, count)
        })
        .map(|count| split(people, count))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn groups_follow_the_ideal_and_the_bounds() {
        assert_eq!(groups(12, 5, 6, 7), Some(vec![6, 6]));
        assert_eq!(groups(13, 5, 6, 7), Some(vec![7, 6]));
        assert_eq!(groups(11, 5, 6, 7), Some(vec![6, 5]));
        assert_eq!(groups(13, 4, 4, 5), Some(vec![5, 4, 4]));
        assert_eq!(groups(11, 6, 7, 8), None);
        assert_eq!(groups(9, 5, 6, 8), None);
    }

    #[test]
    fn apportionment_gives_the_largest_remainders_their_due() {
        assert_eq!(apportion(10, &[1, 1, 1]), [4, 3, 3]);
        assert_eq!(apportion(7, &[5, 3, 1]), [4, 2, 1]);
        assert_eq!(apportion(3, &[0, 0]), [2, 1]);
        assert_eq!(apportion(3, &[]), [0; 0]);
    }

    proptest! {
        #[test]
        fn shares_add_up_and_are_within_one_of_their_quota(total in 0u32..100_000, weights in prop::collection::vec(0u32..1000, 1..20)) {
            let shares = apportion(total, &weights);
            prop_assert_eq!(shares.iter().sum::<u32>(), total);
            let sum: u64 = weights.iter().map(|&w| u64::from(w)).sum();
            for (share, weight) in shares.iter().zip(&weights) {
                if let Some(floor) = (u64::from(total) * u64::from(*weight)).checked_div(sum) {
                    prop_assert!(u64::from(*share) == floor || u64::from(*share) == floor + 1);
                }
            }
        }

        #[test]
        fn groups_hold_everybody_within_the_bounds(people in 1u32..500, min in 1u32..8, more in 0u32..6, over in 0u32..6) {
            let (ideal, max) = (min + more.min(over), min + over.max(more));
            match groups(people, min, ideal, max) {
                Some(sizes) => {
                    prop_assert_eq!(sizes.iter().sum::<u32>(), people);
                    prop_assert!(sizes.iter().all(|s| (min..=max).contains(s)));
                    prop_assert!(sizes[0] - sizes[sizes.len() - 1] <= 1);
                }
                None => prop_assert!((1..=people).all(|c| people / c < min || people.div_ceil(c) > max)),
            }
        }
    }
}
