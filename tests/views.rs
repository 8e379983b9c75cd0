//! What each kind of view shows: sets of elements and flows, never whole pictures.

use std::collections::BTreeSet;

use threatline::pipeline::Outcome;
use threatline::scene::{BoxRole, Unit};
use threatline::view::{Direction, Focus, Level, Merge, View, ViewSpec};
use threatline::{layout, view};

use crate::generate;
use crate::support::{clean, model, sample_with, samples};

const SHOP: &str = r#"
data card  is pci      "Card"  class=critical
data order is business "Order" class=medium
actor buyer "Buyer"
external psp "Payment provider"
zone office "Office" trust=partner {
  actor clerk "Clerk"
  actor chief "Chief" #staff
}
zone cloud "Cloud" trust=internal {
  zone front "Front" trust=dmz {
    process web "Web" tech="axum"
  }
  zone back "Back" trust=restricted #pci {
    process pay "Pay" {
      process api "API" {}
      process worker "Worker" #staff
    }
    store db "Database" holds=card
  }
}
zone empty "Nothing yet" trust=internal {}
boundary TB1 "Front to back" on front -> back
DF1: buyer  -> web    "Orders"  data=order
DF2: web    -> api    "Pays"    data=card
DF3: api    -> psp    "Charges" data=card
DF4: worker -> db     "Stores"  data=card
DF5: clerk  -> pay    "Looks"   data=order
DF6: chief  -> pay    "Reports" data=order mode=async
DF7: api    -> worker "Queues"  data=order
DF8: chief  -> worker "Pauses"  data=order
scenario P1 "Payment" {
  DF1 "Buyer orders"
  web "Basket is priced"
  DF2
  "Everybody waits"
  api -> psp "Card is charged"
  DF1 "Buyer is told"
}
scenario P2 "Words" { "Nothing happens" }
scenario P3 "Reporting" mode=async { DF5 "Looks it up"; DF6 "Writes it down" }
"#;

fn sorted<'a>(items: impl IntoIterator<Item = &'a str>) -> BTreeSet<String> {
    items.into_iter().map(str::to_owned).collect()
}

fn nodes(view: &View) -> BTreeSet<String> {
    sorted(view.nodes.iter().map(|node| node.id.as_str()))
}

fn flows(view: &View) -> BTreeSet<String> {
    sorted(view.flows.iter().map(|flow| flow.id.as_str()))
}

fn groups(view: &View) -> BTreeSet<String> {
    sorted(view.groups.iter().map(|group| group.id.as_str()))
}

/// Ids; an underscore stands for the blank in those that the view makes up.
fn words(text: &str) -> BTreeSet<String> {
    let ids: Vec<String> = text.split_whitespace().map(|id| id.replace('_', " ")).collect();
    sorted(ids.iter().map(String::as_str))
}

fn named(outcome: &Outcome, name: &str) -> ViewSpec {
    view::named(&outcome.model, &outcome.graph, name).unwrap()
}

fn build(outcome: &Outcome, spec: &ViewSpec) -> View {
    view::build(&outcome.model, &outcome.graph, spec)
}

/// Builds a view, lays it out in both units, and holds the pictures to the hard rules.
fn drawn(name: &str, outcome: &Outcome, spec: &ViewSpec) -> View {
    let view = build(outcome, spec);
    let sketch = layout::arrange(&view);
    for unit in [Unit::Pixel, Unit::Cell] {
        let violations = layout::verify(&layout::draw(&view, &sketch, unit));
        assert!(violations.is_empty(), "{name} {unit:?}: {violations:?}");
    }
    view
}

