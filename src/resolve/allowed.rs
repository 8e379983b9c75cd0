//! Warnings that `allow=` says are not to be reported.

use rustc_hash::FxHashMap;

use super::Allowed;
use crate::base::diagnostic::Diagnostic;
use crate::base::source::{FileId, Span};

/// Statements in which codes are allowed, for quick questions.
pub struct Allowances<'a> {
    by_code: FxHashMap<&'a str, Statements>,
}

/// The statements in which a code is allowed.
#[derive(Default)]
struct Statements {
    /// Whether it is allowed everywhere.
    everywhere: bool,
    /// File and start of each, in order, with the furthest end so far in that file.
    starts: Vec<(FileId, u32, u32)>,
}

impl<'a> Allowances<'a> {
    /// Puts in order what a model allows.
    pub fn new(allowed: &'a [Allowed]) -> Self {
        let mut by_code: FxHashMap<&str, Statements> = FxHashMap::default();
        for allowed in allowed {
            let statements = by_code.entry(allowed.code.as_str()).or_default();
            match allowed.within {
                Some(within) => statements.starts.push((within.file, within.start, within.end)),
                None => statements.everywhere = true,
            }
        }
        by_code.values_mut().for_each(Statements::sort);
        Self { by_code }
    }

    /// Whether a statement around it says that a warning is not to be reported.
    pub fn contain(&self, diagnostic: &Diagnostic) -> bool {
        let statements = self.by_code.get(diagnostic.code.0).filter(|_| !diagnostic.is_error());
        statements.is_some_and(|known| known.everywhere || diagnostic.span().is_some_and(|span| known.contain(span)))
    }
}

impl Statements {
    fn sort(&mut self) {
        self.starts.sort_unstable();
        let mut furthest: Option<(FileId, u32)> = None;
        for (file, _, end) in &mut self.starts {
            let before = furthest.filter(|(known, _)| known == file).map_or(0, |(_, end)| end);
            *end = before.max(*end);
            furthest = Some((*file, *end));
        }
    }

    /// Whether one of the statements contains a place: of those that start in front of it, the one that reaches furthest.
    fn contain(&self, span: Span) -> bool {
        let behind = self.starts.partition_point(|&(file, start, _)| (file, start) <= (span.file, span.start));
        let last = behind.checked_sub(1).and_then(|at| self.starts.get(at));
        last.is_some_and(|&(file, _, end)| file == span.file && span.end <= end)
    }
}
