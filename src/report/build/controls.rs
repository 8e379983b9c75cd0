//! Controls: section 7 of the methodology, and the rows that section 10 groups by category.

use std::collections::BTreeMap;

use crate::base::text::{capital, first_of, one_line};
use crate::model::{ControlId, ControlStatus, Facts, Model, Place, TypeId};
use crate::report::words::NOT_STATED;
use crate::report::{Block, Cell, Column, Inline, Table, Text, see};
use crate::threats::{Entry, Evidence};

use super::Context;
use super::parts::Content;

const BASELINE: &[Column] = &[
    Column::new("control_id", "Control ID"),
    Column::new("control_name", "Control Name"),
    Column::new("description", "Description"),
    Column::new("implementation_status", "Implementation Status"),
    Column::new("effectiveness", "Effectiveness"),
    Column::machine("threats_mitigated"),
    Column::machine("owner"),
];

const SPECIFIC: &[Column] = &[
    Column::new("control_id", "Control ID"),
    Column::new("control_name", "Control Name"),
    Column::new("threats_mitigated", "Threats Mitigated"),
    Column::new("status", "Status"),
    Column::new("ticket", "Ticket"),
    Column::machine("owner"),
];

const EFFECTIVENESS: &[Column] = &[
    Column::new("control", "Control"),
    Column::new("effectiveness", "Effectiveness"),
    Column::new("threats_covered", "Threats Covered"),
    Column::new("evidence", "Evidence"),
    Column::new("gaps", "Gaps"),
];

/// Most places that a row names; more are counted.
const MOST: usize = 4;

/// A control that is stated, or that stated facts imply.
pub(super) struct ControlRow<'a> {
    /// `BSC-01`
    pub(super) number: String,
    pub(super) label: String,
    pub(super) ty: Option<TypeId>,
    /// The statement; `None` for what `has=` and facts say.
    pub(super) id: Option<ControlId>,
    pub(super) status: ControlStatus,
    pub(super) description: String,
    /// The names of the places, with how far it is in place there.
    pub(super) on: Vec<(ControlStatus, String)>,
    /// The threats that it counters.
    pub(super) threats: Vec<&'a Entry>,
    baseline: bool,
}

/// What stands before the places where a control is not fully in place, where it is at others; those come in this order.
const ELSEWHERE: &[(ControlStatus, &str)] = &[
    (ControlStatus::Implemented, ""),
    (ControlStatus::Partial, "in part on "),
    (ControlStatus::Planned, "planned on "),
    (ControlStatus::Missing, "missing on "),
    (ControlStatus::Unverified, "not verified on "),
    (ControlStatus::NotApplicable, "not applicable on "),
];

impl<'a> ControlRow<'a> {
    /// The places of one status.
    fn at(&self, status: ControlStatus) -> Vec<&str> {
        self.on.iter().filter(|(known, _)| *known == status).map(|(_, name)| name.as_str()).collect()
    }

    /// `Shop, DF1; missing on Backup`; without the words where all places have the status of the row.
    pub(super) fn places(&self) -> String {
        let status = self.on.first().map(|(status, _)| *status);
        if self.on.iter().all(|(known, _)| Some(*known) == status) {
            let all: Vec<&str> = self.on.iter().map(|(_, name)| name.as_str()).collect();
            return first_of(&all, MOST);
        }
        self.groups(ELSEWHERE)
    }

    fn groups(&self, wanted: &[(ControlStatus, &str)]) -> String {
        let group = |(status, words): &(ControlStatus, &str)| {
            let places = self.at(*status);
            (!places.is_empty()).then(|| format!("{words}{}", first_of(&places, MOST)))
        };
        wanted.iter().filter_map(group).collect::<Vec<String>>().join("; ")
    }

    /// The places where it is, if only in part.
    pub(super) fn in_place(&self) -> String {
        let mut places = self.at(ControlStatus::Implemented);
        places.extend(self.at(ControlStatus::Partial));
        first_of(&places, MOST)
    }