#[test]
fn each_kind_of_view_shows_what_belongs_to_it() {
    let outcome = clean(SHOP);
    // Name, elements, flows.
    let table = [
        ("back", "web psp office pay_itself api worker db", "DF2 DF3 DF4 DF5+1 DF7 DF8"),
        ("front", "buyer web api", "DF1 DF2"),
        ("web", "buyer web api", "DF1 DF2"),
        ("pay", "web psp clerk chief pay_itself api worker db", "DF2 DF3 DF4 DF5 DF6 DF7 DF8"),
        ("TB1", "web api", "DF2"),
        ("DF4", "worker db", "DF4"),
        ("P1", "buyer web api psp", "DF1 DF2 DF3"),
        ("#staff", "chief worker", "DF8"),
        ("pci", "pay api worker db", "DF4 DF7"),
        ("card", "web psp api worker db", "DF2 DF3 DF4"),
    ];
    for (name, expected, through) in table {
        let view = drawn(name, &outcome, &named(&outcome, name));
        // An opened process without flows is its box alone.
        let shown: BTreeSet<String> = nodes(&view).union(&groups(&view)).cloned().collect();
        for id in words(expected) {
            assert!(shown.contains(&id), "{name}: {id} is not in {shown:?}");
        }
        let zones = words("cloud front back office pay");
        let others: Vec<_> = shown.difference(&words(expected)).filter(|id| !zones.contains(*id)).cloned().collect();
        assert!(others.is_empty(), "{name} shows {others:?}");
        assert_eq!(flows(&view), words(through), "{name}");
    }
}

#[test]
fn zones_of_neighbours_are_closed_where_they_hold_several() {
    let outcome = clean(SHOP);
    let view = build(&outcome, &named(&outcome, "back"));
    let office = view.nodes.iter().find(|node| node.id == "office").unwrap();
    assert_eq!(office.role, BoxRole::ClosedZone { depth: 0 });
    assert_eq!(office.detail.as_deref(), Some("Clerk, Chief"));
    assert_eq!(groups(&view), words("cloud front back pay"));
    let merged = view.flows.iter().find(|flow| flow.id == "DF5+1").unwrap();
    let border = merged.crossings.join(", ");
    assert_eq!(merged.label, format!("DF5–DF6, 2 flows [{border}]"));
    assert_eq!(merged.tooltip.lines().count(), 2);
    // Nothing is closed that is asked for itself.
    let both = ViewSpec::on("both", [named(&outcome, "back"), named(&outcome, "office")].map(|s| s.focus).concat());
    assert!(groups(&build(&outcome, &both)).contains("office"));
}

#[test]
fn levels_close_composites_and_the_system() {
    let outcome = clean(SHOP);
    let at = |level: Level, name: &str| drawn(name, &outcome, &ViewSpec { level, ..named(&outcome, name) });
    let view = at(Level::Overview, "back");
    assert_eq!(nodes(&view), words("web psp office pay db"));
    assert_eq!(flows(&view), words("DF2 DF3 DF4 DF5+2"));
    let view = at(Level::Context, "back");
    assert_eq!(nodes(&view), words("psp clerk chief the_system"));
    assert!(view.groups.is_empty());
    assert_eq!(nodes(&at(Level::Context, "DF4")), words("the_system"));
}

#[test]
fn parallel_flows_are_merged_with_their_number_and_the_highest_mark() {
    let outcome = clean(SHOP);
    let closed = view::outermost_zones(&outcome.model);
    let spec = ViewSpec { closed, ..Level::Full.into() };
    let view = drawn("closed", &outcome, &spec);
    assert_eq!((nodes(&view), groups(&view)), (words("buyer psp office cloud"), words("empty")));
    assert_eq!(flows(&view), words("DF1 DF3 DF5+2"));
    let merge = Merge::Never;
    let view = drawn("apart", &outcome, &ViewSpec { merge, ..spec });
    assert_eq!(flows(&view), words("DF1 DF3 DF5 DF6 DF8"));

    let outcome =
        clean("data a class=critical\ndata b class=low\nactor u\nprocess p\nU: u -> p data=b\nV: u -> p data=a");
    let view = build(&outcome, &ViewSpec { merge: Merge::All, ..Level::Full.into() });
    let labels: Vec<&str> = view.flows.iter().map(|flow| flow.label.as_str()).collect();
    assert_eq!(labels, ["U, V, 2 flows [TB1] (CRITICAL)"]);

    let outcome = clean("process p\nprocess q\nDF1: p -> q \"Asks\"\nDF2: q -> p \"Answers\"");
    let merged = |merge| build(&outcome, &ViewSpec { merge, ..Level::Full.into() }).flows;
    assert_eq!(merged(Merge::All).len(), 2);
    let both = merged(Merge::BothWays);
    assert_eq!((both.len(), both[0].label.as_str(), both[0].both_ways), (1, "DF1–DF2, 2 flows", true));
}

