//! What parts of a document are made from.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use smol_str::SmolStr;

use super::Threats;
use super::boundary::{self, Crossed};
use super::controls::{self, ControlRow};
use super::recommendations::Measure;
use super::signs::Standing;
use crate::base::arena::Arena;
use crate::base::date::Date;
use crate::graph::FlowGraph;
use crate::lint::checklist::ItemResult;
use crate::model::{Class, Entry as Statement, FlowId, Model, Place, TypeId};
use crate::report::document::Figure;
use crate::report::finish::Names;
use crate::report::profile::{Audience, Ids};
use crate::threats::{Analysis, Entry, Obligation, Threat};

/// What a document needs to know that neither model nor analysis says.
#[derive(Debug, Clone, Default)]
pub struct Material {
    /// The architecture by layers.
    pub layers: Figure,
    /// The whole system, or an overview where it is too large, and further pictures.
    pub figures: Vec<Figure>,
    /// How many pictures are left out, because there are too many for a document.
    pub figures_left: usize,
    /// The day for which the document is made.
    pub date: Option<Date>,
    /// What version control says of the files: their revision.
    pub revision: Option<String>,
    /// The day of the last change that version control knows.
    pub changed: Option<Date>,
    /// The version of the tool.
    pub tool: String,
    /// The number of rules of the library, and a fingerprint of them.
    pub rules: String,
    /// A fingerprint of the files of the model.
    pub fingerprint: String,
    /// What the checklist says.
    pub checklist: Vec<ItemResult>,
    /// The numbers of controls that no `control` statement is about, by type.
    pub control_numbers: BTreeMap<TypeId, SmolStr>,
    /// What the classes mean in this organisation, where it says so.
    pub classes: BTreeMap<Class, String>,
    /// Whether dates of work are shown; by default they are left to the reader.
    pub dates: bool,
    /// Whether signs stand before the words for a status.
    pub signs: bool,
}

/// Everything that a part may look at.
pub struct Context<'a> {
    /// The model.
    pub model: &'a Model,
    /// Its graph.
    pub graph: &'a FlowGraph,
    /// Its threats.
    pub analysis: &'a Analysis,
    /// The texts of the threats.
    pub threats: Threats<'a>,
    /// What is known besides.
    pub material: &'a Material,
    /// For whom the document is.
    pub audience: Audience,
    controls: OnceCell<Vec<ControlRow<'a>>>,
    measures: OnceCell<Vec<Measure>>,
    obligations: OnceCell<Vec<(Obligation, Standing)>>,
    crossed: OnceCell<Vec<Crossed<'a>>>,
    on_flows: OnceCell<Arena<FlowId, Vec<&'a Threat>>>,
}

impl<'a> Context<'a> {
    /// Everything about a model.
    pub fn new(
        model: &'a Model,
        graph: &'a FlowGraph,
        analysis: &'a Analysis,
        material: &'a Material,
        audience: Audience,
    ) -> Self {
        let threats = Threats::new(model, graph, analysis);
        Self {
            model,
            graph,
            analysis,
            threats,
            material,
            audience,
            controls: OnceCell::new(),
            measures: OnceCell::new(),
            obligations: OnceCell::new(),
            crossed: OnceCell::new(),
            on_flows: OnceCell::new(),
        }
    }

    /// Every control about which something is known, by number.
    pub(super) fn controls(&self) -> &[ControlRow<'a>] {
        self.controls.get_or_init(|| controls::rows(self))
    }

    /// The measures that open threats ask for, the most severe first.
    pub(super) fn measures(&self) -> &[Measure] {
        self.measures.get_or_init(|| self.numbered_measures())
    }

    /// Every control that a threat asks for at a component, with how far it is in place.
    pub(super) fn obligations(&self) -> &[(Obligation, Standing)] {
        let known = |obligation: Obligation| Standing::of(obligation.status).map(|standing| (obligation, standing));
        self.obligations.get_or_init(|| self.threats.reader.obligations().into_iter().filter_map(known).collect())
    }

    /// The boundaries, with everything that crosses them.
    pub(super) fn crossed(&self) -> &[Crossed<'a>] {
        self.crossed.get_or_init(|| boundary::crossed(self))
    }

    /// The threats at a flow.
    pub(super) fn threats_on(&self, flow: FlowId) -> &[&'a Threat] {
        let by_flow = || {
            let mut all = Arena::filled(self.model.flows.len(), Vec::new());
            for threat in &self.analysis.threats {
                if let Some(Place::Flow(flow)) = threat.subject {
                    all[flow].push(threat);
                }
            }
            all
        };
        &self.on_flows.get_or_init(by_flow)[flow]
    }

    /// Whether the document is for people who may not see how attacks go and how the system is configured.
    pub(in crate::report) fn is_public(&self) -> bool {
        self.audience == Audience::Public
    }

    /// The statements of the document with this keyword, in source order.
    pub(super) fn statements(&self, keyword: &'static str) -> impl Iterator<Item = &'a Statement> + use<'a> {
        self.model.entries.iter().filter(move |entry| entry.keyword == keyword)
    }

    /// A fact of the `model` statement.
    pub(super) fn header(&self, name: &str) -> Option<&'a str> {
        self.model.document.facts.text(name)
    }

    /// The numbers of entries, as the model has them.
    pub(super) fn numbers<'e>(&self, entries: impl IntoIterator<Item = &'e Entry>) -> Vec<String> {
        entries.into_iter().map(|entry| entry.number.to_string()).collect()
    }

    /// Everything that has an id, with its name.
    pub(in crate::report) fn names(&self, ids: &Ids) -> Names {
        let mut names = Names::default();
        let mut add = |table: &'static str, id: &str, name: &str| names.add(table, id, name, ids.shown(table, id));
        for entry in &self.analysis.entries {
            add("threats", &entry.number.to_string(), &self.threats.reader.title(entry));
        }
        for flow in self.model.flows.values() {
            add("flows", &flow.number, &flow.label);
        }
        for border in self.graph.borders.values() {
            add("boundaries", &border.id, &border.label);
        }
        for data in self.model.data.values() {
            add("data", &data.number, &data.label);
        }
        for control in self.model.controls.values() {
            let baseline = control.facts.text("baseline") == Some("yes");
            let table = if baseline { "baseline-controls" } else { "specific-controls" };
            add(table, &control.number, &control.label);
        }
        for (&control, number) in &self.material.control_numbers {
            add("baseline-controls", number, &self.model.types[control].label);
        }
        for (id, label) in super::processes::ids(self.model) {
            add("processes", &id, &label);
        }
        for measure in self.measures() {
            add("mitigations", &measure.id, measure.title());
        }
        for assumption in self.statements("assumption").filter(|entry| !entry.id.is_empty()) {
            add("assumptions", &assumption.id, &assumption.label);
        }
        names
    }
}
