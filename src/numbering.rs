//! From the lock to the numbers of a model, and back: what has a number, under which key.
//!
//! A thing that was renamed keeps its number through `formerly`, a rule through its aliases.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::{SmolStr, format_smolstr};

use crate::graph::FlowGraph;
use crate::lock::{Evidence, Lock, Series};
use crate::model::{ControlId, DataId, ElementId, Facts, FlowId, Model, Place, TypeId, ZoneId};
use crate::threats::{Analysis, Entry, Threat};

/// Gives flows without an id, data and controls the numbers of the lock; what has none gets the next free ones.
pub fn number_model(model: &mut Model, lock: &Lock) {
    let flows: Vec<FlowId> = model.flows.ids().filter(|&id| model.flows[id].id.is_none()).collect();
    if !lock.is_empty() && !flows.is_empty() {
        let written = model.flows.values().filter_map(|flow| flow.id.as_ref());
        let taken: BTreeSet<u32> =
            written.filter_map(|id| Series::read(id.split('.').next()?)).map(|(_, number)| number).collect();
        let keys: Vec<_> = flows.iter().map(|&id| flow_keys(model, id)).collect();
        for (id, number) in flows.into_iter().zip(numbers(lock, Series::Flow, &keys, &taken)) {
            model.flows[id].number = Series::Flow.shown(number);
        }
    }
    let data: Vec<DataId> = model.data.ids().collect();
    let keys: Vec<_> = data.iter().map(|&id| names(&model.data[id].id, &model.data[id].facts)).collect();
    for (id, number) in data.into_iter().zip(numbers(lock, Series::Asset, &keys, &BTreeSet::new())) {
        model.data[id].number = Series::Asset.shown(number);
    }
    for series in [Series::Control, Series::Specific] {
        let controls: Vec<ControlId> = model.controls.ids().filter(|&id| control_series(model, id) == series).collect();
        let keys: Vec<_> =
            controls.iter().map(|&id| names(&model.controls[id].id, &model.controls[id].facts)).collect();
        for (id, number) in controls.into_iter().zip(numbers(lock, series, &keys, &BTreeSet::new())) {
            model.controls[id].number = series.shown(number);
        }
    }
}

/// Gives boundaries that nobody declared the numbers of the lock.
pub fn number_graph(model: &Model, graph: &mut FlowGraph, lock: &Lock) {
    if lock.is_empty() {
        return;
    }
    let declared = model.boundaries.values().filter_map(|boundary| Series::read(&boundary.id));
    let taken: BTreeSet<u32> = declared.map(|(_, number)| number).collect();
    let automatic: Vec<_> = graph.borders.ids().filter(|&id| graph.borders[id].declared.is_none()).collect();
    let keys: Vec<_> =
        automatic.iter().map(|&id| border_keys(model, graph.borders[id].from, graph.borders[id].to)).collect();
    for (id, number) in automatic.into_iter().zip(numbers(lock, Series::Boundary, &keys, &taken)) {
        graph.borders[id].id = Series::Boundary.shown(number);
    }
}

/// Gives threats the numbers of the lock, and looks at the answers whose facts have changed.
pub fn number_threats(model: &Model, graph: &FlowGraph, analysis: &mut Analysis, lock: &Lock) {
    if lock.is_empty() {
        return;
    }
    if !lock.evidence.is_empty() {
        let keys: Vec<Vec<SmolStr>> = analysis.threats.iter().map(|threat| threat_keys(model, threat)).collect();
        let evidence = |keys: Vec<&str>| keys.into_iter().find_map(|key| lock.evidence.get(key));
        let given: Vec<Option<&Evidence>> = owned(&keys).into_iter().map(evidence).collect();
        analysis.review(model, graph, &given);
    }
    let mut letters: BTreeSet<char> = analysis.entries.iter().map(|entry| entry.number.letter).collect();
    while let Some(letter) = letters.pop_first() {
        let own: Vec<usize> = (0..analysis.entries.len())
            .filter(|&at| analysis.entries.get(at).is_some_and(|e| e.number.letter == letter))
            .collect();
        let keys: Vec<_> =
            own.iter().filter_map(|&at| analysis.entries.get(at)).map(|entry| entry_keys(model, entry)).collect();
        let found = numbers(lock, Series::Threat(letter), &keys, &BTreeSet::new());
        for (at, number) in own.into_iter().zip(found) {
            if let Some(entry) = analysis.entries.get_mut(at) {
                entry.number.count = number;
                entry.provisional = line_of(lock, Series::Threat(letter), number, &entry_keys(model, entry)).is_none();
            }
        }
    }
}

