//! Counts of threats by severity.

use serde::Serialize;

use crate::base::text;
use crate::model::Severity;
use crate::threats::Entry;

/// Threats by severity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// Number of critical threats.
    pub critical: usize,
    /// Number of high threats.
    pub high: usize,
    /// Number of medium threats.
    pub medium: usize,
    /// Number of low threats.
    pub low: usize,
    /// Number of all threats.
    pub total: usize,
    /// Threats about which nothing is left to do at any place.
    pub settled: usize,
    /// The places of all of them together.
    pub places: usize,
}

impl Summary {
    /// Counts entries.
    pub fn of(entries: &[Entry]) -> Self {
        let count = |severity| entries.iter().filter(|entry| entry.current.severity == severity).count();
        Self {
            critical: count(Severity::Critical),
            high: count(Severity::High),
            medium: count(Severity::Medium),
            low: count(Severity::Low),
            total: entries.len(),
            settled: entries.iter().filter(|entry| entry.open == 0).count(),
            places: entries.iter().map(|entry| entry.threats.len()).sum(),
        }
    }

    /// `37 threats: 0 critical, 12 high, 20 medium, 5 low; 3 settled; 62 places`
    pub fn line(&self) -> String {
        let threats = text::count(self.total, "threat", "threats");
        let places = text::count(self.places, "place", "places");
        let Self { critical, high, medium, low, settled, .. } = self;
        format!(
            "{threats} at {places}: {critical} critical, {high} high, {medium} medium, {low} low; {settled} settled"
        )
    }
}
