//! Groups D to F: system overview, architecture, diagrams.

use std::collections::{BTreeMap, BTreeSet};

use threatline::figures::{self, Options};
use threatline::model::{Class, ElementKind, Flow, layer_of};
use threatline::report::{Block, Figure};
use threatline::scene::BoxRole;
use threatline::view::{self, Boundaries, Level, ViewSpec};

use super::case::{Case, cells, column, header, holds, items, labelled, listed, same};
use super::drawing::{Drawing, Line};
use super::{Requirement, document, tests};
use crate::support::model;

pub const REQUIREMENTS: &[Requirement] = &[
    document(
        24,
        "the description of the application is the author's text, or a TODO; words are not counted",
        description,
    ),
    document(25, "the use cases are listed, or there is a TODO", use_cases),
    document(26, "the industry is that of the model, or a TODO", industry),
    document(27, "every regulation is listed, and is a row of section 8.1", regulations),
    document(28, "the impact of a breach has its five kinds, each with a text or a TODO", impacts),
    document(29, "every element with a technology stands in exactly one group of the stack", technology),
    document(30, "the group AI/ML is there exactly if the model has such an element", ai_group),
    tests(
        31,
        "the group follows from the layer of an element, and `layer=` overrides it",
        &["d_to_f::groups_follow_layers"],
    ),
    document(32, "the architecture is drawn in bands by layer, under its title, with every component once", bands),
    document(33, "the frame is whole: all rows equally wide, corners and tees joined", whole_frame),
    document(34, "security and monitoring components are in the picture", guards_are_drawn),
    document(35, "each layer has a heading `Layer N: NAME`", layer_headings),
    document(36, "the components of the layers are all elements, each once", components),
    document(37, "each layer has security characteristics, or says that there are none", characteristics),
    document(38, "every flow over a boundary is in the attack surface of the layer that it enters", surfaces),
    tests(
        39,
        "every element has a layer: stated, of its type, or by its kind",
        &[
            "views::layers_follow_statements_types_and_kinds",
            "views::layers_have_every_component_once_in_a_band_with_a_name",
        ],
    ),
    document(
        40,
        "the diagram of the whole system is text in a fence, without tabs, with 7 bits where that is asked for",
        fenced,
    ),
    document(41, "every element is drawn", elements_are_drawn),
    document(
        42,
        "the lines of the diagram, followed from box to box, are the flows of the model, with their numbers",
        lines_are_flows,
    ),
    document(
        43,
        "zones are double boxes and flows name the boundary that they cross; `--boundaries gates` draws each boundary as a box",
        boundaries,
    ),
    document(44, "a line joins the border of every zone that its flow passes", borders_are_joined),
    document(45, "arrowheads stand at the target, and at both ends where a flow goes both ways", arrowheads),
    document(46, "the legend has the five signs of the methodology, as far as they are used, in its words", legend),
    tests(
        47,
        "there are views of boundaries, scenarios, layers, zones, elements, data and tags, with the flows that belong to them",
        &[
            "views::each_kind_of_view_shows_what_belongs_to_it",
            "pages::all_pictures_lie_in_the_folder_and_lead_to_each_other",
        ],
    ),
    document(48, "flows that carry data of class high or critical are marked", sensitive),
    tests(
        49,
        "a model with callers who are signed in, and no login, is reported",
        &["lints::a_login_is_drawn_where_callers_are_signed_in", "codes::wrong_examples_give_their_code_and_no_other"],
    ),
    document(50, "every external system has a flow, or is reported", externals),
    document(
        51,
        "pictures of a page are no wider than 120 columns, or divided into parts that name each other",
        widths,
    ),
    document(52, "the same elements and flows are in SVG, Mermaid, D2, DOT and PlantUML", other_formats),
];

// ---- D: system overview ---------------------------------------------------------------------------------------------------

