//! Which borders a flow passes, and which trust boundary that is.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
use smol_str::{SmolStr, format_smolstr};

use crate::base::arena::Arena;
use crate::base::diagnostic::Diagnostic;
use crate::model::{BoundaryId, FlowId, Model, ZoneId};
use crate::typed_id;

typed_id! {
    /// A trust boundary of a [`super::FlowGraph`].
    BorderId
}

/// The borders that one flow passes from its source to its target.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Crossing {
    /// Zones that it leaves, innermost first.
    pub exits: Vec<ZoneId>,
    /// Zones that it enters, outermost first.
    pub enters: Vec<ZoneId>,
    /// The trust boundary; `None` exactly if no border is passed.
    pub border: Option<BorderId>,
}

impl Crossing {
    /// Whether any border is passed.
    pub fn crosses(&self) -> bool {
        !(self.exits.is_empty() && self.enters.is_empty())
    }
}

/// A trust boundary: declared, or found because a flow crosses between two zones for which none is declared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Border {
    /// Display id: the declared name, or the next free `TBn`.
    pub id: SmolStr,
    /// `Internet → Frontend`
    pub label: String,
    /// The declaration, if there is one.
    pub declared: Option<BoundaryId>,
    /// The zone that it is named from.
    pub from: ZoneId,
    /// The zone on the other side.
    pub to: ZoneId,
}

/// Finds the crossings of all flows, the boundaries they belong to, and ties between declared boundaries.
///
/// One pass over the flows; flows between the same two zones share the work, so the cost does not grow with their number.
pub(super) fn find(model: &Model) -> (Arena<FlowId, Crossing>, Arena<BorderId, Border>, Vec<Diagnostic>) {
    let mut finder = Finder::new(model);
    let crossings = model.flows.iter().map(|(id, _)| finder.crossing(id)).collect();
    (crossings, finder.borders, finder.diagnostics)
}

struct Finder<'a> {
    model: &'a Model,
    borders: Arena<BorderId, Border>,
    /// Declared boundaries by the pair of their zones, in both orders.
    declared: FxHashMap<(ZoneId, ZoneId), Vec<BorderId>>,
    /// Crossings between innermost zones that were worked out before.
    known: FxHashMap<(ZoneId, ZoneId), Crossing>,
    /// Automatic boundaries by unordered pair of innermost zones.
    automatic: BTreeMap<(ZoneId, ZoneId), BorderId>,
    next_number: u32,
    diagnostics: Vec<Diagnostic>,
}

impl<'a> Finder<'a> {
    fn new(model: &'a Model) -> Self {
        let mut borders = Arena::new();
        let mut declared: FxHashMap<(ZoneId, ZoneId), Vec<BorderId>> = FxHashMap::default();
        for (id, boundary) in model.boundaries.iter() {
            let border = borders.push(Border {
                id: boundary.id.clone(),
                label: boundary.label.to_string(),
                declared: Some(id),
                from: boundary.from,
                to: boundary.to,
            });
            declared.entry((boundary.from, boundary.to)).or_default().push(border);
            declared.entry((boundary.to, boundary.from)).or_default().push(border);
        }
        Self {
            model,
            borders,
            declared,
            known: FxHashMap::default(),
            automatic: BTreeMap::new(),
            next_number: 1,
            diagnostics: Vec::new(),
        }
    }

    fn crossing(&mut self, id: FlowId) -> Crossing {
        let flow = &self.model.flows[id];
        let pair = (self.model.elements[flow.source].zone, self.model.elements[flow.target].zone);
        if let Some(known) = self.known.get(&pair) {
            return known.clone();
        }
        let (from, to) = (self.model.zone_path(pair.0), self.model.zone_path(pair.1));
        let shared = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
        let exits: Vec<ZoneId> = from.iter().skip(shared).rev().copied().collect();
        let enters: Vec<ZoneId> = to.iter().skip(shared).copied().collect();
        let mut crossing = Crossing { exits, enters, border: None };
        if crossing.crosses() {
            crossing.border = Some(self.declared_border(id, &from, &to).unwrap_or_else(|| self.automatic_border(pair)));
        }
        self.known.insert(pair, crossing.clone());
        crossing
    }

    /// The declared boundary whose zones lie deepest on the two paths, one on each. Where one zone contains the other, the
    /// inner one must be on one path only, else nothing is crossed between them.
    fn declared_border(&mut self, flow: FlowId, from: &[ZoneId], to: &[ZoneId]) -> Option<BorderId> {
        if self.declared.is_empty() {
            return None;
        }
        let mut best: Vec<BorderId> = Vec::new();
        let mut depth = 0;
        for (i, &a) in from.iter().enumerate() {
            for (j, &b) in to.iter().enumerate() {
                let fits = a != b && !(from.contains(&b) && to.contains(&a));
                let Some(found) = self.declared.get(&(a, b)).filter(|_| fits) else { continue };
                if i + j + 1 > depth {
                    depth = i + j + 1;
                    best.clear();
                }
                if i + j + 1 == depth {
                    best.extend(found);
                }
            }
        }
        self.report_tie(flow, &best);
        best.first().copied()
    }

    fn report_tie(&mut self, flow: FlowId, best: &[BorderId]) {
        let [first, second, ..] = best else { return };
        let (first, second) = (&self.borders[*first], &self.borders[*second]);
        let flow = &self.model.flows[flow];
        let message = format!("flow `{}` fits `{}` and `{}` equally", flow.key, first.id, second.id);
        let mut diagnostic = Diagnostic::error("E0306", flow.span, message)
            .help("name a zone further inside on one of the two boundaries");
        for border in [first, second] {
            if let Some(boundary) = border.declared.map(|id| &self.model.boundaries[id]) {
                diagnostic = diagnostic.label(boundary.span, "joins zones around both ends");
            }
        }
        self.diagnostics.push(diagnostic);
    }

    fn automatic_border(&mut self, pair: (ZoneId, ZoneId)) -> BorderId {
        let unordered = if pair.0 <= pair.1 { pair } else { (pair.1, pair.0) };
        if let Some(&known) = self.automatic.get(&unordered) {
            return known;
        }
        let label = |zone: ZoneId| &self.model.zones[zone].label;
        let border = Border {
            id: self.free_number(),
            label: format!("{} → {}", label(pair.0), label(pair.1)),
            declared: None,
            from: pair.0,
            to: pair.1,
        };
        // The number is taken before the border is pushed, so two automatic borders never share one.
        self.next_number += 1;
        let id = self.borders.push(border);
        self.automatic.insert(unordered, id);
        id
    }

    /// The next `TBn` that no declared boundary has.
    fn free_number(&mut self) -> SmolStr {
        loop {
            let id = format_smolstr!("TB{}", self.next_number);
            if !self.model.boundaries.values().any(|boundary| boundary.id.eq_ignore_ascii_case(&id)) {
                return id;
            }
            self.next_number += 1;
        }
    }
}
