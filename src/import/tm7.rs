//! Microsoft Threat Modeling Tool, `.tm7`: drawing surfaces with stencils and lines, and the threats that the tool found.
//!
//! Zones are the boxes of trust boundaries; a thing lies in the smallest box around its middle. The knowledge base in the
//! file, which is the same for everybody, is not read.

use std::collections::{BTreeMap, BTreeSet};

use super::draft::{Draft, Fact, Flow, Item};
use super::geometry::{Area, parents, zone_around};
use super::xml::{self, Node};
use super::{Reader, Refusal, guess, html, nesting};

pub(super) const READER: Reader = Reader {
    name: "tm7",
    title: "Microsoft Threat Modeling Tool",
    endings: &["tm7", "xml"],
    recognises: |text| text.contains("<ThreatModel") && text.contains("DrawingSurfaceList"),
    read,
};

/// Kinds of stencils, with keywords.
const KINDS: &[(&str, &str)] = &[("GE.EI", "external"), ("GE.P", "process"), ("GE.DS", "store")];
/// Shapes of stencils of unknown kind, with keywords.
const SHAPES: &[(&str, &str)] =
    &[("StencilEllipse", "process"), ("StencilRectangle", "external"), ("StencilParallelLines", "store")];
/// Words in types of external interactors that are people.
const PEOPLE: &[(&str, &str)] = &[("user", "actor"), ("human", "actor"), ("person", "actor"), ("browser", "")];
/// First letters of ids of types of threats, with the category.
const LETTERS: &[(char, &str)] = &[
    ('S', "spoofing"),
    ('T', "tampering"),
    ('R', "repudiation"),
    ('I', "disclosure"),
    ('D', "denial"),
    ('E', "elevation"),
];
/// Properties that say nothing or that are read elsewhere.
const NO_NEWS: &[&str] = &["Name", "Dataflow Order", "Out Of Scope", "Reason For Out Of Scope"];
/// Values of properties that say nothing.
const NO_VALUES: &[&str] = &["", "false", "Not Selected", "Select", "Generic"];
/// How many zones are looked through for what lies in them.
const MOST_ZONES: usize = 2000;

fn read(text: &str) -> Result<Draft, Refusal> {
    let model = xml::parse(text.trim_start_matches('\u{feff}'))?;
    if model.name != "ThreatModel" {
        return Err(Refusal::new(format!(
            "its outermost element is `{}`; that of a tm7 file is `ThreatModel`",
            model.name
        )));
    }
    let list = model.child("DrawingSurfaceList");
    let list = list.ok_or_else(|| Refusal::new("there is no `DrawingSurfaceList`, which every tm7 file has"))?;
    let meta = |name: &str| model.child("MetaInformation").map_or("", |meta| meta.said(name));
    let mut draft = Draft {
        title: meta("ThreatModelName").to_owned(),
        about: meta("HighLevelSystemDescription").to_owned(),
        ..Draft::default()
    };
    if !meta("Owner").is_empty() {
        draft.facts.push(Fact::text("owner", meta("Owner")));
    }
    for name in ["Assumptions", "ExternalDependencies"] {
        if !meta(name).is_empty() {
            let text = crate::base::text::one_line(meta(name));
            draft.items.push(Item::new("assumption", name, text));
        }
    }
    let surfaces: Vec<&Node> = list.all("DrawingSurfaceModel").collect();
    for (at, surface) in surfaces.iter().enumerate() {
        let prefix = if surfaces.len() > 1 { format!("{}/", at + 1) } else { String::new() };
        Surface { node: surface, prefix }.read(&mut draft)?;
    }
    nesting::settle(&mut draft);
    threats(&model, &surfaces, &mut draft);
    Ok(draft)
}

/// A diagram.
struct Surface<'a> {
    node: &'a Node,
    /// What stands in front of its keys: the same thing may be on several diagrams.
    prefix: String,
}

