//! Why a threat is new, gone or rated otherwise: the facts that its rule reads in both versions, and the change behind them.
//!
//! The facts are compared one by one, so what a reason says of them is exact. The change behind a fact is the one at its
//! place, where there is one; what follows from the graph, such as exposure, is put down to the nearest change along the flows.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
use smol_str::{SmolStr, format_smolstr};

use super::changes::{Change, How};
use super::clause;
use super::item::Area;
use super::near::{Near, Sort};
use super::side::{Side, Version};
use super::threats::State;
use crate::model::{Place, RuleId};
use crate::threats::{Answered, Read, Threat, Validity};

/// Why a threat is not what it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// What kind of reason it is, in a word for programs.
    pub why: Cause,
    /// The reason in a clause.
    pub text: String,
    /// The position of the change behind it.
    pub change: Option<usize>,
}

/// Kinds of reasons.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cause {
    /// What it holds for is new or gone.
    Place,
    /// A fact that its rule reads is another.
    Fact,
    /// The rating before controls is another.
    Rating,
    /// Another control stands against it, or none.
    Control,
    /// The rule, or the author's statement of the threat, is new, gone or another.
    Rule,
    /// The rule is not in the library of both versions.
    Library,
    /// A threat that says the same more closely came or went.
    Closer,
    /// Whether it applies was an open question, or is one.
    Question,
    /// An answer came, went or is another.
    Answer,
    /// The last day of an answer is over.
    Expired,
    /// The facts behind an answer are others than when it was given.
    Evidence,
    /// None of these.
    Other,
}

impl Cause {
    /// The word for programs.
    pub fn as_str(self) -> &'static str {
        match self {
            Cause::Place => "place",
            Cause::Fact => "fact",
            Cause::Rating => "rating",
            Cause::Control => "control",
            Cause::Rule => "rule",
            Cause::Library => "library",
            Cause::Closer => "closer",
            Cause::Question => "question",
            Cause::Answer => "answer",
            Cause::Expired => "expired",
            Cause::Evidence => "evidence",
            Cause::Other => "other",
        }
    }
}

/// What reasons are found with.
pub(super) struct Why<'a> {
    before: Side<'a>,
    after: Side<'a>,
    changes: &'a [Change],
    near: Near,
    by_key: FxHashMap<(Area, SmolStr), usize>,
    by_place: FxHashMap<SmolStr, Vec<usize>>,
    /// Threats of the baseline that give way in the old and in the new version, and what stands for them.
    replaced: [FxHashMap<(SmolStr, SmolStr), RuleId>; 2],
    questions: [FxHashMap<(SmolStr, SmolStr), ()>; 2],
    /// Changes of answers, by where they are written.
    answers: FxHashMap<&'a str, usize>,
    /// Changes of controls.
    controls: Vec<usize>,
    /// The only change that somebody wrote in the architecture.
    only: Option<usize>,
}

/// A fact that is not the same in both versions.
struct Moved {
    read: Read,
    before: Option<SmolStr>,
    after: Option<SmolStr>,
}

impl<'a> Why<'a> {
    pub fn new(before: &Side<'a>, after: &Side<'a>, changes: &'a [Change]) -> Self {
        let mut by_place: FxHashMap<SmolStr, Vec<usize>> = FxHashMap::default();
        for (at, change) in changes.iter().enumerate().filter(|(_, change)| !change.is_derived()) {
            let side = if change.how == How::Removed { before } else { after };
            if let Some(place) = change.place {
                by_place.entry(side.place(place).0).or_default().push(at);
            }
        }
        let written: Vec<usize> = (0..changes.len())
            .filter(|at| changes.get(*at).is_some_and(|one| !one.is_derived() && one.area <= Area::Control))
            .collect();
        let only = match written.as_slice() {
            [only] => Some(*only),
            _ => None,
        };
        let subject =
            |side: &Side<'_>, place: Option<Place>| place.map(|place| side.place(place).0).unwrap_or_default();
        let replaced = [before, after].map(|side| {
            let all = side.outcome.analysis.replaced.iter();
            all.map(|one| ((side.rule(one.rule), subject(side, one.subject)), one.by)).collect()
        });
        let questions = [before, after].map(|side| {
            let all = side.outcome.analysis.questions.iter();
            all.map(|one| ((side.rule(one.rule), subject(side, one.subject)), ())).collect()
        });
        Self {
            before: *before,
            after: *after,
            changes,
            near: Near::new(before, after, changes),
            by_key: changes.iter().enumerate().map(|(at, one)| ((one.area, one.key.clone()), at)).collect(),
            by_place,
            replaced,
            questions,
            answers: of_area(changes, Area::Answer)
                .filter_map(|(at, one)| Some((one.written.as_deref()?, at)))
                .collect(),
            controls: of_area(changes, Area::Control).map(|(at, _)| at).collect(),
            only,
        }
    }

