//! From everything that is known about a model to what a document about it is made from.

use std::borrow::Cow;

use crate::base::date::Date;
use crate::base::text::fingerprint;
use crate::figures::{self, Options};
use crate::lint::{Request, checklist};
use crate::model::{ControlStatus, Model};
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
    /// Whether it is for the public.
    pub public: bool,
}

impl Default for Wanted {
    fn default() -> Self {
        Self { date: None, ascii: false, svg: true, dates: false, signs: true, public: false }
    }
}

/// What a document is made from, as far as the model and its files tell.
pub fn material(outcome: &Outcome, wanted: &Wanted) -> Material {
    let Outcome { model, graph, analysis, lock, .. } = outcome;
    let options = Options { ascii: wanted.ascii, svg: wanted.svg };
    let found = outcome.lints(&Request { today: wanted.date, ..Request::default() }, |_| true);
    let rules: Vec<&str> = model.rules.values().filter(|rule| rule.embedded).map(|rule| rule.name.as_str()).collect();
    let texts: String = outcome.trees.iter().map(|tree| &*outcome.sources.file(tree.file).text).collect();
    let shown = if wanted.public { Cow::Owned(for_the_public(model)) } else { Cow::Borrowed(model) };
    let (figures, figures_left) = figures::figures(&shown, graph, options);
    Material {
        layers: figures::layers(&shown, options),
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

/// The model as pictures for the public show it: without products, and without what is not in place.
fn for_the_public(model: &Model) -> Model {
    let there = |status| matches!(status, ControlStatus::Implemented | ControlStatus::Partial);
    let mut shown = model.clone();
    for element in shown.elements.values_mut() {
        element.facts = element.facts.without(&["tech"]);
        element.claims.retain(|_, claim| there(claim.status));
    }
    shown.zones.values_mut().for_each(|zone| zone.claims.retain(|_, claim| there(claim.status)));
    shown.flows.values_mut().for_each(|flow| flow.claims.retain(|_, claim| there(claim.status)));
    shown
}

/// Everything that the parts of a document look at.
pub fn context<'a>(outcome: &'a Outcome, material: &'a Material, audience: Audience) -> Context<'a> {
    Context::new(&outcome.model, &outcome.graph, &outcome.analysis, material, audience)
}
