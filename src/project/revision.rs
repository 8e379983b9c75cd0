//! Files as they are in a revision of `git`: read by the program `git`, never by a shell.

use std::process::{Command, Stdio};

use camino::{Utf8Component, Utf8Path, Utf8PathBuf};

use super::disk::read_at_most;
use crate::base::files::{Files, ReadError};

/// The files of a revision, by the paths that they have on disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision {
    /// The name of the commit.
    commit: String,
    /// The folder of the repository.
    top: Utf8PathBuf,
    /// The folder from which relative paths are read.
    here: Utf8PathBuf,
}

/// Why there is no such revision.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RevisionError {
    /// The program cannot be run.
    #[error("the program `git` cannot be run: {0}")]
    NoGit(String),
    /// No repository.
    #[error("the folder `{0}` is in no repository of git")]
    NoRepository(Utf8PathBuf),
    /// It would be read as an option.
    #[error("`{0}` is no revision: a revision does not begin with `-`")]
    Option(String),
    /// Nothing has that name.
    #[error("`{0}` is no revision of the repository `{1}`: `git log --oneline` and `git branch -a` list them")]
    Unknown(String, Utf8PathBuf),
    /// Two revisions have nothing in common.
    #[error("`{0}` and `{1}` have no common ancestor")]
    NoBase(String, String),
}

impl Revision {
    /// A revision of the repository that a folder is in.
    ///
    /// # Errors
    /// Why there is none: no git, no repository, or nothing of that name.
    pub fn of(folder: &Utf8Path, name: &str) -> Result<Self, RevisionError> {
        let (here, top) = repository(folder)?;
        let commit = commit(&top, name)?;
        Ok(Self { commit, top, here })
    }

    /// The last commit that two revisions have in common, and the second of them.
    ///
    /// # Errors
    /// Why there is none.
    pub fn since_fork(folder: &Utf8Path, from: &str, to: &str) -> Result<(Self, Self), RevisionError> {
        let (here, top) = repository(folder)?;
        let (base, head) = (commit(&top, from)?, commit(&top, to)?);
        let fork = git(&top, &["merge-base", &base, &head])?;
        let fork = fork.ok_or_else(|| RevisionError::NoBase(from.to_owned(), to.to_owned()))?;
        let of = |commit: String| Self { commit, top: top.clone(), here: here.clone() };
        Ok((of(fork), of(head)))
    }

    /// The path inside of the repository; `None` where it is outside.
    fn inside(&self, path: &Utf8Path) -> Option<Utf8PathBuf> {
        let whole = normal(&self.here.join(path));
        let rest = whole.strip_prefix(&self.top).ok()?;
        Some(rest.to_owned())
    }

    /// What stands at a path: its mode and its object.
    fn entry(&self, path: &Utf8Path) -> Option<(String, String)> {
        let listed = self.run(&["ls-tree", "-z", "--full-tree", &self.commit, "--", path.as_str()])?;
        let entry = listed.split('\0').next()?;
        let (about, _) = entry.split_once('\t')?;
        let mut words = about.split(' ');
        let (mode, _kind, object) = (words.next()?, words.next()?, words.next()?);
        Some((mode.to_owned(), object.to_owned()))
    }

    fn run(&self, arguments: &[&str]) -> Option<String> {
        git(&self.top, arguments).ok().flatten()
    }
}

