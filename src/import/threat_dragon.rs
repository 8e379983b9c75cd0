//! OWASP Threat Dragon, versions 1 and 2: cells of drawings, with threats in them.
//!
//! Zones are the boxes of trust boundaries; a thing lies in the smallest box around its middle. A boundary that is a curve
//! encloses nothing, so that it is left out and said to be.

use serde_json::Value as Json;

use super::draft::{Draft, Fact, Flow, Item};
use super::geometry::{Area, parents, zone_around};
use super::json::{parse, string};
use super::{Reader, Refusal, guess};

pub(super) const READER: Reader = Reader {
    name: "threat-dragon",
    title: "Threat Dragon",
    endings: &["json"],
    recognises: |text| text.contains("\"detail\"") && text.contains("\"diagrams\""),
    read,
};

/// Kinds of cells of both versions, with our keywords.
const KINDS: &[(&str, &str)] = &[
    ("actor", "actor"),
    ("process", "process"),
    ("store", "store"),
    ("tm.Actor", "actor"),
    ("tm.Process", "process"),
    ("tm.Store", "store"),
];

fn read(text: &str) -> Result<Draft, Refusal> {
    let json = parse(text)?;
    let diagrams = json.pointer("/detail/diagrams").and_then(Json::as_array);
    let diagrams = diagrams
        .ok_or_else(|| Refusal::new("there is no list `detail.diagrams`, which every Threat Dragon model has"))?;
    let mut draft = Draft {
        title: string(&json, "/summary/title"),
        about: string(&json, "/summary/description"),
        ..Draft::default()
    };
    let owner = string(&json, "/summary/owner");
    if !owner.trim().is_empty() {
        draft.facts.push(Fact::text("owner", owner));
    }
    let several = diagrams.len() > 1;
    for (at, diagram) in diagrams.iter().enumerate() {
        let title = string(diagram, "/title");
        let cells = diagram.get("cells").or_else(|| diagram.pointer("/diagramJson/cells")).and_then(Json::as_array);
        // The same thing has another id on each diagram: diagrams become parts of one model.
        let prefix = if several { format!("{at}/") } else { String::new() };
        match cells {
            Some(cells) => Diagram { cells, prefix: &prefix }.read(&mut draft),
            None => draft.dropped(format!("diagram `{title}`"), "it has no cells", 0),
        }
    }
    Ok(draft)
}

/// One drawing.
struct Diagram<'a> {
    cells: &'a [Json],
    /// What stands in front of its keys.
    prefix: &'a str,
}

