//! The `threatline` program.

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// Models are many small lists and words; this allocator takes two thirds of the time of the system's for them.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    threatline::cli::run(std::env::args_os())
}
