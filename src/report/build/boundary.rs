//! Trust boundaries: sections 3.3, 3.6 and 4 of the methodology.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::arena::Arena;
use crate::base::text::{and_list, capital, count, one_line};
use crate::graph::{Border, BorderId};
use crate::model::{DataId, FlowId, Place, Severity, Stride, TypeId};
use crate::report::words::{NOT_STATED, spelled};
use crate::report::{Block, Cell, Column, NONE_IDENTIFIED, Section, Table, Text};
use crate::threats::{Complete, Entry};

use super::Context;
use super::parts::Content;
use super::signs::Standing;

const SUMMARY: &[Column] = &[
    Column::new("boundary_id", "Boundary ID"),
    Column::new("boundary", "Boundary"),
    Column::new("description", "Description"),
    Column::new("security_controls", "Security Controls"),
    Column::new("threats", "Threats"),
    Column::machine("kind"),
    Column::machine("flows"),
];

const IDENTIFICATION: &[Column] = &[
    Column::new("id", "ID"),
    Column::new("boundary", "Boundary"),
    Column::new("description", "Description"),
    Column::new("security_controls", "Security Controls"),
    Column::new("risk_level", "Risk Level"),
    Column::machine("kind"),
];

const COVERAGE: &[Column] = &[
    Column::new("boundary", "Boundary"),
    Column::new("spoofing", "Spoofing"),
    Column::new("tampering", "Tampering"),
    Column::new("repudiation", "Repudiation"),
    Column::new("disclosure", "Information Disclosure"),
    Column::new("denial", "Denial of Service"),
    Column::new("elevation", "Elevation of Privilege"),
];

const NO_BOUNDARIES: &str = "None identified: no flow leaves its zone.";

/// What a boundary is, where nobody describes it.
const KINDS: &[(&str, &str)] = &[
    ("network", "between networks"),
    ("authentication", "between callers who are not authenticated and those who are"),
    ("authorization", "between rights"),
    ("data", "between classes of data"),
    ("service", "between services"),
    ("cloud", "between clouds, or a cloud and what lies outside of it"),
    ("process", "between processes"),
];

/// A boundary with everything that crosses it.
pub(super) struct Crossed<'a> {
    border: &'a Border,
    flows: Vec<FlowId>,
    /// The entries with their places on these flows alone.
    entries: Vec<Entry>,
}

/// Every boundary; the threats are shared out in one pass.
pub(super) fn crossed<'a>(context: &Context<'a>) -> Vec<Crossed<'a>> {
    let mut flows = context.graph.flows_by_border();
    let mut entries = context.analysis.by(|threat| match threat.subject {
        Some(Place::Flow(flow)) => context.graph.crossings[flow].border,
        _ => None,
    });
    let of = |(id, border): (BorderId, &'a Border)| Crossed {
        border,
        flows: std::mem::take(&mut flows[id]),
        entries: entries.remove(&id).unwrap_or_default(),
    };
    context.graph.borders.iter().map(of).collect()
}

