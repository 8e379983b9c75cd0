//! Likelihood, impact and severity (methodology, phase 4), with every step in words.
//!
//! Likelihood is that of the rule, moved by the position of the place; impact follows from the data on the flow, not from
//! everything its ends handle. Controls lower both, never raise them.

use std::fmt::Display;

use crate::graph::trust;
use crate::model::{AdversaryId, Class, DataId, ElementId, Goal, Impact, Likelihood, Model, Rule, Severity};

use super::condition::Thing;
use super::condition::eval::World;
use super::coverage::Coverage;
use super::index::goal;
use super::leg::Leg;

/// The severity matrix: rows by likelihood from low to very high, columns by impact from low to critical.
const MATRIX: [[Severity; 4]; 4] = {
    use Severity::{Critical, High, Low, Medium};
    [
        [Low, Low, Medium, High],
        [Low, Medium, High, High],
        [Medium, High, High, Critical],
        [Medium, High, Critical, Critical],
    ]
};

/// Adversaries that must be in the path of a flow: it matters whether the flow touches the internet.
const ON_THE_PATH: &[&str] = &["network-attacker"];
/// Adversaries that start from something they must have first.
const PRIVILEGED: &[&str] = &["privileged-credential-holder"];
/// Data whose disclosure is never rated below high.
const SENSITIVE: &[&str] = &["phi", "pci", "credential"];
/// Tag of commands whose manipulation can hurt people.
const SAFETY: &str = "safety";
/// Steps from the outside up to which input counts as near.
const NEAR: u32 = 2;

/// Likelihood, impact and what they give.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rating {
    /// Likelihood; `None` where an author gave only a severity.
    pub likelihood: Option<Likelihood>,
    /// Impact; `None` where an author gave only a severity.
    pub impact: Option<Impact>,
    /// Severity.
    pub severity: Severity,
}

impl Rating {
    /// The rating that a likelihood and an impact give.
    pub fn of(likelihood: Likelihood, impact: Impact) -> Self {
        Self { likelihood: Some(likelihood), impact: Some(impact), severity: matrix(likelihood, impact) }
    }

    /// The rating after controls: likelihood and impact lowered by steps, not below low.
    pub fn lowered(self, likelihood: u8, impact: u8) -> Self {
        match (self.likelihood, self.impact) {
            (Some(own_likelihood), Some(own_impact)) => Self::of(
                shift(Likelihood::ALL, own_likelihood, -i32::from(likelihood)),
                shift(Impact::ALL, own_impact, -i32::from(impact)),
            ),
            _ => self,
        }
    }
}

/// Severity by the methodology's matrix.
pub fn matrix(likelihood: Likelihood, impact: Impact) -> Severity {
    let [low, medium, high, very_high] = MATRIX;
    let [a, b, c, d] = match likelihood {
        Likelihood::Low => low,
        Likelihood::Medium => medium,
        Likelihood::High => high,
        Likelihood::VeryHigh => very_high,
    };
    match impact {
        Impact::Low => a,
        Impact::Medium => b,
        Impact::High => c,
        Impact::Critical => d,
    }
}

fn shift<T: Copy + PartialEq>(all: &[T], from: T, by: i32) -> T {
    let at = all.iter().position(|one| *one == from).and_then(|at| i32::try_from(at).ok()).unwrap_or(0);
    let last = i32::try_from(all.len()).unwrap_or(1) - 1;
    let to = usize::try_from((at + by).clamp(0, last)).unwrap_or(0);
    all.get(to).copied().unwrap_or(from)
}

/// A sink for the steps of a rating: texts are only made where somebody reads them.
pub(super) struct Steps<'s>(pub Option<&'s mut Vec<String>>);

