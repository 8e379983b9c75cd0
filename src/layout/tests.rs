//! The layout on small views, on the graphs of the design documents, and on random ones.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::print_stderr)]

use std::path::PathBuf;

use proptest::prelude::*;

use super::{arrange, draw, verify};
use crate::scene::{BoxRole, Scene, Unit};
use crate::view::{Direction, View, ViewFlow, ViewGroup, ViewNode};

/// Builds a view from parents and ends: group parents, node parents, flows (source, target, both ways, label).
pub(super) fn view(groups: &[Option<usize>], nodes: &[Option<usize>], flows: &[(usize, usize, bool, &str)]) -> View {
    let group = |(index, parent): (usize, &Option<usize>)| ViewGroup {
        id: format!("g{index}"),
        role: BoxRole::Zone { depth: 0, trust: None },
        title: format!("Zone {index}"),
        parent: *parent,
        tooltip: String::new(),
    };
    let node = |(index, parent): (usize, &Option<usize>)| ViewNode {
        id: format!("n{index}"),
        role: BoxRole::Process,
        name: format!("Process {index}"),
        detail: (index % 3 == 0).then(|| "service".to_owned()),
        parent: *parent,
        tooltip: String::new(),
    };
    let flow = |(index, flow): (usize, &(usize, usize, bool, &str))| ViewFlow {
        id: format!("f{index}"),
        number: format!("f{index}"),
        flows: vec![format!("f{index}")],
        source: flow.0,
        target: flow.1,
        both_ways: flow.2,
        label: flow.3.to_owned(),
        crossings: Vec::new(),
        sensitivity: None,
        tooltip: String::new(),
    };
    View {
        title: String::new(),
        description: String::new(),
        groups: groups.iter().enumerate().map(group).collect(),
        nodes: nodes.iter().enumerate().map(node).collect(),
        flows: flows.iter().enumerate().map(flow).collect(),
        legend: Vec::new(),
        direction: Direction::Down,
    }
}

/// Draws in both units, checks the hard rules and what only the view knows; returns both scenes.
fn check(view: &View) -> (Scene, Scene) {
    let sketch = arrange(view);
    let scenes = [Unit::Pixel, Unit::Cell].map(|unit| {
        let scene = draw(view, &sketch, unit);
        let violations = verify(&scene);
        assert!(violations.is_empty(), "{unit:?}: {violations:#?}");
        complete(view, &scene);
        assert_eq!(draw(view, &sketch, unit), scene);
        scene
    });
    let [pixels, cells] = scenes;
    (pixels, cells)
}

/// Everything is there, and in its group.
fn complete(view: &View, scene: &Scene) {
    let flows: Vec<&ViewFlow> = view.flows.iter().filter(|flow| flow.source != flow.target).collect();
    assert_eq!(scene.boxes.len(), view.groups.len() + view.nodes.len());
    assert_eq!(scene.lines.len(), flows.len());
    let rect = |id: &str| scene.boxes.iter().find(|it| it.id == id).unwrap().rect;
    let members =
        view.groups.iter().map(|it| (&it.id, it.parent)).chain(view.nodes.iter().map(|it| (&it.id, it.parent)));
    for (id, parent) in members {
        if let Some(parent) = parent {
            assert!(rect(&view.groups[parent].id).contains(&rect(id)), "{id} is not in its group");
        }
    }
    for (flow, line) in flows.iter().zip(&scene.lines) {
        assert_eq!(flow.id, line.id);
        // Lines also break where there is no blank.
        let text: String = line.label.iter().flat_map(|run| run.text.split_whitespace()).collect();
        assert_eq!(text, flow.label.split_whitespace().collect::<String>());
    }
}

#[test]
fn nothing_at_all() {
    check(&view(&[], &[], &[]));
}

#[test]
fn small_views() {
    check(&view(&[], &[None], &[]));
    check(&view(&[None], &[], &[]));
    check(&view(&[None, Some(0), Some(1)], &[], &[]));
    check(&view(&[], &[None, None], &[(0, 1, false, "")]));
    check(&view(&[], &[None, None], &[(0, 1, true, "")]));
    check(&view(&[], &[None, None], &[(0, 1, false, "DF1 asks"), (1, 0, false, "DF2 answers")]));
    check(&view(&[None], &[Some(0), None], &[(0, 1, false, "asks"), (1, 0, false, "answers")]));
    check(&view(&[None, None], &[Some(0), Some(1)], &[(0, 1, true, "both")]));
    check(&view(&[None, Some(0)], &[Some(0), Some(1)], &[(0, 1, false, "in"), (1, 0, false, "")]));
    check(&view(&[None; 3], &[None; 11], &[]));
}

