//! Structure: parts of the model that hang in the air.

use rustc_hash::FxHashSet;

use super::{Lint, Subject};
use crate::base::diagnostic::Diagnostic;
use crate::model::ElementId;

pub(super) const LINTS: &[Lint] = &[Lint { code: "W0102", find: elements_without_flows }];

/// W0102
fn elements_without_flows(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let model = subject.model;
    let mut touched: FxHashSet<ElementId> = FxHashSet::default();
    touched.extend(model.flows.values().flat_map(|flow| [flow.source, flow.target]));
    // A composite is touched through its parts.
    let parents: Vec<ElementId> = model.elements.values().filter_map(|element| element.parent).collect();
    touched.extend(parents);
    for (_, element) in model.elements.iter().filter(|(id, _)| !touched.contains(id)) {
        let message = format!("{} `{}` has no flows", element.kind.title(), element.id);
        found.push(
            Diagnostic::warning("W0102", element.span, message)
                .help("draw what it sends and receives, or delete it"),
        );
    }
}
