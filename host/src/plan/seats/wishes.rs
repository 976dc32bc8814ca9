//! What a facilitator wishes for one seating, wish by wish, each with its place.

use std::collections::HashMap;
use std::ops::Range;

use crate::plan::seating::{FixedPlace, Mode, Wishes};
use crate::workshop::{Person, SeatingWishes};

/// One wish. People are positions in the block's list.
pub(super) struct Wish {
    /// Where it stands.
    pub span: Range<usize>,
    /// It is for every block, and gives way where a block cannot bear it.
    pub general: bool,
    kind: Kind,
}

enum Kind {
    /// By person: a category.
    Mix(Vec<usize>),
    Together(Vec<usize>),
    Apart(Vec<usize>),
    /// In order, with the place of each.
    Hosts(Vec<(usize, Range<usize>)>),
    Fixed(FixedPlace),
}

impl Wish {
    /// Adds it to those that are granted already.
    pub fn add_to(&self, wishes: &mut Wishes) {
        match &self.kind {
            Kind::Mix(categories) => wishes.mix.clone_from(categories),
            Kind::Together(group) => wishes.together.push(group.clone()),
            Kind::Apart(group) => wishes.apart.push(group.clone()),
            Kind::Hosts(hosts) => wishes.hosts = hosts.iter().map(|(host, _)| *host).collect(),
            Kind::Fixed(place) => wishes.fixed.push(*place),
        }
    }

    /// True when it is about the shares of tables, not about people.
    pub fn is_to_mix(&self) -> bool {
        matches!(self.kind, Kind::Mix(_))
    }

    /// The place of what it says about one of `people`; else its own.
    pub fn place_of(&self, people: &[usize]) -> &Range<usize> {
        let own = match &self.kind {
            Kind::Hosts(hosts) => hosts.iter().find(|(host, _)| people.contains(host)).map(|(_, span)| span),
            _ => None,
        };
        own.unwrap_or(&self.span)
    }

    /// True when it is about one of `people`.
    pub fn is_about(&self, people: &[usize]) -> bool {
        match &self.kind {
            Kind::Mix(_) => false,
            Kind::Together(group) | Kind::Apart(group) => group.iter().any(|person| people.contains(person)),
            Kind::Hosts(hosts) => hosts.iter().any(|(host, _)| people.contains(host)),
            Kind::Fixed(place) => people.contains(&place.person),
        }
    }
}

/// The wishes for a block, its own first: `people` are those who take part, by index in `list`. Wishes about others
/// are left out.
pub(super) fn wishes(
    list: &[Person],
    people: &[usize],
    general: Option<&SeatingWishes>,
    own: Option<&SeatingWishes>,
    mode: Mode,
) -> Vec<Wish> {
    let positions: HashMap<&str, usize> =
        people.iter().enumerate().map(|(at, &person)| (list[person].name.as_str(), at)).collect();
    let find = |name: &String| positions.get(name.as_str()).copied();
    let group =
        |names: &Vec<String>| Some(names.iter().filter_map(find).collect()).filter(|g: &Vec<_>| g.len() > 1);
    let mut wishes = Vec::new();
    let (mut mixed, mut hosted) = (false, mode != Mode::Hosted);
    for (given, general) in [(own, false), (general, true)] {
        let Some(given) = given else { continue };
        let mut wish =
            |span: &Range<usize>, kind: Kind| wishes.push(Wish { span: span.clone(), general, kind });
        if let Some(column) = given.mix_by.as_ref().filter(|_| !mixed) {
            wish(&column.span, Kind::Mix(categories(list, people, &column.value)));
            mixed = true;
        }
        if let (Some(first), Some(last), false) = (given.hosts.first(), given.hosts.last(), hosted) {
            let hosts = given.hosts.iter().filter_map(|host| Some((find(&host.value)?, host.span.clone())));
            wish(&(first.span.start..last.span.end), Kind::Hosts(hosts.collect()));
            hosted = true;
        }
        for place in &given.fixed {
            let (value, span) = (&place.value, &place.span);
            if let Some(person) = find(&value.name) {
                let round = value.round.map(|round| (round as usize).saturating_sub(1));
                let table = (value.table as usize).saturating_sub(1);
                wish(span, Kind::Fixed(FixedPlace { person, table, round }));
            }
        }
        for together in &given.together {
            if let Some(group) = group(&together.value) {
                wish(&together.span, Kind::Together(group));
            }
        }
        for apart in &given.apart {
            if let Some(group) = group(&apart.value) {
                wish(&apart.span, Kind::Apart(group));
            }
        }
    }
    wishes
}

/// By person: a number for what stands in a column, in order of appearance.
pub(crate) fn categories(list: &[Person], people: &[usize], column: &str) -> Vec<usize> {
    let mut known: HashMap<&str, usize> = HashMap::new();
    let category = |&person: &usize| {
        let value = list[person].values.get(column).map_or("", String::as_str);
        let next = known.len();
        *known.entry(value).or_insert(next)
    };
    people.iter().map(category).collect()
}