#[test]
fn many_flows_between_two() {
    let flows: Vec<(usize, usize, bool, &str)> = (0..14)
        .map(|i| if i % 3 == 0 { (1, 0, false, "") } else { (0, 1, i % 2 == 0, ["x", "a longer label", ""][i % 3]) })
        .collect();
    check(&view(&[], &[None, None], &flows));
    check(&view(&[None, None], &[Some(0), Some(1)], &flows));
}

#[test]
fn a_circle() {
    let flows: Vec<(usize, usize, bool, &str)> = (0..7).map(|i| (i, (i + 1) % 7, false, "next")).collect();
    check(&view(&[None, Some(0), None], &[Some(0), Some(1), Some(2), None, Some(2), Some(1), None], &flows));
}

#[test]
fn deep_nesting() {
    let groups: Vec<Option<usize>> = (0..64_usize).map(|i| i.checked_sub(1)).collect();
    check(&view(&groups, &[Some(63), None, Some(20)], &[(0, 1, false, "out"), (1, 0, true, "in"), (2, 0, false, "")]));
}

#[test]
fn nesting_beyond_reason_does_not_overflow() {
    let groups: Vec<Option<usize>> = (0..600_usize).map(|i| i.checked_sub(1)).collect();
    let view = view(&groups, &[Some(599), None], &[(0, 1, false, "out")]);
    let scene = draw(&view, &arrange(&view), Unit::Cell);
    assert_eq!(scene.lines.len(), 1);
}

#[test]
fn broken_references_are_left_out() {
    let mut broken =
        view(&[Some(7)], &[Some(9), None], &[(0, 0, false, "self"), (0, 5, false, ""), (0, 1, false, "ok")]);
    broken.groups[0].parent = Some(0);
    let scene = draw(&broken, &arrange(&broken), Unit::Pixel);
    assert_eq!(scene.lines.len(), 1);
}

#[test]
fn very_long_text() {
    let long = "word ".repeat(60);
    let solid = "x".repeat(300);
    let mut it =
        view(&[None], &[Some(0), None, None], &[(0, 1, false, long.trim()), (1, 2, true, &solid), (0, 2, false, "")]);
    it.groups[0].title = long.trim().to_owned();
    it.nodes[1].name = solid.clone();
    it.nodes[2].detail = Some(long.clone());
    check(&it);
    it.groups[0].title = "データ保管ゾーン".to_owned();
    it.nodes[0].name = "利用者".to_owned();
    check(&it);
}

/// The folder with the shared test graphs.
fn shared() -> PathBuf {
    std::env::var_os("THREATLINE_SHARED")
        .map_or_else(|| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared")), PathBuf::from)
}

/// A neutral graph of the design documents as a view, without the flows from an element to itself.
pub(super) fn graph(name: &str) -> Option<View> {
    let path = shared().join("layout/graphs").join(name);
    let Ok(text) = std::fs::read_to_string(&path) else {
        eprintln!("skipped: no {}", path.display());
        return None;
    };
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    let list = |key: &str| json[key].as_array().unwrap().clone();
    let word = |it: &serde_json::Value, key: &str| it[key].as_str().unwrap_or_default().replace('\n', " ");
    let (clusters, nodes) = (list("clusters"), list("nodes"));
    let find = |all: &[serde_json::Value], id: &serde_json::Value| all.iter().position(|it| it["id"] == *id);
    let mut result = view(&[], &[], &[]);
    result.title = word(&json, "name");
    for it in &clusters {
        result.groups.push(ViewGroup {
            id: word(it, "id"),
            role: BoxRole::Zone { depth: 0, trust: None },
            title: word(it, "label"),
            parent: find(&clusters, &it["parent"]),
            tooltip: String::new(),
        });
    }
    for it in &nodes {
        let role = match word(it, "kind").as_str() {
            "store" => BoxRole::Store,
            "external" => BoxRole::External,
            _ => BoxRole::Process,
        };
        let parent = find(&clusters, &it["parent"]);
        result.nodes.push(ViewNode {
            id: word(it, "id"),
            role,
            name: word(it, "label"),
            detail: None,
            parent,
            tooltip: String::new(),
        });
    }
    for it in list("edges") {
        let (source, target) = (find(&nodes, &it["src"]).unwrap(), find(&nodes, &it["dst"]).unwrap());
        if source != target {
            result.flows.push(ViewFlow {
                id: word(&it, "id"),
                number: word(&it, "id"),
                flows: vec![word(&it, "id")],
                source,
                target,
                both_ways: false,
                label: word(&it, "label"),
                crossings: Vec::new(),
                sensitivity: None,
                tooltip: String::new(),
            });
        }
    }
    Some(result)
}

#[test]
fn graphs_of_the_design() {
    for name in ["a_chatbot.json", "b_25.json", "c_100.json"] {
        if let Some(view) = graph(name) {
            check(&view);
        }
    }
}

/// A random view with `nodes` nodes, most flows of which are local.
fn large(nodes: usize) -> View {
    let mut state = 5_u64;
    let mut random = |limit: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap() % limit
    };
    let count = nodes / 6;
    let groups: Vec<Option<usize>> =
        (0..count).map(|at| if at < 4 { None } else { Some(random(at.min(at / 2 + 3))) }).collect();
    let mut homes: Vec<Option<usize>> = (0..nodes).map(|_| (random(20) > 0).then(|| random(count))).collect();
    homes.sort_unstable();
    let flows: Vec<(usize, usize, bool, &str)> = (0..nodes * 5 / 2)
        .map(|at| {
            let source = random(nodes);
            let target = if at % 8 == 0 { random(nodes) } else { (source + 1 + random(8)) % nodes };
            (source, target, at % 11 == 0, ["DF1 reads", "", "DF2 [TB7] writes orders"][at % 3])
        })
        .filter(|(source, target, ..)| source != target)
        .collect();
    view(&groups, &homes, &flows)
}

