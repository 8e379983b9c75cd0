//! From everything that is known about a model to what a document about it is made from.

use crate::base::date::Date;
use crate::base::text::fingerprint;
use crate::figures::{self, Options};
use crate::lint::{Request, checklist};
use crate::numbering;
use crate::pipeline::Outcome;
use crate::report::build::{Context, Material};
use crate::report::profile::Audience;

/// How a document is made.
#[derive(Debug, Clone, Copy)]
pub struct Wanted {
    /// Its day.
    pub date: Option<Date>,
    /// Whether pictures in characters are 7-bit.
    pub ascii: bool,
    /// Whether vector drawings are made.
    pub svg: bool,
    /// Whether dates of planned work are shown.
    pub dates: bool,
    /// Whether signs stand before the words for a status.
    pub signs: bool,
}

impl Default for Wanted {
    fn default() -> Self {
        Self { date: None, ascii: false, svg: true, dates: false, signs: true }
    }
}

/// What a document is made from, as far as the model and its files tell.
pub fn material(outcome: &Outcome, wanted: &Wanted) -> Material {
    let Outcome { model, graph, analysis, lock, .. } = outcome;
    let options = Options { ascii: wanted.ascii, svg: wanted.svg };
    let found = outcome.lints(&Request { today: wanted.date, ..Request::default() }, |_| true);
    let rules: Vec<&str> = model.rules.values().filter(|rule| rule.embedded).map(|rule| rule.name.as_str()).collect();
    let texts: String = outcome.trees.iter().map(|tree| &*outcome.sources.file(tree.file).text).collect();
    let (figures, figures_left) = figures::figures(model, graph, options);
    Material {
        layers: figures::layers(model, options),
        figures,
        figures_left,
        date: wanted.date,
        tool: env!("CARGO_PKG_VERSION").to_owned(),
        rules: format!("{} (fingerprint {:016x})", rules.len(), fingerprint(&rules.join(" "))),
        fingerprint: format!("{:016x}", fingerprint(&texts)),
        checklist: checklist::evaluate(&found, model, analysis, wanted.date),
        control_numbers: numbering::control_types(model, graph, analysis, lock),
        dates: wanted.dates,
        signs: wanted.signs,
        ..Material::default()
    }
}

/// Everything that the parts of a document look at.
pub fn context<'a>(outcome: &'a Outcome, material: &'a Material, audience: Audience) -> Context<'a> {
    Context::new(&outcome.model, &outcome.graph, &outcome.analysis, material, audience)
}