impl Steps<'_> {
    fn note(&mut self, text: impl FnOnce() -> String) {
        if let Some(steps) = &mut self.0 {
            steps.push(text());
        }
    }

    /// Moves a level and says from where to where, in the words of an auditor: a level that is the lowest or the highest
    /// already stays, and the step says so.
    fn moved<T: Copy + PartialEq + Display>(&mut self, scale: &Scale<T>, from: T, by: i32, why: impl Display) -> T {
        let to = shift(scale.levels, from, by);
        let what = scale.name;
        self.note(|| {
            let (way, end) = if by < 0 { ("lower", "lowest") } else { ("higher", "highest") };
            let at = |level: T| scale.levels.iter().position(|one| *one == level).unwrap_or(0);
            let moved = at(from).abs_diff(at(to));
            match moved {
                0 if by == 0 => format!("{what} stays {from}: {why}"),
                0 => format!("{what} stays {from}, the {end} level already: {why}"),
                _ => {
                    let levels = MOVED.get(moved).copied().unwrap_or("several levels");
                    let last = moved < by.unsigned_abs() as usize;
                    let end = if last { format!(" to the {end} there is") } else { String::new() };
                    format!("{what} becomes {to}, {levels} {way}{end}: {why}")
                }
            }
        });
        to
    }
}

/// How far a level moves, by steps.
const MOVED: &[&str] = &["no level", "one level", "two levels", "three levels"];

/// A scale with its name in a sentence.
struct Scale<T: 'static> {
    name: &'static str,
    levels: &'static [T],
}

const LIKELIHOOD: Scale<Likelihood> = Scale { name: "likelihood", levels: Likelihood::ALL };
const IMPACT: Scale<Impact> = Scale { name: "impact", levels: Impact::ALL };

/// The rating of a rule's threat on a subject, before controls.
pub(super) fn inherent(world: &World<'_>, rule: &Rule, subject: Thing, steps: &mut Steps<'_>) -> Rating {
    let rated = rule.impact.is_some() || rule.written.as_ref().is_some_and(|written| written.impact.is_some());
    if let Some(severity) = rule.severity.filter(|_| rule.likelihood.is_none() || !rated) {
        let by = if rule.is_rule() { "the rule" } else { "the author" };
        steps.note(|| format!("severity is set to {severity} by {by}"));
        return Rating { likelihood: None, impact: None, severity };
    }
    let stated = rule.written.as_ref().and_then(|written| rule.likelihood.zip(written.impact));
    let (likelihood, impact) = match stated {
        Some((likelihood, impact)) => {
            steps.note(|| format!("likelihood {likelihood} and impact {impact} are the author's"));
            (likelihood, impact)
        }
        None => (likelihood(world, rule, subject, steps), impact(world, rule, subject, steps)),
    };
    let rating = Rating::of(likelihood, impact);
    steps.note(|| format!("likelihood {likelihood} and impact {impact} give severity {}", rating.severity));
    rating
}

// ---- likelihood ---------------------------------------------------------------------------------------------------------

fn likelihood(world: &World<'_>, rule: &Rule, subject: Thing, steps: &mut Steps<'_>) -> Likelihood {
    let base = rule.likelihood.unwrap_or(Likelihood::Medium);
    steps.note(|| format!("likelihood starts at {base}, the rule's"));
    let adversary = rule.adversary.as_deref().unwrap_or_default();
    let on_path = ON_THE_PATH.contains(&adversary);
    let (position, why) = match subject {
        Thing::Flow(leg) if on_path => path_position(world, leg),
        Thing::Flow(leg) => flow_position(world, leg),
        Thing::Element(id) => element_position(world, id),
        Thing::Zone(_) | Thing::Data(_) => (0, "it concerns no single component"),
        Thing::Model => (0, "it concerns the model as a whole"),
    };
    let mut moves = vec![(position, why)];
    if PRIVILEGED.contains(&adversary) {
        moves.push((-1, "it takes an administrative credential"));
    }
    if rule.exploited {
        let raised = (1, "it is known to be exploited routinely");
        // No step may be lost at an end of the scale: what is the highest already is lowered first.
        let at = if Likelihood::ALL.last() == Some(&base) { moves.len() } else { 0 };
        moves.insert(at, raised);
    }
    moves.into_iter().fold(base, |level, (by, why)| steps.moved(&LIKELIHOOD, level, by, why))
}

