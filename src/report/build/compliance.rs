//! Regulations and their requirements: section 8 of the methodology.

use crate::base::text::and_list;
use crate::model::{ControlStatus, DataId, Entry as Statement, Severity, TypeId};
use crate::report::{Block, Cell, Column, Table, Text};
use crate::threats::Entry;

use super::Context;
use super::parts::Content;

const REGULATIONS: &[Column] = &[
    Column::new("regulation", "Regulation"),
    Column::new("requirements", "Requirements"),
    Column::new("compliance_status", "Compliance Status"),
    Column::new("gaps", "Gaps"),
];

const MAPPING: &[Column] = &[
    Column::new("requirement", "Requirement"),
    Column::new("related_threats", "Related Threats"),
    Column::new("controls", "Controls"),
    Column::new("status", "Status"),
    Column::machine("regulation"),
];

/// From the worst.
const STATUS: &[(&str, &str)] =
    &[("non-compliant", "Non-Compliant"), ("partial", "Partial"), ("compliant", "Compliant")];

/// Regulations that are about data of a kind, by a word in their names, with the types of such data.
const COVERED: &[(&str, &[&str])] = &[
    ("PCI", &["pci"]),
    ("GDPR", &["pii", "phi", "biometric", "location"]),
    ("DSGVO", &["pii", "phi", "biometric", "location"]),
    ("CCPA", &["pii", "phi", "biometric", "location"]),
    ("HIPAA", &["phi"]),
    ("SOX", &["financial"]),
];

/// The data that a regulation is about.
fn covered(context: &Context<'_>, regulation: &Statement) -> Vec<DataId> {
    let types = COVERED.iter().filter(|(name, _)| regulation.label.contains(name)).flat_map(|(_, types)| *types);
    let types: Vec<&str> = types.copied().collect();
    let is = |ty: TypeId| context.model.chain(ty).any(|ty| types.contains(&context.model.types[ty].name.as_str()));
    context.model.data.iter().filter(|(_, data)| data.ty.is_some_and(is)).map(|(id, _)| id).collect()
}

/// The open threats of high or critical severity to the data that a regulation is about.
fn open_threats(context: &Context<'_>, regulation: &Statement) -> Vec<String> {
    let data = covered(context, regulation);
    let hurts = |entry: &&Entry| {
        let assets = context.threats.reader.assets(*entry);
        entry.open > 0 && entry.current.severity >= Severity::High && assets.iter().any(|asset| data.contains(asset))
    };
    let mut numbers: Vec<_> = context.analysis.entries.iter().filter(hurts).map(|entry| entry.number).collect();
    numbers.sort();
    numbers.into_iter().map(|number| number.to_string()).collect()
}

fn word(status: Option<&str>) -> String {
    let known = STATUS.iter().find(|(known, _)| Some(*known) == status);
    known.map_or_else(|| "Not assessed".to_owned(), |(_, word)| (*word).to_owned())
}

/// A control that a requirement maps, with the best of what is known of it.
fn standing(context: &Context<'_>, control: TypeId) -> Option<ControlStatus> {
    let rows = context.controls();
    let of = rows.iter().filter(|row| row.ty.is_some_and(|ty| context.model.chain(ty).any(|ty| ty == control)));
    let rank = |status: &ControlStatus| match status {
        ControlStatus::Implemented => 3,
        ControlStatus::Partial => 2,
        ControlStatus::Planned => 1,
        _ => 0,
    };
    of.map(|row| row.status).max_by_key(rank)
}

/// Gaps that the author states, and controls that are mapped and not in place.
fn gaps(context: &Context<'_>, requirement: &Statement) -> Vec<String> {
    let mut gaps: Vec<String> = requirement.facts.texts("gaps").into_iter().map(str::to_owned).collect();
    for &control in &requirement.controls {
        let label = &context.model.types[control].label;
        match standing(context, control) {
            Some(ControlStatus::Implemented) => {}
            Some(ControlStatus::Partial) => gaps.push(format!("{label} is in place in part")),
            Some(ControlStatus::Planned) => gaps.push(format!("{label} is planned, not in place")),
            Some(_) => gaps.push(format!("{label} is not in place")),
            None => gaps.push(format!("{label} is not stated in the model")),
        }
    }
    gaps
}

