//! `threatline rules list` and `show`.

use camino::Utf8Path;

use super::{ListArgs, On, ShowArgs};
use crate::cli::exit::{Exit, Failure};
use crate::cli::tables::written;
use crate::cli::ui::Ui;
use crate::cli::{input, output, page};
use crate::explain;
use crate::model::{Rule, RuleSubject};
use crate::pipeline::Outcome;

pub(super) fn list(args: &ListArgs, ui: &mut Ui) -> Result<Exit, Failure> {
    let outcome = match outcome(args.model.as_deref(), ui) {
        Ok(outcome) => outcome,
        Err(exit) => return Ok(exit),
    };
    for domain in &args.domain {
        super::known_domain(&outcome.model, domain)?;
    }
    let known = input::knowledge(&outcome);
    let table = explain::rules(&known, |rule| is_chosen(args, rule));
    let text = written(&[table], args.format, ui.width(args.output.as_deref()));
    output::write(args.output.as_deref(), text.as_bytes(), ui)?;
    Ok(Exit::Done)
}

fn is_chosen(args: &ListArgs, rule: &Rule) -> bool {
    let on = match rule.subject {
        RuleSubject::Flow => On::Flow,
        RuleSubject::Element(_) => On::Element,
        RuleSubject::Zone => On::Zone,
        RuleSubject::Model => On::Model,
    };
    let domain = args.domain.is_empty() || args.domain.iter().any(|domain| rule.domain == *domain);
    let stride = args.stride.is_empty() || rule.stride.is_some_and(|stride| args.stride.contains(&stride));
    domain && stride && args.on.is_none_or(|wanted| wanted == on)
}

/// Everything about rules, on the pages that `explain` shows.
pub(super) fn show(args: &ShowArgs, ui: &mut Ui) -> Result<Exit, Failure> {
    let outcome = match outcome(args.model.as_deref(), ui) {
        Ok(outcome) => outcome,
        Err(exit) => return Ok(exit),
    };
    let known = input::knowledge(&outcome);
    let width = ui.width(args.output.as_deref());
    let mut texts = Vec::new();
    for name in &args.names {
        let rule = &outcome.model.rules[super::named(&outcome.model, name)?];
        texts.extend(known.pages(&format!("rule:{}", rule.name)).iter().map(|found| page::text(found, width)));
    }
    let text = texts.join("\n");
    match args.output.as_deref().filter(|path| *path != "-") {
        Some(path) => output::plain(path, &text, ui)?,
        None => ui.result(&text)?,
    }
    Ok(Exit::Done)
}

/// A model, or what is built in.
fn outcome(model: Option<&Utf8Path>, ui: &mut Ui) -> Result<Outcome, Exit> {
    match model {
        Some(model) => input::usable(Some(model), ui).map(|usable| usable.outcome),
        None => Ok(input::empty()),
    }
}
