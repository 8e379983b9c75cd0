//! Structurizr DSL: a workspace with people, one system with a container for each process and store, and systems of others.
//!
//! Groups show zones. Everything that the DSL has no word for stands in properties `threatline.…`, so that our own reader loses
//! nothing; their texts are packed into one line, for the DSL has no escapes that all its parsers read alike.

use std::collections::{BTreeMap, BTreeSet};

use smol_str::SmolStr;

use super::language::{self, Said};
use super::{Exported, Subject, Writer};
use crate::base::text::{one_line, packed};
use crate::model::{ElementId, ElementKind, FlowId, Model, Place, Scenario, ZoneId};
use crate::pipeline::Outcome;

pub(super) const WRITER: Writer = Writer { name: "structurizr", title: "Structurizr DSL", ending: "dsl", write };

/// What separates the names of groups in each other.
const SEPARATOR: &str = "/";
/// The identifier of the system itself.
const SYSTEM: &str = "the_system";

fn write(subject: &Subject<'_>) -> Exported {
    let outcome = subject.outcome;
    let mut workspace = Workspace::of(outcome);
    workspace.write();
    Exported::text(workspace.out)
}

/// Pairs for `properties`.
type Properties = Vec<(String, String)>;

struct Workspace<'a> {
    outcome: &'a Outcome,
    model: &'a Model,
    identifiers: BTreeMap<ElementId, String>,
    /// Names of elements, each once: Structurizr tells elements by them.
    names: BTreeMap<ElementId, String>,
    out: String,
    depth: usize,
}

impl<'a> Workspace<'a> {
    fn of(outcome: &'a Outcome) -> Self {
        let model = &outcome.model;
        let (mut identifiers, mut names) = (BTreeMap::new(), BTreeMap::new());
        let (mut taken, mut called) =
            (BTreeSet::from([SYSTEM.to_owned()]), BTreeSet::from([one_line(&model.document.title)]));
        for (id, element) in model.elements.iter() {
            let word: String = element.id.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
            // A word of the DSL is no identifier; no word of it has a line at its end.
            let word = format!("{word}_");
            let word = if taken.insert(word.clone()) { word } else { format!("{word}{}", id_number(id)) };
            taken.insert(word.clone());
            identifiers.insert(id, word);
            let label = plain(&element.label);
            let name = if called.insert(label.clone()) { label } else { format!("{label} ({})", element.id) };
            called.insert(name.clone());
            names.insert(id, name);
        }
        Self { outcome, model, identifiers, names, out: String::new(), depth: 0 }
    }

    fn line(&mut self, text: &str) {
        self.out.extend(std::iter::repeat_n("    ", self.depth));
        self.out.push_str(text);
        self.out.push('\n');
    }

    fn open(&mut self, text: &str) {
        self.line(&format!("{text} {{"));
        self.depth += 1;
    }

    fn close(&mut self) {
        self.depth = self.depth.saturating_sub(1);
        self.line("}");
    }

    fn properties(&mut self, properties: &Properties) {
        self.open("properties");
        for (name, value) in properties.iter().filter(|(_, value)| !value.is_empty()) {
            self.line(&format!("{} {}", quoted(name), quoted(&packed(value))));
        }
        self.close();
    }

    fn write(&mut self) {
        let document = &self.model.document;
        let about = document.description.as_deref().unwrap_or_default();
        self.open(&format!("workspace {} {}", quoted(&one_line(&document.title)), quoted(&one_line(about))));
        self.line("!identifiers flat");
        self.out.push('\n');
        self.open("model");
        self.properties(&self.whole());
        let outside = |kind: ElementKind| matches!(kind, ElementKind::Actor | ElementKind::External);
        self.zones(None, outside);
        self.open(&format!("{SYSTEM} = softwareSystem {}", quoted(&one_line(&document.title))));
        self.zones(None, |kind| !outside(kind));
        self.close();
        self.out.push('\n');
        let mut seen = BTreeSet::new();
        for id in self.model.flows.ids() {
            self.flow(id, &mut seen);
        }
        self.close();
        self.out.push('\n');
        self.views();
        self.close();
    }

