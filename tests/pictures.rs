//! The hard rules of the layout, on every sample and on generated models, in both units.

use threatline::pipeline::Outcome;
use threatline::render::{SvgOptions, TextOptions};
use threatline::scene::{Scene, Unit};
use threatline::view::Level;
use threatline::{layout, render, view};

use crate::generate;
use crate::support::{model, sample_with, samples};

fn scenes(outcome: &Outcome, level: Level) -> (view::View, [Scene; 2]) {
    let view = view::build(&outcome.model, &outcome.graph, level);
    let sketch = layout::arrange(&view);
    let scenes = [Unit::Pixel, Unit::Cell].map(|unit| layout::draw(&view, &sketch, unit));
    (view, scenes)
}

/// Everything of the view is in the picture, and no hard rule is broken.
fn check(name: &str, outcome: &Outcome, level: Level) {
    let (view, scenes) = scenes(outcome, level);
    for scene in &scenes {
        let violations = layout::verify(scene);
        assert!(violations.is_empty(), "{name} {:?}: {violations:?}", scene.unit);
        assert_eq!(scene.boxes.len(), view.nodes.len() + view.groups.len(), "{name}");
        assert_eq!(scene.lines.len(), view.flows.len(), "{name}");
        for (line, flow) in scene.lines.iter().zip(&view.flows) {
            let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
            let drawn: Vec<String> = line.label.iter().flat_map(|run| words(&run.text)).collect();
            assert_eq!(drawn, words(&flow.label), "{name}");
        }
    }
}

#[test]
fn samples_keep_the_hard_rules_at_every_level() {
    for (name, text) in samples() {
        let outcome = sample_with(&name, &text);
        for level in [Level::Context, Level::Overview, Level::Full] {
            check(&format!("{name} {level:?}"), &outcome, level);
        }
    }
}

#[test]
fn generated_models_keep_the_hard_rules() {
    for size in [1, 2, 5, 10, 17, 30, 60] {
        check(&format!("generated {size}"), &model(&generate::model(size)), Level::Full);
    }
}

#[test]
fn composites_are_drawn_open_and_closed() {
    let text = "zone z trust=internal { process outer \"Outer\" { process a; store b; a -> b \"Inside\" }\nprocess c }\n\
                c -> a \"To a part\"\nc -> outer \"To the whole\"\nactor u\nu -> c \"Asks\"";
    let outcome = model(text);
    assert!(outcome.diagnostics.is_empty(), "{:?}", outcome.diagnostics);
    for level in [Level::Context, Level::Overview, Level::Full] {
        check("composite", &outcome, level);
    }
    let (view, _) = scenes(&outcome, Level::Overview);
    assert_eq!(view.flows.len(), 3, "both flows are lifted to the closed process");
    let (view, _) = scenes(&outcome, Level::Context);
    assert_eq!((view.nodes.len(), view.flows.len()), (2, 1));
}

#[test]
fn the_same_model_gives_the_same_bytes() {
    let (_, text) = samples().into_iter().find(|(name, _)| name.ends_with("webshop.threat")).unwrap();
    let draw = || {
        let (_, [pixels, cells]) = scenes(&model(&text), Level::Full);
        (render::svg(&pixels, &SvgOptions::default()), render::text(&cells, &TextOptions::default()))
    };
    assert_eq!(draw(), draw());
}

#[test]
fn a_model_without_anything_still_has_a_picture() {
    check("empty", &model(""), Level::Full);
    check("empty zone", &model("zone a \"A\" { zone b \"B\" {} }"), Level::Full);
}
