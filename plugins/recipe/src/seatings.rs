//! Groups and tables of a recipe.

use atelier_format::{Seating as Wish, groups, split};
use serde_json::{Value, from_value};

use crate::expression::Failure;
use crate::model::{Recipe, Seating};
use crate::scope::Scope;

/// Seats at each table, the largest first, and the rounds; no tables when it does not take place.
pub fn sizes(seating: &Seating, scope: &Scope) -> Result<(Vec<u32>, u32), Failure> {
    let rounds = scope.try_whole(&seating.rounds)?.max(1);
    if !scope.try_holds(seating.when.as_ref())? {
        return Ok((Vec::new(), 0));
    }
    let people = count(scope.get("people"));
    let sizes = if let Some(size) = &seating.groups {
        let [min, ideal, max] = [&size.min, &size.ideal, &size.max].map(|bound| scope.try_whole(bound));
        let (min, ideal, max) = (min?.max(1), ideal?.max(1), max?.max(1));
        groups(people, min, ideal, max).unwrap_or_else(|| split(people, nearest(people, ideal)))
    } else if let Some(tables) = &seating.tables {
        split(people, scope.try_whole(tables)?.clamp(1, people))
    } else if let Some(join) = &seating.join {
        let within = seating.within.as_deref().unwrap_or_default();
        let earlier = tables(scope, within)
            .ok_or_else(|| Failure::Unknown(format!("the seating `{}` mentions `{within}`", seating.id)))?;
        joined(&earlier, scope.try_whole(join)?)
    } else {
        vec![people]
    };
    Ok((sizes, rounds))
}

/// The seatings that take place, as the contract has them.
pub fn seatings(recipe: &Recipe, scope: &Scope) -> Vec<Wish> {
    let wish = |seating: &Seating| {
        let sizes = tables(scope, &seating.id)?;
        let largest = sizes.iter().copied().max().unwrap_or(0);
        let rounds = scope.whole(&seating.rounds).max(1);
        let mut wish = Wish::new(&seating.id, &seating.mode, sizes, rounds);
        wish.within.clone_from(&seating.within);
        for role in &seating.roles {
            wish = wish.role(&role.id, scope.whole(&role.per_table), role.stays);
        }
        if seating.free {
            wish.caps = vec![largest; wish.sizes.len()];
        }
        let people = wish.sizes.iter().sum();
        Some(wish.spare_seats(scope.whole(&seating.spare_seats).min(people)))
    };
    recipe.seatings.iter().filter_map(wish).collect()
}

/// Seats at each table of a seating that takes place.
fn tables(scope: &Scope, id: &str) -> Option<Vec<u32>> {
    from_value(scope.tables.get(id)?.clone()).ok()
}

/// How many groups come nearest to a size, when no number of groups keeps the bounds.
fn nearest(people: u32, ideal: u32) -> u32 {
    ((people + ideal / 2) / ideal).max(1)
}

/// Groups of an earlier seating put together, so many at a time; what is left over joins the others, the smallest
/// groups first: a trio is with one pair where others are three pairs.
fn joined(earlier: &[u32], join: u32) -> Vec<u32> {
    let earlier_groups = u32::try_from(earlier.len()).unwrap_or(u32::MAX);
    let mut rest = earlier;
    let mut sizes: Vec<u32> = Vec::new();
    for share in split(earlier_groups, (earlier_groups / join.max(1)).max(1)).into_iter().rev() {
        let (these, others) = rest.split_at(share as usize);
        sizes.push(these.iter().sum());
        rest = others;
    }
    sizes.sort_unstable_by(|a, b| b.cmp(a));
    sizes
}

fn count(value: &Value) -> u32 {
    value.as_u64().and_then(|n| u32::try_from(n).ok()).unwrap_or(0)
}
