//! From the expression of a condition to a [`Test`]: every name is resolved and every word checked, once.

use smol_str::SmolStr;

use super::eval::World;
use super::fields::{self, Field, Get, Of, Shape};
use super::{IsWord, List, Operand, Path, Root, Scalar, Test};
use crate::base::diagnostic::Diagnostic;
use crate::base::source::Span;
use crate::base::text::{and_list, did_you_mean};
use crate::model::{ElementKind, Kind, Model, TypeId};
use crate::syntax::tree::{Comparison, Condition, Expr, ExprKind};
use crate::threats::text::with_article;

/// Compiles a condition whose subject is an `of`. What cannot be understood is reported, and the condition is then `None`.
pub(crate) fn compile(world: &World<'_>, of: Of, condition: &Condition, report: &mut Vec<Diagnostic>) -> Option<Test> {
    Compiler { world, model: world.model, of, it: None, report }.test(&condition.expr)
}

/// Whether a condition reads the subject as an element (`this`), as a flow (anything else), or neither.
pub(crate) fn roots(condition: &Condition) -> (bool, bool) {
    let mut found = (false, false);
    walk(&condition.expr, &mut |expr| {
        if let ExprKind::Word(word) = &expr.kind {
            let first = word.split('.').next().unwrap_or(word);
            found.0 |= first == "this";
            found.1 |= matches!(first, "source" | "target" | "flow") || fields::field(Of::Flow, word).is_some();
        }
        if let ExprKind::Call(name, _) = &expr.kind {
            found.1 |= matches!(name.text.as_str(), "carries" | "crosses");
        }
    });
    if found.0 { (true, false) } else { found }
}

/// Whether a condition reads the status of another control.
pub(crate) fn reads_controls(condition: &Condition) -> bool {
    let mut found = false;
    walk(&condition.expr, &mut |expr| {
        found |= matches!(&expr.kind, ExprKind::Call(name, _) if name.text == "control");
    });
    found
}

fn walk<'e>(expr: &'e Expr, see: &mut impl FnMut(&'e Expr)) {
    let mut open = vec![expr];
    while let Some(expr) = open.pop() {
        see(expr);
        match &expr.kind {
            ExprKind::Or(all) | ExprKind::And(all) | ExprKind::List(all) | ExprKind::Call(_, all) => open.extend(all),
            ExprKind::Not(one) => open.push(one),
            ExprKind::Compare(left, _, right)
            | ExprKind::In(left, right)
            | ExprKind::Is(left, right)
            | ExprKind::Has(left, right) => open.extend([left.as_ref(), right.as_ref()]),
            ExprKind::Word(_) | ExprKind::Tag(_) | ExprKind::Text(_) | ExprKind::Number(_) => {}
        }
    }
}

pub(super) struct Compiler<'a> {
    pub(super) world: &'a World<'a>,
    pub(super) model: &'a Model,
    pub(super) of: Of,
    /// What `it` is, inside `any(…)` and the like.
    pub(super) it: Option<Of>,
    pub(super) report: &'a mut Vec<Diagnostic>,
}

