//! The layered frame: bands one below the other, components side by side in them. No flow is routed, so none of the phases
//! has a part in it.

use crate::base::geometry::{Point, Rect, Size};
use crate::base::text;
use crate::layout::measure::{Align, Block};
use crate::layout::profile::{Profile, profile};
use crate::scene::{BoxRole, Marks, Scene, SceneBox, SceneLine, TextRole, TextRun, Unit};
use crate::view::{Band, Component, Direction, Layers};

/// Cells of a line of a component's name or features.
const FEATURE: usize = 28;

/// Lengths of the frame in one unit.
struct Frame {
    /// Width up to which components stand side by side.
    width: i32,
    /// Between the border and what is in it, and between two components.
    gap: Size,
    /// From the top border of a band to its first row; the heading stands there.
    heading: i32,
    /// Between the name of a component and its features.
    below_name: i32,
    /// Place of the heading from the corner of its band.
    title: Size,
    /// Between the last row and the bottom border.
    bottom: i32,
    /// Height of the room for the tail of an arrow, above the bottom border.
    tail: i32,
    /// From a border to the ends of an arrow through it, without and with a head there.
    reach: (i32, i32),
    /// From an arrow to the right border, and to its label.
    arrow: (i32, i32),
}

const PIXEL: Frame = Frame {
    width: 900,
    gap: Size { w: 16, h: 12 },
    heading: 34,
    below_name: 4,
    title: Size { w: 12, h: 9 },
    bottom: 14,
    tail: 12,
    reach: (16, 18),
    arrow: (28, 8),
};

const CELL: Frame = Frame {
    width: 96,
    gap: Size { w: 2, h: 0 },
    heading: 2,
    below_name: 0,
    title: Size { w: 2, h: 1 },
    bottom: 0,
    tail: 1,
    reach: (1, 2),
    arrow: (4, 1),
};

/// Draws the architecture by layers in `unit`. With `title`, the frame begins with the title of the architecture.
pub fn bands(layers: &Layers, unit: Unit, title: bool) -> Scene {
    let profile = profile(unit, Direction::Down);
    let frame = match unit {
        Unit::Pixel => &PIXEL,
        Unit::Cell => &CELL,
    };
    let mut drawer = Drawer { profile, frame, width: 0, boxes: Vec::new(), lines: Vec::new() };
    let rows: Vec<Vec<Vec<Placed>>> = layers.bands.iter().map(|band| drawer.rows(&band.components)).collect();
    let heading = drawer.block(&layers.title, TextRole::ZoneTitle, usize::MAX);
    drawer.width = drawer.frame_width(layers, &rows, &heading);
    let mut y = if title { drawer.title_band(&heading) } else { 0 };
    for (index, (band, rows)) in layers.bands.iter().zip(rows).enumerate() {
        let next = layers.bands.get(index + 1);
        y = drawer.band(band, next, rows, y);
    }
    let size = Size::new(drawer.width, y + profile.line);
    // Bands first, so that they are painted below what is in them.
    drawer.boxes.sort_by_key(|it| it.role != BoxRole::Layer);
    Scene {
        unit,
        size,
        title: layers.title.clone(),
        description: layers.description.clone(),
        boxes: drawer.boxes,
        lines: drawer.lines,
        legend: layers.legend.clone(),
        marks: Marks::default(),
    }
}

/// A component with its text and size.
struct Placed {
    component: Component,
    name: Block,
    features: Vec<Block>,
    size: Size,
    /// Width of a second border at the left.
    bar: i32,
}

struct Drawer<'a> {
    profile: &'a Profile,
    frame: &'a Frame,
    width: i32,
    boxes: Vec<SceneBox>,
    lines: Vec<SceneLine>,
}