/// The lock with what is new: numbers as they are shown, and the facts of answers that are new or were changed. With
/// `reviewed`, the facts of the answers to these threats are taken anew as well.
pub fn updated(
    model: &Model,
    graph: &FlowGraph,
    analysis: &Analysis,
    lock: &Lock,
    reviewed: impl Fn(&Threat) -> bool,
) -> Lock {
    let known = lock;
    let mut lock = lock.clone();
    for (series, number, keys) in numbered(model, graph, analysis, known) {
        let Some(present) = keys.first() else { continue };
        match line_of(&lock, series, number, &keys).cloned() {
            Some(key) => lock.rename(series, &key, present),
            None => lock.give(series, present, number),
        }
    }
    let reader = analysis.reader(model, graph);
    let mut evidence = std::collections::BTreeMap::new();
    let keys: Vec<Vec<SmolStr>> = analysis.threats.iter().map(|threat| threat_keys(model, threat)).collect();
    for (threat, keys) in analysis.threats.iter().zip(owned(&keys)) {
        let Some(mark) = reader.answer_mark(threat) else { continue };
        let known = keys.into_iter().find_map(|key| lock.evidence.get(key)).cloned();
        let known = known.filter(|known| known.answer == mark && !reviewed(threat));
        let now = known.unwrap_or_else(|| Evidence { answer: mark, facts: reader.rests_on(threat) });
        evidence.insert(threat.key.clone(), now);
    }
    lock.evidence = evidence;
    lock
}

/// Numbers for controls that no `control` statement is about, by type: `has=waf`, and what stated facts imply. They stand among
/// the baseline controls, behind those that have a statement.
pub fn control_types(model: &Model, graph: &FlowGraph, analysis: &Analysis, lock: &Lock) -> BTreeMap<TypeId, SmolStr> {
    let types: Vec<TypeId> = analysis.reader(model, graph).stated_without_statement().into_iter().collect();
    let keys: Vec<Vec<SmolStr>> = types.iter().map(|&ty| vec![type_key(model, ty)]).collect();
    let shown = model.controls.values().filter_map(|control| Series::read(&control.number));
    let taken: BTreeSet<u32> =
        shown.filter(|(series, _)| *series == Series::Control).map(|(_, number)| number).collect();
    let numbers = numbers(lock, Series::Control, &keys, &taken);
    types.into_iter().zip(numbers).map(|(ty, number)| (ty, Series::Control.shown(number))).collect()
}

/// A type may have the name of a statement about another.
fn type_key(model: &Model, ty: TypeId) -> SmolStr {
    format_smolstr!("type:{}", model.types[ty].name)
}

/// What has no number in a lock yet, by key.
pub fn missing(model: &Model, graph: &FlowGraph, analysis: &Analysis, lock: &Lock) -> Vec<SmolStr> {
    let new = |(series, number, keys): (Series, u32, Vec<SmolStr>)| {
        if line_of(lock, series, number, &keys).is_some() { None } else { keys.into_iter().next() }
    };
    numbered(model, graph, analysis, lock).into_iter().filter_map(new).collect()
}

/// Everything that has a number, with its keys, the present one first.
fn numbered(model: &Model, graph: &FlowGraph, analysis: &Analysis, lock: &Lock) -> Vec<(Series, u32, Vec<SmolStr>)> {
    let mut all = Vec::new();
    let mut add = |shown: &str, keys: Vec<SmolStr>| {
        if let Some((series, number)) = Series::read(shown) {
            all.push((series, number, keys));
        }
    };
    for id in model.flows.ids().filter(|&id| model.flows[id].id.is_none()) {
        add(&model.flows[id].number, flow_keys(model, id));
    }
    for data in model.data.values() {
        add(&data.number, names(&data.id, &data.facts));
    }
    for control in model.controls.values() {
        add(&control.number, names(&control.id, &control.facts));
    }
    for (ty, number) in control_types(model, graph, analysis, lock) {
        add(&number, vec![type_key(model, ty)]);
    }
    for border in graph.borders.values().filter(|border| border.declared.is_none()) {
        add(&border.id, border_keys(model, border.from, border.to));
    }
    for entry in &analysis.entries {
        add(&entry.number.to_string(), entry_keys(model, entry));
    }
    all
}

/// The number of each thing: that of the lock under its present name, else under a former one; else the next above all that
/// were given, stepping over those that are taken.
fn numbers(lock: &Lock, series: Series, keys: &[Vec<SmolStr>], taken: &BTreeSet<u32>) -> Vec<u32> {
    let mut next = lock.next(series);
    let mut used = taken.clone();
    let known = owned(keys).into_iter().map(|keys| keys.into_iter().find_map(|key| lock.number(series, key)));
    let known: Vec<Option<u32>> = known.map(|number| number.filter(|number| used.insert(*number))).collect();
    let number = |known: Option<u32>| {
        known.unwrap_or_else(|| {
            while !used.insert(next) {
                next += 1;
            }
            next
        })
    };
    known.into_iter().map(number).collect()
}

