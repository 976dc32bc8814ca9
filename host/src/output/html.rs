//! Documents as HTML: one file each, without script, font or request. Only the room screen has a script, which
//! counts the time.

pub mod index;
mod inline;
pub mod screen;
#[cfg(test)]
mod tests;
mod view;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Kwargs, Value};
use minijinja::{AutoEscape, Environment, UndefinedBehavior};

use super::{Output, OutputError, phrase};
use crate::document::tree::Document;
use index::Index;
use screen::Screen;

/// What a theme adds to the style: nothing, by default.
pub const THEME: &str = "theme.css";

/// The default theme: what a theme of one's own replaces by name.
pub const TEMPLATES: [(&str, &str); 9] = [
    ("document.html", include_str!("../../theme/html/document.html")),
    ("blocks.html", include_str!("../../theme/html/blocks.html")),
    ("index.html", include_str!("../../theme/html/index.html")),
    ("style.css", include_str!("../../theme/html/style.css")),
    (THEME, ""),
    ("screen.html", include_str!("../../theme/html/screen.html")),
    ("screen.css", include_str!("../../theme/html/screen.css")),
    ("replan.js", include_str!("../../theme/html/replan.js")),
    ("screen.js", include_str!("../../theme/html/screen.js")),
];

/// Writes HTML pages of one language.
pub struct Html {
    environment: Environment<'static>,
}

impl Html {
    /// Reads the theme. `overrides` replace templates of the same name.
    ///
    /// # Errors
    /// When one of the overrides is not a template.
    pub fn new(
        language: &str,
        overrides: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, OutputError> {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        // Pages and all they include: `style.css` is in a page, too.
        environment.set_auto_escape_callback(|_| AutoEscape::Html);
        let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build();
        environment.set_syntax(syntax?);
        let language = language.to_owned();
        environment.add_function("say", move |key: &str, arguments: Kwargs| {
            phrase(&language, key, Value::from(arguments))
        });
        for (name, source) in TEMPLATES {
            environment.add_template(name, source)?;
        }
        for (name, source) in overrides {
            environment.add_template_owned(name, source)?;
        }
        Ok(Self { environment })
    }

    /// The page that holds the kit together.
    ///
    /// # Errors
    /// When a template of the theme fails.
    pub fn index(&self, index: &Index) -> Result<Vec<u8>, OutputError> {
        let page = self.environment.get_template("index.html")?.render(index.view())?;
        Ok(page.into_bytes())
    }

    /// The page that counts the time in the room.
    ///
    /// # Errors
    /// When a template of the theme fails.
    pub fn screen(&self, screen: &Screen) -> Result<Vec<u8>, OutputError> {
        let page = self.environment.get_template("screen.html")?.render(screen.view()?)?;
        Ok(page.into_bytes())
    }
}

impl Output for Html {
    fn extension(&self) -> &'static str {
        "html"
    }

    fn render(&self, document: &Document) -> Result<Vec<u8>, OutputError> {
        let page = self.environment.get_template("document.html")?.render(view::document(document))?;
        Ok(page.into_bytes())
    }
}
