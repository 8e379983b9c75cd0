//! What a document needs to know that only the surroundings of the model say: version control, and the project file.

use camino::{Utf8Path, Utf8PathBuf};

use crate::cli::project::Project;
use crate::document::{self, Wanted};
use crate::pipeline::Outcome;
use crate::project::vcs;
use crate::report::build::Material;

pub(super) fn gather(outcome: &Outcome, project: Option<&Project>, path: &Utf8Path, wanted: &Wanted) -> Material {
    let facts = &outcome.model.document.facts;
    // Version control is asked only for what the model does not say.
    let versioned = !facts.has("version") && path != "-";
    let dated = !facts.has("updated") && path != "-";
    let folder = path.parent().unwrap_or(Utf8Path::new(""));
    Material {
        revision: versioned.then(|| vcs::revision(folder)).flatten(),
        changed: dated.then(|| vcs::changed(folder, &absolute(outcome))).flatten(),
        classes: project.map(|project| project.config.classes.clone()).unwrap_or_default(),
        ..document::material(outcome, wanted)
    }
}

/// The author's files, by paths that do not depend on the folder in which version control is asked.
fn absolute(outcome: &Outcome) -> Vec<Utf8PathBuf> {
    let here = std::env::current_dir().ok().and_then(|here| Utf8PathBuf::from_path_buf(here).ok()).unwrap_or_default();
    outcome.trees.iter().map(|tree| here.join(&outcome.sources.file(tree.file).path)).collect()
}
