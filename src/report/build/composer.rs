//! The model as Threat Composer reads it: `.tc.json`, version 1 of its form.
//!
//! Ids are made from keys, so that the same threat has the same id in the next file.

use serde::Serialize;

use crate::base::text::uuid;
use crate::model::{Severity, Stride};
use crate::threats::{Entry, Status};

use super::Context;

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

#[derive(Debug, Serialize)]
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

impl Composer {
    /// The model in that form.
    pub fn of(context: &Context<'_>) -> Self {
        let mut mitigations: Vec<Mitigation> = Vec::new();
        let mut links: Vec<MitigationLink> = Vec::new();
        let mut threats = Vec::new();
        for (at, entry) in context.analysis.entries.iter().enumerate() {
            let threat = threat(context, at, entry);
            for counter in context.threats.reader.counters(entry) {
                let name = super::recommendations::measure_name(&counter);
                let standing = super::recommendations::standing(&counter);
                let key = format!("{name}: {}", counter.text);
                let id = uuid("mitigation", &key);
                if !mitigations.iter().any(|known| known.id == id) {
                    let number = mitigations.len() + 1;
                    mitigations.push(mitigation(
                        &id,
                        number,
                        if counter.name.is_empty() { &counter.text } else { &key },
                        standing,
                    ));
                }
                links.push(MitigationLink { mitigation_id: id, linked_id: threat.id.clone() });
            }
            threats.push(threat);
        }
        let figure = |at: usize| {
            let text = context.material.figures.get(at).map(|figure| figure.text.clone()).unwrap_or_default();
            format!("```text\n{}\n```\n", text.trim_end())
        };
        let layers = format!("```text\n{}\n```\n", context.material.layers.text.trim_end());
        Self {
            schema: 1,
            application_info: Named {
                name: context.model.document.title.clone(),
                description: context.model.document.description.clone().unwrap_or_default(),
            },
            architecture: Picture { image: String::new(), description: layers },
            dataflow: Picture { image: String::new(), description: figure(0) },
            assumptions: assumptions(context),
            mitigations,
            assumption_links: Vec::new(),
            mitigation_links: links,
            threats,
        }
    }

    /// The file.
    pub fn json(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }
}

fn assumptions(context: &Context<'_>) -> Vec<Assumption> {
    let one = |(at, entry): (usize, &crate::model::Entry)| {
        let reason = entry.facts.text("reason").map(|reason| Metadata { key: "Comments", value: reason.into() });
        Assumption {
            id: uuid("assumption", if entry.id.is_empty() { &entry.label } else { &entry.id }),
            numeric_id: at + 1,
            display_order: at + 1,
            content: entry.label.to_string(),
            tags: entry.facts.text("validity").map(str::to_owned).into_iter().collect(),
            metadata: reason.into_iter().collect(),
        }
    };
    context.statements("assumption").enumerate().map(one).collect()
}

fn mitigation(id: &str, number: usize, content: &str, standing: Option<super::signs::Standing>) -> Mitigation {
    use super::signs::Standing;
    let status = match standing {
        Some(Standing::Implemented) => "mitigationResolved",
        Some(Standing::Partial | Standing::Missing(true)) => "mitigationInProgress",
        Some(Standing::Missing(false) | Standing::Unknown) => "mitigationIdentified",
        None => "mitigationResolvedWillNotAction",
    };
    Mitigation {
        id: id.to_owned(),
        numeric_id: number,
        display_order: number,
        content: content.to_owned(),
        status,
        tags: Vec::new(),
        metadata: Vec::new(),
    }
}

fn threat(context: &Context<'_>, at: usize, entry: &Entry) -> Threat {
    let reader = &context.threats.reader;
    let parts = reader.statement_parts(entry);
    let key = reader.rule(entry).name.to_string();
    let priority = match entry.current.severity {
        Severity::Critical | Severity::High => "High",
        Severity::Medium => "Medium",
        Severity::Low => "Low",
    };
    let status = match entry.status {
        Status::Dismissed | Status::Avoided => "threatResolvedNotUseful",
        status if status.is_settled() => "threatResolved",
        _ => "threatIdentified",
    };
    let goals = ["confidentiality", "integrity", "availability"];
    let letters = entry.stride.map(|stride| serde_json::json!([Stride::letter(stride)]));
    let metadata = [
        ("Priority", Some(priority.into())),
        ("STRIDE", letters),
        ("Comments", Some(reader.description(entry).into())),
    ];
    Threat {
        id: uuid("threat", &key),
        numeric_id: at + 1,
        display_order: at + 1,
        statement: reader.statement(entry),
        threat_source: parts.actor,
        prerequisites: parts.capability,
        threat_action: parts.action,
        threat_impact: parts.leads_to,
        impacted_goal: goals
            .iter()
            .filter(|goal| parts.business.contains(**goal))
            .map(|goal| (*goal).to_owned())
            .collect(),
        impacted_assets: reader.assets(entry).into_iter().map(|id| context.model.data[id].label.to_string()).collect(),
        status,
        tags: vec![entry.number.to_string(), key],
        metadata: metadata.into_iter().filter_map(|(key, value)| Some(Metadata { key, value: value? })).collect(),
    }
}