fn description(case: &Case) -> Result<(), String> {
    let blocks = &case.section("application-description").blocks;
    let text =
        blocks.iter().filter_map(|block| if let Block::Paragraph(text) = block { Some(text.plain()) } else { None });
    let said = text.collect::<Vec<_>>().join(" ").split_whitespace().collect::<Vec<_>>().join(" ");
    let stated = case.outcome.model.document.description.as_deref().unwrap_or("TODO(description)");
    same(&said, &stated.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn use_cases(case: &Case) -> Result<(), String> {
    let stated = case.outcome.model.document.facts.texts("use-cases");
    let wanted = if stated.is_empty() { vec!["TODO(use cases)"] } else { stated };
    same(
        &listed(case.section("application-description"), "Primary Use Cases"),
        &wanted.iter().map(|text| (*text).to_owned()).collect(),
    )
}

fn industry(case: &Case) -> Result<(), String> {
    let wanted = case.outcome.model.document.facts.text("industry").unwrap_or("TODO(industry)");
    same(&labelled(case.section("business-context")), &vec![("Industry".to_owned(), wanted.to_owned())])
}

fn regulations(case: &Case) -> Result<(), String> {
    let stated: Vec<String> = case.statements("regulation").map(|entry| entry.label.to_string()).collect();
    let listed = listed(case.section("business-context"), "Regulatory Environment");
    same(&listed, &if stated.is_empty() { vec!["None stated.".to_owned()] } else { stated.clone() })?;
    let rows = cells(&column(case.table("regulations"), "regulation"));
    same(&rows, &stated)
}

fn impacts(case: &Case) -> Result<(), String> {
    let list = listed(case.section("business-context"), "Business Impact of Security Breach");
    let kinds = [
        ("financial", "Financial"),
        ("reputation", "Reputational"),
        ("operational", "Operational"),
        ("legal", "Legal"),
        ("competitive", "Competitive"),
    ];
    let wanted = kinds.iter().map(|(word, title)| {
        let stated: Vec<&str> =
            case.statements("impact").filter(|entry| entry.id == *word).map(|entry| entry.label.as_str()).collect();
        let text = if stated.is_empty() { format!("TODO(business impact: {word})") } else { stated.join("; ") };
        format!("{title}: {text}")
    });
    same(&list, &wanted.collect())
}

/// The groups of the technology stack with their lines.
fn stack(case: &Case) -> BTreeMap<String, Vec<String>> {
    let lists = case.section("technology-stack").blocks.iter().filter_map(|block| match block {
        Block::List(list) => Some((list.label.clone(), items(block))),
        _ => None,
    });
    lists.collect()
}

fn technology(case: &Case) -> Result<(), String> {
    let stack = stack(case);
    for name in ["Frontend", "Backend", "Data Layer", "Security & Identity", "Monitoring"] {
        holds(stack.contains_key(name), format!("no group {name}"))?;
    }
    let lines: Vec<&String> = stack.values().flatten().collect();
    for element in case.outcome.model.elements.values() {
        let technology = element.facts.texts("tech").join(", ");
        let users = |line: &str| line.strip_prefix(&format!("{technology} (")).map(|users| format!(", {users}"));
        let is_here =
            |line: &&&String| users(line).is_some_and(|users| users.contains(&format!(", {}", element.label)));
        let count = lines.iter().filter(is_here).count();
        holds(technology.is_empty() || count == 1, format!("{} stands in {count} groups", element.id))?;
    }
    Ok(())
}

fn ai_group(case: &Case) -> Result<(), String> {
    let ai = case.outcome.model.elements.values().any(|element| layer_of(element) == "ai");
    same(&stack(case).contains_key("AI/ML"), &ai)
}

/// Element, and the group in which its technology stands.
#[test]
fn groups_follow_layers() {
    let text = "process a is web-app tech=A\nprocess b is service tech=B\nstore c tech=C\nprocess d is llm tech=D\n\
                process e is identity-provider tech=E\nprocess f is siem tech=F\nprocess g is service tech=G layer=data\n\
                process h is cdn tech=H\nexternal i tech=I\nprocess j is llm tech=J layer=security\n";
    let case = Case::new("groups", model(text));
    let groups = stack(&case);
    let of = |wanted: &str| {
        groups.iter().find(|(_, lines)| lines.iter().any(|line| line.starts_with(&format!("{wanted} ("))))
    };
    let wanted = [
        ("A", "Frontend"),
        ("B", "Backend"),
        ("C", "Data Layer"),
        ("D", "AI/ML"),
        ("E", "Security & Identity"),
        ("F", "Monitoring"),
        ("G", "Data Layer"),
        ("H", "Frontend"),
        ("I", "Backend"),
        ("J", "Security & Identity"),
    ];
    for (technology, group) in wanted {
        assert_eq!(of(technology).map(|(name, _)| name.as_str()), Some(group), "{technology}");
    }
}

// ---- E: architecture ------------------------------------------------------------------------------------------------------

fn picture<'c>(case: &'c Case, anchor: &str) -> &'c Figure {
    let blocks = &case.section(anchor).blocks;
    blocks
        .iter()
        .find_map(|block| if let Block::Figure(figure) = block { Some(figure) } else { None })
        .expect("a picture")
}

fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

fn bands(case: &Case) -> Result<(), String> {
    let text = &picture(case, "high-level-architecture").text;
    let model = &case.outcome.model;
    let lines: Vec<&str> = text.lines().collect();
    same(&lines[1].trim_matches(['│', ' ']), &format!("{} Architecture", model.document.title).as_str())?;
    let names: Vec<&str> = lines
        .windows(2)
        .filter(|pair| pair[0].starts_with('├'))
        .map(|pair| pair[1].trim_matches(['│', '▼', '▲', ' ']))
        .collect();
    same(&names, &model.layers().iter().map(|layer| layer.name.as_str()).collect())?;
    let drawn = Drawing::of(text).boxes();
    // The frame is a box as well.
    same(&drawn.len(), &(model.elements.len() + 1))?;
    let missing =
        model.elements.values().find(|it| !drawn.iter().any(|drawn| drawn.text.starts_with(&squeezed(&it.label))));
    holds(missing.is_none(), format!("{missing:?} is not drawn"))
}

fn whole_frame(case: &Case) -> Result<(), String> {
    Drawing::of(&picture(case, "high-level-architecture").text).frame()
}

fn guards_are_drawn(case: &Case) -> Result<(), String> {
    let drawn = Drawing::of(&picture(case, "high-level-architecture").text).boxes();
    let guards =
        case.outcome.model.elements.values().filter(|element| matches!(layer_of(element), "security" | "monitoring"));
    for guard in guards {
        holds(drawn.iter().any(|it| it.text.starts_with(&squeezed(&guard.label))), guard.label.to_string())?;
    }
    Ok(())
}

fn layer_headings(case: &Case) -> Result<(), String> {
    let titles: Vec<String> =
        case.section("component-breakdown").sections.iter().map(|section| section.title.clone()).collect();
    let layers = case.outcome.model.layers();
    same(&titles, &layers.iter().enumerate().map(|(at, layer)| format!("Layer {}: {}", at + 1, layer.name)).collect())
}

fn components(case: &Case) -> Result<(), String> {
    let sections = &case.section("component-breakdown").sections;
    let mut all: Vec<String> = sections.iter().flat_map(|section| listed(section, "Components")).collect();
    for element in case.outcome.model.elements.values() {
        let at = all.iter().position(|line| line.starts_with(&format!("{} (", element.label)));
        all.remove(at.ok_or(format!("`{}` is missing", element.label))?);
    }
    same(&all, &Vec::new())
}

fn characteristics(case: &Case) -> Result<(), String> {
    let empty = |title: &str| {
        case.section("component-breakdown").sections.iter().any(|section| listed(section, title).is_empty())
    };
    holds(!empty("Security Characteristics") && !empty("Attack Surface"), "a list is empty")
}

