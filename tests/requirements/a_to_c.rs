//! Groups A to C: skeleton and ordering, header, executive summary.

use std::collections::BTreeSet;

use threatline::model::Severity;
use threatline::report::{Block, Inline};

use super::case::{Case, TODAY, cells, column, holds, items, labelled, prose, same, texts_of, words};
use super::{Requirement, document, open, tests};

pub const REQUIREMENTS: &[Requirement] = &[
    document(1, "one command writes all fourteen parts in order", parts_in_order),
    document(2, "sections are numbered 1 to 11, header, summary and contents are not", numbers),
    document(
        3,
        "the number of a heading begins with that of its section; threats and boundaries have their ids",
        sub_numbers,
    ),
    document(4, "the first line is `# NAME - Comprehensive Threat Model`", title),
    document(5, "the contents list every heading of the first two levels, with links that lead there", contents),
    document(6, "nothing of a template is left: no `[Name]`, `XX%`, `{{…}}` or rows of dots", no_residue),
    document(7, "a section without data is there and says so", nothing_vanishes),
    tests(
        8,
        "--strict reports each TODO of the document with its place, and fails",
        &["written::strict_reports_each_text_that_is_missing"],
    ),
    tests(9, "two runs write the same bytes", &["written::two_runs_write_the_same_bytes"]),
    document(10, "tables have as many cells in each row as columns, and fences are closed", valid_markdown),
    document(
        11,
        "every id is an anchor where it is described and a link with the name elsewhere; headings and pictures name it",
        ids_are_links,
    ),
    open(
        12,
        "wrong and double encoding are reported",
        "bytes that are no UTF-8 are reported with their place (E0009); text that was encoded twice is not recognised",
    ),
    document(13, "the header has name, version, date, classification and status, in this order", header),
    document(14, "the classification is Confidential, Internal or Public, or a TODO", classification),
    document(15, "the status is Active Development, Production or Archived, or a TODO", status),
    tests(
        16,
        "the date is today's, that of SOURCE_DATE_EPOCH, or that of --date",
        &["written::the_date_is_the_one_that_is_given"],
    ),
    tests(
        17,
        "the version is the model's, else what version control says",
        &["written::version_control_says_the_version_that_the_model_does_not"],
    ),
    document(18, "the summary opens with what is analysed and what it does", opening),
    document(19, "three to five key concerns, fewer only where fewer threats are open", concerns),
    document(20, "concerns that the author does not name are the worst open threats, linked", worst_concerns),
    document(21, "threats are counted by severity, and the sum is the number of threats in section 6", risks),
    document(22, "industry, regulations and the gravest impact stand in the summary", business),
    document(23, "the coverage of the summary is that of 10.9, with the number of gaps", coverage),
];

// ---- A: skeleton ----------------------------------------------------------------------------------------------------------

