//! Cells of the baseline: which general threats give way to more specific ones.
//!
//! The rules of the baseline answer every cell of STRIDE per interaction. A rule of another domain that names the same cell
//! says it better, so the general threat is not listed beside it (library, section 4, column "refines").

use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use crate::model::{ElementId, FlowId, Model, Place, Rule, RuleId, Stride};

use super::condition::Thing;
use super::{Replaced, Threat};

/// The domain of the rules that give way.
pub const BASELINE: &str = "core";

/// A category at an end of an interaction: of one flow, or of all flows with that end.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Cell {
    stride: Stride,
    end: SmolStr,
    flow: Option<FlowId>,
    element: Option<ElementId>,
}

/// Takes out the threats of the baseline of which every cell is filled by a more specific threat.
pub(super) fn give_way(model: &Model, threats: Vec<Threat>) -> (Vec<Threat>, Vec<Replaced>) {
    let mut filled: FxHashMap<Cell, RuleId> = FxHashMap::default();
    for threat in &threats {
        let rule = &model.rules[threat.rule];
        if rule.domain != BASELINE {
            for cell in cells(rule, threat.thing) {
                filled.entry(cell).or_insert(threat.rule);
            }
        }
    }
    let mut kept = Vec::with_capacity(threats.len());
    let mut replaced = Vec::new();
    for threat in threats {
        match successor(model, &threat, &filled) {
            Some(by) => {
                replaced.push(Replaced { rule: threat.rule, subject: threat.subject, stride: threat.stride, by })
            }
            None => kept.push(threat),
        }
    }
    (kept, replaced)
}

/// The rule that fills the first cell of a threat of the baseline, if all of them are filled.
fn successor(model: &Model, threat: &Threat, filled: &FxHashMap<Cell, RuleId>) -> Option<RuleId> {
    let rule = &model.rules[threat.rule];
    if rule.domain != BASELINE {
        return None;
    }
    let by = |cell: Cell| {
        let everywhere = Cell { flow: None, ..cell.clone() };
        filled.get(&cell).or_else(|| filled.get(&everywhere).filter(|_| cell.element.is_some())).copied()
    };
    let by: Option<Vec<RuleId>> = cells(rule, threat.thing).map(by).collect();
    by.and_then(|rules| rules.first().copied())
}

fn cells(rule: &Rule, thing: Thing) -> impl Iterator<Item = Cell> {
    let cell = move |(stride, end): &(Stride, SmolStr)| {
        let (flow, element) = match thing {
            Thing::Flow(leg) => (Some(leg.flow), end_of(end, leg.source, leg.target)),
            Thing::Element(id) => (None, Some(id)),
            Thing::Zone(_) | Thing::Data(_) | Thing::Model => return None,
        };
        Some(Cell { stride: *stride, end: end.clone(), flow, element })
    };
    rule.refines.iter().filter_map(cell)
}

fn end_of(end: &str, source: ElementId, target: ElementId) -> Option<ElementId> {
    match end {
        "source" => Some(source),
        "target" => Some(target),
        _ => None,
    }
}

impl Replaced {
    /// Whether it is about a flow.
    pub fn is_on(&self, flow: FlowId) -> bool {
        self.subject == Some(Place::Flow(flow))
    }
}
