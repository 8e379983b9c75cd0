//! Elements, zones, boundaries, flows, data, types and controls.

use smol_str::SmolStr;

use super::fact::{Carried, Claims, ControlStatus, Facts, Sourced};
use super::vocabulary::{Class, ElementKind, Kind, Trust};
use super::{BoundaryId, DataId, ElementId, FlowId, TypeId, ZoneId};
use crate::base::source::Span;
use crate::syntax::tree::Condition;

/// Anything that has a place in the system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// An element.
    Element(ElementId),
    /// A zone.
    Zone(ZoneId),
    /// A declared boundary.
    Boundary(BoundaryId),
    /// A flow.
    Flow(FlowId),
}

/// An actor, external entity, process or data store.
#[derive(Debug, Clone)]
pub struct Element {
    /// The name in the model.
    pub id: SmolStr,
    /// The label; the id where there is none.
    pub label: SmolStr,
    /// What it is.
    pub kind: ElementKind,
    /// The `is` clause.
    pub ty: Option<TypeId>,
    /// The innermost zone around it, implicit ones included.
    pub zone: ZoneId,
    /// The process that contains it.
    pub parent: Option<ElementId>,
    /// Tags, those of its types included.
    pub tags: Vec<SmolStr>,
    /// The `///` text.
    pub description: Option<String>,
    /// Attributes, with what types and defaults fill in.
    pub facts: Facts,
    /// Controls claimed on it.
    pub claims: Claims,
    /// Data named in `holds`.
    pub holds: Vec<DataId>,
    /// The name where it is declared.
    pub span: Span,
}

/// A zone of trust.
#[derive(Debug, Clone)]
pub struct Zone {
    /// The name in the model.
    pub id: SmolStr,
    /// The label; the id where there is none.
    pub label: SmolStr,
    /// The `is` clause.
    pub ty: Option<TypeId>,
    /// The zone around it.
    pub parent: Option<ZoneId>,
    /// Its trust: stated, of its type, or that of the zone around it.
    pub trust: Option<Sourced<Trust>>,
    /// Whether nobody declared it: `internet` and `system` around what lies in no zone.
    pub implicit: bool,
    /// Tags.
    pub tags: Vec<SmolStr>,
    /// The `///` text.
    pub description: Option<String>,
    /// Attributes.
    pub facts: Facts,
    /// Controls claimed on it.
    pub claims: Claims,
    /// The name where it is declared; `None` for an implicit zone.
    pub span: Option<Span>,
}

/// A declared boundary between two zones; both directions belong to it.
#[derive(Debug, Clone)]
pub struct Boundary {
    /// The name, which is its display id: `TB1`.
    pub id: SmolStr,
    /// The label; `A → B` where there is none.
    pub label: SmolStr,
    /// The side it is named from.
    pub from: ZoneId,
    /// The other side.
    pub to: ZoneId,
    /// Tags.
    pub tags: Vec<SmolStr>,
    /// The `///` text.
    pub description: Option<String>,
    /// Attributes.
    pub facts: Facts,
    /// Controls claimed on it.
    pub claims: Claims,
    /// The name where it is declared.
    pub span: Span,
}

/// One arrow between two elements. Data moves along it; what is in `returns` comes back on the same exchange.
#[derive(Debug, Clone)]
pub struct Flow {
    /// The written id, with `.n` for the n-th flow of a fan or chain.
    pub id: Option<SmolStr>,
    /// What findings are keyed by: the id, else `source->target`, else `source->target~label-slug`. Never from order.
    pub key: SmolStr,
    /// What diagrams and tables show: the id, else `DFn` in order of appearance.
    pub number: SmolStr,
    /// The label; may be empty.
    pub label: SmolStr,
    /// Where the data comes from.
    pub source: ElementId,
    /// Where it goes.
    pub target: ElementId,
    /// Whether either side may start the exchange (`<->`).
    pub both_ways: bool,
    /// The `via` clause or the default's.
    pub ty: Option<TypeId>,
    /// What moves along the arrow.
    pub data: Carried,
    /// What comes back.
    pub returns: Carried,
    /// Tags.
    pub tags: Vec<SmolStr>,
    /// The `///` text.
    pub description: Option<String>,
    /// Attributes, with what the type and defaults fill in.
    pub facts: Facts,
    /// Controls claimed on it.
    pub claims: Claims,
    /// The statement.
    pub span: Span,
}

/// Information, or another asset worth protecting.
#[derive(Debug, Clone)]
pub struct Data {
    /// The name in the model.
    pub id: SmolStr,
    /// The display number: `A01`.
    pub number: SmolStr,
    /// The label; the id where there is none.
    pub label: SmolStr,
    /// Whether it was declared as `asset`, not as `data`.
    pub asset: bool,
    /// The `is` clause.
    pub ty: Option<TypeId>,
    /// The classification; unknown where nobody said.
    pub class: Option<Sourced<Class>>,
    /// Tags.
    pub tags: Vec<SmolStr>,
    /// The `///` text.
    pub description: Option<String>,
    /// Attributes.
    pub facts: Facts,
    /// The name where it is declared.
    pub span: Span,
}

/// What the `default` statements of one zone or module say of a kind of thing.
#[derive(Debug, Clone)]
pub struct Defaults {
    /// The kind.
    pub kind: Kind,
    /// The zone in which they stand; `None` for a module.
    pub zone: Option<ZoneId>,
    /// The module's prefix, without the dot; empty for the root. An instance of a template is one as well.
    pub module: SmolStr,
    /// The type of flows that `via` gives.
    pub via: Option<Sourced<SmolStr>>,
    /// Attributes.
    pub facts: Facts,
    /// Controls claimed.
    pub claims: Claims,
    /// Tags.
    pub tags: Vec<SmolStr>,
}

/// A type; of kind control, an entry of the control catalogue.
#[derive(Debug, Clone)]
pub struct Type {
    /// The name.
    pub name: SmolStr,
    /// The label; the name where there is none.
    pub label: SmolStr,
    /// What it describes.
    pub kind: Kind,
    /// The type that it extends; `None` if it extends a kind.
    pub base: Option<TypeId>,
    /// Other names of a control.
    pub aliases: Vec<SmolStr>,
    /// Tags.
    pub tags: Vec<SmolStr>,
    /// The `///` text.
    pub description: Option<String>,
    /// Its own attributes, without those of its bases.
    pub facts: Facts,
    /// Its own control claims.
    pub claims: Claims,
    /// Conditions under which a control is inferred, with the status that they infer, in the order in which they are tried.
    /// Not inherited.
    pub inference: Vec<(ControlStatus, Condition)>,
    /// Whether it belongs to the tool.
    pub embedded: bool,
    /// The name where it is declared.
    pub span: Span,
}

/// A `control` statement: a control with status, evidence and owner.
#[derive(Debug, Clone)]
pub struct Control {
    /// The name in the model.
    pub id: SmolStr,
    /// The display number: `BSC-01`, `SSC-01`.
    pub number: SmolStr,
    /// The label; the id where there is none.
    pub label: SmolStr,
    /// What it is: an entry of the catalogue or a control type of the author's.
    pub ty: Option<TypeId>,
    /// Where it is.
    pub on: Vec<Place>,
    /// Whether it holds for the whole model (`on *`).
    pub everywhere: bool,
    /// How far.
    pub status: ControlStatus,
    /// Attributes.
    pub facts: Facts,
    /// The `///` text.
    pub description: Option<String>,
    /// The name where it is declared.
    pub span: Span,
}
