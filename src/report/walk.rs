//! Ways through a document.

use rustc_hash::FxHashSet;

use super::document::{Block, Document, Section};
use super::inline::{Inline, Missing, Text};
use super::table::{Cell, Table};

impl Document {
    /// Every section, from the outside in, in order of the document.
    pub fn all_sections(&self) -> Vec<&Section> {
        fn collect<'a>(sections: &'a [Section], all: &mut Vec<&'a Section>) {
            for section in sections {
                all.push(section);
                collect(&section.sections, all);
            }
        }
        let mut all = Vec::new();
        collect(&self.sections, &mut all);
        all
    }

    /// Only the section with this anchor, with the numbers and links that it has here; where a link leads that leads out of it,
    /// who writes it must say.
    pub fn section(&self, anchor: &str) -> Option<Document> {
        let all = self.all_sections();
        let section = all.into_iter().find(|section| section.anchor.as_deref() == Some(anchor))?;
        Some(Document { sections: vec![section.clone()], ..Document::default() })
    }

    /// Everything that links can lead to.
    pub fn anchors(&self) -> Vec<String> {
        let sections = self.all_sections();
        let mut anchors: Vec<String> = sections.iter().filter_map(|section| section.anchor.clone()).collect();
        for block in self.all_blocks() {
            match block {
                Block::Table(table) => anchors.extend(table.anchors.iter().flatten().cloned()),
                Block::List(list) => anchors.extend(list.anchor.clone()),
                Block::Figure(figure) => anchors.push(figure.anchor()),
                _ => {}
            }
        }
        anchors
    }

    /// Links that lead to none of these become the words that they show.
    pub fn keep_links(&mut self, targets: &FxHashSet<String>) {
        self.each_block(&mut |block| {
            if let Block::Contents(contents) = block {
                let lost = contents.iter_mut().filter(|content| !targets.contains(&content.anchor));
                lost.for_each(|content| content.anchor.clear());
            }
            for inline in block.texts_mut().into_iter().flat_map(|text| &mut text.0) {
                if let Inline::Reference { anchor, text, .. } = inline
                    && !targets.contains(anchor)
                {
                    *inline = Inline::Plain(std::mem::take(text));
                }
            }
        });
    }

    /// Takes away what links lead to where it is taken already, and takes the rest.
    pub fn take_anchors(&mut self, taken: &mut FxHashSet<String>) {
        let mut take = |anchor: &mut Option<String>| {
            if anchor.as_ref().is_some_and(|anchor| !taken.insert(anchor.clone())) {
                *anchor = None;
            }
        };
        self.each_section(&mut |section| take(&mut section.anchor));
        self.each_block(&mut |block| match block {
            Block::Table(table) => table.anchors.iter_mut().for_each(&mut take),
            Block::List(list) => take(&mut list.anchor),
            Block::Figure(figure) => {
                let mut anchor = Some(figure.anchor());
                take(&mut anchor);
                if anchor.is_none() {
                    figure.name.clear();
                }
            }
            _ => {}
        });
    }

    /// Calls `change` with every section, from the outside in.
    pub fn each_section(&mut self, change: &mut impl FnMut(&mut Section)) {
        fn each(sections: &mut [Section], change: &mut impl FnMut(&mut Section)) {
            for section in sections {
                change(section);
                each(&mut section.sections, change);
            }
        }
        each(&mut self.sections, change);
    }

    /// Every block, in order.
    pub fn all_blocks(&self) -> Vec<&Block> {
        let of_sections = self.all_sections().into_iter().flat_map(|section| &section.blocks);
        self.blocks.iter().chain(of_sections).collect()
    }

    /// Every table, in order.
    pub fn tables(&self) -> Vec<&Table> {
        let tables = self.all_blocks().into_iter();
        tables.filter_map(|block| if let Block::Table(table) = block { Some(table) } else { None }).collect()
    }

    /// The texts that the author has not written, in order.
    pub fn missing(&self) -> Vec<&Missing> {
        let texts = self.all_blocks().into_iter().flat_map(Block::texts);
        let inlines = texts.flat_map(|text| &text.0);
        inlines.filter_map(|inline| if let Inline::Missing(missing) = inline { Some(missing) } else { None }).collect()
    }

    /// Calls `change` with every block, in order.
    pub fn each_block(&mut self, change: &mut impl FnMut(&mut Block)) {
        fn each(sections: &mut [Section], change: &mut impl FnMut(&mut Block)) {
            for section in sections {
                section.blocks.iter_mut().for_each(&mut *change);
                each(&mut section.sections, change);
            }
        }
        self.blocks.iter_mut().for_each(&mut *change);
        each(&mut self.sections, change);
    }
}

impl Block {
    /// The texts with links in them.
    pub fn texts(&self) -> Vec<&Text> {
        match self {
            Block::Paragraph(text) | Block::Passage(_, text) => vec![text],
            Block::Labelled(values) => values.iter().map(|(_, text)| text).collect(),
            Block::List(list) => list
                .items
                .iter()
                .flat_map(|item| std::iter::once(&item.text).chain(item.details.iter().map(|(_, text)| text)))
                .collect(),
            Block::Table(table) => table
                .rows
                .iter()
                .flatten()
                .filter_map(|cell| if let Cell::Rich(texts) = cell { Some(texts) } else { None })
                .flatten()
                .collect(),
            Block::Code(..) | Block::Figure(_) | Block::Contents(_) | Block::Rule => Vec::new(),
        }
    }

    /// The same, to be changed.
    pub fn texts_mut(&mut self) -> Vec<&mut Text> {
        match self {
            Block::Paragraph(text) | Block::Passage(_, text) => vec![text],
            Block::Labelled(values) => values.iter_mut().map(|(_, text)| text).collect(),
            Block::List(list) => list
                .items
                .iter_mut()
                .flat_map(|item| std::iter::once(&mut item.text).chain(item.details.iter_mut().map(|(_, text)| text)))
                .collect(),
            Block::Table(table) => table
                .rows
                .iter_mut()
                .flatten()
                .filter_map(|cell| if let Cell::Rich(texts) = cell { Some(texts) } else { None })
                .flatten()
                .collect(),
            Block::Code(..) | Block::Figure(_) | Block::Contents(_) | Block::Rule => Vec::new(),
        }
    }
}
