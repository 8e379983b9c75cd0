//! `report` from outside: formats, parts of documents, whether they are up to date, and what version control says.

use std::process::Command;

use serde_json::Value;

use super::Folder;
use crate::support::project;

pub(super) const PROJECT: &str = "model \"Shop\" version=\"1.0\" updated=2026-11-20 {\n  impact financial \"EUR 2k per hour\"\n}\n\
    data orders \"Orders\" class=high\nactor user \"User\"\nzone cloud trust=internal { process web is web-app \"Web\" }\n\
    DF1: user -> web \"Orders\" via https data=orders\n";

pub(super) fn shop() -> Folder {
    Folder::new(&[("shop.threat", PROJECT)])
}

fn sample(name: &str) -> Folder {
    let folder = Folder::new(&[]);
    for file in ["chatbot.threat", "chatbot-report.threat", "webshop.threat"] {
        folder.write(file, std::fs::read(project(&format!("samples/{file}"))).unwrap());
    }
    assert!(folder.path.join(name).exists());
    folder
}

/// The titles of the first level, without numbers.
const PARTS: [&str; 14] = [
    "Document Information",
    "Executive Summary",
    "Table of Contents",
    "System Overview",
    "Architecture Analysis",
    "Data Flow Diagrams",
    "Trust Boundaries",
    "Assets and Data Classification",
    "Threat Analysis (STRIDE)",
    "Security Controls",
    "Compliance Requirements",
    "Recommendations",
    "Existing Controls Mapping",
    "Appendices",
];

#[test]
fn each_format_has_all_parts() {
    let folder = shop();
    let ran = folder.run("report shop.threat --format md,html,json,adoc,csv,tc.json -o out");
    assert_eq!(ran.code, 0, "{}", ran.err);
    let json: Value = serde_json::from_str(&folder.text("out/shop.json")).unwrap();
    let titles: Vec<&str> =
        json["sections"].as_array().unwrap().iter().map(|section| section["title"].as_str().unwrap()).collect();
    assert_eq!(titles, PARTS);
    for (file, mark) in [("out/shop.md", "## "), ("out/shop.adoc", "== ")] {
        let text = folder.text(file);
        let headings: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix(mark)).collect();
        for part in PARTS {
            assert!(headings.iter().any(|heading| heading.ends_with(part)), "{file}: {part} in {headings:?}");
        }
    }
    let html = folder.text("out/shop.html");
    for part in PARTS {
        assert!(html.contains(&part.replace('&', "&amp;")), "html: {part}");
    }
    assert!(folder.text("out/shop-tables/flows.csv").contains("DF1"));
    let all = folder.text("out/shop-tables/all-threats.csv");
    assert!(
        all.starts_with("id,title,stride,severity,likelihood,impact,status,coverage,places,rule\r\nS-01,"),
        "{all}"
    );
    let listed = folder.run("threats shop.threat --format json").json()["threats"].as_array().unwrap().len();
    assert_eq!(all.lines().count(), listed + 1, "{all}");
    assert!(folder.text("out/shop-diagrams/system.svg").starts_with("<svg"));
}

#[test]
fn json_is_what_its_schema_says_and_has_the_numbers_of_the_document() {
    let schema = std::fs::read_to_string(project("docs/report.schema.json")).unwrap();
    let validator = jsonschema::validator_for(&serde_json::from_str(&schema).unwrap()).unwrap();
    let folder = sample("webshop.threat");
    for (model, profile) in [("webshop", "enterprise"), ("chatbot-report", "enterprise"), ("webshop", "5b")] {
        let run =
            |format: &str| folder.run(&format!("report {model}.threat --profile {profile} --format {format} -o -"));
        let json = run("json").json();
        let errors: Vec<String> = validator.iter_errors(&json).map(|error| error.to_string()).take(3).collect();
        assert!(errors.is_empty(), "{model} {profile}: {errors:?}");
        if profile == "enterprise" {
            let markdown = run("md").out;
            let total = row(&json, "category-coverage", "TOTAL");
            for key in ["total", "full", "partial", "none", "coverage"] {
                let cell = total[key]["text"].as_str().or(total[key].as_str()).unwrap();
                assert!(markdown.contains(&format!("**{cell}**")), "{key}: {cell}");
            }
        }
    }
}

