//! Modules, templates and extensions: statements that lead to other statements.
//!
//! What a module or template declares is declared after everything in the file that uses it, so that `in=` finds its zone
//! and a zone always comes before what lies in it.

use rustc_hash::FxHashSet;
use smol_str::format_smolstr;

use super::declare::{Carrier, Context, Declared, Reach, Target};
use super::load::{ModuleId, Uses};
use super::names::{control_in, data_in, place_in, zone_in};
use super::places::{IMPLICIT_ZONES, names_of};
use super::scope::{Found, PlaceName, ScopeId};
use super::{Resolver, Source};
use crate::base::diagnostic::Diagnostic;
use crate::base::text;
use crate::model::{Module, Template, ZoneId};
use crate::schema::{self, Place, Subject};
use crate::syntax::tree::{Declaration, HasParts, Item, Statement, Word};

/// Most instances of templates in a model.
const MAX_INSTANCES: usize = 1_000;

/// What attributes of a `new` may hold for.
const INSTANCE_CONTENTS: &[Subject] =
    &[Subject::Actor, Subject::External, Subject::Process, Subject::Store, Subject::Zone, Subject::Flow];

/// An instance of a template whose statements are still to be declared.
pub(super) struct Instance<'t> {
    new: Declared<'t>,
    /// The scope of what the template says.
    body: ScopeId,
    /// The scope of what the `new` block adds.
    block: ScopeId,
    zone: Option<ZoneId>,
}

/// `in=` of a `use`: where the module's places lie that lie in no zone of their own.
pub(super) struct Placement {
    module: ScopeId,
    zone: Word,
    from: ScopeId,
}

