//! threatcl (formerly hcltm): threat models in HCL, with assets, threats, controls and data flow diagrams.
//!
//! Several models of one file become one: the first gives the title, what is of the others has their name in front.

use std::collections::BTreeMap;

use hcl::{Block, Body, Expression};

use super::draft::{Draft, Fact, Flow, Item, Value};
use super::hcl_lines::{self, Lines};
use super::{Reader, Refusal, guess};
use crate::base::text::one_line;

pub(super) const READER: Reader = Reader {
    name: "threatcl",
    title: "threatcl",
    endings: &["hcl"],
    recognises: |text| text.lines().any(|line| line.trim_start().starts_with("threatmodel \"")),
    read,
};

/// Kinds of elements of diagrams, with ours.
const KINDS: &[(&str, &str)] = &[("process", "process"), ("external_element", "external"), ("data_store", "store")];

/// Classifications, with ours.
const CLASSES: &[(&str, &str)] = &[("restricted", "critical"), ("confidential", "high"), ("public", "low")];

const GOALS: &[&str] = &["confidentiality", "integrity", "availability"];

fn read(text: &str) -> Result<Draft, Refusal> {
    let body = hcl_lines::parse(text)?;
    let lines = Lines::of(text, &body);
    let models: Vec<&Block> = body.blocks().filter(|block| block.identifier() == "threatmodel").collect();
    let Some(first) = models.first() else {
        return Err(Refusal::new("there is no block `threatmodel`, which every file of threatcl has"));
    };
    let mut draft = Draft { title: label(first), ..Draft::default() };
    for (at, model) in models.iter().enumerate() {
        let prefix = if at == 0 { String::new() } else { format!("{}: ", label(model)) };
        let model = Model { at, prefix, block: model, lines: &lines };
        draft.at_line(lines.line(model.block), |draft| model.read(draft));
    }
    for block in body.blocks().filter(|block| block.identifier() != "threatmodel") {
        let what = format!("`{}` {}", block.identifier(), quoted_label(block));
        draft.dropped(what.trim(), "it belongs to no threat model", lines.line(block));
    }
    for attribute in body.attributes().filter(|attribute| attribute.key() != "spec_version") {
        draft.dropped(format!("`{}`", attribute.key()), "it belongs to no threat model", 0);
    }
    Ok(draft)
}

fn label(block: &Block) -> String {
    block.labels().first().map(|label| label.as_str().to_owned()).unwrap_or_default()
}

fn quoted_label(block: &Block) -> String {
    match label(block) {
        label if label.is_empty() => label,
        label => format!("`{label}`"),
    }
}

/// The value of an attribute; empty where there is none.
fn text(body: &Body, name: &str) -> String {
    body.attributes().find(|attribute| attribute.key() == name).map(|found| said(found.expr())).unwrap_or_default()
}

/// What an expression says; references and templates as they are written.
fn said(expression: &Expression) -> String {
    match expression {
        Expression::String(text) => text.clone(),
        Expression::Null => String::new(),
        Expression::Array(values) => values.iter().map(said).collect::<Vec<_>>().join(", "),
        Expression::TemplateExpr(template) => template.to_string(),
        other => hcl::format::to_string(other).unwrap_or_default().trim().to_owned(),
    }
}

/// The values of an attribute that is a list.
fn texts(body: &Body, name: &str) -> Vec<String> {
    let found = body.attributes().find(|attribute| attribute.key() == name).map(|found| found.expr());
    match found {
        Some(Expression::Array(values)) => values.iter().map(said).collect(),
        Some(other) => vec![said(other)],
        None => Vec::new(),
    }
}

/// Whether an attribute refers to a file that is not read.
fn is_reference(body: &Body, name: &str) -> bool {
    let found = body.attributes().find(|attribute| attribute.key() == name);
    found.is_some_and(|found| {
        !matches!(
            found.expr(),
            Expression::String(_)
                | Expression::Bool(_)
                | Expression::Number(_)
                | Expression::Null
                | Expression::Array(_)
        )
    })
}

