//! Text diagrams: boxes of characters in the style of the methodology, trust boundaries as double lines.

use super::glyphs::Border;
use super::grid::{Frame, Grid, shorten};
use super::{ascii, clean, extent, is_container};
use crate::base::geometry::Point;
use crate::base::text as words;
use crate::scene::{BoxRole, Mark, Scene, SceneBox, Sign, TextRun, Unit};

/// How a text diagram is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextOptions {
    /// Whether only 7-bit characters are used.
    pub ascii: bool,
    /// Whether the title stands above the picture.
    pub title: bool,
    /// Whether the legend stands below.
    pub legend: bool,
}

impl Default for TextOptions {
    fn default() -> Self {
        Self { ascii: false, title: false, legend: true }
    }
}

/// Writes the scene as text. Its unit must be [`Unit::Cell`]. Every line ends with a line break, none with a blank.
///
/// A box has its border on the outermost cells of its rectangle. A flow's first and last point are border cells of the
/// boxes that it joins; an arrowhead stands in the cell before.
pub fn text(scene: &Scene, options: &TextOptions) -> String {
    debug_assert_eq!(scene.unit, Unit::Cell);
    let title = drawn(&scene.title, usize::MAX, options.ascii);
    let title = if options.title && !title.trim().is_empty() { vec![title.trim().to_owned()] } else { Vec::new() };
    let legend = if options.legend { legend(scene, options.ascii) } else { Vec::new() };
    let blocks = [title, picture(scene, options.ascii), legend];
    let blocks: Vec<String> = blocks.iter().filter(|block| !block.is_empty()).map(|block| block.join("\n")).collect();
    blocks.join("\n\n") + "\n"
}

/// Text for a line beside a text diagram: as the diagram would have it.
pub fn plain(text: &str, ascii: bool) -> String {
    drawn(text, usize::MAX, ascii)
}

fn picture(scene: &Scene, ascii: bool) -> Vec<String> {
    let extent = extent(scene);
    let mut grid = Grid::new(Point::new(extent.x, extent.y));
    for b in &scene.boxes {
        let gone = scene.marks.boxes.get(&b.id) == Some(&Mark::Removed) && !is_container(b.role);
        grid.frame(&b.rect, if gone { Frame::Element(Border::Dashed) } else { frame(b.role) });
        if b.role == BoxRole::Store {
            grid.bar(&b.rect);
        }
    }
    for line in &scene.lines {
        grid.flow(&line.points, line.arrow_at_start, line.arrow_at_end);
    }
    for b in &scene.boxes {
        for run in &b.text {
            if is_container(b.role) {
                write_title(&mut grid, b, run, ascii)
            } else {
                write_name(&mut grid, b, run, ascii)
            }
        }
    }
    for run in scene.lines.iter().flat_map(|line| &line.label) {
        grid.write(Point::new(run.rect.x, run.rect.y), &drawn(&run.text, cells(run.rect.w), ascii));
    }
    grid.lines(ascii)
}

fn frame(role: BoxRole) -> Frame {
    match role {
        BoxRole::Zone { .. } | BoxRole::ClosedZone { .. } | BoxRole::Gate => Frame::Zone,
        BoxRole::Composite | BoxRole::Elsewhere => Frame::Element(Border::Dashed),
        BoxRole::Process => Frame::Element(Border::Round),
        BoxRole::Actor | BoxRole::External | BoxRole::Store | BoxRole::Layer => Frame::Element(Border::Sharp),
    }
}

/// Writes the title of a container from the left of its room; in the border with a blank on each side.
fn write_title(grid: &mut Grid, b: &SceneBox, run: &TextRun, ascii: bool) {
    let at = Point::new(run.rect.x, run.rect.y);
    let after = grid.write(at, &drawn(&run.text, room_in(b, run), ascii));
    if after == at || (at.y != b.rect.y && at.y != b.rect.bottom() - 1) {
        return;
    }
    for gap in [Point::new(at.x - 1, at.y), after] {
        if b.rect.x < gap.x && gap.x < b.rect.right() - 1 && grid.free_of_flows(gap) {
            grid.write(gap, " ");
        }
    }
}

/// Writes a line of an element's text in the middle of its room.
fn write_name(grid: &mut Grid, b: &SceneBox, run: &TextRun, ascii: bool) {
    let text = drawn(&run.text, room_in(b, run), ascii);
    let width = i32::try_from(words::width(&text)).unwrap_or(0);
    grid.write(Point::new(run.rect.x + (run.rect.w - width).max(0) / 2, run.rect.y), &text);
}

/// The cells that a line of text may take: its own room, but never the border of its box.
fn room_in(b: &SceneBox, run: &TextRun) -> usize {
    cells(run.rect.w.min(b.rect.right() - 1 - run.rect.x))
}

fn cells(width: i32) -> usize {
    usize::try_from(width).unwrap_or(0)
}

/// The text in at most `room` cells.
fn drawn(text: &str, room: usize, ascii: bool) -> String {
    let text = clean(text);
    if ascii { shorten(&ascii::fold(&text, room), room, '.') } else { shorten(&text, room, '…') }
}

/// The legend in the form of section 3.1 of the methodology.
fn legend(scene: &Scene, ascii: bool) -> Vec<String> {
    let rows = scene.legend.iter().filter_map(|row| {
        let sign = sign(row.sign, ascii)?;
        Some(format!("{sign} {}", drawn(&row.text, usize::MAX, ascii)).trim_end().to_owned())
    });
    let rows: Vec<String> = rows.collect();
    if rows.is_empty() { rows } else { std::iter::once("Legend:".to_owned()).chain(rows).collect() }
}

/// A sign in three characters. Sensitive flows have none: text diagrams name the class in the label alone.
fn sign(sign: Sign, ascii: bool) -> Option<&'static str> {
    let (unicode, plain) = match sign {
        Sign::TrustBoundary => ("═══", "==="),
        Sign::Flow => ("───", "---"),
        Sign::FlowBothWays => ("◄─►", "<->"),
        Sign::CriticalFlow | Sign::HighFlow => return None,
        Sign::ThreatCount => ("⚑# ", "!# "),
        Sign::FlowNumber => ("DF#", "DF#"),
        Sign::StepNumber => ("1. ", "1. "),
        Sign::ClosedZone => ("╔═╗", "#=#"),
        Sign::BoundaryNumber => ("TB#", "TB#"),
        Sign::ExternalEntity => ("┌─┐", "+-+"),
        Sign::Process => ("╭─╮", ".-."),
        Sign::Store => ("┌┬┐", "++-"),
        Sign::Elsewhere => ("╌╌╌", "..."),
        Sign::Marked(Mark::Added) => ("+  ", "+  "),
        Sign::Marked(Mark::Removed) => ("−  ", "-  "),
        Sign::Marked(Mark::Changed) => ("~  ", "~  "),
    };
    Some(if ascii { plain } else { unicode })
}

#[cfg(test)]
#[path = "text_tests.rs"]
mod tests;
