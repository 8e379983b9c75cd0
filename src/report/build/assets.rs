//! Assets and their classes: sections 3.5 and 5 of the methodology.

use crate::base::text::one_line;
use crate::model::{Class, Data, DataId, Flow, Model};
use crate::report::words::{NOT_STATED, fact};
use crate::report::{Block, Cell, Column, Section, Table, Text, see};

use super::Context;
use super::parts::Content;

const IN_FLOW: &[Column] = &[
    Column::new("asset_id", "Asset ID"),
    Column::new("asset_name", "Asset Name"),
    Column::new("flows", "Flows"),
    Column::new("classification", "Classification"),
    Column::new("protection_requirements", "Protection Requirements"),
    Column::machine("stores"),
    Column::machine("category"),
];

const INVENTORY: &[Column] = &[
    Column::new("asset_id", "Asset ID"),
    Column::new("asset_name", "Asset Name"),
    Column::new("type", "Type"),
    Column::new("classification", "Classification"),
    Column::new("location", "Location"),
    Column::new("owner", "Owner"),
    Column::machine("category"),
    Column::machine("retention"),
];

const FLOWS: &[Column] = &[
    Column::new("data_flow", "Data Flow"),
    Column::new("source", "Source"),
    Column::new("destination", "Destination"),
    Column::new("classification", "Classification"),
    Column::new("encryption", "Encryption"),
    Column::new("authentication", "Authentication"),
];

const SENSITIVITY: &[Column] = &[
    Column::new("asset", "Asset"),
    Column::new("description", "Description"),
    Column::new("sensitivity", "Sensitivity"),
];

/// A class as the document describes it, unless the organisation says otherwise.
struct Classified {
    class: Class,
    title: &'static str,
    definition: &'static str,
    requirements: &'static [&'static str],
}

/// The classes of the methodology, section 5.2.
const CLASSES: &[Classified] = &[
    Classified {
        class: Class::Critical,
        title: "CRITICAL (Highest Protection)",
        definition: "Data that would cause severe harm if it were compromised",
        requirements: &[
            "Encryption at rest (AES-256)",
            "Encryption in transit (TLS 1.3)",
            "Access logging and monitoring",
            "Multi-factor authentication for access",
            "Data masking in non-production",
        ],
    },
    Classified {
        class: Class::High,
        title: "HIGH (Strong Protection)",
        definition: "Data that would cause considerable harm to people or the business if it were compromised",
        requirements: &[
            "Encryption at rest",
            "Encryption in transit (TLS 1.2 or later)",
            "Access by role, with access logging",
            "Data masking in non-production",
        ],
    },
    Classified {
        class: Class::Medium,
        title: "MEDIUM (Standard Protection)",
        definition: "Data for internal use that would cause limited harm if it were compromised",
        requirements: &["Encryption in transit", "Access for authenticated users"],
    },
    Classified {
        class: Class::Low,
        title: "LOW (Basic Protection)",
        definition: "Data that is public, or would cause hardly any harm if it were compromised",
        requirements: &["Protection against unauthorised change"],
    },
];

/// The class in the words of the methodology.
fn class_of(data: &Data) -> Option<Class> {
    data.class.as_ref().map(|class| class.value)
}

fn class_word(class: Option<Class>) -> String {
    class.map_or_else(|| NOT_STATED.to_owned(), |class| class.as_str().to_uppercase())
}

fn flows_of(model: &Model, id: DataId) -> Vec<String> {
    let carries = |flow: &&Flow| flow.data.data().contains(&id) || flow.returns.data().contains(&id);
    model.flows.values().filter(carries).map(|flow| flow.number.to_string()).collect()
}

fn stores_of(model: &Model, id: DataId) -> Vec<String> {
    let holds = model.elements.values().filter(|element| element.holds.contains(&id));
    holds.map(|element| element.label.to_string()).collect()
}

/// Where an asset is kept: what the author says, else what holds it, else where it is on its way.
fn location(model: &Model, id: DataId, data: &Data) -> Cell {
    let stated: Vec<String> = data.facts.texts("location").into_iter().map(str::to_owned).collect();
    let stores = stores_of(model, id);
    match (stores.is_empty(), stated.is_empty(), data.asset) {
        (false, true, _) => Cell::List(stores),
        (false, false, _) => format!("{} ({})", stores.join(", "), stated.join(", ")).into(),
        (true, false, _) => Cell::List(stated),
        (true, true, true) => "The whole system".into(),
        (true, true, false) if flows_of(model, id).is_empty() => NOT_STATED.into(),
        (true, true, false) => "In transit only".into(),
    }
}

