//! How closely running text is set, so that no page is left with a few lines.

use serde::Serialize;
use typst::layout::{Abs, Frame, FrameItem};
use typst_layout::PagedDocument;

/// Parts of the usual.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Setting {
    /// Of the size of running text.
    size: f64,
    /// Of the space between paragraphs, rows and blocks.
    air: f64,
}

impl Setting {
    /// What a document is set in unless it leaves a page with little.
    pub const USUAL: Self = Self { size: 1.0, air: 1.0 };
}

const fn setting(size: f64, air: f64) -> Setting {
    Setting { size, air }
}

/// To do without a page, from the mildest.
const CLOSER: [Setting; 4] = [setting(1.0, 0.85), setting(1.0, 0.7), setting(0.96, 0.7), setting(0.92, 0.7)];
/// To do without a page in large print, which stays large.
const CLOSER_LARGE: [Setting; 2] = [setting(1.0, 0.8), setting(1.0, 0.6)];
/// To take more of a page that is needed.
const WIDER: [Setting; 4] = [setting(1.0, 1.15), setting(1.0, 1.3), setting(1.0, 1.5), setting(1.0, 1.8)];

/// Content that ends above this part of a page's height is little.
const LITTLE: f64 = 0.35;
/// Where a page ends above this part of its height, closer text might do without a page.
const HALF: f64 = 0.5;

/// The document in the setting nearest to the usual that leaves no page with little, or does without a page that is
/// half empty; in the usual one if none does. The closest setting tells whether any closer one can help.
pub fn settled<E>(
    usual: PagedDocument,
    large: bool,
    mut set_in: impl FnMut(Setting) -> Result<PagedDocument, E>,
) -> Result<PagedDocument, E> {
    if !ends_above(&usual, HALF) {
        return Ok(usual);
    }
    let little = ends_above(&usual, LITTLE);
    let pages = usual.pages().len();
    let good = |document: &PagedDocument| {
        !ends_above(document, LITTLE) && (little || document.pages().len() < pages)
    };
    let closer: &[Setting] = if large { &CLOSER_LARGE } else { &CLOSER };
    if let Some((&closest, milder)) = closer.split_last() {
        let last = set_in(closest)?;
        // What leaves little on the last of fewer pages may fill it a little less close.
        if last.pages().len() < pages || good(&last) {
            let found = first(milder, good, &mut set_in)?;
            if let Some(document) = found.or_else(|| good(&last).then_some(last)) {
                return Ok(document);
            }
        }
    }
    let wider: &[Setting] = if little { &WIDER } else { &[] };
    Ok(first(wider, good, &mut set_in)?.unwrap_or(usual))
}

/// The document in the first setting in which it is good.
fn first<E>(
    settings: &[Setting],
    good: impl Fn(&PagedDocument) -> bool,
    set_in: &mut impl FnMut(Setting) -> Result<PagedDocument, E>,
) -> Result<Option<PagedDocument>, E> {
    for &setting in settings {
        let document = set_in(setting)?;
        if good(&document) {
            return Ok(Some(document));
        }
    }
    Ok(None)
}

/// Whether what is on one of several pages ends above this part of its height.
fn ends_above(document: &PagedDocument, part: f64) -> bool {
    let pages = document.pages();
    pages.len() > 1 && pages.iter().any(|page| reach(&page.frame) < page.frame.height() * part)
}

/// How far down there is something to see.
fn reach(frame: &Frame) -> Abs {
    let ends = frame.items().map(|(at, item)| match item {
        FrameItem::Group(group) => at.y + reach(&group.frame),
        FrameItem::Shape(shape, _) => at.y + shape.geometry.bbox(None).max.y,
        FrameItem::Image(_, size, _) => at.y + size.y,
        FrameItem::Text(_) => at.y,
        FrameItem::Link(..) | FrameItem::Tag(_) => Abs::zero(),
    });
    ends.fold(Abs::zero(), Abs::max)
}
