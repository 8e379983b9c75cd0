//! What a document needs to know that the model does not say.

use camino::{Utf8Path, Utf8PathBuf};

use crate::base::date::Date;
use crate::base::text::fingerprint;
use crate::cli::project::Project;
use crate::figures::{self, Options};
use crate::lint::{Request, checklist};
use crate::numbering;
use crate::pipeline::Outcome;
use crate::project::vcs;
use crate::report::build::Material;

/// What the arguments ask for.
pub(super) struct Wanted {
    pub(super) date: Option<Date>,
    pub(super) ascii: bool,
    pub(super) svg: bool,
    pub(super) dates: bool,
    pub(super) signs: bool,
}

pub(super) fn gather(outcome: &Outcome, project: Option<&Project>, path: &Utf8Path, wanted: &Wanted) -> Material {
    let (model, graph) = (&outcome.model, &outcome.graph);
    let options = Options { ascii: wanted.ascii, svg: wanted.svg };
    let found = outcome.lints(&Request { today: wanted.date, ..Request::default() }, |_| true);
    let rules: Vec<&str> = model.rules.values().filter(|rule| rule.embedded).map(|rule| rule.name.as_str()).collect();
    let facts = &model.document.facts;
    // Version control is asked only for what the model does not say.
    let versioned = !facts.has("version") && path != "-";
    let dated = !facts.has("updated") && path != "-";
    let folder = path.parent().unwrap_or(Utf8Path::new(""));
    Material {
        layers: figures::layers(model, options),
        figures: figures::figures(model, graph, options),
        date: wanted.date,
        revision: versioned.then(|| vcs::revision(folder)).flatten(),
        changed: dated.then(|| vcs::changed(folder, &absolute(outcome))).flatten(),
        tool: env!("CARGO_PKG_VERSION").to_owned(),
        rules: format!("{} (fingerprint {:016x})", rules.len(), fingerprint(&rules.join(" "))),
        fingerprint: format!("{:016x}", fingerprint(&texts(outcome))),
        checklist: checklist::evaluate(&found, model, wanted.date),
        control_numbers: numbering::control_types(model, graph, &outcome.analysis, &outcome.lock),
        classes: project.map(|project| project.config.classes.clone()).unwrap_or_default(),
        dates: wanted.dates,
        signs: wanted.signs,
    }
}

/// The texts of the author's files, one behind the other.
fn texts(outcome: &Outcome) -> String {
    outcome.trees.iter().map(|tree| &*outcome.sources.file(tree.file).text).collect()
}

/// The author's files, by paths that do not depend on the folder in which version control is asked.
fn absolute(outcome: &Outcome) -> Vec<Utf8PathBuf> {
    let here = std::env::current_dir().ok().and_then(|here| Utf8PathBuf::from_path_buf(here).ok()).unwrap_or_default();
    outcome.trees.iter().map(|tree| here.join(&outcome.sources.file(tree.file).path)).collect()
}