/// The cells of the row of a table whose first cell is this.
fn row(json: &Value, table: &str, first: &str) -> Value {
    fn tables<'v>(value: &'v Value, found: &mut Vec<&'v Value>) {
        match value {
            Value::Object(members) if members.get("kind").is_some_and(|kind| kind == "table") => found.push(value),
            Value::Object(members) => members.values().for_each(|value| tables(value, found)),
            Value::Array(values) => values.iter().for_each(|value| tables(value, found)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    tables(json, &mut found);
    let table = found.into_iter().find(|known| known["name"] == table).unwrap();
    let rows = table["rows"].as_array().unwrap().iter();
    let mut rows = rows.filter(|row| row["cells"].as_object().unwrap().values().any(|cell| cell == first));
    rows.next().unwrap()["cells"].clone()
}

const MARKED: &str =
    "# Ours\r\n\r\nText  \r\n<!-- threatline:begin flows -->\r\nold\r\n<!-- threatline:end -->\r\n\tlast";

#[test]
fn what_stands_between_marks_is_made_anew_and_nothing_else() {
    let folder = Folder::new(&[("shop.threat", PROJECT), ("ours.md", MARKED)]);
    assert_eq!(folder.run("report shop.threat --update ours.md").code, 0);
    let (once, end) = (folder.text("ours.md"), "<!-- threatline:end -->\r\n\tlast");
    let (start, rest) = once.split_once("begin flows -->\r\n").unwrap();
    assert_eq!(format!("{start}begin flows -->\r\n"), MARKED.split_once("old").unwrap().0);
    assert!(rest.ends_with(end) && rest.contains("DF1") && !rest.contains("old"), "{rest}");
    assert_eq!(folder.run("report shop.threat --update ours.md").code, 0);
    assert_eq!(folder.text("ours.md"), once, "a second time nothing changes");
    folder.write("ours.md", "<!-- threatline:begin flwos -->\n<!-- threatline:end -->\n");
    let ran = folder.run("report shop.threat --update ours.md");
    assert!(ran.code == 2 && ran.err.contains("did you mean `flows`?"), "{}", ran.err);
}

#[test]
fn a_document_that_is_not_up_to_date_is_shown_with_what_differs() {
    let folder = shop();
    let write = "report shop.threat --format md,json -o out --date 2026-11-01";
    assert_eq!(folder.run(write).code, 0);
    let check = |folder: &Folder| folder.run("report shop.threat --format md,json -o out --check --date 2026-11-01");
    assert_eq!((check(&folder).code, check(&folder).out.as_str()), (0, ""));
    folder.write("shop.threat", PROJECT.replace("\"Orders\" via", "\"Sends orders\" via"));
    let before = folder.text("out/shop.md");
    let ran = check(&folder);
    assert_eq!(ran.code, 1, "{}", ran.out);
    assert!(
        ran.out.contains("+") && ran.out.contains("Sends orders") && ran.err.contains("not up to date"),
        "{}",
        ran.out
    );
    assert_eq!(folder.text("out/shop.md"), before, "nothing is written");
    assert_eq!((folder.run(write).code, check(&folder).code), (0, 0));
}

#[test]
fn a_part_is_the_same_as_in_the_whole_document() {
    let folder = shop();
    let whole = folder.run("report shop.threat -o -").out;
    for part in
        ["flows", "threats", "dfd", "coverage", "summary", "boundaries", "assets", "controls", "admin-information"]
    {
        let ran = folder.run(&format!("report shop.threat --section {part}"));
        assert_eq!(ran.code, 0, "{part}: {}", ran.err);
        // Alone it starts at the second level, whatever level it has in the document.
        let lines: Vec<&str> = ran.out.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).collect();
        let known: Vec<&str> = whole.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).collect();
        // What leads out of the part is no link.
        let (lines, known) = (without_links(&lines), without_links(&known));
        assert!(lines.len() > 1 && known.windows(lines.len()).any(|window| window == lines), "{part}: {}", ran.out);
        no_dead_links(&ran.out);
    }
}