impl Files for Revision {
    fn read(&self, path: &Utf8Path, limit: usize) -> Result<Vec<u8>, ReadError> {
        let inside = self.inside(path).ok_or_else(|| ReadError::Other("it is outside of the repository".into()))?;
        let (mode, object) = self.entry(&inside).ok_or(ReadError::NotFound)?;
        match mode.as_str() {
            "040000" => return Err(ReadError::Directory),
            "120000" => {
                return Err(ReadError::Other("it is a symbolic link, which is not followed in a revision".into()));
            }
            "160000" => return Err(ReadError::Other("it is a submodule".into())),
            _ => {}
        }
        let mut child = command(&self.top, &["cat-file", "blob", &object])
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| ReadError::Other(error.to_string()))?;
        let bytes = match child.stdout.take() {
            Some(stdout) => read_at_most(stdout, limit),
            None => Ok(Vec::new()),
        };
        // Nobody reads the rest of a file that is too large.
        if bytes.is_err() {
            let _ = child.kill();
        }
        let done = child.wait().map_err(|error| ReadError::Other(error.to_string()))?;
        match bytes {
            Ok(_) if !done.success() => Err(ReadError::Other("git cannot read it".into())),
            bytes => bytes,
        }
    }

    fn list(&self, folder: &Utf8Path) -> Vec<String> {
        let Some(inside) = self.inside(folder) else { return Vec::new() };
        let tree = format!("{}:{inside}", self.commit);
        let listed = self.run(&["ls-tree", "-z", "--full-tree", "--name-only", &tree]).unwrap_or_default();
        let mut names: Vec<String> = listed.split('\0').filter(|name| !name.is_empty()).map(str::to_owned).collect();
        names.sort();
        names
    }

    fn is_inside(&self, path: &Utf8Path, folder: &Utf8Path) -> bool {
        normal(&self.here.join(path)).starts_with(normal(&self.here.join(folder)))
    }
}

/// The current folder, and that of the repository that a folder is in.
fn repository(folder: &Utf8Path) -> Result<(Utf8PathBuf, Utf8PathBuf), RevisionError> {
    let folder = if folder.as_str().is_empty() { Utf8Path::new(".") } else { folder };
    let none = || RevisionError::NoRepository(folder.to_owned());
    let top = git(folder, &["rev-parse", "--show-toplevel"])?.ok_or_else(none)?;
    let top = Utf8PathBuf::from(top).canonicalize_utf8().map_err(|_| none())?;
    let here = Utf8Path::new(".").canonicalize_utf8().map_err(|_| none())?;
    Ok((here, top))
}

/// The commit of a name.
fn commit(top: &Utf8Path, name: &str) -> Result<String, RevisionError> {
    if name.starts_with('-') {
        return Err(RevisionError::Option(name.to_owned()));
    }
    let wanted = format!("{name}^{{commit}}");
    let found = git(top, &["rev-parse", "--verify", "--quiet", "--end-of-options", &wanted])?;
    found.ok_or_else(|| RevisionError::Unknown(name.to_owned(), top.to_owned()))
}

/// A path without `.` and `..`, as far as it says so itself.
fn normal(path: &Utf8Path) -> Utf8PathBuf {
    let mut parts: Vec<&str> = Vec::new();
    let mut root = Utf8PathBuf::new();
    for part in path.components() {
        match part {
            Utf8Component::CurDir => {}
            Utf8Component::ParentDir => _ = parts.pop(),
            Utf8Component::Normal(name) => parts.push(name),
            Utf8Component::RootDir | Utf8Component::Prefix(_) => root.push(part.as_str()),
        }
    }
    root.join(parts.into_iter().collect::<Utf8PathBuf>())
}

fn command(folder: &Utf8Path, arguments: &[&str]) -> Command {
    let mut command = Command::new("git");
    // Paths are names, not patterns; and nothing is fetched to answer.
    command.args(["--literal-pathspecs", "--no-optional-locks", "-C", folder.as_str()]).args(arguments);
    command.env("GIT_NO_LAZY_FETCH", "1").env("GIT_TERMINAL_PROMPT", "0");
    command.stdin(Stdio::null()).stderr(Stdio::null());
    command
}

/// What git prints, without the line break at the end; `None` where it says no.
fn git(folder: &Utf8Path, arguments: &[&str]) -> Result<Option<String>, RevisionError> {
    let output = command(folder, arguments).output().map_err(|error| RevisionError::NoGit(error.to_string()))?;
    if !output.status.success() {
        return Ok(None);
    }
    let text = String::from_utf8(output.stdout).unwrap_or_default();
    Ok(Some(text.strip_suffix('\n').unwrap_or(&text).to_owned()))
}
