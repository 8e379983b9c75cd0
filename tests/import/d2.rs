//! D2: maps, paths, arrows, classes, and what says how things look.

use threatline::import;

use super::{imported, lines, taken, taken_whole};

fn d2(text: &str) -> Vec<String> {
    let (body, losses) = taken("d2", text);
    assert_eq!(losses, Vec::<String>::new(), "{text}");
    lines(&body)[1..].to_vec()
}

#[test]
fn keys_are_elements_and_shapes_tell_kinds() {
    for (text, statement) in [
        ("shop", "process shop \"shop\""),
        ("My shop: The shop # comment", "process my-shop \"The shop\""),
        ("shop: \"The \\\"shop\\\": x\"; shop.style.fill: red", "process shop \"The \\\"shop\\\": x\""),
        ("'a.b'", "process b \"a.b\""),
        ("x: Orders {shape: cylinder}", "store x \"Orders\""),
        ("x.shape: queue", "store x \"x\""),
        ("x: {\n  label: Someone\n  shape: person\n  style: {\n    fill: red\n  }\n}", "actor x \"Someone\""),
        ("x: Net {shape: cloud}", "external x \"Net\""),
        ("x {\n  shape: sql_table\n  id: int {constraint: primary_key}\n}", "store x \"x\""),
        ("classes: {\n  z: {shape: cylinder}\n}\nx: Orders {class: z}", "store x \"Orders\""),
        ("x.class: external", "external x \"x\""),
        ("x: ||md a | b ||\ny", "process y \"y\""),
        ("direction: right\nx: {icon: https://icons.terrastruct.com/aws.svg}", "process x \"x\""),
        ("\"\"\"\nA comment\n\"\"\"\nx", "process x \"x\""),
    ] {
        assert_eq!(
            d2(text).into_iter().filter(|line| !line.starts_with("///")).collect::<Vec<_>>(),
            [statement],
            "{text}"
        );
    }
}

#[test]
fn arrows_are_flows() {
    for (text, flows) in [
        ("a -> b", &["DF1: a -> b"][..]),
        ("a->b: reads {style.stroke: red}", &["DF1: a -> b \"reads\""]),
        ("a <- b", &["DF1: b -> a"]),
        ("a <-> b: HTTPS", &["DF1: a <-> b \"HTTPS\" via https"]),
        ("a -- b", &["DF1: a -> b"]),
        ("a --> b", &["DF1: a -> b"]),
        ("a -> b -> c: x", &["DF1: a -> b \"x\"", "DF2: b -> c \"x\""]),
        ("a-1 -> b: {\n  label: \"x; y\"\n  target-arrowhead: 1\n}", &["DF1: a-1 -> b \"x; y\""]),
        ("a -> b\n(a -> b)[0].style.opacity: 0.4", &["DF1: a -> b"]),
    ] {
        let found: Vec<String> = d2(text).into_iter().filter(|line| line.starts_with("DF")).collect();
        assert_eq!(found, flows, "{text}");
    }
}

#[test]
fn maps_and_paths_are_zones() {
    let text = "title: My shop {near: top-center}\nAWS: Amazon {\n  vpc {\n    web -> db: SQL\n    db.shape: cylinder\n    \
                _.cdn -> web\n  }\n}\nuser -> aws.vpc.web\naws.queue";
    let wanted = [
        "zone aws \"Amazon\" {",
        "zone vpc \"vpc\" {",
        "process web \"web\"",
        "store db is sql-db \"db\"",
        "}",
        "process cdn is cdn \"cdn\"",
        "store queue is message-queue \"queue\"",
        "}",
        "actor user \"user\"",
        "DF1: web -> db \"SQL\"",
        "DF2: cdn -> web",
        "DF3: user -> web",
    ];
    assert_eq!(d2(text), wanted);
    assert!(taken("d2", text).0.starts_with("model \"My shop\""));
}

#[test]
fn what_is_not_read_is_said() {
    let text = "vars: {\n  x: 1\n}\na -> b\n...@other\nlayers: {\n  one: {\n    c -> d\n  }\n}\n*.b: 1\n}\n";
    let (body, losses) = taken("d2", text);
    assert_eq!(lines(&body).last().unwrap(), "DF1: a -> b");
    let wanted = [
        "`...@other` (5): files that are imported are not read",
        "`layers` (6): one board of a file is read, the first",
        "`*.b …` (11): it is no statement that can be read",
        "`}` (12): it is no statement that can be read",
    ];
    assert_eq!(losses, wanted);
    let (_, losses) = taken("d2", "a -> a");
    assert_eq!(losses, ["edge (1): it starts and ends at `a`; flows go from one element to another"]);
    for (text, message) in [
        ("", "there is no element in it"),
        ("a: |md x", "a text starts here that has no end"),
        ("a\n\"\"\" x", "a comment starts here that has no end"),
        (&"a: {".repeat(101), "more than 100 maps are nested in each other"),
    ] {
        assert_eq!(imported("d2", "x.d2", text).unwrap_err(), message);
    }
}

#[test]
fn other_texts_are_not_taken_for_d2() {
    for text in [
        "a: 1\nb:\n  - c\n",
        "actor a\nzone z \"Z\" { process p }\na -> p \"x\"",
        "digraph { a -> b }",
        "flowchart LR\na --> b[x]",
        "@startuml\na -> b\n@enduml",
        "Some words.\nMore words -> even more \"words\".",
        "{\"a\": 1}",
    ] {
        assert_ne!(import::detect("x.d2", text).map(|reader| reader.name), Some("d2"), "{text}");
    }
    assert_eq!(import::detect("x", "a: Web\nb: {shape: cylinder}\na -> b: reads").unwrap().name, "d2");
}

#[test]
fn variables_stand_in_texts() {
    let text = "a: Web in ${place.city}\nb: \"${unknown}\"\na -> b: to ${b}\nvars: {\n  place: {\n    city: Bonn\n  }\n  b: B\n}\nvars.c: x\n\
                t: { shape: sql_table; id: int }\na -> t.id\nnotes: |md\n  Look\n|\nc: @other\n";
    let (body, losses) = taken("d2", text);
    for said in ["process a \"Web in Bonn\"", "process b \"${unknown}\"", "DF1: a -> b \"to B\"", "DF2: a -> t"] {
        assert!(body.contains(said), "no {said} in {body}");
    }
    assert_eq!(losses, ["`@other` (16): files that are imported are not read"]);
    let (text, report) = taken_whole("d2", text);
    assert!(text.contains("/// Look\nmodel"), "{text}");
    assert!(report.contains("`${unknown}` (line 2): no variable of the file has this name"), "{report}");
}
