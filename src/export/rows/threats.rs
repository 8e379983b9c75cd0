//! A row for each threat at its place.

use super::cell::{Cell, Kind};
use super::place::Places;
use super::{Of, Table, col};
use crate::model::{Answer, ElementKind, Impact, Likelihood, Model, Place, Stride};
use crate::threats::{Basis, Rating, Threat, Validity};

fn of<'a>(at: &Places<'a>, position: usize) -> Option<&'a Threat> {
    at.outcome.analysis.threats.get(position)
}

/// A cell of a threat.
fn cell(at: &Places<'_>, position: usize, cell: impl FnOnce(&Threat) -> Cell) -> Cell {
    of(at, position).map_or(Cell::Null, cell)
}

fn answer<'a>(at: &Places<'a>, position: usize) -> Option<&'a Answer> {
    at.model.answers.get(of(at, position)?.answer?.answer)
}

fn kind_of(model: &Model, place: Place) -> &'static str {
    match place {
        Place::Element(id) => ElementKind::as_str(model.elements[id].kind),
        Place::Zone(_) => "zone",
        Place::Boundary(_) => "boundary",
        Place::Flow(_) => "flow",
    }
}

fn likelihood(rating: Rating) -> Cell {
    rating.likelihood.map(Likelihood::as_str).into()
}

fn impact(rating: Rating) -> Cell {
    rating.impact.map(Impact::as_str).into()
}

const COLUMNS: &[Of<usize>] = &[
    col("key", Kind::Text, "what answers refer to; stays the same under edits", |at, n| {
        cell(at, n, |t| t.key.as_str().into())
    }),
    col("number", Kind::Text, "the number of its entry", |at, n| {
        cell(at, n, |t| at.outcome.analysis.number(t).to_string().into())
    }),
    col("rule", Kind::Text, "the rule that raises it", |at, n| cell(at, n, |t| at.reader.rule(t).name.as_str().into())),
    col("title", Kind::Text, "what happens", |at, n| cell(at, n, |t| at.reader.title(t).into())),
    col("stride", Kind::Text, "its category", |at, n| cell(at, n, |t| t.stride.map(Stride::as_str).into())),
    col("on", Kind::Text, "what it holds for; null for the model as a whole", |at, n| {
        cell(at, n, |t| t.subject.map(|place| at.model.place_id(place).to_string()).into())
    }),
    col("on_kind", Kind::Text, "flow, zone, boundary, or the kind of the element", |at, n| {
        cell(at, n, |t| t.subject.map(|place| kind_of(at.model, place)).into())
    }),
    col("component", Kind::Text, "the part that has to be protected", |at, n| {
        cell(at, n, |t| t.component.map(|place| at.model.place_id(place).to_string()).into())
    }),
    col("boundary", Kind::Text, "the trust boundary that its flow crosses", |at, n| {
        cell(at, n, |t| at.reader.border(t).map(|border| border.id.as_str()).into())
    }),
    col("assets", Kind::List, "the data at stake", |at, n| cell(at, n, |t| at.data(&at.reader.assets(t)))),
    col("severity", Kind::Text, "its rating with the controls that stand", |at, n| {
        cell(at, n, |t| t.current.severity.as_str().into())
    }),
    col("likelihood", Kind::Text, "of that rating", |at, n| cell(at, n, |t| likelihood(t.current))),
    col("impact", Kind::Text, "of that rating", |at, n| cell(at, n, |t| impact(t.current))),
    col("severity_inherent", Kind::Text, "before controls", |at, n| {
        cell(at, n, |t| t.inherent.severity.as_str().into())
    }),
    col("severity_residual", Kind::Text, "with every recommended control in place", |at, n| {
        cell(at, n, |t| t.residual.severity.as_str().into())
    }),
    col("status", Kind::Text, "what controls and answers make of it", |at, n| {
        cell(at, n, |t| t.status.as_str().into())
    }),
    col("open", Kind::Flag, "whether it needs work", |at, n| cell(at, n, |t| (!t.status.is_settled()).into())),
    col("coverage", Kind::Number, "how far controls counter it, in percent; null where none is asked for", |at, n| {
        cell(at, n, |t| if t.coverage.counted { Cell::Number(t.coverage.percent.into()) } else { Cell::Null })
    }),
    col("coverage_possible", Kind::Number, "the same if everything that nobody stated were there", |at, n| {
        cell(at, n, |t| if t.coverage.counted { Cell::Number(t.coverage.possible.into()) } else { Cell::Null })
    }),
    col("basis", Kind::Text, "stated, or not-stated where it is raised because nobody said", |at, n| {
        cell(at, n, |t| if t.basis == Basis::Stated { "stated" } else { "not-stated" }.into())
    }),
    col("because", Kind::List, "the facts behind it", |at, n| {
        cell(at, n, |t| Cell::list(at.reader.because(t).into_iter().map(|fact| fact.text)))
    }),
    col("answer", Kind::Text, "how the author answers it", |at, n| {
        answer(at, n).map(|answer| answer.kind.as_str()).into()
    }),
    col("answer_counts", Kind::Flag, "whether that answer counts", |at, n| {
        cell(at, n, |t| t.answer.map(|answered| answered.standing == Validity::Counts).into())
    }),
    col("answer_reason", Kind::Text, "why", |at, n| answer(at, n).and_then(|answer| answer.reason.clone()).into()),
    col("answer_until", Kind::Text, "its last day", |at, n| {
        answer(at, n).and_then(|answer| answer.facts.text("until")).into()
    }),
    col("cwe", Kind::List, "weaknesses, by their number in CWE", |at, n| {
        cell(at, n, |t| Cell::list(at.reader.rule(t).facts.texts("cwe")))
    }),
    col("capec", Kind::List, "attack patterns, by their number in CAPEC", |at, n| {
        cell(at, n, |t| Cell::list(at.reader.rule(t).facts.texts("capec")))
    }),
];

pub(super) fn table(at: &Places<'_>) -> Table {
    Table::of("threats", "a threat at one place", COLUMNS, at, 0..at.outcome.analysis.threats.len())
}
