//! The first walk over the trees: what is declared, where, under which name. Nothing is looked up yet.

use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use super::names::{Named, Names, PlaceName, StatementId};
use super::{Resolver, Source};
use crate::base::arena::Arena;
use crate::base::diagnostic::Diagnostic;
use crate::base::text;
use crate::model::{AdversaryId, BoundaryId, ControlId, DataId, ElementId, ElementKind, Kept, ZoneId};
use crate::schema::{self, Naming, Place, Subject};
use crate::syntax::tree::{Declaration, FlowStatement, HasParts, Item, Part, Statement, Word};

/// A declaration with its name.
#[derive(Debug, Clone, Copy)]
pub(super) struct Declared<'t> {
    pub(super) item: &'t Item,
    pub(super) declaration: &'t Declaration,
    pub(super) name: &'t Word,
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
    pub(super) element: Option<ElementId>,
    pub(super) id: Option<StatementId>,
}

/// What an `extend` adds to.
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

/// Everything that is declared, in source order.
#[derive(Debug, Default)]
pub(super) struct Work<'t> {
    pub(super) model: Option<(&'t Item, &'t Declaration)>,
    pub(super) elements: Arena<ElementId, PlacedElement<'t>>,
    pub(super) zones: Arena<ZoneId, (Declared<'t>, Option<ZoneId>)>,
    pub(super) boundaries: Arena<BoundaryId, Declared<'t>>,
    pub(super) data: Arena<DataId, Declared<'t>>,
    pub(super) controls: Arena<ControlId, Declared<'t>>,
    pub(super) adversaries: Arena<AdversaryId, Declared<'t>>,
    pub(super) types: Vec<Declared<'t>>,
    pub(super) rules: Vec<Declared<'t>>,
    pub(super) flows: Vec<PlacedFlow<'t>>,
    pub(super) defaults: FxHashMap<(Option<ZoneId>, Subject), Vec<&'t Declaration>>,
    pub(super) extends: FxHashMap<Target, Vec<&'t Declaration>>,
    pending_extends: Vec<(&'t Declaration, &'t Word)>,
}

impl<'t> Work<'t> {
    /// What `extend` statements add to a target.
    pub(super) fn extensions(&self, target: Target) -> &[&'t Declaration] {
        self.extends.get(&target).map_or(&[], Vec::as_slice)
    }
}

/// What surrounds a statement.
#[derive(Clone, Copy)]
struct Context {
    place: Place,
    zone: Option<ZoneId>,
    element: Option<ElementId>,
    embedded: bool,
}

