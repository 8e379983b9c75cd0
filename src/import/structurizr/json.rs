//! Structurizr's JSON: the same model with ids instead of identifiers.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use super::super::draft::{Draft, Item};
use super::super::json::{list, parse, string};
use super::super::{Refusal, nesting};
use super::kind::{self, Described};
use super::model::flow;
use super::views::{self, Flows, Step};

/// Lists of elements, with the kind of what is in them.
const LISTS: &[(&str, &str)] = &[
    ("/people", "person"),
    ("/softwareSystems", "softwaresystem"),
    ("/containers", "container"),
    ("/components", "component"),
    ("/customElements", "element"),
    ("/deploymentNodes", "deploymentnode"),
    ("/children", "deploymentnode"),
    ("/infrastructureNodes", "infrastructurenode"),
];
/// Lists of instances, with the place of the id of what they are instances of.
const INSTANCES: &[(&str, &str)] =
    &[("/containerInstances", "/containerId"), ("/softwareSystemInstances", "/softwareSystemId")];
/// How deep elements may lie in each other.
const DEEPEST: usize = 100;

pub(super) fn read(text: &str) -> Result<Draft, Refusal> {
    let json = parse(text)?;
    let model = json.get("model").filter(|model| model.is_object());
    let model = model.ok_or_else(|| Refusal::new("there is no `model`, which every Structurizr workspace has"))?;
    let draft = Draft { title: string(&json, "/name"), about: string(&json, "/description"), ..Draft::default() };
    let mut workspace = Workspace { draft, ..Workspace::default() };
    workspace.separator = string(model, "/properties/structurizr.groupSeparator");
    workspace.elements(model, None, 0);
    workspace.flows();
    let mut draft = workspace.draft;
    if super::settle_ours(&mut draft, &properties(model)) {
        return Ok(draft);
    }
    nesting::settle(&mut draft);
    let dynamic = list(&json, "/views/dynamicViews");
    let flows = Flows::of(&draft);
    let scenarios: Vec<Item> =
        dynamic.iter().enumerate().map(|(at, view)| scenario(at, view, &workspace.ends, &flows)).collect();
    draft.items.extend(scenarios);
    Ok(draft)
}

#[derive(Default)]
struct Workspace<'j> {
    draft: Draft,
    separator: String,
    groups: BTreeSet<String>,
    relations: Vec<&'j Json>,
    /// The ends of relationships, by their ids.
    ends: BTreeMap<String, [String; 2]>,
    /// What instances are instances of, by their ids.
    instances: BTreeMap<String, String>,
}

impl<'j> Workspace<'j> {
    fn elements(&mut self, json: &'j Json, around: Option<&str>, depth: usize) {
        if depth > DEEPEST {
            return self.draft.dropped("elements", format!("they lie more than {DEEPEST} deep in each other"), 0);
        }
        for (place, kind) in LISTS {
            for element in list(json, place) {
                let inside = self.group(&string(element, "/group"), around);
                let environment = string(element, "/environment");
                let inside = match around {
                    None if !environment.is_empty() => Some(self.zone("deploymentenvironment", &environment, None)),
                    _ => inside,
                };
                let id = string(element, "/id");
                let has_parts = LISTS.iter().any(|(place, _)| !list(element, place).is_empty());
                let mut item = kind::item(described(element, kind), &id, has_parts, &mut self.draft);
                if item.exact.is_none() {
                    item.inside = inside;
                }
                self.draft.items.push(item);
                self.relations.extend(list(element, "/relationships"));
                self.elements(element, Some(&id), depth + 1);
            }
        }
        for (place, of) in INSTANCES {
            for instance in list(json, place) {
                let of = string(instance, of);
                let why = "an element stands in one zone: move it there if that is the boundary that matters";
                self.draft.dropped(format!("instance of element {of}"), why, 0);
                self.instances.insert(string(instance, "/id"), of);
            }
        }
    }

    /// The zone for a group such as `Organisation/Department`, with those around it.
    fn group(&mut self, group: &str, around: Option<&str>) -> Option<String> {
        let mut inside = around.map(str::to_owned);
        let names = match self.separator.as_str() {
            "" => vec![group],
            separator => group.split(separator).collect(),
        };
        for name in names.into_iter().filter(|name| !name.is_empty()).take(DEEPEST) {
            inside = Some(self.zone("group", name, inside.as_deref()));
        }
        inside
    }

    fn zone(&mut self, kind: &str, name: &str, inside: Option<&str>) -> String {
        let key = format!("{kind} {}/{name}", inside.unwrap_or_default());
        if self.groups.insert(key.clone()) {
            let inside = inside.map(str::to_owned);
            self.draft.items.push(Item { inside, ..Item::new("zone", key.as_str(), name) });
        }
        key
    }

    fn flows(&mut self) {
        for relation in &self.relations {
            let end = |place: &str| {
                let id = string(relation, place);
                self.instances.get(&id).cloned().unwrap_or(id)
            };
            let ends = [end("/sourceId"), end("/destinationId")];
            self.ends.insert(string(relation, "/id"), ends.clone());
            // Relationships that follow from others are not repeated.
            if relation.get("linkedRelationshipId").is_some() {
                continue;
            }
            let tags = tags(relation);
            let (label, technology) = (string(relation, "/description"), string(relation, "/technology"));
            let mut flow = flow(ends, &label, &technology, &tags, 0, self.draft.flows.len());
            if string(relation, "/interactionStyle") == "Asynchronous"
                && !flow.facts.iter().any(|fact| fact.name == "mode")
            {
                flow.facts.push(super::super::Fact::word("mode", "async"));
            }
            super::model::exact_flow(&mut flow, &properties(relation));
            self.draft.flows.push(flow);
        }
    }
}

fn tags(json: &Json) -> Vec<String> {
    string(json, "/tags").split(',').map(|tag| tag.trim().to_owned()).collect()
}

fn properties(json: &Json) -> Vec<(String, String)> {
    let properties = json.get("properties").and_then(Json::as_object).into_iter().flatten();
    properties.filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned()))).collect()
}

fn described(element: &Json, kind: &str) -> Described {
    Described {
        kind: kind.to_owned(),
        name: string(element, "/name"),
        about: string(element, "/description"),
        technology: string(element, "/technology"),
        tags: tags(element),
        properties: properties(element),
        line: 0,
    }
}

fn scenario(at: usize, view: &Json, ends: &BTreeMap<String, [String; 2]>, flows: &Flows) -> Item {
    let step = |step: &Json| {
        let known = ends.get(&string(step, "/id")).cloned();
        let (mut source, mut target) = known.map_or((None, None), |[source, target]| (Some(source), Some(target)));
        let answers = step.get("response").and_then(Json::as_bool).unwrap_or(false);
        if answers {
            std::mem::swap(&mut source, &mut target);
        }
        let said = if answers { "an answer" } else { "a step" }.to_owned();
        Step { source, target, said, about: string(step, "/description"), line: 0 }
    };
    let steps: Vec<Step> = list(view, "/relationships").iter().map(step).collect();
    let labels = ["/title", "/description", "/key"].map(|place| string(view, place));
    let label = labels.into_iter().find(|label| !label.is_empty()).unwrap_or_default();
    views::scenario(at, &label, &steps, 0, flows)
}
