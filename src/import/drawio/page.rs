//! A page as zones, elements and flows.

use std::collections::{BTreeMap, BTreeSet};

use super::super::draft::{Draft, Fact, Flow, Item};
use super::super::geometry::{Area, parents, zone_around};
use super::super::xml::Node;
use super::super::{Refusal, guess};
use super::cell::{Cell, Role, cells};
use crate::schema::{self, Subject};

/// How many levels of cells in cells are looked at.
const DEEPEST: usize = 100;
/// How many zones are looked through for what lies in them.
const MOST_ZONES: usize = 2000;
/// How many pairs of boxes without a name and texts are compared.
const MOST_CAPTIONS: usize = 1_000_000;
/// How far the name of an icon may stand from it.
const NEAR: f64 = 30.0;

/// Kinds of our own exports, with keywords.
const OWN_KINDS: &[(&str, &str)] = &[
    ("zone", "zone"),
    ("closed", "zone"),
    ("composite", "process"),
    ("actor", "actor"),
    ("external", "external"),
    ("process", "process"),
    ("store", "store"),
];
/// Attributes of our own exports that follow from others.
const DERIVED: &[&str] = &["id", "kind", "crosses", "trust"];
/// Numbers for trust, with the words.
const TRUST: &[(&str, &str)] = &[
    ("0", "untrusted"),
    ("20", "partner"),
    ("40", "dmz"),
    ("60", "internal"),
    ("80", "restricted"),
    ("100", "critical"),
];

pub(super) struct Page {
    cells: Vec<Cell>,
    by_id: BTreeMap<String, usize>,
    /// Cells that are boxes for others.
    zones: BTreeSet<usize>,
    /// Cells that have boxes in them.
    around: BTreeSet<usize>,
    /// Cells that lines are fastened to.
    fastened: BTreeSet<usize>,
    /// Texts beside boxes without a name, by the places of the boxes.
    captions: BTreeMap<usize, usize>,
    /// Those texts.
    names_something: BTreeSet<usize>,
    /// What stands in front of keys.
    prefix: String,
    /// Whether we wrote it.
    own: bool,
    /// Whether stores are drawn as parallel lines, so that rectangles are external entities.
    is_data_flow_diagram: bool,
}

impl Page {
    pub(super) fn of(root: &Node, prefix: String, own: bool, draft: &mut Draft) -> Self {
        let cells = cells(root, draft);
        let by_id: BTreeMap<String, usize> = cells.iter().enumerate().map(|(at, cell)| (cell.id.clone(), at)).collect();
        let boxes = cells.iter().filter(|cell| cell.role == Role::Vertex && !cell.style.is_text());
        let around = boxes.filter_map(|cell| by_id.get(&cell.parent).copied()).collect();
        let lines = cells.iter().filter(|cell| cell.role == Role::Edge);
        let ends = lines.flat_map(|cell| [&cell.source, &cell.target]);
        let fastened = ends.filter_map(|id| by_id.get(id).copied()).collect();
        let is_data_flow_diagram = cells.iter().any(|cell| cell.style.is_parallel_lines());
        let mut page = Self {
            cells,
            by_id,
            zones: BTreeSet::new(),
            around,
            fastened,
            captions: BTreeMap::new(),
            names_something: BTreeSet::new(),
            prefix,
            own,
            is_data_flow_diagram,
        };
        page.zones = (0..page.cells.len()).filter(|at| page.is_zone(*at)).collect();
        page.captions = page.captions();
        page.names_something = page.captions.values().copied().collect();
        page
    }

    /// Texts that stand right above or below boxes without a name, the nearest of each; as people put them to icons.
    fn captions(&self) -> BTreeMap<usize, usize> {
        let vertices = || {
            self.cells.iter().enumerate().filter(|(_, cell)| cell.role == Role::Vertex && cell.own("kind").is_empty())
        };
        let nameless =
            vertices().filter(|(at, cell)| cell.label.is_empty() && !cell.style.is_text() && !self.zones.contains(at));
        let nameless: Vec<(usize, Area)> = nameless.filter_map(|(at, _)| Some((at, self.place(at)?))).collect();
        let texts =
            vertices().filter(|(_, cell)| !cell.label.is_empty() && cell.style.is_text() && !self.is_edge_label(cell));
        let texts: Vec<(usize, Area)> = texts.filter_map(|(at, _)| Some((at, self.place(at)?))).collect();
        let mut captions = BTreeMap::new();
        if nameless.len().saturating_mul(texts.len()) > MOST_CAPTIONS {
            return captions;
        }
        let mut used = BTreeSet::new();
        for (at, area) in nameless {
            let near = texts.iter().filter(|(text, _)| !used.contains(text));
            let near =
                near.filter_map(|(text, place)| Some((*text, area.distance_below(place).filter(|gap| *gap <= NEAR)?)));
            if let Some((text, _)) = near.min_by(|(_, a), (_, b)| a.total_cmp(b)) {
                used.insert(text);
                captions.insert(at, text);
            }
        }
        captions
    }

