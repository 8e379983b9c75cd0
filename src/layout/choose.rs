//! Several arrangements of a small view, and which of them draws best.
//!
//! Equal numbers of crossings can look very different. Where it costs little, some orders from different starts, and both rules
//! for the sides of labels, are drawn in pixels and compared.

use crate::base::arena::Arena;
use crate::base::geometry::Point;
use crate::layout::layer::Layered;
use crate::layout::lift::{FlowId, Hier};
use crate::layout::order::{Bundle, label_sides, order};
use crate::layout::{Sketch, draw};
use crate::scene::{Scene, Unit};
use crate::view::View;

/// Pieces of flows up to which so many starts are compared.
const STARTS: [(usize, u64); 4] = [(60, 16), (150, 8), (400, 5), (900, 1)];
/// What a bend costs, in pixels of length.
const BEND: i64 = 24;
/// What a crossing costs.
const CROSSING: i64 = 60;

/// The best arrangement.
pub(super) fn choose(view: &View, hier: &Hier, reversed: &Arena<FlowId, bool>, layered: &Layered) -> Sketch {
    let sketch = |seed: u64, bundle: Bundle| {
        let mut layered = layered.clone();
        order(hier, &mut layered, seed);
        let label_left = label_sides(hier, &layered, bundle);
        Sketch { hier: hier.clone(), reversed: reversed.clone(), layered, label_left }
    };
    let limit = STARTS.iter().find(|(most, _)| layered.hops.len() <= *most);
    let Some((_, starts)) = limit else { return sketch(0, Bundle::Pairs) };
    let mut best = sketch(0, Bundle::Pairs);
    let mut least = cost(&draw(view, &best, Unit::Pixel));
    for seed in 0..*starts {
        for bundle in [Bundle::Pairs, Bundle::Fans] {
            let other = sketch(seed, bundle);
            let price = cost(&draw(view, &other, Unit::Pixel));
            if price < least {
                (best, least) = (other, price);
            }
        }
    }
    best
}

/// How far a scene is from a good one: long flows, bends, crossings, and the extent, most of all the width.
fn cost(scene: &Scene) -> i64 {
    let mut total = 3 * i64::from(scene.size.w) + 2 * i64::from(scene.size.h);
    let mut across: Vec<(i32, i32, i32)> = Vec::new();
    let mut upright: Vec<(i32, i32, i32)> = Vec::new();
    for line in &scene.lines {
        total += BEND * (i64::try_from(line.points.len()).unwrap_or(0) - 2);
        for (a, b) in line.points.iter().zip(line.points.iter().skip(1)) {
            total += i64::from((a.x - b.x).abs() + (a.y - b.y).abs());
            let (low, high) = (Point::new(a.x.min(b.x), a.y.min(b.y)), Point::new(a.x.max(b.x), a.y.max(b.y)));
            if a.x == b.x {
                upright.push((a.x, low.y, high.y));
            } else {
                across.push((a.y, low.x, high.x));
            }
        }
    }
    let crosses = |&&(x, from, to): &&(i32, i32, i32), &(y, left, right): &(i32, i32, i32)| {
        left < x && x < right && from < y && y < to
    };
    let crossings: usize = across.iter().map(|h| upright.iter().filter(|v| crosses(v, h)).count()).sum();
    total + CROSSING * i64::try_from(crossings).unwrap_or(i64::MAX / 256)
}
