//! What the tests share.

use camino::{Utf8Path, Utf8PathBuf};
use threatline::base::date::Date;
use threatline::explain::Knowledge;
use threatline::lint::Request;
use threatline::pipeline::{Options, Outcome, analyze};
use threatline::project::{Disk, Memory};

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

/// What explanations are taken from.
pub fn knowledge(outcome: &Outcome) -> Knowledge<'_> {
    let Outcome { sources, model, graph, analysis, .. } = outcome;
    Knowledge { sources, model, graph, analysis }
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

/// What lints are told: a day, and that all code changed the day before.
pub fn request() -> Request<'static> {
    let modified = &|_: &Utf8Path| Date::parse("2026-11-24");
    Request { today: Date::parse("2026-11-25"), modified: Some(modified), ..Request::default() }
}

/// A path inside the project.
pub fn project(path: &str) -> Utf8PathBuf {
    Utf8Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Paths, relative to the project, and texts of the samples, those in folders included.
pub fn samples() -> Vec<(Utf8PathBuf, String)> {
    let mut samples = Vec::new();
    let mut folders = vec![project("samples")];
    while let Some(folder) = folders.pop() {
        for entry in folder.read_dir_utf8().unwrap().map(Result::unwrap) {
            let path = entry.into_path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension() == Some("threat") {
                let text = std::fs::read_to_string(&path).unwrap();
                samples.push((path.strip_prefix(project("")).unwrap().to_owned(), text));
            }
        }
    }
    samples.sort();
    assert!(samples.len() > 8);
    samples
}

/// Analyses a sample, with another text in place of its own. Files that it reads are those on disk.
pub fn sample_with(path: &Utf8Path, text: &str) -> Outcome {
    let disk = Disk;
    // What is part of another model is read as part of it.
    let root = if path.as_str().contains("platform") { "samples/platform/platform.threat" } else { path.as_str() };
    let files = Memory::over(&disk).with(project(path.as_str()), text);
    analyze(&files, &project(root), &Options::default())
}

/// Says why a test does nothing here.
#[allow(clippy::print_stderr)]
pub fn skip(reason: &str) {
    eprintln!("skipped: {reason}");
}