fn without_links(lines: &[&str]) -> Vec<String> {
    let plain = |line: &&str| {
        let mut line = (*line).to_owned();
        while let Some(at) = line.find("](#") {
            let end = at + line[at..].find("\")").map_or_else(|| line[at..].find(')').unwrap(), |end| end + 1);
            line.replace_range(at..=end, "");
            line.remove(line[..at].rfind('[').unwrap());
        }
        line
    };
    lines.iter().map(plain).collect()
}

/// Every link of a text leads to one place of it.
fn no_dead_links(text: &str) {
    for target in text.split("](#").skip(1).map(|rest| rest.split([')', ' ']).next().unwrap()) {
        assert_eq!(text.matches(&format!("<a id=\"{target}\"></a>")).count(), 1, "{target}: {text}");
    }
}

#[test]
fn marked_sections_fit_in_where_they_stand() {
    let mark = |name: &str| format!("<!-- threatline:begin {name} -->\n<!-- threatline:end -->\n");
    let (flows, boundaries) = (mark("flows"), mark("boundaries"));
    let text = format!("# Ours\n### Flows\n{flows}\n## Twice\n{flows}\n{boundaries}");
    let folder = Folder::new(&[("shop.threat", PROJECT), ("ours.md", &text), ("none.md", "# Ours\n")]);
    let ran = folder.run("report shop.threat --update ours.md");
    assert_eq!(ran.code, 0, "{}", ran.err);
    let text = folder.text("ours.md");
    assert!(text.contains("\n#### Data Flow Details\n") && text.contains("\n### Data Flow Details\n"), "{text}");
    assert!(text.contains("(#boundary-TB"), "what is in the same file is a link: {text}");
    for anchor in ["data-flow-details", "flow-DF1"] {
        assert_eq!(text.matches(&format!("<a id=\"{anchor}\">")).count(), 1, "{text}");
    }
    no_dead_links(&text);
    let ran = folder.run("report shop.threat --update none.md");
    assert!(
        ran.code == 2 && ran.err.contains("`none.md` has no marks: write `<!-- threatline:begin flows -->`"),
        "{}",
        ran.err
    );
}

#[test]
fn a_section_that_is_not_there_is_named_with_where_it_is() {
    let folder = shop();
    for (arguments, message) in [
        ("--section threats --profile 5b", "no section `threats`: it is in that of `--profile enterprise`"),
        ("--section threat-table", "no section `threat-table`: it is in that of `--profile 5b`"),
        ("--section thraets", "no section `thraets`; did you mean `threats`?\n"),
        ("--section xyzzy", "no section `xyzzy`; `threatline report --list` names those it has"),
    ] {
        let ran = folder.run(&format!("report shop.threat {arguments}"));
        assert!(ran.code == 2 && ran.err.contains(message), "{arguments}: {}", ran.err);
    }
}

#[test]
fn places_that_do_not_fit_are_refused_and_nothing_is_written() {
    let folder = Folder::new(&[("shop.threat", PROJECT), ("ours.md", "# {{Title}}\n"), ("copy.threat", "")]);
    for (arguments, message) in [
        ("-o x.html --format md,html", "`x.html` is one file and takes one format: name a folder with -o"),
        ("-o x.txt --format md", "`x.txt` has an ending of no format"),
        ("-o copy.threat --format md", "`copy.threat` is a file: name a folder"),
        ("-o ours.md/ --format md", "`ours.md/` is a file: name a folder"),
        ("--template ours.md -o .", "is the template itself"),
        ("--profile nope.toml", "no file `nope.toml` with a profile; the profiles of the tool are `enterprise`"),
    ] {
        let ran = folder.run(&format!("report shop.threat {arguments}"));
        assert!(ran.code == 2 && ran.err.contains(message), "{arguments}: {}", ran.err);
    }
    assert_eq!(folder.path.read_dir_utf8().unwrap().count(), 3);
    let ran = folder.run_with(".", &["report", "shop.threat", "--format", "md, json", "-o", "v1.2"], "");
    assert!(ran.code == 0 && folder.path.join("v1.2/shop.json").exists(), "{}", ran.err);
    assert_eq!(folder.run("report shop.threat --template ours.md -o v1.2").code, 0);
    assert_eq!(folder.text("v1.2/ours.md"), "# Shop\n");
    let ran = folder.run("report shop.threat --format md -o nodir --check");
    assert_eq!((ran.code, ran.out.as_str()), (1, ""), "{}", ran.err);
    assert!(ran.err.contains("`nodir/shop.md` does not exist"), "{}", ran.err);
}

