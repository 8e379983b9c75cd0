//! The page of HTML that a document becomes: valid, self-contained, with links that lead somewhere.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use camino::Utf8Path;
use scraper::{ElementRef, Html, Selector};
use sha2::{Digest as _, Sha256};
use threatline::base::date::Date;
use threatline::document;
use threatline::pipeline::{self, Outcome, analyze};
use threatline::project::Disk;
use threatline::report::profile::Profile;
use threatline::report::{Block, Cell, Column, Document, Figure, List, Section, Table, Text, write};

use crate::support::{model, project};

const EMPTY: &str = "model \"Almost empty\"\n";

/// A model in which everything that the author writes is markup.
const HOSTILE: &str = r#"
model "</title><script>alert(1)</script>" { description = "a <b>bold</b> & \"quoted\" </section>" }
data d "<img src=x onerror=alert(1)>" class=high
actor a "</svg><script>alert(2)</script>"
zone z "--> ]]> <z>" trust=internal { process p "</style><p onclick=x>" }
DF1: a -> p "</table>&amp;<td>" data=d
threat own "javascript:alert(3) <x>" on p
"#;

fn page(document: &Document) -> String {
    write::html(document, &write::HtmlOptions { generator: "threatline".to_owned() })
}

fn document_of(outcome: &Outcome, profile: &str) -> Document {
    let wanted = document::Wanted { date: Date::parse("2026-11-25"), ..document::Wanted::default() };
    let material = document::material(outcome, &wanted);
    let profile = Profile::named(profile).unwrap();
    profile.document(&document::context(outcome, &material, profile.audience))
}

fn sample(name: &str) -> Outcome {
    analyze(&Disk, &project("samples").join(name), &pipeline::Options::default())
}

/// Every profile of several models, with its name.
static PAGES: LazyLock<Vec<(String, String)>> = LazyLock::new(|| {
    let models = [
        ("webshop", sample("webshop.threat")),
        ("chatbot-report", sample("chatbot-report.threat")),
        ("empty", model(EMPTY)),
        ("hostile", model(HOSTILE)),
    ];
    let of = |(name, outcome): &(&str, Outcome)| {
        let name = (*name).to_owned();
        ["enterprise", "5b", "threat-composer"]
            .map(|profile| (format!("{name}, {profile}"), page(&document_of(outcome, profile))))
    };
    models.iter().flat_map(of).collect()
});

fn all<'a>(html: &'a Html, selector: &str) -> Vec<ElementRef<'a>> {
    html.select(&Selector::parse(selector).unwrap()).collect()
}

#[test]
fn pages_are_valid_and_links_lead_somewhere() {
    assert!(!Html::parse_document("<!DOCTYPE html><p></b>").errors.is_empty(), "the parser says nothing about errors");
    for (name, text) in PAGES.iter() {
        let html = Html::parse_document(text);
        assert!(html.errors.is_empty(), "{name}: {:?}", html.errors);
        let ids: Vec<&str> = all(&html, "[id]").iter().map(|element| element.attr("id").unwrap()).collect();
        let known: BTreeSet<&str> = ids.iter().copied().collect();
        assert_eq!(ids.len(), known.len(), "{name}: an id stands twice");
        for link in all(&html, "[href], [aria-controls], [aria-labelledby]") {
            let named = ["aria-controls", "aria-labelledby"].iter().filter_map(|name| link.attr(name));
            let targets = named.flat_map(str::split_whitespace);
            let targets = targets.chain(link.attr("href").and_then(|href| href.strip_prefix('#')));
            for target in targets {
                assert!(known.contains(target), "{name}: nothing has the id {target}");
            }
        }
        assert!(all(&html, "main h1").len() == 1 && all(&html, "html[lang]").len() == 1, "{name}");
    }
}

#[test]
fn headings_go_down_one_level_at_a_time() {
    for (name, text) in PAGES.iter() {
        let html = Html::parse_document(text);
        let levels = all(&html, "main :is(h1, h2, h3, h4, h5, h6)");
        let levels: Vec<u8> = levels.iter().map(|heading| heading.value().name().as_bytes()[1]).collect();
        assert!(levels.windows(2).all(|pair| pair[1] <= pair[0] + 1), "{name}: {levels:?}");
    }
}

#[test]
fn nothing_is_loaded_and_only_the_own_scripts_run() {
    for (name, text) in PAGES.iter() {
        let html = Html::parse_document(text);
        assert!(all(&html, "link, iframe, object, embed, base, img, [src]").is_empty(), "{name}");
        let policy = all(&html, "meta[http-equiv=Content-Security-Policy]")[0].attr("content").unwrap();
        let scripts: Vec<String> = all(&html, "script").iter().map(|script| script.text().collect()).collect();
        assert_eq!(scripts.len(), 2, "{name}");
        for script in scripts {
            let hash = STANDARD.encode(Sha256::digest(&script));
            assert!(policy.contains(&format!("'sha256-{hash}'")), "{name}: a script that the policy does not name");
        }
        for element in all(&html, "*") {
            assert!(
                element.value().attrs().all(|(attribute, _)| !attribute.starts_with("on")),
                "{name}: {:?}",
                element.value()
            );
            let scheme = element.attr("href").and_then(|href| href.split_once(':')).map(|(scheme, _)| scheme);
            let known = ["https", "http", "mailto"];
            assert!(
                scheme.is_none_or(|scheme| scheme.starts_with('#') || known.contains(&scheme)),
                "{name}: {scheme:?}"
            );
        }
        assert!(!text.contains("@import") && !text.contains("url("), "{name}");
    }
}

