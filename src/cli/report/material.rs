//! What a document needs to know that the model does not say.

use crate::base::date::Date;
use crate::base::text::fingerprint;
use crate::cli::project::Project;
use crate::figures::{self, Options};
use crate::lint::Request;
use crate::lint::checklist;
use crate::numbering;
use crate::pipeline::Outcome;
use crate::report::build::Material;

pub(super) fn gather(outcome: &Outcome, project: Option<&Project>, date: Option<Date>) -> Material {
    let (model, graph) = (&outcome.model, &outcome.graph);
    let options = Options { ascii: false, svg: true };
    let request = Request { today: date, ..Request::default() };
    let found = outcome.lints(&request, |_| true);
    let text: String = outcome.trees.iter().map(|tree| &*outcome.sources.file(tree.file).text).collect();
    let rules = model.rules.values().filter(|rule| rule.embedded).count();
    Material {
        layers: figures::layers(model, options),
        figures: figures::figures(model, graph, options),
        date,
        revision: None,
        changed: None,
        tool: env!("CARGO_PKG_VERSION").to_owned(),
        rules: rules.to_string(),
        fingerprint: format!("{:016x}", fingerprint(&text)),
        checklist: checklist::evaluate(&found),
        control_numbers: numbering::control_types(model, graph, &outcome.analysis, &outcome.lock),
        classes: project.map(|project| project.config.classes.clone()).unwrap_or_default(),
        dates: false,
        signs: true,
    }
}
