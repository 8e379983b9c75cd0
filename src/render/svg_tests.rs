#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::collections::BTreeSet;

use super::super::samples;
use super::*;

/// Names with everything that XML, CSS and terminals take ill.
const HOSTILE: [&str; 6] = ["<&\"'>]]>", "数据库", "e\u{301}\u{200d}", "a\tb\u{0}\u{1b}[31m\u{fffe}", "a_x41_b", "a b"];

fn hostile() -> Scene {
    let mut scene = samples::shop();
    for (b, name) in scene.boxes.iter_mut().zip(HOSTILE) {
        b.id = name.to_owned();
        b.tooltip = format!("{name}\nsecond line");
        b.text.iter_mut().for_each(|run| run.text = name.to_owned());
    }
    for (line, name) in scene.lines.iter_mut().zip(HOSTILE) {
        line.id = name.to_owned();
        line.tooltip = name.to_owned();
        line.label.iter_mut().for_each(|run| run.text = name.to_owned());
    }
    scene.title = HOSTILE.concat();
    scene.description = HOSTILE.concat();
    scene.legend.iter_mut().for_each(|row| row.text = HOSTILE.concat());
    scene
}

fn everything() -> SvgOptions {
    SvgOptions { title: true, ..SvgOptions::default() }
}

#[test]
fn documents_are_xml_and_hold_every_text() {
    for scene in [samples::shop(), hostile(), samples::empty()] {
        let document = svg(&scene, &everything());
        let tree = roxmltree::Document::parse(&document).unwrap();
        let shown: BTreeSet<&str> = tree
            .descendants()
            .filter(|n| n.has_tag_name(("http://www.w3.org/2000/svg", "text")))
            .filter_map(|n| n.text())
            .collect();
        let boxes = scene.boxes.iter().flat_map(|b| &b.text);
        for run in boxes.chain(scene.lines.iter().flat_map(|line| &line.label)) {
            assert!(shown.contains(clean(&run.text).as_str()), "{:?}", run.text);
        }
        for row in &scene.legend {
            assert!(shown.contains(clean(&row.text).as_str()));
        }
        assert!(!document.contains("var("));
        assert!(resvg::usvg::Tree::from_str(&document, &resvg::usvg::Options::default()).is_ok());
    }
}

#[test]
fn ids_are_names_and_unique() {
    let document = svg(&hostile(), &SvgOptions { id_prefix: "1 <level>".to_owned(), ..everything() });
    let tree = roxmltree::Document::parse(&document).unwrap();
    let ids: Vec<&str> = tree.descendants().filter_map(|node| node.attribute("id")).collect();
    assert_eq!(ids.len(), ids.iter().collect::<BTreeSet<_>>().len());
    for id in &ids {
        assert!(id.starts_with(|c: char| c.is_ascii_alphabetic()), "{id}");
        assert!(id.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c)), "{id}");
    }
    for id in tree.root_element().attribute("aria-labelledby").unwrap().split(' ') {
        assert!(ids.contains(&id));
    }
}

#[test]
fn groups_tell_screen_readers_and_pointers_what_they_are() {
    let scene = samples::shop();
    let document = svg(&scene, &SvgOptions::default());
    let tree = roxmltree::Document::parse(&document).unwrap();
    let flow = tree.descendants().find(|n| n.attribute("class") == Some("flow critical")).unwrap();
    assert_eq!(flow.attribute("role"), Some("group"));
    let title = flow.children().find(|child| child.is_element()).unwrap();
    assert_eq!(title.tag_name().name(), "title");
    assert_eq!(title.text(), Some("Checkout → Card scheme: DF6 [TB2] card (critical)"));
    let shop = tree.descendants().find(|n| n.attribute("id") == Some("box-Web_x20_shop")).unwrap();
    assert_eq!(shop.attribute("aria-label"), Some("Web shop; process"));
}

