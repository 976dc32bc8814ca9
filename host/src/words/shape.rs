//! How a template may be built. The template engine reads a long chain of operators, filters or attributes as one
//! thing inside the other, without a bound: a chain of fifty thousand would use up the stack, and end the program.

use minijinja::{Error, ErrorKind};

/// The longest tag, in bytes: ten times what real ones need. What is in one tag can be no deeper than it is long.
pub const LONGEST_TAG: usize = 2_000;

/// The most `elif` of a template: each stands inside the one before.
pub const MOST_BRANCHES: usize = 200;

/// Refuses a template that could be too deep.
///
/// # Errors
/// When it has a tag, or a chain of branches, that nobody writes by hand.
pub fn check(template: &str) -> Result<(), Error> {
    let mut rest = template;
    let mut branches = 0;
    while let Some((kind, inside)) = next_tag(rest) {
        let length = tag_length(kind, inside);
        let tag = &inside[..length];
        if kind != Kind::Comment && length > LONGEST_TAG {
            return Err(Error::new(ErrorKind::OutOfFuel, "a tag is too long"));
        }
        rest = &inside[length..];
        let word = tag.trim_start_matches(['-', '+']).trim_start();
        if kind == Kind::Block && word.starts_with("elif") {
            branches += 1;
        }
        if kind == Kind::Block && word.trim_end_matches(['%', '}', '-', '+', ' ']) == "raw" {
            rest = rest.find("endraw").map_or("", |end| &rest[end..]);
        }
    }
    if branches > MOST_BRANCHES { Err(Error::new(ErrorKind::OutOfFuel, "too many branches")) } else { Ok(()) }
}

/// What a tag is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Value,
    Block,
    Comment,
}

/// The next tag, and the text after its opening.
fn next_tag(text: &str) -> Option<(Kind, &str)> {
    let kinds = [("{{", Kind::Value), ("{%", Kind::Block), ("{#", Kind::Comment)];
    let places = kinds.into_iter().filter_map(|(opening, kind)| Some((text.find(opening)?, kind)));
    let (at, kind) = places.min_by_key(|(at, _)| *at)?;
    Some((kind, &text[at + 2..]))
}

/// How long a tag is, its end included: the end does not stand in a text between quotes.
fn tag_length(kind: Kind, inside: &str) -> usize {
    let end = match kind {
        Kind::Value => "}}",
        Kind::Block => "%}",
        Kind::Comment => return inside.find("#}").map_or(inside.len(), |at| at + 2),
    };
    let bytes = inside.as_bytes();
    let (mut at, mut quote) = (0, None);
    while at < bytes.len() {
        match (quote, bytes[at]) {
            (Some(_), b'\\') => at += 1,
            (Some(open), byte) if byte == open => quote = None,
            (None, byte @ (b'"' | b'\'')) => quote = Some(byte),
            (None, _) if bytes[at..].starts_with(end.as_bytes()) => return at + 2,
            _ => {}
        }
        at += 1;
    }
    inside.len()
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn only_what_nobody_writes_is_refused() {
        let long = "+1".repeat(2_000);
        for deep in [
            format!("{{{{ 1{long} }}}}"),
            format!("{{% if 1{long} %}}{{% endif %}}"),
            format!("{{{{ \"}}}}\"{long} }}}}"),
            format!("{{{{ '\\'}}}}'{long} }}}}"),
            format!("{{% raw %}}{{{{ \"{{% endraw %}}{{{{ \"}}}} \"{long} }}}}"),
            format!("{{# {{{{ ' #}}{{{{ 1{long} }}}}"),
            format!("{{{{ {long}"),
            format!("{{% if a %}}{}{{% endif %}}", "{% elif b %}".repeat(300)),
        ] {
            assert!(check(&deep).is_err(), "{deep}");
        }
        let text = "word ".repeat(2_000);
        for plain in [
            format!("{text}{{{{ a }}}}{text}{{% if b %}}{text}{{% endif %}}{{# {text} #}}"),
            format!("{{% raw %}} {{{{ {text} {{% endraw %}}"),
            "{{ a }}".repeat(2_000),
        ] {
            assert!(check(&plain).is_ok(), "{plain}");
        }
    }
}
