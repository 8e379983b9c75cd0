//! The methodology's Quality Assurance Checklist, and what the lints say about each of its items.
//!
//! Whether a scenario is realistic no program can tell. Such items need a person, who signs them off; what is found is a hint,
//! unless it contradicts them. Items that are contradicted are never ticked, whoever signs.

mod items;

use rustc_hash::FxHashMap;

use crate::base::date::Date;
use crate::base::diagnostic::Diagnostic;
use crate::base::source::Span;
use crate::base::text::count;
use crate::model::{Entry as Statement, Model};
use crate::threats::{Analysis, Entry};

use super::document::entries;
pub use items::ITEMS;

/// What settles an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// The codes alone.
    Codes,
    /// The report is made so that it holds; codes can cast doubt on it.
    Construction,
    /// Somebody has to look.
    Person,
}

/// An item of the checklist.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Item {
    /// The part of the checklist that it belongs to.
    pub group: &'static str,
    /// Its name, which stays: `scenarios-realistic`.
    pub id: &'static str,
    /// What is to be verified.
    pub title: &'static str,
    /// What settles it.
    pub by: By,
    /// Codes with which it does not hold, with blanks between them.
    fails: &'static str,
    /// Codes with which it holds in part, with blanks between them.
    warns: &'static str,
}

/// How long a sign-off counts where the model does not say how often it is reviewed.
const CADENCE: &str = "quarterly";

impl Item {
    /// The codes that have a say in it.
    pub fn codes(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.fails.split_whitespace().chain(self.warns.split_whitespace())
    }

    /// Whether it does not hold where this code is found.
    fn fails_with(&self, code: &str) -> bool {
        self.fails.split_whitespace().any(|known| known == code)
    }
}

/// How an item stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// It holds.
    Pass,
    /// It holds in part, or something casts doubt on it.
    Warn,
    /// It does not hold.
    Fail,
    /// Somebody has to look, and nothing was found that helps.
    Person,
}

impl Verdict {
    /// The verdict in a word.
    pub fn as_str(self) -> &'static str {
        match self {
            Verdict::Pass => "pass",
            Verdict::Warn => "warn",
            Verdict::Fail => "fail",
            Verdict::Person => "person",
        }
    }
}

/// Whether a sign-off counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It counts.
    Counts,
    /// Nobody says who looked, or when.
    Incomplete,
    /// Its day is yet to come.
    Ahead,
    /// The next review was due on this day.
    Over(Date),
}

/// What somebody says about an item that needs a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signoff {
    /// The id of the item.
    pub item: String,
    /// Who looked; empty where nobody is named.
    pub owner: String,
    /// When.
    pub date: Option<Date>,
    /// What they say; may be empty.
    pub remark: String,
    /// Whether it counts.
    pub standing: Standing,
    /// The name of the item where it stands.
    pub span: Span,
}

/// An item with its verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemResult {
    /// The item.
    pub item: &'static Item,
    /// How it stands.
    pub verdict: Verdict,
    /// How often each of its codes was found, those that were not left out.
    pub counts: Vec<(&'static str, usize)>,
    /// Why nothing can be said of it although nothing was found.
    pub unsettled: Option<String>,
    /// The sign-off that counts, else the latest; `None` where there is none, and for items that nobody can sign off.
    pub signoff: Option<Signoff>,
}

/// What a code says, in short: `a crossing flow that no scenario tells of`. Empty for codes that there are not.
pub fn meaning(code: &str) -> &'static str {
    crate::schema::codes::code(code).map_or("", |page| page.title)
}

/// How each item stands after a run that found these. Codes that were not looked for count as not found. Without a day, no
/// sign-off is too old.
pub fn evaluate(found: &[Diagnostic], model: &Model, analysis: &Analysis, today: Option<Date>) -> Vec<ItemResult> {
    let mut counts: FxHashMap<&str, usize> = FxHashMap::default();
    for diagnostic in found {
        *counts.entry(diagnostic.code.0).or_default() += 1;
    }
    let times = |code: &'static str| counts.get(code).map(|times| (code, *times));
    let signoffs = signoffs(model, today);
    let of = |item: &Item| {
        let own = signoffs.iter().filter(|signoff| item.by == By::Person && signoff.item == item.id);
        own.max_by_key(|signoff| (signoff.standing == Standing::Counts, signoff.date)).cloned()
    };
    let settle = |item: &'static Item| ItemResult {
        unsettled: unsettled(item, model, analysis),
        ..result(item, item.codes().filter_map(times).collect(), of(item))
    };
    ITEMS.iter().map(settle).map(ItemResult::without_ground).collect()
}

