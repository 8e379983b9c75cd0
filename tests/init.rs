//! Starter models: they check, they draw, and they claim nothing.

use threatline::init::PATTERNS;
use threatline::layout;
use threatline::lint::Request;
use threatline::render::{self, TextOptions};
use threatline::scene::Unit;
use threatline::schema::codes::{self, DefaultLevel};
use threatline::view::{self, Level};

use crate::support::clean;

/// What protects. A starter that states any of it would state something that nobody checked.
const PROTECTS: &[&str] = &["auth", "authz", "encryption"];

#[test]
fn starters_check_without_a_word() {
    assert_eq!(PATTERNS.len(), 6);
    for pattern in PATTERNS {
        let outcome = clean(pattern.text);
        let warns = |code: &str| codes::code(code).is_some_and(|page| page.default == DefaultLevel::Warn);
        let warned = outcome.lints(&Request::default(), warns);
        assert!(warned.is_empty(), "{}: {warned:#?}", pattern.name);
        let model = &outcome.model;
        assert!(model.document.span.is_some() && model.elements.len() >= 9, "{}", pattern.name);
        assert!(!model.scenarios.is_empty() && !model.data.is_empty());
        assert!(model.data.values().all(|data| data.class.is_some()), "{}", pattern.name);
        assert!(model.flows.values().all(|flow| flow.id.is_some()), "{}", pattern.name);
        let automatic = outcome.graph.borders.values().filter(|border| border.declared.is_none()).count();
        assert_eq!(automatic, 0, "{}: every boundary that is crossed is declared", pattern.name);
    }
}

#[test]
fn starters_ask_and_do_not_claim() {
    for pattern in PATTERNS {
        let outcome = clean(pattern.text);
        let model = &outcome.model;
        let elements = model.elements.values().map(|element| (&element.facts, &element.claims));
        let flows = model.flows.values().map(|flow| (&flow.facts, &flow.claims));
        let zones = model.zones.values().map(|zone| (&zone.facts, &zone.claims));
        for (facts, claims) in elements.chain(flows).chain(zones) {
            assert!(claims.is_empty(), "{}", pattern.name);
            PROTECTS.iter().for_each(|name| assert!(!facts.has(name), "{} states {name}", pattern.name));
        }
        assert!(model.controls.is_empty() && model.boundaries.values().all(|boundary| boundary.claims.is_empty()));
        let todos = model.entries.iter().filter(|entry| entry.keyword == "todo").count();
        assert!(todos >= 3 && pattern.text.contains("// ?"), "{}", pattern.name);
    }
}

#[test]
fn starters_draw() {
    for pattern in PATTERNS {
        let outcome = clean(pattern.text);
        let view = view::build(&outcome.model, &outcome.graph, Level::Full);
        let scene = layout::draw(&view, &layout::arrange(&view), Unit::Cell);
        let text = render::text(&scene, &TextOptions { title: true, ..TextOptions::default() });
        for flow in outcome.model.flows.values() {
            assert!(text.contains(flow.number.as_str()), "{}: {} is missing", pattern.name, flow.number);
        }
    }
}
