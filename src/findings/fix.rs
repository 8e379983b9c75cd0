//! Applying the fixes of findings to the texts of their files.

use std::collections::BTreeMap;

use camino::Utf8PathBuf;

use super::Finding;
use crate::base::diagnostic::{Edit, Fix};
use crate::base::source::{FileId, SourceFile, SourceMap, Span};

/// A fix that was applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applied {
    /// Where the mistake was: `shop.threat:3:8`.
    pub place: String,
    /// Its code.
    pub code: &'static str,
    /// What was done.
    pub title: String,
}

/// Applies the safe fixes that do not get in each other's way, to files that `may` be changed. Gives the new texts by path;
/// what was left out may fit once these are read.
pub fn apply(
    sources: &SourceMap,
    findings: &[Finding],
    may: impl Fn(&SourceFile) -> bool,
) -> (BTreeMap<Utf8PathBuf, String>, Vec<Applied>) {
    let mut edits: Vec<&Edit> = Vec::new();
    let mut applied = Vec::new();
    for Finding { diagnostic, .. } in findings {
        let fits = |fix: &&Fix| {
            fix.safe
                && !fix.edits.is_empty()
                && fix.edits.iter().all(|edit| may(sources.file(edit.span.file)))
                && fix.edits.iter().all(|edit| edits.iter().all(|other| !is_in_the_way(edit.span, other.span)))
        };
        let Some(fix) = diagnostic.fixes.iter().find(fits) else { continue };
        edits.extend(&fix.edits);
        applied.push(Applied {
            place: diagnostic.span().map(|span| sources.place(span)).unwrap_or_default(),
            code: diagnostic.code.0,
            title: fix.title.clone(),
        });
    }
    (texts(sources, edits), applied)
}

/// Whether two edits overlap or touch.
fn is_in_the_way(a: Span, b: Span) -> bool {
    a.file == b.file && a.start <= b.end && b.start <= a.end
}

fn texts(sources: &SourceMap, mut edits: Vec<&Edit>) -> BTreeMap<Utf8PathBuf, String> {
    edits.sort_by_key(|edit| edit.span);
    let mut texts: BTreeMap<FileId, String> = BTreeMap::new();
    // From the last to the first, so that the places of the others stay right.
    for edit in edits.into_iter().rev() {
        let text = texts.entry(edit.span.file).or_insert_with(|| sources.file(edit.span.file).text.to_string());
        if text.get(edit.span.range()).is_some() {
            text.replace_range(edit.span.range(), &edit.text);
        }
    }
    texts.into_iter().map(|(file, text)| (sources.file(file).path.clone(), text)).collect()
}
