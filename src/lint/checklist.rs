//! The methodology's Quality Assurance Checklist, and what the lints say about each of its items.
//!
//! Whether a scenario is realistic no program can tell. Such items need a person whatever is found, and what is found is a
//! hint.

use rustc_hash::FxHashMap;

use crate::base::diagnostic::Diagnostic;

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
    /// What is to be verified.
    pub title: &'static str,
    /// What settles it.
    pub by: By,
    /// Codes with which it does not hold, with blanks between them.
    fails: &'static str,
    /// Codes with which it holds in part, with blanks between them.
    warns: &'static str,
}

const COMPLETENESS: &str = "Completeness";
const ACCURACY: &str = "Technical accuracy";
const ALIGNMENT: &str = "Stakeholder alignment";
const QUALITY: &str = "Documentation quality";
const FLAGS: &str = "Red flags";

const fn item(group: &'static str, title: &'static str, by: By, fails: &'static str, warns: &'static str) -> Item {
    Item { group, title, by, fails, warns }
}

/// The items in the order of the methodology, and its red flags behind them.
pub const ITEMS: &[Item] = &[
    item(COMPLETENESS, "All system components analysed", By::Codes, "W0102", "W0208"),
    item(COMPLETENESS, "All data flows documented", By::Codes, "W0201 W0202 W0203 W0204", "W0605 W0407"),
    item(COMPLETENESS, "All trust boundaries identified", By::Codes, "W0108 W0111", "W0110 W0211 W0213"),
    item(COMPLETENESS, "All STRIDE categories covered", By::Codes, "W0416", "W0317"),
    item(COMPLETENESS, "All assets classified", By::Codes, "W0206", "W0408"),
    item(COMPLETENESS, "All threats have mitigations", By::Codes, "W0409", ""),
    item(COMPLETENESS, "All mitigations have owners and timelines", By::Codes, "W0410", "W0411"),
    item(COMPLETENESS, "Existing controls mapped", By::Construction, "", "W0417 W0418"),
    item(COMPLETENESS, "Current coverage calculated", By::Construction, "", "W0420"),
    item(COMPLETENESS, "Gaps documented for each threat", By::Construction, "", ""),
    item(COMPLETENESS, "Remediation roadmap with priorities", By::Construction, "", ""),
    item(ACCURACY, "Architecture diagrams match the system", By::Person, "", "W0508"),
    item(ACCURACY, "Technology stack is current", By::Person, "", "W0212"),
    item(ACCURACY, "Threat scenarios are realistic", By::Person, "", "W0412"),
    item(ACCURACY, "Mitigations are technically feasible", By::Person, "", ""),
    item(ACCURACY, "Severity ratings are justified", By::Codes, "W0415", ""),
    item(ACCURACY, "Residual risks are documented", By::Codes, "W0414", "W0502"),
    item(ALIGNMENT, "Business context is accurate", By::Person, "", "W0402 W0404"),
    item(ALIGNMENT, "Compliance requirements are complete", By::Person, "", "W0419"),
    item(ALIGNMENT, "Risk appetite is reflected", By::Codes, "W0504", ""),
    item(ALIGNMENT, "Recommendations are prioritised", By::Construction, "", ""),
    item(ALIGNMENT, "Implementation timeline is realistic", By::Person, "", ""),
    item(QUALITY, "Clear and professional language", By::Person, "", "W0421"),
    item(QUALITY, "Consistent formatting", By::Codes, "", "W0601 W0604"),
    item(QUALITY, "No spelling or grammar errors", By::Person, "", ""),
    item(
        QUALITY,
        "All tables are complete",
        By::Codes,
        "",
        "W0201 W0202 W0203 W0204 W0205 W0206 W0207 W0208 W0209 W0210 W0211 W0212 W0213",
    ),
    item(QUALITY, "All diagrams are readable", By::Construction, "", "W0119 W0603"),
    item(QUALITY, "All references are valid", By::Codes, "W0422", ""),
    item(FLAGS, "No threat dismissed without analysis", By::Codes, "W0317", "W0318"),
    item(FLAGS, "Scope not minimised", By::Codes, "", "W0117 W0312"),
    item(FLAGS, "No contradictions", By::Codes, "E0207 E0305", ""),
    item(FLAGS, "Responsibility not shifted", By::Person, "", "W0503 W0505"),
];

impl Item {
    /// The codes that have a say in it.
    pub fn codes(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.fails.split_whitespace().chain(self.warns.split_whitespace())
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

/// An item with its verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemResult {
    /// The item.
    pub item: &'static Item,
    /// How it stands.
    pub verdict: Verdict,
    /// How often each of its codes was found, those that were not left out.
    pub counts: Vec<(&'static str, usize)>,
}

/// How each item stands after a run that found these. Codes that were not looked for count as not found.
pub fn evaluate(found: &[Diagnostic]) -> Vec<ItemResult> {
    let mut counts: FxHashMap<&str, usize> = FxHashMap::default();
    for diagnostic in found {
        *counts.entry(diagnostic.code.0).or_default() += 1;
    }
    let count = |code: &'static str| counts.get(code).map(|times| (code, *times));
    ITEMS.iter().map(|item| result(item, item.codes().filter_map(count).collect())).collect()
}

fn result(item: &'static Item, counts: Vec<(&'static str, usize)>) -> ItemResult {
    let fails = counts.iter().any(|(code, _)| item.fails.split_whitespace().any(|known| known == *code));
    let verdict = match item.by {
        _ if fails => Verdict::Fail,
        _ if !counts.is_empty() => Verdict::Warn,
        By::Person => Verdict::Person,
        By::Codes | By::Construction => Verdict::Pass,
    };
    ItemResult { item, verdict, counts }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::diagnostic::Level;

    #[test]
    fn the_methodology_has_28_items_in_four_groups() {
        let own: Vec<Item> = ITEMS.iter().copied().filter(|item| item.group != FLAGS).collect();
        let groups: Vec<usize> = own.chunk_by(|a, b| a.group == b.group).map(<[Item]>::len).collect();
        assert_eq!(groups, [11, 6, 5, 6]);
    }

    #[test]
    fn codes_decide_what_they_can_and_leave_the_rest_to_people() {
        let found = ["W0409", "W0409", "W0411", "W0412", "W0417"];
        let found: Vec<Diagnostic> = found.map(|code| Diagnostic::general(Level::Warning, code, "")).into();
        let results = evaluate(&found);
        let of = |title: &str| results.iter().find(|result| result.item.title == title);
        assert_eq!(of("All threats have mitigations").map(|result| result.counts.clone()), Some(vec![("W0409", 2)]));
        for (title, verdict) in [
            ("All threats have mitigations", Verdict::Fail),
            ("All mitigations have owners and timelines", Verdict::Warn),
            ("Existing controls mapped", Verdict::Warn),
            ("Gaps documented for each threat", Verdict::Pass),
            ("Threat scenarios are realistic", Verdict::Warn),
            ("Mitigations are technically feasible", Verdict::Person),
            ("All references are valid", Verdict::Pass),
        ] {
            assert_eq!(of(title).map(|result| result.verdict), Some(verdict), "{title}");
        }
    }
}