impl Context<'_> {
    /// `A01 Prompts (HIGH)`
    pub(super) fn asset(&self, id: DataId) -> String {
        let data = &self.model.data[id];
        format!("{} {} ({})", data.number, data.label, class_word(class_of(data)))
    }
}

/// What protects an asset beyond its class, and how long it is kept.
fn requirements(data: &Data) -> Vec<String> {
    let mut all: Vec<String> = data.facts.texts("protection").into_iter().map(str::to_owned).collect();
    all.extend(data.facts.text("retention").map(|time| format!("Retention: {time}")));
    all
}

/// 3.5
pub(super) fn in_flow(context: &Context<'_>) -> Content {
    let row = |(id, data): (DataId, &Data)| {
        let class = class_of(data);
        let known = class.and_then(|class| CLASSES.iter().find(|known| known.class == class));
        let standard = known.map(|known| format!("{}{}", known.title, see("data-classification", ", as ", " says")));
        vec![
            data.number.as_str().into(),
            data.label.as_str().into(),
            or_none(flows_of(context.model, id)),
            class_word(class).into(),
            Cell::List(standard.into_iter().chain(requirements(data)).collect()),
            Cell::List(stores_of(context.model, id)),
            data.facts.text("category").unwrap_or(NOT_STATED).into(),
        ]
    };
    let rows = context.model.data.iter().map(row).collect();
    Content::block(Block::Table(Table::new("data-in-flow", "Data assets in flow", IN_FLOW, rows)))
}

fn or_none(items: Vec<String>) -> Cell {
    if items.is_empty() { "none".into() } else { Cell::List(items) }
}

/// 5.1
pub(super) fn inventory(context: &Context<'_>) -> Content {
    let row = |(id, data): (DataId, &Data)| {
        let owner = match data.facts.text("owner") {
            Some(owner) => owner.into(),
            None => Text::missing(format!("{}: owner", data.number), "add `owner=\"…\"` to the asset", Some(data.span)),
        };
        vec![
            data.number.as_str().into(),
            data.label.as_str().into(),
            if data.asset { "Asset" } else { "Data" }.into(),
            class_word(class_of(data)).into(),
            location(context.model, id, data),
            owner.into(),
            data.facts.text("category").unwrap_or(NOT_STATED).into(),
            data.facts.text("retention").unwrap_or(NOT_STATED).into(),
        ]
    };
    let rows = context.model.data.iter().map(row).collect();
    Content::block(Block::Table(Table::new("data", "Asset inventory", INVENTORY, rows)))
}

/// 5.2
pub(super) fn classification(context: &Context<'_>) -> Content {
    let mut sections: Vec<Section> = CLASSES.iter().map(|known| class_section(context, known)).collect();
    let open: Vec<String> =
        context.model.data.iter().filter(|(_, data)| data.class.is_none()).map(|(id, _)| context.asset(id)).collect();
    if !open.is_empty() {
        sections.push(Section::plain("Not classified").with([
            Block::paragraph("The model does not say how these are to be protected. Threats to them are rated as if they were of medium class."),
            Block::list("Assets", open),
        ]));
    }
    Content::sections(sections)
}

fn class_section(context: &Context<'_>, known: &Classified) -> Section {
    let own: Vec<(DataId, &Data)> =
        context.model.data.iter().filter(|(_, data)| class_of(data) == Some(known.class)).collect();
    let definition = context.material.classes.get(&known.class).map_or(known.definition, String::as_str);
    let mut required: Vec<Text> = known.requirements.iter().map(|&text| text.into()).collect();
    for (_, data) in &own {
        let special = data.facts.texts("protection");
        required.extend(special.into_iter().map(|text| format!("{} {}: {text}", data.number, data.label).into()));
    }
    let kept = own.iter().filter(|(_, data)| known.class >= Class::High || data.facts.has("retention"));
    required.extend(kept.map(|(_, data)| retention(data)));
    if known.class == Class::Critical && own.is_empty() {
        required.push("Retention: as regulations demand, stated for each asset".into());
    }
    Section::plain(known.title).with([
        Block::Passage("Definition".to_owned(), definition.into()),
        Block::list("Assets", own.iter().map(|(id, _)| context.asset(*id))),
        Block::list("Protection Requirements", required),
    ])
}

