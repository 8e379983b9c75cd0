//! `allow=` on what holds for other statements: a `type`, a `default`, a `new`.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use smol_str::SmolStr;

use super::{Allowed, Resolver, not_allowed};
use crate::base::source::Span;
use crate::model::Facts;
use crate::syntax::tree::Item;

/// Codes that a statement allows, with where each stands.
type Codes = BTreeSet<(SmolStr, Span)>;

impl Resolver<'_> {
    /// Codes that statements allow by their type, by the defaults around them, or as part of an instance. A statement of a
    /// template is several things, and a lint reports it once for all of them: a code counts where all allow it.
    pub(super) fn allowances(&self) -> Vec<Allowed> {
        if self.work.allowed.is_empty() {
            return Vec::new();
        }
        let (work, model) = (&self.work, &self.model);
        let mut found: BTreeMap<Span, Codes> = BTreeMap::new();
        let elements = work.elements.values().map(|placed| placed.declared.item).zip(model.elements.values());
        elements.for_each(|(item, element)| note(&mut found, item, &element.facts));
        let zones = work.zones.values().map(|(declared, _)| declared.item).zip(model.zones.values());
        zones.for_each(|(item, zone)| note(&mut found, item, &zone.facts));
        let data = work.data.values().map(|declared| declared.item).zip(model.data.values());
        data.for_each(|(item, data)| note(&mut found, item, &data.facts));
        let mut flows: Vec<&Item> = work.flows.iter().map(|placed| placed.item).collect();
        flows.sort_unstable_by_key(|item| item.span);
        for flow in model.flows.values() {
            let behind =
                flows.partition_point(|item| (item.span.file, item.span.start) <= (flow.span.file, flow.span.start));
            let item = behind.checked_sub(1).and_then(|at| flows.get(at));
            item.into_iter().for_each(|item| note(&mut found, item, &flow.facts));
        }
        let all = found.into_iter().flat_map(|(within, codes)| {
            codes.into_iter().map(move |(code, span)| Allowed { code, within: Some(within), span })
        });
        all.filter(|allowed| not_allowed(&allowed.code, allowed.span).is_none()).collect()
    }
}

/// Notes what one of the things that a statement stands for allows.
fn note(found: &mut BTreeMap<Span, Codes>, item: &Item, facts: &Facts) {
    let within = item.doc.as_ref().map_or(item.span, |doc| doc.span.to(item.span));
    let values = facts.all("allow").iter();
    let codes: Codes =
        values.map(|fact| (fact.value.text.to_uppercase().into(), fact.span.unwrap_or(within))).collect();
    match found.get_mut(&within) {
        Some(known) => known.retain(|(code, _)| codes.iter().any(|(other, _)| other == code)),
        None => {
            found.insert(within, codes);
        }
    }
}
