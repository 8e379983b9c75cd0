//! Folders of pictures: which files there are, and where their links lead.

use std::collections::BTreeSet;

use super::Folder;

const MODEL: &str = "\
actor user \"User\"
zone größe \"Größe\" trust=internal {
  zone inner \"Inner\" trust=restricted {
    process a \"A\"
    store b \"B\"
  }
  process c \"C\"
}
user -> c \"Asks\" via https data=none
c -> a \"Passes on\" via https data=none
a -> b \"Stores\" via https data=none
";

fn names(folder: &Folder, of: &str) -> BTreeSet<String> {
    let entries = folder.path.join(of).read_dir_utf8().unwrap();
    entries.map(|entry| entry.unwrap().file_name().to_owned()).collect()
}

/// The addresses of the links of a picture.
fn links(svg: &str) -> Vec<&str> {
    svg.split("<a href=\"").skip(1).map(|rest| rest.split_once('"').unwrap().0).collect()
}

#[test]
fn all_pictures_lie_in_the_folder_and_lead_to_each_other() {
    let folder = Folder::new(&[("shop.threat", MODEL)]);
    let ran = folder.run("diagram shop.threat --all -o out/pictures");
    assert_eq!((ran.code, ran.out.as_str()), (0, ""), "{}", ran.err);
    let files = names(&folder, "out/pictures");
    let expected =
        ["boundary-TB1.svg", "boundary-TB2.svg", "context.svg", "overview.svg", "zone-größe.svg", "zone-inner.svg"];
    assert_eq!(files, expected.map(str::to_owned).into());
    let link = |name: &str| links(&folder.text(&format!("out/pictures/{name}"))).join(" ");
    assert_eq!(link("context.svg"), "overview.svg");
    assert_eq!(link("overview.svg"), "zone-gr%C3%B6%C3%9Fe.svg zone-inner.svg");
    assert_eq!(link("zone-größe.svg"), "overview.svg zone-inner.svg");
    assert_eq!(link("zone-inner.svg"), "zone-gr%C3%B6%C3%9Fe.svg zone-gr%C3%B6%C3%9Fe.svg");
}

#[test]
fn views_of_the_model_take_the_place_of_the_default_set() {
    let text = format!("{MODEL}view first \"First\" on inner\nview Second \"Second\" on user exclude=user\n");
    let folder = Folder::new(&[("shop.threat", &text)]);
    let ran = folder.run("diagram shop.threat --all --format text -o out");
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(names(&folder, "out"), ["first.txt".to_owned()].into());
    assert!(ran.err.contains("`Second` shows nothing: everything that it selects is excluded"), "{}", ran.err);
    assert!(folder.text("out/first.txt").starts_with("shop: First\n"));
}

#[test]
fn models_too_large_for_one_picture_say_so_and_are_drawn_closed() {
    let zones = ["x", "y"].map(|zone| {
        let elements = (0..100).map(|at| format!("  process {zone}{at}\n")).collect::<String>();
        format!("zone {zone} trust=internal {{\n{elements}}}\n")
    });
    let folder = Folder::new(&[("shop.threat", &format!("{}x1 -> y1 \"A\"\nx2 -> y1 \"B\"\n", zones.concat()))]);
    let ran = folder.run("diagram shop.threat --no-title --no-legend");
    assert!(ran.err.contains("200 elements are too many for one picture, so 2 zones are drawn closed"), "{}", ran.err);
    assert!(ran.out.contains("100 elements") && ran.out.contains("DF1–DF2, 2 flows"), "{}", ran.out);
    let ran = folder.run("diagram shop.threat --view x --full --no-legend");
    assert!(ran.err.is_empty() && ran.out.contains("x99"), "{}", ran.err);
    folder.run("diagram shop.threat --all -o out");
    assert_eq!(links(&folder.text("out/overview.svg")), ["zone-x.svg", "zone-y.svg"]);
}