impl Crossed<'_> {
    /// `Internet → Edge`
    fn ends(&self, context: &Context<'_>) -> String {
        match self.border.label.contains('→') {
            true => self.border.label.clone(),
            false => {
                let zone = |id| context.model.zones[id].label.as_str();
                format!("{} → {}", zone(self.border.from), zone(self.border.to))
            }
        }
    }

    fn fact<'m>(&self, context: &Context<'m>, name: &str) -> Option<&'m str> {
        self.border.declared.and_then(|id| context.model.boundaries[id].facts.text(name))
    }

    fn described(&self, context: &Context<'_>) -> String {
        let declared = self.border.declared.map(|id| &context.model.boundaries[id]);
        let text = declared.and_then(|boundary| {
            boundary.description.clone().or_else(|| boundary.facts.text("note").map(str::to_owned))
        });
        let text = text.map(|text| one_line(&text));
        let flows = count(self.flows.len(), "flow crosses it", "flows cross it");
        let kind = self.fact(context, "kind").map(|kind| match KINDS.iter().find(|(known, _)| *known == kind) {
            Some((_, text)) => format!("{} boundary, {text}", capital(spelled(kind))),
            None => format!("{} boundary", capital(spelled(kind))),
        });
        match (text, kind) {
            (Some(text), Some(kind)) => format!("{text} ({kind})"),
            (Some(text), None) => text,
            (None, Some(kind)) => format!("{kind}; {flows}"),
            (None, None) if declared.is_some() => {
                let zone = |id| context.model.zones[id].label.as_str();
                format!("Between {} and {}; {flows}", zone(self.border.from), zone(self.border.to))
            }
            (None, None) => format!("Found because {}; not declared in the model", flows),
        }
    }

    /// The risk that the author states, else the highest severity of what crosses.
    fn risk(&self, context: &Context<'_>) -> Severity {
        let stated = self.fact(context, "risk").and_then(Severity::parse);
        stated.unwrap_or_else(|| self.entries.iter().map(|entry| entry.current.severity).max().unwrap_or(Severity::Low))
    }

    fn controls(&self, context: &Context<'_>) -> Vec<(TypeId, Standing)> {
        context.controls_at(self.border, &self.flows)
    }

    fn existing(&self, context: &Context<'_>) -> Vec<String> {
        let there = self.controls(context).into_iter();
        let there = there.filter(|(_, standing)| matches!(standing, Standing::Implemented | Standing::Partial));
        there.map(|(control, standing)| named(context, control, standing)).collect()
    }

    /// The same with what is planned.
    fn stated(&self, context: &Context<'_>) -> Vec<String> {
        let said = self.controls(context).into_iter();
        let said = said.filter(|(_, standing)| !matches!(standing, Standing::Missing(false) | Standing::Unknown));
        said.map(|(control, standing)| named(context, control, standing)).collect()
    }

    fn numbers(&self) -> Vec<String> {
        let mut numbers: Vec<_> = self.entries.iter().map(|entry| entry.number).collect();
        numbers.sort();
        numbers.into_iter().map(|number| number.to_string()).collect()
    }

    fn data(&self, context: &Context<'_>) -> Vec<DataId> {
        let of = |&flow: &FlowId| {
            let flow = &context.model.flows[flow];
            flow.data.data().iter().chain(flow.returns.data()).copied()
        };
        let all: BTreeSet<DataId> = self.flows.iter().flat_map(of).collect();
        all.into_iter().collect()
    }
}

fn named(context: &Context<'_>, control: TypeId, standing: Standing) -> String {
    let name = context.type_name(control);
    match standing {
        Standing::Partial => format!("{name} (partial)"),
        Standing::Missing(true) => format!("{name} (planned)"),
        _ => name,
    }
}

/// The number of a control with what is said behind its name: `BSC-07 (partial)`; the name where it has no number.
fn brief(named: String) -> String {
    let numbered =
        named.split_once(' ').filter(|(id, _)| id.contains('-') && id.ends_with(|c: char| c.is_ascii_digit()));
    match (numbered, named.rfind(" (partial)").or(named.rfind(" (planned)"))) {
        (Some((id, _)), Some(at)) => format!("{id}{}", named.get(at..).unwrap_or("")),
        (Some((id, _)), None) => id.to_owned(),
        (None, _) => named,
    }
}

/// What several statements about the same control come to together.
fn together(all: Vec<(TypeId, Standing)>) -> Vec<(TypeId, Standing)> {
    let mut by_type: BTreeMap<TypeId, Vec<Standing>> = BTreeMap::new();
    for (control, standing) in all {
        by_type.entry(control).or_default().push(standing);
    }
    by_type.into_iter().filter_map(|(control, all)| Some((control, Standing::together(all)?))).collect()
}