#[test]
fn steps_of_a_scenario_are_numbered_where_they_happen() {
    let outcome = clean(SHOP);
    let label = |view: &View, id: &str| view.flows.iter().find(|flow| flow.id == id).unwrap().label.clone();
    let spec = named(&outcome, "P1");
    let view = build(&outcome, &spec);
    assert!(label(&view, "DF1").ends_with(" Buyer orders; 6. Buyer is told"), "{}", label(&view, "DF1"));
    assert!(label(&view, "DF1").starts_with("1. DF1 [TB"), "{}", label(&view, "DF1"));
    assert_eq!(label(&view, "DF2"), "3. DF2 [TB1] Pays (CRITICAL)");
    let web = view.nodes.iter().find(|node| node.id == "web").unwrap();
    assert_eq!(web.detail.as_deref(), Some("2. Basket is priced"));
    assert_eq!(view::notes(&outcome.model, &spec), ["step 4 of `P1` names no flow or element and is not drawn"]);

    let view = build(&outcome, &named(&outcome, "P3"));
    assert!(view.flows.iter().all(|flow| flow.label.contains("(async)")));
    assert_eq!(view.flows.len(), 2, "steps are not merged");
}

#[test]
fn places_are_included_and_left_out() {
    let outcome = clean(SHOP);
    let places = |name: &str| view::places_of(&outcome.model, &outcome.graph, name).unwrap();
    let spec = ViewSpec { include: places("buyer"), ..named(&outcome, "card") };
    assert!(flows(&build(&outcome, &spec)).contains("DF1"));
    let spec = ViewSpec { exclude: places("back"), ..Level::Full.into() };
    let view = drawn("without", &outcome, &spec);
    assert_eq!(flows(&view), words("DF1"));
    assert!(!groups(&view).contains("back"));
    // A neighbour goes with what it was a neighbour of.
    let spec = ViewSpec { exclude: places("api"), ..named(&outcome, "back") };
    assert_eq!(nodes(&build(&outcome, &spec)), words("office pay_itself worker db"));
    let spec = ViewSpec { exclude: places("TB1"), ..named(&outcome, "web") };
    assert_eq!(flows(&build(&outcome, &spec)), words("DF1"));
}

#[test]
fn views_that_show_nothing_say_why() {
    let outcome = clean(SHOP);
    let reason = |spec: &ViewSpec| view::empty_reason(&outcome.model, &outcome.graph, spec);
    let table =
        [("empty", "there is no element in zone `empty`"), ("P2", "no step of `P2` names a flow or an element")];
    for (name, expected) in table {
        let spec = named(&outcome, name);
        assert_eq!(reason(&spec).as_deref(), Some(expected));
        assert!(build(&outcome, &spec).nodes.is_empty());
    }
    let exclude = view::places_of(&outcome.model, &outcome.graph, "front").unwrap();
    let spec = ViewSpec { exclude, ..named(&outcome, "web") };
    assert_eq!(reason(&spec).as_deref(), Some("everything that it selects is excluded"));
    assert_eq!(reason(&Level::Full.into()), None);
}

#[test]
fn unknown_names_are_answered_with_near_ones() {
    let outcome = clean(SHOP);
    let (model, graph) = (&outcome.model, &outcome.graph);
    assert!(view::named(model, graph, "clud").unwrap_err().ends_with("did you mean `cloud`?"));
    assert!(view::named(model, graph, "crad").unwrap_err().ends_with("did you mean `card`?"));
    assert_eq!(view::focus(model, graph, "card").unwrap_err(), "`card` is a data asset: write `--data card`");
    assert!(view::data(model, "cards").unwrap_err().ends_with("did you mean `card`?"));
}

