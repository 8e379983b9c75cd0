//! `report` with profiles and templates of the author's: what there is to choose from, and what is said of what there is not.

use super::Folder;
use super::reports::PROJECT;

fn with(profile: &str) -> String {
    let folder = Folder::new(&[("shop.threat", PROJECT), ("ours.toml", profile)]);
    let ran = folder.run("report shop.threat --profile ours.toml -o -");
    assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{}", ran.err);
    ran.err
}

#[test]
fn columns_that_a_part_does_not_have_are_errors() {
    let part = "title = \"x\"\n[[section]]\ntitle = \"Flows\"\npart = \"data-flow-details\"\n";
    let said = with(&format!("{part}columns = [\"flow_id\", \"protocoll\"]\n"));
    assert!(
        said.contains("the part `data-flow-details` has no column `protocoll`; did you mean `protocol`?"),
        "{said}"
    );
    let said = with(&format!("{part}[section.titles]\ncolour = \"Colour\"\n"));
    assert!(said.contains("no column `colour`") && said.contains("flow_id"), "{said}");
}

#[test]
fn mistakes_in_a_profile_say_what_to_write() {
    let section = "[[section]]\ntitle = \"A\"\n";
    assert!(with(section).contains("needs a `title` above its sections"));
    assert!(with(&format!("title = \"{{titel}}\"\n{section}")).contains("nothing else in braces"));
    assert!(with(&format!("title = \"x\"\n{section}part = \"flows\"\n")).contains("did you mean `data-flow-details`?"));
    assert!(with(&format!("title = \"x\"\n[ids]\nbogus = \"{{id}}\"\n{section}")).contains("there are threat, flow"));
}

#[test]
fn what_is_listed_can_be_chosen() {
    let folder = Folder::new(&[("shop.threat", PROJECT)]);
    let list = folder.run("report --list").out;
    let (_, parts) = list.split_once("\n  asset-inventory: ").unwrap();
    let columns: Vec<String> =
        parts.lines().nth(1).unwrap().split(',').map(|name| format!("{:?}", name.trim())).collect();
    assert!(columns.len() > 4, "{columns:?}");
    let columns = columns.join(", ");
    folder.write(
        "ours.toml",
        format!("title = \"x\"\n[[section]]\ntitle = \"Assets\"\npart = \"asset-inventory\"\ncolumns = [{columns}]\n"),
    );
    let ran = folder.run("report shop.threat --profile ours.toml -o -");
    assert!(ran.code == 0 && ran.out.contains("| Orders |"), "{}{}", ran.err, ran.out);
    for name in ["threat-table: Threat ID | Category", "key concern"] {
        assert!(list.contains(name), "{name}");
    }
}

#[test]
fn a_row_that_no_table_has_the_columns_for_is_reported() {
    let template = "| Threat ID | Colour |\n|---|---|\n| {{id}} | {{colour}} |\n";
    let folder = Folder::new(&[("shop.threat", PROJECT), ("ours.md", template)]);
    let ran = folder.run("report shop.threat --template ours.md");
    let said = "ours.md:3: no table of the document has the columns `Threat ID`, `Colour`";
    assert!(ran.err.contains(said) && ran.out == template, "{}{}", ran.err, ran.out);
}

#[test]
fn a_picture_that_no_page_can_hold_refers_to_the_drawing() {
    let mut model = String::from("actor user\n");
    for at in 0..60 {
        model.push_str(&format!("process fan{at} \"Fan {at}\"\nprocess chain{at} \"Chain {at}\"\nuser -> fan{at}\n"));
        let before = if at == 0 { "user".to_owned() } else { format!("chain{}", at - 1) };
        model.push_str(&format!("{before} -> chain{at}\n"));
    }
    let folder = Folder::new(&[("wide.threat", &model)]);
    let ran = folder.run("report wide.threat -o out --format md");
    assert_eq!(ran.code, 0, "{}", ran.err);
    let text = folder.text("out/wide.md");
    assert!(text.contains("this picture would be") && text.contains("wide-diagrams/system.svg"), "{}", ran.err);
}
