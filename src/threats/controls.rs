//! Which controls stand at a place: stated around it, or implied by stated facts.
//!
//! A statement counts for a flow if it is made on the flow, on one of its ends or a process around it, on the declared
//! boundary that it crosses, on a zone around an end, or for the whole model; the nearest statement about a control wins. A
//! statement always wins over what facts imply. A control that extends another counts wherever the other is asked for.
//!
//! A control with `side=receiver` looks at what comes in. At the end that calls, it counts only where the other end cannot look
//! itself (stores, externals) and where the caller is there to look at what it passes on (gateways, `does=passes-on`).

use rustc_hash::{FxHashMap, FxHashSet};

use crate::base::arena::Arena;
use crate::base::diagnostic::Diagnostic;
use crate::base::source::Span;
use crate::model::{
    BoundaryId, Claim, Claims, ControlId, ControlStatus, ElementId, ElementKind, FlowId, Kind, Model, Origin, Place,
    TypeId, ZoneId,
};

use super::condition::eval::{Scope, World};
use super::condition::fields::Of;
use super::condition::{Test, Thing, Truth, compile};
use super::leg::Leg;

/// What an implemented control is worth, in percent, by its effectiveness.
const EFFECTIVENESS: &[(&str, u8)] = &[("high", 90), ("medium", 70), ("low", 40)];
/// Effectiveness of a control for which none is stated.
const DEFAULT_EFFECTIVENESS: u8 = 70;

/// A control found at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ControlFound {
    /// The control itself; perhaps a special case of the one asked for.
    pub control: TypeId,
    /// How far it is in place.
    pub status: ControlStatus,
    /// What it is worth where it is implemented, in percent.
    pub effectiveness: u8,
    /// Why it is known.
    pub evidence: Evidence,
}

/// Why the status of a control is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Evidence {
    /// Somebody said so.
    Stated {
        /// On which place; `None` for the model as a whole.
        on: Option<Place>,
        /// Where the claim comes from.
        origin: Origin,
        /// The place in the text.
        span: Option<Span>,
        /// The `control` statement, if it is one.
        control: Option<ControlId>,
    },
    /// Facts of a place imply it.
    Inferred {
        /// The flow or element.
        on: Place,
        /// Which of the control's conditions holds, from 0.
        case: usize,
    },
}

impl ControlFound {
    /// What the control contributes, in percent: effectiveness where implemented, half of it where partial, else nothing.
    pub fn credit(&self) -> u8 {
        match self.status {
            ControlStatus::Implemented => self.effectiveness,
            ControlStatus::Partial => self.effectiveness / 2,
            _ => 0,
        }
    }

    /// Order among findings about the same control: more credit first, then what is known to be there at all.
    fn rank(&self) -> (u8, u8) {
        let known = match self.status {
            ControlStatus::Implemented => 5,
            ControlStatus::Partial => 4,
            ControlStatus::Unverified => 3,
            ControlStatus::Planned => 2,
            ControlStatus::Missing => 1,
            ControlStatus::NotApplicable => 0,
        };
        (self.credit(), known)
    }
}

/// The controls in effect at one place, under their own name and under those of the controls that they extend.
#[derive(Debug, Clone, Default)]
pub struct Standing {
    best: FxHashMap<TypeId, ControlFound>,
}

impl Standing {
    /// What is known about a control here; `None` where nothing is.
    pub fn get(&self, control: TypeId) -> Option<&ControlFound> {
        self.best.get(&control)
    }

    /// Every control about which something is known, in the order of the catalogue.
    pub fn all(&self) -> Vec<&ControlFound> {
        let own = self.best.iter().filter(|(name, found)| **name == found.control);
        let mut all: Vec<&ControlFound> = own.map(|(_, found)| found).collect();
        all.sort_unstable_by_key(|found| found.control);
        all
    }

    fn add(&mut self, model: &Model, found: &ControlFound) {
        for name in model.chain(found.control) {
            match self.best.get_mut(&name) {
                Some(known) if known.rank() >= found.rank() => {}
                Some(known) => *known = found.clone(),
                None => {
                    self.best.insert(name, found.clone());
                }
            }
        }
    }
}

