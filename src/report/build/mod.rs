//! Builders: what tables and documents say.
//!
//! Tables that several verbs show are functions of model and analysis. The parts of a document are functions of a [`Context`],
//! listed by name in [`PARTS`]; a profile decides which of them a document has.

mod actors;
mod administration;
mod appendix;
mod architecture;
mod assets;
mod boundaries;
mod boundary;
mod completeness;
mod compliance;
mod composer;
mod context;
mod controls;
mod coverage;
mod data;
mod details;
mod diagrams;
mod elements;
mod entries;
mod executive;
mod existing;
mod export;
mod flows;
mod gaps;
mod guide;
mod header;
mod matrix;
mod overview;
mod parts;
mod processes;
mod recommendations;
mod residual;
mod roadmap;
mod scope;
mod signs;
mod stride;
mod summary;
mod surfaces;
mod untouched;

pub use boundaries::boundaries;
pub use completeness::{COMPLETENESS_LEGEND, completeness};
pub use composer::Composer;
pub use context::{Context, Material};
pub use coverage::COVERAGE_FORMULAS;
pub use data::data;
pub use elements::elements;
pub use entries::{Threats, coverage, threats};
pub use export::Export;
pub use flows::flows;
pub use matrix::severity_matrix;
pub use parts::{Content, PARTS, Part};
pub use stride::register;
pub use summary::Summary;

use crate::model::{Claims, ControlStatus, Model};

/// Labels of controls with these statuses, each with its status in words where it is not simply there.
fn controls(model: &Model, claims: &Claims) -> Vec<String> {
    claims
        .iter()
        .filter(|(_, claim)| claim.status != ControlStatus::NotApplicable)
        .map(|(&control, claim)| {
            let label = &model.types[control].label;
            match claim.status {
                ControlStatus::Implemented => label.to_string(),
                status => format!("{label} ({})", status.as_str()),
            }
        })
        .collect()
}
