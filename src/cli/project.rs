//! The project file of a run, found from the first model upwards.

use camino::{Utf8Path, Utf8PathBuf};

use crate::base::diagnostic::{Diagnostic, Level};
use crate::base::files::{Files, ReadError};
use crate::base::source::SourceMap;
use crate::config::{self, Config};
use crate::project::{Disk, find_up};

/// More is no project file.
const MOST_BYTES: usize = 1_000_000;

/// A project file with what it says.
pub(super) struct Project {
    /// Its path as it is shown.
    pub(super) path: Utf8PathBuf,
    /// What it says.
    pub(super) config: Config,
    /// Its text.
    pub(super) sources: SourceMap,
    /// What is wrong with it.
    pub(super) diagnostics: Vec<Diagnostic>,
}

impl Project {
    /// The project of a model, or of the current folder where none is named or it is standard input.
    pub(super) fn of(model: Option<&Utf8Path>) -> Option<Self> {
        let named = model.filter(|path| *path != "-");
        let folder = named.and_then(Utf8Path::parent).unwrap_or(Utf8Path::new(""));
        find_up(folder, config::FILE).map(Self::read)
    }

    fn read(path: Utf8PathBuf) -> Self {
        let mut sources = SourceMap::default();
        let text = Disk
            .read(&path, MOST_BYTES)
            .map_err(reason)
            .and_then(|bytes| String::from_utf8(bytes).map_err(|_| "it is not UTF-8".to_owned()));
        let (config, diagnostics) = match text {
            Ok(text) => {
                let file = sources.add(path.clone(), text.strip_prefix('\u{feff}').unwrap_or(&text));
                config::read(&sources, file)
            }
            Err(reason) => {
                let message = format!("cannot read `{path}`: {reason}");
                let help = "delete the file, or make it a text file that can be read";
                (Config::default(), vec![Diagnostic::general(Level::Error, "E0411", message).help(help)])
            }
        };
        Self { path, config, sources, diagnostics }
    }

    /// The folder of the project.
    pub(super) fn folder(&self) -> &Utf8Path {
        self.path.parent().unwrap_or(Utf8Path::new(""))
    }

    /// The model that is meant where none is named.
    pub(super) fn root(&self) -> Option<Utf8PathBuf> {
        self.config.root.as_ref().map(|root| self.folder().join(root))
    }

    /// The path of a file as the files of the project write it: from the project's folder, through the current one.
    pub(super) fn path_of(&self, named: &Utf8Path) -> Utf8PathBuf {
        let up = self.folder().components().take_while(|part| part.as_str() == "..").count();
        let here =
            std::env::current_dir().ok().and_then(|here| Utf8PathBuf::from_path_buf(here).ok()).unwrap_or_default();
        if named.is_absolute() || up == 0 {
            return named.to_owned();
        }
        let above: Utf8PathBuf = std::iter::repeat_n("..", up).collect();
        let below = here.components().count().saturating_sub(up);
        let down: Utf8PathBuf = here.components().skip(below).map(|part| part.as_str()).collect();
        above.join(down).join(named)
    }

    /// The file that answers are added to.
    pub(super) fn answers(&self) -> Option<Utf8PathBuf> {
        self.config.answers.as_ref().map(|answers| self.folder().join(answers))
    }

    /// The folder that reports are written to.
    pub(super) fn out(&self) -> Option<Utf8PathBuf> {
        self.config.out.as_ref().map(|out| self.folder().join(out))
    }

    /// Whether nothing is wrong with it.
    pub(super) fn is_usable(&self) -> bool {
        !self.diagnostics.iter().any(Diagnostic::is_error)
    }
}

/// Why a file cannot be read, in words.
pub(super) fn reason(error: ReadError) -> String {
    match error {
        ReadError::NotFound => "there is no such file".into(),
        ReadError::Directory => "this is a directory".into(),
        ReadError::TooLarge => "it is too large".into(),
        ReadError::Other(reason) => reason,
    }
}
