//! The words and signs for how far something is in place. A sign never stands without its word.

use crate::model::ControlStatus;

use super::Context;

/// How far a control is in place, as a reader of coverage sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Standing {
    /// It is there.
    Implemented,
    /// It is there in part, or at some places.
    Partial,
    /// It is not there; `true` if it is planned.
    Missing(bool),
    /// Nobody said so.
    Unknown,
}

impl Standing {
    /// What a status comes to; `None` where the question does not arise.
    pub(super) fn of(status: Option<ControlStatus>) -> Option<Self> {
        Some(match status {
            Some(ControlStatus::Implemented) => Standing::Implemented,
            Some(ControlStatus::Partial) => Standing::Partial,
            Some(ControlStatus::Planned) => Standing::Missing(true),
            Some(ControlStatus::Missing) => Standing::Missing(false),
            Some(ControlStatus::Unverified) | None => Standing::Unknown,
            Some(ControlStatus::NotApplicable) => return None,
        })
    }

    /// What several places come to together.
    pub(super) fn together(all: impl IntoIterator<Item = Standing>) -> Option<Self> {
        let mut all = all.into_iter();
        let first = all.next()?;
        Some(all.fold(first, |a, b| match (a, b) {
            (a, b) if a == b => a,
            (Standing::Missing(a), Standing::Missing(b)) => Standing::Missing(a || b),
            (Standing::Missing(planned), Standing::Unknown) | (Standing::Unknown, Standing::Missing(planned)) => {
                Standing::Missing(planned)
            }
            _ => Standing::Partial,
        }))
    }

    /// The word of the methodology.
    pub(super) fn word(self) -> &'static str {
        match self {
            Standing::Implemented => "implemented",
            Standing::Partial => "partial",
            Standing::Missing(true) => "NOT implemented, planned",
            Standing::Missing(false) => "NOT implemented",
            Standing::Unknown => "not stated",
        }
    }

    fn sign(self) -> &'static str {
        match self {
            Standing::Implemented => "✅ ",
            Standing::Partial => "⚠️ ",
            Standing::Missing(_) => "❌ ",
            Standing::Unknown => "❔ ",
        }
    }
}

impl Context<'_> {
    /// `✅ Rate limiting (implemented)`
    pub(super) fn signed(&self, standing: Standing, name: &str) -> String {
        let sign = if self.material.signs { standing.sign() } else { "" };
        format!("{sign}{name} ({})", standing.word())
    }

    /// A sign in front of words that say the same; nothing where signs are not wanted.
    pub(super) fn sign<'s>(&self, sign: &'s str) -> &'s str {
        if self.material.signs { sign } else { "" }
    }
}