/// 8.1
pub(super) fn regulations(context: &Context<'_>) -> Content {
    let row = |regulation: &Statement| {
        let status = regulation.facts.text("status");
        let requirements: Vec<String> = regulation.children.iter().map(|child| child.label.to_string()).collect();
        let mut gaps: Vec<String> = regulation.children.iter().flat_map(|child| gaps(context, child)).collect();
        let open = open_threats(context, regulation);
        if !open.is_empty() {
            gaps.push(format!(
                "open threats of high or critical severity to the data that it covers: {}",
                open.join(", ")
            ));
        }
        let gaps = match (gaps.is_empty(), status) {
            (false, _) => Cell::List(gaps),
            (true, Some("compliant")) => "None stated".into(),
            (true, _) => Text::missing(
                format!("{}: gaps", regulation.label),
                "add a `requirement` with `gaps=\"…\"` to the regulation",
                Some(regulation.span),
            )
            .into(),
        };
        let requirements = match requirements.is_empty() {
            false => Cell::List(requirements),
            true => Text::missing(
                format!("{}: requirements", regulation.label),
                "add a `requirement` to the regulation",
                Some(regulation.span),
            )
            .into(),
        };
        vec![regulation.label.as_str().into(), requirements, word(status).into(), gaps]
    };
    let rows = context.statements("regulation").map(row).collect();
    let table = Table::new("regulations", "Applicable regulations", REGULATIONS, rows)
        .or("None identified: the model states no regulation.");
    Content::block(Block::Table(table))
}

/// 8.2
pub(super) fn mapping(context: &Context<'_>) -> Content {
    let row = |regulation: &Statement, requirement: &Statement| {
        let threats = context.numbers_of(&requirement.threats);
        let controls: Vec<String> = requirement.controls.iter().map(|&control| mapped(context, control)).collect();
        vec![
            format!("{}: {}", regulation.label, requirement.label).into(),
            if threats.is_empty() { "None named".into() } else { Cell::List(threats) },
            if controls.is_empty() { "None named".into() } else { Cell::List(controls) },
            with_open(context, regulation, effective(context, requirement)).into(),
            regulation.label.as_str().into(),
        ]
    };
    let rows = context
        .statements("regulation")
        .flat_map(|regulation| regulation.children.iter().map(move |child| row(regulation, child)));
    let table = Table::new("compliance", "Compliance mapping", MAPPING, rows.collect())
        .or("None identified: the model maps no requirement.");
    let mut blocks = vec![Block::Table(table)];
    blocks.extend(unmapped(context).map(Block::paragraph));
    Content::blocks(blocks)
}

/// The controls that no requirement names, in a sentence.
fn unmapped(context: &Context<'_>) -> Option<String> {
    let mapped: Vec<TypeId> =
        context.statements("regulation").flat_map(|one| &one.children).flat_map(|one| one.controls.clone()).collect();
    let is_mapped = |ty: TypeId| context.model.chain(ty).any(|ty| mapped.contains(&ty));
    let others = context.controls().iter().filter(|row| !row.ty.is_some_and(is_mapped));
    let others: Vec<&str> = others.map(|row| row.number.as_str()).collect();
    let wanted = !others.is_empty() && context.statements("regulation").next().is_some();
    wanted.then(|| format!("Controls that are mapped to no requirement: {}.", and_list(&others)))
}

/// A status that reads as met names the threats that are open nevertheless.
fn with_open(context: &Context<'_>, regulation: &Statement, status: String) -> String {
    let open = open_threats(context, regulation);
    match status.starts_with("Compliant") && !open.is_empty() {
        true => format!("{status} (by its controls; open threats to the data: {})", open.join(", ")),
        false => status,
    }
}

/// The statements about a control, else its name in the catalogue.
fn mapped(context: &Context<'_>, control: TypeId) -> String {
    let rows = context.controls();
    let own: Vec<String> = rows
        .iter()
        .filter(|row| row.ty.is_some_and(|ty| context.model.chain(ty).any(|ty| ty == control)))
        .map(|row| format!("{} {}", row.number, row.label))
        .collect();
    if own.is_empty() { context.model.types[control].label.to_string() } else { own.join(", ") }
}

/// The worse of what the author states and of what follows from the controls.
fn effective(context: &Context<'_>, requirement: &Statement) -> String {
    let rank = |status: &str| STATUS.iter().position(|(known, _)| *known == status);
    match (requirement.facts.text("status"), by_controls(context, requirement)) {
        (stated, None) => word(stated),
        (None, Some(found)) => format!("{} (follows from the controls)", word(Some(found))),
        (Some(stated), Some(found)) if rank(found) < rank(stated) => {
            let (found, stated) = (word(Some(found)), word(Some(stated)));
            format!("{found} (the author states {stated}; a mapped control is not in place)")
        }
        (stated, _) => word(stated),
    }
}

/// What the controls of a requirement come to; `None` where none is mapped.
fn by_controls(context: &Context<'_>, requirement: &Statement) -> Option<&'static str> {
    let all: Vec<_> = requirement.controls.iter().map(|&control| standing(context, control)).collect();
    let there =
        |status: &Option<ControlStatus>| matches!(status, Some(ControlStatus::Implemented | ControlStatus::Partial));
    match all.as_slice() {
        [] => None,
        all if all.iter().all(|status| *status == Some(ControlStatus::Implemented)) => Some("compliant"),
        all if all.iter().any(there) => Some("partial"),
        _ => Some("non-compliant"),
    }
}
