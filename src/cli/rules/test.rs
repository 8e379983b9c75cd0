//! `threatline rules test`: whether rules answer as their authors expect.

use std::fmt::Write;

use super::TestArgs;
use crate::base::text::{count, or_list};
use crate::cli::exit::{Exit, Failure};
use crate::cli::project::Project;
use crate::cli::ui::Ui;
use crate::cli::{input, output};
use crate::findings::{self, Finding, Part};
use crate::model::{Rule, RuleId, ThreatName, Wanted};
use crate::pipeline::{self, Options, Outcome};
use crate::project::Memory;
use crate::threats::library::EXAMPLES;
use crate::threats::{Answer, Tally};

pub(super) fn run(args: &TestArgs, ui: &mut Ui) -> Result<Exit, Failure> {
    let library = args.models.is_empty();
    let outcomes = if library { examples() } else { models(args) };
    // What is built in is the same in every model.
    let Some((_, first)) = outcomes.first() else { return Ok(Exit::Done) };
    let wanted = Filter::new(args, first)?;
    let mut tally = Tally::default();
    let mut text = String::new();
    for (name, outcome) in &outcomes {
        let mut found: Vec<Finding> = outcome.diagnostics.iter().cloned().map(Finding::from).collect();
        if outcome.is_usable() {
            let answers = outcome.expectations();
            for answer in answers.into_iter().filter(|answer| wanted.takes(outcome, answer)) {
                tally.add(&outcome.model, &answer);
                found.extend(answer.failure.map(Finding::from));
            }
        }
        let part = Part { name, sources: &outcome.sources, findings: found, outcome: None, checklist: Vec::new() };
        text.push_str(&findings::text(&[part], 0).concat());
    }
    if !outcomes.iter().all(|(_, outcome)| outcome.is_usable()) {
        ui.diagnostic(&text);
        return Ok(Exit::Unable);
    }
    text.push_str(&summary(&tally));
    if library || args.domain.is_some() {
        text.push_str(&shown(&tally, first, &wanted));
    }
    match args.output.as_deref().filter(|path| *path != "-") {
        Some(path) => output::plain(path, &text, ui)?,
        None => ui.result(&text)?,
    }
    Ok(if tally.failed > 0 { Exit::Gate } else { Exit::Done })
}

/// The examples of the library, each with its name.
fn examples() -> Vec<(String, Outcome)> {
    let example = |(path, text): &(&str, &str)| {
        let files = Memory::new().with(*path, *text);
        ((*path).to_owned(), pipeline::analyze(&files, (*path).into(), &Options::default()))
    };
    EXAMPLES.iter().map(example).collect()
}

fn models(args: &TestArgs) -> Vec<(String, Outcome)> {
    let files = input::files(args.models.iter().map(|path| path.as_path()));
    let outcome = |path: &camino::Utf8PathBuf| {
        let project = Project::of(Some(path)).filter(Project::is_usable);
        (path.to_string(), input::analyze(&files, path, project.as_ref(), None))
    };
    args.models.iter().map(outcome).collect()
}

/// Which rules are tested.
struct Filter<'a> {
    rule: Option<String>,
    domain: Option<&'a str>,
}

impl<'a> Filter<'a> {
    fn new(args: &'a TestArgs, outcome: &Outcome) -> Result<Self, Failure> {
        let rule = args.rule.as_deref().map(|name| super::named(&outcome.model, name)).transpose()?;
        let domain = args.domain.as_deref();
        domain.map(|domain| super::known_domain(&outcome.model, domain)).transpose()?;
        Ok(Self { rule: rule.map(|id| outcome.model.rules[id].name.to_string()), domain })
    }

    fn fits(&self, rule: &Rule) -> bool {
        self.rule.as_ref().is_none_or(|name| rule.name == *name)
            && self.domain.is_none_or(|domain| rule.domain == domain)
    }

    fn takes(&self, outcome: &Outcome, answer: &Answer<'_>) -> bool {
        match answer.expectation.threat {
            Some(ThreatName::Rule(rule)) => self.fits(&outcome.model.rules[rule]),
            _ => self.rule.is_none() && self.domain.is_none(),
        }
    }
}

fn summary(tally: &Tally) -> String {
    let expectations = count(tally.expectations, "expectation", "expectations");
    format!("{expectations}, {} failed\n", tally.failed)
}

/// How many rules have examples, and which lack some.
fn shown(tally: &Tally, outcome: &Outcome, wanted: &Filter<'_>) -> String {
    let rules = outcome.model.rules.iter().filter(|(_, rule)| rule.embedded && wanted.fits(rule));
    let rules: Vec<(RuleId, &Rule)> = rules.map(|(id, rule)| (id, rule.as_ref())).collect();
    let share = |answer: Wanted| {
        let (shown, all) = tally.share(&outcome.analysis, &rules, answer);
        format!("{shown} of {all} rules have an example {}", example(answer))
    };
    let shares: Vec<String> = Wanted::ALL.iter().map(|&answer| share(answer)).collect();
    let mut text = format!("{}\n", shares.join("\n"));
    for gap in tally.gaps(&outcome.analysis, &rules) {
        let lacks: Vec<&str> = gap.lacks.iter().map(|&answer| example(answer)).collect();
        // Writing to a string cannot fail.
        let _ = writeln!(text, "  {}: no example {}", outcome.model.rules[gap.rule].name, or_list(&lacks));
    }
    text
}

fn example(answer: Wanted) -> &'static str {
    match answer {
        Wanted::Holds => "where it holds",
        Wanted::Question => "where it is an open question",
        Wanted::Never => "where it never holds",
    }
}
