//! The system: section 1 of the methodology.

use crate::base::text::{and_list, count};
use crate::model::{ElementKind, layer_of};
use crate::report::{Block, Text};

use super::Context;
use super::header::stated;
use super::parts::Content;

/// The groups of the technology stack with the layers whose products they list.
const STACK: &[(&str, &[&str])] = &[
    ("Frontend", &["presentation", "edge"]),
    ("Backend", &[]),
    ("Data Layer", &["data"]),
    ("AI/ML", &["ai"]),
    ("Security & Identity", &["security"]),
    ("Monitoring", &["monitoring"]),
];
/// The group of every other layer.
const OTHERS: &str = "Backend";
/// The group that is only there if a product is in it.
const OPTIONAL: &str = "AI/ML";

/// The five kinds of business impact, by their words in models.
const IMPACTS: &[(&str, &str)] = &[
    ("financial", "Financial"),
    ("reputation", "Reputational"),
    ("operational", "Operational"),
    ("legal", "Legal"),
    ("competitive", "Competitive"),
];

pub(super) fn missing_description(context: &Context<'_>) -> Text {
    Text::missing(
        "description",
        "write what the system does as a `///` comment above `model`",
        context.model.document.span,
    )
}

fn description_text(context: &Context<'_>) -> Vec<Block> {
    match context.model.document.description.as_deref().map(str::trim) {
        None | Some("") => vec![Block::Paragraph(missing_description(context))],
        Some(text) => text.split("\n\n").map(|paragraph| Block::paragraph(paragraph.trim())).collect(),
    }
}

/// 1.1
pub(super) fn description(context: &Context<'_>) -> Content {
    let mut blocks = description_text(context);
    let cases: Vec<Text> = match context.model.document.facts.texts("use-cases").as_slice() {
        [] => vec![Text::missing("use cases", "add `use-cases=\"…\",\"…\"` to `model`", context.model.document.span)],
        cases => cases.iter().map(|&case| case.into()).collect(),
    };
    blocks.push(Block::list("Primary Use Cases", cases));
    Content::blocks(blocks)
}

/// 1.2
pub(super) fn business(context: &Context<'_>) -> Content {
    let industry = stated(context, "industry", "industry", "add `industry=\"…\"` to `model`");
    let regulations: Vec<Text> = context.statements("regulation").map(|entry| entry.label.as_str().into()).collect();
    let regulations = if regulations.is_empty() { vec!["None stated.".into()] } else { regulations };
    let impact = |(word, title): &(&str, &str)| {
        let stated: Vec<&str> =
            context.statements("impact").filter(|entry| entry.id == *word).map(|entry| entry.label.as_str()).collect();
        let text = match stated.is_empty() {
            true => Text::missing(
                format!("business impact: {word}"),
                "add `impact financial \"…\"` and the like to `model`; \"none\" and why, where there is none",
                context.model.document.span,
            ),
            false => stated.join("; ").into(),
        };
        Text::strong(*title).then(": ").then(text)
    };
    Content::blocks(vec![
        Block::Labelled(vec![("Industry".to_owned(), industry)]),
        Block::list("Regulatory Environment", regulations),
        Block::list("Business Impact of Security Breach", IMPACTS.iter().map(impact)),
    ])
}

/// A product with the components that are made of it.
type Product<'a> = (String, Vec<&'a str>);

/// 1.3
pub(super) fn technology(context: &Context<'_>) -> Content {
    let mut groups: Vec<(&str, Vec<Product<'_>>)> = STACK.iter().map(|(title, _)| (*title, Vec::new())).collect();
    let mut ai = false;
    for element in context.model.elements.values() {
        let layer = layer_of(element);
        let group = STACK.iter().find(|(_, layers)| layers.contains(&layer)).map_or(OTHERS, |(title, _)| *title);
        ai |= group == OPTIONAL;
        let technology = element.facts.texts("tech").join(", ");
        if technology.is_empty() {
            continue;
        }
        let Some((_, products)) = groups.iter_mut().find(|(title, _)| *title == group) else { continue };
        match products.iter_mut().find(|(known, _)| *known == technology) {
            Some((_, users)) => users.push(&element.label),
            None => products.push((technology, vec![&element.label])),
        }
    }
    let shown = groups.into_iter().filter(|(title, _)| *title != OPTIONAL || ai);
    let block = |(title, products): (&str, Vec<Product<'_>>)| {
        let items: Vec<String> =
            products.into_iter().map(|(technology, users)| format!("{technology} ({})", users.join(", "))).collect();
        let items = if items.is_empty() { vec!["No product stated.".to_owned()] } else { items };
        Block::list(title, items)
    };
    Content::blocks(shown.map(block).collect())
}

/// The system in a paragraph: what is in it, and what it does.
pub(super) fn summary(context: &Context<'_>) -> Content {
    let model = context.model;
    let of = |kind: ElementKind| model.elements.values().filter(|element| element.kind == kind).count();
    let parts = [
        count(of(ElementKind::Actor), "actor", "actors"),
        count(of(ElementKind::External), "external system", "external systems"),
        count(of(ElementKind::Process), "process", "processes"),
        count(of(ElementKind::Store), "data store", "data stores"),
    ];
    let mut blocks = description_text(context);
    blocks.push(Block::paragraph(format!(
        "The model has {}, with {} and {}.",
        and_list(&parts),
        count(model.flows.len(), "data flow", "data flows"),
        count(context.graph.borders.len(), "trust boundary", "trust boundaries")
    )));
    Content::blocks(blocks)
}
