//! Reads diagrams in characters back: which boxes there are, and which of them each line joins.

use std::collections::BTreeMap;

use threatline::base::text::width;

use super::case::holds;

/// What leaves a character of a drawing: up, right, down, left.
const ARMS: &[(&str, [bool; 4])] = &[
    ("─═", [false, true, false, true]),
    ("│║", [true, false, true, false]),
    ("┌╭╔", [false, true, true, false]),
    ("┐╮╗", [false, false, true, true]),
    ("└╰╚", [true, true, false, false]),
    ("┘╯╝", [true, false, false, true]),
    ("├╠╟╞", [true, true, true, false]),
    ("┤╣╢╡", [true, false, true, true]),
    ("┬╦╤╥", [false, true, true, true]),
    ("┴╩╧╨", [true, true, false, true]),
    ("┼╬╪╫", [true, true, true, true]),
];

/// Steps up, right, down and left, as columns and rows.
const STEPS: [(isize, isize); 4] = [(0, -1), (1, 0), (0, 1), (-1, 0)];
const HEADS: [char; 4] = ['▲', '►', '▼', '◄'];

fn arms(c: char) -> [bool; 4] {
    ARMS.iter().find(|(known, _)| known.contains(c)).map_or([false; 4], |(_, arms)| *arms)
}

/// A drawing by its cells.
pub struct Drawing(Vec<Vec<char>>);

/// An element that is drawn, with its border.
#[derive(Debug, Clone)]
pub struct Drawn {
    left: usize,
    top: usize,
    right: usize,
    bottom: usize,
    /// What stands in it, without blanks.
    pub text: String,
}

/// A line from a box to another.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Line {
    pub source: usize,
    pub target: usize,
    pub both_ways: bool,
    /// How many borders of zones it passes.
    pub borders: usize,
}

impl Drawing {
    /// The drawing of a figure; the legend is left out.
    pub fn of(text: &str) -> Self {
        let picture = text.split("\nLegend:").next().unwrap_or_default();
        let wide = |c: char| std::iter::once(c).chain((1..width(&c.to_string())).map(|_| '\u{0}'));
        Self(picture.lines().map(|line| line.chars().flat_map(wide).collect()).collect())
    }

    fn at(&self, x: usize, y: usize) -> char {
        self.0.get(y).and_then(|row| row.get(x)).copied().unwrap_or(' ')
    }

    fn next(&self, (x, y): (usize, usize), direction: usize) -> Option<(usize, usize)> {
        let (dx, dy) = STEPS[direction];
        Some((x.checked_add_signed(dx)?, y.checked_add_signed(dy)?))
    }

    /// The cells with a character that has these signs.
    fn cells(&self, signs: &str) -> Vec<(usize, usize)> {
        let rows = self.0.iter().enumerate();
        let all = rows.flat_map(|(y, row)| row.iter().enumerate().map(move |(x, c)| (x, y, *c)));
        all.filter(|(.., c)| signs.contains(*c)).map(|(x, y, _)| (x, y)).collect()
    }

    /// All rows are equally wide, and no corner or tee is open.
    pub fn frame(&self) -> Result<(), String> {
        let rows: Vec<&Vec<char>> = self.0.iter().filter(|row| !row.is_empty()).collect();
        holds(rows.iter().all(|row| row.len() == rows[0].len()), "rows differ in width")?;
        for (x, y) in self.cells("┌┐└┘╭╮╰╯╔╗╚╝├┤┬┴┼╠╣╪╫") {
            for direction in (0..4).filter(|&direction| arms(self.at(x, y))[direction]) {
                let there = self.next((x, y), direction).map_or(' ', |(x, y)| self.at(x, y));
                let joined = arms(there)[(direction + 2) % 4] || HEADS.contains(&there);
                holds(joined, format!("`{}` in row {y}, column {x} is open", self.at(x, y)))?;
            }
        }
        for (x, y) in self.cells("│║") {
            let joined = [0, 2].iter().any(|&direction| {
                let there = self.next((x, y), direction).map_or(' ', |(x, y)| self.at(x, y));
                arms(there)[(direction + 2) % 4] || HEADS.contains(&there)
            });
            holds(joined, format!("`│` in row {y}, column {x} stands alone"))?;
        }
        Ok(())
    }

    /// The boxes of elements: single lines all around.
    pub fn boxes(&self) -> Vec<Drawn> {
        self.rectangles("┌╭", "┐╮", "└╰", "┘╯", "─┬┴", "│├┤")
    }

    /// The boxes of zones and gates: double lines all around.
    pub fn zones(&self) -> Vec<Drawn> {
        self.rectangles("╔", "╗", "╚", "╝", "", "║╫╢╟")
    }

