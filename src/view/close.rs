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
    let mut closed: IdSet<ZoneId> = IdSet::default();
    closed.extend(spec.closed.iter().copied());
    if spec.close_outside && !selection.whole {
        closed.extend(of_neighbours(model, selection));
    }
    for (id, zone) in model.zones.iter() {
        let around = zone.parent.and_then(|parent| outer[parent]);
        outer[id] = around.or_else(|| closed.contains(id).then_some(id));
    }
    outer
}

/// Zones that hold neighbours alone, and more than one of them. The implicit ones have no border that could be closed.
fn of_neighbours(model: &Model, selection: &Selection) -> Vec<ZoneId> {
    let mut core = Arena::filled(model.zones.len(), false);
    let mut shown = Arena::filled(model.zones.len(), 0);
    for (id, element) in model.elements.iter().filter(|(id, _)| selection.elements.contains(*id)) {
        for zone in model.zone_path(element.zone) {
            shown[zone] += 1;
            core[zone] |= selection.core.contains(id);
        }
    }
    let closes = |id: &ZoneId| !model.zones[*id].implicit && !core[*id] && shown[*id] >= FEWEST;
    model.zones.ids().filter(closes).collect()
}