#[test]
fn a_document_in_pages_has_navigation_and_links_that_lead_somewhere() {
    for (site, index, pages) in [
        ("mdbook", "src/SUMMARY.md", "src"),
        ("mkdocs", "mkdocs.yml", "docs"),
        ("docusaurus", "docs/shop/_category_.json", "docs/shop"),
    ] {
        let folder = shop();
        let ran = folder.run(&format!("report shop.threat --split {site} -o site"));
        assert_eq!(ran.code, 0, "{}", ran.err);
        let index = folder.text(&format!("site/{index}"));
        let path = folder.path.join("site").join(pages);
        let files = path.read_dir_utf8().unwrap().map(|entry| entry.unwrap().file_name().to_owned());
        let files: Vec<String> = files.filter(|name| name.ends_with(".md") && name != "SUMMARY.md").collect();
        let home = usize::from(site == "mkdocs");
        assert_eq!(files.len(), PARTS.len() + home, "{site}: {files:?}");
        for name in &files {
            assert!(site == "docusaurus" || index.contains(name.as_str()), "{site}: {name} is not in the navigation");
            let text = folder.text(&format!("site/{pages}/{name}"));
            for target in text.split("](").skip(1).map(|rest| rest.split([')', ' ']).next().unwrap()) {
                if let Some(path) = target.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')) {
                    assert!(
                        target.contains("://") || folder.path.join("site").join(pages).join(path).exists(),
                        "{target}"
                    );
                }
                let Some((file, anchor)) = target.split_once('#').filter(|_| !target.contains("://")) else { continue };
                let file = if file.is_empty() { name } else { file };
                assert!(files.iter().any(|known| known == file), "{site} {name}: {target}");
                let there = folder.text(&format!("site/{pages}/{file}"));
                assert!(there.contains(&format!("<a id=\"{anchor}\"></a>")), "{site} {name}: {target}");
            }
        }
    }
}

#[test]
fn profiles_choose_name_and_order_sections_columns_and_ids() {
    let profile = r#"
title = "{title}: short"
[ids]
flow = "F-{nn}"
[[section]]
title = "What moves"
part = "data-flow-details"
text = "Text of our own."
columns = ["protocol", "flow_id"]
[section.titles]
protocol = "Over"
[[section]]
title = "Start"
part = "document-information"
numbered = false
"#;
    let folder = Folder::new(&[("shop.threat", PROJECT), ("ours.toml", profile)]);
    let out = folder.run("report shop.threat --profile ours.toml -o -").out;
    assert!(out.starts_with("# Shop: short\n"), "{out}");
    let (first, second) = (out.find("## 1. What moves").unwrap(), out.find("## Start").unwrap());
    assert!(first < second && out.contains("Text of our own.") && out.contains("| Over | Flow ID |"), "{out}");
    assert!(out.contains("F-01") && !out.contains("DF1 "), "{out}");
    folder.write("ours.toml", profile.replace("data-flow-details", "data-flow-detials"));
    let ran = folder.run("report shop.threat --profile ours.toml -o -");
    assert!(ran.code == 2 && ran.err.contains("did you mean `data-flow-details`?"), "{}", ran.err);
}