impl Context<'_> {
    /// Controls of a boundary, of flows that cross it, and those at their ends that counter what crosses; with their status, in
    /// the order of the catalogue.
    fn controls_at(&self, border: &Border, flows: &[FlowId]) -> Vec<(TypeId, Standing)> {
        let mut all: Vec<(TypeId, Standing)> = Vec::new();
        let mut add = |control, status| all.extend(Standing::of(Some(status)).map(|standing| (control, standing)));
        for threat in flows.iter().flat_map(|&flow| self.threats_on(flow)) {
            self.threats.reader.controls(*threat).iter().for_each(|found| add(found.control, found.status));
        }
        // What stands where a flow arrives and looks at what comes in is a control of the crossing, whatever it counters.
        let targets = flows.iter().map(|&flow| &self.model.elements[self.model.flows[flow].target].claims);
        for (&control, claim) in targets.flatten() {
            if self.of_type(control, "side") == Some("receiver") {
                add(control, claim.status);
            }
        }
        let boundary = border.declared.map(|id| &self.model.boundaries[id].claims);
        let flows = flows.iter().map(|&flow| &self.model.flows[flow].claims);
        for (&control, claim) in boundary.into_iter().chain(flows).flatten() {
            add(control, claim.status);
        }
        together(all)
    }

    /// The controls that are in place on flows, and on the boundaries that they cross, by name; those at their ends as far as
    /// they counter a threat on the way.
    pub(super) fn controls_of_flows(&self, flows: &[FlowId]) -> Vec<String> {
        let (mut borders, mut names): (Vec<BorderId>, Vec<String>) = (Vec::new(), Vec::new());
        for border in flows.iter().filter_map(|&flow| self.graph.crossings[flow].border) {
            if borders.contains(&border) {
                continue;
            }
            borders.push(border);
            let there = self.controls_at(&self.graph.borders[border], flows).into_iter();
            let there = there.filter(|(_, standing)| *standing == Standing::Implemented);
            for name in there.map(|(control, _)| self.type_name(control)) {
                if !names.contains(&name) {
                    names.push(name);
                }
            }
        }
        names
    }
}

/// 3.3
pub(super) fn table(context: &Context<'_>) -> Content {
    let row = |crossed: &Crossed<'_>| {
        vec![
            crossed.border.id.as_str().into(),
            crossed.ends(context).into(),
            crossed.described(context).into(),
            list_or_none(crossed.stated(context)),
            list_or_none(crossed.numbers()),
            crossed.fact(context, "kind").unwrap_or(NOT_STATED).into(),
            Cell::List(crossed.flows.iter().map(|&flow| context.model.flows[flow].number.to_string()).collect()),
        ]
    };
    let rows = context.crossed().iter().map(row).collect();
    Content::block(Block::Table(Table::new("boundaries", "Trust boundaries", SUMMARY, rows).or(NO_BOUNDARIES)))
}

fn list_or_none(items: Vec<String>) -> Cell {
    if items.is_empty() { "None identified".into() } else { Cell::List(items) }
}

/// 3.6: the statements of the threats at the flows that cross each boundary. A statement that differs from the one at an earlier
/// boundary in its flows alone is not written out again.
pub(super) fn threats(context: &Context<'_>) -> Content {
    let all = context.crossed();
    if all.is_empty() {
        return Content::block(Block::paragraph(NO_BOUNDARIES));
    }
    let mut stated: BTreeMap<String, &str> = BTreeMap::new();
    let mut blocks = Vec::new();
    for crossed in all {
        let label = format!("[{}] {} Threats", crossed.border.id, crossed.ends(context));
        let mut items = Vec::new();
        for entry in &crossed.entries {
            let before = stated.get(&entry.number.to_string()).copied();
            stated.entry(entry.number.to_string()).or_insert(&crossed.border.id);
            items.push(statement(context, entry, before));
        }
        blocks.push(Block::list(&label, items));
    }
    Content::blocks(blocks)
}

/// A statement with the flows and assets that it is about; its title, where it is stated `before` at another boundary.
fn statement(context: &Context<'_>, entry: &Entry, before: Option<&str>) -> String {
    let reader = &context.threats.reader;
    let flows = context.analysis.places(entry).into_iter().filter_map(|threat| match threat.subject {
        Some(Place::Flow(id)) => Some(context.model.flows[id].number.to_string()),
        _ => None,
    });
    let assets = reader.assets(entry).into_iter().map(|id| context.model.data[id].number.to_string());
    let refs: Vec<String> = std::iter::once(entry.number.to_string()).chain(flows).chain(assets).collect();
    let said = match before {
        None => reader.statement(entry),
        Some(border) => format!("{}, as stated at {border}", reader.title(entry)),
    };
    format!("{said} ({})", refs.join(", "))
}