impl Compiler<'_> {
    pub(super) fn test(&mut self, expr: &Expr) -> Option<Test> {
        match &expr.kind {
            ExprKind::Or(all) => self.tests(all).map(Test::Any),
            ExprKind::And(all) => self.tests(all).map(Test::All),
            ExprKind::Not(one) => self.test(one).map(|test| Test::Not(Box::new(test))),
            ExprKind::Compare(left, comparison, right) => self.compare(left, *comparison, right),
            ExprKind::In(left, right) => self.one_of(left, right),
            ExprKind::Is(left, right) => self.is(left, right),
            ExprKind::Has(left, right) => self.has(left, right),
            ExprKind::Word(word) => self.holds(word, expr.span),
            ExprKind::Call(name, arguments) => self.call(name, arguments, expr.span),
            ExprKind::Tag(tag) => {
                let help = format!("ask whether something carries it: `this has #{tag}`");
                self.wrong(expr.span, format!("`#{tag}` alone is no condition"), Some(help))
            }
            ExprKind::Text(_) | ExprKind::Number(_) | ExprKind::List(_) => self.wrong(
                expr.span,
                "a value alone is no condition".to_owned(),
                Some("compare it with a field".to_owned()),
            ),
        }
    }

    /// All operands, so that every mistake is reported at once.
    fn tests(&mut self, all: &[Expr]) -> Option<Vec<Test>> {
        let tests: Vec<Option<Test>> = all.iter().map(|expr| self.test(expr)).collect();
        tests.into_iter().collect()
    }

    pub(super) fn wrong<T>(&mut self, span: Span, message: String, help: Option<String>) -> Option<T> {
        self.report.push(Diagnostic::error("E0606", span, message).help_opt(help));
        None
    }

    // ---- places and fields -------------------------------------------------------------------------------------------

    /// What a root word means, with what it leads to.
    fn root(&self, word: &str) -> Option<(Root, Of)> {
        match (word, self.of) {
            ("this", of) => Some((Root::This, of)),
            ("flow", Of::Flow) => Some((Root::This, Of::Flow)),
            ("model", Of::Model) => Some((Root::This, Of::Model)),
            ("source", Of::Flow) => Some((Root::Source, Of::Element)),
            ("target", Of::Flow) => Some((Root::Target, Of::Element)),
            ("it", _) => self.it.map(|of| (Root::It, of)),
            _ => None,
        }
    }

    /// Splits `source.zone.trust` into a path and what is left of it.
    fn split<'w>(&self, word: &'w str) -> (Path, &'w str) {
        let (first, mut rest) = word.split_once('.').unwrap_or((word, ""));
        let mut path = match self.root(first) {
            Some((root, of)) => Path { root, zones: 0, of },
            None => {
                rest = word;
                Path { root: Root::This, zones: 0, of: self.of }
            }
        };
        loop {
            let (next, after) = rest.split_once('.').unwrap_or((rest, ""));
            if next != "zone" || !matches!(path.of, Of::Element | Of::Zone) {
                return (path, rest);
            }
            path = Path { zones: path.zones.saturating_add(1), of: Of::Zone, ..path };
            rest = after;
        }
    }

    /// A path that leads to a place or a data asset, as in `source is process`.
    pub(super) fn place(&mut self, expr: &Expr) -> Option<Path> {
        let ExprKind::Word(word) = &expr.kind else {
            let help = Some("write `this`, `source`, `target` or `it`".to_owned());
            return self.wrong(expr.span, "a place is expected here".to_owned(), help);
        };
        match self.split(word) {
            (path, "") => Some(path),
            (_, rest) => self.unknown_field(self.of, rest, expr.span),
        }
    }

    fn field(&mut self, word: &str, span: Span) -> Option<(Path, &'static Field)> {
        let (path, name) = self.split(word);
        match fields::field(path.of, name) {
            Some(field) => Some((path, field)),
            None if name.is_empty() => {
                let message = format!("`{word}` is {} and has no value", with_article(path.of.as_str()));
                let help =
                    format!("ask for a field of it: `{word}.{}`", fields::names(path.of).next().unwrap_or("owner"));
                self.wrong(span, message, Some(help))
            }
            None => self.unknown_field(path.of, name, span),
        }
    }

    fn unknown_field<T>(&mut self, of: Of, name: &str, span: Span) -> Option<T> {
        let name = name.rsplit('.').next().unwrap_or(name);
        let mut diagnostic = Diagnostic::error("E0605", span, format!("{} has no field `{name}`", of.as_str()));
        let roots = ["this", "source", "target"].into_iter().filter(|word| self.root(word).is_some());
        if let Some(meant) = did_you_mean(name, fields::names(of).chain(roots)) {
            diagnostic = diagnostic.help(format!("did you mean `{meant}`?"));
        } else if let Some(&owner) = fields::FIELDS.iter().find(|field| field.name == name).and_then(|f| f.of.first()) {
            diagnostic = diagnostic.help(format!("`{name}` is a field of {}", with_article(owner.as_str())));
        } else {
            let names: Vec<String> = fields::names(of).map(|name| format!("`{name}`")).collect();
            diagnostic = diagnostic.help(format!("fields are {}", and_list(&names)));
        }
        self.report.push(diagnostic);
        None
    }

    fn holds(&mut self, word: &SmolStr, span: Span) -> Option<Test> {
        let (path, field) = self.field(word, span)?;
        if field.shape != Shape::YesNo {
            let help = match field.shape {
                Shape::DataList | Shape::Elements => format!("count it: `count({word}) > 0`"),
                _ => format!("compare it: `{word} == …`"),
            };
            return self.wrong(span, format!("`{word}` is not a yes-or-no fact"), Some(help));
        }
        Some(Test::Holds(path, field))
    }

    pub(super) fn list(&mut self, expr: &Expr) -> Option<List> {
        if let ExprKind::Word(word) = &expr.kind {
            // Lists of the model can be counted in every rule.
            if let Some(field) = fields::field(Of::Model, word).filter(|_| fields::field(self.of, word).is_none()) {
                return Some(List { path: Path { root: Root::This, zones: 0, of: Of::Model }, field });
            }
            let (path, field) = self.field(word, expr.span)?;
            if matches!(field.shape, Shape::DataList | Shape::Elements) {
                return Some(List { path, field });
            }
        }
        let help =
            Some("lists are `data`, `returns`, `upstream`, `downstream`, `elements`, `processes`, `stores`".to_owned());
        self.wrong(expr.span, "a list is expected here".to_owned(), help)
    }

    fn scalar(&mut self, expr: &Expr) -> Option<Scalar> {
        match &expr.kind {
            ExprKind::Call(name, arguments) if name.text == "control" => {
                self.arity(name, arguments, 1..=1, expr.span)?;
                self.control(arguments.first()?).map(Scalar::Control)
            }
            ExprKind::Call(name, arguments) if name.text == "count" => {
                self.arity(name, arguments, 1..=2, expr.span)?;
                let list = self.list(arguments.first()?)?;
                let test = match arguments.get(1) {
                    Some(expr) => Some(Box::new(self.over(list, expr)?)),
                    None => None,
                };
                Some(Scalar::Count(list, test))
            }
            ExprKind::Word(word) => {
                let (path, field) = self.field(word, expr.span)?;
                match field.shape {
                    Shape::Words(_) | Shape::Level(_) | Shape::Number => Some(Scalar::Field(path, field)),
                    Shape::YesNo => {
                        let help = Some(format!("write `{word}` or `not {word}`"));
                        self.wrong(expr.span, format!("`{word}` is yes or no and is not compared"), help)
                    }
                    Shape::DataList | Shape::Elements => {
                        let help = Some(format!("write `count({word})` or `any({word}, it is …)`"));
                        self.wrong(expr.span, format!("`{word}` is a list and is not compared"), help)
                    }
                }
            }
            _ => {
                let help = Some("write the field on the left: `auth == none`".to_owned());
                self.wrong(expr.span, "a field is expected on this side".to_owned(), help)
            }
        }
    }

    // ---- comparisons -------------------------------------------------------------------------------------------------

    fn compare(&mut self, left: &Expr, comparison: Comparison, right: &Expr) -> Option<Test> {
        let left_span = left.span;
        let left = self.scalar(left)?;
        let ordered = !matches!(comparison, Comparison::Equal | Comparison::NotEqual);
        if ordered && matches!(shape(&left), Shape::Words(_)) {
            let help = Some(
                "only `class`, `criticality`, `trust`, `exposure`, `privilege` and numbers have an order".to_owned(),
            );
            return self.wrong(left_span, "this field has no order".to_owned(), help);
        }
        let right_operand = self.operand(&left, right)?;
        if ordered && matches!(right_operand, Operand::Unknown) {
            return self.wrong(right.span, "`unknown` has no order".to_owned(), Some("write `== unknown`".to_owned()));
        }
        Some(Test::Compare(left, comparison, right_operand))
    }

    fn one_of(&mut self, left: &Expr, right: &Expr) -> Option<Test> {
        let left = self.scalar(left)?;
        let words = self.words(right, |this, expr| this.operand(&left, expr))?;
        Some(Test::OneOf(left, words))
    }

    /// The items of a list, or the one word that stands in its place.
    pub(super) fn words<T>(
        &mut self,
        expr: &Expr,
        mut read: impl FnMut(&mut Self, &Expr) -> Option<T>,
    ) -> Option<Vec<T>> {
        let items = match &expr.kind {
            ExprKind::List(items) => items.as_slice(),
            _ => std::slice::from_ref(expr),
        };
        let all: Vec<Option<T>> = items.iter().map(|item| read(self, item)).collect();
        all.into_iter().collect()
    }

    fn operand(&mut self, left: &Scalar, expr: &Expr) -> Option<Operand> {
        let what = describe(left);
        match (&expr.kind, shape(left)) {
            (ExprKind::Word(word), _) if word == "unknown" => Some(Operand::Unknown),
            (ExprKind::Word(word), shape) if self.is_path(word) => {
                let right = self.scalar(expr)?;
                if self::shape(&right) == shape {
                    return Some(Operand::Scalar(right));
                }
                self.wrong(expr.span, format!("`{word}` cannot be compared with {what}"), None)
            }
            (ExprKind::Word(word), Shape::Words(names)) => match fields::word(names, word) {
                Some(word) => Some(Operand::Word(word)),
                None => self.no_value(word, &fields::words(names), &what, expr.span),
            },
            (ExprKind::Word(word), Shape::Level(scale)) => {
                let folded = word.to_lowercase();
                let at = scale.iter().position(|known| *known == folded).and_then(|at| u8::try_from(at).ok());
                match at {
                    Some(at) => Some(Operand::Level(at)),
                    None => self.no_value(word, scale, &what, expr.span),
                }
            }
            (ExprKind::Number(number), Shape::Number) => match number.parse() {
                Ok(number) => Some(Operand::Number(number)),
                Err(_) => self.wrong(expr.span, format!("`{number}` is not a whole number"), None),
            },
            (ExprKind::Number(number), Shape::Words([])) => Some(Operand::Word(number.clone())),
            (ExprKind::Text(text), Shape::Words([])) => Some(Operand::Word(text.to_lowercase().into())),
            (_, Shape::Level(scale)) => {
                let help = Some(format!("write one of {}", quoted(scale)));
                self.wrong(expr.span, format!("{what} is not compared with this"), help)
            }
            (_, Shape::Number) => self.wrong(expr.span, format!("{what} is compared with a number"), None),
            _ => self.wrong(expr.span, format!("{what} is compared with a word"), None),
        }
    }

    /// Whether a word on the right is meant as a path: `source.trust`, not `tls1.3`.
    fn is_path(&self, word: &str) -> bool {
        word.split_once('.').is_some_and(|(first, _)| self.root(first).is_some())
    }

    fn no_value<T>(&mut self, word: &str, known: &[&'static str], what: &str, span: Span) -> Option<T> {
        let help = match did_you_mean(word, known.iter().copied()) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("write one of {}", quoted(known)),
        };
        self.wrong(span, format!("`{word}` is no value of {what}"), Some(help))
    }

    // ---- `is` and `has` ------------------------------------------------------------------------------------------------

    fn is(&mut self, left: &Expr, right: &Expr) -> Option<Test> {
        let path = self.place(left)?;
        let words = self.words(right, |this, expr| this.is_word(path.of, expr))?;
        Some(Test::Is(path, words))
    }

    pub(super) fn is_word(&mut self, of: Of, expr: &Expr) -> Option<IsWord> {
        let ExprKind::Word(word) = &expr.kind else {
            return self.wrong(expr.span, "a type is expected here".to_owned(), None);
        };
        let found = match of {
            Of::Element => element_kind(word).map(IsWord::Kind).or_else(|| self.type_of(ELEMENT_KINDS, word)),
            Of::Flow => self.type_of(&[Kind::Flow], word),
            Of::Zone => self.type_of(&[Kind::Zone], word).or_else(|| zone_kind(word)),
            Of::Data if word == "asset" => Some(IsWord::Asset),
            Of::Data => self.type_of(&[Kind::Data, Kind::Asset], word),
            Of::Model => None,
        };
        if found.is_some() {
            return found;
        }
        let kinds = kinds_of(of);
        let types = self.model.types.values().filter(|ty| kinds.contains(&ty.kind)).map(|ty| ty.name.as_str());
        let meant = did_you_mean(word, types.chain(kinds.iter().map(|kind| kind.as_str())));
        let help = meant.map(|meant| format!("did you mean `{meant}`?"));
        self.wrong(expr.span, format!("no type of {} is named `{word}`", of.as_str()), help)
    }

    pub(super) fn type_of(&self, kinds: &[Kind], name: &str) -> Option<IsWord> {
        kinds.iter().find_map(|&kind| self.model.find_type(kind, name)).map(IsWord::Type)
    }

    fn has(&mut self, left: &Expr, right: &Expr) -> Option<Test> {
        if let ExprKind::Word(word) = &left.kind {
            let (path, name) = self.split(word);
            if !name.is_empty()
                && fields::field(path.of, name).is_some_and(|field| matches!(field.shape, Shape::Words(_)))
            {
                return self.one_of(left, right);
            }
        }
        let path = self.place(left)?;
        let tags = self.words(right, |_, expr| match &expr.kind {
            ExprKind::Tag(tag) => Some(Some(tag.clone())),
            _ => Some(None),
        })?;
        let tags: Option<Vec<SmolStr>> = tags.into_iter().collect();
        match tags {
            Some(tags) => Some(Test::HasTag(path, tags)),
            None => self.words(right, Self::control).map(|controls| Test::HasControl(path, controls)),
        }
    }

    pub(super) fn control(&mut self, expr: &Expr) -> Option<TypeId> {
        let ExprKind::Word(word) = &expr.kind else {
            return self.wrong(expr.span, "a control is expected here".to_owned(), None);
        };
        if let Some(found) = self.model.find_type(Kind::Control, word) {
            return Some(found);
        }
        let names = self.model.types.values().filter(|ty| ty.kind == Kind::Control).map(|ty| ty.name.as_str());
        let help = did_you_mean(word, names).map(|meant| format!("did you mean `{meant}`?"));
        self.wrong(expr.span, format!("no control named `{word}`"), help)
    }
}