#[test]
fn placeholders_are_filled_in_and_unknown_ones_reported() {
    let template = "# {{Title}}\n\n- {{In-scope components}}\n\n| Asset | Description | Sensitivity |\n|---|---|---|\n\
        | {{Asset}} | {{Description}} | {{Low/Medium/High}} |\n| {{Asset}} | {{Description}} | {{Sensitivity}} |\n\n\
        **Owner:** {{Role or team}}\n{{Colour}}\n";
    let folder = Folder::new(&[("shop.threat", PROJECT), ("ours.md", template)]);
    let ran = folder.run("report shop.threat --template ours.md");
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.starts_with("# Shop\n\n- User\n- Web\n"), "{}", ran.out);
    assert_eq!(ran.out.matches("A01 Orders").count(), 1, "{}", ran.out);
    assert!(ran.out.contains("| High |") && ran.out.contains("TODO(role or team)"), "{}", ran.out);
    assert!(ran.err.contains("ours.md:11: nothing is known for `{{Colour}}`"), "{}", ran.err);
    assert!(ran.err.contains("ours.md:10: the model states nothing for `{{Role or team}}`"), "{}", ran.err);
    assert_eq!(folder.run("report shop.threat --template ours.md --strict").code, 2);
}

#[test]
fn texts_that_only_the_author_can_write_are_listed_and_fail_on_request() {
    let folder = shop();
    assert_eq!(folder.run("report shop.threat -o -").code, 0);
    let ran = folder.run("report shop.threat -o - --strict");
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("warning[W0004]: the document says TODO(industry)"), "{}", ran.err);
    assert!(ran.err.contains("shop.threat:1:"), "{}", ran.err);
}

#[test]
fn threat_composer_files_have_threats_measures_and_links() {
    let folder = sample("chatbot-report.threat");
    let json = folder.run("report chatbot-report.threat --format tc.json -o -").json();
    let all = |name: &str| json[name].as_array().unwrap().clone();
    let (threats, mitigations, links) = (all("threats"), all("mitigations"), all("mitigationLinks"));
    assert_eq!((json["schema"].as_u64(), all("assumptions").len()), (Some(1), 2));
    let total = folder.run("threats chatbot-report.threat --format json").json()["threats"].as_array().unwrap().len();
    assert_eq!(threats.len(), total);
    for threat in &threats {
        for field in ["statement", "threatSource", "prerequisites", "threatAction", "threatImpact"] {
            assert!(!threat[field].as_str().unwrap().is_empty(), "{field}: {threat}");
        }
        let keys: Vec<&str> =
            threat["metadata"].as_array().unwrap().iter().map(|one| one["key"].as_str().unwrap()).collect();
        assert_eq!(keys, ["Priority", "STRIDE", "Comments"]);
        assert!(links.iter().any(|link| link["linkedId"] == threat["id"]), "{threat}");
    }
    assert!(links.iter().all(|link| mitigations.iter().any(|one| one["id"] == link["mitigationId"])));
}

#[test]
fn the_last_update_is_that_of_version_control() {
    let git = |folder: &Folder, arguments: &[&str]| {
        let ran = Command::new("git")
            .args(["-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"])
            .args(arguments)
            .current_dir(&folder.path)
            .env("GIT_COMMITTER_DATE", "2026-03-05T12:00:00Z")
            .env("GIT_AUTHOR_DATE", "2026-03-01T12:00:00Z")
            .output();
        ran.is_ok_and(|output| output.status.success())
    };
    let folder = Folder::new(&[("shop.threat", &PROJECT.replace(" version=\"1.0\" updated=2026-11-20", ""))]);
    if !git(&folder, &["init", "-q"]) {
        crate::support::skip("git is not there");
        return;
    }
    assert!(git(&folder, &["add", "."]) && git(&folder, &["commit", "-q", "-m", "Model"]));
    let admin = |folder: &Folder| folder.run("report shop.threat --section admin-information").out;
    assert!(admin(&folder).contains("**Last Updated**: 2026-03-05"), "{}", admin(&folder));
    folder.write("shop.threat", PROJECT);
    assert!(admin(&folder).contains("**Last Updated**: 2026-11-20"), "the model wins");
}
