//! The steps of scenarios: their numbers, and where each of them happens.

use rustc_hash::FxHashMap;

use crate::model::{ElementId, FlowId, Model, Place, Scenario};
use crate::view::spec::Focus;

/// A step as it is written into a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Step {
    /// `3`; `P1.3` where there are several scenarios.
    pub number: String,
    /// What happens; may be empty.
    pub text: String,
    /// Whether nobody waits for its end.
    pub alone: bool,
}

impl Step {
    /// What happens, else `other`, marked where nobody waits for its end.
    pub(super) fn text_or(&self, other: &str) -> String {
        let text = if self.text.is_empty() { other } else { &self.text };
        let mark = if self.alone { "(async)" } else { "" };
        format!("{text} {mark}").trim().to_owned()
    }
}

/// The steps of a view by place.
#[derive(Debug, Default)]
pub(super) struct Steps {
    flows: FxHashMap<FlowId, Vec<Step>>,
    elements: FxHashMap<ElementId, Vec<Step>>,
    /// Elements in the order of the steps.
    order: Vec<ElementId>,
}

impl Steps {
    /// The steps of all scenarios in focus.
    pub(super) fn of(model: &Model, focus: &[Focus]) -> Self {
        let scenarios: Vec<&Scenario> = scenarios(model, focus).collect();
        let mut steps = Self::default();
        for scenario in &scenarios {
            let waits_for_nobody = is_async(scenario.facts.text("mode"));
            for (at, step) in scenario.steps.iter().enumerate() {
                let number = at + 1;
                let number = if scenarios.len() > 1 { format!("{}.{number}", scenario.id) } else { number.to_string() };
                let marked = |by_flow: bool| {
                    let (number, text) = (number.clone(), step.text.trim().to_owned());
                    Step { number, text, alone: waits_for_nobody || by_flow }
                };
                for &flow in &step.flows {
                    let by_flow = is_async(model.flows[flow].facts.text("mode"));
                    steps.flows.entry(flow).or_default().push(marked(by_flow));
                }
                if let Some(Place::Element(element)) = step.at {
                    steps.elements.entry(element).or_default().push(marked(false));
                    steps.order.push(element);
                }
            }
        }
        steps
    }

    /// Elements at which something happens.
    pub(super) fn elements(&self) -> impl Iterator<Item = ElementId> {
        self.order.iter().copied()
    }

    /// The steps on a flow, in their order.
    pub(super) fn at_flow(&self, flow: FlowId) -> Option<&[Step]> {
        self.flows.get(&flow).map(Vec::as_slice)
    }

    /// The steps at an element, in their order.
    pub(super) fn at_element(&self, element: ElementId) -> Option<&[Step]> {
        self.elements.get(&element).map(Vec::as_slice)
    }

    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.flows.is_empty() && self.elements.is_empty()
    }
}

/// Whether nobody waits for the end of what is done in this mode.
fn is_async(mode: Option<&str>) -> bool {
    mode == Some("async")
}

/// The scenarios in focus.
pub(super) fn scenarios<'a>(model: &'a Model, focus: &'a [Focus]) -> impl Iterator<Item = &'a Scenario> {
    focus.iter().filter_map(|focus| match focus {
        Focus::Scenario(at) => model.scenarios.get(*at),
        _ => None,
    })
}

/// `1. text; 4. other text`
pub(super) fn joined(steps: &[Step]) -> String {
    let step = |step: &Step| format!("{}. {}", step.number, step.text_or("")).trim_end().to_owned();
    steps.iter().map(step).collect::<Vec<_>>().join("; ")
}