impl Drawer<'_> {
    fn block(&self, text: &str, role: TextRole, width: usize) -> Block {
        let mut block = Block::default();
        block.push(text, role, width, self.profile);
        block
    }

    /// The components in rows, none wider than the frame unless one alone is.
    fn rows(&self, components: &[Component]) -> Vec<Vec<Placed>> {
        let mut rows: Vec<Vec<Placed>> = Vec::new();
        let mut right = i32::MAX;
        for component in components {
            let placed = self.measure(component);
            if right.saturating_add(self.frame.gap.w + placed.size.w) > self.frame.width {
                rows.push(Vec::new());
                right = self.inset() - self.frame.gap.w;
            }
            right += self.frame.gap.w + placed.size.w;
            if let Some(row) = rows.last_mut() {
                row.push(placed);
            }
        }
        rows
    }

    fn measure(&self, component: &Component) -> Placed {
        let profile = self.profile;
        let name = self.block(&component.name, TextRole::Name, FEATURE);
        let features: Vec<Block> = component.features.iter().map(|feature| self.feature(feature)).collect();
        let widest = features.iter().map(|feature| feature.size.w).max().unwrap_or(0) + self.dash().w;
        let listed = features.iter().map(|feature| feature.size.h).sum::<i32>();
        let room = if features.is_empty() { 0 } else { self.frame.below_name };
        let text = Size::new(name.size.w.max(widest), name.size.h + room + listed);
        // The bar of a store takes a column of its own.
        let bar = if component.role == BoxRole::Store { profile.line } else { 0 };
        let size = Size::new(
            (text.w + profile.padding.w + bar).max(profile.least.w),
            (text.h + profile.padding.h).max(profile.least.h),
        );
        Placed { component: component.clone(), name, features, size, bar }
    }

    /// A feature without the dash in front of it.
    fn feature(&self, text: &str) -> Block {
        let mut block = Block::default();
        for line in text::wrap_whole_words(text.trim(), FEATURE) {
            block.push(&line, TextRole::Feature, usize::MAX, self.profile);
        }
        block
    }

    /// The dash in front of a feature, with the blank behind it.
    fn dash(&self) -> Size {
        let dash = self.profile.text("-", TextRole::Feature);
        Size::new(dash.w + self.profile.text("n", TextRole::Feature).w / 2 + self.profile.line, dash.h)
    }

    /// From the left border to the first component.
    fn inset(&self) -> i32 {
        self.profile.line + self.frame.gap.w
    }

    fn frame_width(&self, layers: &Layers, rows: &[Vec<Vec<Placed>>], title: &Block) -> i32 {
        let gap = self.frame.gap.w;
        let row = |row: &Vec<Placed>| row.iter().map(|placed| placed.size.w + gap).sum::<i32>() - gap;
        let widest = rows.iter().flatten().map(row).max().unwrap_or(0);
        let heading = |band: &Band| {
            let name = self.block(&band.name, TextRole::ZoneTitle, usize::MAX).size.w;
            name + 2 * self.frame.title.w + self.frame.arrow.0 + self.profile.arrow
        };
        let headings = layers.bands.iter().map(heading).max().unwrap_or(0);
        (widest + 2 * self.inset()).max(headings).max(title.size.w + 2 * self.inset())
    }

    /// The band with the title of the architecture; returns its bottom border.
    fn title_band(&mut self, title: &Block) -> i32 {
        let height = title.size.h + 2 * self.frame.title.h;
        let top = self.frame.title.h;
        let runs = title.runs((self.width - title.size.w) / 2, top, Align::Left);
        self.push("layers title", BoxRole::Layer, Rect::new(0, 0, self.width, height), runs, "");
        height - self.profile.line
    }

    /// A band from its top border `y`; returns its bottom border, on which the next one begins.
    fn band(&mut self, band: &Band, next: Option<&Band>, rows: Vec<Vec<Placed>>, y: i32) -> i32 {
        let heading = self.block(&band.name, TextRole::ZoneTitle, usize::MAX);
        let mut top = y + self.frame.heading;
        for (index, row) in rows.into_iter().enumerate() {
            top += if index > 0 { self.frame.gap.h } else { 0 };
            top += self.row(row, top);
        }
        let joined = next.filter(|_| band.down + band.up > 0);
        let bottom = top + self.frame.bottom + if joined.is_some() { self.frame.tail } else { 0 };
        let rect = Rect::new(0, y, self.width, bottom - y + self.profile.line);
        let runs = heading.runs(self.frame.title.w, y + self.frame.title.h, Align::Left);
        self.push(&band.id, BoxRole::Layer, rect, runs, &format!("Layer {}", band.name));
        if let Some(next) = joined {
            self.arrow(band, next, bottom);
        }
        bottom
    }

    /// A row of components; returns its height.
    fn row(&mut self, row: Vec<Placed>, top: i32) -> i32 {
        let height = row.iter().map(|placed| placed.size.h).max().unwrap_or(0);
        let mut left = self.inset();
        for placed in row {
            let rect = Rect::new(left, top, placed.size.w, height);
            let padding = self.profile.padding;
            let (x, mut y) = (left + padding.w / 2 + placed.bar, top + padding.h / 2);
            let centred = x + (placed.size.w - padding.w - placed.bar - placed.name.size.w) / 2;
            let mut runs = placed.name.runs(centred, y, Align::Center);
            y += placed.name.size.h + self.frame.below_name;
            for feature in &placed.features {
                let dash = self.dash();
                let text = "-".to_owned();
                runs.push(TextRun { rect: Rect::new(x, y, dash.w, dash.h), text, role: TextRole::Feature });
                runs.extend(feature.runs(x + dash.w, y, Align::Left));
                y += feature.size.h;
            }
            let Component { id, role, tooltip, .. } = placed.component;
            self.push(&id, role, rect, runs, &tooltip);
            left = rect.right() + self.frame.gap.w;
        }
        height
    }

    /// The arrow through the border between two bands, with the number of flows beside it.
    fn arrow(&mut self, band: &Band, next: &Band, border: i32) {
        let (without, with) = self.frame.reach;
        let reach = |head: bool| if head { with } else { without };
        let x = self.width - self.frame.arrow.0;
        let top = Point::new(x, border - reach(band.up > 0));
        let bottom = Point::new(x, border + reach(band.down > 0));
        let only_up = band.down == 0;
        let label = self.block(&flows(band.down + band.up), TextRole::FlowLabel, usize::MAX);
        let left = x - self.frame.arrow.1 - label.size.w;
        let tooltip = format!("{} to {}: {}, {} back", band.name, next.name, flows(band.down), flows(band.up));
        self.lines.push(SceneLine {
            id: format!("{} {}", band.id, next.id),
            source: if only_up { next.id.clone() } else { band.id.clone() },
            target: if only_up { band.id.clone() } else { next.id.clone() },
            points: if only_up { vec![bottom, top] } else { vec![top, bottom] },
            arrow_at_start: band.down > 0 && band.up > 0,
            arrow_at_end: true,
            label: label.runs(left, border - self.frame.tail - self.frame.bottom / 2, Align::Left),
            crossings: Vec::new(),
            sensitivity: None,
            tooltip,
        });
    }

    fn push(&mut self, id: &str, role: BoxRole, rect: Rect, text: Vec<TextRun>, tooltip: &str) {
        self.boxes.push(SceneBox { id: id.to_owned(), role, rect, text, tooltip: tooltip.to_owned() });
    }
}

fn flows(count: usize) -> String {
    text::count(count, "flow", "flows")
}
