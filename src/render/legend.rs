//! The legend of a pixel picture: each sign drawn as in the picture, with its meaning beside it, in rows below.

use svg::node::element::{Element, Group, Path};

use super::svg::text_element;
use super::{clean, shape};
use crate::base::font::{self, Weight};
use crate::base::geometry::{Point, Rect, Size};
use crate::scene::{BoxRole, LegendRow, Scene, Sensitivity, Sign};

const FONT_SIZE: u32 = 11;
const ROW_HEIGHT: i32 = 20;
const SIGN: Size = Size { w: 28, h: 14 };
/// Between a sign and its text.
const SIGN_GAP: i32 = 6;
/// Between two entries.
const ENTRY_GAP: i32 = 18;
/// Room above the first row, with the line that parts legend and picture in it.
const ABOVE: i32 = 26;
/// Rows may be this wide even under a narrower picture.
const LEAST_WIDTH: i32 = 440;

/// Entries with their places, the top left corner of the legend being the origin.
pub(super) struct Legend<'a> {
    entries: Vec<(Point, &'a LegendRow)>,
    size: Size,
}

impl<'a> Legend<'a> {
    /// Sets the entries in rows and columns under a picture of the given width. Nothing if there are none.
    pub(super) fn plan(scene: &'a Scene, picture_width: i32) -> Option<Self> {
        let widths: Vec<i32> = scene.legend.iter().map(entry_width).collect();
        let columns = columns(&widths, picture_width.max(LEAST_WIDTH))?;
        let lefts: Vec<i32> =
            columns.iter().scan(0, |left, width| Some(std::mem::replace(left, *left + width + ENTRY_GAP))).collect();
        let mut entries = Vec::with_capacity(scene.legend.len());
        let mut y = ABOVE;
        for row in scene.legend.chunks(columns.len()) {
            entries.extend(row.iter().zip(&lefts).map(|(entry, &x)| (Point::new(x, y), entry)));
            y += ROW_HEIGHT;
        }
        let width = columns.iter().sum::<i32>() + ENTRY_GAP * (i32::try_from(columns.len()).unwrap_or(1) - 1);
        Some(Self { entries, size: Size::new(width, y) })
    }

    /// Room that the legend needs.
    pub(super) fn size(&self) -> Size {
        self.size
    }

    /// Draws the legend with its corner at `corner`, under a picture of the given width.
    pub(super) fn draw(&self, corner: Point, picture_width: i32) -> Element {
        let rule = format!("M{} {}h{picture_width}", corner.x, corner.y + ABOVE / 2);
        let mut group = Group::new()
            .set("class", "legend")
            .set("role", "group")
            .set("aria-label", "Legend")
            .add(Path::new().set("class", "rule").set("d", rule));
        for (offset, row) in &self.entries {
            let at = Point::new(corner.x + offset.x, corner.y + offset.y);
            let room = Rect::new(at.x, at.y + (ROW_HEIGHT - SIGN.h) / 2, SIGN.w, SIGN.h);
            group = group.add(sign(row.sign, &room));
            let room = Rect::new(at.x + SIGN.w + SIGN_GAP, at.y, 0, ROW_HEIGHT);
            group = group.add(text_element("meaning", &room, FONT_SIZE, false, &row.text));
        }
        group.into()
    }
}

fn entry_width(row: &LegendRow) -> i32 {
    SIGN.w + SIGN_GAP + font::width(&clean(&row.text), FONT_SIZE, Weight::Regular)
}

/// Widths of the columns: as few rows as fit into the width, then as few columns as these rows need.
fn columns(entries: &[i32], available: i32) -> Option<Vec<i32>> {
    let widths = |columns: usize| -> Vec<i32> {
        (0..columns).map(|first| entries.iter().skip(first).step_by(columns).copied().max().unwrap_or(0)).collect()
    };
    let fits =
        |columns: &usize| widths(*columns).iter().map(|width| width + ENTRY_GAP).sum::<i32>() <= available + ENTRY_GAP;
    let most = (1..=entries.len()).rev().find(fits).or((!entries.is_empty()).then_some(1))?;
    let rows = entries.len().div_ceil(most);
    Some(widths(entries.len().div_ceil(rows)))
}

fn sign(sign: Sign, room: &Rect) -> Element {
    let shape = |class: &str, role| {
        let group = Group::new().set("class", class);
        shape::box_shape(role, room).into_iter().fold(group, Group::add).into()
    };
    match sign {
        Sign::TrustBoundary => shape("zone depth-0", BoxRole::Zone { depth: 0, trust: None }),
        Sign::Flow => arrow("flow hue-0", room, None, false),
        Sign::FlowBothWays => arrow("flow hue-0", room, None, true),
        Sign::CriticalFlow => arrow("flow critical", room, Some(Sensitivity::Critical), false),
        Sign::HighFlow => arrow("flow high", room, Some(Sensitivity::High), false),
        Sign::ExternalEntity => shape("external", BoxRole::External),
        Sign::Process => shape("process", BoxRole::Process),
        Sign::Store => shape("store", BoxRole::Store),
        Sign::StepNumber => letters("1.", room),
        Sign::ClosedZone => shape("zone closed depth-0", BoxRole::ClosedZone { depth: 0 }),
        Sign::Elsewhere => shape("elsewhere", BoxRole::Elsewhere),
        Sign::Marked(mark) => {
            let class = super::svg::mark_class(Some(&mark));
            Group::new().set("class", class).add(arrow("flow hue-0", room, None, false)).into()
        }
        Sign::ThreatCount => letters("⚑#", room),
        Sign::FlowNumber => letters("DF#", room),
        Sign::BoundaryNumber => letters("TB#", room),
    }
}

fn letters(text: &str, room: &Rect) -> Element {
    let mut text = text_element("letters", room, FONT_SIZE, true, text);
    text.get_attributes_mut().insert("font-weight".to_owned(), "bold".into());
    text
}

fn arrow(class: &str, room: &Rect, sensitivity: Option<Sensitivity>, both_ways: bool) -> Element {
    let middle = room.y + room.h / 2;
    let points = [Point::new(room.x, middle), Point::new(room.right(), middle)];
    let group = Group::new().set("class", class);
    shape::flow(&points, both_ways, true, sensitivity).into_iter().fold(group, Group::add).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_stand_in_even_columns() {
        let entries = [100; 9];
        assert_eq!(columns(&entries, 2000), Some(vec![100; 9]));
        assert_eq!(columns(&entries, 1000), Some(vec![100; 5]));
        assert_eq!(columns(&entries, 360), Some(vec![100; 3]));
        assert_eq!(columns(&entries, 10), Some(vec![100]));
        assert_eq!(columns(&[], 100), None);
    }
}
