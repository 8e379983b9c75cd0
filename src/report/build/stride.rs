//! Threats by STRIDE category: section 6 of the methodology.

use crate::base::text::count;
use crate::model::Stride;
use crate::report::profile::Ids;
use crate::report::{Block, Cell, Column, Table, Text};
use crate::threats::Entry;

use super::parts::Content;
use super::recommendations::measure_name;
use super::{COMPLETENESS_LEGEND, Context};

const TABLE: &[Column] = &[
    Column::new("threat_id", "Threat ID"),
    Column::new("category", "Category"),
    Column::new("description", "Description"),
    Column::new("impact", "Impact"),
    Column::new("likelihood", "Likelihood"),
    Column::new("mitigation", "Mitigation"),
    Column::machine("severity"),
    Column::machine("status"),
    Column::machine("statement"),
    Column::machine("number"),
    Column::machine("assets"),
];

pub(super) fn spoofing(context: &Context<'_>) -> Content {
    category(context, Some(Stride::Spoofing))
}

pub(super) fn tampering(context: &Context<'_>) -> Content {
    category(context, Some(Stride::Tampering))
}

pub(super) fn repudiation(context: &Context<'_>) -> Content {
    category(context, Some(Stride::Repudiation))
}

pub(super) fn disclosure(context: &Context<'_>) -> Content {
    category(context, Some(Stride::Disclosure))
}

pub(super) fn denial(context: &Context<'_>) -> Content {
    category(context, Some(Stride::Denial))
}

pub(super) fn elevation(context: &Context<'_>) -> Content {
    category(context, Some(Stride::Elevation))
}

pub(super) fn others(context: &Context<'_>) -> Content {
    category(context, None)
}

/// The threats of a category in full, by their numbers.
fn category(context: &Context<'_>, stride: Option<Stride>) -> Content {
    let mut own: Vec<&Entry> = context.analysis.entries.iter().filter(|entry| entry.stride == stride).collect();
    own.sort_by_key(|entry| entry.number);
    if own.is_empty() {
        let why = match stride {
            Some(_) => "None identified: no rule of the category holds at any element or flow of the model.",
            None => "None identified: every threat has a STRIDE category.",
        };
        return Content::block(Block::paragraph(why));
    }
    let mut content = Content::sections(own.into_iter().map(|entry| context.threats.section(entry, context)).collect());
    if context.is_public() {
        content.blocks.push(Block::paragraph(
            "Steps of attacks, weaknesses and the state of each measure are not part of the public version of this document.",
        ));
    }
    content
}

/// Most questions about controls that the document lists; more are counted.
const MOST_QUESTIONS: usize = 20;

/// What nobody stated: facts that decide whether further threats apply, and whether controls are in place.
pub(super) fn questions(context: &Context<'_>) -> Content {
    let questions = context.threats.questions();
    let unknown = context.threats.reader.unknowns().len();
    let mut blocks = Vec::new();
    if questions.is_empty() && unknown == 0 {
        blocks.push(Block::paragraph(
            "None: the model states every fact on which a threat depends, and of every control that threats ask for whether \
             it is in place.",
        ));
    }
    if !questions.is_empty() {
        blocks.push(Block::paragraph("Whether these threats apply depends on facts that the model does not state."));
        blocks.push(Block::list("", questions));
    }
    if unknown > 0 {
        let said = count(unknown, "control that threats ask for", "controls that threats ask for");
        blocks.push(Block::paragraph(format!(
            "Of {said}, the model does not say everywhere whether it is in place; there it counts as not in place. Those on \
             which most depends come first.",
        )));
        blocks.push(Block::Table(context.threats.questions_about_controls(MOST_QUESTIONS)));
    }
    Content::blocks(blocks)
}

/// The matrix by which severities are worked out.
pub(super) fn matrix(_: &Context<'_>) -> Content {
    Content::blocks(vec![
        Block::paragraph(
            "Severity follows from likelihood and impact. Where an author sets another severity, the threat says why.",
        ),
        Block::Table(super::severity_matrix()),
    ])
}

/// What is said about each flow.
pub(super) fn completeness(context: &Context<'_>) -> Content {
    let table = super::completeness(context.model, context.graph, context.analysis);
    let mut blocks = vec![Block::Table(table), Block::paragraph(COMPLETENESS_LEGEND.replace('`', ""))];
    let untouched = super::untouched::items(context);
    if !untouched.is_empty() {
        blocks.push(Block::list("Flows and elements without a threat", untouched));
    }
    Content::blocks(blocks)
}

const REGISTER: &[Column] = &[
    Column::new("id", "ID"),
    Column::new("title", "Threat"),
    Column::new("stride", "Category"),
    Column::new("severity", "Severity"),
    Column::new("likelihood", "Likelihood"),
    Column::new("impact", "Impact"),
    Column::new("status", "Status"),
    Column::new("coverage", "Coverage"),
    Column::new("places", "Places"),
    Column::new("rule", "Rule"),
];

/// Every threat in a row with all its places, in the order of the document: for programs.
pub fn register(context: &Context<'_>, ids: &Ids) -> Table {
    let names = context.names(ids);
    let row = |entry: &Entry| {
        let current = &entry.current;
        let places = context.analysis.places(entry).into_iter();
        vec![
            names.shown(&entry.number.to_string()).into(),
            context.threats.reader.title(entry).into(),
            entry.stride.map_or("", |stride| stride.title()).into(),
            current.severity.label().into(),
            current.likelihood.map_or("", crate::model::Likelihood::title).into(),
            current.impact.map_or_else(String::new, |impact| crate::base::text::capital(impact.as_str())).into(),
            entry.status.as_str().into(),
            super::entries::coverage_range(&entry.coverage).into(),
            Cell::List(places.map(|threat| context.threats.on(threat)).collect()),
            context.model.rules[entry.rule].name.as_str().into(),
        ]
    };
    Table::new("all-threats", "All threats", REGISTER, context.analysis.entries.iter().map(row).collect())
}

/// Every threat in a row, worst first.
pub(super) fn table(context: &Context<'_>) -> Content {
    let reader = &context.threats.reader;
    let row = |entry: &Entry| {
        let impact = entry.current.impact.map_or_else(
            || entry.current.severity.label().to_owned(),
            |impact| crate::base::text::capital(impact.as_str()),
        );
        let effects: Vec<String> = reader.effects(entry).into_iter().map(|effect| effect.text).collect();
        let effect = effects.first().map(|effect| format!("{impact}: {effect}")).unwrap_or(impact);
        let likelihood = entry.current.likelihood.map_or("Not rated", crate::model::Likelihood::title);
        let measures: Vec<Text> = reader.counters(entry).iter().map(|counter| measure_name(counter).into()).collect();
        let described = reader.description(entry);
        let described = if described.is_empty() { reader.statement(entry) } else { described };
        let assets = reader.assets(entry).into_iter().map(|id| context.model.data[id].number.to_string());
        vec![
            entry.number.to_string().into(),
            entry.stride.map_or("Other", Stride::title).into(),
            format!("{}. {described}", reader.title(entry)).into(),
            effect.into(),
            likelihood.into(),
            if measures.is_empty() { "None identified".into() } else { Cell::Rich(measures) },
            entry.current.severity.label().into(),
            entry.status.as_str().into(),
            reader.statement(entry).into(),
            entry.number.to_string().into(),
            Cell::List(assets.collect()),
        ]
    };
    let rows = context.analysis.entries.iter().map(row).collect();
    Content::block(Block::Table(Table::new("threats", "Threats", TABLE, rows)))
}
