//! Data flow diagrams and the table of flows: section 3 of the methodology.

use crate::report::{Block, Figure, Section};

use super::Context;
use super::parts::Content;

/// 3.1: the whole system.
pub(super) fn system(context: &Context<'_>) -> Content {
    match context.material.figures.first() {
        Some(figure) => Content::blocks(vec![Block::Figure(figure.clone())]),
        None => Content::block(Block::paragraph("None identified: the model has nothing to draw.")),
    }
}

/// The other pictures, each under a heading.
pub(super) fn further(context: &Context<'_>) -> Content {
    let rest = context.material.figures.get(1..).unwrap_or(&[]);
    if rest.is_empty() {
        return Content::block(Block::paragraph("None: the diagram above shows everything."));
    }
    let section = |figure: &Figure| Section::plain(figure.title.as_str()).with([Block::Figure(figure.clone())]);
    Content::sections(rest.iter().map(section).collect())
}

/// 3.2
pub(super) fn flows(context: &Context<'_>) -> Content {
    let mut blocks = vec![Block::Table(super::flows(context.model, context.graph))];
    if context.graph.crossings.values().any(crate::graph::Crossing::crosses) {
        blocks.push(Block::paragraph("A flow with [TBn] behind its id crosses that trust boundary."));
    }
    Content::blocks(blocks)
}
