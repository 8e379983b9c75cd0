//! Several arrangements of a small view, and which of them draws best.
//!
//! Equal numbers of crossings can look very different. Where it costs little, several rules for the direction of flows, the best
//! orders, and both rules for the sides of labels are drawn in pixels and compared.

use crate::base::arena::Arena;
use crate::layout::acyclic::{Rule, acyclic};
use crate::layout::join::Drawing;
use crate::layout::layer::{Layered, layer};
use crate::layout::lift::{FlowId, Hier};
use crate::layout::measure::measure;
use crate::layout::order::{Bundle, label_sides, orders};
use crate::layout::profile::{Profile, profile};
use crate::layout::split::split;
use crate::layout::{Sketch, compacted, routed};
use crate::scene::Unit;
use crate::view::View;

/// For up to so many pieces of flows: orders that are drawn roughly, and arrangements of those that are drawn well.
const DRAWN: [(usize, usize, usize); 4] = [(60, 24, 6), (200, 24, 6), (600, 4, 3), (1_500, 2, 2)];
/// What a bend costs, in pixels of length.
const BEND: i64 = 40;
/// The area that costs as much as a pixel of length.
const AREA: i64 = 250;
/// What a crossing costs.
const CROSSING: i64 = 600;

/// The best arrangement of a view.
pub(super) fn choose(view: &View, hier: &Hier) -> Sketch {
    let (mut sketches, fine) = sketches(hier);
    if sketches.len() > 1 {
        let profile = profile(Unit::Pixel, view.direction);
        let texts = measure(view, hier, profile);
        let rough = |sketch: &Sketch| cost(routed(sketch, &texts.fit(sketch, profile), profile), profile);
        let well = |sketch: &Sketch| cost(compacted(sketch, &texts.fit(sketch, profile), profile, 1).1, profile);
        sketches.sort_by_cached_key(rough);
        sketches.truncate(fine);
        sketches.sort_by_cached_key(well);
    }
    sketches.swap_remove(0)
}

/// The arrangements with the fewest crossings, at least one, and how many of them are worth drawing well.
fn sketches(hier: &Hier) -> (Vec<Sketch>, usize) {
    let mut found: Vec<(u64, Arena<FlowId, bool>, Layered)> = Vec::new();
    let mut seen: Vec<Arena<FlowId, bool>> = Vec::new();
    let (mut most, mut fine) = (1, 1);
    for rule in Rule::ALL {
        let reversed = acyclic(hier, rule);
        if seen.contains(&reversed) {
            continue;
        }
        let layered = layer(hier, split(hier, &reversed));
        let pieces = layered.hops.len();
        let row = DRAWN.iter().find(|(limit, ..)| pieces <= *limit);
        (most, fine) = row.map_or((1, 1), |(_, most, fine)| (*most, *fine));
        let orders = orders(hier, &layered, most).into_iter();
        found.extend(orders.map(|(crossings, layered)| (crossings, reversed.clone(), layered)));
        if most == 1 {
            break;
        }
        seen.push(reversed);
    }
    found.sort_by_key(|(crossings, ..)| *crossings);
    found.truncate(most);
    let mut all = Vec::new();
    for (_, reversed, layered) in found {
        let label_left = label_sides(hier, &layered, Bundle::Pairs);
        let sketch = Sketch { hier: hier.clone(), reversed, layered, label_left };
        let fans = label_sides(hier, &sketch.layered, Bundle::Fans);
        let other = (most > 1 && fans != sketch.label_left).then(|| Sketch { label_left: fans, ..sketch.clone() });
        all.push(sketch);
        all.extend(other);
    }
    (all, fine)
}

/// How far a drawing is from a good one: long flows, bends, crossings, and area.
fn cost(mut drawing: Drawing, profile: &Profile) -> i64 {
    let size = drawing.settle(profile);
    let mut total = i64::from(size.w) * i64::from(size.h) / AREA;
    let mut across: Vec<(i32, i32, i32)> = Vec::new();
    let mut upright: Vec<(i32, i32, i32)> = Vec::new();
    for route in drawing.routes.values() {
        let (top, bottom) = drawing.ends(route);
        upright.extend(route.segments(top, bottom));
        let corners = route.xs.iter().zip(route.xs.iter().skip(1));
        across.extend(route.ys.iter().zip(corners).map(|(&y, (&a, &b))| (y, a.min(b), a.max(b))));
        total += 2 * BEND * i64::try_from(route.ys.len()).unwrap_or(0);
    }
    total += across.iter().chain(&upright).map(|(_, from, to)| i64::from(to - from)).sum::<i64>();
    let crosses = |&&(x, from, to): &&(i32, i32, i32), &(y, left, right): &(i32, i32, i32)| {
        left < x && x < right && from < y && y < to
    };
    let crossings: usize = across.iter().map(|h| upright.iter().filter(|v| crosses(v, h)).count()).sum();
    total + CROSSING * i64::try_from(crossings).unwrap_or(i64::MAX / 256)
}
