//! The model as Threat Composer reads it: `.tc.json`, version 1 of its form.
//!
//! Ids are made from keys, so that the same threat has the same id in the next file. What the author wrote keeps its words, so
//! that it can be read again; what rules found is marked with a tag.

use serde::Serialize;

use crate::base::text::{capital, one_line, uuid};
use crate::model::{self, Facts, Severity, Stride};
use crate::threats::{Entry, Status};

use super::Context;

/// The tag of what rules found. Our own reader passes it over.
pub const DERIVED: &str = "threatline-rule";
/// The first line of descriptions that are drawings of ours: a comment in Markdown.
pub const DRAWN: &str = "[//]: # (drawn by threatline)";

/// A whole file.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Composer {
    schema: u32,
    application_info: Named,
    architecture: Picture,
    dataflow: Picture,
    assumptions: Vec<Assumption>,
    mitigations: Vec<Mitigation>,
    assumption_links: Vec<AssumptionLink>,
    mitigation_links: Vec<MitigationLink>,
    threats: Vec<Threat>,
}

#[derive(Debug, Serialize)]
struct Named {
    name: String,
    description: String,
}

#[derive(Debug, Serialize)]
struct Picture {
    image: String,
    description: String,
}

#[derive(Debug, PartialEq, Serialize)]
struct Metadata {
    key: &'static str,
    value: serde_json::Value,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Assumption {
    id: String,
    numeric_id: usize,
    display_order: usize,
    content: String,
    tags: Vec<String>,
    metadata: Vec<Metadata>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Mitigation {
    id: String,
    numeric_id: usize,
    display_order: usize,
    content: String,
    status: &'static str,
    tags: Vec<String>,
    metadata: Vec<Metadata>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct AssumptionLink {
    #[serde(rename = "type")]
    kind: &'static str,
    assumption_id: String,
    linked_id: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct MitigationLink {
    mitigation_id: String,
    linked_id: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Threat {
    id: String,
    numeric_id: usize,
    display_order: usize,
    statement: String,
    threat_source: String,
    prerequisites: String,
    threat_action: String,
    threat_impact: String,
    impacted_goal: Vec<String>,
    impacted_assets: Vec<String>,
    status: &'static str,
    tags: Vec<String>,
    metadata: Vec<Metadata>,
}

/// States that stand in a remark, because the language has no place for them.
const STATES: &[&str] = &[
    "threatResolved",
    "threatResolvedNotUseful",
    "mitigationInProgress",
    "mitigationResolved",
    "mitigationResolvedWillNotAction",
];

/// Numbers that nothing has yet.
#[derive(Default)]
struct Numbers(std::collections::BTreeSet<usize>);

impl Numbers {
    /// The number that something states, unless it is taken; else the next free one.
    fn next(&mut self, facts: Option<&Facts>) -> usize {
        let stated = facts.and_then(|facts| facts.text("id")).and_then(|id| id.parse().ok());
        let stated = stated.filter(|number| !self.0.contains(number));
        let number = stated.unwrap_or_else(|| (1..).find(|number| !self.0.contains(number)).unwrap_or_default());
        self.0.insert(number);
        number
    }
}

/// A remark in its parts: what people wrote, and what the reader of these files adds.
#[derive(Default)]
struct Note {
    status: Option<&'static str>,
    comments: Vec<String>,
    tags: Vec<String>,
    concerns: String,
}

impl Note {
    fn of(facts: &Facts) -> Self {
        let mut note = Self::default();
        let mut lines: Vec<&str> = facts.text("note").map(|text| text.lines().collect()).unwrap_or_default();
        let state = |line: &str| {
            let status = line.strip_suffix(" in Threat Composer")?;
            STATES.iter().copied().find(|known| *known == status)
        };
        note.status = lines.first().and_then(|line| state(line));
        if note.status.is_some() {
            lines.remove(0);
        }
        if let Some(concerns) = lines.last().and_then(|line| line.strip_prefix("Concerns: ")) {
            note.concerns = concerns.to_owned();
            lines.pop();
        }
        if let Some(tags) = lines.last().and_then(|line| line.strip_prefix("Tags: ")) {
            note.tags = tags.split(", ").map(str::to_owned).collect();
            lines.pop();
        }
        note.comments = Some(lines.join("\n")).filter(|text| !text.is_empty()).into_iter().collect();
        note
    }

    fn metadata(&self) -> Vec<Metadata> {
        let text = self.comments.join("\n");
        Some(text)
            .filter(|text| !text.is_empty())
            .map(|text| Metadata { key: "Comments", value: text.into() })
            .into_iter()
            .collect()
    }
}

/// A file that is being written.
#[derive(Default)]
struct Lists {
    mitigations: Vec<Mitigation>,
    links: Vec<MitigationLink>,
    threats: Vec<Threat>,
    threat_numbers: Numbers,
    mitigation_numbers: Numbers,
}

impl Composer {
    /// The model in that form: what is written by hand, in the order of the model, then what rules found.
    pub fn of(context: &Context<'_>) -> Self {
        let mut lists = Lists::default();
        for (id, threat) in context.model.threats.iter() {
            lists.written(context, id, threat);
        }
        for entry in context.statements("recommend") {
            let note = Note::of(&entry.facts);
            let metadata = note.metadata();
            let status = note.status.unwrap_or("mitigationIdentified");
            lists.mitigation(&entry.label, Some(&entry.facts), status, note.tags, metadata);
        }
        for entry in context.analysis.entries.iter().filter(|entry| context.threats.reader.rule(*entry).is_rule()) {
            lists.derived(context, entry);
        }
        let figure = |at: usize| {
            let text = context.material.figures.get(at).map(|figure| figure.text.clone()).unwrap_or_default();
            format!("{DRAWN}\n\n```text\n{}\n```\n", text.trim_end())
        };
        let layers = format!("{DRAWN}\n\n```text\n{}\n```\n", context.material.layers.text.trim_end());
        let (assumptions, assumption_links) = assumptions(context, &lists);
        Self {
            schema: 1,
            application_info: Named {
                name: context.model.document.title.clone(),
                description: context.model.document.description.clone().unwrap_or_default(),
            },
            architecture: Picture { image: String::new(), description: layers },
            dataflow: Picture { image: String::new(), description: figure(0) },
            assumptions,
            mitigations: lists.mitigations,
            assumption_links,
            mitigation_links: lists.links,
            threats: lists.threats,
        }
    }

    /// The file.
    pub fn json(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }
}

/// Assumptions, and links to the threats and mitigations that their remarks name.
fn assumptions(context: &Context<'_>, lists: &Lists) -> (Vec<Assumption>, Vec<AssumptionLink>) {
    let (mut numbers, mut links) = (Numbers::default(), Vec::new());
    let mut one = |entry: &model::Entry| {
        let id = uuid("assumption", if entry.id.is_empty() { &entry.label } else { &entry.id });
        let mut note = Note::of(&entry.facts);
        note.comments.splice(0..0, entry.facts.text("reason").map(str::to_owned));
        note.tags.splice(0..0, entry.facts.text("validity").map(str::to_owned));
        match lists.named(&note.concerns) {
            Some(ends) => links.extend(ends.into_iter().map(|(kind, linked_id)| AssumptionLink {
                kind,
                assumption_id: id.clone(),
                linked_id,
            })),
            None => note.comments.push(format!("Concerns: {}", note.concerns)),
        }
        let number = numbers.next(Some(&entry.facts));
        let (content, metadata) = (entry.label.to_string(), note.metadata());
        Assumption { id, numeric_id: number, display_order: number, content, tags: note.tags, metadata }
    };
    let assumptions = context.statements("assumption").map(&mut one).collect();
    (assumptions, links)
}

impl Lists {
    /// A mitigation, once for all threats; its id.
    fn mitigation(
        &mut self,
        content: &str,
        facts: Option<&Facts>,
        status: &'static str,
        tags: Vec<String>,
        metadata: Vec<Metadata>,
    ) -> String {
        let comments = metadata.first().map(|one| one.value.to_string()).unwrap_or_default();
        let number = facts.and_then(|facts| facts.text("id")).unwrap_or_default();
        let rest = format!("{status}/{number}/{}/{comments}", tags.join(","));
        let known = self.mitigations.iter().any(|known| known.id == uuid("mitigation", content));
        let same = |known: &&Mitigation| {
            known.content == content && known.status == status && known.tags == tags && known.metadata == metadata
        };
        if let Some(known) = self.mitigations.iter().find(same) {
            return known.id.clone();
        }
        let id = if known { uuid("mitigation", &format!("{content}/{rest}")) } else { uuid("mitigation", content) };
        let number = self.mitigation_numbers.next(facts);
        let (content, display_order) = (content.to_owned(), number);
        let numeric_id = number;
        self.mitigations.push(Mitigation {
            id: id.clone(),
            numeric_id,
            display_order,
            content,
            status,
            tags,
            metadata,
        });
        id
    }

    /// The ends that a remark names by their texts, as our reader writes them; `None` where one of them is not there.
    fn named(&self, texts: &str) -> Option<Vec<(&'static str, String)>> {
        let threats = self.threats.iter().map(|threat| ("Threat", threat.id.as_str(), threat.name()));
        let mitigations = self.mitigations.iter().map(|one| ("Mitigation", one.id.as_str(), one.content.clone()));
        let all: Vec<(&'static str, &str, String)> = threats.chain(mitigations).collect();
        let mut rest = texts;
        let mut found = Vec::new();
        while !rest.is_empty() {
            let starts = |text: &str| {
                let behind = rest.strip_prefix(text)?;
                if behind.is_empty() { Some(behind) } else { behind.strip_prefix("; ") }
            };
            let ends = all.iter().filter(|(.., text)| !text.is_empty());
            let fits = ends.filter_map(|(kind, id, text)| Some((text.len(), *kind, *id, starts(text)?)));
            let longest = fits.reduce(|best, next| if next.0 > best.0 { next } else { best });
            let (_, kind, id, behind) = longest?;
            found.push((kind, id.to_owned()));
            rest = behind;
        }
        Some(found)
    }

    /// A threat that the author wrote, in the author's words.
    fn written(&mut self, context: &Context<'_>, id: model::ThreatId, threat: &model::Threat) {
        let written = |entry: &&Entry| {
            context.threats.reader.rule(*entry).written.as_ref().is_some_and(|written| written.threat == id)
        };
        let entry = context.analysis.entries.iter().find(written);
        let parts = entry.map(|entry| context.threats.reader.statement_parts(entry));
        let facts = &threat.facts;
        // What lies at a place of the model has all parts; what lies at none says what its author says.
        let parts = parts.filter(|_| !threat.on.places.is_empty());
        let part = |name: &str, filled: Option<&String>| {
            facts.text(name).map(str::to_owned).or_else(|| filled.cloned()).unwrap_or_default()
        };
        let severity = facts.text("severity").and_then(Severity::parse);
        let severity = severity.or(entry.filter(|_| parts.is_some()).map(|entry| entry.current.severity));
        let note = Note::of(facts);
        let mut comments: Vec<String> = threat.description.clone().into_iter().collect();
        comments.extend(note.comments.iter().cloned());
        let letters: Vec<String> =
            facts.texts("stride").into_iter().filter_map(Stride::parse).map(|it| it.letter().to_string()).collect();
        let metadata = [
            ("Priority", severity.map(|severity| priority(severity).into())),
            ("STRIDE", Some(letters).filter(|letters| !letters.is_empty()).map(Into::into)),
            ("Comments", Some(comments.join("\n")).filter(|text| !text.is_empty()).map(Into::into)),
        ];
        let state = entry.filter(|_| note.status.is_none() && parts.is_some()).map(|entry| state(entry.status));
        let statement = entry.map(|entry| context.threats.reader.statement(entry)).unwrap_or_default();
        let data = match (threat.affects.as_slice(), entry.filter(|_| parts.is_some())) {
            ([], Some(entry)) => context.threats.reader.assets(entry),
            (affects, _) => affects.to_vec(),
        };
        let number = self.threat_numbers.next(Some(facts));
        let uuid = uuid("threat", &threat.id);
        for measure in &threat.mitigations {
            let note = Note::of(&measure.facts);
            let status = progress(measure.facts.text("status"));
            let metadata = note.metadata();
            let id = self.mitigation(&measure.text, Some(&measure.facts), status, note.tags, metadata);
            self.links.push(MitigationLink { mitigation_id: id, linked_id: uuid.clone() });
        }
        self.threats.push(Threat {
            id: uuid,
            numeric_id: number,
            display_order: number,
            statement: facts.text("statement").map_or(statement, str::to_owned),
            threat_source: part("source", parts.as_ref().map(|parts| &parts.actor)),
            prerequisites: part("prerequisites", parts.as_ref().map(|parts| &parts.capability)),
            threat_action: part("action", parts.as_ref().map(|parts| &parts.action)),
            threat_impact: part("leads-to", parts.as_ref().map(|parts| &parts.leads_to)),
            impacted_goal: match facts.texts("goals").as_slice() {
                [] => parts.as_ref().map(|parts| goals(&parts.business)).unwrap_or_default(),
                stated => stated.iter().map(|goal| (*goal).to_owned()).collect(),
            },
            impacted_assets: data.into_iter().map(|id| context.model.data[id].label.to_string()).collect(),
            status: note.status.or(state).unwrap_or("threatIdentified"),
            tags: note.tags,
            metadata: listed(metadata),
        });
    }

    /// A threat that a rule found, with what counters it.
    fn derived(&mut self, context: &Context<'_>, entry: &Entry) {
        let reader = &context.threats.reader;
        let parts = reader.statement_parts(entry);
        let key = reader.rule(entry).name.to_string();
        let letters = entry.stride.map(|stride| serde_json::json!([Stride::letter(stride)]));
        let metadata = [
            ("Priority", Some(priority(entry.current.severity).into())),
            ("STRIDE", letters),
            ("Comments", Some(reader.description(entry).into())),
        ];
        let id = uuid("threat", &key);
        for counter in reader.counters(entry) {
            let name = super::recommendations::measure_name(&counter);
            let status = standing(super::recommendations::standing(&counter));
            let content = if counter.name.is_empty() { counter.text } else { format!("{name}: {}", counter.text) };
            let mitigation_id = self.mitigation(&content, None, status, vec![DERIVED.to_owned()], Vec::new());
            self.links.push(MitigationLink { mitigation_id, linked_id: id.clone() });
        }
        let number = self.threat_numbers.next(None);
        self.threats.push(Threat {
            id,
            numeric_id: number,
            display_order: number,
            statement: reader.statement(entry),
            threat_source: parts.actor,
            prerequisites: parts.capability,
            threat_action: parts.action,
            threat_impact: parts.leads_to,
            impacted_goal: goals(&parts.business),
            impacted_assets: reader
                .assets(entry)
                .into_iter()
                .map(|id| context.model.data[id].label.to_string())
                .collect(),
            status: state(entry.status),
            tags: vec![entry.number.to_string(), key, DERIVED.to_owned()],
            metadata: listed(metadata),
        });
    }
}

impl Threat {
    /// What people call it: what is done, else what comes of it, else the whole statement.
    fn name(&self) -> String {
        let texts = [&self.threat_action, &self.threat_impact, &self.statement];
        capital(&texts.into_iter().map(|text| one_line(text)).find(|text| !text.is_empty()).unwrap_or_default())
    }
}

fn listed<const N: usize>(metadata: [(&'static str, Option<serde_json::Value>); N]) -> Vec<Metadata> {
    metadata.into_iter().filter_map(|(key, value)| Some(Metadata { key, value: value? })).collect()
}

fn goals(business: &str) -> Vec<String> {
    let goals = ["confidentiality", "integrity", "availability"];
    goals.into_iter().filter(|goal| business.contains(goal)).map(str::to_owned).collect()
}

fn priority(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "High",
        Severity::Medium => "Medium",
        Severity::Low => "Low",
    }
}

fn state(status: Status) -> &'static str {
    match status {
        Status::Dismissed | Status::Avoided => "threatResolvedNotUseful",
        status if status.is_settled() => "threatResolved",
        _ => "threatIdentified",
    }
}

/// The state of a mitigation, by the status that its author states.
fn progress(status: Option<&str>) -> &'static str {
    match status {
        Some("implemented") => "mitigationResolved",
        Some("in-progress") => "mitigationInProgress",
        Some("rejected") => "mitigationResolvedWillNotAction",
        _ => "mitigationIdentified",
    }
}

/// The same by what stands for a counter.
fn standing(standing: Option<super::signs::Standing>) -> &'static str {
    use super::signs::Standing;
    match standing {
        Some(Standing::Implemented) => "mitigationResolved",
        Some(Standing::Partial | Standing::Missing(true)) => "mitigationInProgress",
        Some(Standing::Missing(false) | Standing::Unknown) => "mitigationIdentified",
        None => "mitigationResolvedWillNotAction",
    }
}
