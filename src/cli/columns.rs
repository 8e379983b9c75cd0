//! Text diagrams in a given number of columns: divided into parts where they are wider.

use super::diagram::Look;
use super::ui::Ui;
use super::views::Picture;
use crate::base::text;
use crate::parts::{self, Part};
use crate::render::{self, TextOptions};
use crate::scene::Unit;
use crate::view::{MOST_ELEMENTS, View};

/// The rule in front of the title of a part, and what fills its line.
const RULES: [(&str, &str); 2] = [("── ", "─"), ("-- ", "-")];

/// Elements up to which a diagram is divided where that was asked for: more would take minutes.
const MOST_DIVIDED: usize = 600;

/// The columns there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Columns {
    /// As many as the diagram takes.
    Unlimited,
    /// Those of the terminal.
    Terminal(usize),
    /// As many as the user says.
    Given(usize),
}

impl Columns {
    /// What `--width` says, else what the terminal has.
    pub(super) fn of(width: Option<usize>, terminal: Option<usize>) -> Self {
        match width {
            Some(0) => Columns::Unlimited,
            Some(columns) => Columns::Given(columns),
            None => terminal.map_or(Columns::Unlimited, Columns::Terminal),
        }
    }
}

/// The diagram as text.
pub(super) fn draw(picture: &Picture, look: &Look, ui: &mut Ui) -> String {
    let scene = picture.scene(Unit::Cell);
    let options = TextOptions { ascii: look.ascii, title: look.title && !picture.has_title(), legend: look.legend };
    let whole = render::text(&scene, &options);
    // Only the picture can be divided; a long title alone is no reason.
    let columns = match look.columns {
        Columns::Terminal(columns) | Columns::Given(columns) if parts::width(&scene) > columns => columns,
        _ => return whole,
    };
    let width = widest(&whole);
    let Picture::Flows(view, _) = picture else {
        ui.note(&format!("the layers are {width} columns wide: try `-o layers.svg` or `| less -S`"));
        return whole;
    };
    let asked = matches!(look.columns, Columns::Given(_));
    // Nobody reads very many parts.
    if view.nodes.len() > if asked { MOST_DIVIDED } else { MOST_ELEMENTS } {
        let hint = if asked { "" } else { " or `--width`" };
        ui.note(&format!(
            "the diagram is {width} columns wide, and there are {columns}: try `-o diagram.svg`, `| less -S`, `--level 0`{hint}"
        ));
        return whole;
    }
    let parts = parts::split(view, columns);
    let count = parts.iter().filter(|part| part.title.starts_with("Part")).count();
    let most = parts.iter().map(|part| parts::width(&part.scene)).max().unwrap_or(0);
    // A single flow may be wider than there is room: then parts would be no narrower than the whole.
    if count < 2 || most >= parts::width(&scene) {
        ui.note(&format!(
            "the diagram is {width} columns wide and cannot be divided: try `-o diagram.svg` or `| less -S`"
        ));
        return whole;
    }
    let least = if most > columns { format!("; a single flow takes {most}") } else { String::new() };
    ui.note(&format!(
        "the diagram is {width} columns wide; drawn in {count} parts for {columns} columns{least} (--width 0 draws it whole)"
    ));
    let blocks: Vec<String> = parts.iter().map(|part| block(part, &options, columns)).collect();
    introduction(view, &options, columns) + &blocks.join("\n")
}

fn widest(text: &str) -> usize {
    text.lines().map(text::width).max().unwrap_or(0)
}

/// The title of the diagram, and how to read its parts.
fn introduction(view: &View, options: &TextOptions, columns: usize) -> String {
    let title = render::plain(&view.title, options.ascii);
    let title = if options.title && !title.trim().is_empty() { text::wrap(title.trim(), columns) } else { Vec::new() };
    let blocks = [title, text::wrap(parts::HOW_TO_READ, columns)];
    let blocks = blocks.iter().filter(|block| !block.is_empty());
    blocks.map(|block| block.join("\n") + "\n\n").collect()
}

fn block(part: &Part, options: &TextOptions, columns: usize) -> String {
    let [unicode, plain] = RULES;
    let (rule, fill) = if options.ascii { plain } else { unicode };
    let title =
        text::wrap(&render::plain(&part.title, options.ascii), columns.saturating_sub(text::width(rule) + 1).max(1));
    let heading: Vec<String> = title
        .iter()
        .enumerate()
        .map(|(index, line)| if index == 0 { headed(rule, line, fill, columns) } else { format!("   {line}") })
        .collect();
    format!("{}\n\n{}", heading.join("\n"), render::text(&part.scene, &TextOptions { title: false, ..*options }))
}

/// A line of a title in a rule across the page.
fn headed(rule: &str, line: &str, fill: &str, columns: usize) -> String {
    let used = text::width(rule) + text::width(line) + 1;
    format!("{rule}{line} {}", fill.repeat(columns.saturating_sub(used)))
}