fn surfaces(case: &Case) -> Result<(), String> {
    let both =
        "zone a trust=partner { process p layer=edge }\nzone b trust=internal { process q }\nDF1: p <-> q \"Talks\"";
    surfaces_of(&Case::new("both", model(both)))?;
    surfaces_of(case)
}

fn surfaces_of(case: &Case) -> Result<(), String> {
    let (sections, names) = (&case.section("component-breakdown").sections, case.names());
    for (layer, section) in case.outcome.model.layers().iter().zip(sections) {
        let found = listed(section, "Attack Surface").into_iter();
        let found: BTreeSet<String> = found
            .filter_map(|line| Some(line.split_once(": ")?.0.to_owned()))
            .filter(|id| names.contains_key(id))
            .collect();
        let entering = case.crossing().filter(|(_, flow, _)| {
            layer.elements.contains(&flow.target) || flow.both_ways && layer.elements.contains(&flow.source)
        });
        same(&found, &entering.map(|(_, flow, _)| flow.number.to_string()).collect())?;
    }
    Ok(())
}

// ---- F: diagrams ----------------------------------------------------------------------------------------------------------

fn fenced(case: &Case) -> Result<(), String> {
    let figure = picture(case, "system-diagram");
    holds(case.markdown.contains(&format!("```text\n{}\n```", figure.text.trim_end_matches('\n'))), "no fence")?;
    holds(!figure.text.contains('\t'), "a tab")?;
    let plain = figures::figures(&case.outcome.model, &case.outcome.graph, Options { ascii: true, svg: false });
    holds(plain.0.iter().all(|figure| figure.text.is_ascii()), "more than 7 bits")
}

/// The whole system as one picture in characters, whatever the page takes.
fn whole(case: &Case) -> Drawing {
    let view = view::build(&case.outcome.model, &case.outcome.graph, Level::Full);
    let scene = threatline::layout::lay_out(&view, threatline::scene::Unit::Cell);
    Drawing::of(&threatline::render::text(&scene, &Default::default()))
}

/// Whether the picture of the document is the whole in one.
fn is_whole(case: &Case) -> bool {
    !picture(case, "system-diagram").text.contains("── Part ")
}

/// The box of each element in the whole picture, by its name.
fn place(case: &Case, drawing: &Drawing) -> Result<Vec<usize>, String> {
    let boxes = drawing.boxes();
    let find = |label: &str| {
        boxes.iter().position(|it| it.text.starts_with(&squeezed(label))).ok_or(format!("`{label}` is not drawn"))
    };
    case.outcome.model.elements.values().map(|element| find(&element.label)).collect()
}

fn elements_are_drawn(case: &Case) -> Result<(), String> {
    let drawing = whole(case);
    let places: BTreeSet<usize> = place(case, &drawing)?.into_iter().collect();
    same(&places.len(), &drawing.boxes().len())?;
    same(&places.len(), &case.outcome.model.elements.len())?;
    if is_whole(case) {
        same(&Drawing::of(&picture(case, "system-diagram").text).boxes().len(), &places.len())?;
    }
    let text = squeezed(&picture(case, "system-diagram").text);
    let missing = case
        .outcome
        .model
        .elements
        .values()
        .find(|element| !text.contains(&squeezed(element.label.split(' ').next().unwrap())));
    holds(missing.is_none(), format!("{missing:?}"))
}

/// The lines as the model would have them; `borders` says how many each passes.
fn wanted(case: &Case, drawing: &Drawing) -> Result<Vec<(Line, String)>, String> {
    use threatline::base::arena::Id;
    let places = place(case, drawing)?;
    let model = &case.outcome.model;
    let drawn = |zone: &&threatline::model::ZoneId| !model.zones[**zone].implicit;
    let line = |(id, flow): (threatline::model::FlowId, &Flow)| {
        let (mut source, mut target) = (places[flow.source.index()], places[flow.target.index()]);
        if flow.both_ways && source > target {
            (source, target) = (target, source);
        }
        let crossing = &case.outcome.graph.crossings[id];
        let borders = crossing.exits.iter().chain(&crossing.enters).filter(drawn).count();
        (Line { source, target, both_ways: flow.both_ways, borders }, flow.number.to_string())
    };
    Ok(model.flows.iter().map(line).collect())
}

