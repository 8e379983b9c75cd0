//! Starter models.
