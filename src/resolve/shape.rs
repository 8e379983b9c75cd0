//! The shape of statements: whether the keyword is known, whether it may stand here, whether it has the name, label and
//! clauses that its row of the table asks for.

use super::Resolver;
use crate::base::diagnostic::{Diagnostic, Edit, Fix};
use crate::base::text;
use crate::model::ElementKind;
use crate::schema::{self, Labelling, Naming, Place, Subject};
use crate::syntax::tree::{Declaration, HasParts, Part, Statement, Word};

impl<'t> Resolver<'t> {
    /// Reports E0105 and E0602 where a statement needs a label and has none.
    pub(super) fn check_label(&mut self, row: &schema::Statement, declaration: &Declaration, name: Option<&Word>) {
        let Labelling::Required(what) = row.label else { return };
        if declaration.label().is_some_and(|label| !label.text.trim().is_empty()) {
            return;
        }
        let code = if what == "a reason" { "E0602" } else { "E0105" };
        let named = name.map_or(String::new(), |name| format!(" {}", name.text));
        let on = if row.clauses.contains(&"on") && !declaration.on().is_empty() { " on …" } else { "" };
        let message = format!("`{}` needs {what}, as a text in quotes", row.keyword);
        let diagnostic = Diagnostic::error(code, declaration.keyword.span, message);
        let diagnostic = match name.filter(|_| row.name == Naming::Optional) {
            // A name that nothing asks for: it is the text, without its quotes.
            Some(name) => {
                let text = format!("\"{}\"", name.text);
                let title = format!("write `{} {text}`", row.keyword);
                let edits = vec![Edit { span: name.span, text }];
                let mut diagnostic = diagnostic.help(title.clone());
                diagnostic.fixes.push(Fix { title, edits, safe: false });
                diagnostic
            }
            None => diagnostic.help(format!("write `{}{named}{on} \"…\"`", row.keyword)),
        };
        self.report(diagnostic);
    }

    pub(super) fn check_place(&mut self, row: &schema::Statement, keyword: &Word, place: Place) {
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
            let allowed: Vec<String> = row.places.iter().map(|&place| standing(place)).collect();
            let where_ = if place == Place::File { inside } else { format!("inside {inside}") };
            Diagnostic::error("E0103", keyword.span, format!("`{}` is not allowed {where_}", row.keyword))
                .help(format!("it may stand {}", text::or_list(&allowed)))
        };
        self.report(diagnostic);
    }

    /// The name, if it has one; reports E0105 and E0014.
    pub(super) fn statement_name(&mut self, row: &schema::Statement, declaration: &'t Declaration) -> Option<&'t Word> {
        let keyword = row.keyword;
        let Some(name) = &declaration.name else {
            if let Naming::Word(vocabulary) = row.name {
                let words: Vec<&str> =
                    schema::vocabulary(vocabulary).into_iter().flat_map(|words| words.all()).collect();
                let message = format!("`{keyword}` needs to say of what kind it is");
                let help = format!("write `{keyword}` and one of {}", text::or_list(&words));
                self.report(Diagnostic::error("E0105", declaration.keyword.span, message).help(help));
            }
            if row.name == Naming::Required {
                let mut diagnostic =
                    Diagnostic::error("E0105", declaration.keyword.span, format!("`{keyword}` needs a name"));
                if let Some(meant) = name_before_colon(row, declaration) {
                    diagnostic =
                        diagnostic.help(format!("no colon stands behind a name: write `{keyword} {meant} \"…\"`"));
                } else if let Some(label) = declaration.label() {
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
        if let Naming::Word(vocabulary) = row.name {
            self.check_word(vocabulary, name);
        }
        Some(name)
    }

    /// Reports E0202, or E0704 for an item of the checklist, where a name has to be a word of a vocabulary.
    pub(super) fn check_word(&mut self, vocabulary: &str, name: &Word) {
        let Some(vocabulary) = schema::vocabulary(vocabulary) else { return };
        if vocabulary.find(&name.text).is_some() {
            return;
        }
        let words: Vec<&str> = vocabulary.all().collect();
        let meant = text::did_you_mean(&name.text, words.iter().copied());
        let message = format!("`{}` is not {}", name.text, vocabulary.noun);
        let code = if vocabulary.name == "checklist" { "E0704" } else { "E0202" };
        let diagnostic = Diagnostic::error(code, name.span, message);
        self.report(diagnostic.meant_or(name.span, meant, || format!("one of {}", text::or_list(&words))));
    }

    /// A `default` gives attributes, nothing else.
    pub(super) fn check_default(&mut self, declaration: &Declaration) {
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
    pub(super) fn check_clauses(&mut self, parts: &[Part], what: impl Fn() -> String, allowed: &[&str]) {
        for part in parts {
            let (clause, span) = match part {
                Part::Is(_, span) => ("is", *span),
                Part::Via(_, span) => ("via", *span),
                Part::On(_, span) => ("on", *span),
                _ => continue,
            };
            if !allowed.contains(&clause) {
                let message = format!("{} takes no `{clause}`", what());
                self.report(Diagnostic::error("E0109", span, message).help("delete the clause"));
            }
        }
    }

    pub(super) fn check_language(&mut self, version: &Word) {
        let known = schema::LANGUAGE;
        if version.text != known {
            let message = format!("this file needs language {}; this tool knows {known}", version.text);
            let help = format!("update the tool, or write `language {known}`");
            self.report(Diagnostic::error("E0021", version.span, message).help(help));
        }
    }
}

/// The name in `process app: "Text"`, which is read as an attribute.
fn name_before_colon<'t>(row: &schema::Statement, declaration: &'t Declaration) -> Option<&'t str> {
    let Some(Part::Attribute(attribute)) = declaration.parts.first() else { return None };
    let known = row.subject.is_some_and(|subject| schema::attribute(subject, &attribute.name.text).is_some());
    (!known).then_some(attribute.name.text.as_str())
}

fn describe(place: Place) -> String {
    match place {
        Place::File => "at the top of a file".into(),
        Place::In(subject) => format!("`{}`", subject.as_str()),
        Place::Under(keyword) => format!("`{keyword}`"),
    }
}

/// Where a statement may stand, as part of a sentence.
fn standing(place: Place) -> String {
    let inside = describe(place);
    if place == Place::File { inside } else { format!("in {inside}") }
}