#[test]
fn what_the_author_writes_stays_text() {
    let text = page(&document_of(&model(HOSTILE), "enterprise"));
    let html = Html::parse_document(&text);
    assert_eq!(
        all(&html, "title")[0].text().collect::<String>(),
        "</title><script>alert(1)</script> - Comprehensive Threat Model"
    );
    assert!(all(&html, "main b, main img, main x, main z").is_empty());
    let words: String = all(&html, "main")[0].text().collect();
    for word in ["a <b>bold</b> & \"quoted\" </section>", "</table>&amp;<td>", "</style><p onclick=x>"] {
        assert!(words.contains(word), "{word}");
    }
}

#[test]
fn every_threat_says_what_it_can_be_chosen_by() {
    let outcome = sample("webshop.threat");
    for (profile, selector) in [("enterprise", "article.threat"), ("5b", "tr[data-severity]")] {
        let html = page(&document_of(&outcome, profile));
        let html = Html::parse_document(&html);
        let threats = all(&html, selector);
        assert_eq!(threats.len(), outcome.analysis.entries.len(), "{profile}");
        let count = all(&html, "form.filter output")[0].text().collect::<String>();
        assert_eq!(count, format!("{0} of {0} threats", threats.len()));
        for facet in ["severity", "category", "status"] {
            let options = all(&html, &format!("form.filter select[name={facet}] option"));
            let offered: BTreeSet<String> = options.iter().skip(1).map(|option| option.text().collect()).collect();
            let stated = threats.iter().map(|threat| threat.attr(&format!("data-{facet}")).unwrap().to_owned());
            assert_eq!(stated.collect::<BTreeSet<_>>(), offered, "{profile}: {facet}");
        }
    }
}

#[test]
fn pictures_share_one_style_and_keep_their_ids_apart() {
    let svg = "<svg width=\"10\" aria-labelledby=\"f--title f--description\">\n<style>.threatline{}</style>\
               <title id=\"f--title\">T</title><desc id=\"f--description\">D</desc><a href=\"#nowhere\"><g id=\"f--box\"/></a></svg>";
    let figure = Figure { name: "f".into(), title: "Both".into(), text: "+-+".into(), svg: svg.into(), file: None };
    let section = Section::new("s", "S").with([Block::Figure(figure.clone()), Block::Figure(figure)]);
    let text = page(&Document { title: "T".into(), blocks: Vec::new(), sections: vec![section] });
    let html = Html::parse_document(&text);
    assert_eq!(text.matches(".threatline{}").count(), 1);
    let ids: BTreeSet<&str> = all(&html, "svg [id]").iter().map(|element| element.attr("id").unwrap()).collect();
    assert_eq!(ids.len(), 6, "{ids:?}");
    for drawing in all(&html, "svg") {
        let labels = drawing.attr("aria-labelledby").unwrap().split(' ');
        assert!(labels.into_iter().all(|label| ids.contains(label)));
    }
    assert!(all(&html, "svg a[href]").is_empty(), "a link without a target stays");
    assert_eq!(all(&html, "figure details pre").len(), 2);
}

#[test]
fn tables_have_headers_and_say_when_they_are_empty() {
    let columns = [Column::new("id", "ID"), Column::machine("key"), Column::new("severity", "Severity")];
    let rows = vec![vec!["A".into(), "k".into(), "HIGH".into()], vec!["".into(), "k".into(), Cell::Number(2)]];
    let full = Block::Table(Table::new("t", "Things", &columns, rows));
    let empty = Block::Table(Table::new("t", "Things", &columns, Vec::new()).or("Nothing <here>."));
    let text = page(&Document { blocks: vec![full, empty], ..Document::default() });
    let html = Html::parse_document(&text);
    let texts = |selector: &str| all(&html, selector).iter().map(|e| e.text().collect::<String>()).collect::<Vec<_>>();
    assert_eq!(texts("th[scope=col]"), ["ID", "Severity"]);
    assert_eq!(texts("th[scope=row]"), ["A"]);
    assert_eq!(texts("td"), ["HIGH", "", "2"]);
    assert_eq!(texts("td .badge.high"), ["HIGH"]);
    assert_eq!(texts("caption"), ["Things"]);
    assert_eq!(texts(".none"), ["Nothing <here>."]);
}

#[test]
fn text_keeps_its_paragraphs_and_its_marks() {
    let blocks = vec![
        Block::paragraph("one\nline\n\nand <more>"),
        Block::paragraph(Text::link("javascript:alert(1)", "click")),
        Block::paragraph(Text::missing("owner", "write it", None)),
        Block::List(List { numbered: true, ..List::new("Steps", ["first"]) }),
    ];
    let text = page(&Document { blocks, ..Document::default() });
    let html = Html::parse_document(&text);
    let texts: Vec<String> = all(&html, "main > p").iter().map(|p| p.text().collect()).collect();
    assert_eq!(texts, ["one\nline", "and <more>", "click (javascript:alert(1))", "TODO(owner)"]);
    assert_eq!(all(&html, "mark.todo")[0].attr("title"), Some("write it"));
    assert_eq!(all(&html, ".list > .label + ol > li").len(), 1);
}

#[test]
fn the_same_document_gives_the_same_page() {
    let path = Utf8Path::new("webshop.threat");
    let make = || page(&document_of(&sample(path.as_str()), "enterprise"));
    assert_eq!(make(), make());
}
