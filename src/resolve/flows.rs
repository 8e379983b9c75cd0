//! Flows: chains, fans, zones as ends, and the keys and numbers of what they stand for.

use rustc_hash::{FxHashMap, FxHashSet};
use smallvec::SmallVec;
use smol_str::{SmolStr, format_smolstr};

use super::Resolver;
use super::declare::{Carrier, PlacedFlow, Target};
use super::gather::{Gathered, LayerKey};
use super::scope::{PlaceName, Scope};
use crate::base::diagnostic::Diagnostic;
use crate::base::text;
use crate::model::{
    ElementId, ElementKind, Fact, Flow, FlowId, Kind, Origin, Sourced, TypeId, Value, ValueKind, ZoneId,
};
use crate::schema::Subject;
use crate::syntax::tree::{Arrow, FlowStatement, References, Word};

/// Most flows that one statement may stand for.
const MAX_FAN: usize = 10_000;

/// Most flows of a model.
const MAX_FLOWS: usize = 100_000;

/// One arrow of a statement.
struct Hop {
    source: ElementId,
    target: ElementId,
    both_ways: bool,
}

impl<'t> Resolver<'t> {
    pub(super) fn resolve_flows(&mut self) {
        self.model.flows.reserve(self.work.flows.len());
        for placed in std::mem::take(&mut self.work.flows) {
            if self.model.flows.len() > MAX_FLOWS {
                let message = format!("the model has more than {MAX_FLOWS} flows");
                self.report(Diagnostic::error("E0312", placed.item.span, message).help("what follows is not read"));
                break;
            }
            self.resolve_flow(&placed);
        }
        self.name_flows();
    }

    fn resolve_flow(&mut self, placed: &PlacedFlow<'t>) {
        let hops = self.hops(placed);
        let gathered = self.stated(placed);
        let ty = self.via(&gathered);
        self.check_encryption(&gathered, ty);
        let several = hops.len() > 1;
        let mut said = Some(gathered);
        for (at, hop) in hops.iter().enumerate() {
            // Most statements stand for one flow, which needs no copy.
            let gathered = if at + 1 == hops.len() { said.take() } else { said.clone() };
            let Some(gathered) = gathered else { break };
            let id = placed.statement.id.as_ref().map(|id| {
                let id = self.scopes.id(placed.scope, &id.text);
                if several { format_smolstr!("{id}.{}", at + 1) } else { id }
            });
            self.check_generated_id(placed, at, several);
            let flow = self.flow(placed, gathered, ty, hop, id);
            let flow = self.model.flows.push(flow);
            if let Some(statement) = placed.id {
                self.statements[statement].push(flow);
            }
        }
    }

    /// The n-th flow of a fan X is called `X.n`, so nothing else may be.
    fn check_generated_id(&mut self, placed: &PlacedFlow<'t>, at: usize, several: bool) {
        let Some(id) = placed.statement.id.as_ref().filter(|_| several) else { return };
        let name = format_smolstr!("{}.{}", id.text, at + 1);
        let Some(taken) = self.scopes.table(placed.scope).places.get(&name) else { return };
        let diagnostic = Diagnostic::error("E0102", id.span, format!("`{name}` is already declared"))
            .label(taken.span, "declared here")
            .help("the flows of a fan or chain are called by its id and a number; rename one of the two");
        self.report(diagnostic);
    }