impl Surface<'_> {
    /// The values of `Borders` or `Lines`, with the kind of each.
    fn values(&self, list: &str) -> Vec<(&Node, &str)> {
        let pairs = self.node.child(list).into_iter().flat_map(|list| &list.children);
        let values = pairs.filter_map(|pair| pair.child("Value"));
        values.map(|value| (value, value.said("GenericTypeId"))).collect()
    }

    fn key(&self, value: &Node) -> String {
        format!("{}{}", self.prefix, value.said("Guid"))
    }

    fn read(&self, draft: &mut Draft) -> Result<(), Refusal> {
        let mut taken = BTreeSet::new();
        let mut borders = self.values("Borders");
        borders.retain(|(value, _)| {
            let is_new = taken.insert(value.said("Guid"));
            if !is_new {
                draft.dropped(format!("stencil `{}`", name(value)), "another one has the same `Guid`", value.line);
            }
            is_new
        });
        let zones: Vec<&Node> = borders.iter().filter(|(_, kind)| *kind == "GE.TB.B").map(|row| row.0).collect();
        if zones.len() > MOST_ZONES {
            return Err(Refusal::new(format!("there are more than {MOST_ZONES} trust boundaries in it")));
        }
        let areas: Vec<Area> = zones.iter().map(|zone| area(zone).unwrap_or_default()).collect();
        let key_of = |at: usize| zones.get(at).map(|zone| self.key(zone));
        for (zone, parent) in zones.iter().zip(parents(&areas)) {
            let inside = area(zone).and(parent).and_then(key_of);
            draft.items.push(Item {
                inside,
                line: zone.line,
                ..Item::new("zone", self.key(zone), label(zone, "Zone"))
            });
        }
        for (value, kind) in borders.iter().filter(|(_, kind)| *kind != "GE.TB.B") {
            let inside = area(value).and_then(|area| zone_around(&area, &areas)).and_then(key_of);
            self.stencil(value, kind, inside, draft);
        }
        for (value, kind) in self.values("Lines") {
            self.line(value, kind, draft);
        }
        Ok(())
    }

    fn stencil(&self, value: &Node, kind: &str, inside: Option<String>, draft: &mut Draft) {
        let row = |table: &[(&str, &'static str)], word: &str| {
            table.iter().find(|(known, _)| *known == word).map(|(_, keyword)| *keyword)
        };
        let shape = value.attribute("type");
        let Some(keyword) = row(KINDS, kind).or_else(|| row(SHAPES, shape)) else {
            let why = format!("stencils of kind `{kind}` have no meaning in a model");
            draft.dropped(format!("`{}`", name(value)), why, value.line);
            return;
        };
        let mut item = Item { inside, line: value.line, ..Item::new(keyword, self.key(value), label(value, keyword)) };
        if row(KINDS, kind).is_none() {
            item.guessed.push(format!("kind `{keyword}` from the shape `{shape}`"));
        }
        let technology = technology(value);
        let person = [technology.as_str(), item.label.as_str()].into_iter().find_map(|text| guess::tell(text, PEOPLE));
        if keyword == "external" && person == Some("actor") {
            item.keyword = "actor";
            item.guessed.push("kind `actor` from the name of a person".to_owned());
        }
        if item.keyword != "actor" {
            guess::element_type(&mut item, &technology);
        }
        if property(value, "Out Of Scope") == "true" {
            let reason = property(value, "Reason For Out Of Scope");
            let reason = if reason.is_empty() { "Out of scope in the source".to_owned() } else { reason };
            item.facts.extend([Fact::word("scope", "out"), Fact::text("reason", reason)]);
        }
        other_properties(value, &item.label, draft);
        draft.items.push(item);
    }

    fn line(&self, value: &Node, kind: &str, draft: &mut Draft) {
        match kind {
            "GE.DF" => {}
            "GE.TB.L" => {
                let why = "a line encloses nothing: say with zones what lies on which side";
                return draft.dropped(format!("trust boundary `{}`", label(value, "without a name")), why, value.line);
            }
            other => {
                let why = format!("lines of kind `{other}` have no meaning in a model");
                return draft.dropped(format!("`{}`", name(value)), why, value.line);
            }
        }
        let end = |name: &str| format!("{}{}", self.prefix, value.said(name));
        let mut flow = Flow {
            key: self.key(value),
            source: end("SourceGuid"),
            target: end("TargetGuid"),
            label: label(value, ""),
            line: value.line,
            ..Flow::default()
        };
        guess::flow_by(&mut flow, &technology(value));
        if property(value, "Out Of Scope") == "true" {
            draft.dropped(
                format!("flow `{}` being out of scope", flow.label),
                "only elements and zones can be",
                value.line,
            );
        }
        other_properties(value, &flow.label, draft);
        draft.flows.push(flow);
    }
}

/// The properties of a stencil or line that people filled in and that have no attribute of ours.
fn other_properties(value: &Node, label: &str, draft: &mut Draft) {
    let said: Vec<String> = properties(value)
        .filter(|row| row.child("SelectedIndex").is_none_or(|at| at.text.trim() != "0"))
        .map(|row| (row.said("DisplayName"), chosen(row)))
        .filter(|(name, chosen)| !NO_NEWS.contains(name) && !NO_VALUES.contains(&chosen.as_str()))
        .map(|(name, chosen)| format!("{name}: {chosen}"))
        .collect();
    if !said.is_empty() {
        draft.dropped(format!("properties of `{label}`"), said.join("; "), value.line);
    }
}

fn properties(value: &Node) -> impl Iterator<Item = &Node> {
    value.child("Properties").into_iter().flat_map(|list| &list.children)
}

/// What a property says: its text, or what is chosen of its list.
fn chosen(property: &Node) -> String {
    let Some(value) = property.child("Value") else { return String::new() };
    let at = property.said("SelectedIndex").parse::<usize>().ok();
    let of_list = at.and_then(|at| value.all("string").nth(at)).map(|chosen| chosen.text.trim());
    of_list.unwrap_or(value.text.trim()).to_owned()
}

fn property(value: &Node, name: &str) -> String {
    properties(value).find(|row| row.said("DisplayName") == name).map(chosen).unwrap_or_default()
}

fn name(value: &Node) -> String {
    label(value, value.said("TypeId"))
}