    /// What the model as a whole says: its zones, and everything that is no element and no flow.
    fn whole(&self) -> Properties {
        let document = &self.model.document;
        let mut all: Properties = vec![
            ("structurizr.groupSeparator".to_owned(), SEPARATOR.to_owned()),
            ("threatline.keyword".to_owned(), "model".to_owned()),
            ("threatline.about".to_owned(), document.description.clone().unwrap_or_default()),
        ];
        all.extend(prefixed("threatline.", language::said(&document.facts)));
        let zones = language::zones(self.model).into_iter().filter(|id| !self.model.zones[*id].implicit);
        for (at, id) in zones.enumerate() {
            let zone = &self.model.zones[id];
            let words = [
                ("name", zone.id.to_string()),
                ("label", zone.label.to_string()),
                ("inside", zone.parent.map(|id| self.model.zones[id].id.to_string()).unwrap_or_default()),
                ("is", zone.ty.map(|ty| self.model.types[ty].name.to_string()).unwrap_or_default()),
                ("tags", zone.tags.join(" ")),
                ("about", zone.description.clone().unwrap_or_default()),
            ];
            let prefix = format!("threatline.zone.{at}.");
            all.extend(words.into_iter().map(|(name, word)| (format!("{prefix}{name}"), word)));
            all.extend(prefixed(&prefix, language::of_zone(self.model, id)));
        }
        let mut statements = language::statements(self.outcome);
        statements.extend(language::data(self.model));
        statements.extend(language::threats(self.model));
        all.extend(statements.into_iter().enumerate().map(|(at, text)| (format!("threatline.statement.{at}"), text)));
        all
    }

    /// Zones as groups, with the elements of some kinds; a group without any is left out.
    fn zones(&mut self, around: Option<ZoneId>, wanted: impl Fn(ElementKind) -> bool + Copy) {
        let inside = |zone: &crate::model::Zone| zone.parent == around;
        let zones: Vec<ZoneId> = self.model.zones.iter().filter(|(_, zone)| inside(zone)).map(|(id, _)| id).collect();
        for id in zones {
            let zone = &self.model.zones[id];
            let deep = |element: &crate::model::Element| {
                wanted(element.kind) && self.model.zone_path(element.zone).contains(&id)
            };
            if !self.model.elements.values().any(deep) {
                continue;
            }
            if !zone.implicit {
                self.open(&format!("group {}", quoted(&one_line(&zone.label).replace(SEPARATOR, "-"))));
            }
            self.zones(Some(id), wanted);
            for element in language::elements(self.model) {
                let own = &self.model.elements[element];
                if own.zone == id && wanted(own.kind) {
                    self.element(element);
                }
            }
            if !self.model.zones[id].implicit {
                self.close();
            }
        }
    }

    fn element(&mut self, id: ElementId) {
        let element = &self.model.elements[id];
        let name = self.names.get(&id).cloned().unwrap_or_default();
        let (keyword, tag) = match element.kind {
            ElementKind::Actor => ("person", "Actor"),
            ElementKind::External => ("softwareSystem", "External"),
            ElementKind::Process => ("container", "Process"),
            ElementKind::Store => ("container", "Database"),
        };
        let about = element.description.as_deref().unwrap_or_default();
        let tech = element.facts.texts("tech").join(", ");
        let technology = if keyword == "container" { format!(" {}", quoted(&one_line(&tech))) } else { String::new() };
        let tags: Vec<&str> = std::iter::once(tag).chain(element.tags.iter().map(SmolStr::as_str)).collect();
        let identifier = self.identifiers.get(&id).cloned().unwrap_or_default();
        self.open(&format!(
            "{identifier} = {keyword} {} {}{technology} {}",
            quoted(&name),
            quoted(&one_line(about)),
            quoted(&tags.join(","))
        ));
        let zone = &self.model.zones[element.zone];
        let words = [
            ("keyword", element.kind.as_str().to_owned()),
            ("name", element.id.to_string()),
            ("is", element.ty.map(|ty| self.model.types[ty].name.to_string()).unwrap_or_default()),
            ("label", if name == element.label.as_str() { String::new() } else { element.label.to_string() }),
            ("about", about.to_owned()),
            ("tags", element.tags.join(" ")),
            ("zone", if zone.implicit { String::new() } else { zone.id.to_string() }),
            ("part-of", element.parent.map(|id| self.model.elements[id].id.to_string()).unwrap_or_default()),
        ];
        let mut all: Properties = words.into_iter().map(|(name, word)| (format!("threatline.{name}"), word)).collect();
        all.extend(prefixed("threatline.", language::of_element(self.model, id)));
        self.properties(&all);
        self.close();
    }

