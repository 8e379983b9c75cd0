//! The first walk over the trees: what is declared, where, under which name. Nothing is looked up yet.

use std::collections::VecDeque;
use std::collections::hash_map::Entry;

use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use super::Resolver;
use super::load::ModuleId;
use super::modules::{Instance, Placement};
use super::scope::{Named, PlaceName, Role, ScopeId, StatementId, Table, TableId};
use crate::base::arena::Arena;
use crate::base::diagnostic::Diagnostic;
use crate::base::source::Span;
use crate::base::text;
use crate::model::{
    AdversaryId, AnswerKind, BoundaryId, ControlId, DataId, ElementId, ElementKind, RuleId, ThreatId, ThreatName,
    ZoneId,
};
use crate::schema::{self, Naming, Place, Subject};
use crate::syntax::tree::{self, Attribute, Declaration, Doc, FlowStatement, HasParts, Item, Statement, Word};

/// A declaration with its name.
#[derive(Debug, Clone, Copy)]
pub(super) struct Declared<'t> {
    pub(super) item: &'t Item,
    pub(super) declaration: &'t Declaration,
    pub(super) name: &'t Word,
    /// Where its names are looked up.
    pub(super) scope: ScopeId,
    /// What it is nested in.
    pub(super) around: Option<Target>,
    pub(super) embedded: bool,
}

/// A declared element and what it is nested in.
#[derive(Debug, Clone, Copy)]
pub(super) struct PlacedElement<'t> {
    pub(super) declared: Declared<'t>,
    pub(super) kind: ElementKind,
    pub(super) zone: Option<ZoneId>,
    pub(super) parent: Option<ElementId>,
}

/// A flow statement and what it is nested in.
#[derive(Debug, Clone, Copy)]
pub(super) struct PlacedFlow<'t> {
    pub(super) item: &'t Item,
    pub(super) statement: &'t FlowStatement,
    pub(super) scope: ScopeId,
    pub(super) element: Option<ElementId>,
    pub(super) id: Option<StatementId>,
}

/// A statement of the document, and what it is nested in.
#[derive(Debug, Clone, Copy)]
pub(super) struct PlacedEntry<'t> {
    pub(super) item: &'t Item,
    pub(super) declaration: &'t Declaration,
    pub(super) row: &'static schema::Statement,
    pub(super) scope: ScopeId,
    pub(super) around: Option<Target>,
}

/// What an `extend` adds to, or what surrounds a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Target {
    Model,
    Element(ElementId),
    Zone(ZoneId),
    Boundary(BoundaryId),
    Flow(StatementId),
    Data(DataId),
    Control(ControlId),
}

/// What says something about a thing: its statement, or one that extends it.
#[derive(Clone, Copy)]
pub(super) struct Carrier<'t> {
    pub(super) parts: &'t dyn HasParts,
    pub(super) doc: Option<&'t Doc>,
    pub(super) scope: ScopeId,
    /// Whether it is a `new`, whose attributes hold for those things of the instance that have them.
    pub(super) is_instance: bool,
}

impl<'t> Carrier<'t> {
    /// A statement without documentation of its own.
    pub(super) fn plain(parts: &'t dyn HasParts, scope: ScopeId) -> Self {
        Self { parts, doc: None, scope, is_instance: false }
    }
}

impl<'t> Declared<'t> {
    /// The statement as a carrier of attributes.
    pub(super) fn carrier(&self) -> Carrier<'t> {
        Carrier { parts: self.declaration, doc: self.item.doc.as_ref(), scope: self.scope, is_instance: false }
    }
}

/// Where a `default` holds: in a zone, or in a module or instance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Reach {
    Zone(ZoneId),
    Module(TableId),
}

