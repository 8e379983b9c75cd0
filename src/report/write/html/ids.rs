//! Ids of the page: each stands once, and links lead only to what is there.

use rustc_hash::FxHashSet;

/// The ids that the page has.
#[derive(Default)]
pub(super) struct Ids(FxHashSet<String>);

impl Ids {
    /// The attribute for an id, empty if the page has the id already. Ids hold no white space.
    pub(super) fn attribute(&mut self, id: &str) -> String {
        let id: String = id.chars().filter(|c| !c.is_whitespace()).collect();
        if id.is_empty() || !self.0.insert(id.clone()) {
            return String::new();
        }
        super::escape::attribute("id", &id)
    }

    /// Whether links can lead there.
    fn holds(&self, id: &str) -> bool {
        self.0.contains(id)
    }

    /// A drawing whose ids are made different from those of the page, and become ids of the page.
    pub(super) fn adopt(&mut self, drawing: &str) -> String {
        let prefix = between(drawing, "id=\"", "title\"").unwrap_or("");
        let mut out = drawing.to_owned();
        let mut count = 1;
        while ids_of(&out).any(|id| self.0.contains(id)) {
            count += 1;
            let other = format!("{}{count}-", prefix.strip_suffix('-').unwrap_or(prefix));
            out = drawing.replace(&format!("id=\"{prefix}"), &format!("id=\"{other}"));
            let labels = format!("aria-labelledby=\"{prefix}title {prefix}description\"");
            out = out.replace(&labels, &format!("aria-labelledby=\"{other}title {other}description\""));
        }
        self.0.extend(ids_of(&out).map(str::to_owned));
        out
    }

    /// The same page without links that lead nowhere: drawings link all they show, and a document may leave some of it out.
    pub(super) fn checked(&self, page: &str) -> String {
        const LINK: &str = "<a href=\"#";
        let mut out = String::with_capacity(page.len());
        let mut rest = page;
        while let Some(at) = rest.find(LINK) {
            let (before, link) = rest.split_at(at);
            let target = link.get(LINK.len()..).and_then(|target| target.split('"').next()).unwrap_or("");
            let tag = link.get(..LINK.len() + target.len() + 1).unwrap_or(link);
            out.push_str(before);
            out.push_str(if self.holds(target) { tag } else { "<a" });
            rest = link.get(tag.len()..).unwrap_or("");
        }
        out + rest
    }
}

/// Values of the `id` attributes of a drawing.
fn ids_of(drawing: &str) -> impl Iterator<Item = &str> {
    drawing.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next())
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> Option<&'a str> {
    let rest = text.split_once(start)?.1;
    rest.split_once(end).map(|(found, _)| found)
}