fn parts_in_order(case: &Case) -> Result<(), String> {
    let titles: Vec<&str> = case.document.sections.iter().map(|section| section.title.as_str()).collect();
    let wanted = vec![
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
    same(&titles, &wanted)?;
    let top: Vec<&str> = headings(case).into_iter().filter(|(level, _)| *level <= 2).map(|(_, text)| text).collect();
    let ends = top.iter().skip(1).map(|heading| heading.rsplit_once(". ").map_or(*heading, |(_, title)| title));
    same(&ends.collect(), &wanted)
}

/// The headings of the Markdown with their levels.
fn headings(case: &Case) -> Vec<(usize, &str)> {
    let level = |line: &str| line.len() - line.trim_start_matches('#').len();
    let lines = prose(&case.markdown).into_iter().filter(|line| line.starts_with('#'));
    lines.map(|line| (level(line), line.trim_start_matches('#').trim())).collect()
}

fn numbers(case: &Case) -> Result<(), String> {
    let all = headings(case);
    let top: Vec<&str> = all.iter().filter(|(level, _)| *level == 2).map(|(_, text)| *text).collect();
    let numbers: Vec<u32> = top.iter().filter_map(|heading| heading.split_once(". ")?.0.parse().ok()).collect();
    same(&numbers, &(1..=11).collect())?;
    holds(top.len() == 14, "there are 14 parts")
}

fn sub_numbers(case: &Case) -> Result<(), String> {
    let (mut section, mut count, mut deepest) = (String::new(), 0, String::new());
    for (level, text) in headings(case) {
        let number = text.split([' ', ':']).next().unwrap_or_default();
        match level {
            2 => (section, count) = (number.trim_end_matches('.').to_owned(), 0),
            3 if section.parse::<u32>().is_ok() => {
                count += 1;
                deepest = number.to_owned();
                same(&number, &format!("{section}.{count}").as_str())?;
            }
            4 if section == "6" => {
                let letter = "STRIDEG".chars().nth(count - 1).unwrap_or('?').to_string();
                holds(text.contains(": ") && number.starts_with(&letter), format!("`{text}` stands in {deepest}"))?;
            }
            4 if deepest == "4.2" => holds(text.contains(": "), format!("`{text}` has no id"))?,
            _ => {}
        }
    }
    Ok(())
}

fn title(case: &Case) -> Result<(), String> {
    let wanted = format!("# {} - Comprehensive Threat Model", case.outcome.model.document.title);
    same(&case.markdown.lines().next().unwrap_or_default(), &wanted.as_str())
}

fn contents(case: &Case) -> Result<(), String> {
    let blocks = case.document.all_blocks();
    let all = blocks.iter().find_map(|block| if let Block::Contents(all) = block { Some(all) } else { None });
    let listed: Vec<(usize, &str)> = all.unwrap().iter().map(|entry| (entry.level, entry.title.as_str())).collect();
    same(&listed, &headings(case).into_iter().filter(|(level, _)| matches!(level, 2 | 3)).collect())?;
    for entry in all.unwrap() {
        let target = format!("<a id=\"{}\"></a>\n\n{} {}\n", entry.anchor, "#".repeat(entry.level), entry.title);
        holds(case.markdown.contains(&target), format!("`{}` leads nowhere", entry.anchor))?;
        holds(case.markdown.contains(&format!("- [{}](#{})\n", entry.title, entry.anchor)), "no link")?;
    }
    Ok(())
}

fn no_residue(case: &Case) -> Result<(), String> {
    const RESIDUE: &[&str] =
        &["[Example]", "[Name]", "[X]", "[Application", "XX%", "{{", "}}", "table below shows", "| ... |", "| … |"];
    for line in prose(&case.markdown) {
        let line = line.replace('\\', "");
        let found = RESIDUE.iter().find(|residue| line.contains(*residue));
        holds(found.is_none(), format!("{found:?} in `{line}`"))?;
        holds(!matches!(line.trim_start_matches(['-', ' ']), "..." | "…"), "a row of dots")?;
    }
    Ok(())
}

fn nothing_vanishes(case: &Case) -> Result<(), String> {
    parts_in_order(case)?;
    for section in case.document.all_sections() {
        holds(!section.blocks.is_empty() || !section.sections.is_empty(), format!("`{}` is empty", section.title))?;
        for block in &section.blocks {
            let said = match block {
                Block::Table(table) if table.rows.is_empty() => table.empty.starts_with("No"),
                Block::List(list) => !list.items.is_empty(),
                Block::Paragraph(text) | Block::Passage(_, text) => !text.is_empty(),
                Block::Labelled(values) => values.iter().all(|(_, text)| !text.is_empty()),
                _ => true,
            };
            holds(said, format!("`{}`: {block:?}", section.title))?;
        }
    }
    Ok(())
}

fn valid_markdown(case: &Case) -> Result<(), String> {
    for text in [&case.markdown, &case.short_markdown] {
        let fences = text.lines().filter(|line| line.starts_with("```")).count();
        holds(fences % 2 == 0, "a fence is open")?;
        let mut columns = None;
        for line in prose(text) {
            // A pipe that is escaped is none between cells.
            let cells = line.replace("\\\\", "").replace("\\|", "").matches('|').count();
            if line.starts_with('|') {
                holds(line.ends_with('|'), format!("`{line}` does not end"))?;
                same(&cells, columns.get_or_insert(cells))?;
            } else {
                columns = None;
            }
        }
    }
    Ok(())
}

fn ids_are_links(case: &Case) -> Result<(), String> {
    let document = &case.document;
    let anchors: BTreeSet<String> = case.anchors();
    let names = case.names();
    for block in document.all_blocks() {
        for inline in texts_of(block).iter().flat_map(|text| &text.0) {
            match inline {
                Inline::Reference { anchor, text, name } => {
                    holds(anchors.contains(anchor), format!("`{text}` leads to `{anchor}`, which is not there"))?;
                    if let Some(known) = names.get(text) {
                        same(name, known)?;
                    }
                }
                Inline::Plain(plain) => {
                    let named = words(plain)
                        .into_iter()
                        .find(|word| names.contains_key(*word) && !plain.contains(&format!("{word}:2")));
                    holds(named.is_none(), format!("{named:?} is no link in `{plain}`"))?;
                }
                _ => {}
            }
        }
    }
    for id in names.keys() {
        holds(anchors.iter().any(|anchor| anchor.ends_with(&format!("-{id}"))), format!("{id} is described nowhere"))?;
    }
    Ok(())
}

// ---- B: header ------------------------------------------------------------------------------------------------------------

fn header(case: &Case) -> Result<(), String> {
    let rows = labelled(case.section("document-information"));
    let labels: Vec<&str> = rows.iter().map(|(label, _)| label.as_str()).collect();
    same(&labels, &vec!["Application Name", "Version", "Date", "Classification", "Status"])?;
    same(&rows[0].1, &case.outcome.model.document.title)?;
    same(&rows[2].1.as_str(), &TODAY)
}

/// The value of the header, or `None` for a mark that it is missing; it is missing exactly if the model does not state it.
fn stated(case: &Case, at: usize, name: &str) -> Result<Option<String>, String> {
    let value = labelled(case.section("document-information"))[at].1.clone();
    let missing = value == format!("TODO({name})");
    same(&missing, &!case.outcome.model.document.facts.has(name))?;
    Ok((!missing).then_some(value))
}

fn classification(case: &Case) -> Result<(), String> {
    let value = stated(case, 3, "classification")?;
    let known = |value: &String| ["Confidential", "Internal", "Public"].contains(&value.as_str());
    holds(value.as_ref().is_none_or(known), format!("{value:?}"))
}

fn status(case: &Case) -> Result<(), String> {
    let value = stated(case, 4, "status")?;
    let known = |value: &String| ["Active Development", "Production", "Archived"].contains(&value.as_str());
    holds(value.as_ref().is_none_or(known), format!("{value:?}"))
}

// ---- C: executive summary -------------------------------------------------------------------------------------------------

fn opening(case: &Case) -> Result<(), String> {
    let document = &case.outcome.model.document;
    let text = case.text("executive-summary");
    let start =
        format!("This threat model provides a comprehensive security analysis of the {} system", document.title);
    let rest = text.split_once(&start).ok_or("no opening sentence")?.1;
    let said =
        document.description.as_deref().map_or("TODO(description)", |text| text.split_whitespace().nth(1).unwrap());
    holds(rest.lines().next().unwrap().contains(said), format!("`{rest}` does not say what it does"))
}

fn concerns(case: &Case) -> Result<(), String> {
    let list = items(&case.section("key-concerns").blocks[0]);
    let open = case.worrying().count();
    let (least, none) = (open.min(3), list == ["None identified."]);
    let count = if none { 0 } else { list.len() };
    holds((least..=5).contains(&count), format!("{count} concerns, {open} threats"))?;
    holds(none || list.iter().all(|item| item.contains(": ")), format!("{list:?}"))
}

fn worst_concerns(case: &Case) -> Result<(), String> {
    let stated: Vec<&str> = case.statements("concern").map(|entry| entry.label.trim_end_matches('.')).collect();
    let list = items(&case.section("key-concerns").blocks[0]);
    let own =
        list.iter().filter(|item| !stated.iter().any(|label| item.starts_with(label)) && *item != "None identified.");
    let named = |item: &String| {
        case.outcome.analysis.entries.iter().find(|entry| item.contains(&format!(": {} (", entry.number)))
    };
    let found: Vec<_> =
        own.map(|item| named(item).ok_or(format!("`{item}` names no threat"))).collect::<Result<_, _>>()?;
    let elsewhere: Vec<String> =
        list.iter().filter(|item| stated.iter().any(|label| item.starts_with(label))).cloned().collect();
    let left = case.worrying().filter(|entry| !elsewhere.iter().any(|item| item.contains(&entry.number.to_string())));
    let mut worst: Vec<Severity> = left.map(|entry| entry.current.severity).collect();
    worst.sort_by(|a, b| b.cmp(a));
    worst.truncate(found.len());
    same(&found.iter().map(|entry| entry.current.severity).collect(), &worst)
}

fn risks(case: &Case) -> Result<(), String> {
    let entries = &case.outcome.analysis.entries;
    let list = items(&case.section("risk-summary").blocks[0]);
    let of = |severity| entries.iter().filter(|entry| entry.current.severity == severity).count();
    let counts = [
        ("Critical", of(Severity::Critical)),
        ("High", of(Severity::High)),
        ("Medium", of(Severity::Medium)),
        ("Low", of(Severity::Low)),
    ];
    for ((name, count), line) in counts.iter().zip(&list) {
        same(line, &format!("{name} Risks: {count} identified"))?;
    }
    let total: usize = counts.iter().map(|(_, count)| count).sum();
    same(&list[4], &format!("Total Threats: {total} across all STRIDE categories"))?;
    let described = case.section("threat-analysis").sections.iter().flat_map(|section| &section.sections);
    same(&described.filter(|section| section.defines.is_some()).count(), &total)
}

fn business(case: &Case) -> Result<(), String> {
    let rows = labelled(case.section("business-digest"));
    same(&rows[0].1.as_str(), &case.outcome.model.document.facts.text("industry").unwrap_or("TODO(industry)"))?;
    let regulations: Vec<&str> = case.statements("regulation").map(|entry| entry.label.as_str()).collect();
    same(&rows[1].1, &if regulations.is_empty() { "none stated".to_owned() } else { regulations.join(", ") })?;
    let impact = case.statements("impact").next().map(|entry| format!("{}: {}", entry.id, entry.label));
    same(&rows.get(2).map(|row| row.1.clone()), &impact)
}

fn coverage(case: &Case) -> Result<(), String> {
    let list = items(&case.section("coverage-digest").blocks[0]);
    let total = cells(&column(case.table("category-coverage"), "coverage")).pop().unwrap();
    let wanted = format!("Threat coverage: {total}");
    holds(list[0] == wanted || list[0].starts_with(&format!("{wanted};")), format!("{} is not {wanted}", list[0]))?;
    let gaps = |severity| {
        case.outcome.analysis.entries.iter().filter(|e| e.open > 0 && e.current.severity == severity).count()
    };
    let [critical, high, medium] = [Severity::Critical, Severity::High, Severity::Medium].map(gaps);
    same(&list[2], &format!("Open gaps: {critical} critical, {high} high, {medium} medium"))
}
