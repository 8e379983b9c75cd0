//! The one way from a file to everything that is known about it: for the command line, editors, previews and tests.

use std::sync::{Arc, OnceLock};

use camino::{Utf8Path, Utf8PathBuf};

use crate::base::date::Date;
use crate::base::diagnostic::{self, Diagnostic, Level};
use crate::base::files::Files;
use crate::base::source::{FileId, SourceMap, Span};
use crate::format;
use crate::graph::FlowGraph;
use crate::lint;
use crate::lock::{self, Lock};
use crate::model::{Model, Rule};
use crate::numbering;
use crate::resolve::{self, Allowances, Allowed, Limits, Resolved, Source};
use crate::schema;
use crate::syntax::{self, tree::Tree};
use crate::threats::{self, Analysis, Answer, Matches};

/// How a run is made.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The project: every file of the model lies in it. The folder of the root file where there is none.
    pub folder: Option<Utf8PathBuf>,
    /// The file that was asked for, where the root file is read because it includes that one.
    pub part: Option<Utf8PathBuf>,
    /// Limits on what is read.
    pub limits: Limits,
    /// The lock; the root file with the ending `lock` where none is named.
    pub lock: Option<Utf8PathBuf>,
    /// The day on which answers are looked at; without it none has run out.
    pub today: Option<Date>,
}

/// Everything that is known about a model.
#[derive(Debug)]
pub struct Outcome {
    /// All files that were read, those of the tool included.
    pub sources: SourceMap,
    /// The author's files as they are written, the root first.
    pub trees: Vec<Tree>,
    /// The model, as far as it could be understood.
    pub model: Model,
    /// Its graph.
    pub graph: FlowGraph,
    /// Its threats.
    pub analysis: Analysis,
    /// What is wrong, in order of position; lints are not among it.
    pub diagnostics: Vec<Diagnostic>,
    /// What `allow=` says in the model.
    pub allowed: Vec<Allowed>,
    /// The numbers that were given before.
    pub lock: Lock,
}

impl Outcome {
    /// Whether the model can be used: nothing is wrong that counts as an error.
    pub fn is_usable(&self) -> bool {
        !self.diagnostics.iter().any(Diagnostic::is_error)
    }

    /// What the lints find that `wanted` picks by their code and the model does not allow, in order of position.
    pub fn lints(&self, request: &lint::Request<'_>, wanted: impl Fn(&str) -> bool) -> Vec<Diagnostic> {
        let subject = lint::Subject {
            sources: &self.sources,
            model: &self.model,
            graph: &self.graph,
            analysis: &self.analysis,
            lock: &self.lock,
            trees: &self.trees,
            request: *request,
        };
        let mut found = lint::run(&subject, wanted);
        let allowed = Allowances::new(&self.allowed);
        found.retain(|diagnostic| !allowed.contain(diagnostic));
        found
    }
}

/// The name under which a query is shown.
const QUERY: &str = "<query>";

impl Outcome {
    /// Asks a query, such as `store: encryption == unknown`. What is wrong with it is reported with its text, which becomes
    /// one of the sources.
    pub fn query(&mut self, text: &str) -> Result<Matches, Vec<Diagnostic>> {
        let file = self.sources.add(QUERY, text);
        let query = syntax::parse_query(&self.sources, file);
        self.analysis.query(&self.model, &self.graph, &query)
    }

    /// What rules answer to each `expect` of the model, place by place.
    pub fn expectations(&self) -> Vec<Answer<'_>> {
        self.analysis.expectations(&self.model, &self.graph)
    }
}

/// Reads a model from its root file and works out everything that follows from it.
pub fn analyze(files: &dyn Files, root: &Utf8Path, options: &Options) -> Outcome {
    let tool = embedded();
    let mut sources = tool.sources.clone();
    let mut diagnostics = tool.diagnostics.clone();
    let loaded = resolve::load(files, &mut sources, root, options.folder.as_deref(), options.limits);
    diagnostics.extend(loaded.diagnostics);

    diagnostics.extend(options.part.as_deref().and_then(|part| part_of_root(&sources, &loaded.includes, root, part)));

    let title = root.file_stem().unwrap_or(root.as_str());
    let own = tool.trees.iter().map(|tree| Source { tree, module: None });
    let author = loaded.trees.iter().map(|(module, tree)| Source { tree, module: Some(*module) });
    let all: Vec<Source<'_>> = own.chain(author).collect();
    let Resolved { mut model, diagnostics: found, allowed } = resolve::resolve(&all, &loaded.uses, title, tool.rules());
    tool.keep_rules(&model);
    diagnostics.extend(found);
    let (lock, found) = lock(files, &mut sources, root, options);
    diagnostics.extend(found);
    numbering::number_model(&mut model, &lock);
    let (mut graph, found) = FlowGraph::build(&model);
    diagnostics.extend(found);
    numbering::number_graph(&model, &mut graph, &lock);
    let (mut analysis, found) = threats::analyze(&model, &graph, options.today);
    diagnostics.extend(found);
    numbering::number_threats(&model, &graph, &mut analysis, &lock);
    resolve::explain_syntax(&mut diagnostics, &sources, &model);
    diagnostic::sort(&mut diagnostics);
    let allowances = Allowances::new(&allowed);
    diagnostics.retain(|diagnostic| !allowances.contain(diagnostic));
    let trees = loaded.trees.into_iter().map(|(_, tree)| tree).collect();
    Outcome { sources, trees, model, graph, analysis, diagnostics, allowed, lock }
}

