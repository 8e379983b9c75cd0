//! Data flow diagrams and the table of flows: section 3 of the methodology.

use crate::base::text::count;
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
    let mut content = Content::sections(rest.iter().map(section).collect());
    if context.material.figures_left > 0 {
        let more = count(context.material.figures_left, "further diagram is", "further diagrams are");
        content.blocks.push(Block::paragraph(format!(
            "{more} too many for a document: “threatline diagram MODEL --all -o FOLDER” draws them all, “--list” names them."
        )));
    }
    content
}

/// 3.2
pub(super) fn flows(context: &Context<'_>) -> Content {
    let mut blocks = vec![Block::Table(super::flows(context.model, context.graph))];
    if context.graph.crossings.values().any(crate::graph::Crossing::crosses) {
        blocks.push(Block::paragraph(
            "A flow with [TBn] behind its id crosses that trust boundary; (async) means that the caller does not wait.",
        ));
    }
    Content::blocks(blocks)
}
