//! The pictures of a model that belong together: the views that it names, else a default set.

use std::collections::BTreeSet;

use crate::graph::FlowGraph;
use crate::model::{Class, ElementKind, Model, ZoneId};
use crate::view::find::on;
use crate::view::notes::empty_reason;
use crate::view::overview::overview;
use crate::view::select::inside;
use crate::view::spec::{Focus, Level, ViewSpec};

/// Elements that a zone has to hold to have a picture of its own.
const FEWEST: usize = 2;

/// One of several pictures of a model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// A name that no other page has, fit for a file: `context`, `zone-cloud`, or that of the view.
    pub name: String,
    /// What it shows, in words.
    pub title: String,
    /// The arguments of `threatline diagram` that draw it alone.
    pub arguments: String,
    /// What it shows.
    pub spec: ViewSpec,
    /// The zone that it is the picture of.
    pub zone: Option<ZoneId>,
}

/// The pictures of a model: its views, else the default set. A model that is too large for one picture has an overview and a
/// page for each zone in any case.
pub fn pages(model: &Model, graph: &FlowGraph) -> Vec<Page> {
    let large = overview(model, graph, &Level::Full.into()).is_some();
    let views = views(model, graph);
    let mut pages = match views.is_empty() {
        true => default_set(model, graph, large),
        false if large => [views, vec![whole()], zones(model, 1)].concat(),
        false => views,
    };
    if large && model.views.is_empty() {
        let known: Vec<Option<ZoneId>> = pages.iter().map(|page| page.zone).collect();
        pages.extend(zones(model, 1).into_iter().filter(|page| !known.contains(&page.zone)));
    }
    distinct(&mut pages);
    pages
}

/// The views that the model names.
fn views(model: &Model, graph: &FlowGraph) -> Vec<Page> {
    let page = |view: &crate::model::View| {
        let spec = ViewSpec::of_statement(model, graph, view);
        let zone = match spec.focus.as_slice() {
            [Focus::Zone(zone)] => Some(*zone),
            _ => None,
        };
        let arguments = format!("--view {}", view.id);
        Page { name: view.id.to_string(), title: view.label.to_string(), arguments, spec, zone }
    };
    model.views.iter().map(page).collect()
}

/// Context, everything, each zone, each boundary, and each critical data asset. In a large model, boundaries that nobody
/// declared are too many: there is one for each pair of zones.
fn default_set(model: &Model, graph: &FlowGraph, large: bool) -> Vec<Page> {
    let mut pages = Vec::new();
    let outside = |kind: ElementKind| matches!(kind, ElementKind::Actor | ElementKind::External);
    if model.elements.values().any(|element| outside(element.kind)) {
        pages.push(page("context", "Context".to_owned(), "--level 0", Level::Context.into()));
    }
    pages.push(whole());
    pages.extend(zones(model, FEWEST));
    for (id, border) in graph.borders.iter() {
        let wanted = !large || border.declared.is_some();
        if wanted && graph.crossings.values().any(|crossing| crossing.border == Some(id)) {
            let title = format!("Boundary {}: {}", border.id, border.label);
            let spec = on(model, graph, Focus::Border(id));
            pages.push(page(&format!("boundary-{}", border.id), title, &format!("--view {}", border.id), spec));
        }
    }
    let critical = |data: &crate::model::Data| data.class.as_ref().is_some_and(|class| class.value == Class::Critical);
    for (id, data) in model.data.iter().filter(|(_, data)| critical(data)) {
        let spec = on(model, graph, Focus::Data(id));
        if empty_reason(model, graph, &spec).is_none() {
            let title = format!("Critical data: {}", data.label);
            pages.push(page(&format!("data-{}", data.id), title, &format!("--data {}", data.id), spec));
        }
    }
    pages
}

fn whole() -> Page {
    page("overview", "Zones and elements".to_owned(), "--level 1", Level::Overview.into())
}

/// A page for each declared zone with at least as many elements.
fn zones(model: &Model, fewest: usize) -> Vec<Page> {
    let mut pages = Vec::new();
    for (id, zone) in model.zones.iter().filter(|(_, zone)| !zone.implicit) {
        if inside(model, id).len() < fewest {
            continue;
        }
        let spec = ViewSpec { level: Level::Overview, ..ViewSpec::on(zone.label.as_str(), vec![Focus::Zone(id)]) };
        let arguments = format!("--view {} --level 1", zone.id);
        let page = page(&format!("zone-{}", zone.id), format!("Zone: {}", zone.label), &arguments, spec);
        pages.push(Page { zone: Some(id), ..page });
    }
    pages
}

fn page(name: &str, title: String, arguments: &str, spec: ViewSpec) -> Page {
    Page { name: name.to_owned(), title, arguments: arguments.to_owned(), spec, zone: None }
}

/// Makes names differ in more than case, because some file systems see no other difference.
fn distinct(pages: &mut [Page]) {
    let mut taken: BTreeSet<String> = BTreeSet::new();
    for page in pages {
        let first = page.name.clone();
        let mut number = 2;
        while !taken.insert(page.name.to_lowercase()) {
            page.name = format!("{first}-{number}");
            number += 1;
        }
    }
}
