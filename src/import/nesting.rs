//! What is in what: elements that others lie in become zones, or processes with parts where flows end at them.
//!
//! Other tools let anything contain anything and let flows end at all of it; in the language flows end at elements, zones
//! contain elements, and processes may have processes and stores in them.

use std::collections::{BTreeMap, BTreeSet};

use super::draft::{Draft, Flow};

/// How many levels outwards are looked at.
const DEEPEST: usize = 100;
const ELEMENTS: &[&str] = &["zone", "actor", "external", "process", "store"];

/// Makes of containers what they can be, and leaves out flows that have no element at an end.
pub(super) fn settle(draft: &mut Draft) {
    let tree = Tree::of(draft);
    let holders = tree.children.keys().copied().collect::<BTreeSet<_>>();
    // A process stays one where nothing lies in it that may not.
    let may_not = |at: usize, keyword: &str| keyword != "process" && (keyword != "store" || holders.contains(&at));
    let no_processes = tree.around(draft, may_not);
    let stays = |at: usize, keyword: &str| keyword == "process" && !no_processes.contains(&at);
    for at in &holders {
        let Some(item) = draft.items.get_mut(*at).filter(|item| item.keyword != "zone") else { continue };
        if !stays(*at, item.keyword) {
            item.keyword = "zone";
            item.ty = None;
            item.guessed = vec!["a zone, because other elements lie in it".to_owned()];
        }
    }
    told_inside(draft, &tree);
    let with_people = tree.around(draft, |_, keyword| matches!(keyword, "actor" | "external"));
    let mut open: Vec<usize> = draft
        .flows
        .iter()
        .flat_map(|flow| [&flow.source, &flow.target])
        .filter_map(|key| tree.by_key.get(key.as_str()).copied())
        .filter(|at| !with_people.contains(at))
        .collect();
    let ends: BTreeSet<usize> = open.iter().copied().collect();
    let mut seen = BTreeSet::new();
    while let Some(at) = open.pop() {
        if !seen.insert(at) {
            continue;
        }
        open.extend(tree.children.get(&at).into_iter().flatten().copied());
        if let Some(item) = draft.items.get_mut(at).filter(|item| item.keyword == "zone") {
            let why = if ends.contains(&at) { "because flows end at it" } else { "because it lies in one" };
            item.keyword = "process";
            item.facts.retain(|fact| fact.name != "trust");
            item.guessed.retain(|guess| !guess.starts_with("a zone"));
            item.guessed.push(format!("a process with parts, {why}"));
        }
    }
    flows(draft, &tree);
}

/// Leaves out flows that the language does not have.
fn flows(draft: &mut Draft, tree: &Tree) {
    let keyword = |key: &str| tree.by_key.get(key).and_then(|at| draft.items.get(*at)).map(|item| item.keyword);
    let wrong = |source: &str, target: &str| {
        if source == target {
            return Some("it goes from an element to itself: what happens inside is a step of a `scenario`".to_owned());
        }
        if let Some(missing) = [source, target].into_iter().find(|key| keyword(key).is_none()) {
            let missing = crate::base::text::one_line(missing);
            return Some(format!("its end `{missing}` is no element of the source"));
        }
        let zone = [source, target].into_iter().find(|key| keyword(key) == Some("zone"))?;
        let label = tree.by_key.get(zone).and_then(|at| draft.items.get(*at)).map(|item| item.label.clone());
        let label = label.unwrap_or_default();
        Some(format!("its end `{label}` is a zone: say which element in it sends or receives"))
    };
    let found = draft.flows.iter().map(|flow| wrong(&flow.source, &flow.target)).collect();
    leave_out(draft, found);
}

/// Leaves out flows that end at a zone where another one ends at something in it: they say the same less exactly, and the
/// zone can stay one.
fn told_inside(draft: &mut Draft, tree: &Tree) {
    let at = |key: &String| tree.by_key.get(key).copied();
    let is_zone = |at: &usize| draft.items.get(*at).is_some_and(|item| item.keyword == "zone");
    let ends = draft.flows.iter().flat_map(|flow| [&flow.source, &flow.target]);
    let zones: BTreeSet<usize> = ends.filter_map(at).filter(is_zone).collect();
    let mut told = BTreeSet::new();
    for (source, target) in draft.flows.iter().filter_map(|flow| Some((at(&flow.source)?, at(&flow.target)?))) {
        told.extend(tree.outwards(target).filter(|zone| zones.contains(zone)).map(|zone| (source, zone)));
        told.extend(tree.outwards(source).filter(|zone| zones.contains(zone)).map(|zone| (zone, target)));
    }
    let why = |flow: &Flow| {
        let ends = (at(&flow.source)?, at(&flow.target)?);
        told.contains(&ends).then(|| "another flow says which part of the zone at its end it is".to_owned())
    };
    let found = draft.flows.iter().map(why).collect();
    leave_out(draft, found);
}

/// Leaves out the flows that have a reason for it.
fn leave_out(draft: &mut Draft, whys: Vec<Option<String>>) {
    let mut kept = Vec::new();
    for (flow, why) in std::mem::take(&mut draft.flows).into_iter().zip(whys) {
        match why {
            Some(why) => draft.dropped(format!("flow `{}`", flow.label), why, flow.line),
            None => kept.push(flow),
        }
    }
    draft.flows = kept;
}

/// Items by key, and what lies in each.
struct Tree {
    by_key: BTreeMap<String, usize>,
    parents: BTreeMap<usize, usize>,
    children: BTreeMap<usize, Vec<usize>>,
}

impl Tree {
    fn of(draft: &Draft) -> Self {
        let elements = || draft.items.iter().enumerate().filter(|(_, item)| ELEMENTS.contains(&item.keyword));
        let mut by_key = BTreeMap::new();
        for (at, item) in elements() {
            by_key.entry(item.key.clone()).or_insert(at);
        }
        let inside = |(at, item): (usize, &super::Item)| Some((at, *by_key.get(item.inside.as_ref()?)?));
        let parents: BTreeMap<usize, usize> = elements().filter_map(inside).filter(|(at, on)| at != on).collect();
        let mut children: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (at, parent) in &parents {
            children.entry(*parent).or_default().push(*at);
        }
        Self { by_key, parents, children }
    }

    /// What lies around an item, from the inside out.
    fn outwards(&self, at: usize) -> impl Iterator<Item = usize> {
        std::iter::successors(self.parents.get(&at), |around| self.parents.get(around)).copied().take(DEEPEST)
    }

    /// What has such an item in it, at whatever depth.
    fn around(&self, draft: &Draft, such: impl Fn(usize, &str) -> bool) -> BTreeSet<usize> {
        let mut marked = BTreeSet::new();
        for (at, item) in draft.items.iter().enumerate() {
            let mut next = self.parents.get(&at).filter(|_| such(at, item.keyword));
            while let Some(around) = next.filter(|around| marked.insert(**around)) {
                next = self.parents.get(around);
            }
        }
        marked
    }
}