    /// Whether a box is one for others. A dashed one that lines are fastened to is an element.
    fn is_zone(&self, at: usize) -> bool {
        let Some(cell) = self.cells.get(at).filter(|cell| cell.role == Role::Vertex && !cell.style.is_text()) else {
            return false;
        };
        let around = self.around.contains(&at);
        match cell.own("kind") {
            "zone" | "closed" => return true,
            "" => {}
            _ => return false,
        }
        if cell.style.is_group() {
            return around && !cell.label.is_empty();
        }
        around || cell.style.is_frame() || (cell.style.is_dashed_box() && !self.fastened.contains(&at))
    }

    pub(super) fn read(&self, draft: &mut Draft) -> Result<(), Refusal> {
        let zones: Vec<usize> = self.zones.iter().copied().collect();
        if zones.len() > MOST_ZONES {
            return Err(Refusal::new(format!("there are more than {MOST_ZONES} boxes for others in it")));
        }
        let areas: Vec<Area> = zones.iter().map(|at| self.place(*at).unwrap_or_default()).collect();
        let outer = parents(&areas);
        let labels = self.edge_labels();
        for (at, cell) in self.cells.iter().enumerate() {
            if cell.role != Role::Vertex || self.is_edge_label(cell) {
                continue;
            }
            let geometric = match zones.binary_search(&at) {
                Ok(zone) => outer.get(zone).copied().flatten(),
                Err(_) => self.place(at).and_then(|area| zone_around(&area, &areas)),
            };
            let by_place = geometric.filter(|_| self.place(at).is_some()).and_then(|zone| zones.get(zone).copied());
            self.vertex(at, cell, self.holder(cell).or(by_place), draft);
        }
        for cell in self.cells.iter().filter(|cell| cell.role == Role::Edge) {
            self.edge(cell, labels.get(cell.id.as_str()).map(Vec::as_slice).unwrap_or_default(), draft);
        }
        Ok(())
    }

    fn key(&self, id: &str) -> String {
        format!("{}{id}", self.prefix)
    }

    fn parent(&self, cell: &Cell) -> Option<usize> {
        self.by_id.get(&cell.parent).copied()
    }

    /// The box that a cell was put into, through groups that are none.
    fn holder(&self, cell: &Cell) -> Option<usize> {
        let mut at = self.parent(cell)?;
        for _ in 0..DEEPEST {
            let around = self.cells.get(at)?;
            if self.zones.contains(&at) || around.own("kind") == "composite" {
                return Some(at);
            }
            at = self.parent(around)?;
        }
        None
    }

    /// Where a cell is on the page.
    fn place(&self, at: usize) -> Option<Area> {
        let cell = self.cells.get(at)?;
        let mut area = cell.area?;
        let mut next = self.parent(cell);
        for _ in 0..DEEPEST {
            let Some(around) = next.and_then(|at| self.cells.get(at)) else { break };
            if let Some(offset) = around.area {
                area.x += offset.x;
                area.y += offset.y;
            }
            next = self.parent(around);
        }
        Some(area)
    }

    fn is_edge_label(&self, cell: &Cell) -> bool {
        let around = self.parent(cell).and_then(|at| self.cells.get(at));
        around.is_some_and(|around| around.role == Role::Edge)
    }

    /// Texts that stand on lines, by the ids of the lines.
    fn edge_labels(&self) -> BTreeMap<&str, Vec<&str>> {
        let mut labels: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for cell in self.cells.iter().filter(|cell| !cell.label.is_empty() && self.is_edge_label(cell)) {
            labels.entry(&cell.parent).or_default().push(&cell.label);
        }
        labels
    }

    fn vertex(&self, at: usize, cell: &Cell, around: Option<usize>, draft: &mut Draft) {
        let drop = |draft: &mut Draft, why: &str| draft.dropped(format!("box `{}`", cell.called()), why, cell.line);
        if cell.own("kind") == "gate" {
            return drop(draft, "boundaries follow from zones");
        }
        if cell.style.is_text() && cell.own("kind").is_empty() {
            if self.names_something.contains(&at) {
                return;
            }
            return drop(draft, "it is a text on the drawing");
        }
        if cell.style.is_group() && cell.label.is_empty() && self.around.contains(&at) {
            return drop(draft, "it is a group without a name; what is in it is kept");
        }
        let holder = around.and_then(|at| self.cells.get(at)).filter(|holder| holder.id != cell.id);
        let mut item = Item {
            inside: holder.map(|holder| self.key(&holder.id)),
            about: if self.own { String::new() } else { cell.about.clone() },
            line: cell.line,
            ..Item::new("process", self.key(&cell.id), cell.label.as_str())
        };
        if self.own
            && let Some((label, _)) = cell.label.rsplit_once(" (").filter(|_| !cell.own("trust").is_empty())
        {
            label.clone_into(&mut item.label);
        }
        if let Some(text) = self.captions.get(&at).and_then(|text| self.cells.get(*text)) {
            item.label.clone_from(&text.label);
            item.guessed.push("name from the text beside it".to_owned());
        }
        self.kind(at, cell, &mut item);
        if item.label.is_empty() {
            item.label = crate::base::text::capital(item.keyword);
            item.guessed.push("it has no name on the drawing".to_owned());
        }
        if let Some((_, trust)) = TRUST.iter().find(|(number, _)| *number == cell.own("trust")) {
            item.facts.push(Fact::word("trust", *trust));
        }
        let subject = schema::statement(item.keyword).and_then(|statement| statement.subject);
        own_facts(cell, subject, &mut item.facts, draft);
        draft.items.push(item);
    }