    fn reason(&self, why: Cause, text: String, change: Option<usize>) -> Reason {
        Reason { why, text, change }
    }

    fn change(&self, at: Option<usize>) -> Option<&Change> {
        self.changes.get(at?)
    }

    // ---- new and gone ---------------------------------------------------------------------------------------------------

    /// Why a threat is in one version alone.
    pub fn alone(&self, here: &Side<'a>, threat: &Threat) -> Reason {
        let is_new = here.version == Version::After;
        if let Some(at) = self.subject(here, threat) {
            let text = self.change(Some(at)).map(clause::whole).unwrap_or_default();
            return self.reason(Cause::Place, text, Some(at));
        }
        let rule = &here.model().rules[threat.rule];
        if here.other_rule(threat.rule).is_none() {
            let area = if rule.is_rule() { Area::Rule } else { Area::Threat };
            let word = if rule.is_rule() { "rule" } else { "threat" };
            let at = self.by_key.get(&(area, format_smolstr!("{word} {}", rule.name))).copied();
            let (state, place) = (if is_new { "new" } else { "gone" }, if rule.embedded { "library" } else { "model" });
            let why = if rule.embedded { Cause::Library } else { Cause::Rule };
            let text = match rule.is_rule() {
                true => format!("rule `{}` is {state} in the {place}", rule.name),
                false if is_new => "the model states this threat now".to_owned(),
                false => "the model no longer states this threat".to_owned(),
            };
            return self.reason(why, text, at);
        }
        self.given_way(here, threat)
            .or_else(|| self.asked(here, threat))
            .or_else(|| self.stated(here, threat))
            .unwrap_or_else(|| self.by_facts(here, threat))
    }

    /// The change by which the place of a threat is in one version alone.
    fn subject(&self, here: &Side<'a>, threat: &Threat) -> Option<usize> {
        match threat.subject {
            Some(place) if here.other_place(place).is_none() => {
                self.by_place.get(&here.place(place).0).and_then(|all| all.first()).copied()
            }
            Some(_) => None,
            None => {
                let data = here.data_of(threat).filter(|data| here.other_data(*data).is_none())?;
                self.by_key.get(&(Area::Data, here.data(data).0)).copied()
            }
        }
    }

    fn pair(&self, here: &Side<'a>, threat: &Threat) -> (SmolStr, SmolStr) {
        (here.rule(threat.rule), threat.subject.map(|place| here.place(place).0).unwrap_or_default())
    }

    /// Whether a closer threat stands in its place in the other version.
    fn given_way(&self, here: &Side<'a>, threat: &Threat) -> Option<Reason> {
        let [before, after] = &self.replaced;
        let is_new = here.version == Version::After;
        let by = *if is_new { before } else { after }.get(&self.pair(here, threat))?;
        let by = &here.turned().model().rules[by].name;
        let at = self.cause(here, threat.subject, Sort::Any);
        let behind = self.behind(at);
        let text = match is_new {
            true => format!("`{by}` no longer says it more closely{behind}"),
            false => format!("`{by}` says it more closely now{behind}"),
        };
        Some(self.reason(Cause::Closer, text, at))
    }

    /// Whether it is an open question in the other version.
    fn asked(&self, here: &Side<'a>, threat: &Threat) -> Option<Reason> {
        let [before, after] = &self.questions;
        let is_new = here.version == Version::After;
        if is_new { before } else { after }.get(&self.pair(here, threat))?;
        let facts = self.by_facts(here, threat);
        let text = match is_new {
            true => format!("it was an open question: {}", facts.text),
            false => format!("whether it applies is an open question now: {}", facts.text),
        };
        Some(self.reason(Cause::Question, text, facts.change))
    }

