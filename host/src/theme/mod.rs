//! A facilitator's own look: a logo, colours, templates in place of the program's own. Here is what a theme is and
//! which rules it keeps.

pub mod colour;
pub mod logo;
mod read;

use std::collections::BTreeMap;

use crate::document::tree::Logo;
use crate::document::{DocumentError, Templates};
use colour::Colour;

pub use read::read;

/// The settings of a theme.
pub const SETTINGS: &str = "theme.toml";
/// The templates of the host's documents that a theme can replace, by their path in it.
pub const DOCUMENTS: [(&str, &str); 2] = [
    ("documents/agenda.md", include_str!("../../theme/documents/agenda.md")),
    ("documents/run-sheet.md", include_str!("../../theme/documents/run-sheet.md")),
];

/// What documents are made with in place of the program's own look. The default is that look.
#[derive(Debug, Clone, Default)]
pub struct Theme {
    /// The folder, as the workshop names it, ending with `/`.
    pub folder: String,
    /// On the agenda and on the kit's page.
    pub logo: Option<Logo>,
    /// On paper and on light screens.
    pub accent: Option<Colour>,
    /// On dark screens.
    pub accent_dark: Option<Colour>,
    /// By path in the folder: `documents/agenda.md`, `handouts/world-cafe/table-signs.md`.
    pub templates: BTreeMap<String, String>,
}

impl Theme {
    /// The template at a path, if the theme brings it.
    #[must_use]
    pub fn template(&self, path: &str) -> Option<&str> {
        self.templates.get(path).map(String::as_str)
    }

    /// The theme's own words for the look of a screen, after those of the program.
    #[must_use]
    pub fn css(&self) -> String {
        let (Some(light), Some(dark)) = (self.accent, self.accent_dark) else { return String::new() };
        format!(
            "@media screen{{:root{{--accent:{light}}}}}\n\
             @media screen and (prefers-color-scheme:dark){{:root{{--accent:{dark}}}}}\n"
        )
    }

    /// Every template of the theme that cannot be understood, used or not, by its path in the folder.
    #[must_use]
    pub fn check(&self) -> Vec<DocumentError> {
        Templates::new(self.templates.clone(), |_| {}).check()
    }
}
