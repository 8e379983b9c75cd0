//! `expect` statements: tests of rules.

use super::Resolver;
use super::declare::Declared;
use crate::base::diagnostic::Diagnostic;
use crate::base::text;
use crate::model::{Expectation, Place, RuleSubject, Subjects, ThreatName, Wanted};
use crate::schema::Subject;

impl<'t> Resolver<'t> {
    pub(super) fn expectation(&mut self, declared: &Declared<'t>) -> Expectation {
        let carrier = declared.carrier();
        let gathered = self.gather(Subject::Expect, &[carrier]);
        let threat = self.threat_named(declared.scope, declared.name);
        let on = self.subjects(&[carrier], declared.around);
        if let Some(ThreatName::Rule(rule)) = threat {
            self.check_expected_places(declared, self.model.rules[rule].subject, &on);
        }
        let word = gathered.facts.text("result");
        let wanted = Wanted::ALL.iter().copied().find(|wanted| Some(wanted.as_str()) == word);
        Expectation { threat, on, wanted: wanted.unwrap_or(Wanted::Holds), span: declared.name.span }
    }

    /// Reports E0604 where a rule can never be asked. A place stands for what is in it, at it or crosses it, so most fit.
    fn check_expected_places(&mut self, declared: &Declared<'t>, subject: RuleSubject, on: &Subjects) {
        let rule = &declared.name.text;
        let span = on.span.unwrap_or(declared.name.span);
        for &data in &on.data {
            let id = &self.model.data[data].id;
            let message = format!("`{id}` is data; `{rule}` is expected at a place");
            let help = "name a flow, an element, a zone or a boundary";
            self.report(Diagnostic::error("E0604", span, message).help(help));
        }
        for &place in &on.places {
            let is = match place {
                Place::Element(id) => text::with_article(self.model.elements[id].kind.title()),
                Place::Flow(_) => "a flow".to_owned(),
                Place::Boundary(_) => "a boundary".to_owned(),
                Place::Zone(_) => "a zone".to_owned(),
            };
            let (fits, asked) = match (subject, place) {
                (RuleSubject::Model, _) => (false, "the model as a whole".to_owned()),
                (RuleSubject::Zone, place) => (matches!(place, Place::Zone(_)), "zones".to_owned()),
                (RuleSubject::Flow, _) => (true, String::new()),
                (RuleSubject::Element(_), Place::Flow(_) | Place::Boundary(_)) => (false, "elements".to_owned()),
                (RuleSubject::Element(Some(kind)), Place::Element(id)) => {
                    (self.model.elements[id].kind == kind, format!("each {}", kind.title()))
                }
                (RuleSubject::Element(_), _) => (true, String::new()),
            };
            if !fits {
                let message = format!("`{rule}` is asked of {asked}; `{}` is {is}", self.model.place_id(place));
                self.report(Diagnostic::error("E0604", span, message));
            }
        }
    }
}
