//! Existing controls by category: sections 10.1 to 10.8 of the methodology.

use crate::model::{ControlStatus, Stride, TypeId};
use crate::report::{Block, Cell, Column, Section, Table, Text};
use crate::threats::{CounterView, Entry};

use super::Context;
use super::controls::ControlRow;
use super::gaps::{Counts, Cover};
use super::parts::Content;
use super::recommendations::{Measure, measure_name, standing};
use super::signs::Standing;

/// A category of controls.
struct Category {
    word: &'static str,
    title: &'static str,
    /// The threats that stand here if their measures are of no category.
    home: &'static [Stride],
}

const CATEGORIES: &[Category] = &[
    Category { word: "identity", title: "Authentication & Identity", home: &[Stride::Spoofing, Stride::Elevation] },
    Category { word: "network", title: "API Gateway & Network Security", home: &[] },
    Category { word: "ai", title: "AI/ML Security", home: &[] },
    Category { word: "data", title: "Data Protection", home: &[Stride::Tampering, Stride::Disclosure] },
    Category { word: "monitoring", title: "Monitoring & Logging", home: &[Stride::Repudiation] },
    Category { word: "resilience", title: "Disaster Recovery & Business Continuity", home: &[Stride::Denial] },
    Category { word: "development", title: "Development & Deployment Security", home: &[] },
];

const ANALYSIS: &[Column] = &[
    Column::new("threat_id", "Threat ID"),
    Column::new("threat_name", "Threat Name"),
    Column::new("control_coverage", "Control Coverage"),
    Column::new("gap_analysis", "Gap Analysis"),
];

const IN_PLACE: &[Column] =
    &[Column::new("control", "Control"), Column::new("status", "Status"), Column::new("on", "On")];

/// What the public sees of a category.
const PUBLIC: &[Column] =
    &[Column::new("measure", "Measure"), Column::new("priority", "Priority"), Column::new("status", "Status")];

/// How the percentages of the section are made.
const FORMULAS: [&str; 3] = [
    "Coverage of a threat is the weighted mean of its counters, each worth effectiveness times status of the best control that \
     stands for it; 100 % means that every counter is met by a highly effective control. FULL is 80 % or more with everything \
     that the threat requires, PARTIAL is more than 0 %, NONE is 0 %. A category, and the total, is the mean over its threats, \
     each counted once. A second figure holds if every control about which the model says nothing were there.",
    "Control implementation is the number of controls that are implemented, divided by the number that threats ask for. A control \
     is asked for at a component if it counters a threat there, and counts once there. Controls that are there in part are \
     counted in a column of their own, not as implemented. What is not applicable is left out.",
    "Percentages are rounded half up. Where there is nothing to divide by, n/a stands in place of a percentage.",
];

/// 10.1
pub(super) fn overview(_: &Context<'_>) -> Content {
    let mut blocks = vec![Block::paragraph(
        "This section maps security controls documented in architecture specifications to identified threats, providing a \
         clear view of current security posture and coverage gaps. The specification is the model: a control counts where \
         the model states it, or where stated facts imply it. What is planned counts as not implemented, and so does what \
         the model does not say; the latter stands as “not stated”, because somebody may know better.",
    )];
    blocks.extend(FORMULAS.iter().map(|formula| Block::paragraph(*formula)));
    Content::blocks(blocks)
}

pub(super) fn identity(context: &Context<'_>) -> Content {
    category(context, "identity")
}

pub(super) fn network(context: &Context<'_>) -> Content {
    category(context, "network")
}

pub(super) fn ai(context: &Context<'_>) -> Content {
    category(context, "ai")
}

pub(super) fn data(context: &Context<'_>) -> Content {
    category(context, "data")
}

pub(super) fn monitoring(context: &Context<'_>) -> Content {
    category(context, "monitoring")
}

pub(super) fn resilience(context: &Context<'_>) -> Content {
    category(context, "resilience")
}

pub(super) fn development(context: &Context<'_>) -> Content {
    category(context, "development")
}

