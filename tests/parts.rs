//! Text diagrams in a given number of columns.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use threatline::base::text::width;
use threatline::pipeline::Outcome;
use threatline::render::{self, TextOptions};
use threatline::scene::BoxRole;
use threatline::view::{Level, View};
use threatline::{layout, parts, view};

use crate::generate;
use crate::support::{model, sample_with, samples};

fn whole(outcome: &Outcome) -> View {
    view::build(&outcome.model, &outcome.graph, Level::Full)
}

/// The parts fit, keep the hard rules, and together show everything, each thing where the others say.
fn check(name: &str, view: &View, columns: usize) {
    let parts: Vec<_> =
        parts::split(view, columns).into_iter().filter(|part| !part.title.starts_with("How the parts")).collect();
    let mut shown: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    let mut drawn: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (index, part) in parts.iter().enumerate() {
        let scene = &part.scene;
        let text = render::text(scene, &TextOptions { legend: false, ..TextOptions::default() });
        let widest = text.lines().map(width).max().unwrap_or(0);
        assert!(widest <= columns || scene.lines.len() <= 1, "{name}: part {} has {widest} columns\n{text}", index + 1);
        let violations = layout::verify(scene);
        assert!(violations.is_empty(), "{name}, part {}: {violations:?}", index + 1);
        for b in scene.boxes.iter().filter(|b| b.role != BoxRole::Elsewhere) {
            shown.entry(b.id.as_str()).or_default().push(index + 1);
        }
        for line in &scene.lines {
            let label: Vec<&str> = line.label.iter().map(|run| run.text.as_str()).collect();
            assert!(label.iter().all(|line| text.contains(line)), "{name}: {label:?} is not in\n{text}");
            drawn.entry(line.id.as_str()).or_default().push(label.join(" "));
        }
    }
    for flow in &view.flows {
        let labels = drawn.get(flow.id.as_str()).unwrap_or_else(|| panic!("{name}: {} is in no part", flow.id));
        assert!(labels.len() <= 2 && labels.iter().collect::<BTreeSet<_>>().len() == 1, "{name}: {labels:?}");
    }
    let all = view.nodes.iter().map(|node| &node.id).chain(view.groups.iter().map(|group| &group.id));
    all.for_each(|id| assert!(shown.contains_key(id.as_str()), "{name}: {id} is in no part"));
    for b in parts.iter().flat_map(|part| &part.scene.boxes).filter(|b| b.role == BoxRole::Elsewhere) {
        let named: String = b.text.iter().map(|run| format!("{} ", run.text)).collect();
        let list = named.rsplit_once(if shown[b.id.as_str()].len() == 1 { "part " } else { "parts " });
        let numbers: Vec<usize> =
            list.unwrap_or_else(|| panic!("{name}: {named:?}")).1.split(',').flat_map(run).collect();
        assert_eq!(numbers, shown[b.id.as_str()], "{name}: {named:?}");
    }
}

/// The numbers of `5–9`, or of `7`.
fn run(range: &str) -> std::ops::RangeInclusive<usize> {
    let (first, last) = range.split_once('–').unwrap_or((range, range));
    first.trim().parse().unwrap()..=last.trim().parse().unwrap()
}

#[test]
fn parts_of_samples_fit_and_show_everything() {
    for (name, text) in samples() {
        let view = whole(&sample_with(&name, &text));
        [72, 100].into_iter().for_each(|columns| check(name.as_str(), &view, columns));
    }
}

#[test]
fn parts_of_generated_models_fit_and_show_everything() {
    for (size, columns) in [(1, 80), (5, 60), (10, 80), (17, 100), (25, 100), (25, 40)] {
        check(&format!("generated {size}"), &whole(&model(&generate::model(size))), columns);
    }
}

#[test]
fn a_hub_is_drawn_several_times_and_empty_zones_are_not_lost() {
    let spokes: String = (0..40).map(|n| format!("actor a{n} \"Actor {n}\"\na{n} -> hub \"Asks {n}\"\n")).collect();
    let text =
        format!("zone z \"Z\" {{ process hub \"Hub\" }}\nzone e \"Empty\" {{ zone f \"Inner\" {{}} }}\n{spokes}");
    let view = whole(&model(&text));
    check("hub", &view, 80);
    let parts = parts::split(&view, 80);
    assert!(parts.iter().filter(|part| part.title.contains("Hub (")).count() > 3);
}

#[test]
fn wide_characters_leave_every_border_in_its_column() {
    let text = "zone z \"数据中心\" { process p \"注文サービス 👩‍💻\"\nstore s \"데이터베이스\" }\nactor u \"👥 Überkunde e\u{301}\"\n\
                u -> p \"注文する 🛒 (すぐ)\"\np -> s \"保存\"\nu -> s \"x\"";
    let view = whole(&model(text));
    let scene = layout::draw(&view, &layout::arrange(&view), threatline::scene::Unit::Cell);
    let drawn = render::text(&scene, &TextOptions::default());
    let rows: Vec<&str> = drawn.lines().collect();
    // The character that stands in a column.
    let at = |x: i32, y: i32| {
        let row = rows[usize::try_from(y).unwrap()];
        let x = usize::try_from(x).unwrap();
        row.char_indices().find(|(start, _)| width(&row[..*start]) == x).map(|(_, c)| c)
    };
    for b in &scene.boxes {
        let (left, right, bottom) = (b.rect.x, b.rect.right() - 1, b.rect.bottom() - 1);
        for (x, y, corners) in
            [(left, b.rect.y, "┌╭╔"), (right, b.rect.y, "┐╮╗"), (left, bottom, "└╰╚"), (right, bottom, "┘╯╝")]
        {
            assert!(at(x, y).is_some_and(|c| corners.contains(c)), "{}: {:?} at {x}, {y}\n{drawn}", b.id, at(x, y));
        }
    }
}

#[test]
fn the_command_divides_what_is_too_wide_and_nothing_else() {
    let run = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_threatline"));
        let output = command.arg("diagram").args(arguments).env("NO_COLOR", "1").output().unwrap();
        (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
    };
    let (text, note) = run(&["samples/webshop.threat", "--width", "100"]);
    assert!(text.lines().all(|line| width(line) <= 100), "{text}");
    assert!(note.contains("drawn in") && note.contains("--width 0"), "{note}");
    assert!((1..=12).all(|flow| text.contains(&format!("DF{flow} "))), "{text}");
    assert!(
        text.contains("── Part 2 of ") && text.trim_end().ends_with("╌╌╌ Shown in the part that it names"),
        "{text}"
    );
    let (ascii, _) = run(&["samples/webshop.threat", "--width", "100", "--ascii"]);
    assert!(ascii.is_ascii());
    let (unlimited, note) = run(&["samples/webshop.threat"]);
    assert!(unlimited.lines().any(|line| width(line) > 100) && note.is_empty());
    assert_eq!(run(&["samples/hello.threat", "--width", "60"]), run(&["samples/hello.threat", "--width", "0"]));
}
