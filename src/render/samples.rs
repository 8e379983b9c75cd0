//! Scenes for the tests of the renderers, made by hand.

use crate::base::font;
use crate::base::geometry::{Point, Rect, Size};
use crate::base::text::width;
use crate::scene::{BoxRole, LegendRow, Marks, Scene, SceneBox, SceneLine, Sensitivity, Sign, TextRole, TextRun, Unit};

pub(super) fn empty() -> Scene {
    Scene {
        unit: Unit::Pixel,
        size: Size::new(0, 0),
        title: String::new(),
        description: String::new(),
        boxes: Vec::new(),
        lines: Vec::new(),
        legend: Vec::new(),
        marks: Marks::default(),
    }
}

pub(super) fn zone(name: &str, depth: u8, x: i32, y: i32, w: i32, h: i32) -> SceneBox {
    let (size, weight) = TextRole::ZoneTitle.font();
    let room = Rect::new(x + 10, y + 6, font::width(name, size, weight), 16);
    boxed(name, BoxRole::Zone { depth, trust: None }, Rect::new(x, y, w, h), vec![run(TextRole::ZoneTitle, room, name)])
}

pub(super) fn process(name: &str, x: i32, y: i32, w: i32, h: i32) -> SceneBox {
    element(BoxRole::Process, name, None, x, y, w, h)
}

pub(super) fn element(role: BoxRole, name: &str, detail: Option<&str>, x: i32, y: i32, w: i32, h: i32) -> SceneBox {
    let rect = Rect::new(x, y, w, h);
    let middle = y + h / 2;
    let mut text = Vec::new();
    let line = |y| Rect::new(x + 10, y, w - 20, 16);
    match detail {
        None => text.push(run(TextRole::Name, line(middle - 8), name)),
        Some(detail) => {
            text.push(run(TextRole::Name, line(middle - 16), name));
            text.push(run(TextRole::Detail, line(middle), detail));
        }
    }
    boxed(name, role, rect, text)
}

fn boxed(name: &str, role: BoxRole, rect: Rect, text: Vec<TextRun>) -> SceneBox {
    let kind = match role {
        BoxRole::Zone { .. } => "trust zone",
        BoxRole::ClosedZone { .. } => "trust zone, closed",
        BoxRole::Gate => "trust boundary",
        BoxRole::Layer => "layer",
        BoxRole::Composite => "process, opened",
        BoxRole::Actor => "actor",
        BoxRole::External => "external system",
        BoxRole::Process => "process",
        BoxRole::Store => "data store",
        BoxRole::Elsewhere => "in another part",
    };
    SceneBox { id: name.to_owned(), role, rect, text, tooltip: format!("{name}\n{kind}") }
}

pub(super) fn run(role: TextRole, rect: Rect, text: &str) -> TextRun {
    TextRun { rect, text: text.to_owned(), role }
}

/// A flow with its label's lines from `label` downwards, `pitch` apart.
fn flow(unit: Unit, ends: (&str, &str), points: &[(i32, i32)], label: (i32, i32), text: &str) -> SceneLine {
    let rows = text.lines().enumerate().map(|(row, text)| {
        let row = i32::try_from(row).unwrap_or(0);
        let (w, h) = match unit {
            Unit::Pixel => (font::width(text, 11, font::Weight::Regular), 14),
            Unit::Cell => (i32::try_from(width(text)).unwrap_or(0), 1),
        };
        run(TextRole::FlowLabel, Rect::new(label.0, label.1 + row * h, w, h), text)
    });
    SceneLine {
        id: format!("{}->{}:{}", ends.0, ends.1, text.lines().next().unwrap_or_default()),
        source: ends.0.to_owned(),
        target: ends.1.to_owned(),
        points: points.iter().map(|&(x, y)| Point::new(x, y)).collect(),
        arrow_at_start: false,
        arrow_at_end: true,
        label: rows.collect(),
        crossings: Vec::new(),
        sensitivity: None,
        tooltip: format!("{} → {}: {}", ends.0, ends.1, text.replace('\n', " ")),
    }
}

pub(super) fn legend() -> Vec<LegendRow> {
    [
        (Sign::TrustBoundary, "Trust Boundary"),
        (Sign::Flow, "Data Flow"),
        (Sign::FlowBothWays, "Bidirectional Flow"),
        (Sign::CriticalFlow, "Flow of CRITICAL data"),
        (Sign::HighFlow, "Flow of HIGH data"),
        (Sign::FlowNumber, "Data Flow Number"),
        (Sign::BoundaryNumber, "Trust Boundary Number"),
        (Sign::ExternalEntity, "External Entity"),
        (Sign::Process, "Process"),
        (Sign::Store, "Data Store"),
    ]
    .into_iter()
    .map(|(sign, text)| LegendRow { sign, text: text.to_owned() })
    .collect()
}