fn label(value: &Node, otherwise: &str) -> String {
    let name = crate::base::text::one_line(&property(value, "Name"));
    if name.is_empty() { otherwise.to_owned() } else { name }
}

/// What the type of a stencil is called: in its first heading, or the last word of its id.
fn technology(value: &Node) -> String {
    let heading = properties(value).find(|row| row.attribute("type").ends_with("HeaderDisplayAttribute"));
    let heading = heading.map_or("", |row| row.said("DisplayName"));
    let id = value.said("TypeId").rsplit('.').next().unwrap_or_default();
    format!("{heading} {id}")
}

fn area(value: &Node) -> Option<Area> {
    let number = |name: &str| value.said(name).parse().ok().filter(|number: &f64| number.is_finite());
    Some(Area { x: number("Left")?, y: number("Top")?, width: number("Width")?, height: number("Height")? })
}

/// The threats of the file, each at its flow, or where that is not in the model at its target.
fn threats(model: &Node, surfaces: &[&Node], draft: &mut Draft) {
    let several = surfaces.len() > 1;
    let numbers: BTreeMap<&str, usize> =
        surfaces.iter().enumerate().map(|(at, surface)| (surface.said("Guid"), at + 1)).collect();
    let items = draft.items.iter().map(|item| item.key.clone());
    let known: BTreeSet<String> = items.chain(draft.flows.iter().map(|flow| flow.key.clone())).collect();
    let pairs = model.child("ThreatInstances").into_iter().flat_map(|list| &list.children);
    for (at, threat) in pairs.filter_map(|pair| pair.child("Value")).enumerate() {
        let number = numbers.get(threat.said("DrawingSurfaceGuid")).copied().unwrap_or(1);
        let key = |name: &str| {
            if several { format!("{number}/{}", threat.said(name)) } else { threat.said(name).to_owned() }
        };
        let place = ["FlowGuid", "TargetGuid", "SourceGuid"].into_iter().map(key).find(|key| known.contains(key));
        instance(threat, at, place, draft);
    }
}

fn instance(threat: &Node, at: usize, place: Option<String>, draft: &mut Draft) {
    let said = |name: &str| {
        let pairs = threat.child("Properties").into_iter().flat_map(|list| &list.children);
        let own = pairs.filter(|pair| pair.said("Key") == name).map(|pair| pair.said("Value")).next();
        html::text(own.filter(|text| !text.is_empty()).unwrap_or_else(|| threat.said(name)))
    };
    let id = threat.said("TypeId");
    let title = [said("Title"), said("UserThreatShortDescription"), format!("Threat {id}")];
    let title = title.into_iter().find(|title| !title.is_empty()).unwrap_or_default();
    if place.is_none() {
        draft.kept_as_text(
            format!("threat `{title}`"),
            "the flow that it was found at is not in the model",
            threat.line,
        );
    }
    let mut item = Item {
        on: place.into_iter().collect(),
        line: threat.line,
        ..Item::new("threat", format!("threat/{at}"), title.as_str())
    };
    let category = said("UserThreatCategory");
    let letter = || {
        let letter = id.chars().next().filter(|_| id.chars().skip(1).all(|c| c.is_ascii_digit()))?;
        LETTERS.iter().find(|(known, _)| *known == letter).map(|(_, stride)| *stride)
    };
    match (guess::stride(&category), letter()) {
        (Some(stride), _) => item = item.word("stride", stride),
        (None, Some(stride)) if category.is_empty() => {
            item.guessed.push(format!("category `{stride}` from the type `{id}`"));
            item = item.word("stride", stride);
        }
        _ if category.is_empty() => {}
        _ => draft.dropped(format!("category `{category}` of threat `{title}`"), "it is none of STRIDE", threat.line),
    }
    item = item.word("severity", said("Priority").to_lowercase()).text("statement", said("UserThreatDescription"));
    state(threat, &title, &said("PossibleMitigations"), &mut item, draft);
    draft.items.push(item);
}

/// What people decided about a threat.
fn state(threat: &Node, title: &str, possible: &str, item: &mut Item, draft: &mut Draft) {
    let why = crate::base::text::one_line(threat.said("StateInformation"));
    let mut mitigation = |text: &str, status: &str| {
        item.items.push(Item::new("mitigation", "", text).word("status", status));
    };
    match threat.said("State") {
        "Mitigated" if why.is_empty() => mitigation("Stated as mitigated, without how", "implemented"),
        "Mitigated" => mitigation(&why, "implemented"),
        "NotApplicable" => {
            let said = if why.is_empty() { String::new() } else { format!(", `{why}`") };
            let note = format!("the source says that it does not apply{said}: answer it with `dismiss`");
            draft.kept_as_text(format!("threat `{title}`"), note, threat.line);
            item.about = if why.is_empty() {
                "Not applicable, says the source.".to_owned()
            } else {
                format!("Not applicable: {why}")
            };
        }
        state => {
            if !possible.is_empty() {
                mitigation(possible, "planned");
            }
            if state == "NeedsInvestigation" {
                let about = if why.is_empty() { String::new() } else { format!(": {why}") };
                draft.items.push(Item::new("todo", "", format!("Investigate: {title}{about}")));
            }
        }
    }
}
