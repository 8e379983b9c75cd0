//! From the root file to the trees of all modules: `include` adds a file to a module, `use` reads another module; each file
//! once, inside the project, within the limits.

use camino::{Utf8Path, Utf8PathBuf};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::base::diagnostic::{Diagnostic, Level};
use crate::base::files::{Files, ReadError};
use crate::base::source::{FileId, SourceMap, Span};
use crate::base::text;
use crate::syntax::tree::{Declaration, HasParts, Item, Statement, Tree};

/// Limits on what is read: untrusted input must not exhaust the machine.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Files of one model.
    pub files: usize,
    /// Bytes of one file.
    pub bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { files: 1_000, bytes: 5_000_000 }
    }
}

/// The trees of a model, the root's first.
#[derive(Debug, Default)]
pub struct Load {
    /// The trees, each with its module.
    pub trees: Vec<(ModuleId, Tree)>,
    /// What `use` and `include` statements lead to.
    pub uses: Uses,
    /// For each file that is included, the path that names it.
    pub includes: Vec<(FileId, Span)>,
    /// What was wrong, syntax included.
    pub diagnostics: Vec<Diagnostic>,
}

/// What `use` and `include` statements lead to, by the places of their paths.
#[derive(Debug, Clone, Default)]
pub struct Uses {
    /// The module that a `use` reads.
    pub modules: FxHashMap<Span, ModuleId>,
    /// Those whose file could not be read.
    pub failed: FxHashSet<Span>,
}

/// A module: a file and what it includes. The root's is the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct ModuleId(pub u32);

/// Reads and parses a root file, everything that it includes, and the modules that it uses.
///
/// Every file lies in `folder`, the project; where there is none, in the folder of the root file.
pub fn load(
    files: &dyn Files,
    sources: &mut SourceMap,
    root: &Utf8Path,
    folder: Option<&Utf8Path>,
    limits: Limits,
) -> Load {
    let root = normal(root);
    let folder = folder.map_or_else(|| root.parent().unwrap_or(Utf8Path::new("")).to_owned(), normal);
    let mut loader =
        Loader { files, sources, limits, folder, read: FxHashMap::default(), modules: 0, out: Load::default() };
    match loader.text(&root) {
        Ok(text) => {
            let file = loader.sources.add(root.clone(), text);
            loader.module(file, &mut vec![Open { path: root, is_module: true }]);
        }
        Err(problem) => loader.out.diagnostics.push(problem.or_similar(files, &root).with(&root)),
    }
    loader.out
}

/// The file of the module that a file is part of, if that is another one, in the model of `root`.
pub fn whole(
    files: &dyn Files,
    root: &Utf8Path,
    part: &Utf8Path,
    folder: Option<&Utf8Path>,
    limits: Limits,
) -> Option<Utf8PathBuf> {
    let mut sources = SourceMap::default();
    let loaded = load(files, &mut sources, root, folder, limits);
    let part = sources.find(&normal(part))?;
    let (module, _) = loaded.trees.iter().find(|(_, tree)| tree.file == part)?;
    let (_, first) = loaded.trees.iter().find(|(known, _)| known == module)?;
    (first.file != part).then(|| sources.file(first.file).path.clone())
}

/// A path without `.` and, as far as possible, without `..` in it, so that each file has one name.
pub fn normal(path: &Utf8Path) -> Utf8PathBuf {
    let mut normal = Utf8PathBuf::new();
    for part in path.components() {
        match part.as_str() {
            "." => {}
            ".." if normal.file_name().is_some() => {
                normal.pop();
            }
            name => normal.push(name),
        }
    }
    if normal.as_str().is_empty() { path.to_owned() } else { normal }
}

/// The text of one file as it is, byte order mark included; or why it cannot be read.
pub fn read(files: &dyn Files, path: &Utf8Path, limits: Limits) -> (String, Vec<Diagnostic>) {
    match text_of(files, path, limits) {
        Ok(text) => (text, Vec::new()),
        Err(problem) => (String::new(), vec![problem.or_similar(files, path).with(path)]),
    }
}

struct Loader<'a> {
    files: &'a dyn Files,
    sources: &'a mut SourceMap,
    limits: Limits,
    folder: Utf8PathBuf,
    /// Files that are read, with the module that they belong to.
    read: FxHashMap<Utf8PathBuf, Known>,
    modules: u32,
    out: Load,
}