pub(super) const ELEMENT_KINDS: &[Kind] = &[Kind::Process, Kind::Store, Kind::External, Kind::Actor];

fn kinds_of(of: Of) -> &'static [Kind] {
    match of {
        Of::Element => ELEMENT_KINDS,
        Of::Flow => &[Kind::Flow],
        Of::Zone => &[Kind::Zone],
        Of::Data => &[Kind::Data, Kind::Asset],
        Of::Model => &[],
    }
}

/// Kinds of boundaries and zones.
pub(super) fn border_kinds() -> Vec<&'static str> {
    fields::words(&["border"])
}

pub(super) fn element_kind(word: &str) -> Option<ElementKind> {
    ElementKind::parse(word)
}

pub(super) fn zone_kind(word: &str) -> Option<IsWord> {
    border_kinds().contains(&word).then(|| IsWord::ZoneKind(word.into()))
}

fn shape(scalar: &Scalar) -> Shape {
    match scalar {
        Scalar::Field(_, field) => field.shape,
        Scalar::Control(_) => Shape::Words(&["control-status"]),
        Scalar::Count(..) => Shape::Number,
    }
}

fn describe(scalar: &Scalar) -> String {
    match scalar {
        Scalar::Field(_, field) if field.get == Get::Class => "`class`, a classification,".to_owned(),
        Scalar::Field(_, field) => format!("`{}`", field.name),
        Scalar::Control(_) => "the status of a control".to_owned(),
        Scalar::Count(..) => "`count`".to_owned(),
    }
}

pub(super) fn quoted(words: &[&str]) -> String {
    and_list(&words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>())
}
