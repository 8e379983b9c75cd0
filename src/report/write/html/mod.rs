//! HTML: one self-contained page with its style and script in it. Nothing is loaded, and without script it is a plain document.

mod badge;
mod block;
mod escape;
mod figure;
mod ids;
mod inline;
mod nav;
mod place;
mod table;
mod threats;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

use self::ids::Ids;
use self::place::Place;
use self::threats::{Facets, Filter};
use crate::report::{Document, Section};

const STYLE: &str = include_str!("style.css");
/// Runs before anything is shown: a remembered choice of colours must not flash.
const EARLY_SCRIPT: &str = include_str!("early.js");
const SCRIPT: &str = include_str!("script.js");

/// How a page is written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HtmlOptions {
    /// What made the document, as `threatline 1.2.0`; empty to leave it out.
    pub generator: String,
}

/// A document as a page of HTML.
pub fn html(document: &Document, options: &HtmlOptions) -> String {
    let places = place::places(document);
    let mut page = Page { ids: Ids::default(), styles: Vec::new() };
    let content = page.content(document, &places);
    let body = page.ids.checked(&format!(
        "{}<div class=\"columns\">\n{}<main id=\"ui:content\" tabindex=\"-1\">\n{content}</main>\n</div>\n",
        bar(document),
        nav::nav(&places),
    ));
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n{}<body>\n<a class=\"skip\" href=\"#ui:content\">Skip to the document</a>\n\
         {body}<script>{SCRIPT}</script>\n</body>\n</html>\n",
        head(document, options, &page.styles)
    )
}

/// What is known of the page while it is written.
struct Page {
    ids: Ids,
    /// The styles of the drawings.
    styles: Vec<String>,
}

fn head(document: &Document, options: &HtmlOptions, styles: &[String]) -> String {
    let title = if document.title.trim().is_empty() { "Threat model" } else { &document.title };
    let generator = match options.generator.as_str() {
        "" => String::new(),
        generator => format!("<meta name=\"generator\"{}>\n", escape::attribute("content", generator)),
    };
    let drawings: String = styles.iter().map(|style| format!("<style>\n{style}</style>\n")).collect();
    format!(
        "<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n{generator}<title>{}</title>\n\
         <style>\n{STYLE}</style>\n{drawings}<script>{EARLY_SCRIPT}</script>\n</head>\n",
        policy(),
        escape::line(title),
    )
}

/// What the page may do: run its own two scripts, and load nothing.
fn policy() -> String {
    let hash = |script: &str| format!("'sha256-{}'", STANDARD.encode(Sha256::digest(script)));
    format!(
        "default-src 'none'; style-src 'unsafe-inline'; script-src {} {}; img-src data:; base-uri 'none'; form-action 'none'",
        hash(EARLY_SCRIPT),
        hash(SCRIPT)
    )
}

/// The bar at the top. What needs the script is hidden until it runs.
fn bar(document: &Document) -> String {
    format!(
        "<header class=\"bar\">\n\
         <button type=\"button\" class=\"menu\" hidden aria-expanded=\"false\" aria-controls=\"ui:sections\">Sections</button>\n\
         <p class=\"name\">{}</p>\n\
         <form class=\"search\" role=\"search\" hidden>\n\
         <input type=\"text\" inputmode=\"search\" role=\"combobox\" aria-label=\"Search the document\" aria-expanded=\"false\" aria-controls=\"ui:found\" \
         aria-autocomplete=\"list\" autocomplete=\"off\" placeholder=\"Search ( / )\">\n\
         <ul id=\"ui:found\" class=\"found\" role=\"listbox\" aria-label=\"Found\" hidden></ul>\n</form>\n\
         <button type=\"button\" class=\"colours\" hidden aria-label=\"Colours\">Auto</button>\n</header>\n",
        escape::line(&document.title)
    )
}

impl Page {
    fn content(&mut self, document: &Document, places: &[Place]) -> String {
        let mut out = String::new();
        if !document.title.is_empty() {
            out.push_str(&format!("<h1>{}</h1>\n", escape::line(&document.title)));
        }
        document.blocks.iter().for_each(|block| out.push_str(&self.block(block)));
        let filter = threats::filter(document);
        for (at, (section, place)) in document.sections.iter().zip(places).enumerate() {
            let filter = filter.as_ref().filter(|filter| filter.section == at);
            out.push_str(&self.section(section, 2, Some(place), filter));
        }
        out
    }

    /// A section with those in it. The first two levels have a place in the navigation.
    fn section(&mut self, section: &Section, level: usize, place: Option<&Place>, filter: Option<&Filter>) -> String {
        let anchor = section.anchor.as_deref().or(place.map(|place| place.anchor.as_str())).unwrap_or("");
        let id = self.ids.attribute(anchor);
        let (tag, attributes) = match Facets::of_section(section) {
            Some(facets) => ("article", format!(" class=\"threat\"{}", facets.attributes())),
            None => ("section", String::new()),
        };
        let heading = section.heading(level == 2);
        let heading = badge::trailing(&heading).unwrap_or_else(|| escape::line(&heading));
        let link = match id.as_str() {
            "" => String::new(),
            _ => format!(
                " <a class=\"self\" href=\"#{}\" aria-hidden=\"true\" tabindex=\"-1\">#</a>",
                escape::line(anchor)
            ),
        };
        let h = level.min(6);
        let mut out = format!("<{tag}{id}{attributes}>\n<h{h}>{heading}{link}</h{h}>\n");
        out.push_str(&filter.map(Filter::bar).unwrap_or_default());
        section.blocks.iter().for_each(|block| out.push_str(&self.block(block)));
        for (at, inner) in section.sections.iter().enumerate() {
            let place = place.and_then(|place| place.of(at));
            out.push_str(&self.section(inner, level + 1, place, None));
        }
        out + &format!("</{tag}>\n")
    }
}
