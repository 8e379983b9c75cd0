//! The project file and the files of a project.

use super::Folder;

const ORDERS: &str =
    "use \"../lib/data.threat\"\nprocess api \"Orders\"\nstore db \"Orders\"\napi -> db \"Stores\" data=orders\n";

fn project() -> Folder {
    Folder::new(&[
        ("threatline.toml", "root = \"shop.threat\"\n"),
        (
            "shop.threat",
            "use orders \"services/orders.threat\"\ninclude \"parts/web.threat\"\nweb -> orders.api \"Calls\"\n",
        ),
        ("parts/web.threat", "process web \"Web shop\"\nweb -> orders.db \"Reads\"\n"),
        ("services/orders.threat", ORDERS),
        ("lib/data.threat", "data orders \"Orders\" class=high\n"),
    ])
}

#[test]
fn the_root_is_read_where_no_model_is_named() {
    let folder = project();
    let ran = folder.run("check --format json");
    assert_eq!((ran.code, ran.json()["models"][0]["model"].as_str()), (0, Some("shop.threat")), "{}", ran.out);
    let ran = folder.run_at("services", "check --format json", "");
    assert_eq!(ran.json()["models"][0]["model"], "../shop.threat");
    for verb in ["diagram", "threats", "tables", "tables flows", "report -o -"] {
        let ran = folder.run_at("lib", verb, "");
        let shown = if verb == "threats" { "orders.db" } else { "DF" };
        assert!(ran.code == 0 && ran.out.contains(shown), "{verb}: {}{}", ran.out, ran.err);
    }
}

#[test]
fn without_a_root_and_a_model_there_is_a_message() {
    let folder = Folder::new(&[("shop.threat", "process web\n")]);
    for verb in ["check", "diagram", "threats", "tables", "report"] {
        let ran = folder.run(verb);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{verb}");
        assert!(ran.err.contains("no model is named, and there is no `threatline.toml`"), "{verb}: {}", ran.err);
    }
    folder.write("threatline.toml", "");
    let ran = folder.run("check");
    assert!(ran.code == 2 && ran.err.contains("`threatline.toml` has no `root`"), "{}", ran.err);
}

#[test]
fn the_folder_of_the_project_file_is_the_project() {
    let folder = project();
    assert_eq!(folder.run("check services/orders.threat").code, 0);
    assert_eq!(folder.run_at("services", "check orders.threat", "").code, 0);
    assert_eq!(folder.run_at("lib", "check ../services/orders.threat", "").code, 0);
    std::fs::remove_file(folder.path.join("threatline.toml")).unwrap();
    let ran = folder.run("check services/orders.threat --format json");
    assert_eq!((ran.code, ran.codes()), (2, vec!["E0404".to_owned()]));
    // A model outside of the project is a project of its own.
    folder.write("lib/threatline.toml", "");
    folder.write("lib/a.threat", "process a\n");
    assert_eq!(folder.run("check lib/a.threat services/orders.threat").code, 2);
}

#[test]
fn a_part_is_checked_with_what_includes_it() {
    let folder = project();
    let ran = folder.run("check parts/web.threat");
    assert_eq!(ran.code, 0, "{}", ran.out);
    let note = "note[E0407]: `parts/web.threat` is part of `shop.threat`; checked as part of it";
    assert!(ran.out.contains(note) && ran.out.contains("shop.threat:2:9"), "{}", ran.out);
    let ran = folder.run_at("parts", "check web.threat", "");
    assert!(ran.code == 0 && ran.out.contains("`../parts/web.threat` is part of `../shop.threat`"), "{}", ran.out);
    // A module that is used stands on its own, and so does the root.
    for whole in ["services/orders.threat", "lib/data.threat", "shop.threat", "./shop.threat"] {
        let ran = folder.run(&format!("check {whole}"));
        assert!(ran.code == 0 && !ran.out.contains("E0407"), "{whole}: {}", ran.out);
    }
    // It can be turned off, and is there for other verbs too.
    assert_eq!(folder.run("check parts/web.threat --allow E0407").out, "");
    let ran = folder.run("tables parts/web.threat flows");
    assert!(ran.code == 0 && ran.err.contains("E0407"), "{}", ran.err);
}

#[test]
fn without_a_project_file_a_part_is_found_by_the_files_beside_it() {
    let folder = Folder::new(&[
        ("a.threat", "include \"part.threat\"\nprocess web\n"),
        ("part.threat", "web -> api\nprocess api\n"),
        ("b.threat", "// part.threat is not read here\nprocess web\n"),
    ]);
    let ran = folder.run("check part.threat");
    assert!(ran.code == 0 && ran.out.contains("`part.threat` is part of `a.threat`"), "{}", ran.out);
    assert!(!folder.run("check b.threat").out.contains("E0407"));
}

#[test]
fn a_project_file_with_mistakes_stops_every_verb() {
    let folder = project();
    folder.write("threatline.toml", "root = \"shop.threat\"\n[check]\nalow = [\"W0102\"]\n");
    let ran = folder.run("check --format json");
    assert_eq!(ran.code, 2);
    let json = ran.json();
    assert_eq!((&json["project"]["file"], &json["summary"]["errors"]), (&"threatline.toml".into(), &1.into()));
    assert_eq!(json["project"]["diagnostics"][0]["code"], "E0410");
    assert_eq!(json["models"].as_array().unwrap().len(), 1, "the model is checked all the same");
    let ran = folder.run("diagram");
    assert!(ran.code == 2 && ran.out.is_empty() && ran.err.contains("did you mean `allow`?"), "{}", ran.err);
    folder.write("threatline.toml", "root = ");
    let ran = folder.run("check");
    assert!(ran.code == 2 && ran.out.contains("this is not TOML"), "{}{}", ran.out, ran.err);
    folder.write("threatline.toml", [0xff, 0xfe]);
    assert!(folder.run("check").out.contains("not UTF-8"));
}

#[test]
fn the_file_sets_levels_gates_and_the_folder_of_reports() {
    let folder = project();
    folder.write("shop.threat", "process web \"Web shop\"\nactor user\nuser -> web\nprocess idle\n");
    let with = |toml: &str| {
        folder.write("threatline.toml", format!("root = \"shop.threat\"\n{toml}"));
        let ran = folder.run("check --format json");
        (ran.code, ran.codes())
    };
    let own = |codes: &[&str]| codes.iter().map(|code| (*code).to_owned()).collect::<Vec<_>>();
    assert_eq!(
        with("[check]\nallow = [\"structure\", \"facts\", \"design\"]\nwarn = [\"W0102\"]\n"),
        (0, own(&["W0102"]))
    );
    assert_eq!(
        with("[check]\nallow = [\"structure\", \"facts\", \"design\"]\ndeny = [\"W0102\"]\n"),
        (1, own(&["W0102"]))
    );
    let ran = with("[check]\nallow = [\"structure\", \"facts\", \"design\"]\nfail-on = \"low\"\n");
    assert_eq!(ran, (1, Vec::new()));
    folder.write("threatline.toml", "root = \"shop.threat\"\n[report]\nout = \"build/model\"\n");
    assert_eq!(folder.run_at("lib", "report", "").code, 0);
    assert!(folder.path.join("build/model/shop-diagrams/system.svg").is_file());
}
