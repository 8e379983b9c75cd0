//! The README shows what the program does now.

use camino::Utf8Path;
use threatline::pipeline::{Options, analyze};
use threatline::project::Disk;
use threatline::render::{SvgOptions, TextOptions};
use threatline::scene::Unit;
use threatline::view::Level;
use threatline::{layout, render, view};

use crate::support::project;

/// The fenced block behind a comment.
fn fence(text: &str, comment: &str) -> String {
    let rest = text.split_once(&format!("<!-- {comment} -->\n```text\n")).expect(comment).1;
    rest.split_once("```").unwrap().0.to_owned()
}

#[test]
fn the_first_example_is_the_sample() {
    let readme = std::fs::read_to_string(project("README.md")).unwrap();
    let sample = std::fs::read_to_string(project("samples/hello.threat")).unwrap();
    let model: String = sample.split_inclusive('\n').filter(|line| !line.starts_with("//")).collect();
    assert_eq!(fence(&readme, "samples/hello.threat"), model);
}

#[test]
fn the_first_picture_is_drawn_by_this_version() {
    let readme = std::fs::read_to_string(project("README.md")).unwrap();
    let outcome = analyze(&Disk, Utf8Path::new(&project("samples/hello.threat")), &Options::default());
    let view = view::build(&outcome.model, &outcome.graph, Level::Full);
    let scene = layout::draw(&view, &layout::arrange(&view), Unit::Cell);
    let text = render::text(&scene, &TextOptions { title: true, ..TextOptions::default() });
    assert_eq!(fence(&readme, "threatline diagram samples/hello.threat"), text, "replace the fence by:\n{text}");
}

#[test]
fn the_picture_in_the_readme_is_drawn_by_this_version() {
    let readme = std::fs::read_to_string(project("README.md")).unwrap();
    assert!(readme.contains("(docs/hello.svg)"));
    let outcome = analyze(&Disk, Utf8Path::new(&project("samples/hello.threat")), &Options::default());
    let view = view::build(&outcome.model, &outcome.graph, Level::Full);
    let svg = render::svg(&layout::draw(&view, &layout::arrange(&view), Unit::Pixel), &SvgOptions::default());
    let path = project("docs/hello.svg");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, &svg).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(committed == svg, "write docs/hello.svg anew: UPDATE_DOCS=1 cargo test readme");
}
