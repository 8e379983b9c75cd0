//! The table of data assets in flow (methodology section 3.5).

use crate::model::{DataId, Model};
use crate::report::words::NOT_STATED;
use crate::report::{Cell, Column, Table};

const COLUMNS: &[Column] = &[
    Column::new("asset", "Asset"),
    Column::new("asset_name", "Asset Name"),
    Column::new("type", "Type"),
    Column::new("classification", "Classification"),
    Column::new("flows", "Flows"),
    Column::new("stores", "Stored In"),
    Column::new("owner", "Owner"),
    Column::new("protection_requirements", "Protection Requirements"),
];

/// One row per data asset, in source order.
pub fn data(model: &Model) -> Table {
    let carried = by_data(
        model,
        model.flows.values().map(|flow| {
            let data = flow.data.data().iter().chain(flow.returns.data()).copied();
            (flow.number.to_string(), data.collect())
        }),
    );
    let held =
        by_data(model, model.elements.values().map(|element| (element.label.to_string(), element.holds.to_vec())));
    let rows = model
        .data
        .iter()
        .zip(carried.into_iter().zip(held))
        .map(|((id, _), (flows, stores))| row(model, id, flows, stores))
        .collect();
    Table::new("data", "Data assets", COLUMNS, rows).or("No data assets.")
}

/// For each data asset, the names of what carries or holds it, each once.
fn by_data(model: &Model, places: impl Iterator<Item = (String, Vec<DataId>)>) -> Vec<Vec<String>> {
    let mut found: crate::base::arena::Arena<DataId, Vec<String>> =
        crate::base::arena::Arena::filled(model.data.len(), Vec::new());
    for (name, data) in places {
        for id in data {
            if found[id].last() != Some(&name) {
                found[id].push(name.clone());
            }
        }
    }
    found.values().cloned().collect()
}

fn row(model: &Model, id: DataId, flows: Vec<String>, stores: Vec<String>) -> Vec<Cell> {
    let data = &model.data[id];
    let kind = if data.asset { "asset" } else { "data" };
    let class = data.class.as_ref().map_or(NOT_STATED.to_owned(), |class| class.value.as_str().to_uppercase());
    vec![
        data.id.as_str().into(),
        data.label.as_str().into(),
        data.ty.map_or(kind.to_owned(), |ty| model.types[ty].label.to_string()).into(),
        class.into(),
        Cell::List(flows),
        Cell::List(stores),
        data.facts.text("owner").unwrap_or(NOT_STATED).into(),
        data.facts.texts("protection").join("; ").into(),
    ]
}