/// One `threatmodel` block.
struct Model<'a> {
    at: usize,
    /// What stands in front of labels.
    prefix: String,
    block: &'a Block,
    lines: &'a Lines,
}

impl Model<'_> {
    fn read(&self, draft: &mut Draft) {
        let body = self.block.body();
        self.header(body, draft);
        for block in body.blocks() {
            draft.at_line(self.lines.line(block), |draft| self.part(block, draft));
        }
    }

    fn part(&self, block: &Block, draft: &mut Draft) {
        match block.identifier() {
            "information_asset" => self.asset(block, draft),
            "threat" => self.threat(block, draft),
            "usecase" => self.list("use-cases", block, draft),
            "exclusion" => self.list("out-of-scope", block, draft),
            "third_party_dependency" => self.dependency(block, draft),
            "data_flow_diagram" | "data_flow_diagram_v2" => self.diagram(block, draft),
            "attributes" => {
                for attribute in block.body().attributes() {
                    self.say(attribute.key(), &said(attribute.expr()), draft);
                }
            }
            "additional_attribute" => self.say(&label(block), &text(block.body(), "value"), draft),
            other => draft.dropped(
                format!("`{other}` {}", quoted_label(block)).trim(),
                "the language has no place for it",
                0,
            ),
        }
    }

    fn key(&self, role: &str, name: &str) -> String {
        format!("{}/{role}/{name}", self.at)
    }

    fn label(&self, name: &str) -> String {
        format!("{}{name}", self.prefix)
    }

    fn header(&self, body: &Body, draft: &mut Draft) {
        for attribute in body.attributes() {
            let value = said(attribute.expr());
            match attribute.key() {
                "description" => paragraph(draft, &self.label(&value)),
                "author" if self.at == 0 => draft.facts.push(Fact::text("owner", value)),
                "author" => self.say("author", &value, draft),
                "link" | "diagram_link" => add(draft, "links", value),
                "imports" | "including" => {
                    for file in texts(body, attribute.key()) {
                        let why = "files that others are put together from are not read: import them by themselves";
                        draft.dropped(format!("`{}` of `{}`", file, attribute.key()), why, 0);
                    }
                }
                other => draft.dropped(format!("`{other}`"), "the language has no place for it", 0),
            }
        }
    }

    /// Keeps an attribute in the description.
    fn say(&self, name: &str, value: &str, draft: &mut Draft) {
        paragraph(draft, &self.label(&format!("{}: {value}.", one_line(&name.replace('_', " ")))));
        draft.kept_as_text(format!("`{name}` of {}", self.block.identifier()), "it is in the description", 0);
    }

    fn list(&self, name: &'static str, block: &Block, draft: &mut Draft) {
        add(draft, name, self.label(&text(block.body(), "description")));
    }

    fn asset(&self, block: &Block, draft: &mut Draft) {
        let body = block.body();
        let name = label(block);
        let mut item = Item::new("data", self.key("data", &name), self.label(&name));
        item.about = text(body, "description");
        let class = text(body, "information_classification");
        match CLASSES.iter().find(|(known, _)| class.eq_ignore_ascii_case(known)) {
            Some((_, class)) => item = item.word("class", *class),
            None if class.is_empty() => {}
            None => draft.dropped(format!("class `{class}` of `{name}`"), "it is none of threatcl's", 0),
        }
        rest(body, &["description", "information_classification"], &format!("information asset `{name}`"), draft);
        draft.items.push(item);
    }

    fn dependency(&self, block: &Block, draft: &mut Draft) {
        let name = label(block);
        let words =
            block.body().attributes().map(|row| format!("{}: {}", row.key().replace('_', " "), said(row.expr())));
        let words = words.collect::<Vec<_>>().join("; ");
        draft.kept_as_text(format!("third party dependency `{name}`"), "no diagram has it: an assumption", 0);
        let key = self.key("dependency", &name);
        let item = Item::new("assumption", key, self.label(&format!("{name} can be relied on")));
        draft.items.push(item.text("note", words));
    }

    fn threat(&self, block: &Block, draft: &mut Draft) {
        let body = block.body();
        let name = Some(label(block)).filter(|label| !label.is_empty()).unwrap_or_else(|| text(body, "description"));
        let key = format!("{}/{}", self.key("threat", &name), draft.items.len());
        let mut item = Item::new("threat", key, self.label(&name)).text("statement", text(body, "description"));
        let stride = texts(body, "stride");
        let told: Vec<Value> =
            stride.iter().filter_map(|word| Some(Value::Word(guess::stride(word)?.to_owned()))).collect();
        for word in stride.iter().filter(|word| guess::stride(word).is_none()) {
            draft.dropped(format!("category `{word}` of threat `{name}`"), "it is none of STRIDE", 0);
        }
        let impacts = texts(body, "impacts").into_iter().map(|goal| goal.to_lowercase());
        let (goals, other): (Vec<String>, Vec<String>) = impacts.partition(|goal| GOALS.contains(&goal.as_str()));
        for goal in other {
            draft.dropped(format!("impact `{goal}` of threat `{name}`"), "it is none of the three goals", 0);
        }
        let assets = texts(body, "information_asset_refs").into_iter().map(|name| Value::Of(self.key("data", &name)));
        let lists =
            [("stride", told), ("goals", goals.into_iter().map(Value::Word).collect()), ("affects", assets.collect())];
        item.facts.extend(
            lists.into_iter().filter(|(_, values)| !values.is_empty()).map(|(name, values)| Fact { name, values }),
        );
        self.controls(&name, body, &mut item, draft);
        draft.items.push(item);
    }

    fn controls(&self, threat: &str, body: &Body, item: &mut Item, draft: &mut Draft) {
        let plain = text(body, "control");
        if !plain.is_empty() {
            item.items.push(Item::new("mitigation", "", plain).word("status", "planned"));
        }
        for block in body.blocks() {
            let what = format!("`{}` {} of threat `{threat}`", block.identifier(), quoted_label(block));
            draft.at_line(self.lines.line(block), |draft| {
                if matches!(block.identifier(), "control" | "expanded_control" | "proposed_control") {
                    item.items.push(control(block, &what, draft));
                } else {
                    draft.dropped(what, "the language has no place for it", 0);
                }
            });
        }
        let read = ["description", "impacts", "stride", "control", "information_asset_refs"];
        rest(body, &read, &format!("threat `{threat}`"), draft);
    }

    fn diagram(&self, block: &Block, draft: &mut Draft) {
        let mut diagram = Diagram { prefix: self.key("diagram", &label(block)), names: BTreeMap::new() };
        diagram.elements(block.body(), None, self, draft);
        diagram.flows(block.body(), self, draft);
        rest(block.body(), &[], &format!("diagram `{}`", label(block)), draft);
    }
}

