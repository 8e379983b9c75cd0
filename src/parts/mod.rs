//! Diagrams that are too wide for their place: the same view in several pictures that fit and refer to each other.
//!
//! A part shows some of the elements with all of their flows. The other end of a flow that leaves the part is a dashed box
//! ([`crate::scene::BoxRole::Elsewhere`]) with the number of the part that shows it; there, the flow is drawn again, with the same number
//! and label. So every flow is in some part, and in both parts of its ends if these are two. The dashed box stands in the
//! innermost zone that both ends share, so that no line crosses a border in a part that it does not cross in the whole.
//!
//! | file | what |
//! |---|---|
//! | `cut` | which elements go together: as many as fit, neighbours first, zones whole where possible |
//! | `sub` | the view of a part |
//! | `map` | how the parts hang together: a picture of its own |

mod cut;
mod map;
mod sub;

use crate::layout;
use crate::scene::{LegendRow, Scene, Sign, Unit};
use crate::view::View;

/// A picture of several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// What it shows, as `Part 2 of 5: Data tier`.
    pub title: String,
    /// The picture, in cells. Its legend is that of the whole in the last part, else empty.
    pub scene: Scene,
}

/// How parts are read, for those who see them.
pub const HOW_TO_READ: &str = "In parts. A box of dashes stands for an element that another part shows, and names that part; a flow \
                               to it is drawn there again, with the same number.";

/// How often the budget is lowered because the numbers of parts need more room than was thought.
const ROUNDS: [usize; 3] = [0, 4, 12];

/// The parts of `view`, which is too wide for `columns`: first, where it fits, a picture of how they hang together. A part
/// of a single flow may be too wide. A view that cannot be divided is one part without a title.
pub fn split(view: &View, columns: usize) -> Vec<Part> {
    let mut parts = Vec::new();
    for less in ROUNDS {
        let budget = columns.saturating_sub(less).max(1);
        parts = drawn(view, budget);
        if parts.iter().all(|part| width(&part.scene) <= columns) {
            break;
        }
    }
    let several = parts.len() > 1;
    if let Some(last) = parts.last_mut() {
        last.scene.legend.clone_from(&view.legend);
        let row = LegendRow { sign: Sign::Elsewhere, text: "Shown in the part that it names".into() };
        last.scene.legend.extend(several.then_some(row));
    }
    parts
}

/// Columns of a picture in cells.
pub fn width(scene: &Scene) -> usize {
    usize::try_from(scene.size.w).unwrap_or(0)
}

fn drawn(view: &View, columns: usize) -> Vec<Part> {
    let whole = sub::Whole::new(view);
    let pieces = cut::cut(&whole, columns);
    if pieces.len() < 2 {
        return vec![Part { title: String::new(), scene: scene(view) }];
    }
    let homes = sub::homes(&whole, &pieces);
    let count = pieces.len();
    let map = map::map(&whole, &pieces, &homes).map(|view| scene(&view)).filter(|scene| width(scene) <= columns);
    let map = map.map(|scene| Part { title: "How the parts hang together".into(), scene });
    let parts = pieces.iter().enumerate().map(|(index, piece)| Part {
        title: format!("Part {} of {count}: {}", index + 1, piece.title(&whole)),
        scene: scene(&whole.view(piece, Some(&homes))),
    });
    map.into_iter().chain(parts).collect()
}

fn scene(view: &View) -> Scene {
    layout::lay_out(view, Unit::Cell)
}
