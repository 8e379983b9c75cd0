//! draw.io: pages of cells, plain and packed, and our own exports.

use super::{analysed, imported, whole, zones};
use crate::support::{model, sample_with, samples};
use threatline::layout;
use threatline::notation::{self, Options};
use threatline::scene::Unit;
use threatline::view::{self, Level};

/// A file of one plain page with these cells.
fn page(cells: &str) -> String {
    let base = "<mxCell id=\"0\"/><mxCell id=\"1\" parent=\"0\"/>";
    format!("<mxfile><diagram name=\"P\"><mxGraphModel><root>{base}{cells}</root></mxGraphModel></diagram></mxfile>")
}

fn vertex(id: &str, label: &str, style: &str, parent: &str, place: [i32; 4]) -> String {
    let [x, y, width, height] = place;
    format!(
        "<mxCell id=\"{id}\" value=\"{label}\" style=\"{style}\" vertex=\"1\" parent=\"{parent}\">\
         <mxGeometry x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" as=\"geometry\"/></mxCell>"
    )
}

fn edge(id: &str, label: &str, style: &str, ends: &str) -> String {
    format!("<mxCell id=\"{id}\" value=\"{label}\" style=\"{style}\" edge=\"1\" parent=\"1\" {ends}/>")
}

#[test]
fn shapes_containers_and_arrows_become_elements_zones_and_flows() {
    let cells = [
        vertex("z", "Cloud", "swimlane", "1", [100, 0, 400, 200]),
        vertex("tb", "DMZ", "rounded=0;dashed=1;fillColor=none", "z", [10, 10, 100, 100]),
        vertex("u", "User", "shape=umlActor", "1", [0, 0, 30, 60]),
        vertex("w", "&lt;b&gt;Web&lt;/b&gt;&lt;br&gt;shop", "ellipse;html=1", "1", [120, 20, 50, 50]),
        vertex("d", "Orders", "shape=cylinder3", "z", [200, 20, 50, 50]),
        vertex("c", "Mail", "ellipse;shape=cloud", "1", [600, 0, 50, 50]),
        edge("e1", "", "endArrow=classic", "source=\"u\" target=\"w\""),
        vertex("l", "HTTPS, JWT", "edgeLabel", "e1", [0, 0, 0, 0]),
        edge("e2", "", "startArrow=classic;endArrow=classic", "source=\"w\" target=\"d\""),
        edge("e3", "reports", "startArrow=block;endArrow=none", "source=\"c\" target=\"w\""),
        edge("e4", "loose", "", "source=\"w\""),
    ];
    let (text, report) = whole("drawio", &page(&cells.concat()));
    assert_eq!(
        text,
        "\
model \"model\"
zone cloud \"Cloud\" {
  zone dmz \"DMZ\" { // guessed: a zone, because it is a dashed box
    process web-shop \"Web shop\" // guessed: kind `process` from the circle
  }
  store orders \"Orders\" // guessed: kind `store` from the cylinder
}
actor user \"User\" // guessed: kind `actor` from the figure of a person
external mail \"Mail\" // guessed: kind `external` from the cloud
DF1: user -> web-shop \"HTTPS, JWT\" via https auth=jwt // guessed: type `https` from the text; auth `jwt` from the text
DF2: web-shop <-> orders
DF3: web-shop -> mail \"reports\""
    );
    assert!(report.contains("line `loose` (line 1): it is not fastened to a box at both ends"), "{report}");
}

#[test]
fn pages_lie_beside_each_other_and_packed_ones_are_unpacked() {
    // `<mxGraphModel><root><mxCell id="a" value="Web&nbsp;app" vertex="1"/></root></mxGraphModel>`, with `&nbsp;` escaped.
    let packed = PACKED;
    let file = format!(
        "<mxfile><diagram name=\"A\">{packed}</diagram><diagram name=\"B\">{packed}</diagram>\
         <diagram name=\"C\">AAAA</diagram><diagram name=\"D\">!</diagram></mxfile>"
    );
    let (text, report) = whole("drawio", &file);
    assert!(text.contains("web-app is web-app \"Web app\"") && text.contains("web-app-2 is web-app"), "{text}");
    assert!(report.contains("page `C` (line 1): it cannot be unpacked: it is"), "{report}");
    assert!(report.contains("page `D` (line 1): it cannot be unpacked: its text is no Base64"), "{report}");
}

const PACKED: &str = "UzV2zq1wL0osyPDNT0nNUTV2VTV2LsrPL4GwciucU3NyVI0MMlNUjV1UjYwSgRjILUvMKU2FiISnJqkamSXmFqgaO+UlFYOoxIICqLLUopLUCog6Q7CQG8RcIANhCZCD5gYA";

