//! Flows: chains, fans, zones as ends, and the keys and numbers of what they stand for.

use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::{SmolStr, format_smolstr};

use super::Resolver;
use super::declare::{PlacedFlow, Target};
use super::gather::{Gathered, description};
use super::names::PlaceName;
use crate::base::diagnostic::Diagnostic;
use crate::base::text;
use crate::model::{
    Carried, ElementId, ElementKind, Flow, FlowId, Kind, Origin, Sourced, TypeId, Value, ValueKind, ZoneId,
};
use crate::schema::Subject;
use crate::syntax::tree::{Arrow, FlowStatement, HasParts, Part, Word};

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

/// What a flow statement says about each of its flows.
struct Stated {
    gathered: Gathered,
    ty: Option<TypeId>,
    data: Option<Carried>,
    returns: Option<Carried>,
}

impl<'t> Resolver<'t> {
    pub(super) fn resolve_flows(&mut self) {
        for placed in self.work.flows.clone() {
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
        let stated = self.stated(placed);
        let several = hops.len() > 1;
        for (at, hop) in hops.into_iter().enumerate() {
            let id = placed.statement.id.as_ref().map(|id| match several {
                true => format_smolstr!("{}.{}", id.text, at + 1),
                false => id.text.clone(),
            });
            self.check_generated_id(placed, id.as_ref().filter(|_| several));
            let flow = self.flow(placed, &stated, hop, id);
            let flow = self.model.flows.push(flow);
            if let Some(statement) = placed.id {
                self.statements[statement].push(flow);
            }
        }
    }

    /// The n-th flow of a fan X is called `X.n`, so nothing else may be.
    fn check_generated_id(&mut self, placed: &PlacedFlow<'t>, id: Option<&SmolStr>) {
        let Some(taken) = id.and_then(|id| self.names.places.get(id)) else { return };
        let first = taken.span;
        let span = placed.statement.id.as_ref().map_or(placed.item.span, |id| id.span);
        let message = format!("`{}` is already declared", id.map_or("", SmolStr::as_str));
        let diagnostic = Diagnostic::error("E0102", span, message)
            .label(first, "declared here")
            .help("the flows of a fan or chain are called by its id and a number; rename one of the two");
        self.report(diagnostic);
    }

    fn stated(&mut self, placed: &PlacedFlow<'t>) -> Stated {
        let carriers = match placed.id {
            Some(id) => self.carriers(placed.statement, Target::Flow(id)),
            None => vec![placed.statement as &dyn HasParts],
        };
        let gathered = self.gather(Subject::Flow, &carriers);
        let ty = self.via(&carriers);
        let data = self.carried("data", &carriers);
        let returns = self.carried("returns", &carriers);
        Stated { gathered, ty, data, returns }
    }

    /// The type of a `via` clause or a `via` attribute.
    fn via(&mut self, carriers: &[&dyn HasParts]) -> Option<TypeId> {
        let mut found = None;
        for carrier in carriers {
            let clause = carrier.parts().iter().filter_map(|part| match part {
                Part::Via(word, _) => Some(word.clone()),
                _ => None,
            });
            let attributes = carrier.attributes();
            let attribute = attributes.iter().filter(|attribute| attribute.name.text == "via");
            let words: Vec<Word> =
                clause.chain(attribute.flat_map(|attribute| super::places::names_of(attribute))).collect();
            for word in words {
                let ty = self.type_named(Kind::Flow, &word);
                found = found.or(ty);
            }
        }
        found
    }

    /// The arrows that a statement stands for: hop by hop, each end of the left side to each of the right.
    fn hops(&mut self, placed: &PlacedFlow<'t>) -> Vec<Hop> {
        let statement = placed.statement;
        let ends: Vec<Vec<End>> =
            statement.ends.iter().enumerate().map(|(at, words)| self.ends(at, words, placed)).collect();
        let mut hops = Vec::new();
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
    fn report_loop(&mut self, a: &End, b: &End, words: &[Vec<Word>]) {
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
    fn ends(&mut self, at: usize, words: &[Word], placed: &PlacedFlow<'t>) -> Vec<End> {
        if at == 0 && words.is_empty() {
            let Some(element) = placed.element else {
                let message = "this flow has no source";
                let diagnostic = Diagnostic::error("E0301", placed.item.span, message)
                    .help("write the source in front of the arrow; it may be left out inside an element only");
                self.report(diagnostic);
                return Vec::new();
            };
            return vec![End { element, named: true }];
        }
        let mut ends = Vec::new();
        for word in words {
            match self.place(word) {
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
            PlaceName::Other(keyword) => keyword,
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
        if processes.is_empty() {
            self.report_no_process(word);
        }
        processes
    }

    /// A zone without processes is no end, unless a module that is not read yet may put some into it.
    fn report_no_process(&mut self, word: &Word) {
        let zone = &word.text;
        let diagnostic = if self.names.modules.is_empty() && !self.names.open_module {
            let message = format!("zone `{zone}` contains no process that the flow could start or end at");
            Diagnostic::error("E0310", word.span, message).help("name an element of the zone")
        } else {
            let message = format!("zone `{zone}` contains only what modules put into it, which are not read yet");
            Diagnostic::warning("W0001", word.span, message)
        };
        self.report(diagnostic);
    }

    fn flow(&mut self, placed: &PlacedFlow<'t>, stated: &Stated, hop: Hop, id: Option<SmolStr>) -> Flow {
        let mut gathered = stated.gathered.clone();
        let around = self.zones_around_both(hop.source, hop.target);
        let ty = stated.ty.or_else(|| self.default_via(&around));
        if stated.ty.is_some() {
            self.fill_from_type(&mut gathered, Subject::Flow, stated.ty);
        }
        self.fill_from_defaults(&mut gathered, Subject::Flow, &around);
        if stated.ty.is_none() {
            self.fill_from_type(&mut gathered, Subject::Flow, ty);
        }
        imply_encryption(&mut gathered);
        let data = stated.data.clone().unwrap_or_else(|| self.carried_by_default("data", &gathered));
        let returns = stated.returns.clone().unwrap_or_else(|| self.carried_by_default("returns", &gathered));
        Flow {
            key: id.clone().unwrap_or_default(),
            number: id.clone().unwrap_or_default(),
            id,
            label: gathered.label.unwrap_or_default(),
            source: hop.source,
            target: hop.target,
            both_ways: hop.both_ways,
            ty,
            data,
            returns,
            tags: gathered.tags,
            description: description(placed.item.doc.as_ref(), &gathered.facts),
            facts: gathered.facts,
            claims: gathered.claims,
            span: flow_span(placed.statement).unwrap_or(placed.item.span),
        }
    }

    /// The type that `default flow via=…` gives, nearest scope first.
    fn default_via(&mut self, around: &[ZoneId]) -> Option<TypeId> {
        if self.work.defaults.is_empty() {
            return None;
        }
        for scope in around.iter().map(|&zone| Some(zone)).chain([None]) {
            let declarations = self.work.defaults.get(&(scope, Subject::Flow)).cloned().unwrap_or_default();
            let carriers: Vec<&dyn HasParts> =
                declarations.iter().map(|&declaration| declaration as &dyn HasParts).collect();
            if let Some(ty) = self.via(&carriers) {
                return Some(ty);
            }
        }
        None
    }

    /// Zones that contain both ends, innermost first.
    fn zones_around_both(&self, a: ElementId, b: ElementId) -> Vec<ZoneId> {
        let other = self.zones_outwards(self.model.elements[b].zone);
        let mut zones = self.zones_outwards(self.model.elements[a].zone);
        zones.retain(|zone| other.contains(zone));
        zones
    }

    /// Keys and numbers of flows without an id: `source->target`, with the label where both ends are shared; `DFn` in order
    /// of appearance, stepping over numbers that are written.
    fn name_flows(&mut self) {
        let mut by_ends: FxHashMap<(ElementId, ElementId), usize> = FxHashMap::default();
        for flow in self.model.flows.values().filter(|flow| flow.id.is_none()) {
            *by_ends.entry((flow.source, flow.target)).or_default() += 1;
        }
        let written: FxHashSet<SmolStr> = self
            .model
            .flows
            .values()
            .filter_map(|flow| flow.id.as_ref())
            .flat_map(|id| [id.clone(), id.split('.').next().unwrap_or_default().into()])
            .collect();
        let mut keys: FxHashSet<SmolStr> = written.clone();
        let mut next = 1;
        for id in self.model.flows.ids() {
            let flow = &self.model.flows[id];
            if flow.id.is_some() {
                continue;
            }
            let shared = by_ends.get(&(flow.source, flow.target)).copied().unwrap_or(0) > 1;
            let key = self.unique_key(id, shared, &mut keys);
            while written.contains(format!("DF{next}").as_str()) {
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
        let key = (2..).map(|n| format_smolstr!("{key}~{n}")).find(|key| !keys.contains(key)).unwrap_or(key);
        self.report(diagnostic);
        keys.insert(key.clone());
        key
    }
}

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
        gathered.facts.set("encryption", vec![implied]);
    }
}

/// From the first to the last end.
fn flow_span(statement: &FlowStatement) -> Option<crate::base::source::Span> {
    let words = statement.id.iter().chain(statement.ends.iter().flatten());
    words.map(|word| word.span).reduce(|first, next| first.to(next))
}