/// For each boundary and category the threats, or why there are none.
pub(super) fn coverage(context: &Context<'_>) -> Content {
    let of_flow: Arena<FlowId, _> = context.analysis.completeness(context.model, context.graph).into_iter().collect();
    let row = |crossed: &Crossed<'_>| {
        let own: Vec<_> = crossed.flows.iter().map(|&flow| &of_flow[flow]).collect();
        let cell = |at: usize| {
            let cells: Vec<&Complete> = own.iter().filter_map(|row| row.cells.get(at)).collect();
            considered(&cells)
        };
        std::iter::once(Cell::from(crossed.border.id.as_str())).chain((0..Stride::ALL.len()).map(cell)).collect()
    };
    let rows = context.crossed().iter().map(row).collect();
    let table = Table::new("boundary-coverage", "What is said about each boundary", COVERAGE, rows).or(NO_BOUNDARIES);
    let note = "Counted are threats to what crosses the boundary, and those to the ends of the flows that the crossing makes \
                possible; the latter do not stand in the sections about boundaries. n/a: no threat of the category applies to \
                the kind of interaction that crosses; other reasons stand in the cell.";
    Content::blocks(vec![Block::Table(table), Block::paragraph(note)])
}

fn considered(cells: &[&Complete]) -> Cell {
    let mut numbers: Vec<String> = Vec::new();
    for (number, _) in
        cells.iter().filter_map(|cell| if let Complete::Threats(all) = cell { Some(all) } else { None }).flatten()
    {
        let number = number.to_string();
        if !numbers.contains(&number) {
            numbers.push(number);
        }
    }
    if !numbers.is_empty() {
        return Cell::List(numbers);
    }
    let has = |wanted: &Complete| cells.contains(&wanted);
    match () {
        () if has(&Complete::Question) => "an open question decides",
        () if has(&Complete::OutOfScope) => "n/a: out of scope",
        () if has(&Complete::Local) => "n/a: nobody else is on the path",
        () if has(&Complete::NotApplicable) => "n/a",
        () => "n/a: nothing that is carried calls for one",
    }
    .into()
}

/// 4.1
pub(super) fn identification(context: &Context<'_>) -> Content {
    let row = |crossed: &Crossed<'_>| {
        vec![
            crossed.border.id.as_str().into(),
            crossed.ends(context).into(),
            crossed.described(context).into(),
            list_or_none(crossed.stated(context).into_iter().map(brief).collect()),
            crossed.risk(context).label().into(),
            crossed.fact(context, "kind").unwrap_or(NOT_STATED).into(),
        ]
    };
    let rows = context.crossed().iter().map(row).collect();
    Content::block(Block::Table(
        Table::new("identification", "Trust boundaries", IDENTIFICATION, rows).or(NO_BOUNDARIES),
    ))
}

/// 4.2
pub(super) fn analysis(context: &Context<'_>) -> Content {
    let all = context.crossed();
    if all.is_empty() {
        return Content::block(Block::paragraph(NO_BOUNDARIES));
    }
    Content::sections(all.iter().map(|crossed| section(context, crossed)).collect())
}

fn section(context: &Context<'_>, crossed: &Crossed<'_>) -> Section {
    let title = format!("{} ({})", crossed.ends(context), crossed.risk(context).label());
    let assets = crossed.data(context).into_iter().map(|id| context.asset(id));
    let threats =
        crossed.entries.iter().map(|entry| format!("{} {}", entry.number, context.threats.reader.title(entry)));
    let mut blocks = vec![Block::Passage("Description".to_owned(), crossed.described(context).into())];
    blocks.extend(stated_risk(context, crossed).map(|text| Block::Passage("Risk Level".to_owned(), text.into())));
    let flows = crossed.flows.iter().map(|&flow| context.entry_point(flow));
    let mut recommended = recommendations(context, crossed);
    if recommended.is_empty() {
        recommended.push(nothing_to_recommend(crossed).into());
    }
    blocks.extend([
        Block::list("Flows", flows),
        Block::list("Assets Crossing Boundary", assets),
        Block::list("Existing Controls", crossed.existing(context)),
        Block::list("Threats", threats),
        Block::list("Recommendations", recommended),
    ]);
    Section::about(crossed.border.id.as_str(), title).with(blocks)
}