    /// What the places leave open: `Missing on Backup`.
    fn left_open(&self) -> Option<String> {
        let open = ELSEWHERE.get(1..5).map(|open| self.groups(open)).filter(|open| !open.is_empty())?;
        let all_the_same = self.on.iter().all(|(status, _)| *status == ControlStatus::Partial);
        (!all_the_same).then(|| capital(&open))
    }

    pub(super) fn facts<'m>(&self, model: &'m Model) -> Option<&'m Facts> {
        self.id.map(|id| &model.controls[id].facts)
    }

    fn fact<'m>(&self, model: &'m Model, name: &str) -> Option<&'m str> {
        self.facts(model).and_then(|facts| facts.text(name))
    }

    /// How well it works where it is in place.
    fn effectiveness(&self, context: &Context<'_>) -> String {
        let stated = self.fact(context.model, "effectiveness");
        let found = stated.map(str::to_owned).or_else(|| Some(context.of_type(self.ty?, "effectiveness")?.to_owned()));
        found.map_or_else(|| "Medium".to_owned(), |word| capital(&word))
    }

    /// The category, one of the methodology's seven.
    pub(super) fn category(&self, context: &Context<'_>) -> String {
        let stated = self.fact(context.model, "category").map(str::to_owned);
        stated
            .or_else(|| Some(context.of_type(self.ty?, "category")?.to_owned()))
            .unwrap_or_else(|| "development".into())
    }
}

/// The status in the words of the methodology.
pub(super) fn status_word(status: ControlStatus) -> &'static str {
    match status {
        ControlStatus::Implemented => "Implemented",
        ControlStatus::Partial => "Partial",
        ControlStatus::Planned => "Planned",
        ControlStatus::Missing => "Not implemented",
        ControlStatus::Unverified => "Not verified",
        ControlStatus::NotApplicable => "Not applicable",
    }
}

impl<'a> Context<'a> {
    /// A fact of a control type, or of what it extends.
    pub(super) fn of_type(&self, ty: TypeId, name: &str) -> Option<&'a str> {
        self.model.chain(ty).find_map(|ty| self.model.types[ty].facts.text(name))
    }

    fn statement_row(&self, id: ControlId, threats: Option<Vec<&'a Entry>>) -> ControlRow<'a> {
        let control = &self.model.controls[id];
        let on = match control.everywhere {
            true => vec!["the whole model".to_owned()],
            false => control.on.iter().map(|&place| self.threats.reader.place_name(place)).collect(),
        };
        let on = on.into_iter().map(|name| (control.status, name)).collect();
        let of_type = control.ty.and_then(|ty| self.model.types[ty].description.clone());
        ControlRow {
            number: control.number.to_string(),
            label: control.label.to_string(),
            ty: control.ty,
            id: Some(id),
            status: control.status,
            description: control.description.clone().or(of_type).unwrap_or_default(),
            on,
            threats: threats.unwrap_or_default(),
            baseline: control.facts.text("baseline") == Some("yes"),
        }
    }

    fn type_row(&self, ty: TypeId, found: Found<'a>) -> ControlRow<'a> {
        let control = &self.model.types[ty];
        let place = |place: &Option<Place>| {
            place.map_or_else(|| "the whole model".to_owned(), |place| self.threats.reader.place_name(place))
        };
        ControlRow {
            number: self
                .material
                .control_numbers
                .get(&ty)
                .map_or_else(|| control.name.to_string(), ToString::to_string),
            label: control.label.to_string(),
            ty: Some(ty),
            id: None,
            status: found.status(),
            description: control.description.clone().unwrap_or_default(),
            on: found.statuses.iter().copied().zip(found.places.iter().map(place)).collect(),
            threats: found.entries,
            baseline: true,
        }
    }

    /// The number and name of a control that is found at a place.
    pub(super) fn control_name(&self, found: &crate::threats::ControlFound) -> String {
        let statement = match found.evidence {
            Evidence::Stated { control: Some(id), .. } => Some(&self.model.controls[id]),
            _ => None,
        };
        let label = &self.model.types[found.control].label;
        match (statement, self.material.control_numbers.get(&found.control)) {
            (Some(control), _) => format!("{} {}", control.number, control.label),
            (None, Some(number)) => format!("{number} {label}"),
            (None, None) => label.to_string(),
        }
    }
}

/// Every control about which something is known: the statements, and what `has=` and facts say, by type.
pub(super) fn rows<'a>(context: &Context<'a>) -> Vec<ControlRow<'a>> {
    let mut uses = Uses::default();
    for entry in &context.analysis.entries {
        for threat in context.analysis.places(entry) {
            for found in context.threats.reader.controls(threat) {
                let (statement, place) = match found.evidence {
                    Evidence::Stated { control, on, .. } => (control, on),
                    Evidence::Inferred { on, .. } => (None, Some(on)),
                };
                match statement {
                    Some(id) => uses.by_statement.entry(id).or_default().push(entry),
                    None => uses.by_type.entry(found.control).or_default().add(found.status, place, entry),
                }
            }
        }
    }
    for (place, control, claim) in context.model.claims() {
        uses.by_type.entry(control).or_default().stated(claim.status, Some(place));
    }
    let mut rows: Vec<ControlRow<'a>> =
        context.model.controls.ids().map(|id| context.statement_row(id, uses.by_statement.remove(&id))).collect();
    rows.extend(uses.by_type.into_iter().map(|(ty, found)| context.type_row(ty, found)));
    for row in &mut rows {
        let mut seen = std::collections::BTreeSet::new();
        row.threats.retain(|entry| seen.insert(entry.number));
    }
    rows.sort_by(|a, b| a.number.cmp(&b.number));
    rows
}

