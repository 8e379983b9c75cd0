#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use super::super::grid::pieces;
use super::super::samples;
use super::*;
use crate::base::geometry::Rect;

const BARE: TextOptions = TextOptions { ascii: false, title: false, legend: false };

/// The columns of each line: wide characters followed by a filler, combining ones left out.
fn columns(picture: &str) -> Vec<Vec<char>> {
    let wide = |c| words::width(&String::from(c)) == 2;
    let line = |line: &str| {
        line.chars()
            .filter(|c| words::width(&c.to_string()) > 0)
            .flat_map(|c| std::iter::once(c).chain(wide(c).then_some(' ')))
            .collect()
    };
    picture.lines().map(line).collect()
}

/// Walks from each top left corner along all four sides and fails where a side is broken.
fn check_frames(picture: &str, [tl, tr, bl, br]: [char; 4], horizontal: &str, vertical: &str) -> usize {
    let grid = columns(picture);
    let at = |x: usize, y: usize| grid.get(y).and_then(|row| row.get(x)).copied().unwrap_or(' ');
    let mut found = 0;
    for (y, x) in (0..grid.len()).flat_map(|y| (0..grid[y].len()).map(move |x| (y, x))) {
        if at(x, y) != tl {
            continue;
        }
        let right = (x + 1..).find(|&x| at(x, y) == tr || x > grid[y].len()).unwrap();
        let bottom = (y + 1..).find(|&y| at(x, y) == bl || y > grid.len()).unwrap();
        assert_eq!(at(right, bottom), br, "corner of the box at {x}, {y} in\n{picture}");
        assert!((x + 1..right).all(|x| horizontal.contains(at(x, bottom))), "bottom of {x}, {y} in\n{picture}");
        assert!((y + 1..bottom).all(|y| vertical.contains(at(x, y))), "left of {x}, {y} in\n{picture}");
        assert!((y + 1..bottom).all(|y| vertical.contains(at(right, y))), "right of {x}, {y} in\n{picture}");
        found += 1;
    }
    found
}

fn check(picture: &str, zones: usize, elements: usize) {
    assert_eq!(check_frames(picture, ['╔', '╗', '╚', '╝'], "═╪╤╧", "║╫╢╟"), zones);
    assert_eq!(check_frames(picture, ['╭', '╮', '╰', '╯'], "─┬┴▲▼", "│├┤◄►"), elements);
    for line in picture.lines() {
        assert_eq!(line, line.trim_end());
        assert!(!line.contains('\t'));
    }
    assert!(picture.ends_with('\n'));
}

fn scene_of(boxes: Vec<SceneBox>) -> Scene {
    Scene { unit: Unit::Cell, boxes, ..samples::empty() }
}

#[test]
fn frames_are_whole_whatever_crosses_them() {
    check(&text(&samples::chatbot(), &BARE), 4, 2);
}

#[test]
fn a_chatbot_looks_like_this() {
    let picture = text(&samples::chatbot(), &TextOptions { title: true, legend: true, ascii: false });
    let expected = "\
Chatbot: system data flow

    ╔═ Internet ═════════════╗
    ║           ┌─────────┐  ║
    ║           │  Users  ├──╫───────┐
    ║           └───────┬─┘  ║       │
    ║                   │    ║       │
    ╚═══════════════════╪════╝       │
                        │            │
    DF1 [TB1, TB2] asks │            │ DF5 reports
                        │            │
╔═ [TB1] Cloud account ═╪════════════╪═══════════════════════╗
║                       │            │                       ║
║ ╔═ [TB2] App tier ════╪════════╗   │  ┌ Guard ╌╌╌╌╌╌╌╌╌╌╌┐ ║
║ ║                     │        ║   │  ╎                  ╎ ║
║ ║                     ▼        ║   │  ╎                  ╎ ║
║ ║       ╭────────────────╮ DF3 ║   │  ╎   ╭──────────╮   ╎ ║      ┌───────┐
║ ║       │  Web frontend  ├─────╫───┼──┼──►│  Filter  │   ╎ ║      │  LLM  │
║ ║       │     (axum)     │     ║   └──┼──►│  (wasm)  │   ╎ ║      └───────┘
║ ║       ╰────────────────╯     ║      ╎   ╰─────┬────╯   ╎ ║          ▲ ▲
║ ║                     ▲        ║      ╎         └────────┼─╫──────────┘ │
║ ╚═════════════════════╪════════╝      └╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌┘ ║ DF4 [TB1]  │
║                       │                                    ║            │
║                       │ DF2 [TB2, TB3] (high)              ║            │
║                       │                                    ║            │
║ ╔═ [TB3] Data tier ═══╪════════╗                           ║            │
║ ║                     │        ║                           ║            │
║ ║                     ▼        ║                           ║            │
║ ║         ┌┬───────────────┐   ║  DF6 [TB3, TB1] trains    ║            │
║ ║         ││ Chat history  ├───╫───────────────────────────╫────────────┘
║ ║         └┴───────────────┘   ║                           ║
║ ╚══════════════════════════════╝                           ║
║                                                            ║
╚════════════════════════════════════════════════════════════╝

Legend:
═══ Trust Boundary
─── Data Flow
◄─► Bidirectional Flow
DF# Data Flow Number
TB# Trust Boundary Number
┌─┐ External Entity
╭─╮ Process
┌┬┐ Data Store
";
    assert_eq!(picture, expected);
}

