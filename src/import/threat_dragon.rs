//! OWASP Threat Dragon, versions 1 and 2: cells of drawings, with threats in them.
//!
//! Zones are the boxes of trust boundaries; a thing lies in the smallest box around its middle. A boundary that is a curve
//! encloses nothing, so that it is left out and said to be.

use serde_json::Value as Json;

use super::draft::{Draft, Exact, Fact, Flow, Item};
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
    let several = diagrams.iter().filter(|diagram| !is_again(diagram)).count() > 1;
    for (at, diagram) in diagrams.iter().enumerate().filter(|(_, diagram)| !is_again(diagram)) {
        let title = string(diagram, "/title");
        let cells = diagram.get("cells").or_else(|| diagram.pointer("/diagramJson/cells")).and_then(Json::as_array);
        // The same thing has another id on each diagram: diagrams become parts of one model.
        let prefix = if several { format!("{at}/") } else { String::new() };
        match cells {
            Some(cells) => Diagram { cells, prefix: &prefix }.read(&mut draft),
            None => draft.dropped(format!("diagram `{title}`"), "it has no cells", 0),
        }
    }
    // Zones, then elements, then threats by their numbers: so the next export says the same in the same order.
    draft.items.sort_by_key(|item| match item.keyword {
        "data" => (0, 0),
        "zone" => (1, 0),
        "threat" => (3, item.line),
        "dismiss" => (4, item.line),
        _ => (2, 0),
    });
    draft.items.iter_mut().for_each(|item| item.line = 0);
    Ok(draft)
}

/// Whether a diagram of ours shows once more what another one has.
fn is_again(diagram: &Json) -> bool {
    diagram.get("threatline").and_then(Json::as_str) == Some("view")
}

/// The name that something of ours has.
fn exact(object: &Json) -> Option<Exact> {
    let own = object.pointer("/threatline/name").and_then(Json::as_str)?;
    Some(Exact { name: crate::syntax::is_word(own).then(|| own.to_owned()), ..Exact::default() })
}

/// The same for a cell.
fn exact_cell(cell: &Json) -> Option<Exact> {
    exact(cell.get("data")?)
}

/// What stores of credentials hold, where nothing else says what.
const CREDENTIALS: &str = "credentials";

/// Types of flows that are encrypted.
const ENCRYPTED: &[&str] = &["https", "wss", "amqps", "mqtts", "ldaps", "ssh", "sftp"];

/// Types that flags of cells say.
const FLAGS: &[(&str, &str, &str)] = &[("store", "isALog", "log-store"), ("process", "isWebApplication", "web-app")];

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
                exact: exact_cell(cell),
                ..Item::new("zone", self.key(cell), label(cell, "Zone"))
            });
        }
        for cell in self.cells {
            if let Some((_, keyword)) = KINDS.iter().find(|(known, _)| *known == kind(cell)) {
                let inside = zone_around(&area(cell), &areas).and_then(key_of);
                draft.items.push(Item { inside, ..self.element(keyword, cell) });
                if *keyword == "store" && flag(cell, "storesCredentials") {
                    credentials(draft);
                }
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
        if keyword == "store" && flag(cell, "storesCredentials") {
            item.facts.push(Fact::of("holds", [CREDENTIALS.to_owned()]));
        }
        if keyword == "process" {
            item = item.word("privilege", property(cell, "privilegeLevel"));
        }
        item.exact = exact_cell(cell);
        if keyword != "actor" {
            guess::element_type(&mut item, "");
        }
        let stated = FLAGS.iter().find(|(of, name, _)| *of == keyword && flag(cell, name)).map(|(.., ty)| *ty);
        if stated.is_some() && stated != item.ty {
            item.ty = stated;
            item.guessed.clear();
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
        let protocol = property(cell, "protocol");
        guess::flow(&mut flow, &protocol);
        if let Some(exact) = exact_cell(cell) {
            // What our own export writes is one of our types.
            let ty = Some(protocol).filter(|word| flow.via.is_none() && crate::syntax::is_word(word));
            flow.exact = Some(Exact { ty, ..exact });
        }
        if flag(cell, "isEncrypted") && !flow.via.is_some_and(|via| ENCRYPTED.contains(&via)) {
            flow.facts.push(Fact::text("encryption", "encrypted, without a word on how"));
        }
        if flag(cell, "isPublicNetwork") {
            flow.facts.push(Fact::word("network", "internet"));
        }
        scope(cell, &mut flow.facts);
        draft.flows.push(flow);
        self.threats(cell, draft);
    }

    /// The threats of a cell. What is mitigated or not applicable says so.
    fn threats(&self, cell: &Json, draft: &mut Draft) {
        let threats = data(cell, "threats").and_then(Json::as_array).cloned().unwrap_or_default();
        for (at, threat) in threats.iter().enumerate() {
            // What our own rules found is found again; what is at several places stands at each.
            if threat.pointer("/threatline/rule").is_some() {
                continue;
            }
            let title = string(threat, "/title");
            let exact = exact(threat);
            let name = exact.as_ref().and_then(|exact| exact.name.as_ref());
            let key = name.map_or_else(|| format!("{}/threat/{at}", self.key(cell)), |name| format!("threat/{name}"));
            if let Some(known) = draft.items.iter_mut().find(|item| item.key == key) {
                known.on.push(self.key(cell));
                continue;
            }
            let number = threat.get("number").and_then(Json::as_u64).map_or(u32::MAX, |number| number as u32);
            let on = vec![self.key(cell)];
            let mut item = Item { on, exact, line: number, ..Item::new("threat", key, title.as_str()) };
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
            let or = |otherwise: &'static str| {
                if mitigation.trim().is_empty() { otherwise.to_owned() } else { mitigation.trim().to_owned() }
            };
            match string(threat, "/status").as_str() {
                "NotApplicable" | "Not Applicable" => {
                    let reason = or("Not applicable, without a reason");
                    draft.items.push(Item {
                        answers: item.key.clone(),
                        line: number,
                        ..Item::new("dismiss", "", reason)
                    });
                }
                "Mitigated" => {
                    let text = or("Stated as mitigated, without how");
                    item.items.push(Item::new("mitigation", "", text).word("status", "implemented"));
                }
                _ if mitigation.trim().is_empty() => {}
                _ => item.items.push(Item::new("mitigation", "", mitigation.trim()).word("status", "planned")),
            }
            draft.items.push(item);
        }
    }
}

/// The data that stores of credentials hold, once.
fn credentials(draft: &mut Draft) {
    if !draft.items.iter().any(|item| item.key == CREDENTIALS) {
        let data = Item::new("data", CREDENTIALS, "Credentials");
        let guessed = vec!["the source says that a store holds credentials".to_owned()];
        draft.items.push(Item { ty: Some("secret"), guessed, ..data });
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