    fn rectangles(&self, from: &str, to: &str, low: &str, end: &str, across: &str, down: &str) -> Vec<Drawn> {
        let mut found = Vec::new();
        for (left, top) in self.cells(from) {
            let row = (left + 1..self.0[top].len())
                .take_while(|&x| across.is_empty() || format!("{across}{to}").contains(self.at(x, top)));
            let Some(right) = row.into_iter().find(|&x| to.contains(self.at(x, top))) else { continue };
            let Some(bottom) = (top + 1..self.0.len()).find(|&y| !down.contains(self.at(left, y))) else { continue };
            let sides = (top + 1..bottom).all(|y| down.contains(self.at(right, y)));
            if bottom > top + 1 && sides && low.contains(self.at(left, bottom)) && end.contains(self.at(right, bottom))
            {
                let inside = (top + 1..bottom).flat_map(|y| (left + 1..right).map(move |x| (x, y)));
                let text = inside.map(|(x, y)| self.at(x, y)).filter(|c| !" │\u{0}".contains(*c)).collect();
                found.push(Drawn { left, top, right, bottom, text });
            }
        }
        found
    }

    /// Follows every line from the box where it starts to the box where it ends.
    pub fn lines(&self) -> Result<Vec<Line>, String> {
        let boxes = self.boxes();
        let mut border: BTreeMap<(usize, usize), (usize, usize)> = BTreeMap::new();
        for (at, it) in boxes.iter().enumerate() {
            for x in it.left + 1..it.right {
                border.insert((x, it.top), (at, 0));
                border.insert((x, it.bottom), (at, 2));
            }
            for y in it.top + 1..it.bottom {
                border.insert((it.left, y), (at, 3));
                border.insert((it.right, y), (at, 1));
            }
        }
        let mut lines = Vec::new();
        for (&from, &(source, out)) in &border {
            let Some(first) = self.next(from, out) else { continue };
            let (head, sign) = (self.at(first.0, first.1) == HEADS[(out + 2) % 4], self.at(from.0, from.1));
            // A store has a line of its own beside its left side, which is no port.
            let port = arms(sign)[out] && arms(self.at(first.0, first.1))[(out + 2) % 4]
                || HEADS[out] == self.at(first.0, first.1) && arms(sign)[out];
            if !(head || port) {
                continue;
            }
            let (end, arrow, borders) = self.follow(from, out, &border)?;
            // A line with two arrowheads is found from both ends.
            if arrow && (!head || from < end) {
                lines.push(Line { source, target: border[&end].0, both_ways: head, borders });
            } else if !arrow && !head {
                return Err(format!("the line from {from:?} has no arrowhead"));
            }
        }
        lines.sort();
        Ok(lines)
    }

    /// The cell of a border where a line ends, whether an arrowhead stands before it, and how many borders it passes.
    fn follow(
        &self,
        from: (usize, usize),
        mut direction: usize,
        border: &BTreeMap<(usize, usize), (usize, usize)>,
    ) -> Result<((usize, usize), bool, usize), String> {
        let (mut at, mut borders, mut arrow) = (from, 0, false);
        for _ in 0..10_000 {
            at = self.next(at, direction).ok_or("a line leaves the picture")?;
            if border.contains_key(&at) {
                return Ok((at, arrow, borders));
            }
            let c = self.at(at.0, at.1);
            arrow = c == HEADS[direction];
            borders += usize::from("╪╫".contains(c));
            let (arms, back) = (arms(c), (direction + 2) % 4);
            if arrow || HEADS.contains(&c) || arms[direction] && arms[back] {
                continue;
            }
            let turn = (0..4).find(|&to| to != back && arms[to]);
            direction =
                turn.filter(|_| arms[back]).ok_or(format!("the line from {from:?} is cut at {at:?} by `{c}`"))?;
        }
        Err(format!("the line from {from:?} does not end"))
    }
}

#[test]
fn lines_are_read_back() {
    let text = "
 ╭───╮    ╔ Z ════════╗
 │ A ├────╫────┐      ║
 ╰───╯    ║    ▼      ║
   ▲      ║ ┌┬────┐   ║
   │      ║ ││Bee │   ║
   │      ║ └┴────┘   ║
   │      ╚═══════════╝
   └──────┐
          ▼
        ┌───┐
        │ C │
        └───┘

Legend:
";
    let drawing = Drawing::of(text);
    let names: Vec<String> = drawing.boxes().into_iter().map(|it| it.text).collect();
    assert_eq!((names, drawing.zones().len()), (["A", "Bee", "C"].map(str::to_owned).to_vec(), 1));
    let line = |source, target, both_ways, borders| Line { source, target, both_ways, borders };
    assert_eq!(drawing.lines(), Ok(vec![line(0, 1, false, 1), line(0, 2, true, 0)]));
    // A line that is cut, or has no arrowhead, is no flow.
    for (whole, damaged) in [("╫────┐", "╫─ ──┐"), ("║    ▼", "║    │")] {
        assert!(Drawing::of(&text.replace(whole, damaged)).lines().is_err(), "{damaged}");
    }
}
