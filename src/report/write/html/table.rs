//! Tables, each in a container of its own that scrolls where the page is too narrow.

use super::ids::Ids;
use super::threats::Facets;
use super::{badge, escape, inline};
use crate::report::{Cell, Table};

/// Items of a cell that are longer than this stand one below the other.
const SHORT_ITEM: usize = 40;

/// A table; what is said in its place where there is no row.
pub(super) fn table(table: &Table, ids: &mut Ids) -> String {
    if table.rows.is_empty() {
        return format!("<p class=\"none\">{}</p>\n", escape::line(table.empty));
    }
    let title = escape::line(&table.title);
    let head: String =
        table.shown_columns().map(|(_, c)| format!("<th scope=\"col\">{}</th>", escape::line(&c.title))).collect();
    let columns = table.shown_columns().count();
    let rows: String = (0..).zip(&table.rows).map(|(at, row)| self::row(table, at, row, ids)).collect();
    format!(
        "<div class=\"table\" role=\"group\" aria-label=\"{title}\" tabindex=\"0\">\
         <table style=\"--columns: {columns}\">\n<caption>{title}</caption>\n\
         <thead><tr>{head}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table></div>\n"
    )
}

fn row(table: &Table, at: usize, row: &[Cell], ids: &mut Ids) -> String {
    let id = table.anchors.get(at).and_then(Option::as_deref).map(|anchor| ids.attribute(anchor)).unwrap_or_default();
    let facets = Facets::of_row(table, at).map(|facets| facets.attributes()).unwrap_or_default();
    let mut out = format!("<tr{id}{facets}>");
    for (place, (column, _)) in table.shown_columns().enumerate() {
        let text = row.get(column).map(cell).unwrap_or_default();
        let class = match row.get(column) {
            Some(Cell::Number(_)) => " class=\"number\"",
            Some(cell) if place == 0 && inline::is_id(&cell.shown()) => " class=\"id\"",
            _ => "",
        };
        // A header without text would announce nothing.
        let (tag, scope) = if place == 0 && !text.is_empty() { ("th", " scope=\"row\"") } else { ("td", "") };
        out.push_str(&format!("<{tag}{scope}{class}>{text}</{tag}>"));
    }
    out + "</tr>\n"
}

fn cell(cell: &Cell) -> String {
    match cell {
        Cell::Rich(texts) => match texts.as_slice() {
            [only] => badge::leading_text(only).unwrap_or_else(|| inline::text(only)),
            several => items(several.iter().map(|text| (text.plain().chars().count(), inline::text(text)))),
        },
        Cell::List(list) => items(list.iter().map(|item| (item.chars().count(), escape::line(item)))),
        other => {
            let text = other.shown();
            badge::leading(&text).or_else(|| badge::trailing(&text)).unwrap_or_else(|| escape::text(&text))
        }
    }
}

/// Several values, each with its length: behind each other, or one below the other where they are long.
fn items(items: impl Iterator<Item = (usize, String)>) -> String {
    let items: Vec<(usize, String)> = items.collect();
    let long = items.len() > 1 && items.iter().any(|(length, _)| *length > SHORT_ITEM);
    let texts = items.into_iter().map(|(_, text)| text);
    if long {
        return format!("<ul>{}</ul>", texts.map(|text| format!("<li>{text}</li>")).collect::<String>());
    }
    texts.collect::<Vec<_>>().join(", ")
}
