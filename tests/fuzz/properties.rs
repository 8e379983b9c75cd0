//! What holds for any text whatever; shared by the fuzz targets and by the short run of the test suite.

use camino::Utf8Path;
use threatline::base::diagnostic::Diagnostic;
use threatline::base::source::{FileId, SourceMap, Span};
use threatline::pipeline::{Options, analyze};
use threatline::project::Memory;
use threatline::{format, lint, syntax};

/// Parses a text; every place that a diagnostic names lies in it.
#[allow(dead_code)]
pub fn parses(text: &str) {
    let (sources, file) = sources(text);
    let parsed = syntax::parse(&sources, file);
    check(&sources, &parsed.diagnostics);
}

/// Formats a text; formatting the result changes nothing.
#[allow(dead_code)]
pub fn formats(text: &str) {
    let (sources, file) = sources(text);
    let once = format::format(&sources, file);
    if once.diagnostics.iter().any(Diagnostic::is_error) {
        assert_eq!(once.text.as_str(), text);
        return;
    }
    let (sources, file) = self::sources(&once.text);
    let twice = format::format(&sources, file);
    assert!(!twice.diagnostics.iter().any(Diagnostic::is_error), "{:?}", twice.diagnostics);
    assert_eq!(once.text, twice.text);
}

/// Makes a model of a text, with all that follows from it.
#[allow(dead_code)]
pub fn resolves(text: &str) {
    let files = Memory::new()
        .with("root.threat", text)
        .with("a.threat", "type a is https\nprocess a\nstore b\na -> b")
        .with("b.threat", "use \"a.threat\"\ntemplate t { process p }\ndata d");
    let outcome = analyze(&files, Utf8Path::new("root.threat"), &Options::default());
    check(&outcome.sources, &outcome.diagnostics);
    if outcome.is_usable() {
        check(&outcome.sources, &outcome.lints(&lint::Request::default(), |_| true));
    }
}

fn sources(text: &str) -> (SourceMap, FileId) {
    let mut sources = SourceMap::default();
    let file = sources.add("fuzz.threat", text);
    (sources, file)
}

fn check(sources: &SourceMap, diagnostics: &[Diagnostic]) {
    let lies_in_its_file = |span: Span| sources.file(span.file).text.get(span.range()).is_some();
    for diagnostic in diagnostics {
        let labels = diagnostic.primary.iter().chain(&diagnostic.secondary).map(|label| label.span);
        let edits = diagnostic.fixes.iter().flat_map(|fix| &fix.edits).map(|edit| edit.span);
        for span in labels.chain(edits) {
            assert!(lies_in_its_file(span), "{diagnostic:?}");
        }
    }
}
