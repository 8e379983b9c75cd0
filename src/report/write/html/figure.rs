//! Pictures: the drawing, and the picture in characters for those who cannot see it or want to copy it.

use super::Page;
use super::escape;
use crate::report::Figure;

/// What a drawing may be made smaller to, before it scrolls.
const LEAST_SCALE: (u32, u32) = (3, 5);

impl Page {
    /// A picture.
    pub(super) fn figure(&mut self, figure: &Figure) -> String {
        let id = self.ids.attribute(&figure.anchor());
        let title = escape::line(&figure.title);
        let text = format!("<pre tabindex=\"0\">{}</pre>", escape::text(figure.text.trim_end_matches('\n')));
        let picture = match self.drawing(&figure.svg) {
            None => text,
            Some(svg) => format!(
                "<div class=\"picture\" role=\"group\" aria-label=\"Drawing: {title}\" tabindex=\"0\">{svg}</div>\n\
                 <details><summary>As text</summary>{text}</details>"
            ),
        };
        format!("<figure{id}>\n<figcaption><span>{title}</span></figcaption>\n{picture}\n</figure>\n")
    }

    /// A drawing for this page. Its style goes to the head, once for all drawings that have the same.
    fn drawing(&mut self, svg: &str) -> Option<String> {
        let svg = svg.get(svg.find("<svg")?..)?.trim_end();
        let svg =
            match svg.split_once("<style>").and_then(|(before, rest)| Some((before, rest.split_once("</style>")?))) {
                Some((before, (style, after))) => {
                    if !self.styles.iter().any(|known| known == style) {
                        self.styles.push(style.to_owned());
                    }
                    format!("{before}{after}")
                }
                None => svg.to_owned(),
            };
        let svg = self.ids.adopt(&svg);
        let width: u32 =
            svg.split_once(" width=\"").and_then(|(_, rest)| rest.split('"').next()?.parse().ok()).unwrap_or(0);
        let least = width * LEAST_SCALE.0 / LEAST_SCALE.1;
        Some(svg.replacen("<svg", &format!("<svg style=\"min-width: {least}px\""), 1))
    }
}
