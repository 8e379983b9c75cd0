//! Models in the formats of other tools: what goes out comes back, and is what the schemas of the tools say.

mod round_trips;
mod schemas;

use camino::{Utf8Path, Utf8PathBuf};
use threatline::export::{self, Exported, Subject};
use threatline::import;
use threatline::pipeline::{self, Options, Outcome};
use threatline::project::Memory;

use crate::support::{project, sample_with, samples};

/// The outcomes of all samples, by name; parts of the platform are part of one model.
fn models() -> Vec<(String, Outcome)> {
    let whole = |path: &Utf8PathBuf| !path.as_str().contains("platform/") || path.ends_with("platform.threat");
    let all = samples().into_iter().filter(|(path, _)| whole(path));
    all.map(|(path, text)| (path.file_stem().unwrap().to_owned(), sample_with(&path, &text))).collect()
}

fn exported(format: &str, name: &str, outcome: &Outcome) -> Exported {
    let writer = export::named(format).unwrap();
    (writer.write)(&Subject { outcome, name, revision: None })
}

fn text(exported: &Exported) -> String {
    String::from_utf8(exported.files[0].1.clone()).unwrap()
}

/// The model as another tool would give it back.
fn imported(format: &str, name: &str, source: &str) -> String {
    let reader = import::named(format).unwrap();
    import::import(reader, name, source).unwrap_or_else(|refusal| panic!("{name}: {}", refusal.message)).text
}

fn analysed(name: &str, text: &str) -> Outcome {
    let outcome =
        pipeline::analyze(&Memory::new().with("model.threat", text), "model.threat".into(), &Options::default());
    let errors: Vec<&String> =
        outcome.diagnostics.iter().filter(|found| found.is_error()).map(|found| &found.message).collect();
    assert!(errors.is_empty(), "{name}: {errors:?}\n{text}");
    outcome
}

/// Real files of a folder of `../shared/models`; none where there is no such folder.
fn real(folder: &str) -> Vec<(String, String)> {
    let folder = project("../shared/models").join(folder);
    let Ok(entries) = folder.read_dir_utf8() else { return Vec::new() };
    let mut files: Vec<Utf8PathBuf> = entries.map(|entry| entry.unwrap().into_path()).collect();
    files.sort();
    let file = |path: Utf8PathBuf| Some((path.file_name()?.to_owned(), std::fs::read_to_string(&path).ok()?));
    files.into_iter().filter_map(file).collect()
}

/// A model without the line that says where it is from.
fn body(text: &str) -> String {
    let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with("// Imported from")).collect();
    lines.join("\n")
}

/// The same without comments: what is guessed from one of several words that mean the same is guessed from another one.
fn uncommented(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(|line| line.split(" // ").next().unwrap()).collect();
    lines.join("\n")
}

fn has_models() -> bool {
    Utf8Path::exists(&project("../shared/models"))
}
