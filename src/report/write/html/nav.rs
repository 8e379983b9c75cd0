//! The sections at the side of the page: two levels, the second of which can be folded.

use super::escape;
use super::place::Place;

/// The list of sections.
pub(super) fn nav(places: &[Place]) -> String {
    let items: String = places.iter().map(item).collect();
    format!("<nav class=\"sections\" id=\"ui:sections\" aria-label=\"Sections\">\n<ul>\n{items}</ul>\n</nav>\n")
}

fn item(place: &Place) -> String {
    let link = |place: &Place| format!("<a href=\"#{}\">{}</a>", escape::line(&place.anchor), heading(&place.heading));
    if place.inside.is_empty() {
        return format!("<li>{}</li>\n", link(place));
    }
    let inside: String = place.inside.iter().map(|place| format!("<li>{}</li>\n", link(place))).collect();
    let fold = format!(
        "<button type=\"button\" class=\"fold\" hidden aria-expanded=\"true\" aria-label=\"Sections of {}\"></button>",
        escape::line(&place.heading)
    );
    format!("<li>{}{fold}\n<ul>\n{inside}</ul></li>\n", link(place))
}

/// A heading with its number set off, so that titles line up.
fn heading(heading: &str) -> String {
    let numbered = heading.split_once(' ').filter(|(number, _)| number.starts_with(|c: char| c.is_ascii_digit()));
    match numbered {
        Some((number, title)) => {
            format!("<span class=\"number\">{}</span> {}", escape::line(number), escape::line(title))
        }
        None => escape::line(heading),
    }
}
