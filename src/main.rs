//! The `threatline` program.

use std::process::ExitCode;

fn main() -> ExitCode {
    threatline::cli::run(std::env::args_os())
}
