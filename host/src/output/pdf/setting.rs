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

/// The document in the setting nearest to the usual that leaves no page with little; in the usual one if none does.
/// Closer settings come first: the closest tells whether any of them can help.
pub fn settled<E>(
    usual: PagedDocument,
    large: bool,
    mut set_in: impl FnMut(Setting) -> Result<PagedDocument, E>,
) -> Result<PagedDocument, E> {
    if !leaves_little(&usual) {
        return Ok(usual);
    }
    let closer: &[Setting] = if large { &CLOSER_LARGE } else { &CLOSER };
    if let Some((&closest, milder)) = closer.split_last() {
        let last = set_in(closest)?;
        if !leaves_little(&last) {
            return Ok(first_good(milder, &mut set_in)?.unwrap_or(last));
        }
    }
    Ok(first_good(&WIDER, &mut set_in)?.unwrap_or(usual))
}

fn first_good<E>(
    settings: &[Setting],
    set_in: &mut impl FnMut(Setting) -> Result<PagedDocument, E>,
) -> Result<Option<PagedDocument>, E> {
    for &setting in settings {
        let document = set_in(setting)?;
        if !leaves_little(&document) {
            return Ok(Some(document));
        }
    }
    Ok(None)
}

/// Whether one of several pages has next to nothing on it.
fn leaves_little(document: &PagedDocument) -> bool {
    let pages = document.pages();
    pages.len() > 1 && pages.iter().any(|page| reach(&page.frame) < page.frame.height() * LITTLE)
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