#[test]
fn what_no_drawing_has_is_refused_or_said() {
    let refused = |text: &str| imported("drawio", "model", text).unwrap_err();
    assert_eq!(refused("<svg/>"), "its outermost element is `svg`; that of a draw.io file is `mxfile`");
    assert_eq!(refused("<mxfile/>"), "there is no page (`diagram`) in it");
    assert!(
        refused("<mxfile><diagram><mxGraphModel>").contains("it is cut off: `mxGraphModel` of line 1 does not end")
    );
    assert!(
        refused(&format!("<mxfile><diagram>{}</diagram></mxfile>", &PACKED[..24])).contains("it cannot be unpacked")
    );
    assert!(refused(&"<a>".repeat(100_000)).contains("more than 100 deep"));
    let bomb = "<!DOCTYPE m [<!ENTITY a \"b\"><!ENTITY c \"&a;&a;\">]><mxfile>&c;</mxfile>";
    assert_eq!(refused(bomb), "this is no XML: it has no entity `&c;`");
    let cells = [
        vertex("a", "A", "", "1", [0, 0, 10, 10]),
        vertex("a", "Twin", "", "1", [0, 0, 10, 10]),
        "<mxCell id=\"b\" value=\"B\" vertex=\"1\" parent=\"nowhere\"/>".to_owned(),
        "<mxCell id=\"c\" value=\"C\" vertex=\"1\" parent=\"c\"><mxGeometry x=\"NaN\" width=\"inf\"/></mxCell>"
            .to_owned(),
        vertex("t", "Z0", "text;html=1", "1", [0, 0, 10, 10]),
        edge("e", "gone", "", "source=\"a\" target=\"nowhere\""),
    ];
    let (text, report) = whole("drawio", &page(&cells.concat()));
    assert!(text.contains("\"A\"") && text.contains("\"B\"") && text.contains("\"C\""), "{text}");
    for said in ["another cell has the id `a`", "its end `nowhere` is no element", "it is a text on the drawing"] {
        assert!(report.contains(said), "{said}: {report}");
    }
}

#[test]
fn our_own_exports_come_back_with_all_that_is_on_the_picture() {
    let nasty = std::fs::read_to_string(crate::support::project("tests/notation/nasty.threat")).unwrap();
    let own = samples().into_iter().map(|(path, text)| sample_with(&path, &text));
    for outcome in own.chain([model(&nasty)]) {
        let view = view::build(&outcome.model, &outcome.graph, Level::Full);
        let scene = layout::draw(&view, &layout::arrange(&view), Unit::Pixel);
        let file = notation::drawio(&view, &scene, &Options::default());
        let imported = imported("drawio", "own.drawio", &file).unwrap();
        let back = analysed(&imported.text);
        let errors: Vec<_> = back.diagnostics.iter().filter(|found| found.is_error()).collect();
        assert!(errors.is_empty(), "{errors:?}\n{}", imported.text);
        let drawn = |kinds: &[&str]| {
            let kind = |kind: &&str| file.matches(&format!("threatline.kind=\"{kind}\"")).count();
            kinds.iter().map(kind).sum::<usize>()
        };
        assert_eq!(zones(&back), drawn(&["zone", "closed"]), "{}", imported.text);
        let elements = drawn(&["composite", "actor", "external", "process", "store"]);
        assert_eq!(back.model.elements.len(), elements, "{}", imported.text);
        assert_eq!(back.model.flows.len(), drawn(&["flow"]), "{}", imported.text);
    }
}

#[test]
fn icons_are_named_by_the_texts_below_them() {
    let cells = [
        vertex("w", "Web", "rounded=1", "1", [0, 0, 80, 80]),
        vertex("d", "", "shape=cylinder3", "1", [200, 0, 80, 80]),
        vertex("t", "Orders", "text;html=1", "1", [190, 85, 100, 20]),
        vertex("u", "Far away", "text;html=1", "1", [200, 300, 80, 20]),
        edge("e", "SQL", "endArrow=classic", "source=\"w\" target=\"d\""),
    ];
    let (text, report) = whole("drawio", &page(&cells.concat()));
    assert!(text.contains("store orders \"Orders\" // guessed: name from the text beside it; kind `store`"), "{text}");
    assert!(text.contains("DF1: web -> orders \"SQL\""), "{text}");
    assert!(
        report.contains("box `Far away` (line 1): it is a text on the drawing") && !report.contains("`Orders`"),
        "{report}"
    );
}