impl<'t> Resolver<'t> {
    /// Declares everything: the tool's files, the root module, and what they lead to. Modules come before instances, since
    /// they hold the templates, and extensions last, since they may name anything.
    pub(super) fn declare(&mut self, sources: &[Source<'t>], uses: &Uses) {
        self.uses.clone_from(uses);
        for source in sources.iter().filter(|source| source.module.is_none()) {
            let context = Context { embedded: true, ..Context::file(self.tool) };
            self.declare_items(&source.tree.items, context);
        }
        self.modules.insert(ModuleId::default(), self.root);
        self.declare_module(sources, ModuleId::default(), self.root);
        // Extensions that were looked at since the last module was declared, and wait for what they extend.
        let mut waiting = 0;
        loop {
            waiting = self.attach_ready_extensions(waiting);
            if let Some((module, scope)) = self.work.modules.pop_front() {
                self.place_modules();
                self.declare_module(sources, module, scope);
                waiting = 0;
            } else if let Some(instance) = self.work.instances.pop_front() {
                self.declare_instance(&instance);
            } else if self.work.pending_extends.is_empty() {
                break;
            } else {
                for (declared, embedded) in std::mem::take(&mut self.work.pending_extends) {
                    self.attach_extension(declared, embedded);
                }
            }
        }
        self.place_modules();
        self.check_unused_templates();
        self.report_shared_names();
    }

    /// Attaches the extensions of what is declared already, so that their zones are known where modules and instances are
    /// placed. The first `waiting` have been looked at; returns how many wait.
    fn attach_ready_extensions(&mut self, waiting: usize) -> usize {
        let fresh = self.work.pending_extends.split_off(waiting.min(self.work.pending_extends.len()));
        let (ready, others): (Vec<_>, Vec<_>) = fresh.into_iter().partition(|(declared, _)| self.is_declared(declared));
        self.work.pending_extends.extend(others);
        let waiting = self.work.pending_extends.len();
        for (declared, embedded) in ready {
            self.attach_extension(declared, embedded);
        }
        waiting
    }

    /// Whether what an `extend` names is declared, whatever may be declared later.
    fn is_declared(&self, extension: &Declared<'t>) -> bool {
        let (name, scope) = (&extension.name.text, extension.scope);
        let is_data = self.scopes.find(scope, name, data_in).any().is_some();
        // With `is data` a place of the same name is not meant.
        is_data || (extension.declaration.is().is_none() && self.scopes.find(scope, name, place_in).any().is_some())
    }

    /// Looks at the statements of templates without an instance: those of the others are looked at with each instance.
    fn check_unused_templates(&mut self) {
        let used: FxHashSet<_> = self.scopes.all.values().filter_map(|scope| scope.instance_of).collect();
        let templates = self.scopes.tables.values().flat_map(|table| table.templates.values());
        let mut unused: Vec<Declared<'t>> =
            templates.map(|named| named.is.0).filter(|template| !used.contains(&template.name.span)).collect();
        unused.sort_by_key(|template| template.name.span);
        for template in unused {
            self.check_items(template.declaration.items());
        }
    }

    /// Whether keywords and attributes are known.
    fn check_items(&mut self, items: &'t [Item]) {
        for item in items {
            match &item.statement {
                Statement::Declaration(declaration) => {
                    let row = self.statement_row(declaration, self.root);
                    // The block of a scenario has steps, not statements.
                    let Some(row) = row.filter(|row| row.keyword != "scenario") else { continue };
                    if let Some(subject) = row.subject.filter(|subject| *subject != Subject::New) {
                        declaration.attributes().into_iter().for_each(|attribute| self.check_known(subject, attribute));
                    }
                    self.check_items(declaration.items());
                }
                Statement::Flow(flow) => {
                    flow.attributes().into_iter().for_each(|attribute| self.check_known(Subject::Flow, attribute));
                }
                Statement::Attribute(_) | Statement::Prose(_) | Statement::When(_) => {}
            }
        }
    }

    fn declare_module(&mut self, sources: &[Source<'t>], module: ModuleId, scope: ScopeId) {
        for source in sources.iter().filter(|source| source.module == Some(module)) {
            self.make_room(scope, &source.tree.items);
            self.declare_items(&source.tree.items, Context::file(scope));
        }
    }

    /// Lists that most statements of a file go to grow once.
    fn make_room(&mut self, scope: ScopeId, items: &[Item]) {
        let flows = items.iter().filter(|item| matches!(item.statement, Statement::Flow(_))).count();
        self.work.flows.reserve(flows);
        self.statements.reserve(flows);
        self.scopes.table_mut(scope).places.reserve(items.len());
    }

    pub(super) fn declare_use(&mut self, declaration: &'t Declaration, name: Option<&'t Word>, context: Context) {
        let Some(path) = declaration.label() else {
            let message = "`use` needs the path of a file";
            let help = "for example `use payments \"payments.threat\"`";
            return self.report(Diagnostic::error("E0105", declaration.keyword.span, message).help(help));
        };
        for attribute in declaration.attributes() {
            self.check_known(Subject::Use, attribute);
        }
        let scope = self.used_scope(declaration, path.span, name, context.scope);
        match name {
            Some(name) => self.declare_place(context.scope, name, PlaceName::Module(scope)),
            None => self.scopes.all[context.scope].open.push(scope),
        }
        if let Some(zone) = in_attribute(declaration) {
            self.work.placements.push(Placement { module: scope, zone, from: context.scope });
        }
    }

    /// An `include` that could not be read leaves names unknown, which is reported once, there.
    pub(super) fn note_include(&mut self, declaration: &Declaration, scope: ScopeId) {
        if declaration.label().is_some_and(|path| self.uses.failed.contains(&path.span)) {
            self.scopes.all[scope].has_gaps = true;
        }
    }

    /// The scope of the module that a `use` reads; made, and queued, the first time.
    fn used_scope(
        &mut self,
        declaration: &'t Declaration,
        path: crate::base::source::Span,
        name: Option<&Word>,
        from: ScopeId,
    ) -> ScopeId {
        let module = self.uses.modules.get(&path).copied();
        if let Some(&known) = module.and_then(|module| self.modules.get(&module)) {
            return known;
        }
        let prefix = match name {
            Some(name) => format_smolstr!("{}.", self.scopes.id(from, &name.text)),
            None => self.scopes.all[from].prefix.clone(),
        };
        let id = smol_str::SmolStr::new(prefix.trim_end_matches('.'));
        let scope = self.scopes.add(Some(self.tool), prefix);
        let path = declaration.label().map_or_else(String::new, |label| label.text.to_string());
        self.paths.insert(scope, path);
        match module {
            Some(module) => {
                self.modules.insert(module, scope);
                self.work.modules.push_back((module, scope));
                let label = declaration.label().map_or_else(String::new, |label| label.text.to_string());
                let id = if name.is_some() { id } else { smol_str::SmolStr::default() };
                self.model.modules.push(Module {
                    id,
                    label: label.into(),
                    template: None,
                    span: declaration.keyword.span,
                });
            }
            None => self.scopes.all[scope].broken = true,
        }
        scope
    }

    pub(super) fn declare_template(&mut self, declared: Declared<'t>) {
        let scope = declared.scope;
        self.declare_unique(scope, declared.name, |table| &mut table.templates, (declared, scope));
        self.model.templates.push(Template {
            id: self.scopes.id(scope, &declared.name.text),
            label: declared.declaration.label().map_or_else(smol_str::SmolStr::default, |label| label.text.clone()),
            description: declared.item.doc.as_ref().map(|doc| doc.text.clone()),
            span: declared.name.span,
        });
        // Its statements are declared with each instance.
        for attribute in declared.declaration.attributes() {
            self.check_known(Subject::Template, attribute);
        }
    }

    pub(super) fn declare_new(&mut self, new: Declared<'t>, context: Context) {
        let scope = new.scope;
        let id = self.scopes.id(scope, &new.name.text);
        let prefix = format_smolstr!("{id}.");
        // What surrounds the template's statements is known when all templates are.
        let body = self.scopes.add(None, prefix.clone());
        let block = self.scopes.share(self.scopes.all[body].table, Some(scope), prefix);
        for inner in [body, block] {
            self.scopes.all[inner].parent_instance = Some(scope);
            self.scopes.all[inner].broken = true;
        }
        self.declare_place(scope, new.name, PlaceName::Module(body));
        self.work.instances.push_back(Instance { new, body, block, zone: context.zone });
    }

    /// The template of a `new`; reports E0112 and E0502.
    fn template_of(&mut self, new: &Declared<'t>) -> Option<(Declared<'t>, ScopeId)> {
        let Some(word) = new.declaration.is() else {
            let message = format!("`new {}` does not say of which template", new.name.text);
            let help = self.how_to_instantiate(new);
            self.report(Diagnostic::error("E0112", new.name.span, message).help(help));
            return None;
        };
        // Templates may stand behind their instances, in files that are declared already or in this one.
        let found =
            self.scopes.find(new.scope, &word.text, |table, name| table.templates.get(name).map(|named| named.is));
        match found {
            Found::One(template) => Some(template),
            Found::Several(template, modules) => {
                self.report_ambiguous(word, &modules);
                Some(template)
            }
            Found::None => {
                self.unknown_template(word, new.scope);
                None
            }
        }
    }

    /// What to write instead of a `new` without its template.
    fn how_to_instantiate(&self, new: &Declared<'t>) -> String {
        let name = &new.name.text;
        let known = self.scopes.visible(new.scope, |table| table.templates.keys().map(|name| name.as_str()).collect());
        match known.as_slice() {
            _ if known.contains(&name.as_str()) => format!("write `new NAME is {name}`"),
            [only] => format!("write `new {name} is {only}`"),
            [] => format!("write `new {name} is TEMPLATE`"),
            _ => {
                let known: Vec<String> = known.iter().map(|known| format!("`{known}`")).collect();
                format!("write `new {name} is …` and one of {}", text::or_list(&known))
            }
        }
    }

    fn unknown_template(&mut self, word: &Word, scope: ScopeId) {
        if self.scopes.is_excused(scope, &word.text) {
            return;
        }
        let name = &word.text;
        let is_type =
            self.scopes.find(scope, name, |table, name| table.declared_types.contains_key(name).then_some(()));
        let diagnostic = if matches!(is_type, Found::None) {
            let known = self.scopes.visible(scope, |table| table.templates.keys().map(|name| name.as_str()).collect());
            let meant = text::did_you_mean(name, known);
            Diagnostic::error("E0112", word.span, format!("no template named `{name}`")).meant_or(
                word.span,
                meant,
                || format!("declare it: `template {name} {{ … }}`"),
            )
        } else {
            Diagnostic::error("E0502", word.span, format!("`{name}` is a type, not a template"))
                .help("`new` makes an instance of a template; a thing of a type is declared with its kind")
        };
        self.report(diagnostic);
    }

    /// Declares the statements of a template and those of the `new` block, and places them.
    fn declare_instance(&mut self, instance: &Instance<'t>) {
        let Instance { new, body, block, zone } = *instance;
        let Some((template, around)) = self.template_of(&new) else { return };
        self.used.templates.insert(template.name.span);
        if !self.may_instantiate(&new, &template) {
            return;
        }
        self.scopes.all[body].outer = Some(around);
        let surrounding = self.scopes.all[new.scope].clone();
        for scope in [body, block] {
            let inner = &mut self.scopes.all[scope];
            inner.broken = false;
            inner.instance_of = Some(template.name.span);
            inner.zone = zone.or(surrounding.zone);
            inner.implicit_zone.clone_from(&surrounding.implicit_zone);
            if let Some(word) = in_attribute(new.declaration) {
                self.enter_zone(scope, &word, new.scope, zone);
            }
        }
        self.model.modules.push(Module {
            id: self.scopes.id(new.scope, &new.name.text),
            label: new
                .declaration
                .label()
                .map_or_else(|| new.name.text.to_string(), |label| label.text.to_string())
                .into(),
            template: Some(template.name.text.clone()),
            span: new.name.span,
        });
        self.instance_defaults(&new, body);
        let place = Place::In(Subject::Template);
        self.declare_items(template.declaration.items(), Context { place, ..Context::file(body) });
        self.declare_items(new.declaration.items(), Context { place, ..Context::file(block) });
    }

    /// Reports a template that leads back to itself, and too many instances.
    fn may_instantiate(&mut self, new: &Declared<'t>, template: &Declared<'t>) -> bool {
        let mut around = std::iter::successors(Some(new.scope), |&scope| self.scopes.all[scope].parent_instance);
        if around.any(|scope| self.scopes.all[scope].instance_of == Some(template.name.span)) {
            let message = format!("template `{}` contains an instance of itself", template.name.text);
            let help = "a template may contain instances of other templates only";
            self.report(Diagnostic::error("E0503", new.name.span, message).help(help));
            return false;
        }
        let instances = self.model.modules.iter().filter(|module| module.template.is_some()).count();
        if instances == MAX_INSTANCES {
            let message = format!("the model has more than {MAX_INSTANCES} instances of templates");
            let diagnostic = Diagnostic::error("E0314", new.name.span, message).help("what follows is not read");
            if !std::mem::replace(&mut self.too_many_instances, true) {
                self.report(diagnostic);
            }
        }
        instances < MAX_INSTANCES
    }

    /// Places the modules whose `in=` names a zone.
    fn place_modules(&mut self) {
        for Placement { module, zone, from } in std::mem::take(&mut self.work.placements) {
            self.enter_zone(module, &zone, from, None);
        }
    }

    /// Attributes of `new` are defaults for what the instance contains.
    fn instance_defaults(&mut self, new: &Declared<'t>, body: ScopeId) {
        for attribute in new.declaration.attributes() {
            let known = |subject: &Subject| schema::attribute(*subject, &attribute.name.text).is_some();
            if !INSTANCE_CONTENTS.iter().any(known) {
                self.check_known(Subject::New, attribute);
            }
        }
        let reach = Reach::Module(self.scopes.all[body].table);
        let carrier = Carrier { is_instance: true, ..new.carrier() };
        for &subject in INSTANCE_CONTENTS {
            self.work.defaults.entry((reach, subject)).or_default().push(carrier);
        }
    }

    /// Puts a module or instance into the zone of its `in=`; `lexical` is the zone in which the statement stands.
    fn enter_zone(&mut self, scope: ScopeId, word: &Word, from: ScopeId, lexical: Option<ZoneId>) {
        let zone = self.scopes.find(from, &word.text, zone_in);
        let is_instance = self.scopes.all[scope].instance_of.is_some();
        let before = if is_instance { lexical } else { self.scopes.all[scope].zone };
        match zone.any() {
            Some(zone) if before.is_none_or(|before| before == zone) => self.scopes.all[scope].zone = Some(zone),
            Some(_) => {
                let (message, help) = if is_instance {
                    (format!("this instance stands in a zone and says `in={}`", word.text), "delete the attribute")
                } else {
                    let help = "a module is read once, so it lies in one zone: keep one of the two";
                    (format!("this module lies in two zones; `in={}` is the second", word.text), help)
                };
                self.report(Diagnostic::error("E0308", word.span, message).help(help));
            }
            None if IMPLICIT_ZONES.iter().any(|(id, ..)| *id == word.text) => {
                self.scopes.all[scope].implicit_zone = Some(word.text.clone());
            }
            None if self.names_module(from, &word.text) => {
                let message = format!("`{}` is not known yet where this module or instance is placed", word.text);
                let help = "`in=` takes a zone of its own file, or of a module that is used before it";
                self.report(Diagnostic::error("E0115", word.span, message).help(help));
            }
            None => {
                self.zone(from, word, "E0115", "`in` needs a zone");
            }
        }
    }

    /// Whether a name starts with that of a module or instance whose file could be read.
    fn names_module(&self, from: ScopeId, name: &str) -> bool {
        let prefix = name.rsplit_once('.').map(|(prefix, _)| prefix);
        let found = prefix.and_then(|prefix| self.scopes.find(from, prefix, place_in).any());
        match found {
            Some(PlaceName::Module(module)) => {
                let scope = &self.scopes.all[module];
                !scope.broken || scope.parent_instance.is_some()
            }
            _ => false,
        }
    }

    fn attach_extension(&mut self, declared: Declared<'t>, embedded: bool) {
        let Some(target) = self.extension_target(&declared) else { return };
        self.allow_at_target(&declared, target);
        self.model.extensions.push(declared.item.span);
        self.work.extends.entry(target).or_default().push(declared.carrier());
        let none = Context { embedded, around: Some(target), ..Context::file(declared.scope) };
        let inside = |subject| Context { place: Place::In(subject), ..none };
        let context = match target {
            Target::Model => inside(Subject::Model),
            Target::Zone(zone) => Context { zone: Some(zone), ..inside(Subject::Zone) },
            Target::Element(element) => {
                let placed = self.work.elements[element];
                let subject = Subject::from(placed.kind.kind());
                Context { zone: placed.zone, element: Some(element), ..inside(subject) }
            }
            Target::Boundary(_) => inside(Subject::Boundary),
            Target::Flow(_) => inside(Subject::Flow),
            Target::Data(_) => inside(Subject::Data),
            Target::Control(_) => inside(Subject::Control),
        };
        self.declare_items(declared.declaration.items(), context);
    }

    /// `allow=` on an `extend` holds for what it extends.
    fn allow_at_target(&mut self, declared: &Declared<'t>, target: Target) {
        let span = match target {
            Target::Model => self.work.model.map(|(item, ..)| item.span),
            Target::Element(id) => Some(self.work.elements[id].declared.item.span),
            Target::Zone(id) => Some(self.work.zones[id].0.item.span),
            Target::Boundary(id) => Some(self.work.boundaries[id].item.span),
            Target::Data(id) => Some(self.work.data[id].item.span),
            Target::Control(id) => Some(self.work.controls[id].item.span),
            Target::Flow(_) => None,
        };
        let allow = declared.declaration.attributes().into_iter().filter(|attribute| attribute.name.text == "allow");
        if let Some(span) = span {
            self.work.allowed.extend(allow.map(|attribute| (span, attribute)));
        }
    }

    fn extension_target(&mut self, declared: &Declared<'t>) -> Option<Target> {
        let (name, scope) = (declared.name, declared.scope);
        let data = self.scopes.find(scope, &name.text, data_in).any().map(Target::Data);
        let says_data = declared.declaration.is().is_some_and(|kind| kind.text == "data" || kind.text == "asset");
        if says_data && data.is_some() {
            return data;
        }
        if name.text == "model" {
            return Some(Target::Model);
        }
        let place = self.scopes.find(scope, &name.text, place_in).any();
        let target = place.and_then(|place| match place {
            PlaceName::Element(id) => Some(Target::Element(id)),
            PlaceName::Zone(id) => Some(Target::Zone(id)),
            PlaceName::Boundary(id) => Some(Target::Boundary(id)),
            PlaceName::Flow(id) => Some(Target::Flow(id)),
            PlaceName::Module(_) | PlaceName::Scenario(_) | PlaceName::View => None,
        });
        let control = self.scopes.find(scope, &name.text, control_in).any().map(Target::Control);
        let target = target.or(data).or(control);
        match (target, place) {
            (None, Some(_)) => {
                let message = format!("`{}` is nothing that can be extended", name.text);
                let help =
                    "elements, zones, boundaries, flows with an id, data, controls and the model can be extended";
                self.report(Diagnostic::error("E0116", name.span, message).help(help));
            }
            (None, None) => {
                self.place(scope, name);
            }
            _ => {}
        }
        target
    }
}

/// The name behind `in=`.
fn in_attribute(declaration: &Declaration) -> Option<Word> {
    let attribute = declaration.attributes().into_iter().find(|attribute| attribute.name.text == "in")?;
    names_of(attribute).next().cloned()
}
