//! Group I: assets and their classes.

use std::collections::BTreeSet;

use threatline::model::{Class, Data};

use super::case::{Case, cells, column, first_words, header, holds, listed, passage, same, set};
use super::{Requirement, document, tests};
use crate::support::{clean, model};

pub const REQUIREMENTS: &[Requirement] = &[
    document(82, "assets: the six columns of the methodology", asset_columns),
    document(83, "asset ids are A01 and so on, once each; the type is Data or Asset", asset_ids),
    document(84, "where nobody says where an asset lies, its stores do", asset_locations),
    document(85, "owners are stated, or there is a TODO and a finding", asset_owners),
    document(86, "classes are CRITICAL, HIGH, MEDIUM or LOW; what has none says so", asset_classes),
    document(
        87,
        "four classes with definition, assets and requirements; each asset stands under its own",
        class_sections,
    ),
    document(
        88,
        "critical data has the requirements of the methodology, with its time of retention or a TODO",
        critical_requirements,
    ),
    tests(
        89,
        "each requirement of critical data that the model does not meet is found",
        &["i::requirements_that_are_not_met_are_found"],
    ),
    document(90, "flows by class: the six columns of the methodology", class_columns),
    document(91, "the class of a flow is the highest of its data", flow_classes),
    document(92, "the category of data is recorded, and listed in the tables for programs", data_categories),
    document(93, "data without a class, and flows and stores without data, are reported", unclassified),
];

fn missing(condition: bool, what: &str, otherwise: &str) -> String {
    if condition { format!("TODO({what})") } else { otherwise.to_owned() }
}

fn asset_columns(case: &Case) -> Result<(), String> {
    let wanted = vec!["Asset ID", "Asset Name", "Type", "Classification", "Location", "Owner"];
    same(&header(case.table("data")), &wanted)
}

fn asset_ids(case: &Case) -> Result<(), String> {
    let (table, data) = (case.table("data"), &case.outcome.model.data);
    let ids = cells(&column(table, "asset_id"));
    let digits = |id: &String| id.strip_prefix('A').is_some_and(|it| it.len() >= 2 && it.parse::<u32>().is_ok());
    holds(ids.iter().all(digits), format!("{ids:?}"))?;
    same(&ids.iter().collect::<BTreeSet<_>>().len(), &data.len())?;
    let kinds = data.values().map(|data| if data.asset { "Asset" } else { "Data" }.to_owned());
    same(&cells(&column(table, "type")), &kinds.collect())
}

fn asset_locations(case: &Case) -> Result<(), String> {
    let model = &case.outcome.model;
    for (text, (id, data)) in cells(&column(case.table("data"), "location")).iter().zip(model.data.iter()) {
        let stores = model.elements.values().filter(|element| element.holds.contains(&id)).map(|it| it.label.as_str());
        let stated = data.facts.texts("location");
        let unnamed: Vec<&str> = stores.chain(stated).filter(|place| !text.contains(place)).collect();
        holds(!text.is_empty() && unnamed.is_empty(), format!("{}: `{text}` without {unnamed:?}", data.number))?;
    }
    Ok(())
}

fn asset_owners(case: &Case) -> Result<(), String> {
    let data = || case.outcome.model.data.values();
    let wanted = |it: &Data| {
        missing(!it.facts.has("owner"), &format!("{}: owner", it.number), it.facts.text("owner").unwrap_or_default())
    };
    same(&cells(&column(case.table("data"), "owner")), &data().map(wanted).collect())?;
    let found = case.lint("W0210");
    let unowned =
        data().filter(|data| !data.asset && !data.facts.has("owner")).find(|data| !found.contains(&data.id.as_str()));
    holds(unowned.is_none(), format!("{unowned:?}"))
}

/// The word for a class.
fn class(data: &Data) -> String {
    data.class.as_ref().map_or("not stated".to_owned(), |class| class.value.as_str().to_uppercase())
}

fn asset_classes(case: &Case) -> Result<(), String> {
    let found = cells(&column(case.table("data"), "classification"));
    same(&found, &case.outcome.model.data.values().map(class).collect())?;
    let known = ["CRITICAL", "HIGH", "MEDIUM", "LOW", "not stated"];
    holds(found.iter().all(|word| known.contains(&word.as_str())), format!("{found:?}"))
}

fn class_sections(case: &Case) -> Result<(), String> {
    let sections = &case.section("data-classification").sections;
    let titles: Vec<&str> = sections.iter().take(4).map(|section| section.title.as_str()).collect();
    let wanted = [
        "CRITICAL (Highest Protection)",
        "HIGH (Strong Protection)",
        "MEDIUM (Standard Protection)",
        "LOW (Basic Protection)",
    ];
    same(&titles, &wanted.to_vec())?;
    let mut listed_ids: Vec<String> = Vec::new();
    for section in sections {
        let four = section.title != "Not classified";
        holds(!four || passage(section, "Definition").is_some_and(|text| text.len() > 20), "no definition")?;
        holds(!four || !listed(section, "Protection Requirements").is_empty(), "no requirements")?;
        for line in set(listed(section, "Assets")) {
            let id = line.split(' ').next().unwrap_or_default();
            let data = case.outcome.model.data.values().find(|data| data.number == id).ok_or(id)?;
            same(&section.title.starts_with(&class(data)), &four)?;
            listed_ids.push(id.to_owned());
        }
    }
    listed_ids.sort();
    let mut all: Vec<String> = case.outcome.model.data.values().map(|data| data.number.to_string()).collect();
    all.sort();
    same(&listed_ids, &all)
}

