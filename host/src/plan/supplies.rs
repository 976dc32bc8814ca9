//! What to buy and bring: the wishes of all blocks, added up.

use std::collections::BTreeMap;

use crate::plugin::Supply;

/// A line of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SupplyLine {
    /// Key of its words.
    pub item: String,
    /// How many.
    pub quantity: u32,
    /// Key of the unit.
    pub unit: String,
    /// The format whose words name it, when the host's do not.
    pub format: String,
}

/// Adds up: what is reused is brought once, in the largest quantity of any block; what is used up is needed by
/// each. In the order of first need. `wishes` come with the id of their format.
#[must_use]
pub fn add_up<'a>(wishes: impl Iterator<Item = (&'a str, &'a Supply)>) -> Vec<SupplyLine> {
    let mut order: Vec<(&Supply, &str)> = Vec::new();
    let mut quantities: BTreeMap<(&str, &str), (u32, u32)> = BTreeMap::new();
    for (format, supply) in wishes {
        if supply.quantity == 0 {
            continue;
        }
        let (reused, used_up) = quantities.entry((&supply.item, &supply.unit)).or_insert_with(|| {
            order.push((supply, format));
            (0, 0)
        });
        if supply.reused {
            *reused = (*reused).max(supply.quantity);
        } else {
            *used_up = used_up.saturating_add(supply.quantity);
        }
    }
    let line = |(supply, format): (&Supply, &str)| {
        let (reused, used_up) = quantities[&(supply.item.as_str(), supply.unit.as_str())];
        SupplyLine {
            item: supply.item.clone(),
            quantity: reused.saturating_add(used_up),
            unit: supply.unit.clone(),
            format: format.to_owned(),
        }
    };
    order.into_iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn supply(item: &str, quantity: u32, reused: bool) -> Supply {
        Supply { item: item.into(), quantity, unit: "piece".into(), reused }
    }

    #[test]
    fn markers_are_shared_and_dots_are_not() {
        let wishes = [
            supply("marker", 24, true),
            supply("dot-sticker", 90, false),
            supply("marker", 30, true),
            supply("dot-sticker", 10, false),
        ];
        let lines = add_up(wishes.iter().map(|wish| ("any", wish)));
        let found: Vec<(&str, u32)> = lines.iter().map(|line| (line.item.as_str(), line.quantity)).collect();
        assert_eq!(found, [("marker", 30), ("dot-sticker", 100)]);
    }
}