#[test]
fn statements_name_tags_and_elements() {
    let text = format!("{SHOP}\nview v \"V\" on #staff, api, chief direction=lr\nview w on * exclude=cloud\n");
    let outcome = clean(&text);
    let spec = ViewSpec::of_statement(&outcome.model, &outcome.graph, &outcome.model.views[0]);
    let elements = spec.focus.iter().filter(|focus| matches!(focus, Focus::Element(_))).count();
    assert_eq!((spec.focus.len(), elements), (3, 2), "{:?}", spec.focus);
    assert_eq!(spec.level, Level::Full, "a part is named");
    assert_eq!(nodes(&build(&outcome, &named(&outcome, "w"))), words("buyer psp clerk chief"));
}

#[test]
fn a_model_without_views_has_a_default_set() {
    let names = |outcome: &Outcome| {
        view::pages(&outcome.model, &outcome.graph).into_iter().map(|page| page.name).collect::<Vec<_>>()
    };
    let all = names(&clean(SHOP));
    let expected = ["context", "overview", "zone-office", "zone-cloud", "zone-back", "boundary-TB1"];
    assert_eq!(all[..6], expected);
    assert_eq!(all.last().unwrap(), "data-card");
    assert_eq!(names(&clean(&format!("{SHOP}\nview one on web\nview two on db\n"))), ["one", "two"]);
    assert_eq!(names(&model("")), ["overview"]);
    // Names that differ in case alone would be one file on some systems.
    assert_eq!(names(&clean("process a\nprocess b\na -> b \"X\"\nview v on a\nview V on b")), ["v", "V-2"]);
}

#[test]
fn large_models_are_drawn_closed_with_a_page_for_each_zone() {
    let outcome = model(&generate::model(400));
    let (model, graph) = (&outcome.model, &outcome.graph);
    let (spec, elements) = view::overview(model, graph, &Level::Full.into()).unwrap();
    assert_eq!(elements, model.elements.len());
    let view = drawn("overview", &outcome, &spec);
    assert!(view.nodes.len() <= 60 && view.nodes.len() > 1, "{}", view.nodes.len());
    let zones = model.zones.values().filter(|zone| !zone.implicit).count();
    let pages = view::pages(model, graph);
    assert_eq!(pages.iter().filter(|page| page.zone.is_some()).count(), zones);
    assert!(view::overview(&clean(SHOP).model, &clean(SHOP).graph, &Level::Full.into()).is_none());
}

#[test]
fn all_views_of_the_samples_keep_the_hard_rules() {
    for (name, text) in samples() {
        let outcome = sample_with(&name, &text);
        let (model, graph) = (&outcome.model, &outcome.graph);
        let mut pages = view::pages(model, graph);
        // The default set of models that name views as well: their data, boundaries, zones and scenarios.
        let names = model.zones.values().map(|zone| zone.id.to_string());
        let names = names.chain(graph.borders.values().map(|border| border.id.to_string()));
        let names = names.chain(model.data.values().map(|data| data.id.to_string()));
        let names: Vec<String> = names.chain(model.scenarios.iter().map(|scenario| scenario.id.to_string())).collect();
        for id in names {
            let spec = named(&outcome, &id);
            let page = pages[0].clone();
            pages.push(view::Page { name: id, spec, ..page });
        }
        for page in pages {
            for level in [Level::Context, Level::Overview, Level::Full] {
                let spec = ViewSpec { level, ..page.spec.clone() };
                drawn(&format!("{name} {} {level:?}", page.name), &outcome, &spec);
            }
            let right = ViewSpec { direction: Direction::Right, ..page.spec };
            drawn(&format!("{name} {} to the right", page.name), &outcome, &right);
        }
        let right = ViewSpec { direction: Direction::Right, ..Level::Full.into() };
        drawn(&format!("{name} to the right"), &outcome, &right);
        let closed = ViewSpec { closed: view::outermost_zones(model), merge: Merge::All, ..Level::Full.into() };
        drawn(&format!("{name} closed"), &outcome, &closed);
    }
}