impl Diagram<'_> {
    fn read(&self, draft: &mut Draft) {
        let boxes: Vec<&Json> = self.cells.iter().filter(|cell| kind(cell) == "trust-boundary-box").collect();
        let areas: Vec<Area> = boxes.iter().map(|cell| area(cell)).collect();
        let key_of = |at: usize| boxes.get(at).map(|cell| self.key(cell));
        for (cell, parent) in boxes.iter().zip(parents(&areas)) {
            let inside = parent.and_then(key_of);
            draft.items.push(Item {
                inside,
                about: about(cell),
                ..Item::new("zone", self.key(cell), label(cell, "Zone"))
            });
        }
        for cell in self.cells {
            if let Some((_, keyword)) = KINDS.iter().find(|(known, _)| *known == kind(cell)) {
                let inside = zone_around(&area(cell), &areas).and_then(key_of);
                draft.items.push(Item { inside, ..self.element(keyword, cell) });
                self.threats(cell, draft);
            }
        }
        for cell in self.cells {
            match kind(cell) {
                "flow" | "tm.Flow" => self.flow(cell, draft),
                "trust-boundary-curve" | "trust-broundary-curve" | "tm.Boundary" => {
                    let why = "a line encloses nothing: say with zones what lies on which side";
                    draft.dropped(format!("trust boundary `{}`", label(cell, "without a name")), why, 0);
                }
                "trust-boundary-box" => {}
                other if KINDS.iter().any(|(known, _)| *known == other) => {}
                other => draft.dropped(
                    format!("`{}`", label(cell, "a cell")),
                    format!("cells of kind `{other}` have no meaning in a model"),
                    0,
                ),
            }
        }
    }

    fn key(&self, cell: &Json) -> String {
        format!("{}{}", self.prefix, string(cell, "/id"))
    }

    fn element(&self, keyword: &'static str, cell: &Json) -> Item {
        let mut item = Item { about: about(cell), ..Item::new(keyword, self.key(cell), label(cell, keyword)) };
        scope(cell, &mut item.facts);
        if keyword == "store" && flag(cell, "isEncrypted") {
            item.facts.push(Fact::text("encryption", "encrypted, without a word on how"));
        }
        if keyword != "actor" {
            guess::element_type(&mut item, "");
        }
        item
    }

    fn flow(&self, cell: &Json, draft: &mut Draft) {
        let end = |side: &str| {
            let id = string(cell, &format!("/{side}/cell"));
            let id = if id.is_empty() { string(cell, &format!("/{side}/id")) } else { id };
            if id.is_empty() { id } else { format!("{}{id}", self.prefix) }
        };
        let mut flow = Flow {
            key: self.key(cell),
            source: end("source"),
            target: end("target"),
            label: label(cell, ""),
            both_ways: flag(cell, "isBidirectional"),
            about: about(cell),
            ..Flow::default()
        };
        if flow.source.is_empty() || flow.target.is_empty() {
            draft.dropped(format!("flow `{}`", flow.label), "it is not fastened to an element at both ends", 0);
            return;
        }
        guess::flow(&mut flow, &property(cell, "protocol"));
        if flag(cell, "isEncrypted") && flow.via.is_none() {
            flow.facts.push(Fact::text("encryption", "encrypted, without a word on how"));
        }
        scope(cell, &mut flow.facts);
        draft.flows.push(flow);
        self.threats(cell, draft);
    }

    /// The threats of a cell. What is mitigated or not applicable says so.
    fn threats(&self, cell: &Json, draft: &mut Draft) {
        let threats = data(cell, "threats").and_then(Json::as_array).cloned().unwrap_or_default();
        for (at, threat) in threats.iter().enumerate() {
            let title = string(threat, "/title");
            let key = format!("{}/threat/{at}", self.key(cell));
            let mut item = Item { on: vec![self.key(cell)], ..Item::new("threat", key, title.as_str()) };
            let category = string(threat, "/type");
            match guess::stride(&category) {
                Some(stride) => item = item.word("stride", stride),
                None if category.is_empty() => {}
                None => draft.dropped(format!("category `{category}` of threat `{title}`"), "it is none of STRIDE", 0),
            }
            let severity = string(threat, "/severity").to_lowercase();
            if severity != "tbd" {
                item = item.word("severity", severity);
            }
            item = item.text("statement", string(threat, "/description"));
            let mitigation = string(threat, "/mitigation");
            let (status, note) = match string(threat, "/status").as_str() {
                "Mitigated" => ("implemented", ""),
                "NotApplicable" | "Not Applicable" => {
                    ("", "the source says that it does not apply: answer it with `dismiss`")
                }
                _ => ("planned", ""),
            };
            if !mitigation.trim().is_empty() || status == "implemented" {
                let text =
                    if mitigation.trim().is_empty() { "Stated as mitigated, without how" } else { mitigation.trim() };
                item.items.push(Item::new("mitigation", "", text).word("status", status));
            }
            if !note.is_empty() {
                draft.kept_as_text(format!("threat `{title}`"), note, 0);
            }
            draft.items.push(item);
        }
    }
}

/// What a cell is, in the words of its version.
fn kind(cell: &Json) -> &str {
    let shape = cell.get("shape").and_then(Json::as_str);
    shape.or_else(|| cell.get("type").and_then(Json::as_str)).unwrap_or("")
}

/// A property of a cell: in version 2 it stands in `data`, in version 1 in the cell itself.
fn data<'j>(cell: &'j Json, name: &str) -> Option<&'j Json> {
    cell.get("data").and_then(|data| data.get(name)).or_else(|| cell.get(name))
}

fn property(cell: &Json, name: &str) -> String {
    data(cell, name).and_then(Json::as_str).unwrap_or_default().to_owned()
}

fn flag(cell: &Json, name: &str) -> bool {
    data(cell, name).and_then(Json::as_bool).unwrap_or(false)
}

fn about(cell: &Json) -> String {
    property(cell, "description")
}

fn label(cell: &Json, otherwise: &str) -> String {
    let places = ["/data/name", "/attrs/text/text", "/labels/0/attrs/text/text", "/labels/0/attrs/label/text"];
    let found = places.iter().map(|place| string(cell, place)).find(|text| !text.trim().is_empty());
    found.map_or_else(|| otherwise.to_owned(), |text| crate::base::text::one_line(&text))
}

fn scope(cell: &Json, facts: &mut Vec<Fact>) {
    if flag(cell, "outOfScope") {
        facts.push(Fact::word("scope", "out"));
        let reason = property(cell, "reasonOutOfScope");
        facts.push(Fact::text(
            "reason",
            if reason.trim().is_empty() { "Out of scope in the source".to_owned() } else { reason },
        ));
    }
}

fn area(cell: &Json) -> Area {
    let number = |place: &str| cell.pointer(place).and_then(Json::as_f64).unwrap_or_default();
    Area {
        x: number("/position/x"),
        y: number("/position/y"),
        width: number("/size/width"),
        height: number("/size/height"),
    }
}
