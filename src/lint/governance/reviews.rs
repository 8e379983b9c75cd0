//! Governance: when the model is looked at again.

use crate::base::date::Date;
use crate::base::diagnostic::Diagnostic;
use crate::lint::Subject;
use crate::lint::checklist::{self, Standing};
use crate::lint::document::entries;

/// The longest time between reviews, by the methodology.
const QUARTER: &str = "92d";
/// A day to count from, at the start of the longest quarter.
const START: (i32, u32, u32) = (2001, 7, 1);

/// W0509
pub(super) fn seldom(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let Some(review) = subject.model.document.facts.get("review") else { return };
    let start = Date::new(START.0, START.1, START.2);
    let after = |duration: &str| start.and_then(|start| start.after(duration));
    if let (Some(next), Some(latest)) = (after(&review.value.text), after(QUARTER))
        && next > latest
    {
        let message = format!("`review={}` is less often than once in a quarter", review.value.text);
        let help = "write `review=quarterly`, or a shorter time";
        let diagnostic = match review.span {
            Some(span) => Diagnostic::warning("W0509", span, message),
            None => subject.at_model("W0509", message),
        };
        found.push(diagnostic.help(help));
    }
}

/// W0512
pub(super) fn incidents(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let updated = subject.model.document.facts.text("updated").and_then(Date::parse);
    for incident in entries(subject.model, "incident") {
        let Some(stated) = incident.facts.get("date") else {
            let message = "this incident has no date, so nobody can tell whether the model knows of it";
            found.push(
                Diagnostic::warning("W0512", incident.span, message).help("add `date=`, for example `date=2026-10-12`"),
            );
            continue;
        };
        let Some(day) = Date::parse(&stated.value.text) else { continue };
        if updated.is_none_or(|updated| updated < day) {
            let message = match updated {
                Some(updated) => format!("the model was updated on {updated}, before this incident: it needs a review"),
                None => "nothing says that the model was updated after this incident: it needs a review".to_owned(),
            };
            let help = "look whether its threats and controls still hold, then write the day in `updated`";
            found.push(Diagnostic::warning("W0512", stated.span.unwrap_or(incident.span), message).help(help));
        }
    }
}

/// W0514
pub(super) fn signoffs(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    for signoff in checklist::signoffs(subject.model, subject.request.today) {
        let (message, help) = match signoff.standing {
            Standing::Counts => continue,
            Standing::Incomplete => {
                ("this sign-off does not say who looked, and when".to_owned(), "add `owner=\"…\"` and `date=`")
            }
            Standing::Ahead => {
                ("this sign-off has a day that is yet to come".to_owned(), "write the day on which somebody looked")
            }
            Standing::Over(due) => (
                format!("this sign-off counted until {due}, when the next review was due"),
                "have somebody look again, and write who and when",
            ),
        };
        found.push(Diagnostic::warning("W0514", signoff.span, message).help(help));
    }
}