#[test]
fn programs_find_what_a_flow_joins_and_crosses() {
    let mut scene = samples::shop();
    scene.lines[0].crossings = vec!["TB1".to_owned(), "TB2".to_owned()];
    let document = svg(&scene, &SvgOptions::default());
    let tree = roxmltree::Document::parse(&document).unwrap();
    let flow = tree.descendants().find(|n| n.attribute("data-source") == Some("Customers")).unwrap();
    assert_eq!(flow.attribute("data-target"), Some("Web shop"));
    assert_eq!(flow.attribute("data-id"), Some(scene.lines[0].id.as_str()));
    assert_eq!(flow.attribute("data-crossings"), Some("TB1 TB2"));
    let boxes: BTreeSet<_> = tree.descendants().filter_map(|n| n.attribute("data-id")).collect();
    assert!(scene.boxes.iter().all(|b| boxes.contains(b.id.as_str())));
}

#[test]
fn what_has_an_address_is_a_link_that_screen_readers_reach() {
    let scene = samples::shop();
    let links = Links {
        boxes: [("Web shop".to_owned(), "report.html#element-\"web\"&<shop>".to_owned())].into(),
        lines: [(scene.lines[0].id.clone(), "report.html#df1".to_owned())].into(),
    };
    let document = svg(&scene, &SvgOptions { links, ..everything() });
    let tree = roxmltree::Document::parse(&document).unwrap();
    assert_eq!(tree.root_element().attribute("role"), Some("group"));
    let leads: Vec<_> = tree.descendants().filter(|n| n.has_tag_name(("http://www.w3.org/2000/svg", "a"))).collect();
    let to = |address: &str| leads.iter().filter(|link| link.attribute("href") == Some(address)).count();
    assert_eq!((leads.len(), to("report.html#df1"), to("report.html#element-\"web\"&<shop>")), (3, 2, 1));
    assert!(!svg(&scene, &everything()).contains("<a "));
}

#[test]
fn sensitive_flows_differ_in_more_than_colour() {
    let document = svg(&samples::shop(), &everything());
    let tree = roxmltree::Document::parse(&document).unwrap();
    let strokes = |class: &str| {
        let flow = tree.descendants().find(|n| n.attribute("class") == Some(class)).unwrap();
        flow.children().filter(|child| child.attribute("class") == Some("line")).count()
    };
    assert_eq!((strokes("flow critical"), strokes("flow high"), strokes("flow hue-0")), (2, 1, 1));
}

#[test]
fn paper_gets_black_lines_and_no_fills() {
    let document = svg(&samples::shop(), &everything());
    let (_, paper) = document.split_once("@media print {").unwrap();
    let (paper, _) = paper.split_once("</style>").unwrap();
    let ink = ["#000000", "#ffffff", "none"];
    for value in paper.lines().flat_map(|line| line.split(['{', ';', '}'])).filter_map(|rule| rule.split_once(": ")) {
        assert!(ink.contains(&value.1), "{value:?}");
    }
    assert!(paper.contains(".depth-0 .edge { fill: none; }") && paper.contains(".name { fill: #000000; }"));
}

#[test]
fn an_embedded_font_comes_with_the_letters_of_the_picture_alone() {
    let scene = samples::shop();
    let plain = svg(&scene, &everything());
    let with = svg(&scene, &SvgOptions { embed_font: true, ..everything() });
    assert!(!plain.contains("@font-face") && with.matches("@font-face").count() == 2);
    assert!(with.len() < plain.len() + 120_000, "{}", with.len() - plain.len());
    assert!(resvg::usvg::Tree::from_str(&with, &resvg::usvg::Options::default()).is_ok());
}

#[test]
fn layers_come_in_order() {
    let document = svg(&samples::shop(), &everything());
    let places: Vec<usize> =
        ["class=\"page\"", "class=\"zones\"", "class=\"flows\"", "class=\"nodes\"", "class=\"labels\""]
            .map(|layer| document.find(layer).unwrap())
            .to_vec();
    assert!(places.is_sorted());
}