impl<'t> Resolver<'t> {
    pub(super) fn declare(&mut self, sources: &[Source<'t>]) {
        for source in sources {
            let context = Context { place: Place::File, zone: None, element: None, embedded: source.embedded };
            self.declare_items(&source.tree.items, context);
        }
        while !self.work.pending_extends.is_empty() {
            for (declaration, name) in std::mem::take(&mut self.work.pending_extends) {
                self.attach_extension(declaration, name);
            }
        }
    }

    fn declare_items(&mut self, items: &'t [Item], context: Context) {
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
                    self.report(Diagnostic::error("E0108", condition.span, message));
                }
                Statement::Attribute(_) | Statement::When(_) => {}
            }
        }
    }

    fn declare_flow(&mut self, item: &'t Item, statement: &'t FlowStatement, context: Context) {
        self.check_clauses(&statement.parts, "a flow", &["via"]);
        let id = statement.id.as_ref().map(|word| {
            let id = self.statements.push(Vec::new());
            self.declare_place(word, PlaceName::Flow(id));
            id
        });
        self.work.flows.push(PlacedFlow { item, statement, element: context.element, id });
        let inner = Context { place: Place::In(Subject::Flow), ..context };
        self.declare_items(statement.items(), inner);
    }

    fn declare_statement(&mut self, item: &'t Item, declaration: &'t Declaration, context: Context) {
        let keyword = &declaration.keyword;
        let Some(row) = self.statement_row(keyword) else { return };
        self.check_place(row, keyword, context.place);
        if !row.read {
            return self.keep(item, declaration, row);
        }
        let Some(name) = self.statement_name(row, declaration) else {
            let inner = Context { place: Place::Under(row.keyword), ..context };
            if row.keyword == "model" {
                self.declare_model(item, declaration);
                return self.declare_items(declaration.items(), Context { place: Place::In(Subject::Model), ..inner });
            }
            if row.name == Naming::Optional && row.keyword == "include" && declaration.label().is_none() {
                let message = "`include` needs the path of a file";
                self.report(
                    Diagnostic::error("E0105", keyword.span, message).help("for example `include \"data.threat\"`"),
                );
            }
            return self.declare_items(declaration.items(), inner);
        };
        self.declare_named(Declared { item, declaration, name, embedded: context.embedded }, row, context);
    }

    /// The row of a keyword. For an unknown keyword that is close to a known one, the known one, so that what it declares
    /// is known in the rest of the file.
    fn statement_row(&mut self, keyword: &Word) -> Option<&'static schema::Statement> {
        if let Some(row) = schema::statement(&keyword.text).or_else(|| schema::statement(&keyword.text.to_lowercase()))
        {
            return Some(row);
        }
        let known = schema::STATEMENTS.iter().map(|row| row.keyword);
        let meant = text::did_you_mean(&keyword.text, known);
        let mut diagnostic = Diagnostic::error("E0101", keyword.span, format!("unknown statement `{}`", keyword.text));
        diagnostic = match meant {
            Some(meant) => diagnostic.help(format!("did you mean `{meant}`?")),
            None => diagnostic.help("statements start with a keyword such as `process`, or are flows such as `a -> b`"),
        };
        self.report(diagnostic);
        meant.and_then(schema::statement)
    }

    fn check_place(&mut self, row: &schema::Statement, keyword: &Word, place: Place) {
        if row.places.is_empty() || row.places.contains(&place) {
            return;
        }
        let holds_elements = [Subject::Actor, Subject::External, Subject::Store].map(Place::In);
        let is_element = ElementKind::parse(row.keyword).is_some();
        let inside = describe(place);
        let diagnostic = if is_element && holds_elements.contains(&place) {
            Diagnostic::error("E0309", keyword.span, format!("{inside} cannot contain elements"))
                .help("only zones and processes contain elements; a device that holds several is a `zone kind=device`")
        } else {
            let allowed: Vec<String> = row.places.iter().map(|&place| describe(place)).collect();
            Diagnostic::error("E0103", keyword.span, format!("`{}` is not allowed inside {inside}", row.keyword))
                .help(format!("it may stand in {}", text::or_list(&allowed)))
        };
        self.report(diagnostic);
    }

    /// The name, if it has one; reports E0105 and E0014.
    fn statement_name(&mut self, row: &schema::Statement, declaration: &'t Declaration) -> Option<&'t Word> {
        let keyword = row.keyword;
        let Some(name) = &declaration.name else {
            if row.name == Naming::Required {
                let mut diagnostic =
                    Diagnostic::error("E0105", declaration.keyword.span, format!("`{keyword}` needs a name"));
                if let Some(label) = declaration.label() {
                    let slug = text::slug(&label.text);
                    diagnostic = diagnostic.help(format!("write `{keyword} {slug} \"{}\"`", label.text)).fix(
                        "add a name made from the label",
                        label.span.at_start(),
                        format!("{slug} "),
                    );
                }
                self.report(diagnostic);
            }
            return None;
        };
        let numeric = name.text.starts_with(|c: char| c.is_ascii_digit());
        if numeric && keyword != "language" {
            let message = format!("a name cannot start with a digit: `{}`", name.text);
            self.report(
                Diagnostic::error("E0014", name.span, message)
                    .help(format!("for example `n{}`; labels in quotes may start with anything", name.text)),
            );
        }
        Some(name)
    }

    fn declare_named(&mut self, declared: Declared<'t>, row: &schema::Statement, context: Context) {
        self.check_clauses(&declared.declaration.parts, row.keyword, row.clauses);
        let items = declared.declaration.items();
        let inside = |subject| Context { place: Place::In(subject), ..context };
        match row.keyword {
            "actor" | "external" | "process" | "store" => self.declare_element(declared, row.keyword, context),
            "zone" => {
                let id = self.work.zones.push((declared, context.zone));
                self.declare_place(declared.name, PlaceName::Zone(id));
                self.declare_items(items, Context { zone: Some(id), element: None, ..inside(Subject::Zone) });
            }
            "boundary" => {
                let id = self.work.boundaries.push(declared);
                self.declare_place(declared.name, PlaceName::Boundary(id));
                self.declare_items(items, inside(Subject::Boundary));
            }
            "data" | "asset" => {
                let id = self.work.data.push(declared);
                self.declare_unique(declared.name, |names| &mut names.data, id);
                self.declare_items(items, inside(Subject::Data));
            }
            "control" => {
                let id = self.work.controls.push(declared);
                self.declare_unique(declared.name, |names| &mut names.controls, id);
                self.declare_items(items, inside(Subject::Control));
            }
            "adversary" => {
                let id = self.work.adversaries.push(declared);
                self.declare_unique(declared.name, |names| &mut names.adversaries, id);
                self.declare_items(items, inside(Subject::Adversary));
            }
            "rule" => self.declare_rule(declared, inside(Subject::Rule)),
            "type" => {
                self.work.types.push(declared);
                self.declare_items(items, Context { place: Place::Under("type"), ..context });
            }
            "default" => self.declare_default(declared, context),
            "extend" => self.work.pending_extends.push((declared.declaration, declared.name)),
            "language" => self.check_language(declared.name),
            "include" => {
                let message = "the path of a file stands in quotes";
                let help = format!("write `include \"{}\"`", declared.name.text);
                self.report(Diagnostic::error("E0105", declared.name.span, message).help(help));
            }
            "model" => self.declare_model(declared.item, declared.declaration),
            // Parts of a rule and the statuses of a control take a condition.
            _ => self.declare_items(items, Context { place: Place::Under(row.keyword), ..context }),
        }
    }

    fn declare_element(&mut self, declared: Declared<'t>, keyword: &str, context: Context) {
        let Some(kind) = ElementKind::parse(keyword) else { return };
        let id = self.work.elements.push(PlacedElement { declared, kind, zone: context.zone, parent: context.element });
        self.declare_place(declared.name, PlaceName::Element(id));
        let parent = (kind == ElementKind::Process).then_some(id);
        let subject = Subject::from(kind.kind());
        let inner = Context { place: Place::In(subject), element: parent, ..context };
        // Flows in the block start at the element, also where it cannot contain other elements.
        for item in declared.declaration.items() {
            let flow = matches!(item.statement, Statement::Flow(_));
            let context = if flow { Context { element: Some(id), ..inner } } else { inner };
            self.declare_items(std::slice::from_ref(item), context);
        }
    }

    fn declare_rule(&mut self, declared: Declared<'t>, inner: Context) {
        let name = declared.name;
        if let Some(&first) = self.names.rules.get(&name.text) {
            self.report(already_declared(name, first));
        }
        self.names.rules.insert(name.text.clone(), name.span);
        self.work.rules.push(declared);
        self.declare_items(declared.declaration.items(), inner);
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
        self.work.defaults.entry((context.zone, subject)).or_default().push(declared.declaration);
    }

    /// A `default` gives attributes, nothing else.
    fn check_default(&mut self, declaration: &Declaration) {
        for part in declaration.parts() {
            if let Part::Is(word, _) = part {
                let message = "a `default` gives attributes, not a type";
                self.report(
                    Diagnostic::error("E0109", word.span, message).help("declare a type and name it where it is meant"),
                );
            }
        }
        for attribute in declaration.attributes() {
            if matches!(attribute.name.text.as_str(), "is" | "in") {
                let message = format!("a `default` cannot set `{}`", attribute.name.text);
                self.report(Diagnostic::error("E0109", attribute.span, message).help("write it where it is meant"));
            }
        }
        for item in declaration.items() {
            if !matches!(item.statement, Statement::Attribute(_)) {
                let message = "the block of a `default` takes attributes only";
                self.report(
                    Diagnostic::error("E0103", item.span, message).help("move this statement out of the block"),
                );
            }
        }
    }

    /// Reports clauses that mean nothing on a statement of this kind.
    fn check_clauses(&mut self, parts: &[Part], keyword: &str, allowed: &[&str]) {
        for part in parts {
            let (clause, span) = match part {
                Part::Is(_, span) => ("is", *span),
                Part::Via(_, span) => ("via", *span),
                Part::On(_, span) => ("on", *span),
                _ => continue,
            };
            if !allowed.contains(&clause) {
                let message = format!("`{keyword}` takes no `{clause}`");
                self.report(Diagnostic::error("E0109", span, message).help("delete the clause"));
            }
        }
    }

    fn declare_model(&mut self, item: &'t Item, declaration: &'t Declaration) {
        if let Some((first, _)) = self.work.model {
            let diagnostic = Diagnostic::error("E0104", declaration.keyword.span, "a second `model`")
                .label(first.span, "the first is here")
                .help("delete one of them, or write `extend model`");
            return self.report(diagnostic);
        }
        self.work.model = Some((item, declaration));
    }

    fn check_language(&mut self, version: &Word) {
        if version.text != "1" {
            let message = format!("this file needs language {}; this tool knows 1", version.text);
            self.report(
                Diagnostic::error("E0021", version.span, message).help("update the tool, or write `language 1`"),
            );
        }
    }

    /// Keeps a statement whose meaning is not read in this version, and its name if it takes one among the places.
    fn keep(&mut self, item: &'t Item, declaration: &'t Declaration, row: &schema::Statement) {
        if let Some(name) = &declaration.name {
            match row.keyword {
                "scenario" | "view" => self.declare_place(name, PlaceName::Other(row.keyword)),
                "use" | "new" => self.names.modules.push(name.text.clone()),
                _ => {}
            }
        } else if row.keyword == "use" {
            self.names.open_module = true;
        }
        self.model.kept.push(Kept { keyword: row.keyword.into(), item: item.clone() });
    }

    fn declare_place(&mut self, name: &Word, place: PlaceName) {
        self.declare_unique(name, |names| &mut names.places, place);
    }

    /// Enters a name; reports E0102 where it is taken. The first declaration keeps it.
    fn declare_unique<T>(&mut self, name: &Word, table: fn(&mut Names) -> &mut FxHashMap<SmolStr, Named<T>>, is: T) {
        let table = table(&mut self.names);
        if let Some(first) = table.get(&name.text) {
            let diagnostic = already_declared(name, first.span);
            return self.report(diagnostic);
        }
        table.insert(name.text.clone(), Named { is, span: name.span });
    }

    fn attach_extension(&mut self, declaration: &'t Declaration, name: &Word) {
        let Some(target) = self.extension_target(declaration, name) else { return };
        self.work.extends.entry(target).or_default().push(declaration);
        let none = Context { place: Place::File, zone: None, element: None, embedded: false };
        let context = match target {
            Target::Model => Context { place: Place::In(Subject::Model), ..none },
            Target::Zone(zone) => Context { place: Place::In(Subject::Zone), zone: Some(zone), ..none },
            Target::Element(element) => {
                let placed = self.work.elements[element];
                Context {
                    place: Place::In(Subject::from(placed.kind.kind())),
                    zone: placed.zone,
                    element: Some(element),
                    ..none
                }
            }
            Target::Boundary(_) => Context { place: Place::In(Subject::Boundary), ..none },
            Target::Flow(_) => Context { place: Place::In(Subject::Flow), ..none },
            Target::Data(_) => Context { place: Place::In(Subject::Data), ..none },
            Target::Control(_) => Context { place: Place::In(Subject::Control), ..none },
        };
        self.declare_items(declaration.items(), context);
    }

    fn extension_target(&mut self, declaration: &Declaration, name: &Word) -> Option<Target> {
        let data = self.names.data.get(&name.text).map(|named| Target::Data(named.is));
        if declaration.is().is_some_and(|kind| kind.text == "data" || kind.text == "asset") && data.is_some() {
            return data;
        }
        if name.text == "model" {
            return Some(Target::Model);
        }
        let place = self.names.places.get(&name.text).and_then(|named| match named.is {
            PlaceName::Element(id) => Some(Target::Element(id)),
            PlaceName::Zone(id) => Some(Target::Zone(id)),
            PlaceName::Boundary(id) => Some(Target::Boundary(id)),
            PlaceName::Flow(id) => Some(Target::Flow(id)),
            PlaceName::Other(_) => None,
        });
        let control = self.names.controls.get(&name.text).map(|named| Target::Control(named.is));
        let target = place.or(data).or(control);
        if target.is_none() {
            self.place(name);
        }
        target
    }
}

fn already_declared(name: &Word, first: crate::base::source::Span) -> Diagnostic {
    Diagnostic::error("E0102", name.span, format!("`{}` is already declared", name.text))
        .label(first, "the first declaration is here")
        .help("rename one of them; a zone around it does not make another name")
}

/// Blocks in which `when` has a meaning.
fn takes_when(place: Place) -> bool {
    matches!(place, Place::In(Subject::Rule) | Place::Under("type" | "weakness" | "partial" | "missing"))
}

fn describe(place: Place) -> String {
    match place {
        Place::File => "the top of a file".into(),
        Place::In(subject) => format!("`{}`", subject.as_str()),
        Place::Under(keyword) => format!("`{keyword}`"),
    }
}
