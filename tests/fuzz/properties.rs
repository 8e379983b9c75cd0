//! What holds for any text whatever; shared by the fuzz targets and by the short run of the test suite.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::{Mutex, PoisonError};

use camino::Utf8Path;
use threatline::base::diagnostic::Diagnostic;
use threatline::base::source::{FileId, SourceMap, Span};
use threatline::import;
use threatline::layout;
use threatline::pipeline::{Options, analyze};
use threatline::project::Memory;
use threatline::render;
use threatline::scene::Unit;
use threatline::view::{self, Level};
use threatline::{format, lint, syntax};

/// Nodes and flows up to which an imported model is drawn: more takes long, and shows nothing new.
const DRAWN: usize = 60;

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

/// Reads a text as a format of another tool: it is refused with a message, or becomes a model that has no errors, is formatted,
/// and can be drawn. One model of `share` is resolved: that takes a thousand times as long as to read it.
#[allow(dead_code)]
pub fn imports(format: &str, text: &str, share: u64) {
    let reader = import::named(format).unwrap();
    let _ = import::detect("fuzz", text);
    let imported = match import::import(reader, "fuzz", text) {
        Ok(imported) => imported,
        Err(refusal) => {
            // YAML ends lines at `\r` as well.
            let lines = text.split(['\n', '\r']).count();
            return assert!(!refusal.message.is_empty() && refusal.line <= lines + 1, "{refusal:?}");
        }
    };
    // Most changes of a source change nothing in the model.
    static SEEN: Mutex<BTreeSet<u64>> = Mutex::new(BTreeSet::new());
    let mut hasher = DefaultHasher::new();
    imported.text.hash(&mut hasher);
    let hash = hasher.finish();
    if !SEEN.lock().unwrap_or_else(PoisonError::into_inner).insert(hash) {
        return;
    }
    let (sources, file) = sources(&imported.text);
    assert_eq!(format::format(&sources, file).text, imported.text, "it is formatted");
    if !hash.is_multiple_of(share) {
        return;
    }
    let files = Memory::new().with("root.threat", imported.text.as_str());
    let outcome = analyze(&files, Utf8Path::new("root.threat"), &Options::default());
    let errors: Vec<&Diagnostic> = outcome.diagnostics.iter().filter(|found| found.is_error()).collect();
    assert!(errors.is_empty(), "{errors:#?}\n{}", imported.text);
    let view = view::build(&outcome.model, &outcome.graph, Level::Full);
    if view.nodes.len() + view.flows.len() <= DRAWN {
        render::text(&layout::lay_out(&view, Unit::Cell), &render::TextOptions::default());
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