fn result(item: &'static Item, counts: Vec<(&'static str, usize)>, signoff: Option<Signoff>) -> ItemResult {
    let signed = signoff.as_ref().is_some_and(|signoff| signoff.standing == Standing::Counts);
    let verdict = match item.by {
        _ if counts.iter().any(|(code, _)| item.fails_with(code)) => Verdict::Fail,
        By::Person if signed => Verdict::Pass,
        _ if !counts.is_empty() => Verdict::Warn,
        By::Person => Verdict::Person,
        By::Codes | By::Construction => Verdict::Pass,
    };
    ItemResult { item, verdict, counts, unsettled: None, signoff }
}

/// What is not there for an item to be settled by codes.
fn unsettled(item: &Item, model: &Model, analysis: &Analysis) -> Option<String> {
    match item.id {
        "appetite-reflected" if !model.document.facts.has("appetite") => {
            Some("the model states no `appetite` for risk".to_owned())
        }
        "mitigations-owned" => {
            let recommended = |entry: &&Entry| entry.open > 0 && model.rules[entry.rule].is_rule();
            let open = analysis.entries.iter().filter(recommended).count();
            let open = count(open, "open threat", "open threats");
            (!open.starts_with("0 ")).then(|| format!("{open} with recommended measures that nobody owns"))
        }
        _ => None,
    }
}

impl ItemResult {
    /// An item that nothing speaks for does not hold because nothing speaks against it.
    fn without_ground(mut self) -> Self {
        if self.verdict == Verdict::Pass && self.unsettled.is_some() {
            self.verdict = Verdict::Person;
        }
        self
    }
}

/// The sign-offs of a model, in their order.
pub fn signoffs(model: &Model, today: Option<Date>) -> Vec<Signoff> {
    let cadence = model.document.facts.text("review").unwrap_or(CADENCE);
    entries(model, "signoff").map(|entry| signoff(entry, cadence, today)).collect()
}

fn signoff(entry: &Statement, cadence: &str, today: Option<Date>) -> Signoff {
    let owner = entry.facts.text("owner").unwrap_or_default().trim().to_owned();
    let date = entry.facts.text("date").and_then(Date::parse);
    let standing = match (date.filter(|_| !owner.is_empty()), today) {
        (None, _) => Standing::Incomplete,
        (Some(date), Some(today)) if date > today => Standing::Ahead,
        (Some(date), Some(today)) => match date.after(cadence) {
            Some(due) if due < today => Standing::Over(due),
            _ => Standing::Counts,
        },
        (Some(_), None) => Standing::Counts,
    };
    let (item, remark) = (entry.id.to_string(), entry.label.trim().to_owned());
    Signoff { item, owner, date, remark, standing, span: entry.span }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::diagnostic::Level;
    use crate::schema;

    #[test]
    fn the_methodology_has_28_items_in_four_groups_and_five_red_flags() {
        let groups: Vec<usize> = ITEMS.chunk_by(|a, b| a.group == b.group).map(<[Item]>::len).collect();
        assert_eq!(groups, [11, 6, 5, 6, 5]);
        let ids: std::collections::BTreeSet<&str> = ITEMS.iter().map(|item| item.id).collect();
        assert_eq!(ids.len(), ITEMS.len());
    }

    #[test]
    fn what_needs_a_person_can_be_signed_off_and_nothing_else() {
        let persons: Vec<&str> = ITEMS.iter().filter(|item| item.by == By::Person).map(|item| item.id).collect();
        let words: Vec<&str> = schema::vocabulary("checklist").into_iter().flat_map(|words| words.all()).collect();
        assert_eq!(persons, words);
    }

    #[test]
    fn codes_decide_what_they_can_and_leave_the_rest_to_people() {
        let found = ["W0409", "W0409", "W0411", "W0412", "W0417"];
        let found: Vec<Diagnostic> = found.map(|code| Diagnostic::general(Level::Warning, code, "")).into();
        let results = evaluate(&found, &Model::default(), &Analysis::default(), None);
        let of = |id: &str| results.iter().find(|result| result.item.id == id);
        assert_eq!(of("threats-mitigated").map(|result| result.counts.clone()), Some(vec![("W0409", 2)]));
        for (id, verdict) in [
            ("threats-mitigated", Verdict::Fail),
            ("mitigations-owned", Verdict::Warn),
            ("controls-mapped", Verdict::Warn),
            ("gaps-documented", Verdict::Pass),
            ("scenarios-realistic", Verdict::Warn),
            ("mitigations-feasible", Verdict::Person),
            ("appetite-reflected", Verdict::Person),
            ("timeline-realistic", Verdict::Person),
            ("references-valid", Verdict::Pass),
        ] {
            assert_eq!(of(id).map(|result| result.verdict), Some(verdict), "{id}");
        }
    }
}
