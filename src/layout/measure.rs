//! How large everything with text is, in one unit. Lines break at the same words in both units.

use crate::base::arena::{Arena, Id};
use crate::base::geometry::{Rect, Size};
use crate::base::text;
use crate::layout::Sketch;
use crate::layout::lift::{FlowId, GroupId, Hier, NodeId};
use crate::layout::profile::{Profile, swapped};
use crate::layout::split::ElemId;
use crate::scene::{TextRole, TextRun};
use crate::view::View;

/// Cells of a line of an element's name.
const NAME: usize = 22;
/// Cells of a line of a flow's label.
const LABEL: usize = 24;
/// Cells of a line of a group's title.
const TITLE: usize = 40;

/// Lines of text, one below the other.
#[derive(Debug, Clone, Default)]
pub(super) struct Block {
    /// Each line with its role and size.
    pub lines: Vec<(String, TextRole, Size)>,
    /// Extent of all lines.
    pub size: Size,
}

/// How lines stand in their block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Align {
    /// At the left.
    Left,
    /// In the middle.
    Center,
    /// At the right.
    Right,
}

impl Block {
    /// Adds text, wrapped to `width` cells.
    pub(super) fn push(&mut self, text: &str, role: TextRole, width: usize, profile: &Profile) {
        if text.trim().is_empty() {
            return;
        }
        for line in text::wrap(text.trim(), width) {
            let size = profile.text(&line, role);
            self.size.w = self.size.w.max(size.w);
            self.size.h += size.h;
            self.lines.push((line, role, size));
        }
    }

    /// The same lines in a block that lies on its side, or in one that stands again.
    pub(super) fn turned(&self) -> Self {
        Self { lines: self.lines.clone(), size: swapped(self.size) }
    }

    /// The lines, set with the block's top left corner at `x`, `y`.
    pub(super) fn runs(&self, x: i32, y: i32, align: Align) -> Vec<TextRun> {
        let mut top = y;
        let mut runs = Vec::new();
        for (text, role, size) in &self.lines {
            let left = match align {
                Align::Left => x,
                Align::Center => x + (self.size.w - size.w) / 2,
                Align::Right => x + self.size.w - size.w,
            };
            runs.push(TextRun { rect: Rect::new(left, top, size.w, size.h), text: text.clone(), role: *role });
            top += size.h;
        }
        runs
    }
}

/// All blocks of text.
#[derive(Debug, Clone)]
pub(super) struct Texts {
    names: Arena<NodeId, Block>,
    titles: Arena<GroupId, Block>,
    labels: Arena<FlowId, Block>,
}

/// All blocks of text and the sizes that follow from them.
#[derive(Debug, Clone)]
pub(super) struct Measures<'t> {
    /// The text of each element.
    pub names: &'t Arena<NodeId, Block>,
    /// The least size of each element.
    pub nodes: Arena<NodeId, Size>,
    /// The title of each group.
    pub titles: &'t Arena<GroupId, Block>,
    /// The label of each flow.
    pub labels: &'t Arena<FlowId, Block>,
}

/// Measures all texts.
pub(super) fn measure(view: &View, hier: &Hier, profile: &Profile) -> Texts {
    let names = view.nodes.iter().map(|node| {
        let mut block = Block::default();
        block.push(&node.name, TextRole::Name, NAME, profile);
        block.push(node.detail.as_deref().unwrap_or_default(), TextRole::Detail, NAME, profile);
        block
    });
    let titles = view.groups.iter().map(|group| {
        let mut block = Block::default();
        block.push(&group.title, TextRole::ZoneTitle, TITLE, profile);
        if profile.turned { block.turned() } else { block }
    });
    let labels = hier.flows.values().map(|flow| {
        let mut block = Block::default();
        if let Some(flow) = view.flows.get(flow.view) {
            block.push(&flow.label, TextRole::FlowLabel, LABEL, profile);
        }
        if profile.turned { block.turned() } else { block }
    });
    Texts { names: names.collect(), titles: titles.collect(), labels: labels.collect() }
}

impl Texts {
    /// The sizes for an arrangement: a node is as wide as the side with more flows needs.
    pub(super) fn fit(&self, sketch: &Sketch, profile: &Profile) -> Measures<'_> {
        let size = |(id, block): (NodeId, &Block)| {
            let elem = ElemId::from_index(id.index());
            let count = sketch.layered.above[elem].len().max(sketch.layered.below[elem].len());
            let gaps = i32::try_from(count.saturating_sub(1)).unwrap_or(i32::MAX / 1024);
            let for_ports = 2 * profile.corner + gaps * profile.pitch() + profile.line;
            let text = Size::new(block.size.w + profile.padding.w, block.size.h + profile.padding.h);
            let text = if profile.turned { swapped(text) } else { text };
            Size::new(text.w.max(profile.least.w).max(for_ports), text.h.max(profile.least.h))
        };
        let nodes = self.names.iter().map(size).collect();
        Measures { names: &self.names, nodes, titles: &self.titles, labels: &self.labels }
    }
}
