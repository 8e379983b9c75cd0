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
    let mut edits = Edits::default();
    let mut applied = Vec::new();
    for Finding { diagnostic, .. } in findings {
        let fits = |fix: &&Fix| {
            fix.safe
                && !fix.edits.is_empty()
                && fix.edits.iter().all(|edit| may(sources.file(edit.span.file)))
                && fix.edits.iter().all(|edit| edits.is_free(edit.span))
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

/// Edits that are made, by their places. Those of different fixes neither overlap nor touch.
#[derive(Default)]
struct Edits<'a>(BTreeMap<Span, &'a Edit>);

impl<'a> Edits<'a> {
    /// Whether no edit overlaps or touches a place. Since the edits are apart from each other, only the last that starts at
    /// or in front of its end can.
    fn is_free(&self, place: Span) -> bool {
        let behind = Span { start: place.end, end: u32::MAX, ..place };
        let last = self.0.range(..=behind).next_back();
        last.is_none_or(|(span, _)| span.file != place.file || span.end < place.start)
    }

    fn extend(&mut self, edits: &'a [Edit]) {
        self.0.extend(edits.iter().map(|edit| (edit.span, edit)));
    }
}

fn texts(sources: &SourceMap, edits: Edits<'_>) -> BTreeMap<Utf8PathBuf, String> {
    let mut texts: BTreeMap<FileId, String> = BTreeMap::new();
    // From the last to the first, so that the places of the others stay right.
    for edit in edits.0.into_values().rev() {
        let text = texts.entry(edit.span.file).or_insert_with(|| sources.file(edit.span.file).text.to_string());
        if text.get(edit.span.range()).is_some() {
            text.replace_range(edit.span.range(), &edit.text);
        }
    }
    texts.into_iter().map(|(file, text)| (sources.file(file).path.clone(), text)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::diagnostic::Diagnostic;

    #[test]
    fn fixes_that_overlap_or_touch_wait_for_the_next_reading() {
        let mut sources = SourceMap::default();
        let file = sources.add("a.threat", "abcdefghij");
        let finding = |start, end, text: &str| {
            let span = Span::new(file, start, end);
            Finding::from(Diagnostic::error("E0012", span, "x").fix("x", span, text))
        };
        let findings = [
            finding(4, 6, "X"),
            finding(2, 3, "Y"),
            finding(5, 8, "overlaps"),
            finding(3, 3, "touches"),
            finding(8, 9, "Z"),
        ];
        let (texts, applied) = apply(&sources, &findings, |_| true);
        assert_eq!(texts.values().collect::<Vec<_>>(), ["abYdXghZj"]);
        assert_eq!(applied.len(), 3);
    }
}
