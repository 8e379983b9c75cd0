//! Whether a statement that would be added answers what is meant, and nothing else.

use camino::Utf8PathBuf;

use crate::base::date::Date;
use crate::base::diagnostic::Diagnostic;
use crate::base::source::{FileId, Span};
use crate::base::text::first_of;
use crate::cli::input;
use crate::cli::project::Project;
use crate::config::{Levels, Reported};
use crate::findings;
use crate::lint::{self, Request};
use crate::model::{Answer, Place};
use crate::pipeline::Outcome;
use crate::threats::{AnswerMatches, Threat};

/// Keys that a message names.
const SHOWN: usize = 5;

/// A model with statements that are not written yet.
pub(super) struct Proof {
    pub(super) outcome: Outcome,
    /// The file that they stand in.
    pub(super) path: Utf8PathBuf,
    /// Where that file ended before.
    pub(super) from: usize,
    pub(super) today: Option<Date>,
}

impl Proof {
    /// Whether exactly these threats are answered by what is new, or why not.
    pub(super) fn check(&self, wanted: &[&Threat]) -> Result<(), String> {
        let Outcome { model, graph, analysis, .. } = &self.outcome;
        if !self.outcome.is_usable() {
            return Err("the model would have errors with it".into());
        }
        let new: Vec<&Answer> = model.answers.iter().filter(|answer| self.is_new(answer.span)).collect();
        if new.iter().any(|answer| answer.description.is_some()) {
            let path = &self.path;
            return Err(format!(
                "`{path}` ends with a `///` comment, which would speak of the answer; make it `//`, or delete it"
            ));
        }
        let matches = AnswerMatches::new(model, graph, &analysis.threats, &analysis.questions);
        let found: Vec<usize> = new.iter().flat_map(|answer| matches.of(answer)).collect();
        let found: Vec<&Threat> = found.iter().filter_map(|&at| analysis.threats.get(at)).collect();
        let missing = wanted.iter().find(|threat| !found.iter().any(|found| found.key == threat.key));
        if let Some(threat) = missing {
            return Err(format!("no statement can answer `{}` alone: nothing names its place", threat.key));
        }
        let others: Vec<&Threat> =
            found.into_iter().filter(|found| !wanted.iter().any(|threat| threat.key == found.key)).collect();
        if others.is_empty() { Ok(()) } else { Err(self.too_much(&others)) }
    }

    fn too_much(&self, others: &[&Threat]) -> String {
        let keys: Vec<String> = others.iter().map(|threat| format!("`{}`", threat.key)).collect();
        let help = match others.first().and_then(|threat| threat.subject) {
            Some(Place::Flow(id)) => {
                let place = self.outcome.sources.line_of(self.outcome.model.flows[id].span);
                format!("; give the flows between these ends an id, such as `DF7: …` ({place}), or name all of them")
            }
            _ => String::new(),
        };
        format!("it would answer {} as well{help}", first_of(&keys, SHOWN))
    }

    /// A threat as it is with the statements.
    pub(super) fn threat(&self, before: &Threat) -> Option<&Threat> {
        self.outcome.analysis.threats.iter().find(|after| after.key == before.key)
    }

    fn file(&self) -> Option<FileId> {
        self.outcome.sources.find(&self.path)
    }

    fn is_new(&self, span: Span) -> bool {
        Some(span.file) == self.file() && span.start as usize >= self.from
    }

    /// `shop.threat:12`
    pub(super) fn place(&self) -> String {
        let first = self.outcome.model.answers.iter().map(|answer| answer.span).find(|span| self.is_new(*span));
        first.map_or_else(|| self.path.to_string(), |span| self.outcome.sources.line_of(span))
    }

    /// What is wrong with the model, with its lines.
    pub(super) fn errors(&self) -> String {
        let errors = self.outcome.diagnostics.iter().filter(|diagnostic| diagnostic.is_error()).cloned();
        input::shown(&self.outcome.sources, errors.map(Into::into).collect())
    }

    /// What a check with `--qa` would say about the new statements.
    pub(super) fn warnings(&self, project: Option<&Project>) -> String {
        let config = project.map(|project| &project.config);
        let file = config.map(|config| config.levels.clone()).unwrap_or_default();
        let levels = Levels { file, qa: true, ..Levels::default() };
        let width = config.and_then(|config| config.width).map_or(lint::DEFAULT_WIDTH, |width| width as usize);
        let request = Request { today: self.today, width, modified: None };
        let mut found: Vec<Diagnostic> = self.outcome.diagnostics.clone();
        found.extend(self.outcome.lints(&request, |code| levels.of(code) != Reported::Off));
        found.retain(|diagnostic| diagnostic.span().is_some_and(|span| self.is_new(span)));
        input::shown(&self.outcome.sources, findings::levelled(found, &levels))
    }
}
