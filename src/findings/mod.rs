//! Findings: the diagnostics of a run with their levels, and the forms in which they are handed on.
//!
//! Each form is a function from a [`Report`] to text. What is reported, and how the run ends, is decided before.

mod checklist;
mod fix;
mod github;
mod json;
mod junit;
mod sarif;
mod text;

pub use checklist::checklist;
pub use fix::{Applied, apply};
pub use github::github;
pub use json::json;
pub use junit::junit;
pub use sarif::{sarif, sarif_of_threats};
pub use text::{DEFAULT_LIMIT, text};

use crate::base::date::Date;
use crate::base::diagnostic::{Diagnostic, Level};
use crate::base::source::{SourceFile, SourceMap, Span};
use crate::base::text as words;
use crate::config::{Levels, Reported, Unknown};
use crate::lint::checklist::ItemResult;
use crate::pipeline::Outcome;
use crate::schema::codes;
use crate::threats::{Basis, Status, Threat};

/// A diagnostic as it is reported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The diagnostic; its level is that of this run.
    pub diagnostic: Diagnostic,
    /// Whether it is a warning that fails the run.
    pub denied: bool,
}

impl From<Diagnostic> for Finding {
    fn from(diagnostic: Diagnostic) -> Self {
        Self { diagnostic, denied: false }
    }
}

impl Finding {
    /// Its weight for other programs: a denied warning is an error to them.
    pub fn severity(&self) -> Level {
        if self.denied { Level::Error } else { self.diagnostic.level }
    }
}

/// Gives diagnostics the levels of a run; what is off is left out.
pub fn levelled(diagnostics: Vec<Diagnostic>, levels: &Levels) -> Vec<Finding> {
    let level = |mut diagnostic: Diagnostic| {
        if diagnostic.is_error() {
            return Some(Finding::from(diagnostic));
        }
        let reported = levels.of(diagnostic.code.0);
        diagnostic.level = match reported {
            Reported::Off => return None,
            Reported::Note => Level::Note,
            Reported::Warning | Reported::Denied => Level::Warning,
            Reported::Error => diagnostic.level,
        };
        Some(Finding { diagnostic, denied: reported == Reported::Denied })
    };
    diagnostics.into_iter().filter_map(level).collect()
}

/// What a run found.
#[derive(Debug, Default)]
pub struct Report<'a> {
    /// Its parts: the project file if there is one, then the models.
    pub parts: Vec<Part<'a>>,
    /// Why the run fails although every model can be used.
    pub gates: Vec<Gate>,
    /// Which threats count.
    pub unknown: Unknown,
    /// The day on which the run is made.
    pub today: Option<Date>,
}

/// What is found in one model, or in the project file.
#[derive(Debug)]
pub struct Part<'a> {
    /// Its name as the user gave it.
    pub name: &'a str,
    /// Its files.
    pub sources: &'a SourceMap,
    /// What is wrong, in order of position.
    pub findings: Vec<Finding>,
    /// Everything that is known about the model; `None` for the project file.
    pub outcome: Option<&'a Outcome>,
    /// The methodology's checklist; empty where it was not asked for.
    pub checklist: Vec<ItemResult>,
}

/// A reason for which a run fails although every model can be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gate {
    /// The model; `None` where it holds for the run.
    pub model: Option<String>,
    /// The reason.
    pub message: String,
}

impl Part<'_> {
    /// Whether nothing is wrong that counts as an error.
    pub fn is_usable(&self) -> bool {
        !self.findings.iter().any(|finding| finding.diagnostic.is_error())
    }

    /// `2 errors, 1 denied warning`, or nothing where there is none.
    pub fn summary(&self) -> String {
        counts(&self.findings).words()
    }

    /// The threats that are reported as findings: those that no control covers; what the author answered is said with them.
    fn threats(&self, unknown: Unknown) -> Vec<&Threat> {
        let usable = self.outcome.filter(|_| self.is_usable());
        let threats = usable.into_iter().flat_map(|outcome| &outcome.analysis.threats);
        threats.filter(|threat| threat.status != Status::Covered && counts_as(threat, unknown)).collect()
    }
}