/// A shop with three levels of zones, every sign, flows that cross, and one both ways.
pub(super) fn shop() -> Scene {
    let px = Unit::Pixel;
    let boxes = vec![
        zone("[TB1] Internet", 0, 0, 0, 330, 110),
        zone("[TB2] Cloud account", 0, 0, 170, 640, 450),
        zone("[TB3] Application tier", 1, 20, 210, 420, 200),
        zone("[TB4] Sandbox", 2, 270, 300, 150, 90),
        zone("[TB5] Data tier", 1, 20, 480, 420, 110),
        boxed(
            "Payments",
            BoxRole::Composite,
            Rect::new(470, 250, 150, 190),
            vec![run(TextRole::ZoneTitle, Rect::new(480, 256, 120, 16), "Payments")],
        ),
        element(BoxRole::Actor, "Customers", Some("browser"), 40, 36, 120, 48),
        element(BoxRole::External, "Card scheme", Some("third party"), 190, 36, 120, 48),
        element(BoxRole::Process, "Web shop", Some("Rust, axum"), 40, 250, 130, 48),
        process("Recommender", 285, 330, 120, 44),
        process("Checkout", 490, 290, 110, 44),
        process("Settlement", 490, 380, 110, 44),
        element(BoxRole::Store, "Orders", Some("PostgreSQL 17"), 40, 520, 140, 48),
        element(BoxRole::Store, "Catalogue", None, 270, 520, 130, 48),
    ];
    let mut lines = vec![
        flow(px, ("Customers", "Web shop"), &[(80, 84), (80, 250)], (86, 124), "DF1 [TB1, TB2, TB3]\nbrowses, HTTPS"),
        flow(px, ("Web shop", "Recommender"), &[(170, 265), (345, 265), (345, 330)], (196, 248), "DF2 [TB4] asks"),
        flow(px, ("Web shop", "Orders"), &[(80, 298), (80, 520)], (86, 440), "DF3 [TB3, TB5] order (high)"),
        flow(px, ("Recommender", "Catalogue"), &[(335, 374), (335, 520)], (341, 440), "DF4 reads"),
        flow(px, ("Web shop", "Checkout"), &[(170, 285), (220, 285), (220, 312), (490, 312)], (226, 315), ""),
        flow(
            px,
            ("Checkout", "Card scheme"),
            &[(550, 290), (550, 60), (310, 60)],
            (400, 43),
            "DF6 [TB2] card (critical)",
        ),
        flow(px, ("Checkout", "Settlement"), &[(545, 334), (545, 380)], (551, 350), "DF7 books"),
        flow(
            px,
            ("Settlement", "Orders"),
            &[(545, 424), (545, 610), (110, 610), (110, 568)],
            (210, 592),
            "DF8 [TB5] settles",
        ),
    ];
    for (index, line) in lines.iter_mut().enumerate() {
        line.arrow_at_start = index == 3;
        line.sensitivity = match index {
            2 => Some(Sensitivity::High),
            5 => Some(Sensitivity::Critical),
            _ => None,
        };
    }
    Scene {
        size: Size::new(640, 620),
        title: "Shop: system data flow".to_owned(),
        description: "Customers buy through a web shop. Eight flows cross five trust boundaries.".to_owned(),
        boxes,
        lines,
        legend: legend(),
        marks: Marks::default(),
        ..empty()
    }
}

/// A zone whose title is set into its border, in cells.
pub(super) fn cell_zone(name: &str, depth: u8, x: i32, y: i32, w: i32, h: i32) -> SceneBox {
    let room = Rect::new(x + 3, y, i32::try_from(width(name)).unwrap_or(0), 1);
    boxed(name, BoxRole::Zone { depth, trust: None }, Rect::new(x, y, w, h), vec![run(TextRole::ZoneTitle, room, name)])
}

/// An element in cells: its name's lines in the rows between its borders.
pub(super) fn cell_element(role: BoxRole, name: &str, x: i32, y: i32, w: i32) -> SceneBox {
    let mut text = Vec::new();
    let mut row = y + 1;
    for line in name.split('\n') {
        text.push(run(TextRole::Name, Rect::new(x + 2, row, w - 4, 1), line));
        row += 1;
    }
    boxed(name, role, Rect::new(x, y, w, row + 1 - y), text)
}

/// A chatbot in cells: nested zones, crossing flows, one both ways, a store, an opened process.
pub(super) fn chatbot() -> Scene {
    let cell = Unit::Cell;
    let boxes = vec![
        cell_zone("Internet", 0, 4, 0, 26, 6),
        cell_zone("[TB1] Cloud account", 0, 0, 9, 62, 23),
        cell_zone("[TB2] App tier", 1, 2, 11, 32, 9),
        cell_zone("[TB3] Data tier", 1, 2, 23, 32, 7),
        boxed(
            "Guard",
            BoxRole::Composite,
            Rect::new(40, 11, 20, 9),
            vec![run(TextRole::Name, Rect::new(42, 11, 5, 1), "Guard")],
        ),
        cell_element(BoxRole::Actor, "Users", 16, 1, 11),
        cell_element(BoxRole::Process, "Web frontend\n(axum)", 10, 14, 18),
        cell_element(BoxRole::Process, "Filter\n(wasm)", 44, 14, 12),
        cell_element(BoxRole::Store, "Chat history", 12, 26, 18),
        cell_element(BoxRole::External, "LLM", 68, 14, 9),
    ];
    let mut lines = vec![
        flow(cell, ("Users", "Web frontend"), &[(24, 3), (24, 14)], (4, 7), "DF1 [TB1, TB2] asks"),
        flow(cell, ("Web frontend", "Chat history"), &[(24, 17), (24, 26)], (26, 21), "DF2 [TB2, TB3] (high)"),
        flow(cell, ("Web frontend", "Filter"), &[(27, 15), (44, 15)], (29, 14), "DF3"),
        flow(cell, ("Filter", "LLM"), &[(50, 17), (50, 18), (72, 18), (72, 16)], (63, 19), "DF4 [TB1]"),
        flow(cell, ("Users", "Filter"), &[(26, 2), (37, 2), (37, 16), (44, 16)], (39, 7), "DF5 reports"),
        flow(cell, ("Chat history", "LLM"), &[(29, 27), (74, 27), (74, 16)], (36, 26), "DF6 [TB3, TB1] trains"),
    ];
    for (index, line) in lines.iter_mut().enumerate() {
        line.arrow_at_start = index == 1;
    }
    Scene {
        unit: cell,
        size: Size::new(80, 31),
        title: "Chatbot: system data flow".to_owned(),
        boxes,
        lines,
        legend: legend(),
        marks: Marks::default(),
        ..empty()
    }
}