/// A condition under which a control is inferred.
#[derive(Debug, Clone)]
struct Inference {
    control: TypeId,
    cases: Vec<(ControlStatus, Option<Test>)>,
}

/// A control inferred on an element.
#[derive(Debug, Clone)]
struct Inferred {
    control: TypeId,
    status: ControlStatus,
    case: usize,
}

/// The control catalogue, ready to be asked.
#[derive(Debug, Clone, Default)]
pub(super) struct Catalogue {
    on_flows: Vec<Inference>,
    on_elements: Vec<Inference>,
    inferred: Arena<ElementId, Vec<Inferred>>,
    everywhere: Vec<(TypeId, Claim)>,
    effectiveness: FxHashMap<TypeId, u8>,
    /// Those that look at what comes in.
    receiving: FxHashSet<TypeId>,
}

/// A place at which statements about a thing can stand.
struct Layer<'m> {
    place: Place,
    claims: &'m Claims,
    /// Whether it stands at the end that only sends.
    sends: bool,
}

impl Catalogue {
    /// Compiles the conditions of all controls and asks those about elements. Mistakes in conditions are reported.
    pub fn build(world: &World<'_>, report: &mut Vec<Diagnostic>) -> Self {
        let model = world.model;
        let mut catalogue = Catalogue::default();
        let controls = || model.types.iter().filter(|(_, ty)| ty.kind == Kind::Control);
        for (id, _) in controls() {
            catalogue.effectiveness.insert(id, effectiveness_of(model, id));
            if model.chain(id).find_map(|ty| model.types[ty].facts.text("side")) == Some("receiver") {
                catalogue.receiving.insert(id);
            }
        }
        // Conditions that read other controls come last, so that those are known.
        for reads in [false, true] {
            for (id, ty) in controls() {
                let reading = ty.inference.iter().any(|(_, condition)| compile::reads_controls(condition));
                if reading == reads && !ty.inference.is_empty() {
                    catalogue.compile(world, id, report);
                }
            }
        }
        let everywhere = model.controls.iter().filter(|(_, control)| control.everywhere);
        catalogue.everywhere = everywhere
            .filter_map(|(id, control)| {
                let claim = Claim {
                    status: control.status,
                    origin: Origin::Stated,
                    span: Some(control.span),
                    control: Some(id),
                };
                control.ty.map(|ty| (ty, claim))
            })
            .collect();
        catalogue.inferred = model.elements.ids().map(|id| catalogue.infer_element(world, id)).collect();
        catalogue
    }

    fn compile(&mut self, world: &World<'_>, control: TypeId, report: &mut Vec<Diagnostic>) {
        let inference = &world.model.types[control].inference;
        let roots = inference.iter().map(|(_, condition)| compile::roots(condition));
        let (element, flow) = roots.fold((false, false), |all, one| (all.0 || one.0, all.1 || one.1));
        let neither = !element && !flow;
        for (of, wanted) in [(Of::Element, element || neither), (Of::Flow, flow || neither)] {
            if !wanted {
                continue;
            }
            let cases = inference.iter().map(|(status, condition)| {
                let fits = match compile::roots(condition) {
                    (true, _) => of == Of::Element,
                    (false, true) => of == Of::Flow,
                    (false, false) => true,
                };
                (*status, if fits { compile::compile(world, of, condition, report) } else { None })
            });
            let inference = Inference { control, cases: cases.collect() };
            if of == Of::Flow { self.on_flows.push(inference) } else { self.on_elements.push(inference) }
        }
    }

    /// The controls in effect on a thing.
    pub fn standing(&self, world: &World<'_>, thing: Thing) -> Standing {
        let model = world.model;
        match thing {
            Thing::Flow(leg) => self.on_flow(world, leg.flow),
            Thing::Element(id) => {
                let stated = self.stated(model, &layers_of_element(model, id));
                self.with_element(model, Vec::new(), stated, &[id], None)
            }
            Thing::Zone(id) => {
                let stated = self.stated(model, &zones(model, id, false).collect::<Vec<_>>());
                self.with_element(model, Vec::new(), stated, &[], None)
            }
            Thing::Data(_) | Thing::Model => self.with_element(model, Vec::new(), self.stated(model, &[]), &[], None),
        }
    }