    /// Of a threat or rule of the author's, that its statement is another.
    fn stated(&self, here: &Side<'a>, threat: &Threat) -> Option<Reason> {
        let rule = &here.model().rules[threat.rule];
        let name = here.rule(threat.rule);
        if rule.written.is_some() {
            let at = self.by_key.get(&(Area::Threat, format_smolstr!("threat {name}"))).copied();
            let now =
                if here.version == Version::After { "names this place now" } else { "no longer names this place" };
            return Some(self.reason(Cause::Rule, format!("the statement of the threat {now}"), at));
        }
        let at = *self.by_key.get(&(Area::Rule, format_smolstr!("rule {name}")))?;
        let names: Vec<&str> = self.change(Some(at))?.attributes.iter().map(|one| one.name.as_str()).collect();
        let decides = names.iter().any(|name| matches!(*name, "when" | "on" | "leg" | "refines"));
        decides.then(|| self.reason(Cause::Rule, format!("rule `{name}` asks for something else now"), Some(at)))
    }

    /// The facts that its rule reads, compared.
    fn by_facts(&self, here: &Side<'a>, threat: &Threat) -> Reason {
        let there = here.turned();
        let Some(other) = here.other_rule(threat.rule) else { return self.unknown(here, threat.subject) };
        let place = threat.subject.and_then(|place| here.other_place(place));
        let own = reads(here, threat.rule, threat.subject);
        let others = reads(&there, other, place);
        let (old, new) = if here.version == Version::After { (others, own) } else { (own, others) };
        let mut first = None;
        for moved in self.moved(old, new) {
            if let Some(at) = self.at_place(&moved.read) {
                return self.reason(
                    Cause::Fact,
                    self.change(Some(at)).map(clause::clause).unwrap_or_default(),
                    Some(at),
                );
            }
            first = first.or(Some(moved));
        }
        let Some(moved) = first else { return self.unknown(here, threat.subject) };
        let sort = sort_of(&moved.read.name, here.version == Version::After);
        let at = match moved.read.of {
            Some(place) => self.cause(&self.after, Some(place), sort),
            None => self.cause(here, threat.subject, sort),
        };
        let text = format!("{}{}", self.said(&moved), self.behind(at));
        self.reason(Cause::Fact, text, at)
    }

    fn unknown(&self, here: &Side<'a>, place: Option<Place>) -> Reason {
        let at = self.cause(here, place, Sort::Any);
        let text = self.change(at).map_or_else(|| "what it rests on has changed".to_owned(), clause::clause);
        self.reason(Cause::Other, text, at)
    }

    /// The facts that differ, those that nobody derives first.
    fn moved(&self, old: BTreeMap<SmolStr, Read>, mut new: BTreeMap<SmolStr, Read>) -> Vec<Moved> {
        let mut all = Vec::new();
        for (name, read) in old {
            let other = new.remove(&name);
            if other.as_ref().is_some_and(|other| other.value == read.value) {
                continue;
            }
            // Places are those of the new version, where they are there.
            let of = read.of.and_then(|place| self.before.other_place(place));
            let (before, after) = (Some(read.value.clone()), other.map(|other| other.value));
            all.push(Moved { read: Read { of, ..read }, before, after });
        }
        all.extend(new.into_values().map(|read| Moved { before: None, after: Some(read.value.clone()), read }));
        all
    }

    /// `exposure of Shop database: internal → internet`
    fn said(&self, moved: &Moved) -> String {
        let of = moved.read.of.map_or_else(String::new, |place| format!(" of {}", self.after.place(place).1));
        let value = |value: &Option<SmolStr>| value.clone().unwrap_or_else(|| "not stated".into());
        format!("{}{of}: {} → {}", moved.read.label, value(&moved.before), value(&moved.after))
    }

    // ---- rated otherwise ------------------------------------------------------------------------------------------------

    /// Why a threat of both versions is rated or answered otherwise.
    pub fn changed(&self, old: &Threat, new: &Threat, (was, is): (&State, &State)) -> Reason {
        if (was.answer, was.rated) != (is.answer, is.rated) {
            return self.answered(old, new);
        }
        if was.inherent != is.inherent {
            return self.rated(old, new);
        }
        if was.coverage != is.coverage
            && let Some(reason) = self.countered(old, new)
        {
            return reason;
        }
        if let Some(at) = new.answer.or(new.rated).and_then(|answered| self.answer(&self.after, answered)) {
            return self.reason(Cause::Answer, self.change(Some(at)).map(clause::clause).unwrap_or_default(), Some(at));
        }
        self.unknown(&self.after, new.subject)
    }