/// A file that is read.
#[derive(Clone, Copy)]
struct Known {
    module: ModuleId,
    /// Whether it is the file of the module itself, not one that it includes.
    is_module: bool,
}

/// A file that is being read.
struct Open {
    path: Utf8PathBuf,
    is_module: bool,
}

/// A statement that names another file.
struct Reference {
    path: String,
    span: Span,
    /// `use`, else `include`.
    is_use: bool,
}

/// Why a file cannot be used.
struct Problem {
    code: &'static str,
    message: String,
    help: Option<String>,
}

impl Problem {
    fn new(code: &'static str, message: impl Into<String>, help: Option<&str>) -> Self {
        Self { code, message: message.into(), help: help.map(str::to_owned) }
    }

    /// With the file that was probably meant, where there is no such file.
    fn or_similar(self, files: &dyn Files, path: &Utf8Path) -> Self {
        let found = if self.code == "E0401" { similar(files, path) } else { None };
        Self { help: found.map(|found| format!("did you mean `{found}`?")).or(self.help), ..self }
    }

    /// The problem of a file that no `include` names.
    fn with(self, path: &Utf8Path) -> Diagnostic {
        let message = format!("cannot read `{path}`: {}", self.message);
        Diagnostic::general(Level::Error, self.code, message).help_opt(self.help)
    }
}

fn text_of(files: &dyn Files, path: &Utf8Path, limits: Limits) -> Result<String, Problem> {
    let bytes = files.read(path, limits.bytes).map_err(|error| match error {
        ReadError::NotFound => Problem::new("E0401", "there is no such file", None),
        ReadError::Directory => Problem::new("E0404", "this is a directory", Some("name one `.threat` file inside it")),
        ReadError::TooLarge => Problem::new(
            "E0408",
            format!("the file is larger than {} MB", limits.bytes / 1_000_000),
            Some("split the model into several files with `include`"),
        ),
        ReadError::Other(reason) => Problem::new("E0401", reason, None),
    })?;
    String::from_utf8(bytes).map_err(|error| not_utf8(error.as_bytes(), error.utf8_error().valid_up_to()))
}