    fn stated(&mut self, placed: &PlacedFlow<'t>) -> Gathered<'t> {
        let (parts, doc, scope) = (placed.statement, placed.item.doc.as_ref(), placed.scope);
        let own = Carrier { parts, doc, scope, is_instance: false };
        match placed.id.filter(|&id| !self.work.extensions(Target::Flow(id)).is_empty()) {
            Some(id) => {
                let carriers = self.carriers(own, Target::Flow(id));
                self.gather(Subject::Flow, &carriers)
            }
            None => self.gather(Subject::Flow, &[own]),
        }
    }

    /// The type of a `via` clause or a `via` attribute: the first.
    fn via(&mut self, gathered: &Gathered<'t>) -> Option<TypeId> {
        let mut found = None;
        for named in &gathered.types {
            let ty = self.type_named(named.scope, Kind::Flow, named.word);
            found = found.or(ty);
        }
        found
    }

    /// Reports E0305 where a flow names a protocol and an encryption that contradict each other. A protocol may run inside
    /// something that encrypts it, and some protocols have no name of their own with TLS: neither is a contradiction.
    fn check_encryption(&mut self, gathered: &Gathered<'t>, via: Option<TypeId>) {
        let facts = &gathered.facts;
        let Some(encryption) = facts.get("encryption").filter(|stated| stated.value.kind == ValueKind::Word) else {
            return;
        };
        let tool = self.scopes.table(self.tool);
        let of_protocol = |protocol: &str| tool.types.get(Kind::Flow, protocol);
        let Some(ty) = facts.text("protocol").map_or(via, of_protocol) else { return };
        let known = |name: &str| {
            let mut types = self.model.chain(ty).map(|id| &self.model.types[id]).filter(|ty| ty.embedded);
            types.find_map(|ty| ty.facts.text(name))
        };
        let (Some(protocol), Some(implied)) = (known("protocol"), known("encryption")) else { return };
        let stated = encryption.value.text.as_str();
        let via = |name: &str| of_protocol(name).map(|_| format!("write `via {name}`"));
        let is_own = stated.starts_with("tls") || stated.starts_with("dtls");
        // Only a protocol that has another name with TLS is known to have none.
        let (is, help) = match (implied, stated, via(&format!("{protocol}s"))) {
            ("none", _, Some(secure)) if is_own => {
                ("is not", format!("{secure}, or say what encrypts it, such as `encryption=wireguard`"))
            }
            ("none" | "not-applicable", ..) => return,
            (_, "none", _) => {
                let plain = protocol.strip_suffix('s').and_then(via);
                ("is", format!("{}, or delete the attribute", plain.unwrap_or("name the protocol in use".into())))
            }
            _ => return,
        };
        let message = format!("protocol {protocol} {is} encrypted, but encryption={stated}");
        let span = encryption.span.unwrap_or_else(|| self.model.types[ty].span);
        self.report(Diagnostic::error("E0305", span, message).help(help));
    }

    /// The arrows that a statement stands for: hop by hop, each end of the left side to each of the right.
    fn hops(&mut self, placed: &PlacedFlow<'t>) -> SmallVec<[Hop; 1]> {
        let statement = placed.statement;
        let ends: SmallVec<[Ends; 2]> =
            statement.ends.iter().enumerate().map(|(at, words)| self.ends(at, words, placed)).collect();
        let mut hops = SmallVec::new();
        for ((sides, words), (arrow, _)) in ends.windows(2).zip(statement.ends.windows(2)).zip(&statement.arrows) {
            let [left, right] = sides else { continue };
            let before = hops.len();
            if left.len().saturating_mul(right.len()) + hops.len() > MAX_FAN {
                let message = format!("this statement stands for more than {MAX_FAN} flows");
                self.report(Diagnostic::error("E0312", placed.item.span, message).help("write several statements"));
                return hops;
            }
            for a in left {
                for b in right {
                    if a.element == b.element {
                        self.report_loop(a, b, words);
                        continue;
                    }
                    let (source, target) = if *arrow == Arrow::Left { (b, a) } else { (a, b) };
                    hops.push(Hop { source: source.element, target: target.element, both_ways: *arrow == Arrow::Both });
                }
            }
            let zones_only = left.iter().chain(right).any(|end| !end.named);
            if hops.len() == before && zones_only && !left.is_empty() && !right.is_empty() {
                let message = "the zone contains no other process, so this arrow stands for no flow";
                self.report(Diagnostic::error("E0310", placed.item.span, message).help("name the two elements"));
            }
        }
        hops
    }

    /// A flow from an element to itself, unless it comes from a zone that stands for many.
    fn report_loop(&mut self, a: &End, b: &End, words: &[References]) {
        let span = words.iter().flatten().map(|word| word.span).reduce(|first, next| first.to(next));
        if let Some(span) = span.filter(|_| a.named && b.named) {
            let name = &self.model.elements[a.element].id;
            let message = format!("a flow from `{name}` to itself");
            self.report(
                Diagnostic::error("E0302", span, message)
                    .help("what happens inside an element is a step of a `scenario`"),
            );
        }
    }

    /// The elements that one end of a chain names.
    fn ends(&mut self, at: usize, words: &[Word], placed: &PlacedFlow<'t>) -> Ends {
        if at == 0 && words.is_empty() {
            let Some(element) = placed.element else {
                let message = "this flow has no source";
                let diagnostic = Diagnostic::error("E0301", placed.item.span, message)
                    .help("write the source in front of the arrow; it may be left out inside an element only");
                self.report(diagnostic);
                return Ends::new();
            };
            return Ends::from_buf([End { element, named: true }]);
        }
        let mut ends = Ends::new();
        for word in words {
            match self.place(placed.scope, word) {
                Some(PlaceName::Element(element)) => ends.push(End { element, named: true }),
                Some(PlaceName::Zone(zone)) => ends.extend(self.processes_of(zone, word)),
                Some(other) => self.not_an_end(word, other),
                None => {}
            }
        }
        ends
    }

    fn not_an_end(&mut self, word: &Word, place: PlaceName) {
        let what = match place {
            PlaceName::Boundary(_) => "a boundary",
            PlaceName::Flow(_) => "a flow",
            PlaceName::Module(_) => "a module",
            PlaceName::Scenario(_) => "a scenario",
            PlaceName::View => "a view",
            PlaceName::Element(_) | PlaceName::Zone(_) => return,
        };
        let message = format!("`{}` is {what} and cannot be an end of a flow", word.text);
        let help = "flows join elements; which boundary they cross follows from the zones of their ends";
        self.report(Diagnostic::error("E0303", word.span, message).help(help));
    }

    /// Every process in a zone and the zones inside it: what the zone stands for as an end.
    fn processes_of(&mut self, zone: ZoneId, word: &Word) -> Vec<End> {
        let inside = |element: ElementId| self.zones_outwards(self.model.elements[element].zone).contains(&zone);
        let processes: Vec<End> = self
            .model
            .elements
            .iter()
            .filter(|(id, element)| element.kind == ElementKind::Process && inside(*id))
            .map(|(element, _)| End { element, named: false })
            .collect();
        // A module that could not be read may have put processes there; that is reported where it is used.
        let unread = |scope: &Scope| {
            let within = scope.zone.is_some_and(|inner| self.zones_outwards(inner).contains(&zone));
            scope.has_gaps || (scope.broken && within)
        };
        if processes.is_empty() && !self.scopes.all.values().any(unread) {
            let message = format!("zone `{}` contains no process that the flow could start or end at", word.text);
            self.report(Diagnostic::error("E0310", word.span, message).help("name an element of the zone"));
        }
        processes
    }

    fn flow(
        &mut self,
        placed: &PlacedFlow<'t>,
        mut gathered: Gathered<'t>,
        stated: Option<TypeId>,
        hop: &Hop,
        id: Option<SmolStr>,
    ) -> Flow {
        let zone = self.zone_around_both(hop.source, hop.target);
        let ty = stated.or_else(|| self.default_via(zone, placed.scope));
        let key = LayerKey { subject: Subject::Flow, ty, type_first: stated.is_some(), zone, scope: placed.scope };
        let layer = self.layer(key);
        gathered.fill(&layer);
        imply_encryption(&mut gathered);
        Flow {
            key: id.clone().unwrap_or_default(),
            number: id.clone().unwrap_or_default(),
            id,
            label: gathered.label_or(""),
            source: hop.source,
            target: hop.target,
            both_ways: hop.both_ways,
            ty,
            data: gathered.take_carried("data"),
            returns: gathered.take_carried("returns"),
            description: gathered.description(),
            tags: gathered.tags,
            facts: gathered.facts,
            claims: gathered.claims,
            span: flow_span(placed.statement).unwrap_or(placed.item.span),
        }
    }

    /// The type that `default flow via=…` gives, nearest scope first.
    fn default_via(&mut self, zone: Option<ZoneId>, scope: super::scope::ScopeId) -> Option<TypeId> {
        if self.work.defaults.is_empty() {
            return None;
        }
        for reach in self.reaches(zone.filter(|_| self.has_zone_defaults), scope) {
            if let Some(default) = self.default_of(reach, Subject::Flow)
                && let Some(ty) = self.via(&default)
            {
                return Some(ty);
            }
        }
        None
    }

    /// The innermost zone that contains both ends.
    fn zone_around_both(&self, a: ElementId, b: ElementId) -> Option<ZoneId> {
        let (a, b) = (self.model.elements[a].zone, self.model.elements[b].zone);
        if a == b {
            return Some(a);
        }
        if !self.has_zone_defaults {
            return None;
        }
        let other = self.zones_outwards(b);
        self.zones_outwards(a).into_iter().find(|zone| other.contains(zone))
    }

    /// Keys and numbers of flows without an id: `source->target`, with the label where both ends are shared; `DFn` in order
    /// of appearance, stepping over numbers that are written.
    fn name_flows(&mut self) {
        let mut by_ends: FxHashMap<(ElementId, ElementId), usize> = FxHashMap::default();
        for flow in self.model.flows.values().filter(|flow| flow.id.is_none()) {
            *by_ends.entry((flow.source, flow.target)).or_default() += 1;
        }
        if by_ends.is_empty() {
            return;
        }
        // The number of a fan is taken by each of its flows.
        let ids = self.model.flows.values().filter_map(|flow| flow.id.as_ref());
        let number = |id: &SmolStr| id.strip_prefix("DF")?.split('.').next()?.parse::<usize>().ok();
        let written: FxHashSet<usize> = ids.filter_map(number).collect();
        // No id has an arrow in it, so only keys that are made here can meet.
        let mut keys: FxHashSet<SmolStr> = FxHashSet::default();
        let mut next = 1;
        for id in self.model.flows.ids() {
            let flow = &self.model.flows[id];
            if flow.id.is_some() {
                continue;
            }
            let shared = by_ends.get(&(flow.source, flow.target)).copied().unwrap_or(0) > 1;
            let key = self.unique_key(id, shared, &mut keys);
            while written.contains(&next) {
                next += 1;
            }
            let flow = &mut self.model.flows[id];
            flow.key = key;
            flow.number = format_smolstr!("DF{next}");
            next += 1;
        }
    }

    fn unique_key(&mut self, id: FlowId, shared: bool, keys: &mut FxHashSet<SmolStr>) -> SmolStr {
        let flow = &self.model.flows[id];
        let (source, target) = (&self.model.elements[flow.source].id, &self.model.elements[flow.target].id);
        let slug = text::slug(&flow.label);
        let key = match shared && !slug.is_empty() {
            true => format_smolstr!("{source}->{target}~{slug}"),
            false => format_smolstr!("{source}->{target}"),
        };
        if keys.insert(key.clone()) {
            return key;
        }
        let message = format!("nothing tells this flow from another one between `{source}` and `{target}`");
        let diagnostic = Diagnostic::warning("W0112", flow.span, message)
            .help("give it an id, such as `DF7: …`, or a label of its own: answers to its threats are kept by that");
        // Numbers go on where the last one of this key stopped.
        let next = self.repeated_keys.entry(key.clone()).or_insert(2);
        let key = loop {
            let numbered = format_smolstr!("{key}~{next}");
            *next += 1;
            if !keys.contains(&numbered) {
                break numbered;
            }
        };
        self.report(diagnostic);
        keys.insert(key.clone());
        key
    }
}

/// What one end of an arrow names.
type Ends = SmallVec<[End; 1]>;

/// An element at the end of a flow, and whether it was named itself, not by its zone.
struct End {
    element: ElementId,
    named: bool,
}

/// `mtls` is TLS with certificates on both sides, so it says how the flow is encrypted where nothing else does.
fn imply_encryption(gathered: &mut Gathered) {
    let Some(auth) = gathered.facts.get("auth").filter(|auth| auth.value.text == "mtls") else { return };
    if !gathered.facts.has("encryption") {
        let value = Value { text: "tls".into(), kind: ValueKind::Word };
        let implied = Sourced { value, origin: Origin::Implied("auth=mtls".into()), span: auth.span };
        gathered.facts.set("encryption", Fact::from_buf([implied]));
    }
}

/// From the first to the last end.
fn flow_span(statement: &FlowStatement) -> Option<crate::base::source::Span> {
    let words = statement.id.iter().chain(statement.ends.iter().flatten());
    words.map(|word| word.span).reduce(|first, next| first.to(next))
}