#[derive(Default)]
struct Uses<'a> {
    by_statement: BTreeMap<ControlId, Vec<&'a Entry>>,
    by_type: BTreeMap<TypeId, Found<'a>>,
}

/// A control that no statement is about, with where it was found.
#[derive(Default)]
struct Found<'a> {
    statuses: Vec<ControlStatus>,
    places: Vec<Option<Place>>,
    entries: Vec<&'a Entry>,
}

impl<'a> Found<'a> {
    fn add(&mut self, status: ControlStatus, place: Option<Place>, entry: &'a Entry) {
        self.stated(status, place);
        self.entries.push(entry);
    }

    fn stated(&mut self, status: ControlStatus, place: Option<Place>) {
        if !self.places.contains(&place) {
            self.places.push(place);
            self.statuses.push(status);
        }
    }

    /// What the places come to together.
    fn status(&self) -> ControlStatus {
        match self.statuses.as_slice() {
            [] => ControlStatus::Unverified,
            [first, rest @ ..] if rest.iter().all(|status| status == first) => *first,
            _ => ControlStatus::Partial,
        }
    }
}

/// 7.1: controls that many systems have.
pub(super) fn baseline(context: &Context<'_>) -> Content {
    let rows = context.controls();
    let row = |row: &ControlRow<'_>| {
        let places = if context.is_public() { row.in_place() } else { row.places() };
        let worded = ELSEWHERE.iter().any(|(_, words)| !words.is_empty() && places.starts_with(words));
        let nowhere = places.is_empty();
        let places = if worded { capital(&places) } else { format!("On {places}") };
        let description = match (row.description.is_empty(), nowhere) {
            (true, _) => places,
            (false, true) => row.description.replace('\n', " "),
            (false, false) => format!("{} {places}", sentence(&row.description)),
        };
        vec![
            row.number.as_str().into(),
            row.label.as_str().into(),
            description.into(),
            status_word(row.status).into(),
            row.effectiveness(context).into(),
            Cell::List(context.numbers(row.threats.iter().copied())),
            row.fact(context.model, "owner").unwrap_or(NOT_STATED).into(),
        ]
    };
    let rows = rows.iter().filter(|row| row.baseline).map(row).collect();
    Content::block(Block::Table(Table::new("baseline-controls", "Baseline security controls", BASELINE, rows)))
}