fn category(context: &Context<'_>, word: &str) -> Content {
    let Some(category) = CATEGORIES.iter().find(|category| category.word == word) else { return Content::default() };
    let rows: Vec<&ControlRow<'_>> = context.controls().iter().filter(|row| row.category(context) == word).collect();
    let known = Known::of(context, category, &rows);
    let analysis = analysis(context, category);
    if word == "ai" && rows.is_empty() && analysis.is_empty() {
        return Content::block(Block::paragraph(
            "Not applicable: the model has no AI/ML element, and no threat asks for a control of this category.",
        ));
    }
    if context.is_public() {
        return Content::blocks(vec![Block::Table(known.for_the_public(context)), known.share(category)]);
    }
    let implementation = Section::plain("Existing Implementation").with(implementation(context, &rows));
    let table = Table::new("coverage-analysis", "Coverage Analysis", ANALYSIS, analysis)
        .or("None identified: no threat asks for a control of this category.");
    let mut blocks = vec![Block::Paragraph(Text::strong("Coverage Analysis").then(":")), Block::Table(table)];
    blocks.push(known.list(context));
    blocks.push(known.share(category));
    let coverage = Section::plain("Coverage").with(blocks);
    Content::sections(vec![implementation, coverage])
}

/// The configuration of each control that has one, and where the others are in place.
fn implementation(context: &Context<'_>, rows: &[&ControlRow<'_>]) -> Vec<Block> {
    let there = |row: &&&ControlRow<'_>| matches!(row.status, ControlStatus::Implemented | ControlStatus::Partial);
    let mut blocks = Vec::new();
    let mut others: Vec<Vec<Cell>> = Vec::new();
    for row in rows.iter().filter(there) {
        let facts = row.facts(context.model);
        let name = format!("{} {}", row.number, row.label);
        match facts.and_then(|facts| facts.text("config")) {
            Some(config) => {
                blocks.push(Block::Paragraph(
                    Text::strong(format!("{} Configuration", row.in_place())).then(format!(" ({name}):")),
                ));
                let language = facts.and_then(|facts| facts.text("language")).unwrap_or("text");
                blocks.push(Block::Code(language.to_owned(), config.trim_end().to_owned()));
            }
            None => {
                let word = if row.status == ControlStatus::Partial { "partial" } else { "implemented" };
                others.push(vec![name.into(), word.into(), row.places().into()]);
            }
        }
    }
    match (others.is_empty(), blocks.is_empty()) {
        (true, true) => blocks.push(Block::paragraph("None: no control of this category is stated to be in place.")),
        (true, false) => {}
        (false, _) => {
            blocks.push(Block::paragraph("In place by statement; the model has no configuration of:"));
            blocks.push(Block::Table(Table::new("in-place", "Controls in place", IN_PLACE, others)));
        }
    }
    blocks
}

/// A row for each threat that asks for controls of the category; by its STRIDE category where it asks for none of any.
fn analysis(context: &Context<'_>, category: &Category) -> Vec<Vec<Cell>> {
    let mut entries: Vec<&Entry> = context.analysis.entries.iter().collect();
    entries.sort_by_key(|entry| entry.number);
    let row = |entry: &Entry| {
        let counters = context.threats.reader.counters(entry);
        let of_category = |counter: &&CounterView| {
            counter.controls.first().and_then(|&control| context.of_type(control, "category")) == Some(category.word)
        };
        let mut own: Vec<&CounterView> = counters.iter().filter(of_category).collect();
        let homeless = !counters.iter().any(|counter| {
            counter.controls.first().is_some_and(|&control| context.of_type(control, "category").is_some())
        });
        let at_home = match entry.stride {
            Some(stride) => category.home.contains(&stride),
            None => category.word == "identity",
        };
        if own.is_empty() && homeless && at_home {
            own = counters.iter().collect();
        } else if own.is_empty() {
            return None;
        }
        // What stops a threat and what limits its damage may be the same control.
        let mut gaps: Vec<String> = Vec::new();
        for counter in &own {
            let Some(standing) = standing(counter) else { continue };
            let gap = context.signed(standing, measure_name(counter).trim_end_matches('.'));
            if !gaps.contains(&gap) {
                gaps.push(gap);
            }
        }
        let gaps: Vec<Text> = gaps.into_iter().map(Text::from).collect();
        let gaps = if gaps.is_empty() { vec!["no measure is known".into()] } else { gaps };
        Some(vec![
            entry.number.to_string().into(),
            context.threats.reader.title(entry).into(),
            cover(entry).into(),
            Cell::Rich(gaps),
        ])
    };
    entries.into_iter().filter_map(row).collect()
}

/// `FULL`, `PARTIAL (45%)`, `NONE`; with what it would be if everything that is not stated were there.
fn cover(entry: &Entry) -> String {
    let possible = match entry.coverage.possible {
        possible if possible > entry.coverage.percent => format!(", up to {possible} % with what is not stated"),
        _ => String::new(),
    };
    match Cover::of(entry) {
        Cover::Full => "FULL".to_owned(),
        Cover::Partial => format!("PARTIAL ({} %){possible}", entry.coverage.percent),
        Cover::None => format!("NONE{possible}"),
    }
}