/// Whether a threat counts where what rests on missing statements may only be listed.
pub fn counts_as(threat: &Threat, unknown: Unknown) -> bool {
    unknown == Unknown::Raise || threat.basis == Basis::Stated
}

/// How many findings there are of each weight.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Counts {
    /// Errors.
    pub errors: usize,
    /// Warnings that fail the run.
    pub denied: usize,
    /// Other warnings.
    pub warnings: usize,
    /// Notes.
    pub notes: usize,
}

/// Counts findings by weight.
pub fn counts<'f>(findings: impl IntoIterator<Item = &'f Finding>) -> Counts {
    let mut counts = Counts::default();
    for finding in findings {
        let counter = match finding.diagnostic.level {
            Level::Error => &mut counts.errors,
            Level::Warning if finding.denied => &mut counts.denied,
            Level::Warning => &mut counts.warnings,
            Level::Note => &mut counts.notes,
        };
        *counter += 1;
    }
    counts
}

impl Counts {
    /// `2 errors, 1 denied warning`, or nothing where there is none.
    pub fn words(self) -> String {
        let parts = [
            (self.errors, "error", "errors"),
            (self.denied, "denied warning", "denied warnings"),
            (self.warnings, "warning", "warnings"),
            (self.notes, "note", "notes"),
        ];
        let parts = parts.into_iter().filter(|(n, ..)| *n > 0);
        parts.map(|(n, one, many)| words::count(n, one, many)).collect::<Vec<_>>().join(", ")
    }
}

/// The codes of denied warnings, each once, in order.
pub fn denied_codes(parts: &[Part<'_>]) -> Vec<&'static str> {
    let denied = parts.iter().flat_map(|part| &part.findings).filter(|finding| finding.denied);
    let mut codes: Vec<&str> = denied.map(|finding| finding.diagnostic.code.0).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

/// The findings to show: all where `limit` is 0; else that many of the run, errors before the rest, each part in order of
/// position.
fn shown<'f>(parts: &'f [Part<'_>], limit: usize) -> Vec<Vec<&'f Finding>> {
    let all = parts.iter().map(|part| part.findings.len()).sum();
    let limit = if limit == 0 { all } else { limit };
    let errors: usize = parts.iter().map(|part| counts(&part.findings).errors).sum();
    let (mut errors, mut others) = (limit.min(errors), limit.saturating_sub(errors));
    let mut take = |finding: &&Finding| {
        let room = if finding.diagnostic.is_error() { &mut errors } else { &mut others };
        let fits = *room > 0;
        *room -= usize::from(fits);
        fits
    };
    parts.iter().map(|part| part.findings.iter().filter(&mut take).collect()).collect()
}

/// A finding with the part that it belongs to.
#[derive(Clone, Copy)]
struct Located<'r> {
    part: &'r Part<'r>,
    finding: &'r Finding,
}

/// All findings of a run one after the other. What several models share is there once.
fn flat<'r>(report: &'r Report<'r>, limit: usize) -> Vec<Located<'r>> {
    let mut seen = rustc_hash::FxHashSet::default();
    let shown = shown(&report.parts, limit);
    let all = report
        .parts
        .iter()
        .zip(shown)
        .flat_map(|(part, findings)| findings.into_iter().map(move |finding| Located { part, finding }));
    all.filter(|located| {
        let Some(span) = located.finding.diagnostic.span() else { return true };
        let path = located.part.sources.file(span.file).path.as_str();
        let diagnostic = &located.finding.diagnostic;
        seen.insert((path, span.start, span.end, diagnostic.code, diagnostic.message.as_str()))
    })
    .collect()
}

/// A place by line and column, from 1, the end exclusive; columns count UTF-16 code units where `utf16` is set, else
/// characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Region {
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
}

fn region(file: &SourceFile, span: Span, utf16: bool) -> Region {
    let (start, end) = (file.position(span.start), file.position(span.end));
    let column = |at: crate::base::source::Position| if utf16 { at.column_utf16 } else { at.column };
    Region { line: start.line, column: column(start), end_line: end.line, end_column: column(end) }
}

/// The word for a weight.
fn level_word(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Note => "note",
    }
}

/// What a code stands for, in a few words.
fn title(code: &str) -> &'static str {
    codes::code(code).map_or("", |page| page.title)
}