#[test]
fn plain_pictures_have_seven_bits() {
    let mut scene = samples::chatbot();
    scene.boxes[5].text[0].text = "Größe".to_owned();
    let picture = text(&scene, &TextOptions { ascii: true, title: false, legend: true });
    assert!(picture.is_ascii(), "{picture}");
    let expected = "    #= Internet =============#
    #           +---------+  #
    #           | Grosse  +--+-------+
    #           +-------+-+  #       |
    #                   |    #       |
    #===================+====#       |
                        |            |
    DF1 [TB1, TB2] asks |            | DF5 reports
                        |            |
#= [TB1] Cloud account =+============+=======================#
#                       |            |                       #
# #= [TB2] App tier ====+========#   |  + Guard ...........+ #
# #                     |        #   |  :                  : #
# #                     v        #   |  :                  : #
# #       .----------------. DF3 #   |  :   .----------.   : #      +-------+
# #       |  Web frontend  +-----+---+--+-->|  Filter  |   : #      |  LLM  |
# #       |     (axum)     |     #   +--+-->|  (wasm)  |   : #      +-------+
# #       '----------------'     #      :   '-----+----'   : #          ^ ^
# #                     ^        #      :         +--------+-+----------+ |
# #=====================+========#      +..................+ # DF4 [TB1]  |
#                       |                                    #            |
#                       | DF2 [TB2, TB3] (high)              #            |
#                       |                                    #            |
# #= [TB3] Data tier ===+========#                           #            |
# #                     |        #                           #            |
# #                     v        #                           #            |
# #         ++---------------+   #  DF6 [TB3, TB1] trains    #            |
# #         || Chat history  +---+---------------------------+------------+
# #         ++---------------+   #                           #
# #==============================#                           #
#                                                            #
#============================================================#

Legend:
=== Trust Boundary
--- Data Flow
<-> Bidirectional Flow
DF# Data Flow Number
TB# Trust Boundary Number
+-+ External Entity
.-. Process
++- Data Store
";
    assert_eq!(picture, expected);
}

#[test]
fn wide_and_combining_characters_keep_the_lines_straight() {
    for name in ["数据库", "e\u{301}e\u{301}", "a\u{7}\tb\u{1b}[0m", "much too long for its box", ""] {
        let zone = samples::cell_zone(name, 0, 0, 0, 20, 6);
        let process = samples::cell_element(BoxRole::Process, name, 4, 2, 12);
        check(&text(&scene_of(vec![zone, process]), &BARE), 1, 1);
    }
}

#[test]
fn zones_that_touch_share_their_borders() {
    let zones = vec![
        samples::cell_zone("A", 0, 0, 0, 9, 5),
        samples::cell_zone("B", 0, 8, 0, 9, 5),
        samples::cell_zone("C", 0, 0, 4, 17, 3),
    ];
    let expected = "\
╔═ A ═══╦═ B ═══╗
║       ║       ║
║       ║       ║
║       ║       ║
╠═ C ═══╩═══════╣
║               ║
╚═══════════════╝
";
    assert_eq!(text(&scene_of(zones), &BARE), expected);
}

#[test]
fn arrowheads_find_room_between_near_boxes() {
    let boxes = |gap| {
        vec![
            samples::cell_element(BoxRole::Process, "A", 0, 0, 5),
            samples::cell_element(BoxRole::Process, "B", 5 + gap, 0, 5),
        ]
    };
    let lines = ["│ A ├► B │", "│ A ◄►│ B │", "│ A │◄►│ B │"];
    for (gap, expected) in (0..).zip(lines) {
        let mut scene = scene_of(boxes(gap));
        scene.lines = samples::chatbot().lines.into_iter().take(1).collect();
        scene.lines[0].label.clear();
        scene.lines[0].arrow_at_start = gap > 0;
        scene.lines[0].points = vec![Point::new(4, 1), Point::new(5 + gap, 1)];
        assert_eq!(text(&scene, &BARE).lines().nth(1), Some(expected));
    }
}

#[test]
fn odd_scenes_are_drawn_without_fuss() {
    assert_eq!(text(&scene_of(Vec::new()), &TextOptions::default()), "\n");
    let mut scene = samples::chatbot();
    scene.boxes[0].rect = Rect::new(i32::MIN / 4, -3, 1, 1);
    scene.lines[0].points = vec![Point::new(3, 3), Point::new(7, 9)];
    scene.lines[1].points.clear();
    scene.lines[2].points = vec![Point::new(i32::MAX / 2, 2)];
    assert!(text(&scene, &BARE).ends_with('\n'));
}

proptest::proptest! {
    #[test]
    fn no_name_breaks_a_box(name in "\\PC{0,12}|[\\x00-\\x{2fff}]{0,12}", ascii: bool) {
        let zone = samples::cell_zone(&name, 0, 0, 0, 24, 6);
        let process = samples::cell_element(BoxRole::Process, &name.replace('\n', ""), 4, 2, 14);
        let picture = text(&scene_of(vec![zone, process]), &TextOptions { ascii, ..BARE });
        assert!(!ascii || picture.is_ascii());
        assert_eq!(picture.lines().count(), 6, "{picture}");
        for line in picture.lines() {
            let cells: usize = pieces(line).iter().map(|piece| words::width(piece)).sum();
            assert_eq!(cells, 24, "{line:?}\n{picture}");
        }
    }
}
