//! From an argument to an analysed model.

use camino::{Utf8Path, Utf8PathBuf};

use super::clock;
use super::exit::{Exit, Failure};
use super::import;
use super::project::Project;
use super::ui::Ui;
use crate::base::date::Date;
use crate::base::diagnostic::Diagnostic;
use crate::base::files::{Files, ReadError};
use crate::base::source::SourceMap;
use crate::base::text;
use crate::config::{self, Levels};
use crate::explain::Knowledge;
use crate::findings::{self, Finding, Part};
use crate::pipeline::{self, Formatting, Options, Outcome};
use crate::project::{Disk, Memory, read_at_most};

/// The name under which standard input is shown.
pub(super) const STDIN: &str = "<stdin>";

static DISK: Disk = Disk;

/// A model that a verb may use.
pub(super) struct Usable {
    /// Its path, as it was named or as the project file names it.
    pub(super) path: Utf8PathBuf,
    /// Everything that is known about it.
    pub(super) outcome: Outcome,
    /// The project that it belongs to.
    pub(super) project: Option<Project>,
}

/// The files of a run that only reads: in the place of a model of another tool stands what it is in the language.
pub(super) fn readable<'p>(models: impl IntoIterator<Item = &'p Utf8Path> + Clone) -> Memory<'static> {
    let mut files = files(models.clone());
    for path in models {
        if let Some(Ok(imported)) = import::of_another_tool(path) {
            for (path, text) in import::beside(path, &imported) {
                files.insert(path.as_path(), text);
            }
            files.insert(path, imported.text);
        }
    }
    files
}

/// Refuses models of other tools where a command writes into the model.
pub(super) fn must_be_ours<'p>(models: impl IntoIterator<Item = &'p Utf8Path>) -> Result<(), Failure> {
    match models.into_iter().find(|path| import::of_another_tool(path).is_some()) {
        Some(path) => Err(Failure::Arguments(format!(
            "`{path}` is a model of another tool, and nothing is written into it: `threatline import {path} -o model.threat` makes \
             one of ours"
        ))),
        None => Ok(()),
    }
}

/// The files of a run: those on disk, and standard input where a model is called `-`.
pub(super) fn files<'p>(models: impl IntoIterator<Item = &'p Utf8Path>) -> Memory<'static> {
    let mut files = Memory::over(&DISK);
    if models.into_iter().any(|path| path == "-") {
        let most = Options::default().limits.bytes;
        match read_at_most(std::io::stdin(), most) {
            Ok(bytes) => files.insert(STDIN, bytes),
            Err(ReadError::TooLarge) => files.insert(STDIN, vec![b' '; most.saturating_add(1)]),
            // What is not there is reported like any other file.
            Err(_) => {}
        }
    }
    files
}

/// Says of models of other tools how much is left out of them; fails where one cannot be read.
pub(super) fn announce<'p>(models: impl IntoIterator<Item = &'p Utf8Path>, ui: &mut Ui) -> Result<(), Failure> {
    for path in models {
        if let Some(imported) = import::of_another_tool(path).transpose()? {
            let losses = text::count(imported.losses.len(), "thing is", "things are");
            ui.note(&format!("read {path} as a model of another tool: {losses} guessed or left out; `threatline import {path} -o model.threat` says which"));
        }
    }
    Ok(())
}

/// The models that are meant: those that are named, else the root of the project.
pub(super) fn models(named: &[Utf8PathBuf], project: Option<&Project>) -> Result<Vec<Utf8PathBuf>, Failure> {
    if !named.is_empty() {
        return Ok(named.to_vec());
    }
    match project {
        Some(project) => project.root().map(|root| vec![root]).ok_or_else(|| {
            Failure::Arguments(format!(
                "no model is named, and `{}` has no `root`: add one, or name a model",
                project.path
            ))
        }),
        None => Err(Failure::Arguments(format!(
            "no model is named, and there is no `{}` in this folder or above: name a model, such as `shop.threat`",
            config::FILE
        ))),
    }
}

/// Reads and analyses a model; `-` is standard input. A part of another file is analysed with that one.
pub(super) fn analyze(files: &dyn Files, path: &Utf8Path, project: Option<&Project>, today: Option<Date>) -> Outcome {
    let named = if path == "-" { STDIN.into() } else { path };
    let folder = project.map(Project::folder).filter(|folder| files.is_inside(named, folder));
    let inside = project.filter(|_| folder.is_some());
    let lock = named_lock(inside);
    let options = Options { folder: folder.map(Utf8Path::to_owned), lock, today, ..Options::default() };
    let root = project.filter(|_| folder.is_some()).and_then(Project::root);
    let part = project.filter(|_| folder.is_some()).map_or_else(|| named.to_owned(), |project| project.path_of(named));
    let whole = if path == "-" { None } else { pipeline::whole(files, root.as_deref(), &part, &options) };
    match whole {
        Some(whole) => pipeline::analyze(files, &whole, &Options { part: Some(part), ..options }),
        None => pipeline::analyze(files, named, &options),
    }
}