/// Why the risk is another than the severity of what crosses: the author's reason, or that there is none.
fn stated_risk(context: &Context<'_>, crossed: &Crossed<'_>) -> Option<String> {
    let stated = crossed.fact(context, "risk").and_then(Severity::parse)?;
    let worst = crossed.entries.iter().map(|entry| entry.current.severity).max();
    let worst = worst.map_or("there is no threat to what crosses".to_owned(), |worst| {
        format!("the highest severity among the threats to what crosses is {}", worst.label())
    });
    match crossed.fact(context, "reason") {
        Some(reason) => Some(format!("Set by the author: {reason}; {worst}")),
        None if crossed.entries.iter().any(|entry| entry.current.severity == stated) => None,
        None => Some(format!("Set by the author, without a reason; {worst}")),
    }
}

/// Measures that the threats at the boundary ask for and that are not there, those that serve most of them first.
fn recommendations(context: &Context<'_>, crossed: &Crossed<'_>) -> Vec<Text> {
    let mut items: Vec<Text> = super::recommendations::of_author(context, |place| match place {
        Place::Boundary(id) => crossed.border.declared == Some(id),
        Place::Flow(id) => crossed.flows.contains(&id),
        _ => false,
    });
    let measures = super::recommendations::measures(context, &crossed.entries);
    let wanted = measures.into_iter().filter(|measure| measure.severity >= Severity::Medium);
    items.extend(wanted.map(|measure| {
        let id = context.measure_id(&measure.name);
        let id = if id.is_empty() { String::new() } else { format!(" ({id})") };
        Text::strong(measure.title()).then(format!(": {}{id}", measure.threats.join(", ")))
    }));
    items
}

/// Why no measure of medium priority or above is recommended at a boundary.
fn nothing_to_recommend(crossed: &Crossed<'_>) -> String {
    let numbers = |wanted: &dyn Fn(&Entry) -> bool| {
        let mut numbers: Vec<_> =
            crossed.entries.iter().filter(|entry| wanted(entry)).map(|entry| entry.number).collect();
        numbers.sort();
        numbers.into_iter().map(|number| number.to_string()).collect::<Vec<_>>()
    };
    let low = numbers(&|entry| entry.open > 0 && entry.current.severity < Severity::Medium);
    let without = numbers(&|entry| entry.open > 0 && entry.current.severity >= Severity::Medium);
    let settled = numbers(&|entry| entry.open == 0);
    let said = [
        (low, "open at low severity, with measures where the threats are described"),
        (without, "open, and no measure is known"),
        (settled, "covered or answered"),
    ];
    let said: Vec<String> = said
        .into_iter()
        .filter(|(numbers, _)| !numbers.is_empty())
        .map(|(numbers, what)| {
            format!("{} {} {what}", and_list(&numbers), if numbers.len() == 1 { "is" } else { "are" })
        })
        .collect();
    match said.is_empty() {
        true => "None: no threat to what crosses is known.".to_owned(),
        false => format!("None of medium priority or above: {}.", said.join("; ")),
    }
}

/// The boundaries in a list, each with the diagram that shows it.
pub(super) fn list(context: &Context<'_>) -> Content {
    let item = |crossed: &Crossed<'_>| {
        let name = format!("boundary-{}", crossed.border.id);
        let figure =
            context.material.figures.iter().find(|figure| figure.name == name).or(context.material.figures.first());
        let text =
            Text::from(format!("{} {}: {}", crossed.border.id, crossed.ends(context), crossed.described(context)));
        match figure {
            Some(figure) => text
                .then(" (")
                .then(crate::report::Inline::Reference {
                    anchor: figure.anchor(),
                    text: "diagram".to_owned(),
                    name: figure.title.clone(),
                })
                .then(")"),
            None => text,
        }
    };
    let items: Vec<Text> = context.crossed().iter().map(item).collect();
    let items = if items.is_empty() { vec![NONE_IDENTIFIED.into()] } else { items };
    Content::block(Block::list("", items))
}