impl Loader<'_> {
    /// The text of a file without byte order mark, or why there is none.
    fn text(&self, path: &Utf8Path) -> Result<String, Problem> {
        let text = text_of(self.files, path, self.limits)?;
        Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
    }

    /// Starts a module with its file, and reads all that belongs to it and all that it uses.
    fn module(&mut self, file: FileId, open: &mut Vec<Open>) -> ModuleId {
        let module = ModuleId(self.modules);
        self.modules += 1;
        self.file(file, module, open);
        module
    }

    /// Parses a file and loads what it includes and uses; `open` is the chain of files that led here, this one last.
    fn file(&mut self, file: FileId, module: ModuleId, open: &mut Vec<Open>) {
        if let Some(this) = open.last() {
            self.read.insert(this.path.clone(), Known { module, is_module: this.is_module });
        }
        let parsed = crate::syntax::parse(self.sources, file);
        self.out.diagnostics.extend(parsed.diagnostics);
        let references: Vec<Reference> = parsed.tree.items.iter().filter_map(reference).collect();
        self.out.trees.push((module, parsed.tree));
        for reference in references {
            self.reference(&reference, module, open);
        }
    }

    fn reference(&mut self, reference: &Reference, module: ModuleId, open: &mut Vec<Open>) {
        let from = open.last().map(|open| open.path.clone()).unwrap_or_default();
        let path = match self.inside(&from, &reference.path) {
            Ok(path) => path,
            Err(problem) => return self.reject(reference, problem),
        };
        if let Some(at) = open.iter().position(|known| known.path == path) {
            return self.circle(reference, open.get(at..).unwrap_or(&[]), &path);
        }
        if let Some(&known) = self.read.get(&path) {
            return self.again(reference, &path, known, module);
        }
        if self.read.len() >= self.limits.files {
            let problem = Problem::new("E0409", format!("a model has at most {} files", self.limits.files), None);
            return self.reject(reference, problem);
        }
        match self.text(&path) {
            Ok(text) => {
                let file = self.sources.add(path.clone(), text);
                open.push(Open { path, is_module: reference.is_use });
                if reference.is_use {
                    let used = self.module(file, open);
                    self.out.uses.modules.insert(reference.span, used);
                } else {
                    self.out.includes.push((file, reference.span));
                    self.file(file, module, open);
                }
                open.pop();
            }
            Err(problem) => {
                let missing = problem.code == "E0401";
                let found = if missing { similar(self.files, &path) } else { None };
                let help = found.map(|found| format!("did you mean `{found}`? Paths are relative to `{from}`"));
                let help = help.or(problem.help);
                self.reject(reference, Problem { help, ..problem });
            }
        }
    }

    fn circle(&mut self, reference: &Reference, circle: &[Open], path: &Utf8Path) {
        let chain: Vec<&str> = circle.iter().map(|open| open.path.as_str()).chain([path.as_str()]).collect();
        let verb = if reference.is_use { "use" } else { "include" };
        let message = format!("files {verb} each other in a circle: {}", chain.join(" → "));
        let help = if reference.is_use {
            "move what both need to a third file, and let both use that"
        } else {
            "delete this `include`: the file is read already"
        };
        self.out.diagnostics.push(Diagnostic::error("E0402", reference.span, message).help(help));
    }

    /// A file that was read before: the same module for each `use`, nothing more to do for an `include` of the same module.
    fn again(&mut self, reference: &Reference, path: &Utf8Path, known: Known, module: ModuleId) {
        match (reference.is_use, known.is_module) {
            (true, true) => {
                self.out.uses.modules.insert(reference.span, known.module);
            }
            (false, false) if known.module == module => {}
            _ => {
                let message = format!("`{path}` is part of two modules");
                let help = "a file belongs to one module: write `use` in all places, or include it in one only";
                self.out.diagnostics.push(Diagnostic::error("E0403", reference.span, message).help(help));
            }
        }
    }

    fn reject(&mut self, reference: &Reference, problem: Problem) {
        self.out.uses.failed.insert(reference.span);
        let message = format!("cannot read `{}`: {}", reference.path, problem.message);
        self.out.diagnostics.push(Diagnostic::error(problem.code, reference.span, message).help_opt(problem.help));
    }

    /// The path of a file named in `from`, if it stays inside the project.
    fn inside(&self, from: &Utf8Path, written: &str) -> Result<Utf8PathBuf, Problem> {
        let outside = |what: &str| {
            Problem::new(
                "E0404",
                what,
                Some(
                    "a model reads files of its project only: the folder of the root file, or that of `threatline.toml`",
                ),
            )
        };
        if written.contains("://") {
            return Err(outside("this is an address, not a file"));
        }
        let relative = Utf8Path::new(written);
        if relative.is_absolute() || written.starts_with('\\') || written.get(1..2) == Some(":") {
            return Err(outside("the path is absolute"));
        }
        let folder = from.parent().unwrap_or(Utf8Path::new(""));
        let path = normal(&folder.join(relative));
        if !self.files.is_inside(&path, &self.folder) {
            return Err(outside("the path leaves the project"));
        }
        Ok(path)
    }
}

/// A file of the same folder with a name much like it.
fn similar(files: &dyn Files, path: &Utf8Path) -> Option<Utf8PathBuf> {
    let folder = path.parent()?;
    let names = files.list(folder);
    let found = text::did_you_mean(path.file_name()?, names.iter().map(String::as_str))?;
    Some(folder.join(found))
}

/// What an `include` or `use` statement names; one without a path is reported when it is declared.
fn reference(item: &Item) -> Option<Reference> {
    let Statement::Declaration(declaration @ Declaration { keyword, .. }) = &item.statement else { return None };
    let is_use = keyword.text.eq_ignore_ascii_case("use");
    if !is_use && !keyword.text.eq_ignore_ascii_case("include") {
        return None;
    }
    declaration.label().map(|label| Reference { path: label.text.to_string(), span: label.span, is_use })
}

fn not_utf8(bytes: &[u8], valid: usize) -> Problem {
    let before = bytes.get(..valid).unwrap_or(&[]);
    let line = before.iter().filter(|&&byte| byte == b'\n').count() + 1;
    let line_start = before.iter().rposition(|&byte| byte == b'\n').map_or(0, |at| at + 1);
    let column = String::from_utf8_lossy(before.get(line_start..).unwrap_or(&[])).chars().count() + 1;
    let byte = bytes.get(valid).copied().unwrap_or(0);
    let message = format!("it is not UTF-8 (byte 0x{byte:02X} at {line}:{column})");
    Problem::new("E0009", message, Some("save the file as UTF-8"))
}
