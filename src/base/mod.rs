//! What every stage needs: places in source text, diagnostics, typed arenas, text measures.

pub mod arena;
pub mod csv;
pub mod date;
pub mod diagnostic;
pub mod files;
pub mod font;
pub mod geometry;
pub mod parallel;
pub mod source;
pub mod text;