/// For adversaries on the path: whether an end of the flow lies in an untrusted zone.
fn path_position(world: &World<'_>, leg: Leg) -> (i32, &'static str) {
    let model = world.model;
    let outside = [leg.source, leg.target].into_iter().any(|end| trust(model, end) == Some(0));
    let internet = model.flows[leg.flow].facts.text("network") == Some("internet");
    let radio = model.flows[leg.flow].facts.text("network") == Some("radio");
    if outside || internet || radio {
        (0, "the path runs where outsiders can be")
    } else {
        (-1, "the path does not touch the internet")
    }
}

fn flow_position(world: &World<'_>, leg: Leg) -> (i32, &'static str) {
    // Who has one end of an answer in hand reads or steers it, whichever end is nearer.
    let ends: &[ElementId] = if leg.one_way { &[leg.source, leg.target] } else { &[leg.source] };
    let nearest = ends.iter().filter_map(|&end| world.index.hops[end]).min();
    match nearest {
        Some(0) => (0, "an outside party is at one end"),
        Some(hops) if hops < NEAR => (0, "input from outside arrives after one more step"),
        _ => (-1, "no input from outside arrives within two steps"),
    }
}

fn element_position(world: &World<'_>, id: ElementId) -> (i32, &'static str) {
    match world.index.hops[id] {
        Some(0 | 1) => (0, "it can be called from outside"),
        Some(hops) if hops <= NEAR => (0, "input from outside arrives after one more step"),
        _ => (-1, "no input from outside arrives within two steps"),
    }
}

// ---- impact -------------------------------------------------------------------------------------------------------------

/// The data that a threat is about: that on the leg, that of the element; where nobody said what a flow carries, what the
/// store at its end holds.
pub(super) fn data_of(world: &World<'_>, subject: Thing) -> Vec<DataId> {
    let model = world.model;
    let mut data: Vec<DataId> = match subject {
        Thing::Flow(leg) if leg.is_stated(model) => leg.data(model).collect(),
        Thing::Flow(leg) => leg.store(model).map_or(Vec::new(), |store| model.elements[store].holds.clone()),
        Thing::Element(id) => world.index.handled[id].clone(),
        Thing::Data(id) => vec![id],
        Thing::Zone(_) | Thing::Model => Vec::new(),
    };
    super::index::by_class(model, &mut data);
    data
}

/// The protection goals that a rule is about, by name in the model (`c`, `i`, `a`) and in prose.
pub(super) fn goals(goal: Goal) -> &'static [(&'static str, &'static str)] {
    const ALL: &[(&str, &str)] = &[("c", "confidentiality"), ("i", "integrity"), ("a", "availability")];
    match goal {
        Goal::Confidentiality => &[("c", "confidentiality")],
        Goal::Integrity => &[("i", "integrity")],
        Goal::Availability => &[("a", "availability")],
        Goal::Highest => ALL,
    }
}

fn impact(world: &World<'_>, rule: &Rule, subject: Thing, steps: &mut Steps<'_>) -> Impact {
    let model = world.model;
    let wanted = rule.impact.unwrap_or(Goal::Highest);
    let (data, named) = match subject {
        Thing::Model => of_model(model, rule),
        _ => (data_of(world, subject), true),
    };
    let mut deciding: Option<(Impact, DataId)> = None;
    for &id in &data {
        let level = goals(wanted).iter().filter_map(|(name, _)| goal(model, id, name)).max();
        let impact = level.map_or(Impact::Medium, of_class);
        if deciding.is_none_or(|(highest, _)| impact > highest) {
            deciding = Some((impact, id));
        }
    }
    let base = deciding.map_or_else(|| unstated(world, subject), |(impact, _)| impact);
    steps.note(|| {
        let Some((impact, id)) = deciding else { return format!("impact starts at {base}: no data is stated here") };
        let all = if named { "" } else { ", the highest of all data: it concerns the model as a whole" };
        format!("impact starts at {impact}, the need for protection of {}{all}", model.data[id].label)
    });
    let shifted = match i32::from(rule.impact_shift) {
        0 => base,
        by => {
            let way = if by < 0 { "lower" } else { "higher" };
            steps.moved(&IMPACT, base, by, format_args!("the rule rates what comes of it {way} than that need"))
        }
    };
    floors(world, wanted, &data, shifted, steps)
}