/// The controls of a category: those about which something is stated, and those that threats ask for.
struct Known {
    items: Vec<ControlKnown>,
    counts: Counts,
}

/// A control with how far it is in place.
struct ControlKnown {
    standing: Standing,
    name: String,
    ty: Option<TypeId>,
}

impl Known {
    fn of(context: &Context<'_>, category: &Category, rows: &[&ControlRow<'_>]) -> Self {
        let mut counts = Counts::default();
        let mut asked: Vec<(TypeId, Vec<Standing>)> = Vec::new();
        for &(ref obligation, standing) in context.obligations() {
            if context.of_type(obligation.control, "category") == Some(category.word) {
                counts.add(standing);
                match asked.iter_mut().find(|(control, _)| *control == obligation.control) {
                    Some((_, all)) => all.push(standing),
                    None => asked.push((obligation.control, vec![standing])),
                }
            }
        }
        let stated = rows.iter().filter_map(|row| {
            let standing = Standing::of(Some(row.status))?;
            Some(ControlKnown { standing, name: format!("{} {}", row.number, row.label), ty: row.ty })
        });
        let mut items: Vec<ControlKnown> = stated.collect();
        let is_stated = |control: TypeId| {
            rows.iter().any(|row| row.ty.is_some_and(|ty| context.model.chain(ty).any(|ty| ty == control)))
        };
        for (control, all) in asked.into_iter().filter(|(control, _)| !is_stated(*control)) {
            let name = context.model.types[control].label.to_string();
            let standing = Standing::together(all);
            items.extend(standing.map(|standing| ControlKnown { standing, name, ty: Some(control) }));
        }
        items.sort_by_key(|item| item.standing);
        Self { items, counts }
    }

    /// `✅ BSC-01 User authentication (implemented)`
    fn list(&self, context: &Context<'_>) -> Block {
        let items = self.items.iter().map(|item| context.signed(item.standing, &item.name));
        Block::list("Documented Controls", items)
    }

    /// What share of those that are asked for is there.
    fn share(&self, category: &Category) -> Block {
        let Counts { implemented, .. } = self.counts;
        let share =
            format!(": {} ({implemented} of {} controls implemented)", self.counts.coverage(), self.counts.total());
        Block::Paragraph(Text::strong(format!("{} Coverage", category.title)).then(share))
    }

    /// The measures with priority and status, without places and threats.
    fn for_the_public(&self, context: &Context<'_>) -> Table {
        let priority = |item: &ControlKnown| match (item.standing, item.ty) {
            (Standing::Implemented, _) | (_, None) => "none",
            (_, Some(ty)) => {
                let serves = |measure: &&Measure| context.model.chain(ty).any(|ty| measure.controls.contains(&ty));
                let worst = context.measures().iter().filter(serves).map(|measure| measure.severity).max();
                worst.map_or("none", |severity| severity.label())
            }
        };
        let row =
            |item: &ControlKnown| vec![item.name.as_str().into(), priority(item).into(), item.standing.word().into()];
        let rows = self.items.iter().map(row).collect();
        Table::new("measures", "Measures", PUBLIC, rows)
            .or("None identified: no threat asks for a control of this category.")
    }
}

/// Template 5B, section 8: controls by what they do.
pub(super) fn by_function(context: &Context<'_>) -> Content {
    let rows = context.controls();
    let list = |(title, functions): &(&str, &[&str])| {
        let own = rows.iter().filter(|row| functions.contains(&function(context, row).as_str()));
        let items: Vec<String> = own
            .filter_map(|row| {
                let compensating = if function(context, row) == "compensating" { ", compensating" } else { "" };
                let standing = Standing::of(Some(row.status))?;
                Some(format!("{}{compensating}", context.signed(standing, &format!("{} {}", row.number, row.label))))
            })
            .collect();
        Block::list(title, items)
    };
    let groups: [(&str, &[&str]); 3] = [
        ("Preventive controls", &["preventive", "compensating"]),
        ("Detective controls", &["detective"]),
        ("Corrective controls", &["corrective"]),
    ];
    Content::blocks(groups.iter().map(list).collect())
}

fn function(context: &Context<'_>, row: &ControlRow<'_>) -> String {
    let stated = row.facts(context.model).and_then(|facts| facts.text("function"));
    let found = stated.or_else(|| context.of_type(row.ty?, "function"));
    found.unwrap_or("preventive").to_owned()
}
