//! Layout: a [`View`] becomes a [`Scene`].
//!
//! The method is that of Sugiyama, Tagawa and Toda (IEEE SMC 11(2), 1981), layer by layer from top to bottom, applied to every
//! group on its own and recursively: a group is an atomic node in the level around it, and every flow is cut at the borders it
//! crosses (as in ELK: Domrös et al., arXiv:2311.00533, 2023). Each phase has a file.
//!
//! | phase | what | |
//! |---|---|---|
//! | P0 `lift` | the view as a tree of levels | once |
//! | P1 `acyclic` | which flows run upwards | once |
//! | P2 `split` | flows cut at borders, with a port at each | once |
//! | P3 `layer` | layers, with a place for every line and label in them | once |
//! | P4 `order` | order in the layers, with few crossings | once |
//! | P5 `place` | x of everything | per unit |
//! | P6 `route` | rows for horizontal segments, y of everything | per unit |
//! | P7 `join` | one drawing, one polyline per flow | per unit |
//! | P8 `compact` | short flows, small groups, straight lines | per unit |
//! | P9 `verify` | the hard rules, checked on the scene | per unit |
//!
//! `choose` runs P0 to P4 for several rules and orders and keeps what draws best; `measure` and `profile` know sizes and
//! distances; `simplex` is the optimiser of P3, P5 and P8, and `scan` finds the order constraints of P8. `bands` draws the
//! layers of an architecture, which have no flows to lay out.
//!
//! [`arrange`] does P0 to P4, which know no lengths; [`draw`] does the rest in pixels or in cells. So both pictures of a view
//! have everything in the same order, but neither is a scaled copy of the other. All numbers are integers, all ties fall to
//! source order: the same view gives the same scene, byte for byte.

mod acyclic;
mod bands;
mod choose;
mod compact;
mod join;
mod layer;
mod lift;
mod measure;
mod order;
mod place;
mod profile;
mod route;
mod scan;
mod simplex;
mod split;
#[cfg(test)]
mod tests;
mod verify;

pub use bands::bands;
pub use verify::{Violation, verify};

use crate::base::arena::Arena;
use crate::layout::join::Drawing;
use crate::layout::layer::Layered;
use crate::layout::lift::{FlowId, Hier};
use crate::layout::measure::Measures;
use crate::layout::profile::Profile;
use crate::scene::{Scene, Unit};
use crate::view::View;

/// What lies above, below and beside what, without any length.
#[derive(Debug, Clone)]
pub struct Sketch {
    hier: Hier,
    /// Flows that are drawn from their target (above) to their source (below).
    reversed: Arena<FlowId, bool>,
    layered: Layered,
    /// Flows whose label stands at the left of the line.
    label_left: Arena<FlowId, bool>,
}

/// Arranges `view`: phases P0 to P4. Small views are arranged in several ways, and the one that draws best is kept.
pub fn arrange(view: &View) -> Sketch {
    choose::choose(view, &lift::lift(view))
}

/// Arranges and draws `view` in one unit. Who needs both units arranges once and draws twice.
pub fn lay_out(view: &View, unit: Unit) -> Scene {
    draw(view, &arrange(view), unit)
}

/// Most boxes and flows of a picture that is checked after every layout.
const MOST_VERIFIED: usize = 1_000;

/// Draws `sketch`, which must be the arrangement of `view`, in `unit`: phases P5 to P9.
pub fn draw(view: &View, sketch: &Sketch, unit: Unit) -> Scene {
    let profile = profile::profile(unit, view.direction);
    let texts = measure::measure(view, &sketch.hier, profile);
    let measures = texts.fit(sketch, profile);
    let (routed, drawing) = compacted(sketch, &measures, profile, compact::ROUNDS);
    let scene = drawing.scene(view, sketch, &measures, profile);
    // A picture that breaks a hard rule would mislead; the one before compaction is only larger. Checking costs the
    // square of their number, so the largest pictures, which nobody reads as a whole, go unchecked.
    if view.groups.len() + view.nodes.len() + view.flows.len() > MOST_VERIFIED || verify(&scene).is_empty() {
        return scene;
    }
    routed.scene(view, sketch, &measures, profile)
}

/// The drawing before compaction: phases P5 to P7.
fn routed(sketch: &Sketch, measures: &Measures, profile: &Profile) -> Drawing {
    route::route(sketch, measures, &place::place(sketch, measures, profile), profile)
}

/// The drawing before and after compaction: phases P5 to P8.
fn compacted(sketch: &Sketch, measures: &Measures, profile: &Profile, rounds: u32) -> (Drawing, Drawing) {
    let routed = routed(sketch, measures, profile);
    let mut drawing = routed.clone();
    compact::compact(&compact::Context { sketch, measures, profile }, &mut drawing, rounds);
    (routed, drawing)
}
