//! Everything that is printed goes through here: results to standard output, all else to standard error.

use std::io::{IsTerminal, Write};
use std::process::ExitCode;

use anstream::{AutoStream, ColorChoice};
use anstyle::{AnsiColor, Style};
use camino::Utf8Path;

use super::args::Color;
use super::exit::Failure;

/// The two output streams.
pub(super) struct Ui {
    stdout: AutoStream<std::io::Stdout>,
    stderr: AutoStream<std::io::Stderr>,
    quiet: bool,
}

const ERROR: Style = AnsiColor::BrightRed.on_default().bold();

/// Width of results that go to a file or pipe.
const PIPE_WIDTH: usize = 100;

impl Ui {
    pub(super) fn new(color: Color, quiet: bool) -> Self {
        let choice = match color {
            Color::Auto => ColorChoice::Auto,
            Color::Always => ColorChoice::Always,
            Color::Never => ColorChoice::Never,
        };
        Self {
            stdout: AutoStream::new(std::io::stdout(), choice),
            stderr: AutoStream::new(std::io::stderr(), choice),
            quiet,
        }
    }

    /// Columns of a result: those of the terminal on which it is printed, or those of a page.
    pub(super) fn width(&self, output: Option<&Utf8Path>) -> usize {
        self.terminal_columns(output).unwrap_or(PIPE_WIDTH).max(40)
    }

    /// Columns of the terminal, where a result is printed on one.
    pub(super) fn terminal_columns(&self, output: Option<&Utf8Path>) -> Option<usize> {
        let printed = output.is_none_or(|path| path == "-") && std::io::stdout().is_terminal();
        let (width, _) = printed.then(terminal_size::terminal_size).flatten()?;
        Some(usize::from(width.0))
    }

    /// Prints a result. A reader that has gone away is no failure.
    pub(super) fn result(&mut self, text: &str) -> Result<(), Failure> {
        self.bytes(text.as_bytes())
    }

    /// Prints a result that may not be text. What is not goes around the stream, which would take what looks like colours
    /// out of it.
    pub(super) fn bytes(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        let written = match std::str::from_utf8(bytes) {
            Ok(_) => self.stdout.write_all(bytes).and_then(|()| self.stdout.flush()),
            Err(_) => {
                let mut around = self.stdout.as_inner();
                around.write_all(bytes).and_then(|()| around.flush())
            }
        };
        match written {
            Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(Failure::Stdout(error)),
            _ => Ok(()),
        }
    }

    /// Prints a diagnostic beside a result.
    pub(super) fn diagnostic(&mut self, text: &str) {
        // There is nobody left to tell where standard error cannot be written.
        let _ = self.stderr.write_all(text.as_bytes());
    }

    /// Prints what is nice to know.
    pub(super) fn note(&mut self, text: &str) {
        if !self.quiet {
            self.diagnostic(&format!("{text}\n"));
        }
    }

    /// Says on a terminal how far a long job is, in the place of what was said before; nothing ends it.
    pub(super) fn progress(&mut self, text: &str) {
        if !self.quiet && std::io::stderr().is_terminal() {
            self.diagnostic(&format!("\r\x1b[2K{text}"));
        }
    }

    pub(super) fn failure(&mut self, failure: &Failure) {
        self.diagnostic(&format!("{ERROR}error{ERROR:#}: {failure}\n"));
    }
}

/// Prints help, version or a usage error, as the argument parser wants it.
pub(super) fn usage(error: &clap::Error) -> ExitCode {
    let _ = error.print();
    let code = u8::try_from(error.exit_code()).unwrap_or(2);
    ExitCode::from(code)
}