#[test]
fn flows_run_to_the_right_where_that_is_asked_for() {
    let outcome = model(&generate::model(60));
    let right = ViewSpec { direction: Direction::Right, ..Level::Full.into() };
    drawn("generated, to the right", &outcome, &right);
    let outcome = clean("process a\nprocess b\na -> b \"A label of many words, which takes some lines\"");
    let view = build(&outcome, &right);
    for unit in [Unit::Pixel, Unit::Cell] {
        let scene = layout::draw(&view, &layout::arrange(&view), unit);
        let rect = |id: &str| scene.boxes.iter().find(|it| it.id == id).unwrap().rect;
        assert!(rect("a").right() < rect("b").x);
        let texts = scene.boxes.iter().flat_map(|it| &it.text).chain(scene.lines.iter().flat_map(|line| &line.label));
        assert!(texts.into_iter().all(|run| run.rect.w > 0 && run.rect.h < 20), "text does not lie on its side");
    }
}

#[test]
fn layers_have_every_component_once_in_a_band_with_a_name() {
    for (name, text) in samples() {
        let outcome = sample_with(&name, &text);
        let layers = view::layers(&outcome.model);
        let components = layers.bands.iter().flat_map(|band| &band.components);
        let ids: Vec<&str> = components.map(|component| component.id.as_str()).collect();
        assert_eq!(ids.len(), outcome.model.elements.len(), "{name}");
        assert_eq!(sorted(ids).len(), outcome.model.elements.len(), "{name}");
        assert!(layers.bands.iter().all(|band| !band.name.is_empty() && !band.components.is_empty()));
        for unit in [Unit::Pixel, Unit::Cell] {
            frame_is_sound(&layout::bands(&layers, unit, true));
        }
    }
}

/// Components lie inside their bands and apart, and text inside its box.
fn frame_is_sound(scene: &threatline::scene::Scene) {
    let (bands, components): (Vec<_>, Vec<_>) = scene.boxes.iter().partition(|it| it.role == BoxRole::Layer);
    for (at, it) in components.iter().enumerate() {
        assert_eq!(bands.iter().filter(|band| band.rect.contains(&it.rect.grown(1))).count(), 1, "{}", it.id);
        assert!(components.iter().skip(at + 1).all(|other| !other.rect.overlaps(&it.rect)), "{}", it.id);
    }
    for it in &scene.boxes {
        assert!(it.text.iter().all(|run| it.rect.contains(&run.rect)), "{} {:?} {:?}", it.id, it.rect, it.text);
    }
    for run in scene.lines.iter().flat_map(|line| &line.label) {
        assert!(components.iter().all(|it| !it.rect.overlaps(&run.rect)), "{run:?}");
    }
}

#[test]
fn layers_follow_statements_types_and_kinds() {
    let text = "layer ai \"Models\" order=0\nlayer lab \"Laboratory\"\nactor u\nprocess p\nprocess l is llm\nstore s\n\
                process x layer=lab\nu -> p \"Asks\"\np -> s \"Stores\"\ns -> p \"Reads\"\nx -> l \"Tests\"";
    let layers = view::layers(&model(text).model);
    let bands: Vec<_> = layers.bands.iter().map(|band| (band.name.as_str(), band.down, band.up)).collect();
    assert_eq!(
        bands,
        [("External", 0, 0), ("Models", 0, 0), ("Application", 1, 1), ("Data", 0, 0), ("Laboratory", 0, 0)]
    );
}

#[test]
fn models_of_nearly_nothing_have_all_pictures() {
    for text in ["", "process a", "actor u", "zone z {}", "process p { process a }", "store a\nstore b\na -> b \"C\""] {
        let outcome = model(text);
        for page in view::pages(&outcome.model, &outcome.graph) {
            drawn(text, &outcome, &page.spec);
        }
        layout::bands(&view::layers(&outcome.model), Unit::Cell, true);
    }
}
