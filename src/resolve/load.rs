//! From the root file to the trees of a module: `include`, each file once, inside the project, within the limits.

use camino::{Utf8Path, Utf8PathBuf};

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

/// The trees of a module, the root's first.
#[derive(Debug, Default)]
pub struct Load {
    /// In the order in which `include` names them.
    pub trees: Vec<Tree>,
    /// What was wrong, syntax included.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads and parses a root file and everything that it includes.
pub fn load(files: &dyn Files, sources: &mut SourceMap, root: &Utf8Path, limits: Limits) -> Load {
    let mut loader = Loader { files, sources, limits, read: Vec::new(), out: Load::default() };
    match loader.text(root) {
        Ok(text) => {
            let file = loader.sources.add(root, text);
            loader.module(file, &mut vec![root.to_owned()]);
        }
        Err(problem) => loader.out.diagnostics.push(problem.with(root)),
    }
    loader.out
}

/// The text of one file as it is, byte order mark included; or why it cannot be read.
pub fn read(files: &dyn Files, path: &Utf8Path, limits: Limits) -> (String, Vec<Diagnostic>) {
    match text_of(files, path, limits) {
        Ok(text) => (text, Vec::new()),
        Err(problem) => (String::new(), vec![problem.with(path)]),
    }
}

struct Loader<'a> {
    files: &'a dyn Files,
    sources: &'a mut SourceMap,
    limits: Limits,
    read: Vec<Utf8PathBuf>,
    out: Load,
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

    /// Parses a file and loads what it includes; `open` is the chain of files that led here, this one last.
    fn module(&mut self, file: FileId, open: &mut Vec<Utf8PathBuf>) {
        self.read.extend(open.last().cloned());
        let parsed = crate::syntax::parse(self.sources, file);
        self.out.diagnostics.extend(parsed.diagnostics);
        let includes: Vec<(String, Span)> = parsed.tree.items.iter().filter_map(include_path).collect();
        self.out.trees.push(parsed.tree);
        for (path, span) in includes {
            self.include(&path, span, open);
        }
    }

    fn include(&mut self, written: &str, span: Span, open: &mut Vec<Utf8PathBuf>) {
        let from = open.last().cloned().unwrap_or_default();
        let path = match self.inside(&from, written) {
            Ok(path) => path,
            Err(problem) => return self.reject(written, span, problem),
        };
        if let Some(at) = open.iter().position(|known| known == &path) {
            let chain: Vec<&str> = open.iter().skip(at).map(|path| path.as_str()).chain([path.as_str()]).collect();
            let message = format!("files include each other in a circle: {}", chain.join(" → "));
            self.out.diagnostics.push(
                Diagnostic::error("E0402", span, message).help("delete this `include`: the file is read already"),
            );
            return;
        }
        if self.read.contains(&path) {
            return;
        }
        if self.read.len() >= self.limits.files {
            let problem = Problem::new("E0409", format!("a model has at most {} files", self.limits.files), None);
            return self.reject(written, span, problem);
        }
        match self.text(&path) {
            Ok(text) => {
                let file = self.sources.add(path.clone(), text);
                open.push(path);
                self.module(file, open);
                open.pop();
            }
            Err(problem) => {
                let missing = problem.code == "E0401";
                let help = missing.then(|| self.similar(&path, &from)).flatten().or(problem.help);
                self.reject(written, span, Problem { help, ..problem });
            }
        }
    }

    fn reject(&mut self, written: &str, span: Span, problem: Problem) {
        let message = format!("cannot read `{written}`: {}", problem.message);
        self.out.diagnostics.push(Diagnostic::error(problem.code, span, message).help_opt(problem.help));
    }

    /// The path of a file named in `from`, if it stays inside the project: the folder of the root file.
    fn inside(&self, from: &Utf8Path, written: &str) -> Result<Utf8PathBuf, Problem> {
        let outside = |what: &str| Problem::new("E0404", what, Some("a model reads files of its own folder only"));
        if written.contains("://") {
            return Err(outside("this is an address, not a file"));
        }
        let relative = Utf8Path::new(written);
        if relative.is_absolute() || written.starts_with('\\') || written.get(1..2) == Some(":") {
            return Err(outside("the path is absolute"));
        }
        let root = self.read.first().and_then(|root| root.parent()).unwrap_or(Utf8Path::new(""));
        let folder = from.parent().unwrap_or(Utf8Path::new(""));
        let mut inner: Vec<&str> =
            folder.strip_prefix(root).unwrap_or(folder).components().map(|part| part.as_str()).collect();
        for part in relative.components() {
            match part.as_str() {
                "." => {}
                ".." => {
                    inner.pop().ok_or_else(|| outside("the path leaves the project"))?;
                }
                name => inner.push(name),
            }
        }
        let path = inner.iter().fold(root.to_owned(), |path, part| path.join(part));
        if !self.files.is_inside(&path, root) {
            return Err(outside("the path leaves the project"));
        }
        Ok(path)
    }

    /// A file of the same folder with a name much like it.
    fn similar(&self, path: &Utf8Path, from: &Utf8Path) -> Option<String> {
        let folder = path.parent()?;
        let names = self.files.list(folder);
        let found = text::did_you_mean(path.file_name()?, names.iter().map(String::as_str))?;
        Some(format!("did you mean `{}`? Paths are relative to `{from}`", folder.join(found)))
    }
}

/// The path in an `include` statement; one without a path is reported when it is declared.
fn include_path(item: &Item) -> Option<(String, Span)> {
    match &item.statement {
        Statement::Declaration(declaration @ Declaration { keyword, .. })
            if keyword.text.eq_ignore_ascii_case("include") =>
        {
            declaration.label().map(|label| (label.text.clone(), label.span))
        }
        _ => None,
    }
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