    fn answered(&self, old: &Threat, new: &Threat) -> Reason {
        let kind = |side: &Side<'a>, answered: Answered| {
            side.model().answers.get(answered.answer).map_or("answer", |answer| answer.kind.as_str())
        };
        let pair = match (old.answer, new.answer) {
            (None, None) => (old.rated, new.rated),
            pair => pair,
        };
        match pair {
            (_, Some(now)) if now.standing == Validity::Expired => {
                let answer = self.after.model().answers.get(now.answer);
                let until = answer.and_then(|answer| answer.facts.text("until")).unwrap_or("its last day");
                let text = format!("the answer `{}` ran out on {until}", kind(&self.after, now));
                self.reason(Cause::Expired, text, self.answer(&self.after, now))
            }
            (_, Some(now)) if now.standing == Validity::Changed => {
                let text = format!(
                    "the facts behind the answer `{}` have changed: {}",
                    kind(&self.after, now),
                    new.changed.join("; ")
                );
                self.reason(Cause::Evidence, text, self.cause(&self.after, new.subject, Sort::Any))
            }
            (None, Some(now)) => {
                let text = format!("the answer `{}` is new", kind(&self.after, now));
                self.reason(Cause::Answer, text, self.answer(&self.after, now))
            }
            (Some(then), None) => {
                let text = format!("the answer `{}` is gone", kind(&self.before, then));
                self.reason(Cause::Answer, text, self.answer(&self.before, then))
            }
            (Some(then), Some(now)) => {
                let (was, is) = (kind(&self.before, then), kind(&self.after, now));
                let text = match was == is {
                    true => format!("the answer `{is}` was changed"),
                    false => format!("the answer is `{is}` now, was `{was}`"),
                };
                self.reason(Cause::Answer, text, self.answer(&self.after, now))
            }
            (None, None) => self.unknown(&self.after, new.subject),
        }
    }

    /// The change of an answer.
    fn answer(&self, side: &Side<'a>, answered: Answered) -> Option<usize> {
        let answer = side.model().answers.get(answered.answer)?;
        self.answers.get(side.outcome.sources.line_of(answer.span).as_str()).copied()
    }

    /// The step of the rating that is another.
    fn rated(&self, old: &Threat, new: &Threat) -> Reason {
        let steps = |side: &Side<'a>, threat: &Threat| {
            side.outcome.analysis.reader(side.model(), &side.outcome.graph).rating_steps(threat)
        };
        let (was, is) = (steps(&self.before, old), steps(&self.after, new));
        let step = is.iter().find(|step| !was.contains(step)).cloned();
        let step = step.or_else(|| {
            let gone = was.iter().find(|step| !is.contains(step))?;
            Some(format!("no longer: {gone}"))
        });
        let facts = self.by_facts(&self.after, new);
        // The impact follows from the data at the place, the likelihood from how far outside it is.
        let higher = new.inherent.likelihood > old.inherent.likelihood;
        let sort = match old.inherent.impact == new.inherent.impact {
            false => Sort::Data,
            true if higher => Sort::Grown,
            true => Sort::Shrunk,
        };
        let own = facts.change.filter(|_| step.is_none());
        let at = own.or_else(|| self.cause(&self.after, new.subject, sort));
        let text = step.map_or(facts.text, |step| format!("{step}{}", self.behind(at)));
        self.reason(Cause::Rating, text, at)
    }

    /// The control that stands otherwise.
    fn countered(&self, old: &Threat, new: &Threat) -> Option<Reason> {
        let rests = |side: &Side<'a>, threat: &Threat| {
            side.outcome.analysis.reader(side.model(), &side.outcome.graph).rests_on(threat)
        };
        let (was, is) = (rests(&self.before, old), rests(&self.after, new));
        let names = was.keys().chain(is.keys());
        let mut names: Vec<&SmolStr> =
            names.filter(|name| was.get(*name) != is.get(*name) && name.contains("has.")).collect();
        names.sort();
        let status = |facts: &BTreeMap<SmolStr, SmolStr>, name: &SmolStr| {
            facts.get(name).and_then(|value| value.split(':').next()).unwrap_or("not stated").to_owned()
        };
        let Some(name) = names.first() else {
            let own =
                was.keys().chain(is.keys()).any(|name| name.starts_with("measure.") && was.get(name) != is.get(name));
            let name = self.after.rule(new.rule);
            let threat = self.by_key.get(&(Area::Threat, format_smolstr!("threat {name}"))).copied();
            let at = threat.or_else(|| self.by_key.get(&(Area::Rule, format_smolstr!("rule {name}"))).copied());
            let text = if own { "a measure of its own stands otherwise" } else { "what counts against it is another" };
            return at.map(|at| self.reason(Cause::Control, text.to_owned(), Some(at)));
        };
        let control = name.rsplit("has.").next().unwrap_or(name);
        let label = self.after.model().find_type(crate::model::Kind::Control, control);
        let label = label.map_or(control, |id| self.after.model().types[id].label.as_str());
        let at = self.control(control, new.subject);
        let text = format!("control “{label}”: {} → {}{}", status(&was, name), status(&is, name), self.behind(at));
        Some(self.reason(Cause::Control, text, at))
    }

    /// The change of a control: of the same type, the nearest else.
    fn control(&self, control: &str, place: Option<Place>) -> Option<usize> {
        let named = |one: &Change| {
            let ty = one.attribute("type").and_then(|ty| ty.after.as_deref().or(ty.before.as_deref()));
            one.id.strip_prefix(control).is_some_and(|rest| rest.starts_with(" on ")) || ty == Some(control)
        };
        let own = self.controls.iter().copied().filter(|at| self.change(Some(*at)).is_some_and(named));
        let own: Vec<usize> = own.take(2).collect();
        match own.as_slice() {
            [one] => Some(*one),
            _ => self.cause(&self.after, place, Sort::Control).or_else(|| self.cause(&self.after, place, Sort::Any)),
        }
    }

    // ---- the change behind a fact ---------------------------------------------------------------------------------------

    /// The change at the place of a fact that is about that fact.
    fn at_place(&self, read: &Read) -> Option<usize> {
        let place = read.of?;
        let name = read.name.as_str();
        let own = self.by_place.get(&self.after.place(place).0)?;
        let about = |at: &&usize| {
            self.change(Some(**at)).is_some_and(|change| match (change.area, name.strip_prefix("has.")) {
                (Area::Control, Some(control)) => {
                    control.split('+').any(|one| change.id.starts_with(&format!("{one} on ")))
                }
                (Area::Control, None) | (_, Some(_)) => false,
                (_, None) => change.attribute(name).is_some(),
            })
        };
        own.iter().find(about).copied()
    }

    /// The nearest change of a sort; of any sort where there is none.
    fn cause(&self, side: &Side<'a>, place: Option<Place>, sort: Sort) -> Option<usize> {
        if self.only.is_some() {
            return self.only;
        }
        let near = |sort: Sort| self.near.to(side, place, sort);
        let wider = matches!(sort, Sort::Grown | Sort::Shrunk).then_some(Sort::Structure);
        near(sort).or_else(|| near(wider?)).or_else(|| near(Sort::Any))
    }

    /// `, by the new flow A → B`
    fn behind(&self, at: Option<usize>) -> String {
        self.change(at).map_or_else(String::new, |change| format!(", by {}", clause::clause(change)))
    }
}

fn of_area(changes: &[Change], area: Area) -> impl Iterator<Item = (usize, &Change)> {
    changes.iter().enumerate().filter(move |(_, one)| one.area == area)
}

fn reads(side: &Side<'_>, rule: RuleId, place: Option<Place>) -> BTreeMap<SmolStr, Read> {
    side.outcome.analysis.reader(side.model(), &side.outcome.graph).reads(rule, place)
}

/// What kind of change moves a fact that holds in the new version, or in the old one.
fn sort_of(name: &str, is_new: bool) -> Sort {
    match name {
        "data" | "returns" | "class" | "c" | "i" | "carries" | "handles" | "holds" | "criticality" => Sort::Data,
        _ if name.starts_with("has.") => Sort::Control,
        _ if is_new => Sort::Grown,
        _ => Sort::Shrunk,
    }
}
