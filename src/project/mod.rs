//! The project on disk: the only place that touches the file system.

mod disk;
mod memory;

pub use disk::{Disk, read_at_most};
pub use memory::Memory;