/// Lines with the lower box first where they go both ways, sorted.
fn sorted(lines: Vec<Line>) -> Vec<Line> {
    let order = |line: Line| match line.both_ways && line.source > line.target {
        true => Line { source: line.target, target: line.source, ..line },
        false => line,
    };
    let mut lines: Vec<Line> = lines.into_iter().map(order).collect();
    lines.sort();
    lines
}

fn lines_are_flows(case: &Case) -> Result<(), String> {
    let drawing = whole(case);
    let ends = |line: &Line| (line.source, line.target);
    let wanted = wanted(case, &drawing)?;
    let lines = sorted(wanted.iter().map(|(line, _)| line.clone()).collect());
    same(&sorted(drawing.lines()?).iter().map(ends).collect::<Vec<_>>(), &lines.iter().map(ends).collect())?;
    let text = &picture(case, "system-diagram").text;
    let missing = wanted.iter().find(|(_, number)| !text.contains(number));
    holds(missing.is_none(), format!("{missing:?} has no label"))
}

fn boundaries(case: &Case) -> Result<(), String> {
    let text = &picture(case, "system-diagram").text;
    for (_, flow, border) in case.crossing() {
        holds(
            text.contains(&format!("{} [{border}]", flow.number)),
            format!("{} does not name {border}", flow.number),
        )?;
    }
    let zones: BTreeSet<String> = whole(case).zones().into_iter().map(|it| it.text).collect();
    let declared = case.outcome.model.zones.values().filter(|zone| !zone.implicit && zone.span.is_some());
    same(&zones.len(), &declared.count())?;
    let spec = ViewSpec { boundaries: Boundaries::Gates, ..ViewSpec::from(Level::Full) };
    let scene = threatline::layout::lay_out(
        &view::build(&case.outcome.model, &case.outcome.graph, spec),
        threatline::scene::Unit::Cell,
    );
    let gates = scene.boxes.iter().filter(|it| it.role == BoxRole::Gate);
    let gates: BTreeSet<String> =
        gates.map(|gate| squeezed(&gate.text.iter().map(|run| run.text.as_str()).collect::<String>())).collect();
    let crossed: BTreeSet<&str> = case.crossing().map(|(.., border)| border).collect();
    let borders = case.outcome.graph.borders.values().filter(|border| crossed.contains(border.id.as_str()));
    same(&gates, &borders.map(|border| squeezed(&format!("[{}]({})", border.id, border.label))).collect())
}

fn borders_are_joined(case: &Case) -> Result<(), String> {
    let drawing = whole(case);
    let lines = sorted(wanted(case, &drawing)?.into_iter().map(|(line, _)| line).collect());
    // A line may pass zones on its way, never fewer than its ends ask for.
    let found = sorted(drawing.lines()?);
    let short = found.iter().zip(&lines).find(|(found, wanted)| found.borders != wanted.borders);
    holds(short.is_none(), format!("{short:?}"))
}

fn arrowheads(case: &Case) -> Result<(), String> {
    let drawing = whole(case);
    let both = |lines: &[Line]| lines.iter().filter(|line| line.both_ways).cloned().collect::<Vec<_>>();
    let wanted: Vec<Line> = wanted(case, &drawing)?.into_iter().map(|(line, _)| line).collect();
    same(&both(&sorted(drawing.lines()?)), &both(&sorted(wanted)))
}

