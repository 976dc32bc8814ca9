//! Levels of headings, without gaps.

/// The headings that are open, as their author wrote them. The title is above them all.
#[derive(Debug, Clone, Default)]
pub(super) struct Outline(Vec<u8>);

impl Outline {
    /// The level of the next heading: one below the heading it belongs to. Headings written alike come out
    /// alike.
    pub(super) fn level(&mut self, written: u8) -> u8 {
        while self.0.last().is_some_and(|open| *open >= written) {
            self.0.pop();
        }
        self.0.push(written);
        u8::try_from(self.0.len()).unwrap_or(u8::MAX).saturating_add(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_close_and_siblings_stay_alike() {
        let mut outline = Outline::default();
        let levels = [2, 4, 4, 3, 2, 3, 4, 2].map(|written| outline.level(written));
        assert_eq!(levels, [2, 3, 3, 3, 2, 3, 4, 2]);
    }

    #[test]
    fn a_deep_beginning_is_the_second_level() {
        let mut outline = Outline::default();
        assert_eq!([4, 3, 4].map(|written| outline.level(written)), [2, 2, 3]);
    }
}
