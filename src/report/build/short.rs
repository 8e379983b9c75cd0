//! The short report: diagram and tables in one document.

use super::{Summary, Threats};
use crate::graph::FlowGraph;
use crate::model::Model;
use crate::model::Severity;
use crate::report::words::{NOT_STATED, optional};
use crate::report::{Block, Document};
use crate::threats::{Analysis, Entry};

/// The diagram of a report: characters for the document itself, a file beside it.
pub struct Figure {
    /// The diagram as text.
    pub text: String,
    /// Path of the SVG, relative to the document; `None` where none is written.
    pub svg: Option<String>,
}

/// Builds the short report.
pub fn short_report(model: &Model, graph: &FlowGraph, analysis: &Analysis, figure: Figure) -> Document {
    let threats = Threats::new(model, graph, analysis);
    let mut blocks = header(model);
    blocks.extend(summary(&analysis.entries));
    blocks.extend(diagram(model, figure));
    blocks.extend([
        heading(3, "Data flow details"),
        Block::Table(super::flows(model, graph)),
        heading(3, "Elements"),
        Block::Table(super::elements(model, graph)),
        heading(2, "Trust boundaries"),
        Block::Table(super::boundaries(model, graph)),
        heading(2, "Data assets"),
        Block::Table(super::data(model)),
    ]);
    blocks.extend(threat_analysis(&threats, &analysis.entries));
    Document { title: format!("{} - Threat Model", model.document.title), blocks }
}

fn heading(level: u8, text: &str) -> Block {
    Block::Heading { level, text: text.into(), anchor: None }
}

fn header(model: &Model) -> Vec<Block> {
    let document = &model.document;
    let value = |name: &str| match optional(&document.facts, name) {
        text if text.is_empty() => NOT_STATED.to_owned(),
        text => text,
    };
    let rows = [
        ("Application Name", document.title.clone()),
        ("Version", value("version")),
        ("Date", value("updated")),
        ("Classification", value("classification")),
        ("Status", value("status")),
        ("Owner", value("owner")),
    ];
    let mut blocks = vec![Block::Labelled(rows.map(|(label, value)| (label.to_owned(), value)).to_vec())];
    blocks.extend(document.description.clone().map(Block::Paragraph));
    blocks
}

fn summary(entries: &[Entry]) -> Vec<Block> {
    let summary = Summary::of(entries);
    let counts =
        [("Critical", summary.critical), ("High", summary.high), ("Medium", summary.medium), ("Low", summary.low)];
    let mut items: Vec<String> = counts.iter().map(|(label, count)| format!("{label} threats: {count}")).collect();
    items.push(format!(
        "Total: {} across all STRIDE categories, at {} places; {} of them settled",
        summary.total, summary.places, summary.settled
    ));
    vec![heading(2, "Risk summary"), Block::List { label: String::new(), items, numbered: false }]
}

fn diagram(model: &Model, figure: Figure) -> Vec<Block> {
    let alt = format!("Data flow diagram of {}", model.document.title);
    let mut blocks = vec![heading(2, "Data flow diagram")];
    blocks.extend(figure.svg.map(|path| Block::Image { path, alt }));
    blocks.push(Block::Preformatted(figure.text));
    blocks
}

fn threat_analysis(threats: &Threats<'_>, all: &[Entry]) -> Vec<Block> {
    let mut blocks = vec![heading(2, "Threat analysis (STRIDE)")];
    for table in threats.by_category(all) {
        blocks.push(heading(3, &table.title));
        blocks.push(Block::Table(table));
    }
    let questions = threats.questions();
    if !questions.is_empty() {
        blocks.push(heading(3, "Open questions"));
        blocks.push(Block::Paragraph(
            "Whether these threats apply depends on facts that the model does not state.".into(),
        ));
        blocks.push(Block::List { label: String::new(), items: questions, numbered: false });
    }
    blocks.push(heading(3, "Severity matrix"));
    blocks.push(Block::Table(super::severity_matrix()));
    blocks.push(heading(2, "Threats in detail"));
    let (full, short): (Vec<&Entry>, Vec<&Entry>) =
        all.iter().partition(|entry| entry.open > 0 && entry.current.severity > Severity::Low);
    if !short.is_empty() {
        blocks.push(Block::Paragraph(format!(
            "Threats of low severity and those about which nothing is left to do ({} of {}) are in the tables above; \
             `threatline threats --details` writes out all.",
            short.len(),
            all.len()
        )));
    }
    blocks.extend(full.into_iter().flat_map(|entry| threats.details(entry, 3)));
    blocks
}