/// The key under which a thing has its line in a lock.
fn line_of<'k>(lock: &Lock, series: Series, number: u32, keys: &'k [SmolStr]) -> Option<&'k SmolStr> {
    keys.iter().find(|key| lock.number(series, key) == Some(number))
}

/// The keys under which each thing may be found: its present name, and those of its former names that no other thing has now
/// and no other claims.
fn owned(keys: &[Vec<SmolStr>]) -> Vec<Vec<&str>> {
    let present: FxHashSet<&str> = keys.iter().filter_map(|keys| keys.first()).map(SmolStr::as_str).collect();
    let mut claims: FxHashMap<&str, usize> = FxHashMap::default();
    for former in keys.iter().flat_map(|keys| keys.iter().skip(1)) {
        *claims.entry(former).or_default() += 1;
    }
    let is_own = |key: &str| !present.contains(key) && claims.get(key) == Some(&1);
    let own = |keys: &'_ Vec<SmolStr>| -> Vec<usize> {
        keys.iter().enumerate().filter(|(at, key)| *at == 0 || is_own(key)).map(|(at, _)| at).collect()
    };
    let at: Vec<Vec<usize>> = keys.iter().map(own).collect();
    keys.iter()
        .zip(at)
        .map(|(keys, at)| at.into_iter().filter_map(|at| keys.get(at)).map(SmolStr::as_str).collect())
        .collect()
}

// ---- keys -----------------------------------------------------------------------------------------------------------------

/// A name and those that it had before. What `formerly` names is the name inside of the module.
pub fn names(id: &SmolStr, facts: &Facts) -> Vec<SmolStr> {
    let module = id.rsplit_once('.').map(|(module, _)| module);
    let former = facts.texts("formerly");
    let full = former.iter().filter_map(|old| Some(format_smolstr!("{}.{old}", module?)));
    std::iter::once(id.clone()).chain(former.iter().map(|old| SmolStr::from(*old))).chain(full).collect()
}

fn element_names(model: &Model, id: ElementId) -> Vec<SmolStr> {
    names(&model.elements[id].id, &model.elements[id].facts)
}

fn flow_keys(model: &Model, id: FlowId) -> Vec<SmolStr> {
    let flow = &model.flows[id];
    let mut keys = names(&flow.key, &flow.facts);
    let rest = flow.key.split_once('~').map_or(String::new(), |(_, label)| format!("~{label}"));
    for source in element_names(model, flow.source) {
        for target in element_names(model, flow.target) {
            keys.push(format_smolstr!("{source}->{target}{rest}"));
            // As long as the flow was the only one between its ends, its key had no label.
            keys.push(format_smolstr!("{source}->{target}"));
        }
    }
    dedup(keys)
}

fn zone_names(model: &Model, id: ZoneId) -> Vec<SmolStr> {
    names(&model.zones[id].id, &model.zones[id].facts)
}

/// The two zones of a boundary, in the order of their names.
fn border_keys(model: &Model, from: ZoneId, to: ZoneId) -> Vec<SmolStr> {
    let mut keys = Vec::new();
    for a in zone_names(model, from) {
        for b in zone_names(model, to) {
            keys.push(if a <= b { format_smolstr!("{a}|{b}") } else { format_smolstr!("{b}|{a}") });
        }
    }
    dedup(keys)
}

fn entry_keys(model: &Model, entry: &Entry) -> Vec<SmolStr> {
    rule_names(model, entry.rule)
}

fn rule_names(model: &Model, id: crate::model::RuleId) -> Vec<SmolStr> {
    let rule = &model.rules[id];
    std::iter::once(rule.name.clone()).chain(rule.aliases.iter().cloned()).collect()
}

/// The keys of a threat: the rule and the place, each under its present and former names.
fn threat_keys(model: &Model, threat: &Threat) -> Vec<SmolStr> {
    let place = threat.key.split_once('@').map_or("", |(_, place)| place);
    let former = match threat.subject {
        Some(Place::Flow(id)) => flow_keys(model, id),
        Some(Place::Element(id)) => element_names(model, id),
        Some(Place::Zone(id)) => zone_names(model, id),
        Some(Place::Boundary(_)) | None => Vec::new(),
    };
    let mut keys = vec![threat.key.clone()];
    for rule in rule_names(model, threat.rule) {
        keys.push(format_smolstr!("{rule}@{place}"));
        keys.extend(former.iter().map(|place| format_smolstr!("{rule}@{place}")));
    }
    dedup(keys)
}

fn dedup(keys: Vec<SmolStr>) -> Vec<SmolStr> {
    let mut seen = BTreeSet::new();
    keys.into_iter().filter(|key| seen.insert(key.clone())).collect()
}

fn control_series(model: &Model, id: ControlId) -> Series {
    if model.controls[id].facts.text("baseline") == Some("yes") { Series::Control } else { Series::Specific }
}
