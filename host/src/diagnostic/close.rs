//! The name that was probably meant.

/// Nothing longer is compared, in characters.
const LONGEST_NAME: usize = 100;

/// The candidate closest to what was written. None when nothing is close enough: about one letter in three may
/// differ. Capitals and accents do not count.
#[must_use]
pub fn closest<'c>(written: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let written = folded(written);
    let length = written.chars().count();
    if length == 0 || length > LONGEST_NAME {
        return None;
    }
    let allowed = (length / 3).max(1);
    candidates
        .into_iter()
        .filter_map(|candidate| {
            let name = folded(candidate);
            let near = name.chars().count().abs_diff(length) <= allowed;
            near.then(|| (strsim::osa_distance(&written, &name), candidate))
        })
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// As [`closest`], for names of people: those that begin with what was written come first, up to three.
#[must_use]
pub fn closest_of_few<'c>(
    written: &str,
    candidates: impl IntoIterator<Item = &'c str> + Clone,
) -> Vec<&'c str> {
    let start = folded(written);
    let begins = |candidate: &&str| {
        let candidate = folded(candidate);
        candidate.split(' ').any(|part| part == start)
            || candidate
                .strip_prefix(start.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    };
    let mut found: Vec<&str> = candidates.clone().into_iter().filter(begins).take(4).collect();
    if found.is_empty() || found.len() > 3 {
        found = closest(written, candidates).into_iter().collect();
    }
    found
}

/// True for a name of which something is left out, or accents and capitals alone differ: then it is surely this one.
#[must_use]
pub fn is_part(written: &str, name: &str) -> bool {
    let (name, written) = (folded(name), folded(written));
    written.split(' ').all(|word| name.split(' ').any(|known| known == word))
}

/// Small letters without accents, single spaces, as names are compared.
#[must_use]
pub fn folded(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars().flat_map(char::to_lowercase) {
        match c {
            'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' => plain.push('a'),
            'ç' => plain.push('c'),
            'è' | 'é' | 'ê' | 'ë' => plain.push('e'),
            'ì' | 'í' | 'î' | 'ï' => plain.push('i'),
            'ñ' => plain.push('n'),
            'ò' | 'ó' | 'ô' | 'õ' | 'ö' => plain.push('o'),
            'ù' | 'ú' | 'û' | 'ü' => plain.push('u'),
            'ý' | 'ÿ' => plain.push('y'),
            'œ' => plain.push_str("oe"),
            'æ' => plain.push_str("ae"),
            '’' => plain.push('\''),
            '\u{300}'..='\u{36f}' => {}
            c if c.is_whitespace() => plain.push(' '),
            c => plain.push(c),
        }
    }
    plain
}