fn legend(case: &Case) -> Result<(), String> {
    let text = &picture(case, "system-diagram").text;
    let (drawing, legend) = text.split_once("\nLegend:\n").ok_or("no legend")?;
    let mut wanted = Vec::new();
    let mut sign = |used: bool, line: &'static str| wanted.extend(used.then_some(line));
    sign(drawing.contains('╔'), "═══ Trust Boundary");
    sign(!case.outcome.model.flows.is_empty(), "─── Data Flow");
    sign(case.outcome.model.flows.values().any(|flow| flow.both_ways), "◄─► Bidirectional Flow");
    sign(!case.outcome.model.flows.is_empty(), "DF# Data Flow Number");
    sign(drawing.contains("[TB"), "TB# Trust Boundary Number");
    let (first, rest): (Vec<&str>, Vec<&str>) = legend.lines().partition(|line| wanted.contains(line));
    same(&first, &wanted)?;
    let others = [
        "┌─┐ Actor or External Entity",
        "┌─┐ Actor",
        "┌─┐ External Entity",
        "╭─╮ Process",
        "┌┬┐ Data Store",
        "╌╌╌ Shown in the part that it names",
    ];
    holds(rest.iter().all(|line| others.contains(line)), format!("{rest:?}"))
}

fn sensitive(case: &Case) -> Result<(), String> {
    let view = view::build(&case.outcome.model, &case.outcome.graph, Level::Full);
    let model = &case.outcome.model;
    let text = squeezed(&picture(case, "system-diagram").text);
    for (drawn, flow) in view.flows.iter().zip(model.flows.values()) {
        let data: Vec<_> = flow.data.data().iter().chain(flow.returns.data()).copied().collect();
        let mark = match model.highest_class(&data) {
            Some(Class::Critical) => "(CRITICAL)",
            Some(Class::High) => "(HIGH)",
            _ => "",
        };
        let marked = drawn.label.ends_with(mark) && (!mark.is_empty() || !drawn.label.ends_with("H)"));
        holds(marked, format!("`{}` is not marked {mark}", drawn.label))?;
        holds(text.matches(mark).count() > 0, format!("no {mark} in the picture"))?;
    }
    Ok(())
}

fn externals(case: &Case) -> Result<(), String> {
    let found = case.lint("W0102");
    let model = &case.outcome.model;
    for (id, element) in model.elements.iter().filter(|(_, element)| element.kind == ElementKind::External) {
        let has_flow = model.flows.values().any(|flow| flow.source == id || flow.target == id);
        holds(has_flow || found.contains(&element.id.as_str()), element.id.to_string())?;
    }
    let lonely = Case::new("lonely", crate::support::model("external psp\nprocess web\nactor user\nuser -> web"));
    same(&lonely.lint("W0102"), &vec!["psp"])
}

fn widths(case: &Case) -> Result<(), String> {
    for figure in case.material.figures.iter().chain([&case.material.layers]) {
        let widest = figure.text.lines().map(threatline::base::text::width).max().unwrap_or(0);
        holds(widest <= figures::WIDTH, format!("{} is {widest} columns wide", figure.name))?;
    }
    Ok(())
}

fn other_formats(case: &Case) -> Result<(), String> {
    use threatline::notation;
    let view = view::build(&case.outcome.model, &case.outcome.graph, Level::Full);
    let scene = threatline::layout::lay_out(&view, threatline::scene::Unit::Pixel);
    let options = notation::Options::default();
    let formats = [
        ("SVG", threatline::render::svg(&scene, &Default::default())),
        ("Mermaid", notation::mermaid(&view, &options)),
        ("D2", notation::d2(&view, &options)),
        ("DOT", notation::dot(&view, &options)),
        ("PlantUML", notation::plantuml(&view, &options)),
    ];
    for (name, text) in formats {
        let model = &case.outcome.model;
        let element = model
            .elements
            .values()
            .find(|it| ![it.id.to_string(), it.id.replace('-', "_")].iter().any(|id| text.contains(id)));
        holds(element.is_none(), format!("{name} has no {:?}", element.map(|element| &element.id)))?;
        let flow = model.flows.values().find(|flow| !text.contains(flow.number.as_str()));
        holds(flow.is_none(), format!("{name} has no {:?}", flow.map(|flow| &flow.number)))?;
    }
    same(&scene.lines.len(), &case.outcome.model.flows.len())?;
    same(&header(case.table("flows"))[0], &"Flow ID")
}
