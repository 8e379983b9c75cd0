//! The parts of a document, by name: what profiles choose from.

use crate::report::{Block, Section};

use super::{
    Context, actors, administration, appendix, architecture, assets, boundary, compliance, controls, diagrams,
    executive, existing, gaps, guide, header, overview, processes, recommendations, residual, roadmap, scope, stride,
    surfaces,
};

/// What a part says.
#[derive(Debug, Clone, Default)]
pub struct Content {
    /// What stands under the heading that the profile gives it.
    pub blocks: Vec<Block>,
    /// Sections below.
    pub sections: Vec<Section>,
}

/// A part.
pub struct Part {
    /// The name in profiles, and the anchor of its section: `risk-summary`.
    pub name: &'static str,
    /// What it says, in a line.
    pub about: &'static str,
    /// Makes it.
    pub build: fn(&Context<'_>) -> Content,
}

impl Content {
    pub(super) fn blocks(blocks: Vec<Block>) -> Self {
        Self { blocks, sections: Vec::new() }
    }

    pub(in crate::report) fn block(block: Block) -> Self {
        Self::blocks(vec![block])
    }

    pub(super) fn sections(sections: Vec<Section>) -> Self {
        Self { blocks: Vec::new(), sections }
    }
}

const fn part(name: &'static str, about: &'static str, build: fn(&Context<'_>) -> Content) -> Part {
    Part { name, about, build }
}

/// All parts, in the order of the methodology; those that only other profiles show behind them.
pub const PARTS: &[Part] = &[
    part("document-information", "name, version, date, classification and status", header::information),
    part("reading-guide", "the words for a status that the document uses, and what they mean", guide::part),
    part("executive-opening", "what the document is about, in a sentence", executive::opening),
    part("key-concerns", "three to five concerns: the author's, else the worst threats", executive::concerns),
    part("risk-summary", "threats by severity", executive::risks),
    part("risk-matrix", "threats by likelihood and impact", executive::matrix),
    part("coverage-digest", "how far controls cover the threats, and how many gaps there are", executive::coverage),
    part("business-digest", "industry, regulations and the gravest impact, in short", executive::business),
    part("contents", "the table of contents", |_| Content::block(Block::Contents(Vec::new()))),
    part("application-description", "what the system is, and what it is used for", overview::description),
    part("business-context", "industry, regulations, and what a breach would mean", overview::business),
    part("technology-stack", "products by area", overview::technology),
    part("high-level-architecture", "the components by layer, drawn", architecture::picture),
    part(
        "component-breakdown",
        "components, security characteristics and attack surface by layer",
        architecture::breakdown,
    ),
    part("element-inventory", "every element with kind, zone and description", architecture::inventory),
    part("system-diagram", "the data flow diagram of the whole system", diagrams::system),
    part("further-diagrams", "the other data flow diagrams", diagrams::further),
    part("data-flow-details", "every flow with protocol, authentication and encryption", diagrams::flows),
    part("flow-boundaries", "trust boundaries with controls and threats", boundary::table),
    part("process-descriptions", "processes step by step", processes::part),
    part("assets-in-flow", "which flows carry which data", assets::in_flow),
    part("boundary-threats", "threat statements by trust boundary", boundary::threats),
    part("boundary-coverage", "what is said about each boundary and STRIDE category", boundary::coverage),
    part("boundary-identification", "trust boundaries with their risk", boundary::identification),
    part("boundary-analysis", "each trust boundary in detail", boundary::analysis),
    part("asset-inventory", "assets with type, place and owner", assets::inventory),
    part("data-classification", "the classes, what is in them and what they require", assets::classification),
    part("data-flow-classification", "every flow with its class", assets::flows),
    part("spoofing", "threats of the category in detail", stride::spoofing),
    part("tampering", "threats of the category in detail", stride::tampering),
    part("repudiation", "threats of the category in detail", stride::repudiation),
    part("information-disclosure", "threats of the category in detail", stride::disclosure),
    part("denial-of-service", "threats of the category in detail", stride::denial),
    part("elevation-of-privilege", "threats of the category in detail", stride::elevation),
    part("other-threats", "threats of the author's without category, in detail", stride::others),
    part("open-questions", "facts that decide whether further threats apply", stride::questions),
    part("severity-matrix", "how likelihood and impact make a severity", stride::matrix),
    part("flow-coverage", "what is said about each flow and STRIDE category", stride::completeness),
    part("baseline-controls", "controls that many systems have", controls::baseline),
    part("specific-controls", "controls of this system", controls::specific),
    part("control-effectiveness", "what controls do, and what they leave open", controls::effectiveness),
    part("regulations", "regulations with status and gaps", compliance::regulations),
    part("compliance-mapping", "requirements with threats and controls", compliance::mapping),
    part("critical-recommendations", "measures against critical threats", recommendations::critical),
    part("high-recommendations", "measures against high threats", recommendations::high),
    part("medium-recommendations", "measures against medium threats", recommendations::medium),
    part("implementation-roadmap", "all measures by priority", roadmap::part),
    part(
        "controls-overview",
        "what the mapping of existing controls shows, and how it is calculated",
        existing::overview,
    ),
    part("identity-controls", "existing controls of the category", existing::identity),
    part("network-controls", "existing controls of the category", existing::network),
    part("ai-controls", "existing controls of the category", existing::ai),
    part("data-controls", "existing controls of the category", existing::data),
    part("monitoring-controls", "existing controls of the category", existing::monitoring),
    part("resilience-controls", "existing controls of the category", existing::resilience),
    part("development-controls", "existing controls of the category", existing::development),
    part("coverage-summary", "coverage by category and layer, and the gaps", gaps::summary),
    part("gap-roadmap", "from current to target coverage", gaps::roadmap),
    part("glossary", "terms that the document uses", appendix::glossary),
    part("references", "standards that the document cites, and the author's references", appendix::references),
    part("admin-information", "team, review, approval", administration::information),
    part("inputs", "what the model was made from", administration::inputs),
    part("revision-history", "versions of the document", administration::revisions),
    part("assumptions", "assumptions with rationale and validity", scope::assumptions),
    part("assumption-list", "the assumptions in a list", scope::assumption_list),
    part("scope", "what is in scope, and what is not", scope::scope),
    part("answered-threats", "accepted, transferred, avoided and dismissed threats with reasons", residual::answers),
    part("open-items", "what is not done", scope::open_items),
    part("checklist", "the methodology's checklist", administration::checklist),
    part("method", "how threats were found and rated, and by which version", administration::method),
    part("document-metadata", "document id, purpose and readers", header::metadata),
    part("scope-list", "in scope, out of scope, deployment", scope::list),
    part("asset-sensitivity", "assets with sensitivity in three levels", assets::sensitivity),
    part("threat-actors", "who attacks, and why", actors::part),
    part("attack-surfaces", "what can be reached from less trusted zones, by kind", surfaces::part),
    part("threat-table", "every threat in a row", stride::table),
    part("boundary-list", "trust boundaries with their diagrams", boundary::list),
    part("mitigation-summary", "controls by what they do: prevent, detect, correct", existing::by_function),
    part("residual-risk", "risks that stay, with the reasons to accept them", residual::part),
    part("review-cadence", "owner, cadence, and what calls for a review", administration::cadence),
    part("mitigation-table", "every measure in a row", recommendations::table),
    part("architecture-summary", "the system in a paragraph", overview::summary),
];
