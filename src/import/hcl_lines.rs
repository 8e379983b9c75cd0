//! HCL with the lines of its blocks.

use std::collections::BTreeMap;

use hcl::{Block, Body};
use hcl_edit::Span as _;

use super::Refusal;
use crate::base::text::one_line;

/// The lines on which blocks start, from 1. Blocks are told apart by where they lie in memory.
#[derive(Debug, Default)]
pub(super) struct Lines(BTreeMap<*const Block, u32>);

/// The outermost body of a text.
pub(super) fn parse(text: &str) -> Result<Body, Refusal> {
    spanned(text).map(Body::from)
}

fn spanned(text: &str) -> Result<hcl_edit::structure::Body, Refusal> {
    hcl_edit::parser::parse_body(text).map_err(|error| Refusal {
        message: format!("this is no HCL: {}", one_line(error.message())),
        line: error.location().line(),
    })
}

impl Lines {
    /// Those of a body that was made of this text.
    pub(super) fn of(text: &str, body: &Body) -> Self {
        let mut lines = Self::default();
        if let Ok(spanned) = spanned(text) {
            let breaks: Vec<usize> = memchr::memchr_iter(b'\n', text.as_bytes()).collect();
            lines.add(&spanned, body, &breaks);
        }
        lines
    }

    fn add(&mut self, spanned: &hcl_edit::structure::Body, body: &Body, breaks: &[usize]) {
        for (with, block) in spanned.blocks().zip(body.blocks()) {
            let start = with.span().map_or(0, |span| span.start);
            let line = breaks.partition_point(|at| *at < start) + 1;
            self.0.insert(std::ptr::from_ref(block), u32::try_from(line).unwrap_or(0));
            self.add(&with.body, &block.body, breaks);
        }
    }

    /// That of a block; 0 where it is not known.
    pub(super) fn line(&self, block: &Block) -> u32 {
        self.0.get(&std::ptr::from_ref(block)).copied().unwrap_or(0)
    }
}
