//! Threat Composer: the same file as `threatline report --format tc.json`.

use super::{Exported, Subject, Writer};
use crate::base::text::count;
use crate::document;
use crate::model::Model;
use crate::report::build::Composer;
use crate::report::profile::Audience;

pub(super) const WRITER: Writer =
    Writer { name: "threat-composer", title: "Threat Composer", ending: "tc.json", write };

fn write(subject: &Subject<'_>) -> Exported {
    let wanted = document::Wanted { svg: false, ..document::Wanted::default() };
    let material = document::material(subject.outcome, &wanted);
    let context = document::context(subject.outcome, &material, Audience::default());
    Exported { left_out: left_out(&subject.outcome.model), ..Exported::text(Composer::of(&context).json()) }
}

/// The system itself: Threat Composer has a picture of it, and threats.
fn left_out(model: &Model) -> Vec<String> {
    let zones = model.zones.values().filter(|zone| !zone.implicit).count();
    let counts = [
        (zones, "zone", "zones"),
        (model.elements.len(), "element", "elements"),
        (model.flows.len(), "flow", "flows"),
        (model.controls.len() + model.claims().count(), "control", "controls"),
        (model.answers.len(), "answer", "answers"),
        (model.scenarios.len(), "scenario", "scenarios"),
    ];
    let found = counts.into_iter().filter(|(found, ..)| *found > 0);
    found.map(|(found, one, several)| count(found, one, several)).collect()
}