/// A text on one line that ends like a sentence.
fn sentence(text: &str) -> String {
    let text = one_line(text);
    if text.ends_with(['.', '!', '?']) { text } else { format!("{text}.") }
}

/// 7.2: controls of this system.
pub(super) fn specific(context: &Context<'_>) -> Content {
    let rows = context.controls();
    let row = |row: &ControlRow<'_>| {
        let threats = context.numbers(row.threats.iter().copied());
        let mut status = status_word(row.status).to_owned();
        if let (true, Some(due)) = (context.material.dates, row.fact(context.model, "due")) {
            status.push_str(&format!(", due {due}"));
        }
        vec![
            row.number.as_str().into(),
            row.label.as_str().into(),
            if threats.is_empty() { "None of the model".into() } else { Cell::List(threats) },
            status.into(),
            ticket(context, row.fact(context.model, "ticket")).into(),
            row.fact(context.model, "owner").unwrap_or(NOT_STATED).into(),
        ]
    };
    let rows = rows.iter().filter(|row| !row.baseline).map(row).collect();
    Content::block(Block::Table(Table::new("specific-controls", "System-specific controls", SPECIFIC, rows)))
}

/// A ticket, as a link where it is an address. The public does not see it.
pub(super) fn ticket(context: &Context<'_>, ticket: Option<&str>) -> Text {
    match ticket {
        None => "none".into(),
        Some(_) if context.is_public() => "internal".into(),
        Some(address) if address.contains("://") => {
            Text::link(address, address.trim_end_matches('/').rsplit('/').next().unwrap_or(address))
        }
        Some(id) => Inline::Plain(id.to_owned()).into(),
    }
}

/// 7.3: what each control that is there does, and what it leaves open.
pub(super) fn effectiveness(context: &Context<'_>) -> Content {
    let row = |row: &ControlRow<'_>| {
        let facts = row.facts(context.model);
        let evidence = match context.is_public() {
            true => vec!["internal".to_owned()],
            false => evidence(facts, row),
        };
        let gap = facts.and_then(|facts| facts.text("gap"));
        let gaps = match (gap, row.status, context.is_public()) {
            (Some(_), _, true) | (None, ControlStatus::Partial, true) => "internal".to_owned(),
            (Some(gap), ..) => gap.to_owned(),
            (None, ControlStatus::Partial, _) => {
                row.left_open().unwrap_or_else(|| "In place in part; the model does not say what is missing".to_owned())
            }
            (None, ..) => "None stated".to_owned(),
        };
        let threats = context.numbers(row.threats.iter().copied());
        vec![
            format!("{} {}", row.number, row.label).into(),
            row.effectiveness(context).into(),
            if threats.is_empty() { "None of the model".into() } else { Cell::List(threats) },
            Cell::List(evidence),
            gaps.into(),
        ]
    };
    let there = |row: &&ControlRow<'_>| matches!(row.status, ControlStatus::Implemented | ControlStatus::Partial);
    let rows = context.controls().iter().filter(there).map(row).collect();
    let table = Table::new("control-effectiveness", "Control effectiveness", EFFECTIVENESS, rows)
        .or("No control is stated to be in place.");
    Content::block(Block::Table(table))
}

/// What shows that a control is there.
fn evidence(facts: Option<&Facts>, row: &ControlRow<'_>) -> Vec<String> {
    let mut evidence: Vec<String> =
        facts.map(|facts| facts.texts("evidence")).unwrap_or_default().iter().map(|text| (*text).to_owned()).collect();
    if facts.is_some_and(|facts| facts.has("config")) {
        evidence.push("the configuration in the model".to_owned());
    }
    if let Some(who) = facts.and_then(|facts| facts.text("verified-by")) {
        evidence.push(format!("verified by {who}"));
    }
    if evidence.is_empty() {
        // Section 7.1 names the places of the controls that it lists.
        evidence.push(match row.id.is_none() || row.baseline {
            true => format!("stated in the model{}", see("baseline-controls", ", as ", " says")),
            false => format!("stated in the model for {}", row.in_place()),
        });
    }
    evidence
}
