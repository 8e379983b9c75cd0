//! Architecture as text: a `.threat` model becomes data flow diagrams and a threat model.
//!
//! ```text
//! text ──syntax──▶ tree ──resolve──▶ Model ──graph──▶ FlowGraph ──threats──▶ Analysis ─┬─view─▶ layout ─▶ Scene ─▶ render
//!                                                                                      └─report─▶ tables, document
//! ```
//!
//! The modules stand in the order of that pipeline; each knows only those before it.

pub mod base;
pub mod layout;
pub mod scene;
pub mod view;
