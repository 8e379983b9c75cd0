//! Functions in conditions: `crosses(network)`, `any(data, it is pci)`.

use std::sync::Arc;

use smol_str::SmolStr;

use super::compile::{Compiler, ELEMENT_KINDS, border_kinds, element_kind, quoted, zone_kind};
use super::fields::{self, Of, Shape};
use super::{DataWord, IsWord, List, Path, Quantifier, Question, Root, Test, Thing};
use crate::base::diagnostic::Diagnostic;
use crate::base::source::Span;
use crate::base::text::did_you_mean;
use crate::model::{DataId, ElementId, Kind};
use crate::syntax::tree::{Expr, ExprKind, Word};
use crate::threats::derive;
use crate::threats::text::with_article;

impl Compiler<'_> {
    pub(super) fn call(&mut self, name: &Word, arguments: &[Expr], span: Span) -> Option<Test> {
        match name.text.as_str() {
            "any" => self.quantified(Quantifier::Any, name, arguments, span),
            "all" => self.quantified(Quantifier::All, name, arguments, span),
            "none" => self.quantified(Quantifier::None, name, arguments, span),
            "control" | "count" => {
                let help = Some(format!("compare it: `{}(…) == …`", name.text));
                self.wrong(span, format!("`{}` is not a yes-or-no question", name.text), help)
            }
            _ => self.question(name, arguments, span).map(Test::Ask),
        }
    }

    fn quantified(&mut self, how: Quantifier, name: &Word, arguments: &[Expr], span: Span) -> Option<Test> {
        self.arity(name, arguments, 2..=2, span)?;
        let list = self.list(arguments.first()?)?;
        let test = self.over(list, arguments.get(1)?)?;
        Some(Test::Over(how, list, Box::new(test)))
    }

    pub(super) fn over(&mut self, list: List, expr: &Expr) -> Option<Test> {
        let of = if list.field.shape == Shape::DataList { Of::Data } else { Of::Element };
        let outer = self.it.replace(of);
        let test = self.test(expr);
        self.it = outer;
        test
    }

    pub(super) fn arity(
        &mut self,
        name: &Word,
        arguments: &[Expr],
        allowed: std::ops::RangeInclusive<usize>,
        span: Span,
    ) -> Option<()> {
        if allowed.contains(&arguments.len()) {
            return Some(());
        }
        let form = fields::FUNCTIONS.iter().find(|function| function.name == name.text).map_or("", |f| f.form);
        self.wrong(
            span,
            format!("`{}` does not take {} arguments", name.text, arguments.len()),
            Some(format!("write `{form}`")),
        )
    }

    fn question(&mut self, name: &Word, arguments: &[Expr], span: Span) -> Option<Question> {
        let Some(function) = fields::FUNCTIONS.iter().find(|function| function.name == name.text) else {
            let names = fields::FUNCTIONS.iter().map(|function| function.name);
            let help = did_you_mean(&name.text, names).map(|meant| format!("did you mean `{meant}`?"));
            self.report.push(
                Diagnostic::error("E0605", name.span, format!("no function named `{}`", name.text)).help_opt(help),
            );
            return None;
        };
        let wanted = 1 + usize::from(function.form.contains(','));
        self.arity(name, arguments, wanted..=wanted, span)?;
        let first = arguments.first()?;
        let last = arguments.last()?;
        if matches!(function.name, "crosses" | "carries") && self.of != Of::Flow {
            return self.wrong(span, format!("`{}` is asked of flows", function.name), None);
        }
        Some(match function.name {
            "crosses" => Question::Crosses(self.words(first, Self::border)?),
            "carries" => Question::Carries(self.words(first, Self::data)?),
            "inside" => Question::Inside(self.element(first)?, self.words(last, Self::zone_word)?),
            "handles" => Question::Handles(self.element(first)?, self.words(last, Self::data)?),
            "holds" => Question::Holds(self.element(first)?, self.words(last, Self::data)?),
            "tainted" => Question::Tainted(self.element(first)?),
            "tainted-store" => Question::TaintedStore(self.element(first)?),
            "behind" => Question::Behind(self.element(first)?, self.forwarder(last)?),
            "shares-zone-with-exposed" => Question::SharesZoneWithExposed(self.element(first)?),
            "shares-runtime-with-lower-trust" => Question::SharesRuntime(self.element(first)?),
            "serves-users" => Question::ServesUsers(self.element(first)?),
            "model-has" => {
                let words = self.words(first, Self::model_word)?;
                Question::ModelHas(self.model_has(&words))
            }
            "reaches" => {
                let targets = self.words(first, Self::named)?.concat();
                let path = Path { root: Root::This, zones: 0, of: self.of };
                Question::Reaches(path, Arc::new(derive::reaching(self.world, &targets)), targets.first().copied())
            }
            _ => return None,
        })
    }

    fn element(&mut self, expr: &Expr) -> Option<Path> {
        let path = self.place(expr)?;
        if path.of == Of::Element {
            return Some(path);
        }
        self.wrong(expr.span, format!("an element is expected here, not {}", with_article(path.of.as_str())), None)
    }

    fn border(&mut self, expr: &Expr) -> Option<SmolStr> {
        let ExprKind::Word(word) = &expr.kind else {
            return self.wrong(expr.span, "a kind of boundary is expected here".to_owned(), None);
        };
        if zone_kind(word).is_some() || self.model.boundaries.values().any(|boundary| boundary.id == *word) {
            return Some(word.clone());
        }
        let names = self.model.boundaries.values().map(|boundary| boundary.id.as_str());
        let help = match did_you_mean(word, names.chain(border_kinds())) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("write a boundary of the model or one of {}", quoted(&border_kinds())),
        };
        self.wrong(expr.span, format!("`{word}` is neither a boundary nor a kind of boundary"), Some(help))
    }

    fn zone_word(&mut self, expr: &Expr) -> Option<SmolStr> {
        let ExprKind::Word(word) = &expr.kind else {
            return self.wrong(expr.span, "a kind of zone is expected here".to_owned(), None);
        };
        let named = self.model.zones.values().any(|zone| zone.id == *word);
        if named || zone_kind(word).is_some() || self.model.find_type(Kind::Zone, word).is_some() {
            return Some(word.clone());
        }
        let help = match did_you_mean(word, border_kinds()) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("write a zone of the model or one of {}", quoted(&border_kinds())),
        };
        self.wrong(expr.span, format!("`{word}` is neither a zone nor a kind of zone"), Some(help))
    }

    fn data(&mut self, expr: &Expr) -> Option<DataWord> {
        let ExprKind::Word(word) = &expr.kind else {
            return self.wrong(expr.span, "a data type or data asset is expected here".to_owned(), None);
        };
        let of_type = [Kind::Data, Kind::Asset].iter().find_map(|&kind| self.model.find_type(kind, word));
        if let Some(found) = of_type {
            return Some(DataWord::Type(found));
        }
        let asset: Option<DataId> = self.model.data.iter().find(|(_, data)| data.id == *word).map(|(id, _)| id);
        if let Some(found) = asset {
            return Some(DataWord::Asset(found));
        }
        let types = self.model.types.values().filter(|ty| matches!(ty.kind, Kind::Data | Kind::Asset));
        let names = types.map(|ty| ty.name.as_str()).chain(self.model.data.values().map(|data| data.id.as_str()));
        let help = did_you_mean(word, names).map(|meant| format!("did you mean `{meant}`?"));
        self.wrong(expr.span, format!("`{word}` is neither a type of data nor a data asset"), help)
    }

    fn forwarder(&mut self, expr: &Expr) -> Option<SmolStr> {
        match self.is_word(Of::Element, expr)? {
            IsWord::Type(ty) => Some(self.model.types[ty].name.clone()),
            _ => self.wrong(expr.span, "a type of process is expected here".to_owned(), None),
        }
    }

    fn model_word(&mut self, expr: &Expr) -> Option<IsWord> {
        match &expr.kind {
            ExprKind::Word(word) => match zone_kind(word).or_else(|| self.type_of(&[Kind::Zone], word)) {
                Some(found) if element_kind(word).is_none() && self.type_of(ELEMENT_KINDS, word).is_none() => {
                    Some(found)
                }
                _ => self.is_word(Of::Element, expr),
            },
            _ => self.is_word(Of::Element, expr),
        }
    }

    fn model_has(&self, words: &[IsWord]) -> Option<(Thing, IsWord)> {
        let model = self.model;
        let mut things = model.elements.ids().map(Thing::Element).chain(model.zones.ids().map(Thing::Zone));
        things.find_map(|thing| {
            let word = words.iter().find(|word| super::eval::is(model, thing, word))?;
            Some((thing, word.clone()))
        })
    }

    /// Elements named by id, or all of a type.
    fn named(&mut self, expr: &Expr) -> Option<Vec<ElementId>> {
        if let ExprKind::Word(word) = &expr.kind
            && let Some((id, _)) = self.model.elements.iter().find(|(_, element)| element.id == *word)
        {
            return Some(vec![id]);
        }
        let word = self.is_word(Of::Element, expr)?;
        let model = self.model;
        Some(model.elements.ids().filter(|&id| super::eval::element_is(model, id, &word)).collect())
    }
}