/// The lock of a model: next to the root file where none is named.
pub fn lock_path(root: &Utf8Path, options: &Options) -> Utf8PathBuf {
    options.lock.clone().unwrap_or_else(|| root.with_extension("lock"))
}

/// Reads the lock. Without one nothing has a number yet.
fn lock(files: &dyn Files, sources: &mut SourceMap, root: &Utf8Path, options: &Options) -> (Lock, Vec<Diagnostic>) {
    let path = lock_path(root, options);
    match files.read(&path, options.limits.bytes) {
        Ok(bytes) => {
            let file = sources.add(&path, String::from_utf8_lossy(&bytes).as_ref());
            lock::parse(sources, file)
        }
        Err(_) => (Lock::default(), Vec::new()),
    }
}

/// E0407: what was asked for is read as a part of another file.
fn part_of_root(
    sources: &SourceMap,
    includes: &[(FileId, Span)],
    root: &Utf8Path,
    part: &Utf8Path,
) -> Option<Diagnostic> {
    let file = sources.find(&resolve::normal(part))?;
    let (_, span) = includes.iter().find(|(included, _)| *included == file)?;
    let message =
        format!("`{}` is part of `{}`; checked as part of it", sources.file(file).path, resolve::normal(root));
    Some(Diagnostic::new(Level::Note, "E0407", *span, message).at("included here"))
}

/// The file of the module that `part` belongs to, if it is a part of one: in the model of `root`, else in that of a file
/// beside it.
pub fn whole(files: &dyn Files, root: Option<&Utf8Path>, part: &Utf8Path, options: &Options) -> Option<Utf8PathBuf> {
    let part = resolve::normal(part);
    if root.map(resolve::normal).as_ref() == Some(&part) {
        return None;
    }
    let name = part.file_name()?;
    let folder = part.parent().unwrap_or(Utf8Path::new(""));
    let names_it = |path: &Utf8PathBuf| {
        let bytes = files.read(path, options.limits.bytes).unwrap_or_default();
        String::from_utf8_lossy(&bytes).contains(name)
    };
    let beside = files.list(folder).into_iter().map(|other| folder.join(other));
    let beside = beside.filter(|path| *path != part && path.extension() == Some("threat")).filter(names_it);
    let mut candidates = root.map(Utf8Path::to_owned).into_iter().chain(beside);
    candidates.find_map(|root| resolve::whole(files, &root, &part, options.folder.as_deref(), options.limits))
}

/// A file and what the formatter makes of it.
#[derive(Debug)]
pub struct Formatting {
    /// The file.
    pub sources: SourceMap,
    /// Its text as it is; empty where it cannot be read.
    pub before: String,
    /// Its text in the usual layout; the same where something is wrong with it.
    pub after: String,
    /// What is wrong: it cannot be read, or has syntax errors.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads and formats one file.
pub fn format(files: &dyn Files, path: &Utf8Path, options: &Options) -> Formatting {
    let mut sources = SourceMap::default();
    let (before, mut diagnostics) = resolve::read(files, path, options.limits);
    let file = sources.add(path, before.strip_prefix('\u{feff}').unwrap_or(&before));
    let formatted = format::format(&sources, file);
    diagnostics.extend(formatted.diagnostics);
    let failed = diagnostics.iter().any(Diagnostic::is_error);
    let after = if failed { before.clone() } else { formatted.text };
    Formatting { sources, before, after, diagnostics }
}

/// The trees of the tool's own files: prelude, control catalogue, rules.
pub fn embedded_trees() -> &'static [Tree] {
    &embedded().trees
}

/// The tool's own files, parsed.
struct Embedded {
    sources: SourceMap,
    trees: Vec<Tree>,
    diagnostics: Vec<Diagnostic>,
    /// Its rules, as the first model of the run has them.
    rules: OnceLock<Vec<Arc<Rule>>>,
}

impl Embedded {
    fn rules(&self) -> &[Arc<Rule>] {
        self.rules.get().map_or(&[], Vec::as_slice)
    }

    fn keep_rules(&self, model: &Model) {
        self.rules.get_or_init(|| model.rules.values().filter(|rule| rule.embedded).cloned().collect());
    }
}

/// Parses the tool's own files once for all runs: they come first in every source map, so their spans hold in each.
fn embedded() -> &'static Embedded {
    static EMBEDDED: OnceLock<Embedded> = OnceLock::new();
    EMBEDDED.get_or_init(|| {
        let mut all = Embedded {
            sources: SourceMap::default(),
            trees: Vec::new(),
            diagnostics: Vec::new(),
            rules: OnceLock::new(),
        };
        for (path, text) in std::iter::once(&schema::PRELUDE).chain(threats::library::FILES) {
            let file = all.sources.add_embedded(path, text);
            let parsed = syntax::parse(&all.sources, file);
            all.diagnostics.extend(parsed.diagnostics);
            all.trees.push(parsed.tree);
        }
        all
    })
}
