//! Which two versions are meant, and how each is read.

use camino::{Utf8Path, Utf8PathBuf};

use crate::base::date::Date;
use crate::base::files::{Files, ReadError};
use crate::cli::exit::Failure;
use crate::cli::project::{self, Project};
use crate::cli::ui::Ui;
use crate::cli::{import, input};
use crate::findings::Finding;
use crate::import::{READERS, detect};
use crate::pipeline::{Options, Outcome};
use crate::project::{Memory, Revision};

pub(super) use crate::diff::Version;

/// The revision that is meant where none is named.
const LAST: &str = "HEAD";

/// The two versions.
pub(super) struct Sides {
    before: Source,
    after: Source,
}

/// A version: a path, and the revision in which it is read; on disk without one.
struct Source {
    path: Utf8PathBuf,
    revision: Option<Revision>,
    /// How it is called.
    name: String,
}

/// What a word of the command line is.
enum Word<'w> {
    File(&'w Utf8Path),
    /// `A..B`, or with three dots since both were the same.
    Range {
        from: &'w str,
        to: &'w str,
        fork: bool,
    },
    /// `REVISION:PATH`
    Inside(&'w str, &'w Utf8Path),
    Revision(&'w str),
}

impl<'w> Word<'w> {
    fn of(word: &'w str) -> Self {
        let path = Utf8Path::new(word);
        // What is called like a model is one, also where it is not there: then that is what has to be said.
        let is_path = word == "-" || path.is_file() || path.extension() == Some("threat") && !word.contains(':');
        if is_path || word.starts_with("../") || word.starts_with("./") || word.starts_with('/') {
            return Word::File(path);
        }
        if let Some((revision, path)) = word.split_once(':') {
            return Word::Inside(revision, Utf8Path::new(path));
        }
        let or_last = |name: &'w str| if name.is_empty() { LAST } else { name };
        for (dots, fork) in [("...", true), ("..", false)] {
            if let Some((from, to)) = word.split_once(dots) {
                return Word::Range { from: or_last(from), to: or_last(to), fork };
            }
        }
        Word::Revision(word)
    }
}

impl Sides {
    /// The versions that the arguments mean; `None` where the project file has mistakes, which are said.
    pub(super) fn of(words: &[String], base: Option<&str>, ui: &mut Ui) -> Result<Option<Self>, Failure> {
        let words: Vec<Word<'_>> = words.iter().map(|word| Word::of(word)).collect();
        let named = words.iter().find_map(|word| match word {
            Word::File(path) | Word::Inside(_, path) => Some(*path),
            Word::Range { .. } | Word::Revision(_) => None,
        });
        let project = Project::of(named);
        if let Some(project) = project.as_ref().filter(|project| !project.is_usable()) {
            let findings = project.diagnostics.iter().cloned().map(Finding::from).collect();
            ui.diagnostic(&input::shown(&project.sources, findings));
            return Ok(None);
        }
        let root = || Ok(input::models(&[], project.as_ref())?.into_iter().next().unwrap_or_default());
        match base {
            Some(base) => Self::since_base(base, &words, root),
            None => Self::named(&words, root),
        }
        .map(Some)
    }

    /// What `--base` and perhaps a model mean.
    fn since_base(
        base: &str,
        words: &[Word<'_>],
        root: impl Fn() -> Result<Utf8PathBuf, Failure>,
    ) -> Result<Self, Failure> {
        match words {
            [] => Self::since(base, &root()?),
            [Word::File(path)] => Self::since(base, path),
            _ => Err(Failure::Arguments("--base goes with one model, or none".to_owned())),
        }
    }

    /// What words alone mean.
    fn named(words: &[Word<'_>], root: impl Fn() -> Result<Utf8PathBuf, Failure>) -> Result<Self, Failure> {
        match words {
            [] => Self::since(LAST, &root()?),
            [Word::File(path)] => Self::since(LAST, path),
            [Word::Revision(revision)] => Self::since(revision, &root()?),
            [Word::Inside(revision, path)] | [Word::Revision(revision), Word::File(path)] => {
                Self::since(revision, path)
            }
            [Word::Range { from, to, fork }] => Source::range(from, to, *fork, &root()?),
            [Word::Range { from, to, fork }, Word::File(path)] => Source::range(from, to, *fork, path),
            [Word::Revision(from), Word::Revision(to)] => Source::range(from, to, false, &root()?),
            [Word::Revision(from), Word::Revision(to), Word::File(path)] => Source::range(from, to, false, path),
            [first, second] => match (Source::of(first)?, Source::of(second)?) {
                (Some(before), Some(after)) => Ok(Self { before, after }),
                _ => Err(mixed()),
            },
            _ => Err(mixed()),
        }
    }

    /// A revision, and what is on disk.
    fn since(revision: &str, path: &Utf8Path) -> Result<Self, Failure> {
        Ok(Self { before: Source::at(revision, path)?, after: Source::on_disk(path) })
    }

    /// How both are called.
    pub(super) fn names(&self) -> [&str; 2] {
        [&self.before.name, &self.after.name]
    }

    /// Reads and analyses a version; where it has errors they are said, and there is none.
    pub(super) fn read(&self, version: Version, today: Option<Date>, ui: &mut Ui) -> Result<Option<Outcome>, Failure> {
        let (source, word) = match version {
            Version::Before => (&self.before, "old"),
            Version::After => (&self.after, "new"),
        };
        let outcome = source.read(today, ui)?;
        if outcome.is_usable() {
            return Ok(Some(outcome));
        }
        let errors = outcome.diagnostics.iter().filter(|one| one.is_error()).cloned().map(Finding::from);
        ui.diagnostic(&input::shown(&outcome.sources, errors.collect()));
        ui.failure(&Failure::Arguments(format!(
            "the {word} version, `{}`, has errors: nothing is compared",
            source.name
        )));
        Ok(None)
    }
}

fn mixed() -> Failure {
    Failure::Arguments(
        "these do not go together: name two models, or one or two revisions and then a model (`threatline diff --help` has \
         examples)"
            .to_owned(),
    )
}

impl Source {
    /// What one word means, where it says all of it.
    fn of(word: &Word<'_>) -> Result<Option<Self>, Failure> {
        match word {
            Word::Inside(revision, path) => Self::at(revision, path).map(Some),
            Word::File(path) => Ok(Some(Self::on_disk(path))),
            Word::Range { .. } | Word::Revision(_) => Ok(None),
        }
    }

    fn on_disk(path: &Utf8Path) -> Self {
        Self { path: path.to_owned(), revision: None, name: path.to_string() }
    }

    fn at(revision: &str, path: &Utf8Path) -> Result<Self, Failure> {
        let found = Revision::of(folder_of(path), revision).map_err(|error| Failure::Arguments(error.to_string()))?;
        Ok(Self { path: path.to_owned(), revision: Some(found), name: format!("{revision}:{path}") })
    }

    fn range(from: &str, to: &str, fork: bool, path: &Utf8Path) -> Result<Sides, Failure> {
        if !fork {
            return Ok(Sides { before: Self::at(from, path)?, after: Self::at(to, path)? });
        }
        let both = Revision::since_fork(folder_of(path), from, to);
        let (fork, head) = both.map_err(|error| Failure::Arguments(error.to_string()))?;
        let source =
            |revision: Revision, name: String| Source { path: path.to_owned(), revision: Some(revision), name };
        Ok(Sides { before: source(fork, format!("{from}...{to}:{path}")), after: source(head, format!("{to}:{path}")) })
    }

    fn read(&self, today: Option<Date>, ui: &mut Ui) -> Result<Outcome, Failure> {
        let project = Project::of(Some(&self.path));
        let Some(revision) = &self.revision else {
            input::announce([self.path.as_path()], ui)?;
            let files = input::readable([self.path.as_path()]);
            return Ok(input::analyze(&files, &self.path, project.as_ref(), today));
        };
        let text = self.text(revision)?;
        let mut files = Memory::over(revision);
        let foreign =
            self.path.extension().is_some_and(|own| READERS.iter().any(|reader| reader.endings.contains(&own)));
        if let Some(reader) = foreign.then(|| detect(self.path.as_str(), &text)).flatten() {
            files.insert(self.path.clone(), import::made(reader, &self.path, &text)?.text);
        }
        Ok(input::analyze(&files, &self.path, project.as_ref(), today))
    }

    /// The text of the model, or why there is none in that revision.
    fn text(&self, revision: &Revision) -> Result<String, Failure> {
        let read = revision.read(&self.path, Options::default().limits.bytes);
        read.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).map_err(|error| match error {
            ReadError::NotFound => Failure::Arguments(format!(
                "`{}`: there is no such file in that revision; where it had another name, write `REVISION:NAME`",
                self.name
            )),
            error => Failure::Read { path: self.name.clone().into(), reason: project::reason(error) },
        })
    }
}

/// The folder in which git looks for its repository: that of the model, where it is there.
fn folder_of(path: &Utf8Path) -> &Utf8Path {
    path.parent().filter(|folder| folder.is_dir()).unwrap_or(Utf8Path::new("."))
}
