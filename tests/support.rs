//! What the tests share.

use camino::{Utf8Path, Utf8PathBuf};
use threatline::pipeline::{Options, Outcome, analyze};
use threatline::project::Memory;

/// Analyses a model that is given as text.
pub fn model(text: &str) -> Outcome {
    model_with(&[("test.threat", text)])
}

/// Analyses a model of several files; the first is the root.
pub fn model_with(files: &[(&str, &str)]) -> Outcome {
    let memory = files.iter().fold(Memory::new(), |memory, (path, text)| memory.with(*path, *text));
    analyze(&memory, Utf8Path::new(files[0].0), &Options::default())
}

/// Analyses a model and insists that nothing is wrong with it.
pub fn clean(text: &str) -> Outcome {
    let outcome = model(text);
    assert!(codes(&outcome).is_empty(), "{:?}\n{text}", codes(&outcome));
    outcome
}

/// `line code` of each diagnostic, in order.
pub fn codes(outcome: &Outcome) -> Vec<(usize, String)> {
    let line = |span| outcome.sources.file(span_file(span)).position(span.start).line;
    let place = |d: &threatline::base::diagnostic::Diagnostic| d.span().map_or(0, line);
    outcome.diagnostics.iter().map(|d| (place(d), d.code.to_string())).collect()
}

fn span_file(span: threatline::base::source::Span) -> threatline::base::source::FileId {
    span.file
}

/// A path inside the project.
pub fn project(path: &str) -> Utf8PathBuf {
    Utf8Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Names and texts of the samples.
pub fn samples() -> Vec<(String, String)> {
    let mut samples: Vec<(String, String)> = project("samples")
        .read_dir_utf8()
        .unwrap()
        .map(|entry| entry.unwrap().into_path())
        .filter(|path| path.extension() == Some("threat"))
        .map(|path| (path.file_name().unwrap().to_owned(), std::fs::read_to_string(&path).unwrap()))
        .collect();
    samples.sort();
    samples
}