/// Everything that is declared, in source order.
#[derive(Default)]
pub(super) struct Work<'t> {
    pub(super) model: Option<(&'t Item, &'t Declaration, ScopeId)>,
    pub(super) elements: Arena<ElementId, PlacedElement<'t>>,
    pub(super) zones: Arena<ZoneId, (Declared<'t>, Option<ZoneId>)>,
    pub(super) boundaries: Arena<BoundaryId, Declared<'t>>,
    pub(super) data: Arena<DataId, Declared<'t>>,
    pub(super) controls: Arena<ControlId, Declared<'t>>,
    pub(super) adversaries: Arena<AdversaryId, Declared<'t>>,
    pub(super) types: Vec<Declared<'t>>,
    pub(super) rules: Arena<RuleId, Declared<'t>>,
    pub(super) threats: Arena<ThreatId, Declared<'t>>,
    pub(super) answers: Vec<(AnswerKind, Declared<'t>)>,
    pub(super) expectations: Vec<Declared<'t>>,
    pub(super) scenarios: Vec<Declared<'t>>,
    pub(super) views: Vec<Declared<'t>>,
    pub(super) entries: Vec<PlacedEntry<'t>>,
    pub(super) flows: Vec<PlacedFlow<'t>>,
    pub(super) defaults: FxHashMap<(Reach, Subject), Vec<Carrier<'t>>>,
    pub(super) extends: FxHashMap<Target, Vec<Carrier<'t>>>,
    /// Modules whose statements are still to be declared.
    pub(super) modules: VecDeque<(ModuleId, ScopeId)>,
    /// Instances whose statements are still to be declared.
    pub(super) instances: VecDeque<Instance<'t>>,
    /// Modules that are still to be placed in their zones.
    pub(super) placements: Vec<Placement>,
    pub(super) pending_extends: Vec<(Declared<'t>, bool)>,
    /// What `allow=` says: the statement, and the codes that are not reported inside of it.
    pub(super) allowed: Vec<(Span, &'t Attribute)>,
}

impl<'t> Work<'t> {
    /// What `extend` statements add to a target.
    pub(super) fn extensions(&self, target: Target) -> &[Carrier<'t>] {
        self.extends.get(&target).map_or(&[], Vec::as_slice)
    }
}

/// What surrounds a statement.
#[derive(Clone, Copy)]
pub(super) struct Context {
    pub(super) place: Place,
    pub(super) scope: ScopeId,
    pub(super) zone: Option<ZoneId>,
    pub(super) element: Option<ElementId>,
    pub(super) around: Option<Target>,
    pub(super) embedded: bool,
}

impl Context {
    /// The top of a file.
    pub(super) fn file(scope: ScopeId) -> Self {
        Self { place: Place::File, scope, zone: None, element: None, around: None, embedded: false }
    }

    /// The block of a thing.
    fn inside(self, subject: Subject, around: Target) -> Self {
        Self { place: Place::In(subject), around: Some(around), ..self }
    }
}

impl<'t> Resolver<'t> {
    pub(super) fn declare_items(&mut self, items: &'t [Item], context: Context) {
        for item in items {
            match &item.statement {
                Statement::Flow(statement) => self.declare_flow(item, statement, context),
                Statement::Declaration(declaration) => self.declare_statement(item, declaration, context),
                Statement::Attribute(attribute) if context.place == Place::File => {
                    let name = &attribute.name.text;
                    let message = format!("`{name}` is set outside of a statement");
                    self.report(
                        Diagnostic::error("E0106", attribute.name.span, message)
                            .help("write it behind the statement that it belongs to, or in its block"),
                    );
                }
                Statement::Prose(prose) => {
                    let message = "a text alone is a step of a `scenario`";
                    self.report(Diagnostic::error("E0107", prose.text.span, message).help("for a remark write `// …`"));
                }
                Statement::When(condition) if !takes_when(context.place) => {
                    let message = "a `when` stands in the block of a rule";
                    let help = "a condition belongs to a `rule`, to one of its weaknesses, or to a type of control";
                    self.report(Diagnostic::error("E0108", condition.span, message).help(help));
                }
                Statement::Attribute(_) | Statement::When(_) => {}
            }
        }
    }

    fn declare_flow(&mut self, item: &'t Item, statement: &'t FlowStatement, context: Context) {
        self.check_clauses(&statement.parts, || "a flow".to_owned(), &["via"]);
        self.note_allowed(item, statement);
        let id = statement.id.as_ref().map(|word| {
            let id = self.statements.push(SmallVec::new());
            self.declare_place(context.scope, word, PlaceName::Flow(id));
            id
        });
        self.work.flows.push(PlacedFlow { item, statement, scope: context.scope, element: context.element, id });
        if statement.block.is_some() {
            let around = id.map(Target::Flow);
            let inner = Context { place: Place::In(Subject::Flow), around, ..context };
            self.declare_items(statement.items(), inner);
        }
    }

    fn declare_statement(&mut self, item: &'t Item, declaration: &'t Declaration, context: Context) {
        let keyword = &declaration.keyword;
        let Some(row) = self.statement_row(declaration, context.scope) else { return };
        self.check_place(row, keyword, context.place);
        self.check_clauses(&declaration.parts, || format!("`{}`", row.keyword), row.clauses);
        self.note_allowed(item, declaration);
        let name = self.statement_name(row, declaration);
        if name.is_some() || row.name != Naming::Required {
            self.check_label(row, declaration, name);
        }
        match name {
            Some(name) => {
                let (scope, around, embedded) = (context.scope, context.around, context.embedded);
                self.declare_named(Declared { item, declaration, name, scope, around, embedded }, row, context);
            }
            None => self.declare_nameless(item, declaration, row, context),
        }
    }

    fn declare_nameless(
        &mut self,
        item: &'t Item,
        declaration: &'t Declaration,
        row: &'static schema::Statement,
        context: Context,
    ) {
        match row.keyword {
            "model" => self.declare_model(item, declaration, context),
            "include" | "use" if declaration.label().is_none() => {
                let keyword = row.keyword;
                let message = format!("`{keyword}` needs the path of a file");
                let help = format!("for example `{keyword} \"data.threat\"`");
                self.report(Diagnostic::error("E0105", declaration.keyword.span, message).help(help));
            }
            "include" => self.note_include(declaration, context.scope),
            "use" => self.declare_use(declaration, None, context),
            _ if row.name == Naming::Required => {
                let inner = row.subject.map_or(Place::Under(row.keyword), Place::In);
                self.declare_items(declaration.items(), Context { place: inner, ..context });
            }
            _ => self.declare_entry(item, declaration, row, context),
        }
    }

    /// A statement that only the document reads; parts of another statement are read with that.
    fn declare_entry(
        &mut self,
        item: &'t Item,
        declaration: &'t Declaration,
        row: &'static schema::Statement,
        context: Context,
    ) {
        let part = matches!(row.keyword, "mitigation" | "requirement" | "weakness" | "partial" | "missing" | "effect");
        if !part {
            let (scope, around) = (context.scope, context.around);
            self.work.entries.push(PlacedEntry { item, declaration, row, scope, around });
        }
        let place = row.subject.map_or(Place::Under(row.keyword), Place::In);
        self.declare_items(declaration.items(), Context { place, ..context });
    }

    /// Remembers what `allow=` of a statement says. It holds for the doc comment above as well.
    fn note_allowed(&mut self, item: &'t Item, statement: &'t dyn HasParts) {
        let allow = tree::attributes_of(statement).filter(|attribute| attribute.name.text == "allow");
        let span = item.doc.as_ref().map_or(item.span, |doc| doc.span.to(item.span));
        self.work.allowed.extend(allow.map(|attribute| (span, attribute)));
    }

    fn declare_named(&mut self, declared: Declared<'t>, row: &'static schema::Statement, context: Context) {
        let (items, scope) = (declared.declaration.items(), declared.scope);
        let inside = |subject, around| context.inside(subject, around);
        match row.keyword {
            "actor" | "external" | "process" | "store" => self.declare_element(declared, row.keyword, context),
            "zone" => {
                let around = context.zone.or(self.scopes.all[scope].zone);
                let id = self.work.zones.push((declared, around));
                self.declare_place(scope, declared.name, PlaceName::Zone(id));
                let inner = inside(Subject::Zone, Target::Zone(id));
                self.declare_items(items, Context { zone: Some(id), element: None, ..inner });
            }
            "boundary" => {
                let id = self.work.boundaries.push(declared);
                self.declare_place(scope, declared.name, PlaceName::Boundary(id));
                self.declare_items(items, inside(Subject::Boundary, Target::Boundary(id)));
            }
            "data" | "asset" => {
                let id = self.work.data.push(declared);
                self.declare_unique(scope, declared.name, |table| &mut table.data, id);
                self.declare_items(items, inside(Subject::Data, Target::Data(id)));
            }
            "control" => {
                let id = self.work.controls.push(declared);
                self.declare_unique(scope, declared.name, |table| &mut table.controls, id);
                self.declare_items(items, inside(Subject::Control, Target::Control(id)));
            }
            "adversary" => {
                let id = self.work.adversaries.push(declared);
                self.declare_unique(scope, declared.name, |table| &mut table.adversaries, id);
                self.declare_items(items, Context { place: Place::In(Subject::Adversary), ..context });
            }
            "rule" => self.declare_rule(declared, context),
            "threat" => {
                let id = self.work.threats.push(declared);
                self.declare_unique(scope, declared.name, |table| &mut table.threats, ThreatName::Written(id));
                self.declare_items(items, Context { place: Place::In(Subject::Threat), ..context });
            }
            "scenario" => {
                self.work.scenarios.push(declared);
                let at = self.work.scenarios.len() - 1;
                self.declare_place(scope, declared.name, PlaceName::Scenario(at));
            }
            "view" => {
                self.work.views.push(declared);
                self.declare_place(scope, declared.name, PlaceName::View);
                self.declare_items(items, Context { place: Place::In(Subject::View), ..context });
            }
            "type" => {
                let at = self.work.types.len();
                self.work.types.push(declared);
                let table = self.scopes.table_mut(scope);
                table.declared_types.entry(declared.name.text.clone()).or_default().push(at);
                self.declare_items(items, Context { place: Place::Under("type"), ..context });
            }
            "template" => self.declare_template(declared),
            "new" => self.declare_new(declared, context),
            "use" => self.declare_use(declared.declaration, Some(declared.name), context),
            "default" => self.declare_default(declared, context),
            "extend" => self.work.pending_extends.push((declared, context.embedded)),
            "language" => self.check_language(declared.name),
            "include" => {
                let message = "the path of a file stands in quotes";
                let help = format!("write `include \"{}\"`", declared.name.text);
                self.report(Diagnostic::error("E0105", declared.name.span, message).help(help));
            }
            "model" => self.declare_model(declared.item, declared.declaration, context),
            keyword => self.declare_other(declared, keyword, row, context),
        }
    }

    /// Answers, statements of the document, and parts of other statements.
    fn declare_other(
        &mut self,
        declared: Declared<'t>,
        keyword: &str,
        row: &'static schema::Statement,
        context: Context,
    ) {
        if let Some(kind) = AnswerKind::ALL.iter().copied().find(|kind| kind.as_str() == keyword) {
            self.work.answers.push((kind, declared));
            let place = row.subject.map_or(context.place, Place::In);
            return self.declare_items(declared.declaration.items(), Context { place, ..context });
        }
        if keyword == "expect" {
            self.work.expectations.push(declared);
            let place = Place::In(Subject::Expect);
            return self.declare_items(declared.declaration.items(), Context { place, ..context });
        }
        if keyword == "layer" {
            self.declare_unique(declared.scope, declared.name, |table| &mut table.layers, ());
        }
        self.declare_entry(declared.item, declared.declaration, row, context);
    }

    fn declare_element(&mut self, declared: Declared<'t>, keyword: &str, context: Context) {
        let Some(kind) = ElementKind::parse(keyword) else { return };
        let id = self.work.elements.push(PlacedElement { declared, kind, zone: context.zone, parent: context.element });
        self.declare_place(declared.scope, declared.name, PlaceName::Element(id));
        let parent = (kind == ElementKind::Process).then_some(id);
        let subject = Subject::from(kind.kind());
        let inner = Context { element: parent, ..context.inside(subject, Target::Element(id)) };
        // Flows in the block start at the element, also where it cannot contain other elements.
        for item in declared.declaration.items() {
            let flow = matches!(item.statement, Statement::Flow(_));
            let context = if flow { Context { element: Some(id), ..inner } } else { inner };
            self.declare_items(std::slice::from_ref(item), context);
        }
    }

    fn declare_rule(&mut self, declared: Declared<'t>, context: Context) {
        let id = self.work.rules.push(declared);
        self.declare_unique(declared.scope, declared.name, |table| &mut table.threats, ThreatName::Rule(id));
        for alias in super::types::aliases(declared.declaration) {
            let named = Named { is: ThreatName::Rule(id), span: declared.name.span };
            self.scopes.table_mut(declared.scope).threats.entry(alias).or_insert(named);
        }
        self.declare_items(declared.declaration.items(), Context { place: Place::In(Subject::Rule), ..context });
    }

    fn declare_default(&mut self, declared: Declared<'t>, context: Context) {
        let name = declared.name;
        let kind = crate::model::Kind::parse(&name.text).filter(|&kind| kind != crate::model::Kind::Control);
        let Some(kind) = kind else {
            let all = crate::model::Kind::ALL.iter().filter(|&&kind| kind != crate::model::Kind::Control);
            let kinds: Vec<&str> = all.map(|kind| kind.as_str()).collect();
            let help =
                text::did_you_mean(&name.text, kinds.iter().copied()).map(|found| format!("did you mean `{found}`?"));
            let message = format!("`default` needs a kind of thing, not `{}`", name.text);
            let diagnostic = Diagnostic::error("E0112", name.span, message);
            return self.report(diagnostic.help(help.unwrap_or_else(|| format!("one of {}", text::or_list(&kinds)))));
        };
        let subject = Subject::from(kind);
        self.check_default(declared.declaration);
        let reach = context.zone.map_or(Reach::Module(self.scopes.all[context.scope].table), Reach::Zone);
        self.work.defaults.entry((reach, subject)).or_default().push(declared.carrier());
    }

    fn declare_model(&mut self, item: &'t Item, declaration: &'t Declaration, context: Context) {
        // A module that is used has a header of its own; the document is the root's.
        if context.scope == self.root {
            if let Some((first, ..)) = self.work.model {
                let diagnostic = Diagnostic::error("E0104", declaration.keyword.span, "a second `model`")
                    .label(first.span, "the first is here")
                    .help("delete one of them, write `extend model`, or `use` the file instead of including it");
                return self.report(diagnostic);
            }
            self.work.model = Some((item, declaration, context.scope));
        }
        self.declare_items(declaration.items(), context.inside(Subject::Model, Target::Model));
    }

    pub(super) fn declare_place(&mut self, scope: ScopeId, name: &Word, place: PlaceName) {
        self.declare_unique(scope, name, |table| &mut table.places, place);
    }

    /// Enters a name; reports E0102 where it is taken. The first declaration keeps it.
    pub(super) fn declare_unique<T>(
        &mut self,
        scope: ScopeId,
        name: &Word,
        role: impl for<'a> Fn(&'a mut Table<'t>) -> &'a mut Role<T>,
        is: T,
    ) {
        let table: &mut Role<T> = role(self.scopes.table_mut(scope));
        match table.entry(name.text.clone()) {
            Entry::Occupied(first) => {
                let diagnostic = already_declared(name, first.get().span);
                self.report(diagnostic);
            }
            Entry::Vacant(slot) => {
                slot.insert(Named { is, span: name.span });
            }
        }
    }
}

fn already_declared(name: &Word, first: Span) -> Diagnostic {
    Diagnostic::error("E0102", name.span, format!("`{}` is already declared", name.text))
        .label(first, "the first declaration is here")
        .help("rename one of them; a zone around it does not make another name")
}

/// Blocks in which `when` has a meaning.
fn takes_when(place: Place) -> bool {
    matches!(place, Place::In(Subject::Rule) | Place::Under("type" | "weakness" | "partial" | "missing"))
}