    fn on_flow(&self, world: &World<'_>, flow: FlowId) -> Standing {
        let model = world.model;
        let stated = self.stated(model, &layers_of_flow(world, flow));
        let leg = Leg::request(model, flow);
        let mut standing = Standing::default();
        for found in stated.values() {
            standing.add(model, found);
        }
        let mut inferred = Vec::new();
        for inference in &self.on_flows {
            if stated.contains_key(&inference.control) {
                continue;
            }
            if let Some((status, case)) = self.infer(world, Thing::Flow(leg), inference, &standing) {
                let found = self.found(inference.control, status, Evidence::Inferred { on: Place::Flow(flow), case });
                standing.add(model, &found);
                inferred.push(found);
            }
        }
        self.with_element(
            model,
            inferred,
            stated,
            &[leg.target, leg.source],
            only_sends(model, &leg).then_some(leg.source),
        )
    }

    /// Puts together what is stated, what is inferred on the flow, and what is inferred on elements, the first that says
    /// something about a control winning.
    fn with_element(
        &self,
        model: &Model,
        inferred: Vec<ControlFound>,
        mut found: FxHashMap<TypeId, ControlFound>,
        ends: &[ElementId],
        sender: Option<ElementId>,
    ) -> Standing {
        for one in inferred {
            found.entry(one.control).or_insert(one);
        }
        for &end in ends {
            let counts = |one: &&Inferred| Some(end) != sender || !self.receiving.contains(&one.control);
            for one in self.inferred[end].iter().filter(counts) {
                let evidence = Evidence::Inferred { on: Place::Element(end), case: one.case };
                found.entry(one.control).or_insert_with(|| self.found(one.control, one.status, evidence));
            }
        }
        let mut standing = Standing::default();
        let mut all: Vec<&ControlFound> = found.values().collect();
        all.sort_unstable_by_key(|found| found.control);
        for one in all {
            standing.add(model, one);
        }
        standing
    }

    fn infer_element(&self, world: &World<'_>, id: ElementId) -> Vec<Inferred> {
        let mut inferred = Vec::new();
        if self.on_elements.is_empty() {
            return inferred;
        }
        let stated = self.stated(world.model, &layers_of_element(world.model, id));
        let mut standing = Standing::default();
        for found in stated.values() {
            standing.add(world.model, found);
        }
        for inference in &self.on_elements {
            if let Some((status, case)) = self.infer(world, Thing::Element(id), inference, &standing) {
                let evidence = Evidence::Inferred { on: Place::Element(id), case };
                standing.add(world.model, &self.found(inference.control, status, evidence));
                inferred.push(Inferred { control: inference.control, status, case });
            }
        }
        inferred
    }

    /// The first status whose condition holds.
    fn infer(
        &self,
        world: &World<'_>,
        subject: Thing,
        inference: &Inference,
        standing: &Standing,
    ) -> Option<(ControlStatus, usize)> {
        let scope = Scope { world: *world, subject, standing, catalogue: None, it: None };
        let holds = |test: &Option<Test>| test.as_ref().is_some_and(|test| scope.test(test) == Truth::True);
        let mut cases = inference.cases.iter().enumerate();
        cases.find(|(_, (_, test))| holds(test)).map(|(case, (status, _))| (*status, case))
    }

