//! What a view shows, as data: made from a `view` statement or from the arguments of a command.

use smol_str::SmolStr;

use crate::graph::{BorderId, FlowGraph};
use crate::model::{self, BoundaryId, DataId, ElementId, FlowId, Model, Place, ZoneId};

/// How much a diagram shows (reference, "Views, levels, layers").
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// The system as one process, with its actors and external entities.
    Context,
    /// Zones and elements; processes that contain others are closed, their flows lifted to them.
    Overview,
    /// Everything.
    Full,
}

impl Level {
    /// The level of a number; those above 2 are 2.
    pub fn of(number: u8) -> Self {
        match number {
            0 => Level::Context,
            1 => Level::Overview,
            _ => Level::Full,
        }
    }

    /// The level that an attribute states.
    fn parse(word: &str) -> Option<Self> {
        word.parse().ok().map(Self::of)
    }
}

/// Where flows run to, as far as they have a choice.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Direction {
    /// From the top to the bottom.
    #[default]
    Down,
    /// From the left to the right.
    Right,
}

impl Direction {
    /// The direction of the word `lr` or `tb`.
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "lr" => Some(Direction::Right),
            "tb" => Some(Direction::Down),
            _ => None,
        }
    }
}

/// How trust boundaries are drawn.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Boundaries {
    /// As boxes around zones.
    #[default]
    Boxes,
    /// As gates, through which the flows run that cross them; zones have no boxes.
    Gates,
}

/// Which flows between the same two ends are drawn as one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Merge {
    /// None.
    Never,
    /// Those that end at a closed zone.
    #[default]
    Closed,
    /// All.
    All,
    /// All, and those in the other direction with them.
    BothWays,
}

/// What a view is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Focus {
    /// What is inside, with its neighbours.
    Zone(ZoneId),
    /// The flows that cross it, with their ends.
    Border(BorderId),
    /// An element with its parts and neighbours.
    Element(ElementId),
    /// A flow with its ends.
    Flow(FlowId),
    /// The steps of the scenario at this position of the model, numbered.
    Scenario(usize),
    /// Everything with the tag, and the flows between.
    Tag(SmolStr),
    /// Every flow that carries it, with its ends, and what holds it.
    Data(DataId),
}

impl Focus {
    /// The focus on a place.
    pub fn place(graph: &FlowGraph, place: Place) -> Option<Self> {
        match place {
            Place::Element(id) => Some(Focus::Element(id)),
            Place::Zone(id) => Some(Focus::Zone(id)),
            Place::Flow(id) => Some(Focus::Flow(id)),
            Place::Boundary(id) => border(graph, id).map(Focus::Border),
        }
    }
}

/// The border that a declaration is about.
pub(super) fn border(graph: &FlowGraph, declared: BoundaryId) -> Option<BorderId> {
    graph.borders.iter().find(|(_, border)| border.declared == Some(declared)).map(|(id, _)| id)
}

/// What a view shows. The default is the whole model, open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ViewSpec {
    /// What stands behind the title of the model; empty for nothing.
    pub name: String,
    /// What it is about, all of it shown; the whole model where it is empty.
    pub focus: Vec<Focus>,
    /// How far elements are opened.
    pub level: Level,
    /// Places to show as well.
    pub include: Vec<Place>,
    /// Places to leave out.
    pub exclude: Vec<Place>,
    /// Where flows run to.
    pub direction: Direction,
    /// How trust boundaries are drawn.
    pub boundaries: Boundaries,
    /// Which flows are drawn as one.
    pub merge: Merge,
    /// Zones that are drawn without what is in them.
    pub closed: Vec<ZoneId>,
    /// Whether zones that hold neighbours alone, two or more, are closed as well.
    pub close_outside: bool,
}

impl Default for ViewSpec {
    fn default() -> Self {
        Self {
            name: String::new(),
            focus: Vec::new(),
            level: Level::Full,
            include: Vec::new(),
            exclude: Vec::new(),
            direction: Direction::Down,
            boundaries: Boundaries::Boxes,
            merge: Merge::Closed,
            closed: Vec::new(),
            close_outside: false,
        }
    }
}

impl From<Level> for ViewSpec {
    fn from(level: Level) -> Self {
        let name = if level == Level::Context { "context" } else { "" };
        Self { name: name.to_owned(), level, ..Self::default() }
    }
}

impl From<&ViewSpec> for ViewSpec {
    fn from(spec: &ViewSpec) -> Self {
        spec.clone()
    }
}

impl ViewSpec {
    /// A view of what is in focus, under a name.
    pub fn on(name: impl Into<String>, focus: Vec<Focus>) -> Self {
        let close_outside = focus.iter().any(|focus| matches!(focus, Focus::Zone(_)));
        Self { name: name.into(), focus, close_outside, ..Self::default() }
    }

    /// What a `view` statement asks for. Without `level`, composites are closed, unless `on` names one or a part of one.
    pub fn of_statement(model: &Model, graph: &FlowGraph, view: &model::View) -> Self {
        let focus = focus_of(model, graph, view);
        let stated = view.facts.text("level").and_then(Level::parse);
        let direction = view.facts.text("direction").and_then(Direction::parse);
        Self {
            level: stated.unwrap_or_else(|| level_for(model, &focus)),
            include: view.include.clone(),
            exclude: view.exclude.clone(),
            direction: direction.unwrap_or_default(),
            ..Self::on(view.label.as_str(), focus)
        }
    }
}

/// The level of a view that states none.
fn level_for(model: &Model, focus: &[Focus]) -> Level {
    let composite = |id: ElementId| {
        model.elements[id].parent.is_some() || model.elements.values().any(|element| element.parent == Some(id))
    };
    // A closed composite would hide the steps inside of it.
    let inside = |id: ElementId| model.elements[id].parent.is_some();
    let step = |step: &model::Step| {
        let flows =
            step.flows.iter().any(|flow| inside(model.flows[*flow].source) || inside(model.flows[*flow].target));
        flows || matches!(step.at, Some(Place::Element(id)) if inside(id))
    };
    let opens = focus.iter().any(|focus| match focus {
        Focus::Element(id) => composite(*id),
        Focus::Scenario(at) => model.scenarios.get(*at).is_some_and(|scenario| scenario.steps.iter().any(step)),
        _ => false,
    });
    if opens { Level::Full } else { Level::Overview }
}

fn focus_of(model: &Model, graph: &FlowGraph, view: &model::View) -> Vec<Focus> {
    let on = &view.on;
    if on.everywhere {
        return Vec::new();
    }
    let mut focus: Vec<Focus> = on.tags.iter().cloned().map(Focus::Tag).collect();
    // What has a tag is among the places once for each tag; what is named besides stands there once more.
    let by_tag = |place: Place| on.tags.iter().filter(|tag| tags(model, place).contains(tag)).count();
    for (at, &place) in on.places.iter().enumerate() {
        let before = on.places.iter().take(at).filter(|other| **other == place).count();
        if before >= by_tag(place) {
            focus.extend(Focus::place(graph, place).filter(|found| !focus.contains(found)));
        }
    }
    focus.extend(on.data.iter().chain(&view.data).copied().map(Focus::Data));
    focus.extend(view.scenarios.iter().copied().map(Focus::Scenario));
    focus
}

/// The tags of a place.
pub(super) fn tags(model: &Model, place: Place) -> &[SmolStr] {
    match place {
        Place::Element(id) => &model.elements[id].tags,
        Place::Zone(id) => &model.zones[id].tags,
        Place::Boundary(id) => &model.boundaries[id].tags,
        Place::Flow(id) => &model.flows[id].tags,
    }
}
