//! The project on disk: the only place that touches the file system.

mod disk;
mod memory;
mod revision;
pub mod vcs;

pub use disk::{Disk, changed, find_up, models_below, read_at_most, replace};
pub use memory::Memory;
pub use revision::{Revision, RevisionError};