/// The data that a threat to the model as a whole is about, and whether its author names it: all, where nobody does.
fn of_model(model: &Model, rule: &Rule) -> (Vec<DataId>, bool) {
    let affects = rule.written.as_ref().map(|written| &written.affects).filter(|affects| !affects.is_empty());
    affects.map_or_else(|| (model.data.ids().collect(), false), |affects| (affects.clone(), true))
}

fn floors(world: &World<'_>, wanted: Goal, data: &[DataId], impact: Impact, steps: &mut Steps<'_>) -> Impact {
    let model = world.model;
    let sensitive = |id: &&DataId| SENSITIVE.iter().any(|name| model.extends(model.data[**id].ty, name));
    let safety = |id: &&DataId| model.data[**id].tags.iter().any(|tag| tag == SAFETY);
    let mut impact = impact;
    if wanted == Goal::Confidentiality
        && impact < Impact::High
        && let Some(&id) = data.iter().find(sensitive)
    {
        impact = Impact::High;
        steps.note(|| format!("impact becomes high: {} must not be disclosed", model.data[id].label));
    }
    if wanted != Goal::Confidentiality
        && let Some(&id) = data.iter().find(safety)
    {
        let label = &model.data[id].label;
        impact = steps.moved(&IMPACT, impact, 1, format_args!("the safety of people depends on {label}"));
    }
    impact
}

/// Impact where no data is named: low if somebody said that there is none, medium if nobody said anything.
fn unstated(world: &World<'_>, subject: Thing) -> Impact {
    match subject {
        Thing::Flow(leg) if leg.is_stated(world.model) => Impact::Low,
        _ => Impact::Medium,
    }
}

fn of_class(class: Class) -> Impact {
    match class {
        Class::Low => Impact::Low,
        Class::Medium => Impact::Medium,
        Class::High => Impact::High,
        Class::Critical => Impact::Critical,
    }
}

/// Whether a loss of confidentiality is part of what a rule is about.
pub(super) fn is_confidentiality(rule: &Rule) -> bool {
    !matches!(rule.impact, Some(Goal::Integrity | Goal::Availability))
}

/// The rating after the controls that stand, with its steps.
pub(super) fn current(inherent: Rating, coverage: &Coverage, steps: &mut Steps<'_>) -> Rating {
    let (Some(likelihood), Some(impact)) = (inherent.likelihood, inherent.impact) else { return inherent };
    let mut after = (likelihood, impact);
    if coverage.likelihood > 0 {
        let why = "existing controls prevent it, or part of it";
        after.0 = steps.moved(&LIKELIHOOD, likelihood, -i32::from(coverage.likelihood), why);
    }
    if coverage.impact > 0 {
        let why = "existing controls notice it and help to recover from it";
        after.1 = steps.moved(&IMPACT, impact, -i32::from(coverage.impact), why);
    }
    let rating = Rating::of(after.0, after.1);
    if rating != inherent {
        let (likelihood, impact) = after;
        let severity = rating.severity;
        steps.note(|| {
            format!("likelihood {likelihood} and impact {impact} give severity {severity} with the existing controls")
        });
    }
    rating
}

/// What is left with the measures in place: what the author says, else what their effect gives.
pub(super) fn residual(rule: &Rule, worked_out: Rating) -> Rating {
    let stated = rule.written.as_ref().and_then(|written| written.residual);
    stated.map_or(worked_out, |severity| Rating { likelihood: None, impact: None, severity })
}

/// The adversary of a rule.
pub(super) fn adversary(model: &Model, rule: &Rule) -> Option<AdversaryId> {
    let name = rule.adversary.as_ref()?;
    // The author's own comes last and wins over one of the library with the same name.
    model.adversaries.iter().rev().find(|(_, adversary)| adversary.id == *name).map(|(id, _)| id)
}
