//! Dynamic views of Structurizr as scenarios.

use std::collections::BTreeMap;

use super::super::draft::{Draft, Flow, Item, Key};

/// A step of a dynamic view.
#[derive(Debug)]
pub(super) struct Step {
    pub source: Option<Key>,
    pub target: Option<Key>,
    /// What stands in the source, for steps that are no flow.
    pub said: String,
    pub about: String,
    pub line: u32,
}

/// Flows by their ends; of several with the same ends, all.
pub(super) struct Flows<'d> {
    by_ends: BTreeMap<(&'d str, &'d str), Vec<&'d Flow>>,
}

impl<'d> Flows<'d> {
    pub(super) fn of(draft: &'d Draft) -> Self {
        let mut by_ends: BTreeMap<(&str, &str), Vec<&Flow>> = BTreeMap::new();
        for flow in &draft.flows {
            by_ends.entry((&flow.source, &flow.target)).or_default().push(flow);
        }
        Self { by_ends }
    }

    /// The flow between these ends, preferably with this label.
    fn find(&self, source: &str, target: &str, label: &str) -> Option<&'d Flow> {
        let flows = self.by_ends.get(&(source, target))?;
        flows.iter().find(|flow| flow.label == label).or(flows.first()).copied()
    }
}

/// The scenario of a view.
pub(super) fn scenario(at: usize, label: &str, steps: &[Step], line: u32, flows: &Flows) -> Item {
    let label = if label.is_empty() { format!("Dynamic view {}", at + 1) } else { label.to_owned() };
    // A key without letters is no name, so that the name is made of the label.
    let mut item = Item { line, ..Item::new("scenario", format!("~~{at}"), label) };
    for step in steps {
        let flow = step.source.as_deref().zip(step.target.as_deref());
        let flow = flow.and_then(|(source, target)| flows.find(source, target, &step.about));
        let about = [step.about.as_str(), flow.map_or("", |flow| &flow.label), &step.said];
        let about = about.into_iter().find(|text| !text.is_empty()).unwrap_or_default();
        // Where no relationship goes that way, as with answers, it is a step in words.
        let text =
            if flow.is_some() || step.about.is_empty() { about.to_owned() } else { format!("{}: {about}", step.said) };
        let key = flow.map_or("", |flow| flow.key.as_str());
        item.items.push(Item { line: step.line, ..Item::new("", key, text) });
    }
    item
}