fn critical_requirements(case: &Case) -> Result<(), String> {
    let section = &case.section("data-classification").sections[0];
    let found = listed(section, "Protection Requirements");
    let wanted = [
        "Encryption at rest (AES-256)",
        "Encryption in transit (TLS 1.3)",
        "Access logging and monitoring",
        "Multi-factor authentication for access",
        "Data masking in non-production",
    ];
    same(&found[..5].to_vec(), &wanted.map(str::to_owned).to_vec())?;
    let critical = case.outcome.model.data.values().filter(|data| class(data) == "CRITICAL");
    for data in critical.filter(|data| !data.asset) {
        let time = data.facts.text("retention");
        let time = missing(time.is_none(), &format!("{}: retention", data.number), time.unwrap_or_default());
        let line = format!("Retention of {} {}: {time}", data.number, data.label);
        holds(found.contains(&line), format!("no `{line}` in {found:?}"))?;
    }
    holds(found.iter().any(|line| line.starts_with("Retention")), "nothing about retention")
}

/// A model with critical data that meets none of the requirements of its class.
const OPEN: &str = r#"
data cards is pci "Cards" class=critical owner="Payments"
actor user
zone cloud trust=internal {
  process web is web-app missing=audit-logging,mfa,admin-mfa
  store db is sql-db holds=cards encryption=none missing=data-masking
}
zone lab is nonprod trust=internal { store copy is sql-db holds=cards encryption=aes-256 }
DF1: user -> web "Pays" via http data=cards auth=password encryption=none
DF2: web -> db "Stores" via postgres data=cards encryption=tls1.3
"#;

#[test]
fn requirements_that_are_not_met_are_found() {
    let case = Case::new("open", clean(OPEN));
    let reader = case.outcome.analysis.reader(&case.outcome.model, &case.outcome.graph);
    let weaknesses = |key: &str| {
        let threat = case.outcome.analysis.threats.iter().find(|threat| threat.key == key);
        let threat = threat.unwrap_or_else(|| panic!("no threat {key}"));
        reader.weaknesses(threat).join("\n").to_lowercase()
    };
    for (requirement, key, says) in [
        ("encryption at rest", "stored-copy-theft@db", "encrypt"),
        ("encryption in transit", "sniff@DF1", "not encrypted"),
        ("access logging", "missing-audit@web", "writes no audit records"),
        ("multi-factor authentication", "credential-stuffing@DF1", "asks for a single factor"),
        ("masking", "nonprod-copy@db", "real records"),
    ] {
        let found = weaknesses(key);
        assert!(found.contains(says), "{requirement}: {found}");
    }
    assert_eq!(case.lint("W0301").len(), 1, "critical data in the open");
    assert_eq!(case.lint("W0210"), ["cards"], "no time of retention");
}

fn class_columns(case: &Case) -> Result<(), String> {
    let wanted = vec!["Data Flow", "Source", "Destination", "Classification", "Encryption", "Authentication"];
    same(&header(case.table("flow-classes")), &wanted)?;
    let [own, all] = [("flow-classes", "data_flow"), ("flows", "flow_id")]
        .map(|(table, key)| first_words(&column(case.table(table), key)));
    same(&own, &all)
}

fn flow_classes(case: &Case) -> Result<(), String> {
    let model = &case.outcome.model;
    for (text, flow) in cells(&column(case.table("flow-classes"), "classification")).iter().zip(model.flows.values()) {
        let data = flow.data.data().iter().chain(flow.returns.data()).map(|&id| &model.data[id]);
        let highest: Option<Class> = data.filter_map(|data| Some(data.class.as_ref()?.value)).max();
        match highest {
            Some(class) => same(text, &class.as_str().to_uppercase())?,
            None => holds(text == "not stated" || text.starts_with("none: "), text)?,
        }
    }
    Ok(())
}

fn data_categories(case: &Case) -> Result<(), String> {
    const CATEGORIES: &[&str] =
        &["personal", "financial", "credentials", "business", "technical", "other", "not stated"];
    for name in ["data", "data-in-flow"] {
        let found = cells(&column(case.table(name), "category"));
        let stated = case.outcome.model.data.values().map(|data| data.facts.text("category").unwrap_or("not stated"));
        same(&found, &stated.map(str::to_owned).collect())?;
        holds(found.iter().all(|word| CATEGORIES.contains(&word.as_str())), format!("{found:?}"))?;
    }
    Ok(())
}

fn unclassified(case: &Case) -> Result<(), String> {
    let found = case.lint("W0206");
    let open = case.outcome.model.data.values().filter(|data| data.class.is_none() && !data.asset);
    same(&found, &open.map(|data| data.id.as_str()).collect())?;
    let text = "data d\nprocess p\nstore s\np -> s \"Asks\"\np -> s \"Locks\" data=none";
    let bare = Case::new("bare", model(text));
    same(&(bare.lint("W0206"), bare.lint("W0204")), &(vec!["d"], vec!["p -> s"]))
}
