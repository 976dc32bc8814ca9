//! Templates to documents: minijinja gives Markdown with blocks, comrak reads it, the tree is what every
//! output sees.

mod directive;
mod error;
mod escape;
mod outline;
mod parse;
mod template;
#[cfg(test)]
mod tests;
pub mod tree;
mod weight;

use minijinja::value::Value;

#[cfg(test)] // the guide tells them
pub(crate) use directive::MOST as MOST_TOLD;
pub use error::DocumentError;
pub use template::Templates;
#[cfg(test)]
pub(crate) use template::{LONGEST as LONGEST_RESULT, STRANGERS_FUEL};
use tree::{Document, Page};

/// What makes the final typography of a piece of prose: spacing before `:` in French, quotation marks.
pub type Typography<'t> = dyn Fn(&str) -> String + 't;

/// A drawing that a pack brings, its words filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Canvas {
    /// A whole SVG document.
    pub svg: String,
    /// What it shows, in words.
    pub alt: String,
}

/// What a document has besides its content.
pub struct Frame<'f> {
    /// Title, before typography.
    pub title: String,
    /// What stands small on every page, before typography.
    pub header: Vec<String>,
    /// Language of the words.
    pub language: String,
    /// What it is printed on.
    pub page: Page,
    /// ISO date for the file's properties.
    pub date: String,
    /// Applied once to every piece of prose, never to code or links.
    pub typography: &'f Typography<'f>,
    /// The drawings of the pack by name.
    pub canvas: &'f dyn Fn(&str) -> Option<Canvas>,
}

impl Templates {
    /// Renders a template into a document. Values of the context come out as text, whatever they hold.
    ///
    /// # Errors
    /// What is wrong: one problem when the template itself fails, the first of them when its Markdown is at fault.
    pub fn document(
        &self,
        name: &str,
        context: impl Into<Value>,
        frame: &Frame,
    ) -> Result<Document, Vec<DocumentError>> {
        let rendered = self.render(name, &context.into())?;
        let body = parse::parse(&rendered.text, frame.typography, frame.canvas).map_err(|problems| {
            let locate = |problem: directive::Problem| {
                self.locate(name, &rendered, &problem.place, problem.code, problem.args)
            };
            problems.into_iter().map(locate).collect::<Vec<_>>()
        })?;
        Ok(Document {
            title: (frame.typography)(&frame.title),
            header: frame.header.iter().map(|line| (frame.typography)(line)).collect(),
            language: frame.language.clone(),
            page: frame.page,
            date: frame.date.clone(),
            logo: None,
            body,
        })
    }
}
