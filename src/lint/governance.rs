//! Governance: answers to threats, and reviews.

mod reasons;
mod reviews;

use super::document::threats::severity;
use super::{Lint, Subject, add};
use crate::base::date::Date;
use crate::base::diagnostic::Diagnostic;
use crate::base::text::{and_list, count, with_article};
use crate::model::{Answer, AnswerKind, Severity, ThreatName};
use crate::numbering;
use crate::threats::{AnswerMatches, Threat, Validity, place_in_clause};

pub(super) const LINTS: &[Lint] = &[
    Lint { code: "W0501", find: expired },
    Lint { code: "W0502", find: without_end },
    Lint { code: "W0503", find: without_match },
    Lint { code: "W0504", find: above_appetite },
    Lint { code: "W0505", find: without_owner },
    Lint { code: "W0506", find: wide },
    Lint { code: "W0507", find: review_overdue },
    Lint { code: "W0508", find: changed_code },
    Lint { code: "W0509", find: reviews::seldom },
    Lint { code: "W0510", find: lock_out_of_date },
    Lint { code: "W0511", find: changed_evidence },
    Lint { code: "W0512", find: reviews::incidents },
    Lint { code: "W0513", find: reasons::empty },
    Lint { code: "W0514", find: reviews::signoffs },
];

/// Keys that a message names.
const SHOWN: usize = 5;
/// Answers for which a near key is looked for; after these nobody reads suggestions any more.
const SUGGESTIONS: usize = 100;

/// W0501
fn expired(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let Some(today) = subject.request.today else { return };
    for answer in &subject.model.answers {
        let Some(until) = answer.facts.get("until") else { continue };
        if Date::parse(&until.value.text).is_some_and(|until| until < today) {
            let message = format!(
                "`{} {}` held until {}, and does not count any more",
                answer.kind.as_str(),
                answer.name,
                until.value.text
            );
            let help = "look at the threat again: mend it and delete the answer, or write a later date";
            found.push(Diagnostic::warning("W0501", until.span.unwrap_or(answer.span), message).help(help));
        }
    }
}

/// W0502
fn without_end(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let accepted = subject.model.answers.iter().filter(|answer| answer.kind == AnswerKind::Accept);
    for answer in accepted.filter(|answer| !answer.facts.has("until") && !answer.facts.has("review")) {
        let message = format!("the acceptance of `{}` has no end, and nobody looks at it again", answer.name);
        let help = "add `until=`, the last day on which it counts, or `review=`, for example `review=quarterly`";
        found.push(Diagnostic::warning("W0502", answer.span, message).help(help));
    }
}

/// W0503
fn without_match(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let mut matches: Option<AnswerMatches<'_>> = None;
    let mut suggestions = 0;
    for answer in &subject.model.answers {
        let on = &answer.on;
        let Some(threat) = answer.threat.filter(|_| on.everywhere || !on.places.is_empty() || !on.data.is_empty())
        else {
            continue;
        };
        let matches = matches.get_or_insert_with(|| matches_of(subject));
        if matches.answered(answer) {
            continue;
        }
        let place = match on.places.as_slice() {
            _ if on.everywhere => "in this model".to_owned(),
            [one] if on.data.is_empty() => format!("on `{}`", place_in_clause(subject.model, *one)),
            _ => "on any of these".to_owned(),
        };
        let message = format!("this answers nothing: no threat `{}` is {place}", answer.name);
        let mut diagnostic = Diagnostic::warning("W0503", on.span.unwrap_or(answer.span), message);
        suggestions += 1;
        let near = if suggestions <= SUGGESTIONS { matches.near(answer) } else { None };
        diagnostic = diagnostic.help_opt(near.map(|place| format!("did you mean `on {place}`?")));
        if let Some(by) = matches.successor(answer, &subject.analysis.replaced) {
            let by = &subject.model.rules[by].name;
            found.push(
                diagnostic.help(format!("`{by}` says it more closely there, and is listed instead: answer that")),
            );
            continue;
        }
        let (places, all) = matches.places(threat, SHOWN);
        found.push(match places.as_slice() {
            [] => diagnostic.help("the threat does not arise; delete the answer"),
            places => diagnostic.help(format!("the threat is on {}", listed(places, all))),
        });
    }
}

/// W0504
fn above_appetite(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let model = subject.model;
    let Some(stated) = model.document.facts.get("appetite") else { return };
    let Some(appetite) = Severity::parse(&stated.value.text) else { return };
    let mut matches: Option<AnswerMatches<'_>> = None;
    for answer in model.answers.iter().filter(|answer| answer.kind == AnswerKind::Accept) {
        let worst = match answer.threat {
            Some(ThreatName::Written(id)) => {
                severity(&model.threats[id]).map(|severity| (severity, answer.name.clone()))
            }
            Some(ThreatName::Rule(_)) => {
                let matches = matches.get_or_insert_with(|| matches_of(subject));
                let threats = answered(subject, matches, answer).into_iter();
                // The first among equals, in the order of the analysis.
                threats
                    .rev()
                    .map(|threat| (threat.current.severity, threat.key.clone()))
                    .max_by_key(|(severity, _)| *severity)
            }
            None => None,
        };
        let Some((severity, key)) = worst.filter(|(severity, _)| *severity > appetite) else { continue };
        let what = with_article(&format!("{severity} risk"));
        let message = format!("`{key}` is {what}; only risks up to {appetite} may be accepted");
        let mut diagnostic = Diagnostic::warning("W0504", answer.span, message);
        if let Some(span) = stated.span {
            diagnostic = diagnostic.label(span, "the appetite for risk");
        }
        found.push(diagnostic.help("reduce the risk and write `mitigate`, or have somebody raise the appetite"));
    }
}

