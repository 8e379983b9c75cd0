//! Which zones are drawn closed, as one node for all that is in them.

use crate::base::arena::{Arena, IdSet};
use crate::model::{Model, ZoneId};
use crate::view::select::Selection;
use crate::view::spec::{Level, ViewSpec};

/// Fewest neighbours in a zone that is closed on its own account: a single one is as good as the zone, and says more.
const FEWEST: usize = 2;

/// For each zone the outermost closed one around it, itself included.
pub(super) fn closed(model: &Model, selection: &Selection, spec: &ViewSpec) -> Arena<ZoneId, Option<ZoneId>> {
    let mut outer: Arena<ZoneId, Option<ZoneId>> = Arena::filled(model.zones.len(), None);
    if spec.level == Level::Context {
        return outer;
    }
    let (shown, core) = contents(model, selection);
    // The implicit zones have no border that could be closed.
    let of_neighbours =
        |id: ZoneId| !model.zones[id].implicit && shown[id] >= FEWEST && core[id] == 0 && !selection.whole;
    let mut closed: IdSet<ZoneId> = IdSet::default();
    closed.extend(spec.closed.iter().copied());
    closed.extend(model.zones.ids().filter(|id| spec.close_outside && of_neighbours(*id)));
    for (id, zone) in model.zones.iter() {
        let around = zone.parent.and_then(|parent| outer[parent]);
        // An empty zone is as good open.
        outer[id] = around.or_else(|| (closed.contains(id) && shown[id] > 0).then_some(id));
    }
    outer
}

/// For each zone how many of the elements in it, at any depth, are shown, and how many of those the view is about.
fn contents(model: &Model, selection: &Selection) -> (Arena<ZoneId, usize>, Arena<ZoneId, usize>) {
    let mut shown = Arena::filled(model.zones.len(), 0);
    let mut core = Arena::filled(model.zones.len(), 0);
    for (id, element) in model.elements.iter().filter(|(id, _)| selection.elements.contains(*id)) {
        for zone in model.zone_path(element.zone) {
            shown[zone] += 1;
            core[zone] += usize::from(selection.core.contains(id));
        }
    }
    (shown, core)
}
