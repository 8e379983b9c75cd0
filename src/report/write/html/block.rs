//! The parts of a section.

use super::Page;
use super::{badge, escape, inline, table};
use crate::report::{Block, Content, List, Text};

impl Page {
    /// A part of a section.
    pub(super) fn block(&mut self, block: &Block) -> String {
        match block {
            Block::Paragraph(text) => inline::paragraphs(text),
            Block::Labelled(values) => facts(values.iter().map(|(label, text)| (label.as_str(), text))),
            Block::Passage(label, text) => {
                format!(
                    "<div class=\"passage\"><p class=\"label\">{}</p>\n{}</div>\n",
                    escape::line(label),
                    inline::paragraphs(text)
                )
            }
            Block::List(list) => self.list(list),
            Block::Table(table) => table::table(table, &mut self.ids),
            Block::Code(language, code) => code_block(language, code),
            Block::Figure(figure) => self.figure(figure),
            Block::Contents(contents) => contents_list(contents),
            Block::Rule => "<hr>\n".to_owned(),
        }
    }

    fn list(&mut self, list: &List) -> String {
        let id = list.anchor.as_deref().map(|anchor| self.ids.attribute(anchor)).unwrap_or_default();
        let label = match (list.label.as_str(), &list.defines) {
            ("", _) => String::new(),
            (label, Some(id)) => format!("<p class=\"label\">{}: {}</p>\n", escape::line(id), escape::line(label)),
            (label, None) => format!("<p class=\"label\">{}</p>\n", escape::line(label)),
        };
        let tag = if list.numbered { "ol" } else { "ul" };
        let items: String = list
            .items
            .iter()
            .map(|item| {
                let details = facts(item.details.iter().map(|(label, text)| (*label, text)));
                format!("<li>{}{details}</li>\n", inline::text(&item.text))
            })
            .collect();
        format!("<div class=\"list\"{id}>{label}<{tag}>\n{items}</{tag}></div>\n")
    }
}

/// Labelled values; empty where there are none.
fn facts<'a>(values: impl Iterator<Item = (&'a str, &'a Text)>) -> String {
    let pair = |(label, text): (&str, &Text)| {
        let value = badge::leading_text(text).unwrap_or_else(|| inline::text(text));
        format!("<div><dt>{}</dt><dd>{value}</dd></div>\n", escape::line(label))
    };
    let pairs: String = values.map(pair).collect();
    if pairs.is_empty() { pairs } else { format!("<dl>\n{pairs}</dl>\n") }
}

fn code_block(language: &str, code: &str) -> String {
    let class =
        if language.is_empty() { String::new() } else { escape::attribute("class", &format!("language-{language}")) };
    format!("<pre tabindex=\"0\"><code{class}>{}</code></pre>\n", escape::text(code.trim_end_matches('\n')))
}

/// The table of contents, the second level in the first.
fn contents_list(contents: &[Content]) -> String {
    let mut out = "<ul class=\"contents\">\n".to_owned();
    let mut open = false;
    let mut inner = false;
    for content in contents {
        let link = format!("<a href=\"#{}\">{}</a>", escape::line(&content.anchor), escape::line(&content.title));
        let deep = content.level > 2 && open;
        match (deep, inner) {
            (true, true) => out.push_str(&format!("<li>{link}</li>\n")),
            (true, false) => out.push_str(&format!("<ul><li>{link}</li>\n")),
            (false, _) => {
                out.push_str(close(open, inner));
                out.push_str(&format!("<li>{link}"));
            }
        }
        open = true;
        inner = deep;
    }
    out + close(open, inner) + "</ul>\n"
}

fn close(open: bool, inner: bool) -> &'static str {
    match (open, inner) {
        (true, true) => "</ul></li>\n",
        (true, false) => "</li>\n",
        _ => "",
    }
}