/// W0505
fn without_owner(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let nobody = |answer: &&Answer| !answer.facts.has("owner") && !answer.facts.has("ticket");
    for answer in subject.model.answers.iter().filter(nobody) {
        let message = format!("`{} {}` has neither an owner nor a ticket", answer.kind.as_str(), answer.name);
        let help = "add `owner=\"…\"`: who can be asked about it";
        found.push(Diagnostic::warning("W0505", answer.span, message).help(help));
    }
}

/// W0506
fn wide(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let mut matches: Option<AnswerMatches<'_>> = None;
    for answer in &subject.model.answers {
        let Some(span) = answer.on.wide else { continue };
        let matches = matches.get_or_insert_with(|| matches_of(subject));
        let threats = answered(subject, matches, answer);
        let now = count(threats.len(), "threat", "threats");
        let message = match answer.threat {
            Some(ThreatName::Rule(_)) => format!("this answers {now}, and every `{}` that is added here", answer.name),
            _ => "this answers the threat wherever it is, places that are added here included".to_owned(),
        };
        let keys: Vec<&str> = threats.iter().take(SHOWN).map(|threat| threat.key.as_str()).collect();
        let list = (!keys.is_empty()).then(|| format!("today: {}", listed(&keys, threats.len())));
        let help = "name the flows or elements that were looked at";
        found.push(Diagnostic::warning("W0506", span, message).help(help).help_opt(list));
    }
}

/// W0507
fn review_overdue(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let facts = &subject.model.document.facts;
    let (Some(today), Some(updated), Some(review)) = (subject.request.today, facts.get("updated"), facts.get("review"))
    else {
        return;
    };
    let due = Date::parse(&updated.value.text).and_then(|updated| updated.after(&review.value.text));
    let (Some(due), Some(span)) = (due.filter(|due| *due < today), updated.span) else { return };
    let message = format!("the review of this model was due on {due}");
    let help = "review it, and write the day of the review in `updated`";
    let mut diagnostic = Diagnostic::warning("W0507", span, message).help(help);
    if let Some(span) = review.span {
        diagnostic = diagnostic.label(span, "how often it is reviewed");
    }
    found.push(diagnostic);
}

/// W0508
fn changed_code(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let facts = &subject.model.document.facts;
    let (Some(modified), Some(stated)) = (subject.request.modified, facts.text("updated")) else { return };
    let Some(updated) = Date::parse(stated) else { return };
    let paths = subject.model.elements.values().flat_map(|element| {
        let paths = element.facts.all("source").iter();
        paths.filter_map(move |path| Some((element, path.value.text.as_str(), path.span?)))
    });
    let changed = paths.filter_map(|(element, path, span)| {
        let folder = subject.sources.file(span.file).path.parent();
        let full = folder.map_or_else(|| path.into(), |folder| folder.join(path));
        let changed = modified(&full).filter(|changed| *changed > updated)?;
        let message = format!("`{path}` changed on {changed}, after the model was updated on {updated}");
        let help =
            format!("look whether `{}` and its flows are still right, then write the day in `updated`", element.id);
        Some(Diagnostic::warning("W0508", span, message).help(help))
    });
    add(found, changed);
}

/// W0510
fn lock_out_of_date(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    if subject.lock.is_empty() {
        return;
    }
    let missing = numbering::missing(subject.model, subject.graph, subject.analysis, subject.lock);
    if let [first, ..] = missing.as_slice() {
        let has = if missing.len() == 1 { "has" } else { "have" };
        let things = count(missing.len(), "thing", "things");
        let message = format!("{things} of the model {has} no number in the lock yet, such as `{first}`");
        found.push(
            subject.at_model("W0510", message).help("run `threatline number`; until then these numbers may change"),
        );
    }
}

/// W0511
fn changed_evidence(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let changed = subject.analysis.threats.iter().filter_map(|threat| {
        let answered = threat.answer.filter(|answered| answered.standing == Validity::Changed)?;
        let answer = subject.model.answers.get(answered.answer)?;
        let key = &threat.key;
        let message = format!(
            "`{} {}` was given for `{key}` on other facts, and does not count any more",
            answer.kind.as_str(),
            answer.name
        );
        let help = format!(
            "look at it again: if it still holds, run `threatline number --reviewed {key}`, else change or delete it"
        );
        Some(Diagnostic::warning("W0511", answer.span, message).help(threat.changed.join("; ")).help(help))
    });
    add(found, changed);
}

fn matches_of<'a>(subject: &Subject<'a>) -> AnswerMatches<'a> {
    AnswerMatches::new(subject.model, subject.graph, &subject.analysis.threats, &subject.analysis.questions)
}

/// The threats that an answer is about, in the order of the analysis.
fn answered<'a>(subject: &Subject<'a>, matches: &AnswerMatches<'a>, answer: &Answer) -> Vec<&'a Threat> {
    matches.of(answer).into_iter().filter_map(|at| subject.analysis.threats.get(at)).collect()
}

/// The first names of a list, in backticks, and how many more there are.
fn listed<S: AsRef<str>>(first: &[S], all: usize) -> String {
    let mut shown: Vec<String> = first.iter().map(|name| format!("`{}`", name.as_ref())).collect();
    if all > first.len() {
        shown.push(format!("{} more", all - first.len()));
    }
    and_list(&shown)
}
