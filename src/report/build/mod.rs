//! Builders: what the tables and the short report say.

mod boundaries;
mod completeness;
mod coverage;
mod data;
mod details;
mod elements;
mod entries;
mod export;
mod flows;
mod matrix;
mod short;
mod summary;

pub use boundaries::boundaries;
pub use completeness::{COMPLETENESS_LEGEND, completeness};
pub use coverage::COVERAGE_FORMULAS;
pub use data::data;
pub use elements::elements;
pub use entries::{Threats, coverage, threats};
pub use export::Export;
pub use flows::flows;
pub use matrix::severity_matrix;
pub use short::{Figure, short_report};
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
