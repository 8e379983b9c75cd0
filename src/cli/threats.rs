//! `threatline threats`: the list of threats, and the gate on their severity.

use super::args::{TableFormat, ThreatsArgs};
use super::exit::{Exit, Failure};
use super::tables::written;
use super::ui::Ui;
use super::{input, output};
use crate::base::text;
use crate::config::Unknown;
use crate::findings::counts_as;
use crate::model::{ElementId, Flow, Place, Severity};
use crate::pipeline::Outcome;
use crate::report::build::{Summary, Threats};
use crate::report::{Document, write};
use crate::threats::{Entry, Threat};

pub(super) fn run(args: &ThreatsArgs, ui: &mut Ui) -> Result<Exit, Failure> {
    let outcome = match input::usable(args.model.as_deref(), ui) {
        Ok(usable) => usable.outcome,
        Err(exit) => return Ok(exit),
    };
    if let Some(on) = args.on.as_ref().filter(|on| !names_a_place(&outcome, on)) {
        return Err(Failure::Arguments(format!(
            "nothing in the model is called `{on}`: name an element, flow, zone or boundary"
        )));
    }
    let chosen = outcome.analysis.chosen(|threat| is_chosen(&outcome, args, threat));
    let threats = Threats::new(&outcome.model, &outcome.graph, &outcome.analysis);
    let text = match args.format {
        TableFormat::Json => {
            let json = serde_json::to_string_pretty(&threats.export(&chosen)).unwrap_or_default();
            format!("{json}\n")
        }
        TableFormat::Csv => written(&[threats.places(&chosen, "Threats")], args.format, 0),
        format if args.places => {
            let table = threats.places(&chosen, "Threats");
            let width = ui.width(args.output.as_deref());
            format!("{}\n{}\n", written(&[table], format, width), Summary::of(&chosen).line())
        }
        format if args.details => {
            let blocks = chosen.iter().flat_map(|entry| threats.details(entry, 2)).collect();
            let document = Document { title: format!("{}: threats", outcome.model.document.title), blocks };
            if format == TableFormat::Markdown {
                write::markdown(&document)
            } else {
                write::terminal(&document, ui.width(args.output.as_deref()))
            }
        }
        format => listed(&threats, &chosen, format, ui.width(args.output.as_deref())),
    };
    output::write(args.output.as_deref(), text.as_bytes(), ui)?;
    if let Some(on) = args.on.as_ref().filter(|_| chosen.is_empty()) {
        ui.note(&format!("no threat is on `{on}`"));
    }
    Ok(match gate_on(&chosen, args.fail_on) {
        Some(message) => {
            ui.diagnostic(&format!("{message}\n"));
            Exit::Gate
        }
        None => Exit::Done,
    })
}

/// A table per category that has threats, and the count.
fn listed(threats: &Threats<'_>, chosen: &[Entry], format: TableFormat, width: usize) -> String {
    let tables: Vec<_> = threats.by_category(chosen).into_iter().filter(|table| !table.rows.is_empty()).collect();
    let mut text = written(&tables, format, width);
    let questions = threats.questions();
    if !questions.is_empty() && format == TableFormat::Text {
        let heading = text::count(questions.len(), "open question", "open questions");
        text.push_str(&format!("\n{heading}: these threats apply or not, depending on facts that are not stated\n"));
        text.extend(questions.iter().map(|question| format!("  {question}\n")));
    }
    format!("{text}\n{}\n", Summary::of(chosen).line())
}

fn is_chosen(outcome: &Outcome, args: &ThreatsArgs, threat: &Threat) -> bool {
    let category = args.stride.is_empty() || threat.stride.is_some_and(|stride| args.stride.contains(&stride));
    let severity = args.severity.is_none_or(|least| threat.current.severity >= least);
    let open = !args.open || !threat.status.is_settled();
    category && severity && open && args.on.as_ref().is_none_or(|on| is_on(outcome, threat, on))
}

/// Whether an id names something: an element, a zone, a flow by number or key, or a boundary.
fn names_a_place(outcome: &Outcome, id: &str) -> bool {
    let model = &outcome.model;
    model.elements.values().any(|element| element.id == id)
        || model.zones.values().any(|zone| zone.id == id)
        || model.flows.values().any(|flow| is_flow(flow, id))
        || outcome.graph.borders.values().any(|border| border.id == id)
}

/// Whether a flow has this number or key, or belongs to the fan of that id: `DF4` names `DF4.1` as well.
fn is_flow(flow: &Flow, id: &str) -> bool {
    let of_fan = |number: &str| number.strip_prefix(id).is_some_and(|rest| rest.starts_with('.'));
    flow.number == id || flow.key == id || of_fan(&flow.number)
}

/// Whether a threat is on the place of an id: its flow, its component, or the boundary that it crosses.
fn is_on(outcome: &Outcome, threat: &Threat, id: &str) -> bool {
    let inside =
        |element: ElementId| outcome.model.path(element).iter().any(|&zone| outcome.model.zones[zone].id == id);
    let names = |place: Place| match place {
        Place::Flow(flow) => is_flow(&outcome.model.flows[flow], id),
        Place::Element(element) => outcome.model.elements[element].id == id || inside(element),
        Place::Zone(_) | Place::Boundary(_) => outcome.model.place_id(place) == id,
    };
    let border = match threat.subject {
        Some(Place::Flow(flow)) => outcome.graph.border(flow).is_some_and(|border| border.id == id),
        _ => false,
    };
    border || threat.subject.is_some_and(names) || threat.component.is_some_and(names)
}

/// Why the gate fails: threats of this severity or more about which something is left to do.
pub(super) fn gate(outcome: &Outcome, fail_on: Option<Severity>, unknown: Unknown) -> Option<String> {
    gate_on(&outcome.analysis.chosen(|threat| counts_as(threat, unknown)), fail_on)
}

fn gate_on(entries: &[Entry], fail_on: Option<Severity>) -> Option<String> {
    let least = fail_on?;
    let failing = entries.iter().filter(|entry| entry.open > 0 && entry.current.severity >= least).count();
    let noun = text::count(failing, "threat", "threats");
    let verb = if failing == 1 { "is" } else { "are" };
    (failing > 0).then(|| format!("gate failed: {noun} of severity {least} or more {verb} open"))
}
