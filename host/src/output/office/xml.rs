//! Text as XML, and the templates that frame it.

use minijinja::syntax::SyntaxConfig;
use minijinja::{AutoEscape, Environment, UndefinedBehavior};

use crate::output::OutputError;

/// The templates of a kind of file: every value is escaped, but for what is marked as XML.
pub(super) fn environment(
    templates: &[(&'static str, &'static str)],
) -> Result<Environment<'static>, OutputError> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
    for (name, source) in templates {
        environment.add_template(name, source)?;
    }
    Ok(environment)
}

/// Writes text, without the characters that XML has no place for.
pub(super) fn text(out: &mut String, text: &str) {
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' => out.push(' '),
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {}
            other => out.push(other),
        }
    }
}

/// Writes what opens an element, with one attribute whose value is text.
pub(super) fn open(out: &mut String, name: &str, attribute: &str, value: &str) {
    out.extend(["<", name, " ", attribute, "=\""]);
    text(out, value);
    out.push_str("\">");
}