/// The lock of a model.
pub(super) fn lock_of(model: &Utf8Path, project: Option<&Project>) -> Utf8PathBuf {
    let lock = named_lock(project.filter(|project| DISK.is_inside(model, project.folder())));
    pipeline::lock_path(model, &Options { lock, ..Options::default() })
}

fn named_lock(project: Option<&Project>) -> Option<Utf8PathBuf> {
    project.and_then(|project| Some(project.folder().join(project.config.lock.as_ref()?)))
}

/// Reads and formats a file; `-` is standard input.
pub(super) fn format(path: &Utf8Path) -> Formatting {
    let named = if path == "-" { STDIN.into() } else { path };
    pipeline::format(&files([path]), named, &Options::default())
}

/// Reads a model that a verb wants to use, or the root of the project; prints what is wrong, and gives up where it cannot be
/// used.
pub(super) fn usable(model: Option<&Utf8Path>, ui: &mut Ui) -> Result<Usable, Exit> {
    let project = Project::of(model);
    if let Some(project) = project.as_ref().filter(|project| !project.is_usable()) {
        ui.diagnostic(&shown(&project.sources, project.diagnostics.iter().cloned().map(Finding::from).collect()));
        return Err(Exit::Unable);
    }
    let named: Vec<Utf8PathBuf> = model.iter().map(|path| (*path).to_owned()).collect();
    let path = models(&named, project.as_ref()).map(|models| models.into_iter().next().unwrap_or_default()).map_err(
        |failure| {
            ui.failure(&failure);
            Exit::Unable
        },
    )?;
    announce([path.as_path()], ui).map_err(|failure| {
        ui.failure(&failure);
        Exit::Unable
    })?;
    let outcome = usable_among(&readable([path.as_path()]), &path, project.as_ref(), ui)?;
    Ok(Usable { path, outcome, project })
}

/// Reads a model that a verb wants to use from these files; prints what is wrong, and gives up where it cannot be used.
pub(super) fn usable_among(
    files: &dyn Files,
    path: &Utf8Path,
    project: Option<&Project>,
    ui: &mut Ui,
) -> Result<Outcome, Exit> {
    let today = clock::today().map_err(|failure| {
        ui.failure(&failure);
        Exit::Unable
    })?;
    let mut outcome = analyze(files, path, project, today);
    let file = project.map(|project| project.config.levels.clone()).unwrap_or_default();
    let found = std::mem::take(&mut outcome.diagnostics);
    let usable = !found.iter().any(Diagnostic::is_error);
    // What fails a check fails no diagram.
    let found = findings::levelled(found, &Levels { file, ..Levels::default() }).into_iter();
    let found = found.map(|finding| Finding { denied: false, ..finding }).collect();
    ui.diagnostic(&shown(&outcome.sources, found));
    if usable { Ok(outcome) } else { Err(Exit::Unable) }
}

/// Findings with their source lines.
pub(super) fn shown(sources: &SourceMap, findings: Vec<Finding>) -> String {
    let part = Part { name: "", sources, findings, outcome: None, checklist: Vec::new() };
    findings::text(&[part], findings::DEFAULT_LIMIT).concat()
}

/// The model that is named, else the root of the project, else what is built in; with its path.
pub(super) fn optional(model: Option<&Utf8Path>) -> (Option<Utf8PathBuf>, Outcome) {
    let project = Project::of(model).filter(Project::is_usable);
    match model.map(Utf8Path::to_owned).or_else(|| project.as_ref().and_then(Project::root)) {
        Some(path) => {
            let outcome = analyze(&readable([path.as_path()]), &path, project.as_ref(), clock::today().ok().flatten());
            (Some(path), outcome)
        }
        None => (None, empty()),
    }
}

/// A model of nothing: what is built in.
pub(super) fn empty() -> Outcome {
    pipeline::analyze(&Memory::new().with("empty.threat", ""), "empty.threat".into(), &Options::default())
}

/// What explanations are taken from.
pub(super) fn knowledge(outcome: &Outcome) -> Knowledge<'_> {
    let Outcome { sources, model, graph, analysis, .. } = outcome;
    Knowledge { sources, model, graph, analysis }
}

/// The name of the files that are written for a model: that of the model without its extension.
pub(super) fn stem(path: &Utf8Path) -> &str {
    if path == "-" { "model" } else { path.file_stem().unwrap_or("model") }
}