#[test]
fn the_same_scene_gives_the_same_bytes() {
    let first = svg(&samples::shop(), &everything());
    assert!((0..5).all(|_| svg(&samples::shop(), &everything()) == first));
}

#[test]
fn dark_colours_wait_for_screens_that_ask() {
    let scene = samples::shop();
    let sheet = |palette| svg(&scene, &SvgOptions { palette, ..SvgOptions::default() });
    assert!(sheet(Palette::Auto).contains("prefers-color-scheme: dark"));
    assert!(sheet(Palette::Auto).contains(LIGHT.page) && sheet(Palette::Auto).contains(DARK.page));
    assert!(!sheet(Palette::Light).contains(DARK.page));
    assert!(!sheet(Palette::Dark).contains("@media screen") && sheet(Palette::Dark).contains(DARK.page));
}

#[test]
fn labels_have_the_colour_of_what_is_behind_them_around_them() {
    let scene = samples::shop();
    assert_eq!(ground(&scene, &Rect::new(350, 10, 20, 10)), "on-page");
    assert_eq!(ground(&scene, &Rect::new(30, 180, 20, 10)), "on-depth-0");
    assert_eq!(ground(&scene, &Rect::new(290, 310, 20, 10)), "on-depth-2");
    assert_eq!(ground(&scene, &Rect::new(550, 350, 20, 10)), "on-composite");
}

#[test]
fn a_small_picture_reads_like_this() {
    let mut scene = samples::empty();
    scene.boxes = vec![samples::process("A & B", 0, 0, 80, 40)];
    let document = svg(&scene, &SvgOptions { palette: Palette::Light, ..SvgOptions::default() });
    let (head, rest) = document.split_once("<style>").unwrap();
    let (_, body) = rest.split_once("</style>\n").unwrap();
    assert_eq!(
        head,
        "<svg aria-labelledby=\"title description\" class=\"threatline\" height=\"64\" role=\"img\" \
         viewBox=\"-12.5 -12.5 104 64\" width=\"104\" xmlns=\"http://www.w3.org/2000/svg\">\n\
         <title id=\"title\"></title>\n<desc id=\"description\"></desc>\n"
    );
    assert_eq!(
        body,
        "<rect class=\"page\" height=\"66\" width=\"106\" x=\"-13\" y=\"-13\"/>\n\
         <g class=\"zones\"/>\n<g class=\"flows\"/>\n<g class=\"nodes\">\n\
         <g aria-label=\"A &amp; B; process\" class=\"process\" data-id=\"A &amp; B\" \
         id=\"box-A_x20__x26__x20_B\" role=\"group\">\n\
         <title>A &amp; B\nprocess</title>\n\
         <rect class=\"edge\" height=\"40\" rx=\"10\" width=\"80\" x=\"0\" y=\"0\"/>\n\
         <text class=\"name\" text-anchor=\"middle\" x=\"40\" xml:space=\"preserve\" y=\"25\">A &amp; B</text>\n\
         </g>\n</g>\n<g class=\"labels\"/>\n</svg>\n"
    );
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]
    #[test]
    fn no_name_breaks_the_document(name in "\\PC{0,12}|[\\x00-\\x7f]{0,12}", prefix in "\\PC{0,4}") {
        let mut scene = hostile();
        scene.boxes.iter_mut().for_each(|b| b.tooltip.clone_from(&name));
        scene.boxes.iter_mut().flat_map(|b| &mut b.text).for_each(|run| run.text.clone_from(&name));
        scene.lines.iter_mut().for_each(|line| line.id = format!("{name}{}", line.id));
        scene.title = name;
        let document = svg(&scene, &SvgOptions { id_prefix: prefix, ..everything() });
        assert!(roxmltree::Document::parse(&document).is_ok(), "{document}");
    }
}
