//! Colours, and whether text in them can be read: the contrast ratio of WCAG 2.2.

use std::fmt;

/// The least contrast of text with what it stands on.
pub const LEAST_CONTRAST: f64 = 4.5;
/// What light pages and paper are.
pub const PAPER: Colour = Colour([255, 255, 255]);
/// What dark pages are: `--bg` of `style.css`.
pub const DARK: Colour = Colour([0x15, 0x17, 0x1b]);

/// A colour of sRGB.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour(pub [u8; 3]);

impl Colour {
    /// Reads `#0b4f9e` or `#04f`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digits: Option<Vec<u8>> = text
            .strip_prefix('#')?
            .chars()
            .map(|c| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
            .collect();
        match digits?.as_slice() {
            [r, g, b] => Some(Self([r * 17, g * 17, b * 17])),
            [r, r2, g, g2, b, b2] => Some(Self([r * 16 + r2, g * 16 + g2, b * 16 + b2])),
            _ => None,
        }
    }

    /// Contrast with another colour, from 1 to 21.
    #[must_use]
    pub fn contrast(self, other: Self) -> f64 {
        let (one, two) = (self.luminance(), other.luminance());
        (one.max(two) + 0.05) / (one.min(two) + 0.05)
    }

    /// This colour, as little nearer to black (on a light ground) or to white (on a dark one) as is enough for text.
    #[must_use]
    pub fn readable_on(self, ground: Self) -> Self {
        let end = if ground.luminance() > 0.18 { 0.0 } else { 255.0 };
        let mixed = |share: u32| {
            let share = f64::from(share) / 1000.0;
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 255")]
            Self(self.0.map(|part| (f64::from(part) + (end - f64::from(part)) * share).round() as u8))
        };
        let enough = |colour: &Self| colour.contrast(ground) >= LEAST_CONTRAST;
        (0..=1000).map(mixed).find(enough).unwrap_or_else(|| mixed(1000))
    }

    /// Relative luminance, from 0 to 1.
    fn luminance(self) -> f64 {
        let [r, g, b] = self.0.map(|part| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        });
        0.2126 * r + 0.7152 * g + 0.0722 * b
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [r, g, b] = self.0;
        write!(f, "#{r:02x}{g:02x}{b:02x}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn colour(text: &str) -> Colour {
        Colour::parse(text).unwrap_or_else(|| panic!("{text}"))
    }

    #[test]
    fn a_colour_is_read_and_written() {
        assert_eq!(colour("#0B4f9e").to_string(), "#0b4f9e");
        assert_eq!(colour("#04f").to_string(), "#0044ff");
        for wrong in ["", "#", "0b4f9e", "#0b4f9", "#0b4f9g", "#0b4f9e0", "blue", "#é44"] {
            assert_eq!(Colour::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn contrast_is_that_of_wcag() {
        let of = |one, two| (colour(one).contrast(colour(two)) * 100.0).round() / 100.0;
        assert!((of("#000", "#fff") - 21.0).abs() < f64::EPSILON);
        assert!((of("#767676", "#fff") - 4.54).abs() < f64::EPSILON);
        assert!((of("#777777", "#fff") - 4.48).abs() < f64::EPSILON);
        assert!((of("#fff", "#f00") - 4.0).abs() < f64::EPSILON);
    }

    #[test]
    fn the_nearest_colour_is_just_enough() {
        assert_eq!(colour("#777777").readable_on(PAPER), colour("#767676"));
        assert_eq!(colour("#0b4f9e").readable_on(PAPER), colour("#0b4f9e"));
        for name in ["#f2c200", "#ff0000", "#ffffff", "#00ff00", "#e0e0ff"] {
            let near = colour(name).readable_on(PAPER).contrast(PAPER);
            assert!((4.5..4.65).contains(&near), "{name}: {near}");
        }
        for name in ["#0b4f9e", "#000000", "#5b0000"] {
            let near = colour(name).readable_on(DARK).contrast(DARK);
            assert!((4.5..4.65).contains(&near), "{name}: {near}");
        }
    }
}