    /// Says what a box is: as our own attributes have it, else by its shape, else by its name.
    fn kind(&self, at: usize, cell: &Cell, item: &mut Item) {
        let technology = cell.style.technology();
        let own = OWN_KINDS.iter().find(|(known, _)| *known == cell.own("kind"));
        if let Some((_, keyword)) = own {
            item.keyword = keyword;
        } else if self.zones.contains(&at) {
            item.keyword = "zone";
            if !cell.style.is_frame() {
                let why = if self.around.contains(&at) { "others lie in it" } else { "it is a dashed box" };
                item.guessed.push(format!("a zone, because {why}"));
            }
        } else if let Some((keyword, shape)) = cell.style.told() {
            item.keyword = keyword;
            item.guessed.push(format!("kind `{keyword}` from {shape}"));
        } else if self.is_data_flow_diagram && cell.style.is_rectangle() {
            item.keyword = "external";
            item.guessed.push("kind `external` from the rectangle beside stores of parallel lines".to_owned());
        } else {
            guess::element_kind(item, &technology);
            return;
        }
        if matches!(item.keyword, "process" | "store") {
            guess::element_type(item, &technology);
        }
    }

    fn edge(&self, cell: &Cell, labels: &[&str], draft: &mut Draft) {
        let texts = [cell.label.as_str()].into_iter().chain(labels.iter().copied()).filter(|text| !text.is_empty());
        let mut flow = Flow {
            key: self.key(&cell.id),
            source: self.key(&cell.source),
            target: self.key(&cell.target),
            label: texts.collect::<Vec<_>>().join(", "),
            about: if self.own { String::new() } else { cell.about.clone() },
            line: cell.line,
            ..Flow::default()
        };
        if self.own {
            flow.label = own_label(&cell.about);
        }
        if cell.source.is_empty() || cell.target.is_empty() {
            let what = if flow.label.is_empty() { "a line".to_owned() } else { format!("line `{}`", flow.label) };
            draft.dropped(what, "it is not fastened to a box at both ends", cell.line);
            return;
        }
        match (cell.style.has_arrow("startArrow", false), cell.style.has_arrow("endArrow", true)) {
            (true, true) => flow.both_ways = true,
            (true, false) => std::mem::swap(&mut flow.source, &mut flow.target),
            (false, true) => {}
            (false, false) => {
                flow.guessed.push("the direction in which the line was drawn; it has no arrow".to_owned())
            }
        }
        guess::flow(&mut flow, "");
        own_facts(cell, Some(Subject::Flow), &mut flow.facts, draft);
        draft.flows.push(flow);
    }
}

/// Adds what our own attributes say that the schema has for the subject.
fn own_facts(cell: &Cell, subject: Option<Subject>, facts: &mut Vec<Fact>, draft: &mut Draft) {
    for (name, value) in cell.own.iter().filter(|(name, _)| !DERIVED.contains(&name.as_str())) {
        let attribute = subject.and_then(|subject| schema::attribute(subject, name));
        let fact = attribute.and_then(|attribute| match attribute.expects {
            schema::Expects::Text => Some(Fact::text(attribute.name, value)),
            schema::Expects::Word(_) => Some(Fact::word(attribute.name, value)),
            _ => None,
        });
        match fact {
            Some(fact) if facts.iter().any(|known| known.name == fact.name) => {}
            Some(fact) => facts.push(fact),
            None => {
                let why = format!("it says `{value}`, which no text or word of that name does there");
                draft.dropped(format!("`threatline.{name}` of `{}`", cell.called()), why, cell.line);
            }
        }
    }
}

/// The label in one of our own tooltips: `Customer → Web shop: Places an order [crosses TB1]`.
fn own_label(tooltip: &str) -> String {
    let label = tooltip.split_once(": ").map_or("", |(_, label)| label);
    label.rsplit_once(" [crosses").map_or(label, |(label, _)| label).to_owned()
}