    /// A relationship. Structurizr has no two of the same ends and the same text.
    fn flow(&mut self, id: FlowId, seen: &mut BTreeSet<(ElementId, ElementId, String)>) {
        let flow = &self.model.flows[id];
        let mut label = plain(&flow.label);
        if !seen.insert((flow.source, flow.target, label.clone())) {
            label = format!("{label} ({})", flow.number).trim().to_owned();
        }
        let ty = flow.ty.map(|ty| &self.model.types[ty]);
        let technology = ty.map(|ty| ty.label.to_string()).unwrap_or_default();
        let end = |id: ElementId| self.identifiers.get(&id).cloned().unwrap_or_default();
        let mut tags: Vec<&str> = flow.tags.iter().map(SmolStr::as_str).collect();
        if flow.facts.text("mode") == Some("async") {
            tags.insert(0, "Asynchronous");
        }
        self.open(&format!(
            "{} -> {} {} {} {}",
            end(flow.source),
            end(flow.target),
            quoted(&label),
            quoted(&one_line(&technology)),
            quoted(&tags.join(","))
        ));
        let words = [
            ("keyword", "flow".to_owned()),
            ("name", flow.id.as_ref().map(ToString::to_string).unwrap_or_default()),
            ("via", ty.map(|ty| ty.name.to_string()).unwrap_or_default()),
            ("label", if label == flow.label.as_str() { String::new() } else { flow.label.to_string() }),
            ("about", flow.description.clone().unwrap_or_default()),
            ("both-ways", if flow.both_ways { "yes".to_owned() } else { String::new() }),
            ("tags", flow.tags.join(" ")),
        ];
        let mut all: Properties = words.into_iter().map(|(name, word)| (format!("threatline.{name}"), word)).collect();
        if flow.label.is_empty() && label != flow.label.as_str() {
            all.push(("threatline.label".to_owned(), " ".to_owned()));
        }
        all.extend(prefixed("threatline.", language::of_flow(self.model, id)));
        self.properties(&all);
        self.close();
    }

    fn views(&mut self) {
        self.open("views");
        self.open("systemLandscape \"landscape\"");
        self.line("include *");
        self.line("autoLayout");
        self.close();
        if self.model.elements.values().any(|it| matches!(it.kind, ElementKind::Process | ElementKind::Store)) {
            self.open(&format!("container {SYSTEM} \"containers\""));
            self.line("include *");
            self.line("autoLayout");
            self.close();
        }
        for (at, scenario) in self.model.scenarios.iter().enumerate() {
            self.scenario(at, scenario);
        }
        self.close();
    }

    /// The flows of a scenario, as a dynamic view.
    fn scenario(&mut self, at: usize, scenario: &Scenario) {
        let step = |step: &crate::model::Step| match step.at {
            Some(Place::Flow(id)) => Some((id, step.text.clone())),
            _ => None,
        };
        let steps: Vec<(FlowId, String)> = scenario.steps.iter().filter_map(step).collect();
        if steps.is_empty() {
            return;
        }
        self.open(&format!("dynamic {SYSTEM} \"scenario_{}\" {}", at + 1, quoted(&one_line(&scenario.label))));
        for (id, text) in steps {
            let flow = &self.model.flows[id];
            let text = if text.is_empty() { flow.label.to_string() } else { text };
            let end = |id: &ElementId| self.identifiers.get(id).cloned().unwrap_or_default();
            self.line(&format!("{} -> {} {}", end(&flow.source), end(&flow.target), quoted(&one_line(&text))));
        }
        self.line("autoLayout");
        self.close();
    }
}

fn id_number(id: ElementId) -> usize {
    use crate::base::arena::Id as _;
    id.index()
}

fn prefixed(prefix: &str, said: Said) -> impl Iterator<Item = (String, String)> + use<'_> {
    said.into_iter().map(move |(name, values)| (format!("{prefix}{name}"), values))
}

/// A text on one line without backslashes.
fn plain(text: &str) -> String {
    one_line(text).replace('\\', "/")
}

/// A text in quotes.
fn quoted(text: &str) -> String {
    format!("\"{}\"", plain(text).replace('"', "\\\""))
}