/// A control as a mitigation.
fn control(block: &Block, what: &str, draft: &mut Draft) -> Item {
    let body = block.body();
    let mut description = text(body, "description");
    if is_reference(body, "description") {
        draft.dropped(format!("description of {what}"), format!("`{description}` is in a file that is not read"), 0);
        description.clear();
    }
    let title = [label(block), description].join(": ");
    let status = if text(body, "implemented") == "true" { "implemented" } else { "planned" };
    let mut notes = vec![text(body, "implementation_notes")];
    let reduction = text(body, "risk_reduction");
    if !reduction.is_empty() {
        notes.push(format!("Risk reduction: {reduction} %"));
        draft.kept_as_text(format!("risk reduction of {what}"), "a mitigation has no share of the risk", 0);
    }
    for attribute in body.blocks() {
        notes.push(format!("{}: {}", label(attribute), text(attribute.body(), "value")));
    }
    notes.retain(|note| !note.is_empty());
    rest(body, &["description", "implemented", "implementation_notes", "risk_reduction"], what, draft);
    let title = one_line(title.trim_matches([':', ' ']));
    Item::new("mitigation", "", title).word("status", status).text("note", notes.join("\n"))
}

/// Notes attributes that are not read.
fn rest(body: &Body, read: &[&str], what: &str, draft: &mut Draft) {
    for attribute in body.attributes().filter(|attribute| !read.contains(&attribute.key())) {
        let what = format!("`{}` of {what}", attribute.key());
        draft.dropped(what, format!("the language has no place for `{}`", one_line(&said(attribute.expr()))), 0);
    }
}