    /// The nearest statement about each control.
    fn stated(&self, model: &Model, layers: &[Layer<'_>]) -> FxHashMap<TypeId, ControlFound> {
        let mut stated = FxHashMap::default();
        let counts = |layer: &Layer<'_>, control: &TypeId| !layer.sends || !self.receiving.contains(control);
        let claims = layers.iter().flat_map(|layer| {
            let own = layer.claims.iter().filter(move |(control, _)| counts(layer, control));
            own.map(|claim| (Some(layer.place), claim))
        });
        let everywhere = self.everywhere.iter().map(|(control, claim)| (None, (control, claim)));
        for (on, (&control, claim)) in claims.chain(everywhere) {
            stated.entry(control).or_insert_with(|| self.claimed(model, on, control, claim));
        }
        stated
    }

    fn claimed(&self, model: &Model, on: Option<Place>, control: TypeId, claim: &Claim) -> ControlFound {
        let evidence = Evidence::Stated { on, origin: claim.origin.clone(), span: claim.span, control: claim.control };
        let mut found = self.found(control, claim.status, evidence);
        let own = claim.control.and_then(|id| model.controls[id].facts.text("effectiveness")).and_then(percent);
        found.effectiveness = own.unwrap_or(found.effectiveness);
        found
    }

    fn found(&self, control: TypeId, status: ControlStatus, evidence: Evidence) -> ControlFound {
        ControlFound { control, status, effectiveness: self.effectiveness(control), evidence }
    }

    /// What a control is worth where it is implemented, in percent.
    pub fn effectiveness(&self, control: TypeId) -> u8 {
        self.effectiveness.get(&control).copied().unwrap_or(DEFAULT_EFFECTIVENESS)
    }

    /// The compiled condition behind an inferred status.
    pub fn case(&self, control: TypeId, on: Place, case: usize) -> Option<&Test> {
        let all = if matches!(on, Place::Flow(_)) { &self.on_flows } else { &self.on_elements };
        let inference = all.iter().find(|inference| inference.control == control)?;
        inference.cases.get(case).and_then(|(_, test)| test.as_ref())
    }
}

fn effectiveness_of(model: &Model, control: TypeId) -> u8 {
    let mut chain = model.chain(control);
    chain.find_map(|ty| model.types[ty].facts.text("effectiveness").and_then(percent)).unwrap_or(DEFAULT_EFFECTIVENESS)
}

fn percent(word: &str) -> Option<u8> {
    EFFECTIVENESS.iter().find(|(known, _)| *known == word).map(|(_, percent)| *percent)
}

/// Whether the caller only sends: it does not pass on what others send, and the other end could look itself.
fn only_sends(model: &Model, request: &Leg) -> bool {
    let caller = &model.elements[request.source];
    let both_ways = model.flows[request.flow].both_ways;
    let passes_on = caller.facts.texts("does").contains(&"passes-on");
    model.elements[request.target].kind == ElementKind::Process && !both_ways && !passes_on
}

/// Where statements about a flow can stand, nearest first.
fn layers_of_flow<'m>(world: &World<'m>, id: FlowId) -> Vec<Layer<'m>> {
    let model = world.model;
    let request = Leg::request(model, id);
    let sends = only_sends(model, &request);
    let mut layers = vec![Layer { place: Place::Flow(id), claims: &model.flows[id].claims, sends: false }];
    let ends = [(request.target, false), (request.source, sends)];
    for (end, sends) in ends {
        layers.extend(elements(model, end, sends));
    }
    let declared: Option<BoundaryId> = world.graph.border(id).and_then(|border| border.declared);
    let boundary = |id| Layer { place: Place::Boundary(id), claims: &model.boundaries[id].claims, sends: false };
    layers.extend(declared.map(boundary));
    for (end, sends) in ends {
        layers.extend(zones(model, model.elements[end].zone, sends));
    }
    layers.retain(|layer| !layer.claims.is_empty());
    layers
}

fn layers_of_element(model: &Model, id: ElementId) -> Vec<Layer<'_>> {
    elements(model, id, false).chain(zones(model, model.elements[id].zone, false)).collect()
}

/// An element and the processes around it.
fn elements(model: &Model, id: ElementId, sends: bool) -> impl Iterator<Item = Layer<'_>> {
    std::iter::successors(Some(id), |&id| model.elements[id].parent).map(move |id| Layer {
        place: Place::Element(id),
        claims: &model.elements[id].claims,
        sends,
    })
}

/// A zone and those around it.
fn zones(model: &Model, zone: ZoneId, sends: bool) -> impl Iterator<Item = Layer<'_>> {
    std::iter::successors(Some(zone), |&zone| model.zones[zone].parent).map(move |id| Layer {
        place: Place::Zone(id),
        claims: &model.zones[id].claims,
        sends,
    })
}