fn retention(data: &Data) -> Text {
    let start = format!("Retention of {} {}: ", data.number, data.label);
    match data.facts.text("retention") {
        Some(time) => format!("{start}{time}").into(),
        None if data.asset => format!("{start}not applicable, it is not data").into(),
        None => Text::from(start).then(Text::missing(
            format!("{}: retention", data.number),
            "add `retention=90d` to the data",
            Some(data.span),
        )),
    }
}

/// 5.3
pub(super) fn flows(context: &Context<'_>) -> Content {
    let model = context.model;
    let row = |flow: &Flow| {
        let all: Vec<_> = flow.data.data().iter().chain(flow.returns.data()).copied().collect();
        let class = match model.highest_class(&all) {
            Some(class) => class.as_str().to_uppercase(),
            None if flow.data == crate::model::Carried::Nothing => {
                "none: it carries nothing worth protecting".to_owned()
            }
            None => NOT_STATED.to_owned(),
        };
        vec![
            flow.number.as_str().into(),
            model.elements[flow.source].label.as_str().into(),
            model.elements[flow.target].label.as_str().into(),
            class.into(),
            fact(&flow.facts, "encryption").into(),
            fact(&flow.facts, "auth").into(),
        ]
    };
    let rows = model.flows.values().map(row).collect();
    let mut blocks = vec![Block::Table(Table::new("flow-classes", "Classes of data flows", FLOWS, rows))];
    let below: Vec<String> = model.flows.values().filter_map(|flow| below_requirement(model, flow)).collect();
    if !below.is_empty() && !context.is_public() {
        blocks.push(Block::list("Below what the class asks for", below));
    }
    Content::blocks(blocks)
}

/// Encryption in transit that section 5.2 does not accept, by class; what is not stated is a question, not a finding.
const BELOW: &[(Class, &[&str])] = &[
    (Class::Critical, &["none", "tls1.0", "tls1.1", "tls1.2", "dtls", "dtls1.2", "starttls", "tls"]),
    (Class::High, &["none", "tls1.0", "tls1.1", "starttls", "tls"]),
    (Class::Medium, &["none"]),
];

/// `DF11 carries CRITICAL data with TLS 1.2`
fn below_requirement(model: &Model, flow: &Flow) -> Option<String> {
    let all: Vec<_> = flow.data.data().iter().chain(flow.returns.data()).copied().collect();
    let class = model.highest_class(&all)?;
    let word = flow.facts.text("encryption")?;
    let (_, words) = BELOW.iter().find(|(known, _)| *known == class)?;
    let class = class.as_str().to_uppercase();
    words
        .contains(&word)
        .then(|| format!("{} carries {class} data with {}", flow.number, fact(&flow.facts, "encryption")))
}

/// Template 5B, section 3: three levels for four classes.
pub(super) fn sensitivity(context: &Context<'_>) -> Content {
    let row = |(id, data): (DataId, &Data)| {
        let described = data.description.clone().or_else(|| data.facts.text("note").map(str::to_owned));
        let described = described.map_or_else(
            || {
                let stores = stores_of(context.model, id);
                let flows = flows_of(context.model, id);
                match (stores.is_empty(), flows.is_empty()) {
                    (false, _) => format!("Kept in {}", stores.join(", ")),
                    (true, false) => format!("Moves over {}", flows.join(", ")),
                    (true, true) if data.asset => "Of the whole system".to_owned(),
                    (true, true) => "Neither kept nor moved by a part of the model".to_owned(),
                }
            },
            |text| one_line(&text),
        );
        let level = match class_of(data) {
            Some(Class::Critical | Class::High) => "High",
            Some(Class::Medium) => "Medium",
            Some(Class::Low) => "Low",
            None => NOT_STATED,
        };
        vec![format!("{} {}", data.number, data.label).into(), described.into(), level.into()]
    };
    let rows = context.model.data.iter().map(row).collect();
    Content::block(Block::Table(Table::new("sensitivity", "Assets", SENSITIVITY, rows)))
}
