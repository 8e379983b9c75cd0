//! The items of the checklist: a table. What the vocabulary `checklist` of the language lists are those that need a person.

use super::{By, Item};

const COMPLETENESS: &str = "Completeness";
const ACCURACY: &str = "Technical accuracy";
const ALIGNMENT: &str = "Stakeholder alignment";
const QUALITY: &str = "Documentation quality";
const FLAGS: &str = "Red flags";

/// A part of the checklist.
struct Group(&'static str);

impl Group {
    const fn codes(&self, id: &'static str, title: &'static str, fails: &'static str, warns: &'static str) -> Item {
        Item { group: self.0, id, title, by: By::Codes, fails, warns }
    }

    const fn construction(&self, id: &'static str, title: &'static str, warns: &'static str) -> Item {
        Item { group: self.0, id, title, by: By::Construction, fails: "", warns }
    }

    const fn person(&self, id: &'static str, title: &'static str, fails: &'static str, warns: &'static str) -> Item {
        Item { group: self.0, id, title, by: By::Person, fails, warns }
    }
}

const C: Group = Group(COMPLETENESS);
const T: Group = Group(ACCURACY);
const S: Group = Group(ALIGNMENT);
const D: Group = Group(QUALITY);
const F: Group = Group(FLAGS);

/// Columns of tables that nobody filled in.
const CELLS: &str = "W0201 W0202 W0203 W0204 W0205 W0206 W0207 W0208 W0209 W0210 W0211 W0212 W0213";

/// The items in the order of the methodology, and its red flags behind them.
pub const ITEMS: &[Item] = &[
    C.codes("components-analysed", "All system components analysed", "W0102", "W0208"),
    C.codes("flows-documented", "All data flows documented", "W0201 W0202 W0203 W0204", "W0605 W0407 W0450"),
    C.codes("boundaries-identified", "All trust boundaries identified", "W0108", "W0110 W0111 W0211 W0213"),
    C.codes("stride-covered", "All STRIDE categories covered", "W0416", "W0317"),
    C.codes("assets-classified", "All assets classified", "W0206", "W0408"),
    C.codes("threats-mitigated", "All threats have mitigations", "W0409", "W0442"),
    C.codes("mitigations-owned", "All mitigations have owners and timelines", "W0410", "W0411"),
    C.construction("controls-mapped", "Existing controls mapping completed", "W0417 W0418 W0440 W0443"),
    C.construction("coverage-calculated", "Current coverage percentages calculated", "W0420"),
    C.construction("gaps-documented", "Gap analysis documented for each threat", ""),
    C.construction("roadmap-present", "Remediation roadmap with priorities", ""),
    T.person("diagrams-match", "Architecture diagrams match the actual system", "W0508", "W0449"),
    T.person("technology-current", "Technology stack is current", "", "W0212 W0507 W0509 W0512"),
    T.person("scenarios-realistic", "Threat scenarios are realistic", "", "W0412 W0413"),
    T.person("mitigations-feasible", "Mitigations are technically feasible", "", "W0428 W0438 W0439 W0441"),
    T.codes("severity-justified", "Severity ratings are justified", "W0415 W0431", "W0444 W0446"),
    T.codes("residual-documented", "Residual risks are documented", "W0414", "W0445 W0502"),
    S.person("business-context", "Business context is accurate", "W0402 W0404", ""),
    S.person("compliance-complete", "Compliance requirements are complete", "W0447", "W0419"),
    S.codes("appetite-reflected", "Risk appetite is reflected", "W0504", ""),
    S.construction("recommendations-prioritised", "Recommendations are prioritised", ""),
    // The report leaves it to those who plan the work.
    S.person("timeline-realistic", "Implementation timeline is realistic", "", "W0432 W0433"),
    D.person("language-clear", "Clear and professional language", "", "W0421 W0436"),
    D.codes("formatting-consistent", "Consistent formatting", "", "W0601 W0604"),
    D.person("spelling-checked", "No spelling or grammar errors", "", ""),
    D.codes("tables-complete", "All tables are complete", "", CELLS),
    D.construction("diagrams-readable", "All diagrams are readable", "W0119 W0603"),
    D.codes("references-valid", "All references are valid", "W0422", "W0437"),
    F.codes("tone-objective", "Objective tone", "", "W0421"),
    F.codes("scope-not-minimised", "Scope not minimised", "", "W0117 W0312 W0434 W0448"),
    F.codes("risks-not-dismissed", "No risk dismissed without analysis", "W0317", "W0318 W0435 W0513"),
    F.codes("no-contradictions", "No contradictions", "E0207 E0305 W0319 W0447", "W0443 W0444 W0445"),
    F.codes("responsibility-kept", "Responsibility not shifted", "", "W0429 W0503 W0505"),
];