fn paragraph(draft: &mut Draft, text: &str) {
    if !draft.about.is_empty() {
        draft.about.push('\n');
    }
    draft.about.push_str(text);
}

/// Adds a text to an attribute of the model.
fn add(draft: &mut Draft, name: &'static str, text: String) {
    match draft.facts.iter_mut().find(|fact| fact.name == name) {
        Some(fact) => fact.values.push(Value::Text(text)),
        None => draft.facts.push(Fact::text(name, text)),
    }
}

/// One diagram; its flows name elements by their labels.
struct Diagram {
    prefix: String,
    /// Keys of elements by their labels.
    names: BTreeMap<String, String>,
}

impl Diagram {
    fn zone(&self, name: &str) -> String {
        format!("{}/zone/{name}", self.prefix)
    }

    fn elements(&mut self, body: &Body, inside: Option<&str>, model: &Model, draft: &mut Draft) {
        for block in body.blocks() {
            draft.at_line(model.lines.line(block), |draft| self.part(block, inside, model, draft));
        }
    }

    fn part(&mut self, block: &Block, inside: Option<&str>, model: &Model, draft: &mut Draft) {
        let name = label(block);
        if block.identifier() == "trust_zone" {
            let item = Item::new("zone", self.zone(&name), model.label(&name));
            draft.items.push(Item { inside: inside.map(str::to_owned), ..item });
            let own = self.zone(&name);
            self.elements(block.body(), Some(&own), model, draft);
        } else if let Some((_, keyword)) = KINDS.iter().find(|(known, _)| *known == block.identifier()) {
            self.element(keyword, block, inside, model, draft);
        } else if block.identifier() != "flow" || inside.is_some() {
            let what = format!("`{}` {} of a diagram", block.identifier(), quoted_label(block));
            draft.dropped(what, "a diagram has no such thing", 0);
        }
    }

    fn element(
        &mut self,
        keyword: &'static str,
        block: &Block,
        inside: Option<&str>,
        model: &Model,
        draft: &mut Draft,
    ) {
        let (name, body) = (label(block), block.body());
        let key = format!("{}/element/{name}", self.prefix);
        let mut item = Item::new(keyword, key.as_str(), model.label(&name));
        let zone = text(body, "trust_zone");
        item.inside = inside.map(str::to_owned).or_else(|| Some(self.zone(&zone)).filter(|_| !zone.is_empty()));
        if keyword != "external" {
            guess::element_type(&mut item, "");
        }
        let holds = text(body, "information_asset");
        if !holds.is_empty() {
            item.facts.push(Fact::of("holds", [model.key("data", &holds)]));
        }
        rest(body, &["trust_zone", "information_asset"], &format!("`{name}` of a diagram"), draft);
        self.names.insert(name, key);
        draft.items.push(item);
    }

    fn flows(&self, body: &Body, model: &Model, draft: &mut Draft) {
        for block in body.blocks().filter(|block| block.identifier() == "flow") {
            let end = |name: &str| {
                let name = text(block.body(), name);
                self.names.get(&name).cloned().unwrap_or(name)
            };
            let mut flow = Flow {
                key: format!("{}/flow/{}", self.prefix, draft.flows.len()),
                source: end("from"),
                target: end("to"),
                label: label(block),
                line: model.lines.line(block),
                ..Flow::default()
            };
            guess::flow(&mut flow, &text(block.body(), "protocol"));
            flow.label = model.label(&flow.label);
            draft.at_line(flow.line, |draft| {
                rest(block.body(), &["from", "to", "protocol"], &format!("flow `{}`", flow.label), draft);
            });
            draft.flows.push(flow);
        }
    }
}