#[test]
fn hard_rules_hold_on_a_hundred_nodes() {
    check(&large(100));
}

#[test]
#[ignore = "takes seconds in release builds and minutes in others"]
fn hard_rules_hold_on_a_thousand_nodes() {
    check(&large(1_000));
}

#[test]
#[ignore = "takes a minute in release builds"]
fn five_thousand_nodes_are_drawn() {
    let view = large(5_000);
    let sketch = arrange(&view);
    for unit in [Unit::Pixel, Unit::Cell] {
        complete(&view, &draw(&view, &sketch, unit));
    }
}

/// Texts of labels and names: none, short, of two lines, very long, without blanks, in scripts of wide characters.
const TEXTS: [&str; 8] = [
    "",
    "short",
    "a label of two lines or more",
    "DF7 [TB2] orders (CRITICAL)",
    "every order of the last thirty days with its lines, addresses, payments, returns, notes and everything that was ever \
     written about it",
    "averyverylongwordwithoutanyplaceatwhichalinecouldbebrokenanywhereatall",
    "注文する 顧客データを保存する (すぐ)",
    "👩‍💻 🛒 e\u{301}tat 👥",
];

/// Random nested views: chains of up to nine zones, empty ones, single nodes, parallel flows, requests with replies.
fn any_view() -> impl Strategy<Value = View> {
    let index = any::<prop::sample::Index>;
    (0..10_usize, 1..14_usize, 0..20_usize, any::<bool>(), any::<bool>()).prop_flat_map(
        move |(groups, nodes, flows, chain, right)| {
            let groups = prop::collection::vec(prop::option::weighted(0.7, index()), groups);
            let nodes = prop::collection::vec((prop::option::weighted(0.8, index()), 0..TEXTS.len()), nodes);
            let flow = (index(), index(), prop::bool::weighted(0.2), 0..TEXTS.len(), 0..4_usize);
            (groups, nodes, prop::collection::vec(flow, flows)).prop_map(move |(groups, nodes, flows)| {
                let inside = |count: usize, it: &Option<prop::sample::Index>| match it {
                    Some(index) if count > 0 => Some(index.index(count)),
                    _ => None,
                };
                let parent = |(at, it): (usize, &Option<prop::sample::Index>)| match chain {
                    true => at.checked_sub(1),
                    false => inside(at, it),
                };
                let parents: Vec<Option<usize>> = groups.iter().enumerate().map(parent).collect();
                let homes: Vec<Option<usize>> = nodes.iter().map(|(it, _)| inside(groups.len(), it)).collect();
                let mut all: Vec<(usize, usize, bool, &str)> = Vec::new();
                for (a, b, both, text, company) in &flows {
                    let (a, b) = (a.index(homes.len()), b.index(homes.len()));
                    all.push((a, b, *both, TEXTS[*text]));
                    match company {
                        0 => all.push((b, a, false, "reply")),
                        1 => all.push((a, b, false, TEXTS[*text])),
                        _ => {}
                    }
                }
                all.retain(|(a, b, ..)| a != b);
                let mut view = view(&parents, &homes, &all);
                for (node, (_, text)) in view.nodes.iter_mut().zip(&nodes).filter(|(_, (_, text))| *text > 0) {
                    node.name = TEXTS[*text].to_owned();
                }
                view.direction = if right { Direction::Right } else { Direction::Down };
                view
            })
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn hard_rules_hold_on_random_views(view in any_view()) {
        check(&view);
    }
}
