//! Exit codes, and failures of the environment.

use std::process::ExitCode;

use camino::Utf8PathBuf;

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Exit {
    /// Done: 0.
    Done,
    /// The model is fine, but the gate failed: 1.
    Gate,
    /// The job could not be done: 2.
    Unable,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        match exit {
            Exit::Done => ExitCode::SUCCESS,
            Exit::Gate => ExitCode::from(1),
            Exit::Unable => ExitCode::from(2),
        }
    }
}

/// Why the job could not be done, where it is not the model's fault.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failure {
    /// An output file cannot be written.
    #[error("cannot write `{path}`: {reason}")]
    Write {
        /// The file.
        path: Utf8PathBuf,
        /// The operating system's reason.
        reason: std::io::Error,
    },
    /// A document cannot be read.
    #[error("cannot read `{path}`: {reason}")]
    Read {
        /// The file.
        path: Utf8PathBuf,
        /// Why.
        reason: String,
    },
    /// A folder cannot be searched.
    #[error("cannot read the folder `{path}`: {reason}")]
    Folder {
        /// The folder.
        path: Utf8PathBuf,
        /// The operating system's reason.
        reason: std::io::Error,
    },
    /// Standard output cannot be written.
    #[error("cannot write to standard output: {0}")]
    Stdout(std::io::Error),
    /// The picture cannot be drawn as PNG.
    #[error(transparent)]
    Png(#[from] crate::render::PngError),
    /// The arguments do not fit together.
    #[error("{0}")]
    Arguments(String),
}
